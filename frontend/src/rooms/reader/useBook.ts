/** The book from the studio: one's own as it is being made, or a shared one. */
import { useQuery } from "@tanstack/react-query";
import { useCallback } from "react";

import { api, told } from "../../api/client";
import { useLiveStory, useStoryAs } from "../../api/story";
import { type Book, fromShared, fromStory } from "./book";

export interface BookQuery {
  book: Book | undefined;
  error: unknown;
  /** Asks the studio anew; for addresses of files that have ended. Rejects when nobody answers. */
  renew: () => Promise<unknown>;
}

export function useOwn(id: string): BookQuery {
  const { refetch } = useLiveStory(id);
  const { data: book, error } = useStoryAs(id, fromStory);
  return { book, error: book ? null : error, renew: useRenew(refetch) };
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
