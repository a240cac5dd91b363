/** The editor with one draft in it. */
import { useQueryClient } from "@tanstack/react-query";
import { type Editor, EditorContent, useEditor, useEditorState } from "@tiptap/react";
import { useEffect, useRef, useState } from "react";
import { Link, useLocation } from "wouter";

import { Button } from "../../ui/Button";
import { Icon } from "../../ui/Icon";
import { Loading } from "../../ui/Notice";
import { useToast } from "../../ui/Toasts";
import { useLanguage } from "../../words";
import { countWords } from "../../words/count";
import { type Draft, keyOf, useRemove, type Written } from "./drafts";
import { asHtml, asText, documentOf, download, fileName, options } from "./editing";
import { History } from "./History";
import { Quarrel } from "./Quarrel";
import { copyOf, Saver } from "./saver";
import { SaveMark } from "./SaveMark";
import { Toolbar } from "./Toolbar";

export default function Desk({ draft, reload }: { draft: Draft; reload: () => Promise<void> }) {
  const { words, language } = useLanguage();
  const say = useToast();
  const [, go] = useLocation();
  const [copy] = useState(() => copyOf(draft.id));
  const [title, setTitle] = useState((copy ?? draft).title);
  const [foreign, setForeign] = useState(false);
  const [history, setHistory] = useState(false);
  const saver = useSaver(draft, copy, reload);
  const remove = useRemove(() => {
    saver.forget();
    go("/write");
  });
  const latestTitle = useRef(title);
  const [fixed] = useState(() => options((copy ?? draft).document));
  const editor = useEditor({
    ...fixed,
    editorProps: {
      ...fixed.editorProps,
      attributes: {
        role: "textbox",
        "aria-multiline": "true",
        "aria-label": words.write.text,
        class: "desk-text",
        "data-begin": words.write.begin,
      },
    },
    onContentError: ({ editor: now }) => {
      setForeign(true);
      now.setEditable(false, false);
    },
    onUpdate: ({ editor: now }) =>
      saver.change({ title: latestTitle.current, document: documentOf(now) }),
  });
  if (!editor) return <Loading />; // for the blink of an eye
  const written = (): Written => ({ title, document: documentOf(editor) });
  const rename = (name: string) => {
    setTitle(name);
    latestTitle.current = name;
    saver.change({ title: name, document: documentOf(editor) });
  };
  const restore = (old: Written) => {
    editor.commands.setContent(old.document);
    rename(old.title);
    void saver.flush();
    setHistory(false);
    say({ text: words.write.restored, kind: "good" });
  };
  const shownTitle = title || words.write.untitled;
  const tooLong = [...title].length > 200;

  return (
    <article className="desk">
      <div className="desk-head">
        <Link href="/write" className="desk-back">
          <Icon name="left" size={18} />
          {words.write.back}
        </Link>
        <SaveMark saver={saver} />
      </div>
      <h1 className="hidden">{shownTitle}</h1>
      <input
        className="desk-title"
        aria-label={words.write.title}
        aria-invalid={tooLong || undefined}
        aria-describedby={tooLong ? "title-wrong" : undefined}
        placeholder={words.write.titlePlaceholder}
        readOnly={foreign}
        value={title}
        onChange={(event) => rename(event.target.value)}
      />
      {tooLong && (
        <p id="title-wrong" className="field-wrong">
          {words.write.titleTooLong}
        </p>
      )}
      <Quarrel saver={saver} written={written} reload={reload} />
      {foreign && (
        <p className="desk-note" role="alert">
          {words.write.foreign}
        </p>
      )}
      <Sheet editor={editor} />
      <footer className="desk-foot">
        <Count editor={editor} />
        <Button look="quiet" onClick={() => void saver.flush().then(() => setHistory(true))}>
          <Icon name="clock" />
          {words.write.history}
        </Button>
        <Button
          look="quiet"
          onClick={() => download(fileName(shownTitle, "txt"), "text/plain", asText(shownTitle, editor))}
        >
          <Icon name="down" />
          {words.write.asText}
        </Button>
        <Button
          look="quiet"
          onClick={() =>
            download(fileName(shownTitle, "html"), "text/html", asHtml(shownTitle, language, editor))
          }
        >
          <Icon name="down" />
          {words.write.asHtml}
        </Button>
        <Button look="quiet" busy={remove.isPending} onClick={() => void saver.flush().then(() => remove.mutate(draft.id))}>
          <Icon name="trash" />
          {words.write.deleteDraft}
        </Button>
      </footer>
      <History draft={draft} open={history} close={() => setHistory(false)} restore={foreign ? undefined : restore} />
    </article>
  );
}

function Sheet({ editor }: { editor: Editor }) {
  const empty = useEditorState({ editor, selector: ({ editor: now }) => now.isEmpty });
  return (
    <div className="desk-sheet">
      <Toolbar editor={editor} />
      <EditorContent editor={editor} className={empty ? "desk-empty" : ""} />
    </div>
  );
}

function Count({ editor }: { editor: Editor }) {
  const { words, language } = useLanguage();
  const count = useEditorState({ editor, selector: ({ editor: now }) => countWords(now.getText()) });
  return <span className="soft">{words.write.words(new Intl.NumberFormat(language).format(count))}</span>;
}

/** Saves this draft from now on, whatever becomes of the window. `copy` did not reach the studio last time. */
function useSaver(draft: Draft, copy: ReturnType<typeof copyOf>, reload: () => Promise<void>): Saver {
  const queries = useQueryClient();
  const words = useLanguage().words;
  const say = useToast();
  const [saver] = useState(
    () =>
      // The studio knows whether the copy arrived and only the answer was lost.
      new Saver(draft.id, copy?.revision ?? draft.revision, (kept) => {
        queries.setQueryData(keyOf(kept.id), kept);
        void queries.invalidateQueries({ queryKey: ["drafts", "list"] });
      }),
  );
  const first = useRef(true);
  useEffect(() => {
    if (copy && first.current) {
      first.current = false;
      saver.change({ title: copy.title, document: copy.document });
      void saver.flush().then(() => {
        if (saver.revision > draft.revision) say({ text: words.write.recovered, kind: "good" });
      });
    }
    const now = () => void saver.flush();
    const hidden = () => document.visibilityState === "hidden" && now();
    document.addEventListener("visibilitychange", hidden);
    addEventListener("pagehide", now);
    addEventListener("online", now);
    return () => {
      now();
      document.removeEventListener("visibilitychange", hidden);
      removeEventListener("pagehide", now);
      removeEventListener("online", now);
    };
  }, [saver]);
  useEffect(() => {
    // Another window saved, and nothing here waits to be: what is shown is what is kept.
    if (draft.revision > saver.revision && saver.clean) void reload();
  }, [draft.revision, saver]);
  return saver;
}
