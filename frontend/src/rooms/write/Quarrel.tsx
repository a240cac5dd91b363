import { useSyncExternalStore } from "react";
import { Link } from "wouter";

import { Button } from "../../ui/Button";
import { Trouble } from "../../ui/Notice";
import { useToast } from "../../ui/Toasts";
import { sentence, useWords } from "../../words";
import { useCreate, type Written } from "./drafts";
import type { Saver } from "./saver";

/** Where saving needs somebody's decision: which of two versions, or whether to begin anew. */
export function Quarrel({
  saver,
  written,
  reload,
}: {
  saver: Saver;
  written: () => Written;
  reload: () => Promise<void>;
}) {
  const words = useWords();
  const say = useToast();
  const create = useCreate();
  const state = useSyncExternalStore(saver.subscribe, () => saver.state);
  const keep = (name: (title: string) => string) => {
    const { title, document } = written();
    const copy = { title: [...name(title)].slice(0, 200).join(""), document };
    const done = () => {
      saver.forget();
      say({ text: words.write.kept, kind: "good" });
    };
    create.mutateAsync(copy).then(done, () => undefined); // what failed is shown below
  };
  const takeOther = () => {
    reload().then(
      () => saver.forget(),
      (error: unknown) => say({ text: sentence(words, error), kind: "bad" }),
    );
  };
  return (
    <div role="alert">
      {state.kind === "conflict" && (
        <div className="desk-note">
          <p>{words.write.conflict}</p>
          <Button
            look="mark"
            busy={create.isPending}
            onClick={() => keep((title) => words.write.copyOf(title || words.write.untitled))}
          >
            {words.write.keepBoth}
          </Button>
          <Button onClick={() => void saver.overwrite(state.revision)}>{words.write.keepMine}</Button>
          <Button onClick={takeOther}>{words.write.takeOther}</Button>
        </div>
      )}
      {(state.kind === "gone" || state.kind === "signed out") && (
        <div className="desk-note">
          <p>{state.kind === "gone" ? words.write.gone : words.write.signedOut}</p>
          {state.kind === "signed out" && <Link href="/account">{words.write.signIn}</Link>}
          <Button look="mark" busy={create.isPending} onClick={() => keep((title) => title)}>
            {words.write.keepAsNew}
          </Button>
        </div>
      )}
      {create.isError && <Trouble error={create.error} />}
    </div>
  );
}
