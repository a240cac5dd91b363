import { type RefObject, useLayoutEffect, useRef } from "react";

const SHARES = [1, 0.96, 0.92, 0.88]; // of the size of letters; what is longer is scrolled, in full size

/** Sets `--fit` so that a text that is a line or two too long for its page still fits. */
export function useFit(): RefObject<HTMLDivElement | null> {
  const page = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const element = page.current;
    const text = element?.firstElementChild;
    if (!element || !text) return;
    const fit = () => {
      const fitting = SHARES.find((share) => {
        element.style.setProperty("--fit", String(share));
        return element.scrollHeight <= element.clientHeight;
      });
      if (!fitting) element.style.setProperty("--fit", "1");
    };
    const watch = new ResizeObserver(fit); // the window, and letters that have come or were made larger
    watch.observe(element);
    watch.observe(text);
    fit();
    return () => watch.disconnect();
  }, []);
  return page;
}
