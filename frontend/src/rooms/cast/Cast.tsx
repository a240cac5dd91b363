import { useState } from "react";

import { Button } from "../../ui/Button";
import { Icon } from "../../ui/Icon";
import { Empty, Loading, Trouble } from "../../ui/Notice";
import { useTitle } from "../../ui/title";
import { useWords } from "../../words";
import "./cast.css";
import { CharacterDialog } from "./CharacterDialog";
import { type Character, useCast, useFarewell, useTraits } from "./people";
import { Portrait } from "./Portrait";
import { labelOf } from "./traits";

/** Everybody who can be in stories. */
export default function Cast() {
  const words = useWords();
  const { people, error, retry } = useCast();
  const farewell = useFarewell();
  const [open, setOpen] = useState<Character | "new" | null>(null);
  useTitle(words.shell.cast);
  const add = (
    <Button look="mark" onClick={() => setOpen("new")}>
      <Icon name="plus" />
      {words.cast.add}
    </Button>
  );
  return (
    <>
      <header className="cast-head">
        <h1>{words.cast.title}</h1>
        {people && people.length > 0 && add}
      </header>
      {!people && (error ? <Trouble error={error} retry={retry} /> : <Loading />)}
      {people?.length === 0 && (
        <Empty title={words.cast.empty}>
          <p>{words.cast.emptyMore}</p>
          {add}
        </Empty>
      )}
      {people && people.length > 0 && (
        <ul className="cast">
          {people.map((who) => (
            <li key={who.id}>
              <Card who={who} edit={() => setOpen(who)} remove={() => farewell(who)} />
            </li>
          ))}
        </ul>
      )}
      <CharacterDialog who={open} onClose={() => setOpen(null)} />
    </>
  );
}

function Card({ who, edit, remove }: { who: Character; edit: () => void; remove: () => void }) {
  const words = useWords();
  const { data } = useTraits();
  const traits = who.traits.map((id) => labelOf(words, data?.traits ?? [], id));
  const about = [
    who.species || words.cast.kinds[who.kind],
    who.age === null ? "" : words.cast.years(who.age),
  ];
  return (
    <article className="card">
      <Portrait who={who} size={220} />
      <div className="card-words">
        <h2>{who.name}</h2>
        <p className="soft">{about.filter(Boolean).join(" · ")}</p>
        {traits.length > 0 && <p className="card-traits">{traits.join(" · ")}</p>}
      </div>
      <div className="card-actions">
        <Button aria-label={words.cast.editTitle(who.name)} onClick={edit}>
          <Icon name="pen" />
          {words.cast.edit}
        </Button>
        <Button look="quiet" aria-label={words.cast.deleteName(who.name)} onClick={remove}>
          <Icon name="trash" />
        </Button>
      </div>
    </article>
  );
}
