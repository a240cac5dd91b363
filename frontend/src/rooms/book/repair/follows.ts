/** What follows when a part of a book is made again, and what it costs. */
import { useQuery } from "@tanstack/react-query";

import { api, type Schemas, told } from "../../../api/client";
import { type AssetName, ASSETS, INPUTS, type Story } from "../../../api/story";

/** The parts that are made from this one, and those made from them, in the order of their making. */
export function followersOf(name: AssetName): AssetName[] {
  const again = new Set<AssetName>([name]);
  for (const one of ASSETS) {
    if (INPUTS[one].some((input) => again.has(input))) again.add(one);
  }
  again.delete(name);
  return [...again];
}

/** US dollars that these parts may cost at most: null when nobody knows, undefined until it is told. */
export function useCost(story: Story, names: AssetName[]): number | null | undefined {
  const minutes = story.story_length ?? 3;
  const { data } = useQuery({
    queryKey: ["estimate", minutes],
    queryFn: () => {
      const like = { spark: story.title, story_length: minutes } as Schemas["CreateStory"];
      return told(api.POST("/api/v1/estimates", { body: like }));
    },
    retry: false, // it is a help, not a need: the studio keeps to the budget in any case
    staleTime: 300_000,
  });
  if (!data) return undefined;
  const costs = names.map((name) => data.assets[name]?.cost);
  return costs.some((one) => one === null) ? null : costs.reduce<number>((sum, one) => sum + (one ?? 0), 0);
}

export function dollars(amount: number, language: string): string {
  const fine = amount < 0.1 ? 3 : 2;
  return new Intl.NumberFormat(language, {
    style: "currency",
    currency: "USD",
    maximumFractionDigits: fine,
  }).format(amount);
}
