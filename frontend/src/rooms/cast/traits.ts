import type { Schemas } from "../../api/client";
import type { Words } from "../../words";

type Trait = Schemas["TraitRecord"];

/** The studio speaks of its traits in English; another language has words of its own. */
export function labelOf(words: Words, known: readonly Trait[], id: string): string {
  return words.cast.traits[id]?.[0] ?? known.find((one) => one.id === id)?.label ?? id;
}

export function descriptionOf(words: Words, trait: Trait): string {
  return words.cast.traits[trait.id]?.[1] ?? trait.description;
}

export function familyOf(words: Words, family: Schemas["TraitFamily"]): string {
  return words.cast.families[family.id] ?? family.label;
}
