/** What somebody is typing, kept while they go to another room and back; gone with the window. */
import { useCallback, useSyncExternalStore } from "react";

const values = new Map<string, unknown>();
const listeners = new Set<() => void>();

/** As `useState`, under a name. The third function forgets the value: it is `initial` again. */
export function useKept<T>(
  name: string,
  initial: T,
): [T, (change: T | ((now: T) => T)) => void, () => void] {
  const value = useSyncExternalStore(subscribe, () =>
    values.has(name) ? (values.get(name) as T) : initial,
  );
  const change = useCallback(
    (wanted: T | ((now: T) => T)) => {
      const now = values.has(name) ? (values.get(name) as T) : initial;
      values.set(name, typeof wanted === "function" ? (wanted as (now: T) => T)(now) : wanted);
      listeners.forEach((tell) => tell());
    },
    [name, initial],
  );
  const forget = useCallback(() => {
    values.delete(name);
    listeners.forEach((tell) => tell());
  }, [name]);
  return [value, change, forget];
}

/** For when somebody else sits down: nothing of what was typed stays. */
export function forgetAll(): void {
  values.clear();
  listeners.forEach((tell) => tell());
}

function subscribe(tell: () => void): () => void {
  listeners.add(tell);
  return () => listeners.delete(tell);
}
