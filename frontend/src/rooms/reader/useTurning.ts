import { type PointerEvent, type RefObject, useCallback, useLayoutEffect, useMemo, useRef, useState } from "react";

/** Two pages of which the lower lies on the upper one, more or less turned: `--turn` of the book says how
 * far, from 0 (it lies flat, and one reads it) to 1 (it is turned away, and one reads the upper one). */
export interface Turn {
  lower: number;
  upper: number;
}

export type By = "hand" | "reading";

export interface Turning {
  page: number;
  /** The page, also before React has shown it. */
  now: RefObject<number>;
  turn: Turn | null;
  book: RefObject<HTMLDivElement | null>;
  turnTo: (page: number, by?: By) => void;
  swipe: {
    onPointerDown: (event: PointerEvent) => void;
    onPointerMove: (event: PointerEvent) => void;
    onPointerUp: (event: PointerEvent) => void;
    onPointerCancel: (event: PointerEvent) => void;
  };
}

const WHOLE_TURN = 300; // milliseconds
const SLOP = 12; // pixels that a finger may wander before it means something
const FAR_ENOUGH = 0.25; // of the width
const FAST_ENOUGH = 0.4; // pixels a millisecond

/** Pages from 0 to `count` - 1, of which one is open; turned by calling `turnTo` or by a finger. */
export function useTurning(count: number, start: number, turned: (page: number, by: By) => void): Turning {
  const clamp = (at: number) => Math.max(0, Math.min(count - 1, at));
  const [wanted, setPage] = useState(start); // may be more than there is yet
  const page = clamp(wanted);
  const [turn, setTurn] = useState<Turn | null>(null);
  const now = useRef(page);
  useLayoutEffect(() => {
    now.current = page;
  }, [page]);
  const book = useRef<HTMLDivElement>(null);
  const frame = useRef(0);
  const tell = useRef(turned);
  tell.current = turned;
  const last = useRef(count - 1);
  last.current = count - 1;

  const show = useCallback((share: number) => {
    book.current?.style.setProperty("--turn", share.toFixed(4));
  }, []);

  const finish = useCallback(
    (from: number, to: number) => {
      cancelAnimationFrame(frame.current);
      const long = WHOLE_TURN * Math.abs(to - from);
      const begun = performance.now();
      const step = (at: number) => {
        const done = long ? Math.min(1, Math.max(0, (at - begun) / long)) : 1;
        show(from + (to - from) * (done < 0.5 ? 2 * done * done : 1 - 2 * (1 - done) ** 2));
        if (done < 1) frame.current = requestAnimationFrame(step);
        else setTurn(null);
      };
      step(begun);
    },
    [show],
  );

  const open = useCallback((next: number, by: By) => {
    now.current = next;
    setPage(next);
    tell.current(next, by);
  }, []);

  const turnTo = useCallback(
    (asked: number, by: By = "hand") => {
      const next = Math.max(0, Math.min(last.current, asked));
      const before = now.current;
      if (next === before) return;
      cancelAnimationFrame(frame.current);
      if (calm()) setTurn(null);
      else {
        const back = next < before;
        setTurn({ lower: Math.min(next, before), upper: Math.max(next, before) });
        finish(back ? 1 : 0, back ? 0 : 1);
      }
      open(next, by);
    },
    [finish, open],
  );

  const swipe = useMemo(
    () => swiping({ book, now, last, show, setTurn, finish, open: (to) => open(to, "hand") }),
    [show, finish, open],
  );
  return { page, now, turn, book, turnTo, swipe };
}

export function calm(): boolean {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}

interface Parts {
  book: RefObject<HTMLDivElement | null>;
  now: RefObject<number>;
  last: RefObject<number>;
  show: (share: number) => void;
  setTurn: (turn: Turn | null) => void;
  finish: (from: number, to: number) => void;
  open: (page: number) => void;
}

interface Finger {
  id: number;
  x: number;
  y: number;
  at: number;
  /** 1 turns forward, -1 back; 0 while it is not known. */
  way: -1 | 0 | 1;
  share: number;
}

/** A finger that moves sideways takes the page with it. What scrolls or zooms is left to the browser. */
function swiping({ book, now, last, show, setTurn, finish, open }: Parts): Turning["swipe"] {
  let finger: Finger | null = null;

  const shareOf = (event: PointerEvent, way: number, x: number) =>
    Math.max(0, Math.min(1, ((x - event.clientX) * way) / (0.9 * (book.current?.clientWidth || 1))));

  const letGo = () => {
    if (finger?.way && !calm()) finish(finger.way > 0 ? finger.share : 1 - finger.share, finger.way > 0 ? 0 : 1);
    finger = null;
  };

  return {
    onPointerDown(event) {
      const zoomed = (visualViewport?.scale ?? 1) > 1.05;
      if (event.pointerType === "mouse" || !event.isPrimary || zoomed) return letGo();
      finger = { id: event.pointerId, x: event.clientX, y: event.clientY, at: event.timeStamp, way: 0, share: 0 };
    },
    onPointerMove(event) {
      if (!finger || event.pointerId !== finger.id) return;
      const [x, y] = [event.clientX - finger.x, event.clientY - finger.y];
      if (!finger.way) {
        if (Math.hypot(x, y) < SLOP) return;
        const way = x < 0 ? 1 : -1;
        const neighbour = now.current + way;
        if (Math.abs(x) < 1.3 * Math.abs(y) || neighbour < 0 || neighbour > last.current) {
          finger = null;
          return;
        }
        finger.way = way;
        book.current?.setPointerCapture(finger.id); // a word under the finger is not pressed
        if (!calm()) setTurn({ lower: Math.min(now.current, neighbour), upper: Math.max(now.current, neighbour) });
      }
      finger.share = shareOf(event, finger.way, finger.x);
      show(finger.way > 0 ? finger.share : 1 - finger.share);
    },
    onPointerUp(event) {
      if (!finger || event.pointerId !== finger.id) return;
      const { way, share, x, at } = finger;
      const speed = ((x - event.clientX) * way) / Math.max(1, event.timeStamp - at);
      if (!way || (share < FAR_ENOUGH && speed < FAST_ENOUGH)) return letGo();
      finger = null;
      if (!calm()) finish(way > 0 ? share : 1 - share, way > 0 ? 1 : 0);
      open(now.current + way);
    },
    onPointerCancel: letGo,
  };
}
