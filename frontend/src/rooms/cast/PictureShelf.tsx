import { useEffect, useId, useRef, useState } from "react";

import { Button } from "../../ui/Button";
import { Icon } from "../../ui/Icon";
import { Progress } from "../../ui/Progress";
import { useWords } from "../../words";
import { type Draft, MOST_PICTURES, refusal, TYPES } from "./draft";

/** Pictures that an illustrator shall follow: those that are there, and those that come with the next
 * save. What the studio would not take is refused here, before anything is sent. */
export function PictureShelf({
  draft,
  change,
  percents,
}: {
  draft: Draft;
  change: (change: (draft: Draft) => Draft) => void;
  percents: ReadonlyMap<File, number>;
}) {
  const words = useWords();
  const input = useRef<HTMLInputElement>(null);
  const heading = useId();
  const [refused, setRefused] = useState<string[]>([]);
  const there = draft.pictures.filter((one) => !draft.removed.includes(one.id));
  const room = MOST_PICTURES - there.length - draft.files.length;
  const take = async (files: File[]) => {
    const checked = await Promise.all(files.map((file) => refusal(file, words)));
    const good = files.filter((_, place) => checked[place] === null);
    const why = checked.filter((one) => one !== null);
    if (good.length > room) why.push(words.cast.pictures.many(MOST_PICTURES));
    setRefused(why);
    change((now) => ({ ...now, files: [...now.files, ...good.slice(0, Math.max(0, room))] }));
  };
  return (
    <div className="shelf" role="group" aria-labelledby={heading}>
      <h3 id={heading}>{words.cast.pictures.title}</h3>
      <p className="field-hint">{words.cast.pictures.hint}</p>
      {there.length + draft.files.length > 0 && (
        <ul className="shelf-pictures">
          {there.map((one, place) => (
            <li key={one.id}>
              <img src={one.thumbnail ?? one.url} alt={words.cast.pictures.one(place + 1)} width="96" height="96" />
              <Remove
                name={words.cast.pictures.one(place + 1)}
                remove={() => change((now) => ({ ...now, removed: [...now.removed, one.id] }))}
              />
            </li>
          ))}
          {draft.files.map((file) => (
            <li key={`${file.name}${file.size}${file.lastModified}`}>
              <Thumbnail file={file} />
              {percents.has(file) && (
                <Progress value={percents.get(file)!} label={words.cast.pictures.sending(file.name)} />
              )}
              <Remove
                name={file.name}
                remove={() =>
                  change((now) => ({ ...now, files: now.files.filter((one) => one !== file) }))
                }
              />
            </li>
          ))}
        </ul>
      )}
      <input
        ref={input}
        type="file"
        className="hidden"
        tabIndex={-1}
        aria-label={words.cast.pictures.add}
        accept={TYPES.join(",")}
        multiple
        onChange={(event) => {
          void take([...(event.target.files ?? [])]);
          event.target.value = "";
        }}
      />
      {room > 0 && (
        <Button onClick={() => input.current?.click()}>
          <Icon name="plus" />
          {words.cast.pictures.add}
        </Button>
      )}
      <div role="alert">
        {refused.map((why) => (
          <p key={why} className="field-wrong">
            {why}
          </p>
        ))}
      </div>
    </div>
  );
}

function Remove({ name, remove }: { name: string; remove: () => void }) {
  const words = useWords();
  return (
    <button
      type="button"
      className="shelf-remove"
      aria-label={words.cast.pictures.remove(name)}
      onClick={remove}
    >
      <Icon name="trash" size={18} />
    </button>
  );
}

function Thumbnail({ file }: { file: File }) {
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    const made = URL.createObjectURL(file);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [file]);
  return <img src={url} alt={file.name} width="96" height="96" />;
}
