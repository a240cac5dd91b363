import { type RefObject, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";

import type { Book, ReadWord } from "./book";
import type { Taste } from "./kept";
import { DeviceVoice, type Heard, lastNotAfter, pageAt, Recording, sentenceStarts, type Stretch, type Teller } from "./teller";
import type { BookQuery } from "./useBook";
import { useSteady } from "./useSteady";
import { calm, type Turning } from "./useTurning";

export interface ReadAloud {
  /** null where neither a recording nor a voice is there. */
  kind: Teller["kind"] | null;
  playing: boolean;
  /** What of the reading belongs to the open page; null on the last page. */
  stretch: Stretch | null;
  /** Set on `<audio>`. */
  audio: RefObject<HTMLAudioElement | null>;
  source: string | undefined;
  /** Whoever shows where the reading is puts here how. */
  line: RefObject<((position: number) => void) | null>;
  position: () => number;
  toggle: () => void;
  seek: (position: number) => void;
  toWord: (word: number) => void;
  /** To the sentence before or after this one. */
  step: (way: -1 | 1) => void;
  /** Somebody turned to this page: the reading goes with them. */
  follow: (page: number) => void;
}

/** Reads the book aloud, marks in it what is being read, and turns its pages. */
export function useReadAloud(
  book: Book,
  turning: Turning,
  taste: Taste,
  voice: SpeechSynthesisVoice | null,
  renew: BookQuery["renew"],
): ReadAloud {
  const audio = useRef<HTMLAudioElement>(null);
  const line = useRef<((position: number) => void) | null>(null);
  const teller = useRef<Teller | null>(null);
  const held = useRef(false); // it waits at the end of a page for somebody to turn
  const asked = useRef(false); // somebody has asked for this very place
  const [playing, setPlaying] = useState(false);
  const [pages, setPages] = useState<Stretch[]>([]);
  const { beats, title } = book;
  const words = useMemo(() => beats.flat(2), [beats]);
  const sound = useSound(book.recording?.url, audio, renew);
  const recorded = sound.broken && voice ? null : (book.recording?.words ?? null);
  const kind = recorded && (taste.source === "recording" || !voice) ? "recording" : voice && words.length ? "device" : null;
  const mark = useMark(turning);

  const heard: Heard = {
    at(position, first, last) {
      const reads = pageAt(pagesOf(teller), position);
      const shown = turning.now.current;
      if (reads !== shown) {
        if (reads > shown && !taste.turns && !asked.current) {
          held.current = true;
          teller.current?.pause();
          return;
        }
        turning.turnTo(reads, "reading");
      }
      mark(first, last);
      line.current?.(position);
    },
    state: setPlaying,
    ended() {
      mark(-1, -1);
      if (taste.turns) turning.turnTo(pagesOf(teller).length, "reading");
    },
    lost: sound.lost,
  };
  const hearer = useRef(heard);
  hearer.current = heard;

  useEffect(() => {
    const tell: Heard = {
      at: (...told) => hearer.current.at(...told),
      state: (is) => hearer.current.state(is),
      ended: () => hearer.current.ended(),
      lost: (was) => hearer.current.lost(was),
    };
    if (kind === "recording" && recorded && audio.current) {
      teller.current = new Recording(audio.current, recorded, beats, tell);
    } else if (kind === "device" && voice) {
      teller.current = new DeviceVoice(title, words, beats, voice, tell);
    }
    setPages(pagesOf(teller));
    return () => {
      teller.current?.close();
      teller.current = null;
      held.current = false;
      setPlaying(false);
      mark(-1, -1);
    };
  }, [kind, recorded, beats, words, title, voice, mark]);
  useEffect(() => teller.current?.setPace(taste.pace), [taste.pace, kind, pages]);

  const controls = controlsOf({ teller, turning, words, playing, held, asked });
  const latest = useRef(controls);
  latest.current = controls;
  const toWord = useCallback((word: number) => latest.current.toWord(word), []);
  const toggle = sound.broken && kind === "recording" ? sound.again : controls.toggle;
  const stretch = pages[turning.page] ?? null;
  const position = useCallback(() => teller.current?.position() ?? 0, []);
  return { kind, playing, stretch, audio, source: sound.source, line, position, ...controls, toggle, toWord };
}

interface Desk {
  teller: RefObject<Teller | null>;
  turning: Turning;
  words: ReadWord[];
  playing: boolean;
  held: RefObject<boolean>;
  asked: RefObject<boolean>;
}

function controlsOf({ teller, turning, words, playing, held, asked }: Desk) {
  const seek = (position: number) => {
    held.current = false;
    asked.current = true;
    teller.current?.seek(position);
    asked.current = false;
  };
  const toWord = (word: number) => seek(teller.current?.begins(word) ?? 0);
  return {
    seek,
    toWord,
    toggle() {
      const reads = teller.current;
      if (!reads) return;
      if (playing) return reads.pause();
      const page = turning.now.current;
      // On the last page there is nothing more to read: from the beginning, then.
      if (pageAt(reads.pages, reads.position()) !== page) seek(reads.pages[page]?.from ?? reads.pages[0]!.from);
      held.current = false;
      reads.play();
    },
    step(way: -1 | 1) {
      const reads = teller.current;
      if (!reads) return;
      const starts = sentenceStarts(words);
      const page = reads.pages[turning.now.current];
      const elsewhere = page && (reads.position() < page.from || reads.position() >= page.to);
      const at = lastNotAfter(starts, reads.wordAt(elsewhere ? page.from : reads.position()));
      const next = starts[Math.max(0, at + way)];
      if (next !== undefined) toWord(next);
    },
    follow(page: number) {
      const reads = teller.current;
      if (!reads || !(playing || held.current)) return;
      const stretch = reads.pages[page];
      if (!stretch) return reads.pause();
      const waited = held.current;
      seek(stretch.from);
      if (waited) reads.play();
    },
  };
}

/** The source of the recording. When it is lost, it goes on where it was as soon as it can. */
function useSound(url: string | undefined, audio: RefObject<HTMLAudioElement | null>, renew: BookQuery["renew"]) {
  const urls = useMemo(() => (url ? [url] : []), [url]);
  const steady = useSteady(urls, renew);
  const was = useRef<{ at: number; playing: boolean } | null>(null);
  const source = steady.urls[0];
  const { round, worked, failed, again } = steady;
  useEffect(() => {
    const element = audio.current;
    if (!element || !was.current || !source) return;
    const resume = () => {
      const { at, playing } = was.current ?? { at: 0, playing: false };
      was.current = null;
      worked();
      element.currentTime = at;
      if (playing) void element.play().catch(() => undefined);
    };
    element.addEventListener("loadedmetadata", resume, { once: true });
    element.load();
    return () => element.removeEventListener("loadedmetadata", resume);
  }, [source, round, audio, worked]);
  const lost = useCallback(
    (playing: boolean) => {
      was.current ??= { at: audio.current?.currentTime ?? 0, playing };
      failed();
    },
    [audio, failed],
  );
  const retry = useCallback(() => {
    was.current = { at: was.current?.at ?? 0, playing: true };
    again();
  }, [again]);
  return { source, broken: steady.broken, lost, again: retry };
}

/** Marks words in the book by a class, without React: sixty times a second nothing else may change. */
function useMark(turning: Turning): (first: number, last: number) => void {
  const marked = useRef({ first: -1, last: -1 });
  const { book, page } = turning;
  const paint = useCallback(
    (on: boolean) => {
      const { first, last } = marked.current;
      for (let n = first; n >= 0 && n <= last; n++) {
        const word = book.current?.querySelector<HTMLElement>(`[data-word="${n}"]`);
        if (word && word.classList.contains("reading") !== on) word.classList.toggle("reading", on);
        if (on && word && n === first) keepInSight(word);
      }
    },
    [book],
  );
  useLayoutEffect(() => paint(true), [page, paint]); // the page may have come after the word
  return useCallback(
    (first, last) => {
      if (first === marked.current.first && last === marked.current.last) return;
      paint(false);
      marked.current = { first, last };
      paint(true);
    },
    [paint],
  );
}

const MARGIN = 24; // pixels that a line keeps from the edge of what can be seen

function keepInSight(word: HTMLElement): void {
  let scroller = word.parentElement;
  while (scroller && (scroller.scrollHeight <= scroller.clientHeight + 1 || !scroller.matches("[data-scrolls]"))) {
    scroller = scroller.parentElement;
  }
  if (scroller) bringInto(scroller, word);
}

function bringInto(scroller: HTMLElement, word: HTMLElement): void {
  const box = scroller.getBoundingClientRect();
  const place = word.getBoundingClientRect();
  if (place.top >= box.top + MARGIN && place.bottom <= box.bottom - MARGIN) return;
  scroller.scrollBy({ top: place.top - box.top - box.height * 0.4, behavior: calm() ? "auto" : "smooth" });
}

function pagesOf(teller: RefObject<Teller | null>): Stretch[] {
  return teller.current?.pages ?? [];
}
