import { useWords } from "../../words";
import type { Tale } from "./tale";

/** Tells screen readers that a story begins and ends; its words are read when its reader wants to. */
export function Announcer({ tale }: { tale: Tale | null }) {
  const { landing } = useWords();
  return (
    <p className="hidden" role="status">
      {said()}
    </p>
  );

  function said(): string {
    if (tale?.state === "ready") return landing.finished(tale.words ?? 0);
    if (tale?.state !== "writing") return "";
    if (tale.beginnings > 1) return landing.anew;
    return tale.title ? landing.begins : landing.beginning;
  }
}
