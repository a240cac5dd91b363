import { type RefObject, useEffect } from "react";

/** The focus goes there: at once in an open dialog, else when the dialog opens. */
export function useFirst(place: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    place.current?.setAttribute("autofocus", "");
    place.current?.focus({ preventScroll: true });
  }, [place]);
}
