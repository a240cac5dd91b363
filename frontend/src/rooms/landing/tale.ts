/** The short story that is being told, or was told last. It outlives the dialog: whoever closes that by
 * accident finds it again. It stands in the cache, where its words arrive as they are written. */
import { type QueryClient, skipToken, useQuery, useQueryClient } from "@tanstack/react-query";

import { api, type Schemas, told } from "../../api/client";
import { ApiError } from "../../api/errors";
import { events, follow } from "../../api/follow";
import { ensureSession } from "../../api/session";
import { countWords } from "../../words/count";

export type Wish = Partial<Schemas["InstantStory"]> & { story_spark: string };

export interface Tale {
  wish: Wish;
  state: "writing" | "ready" | "stopped" | "failed";
  /** Known as soon as the studio has begun: from then on the story is written to its end, whoever listens. */
  id?: string | undefined;
  title: string;
  /** Paragraphs are separated by blank lines. */
  text: string;
  /** How often the author has begun. */
  beginnings: number;
  minutes?: number;
  words?: number;
  error?: unknown;
}

const KEY = ["tale"];
const READ_ALOUD = 125; // words a minute, as the studio counts
let line: AbortController | null = null; // who listens now: one at a time

export function useTale() {
  const queries = useQueryClient();
  const { data } = useQuery<Tale>({ queryKey: KEY, queryFn: skipToken, gcTime: Infinity });
  return {
    tale: data ?? null,
    generate: (wish: Wish) =>
      listen(queries, { wish, state: "writing", title: "", text: "", beginnings: 1 }, tell),
    /** The rest of a story that was cut off or stopped; it costs no second one. */
    finish: (tale: Tale) => listen(queries, { ...tale, state: "writing", error: undefined }, fetchRest),
    stop: () => line?.abort(),
  };
}

type Keep = (change: (now: Tale) => Partial<Tale>) => void;

/** Keeps `tale` and what `work` adds to it, until it ends well, is stopped, or fails. */
async function listen(
  queries: QueryClient,
  tale: Tale,
  work: (tale: Tale, keep: Keep, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  line?.abort();
  const mine = (line = new AbortController());
  const keep: Keep = (change) => {
    if (line === mine) queries.setQueryData<Tale>(KEY, (now) => now && { ...now, ...change(now) });
  };
  queries.setQueryData<Tale>(KEY, tale);
  try {
    await work(tale, keep, mine.signal);
    keep(() => ({ state: "ready" }));
  } catch (error) {
    if (mine.signal.aborted) return keep(() => ({ state: "stopped" }));
    console.error(error);
    const lost = error instanceof ApiError && error.code === "STORY_FAILED";
    keep(() => ({ state: "failed", error, ...(lost ? { id: undefined } : {}) }));
  } finally {
    void queries.invalidateQueries({ queryKey: ["stories"] });
  }
}

async function tell({ wish }: Tale, keep: Keep, signal: AbortSignal): Promise<void> {
  for await (const event of asked(wish, signal)) {
    const data = JSON.parse(event.data);
    switch (event.event) {
      case "story":
        keep(() => ({ id: data.id }));
        break;
      case "title":
        keep(() => ({ title: data.title }));
        break;
      case "words":
        keep((now) => ({ text: now.text + data.text }));
        break;
      case "again":
        keep((now) => ({ title: "", text: "", beginnings: now.beginnings + 1 }));
        break;
      case "error":
        throw new ApiError(502, data.code, data.message, data.data);
      case "done":
        keep(() => ({
          title: data.title,
          text: data.story,
          words: data.word_count,
          minutes: data.reading_minutes,
        }));
        return;
    }
  }
  throw new ApiError(0, "UNREACHABLE", "", {}); // the line ended before the story did
}

/** The events of a new story. A session that ended meanwhile is renewed, or begun as a guest's, once. */
async function* asked(wish: Wish, signal: AbortSignal) {
  for (let first = true; ; first = false) {
    await ensureSession();
    signal.throwIfAborted();
    try {
      yield* events(
        new Request("/api/story-generator/generate", {
          method: "POST",
          headers: { "Content-Type": "application/json" },
          body: JSON.stringify(wish),
          signal,
        }),
      );
      return;
    } catch (error) {
      if (!(first && error instanceof ApiError && error.status === 401)) throw error;
    }
  }
}

/** Waits at the studio for the story that has begun there. */
async function fetchRest({ id }: Tale, keep: Keep, signal: AbortSignal): Promise<void> {
  const path = { params: { path: { story_id: id! } }, signal };
  for (;;) {
    const story = await told(api.GET("/api/v1/stories/{story_id}", path));
    const state = story.asset_generation_status.assets.content!;
    if (state.status === "ready" && story.content) {
      const text = story.content.beats.map((beat) => beat.text).join("\n\n");
      const words = countWords(text);
      keep(() => ({ title: story.title, text, words, minutes: words / READ_ALOUD }));
      return;
    }
    if (state.status === "failed") throw new ApiError(502, "STORY_FAILED", state.error ?? "", {});
    await settled(id!, signal);
  }
}

/** Until the text of a story is there, or will not come. */
async function settled(id: string, signal: AbortSignal): Promise<void> {
  const enough = new AbortController();
  await follow(`/api/v1/stories/${id}/events`, AbortSignal.any([signal, enough.signal]), (data) => {
    const now = JSON.parse(data).new?.asset_generation_status?.assets?.content?.status;
    if (now === "ready" || now === "failed") enough.abort();
  });
  signal.throwIfAborted();
}
