import { useRef, useState } from "react";
import { Link, useSearchParams } from "wouter";

import { useSignedIn } from "../../api/session";
import { Button, ButtonLink } from "../../ui/Button";
import { Empty, Trouble } from "../../ui/Notice";
import { useTitle } from "../../ui/title";
import { useWords } from "../../words";
import { Bin } from "./Bin";
import { Card, CardsToCome } from "./Card";
import { EmptyShelf } from "./EmptyShelf";
import { Filters } from "./Filters";
import { More } from "./More";
import { ShelfMenu, Shelves } from "./Shelves";
import { useProgress, useShelves, useStories } from "./stories";
import { StoryDialogs } from "./StoryDialogs";
import { type Asked, StoryMenu } from "./StoryMenu";
import { isNarrow, useWish, type Wish } from "./wish";
import "./library.css";

export default function Library() {
  const words = useWords().library;
  const [params] = useSearchParams();
  const signedIn = useSignedIn();
  useTitle(words.title);
  return (
    <div className="library">
      <header className="library-head">
        <h1>{words.title}</h1>
        {signedIn && !params.has("deleted") && (
          <Link href="/library?deleted=1" className="bin-link">
            {words.bin.link}
          </Link>
        )}
      </header>
      {!signedIn ? <Inviting visitor /> : params.has("deleted") ? <Bin /> : <Stories />}
    </div>
  );
}

function Stories() {
  const words = useWords().library;
  const [wish, change] = useWish();
  const [asked, ask] = useState<Asked | null>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const known = useShelves().data;
  const shelves = known ?? [];
  const found = useStories(wish);
  const stories = found.data?.pages.flatMap((page) => page.stories) ?? [];
  useProgress(stories);
  const shelf = shelves.find((one) => one.id === wish.shelf);
  const home = shelves.find((one) => one.is_default);
  const none = found.isSuccess && stories.length === 0;
  const first = none && !isNarrow(wish) && !wish.shelf && shelves.length < 2;
  if (first) return <Inviting />;
  if (found.isPending && found.fetchStatus === "idle") return <Inviting visitor />; // a sign-in that has ended
  return (
    <>
      <Shelves shelves={known} here={wish.shelf} choose={(id) => change({ shelf: id })} />
      <Filters wish={wish} genres={genresOf(wish, stories, words.genres)} change={change} />
      <div className="list-head">
        <h2 ref={heading} tabIndex={-1}>
          {shelf?.name ?? words.all}
        </h2>
        {shelf && home && <ShelfMenu key={shelf.id} shelf={shelf} home={home} left={() => change({ shelf: "" }, true)} />}
        <p className="list-count" role="status">
          {found.isSuccess && !found.isPlaceholderData ? words.count(stories.length, found.hasNextPage) : ""}
        </p>
      </div>
      {found.isError && !found.isFetchNextPageError ? (
        <Trouble error={found.error} retry={() => void found.refetch()} />
      ) : found.isPending ? (
        <CardsToCome />
      ) : none ? (
        <Nothing wish={wish} all={() => change({ q: "", kind: "", status: "", genre: "", shelf: "" })} />
      ) : (
        <ul className="grid" data-old={found.isPlaceholderData || undefined}>
          {stories.map((story) => (
            <Card
              key={story.id}
              story={story}
              menu={<StoryMenu story={story} ask={ask} gone={() => heading.current?.focus()} />}
            />
          ))}
        </ul>
      )}
      <More list={found} />
      <StoryDialogs asked={asked} shelves={shelves} close={() => ask(null)} />
    </>
  );
}

/** Those that everybody may look for, those on the shelf, and the one that is looked for. */
function genresOf(wish: Wish, stories: { genre: string | null }[], known: Record<string, string>): string[] {
  const seen = stories.map((story) => story.genre?.toLowerCase() ?? "");
  return [...new Set([...Object.keys(known), ...seen, wish.genre])].filter(Boolean).sort();
}

function Inviting({ visitor = false }: { visitor?: boolean }) {
  const words = useWords().library.empty;
  return (
    <div className="inviting">
      <EmptyShelf />
      <Empty title={words.title}>
        <p>{words.text}</p>
        <div className="inviting-ways">
          <ButtonLink look="mark" href="/make">
            {words.make}
          </ButtonLink>
          {visitor && <ButtonLink href="/account?way=in&back=/library">{words.signIn}</ButtonLink>}
        </div>
      </Empty>
    </div>
  );
}

function Nothing({ wish, all }: { wish: Wish; all: () => void }) {
  const words = useWords().library;
  if (!isNarrow(wish)) {
    return (
      <Empty title={words.emptyShelf.title}>
        <p>{words.emptyShelf.text}</p>
        <ButtonLink href="/make">{words.empty.make}</ButtonLink>
      </Empty>
    );
  }
  return (
    <Empty title={words.nothing.title}>
      <p>{words.nothing.text}</p>
      <Button onClick={all}>{words.nothing.all}</Button>
    </Empty>
  );
}
