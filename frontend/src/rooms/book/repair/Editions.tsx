import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { useId, useState } from "react";

import { useOnce } from "../../../api/once";
import { type AssetName, type Story, storyKey } from "../../../api/story";
import { Button } from "../../../ui/Button";
import { Icon } from "../../../ui/Icon";
import { Loading, Trouble } from "../../../ui/Notice";
import { useToast } from "../../../ui/Toasts";
import { useLanguage, useWords } from "../../../words";
import { Compare } from "./Compare";
import { type Edition, EditionShown, isPicture } from "./EditionShown";
import { editionsKey, editionsOf, restore, useUndo, wordsOf } from "./wordsOf";

const STAYS = 30_000; // milliseconds in which a change can be taken back with one press

/** All editions of a part, newest first; one of them beside what the book has now. */
export function Editions({ story, name }: { story: Story; name: AssetName }) {
  const words = useWords();
  const asset = story.asset_generation_status.assets[name];
  const [chosen, choose] = useState<number>();
  const query = useQuery({
    // Another state, another list.
    queryKey: [...editionsKey(story.id, name), asset?.status, asset?.url, name === "content" && story.content],
    queryFn: () => editionsOf(story.id, name),
    placeholderData: keepPreviousData,
  });
  if (!query.data) {
    return query.error ? <Trouble error={query.error} retry={() => void query.refetch()} /> : <Loading />;
  }
  const editions = query.data;
  const now = bookNow(story, name, editions);
  const others = editions.filter((one) => !one.current || one.edited);
  const other = others.find((one) => one.edition === chosen) ?? others[0];
  if (!other) {
    return (
      <>
        <p className="soft">{words.repair.onlyOne}</p>
        <div className="compare-pane compare-alone">
          <EditionShown name={name} edition={now} other={undefined} />
        </div>
      </>
    );
  }
  const idle = asset?.status === "ready" || asset?.status === "failed";
  return (
    <>
      <List name={name} editions={editions} chosen={other.edition} choose={choose} />
      <Compare
        key={name}
        label={words.repair.compare}
        left={{
          name: words.repair.edition(other.edition),
          shown: <EditionShown name={name} edition={other} other={now} />,
        }}
        right={{
          name: words.repair.inBook,
          shown: <EditionShown name={name} edition={now} other={other} removed />,
        }}
      />
      <Restore story={story} name={name} edition={other} editions={editions} idle={idle} />
    </>
  );
}

/** What the book has now: a text as it was changed by hand, too. */
function bookNow(story: Story, name: AssetName, editions: Edition[]): Edition | undefined {
  const current = editions.find((one) => one.current);
  if (name === "content" && current && story.content) return { ...current, data: { ...story.content } };
  return current;
}

function List({
  name,
  editions,
  chosen,
  choose,
}: {
  name: AssetName;
  editions: Edition[];
  chosen: number;
  choose: (edition: number) => void;
}) {
  const words = useWords().repair;
  const id = useId();
  return (
    <fieldset className="editions">
      <legend>{words.choose}</legend>
      <div className="editions-list">
        {editions.map((one) => (
          <label key={one.edition} className="edition">
            <input
              type="radio"
              name={id}
              checked={one.edition === chosen}
              disabled={one.current && !one.edited}
              onChange={() => choose(one.edition)}
            />
            {isPicture(name) && one.url && (
              <img src={one.renditions?.at(-1)?.url ?? one.url} alt="" width="72" height="72" loading="lazy" />
            )}
            <span>
              <strong>{words.edition(one.edition)}</strong>
              <Origin edition={one} />
              {one.current && (
                <span className="edition-mark">
                  <Icon name="check" size={16} />
                  {one.edited ? words.currentEdited : words.current}
                </span>
              )}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/** When an edition was made, and by whom. */
function Origin({ edition }: { edition: Edition }) {
  const words = useWords().repair;
  const { language } = useLanguage();
  const { provider, model } = edition.made_by;
  const when = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" });
  const makers: Record<string, string> = words.makers;
  return (
    <span className="soft">
      <time dateTime={edition.created_at}>{when.format(new Date(edition.created_at))}</time>
      {" · "}
      {makers[provider] ?? (model ? `${provider}, ${model}` : provider)}
    </span>
  );
}

/** What is put into the book, and what the book had before. */
interface Turn {
  chosen: number;
  edition: number | undefined;
  words: string[];
}

function Restore({
  story,
  name,
  edition,
  editions,
  idle,
}: {
  story: Story;
  name: AssetName;
  edition: Edition;
  editions: Edition[];
  idle: boolean;
}) {
  const words = useWords();
  const queries = useQueryClient();
  const say = useToast();
  const { undo, undoWords } = useUndo(story.id);
  const now: Turn = {
    chosen: edition.edition,
    edition: editions.find((one) => one.current)?.edition,
    words: story.content ? wordsOf(story.content) : [],
  };
  const takeBack = (before: Turn): void => {
    if (name === "content") void undoWords(before.words);
    else if (before.edition) void undo(() => restore(story.id, name, before.edition!));
  };
  const use = useOnce({
    mutationFn: ({ chosen }: Turn) => restore(story.id, name, chosen),
    onSuccess: (_, before) => {
      const action = { label: words.actions.undo, do: () => takeBack(before) };
      const text = words.repair.restored(words.repair.edition(before.chosen));
      say({ text, kind: "good", stays: STAYS, ...(before.edition ? { action } : {}) });
      void queries.invalidateQueries({ queryKey: storyKey(story.id) });
      void queries.invalidateQueries({ queryKey: ["editions", story.id] });
    },
  });
  return (
    <div className="restore">
      <p className="soft">
        {idle ? words.repair.restoreFollows[name === "content" ? "text" : "other"] : words.repair.partInWork}
      </p>
      <Button look="mark" busy={use.isPending} disabled={!idle} onClick={() => use.press(now)}>
        {words.repair.restore(words.repair.edition(edition.edition))}
      </Button>
      {use.error && <Trouble error={use.error} />}
    </div>
  );
}
