import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { useLocation, useSearchParams } from "wouter";

import { api, told } from "../../api/client";
import { ApiError } from "../../api/errors";
import { ensureSession, useSignedIn } from "../../api/session";
import { useStory } from "../../api/story";
import { Button, ButtonLink } from "../../ui/Button";
import { TextArea } from "../../ui/Field";
import { Icon } from "../../ui/Icon";
import { useKept } from "../../ui/kept";
import { useTitle } from "../../ui/title";
import { useWords } from "../../words";
import { CharacterDialog } from "../cast/CharacterDialog";
import { Estimate, useEstimate } from "./Estimate";
import "./make.css";
import { More } from "./More";
import { Refusal } from "./Refusal";
import { Who } from "./Who";
import { bodyOf, ideaFrom, MOST_PEOPLE, NOTHING, type Wish, type Wrong, wrongFrom, wrongOf } from "./wish";

const HIDDEN: (keyof Wish)[] = [
  "minutes", "age", "genre", "emotion", "vibe", "themes", "moral", "title", "relationship", "language",
  "voice",
];

/** A wish for a book: an idea is enough, and everything else can be said. */
export default function Make() {
  const words = useWords();
  useTitle(words.make.heading);
  const [adding, setAdding] = useState(false);
  const [, change] = useKept<Wish>("make.wish", NOTHING);
  const include = ({ id }: { id: string }) =>
    change((now) => ({ ...now, people: [...now.people, id].slice(0, MOST_PEOPLE) }));
  return (
    <>
      <Form onAdd={() => setAdding(true)} />
      {/* A form of its own, and no form stands in another. */}
      <CharacterDialog who={adding ? "new" : null} onClose={() => setAdding(false)} onSaved={include} />
    </>
  );
}

function Form({ onAdd }: { onAdd: () => void }) {
  const words = useWords();
  const [, go] = useLocation();
  const [wish, change, forget] = useKept<Wish>("make.wish", NOTHING);
  const [wrong, setWrong] = useState<Wrong>({});
  const form = useRef<HTMLFormElement>(null);
  const more = useRef<HTMLDetailsElement>(null);
  const estimate = useEstimate(wish);
  const from = useIdeaOf(wish, change);
  const begin = useBegin();
  const unfit = estimate.error instanceof ApiError ? wrongFrom(estimate.error.fields) : {};
  const set = (part: Partial<Wish>) => {
    change((now) => ({ ...now, ...part }));
    setWrong((now) => ({ ...now, ...Object.fromEntries(Object.keys(part).map((one) => [one, undefined])) }));
    if (begin.error) begin.reset();
  };
  const show = (found: Wrong) => {
    setWrong(found);
    const [first] = Object.keys(found) as (keyof Wish)[];
    if (first && HIDDEN.includes(first) && more.current) more.current.open = true;
    if (first) form.current?.querySelector<HTMLElement>(`[name="${first}"]`)?.focus();
  };
  const send = () => {
    const found = wrongOf(wish, words);
    show(found);
    if (Object.keys(found).length) return;
    void begin.once(wish).then(
      (id) => {
        if (!id) return;
        forget();
        go(`/books/${id}`);
      },
      (error: unknown) => error instanceof ApiError && show(wrongFrom(error.fields)),
    );
  };
  const shown = { ...unfit, ...defined(wrong) };
  return (
    <form
      ref={form}
      className="make"
      noValidate
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        send();
      }}
    >
      <h1>{words.make.heading}</h1>
      <Quota />
      <section className="make-idea" aria-labelledby="idea">
        <h2 id="idea">{words.make.idea}</h2>
        {from && <p className="make-from">{words.make.from(from)}</p>}
        <TextArea
          name="spark"
          label={words.make.spark}
          hint={words.make.sparkHint}
          rows={4}
          value={wish.spark}
          wrong={shown.spark}
          onChange={(event) => set({ spark: event.target.value })}
        />
        <Button onClick={() => set({ spark: another(words.make.sparks, wish.spark) })}>
          <Icon name="dice" />
          {words.make.surprise}
        </Button>
      </section>
      <Who
        chosen={wish.people}
        wrong={shown.people}
        onChange={(people) => set({ people })}
        onAdd={onAdd}
      />
      <details ref={more} className="make-more">
        <summary>
          {words.make.more}
          <span className="soft">{words.make.moreHint}</span>
        </summary>
        <More wish={wish} wrong={shown} set={set} />
      </details>
      {begin.error && (
        <Refusal
          error={begin.error}
          minutes={wish.minutes}
          shorten={() => set({ minutes: Math.max(1, wish.minutes - 1) })}
          retry={send}
        />
      )}
      <div className="make-go">
        <Estimate found={estimate.data} />
        <Button type="submit" look="mark" className="make-button" busy={begin.isPending}>
          <Icon name="book" />
          {words.make.go}
        </Button>
      </div>
    </form>
  );
}

/** Begins a book. However often somebody presses, one is begun. */
function useBegin() {
  const queries = useQueryClient();
  const sending = useRef(false);
  const mutation = useMutation({
    mutationFn: async (wish: Wish) => {
      await ensureSession();
      return told(api.POST("/api/v1/stories", { body: bodyOf(wish) }));
    },
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: ["me"] });
      void queries.invalidateQueries({ queryKey: ["stories"] });
    },
    onError: (error) => {
      if (error instanceof ApiError && error.code === "CHARACTER_NOT_FOUND") {
        void queries.invalidateQueries({ queryKey: ["cast"] });
      }
    },
  });
  const once = async (wish: Wish): Promise<string | null> => {
    if (sending.current) return null;
    sending.current = true;
    try {
      return (await mutation.mutateAsync(wish)).id;
    } finally {
      sending.current = false;
    }
  };
  return { ...mutation, once };
}

/** With `?story=`, that story's text becomes the idea, once. Answers its title. */
function useIdeaOf(wish: Wish, change: (how: (now: Wish) => Wish) => void): string {
  const [parameters] = useSearchParams();
  const id = parameters.get("story") ?? "";
  const { data } = useStory(id, id !== "");
  useEffect(() => {
    const content = data?.content;
    if (!content) return;
    change((now) =>
      now.from === id
        ? now
        : { ...now, from: id, spark: ideaFrom(content.beats), title: content.title },
    );
  }, [id, data, change]);
  return data?.content && wish.from === id ? data.title : "";
}

/** How many books there still may be, said before there are none left. */
function Quota() {
  const words = useWords();
  const signedIn = useSignedIn();
  const { data } = useQuery({
    queryKey: ["me"],
    queryFn: () => told(api.GET("/api/auth/me")),
    enabled: signedIn,
  });
  if (!data || data.storyLimit === null) return <p className="quota" />; // the place is held
  const left = Math.max(0, data.storyLimit - data.storiesUsed);
  return (
    <p className={left ? "quota" : "quota quota-over"}>
      {left ? words.make.quota.left(left, data.storyLimit) : words.make.quota.over}{" "}
      {!left && <ButtonLink href="/account">{words.make.quota.account}</ButtonLink>}
    </p>
  );
}

/** One of them, but not the one that is there. */
function another(sparks: readonly string[], now: string): string {
  const others = sparks.filter((one) => one !== now);
  return others[Math.floor(Math.random() * others.length)]!;
}

function defined(wrong: Wrong): Wrong {
  return Object.fromEntries(Object.entries(wrong).filter(([, why]) => why !== undefined)) as Wrong;
}
