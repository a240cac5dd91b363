/** The pages of a book: cover, four scenes, and the last one. */
import { type CSSProperties, memo, type ReactNode } from "react";

import { Button, ButtonLink } from "../../ui/Button";
import { Icon } from "../../ui/Icon";
import { Progress } from "../../ui/Progress";
import { useWords } from "../../words";
import { Activities } from "./Activities";
import type { Beat, Book, Picture } from "./book";
import { pageColours } from "./colours";
import { Downloads } from "./Downloads";
import type { Way } from "./Frame";
import { PictureBox } from "./PictureBox";
import type { BookQuery } from "./useBook";
import { useFit } from "./useFit";
import type { ReadAloud } from "./useReadAloud";
import type { Turning } from "./useTurning";

interface LeafProps {
  book: Book;
  renew: BookQuery["renew"];
  night: boolean;
  turning: Turning;
}

/** One page. Two halves that face each other, or one above the other. */
function Leaf({
  at,
  name,
  turning,
  colours,
  night,
  bare = false,
  children,
}: {
  at: number;
  name: string;
  turning: Turning;
  colours: string[] | undefined;
  night: boolean;
  bare?: boolean;
  children: ReactNode;
}) {
  const { page, turn } = turning;
  const open = at === page;
  const part = turn?.lower === at ? "turning" : turn?.upper === at ? "under" : open ? "open" : "away";
  const { paper, ink, heading, soft, mark, line } = pageColours(colours ?? [], night);
  const style = {
    "--page-paper": paper,
    "--page-ink": ink,
    "--page-heading": heading,
    "--page-soft": soft,
    "--page-mark": mark,
    "--page-line": line,
  } as CSSProperties;
  return (
    <section
      className={`leaf ${bare ? "leaf-bare" : ""}`}
      data-part={part}
      data-open={open ? "yes" : "no"}
      data-scrolls
      aria-label={name}
      inert={!open}
      tabIndex={-1}
      style={style}
    >
      {children}
    </section>
  );
}

export function Cover({ book, renew, night, turning, reading, back }: LeafProps & { reading: ReadAloud; back: Way }) {
  const words = useWords();
  const picture = book.cover;
  return (
    <Leaf
      at={0}
      name={words.reader.cover}
      turning={turning}
      colours={picture?.colours}
      night={night}
      bare={!picture}
    >
      {picture && <Half picture={picture} book={book} renew={renew} near={turning.page <= 1} />}
      <div className="half half-text cover" data-scrolls>
        <div className="cover-inside">
          <p className="cover-title" lang={book.language} dir="auto">
            {book.title}
          </p>
          {book.dedication && (
            <p className="cover-dedication" lang={book.language} dir="auto">
              {book.dedication}
            </p>
          )}
          {book.state === "ready" ? (
            <div className="cover-ways">
              {reading.kind && (
                <Button look="mark" onClick={reading.toggle}>
                  <Icon name={reading.playing ? "pause" : "play"} />
                  {reading.playing ? words.reader.pause : words.reader.readToMe}
                </Button>
              )}
              <Button onClick={() => turning.turnTo(1)}>
                <Icon name="book" />
                {words.reader.readMyself}
              </Button>
            </div>
          ) : (
            <Unwritten book={book} back={back} />
          )}
          {book.state === "ready" && <p className="cover-note">{book.making && words.reader.stillMaking}</p>}
        </div>
      </div>
    </Leaf>
  );
}

function Unwritten({ book, back }: { book: Book; back: Way }) {
  const words = useWords();
  return book.state === "failed" ? (
    <div className="cover-ways">
      <p>{words.reader.textFailed}</p>
      <ButtonLink href={back.href}>{words.reader.toTheBook}</ButtonLink>
    </div>
  ) : (
    <div className="cover-wait">
      <p>{words.reader.writing}</p>
      <Progress value={book.progress} label={words.reader.written} />
    </div>
  );
}

export function Scene({
  book,
  renew,
  night,
  turning,
  at,
  toWord,
}: LeafProps & { at: number; toWord: (word: number) => void }) {
  const words = useWords();
  const fit = useFit();
  const picture = book.scenes[at] ?? null;
  const page = at + 1;
  return (
    <Leaf
      at={page}
      name={words.reader.pageOf(page + 1, book.beats.length + 2)}
      turning={turning}
      colours={picture?.colours}
      night={night}
      bare={!picture}
    >
      {picture && (
        <Half picture={picture} book={book} renew={renew} near={Math.abs(turning.page - page) <= 1} />
      )}
      <div
        ref={fit}
        className="half half-text"
        data-scrolls
        tabIndex={0}
        role="group"
        aria-label={words.reader.text}
      >
        <BeatText beat={book.beats[at] ?? []} language={book.language} toWord={toWord} />
      </div>
    </Leaf>
  );
}

function Half({
  picture,
  book,
  renew,
  near,
}: {
  picture: Picture;
  book: Book;
  renew: BookQuery["renew"];
  near: boolean;
}) {
  return (
    <div className="half half-picture">
      <PictureBox picture={picture} title={book.title} renew={renew} near={near} />
    </div>
  );
}

/** The words are marked from outside while they are read (useReadAloud): React draws them once. */
const BeatText = memo(function BeatText({
  beat,
  language,
  toWord,
}: {
  beat: Beat;
  language: string;
  toWord: (word: number) => void;
}) {
  return (
    <div
      className="page-text"
      lang={language}
      dir="auto"
      onClick={(event) => {
        const word = (event.target as Element).closest<HTMLElement>("[data-word]");
        if (word && getSelection()?.isCollapsed !== false) toWord(Number(word.dataset["word"]));
      }}
    >
      {beat.map((paragraph) => (
        <p key={paragraph[0]?.n}>
          {paragraph.flatMap((word) => [
            <span key={word.n} data-word={word.n} className={word.refrain ? "refrain" : undefined}>
              {word.text}
            </span>,
            " ",
          ])}
        </p>
      ))}
    </div>
  );
});

export function End({
  book,
  night,
  turning,
  last,
  story,
}: LeafProps & { last: number; story: string | undefined }) {
  const words = useWords();
  return (
    <Leaf
      at={last}
      name={words.reader.pageOf(last + 1, last + 1)}
      turning={turning}
      colours={(book.scenes.at(-1) ?? book.cover)?.colours}
      night={night}
      bare={!book.cover}
    >
      <div className="half half-text end" data-scrolls tabIndex={0} role="group" aria-label={words.reader.end}>
        <div className="end-inside">
          <h2>{words.reader.end}</h2>
          {book.refrain && (
            <p className="end-refrain" lang={book.language} dir="auto">
              {book.refrain}
            </p>
          )}
          {book.moral && (
            <p className="end-moral" lang={book.language} dir="auto">
              <span>{words.reader.moral}</span> {book.moral}
            </p>
          )}
          <Button look="mark" onClick={() => turning.turnTo(0)}>
            <Icon name="again" />
            {words.reader.again}
          </Button>
          {story && (
            <ButtonLink href={`/books/${story}/repair`}>
              <Icon name="star" />
              {words.reader.rate}
            </ButtonLink>
          )}
          <Downloads book={book} story={story} />
        </div>
      </div>
      {book.questions.length > 0 && (
        <div className="half half-text" data-scrolls tabIndex={0} role="group" aria-label={words.reader.talk}>
          <Activities questions={book.questions} language={book.language} />
        </div>
      )}
    </Leaf>
  );
}
