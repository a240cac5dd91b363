/** Whoever can be in stories: from the studio, to it, and away. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";

import { api, type Schemas, told } from "../../api/client";
import { ApiError } from "../../api/errors";
import { ensureSession, useSignedIn } from "../../api/session";
import { upload } from "../../api/upload";
import { useKept } from "../../ui/kept";
import { useToast } from "../../ui/Toasts";
import { sentence, useWords } from "../../words";
import { bodyOf, type Draft } from "./draft";

export type Character = Schemas["CharacterRecord"];
export type Traits = Schemas["Traits"];

const CAST = ["cast"] as const;
const TIME_TO_UNDO = 12_000; // milliseconds
const NOBODY: readonly string[] = [];
const MANY = "fablewright.cast"; // how many they were last time: their place is held then

/** Everybody, in the order in which they were made, but for those who are about to go. Until they are
 * known, `expected` is how many they were last time. */
export function useCast() {
  const signedIn = useSignedIn();
  const [leaving] = useKept("cast.leaving", NOBODY);
  const query = useQuery({ queryKey: CAST, queryFn: everybody, enabled: signedIn });
  const people = signedIn ? query.data?.filter((one) => !leaving.includes(one.id)) : [];
  const many = people?.length;
  useEffect(() => {
    if (many !== undefined) localStorage.setItem(MANY, String(many));
  }, [many]);
  const expected = people || query.error ? 0 : Number(localStorage.getItem(MANY));
  return { people, expected, error: query.error, retry: () => void query.refetch() };
}

async function everybody(): Promise<Character[]> {
  const found: Character[] = [];
  let cursor: string | null = null;
  do {
    const query: { limit: number; cursor?: string } = cursor ? { limit: 100, cursor } : { limit: 100 };
    const page: Schemas["CharacterPage"] = await told(
      api.GET("/api/v1/characters", { params: { query } }),
    );
    found.push(...page.characters);
    cursor = page.next_cursor;
  } while (cursor);
  return found;
}

export function useTraits() {
  return useQuery({
    queryKey: ["traits"],
    queryFn: async () => {
      await ensureSession();
      return told(api.GET("/api/v1/traits"));
    },
    staleTime: Infinity,
  });
}

/** Keeps a draft: the words first, then its pictures one by one. What is done is noted in the draft, so
 * that another try goes on from there. `step` hears how far each file is. */
export function useSave(
  note: (change: (draft: Draft) => Draft) => void,
  step: (file: File, percent: number) => void,
) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (draft: Draft): Promise<Character> => {
      await ensureSession();
      let saved = await write(draft);
      note((now) => ({ ...now, id: saved.id }));
      for (const id of draft.removed) {
        saved = await removed(saved, id);
        note((now) => ({ ...now, removed: now.removed.filter((one) => one !== id) }));
      }
      for (const file of draft.files) {
        saved = await upload<Character>(`/api/v1/characters/${saved.id}/pictures`, file, (percent) =>
          step(file, percent),
        );
        note((now) => ({
          ...now,
          files: now.files.filter((one) => one !== file),
          pictures: saved.pictures,
        }));
      }
      return saved;
    },
    onSettled: () => void queries.invalidateQueries({ queryKey: CAST }),
    onSuccess: (saved) =>
      queries.setQueryData<Character[]>(CAST, (all = []) =>
        all.some((one) => one.id === saved.id)
          ? all.map((one) => (one.id === saved.id ? saved : one))
          : [...all, saved],
      ),
  });
}

function write(draft: Draft): Promise<Character> {
  const body = bodyOf(draft);
  if (!draft.id) return told(api.POST("/api/v1/characters", { body }));
  const params = { path: { character_id: draft.id } };
  return told(api.PATCH("/api/v1/characters/{character_id}", { params, body }));
}

async function removed(of: Character, picture: string): Promise<Character> {
  try {
    const path = { character_id: of.id, picture_id: picture };
    return await told(
      api.DELETE("/api/v1/characters/{character_id}/pictures/{picture_id}", { params: { path } }),
    );
  } catch (error) {
    if (error instanceof ApiError && error.code === "PICTURE_NOT_FOUND") return of; // gone before
    throw error;
  }
}

/** Lets somebody go. They leave the page at once, and the studio when nobody has undone it: until then
 * nothing is lost, neither their pictures nor their place in books. */
export function useFarewell(): (who: Character) => void {
  const [, setLeaving] = useKept("cast.leaving", NOBODY);
  const queries = useQueryClient();
  const say = useToast();
  const words = useWords();
  return (who) => {
    const close = () => void send(who.id, true).catch(() => undefined);
    const stay = () => {
      removeEventListener("pagehide", close);
      setLeaving((now) => now.filter((id) => id !== who.id));
    };
    const go = async () => {
      try {
        await send(who.id);
        queries.setQueryData<Character[]>(CAST, (all) => all?.filter((one) => one.id !== who.id));
      } catch (error) {
        say({ text: sentence(words, error), kind: "bad" });
      }
      stay();
    };
    addEventListener("pagehide", close); // who closes the window has not undone it
    setLeaving((now) => [...now, who.id]);
    say({
      text: words.cast.deleted(who.name),
      action: { label: words.actions.undo, do: stay },
      stays: TIME_TO_UNDO,
      gone: () => void go(),
    });
  };
}

async function send(id: string, keepalive = false): Promise<void> {
  try {
    const params = { path: { character_id: id } };
    await told(api.DELETE("/api/v1/characters/{character_id}", { params, keepalive }));
  } catch (error) {
    if (!(error instanceof ApiError && error.status === 404)) throw error;
  }
}
