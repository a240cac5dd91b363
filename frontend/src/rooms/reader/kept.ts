/** What this browser remembers of a person's reading: their taste, and where they are in each book. */
import { useSyncExternalStore } from "react";

export interface Taste {
  size: "normal" | "large" | "huge";
  letters: "usual" | "clear";
  light: "auto" | "day" | "night";
  layout: "auto" | "one" | "two";
  /** Pages turn by themselves while somebody reads aloud. */
  turns: boolean;
  /** 0.5 to 1.5. */
  pace: number;
  source: "recording" | "device";
  /** The device's voice for each language, by its name. */
  voices: Record<string, string>;
}

const PLAIN: Taste = {
  size: "normal",
  letters: "usual",
  light: "auto",
  layout: "auto",
  turns: true,
  pace: 1,
  source: "recording",
  voices: {},
};
const CHOICES: { [Name in keyof Taste]?: readonly Taste[Name][] } = {
  size: ["normal", "large", "huge"],
  letters: ["usual", "clear"],
  light: ["auto", "day", "night"],
  layout: ["auto", "one", "two"],
  turns: [true, false],
  source: ["recording", "device"],
};
export const PACES = { slowest: 0.5, fastest: 1.5, step: 0.1 };

const TASTE = "fablewright.reader.taste";
const PLACES = "fablewright.reader.places";
const MOST_PLACES = 200;

let taste: Taste | null = null;
const listeners = new Set<() => void>();

export function useTaste(): [Taste, (change: Partial<Taste>) => void] {
  return [useSyncExternalStore(subscribe, tasteNow), prefer];
}

function tasteNow(): Taste {
  return (taste ??= tasteFrom(read(TASTE)));
}

function prefer(change: Partial<Taste>): void {
  taste = { ...tasteNow(), ...change };
  write(TASTE, taste);
  listeners.forEach((tell) => tell());
}

function subscribe(listener: () => void): () => void {
  const changed = (event: StorageEvent) => {
    if (event.key === TASTE) taste = null;
    listener();
  };
  listeners.add(listener);
  addEventListener("storage", changed); // another tab
  return () => {
    listeners.delete(listener);
    removeEventListener("storage", changed);
  };
}

/** What was kept, as far as it can be: an older page, or somebody else, may have written it. */
function tasteFrom(found: Record<string, unknown>): Taste {
  const known = Object.entries(CHOICES).filter(([name, choices]) =>
    (choices as readonly unknown[]).includes(found[name]),
  );
  const { pace, voices } = found;
  return {
    ...PLAIN,
    ...Object.fromEntries(known.map(([name]) => [name, found[name]])),
    ...(typeof pace === "number" && pace >= PACES.slowest && pace <= PACES.fastest ? { pace } : {}),
    ...(typeof voices === "object" && voices ? { voices: voices as Taste["voices"] } : {}),
  };
}

/** The page of this book that was open last, from 0. */
export function placeIn(book: string): number {
  const page = read(PLACES)[book];
  return typeof page === "number" && page > 0 ? Math.floor(page) : 0;
}

export function keepPlace(book: string, page: number): void {
  const { [book]: _, ...others } = read(PLACES);
  const latest = Object.entries(others).slice(-MOST_PLACES);
  write(PLACES, { ...Object.fromEntries(latest), [book]: page });
}

function read(key: string): Record<string, unknown> {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(key) ?? "{}");
    return typeof found === "object" && found !== null ? (found as Record<string, unknown>) : {};
  } catch {
    return {}; // not ours, or storage is forbidden
  }
}

function write(key: string, value: object): void {
  try {
    localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // Storage is full or forbidden: it is remembered for as long as the page is open.
  }
}
