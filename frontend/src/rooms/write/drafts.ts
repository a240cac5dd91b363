/** Drafts at the studio. Each stands in the cache under its id, and their list beside it. */
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useLocation } from "wouter";

import { api, type Schemas, told } from "../../api/client";
import { ensureSession, useSignedIn } from "../../api/session";
import { useToast } from "../../ui/Toasts";
import { sentence, useWords } from "../../words";
import { forgetCopy } from "./saver";

export type Draft = Schemas["DraftRecord"];
export type Written = Pick<Draft, "title" | "document">;

const EMPTY: Written = { title: "", document: { type: "doc", content: [{ type: "paragraph" }] } };
const LIST = ["drafts", "list"];
export const keyOf = (id: string) => ["drafts", "one", id];

const read = (id: string) =>
  told(api.GET("/api/v1/drafts/{draft_id}", { params: { path: { draft_id: id } } }));

export function useDrafts() {
  return useInfiniteQuery({
    queryKey: LIST,
    queryFn: ({ pageParam }) =>
      told(api.GET("/api/v1/drafts", { params: { query: { cursor: pageParam } } })),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    enabled: useSignedIn(),
  });
}

export function useDraft(id: string) {
  return useQuery({ queryKey: keyOf(id), queryFn: () => read(id), enabled: useSignedIn() });
}

/** Begins a draft, an empty one unless told otherwise, and opens it. */
export function useCreate() {
  const queries = useQueryClient();
  const [, go] = useLocation();
  return useMutation({
    networkMode: "always", // that there is no network is said at once
    mutationFn: async (written: (Written & { id?: string }) | undefined) => {
      await ensureSession();
      return told(api.POST("/api/v1/drafts", { body: written ?? EMPTY }));
    },
    onSuccess: (draft) => {
      queries.setQueryData(keyOf(draft.id), draft);
      void queries.invalidateQueries({ queryKey: LIST });
      go(`/write/${draft.id}`);
    },
    onError: (error) => console.error(error),
  });
}

/** Deletes a draft, and says so with a way back. `after` is done when it is gone. */
export function useRemove(after: () => void) {
  const queries = useQueryClient();
  const say = useToast();
  const words = useWords();
  return useMutation({
    networkMode: "always",
    mutationFn: async (id: string) => {
      const draft = await queries.fetchQuery({ queryKey: keyOf(id), queryFn: () => read(id), retry: false });
      await told(api.DELETE("/api/v1/drafts/{draft_id}", { params: { path: { draft_id: id } } }));
      return draft;
    },
    onSuccess: async (draft) => {
      after();
      forgetCopy(draft.id);
      queries.removeQueries({ queryKey: keyOf(draft.id) });
      const title = draft.title || words.write.untitled;
      const undo = async () => {
        const { id, title: name, document } = draft;
        await told(api.POST("/api/v1/drafts", { body: { id, title: name, document } }));
        await queries.invalidateQueries({ queryKey: LIST });
        say({ text: words.write.broughtBack(title), kind: "good" });
      };
      say({
        text: words.write.removed(title),
        action: { label: words.actions.undo, do: () => void undo().catch(failed) },
      });
      await queries.invalidateQueries({ queryKey: LIST });
    },
    onError: failed,
  });

  function failed(error: unknown): void {
    console.error(error);
    say({ text: sentence(words, error), kind: "bad" });
  }
}
