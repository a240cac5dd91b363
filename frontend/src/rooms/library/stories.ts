/** Somebody's stories and shelves, as the studio tells them, and what can be done with them. */
import {
  type InfiniteData,
  infiniteQueryOptions,
  keepPreviousData,
  type QueryClient,
  useInfiniteQuery,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import { useEffect } from "react";

import { api, type Schemas, told } from "../../api/client";
import { usePerson } from "../../api/session";
import { queryOf, type Wish } from "./wish";

export type Story = Schemas["StorySummary"];
export type Shelf = Schemas["LibraryRecord"];
type Page = Schemas["StoryPage"];

const AT_ONCE = 24;
const OFTEN = 3000; // milliseconds between two looks at what is being made
const LISTS = ["stories", "list"];

function listOf(key: unknown, query: ReturnType<typeof queryOf> & { deleted?: boolean }) {
  return infiniteQueryOptions({
    queryKey: [...LISTS, key],
    initialPageParam: "",
    queryFn: async ({ pageParam, signal }) =>
      told<Page>(
        api.GET("/api/v1/stories", {
          params: { query: { ...query, limit: AT_ONCE, ...(pageParam && { cursor: pageParam }) } },
          signal,
        }),
      ),
    getNextPageParam: (last: Page) => last.next_cursor,
  });
}

/** The stories of a wish, a page at a time; the last ones stay in sight until the new ones are there. */
export function useStories(wish: Wish) {
  const enabled = usePerson() !== null;
  return useInfiniteQuery({ ...listOf(wish, queryOf(wish)), placeholderData: keepPreviousData, enabled });
}

export function useDeleted() {
  const enabled = usePerson() !== null;
  return useInfiniteQuery({ ...listOf("deleted", { deleted: true }), enabled });
}

export function useShelves() {
  const enabled = usePerson() !== null;
  return useQuery({
    queryKey: ["libraries"],
    queryFn: async () => (await told<Schemas["LibraryList"]>(api.GET("/api/v1/libraries"))).libraries,
    enabled,
  });
}

/** Keeps what is shown of books that are being made as it is now. Only they are asked for again. */
export function useProgress(shown: Story[]): void {
  const queries = useQueryClient();
  const making = shown.filter((story) => story.asset_generation_status.overall === "generating");
  const now = useQuery({
    queryKey: ["stories", "making"],
    queryFn: async ({ signal }) =>
      told<Page>(
        api.GET("/api/v1/stories", { params: { query: { status: "generating", limit: 100 } }, signal }),
      ),
    enabled: making.length > 0,
    refetchInterval: OFTEN,
    staleTime: 0,
  });
  const told_ = now.data;
  useEffect(() => {
    if (!told_) return;
    const news = new Map(told_.stories.map((story) => [story.id, story]));
    change(queries, (stories) => stories.map((story) => news.get(story.id) ?? story));
    const finished = !told_.next_cursor && making.some((story) => !news.has(story.id));
    if (finished) refresh(queries);
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [told_, queries]);
}

export async function patchStory(
  queries: QueryClient,
  story: Story,
  body: { title?: string; library_id?: string },
): Promise<void> {
  await told(api.PATCH("/api/v1/stories/{story_id}", { params: { path: { story_id: story.id } }, body }));
  refresh(queries);
}

/** It leaves the shelf at once, and comes back when the studio did not hear of it. */
export async function deleteStory(queries: QueryClient, story: Story): Promise<void> {
  await queries.cancelQueries({ queryKey: LISTS });
  change(queries, (stories) => stories.filter((one) => one.id !== story.id));
  const params = { path: { story_id: story.id } };
  try {
    await told(api.DELETE("/api/v1/stories/{story_id}", { params }));
  } finally {
    refresh(queries);
  }
}

export async function undeleteStory(queries: QueryClient, story: Story): Promise<void> {
  const params = { path: { story_id: story.id } };
  await told(api.POST("/api/v1/stories/{story_id}/undelete", { params }));
  refresh(queries);
}

/** All lists and counts are asked for anew. */
export function refresh(queries: QueryClient): void {
  void queries.invalidateQueries({ queryKey: ["stories"] });
  void queries.invalidateQueries({ queryKey: ["libraries"] });
}

/** Where a story is opened: who makes it is watched, what is there is read. */
export function placeOf(story: Story): string {
  const { overall } = story.asset_generation_status;
  return overall === "ready" || overall === "partial" ? `/books/${story.id}/read` : `/books/${story.id}`;
}

export function hasText(story: Story): boolean {
  return story.asset_generation_status.assets.content?.status === "ready";
}

function change(queries: QueryClient, how: (stories: Story[]) => Story[]): void {
  queries.setQueriesData<InfiniteData<Page>>({ queryKey: LISTS }, (known) =>
    known && { ...known, pages: known.pages.map((page) => ({ ...page, stories: how(page.stories) })) },
  );
}
