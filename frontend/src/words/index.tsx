/** The page's language: its words are loaded when it is chosen, and everything is shown in it. */
import {
  type ComponentType,
  createContext,
  lazy,
  type ReactNode,
  use,
  useContext,
  useEffect,
  useMemo,
  useState,
} from "react";

import { ApiError } from "../api/errors";
import { en, type FirstWords, type Words } from "./en";
import type { RoomWords } from "./en/rooms";

export type { Words };

interface Speech {
  first: () => Promise<FirstWords>;
  rooms: () => Promise<{ rooms: RoomWords }>;
}

const LANGUAGES = {
  en: { first: async () => en, rooms: () => import("./en/rooms") },
  de: { first: async () => (await import("./de")).de, rooms: () => import("./de/rooms") },
} satisfies Record<string, Speech>;
export type Language = keyof typeof LANGUAGES;
export const languages = Object.keys(LANGUAGES) as Language[];

const KEY = "fablewright.language";

interface Spoken {
  words: Words;
  language: Language;
  speak: (language: Language) => void;
}

// What the first page needs is there from the beginning, and the rest within a `room`.
const Context = createContext<Spoken>({
  words: en as Words,
  language: "en",
  speak: () => undefined,
});

export function WordsProvider({ children }: { children: ReactNode }) {
  const [language, speak] = useState<Language>(preferred);
  const [words, setWords] = useState<FirstWords | null>(language === "en" ? en : null);
  useEffect(() => {
    let current = true;
    void LANGUAGES[language].first().then((found) => {
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
  return (
    words && (
      <Context value={{ words: words as Words, language, speak: choose }}>{children}</Context>
    )
  );
}

/** A part of the page that is loaded when it is first shown, with the words that rooms use. */
export function room<P extends object>(load: () => Promise<{ default: ComponentType<P> }>) {
  return withRoomWords(lazy(load) as unknown as ComponentType<P>);
}

/** `Room` with the words that rooms use; suspends until they are there. */
export function withRoomWords<P extends object>(Room: ComponentType<P>): ComponentType<P> {
  return function Entered(props: P) {
    const spoken = useContext(Context);
    const rest = use(roomWords(spoken.language));
    const words = useMemo(() => ({ ...spoken.words, ...rest }), [spoken.words, rest]);
    return (
      <Context value={{ ...spoken, words }}>
        <Room {...props} />
      </Context>
    );
  };
}

const loaded = new Map<Language, Promise<RoomWords>>();

function roomWords(language: Language): Promise<RoomWords> {
  let found = loaded.get(language);
  if (!found) {
    found = LANGUAGES[language].rooms().then(({ rooms }) => rooms);
    found.catch(() => loaded.delete(language)); // the next time asks again
    loaded.set(language, found);
  }
  return found;
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
