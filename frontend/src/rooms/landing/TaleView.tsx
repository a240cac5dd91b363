import { useRef, useState } from "react";

import { Button, ButtonLink } from "../../ui/Button";
import { Icon } from "../../ui/Icon";
import { useLanguage } from "../../words";
import { useCreate } from "../write/drafts";
import type { Tale } from "./tale";
import { TaleTrouble } from "./TaleTrouble";
import { useFirst } from "./useFirst";

/** A story while it is being written, and afterwards. */
export function TaleView({
  tale,
  stop,
  again,
  another,
  close,
}: {
  tale: Tale;
  stop: () => void;
  again: () => void;
  another: () => void;
  close: () => void;
}) {
  const { words } = useLanguage();
  const heading = useRef<HTMLHeadingElement>(null);
  const body = useRef<HTMLDivElement>(null);
  // The form with the button that was pressed is gone: who cannot see that goes on at the title.
  useFirst(heading);
  const cut = tale.state === "failed" && tale.id !== undefined;
  const unfinished = tale.state === "failed" || tale.state === "stopped";
  return (
    <article className="tale" aria-busy={tale.state === "writing"}>
      <h3 ref={heading} tabIndex={-1}>
        {tale.title || words.landing.untitled}
      </h3>
      <Measure tale={tale} />
      <div ref={body} className="tale-text">
        {paragraphs(tale.text).map((one, number) => (
          <p key={number}>{one}</p>
        ))}
        {tale.state === "writing" && <span className="tale-pen" aria-hidden="true" />}
      </div>
      {unfinished && (
        <p className="tale-unfinished">
          {tale.state === "stopped" && words.landing.stoppedText}
          {cut && words.landing.cutText}
        </p>
      )}
      <TaleTrouble error={tale.state === "failed" && !cut ? tale.error : undefined} />
      <div className="tale-actions" role="group" aria-label={words.landing.storyActions}>
        {tale.state === "writing" && (
          <Button look="mark" onClick={stop}>
            <Icon name="stop" />
            {words.landing.stop}
          </Button>
        )}
        {unfinished && (
          <Button look="mark" onClick={again}>
            <Icon name="again" />
            {tale.state === "stopped" && tale.id ? words.landing.rest : words.actions.retry}
          </Button>
        )}
        {tale.state !== "writing" && <Actions tale={tale} body={body} />}
        {tale.state !== "writing" && (
          <Button onClick={another}>
            <Icon name="lamp" />
            {words.landing.another}
          </Button>
        )}
        {tale.state !== "writing" && (
          <Button look="quiet" onClick={close}>
            {words.actions.close}
          </Button>
        )}
      </div>
    </article>
  );
}

function Measure({ tale }: { tale: Tale }) {
  const { words, language } = useLanguage();
  if (tale.state === "writing") return <p className="tale-measure">{words.landing.writing}</p>;
  if (tale.state !== "ready") return <p className="tale-measure tale-mark">{words.landing.unfinished}</p>;
  const count = new Intl.NumberFormat(language).format(tale.words ?? 0);
  const minutes = words.landing.minutes(Math.max(1, Math.round(tale.minutes ?? 1)));
  return <p className="tale-measure">{words.landing.measure(count, minutes)}</p>;
}

/** Ways for a story to go. */
function Actions({
  tale,
  body,
}: {
  tale: Tale;
  body: React.RefObject<HTMLDivElement | null>;
}) {
  const { words } = useLanguage();
  const [copied, setCopied] = useState<"" | "yes" | "by hand">("");
  const insert = useCreate();
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(`${tale.title}\n\n${tale.text}\n`);
      setCopied("yes");
    } catch {
      getSelection()?.selectAllChildren(body.current!); // no clipboard for pages without https
      setCopied("by hand");
    }
  };
  const post = new URLSearchParams({ text: `“${tale.title}”\n${words.landing.shareLine}` });
  return (
    <>
      {tale.state === "ready" && tale.id && (
        <ButtonLink look="mark" href={`/make?story=${tale.id}`}>
          <Icon name="book" />
          {words.landing.makeBook}
        </ButtonLink>
      )}
      <Button busy={insert.isPending} onClick={() => insert.mutate(asDraft(tale))}>
        <Icon name="pen" />
        {words.landing.insert}
      </Button>
      <Button onClick={() => void copy()}>
        <Icon name={copied === "yes" ? "check" : "copy"} />
        {copied === "yes" ? words.landing.copied : words.landing.copy}
      </Button>
      <a
        className="button button-plain"
        href={`https://x.com/intent/post?${post}`}
        target="_blank"
        rel="noopener noreferrer"
      >
        <Icon name="share" />
        {words.landing.shareX}
        <span className="hidden">{words.landing.opensTab}</span>
      </a>
      <p className={copied === "by hand" ? "tale-hint" : "hidden"} role="status">
        {copied === "yes" && words.landing.copied}
        {copied === "by hand" && words.landing.copyByHand}
      </p>
      {insert.isError && <TaleTrouble error={insert.error} />}
    </>
  );
}

/** The story as a draft. Under the story's own id there is one draft of it, however often it is asked for. */
function asDraft(tale: Tale) {
  return {
    ...(tale.state === "ready" && tale.id ? { id: tale.id } : {}),
    title: [...tale.title].slice(0, 200).join(""),
    document: { type: "doc" as const, content: paragraphs(tale.text).map(asNode) },
  };
}

function paragraphs(text: string): string[] {
  return text.split(/\n{2,}/).filter((one) => one.trim() !== "");
}

/** A paragraph as the editor knows it. */
function asNode(paragraph: string) {
  const lines = paragraph.split("\n").filter((line) => line !== "");
  const content = lines.flatMap((text, number) => [
    ...(number > 0 ? [{ type: "hardBreak" }] : []),
    { type: "text", text },
  ]);
  return { type: "paragraph", content };
}
