import { Choice, TextField } from "../../ui/Field";
import { useLanguage, useWords } from "../../words";
import { LANGUAGES, type Wish, type Wrong } from "./wish";

type Set = (part: Partial<Wish>) => void;

/** How the book shall be. All of it has good defaults. */
export function More({ wish, wrong, set }: { wish: Wish; wrong: Wrong; set: Set }) {
  const words = useWords();
  return (
    <div className="more">
      <Choice
        name="minutes"
        label={words.make.minutes}
        value={wish.minutes}
        wrong={wrong.minutes}
        onChange={(event) => set({ minutes: Number(event.target.value) })}
      >
        {upTo(1, 10).map((one) => (
          <option key={one} value={one}>
            {words.make.minutesOf(one)}
          </option>
        ))}
      </Choice>
      <Choice
        name="age"
        label={words.make.age}
        value={wish.age}
        wrong={wrong.age}
        onChange={(event) => set({ age: event.target.value })}
      >
        <option value="">{words.make.anyAge}</option>
        {upTo(2, 12).map((one) => (
          <option key={one} value={one}>
            {words.cast.years(one)}
          </option>
        ))}
      </Choice>
      <Named name="genre" wish={wish} wrong={wrong} set={set} />
      <Named name="emotion" wish={wish} wrong={wrong} set={set} />
      <Named name="vibe" wish={wish} wrong={wrong} set={set} />
      <Themes wish={wish} wrong={wrong} set={set} />
      <TextField
        name="moral"
        label={words.make.moral}
        hint={words.make.moralHint}
        value={wish.moral}
        wrong={wrong.moral}
        onChange={(event) => set({ moral: event.target.value })}
      />
      <TextField
        name="title"
        label={words.make.bookTitle}
        hint={words.make.bookTitleHint}
        value={wish.title}
        wrong={wrong.title}
        onChange={(event) => set({ title: event.target.value })}
      />
      {wish.people.length > 1 && (
        <TextField
          name="relationship"
          label={words.make.relationship}
          hint={words.make.relationshipHint}
          value={wish.relationship}
          wrong={wrong.relationship}
          onChange={(event) => set({ relationship: event.target.value })}
        />
      )}
      <Languages wish={wish} wrong={wrong} set={set} />
      <TextField
        name="voice"
        label={words.make.voice}
        hint={words.make.voiceHint}
        value={wish.voice}
        wrong={wrong.voice}
        autoComplete="off"
        onChange={(event) => set({ voice: event.target.value })}
      />
    </div>
  );
}

/** One of the names that the studio's storyteller knows well, or none. */
function Named({
  name,
  wish,
  wrong,
  set,
}: {
  name: "genre" | "emotion" | "vibe";
  wish: Wish;
  wrong: Wrong;
  set: Set;
}) {
  const words = useWords().make;
  return (
    <Choice
      name={name}
      label={words[name]}
      value={wish[name]}
      wrong={wrong[name]}
      onChange={(event) => set({ [name]: event.target.value })}
    >
      <option value="">{words.any}</option>
      {Object.entries(words[`${name}s`]).map(([value, label]) => (
        <option key={value} value={value}>
          {label}
        </option>
      ))}
    </Choice>
  );
}

function Themes({ wish, wrong, set }: { wish: Wish; wrong: Wrong; set: Set }) {
  const words = useWords();
  const toggle = (theme: string) =>
    set({
      themes: wish.themes.includes(theme)
        ? wish.themes.filter((one) => one !== theme)
        : [...wish.themes, theme],
    });
  return (
    <fieldset className="choices more-wide">
      <legend>{words.make.theme}</legend>
      {Object.entries(words.make.themes).map(([value, label]) => (
        <label key={value} className="choice">
          <input
            type="checkbox"
            name="themes"
            checked={wish.themes.includes(value)}
            disabled={wish.themes.length >= 8 && !wish.themes.includes(value)}
            onChange={() => toggle(value)}
          />
          <span>{label}</span>
        </label>
      ))}
      {wrong.themes && <p className="field-wrong">{wrong.themes}</p>}
    </fieldset>
  );
}

function Languages({ wish, wrong, set }: { wish: Wish; wrong: Wrong; set: Set }) {
  const words = useWords();
  const { language } = useLanguage();
  const names = new Intl.DisplayNames([language], { type: "language" });
  return (
    <Choice
      name="language"
      label={words.make.language}
      hint={words.make.languageHint}
      value={wish.language}
      wrong={wrong.language}
      onChange={(event) => set({ language: event.target.value })}
    >
      {LANGUAGES.map((one) => (
        <option key={one} value={one}>
          {names.of(one)}
        </option>
      ))}
    </Choice>
  );
}

function upTo(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, place) => first + place);
}
