/** What somebody has typed over a text and not saved yet. It outlives the room, until the tab is closed. */
import { useEffect, useState } from "react";

/** Of one field: what was typed, over which text. */
export interface Change {
  mine: string;
  base: string;
}
export type Changes = Partial<Record<number, Change>>;

export interface Draft {
  /** What the fields hold. */
  values: string[];
  /** Of the fields that differ from what is saved. */
  changes: Changes;
  change: (field: number, text: string) => void;
  /** Back to what is saved: all of it, or one field. */
  drop: (field?: number) => void;
}

/** A draft over the texts `saved`, kept under `key`. */
export function useDraft(key: string, saved: string[]): Draft {
  const [kept, keep] = useState<Changes>(() => read(key));
  useEffect(() => write(key, kept), [key, kept]);
  const changes: Changes = {};
  saved.forEach((text, field) => {
    const change = kept[field];
    if (change && change.mine !== text) changes[field] = change;
  });
  return {
    values: saved.map((text, field) => changes[field]?.mine ?? text),
    changes,
    change: (field, mine) => keep({ ...changes, [field]: { mine, base: changes[field]?.base ?? saved[field] ?? "" } }),
    drop: (field) => keep(field === undefined ? {} : { ...changes, [field]: undefined }),
  };
}

function read(key: string): Changes {
  try {
    return JSON.parse(sessionStorage.getItem(key) ?? "{}") as Changes;
  } catch {
    return {}; // not ours, or storage is forbidden
  }
}

function write(key: string, changes: Changes): void {
  try {
    if (Object.values(changes).some(Boolean)) sessionStorage.setItem(key, JSON.stringify(changes));
    else sessionStorage.removeItem(key);
  } catch {
    // Storage is full or forbidden: the draft lives as long as the room.
  }
}
