import type { ReactNode } from "react";

import { ApiError } from "../../api/errors";
import { type Story, useLiveStory } from "../../api/story";
import { ButtonLink } from "../../ui/Button";
import { Empty, Loading, Trouble } from "../../ui/Notice";
import { useTitle } from "../../ui/title";
import { useWords } from "../../words";
import { useNews } from "./useNews";

/** A story kept up to date, for whoever shows it; or why there is none, and the way on. */
export function WithStory({
  id,
  children,
}: {
  id: string;
  children: (story: Story, connected: boolean) => ReactNode;
}) {
  const { data: story, error, connected, refetch } = useLiveStory(id, useNews());
  const words = useWords();
  useTitle(story ? titleOf(story, words.book.untitled) : words.shell.loading);
  const lost = error instanceof ApiError ? error.status : 0;
  if (lost === 404) {
    return (
      <Empty whole title={words.book.missing}>
        <ButtonLink href="/library">{words.book.toLibrary}</ButtonLink>
      </Empty>
    );
  }
  if (lost === 401) {
    return (
      <Empty whole title={words.book.signedOut}>
        <p>{words.book.signedOutMore}</p>
        <ButtonLink href="/account" look="mark">
          {words.book.signIn}
        </ButtonLink>
      </Empty>
    );
  }
  if (!story) return error ? <Trouble error={error} retry={() => void refetch()} /> : <Loading />;
  return children(story, connected);
}

/** Until the text is there, the book has no title yet, unless somebody gave it one. */
export function titleOf(story: Story, untitled: string): string {
  return story.content || story.title !== "Untitled Story" ? story.title : untitled;
}
