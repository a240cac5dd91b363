/** What the reader shows: one form of a book, whether it is one's own or somebody shared it. */
import type { Schemas } from "../../api/client";

export type Question = Schemas["Question"];
export type Timed = Schemas["Word"];

/** One word. `n` counts all words of the four beats from 0, as the word times do. */
export interface ReadWord {
  n: number;
  text: string;
  refrain: boolean;
  /** The last of its sentence. */
  ends: boolean;
}

export interface PictureFile {
  url: string;
  /** Pixels; 0 where it is not known. */
  width: number;
}

export interface Picture {
  state: "ready" | "coming" | "failed";
  /** Of its making, 0 to 100. */
  progress: number;
  /** The same picture, the largest first. */
  files: PictureFile[];
  alt: string;
  colours: string[];
}

/** The paragraphs of a quarter of the text. */
export type Beat = ReadWord[][];

export interface BookFile {
  kind: "pdf" | "print" | "epub" | "mp3" | "cover" | "picture";
  /** Which picture, from 1. */
  n?: number;
  url: string;
  /** Bytes. */
  size?: number | undefined;
}

export interface Book {
  title: string;
  /** A tag such as `en`. */
  language: string;
  dedication: string;
  refrain: string;
  moral: string;
  /** Of the text; without it there is nothing to read. */
  state: "writing" | "ready" | "failed";
  progress: number;
  /** Some part is still on its way. */
  making: boolean;
  /** Parts that failed: the book can be read without them. */
  failed: string[];
  cover: Picture | null;
  /** Apart from the pictures, which come while one reads. */
  beats: Beat[];
  /** Beside the beats; null where the story has no such picture at all. */
  scenes: (Picture | null)[];
  recording: { url: string; words: Timed[] } | null;
  questions: Question[];
  files: BookFile[];
}

type Asset = Schemas["AssetStatus"];
type Rendition = Schemas["PictureRendition"];
interface Text {
  beats: { text: string }[];
  refrain?: string | undefined;
  moral?: string | undefined;
  dedication?: string | undefined;
}

const SCENES = ["scene_1", "scene_2", "scene_3", "scene_4"] as const;

/** A book of one's own, at any moment of its making. */
export function fromStory(story: Schemas["StoryDetail"]): Book {
  const { overall, assets } = story.asset_generation_status;
  const of = (name: string): Asset | undefined => assets[name];
  const picture = (name: string): Picture | null => {
    const asset = of(name);
    return asset
      ? {
          state: asset.url ? "ready" : asset.status === "failed" ? "failed" : "coming",
          progress: asset.progress,
          files: asset.url ? filesOf(asset.url, asset.width, asset.renditions) : [],
          alt: asset.alt ?? "",
          colours: story.hue_extracted_colors[name] ?? [],
        }
      : null;
  };
  const content = of("content");
  const text = story.content?.beats ? story.content : null; // an event tells of no text by an empty one
  const data = of("activities")?.data as { questions?: Question[] } | null | undefined;
  return {
    title: story.title,
    language: story.language,
    state: text ? "ready" : overall === "failed" ? "failed" : "writing",
    progress: content?.progress ?? 0,
    making: overall === "generating",
    failed: Object.keys(assets).filter((name) => of(name)?.status === "failed"),
    cover: picture("cover"),
    ...textOf(text),
    scenes: SCENES.map(picture),
    recording: recordingOf(text, of("audio")?.url, story.audio_words),
    questions: data?.questions ?? [],
    files: downloads((name) => of(name) ?? {}),
  };
}

/** A book that somebody shared. What is not there will not come, either. */
export function fromShared(story: Schemas["SharedStory"]): Book {
  const has = Object.keys(story.pictures).length > 0;
  const picture = (name: string): Picture | null => {
    const one = story.pictures[name];
    if (!has) return null;
    return one
      ? {
          state: "ready",
          progress: 100,
          files: filesOf(one.url, one.width, one.renditions),
          alt: one.alt,
          colours: one.colors,
        }
      : { state: "failed", progress: 0, files: [], alt: "", colours: [] };
  };
  const url: Record<string, string | null | undefined> = {
    pdf: story.pdf_url,
    epub: story.epub_url,
    audio: story.audio_url,
  };
  return {
    title: story.title,
    language: story.language,
    state: "ready",
    progress: 100,
    making: false,
    failed: [],
    cover: picture("cover"),
    ...textOf(story.content),
    scenes: SCENES.map(picture),
    recording: recordingOf(story.content, story.audio_url, story.audio_words),
    questions: story.activities?.questions ?? [],
    files: downloads((name) => ({
      url: url[name] ?? story.pictures[name]?.url ?? null,
      print: name === "pdf" && story.print_url ? { url: story.print_url } : null,
    })),
  };
}

/** What of a file's address is the file; the rest is a signature that ends. */
export function fileOf(url: string): string {
  return url.split("?", 1)[0] ?? url;
}

// What Python's str.split() takes for space: word times are counted with it.
const SPACE = /[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/;
const BLANK_LINE = /\n\s*\n/;
const SENTENCE_END = /[.!?…。！？؟][\]"'”’»)]*$/;

function wordsIn(text: string): string[] {
  return text.split(SPACE).filter(Boolean);
}

function textOf(text: Text | null): Pick<Book, "dedication" | "refrain" | "moral" | "beats"> {
  let n = 0;
  const refrain = wordsIn(text?.refrain ?? "").map(folded);
  const paragraph = (block: string): ReadWord[] => {
    const words = wordsIn(block);
    const inside = refrainIn(words.map(folded), refrain);
    return words.map((word, at) => ({
      n: n++,
      text: word,
      refrain: inside.has(at),
      ends: SENTENCE_END.test(word) || at === words.length - 1,
    }));
  };
  return {
    dedication: text?.dedication ?? "",
    refrain: text?.refrain ?? "",
    moral: text?.moral ?? "",
    beats: (text?.beats ?? []).map((beat) =>
      beat.text.split(BLANK_LINE).map(paragraph).filter((words) => words.length > 0),
    ),
  };
}

function refrainIn(words: string[], refrain: string[]): Set<number> {
  const inside = new Set<number>();
  for (let at = 0; refrain.length && at + refrain.length <= words.length; at++) {
    if (refrain.every((word, of) => word === words[at + of])) refrain.forEach((_, of) => inside.add(at + of));
  }
  return inside;
}

function folded(word: string): string {
  return word.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
}

/** The recording, where its words are those of the text: while a changed text is read anew they are not. */
function recordingOf(
  text: Text | null,
  url: string | null | undefined,
  words: Timed[] | null,
): Book["recording"] {
  const count = wordsIn(text?.beats.map((beat) => beat.text).join(" ") ?? "").length;
  return url && words && count > 0 && words.length === count ? { url, words } : null;
}

function filesOf(
  url: string,
  width: number | null | undefined,
  renditions: Rendition[] | null | undefined,
): PictureFile[] {
  return [{ url, width: width ?? 0 }, ...(renditions ?? []).map((one) => ({ url: one.url, width: one.width }))];
}

interface Stored {
  url?: string | null;
  size?: number | null;
  print?: { url: string; size?: number } | null;
}

function downloads(of: (name: string) => Stored): BookFile[] {
  const files: BookFile[] = [];
  const add = (kind: BookFile["kind"], file: Stored | null | undefined, n?: number) => {
    if (file?.url) files.push({ kind, url: file.url, size: file.size ?? undefined, ...(n ? { n } : {}) });
  };
  add("pdf", of("pdf"));
  add("print", of("pdf").print);
  add("epub", of("epub"));
  add("mp3", of("audio"));
  add("cover", of("cover"));
  SCENES.forEach((name, at) => add("picture", of(name), at + 1));
  return files;
}
