import { useEffect, useRef } from "react";

interface Keys {
  turnTo: (page: number) => void;
  page: number;
  last: number;
  toggle: (() => void) | undefined;
}

/** Arrows, Page Up and Down, Home and End turn pages; Space reads aloud. Fields, buttons and dialogs keep
 * the keys that are theirs. */
export function useKeys(keys: Keys): void {
  const latest = useRef(keys);
  latest.current = keys;
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const on = event.target as Element;
      if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
      if (on.closest("input, select, textarea, dialog")) return;
      const { turnTo, page, last, toggle } = latest.current;
      const turns: Record<string, number> = {
        ArrowLeft: page - 1,
        PageUp: page - 1,
        ArrowRight: page + 1,
        PageDown: page + 1,
        Home: 0,
        End: last,
      };
      const to = turns[event.key];
      if (to !== undefined) {
        event.preventDefault();
        turnTo(to);
      } else if (event.key === " " && toggle && !on.closest("button, a, summary")) {
        event.preventDefault();
        if (!event.repeat) toggle();
      }
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, []);
}
