import { useQueryClient } from "@tanstack/react-query";
import { useLocation } from "wouter";

import { Menu, type MenuItem } from "../../ui/Menu";
import { useToast } from "../../ui/Toasts";
import { sentence, useWords } from "../../words";
import { deleteStory, hasText, type Story, undeleteStory } from "./stories";

export interface Asked {
  what: "share" | "rename" | "move";
  story: Story;
}

/** What can be done with a story. `gone` is told when it has left, so that the focus finds a place. */
export function StoryMenu({
  story,
  ask,
  gone,
}: {
  story: Story;
  ask: (asked: Asked) => void;
  gone: () => void;
}) {
  const words = useWords();
  const { library } = words;
  const title = story.title || library.untitled;
  const say = useToast();
  const queries = useQueryClient();
  const [, go] = useLocation();

  const bringBack = () =>
    void undeleteStory(queries, story).then(
      () => say({ text: library.back(title), kind: "good" }),
      (error: unknown) =>
        say({ text: sentence(words, error), kind: "bad", action: { label: words.actions.retry, do: bringBack } }),
    );
  const remove = () => {
    gone();
    deleteStory(queries, story).then(
      () => say({ text: library.deleted(title), action: { label: words.actions.undo, do: bringBack } }),
      (error: unknown) => say({ text: sentence(words, error), kind: "bad" }),
    );
  };
  const items: (MenuItem | false)[] = [
    story.kind === "book" && { label: library.open, do: () => go(`/books/${story.id}`) },
    hasText(story) && { label: library.share, do: () => ask({ what: "share", story }) },
    { label: library.move, do: () => ask({ what: "move", story }) },
    hasText(story) && { label: library.rename, do: () => ask({ what: "rename", story }) },
    { label: library.delete, do: remove, bad: true },
  ];
  return <Menu label={library.menu(title)} items={items.filter((item) => item !== false)} />;
}
