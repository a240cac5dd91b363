/** Light, dark, or as the system has it: chosen in this browser. `public/theme.js` applies it before the first paint. */
import { useSyncExternalStore } from "react";

export const THEMES = ["system", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

const KEY = "fablewright.theme";
const listeners = new Set<() => void>();

export function useTheme(): [Theme, (theme: Theme) => void] {
  return [useSyncExternalStore(subscribe, current), choose];
}

function current(): Theme {
  return (document.documentElement.dataset["theme"] as Theme | undefined) ?? "system";
}

function choose(theme: Theme): void {
  localStorage.setItem(KEY, theme);
  show(theme);
}

function show(theme: string | null): void {
  if (theme === "light" || theme === "dark") document.documentElement.dataset["theme"] = theme;
  else delete document.documentElement.dataset["theme"];
  listeners.forEach((tell) => tell());
}

function subscribe(tell: () => void): () => void {
  const elsewhere = (event: StorageEvent) => event.key === KEY && show(event.newValue);
  listeners.add(tell);
  addEventListener("storage", elsewhere);
  return () => {
    listeners.delete(tell);
    removeEventListener("storage", elsewhere);
  };
}
