/** How far a book is, and how long it will still take. */
import { type Asset, type AssetName, ASSETS, INPUTS } from "../../api/story";

type Parts = Record<string, Asset>;
/** Seconds that each part usually takes here. */
export type Usual = Partial<Record<string, number>>;

/** From 0 to 1; failed parts need no more work. */
function done(part: Asset): number {
  if (part.status === "ready" || part.status === "failed") return 1;
  return part.status === "generating" ? part.progress / 100 : 0;
}

/** Percent of the work on all parts, each weighed by its usual length. */
export function percent(parts: Parts, usual: Usual): number {
  const names = ASSETS.filter((name) => parts[name]);
  const weight = (name: AssetName) => usual[name] ?? 1;
  const all = names.reduce((sum, name) => sum + weight(name), 0);
  const made = names.reduce((sum, name) => sum + weight(name) * done(parts[name]!), 0);
  return all ? Math.floor((100 * made) / all) : 0;
}

/** Seconds until the last part is there: parts are made side by side where they can be. */
export function remaining(parts: Parts, usual: Usual): number {
  const ends: Partial<Record<AssetName, number>> = {};
  for (const name of ASSETS) {
    const part = parts[name];
    if (!part) continue;
    const begins = Math.max(0, ...INPUTS[name].map((input) => ends[input] ?? 0));
    ends[name] = done(part) === 1 ? 0 : begins + (usual[name] ?? 0) * (1 - done(part));
  }
  return Math.max(0, ...Object.values(ends));
}
