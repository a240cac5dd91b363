/** The page's language: its words are loaded when it is chosen, and everything is shown in it. */
import { createContext, type ReactNode, useContext, useEffect, useState } from "react";

import { ApiError } from "../api/errors";
import { en, type Words } from "./en";

export type { Words };

const LANGUAGES = {
  en: async () => en,
  de: async () => (await import("./de")).de,
} satisfies Record<string, () => Promise<Words>>;
export type Language = keyof typeof LANGUAGES;
export const languages = Object.keys(LANGUAGES) as Language[];

const KEY = "fablewright.language";

interface Spoken {
  words: Words;
  language: Language;
  speak: (language: Language) => void;
}

const Context = createContext<Spoken>({ words: en, language: "en", speak: () => undefined });

export function WordsProvider({ children }: { children: ReactNode }) {
  const [language, speak] = useState<Language>(preferred);
  const [words, setWords] = useState<Words | null>(language === "en" ? en : null);
  useEffect(() => {
    let current = true;
    void LANGUAGES[language]().then((found) => {
      if (!current) return;
      setWords(found);
      document.documentElement.lang = language;
    });
    return () => {
      current = false;
    };
  }, [language]);
  const choose = (chosen: Language) => {
    localStorage.setItem(KEY, chosen);
    speak(chosen);
  };
  // Until the first language is there the page is empty, and then it is right.
  return words && <Context value={{ words, language, speak: choose }}>{children}</Context>;
}

export function useWords(): Words {
  return useContext(Context).words;
}

export function useLanguage(): Spoken {
  return useContext(Context);
}

/** A sentence for whatever went wrong, in the page's language where the page has one of its own. */
export function sentence(words: Words, error: unknown): string {
  if (error instanceof ApiError) {
    if (error.status === 429 && error.retryAfter) return words.shell.tooMany(error.retryAfter);
    const own: Record<string, string> = words.errors;
    return own[error.code] ?? (error.message || words.errors.UNKNOWN);
  }
  return words.errors.UNKNOWN;
}

function preferred(): Language {
  const kept = localStorage.getItem(KEY);
  const wanted = [kept, ...navigator.languages.map((one) => one.slice(0, 2))];
  return (wanted.find((one) => languages.includes(one as Language)) ?? "en") as Language;
}
