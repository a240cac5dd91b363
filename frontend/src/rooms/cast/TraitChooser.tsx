import { useState } from "react";

import { Loading, Trouble } from "../../ui/Notice";
import { useWords } from "../../words";
import { toggled } from "./draft";
import { useTraits } from "./people";
import { descriptionOf, familyOf, labelOf } from "./traits";

/** The traits in their families. Of those that one picture cannot show together, the last chosen stays. */
export function TraitChooser({
  chosen,
  onChange,
}: {
  chosen: readonly string[];
  onChange: (traits: string[]) => void;
}) {
  const words = useWords();
  const { data, error, refetch } = useTraits();
  const [gaveWay, setGaveWay] = useState("");
  if (!data) return error ? <Trouble error={error} retry={() => void refetch()} /> : <Loading />;
  const choose = (trait: (typeof data.traits)[number]) => {
    const { traits, replaced } = toggled(chosen, trait);
    onChange(traits);
    const names = replaced.map((id) => labelOf(words, data.traits, id));
    setGaveWay(
      names.length ? words.cast.gaveWay(labelOf(words, data.traits, trait.id), names.join(", ")) : "",
    );
  };
  return (
    <div className="traits">
      {data.families.map((family) => {
        const members = data.traits.filter((trait) => trait.family === family.id);
        const count = members.filter((trait) => chosen.includes(trait.id)).length;
        return (
          <details key={family.id} className="trait-family">
            <summary>
              {familyOf(words, family)}
              {count > 0 && <span className="trait-count">{words.cast.chosen(count)}</span>}
            </summary>
            <fieldset>
              <legend className="hidden">{familyOf(words, family)}</legend>
              {members.map((trait) => (
                <label key={trait.id} className="trait">
                  <input
                    type="checkbox"
                    checked={chosen.includes(trait.id)}
                    onChange={() => choose(trait)}
                  />
                  <span>
                    {labelOf(words, data.traits, trait.id)}
                    <small>{descriptionOf(words, trait)}</small>
                  </span>
                </label>
              ))}
            </fieldset>
          </details>
        );
      })}
      <p role="status" className="trait-note">
        {gaveWay}
      </p>
    </div>
  );
}
