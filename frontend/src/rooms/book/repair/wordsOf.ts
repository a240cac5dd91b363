/** The words of a story by hand: title and the four beats; changing them, and taking them back. */
import { type QueryClient, useQueryClient } from "@tanstack/react-query";

import { api, type Schemas, told } from "../../../api/client";
import { ApiError } from "../../../api/errors";
import { type AssetName, keepStory, type Story, storyKey } from "../../../api/story";
import { useToast } from "../../../ui/Toasts";
import { sentence, useWords } from "../../../words";

/** Title, then the text of each beat. */
export function wordsOf(content: { title: string; beats: { text: string }[] }): string[] {
  return [content.title, ...content.beats.map((beat) => beat.text)];
}

/** Saves the fields that `texts` has; undefined leaves one as it is. */
export async function saveWords(story: string, texts: (string | undefined)[]): Promise<Story> {
  const [title, ...beats] = texts;
  const body: Schemas["PatchStory"] = {};
  if (title !== undefined) body.title = title;
  if (beats.some((text) => text !== undefined)) body.beats = beats.map((text) => text ?? null);
  return told(api.PATCH("/api/v1/stories/{story_id}", { params: { path: { story_id: story } }, body }));
}

export const editionsKey = (story: string, name: AssetName) => ["editions", story, name] as const;

export async function editionsOf(story: string, asset: AssetName): Promise<Schemas["EditionRecord"][]> {
  const path = { story_id: story, asset };
  return (await told(api.GET("/api/v1/stories/{story_id}/assets/{asset}/editions", { params: { path } }))).editions;
}

export function restore(story: string, asset: AssetName, edition: number) {
  const path = { story_id: story, asset, edition };
  return told(
    api.POST("/api/v1/stories/{story_id}/assets/{asset}/editions/{edition}/restore", { params: { path } }),
  );
}

/** The book's text is `before` once more: the edition that has these words, for it has its recording,
 * or, where there is none or somebody is at work with the text, the same words by hand. */
async function bringBack(queries: QueryClient, story: string, before: string[]): Promise<void> {
  const found = await editionsOf(story, "content");
  const same = found.find((one) => {
    const words = one.data && wordsOf(one.data as unknown as Schemas["StoryContent"]);
    return words?.every((text, place) => text === before[place]);
  });
  try {
    if (!same) throw new ApiError(404, "EDITION_NOT_FOUND", "", {});
    await restore(story, "content", same.edition);
  } catch (error) {
    const inWork = error instanceof ApiError && ["ASSET_IN_WORK", "EDITION_NOT_FOUND"].includes(error.code);
    if (!inWork) throw error;
    keepStory(queries, await saveWords(story, before));
  }
}

/** Does what takes a change back, says how that went, and offers another try. */
export function useUndo(story: string) {
  const queries = useQueryClient();
  const words = useWords();
  const say = useToast();
  const undo = async (work: () => Promise<unknown>): Promise<void> => {
    try {
      await work();
      say({ text: words.repair.undone, kind: "good" });
    } catch (error) {
      const again = { label: words.actions.retry, do: () => void undo(work) };
      say({ text: sentence(words, error), kind: "bad", action: again });
    }
    void queries.invalidateQueries({ queryKey: storyKey(story) });
    void queries.invalidateQueries({ queryKey: ["editions", story] });
  };
  return {
    undo,
    undoWords: (before: string[]) => undo(() => bringBack(queries, story, before)),
  };
}
