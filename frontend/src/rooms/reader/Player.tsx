import { useEffect, useRef } from "react";

import { Icon } from "../../ui/Icon";
import { useWords } from "../../words";
import type { ReadAloud } from "./useReadAloud";
import type { Turning } from "./useTurning";
import "./player.css";

/** To the page before, and to the next. */
export function TurnButtons({ turning, count }: { turning: Turning; count: number }) {
  const words = useWords();
  const { page, turnTo } = turning;
  return (
    <nav className="turns" aria-label={words.reader.pages}>
      {([-1, 1] as const).map((way) => {
        const none = page + way < 0 || page + way >= count;
        const name = way < 0 ? words.reader.previous : words.reader.following;
        return (
          <button
            key={way}
            type="button"
            className={`turn ${way < 0 ? "turn-back" : "turn-on"}`}
            aria-label={name}
            title={name}
            aria-disabled={none || undefined}
            onClick={() => turnTo(page + way)}
          >
            <Icon name={way < 0 ? "left" : "right"} size={26} />
          </button>
        );
      })}
    </nav>
  );
}

/** Reading aloud: on and off, a sentence back or on, and where it is on this page. */
export function Player({ reading, page, count }: { reading: ReadAloud; page: number; count: number }) {
  const words = useWords();
  if (!reading.kind) {
    return (
      <p className="player player-mute" aria-hidden="true">
        {page + 1} / {count}
      </p>
    );
  }
  return (
    <section className="player" aria-label={words.reader.voice}>
      <div className="player-keys">
        <Key icon="stepBack" name={words.reader.sentenceBack} press={() => reading.step(-1)} />
        <Key
          icon={reading.playing ? "pause" : "play"}
          name={reading.playing ? words.reader.pause : words.reader.play}
          press={reading.toggle}
          main
        />
        <Key icon="stepOn" name={words.reader.sentenceOn} press={() => reading.step(1)} />
      </div>
      <Line key={`${reading.kind}${page}`} reading={reading} />
    </section>
  );
}

function Key({
  icon,
  name,
  press,
  main = false,
}: {
  icon: "stepBack" | "stepOn" | "play" | "pause";
  name: string;
  press: () => void;
  main?: boolean;
}) {
  return (
    <button
      type="button"
      className={main ? "player-key player-main" : "player-key"}
      aria-label={name}
      title={name}
      onClick={press}
    >
      <Icon name={icon} size={main ? 28 : 22} />
    </button>
  );
}

/** Where the reading is on this page. It is moved from outside, sixty times a second. */
function Line({ reading }: { reading: ReadAloud }) {
  const words = useWords();
  const input = useRef<HTMLInputElement>(null);
  const { stretch, line, position, kind } = reading;
  const [from, to] = [stretch?.from ?? 0, stretch?.to ?? 0];
  useEffect(() => {
    const show = (at: number) => {
      const element = input.current;
      if (!element) return;
      const inside = Math.max(from, Math.min(to, at));
      element.value = String(inside);
      const told =
        kind === "recording"
          ? words.reader.seconds(Math.round(inside - from), Math.round(to - from))
          : words.reader.words(Math.max(1, inside - from + 1), to - from);
      if (element.getAttribute("aria-valuetext") !== told) element.setAttribute("aria-valuetext", told);
    };
    line.current = show;
    show(position());
    return () => {
      if (line.current === show) line.current = null;
    };
  }, [from, to, kind, line, position, words]);
  return (
    <input
      ref={input}
      type="range"
      className="player-line"
      aria-label={words.reader.line}
      min={from}
      // The end of a page is where the next one begins.
      max={kind === "recording" ? Math.max(from, to - 0.1) : Math.max(from, to - 1)}
      step={kind === "recording" ? "any" : 1}
      defaultValue={from}
      disabled={!stretch}
      onInput={(event) => reading.seek(Number(event.currentTarget.value))}
    />
  );
}
