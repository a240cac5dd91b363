import { useEffect } from "react";

import { useWords } from "../words";

/** What the window is called while this is shown. */
export function useTitle(title: string): void {
  const { studio } = useWords();
  useEffect(() => {
    document.title = title ? `${title} · ${studio}` : studio;
    return () => {
      document.title = studio;
    };
  }, [title, studio]);
}
