import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { Link } from "wouter";

import { api, type Schemas, told } from "../../api/client";
import { useSignedIn } from "../../api/session";
import { useWords, type Words } from "../../words";

const KEY = "fablewright.made"; // whether there were stories last time: their place is held then
const SHOWN = 4;

export function madeBefore(): boolean {
  return Boolean(localStorage.getItem(KEY));
}

/** What somebody who comes back made last. */
export function Latest() {
  const words = useWords();
  const signedIn = useSignedIn();
  const { data, isPending } = useQuery({
    queryKey: ["stories", "latest"],
    queryFn: () => told(api.GET("/api/v1/stories", { params: { query: { limit: SHOWN } } })),
    enabled: signedIn,
  });
  const stories = signedIn ? data?.stories : [];
  const made = stories && stories.length > 0;
  useEffect(() => {
    if (stories) localStorage.setItem(KEY, made ? "yes" : "");
  }, [stories, made]);
  if (!made && !(signedIn && isPending && madeBefore())) return null;
  return (
    <section className="latest" aria-labelledby="latest" aria-busy={!made}>
      <div className="latest-head">
        <h2 id="latest">{words.landing.latest}</h2>
        <Link href="/library">{words.landing.all}</Link>
      </div>
      <ul>
        {stories?.map((story) => (
          <li key={story.id}>
            <Card story={story} />
          </li>
        ))}
        {!made && Array.from({ length: SHOWN }, (_, number) => <li key={number} className="latest-hold" />)}
      </ul>
    </section>
  );
}

function Card({ story }: { story: Schemas["StorySummary"] }) {
  const words = useWords();
  const covers = story.asset_generation_status.assets.cover?.renditions;
  const [front, back] = story.hue_extracted_colors["cover"] ?? [];
  return (
    <Link href={`/books/${story.id}`} className="latest-card">
      {story.cover_url ? (
        <img src={covers?.at(-1)?.url ?? story.cover_url} alt="" width="96" height="96" />
      ) : (
        <span
          className="latest-blank"
          aria-hidden="true"
          style={front && back ? { background: `linear-gradient(${back}, ${front})` } : undefined}
        >
          {[...story.title][0]}
        </span>
      )}
      <span className="latest-words">
        <strong>{story.title || words.landing.untitled}</strong>
        <span className="soft">{state(words, story)}</span>
      </span>
    </Link>
  );
}

function state({ landing }: Words, story: Schemas["StorySummary"]): string {
  const { overall } = story.asset_generation_status;
  if (overall === "generating") return landing.inWork(story.progress);
  if (overall === "failed") return landing.failed;
  return story.kind === "book" ? landing.isBook : landing.isStory;
}
