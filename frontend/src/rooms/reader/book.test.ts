import { expect, test } from "vitest";

import type { Schemas } from "../../api/client";
import { fromShared } from "./book";
import { formOf } from "./questions";
import { lastNotAfter, sentenceStarts } from "./teller";

const file = { url: "/files/a.png?expires=1", alt: "A hill", colors: [], width: 64, height: 64, renditions: [] };

function shared(texts: string[], more: Partial<Schemas["SharedStory"]> = {}): Schemas["SharedStory"] {
  return {
    title: "The Lamp",
    language: "en",
    content: { beats: texts.map((text) => ({ text })), refrain: "Look again!", moral: "", dedication: "" },
    pictures: { cover: file },
    audio_url: "/files/a.mp3",
    audio_words: null,
    audio_blocks: null,
    activities: null,
    pdf_url: null,
    print_url: null,
    epub_url: null,
    ...more,
  };
}

test("words are numbered through all beats, and the refrain is found among them", () => {
  const book = fromShared(shared(["One two.\n\nLook again, he\u00a0said.", "Three\n four"]));
  expect(book.beats.map((beat) => beat.map((words) => words.map((word) => word.n)))).toEqual([
    [[0, 1], [2, 3, 4, 5]],
    [[6, 7]],
  ]);
  expect(book.beats.flat(2).filter((word) => word.refrain).map((word) => word.text)).toEqual(["Look", "again,"]);
  expect(sentenceStarts(book.beats.flat(2))).toEqual([0, 2, 6]);
});

test("a recording of other words than those of the text is none", () => {
  const words = ["One", "two."].map((txt, at) => ({ txt, start: at, end: at + 1 }));
  expect(fromShared(shared(["One two."], { audio_words: words })).recording?.words).toBe(words);
  expect(fromShared(shared(["One two three."], { audio_words: words })).recording).toBeNull();
});

test("a story without any picture holds no place for one", () => {
  expect(fromShared(shared(["One."], { pictures: {} })).scenes).toEqual([null, null, null, null]);
  expect(fromShared(shared(["One."])).scenes[0]).toMatchObject({ state: "failed" });
});

test("the word at a time is the last that has begun", () => {
  expect([0, 0.9, 1, 2.5, 9].map((at) => lastNotAfter([1, 2, 3], at))).toEqual([-1, -1, 0, 1, 2]);
  expect(lastNotAfter([], 1)).toBe(-1);
});

test("how a question is answered follows from its options", () => {
  const form = (answer: string, ...options: string[]) => formOf({ kind: "recall", question: "?", options, answer });
  expect(form("A lamp", "A boat", "a lamp.")).toBe("one");
  expect(form("He left. → He came back.", "He came back.", "He left.")).toBe("order");
  expect(form("As you like.", "Happy", "Sad")).toBe("any");
  expect(form("Say it in your own words.")).toBe("open");
});
