import { useQuery } from "@tanstack/react-query";
import { EditorContent, useEditor } from "@tiptap/react";
import { useState } from "react";

import { api, told } from "../../api/client";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { Loading, Trouble } from "../../ui/Notice";
import { useLanguage } from "../../words";
import { type Draft, keyOf, type Written } from "./drafts";
import { options } from "./editing";

/** How a draft was. `restore` is missing where it cannot be changed. */
export function History({
  draft,
  open,
  close,
  restore,
}: {
  draft: Draft;
  open: boolean;
  close: () => void;
  restore: ((old: Written) => void) | undefined;
}) {
  const { words, language } = useLanguage();
  const [chosen, setChosen] = useState<number | null>(null);
  const path = { draft_id: draft.id };
  const { data, error, refetch } = useQuery({
    queryKey: [...keyOf(draft.id), "revisions", draft.revision],
    queryFn: () => told(api.GET("/api/v1/drafts/{draft_id}/revisions", { params: { path } })),
    enabled: open,
  });
  const time = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" });
  const shown = data?.revisions.find((one) => one.revision === chosen);
  return (
    <Dialog open={open} title={words.write.history} onClose={close}>
      <p className="soft">{words.write.historyLead}</p>
      {error && <Trouble error={error} retry={() => void refetch()} />}
      {!data && !error && <Loading />}
      {data && (
        <ul className="versions" aria-label={words.write.versions}>
          {data.revisions.map((one) => (
            <li key={one.revision}>
              <button
                type="button"
                aria-pressed={one.revision === chosen}
                onClick={() => setChosen(one.revision)}
              >
                <time dateTime={one.created_at}>{time.format(new Date(one.created_at))}</time>
                <span>{one.revision === draft.revision ? words.write.now : one.title || words.write.untitled}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
      {data && !shown && <p className="soft">{words.write.chooseVersion}</p>}
      {shown && (
        <Version
          key={shown.revision}
          draft={draft.id}
          revision={shown.revision}
          heading={words.write.version(time.format(new Date(shown.created_at)))}
          restore={shown.revision === draft.revision ? undefined : restore}
        />
      )}
    </Dialog>
  );
}

function Version({
  draft,
  revision,
  heading,
  restore,
}: {
  draft: string;
  revision: number;
  heading: string;
  restore: ((old: Written) => void) | undefined;
}) {
  const { words } = useLanguage();
  const path = { draft_id: draft, revision };
  const { data, error, refetch } = useQuery({
    queryKey: [...keyOf(draft), "revision", revision],
    queryFn: () => told(api.GET("/api/v1/drafts/{draft_id}/revisions/{revision}", { params: { path } })),
  });
  return (
    <section className="version" aria-label={heading}>
      <h3>{heading}</h3>
      {error && <Trouble error={error} retry={() => void refetch()} />}
      {!data && !error && <Loading />}
      {data && <Sheet written={data} />}
      {data && restore && (
        <Button look="mark" onClick={() => restore(data)}>
          {words.write.restore}
        </Button>
      )}
    </section>
  );
}

/** To read, not to write. */
function Sheet({ written }: { written: Written }) {
  const { words } = useLanguage();
  const [fixed] = useState(() => options(written.document));
  const editor = useEditor({
    ...fixed,
    enableContentCheck: false,
    editable: false,
    editorProps: { attributes: { class: "desk-text", tabindex: "0", role: "document", "aria-label": words.write.text } },
  });
  return (
    <div className="version-sheet">
      <p className="version-title">{written.title || words.write.untitled}</p>
      <EditorContent editor={editor} />
    </div>
  );
}
