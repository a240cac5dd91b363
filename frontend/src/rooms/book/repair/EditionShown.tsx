import type { Schemas } from "../../../api/client";
import { type AssetName, PICTURES } from "../../../api/story";
import { useWords } from "../../../words";
import { Shown } from "../Picture";
import { compared, type Stretch } from "./diff";
import { wordsOf } from "./wordsOf";

export type Edition = Schemas["EditionRecord"];
type Questions = { questions?: { question: string; options?: string[]; answer: string }[] };

/** What an edition is. A text is shown with what it has and `other` has not. */
export function EditionShown({
  name,
  edition,
  other,
  removed = false,
}: {
  name: AssetName;
  edition: Pick<Edition, "url" | "data"> | undefined;
  other: Pick<Edition, "data"> | undefined;
  /** Whether what only this one has would go, or come. */
  removed?: boolean;
}) {
  const words = useWords();
  if (!edition) return <p className="soft">{words.repair.none}</p>;
  if (name === "content") return <Text mine={edition.data} other={other?.data} removed={removed} />;
  if (name === "activities") return <QuestionList of={(edition.data ?? {}) as Questions} />;
  if (!edition.url) return <p className="soft">{words.repair.none}</p>;
  if (name === "audio") {
    return <audio controls preload="none" src={edition.url} aria-label={words.book.parts.audio} />;
  }
  return <Shown asset={edition} sizes="(max-width: 48rem) 92vw, 34rem" />;
}

export const isPicture = (name: AssetName) => (PICTURES as readonly string[]).includes(name);

function Text({ mine, other, removed }: { mine: Edition["data"]; other: Edition["data"]; removed: boolean }) {
  const words = useWords().repair;
  const texts = wordsOf(mine as unknown as Schemas["StoryContent"]);
  const others = other ? wordsOf(other as unknown as Schemas["StoryContent"]) : texts;
  const Mark = removed ? "del" : "ins";
  const said = removed ? words.onlyNow : words.onlyThen;
  return (
    <div className="compare-text">
      {texts.map((text, field) => {
        const [stretches] = compared(text, others[field] ?? "");
        const marked = stretches.map((one: Stretch, place) =>
          one.only ? (
            <Mark key={place}>
              <span className="hidden">{said}</span>
              {one.text}
            </Mark>
          ) : (
            one.text
          ),
        );
        return (
          <p key={field} className={field === 0 ? "compare-title" : ""}>
            {marked}
          </p>
        );
      })}
    </div>
  );
}

function QuestionList({ of }: { of: Questions }) {
  return (
    <ol className="compare-questions">
      {(of.questions ?? []).map((one, place) => (
        <li key={place}>
          {one.question}
          {one.options && one.options.length > 0 && <span className="soft"> {one.options.join(" · ")}</span>}
          <br />
          <strong>{one.answer}</strong>
        </li>
      ))}
    </ol>
  );
}
