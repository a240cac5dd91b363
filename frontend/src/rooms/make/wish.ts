/** A wish for a book: what was chosen, as the studio takes it, and what is wrong with it. */
import type { Schemas } from "../../api/client";
import type { Words } from "../../words";

export interface Wish {
  spark: string;
  people: readonly string[];
  minutes: number;
  /** "" for what suits the child. */
  age: string;
  title: string;
  moral: string;
  themes: readonly string[];
  genre: string;
  emotion: string;
  vibe: string;
  relationship: string;
  language: string;
  voice: string;
  /** The story that its idea was taken from. */
  from: string;
}

export const NOTHING: Wish = {
  spark: "",
  people: [],
  minutes: 3,
  age: "",
  title: "",
  moral: "",
  themes: [],
  genre: "",
  emotion: "",
  vibe: "",
  relationship: "",
  language: "en",
  voice: "",
  from: "",
};

export const MOST_PEOPLE = 8;
const LONGEST_SPARK = 2000;
export const LANGUAGES = [
  "en", "de", "fr", "es", "it", "pt", "nl", "da", "sv", "pl", "uk", "tr", "ar", "hi", "zh", "ja", "ko",
];

/** The fields of the API by those of the wish: what the studio says of one stands beside the other. */
const FIELDS: { [field: string]: keyof Wish } = {
  spark: "spark",
  character_ids: "people",
  story_length: "minutes",
  age: "age",
  title: "title",
  moral: "moral",
  themes: "themes",
  story_type: "genre",
  emotion: "emotion",
  vibe: "vibe",
  relationship_description: "relationship",
  language: "language",
  voice: "voice",
};
export type Wrong = { [field in keyof Wish]?: string };

export function bodyOf(wish: Wish): Schemas["CreateStory"] {
  const text = (value: string) => value.trim() || null;
  return {
    spark: text(wish.spark),
    character_ids: [...wish.people],
    story_length: wish.minutes,
    age: wish.age ? Number(wish.age) : null,
    title: text(wish.title),
    moral: text(wish.moral),
    themes: [...wish.themes],
    story_type: text(wish.genre),
    emotion: text(wish.emotion),
    vibe: text(wish.vibe),
    relationship_description: text(wish.relationship),
    language: wish.language,
    voice: text(wish.voice),
    generateAssets: true,
  };
}

/** Whether there is anything to begin with. */
export function says(wish: Wish): boolean {
  return Boolean(wish.spark.trim() || wish.people.length || wish.themes.length || wish.genre);
}

export function wrongOf(wish: Wish, words: Words): Wrong {
  const wrong: Wrong = {};
  if (!says(wish)) wrong.spark = words.make.wrong.nothing;
  for (const [field, most] of [
    ["spark", LONGEST_SPARK],
    ["title", 120],
    ["moral", 300],
    ["relationship", 300],
    ["voice", 60],
  ] as const) {
    const length = [...wish[field].trim()].length;
    if (length > most) wrong[field] = words.make.wrong.long(length, most);
  }
  return wrong;
}

/** What the studio says is wrong, by the wish's own fields. */
export function wrongFrom(fields: Record<string, string>): Wrong {
  const found = Object.entries(fields).map(([field, sentence]) => [
    FIELDS[field.replace(/\[.*$/, "")],
    sentence,
  ]);
  return Object.fromEntries(found.filter(([field]) => field)) as Wrong;
}

/** As much of a story as an idea may hold, up to the end of a sentence. */
export function ideaFrom(beats: readonly { text: string }[]): string {
  const whole = beats.map((beat) => beat.text).join("\n\n");
  if (whole.length <= LONGEST_SPARK) return whole;
  const cut = whole.slice(0, LONGEST_SPARK);
  const end = Math.max(...[". ", "! ", "? ", ".\n", "!\n", "?\n"].map((one) => cut.lastIndexOf(one)));
  return end > LONGEST_SPARK / 2 ? cut.slice(0, end + 1) : cut;
}
