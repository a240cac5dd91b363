import { type SubmitEvent, useEffect, useId, useRef, useState } from "react";

import { ApiError } from "../../api/errors";
import { Button } from "../../ui/Button";
import { Choice, TextArea, TextField } from "../../ui/Field";
import { Icon } from "../../ui/Icon";
import { useWords, type Words } from "../../words";
import type { Wish } from "./tale";
import { TaleTrouble } from "./TaleTrouble";
import { useFirst } from "./useFirst";

// What the API takes (stories/brief.py).
const LONGEST_SPARK = 2000;
const LONGEST_STYLE = 100;
const MINUTES = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
const AGES = [2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];

type Wrong = Partial<Record<keyof Wish, string>>;
export type Inputs = Required<
  Pick<Wish, "story_spark" | "reader_emotion" | "author_vibe" | "story_length" | "age">
>;

/** What a story shall be about. `refused` is what the studio said of `sent`. */
export function WishForm({
  inputs,
  change,
  sent,
  refused,
  busy,
  submit,
  stop,
  back,
}: {
  inputs: Inputs;
  change: (part: Partial<Inputs>) => void;
  sent: Wish | undefined;
  refused: unknown;
  busy: boolean;
  submit: () => void;
  stop: () => void;
  back: (() => void) | undefined;
}) {
  const words = useWords();
  const form = useRef<HTMLFormElement>(null);
  const spark = useRef<HTMLTextAreaElement>(null);
  const [presses, setPresses] = useState(0); // from the first on it is said what does not fit
  const [surprised, setSurprised] = useState("");
  const own = checked(words, inputs);
  const told = refused instanceof ApiError ? Object.entries(refused.fields) : [];
  const wrong: Wrong = {
    ...Object.fromEntries(
      told.filter(([name]) => name in inputs && sent?.[name as keyof Inputs] === inputs[name as keyof Inputs]),
    ),
    ...(presses > 0 ? own : {}),
  };
  useFirst(spark);
  useEffect(() => {
    form.current?.querySelector<HTMLElement>("[aria-invalid]")?.focus();
  }, [presses, refused]);

  const send = (event: SubmitEvent) => {
    event.preventDefault();
    if (busy) return;
    setPresses(presses + 1);
    if (Object.keys(own).length === 0) submit();
  };
  const surprise = () => {
    const idea = another(words.sparks.ideas, inputs.story_spark);
    change({
      story_spark: idea,
      reader_emotion: another(words.sparks.emotions, inputs.reader_emotion),
      author_vibe: another(words.sparks.vibes, inputs.author_vibe),
    });
    setSurprised(words.landing.surprised(idea));
  };

  return (
    <form ref={form} className="wish" onSubmit={send} noValidate>
      <TextArea
        ref={spark}
        label={words.landing.spark}
        hint={words.landing.sparkHint}
        placeholder={words.landing.sparkPlaceholder}
        value={inputs.story_spark}
        onChange={(event) => change({ story_spark: event.target.value })}
        wrong={wrong.story_spark}
      />
      <div className="wish-under">
        <Button look="quiet" onClick={surprise}>
          <Icon name="dice" />
          {words.landing.surprise}
        </Button>
        <span className="wish-counter">{words.landing.counter([...inputs.story_spark].length, LONGEST_SPARK)}</span>
        <span className="hidden" role="status">
          {surprised}
        </span>
      </div>
      <div className="wish-pair">
        <Suggested
          label={words.landing.emotion}
          from={words.sparks.emotions}
          value={inputs.reader_emotion ?? ""}
          change={(text) => change({ reader_emotion: text || null })}
          wrong={wrong.reader_emotion}
        />
        <Suggested
          label={words.landing.vibe}
          from={words.sparks.vibes}
          value={inputs.author_vibe ?? ""}
          change={(text) => change({ author_vibe: text || null })}
          wrong={wrong.author_vibe}
        />
      </div>
      <details className="wish-more">
        <summary>{words.landing.options}</summary>
        <div className="wish-pair">
          <Choice
            label={words.landing.length}
            value={inputs.story_length}
            onChange={(event) => change({ story_length: Number(event.target.value) })}
            wrong={wrong.story_length}
          >
            {MINUTES.map((one) => (
              <option key={one} value={one}>
                {words.landing.minutes(one)}
              </option>
            ))}
          </Choice>
          <Choice
            label={words.landing.age}
            value={inputs.age ?? ""}
            onChange={(event) => change({ age: Number(event.target.value) || null })}
            wrong={wrong.age}
          >
            <option value="">{words.landing.anyAge}</option>
            {AGES.map((one) => (
              <option key={one} value={one}>
                {words.landing.years(one)}
              </option>
            ))}
          </Choice>
        </div>
      </details>
      <TaleTrouble error={Object.keys(wrong).length > 0 ? undefined : refused} />
      <div className="wish-actions">
        <Button type="submit" look="mark" busy={busy}>
          {busy ? words.landing.beginning : words.landing.submit}
        </Button>
        {busy && <Button onClick={stop}>{words.landing.stop}</Button>}
        {back && <Button onClick={back}>{words.landing.backToStory}</Button>}
      </div>
    </form>
  );
}

/** A field for one's own words, and some to take. */
function Suggested({
  label,
  from,
  value,
  change,
  wrong,
}: {
  label: string;
  from: string[];
  value: string;
  change: (value: string) => void;
  wrong: string | undefined;
}) {
  const words = useWords();
  const list = useId();
  return (
    <>
      <TextField
        label={label}
        hint={words.landing.own}
        value={value}
        onChange={(event) => change(event.target.value)}
        list={list}
        autoComplete="off"
        wrong={wrong}
      />
      <datalist id={list}>
        {from.map((one) => (
          <option key={one} value={one} />
        ))}
      </datalist>
    </>
  );
}

function checked({ landing }: Words, inputs: Inputs): Wrong {
  const wrong: Wrong = {};
  if (!/[\p{L}\p{N}\p{So}]/u.test(inputs.story_spark)) wrong.story_spark = landing.sparkMissing;
  for (const name of ["story_spark", "reader_emotion", "author_vibe"] as const) {
    const most = name === "story_spark" ? LONGEST_SPARK : LONGEST_STYLE;
    const over = [...(inputs[name] ?? "")].length - most;
    if (over > 0) wrong[name] = landing.tooLong(over);
  }
  return wrong;
}

/** One of `all`, but not `last`. */
function another(all: string[], last: string | null): string {
  const others = all.filter((one) => one !== last);
  return others[Math.floor(Math.random() * others.length)]!;
}
