import { useLocation } from "wouter";

import { type Story } from "../../api/story";
import { useToast } from "../../ui/Toasts";
import { useWords, type Words } from "../../words";

/** Says when a part becomes ready or fails, and when all of them are. What was ready before is no news. */
export function useNews(): (before: Story, after: Story) => void {
  const words = useWords();
  const say = useToast();
  const [, go] = useLocation();
  return (before, after) => {
    const was = before.asset_generation_status;
    const is = after.asset_generation_status;
    const turned = (state: string) =>
      Object.keys(is.assets).filter(
        (name) => is.assets[name]?.status === state && was.assets[name]?.status !== state,
      ) as (keyof Words["book"]["parts"])[];
    const failed = turned("failed");
    if (failed.includes("content")) return say({ text: words.book.news.nothing, kind: "bad" });
    for (const name of failed) {
      say({ text: words.book.news.failed(words.book.parts[name]), kind: "bad" });
    }
    if (was.overall === "generating" && is.overall === "ready" && is.assets["cover"]) {
      return say({
        text: words.book.news.all,
        kind: "good",
        action: { label: words.book.read, do: () => go(`/books/${after.id}/read`) },
        stays: 20_000,
      });
    }
    for (const name of turned("ready")) {
      say({ text: words.book.news.ready(words.book.parts[name]), kind: "good" });
    }
  };
}
