/** From a spark to a short story, in one dialog: the wish, the words as they are written, what to do with them. */
import { useState } from "react";

import { Dialog } from "../../ui/Dialog";
import { useLanguage, useWords } from "../../words";
import { Announcer } from "./Announcer";
import { TaleView } from "./TaleView";
import { useTale } from "./tale";
import { type Inputs, WishForm } from "./WishForm";
import "./generate.css";

const NOTHING: Inputs = {
  story_spark: "",
  reader_emotion: null,
  author_vibe: null,
  story_length: 3,
  age: null,
};

export default function GenerateDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const words = useWords();
  const { tale, generate, finish, stop } = useTale();
  const { language } = useLanguage();
  const [inputs, setInputs] = useState<Inputs>({ ...NOTHING, ...tale?.wish });
  const [asking, setAsking] = useState(false); // for another one, while there is one already
  // What the studio has begun is there to be finished, even if not a word was heard of it.
  const begun = tale?.id !== undefined && tale.state !== "writing";
  const told = tale !== null && (begun || tale.text !== "" || tale.title !== "");
  return (
    <Dialog open={open} title={words.landing.dialog} onClose={onClose}>
      <Announcer tale={tale} />
      {told && !asking ? (
        <TaleView
          tale={tale}
          stop={stop}
          again={() => void (tale.id ? finish(tale) : generate(tale.wish))}
          another={() => setAsking(true)}
          close={onClose}
        />
      ) : (
        <WishForm
          inputs={inputs}
          change={(part) => setInputs((now) => ({ ...now, ...part }))}
          sent={tale?.wish}
          refused={tale?.state === "failed" && !told ? tale.error : undefined}
          busy={tale?.state === "writing" && !told}
          submit={() => {
            setAsking(false);
            void generate({ ...inputs, language });
          }}
          stop={stop}
          back={told ? () => setAsking(false) : undefined}
        />
      )}
    </Dialog>
  );
}
