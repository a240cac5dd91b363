import { Button } from "../../ui/Button";
import { Icon } from "../../ui/Icon";
import { Trouble } from "../../ui/Notice";
import { useWords } from "../../words";
import { useCast } from "../cast/people";
import { Portrait } from "../cast/Portrait";
import { MOST_PEOPLE } from "./wish";

/** Who is in the book: some of the cast, somebody new, or nobody. */
export function Who({
  chosen,
  wrong,
  onChange,
  onAdd,
}: {
  chosen: readonly string[];
  wrong: string | undefined;
  onChange: (people: string[]) => void;
  onAdd: () => void;
}) {
  const words = useWords();
  const { people, expected, error, retry } = useCast();
  const full = chosen.length >= MOST_PEOPLE;
  const toggle = (id: string) =>
    onChange(chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id]);
  return (
    <section className="make-who" aria-labelledby="who">
      <h2 id="who">{words.make.who}</h2>
      <p className="field-hint">{full ? words.make.full(MOST_PEOPLE) : words.make.whoHint}</p>
      {error && !people ? <Trouble error={error} retry={retry} /> : null}
      <fieldset className="who">
        <legend className="hidden">{words.make.who}</legend>
        {people?.map((one) => (
          <label key={one.id} className="choice who-one">
            <input
              type="checkbox"
              name="people"
              checked={chosen.includes(one.id)}
              disabled={full && !chosen.includes(one.id)}
              onChange={() => toggle(one.id)}
            />
            <span>
              <Portrait who={one} size={96} plain />
              <span className="who-name">
                {chosen.includes(one.id) && <Icon name="check" size={18} />}
                {one.name}
              </span>
            </span>
          </label>
        ))}
        {Array.from({ length: expected }, (_, number) => (
          <span key={number} className="who-hold" />
        ))}
        <Button className="who-add" onClick={onAdd}>
          <Icon name="plus" />
          {words.cast.add}
        </Button>
      </fieldset>
      {wrong && <p className="field-wrong">{wrong}</p>}
    </section>
  );
}
