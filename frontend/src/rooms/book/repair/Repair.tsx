import { Link, useSearchParams } from "wouter";

import { type AssetName, PICTURES, type Story } from "../../../api/story";
import { ButtonLink } from "../../../ui/Button";
import { Icon } from "../../../ui/Icon";
import { Empty } from "../../../ui/Notice";
import { useWords } from "../../../words";
import { titleOf, WithStory } from "../WithStory";
import { Editions } from "./Editions";
import { Rating } from "./Rating";
import { Redo } from "./Redo";
import "./repair.css";
import { TextForm } from "./TextForm";

const PARTS: AssetName[] = ["content", ...PICTURES, "audio", "activities"]; // the others are bound of these

/** Where a book is changed: its words, its parts, and what one thinks of it. */
export default function Repair({ id }: { id: string }) {
  return <WithStory id={id}>{(story) => <Workshop story={story} />}</WithStory>;
}

function Workshop({ story }: { story: Story }) {
  const words = useWords();
  return (
    <div className="repair">
      <header>
        <h1>{words.repair.heading(titleOf(story, words.book.untitled))}</h1>
        <p className="repair-do">
          <ButtonLink href={`/books/${story.id}`}>
            <Icon name="left" />
            {words.repair.toBook}
          </ButtonLink>
          {story.content && (
            <ButtonLink href={`/books/${story.id}/read`} look="quiet">
              <Icon name="book" />
              {words.book.read}
            </ButtonLink>
          )}
        </p>
      </header>
      {story.content ? (
        <>
          <Rating story={story} />
          <section aria-labelledby="words">
            <h2 id="words">{words.repair.words}</h2>
            <TextForm story={story} />
          </section>
          <Parts story={story} />
        </>
      ) : (
        <Empty title={words.repair.noText}>
          <p>{words.repair.noTextMore}</p>
        </Empty>
      )}
    </div>
  );
}

/** One part at a time: which one stands in the address. */
function Parts({ story }: { story: Story }) {
  const words = useWords();
  const [search] = useSearchParams();
  const { assets } = story.asset_generation_status;
  const there = PARTS.filter((name) => assets[name]);
  const name = there.find((one) => one === search.get("part")) ?? there[0];
  const status = name && assets[name]?.status;
  if (!name || !status) return null;
  const idle = status === "ready" || status === "failed";
  return (
    <section aria-labelledby="editions" className="repair-parts">
      <h2 id="editions">{words.repair.editionsHeading}</h2>
      <nav aria-label={words.repair.parts} className="repair-nav">
        {there.map((one) => (
          <Link
            key={one}
            href={`/books/${story.id}/repair?part=${one}`}
            aria-current={one === name ? "true" : undefined}
          >
            {words.book.parts[one]}
          </Link>
        ))}
      </nav>
      <div className="repair-part" data-part={name} data-status={status}>
        <div className="repair-part-head">
          <h3>{words.book.parts[name]}</h3>
          {idle ? <Redo key={name} story={story} name={name} /> : <p role="status">{words.repair.partInWork}</p>}
        </div>
        {status === "failed" && <p className="repair-failed">{assets[name]?.error}</p>}
        <Editions key={name} story={story} name={name} />
      </div>
    </section>
  );
}
