/** The book from the studio: one's own as it is being made, or a shared one. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect } from "react";

import { api, told, type Schemas } from "../../api/client";
import { follow } from "../../api/follow";
import { type Book, fromShared, fromStory } from "./book";

type Story = Schemas["StoryDetail"];

export interface BookQuery {
  book: Book | undefined;
  error: unknown;
  /** Asks the studio anew; for addresses of files that have ended. Rejects when nobody answers. */
  renew: () => Promise<unknown>;
}

export function useStory(id: string): BookQuery {
  const queries = useQueryClient();
  const asked = useQuery({
    queryKey: ["story", id],
    queryFn: () => told(api.GET("/api/v1/stories/{story_id}", { params: { path: { story_id: id } } })),
    select: fromStory,
  });
  const making = asked.data?.making ?? false;
  useEffect(() => {
    if (!making) return;
    const ended = new AbortController();
    void follow(`/api/v1/stories/${id}/events`, ended.signal, (data) => {
      const { new: row } = JSON.parse(data) as { new?: Partial<Story> };
      queries.setQueryData<Story>(["story", id], (known) =>
        // Older events are told again when the line is new.
        known && row?.updated_at && row.updated_at >= known.updated_at ? { ...known, ...row } : known,
      );
    });
    return () => ended.abort();
  }, [id, making, queries]);
  return { book: asked.data, error: asked.data ? null : asked.error, renew: useRenew(asked.refetch) };
}

export function useShared(token: string): BookQuery {
  const asked = useQuery({
    queryKey: ["shared", token],
    queryFn: () => told(api.GET("/api/shared/{token}", { params: { path: { token } } })),
    select: fromShared,
    staleTime: Infinity, // asked anew when an address has ended
  });
  return { book: asked.data, error: asked.data ? null : asked.error, renew: useRenew(asked.refetch) };
}

function useRenew(refetch: (options: { cancelRefetch: boolean; throwOnError: boolean }) => Promise<unknown>) {
  return useCallback(() => refetch({ cancelRefetch: false, throwOnError: true }), [refetch]);
}
