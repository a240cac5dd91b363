import { useQuery } from "@tanstack/react-query";

import { api, type Schemas, told } from "../../api/client";
import type { Story } from "../../api/story";
import { Progress } from "../../ui/Progress";
import { useWords } from "../../words";
import { percent, remaining, type Usual } from "./reckon";

/** How far the whole book is, and how long it will take: reckoned from what was made here before. */
export function Making({ story, connected }: { story: Story; connected: boolean }) {
  const words = useWords();
  const minutes = story.story_length ?? 3;
  const { data: usual } = useQuery({
    queryKey: ["usual", minutes],
    queryFn: async (): Promise<Usual> => {
      const wish = { spark: story.title, story_length: minutes } as Schemas["CreateStory"];
      const found = await told(api.POST("/api/v1/estimates", { body: wish }));
      return Object.fromEntries(
        Object.entries(found.assets).map(([name, part]) => [name, part.seconds]),
      );
    },
    retry: false,
    staleTime: Infinity,
  });
  const parts = story.asset_generation_status.assets;
  const far = percent(parts, usual ?? {});
  return (
    <section className="making" aria-label={words.book.making}>
      <p className="making-line">
        <strong>{words.book.percent(far)}</strong>
        <span className="soft">{usual ? words.book.remaining(remaining(parts, usual)) : ""}</span>
      </p>
      <Progress value={far} label={words.book.progressOf(words.book.whole)} />
      <p className="soft making-hint">{words.book.goesOn}</p>
      <Line connected={connected} />
    </section>
  );
}

/** Nothing while the line stands: a break that mends itself is told quietly. */
export function Line({ connected }: { connected: boolean }) {
  const words = useWords();
  return (
    <p className="line" role="status" data-connected={connected}>
      {!connected && (
        <>
          <span className="line-dot" aria-hidden="true" />
          {words.book.reconnecting}
        </>
      )}
    </p>
  );
}
