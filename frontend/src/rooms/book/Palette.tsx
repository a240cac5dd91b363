import { PICTURES, type Story } from "../../api/story";
import { useWords } from "../../words";
import { nameOf } from "./colour";
import { toldOf } from "./told";

/** Three colours of a picture, with their names. */
export function Swatches({ colours }: { colours: string[] }) {
  const words = useWords();
  return (
    <ul className="swatches" aria-label={words.book.coloursOf}>
      {colours.map((colour, place) => (
        <li key={`${colour}${place}`}>
          <span className="swatch" style={{ background: colour }} aria-hidden="true" />
          {nameOf(colour, words)}
        </li>
      ))}
    </ul>
  );
}

/** What the book is about underneath, and the mood of its colours from the cover to the end. */
export function Palette({ story }: { story: Story }) {
  const words = useWords();
  const parts = story.asset_generation_status.assets;
  const told = PICTURES.map((name) => ({
    name,
    step: parts[name] ? toldOf(parts[name]) : null,
    colours: story.hue_extracted_colors[name] ?? [],
  })).filter((one) => one.step?.paletteStep);
  const motif = told.find((one) => one.step?.motif)?.step?.motif;
  if (!motif && !told.length) return null;
  return (
    <section className="palette" aria-labelledby="palette">
      <h2 id="palette">{words.book.palette}</h2>
      {motif && <p>{words.book.motif(motif)}</p>}
      <ol className="journey">
        {told.map(({ name, step, colours }) => (
          <li key={name}>
            <span className="journey-colours" aria-hidden="true">
              {colours.map((colour, place) => (
                <span key={`${colour}${place}`} style={{ background: colour }} />
              ))}
            </span>
            <span className="soft">{words.book.parts[name]}</span>
            <strong>{step?.paletteStep}</strong>
          </li>
        ))}
      </ol>
    </section>
  );
}
