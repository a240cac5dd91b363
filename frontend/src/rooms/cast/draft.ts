/** A character while it is described: what was typed as it was typed, and what is wrong with it. */
import type { Schemas } from "../../api/client";
import type { Words } from "../../words";

type Record = Schemas["CharacterRecord"];

export interface Draft {
  /** Of a character that the studio knows. */
  id?: string;
  kind: Record["kind"];
  name: string;
  age: string;
  pronoun: Record["pronoun"];
  species: string;
  appearance: string;
  traits: readonly string[];
  pictures: Record["pictures"];
  /** Ids of pictures that go when it is saved. */
  removed: readonly string[];
  /** Pictures that come when it is saved. */
  files: readonly File[];
}

export const BLANK: Draft = {
  kind: "child",
  name: "",
  age: "",
  pronoun: "they",
  species: "",
  appearance: "",
  traits: [],
  pictures: [],
  removed: [],
  files: [],
};

export function draftOf(who: Record): Draft {
  const { id, kind, name, age, pronoun, species, appearance, traits, pictures } = who;
  const words = { kind, name, pronoun, species, appearance, traits };
  return { ...BLANK, id, ...words, pictures, age: age === null ? "" : String(age) };
}

/** As the studio takes it; also of half a draft, for a look at it. */
export function bodyOf(draft: Draft): Schemas["CreateCharacter"] {
  const { kind, name, pronoun, appearance, traits } = draft;
  const age = /^\d{1,3}$/.test(draft.age.trim()) ? Number(draft.age) : null;
  const species = kind === "companion" ? draft.species : "";
  return { kind, name, pronoun, appearance, species, traits: [...traits], age };
}

/** What is wrong, by field. */
export function wrongOf(draft: Draft, words: Words): { [field: string]: string } {
  const wrong: { [field: string]: string } = {};
  const { name, age, species, appearance } = draft;
  if (!/[\p{L}\p{N}\p{So}]/u.test(name)) wrong["name"] = words.cast.wrong.name;
  for (const [field, text, most] of [
    ["name", name, 60],
    ["species", species, 60],
    ["appearance", appearance, 300],
  ] as const) {
    if (text.trim().length > most) wrong[field] = words.cast.wrong.long(most);
  }
  if (age.trim() && !(/^\d{1,3}$/.test(age.trim()) && Number(age) <= 120)) {
    wrong["age"] = words.cast.wrong.age;
  }
  return wrong;
}

/** The traits with this one chosen or not; those that cannot be beside it give way. */
export function toggled(
  chosen: readonly string[],
  trait: Schemas["TraitRecord"],
): { traits: string[]; replaced: string[] } {
  if (chosen.includes(trait.id)) {
    return { traits: chosen.filter((id) => id !== trait.id), replaced: [] };
  }
  const replaced = chosen.filter((id) => trait.excludes.includes(id));
  return { traits: [...chosen.filter((id) => !replaced.includes(id)), trait.id], replaced };
}

export const MOST_PICTURES = 4;
const LARGEST = 10 * 1024 * 1024; // bytes
export const TYPES = ["image/png", "image/jpeg", "image/webp"];

/** Why the studio would not take this file; null when it looks as if it would. */
export async function refusal(file: File, words: Words): Promise<string | null> {
  const told = words.cast.pictures;
  if (file.size > LARGEST) return told.large(file.name);
  const start = new Uint8Array(await file.slice(0, 12).arrayBuffer());
  return TYPES.includes(file.type) && typeOf(start) === file.type ? null : told.kind(file.name);
}

function typeOf(start: Uint8Array): string {
  const text = String.fromCharCode(...start);
  if (text.startsWith("\x89PNG")) return "image/png";
  if (text.startsWith("\xff\xd8\xff")) return "image/jpeg";
  return text.startsWith("RIFF") && text.endsWith("WEBP") ? "image/webp" : "";
}
