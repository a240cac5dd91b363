import { useCallback, useEffect, useRef, useState } from "react";

import { Icon } from "../../ui/Icon";
import { useOnline } from "../../ui/online";
import { useWords } from "../../words";
import type { Book } from "./book";
import { Comfort, useComfort } from "./Comfort";
import { Head, type Way } from "./Frame";
import { keepPlace, placeIn, useTaste } from "./kept";
import { Cover, End, Scene } from "./leaves";
import { Player, TurnButtons } from "./Player";
import type { BookQuery } from "./useBook";
import { useKeys } from "./useKeys";
import { useReadAloud } from "./useReadAloud";
import { type By, useTurning } from "./useTurning";
import { useVoices } from "./useVoices";
import "./reader.css";
import "./book.css";

/** An open book. `place` is under what this browser remembers its page; `story` its id, for its owner. */
export function BookReader({
  book,
  place,
  back,
  renew,
  story,
}: {
  book: Book;
  place: string;
  back: Way;
  renew: BookQuery["renew"];
  story?: string;
}) {
  const words = useWords();
  const [taste] = useTaste();
  const count = book.state === "ready" ? book.beats.length + 2 : 1;
  const turned = useRef<(page: number, by: By) => void>(() => undefined);
  const turning = useTurning(count, useStart(place), (page, by) => turned.current(page, by));
  const voices = useVoices(book.language);
  const voice = voices.find((one) => one.name === taste.voices[book.language]) ?? voices[0] ?? null;
  const reading = useReadAloud(book, turning, taste, voice, renew);
  const [announced, announce] = useState("");
  const focus = useFocus(turning.book);
  turned.current = (page, by) => {
    announce(words.reader.pageOf(page + 1, count));
    focus();
    if (by === "hand") reading.follow(page);
  };
  const { page, turnTo } = turning;
  useAddress(page, count, place, turnTo);
  useKeys({ turnTo, page, last: count - 1, toggle: reading.kind ? reading.toggle : undefined });
  const comfort = useComfort(book);
  const [panel, setPanel] = useState(false);
  useEffect(() => {
    document.title = `${book.title} – ${words.studio}`;
  }, [book.title, words]);
  const online = useOnline();

  const leaf = { book, renew, night: comfort.night, turning };
  return (
    <div className="reader" {...comfort.attributes}>
      <Head back={back} title={book.title}>
        <p className="reader-count" aria-hidden="true">
          {`${page + 1} / ${count}`}
        </p>
        <button
          type="button"
          className="reader-tool"
          aria-label={words.reader.comfort}
          title={words.reader.comfort}
          onClick={() => setPanel(true)}
        >
          <Icon name="letters" />
        </button>
      </Head>
      <main className="reader-stage">
        <div className="hidden" role="status">
          {announced}
        </div>
        <div ref={turning.book} className="book" {...turning.swipe}>
          <Cover {...leaf} reading={reading} back={back} />
          {count > 1 && book.beats.map((_, at) => <Scene key={at} {...leaf} at={at} toWord={reading.toWord} />)}
          {count > 1 && <End {...leaf} last={count - 1} story={story} />}
        </div>
      </main>
      <TurnButtons turning={turning} count={count} />
      <footer className="reader-foot">
        <div role="status">{!online && <p className="reader-offline">{words.reader.offline}</p>}</div>
        <Player reading={reading} page={page} count={count} />
      </footer>
      <audio ref={reading.audio} src={reading.source} preload="auto" />
      <Comfort open={panel} close={() => setPanel(false)} book={book} voices={voices} voice={voice} />
    </div>
  );
}

const ADDRESS = /^#page-(\d{1,3})$/;

function pageInAddress(): number | null {
  const found = ADDRESS.exec(location.hash);
  return found ? Number(found[1]) - 1 : null;
}

/** Where to begin: at the page of the address, else where one was last time. */
function useStart(place: string): number {
  return useState(() => Math.max(0, pageInAddress() ?? placeIn(place)))[0];
}

/** The address and this browser's memory follow the page, and the page an address that is typed in. */
function useAddress(page: number, count: number, place: string, turnTo: (page: number) => void): void {
  useEffect(() => {
    if (count === 1) return; // there is no text yet
    history.replaceState(history.state, "", `#page-${page + 1}`);
    keepPlace(place, page);
  }, [page, count, place]);
  useEffect(() => {
    const typed = () => turnTo(pageInAddress() ?? 0);
    addEventListener("hashchange", typed);
    return () => removeEventListener("hashchange", typed);
  }, [turnTo]);
}

/** Who was on the page that is turned away is on the new one afterwards. */
function useFocus(book: React.RefObject<HTMLElement | null>): () => void {
  return useCallback(() => {
    if (!book.current?.contains(document.activeElement)) return;
    requestAnimationFrame(() =>
      book.current?.querySelector<HTMLElement>("[data-open='yes']")?.focus({ preventScroll: true }),
    );
  }, [book]);
}
