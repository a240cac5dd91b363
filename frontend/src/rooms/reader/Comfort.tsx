import { useEffect, useId, useSyncExternalStore } from "react";

import { Dialog } from "../../ui/Dialog";
import { Choice } from "../../ui/Field";
import { useLanguage, useWords } from "../../words";
import type { Book } from "./book";
import { PACES, type Taste, useTaste } from "./kept";
import "./comfort.css";

const WIDE = "(min-width: 60rem) and (min-aspect-ratio: 5/4) and (min-height: 30rem)";
const LYING = "(orientation: landscape)";
const DARK = "(prefers-color-scheme: dark)";

/** How the book is shown, from what this person likes and what the window is like. */
export function useComfort(book: Book) {
  const [taste] = useTaste();
  const dark = useMedia(DARK);
  const wide = useMedia(WIDE);
  const lying = useMedia(LYING);
  const night = taste.light === "night" || (taste.light === "auto" && dark);
  useEffect(() => {
    const root = document.documentElement;
    const before = root.dataset["theme"];
    root.dataset["theme"] = night ? "dark" : "light";
    return () => {
      if (before === undefined) delete root.dataset["theme"];
      else root.dataset["theme"] = before;
    };
  }, [night]);
  useEffect(() => {
    if (taste.letters === "clear") {
      void import("@fontsource/lexend/400.css");
      void import("@fontsource/lexend/600.css");
    }
  }, [taste.letters]);
  const pictures = book.cover !== null;
  const fitting = wide ? "facing" : lying ? "beside" : "stacked";
  const layout = taste.layout === "auto" ? fitting : taste.layout === "two" ? "facing" : "stacked";
  return {
    night,
    attributes: {
      "data-layout": pictures ? layout : "stacked",
      "data-size": taste.size,
      "data-letters": taste.letters,
      "data-night": night ? "yes" : "no",
    },
  };
}

function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (tell) => {
      const list = matchMedia(query);
      list.addEventListener("change", tell);
      return () => list.removeEventListener("change", tell);
    },
    () => matchMedia(query).matches,
  );
}

/** A person's taste, changed while they see what it does. */
export function Comfort({
  open,
  close,
  book,
  voices,
  voice,
}: {
  open: boolean;
  close: () => void;
  book: Book;
  voices: SpeechSynthesisVoice[];
  voice: SpeechSynthesisVoice | null;
}) {
  const words = useWords().reader;
  const [taste, prefer] = useTaste();
  return (
    <Dialog open={open} title={words.comfort} onClose={close}>
      <div className="comfort">
        <Segments name={words.size} of={words.sizes} value={taste.size} choose={(size) => prefer({ size })} />
        <Segments name={words.letters} of={words.faces} value={taste.letters} choose={(letters) => prefer({ letters })} />
        <Segments name={words.light} of={words.lights} value={taste.light} choose={(light) => prefer({ light })} />
        {book.cover && (
          <Segments name={words.layout} of={words.layouts} value={taste.layout} choose={(layout) => prefer({ layout })} />
        )}
        {(book.recording || voice) && (
          <>
            <label className="comfort-check">
              <input
                type="checkbox"
                checked={taste.turns}
                onChange={(event) => prefer({ turns: event.target.checked })}
              />
              {words.turns}
            </label>
            <Pace taste={taste} prefer={prefer} />
          </>
        )}
        {book.recording && voice && (
          <Segments name={words.source} of={words.sources} value={taste.source} choose={(source) => prefer({ source })} />
        )}
        {voices.length > 1 && (taste.source === "device" || !book.recording) && (
          <Choice
            label={words.deviceVoice}
            value={voice?.name}
            onChange={(event) => prefer({ voices: { ...taste.voices, [book.language]: event.target.value } })}
          >
            {voices.map((one) => (
              <option key={one.voiceURI} value={one.name}>
                {one.name}
              </option>
            ))}
          </Choice>
        )}
        <p className="comfort-kept">{words.keptHere}</p>
      </div>
    </Dialog>
  );
}

function Pace({ taste, prefer }: { taste: Taste; prefer: (change: Partial<Taste>) => void }) {
  const words = useWords().reader;
  const { language } = useLanguage();
  const id = useId();
  const pace = taste.pace.toLocaleString(language, { maximumFractionDigits: 1 });
  return (
    <div className="comfort-pace">
      <label htmlFor={id}>{words.pace}</label>
      <input
        id={id}
        type="range"
        min={PACES.slowest}
        max={PACES.fastest}
        step={PACES.step}
        value={taste.pace}
        aria-valuetext={words.paceOf(pace)}
        onChange={(event) => prefer({ pace: Number(event.target.value) })}
      />
      <output htmlFor={id}>{pace}×</output>
    </div>
  );
}

function Segments<Value extends string>({
  name,
  of,
  value,
  choose,
}: {
  name: string;
  of: Record<Value, string>;
  value: Value;
  choose: (value: Value) => void;
}) {
  const group = useId();
  return (
    <fieldset className="segments">
      <legend>{name}</legend>
      {(Object.entries(of) as [Value, string][]).map(([one, label]) => (
        <label key={one}>
          <input type="radio" name={group} checked={one === value} onChange={() => choose(one)} />
          <span>{label}</span>
        </label>
      ))}
    </fieldset>
  );
}
