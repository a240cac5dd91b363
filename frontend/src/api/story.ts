/** A story in the cache, as the studio tells of it and as its events change it. */
import { type QueryClient, queryOptions, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useEffectEvent, useState, useSyncExternalStore } from "react";

import { api, type Schemas, told } from "./client";
import { follow } from "./follow";

export type Story = Schemas["StoryDetail"];
export type Asset = Schemas["AssetStatus"];

/** The parts of a book in the order of their making, and what each is made from. */
export const INPUTS = {
  content: [],
  cover: ["content"],
  scene_1: ["cover"],
  scene_2: ["cover"],
  scene_3: ["cover"],
  scene_4: ["cover"],
  audio: ["content"],
  activities: ["content"],
  pdf: ["cover", "scene_1", "scene_2", "scene_3", "scene_4", "activities"],
  epub: ["cover", "scene_1", "scene_2", "scene_3", "scene_4", "activities", "audio"],
} as const satisfies Record<string, readonly string[]>;
export type AssetName = keyof typeof INPUTS;
export const ASSETS = Object.keys(INPUTS) as AssetName[];
export const PICTURES = ["cover", "scene_1", "scene_2", "scene_3", "scene_4"] as const;

export const storyKey = (id: string) => ["story", id] as const;

/** `found`, or what is known already where that is newer. */
function newer(queries: QueryClient, found: Story): Story {
  const known = queries.getQueryData<Story>(storyKey(found.id));
  return known && known.last_event > found.last_event ? known : found;
}

/** Keeps what the studio has answered to a change. */
export function keepStory(queries: QueryClient, found: Story): void {
  queries.setQueryData<Story>(storyKey(found.id), newer(queries, found));
}

/** The story, from the cache or the studio. What is known already is never replaced by what was before. */
function storyQuery(queries: QueryClient, id: string) {
  return queryOptions({
    queryKey: storyKey(id),
    queryFn: async ({ signal }) => {
      const found = await told(
        api.GET("/api/v1/stories/{story_id}", { params: { path: { story_id: id } }, signal }),
      );
      return newer(queries, found);
    },
  });
}

export function useStory(id: string, enabled = true) {
  return useQuery({ ...storyQuery(useQueryClient(), id), enabled });
}

/** What `select` makes of the story; the same object for as long as it would be equal. */
export function useStoryAs<T>(id: string, select: (story: Story) => T) {
  return useQuery({ ...storyQuery(useQueryClient(), id), select });
}

/** `useStory`, kept up to date by its events for as long as the page shows it. `changed` is told of each
 * event once, with the story before and after it. `connected` says whether the line stands. */
export function useLiveStory(
  id: string,
  changed: (before: Story, after: Story) => void = () => undefined,
) {
  const queries = useQueryClient();
  const query = useStory(id);
  const [connected, setConnected] = useState(true);
  const visible = useVisible();
  const making = query.data?.asset_generation_status.overall === "generating";
  // A browser has few lines to one studio: a finished book in a tab that nobody sees needs none.
  const following = query.data !== undefined && (making || visible);
  const heard = useEffectEvent((data: string, number: number) => {
    const before = queries.getQueryData<Story>(storyKey(id));
    if (!before || number <= before.last_event) return;
    if (number > before.last_event + 1) {
      void queries.invalidateQueries({ queryKey: storyKey(id) }); // large columns come once
    }
    const row = (JSON.parse(data) as { new: Partial<Story> & { deleted_at?: string | null } }).new;
    if (row.deleted_at) void queries.invalidateQueries({ queryKey: storyKey(id) }); // the studio says so, too
    const after = { ...before, ...row, last_event: number };
    queries.setQueryData<Story>(storyKey(id), after);
    changed(before, after);
  });
  useEffect(() => {
    if (!following) return;
    const end = new AbortController();
    const since = queries.getQueryData<Story>(storyKey(id))?.last_event ?? 0;
    void follow(
      `/api/v1/stories/${id}/events?after=${since}`,
      end.signal,
      (data, number) => heard(data, Number(number)),
      setConnected,
    ).then(() => {
      // Somebody has deleted it, or signed out: the studio says which.
      if (!end.signal.aborted) void queries.invalidateQueries({ queryKey: storyKey(id) });
    });
    return () => end.abort();
  }, [id, following, queries]);
  return { ...query, connected };
}

function useVisible(): boolean {
  return useSyncExternalStore(
    (tell) => {
      document.addEventListener("visibilitychange", tell);
      return () => document.removeEventListener("visibilitychange", tell);
    },
    () => document.visibilityState === "visible",
  );
}
