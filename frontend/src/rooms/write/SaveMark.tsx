import { useSyncExternalStore } from "react";

import { ApiError } from "../../api/errors";
import { Icon } from "../../ui/Icon";
import { sentence, useWords, type Words } from "../../words";
import type { Saver } from "./saver";

/** Whether what was written is safe. Screen readers hear only when it is not. */
export function SaveMark({ saver }: { saver: Saver }) {
  const words = useWords();
  const state = useSyncExternalStore(saver.subscribe, () => saver.state);
  const failed = state.kind === "waiting" || state.kind === "refused";
  const calm = state.kind === "saved" || state.kind === "saving";
  return (
    <div className="save-mark">
      {calm && (
        <p>
          {state.kind === "saved" && <Icon name="check" size={18} />}
          {state.kind === "saved" ? words.write.saved : words.write.saving}
        </p>
      )}
      <div role="alert">
        {failed && (
          <p className="save-failed">
            <Icon name="warn" size={18} />
            {words.write.notSaved(why(words, state.error))}
          </p>
        )}
      </div>
      {failed && (
        <button type="button" className="save-again" onClick={() => void saver.flush()}>
          {words.write.saveAgain}
        </button>
      )}
    </div>
  );
}

function why(words: Words, error: unknown): string {
  if (!(error instanceof ApiError)) return sentence(words, error);
  if (error.status === 0) return words.write.waiting;
  if (error.fields["title"]) return words.write.titleTooLong;
  if (error.status === 413 || error.fields["document"]) return words.write.tooMuch;
  return sentence(words, error);
}
