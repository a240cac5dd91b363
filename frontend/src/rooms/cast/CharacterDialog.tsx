import { type FormEvent, useRef, useState } from "react";

import { ApiError } from "../../api/errors";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { Choice, TextArea, TextField } from "../../ui/Field";
import { useKept } from "../../ui/kept";
import { Trouble } from "../../ui/Notice";
import { useToast } from "../../ui/Toasts";
import { useWords } from "../../words";
import "./cast.css";
import { BLANK, bodyOf, type Draft, draftOf, wrongOf } from "./draft";
import { type Character, useSave } from "./people";
import { PictureShelf } from "./PictureShelf";
import { Figure } from "./Portrait";
import { TraitChooser } from "./TraitChooser";

const KINDS = ["child", "hero", "companion"] as const;
const PRONOUNS = ["she", "he", "they"] as const;

/** Somebody new (`who` is "new"), or somebody who is changed. Closing it loses nothing that was typed. */
export function CharacterDialog({
  who,
  onClose,
  onSaved,
}: {
  who: Character | "new" | null;
  onClose: () => void;
  onSaved?: (saved: Character) => void;
}) {
  const words = useWords();
  const title = who === "new" ? words.cast.newTitle : words.cast.editTitle(who?.name ?? "");
  return (
    <Dialog open={who !== null} wide title={title} onClose={onClose}>
      {who !== null && (
        <Form
          key={who === "new" ? "new" : who.id}
          who={who}
          onSaved={(saved) => {
            onSaved?.(saved);
            onClose();
          }}
        />
      )}
    </Dialog>
  );
}

function Form({ who, onSaved }: { who: Character | "new"; onSaved: (saved: Character) => void }) {
  const words = useWords();
  const say = useToast();
  const form = useRef<HTMLFormElement>(null);
  const [initial] = useState(() => (who === "new" ? BLANK : draftOf(who)));
  const [draft, change, forget] = useKept<Draft>(`cast.${who === "new" ? "new" : who.id}`, initial);
  const [wrong, setWrong] = useState<Record<string, string>>({});
  const [percents, setPercents] = useState<ReadonlyMap<File, number>>(new Map());
  const save = useSave(change, (file, percent) =>
    setPercents((now) => new Map(now).set(file, percent)),
  );
  const set = (part: Partial<Draft>) => {
    change((now) => ({ ...now, ...part }));
    setWrong((now) => without(now, Object.keys(part)));
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (save.isPending) return;
    const found = wrongOf(draft, words);
    show(found);
    if (Object.keys(found).length) return;
    save.mutate(draft, {
      onSuccess: (saved) => {
        forget();
        say({ text: words.cast.saved(saved.name), kind: "good" });
        onSaved(saved);
      },
      onError: (error) => {
        setPercents(new Map());
        if (error instanceof ApiError) show(error.fields);
      },
    });
  };
  const show = (found: Record<string, string>) => {
    setWrong(found);
    const first = Object.keys(found)[0];
    if (first) form.current?.querySelector<HTMLElement>(`[name="${first}"]`)?.focus();
  };
  return (
    <form ref={form} className="character" noValidate onSubmit={submit}>
      <div className="character-look">
        <Figure body={bodyOf(draft)} size={280} />
      </div>
      <div className="character-words">
        <fieldset className="choices">
          <legend>{words.cast.kind}</legend>
          {KINDS.map((kind) => (
            <label key={kind} className="choice">
              <input
                type="radio"
                name="kind"
                checked={draft.kind === kind}
                onChange={() => set({ kind })}
              />
              <span>{words.cast.kinds[kind]}</span>
            </label>
          ))}
        </fieldset>
        <TextField
          name="name"
          label={words.cast.name}
          value={draft.name}
          wrong={wrong["name"]}
          autoComplete="off"
          onChange={(event) => set({ name: event.target.value })}
        />
        {draft.kind === "companion" && (
          <TextField
            name="species"
            label={words.cast.species}
            hint={words.cast.speciesHint}
            value={draft.species}
            wrong={wrong["species"]}
            onChange={(event) => set({ species: event.target.value })}
          />
        )}
        <div className="character-pair">
          <TextField
            name="age"
            label={words.cast.age}
            inputMode="numeric"
            value={draft.age}
            wrong={wrong["age"]}
            onChange={(event) => set({ age: event.target.value })}
          />
          <Choice
            name="pronoun"
            label={words.cast.pronoun}
            value={draft.pronoun}
            onChange={(event) => set({ pronoun: event.target.value as Draft["pronoun"] })}
          >
            {PRONOUNS.map((one) => (
              <option key={one} value={one}>
                {words.cast.pronouns[one]}
              </option>
            ))}
          </Choice>
        </div>
        <TextArea
          name="appearance"
          label={words.cast.appearance}
          hint={words.cast.appearanceHint}
          value={draft.appearance}
          wrong={wrong["appearance"]}
          onChange={(event) => set({ appearance: event.target.value })}
        />
        <h3>{words.cast.traitsTitle}</h3>
        <p className="field-hint">
          {draft.kind === "companion" ? words.cast.traitsOfAnimals : words.cast.traitsHint}
        </p>
        <TraitChooser chosen={draft.traits} onChange={(traits) => set({ traits })} />
        {wrong["traits"] && <p className="field-wrong">{wrong["traits"]}</p>}
        <PictureShelf draft={draft} change={change} percents={percents} />
        {save.error && <Trouble error={save.error} />}
        <p className="character-actions">
          <Button type="submit" look="mark" busy={save.isPending}>
            {words.actions.save}
          </Button>
        </p>
      </div>
    </form>
  );
}

function without(all: Record<string, string>, names: string[]): Record<string, string> {
  return Object.fromEntries(Object.entries(all).filter(([name]) => !names.includes(name)));
}
