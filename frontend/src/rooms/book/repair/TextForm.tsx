import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useEffect, useEffectEvent, useState } from "react";
import { useLocation } from "wouter";

import { ApiError } from "../../../api/errors";
import { useOnce } from "../../../api/once";
import { type AssetName, keepStory, PICTURES, type Story } from "../../../api/story";
import { Button } from "../../../ui/Button";
import { TextArea, TextField } from "../../../ui/Field";
import { Trouble } from "../../../ui/Notice";
import { useToast } from "../../../ui/Toasts";
import { useWords, type Words } from "../../../words";
import { Shown } from "../Picture";
import { Cost } from "./Cost";
import { type Draft, useDraft } from "./draft";
import { saveWords, useUndo, wordsOf } from "./wordsOf";

const LONGEST = [120, 8000, 8000, 8000, 8000]; // characters, as the studio takes them
const STAYS = 30_000; // milliseconds in which a change can be taken back with one press
const READ_FROM_TEXT: AssetName[] = ["audio", "pdf", "epub"];

/** The title and the text of each page, to be changed by hand. */
export function TextForm({ story }: { story: Story }) {
  const words = useWords();
  const saved = wordsOf(story.content!);
  const draft = useDraft(`fablewright.text.${story.id}`, saved);
  const { assets } = story.asset_generation_status;
  const [tried, setTried] = useState(false);
  const save = useSave(story, draft);
  const dirty = Object.keys(draft.changes).length > 0;
  const busy = assets["content"]?.status !== "ready";
  const wrong = wrongs(draft.values, words, tried, save.error);
  useGuard(dirty, story.id);
  const told = save.error && !wrong.some(Boolean);
  return (
    <form
      className="words-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        const first = wrongs(draft.values, words, true, null).findIndex(Boolean);
        if (first < 0) save.press(saved);
        else event.currentTarget.querySelectorAll<HTMLElement>(".field-box")[first]?.focus();
      }}
    >
      {busy && <p role="status">{words.repair.textInWork}</p>}
      {!busy && assets["audio"] && <p className="soft">{words.repair.textFollows}</p>}
      {!busy && assets["audio"] && <Cost story={story} names={READ_FROM_TEXT} />}
      {saved.map((_, field) => (
        <Page key={field} picture={<Beside story={story} field={field} />}>
          <Words field={field} draft={draft} saved={saved[field]!} wrong={wrong[field]} readOnly={busy} />
        </Page>
      ))}
      {told && <Trouble error={save.error} />}
      <div className="repair-do repair-save" data-dirty={dirty}>
        <Button type="submit" look="mark" busy={save.isPending} disabled={busy || !dirty}>
          {words.actions.save}
        </Button>
        <Button look="quiet" disabled={!dirty} onClick={() => draft.drop()}>
          {words.repair.discard}
        </Button>
        <span className="soft" role="status">
          {dirty ? words.repair.unsaved : ""}
        </span>
      </div>
    </form>
  );
}

function useSave(story: Story, draft: Draft) {
  const words = useWords();
  const queries = useQueryClient();
  const say = useToast();
  const { undoWords } = useUndo(story.id);
  return useOnce({
    // `before` is told as it was when it was pressed: an event may bring the new words before the answer.
    mutationFn: (before: string[]) => saveWords(story.id, before.map((_, field) => draft.changes[field]?.mine)),
    onSuccess: (found, before) => {
      keepStory(queries, found);
      draft.drop();
      void queries.invalidateQueries({ queryKey: ["editions", story.id] });
      const action = { label: words.actions.undo, do: () => void undoWords(before) };
      say({ text: words.repair.saved, kind: "good", action, stays: STAYS });
    },
  });
}

/** What is not saved is kept, and whoever leaves is told. */
function useGuard(dirty: boolean, story: string) {
  const words = useWords();
  const say = useToast();
  const [, go] = useLocation();
  useEffect(() => {
    if (!dirty) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener("beforeunload", ask);
    return () => removeEventListener("beforeunload", ask);
  }, [dirty]);
  const left = useEffectEvent(() => {
    const action = { label: words.repair.backToText, do: () => go(`/books/${story}/repair`) };
    if (dirty) say({ text: words.repair.leftUnsaved, action, stays: STAYS });
  });
  useEffect(() => () => left(), []);
}

/** One text with the picture beside it. */
function Page({ picture, children }: { picture: ReactNode; children: ReactNode }) {
  return (
    <div className="words-page">
      <div className="words-picture">{picture}</div>
      {children}
    </div>
  );
}

function Beside({ story, field }: { story: Story; field: number }) {
  const asset = story.asset_generation_status.assets[PICTURES[field]!];
  return asset?.url ? <Shown asset={asset} sizes="(max-width: 48rem) 92vw, 18rem" /> : null;
}

function Words({
  field,
  draft,
  saved,
  wrong,
  readOnly,
}: {
  field: number;
  draft: Draft;
  saved: string;
  wrong: string | undefined;
  readOnly: boolean;
}) {
  const words = useWords().repair;
  const change = draft.changes[field];
  const shared = {
    wrong,
    readOnly,
    value: draft.values[field],
    maxLength: LONGEST[field],
  };
  return (
    <div className="words-field">
      {field === 0 ? (
        <TextField {...shared} label={words.title} onChange={(event) => draft.change(0, event.target.value)} />
      ) : (
        <TextArea
          {...shared}
          label={words.page(field)}
          rows={9}
          onChange={(event) => draft.change(field, event.target.value)}
        />
      )}
      {change && change.base !== saved && (
        <div className="words-meanwhile" role="status">
          <p>{words.meanwhile}</p>
          <blockquote>{saved}</blockquote>
          <Button onClick={() => draft.drop(field)}>{words.takeTheirs}</Button>
        </div>
      )}
    </div>
  );
}

/** What is wrong with each text: what can be seen here, and what the studio has said. */
function wrongs(values: string[], words: Words, tried: boolean, error: unknown): (string | undefined)[] {
  const told = error instanceof ApiError ? error.fields : {};
  return values.map((text, field) => {
    if (tried && !text.trim()) return field === 0 ? words.repair.titleEmpty : words.repair.pageEmpty;
    return field === 0 ? told["title"] : told[`beats[${field - 1}]`];
  });
}
