import { useWords } from "../../words";
import morning from "./morning.webp";
import night from "./night.webp";

/** What comes out of the studio, shown rather than said. */
export function Outcome() {
  const { landing } = useWords();
  return (
    <section className="outcome" aria-labelledby="outcome">
      <h2 id="outcome">{landing.outcome}</h2>
      <p className="soft">{landing.outcomeLead}</p>
      <ul>
        <li>
          <div className="outcome-sheet">
            <img src={morning} alt={landing.morningAlt} width="640" height="640" loading="lazy" />
          </div>
          <h3>{landing.picturesTitle}</h3>
          <p>{landing.picturesText}</p>
        </li>
        <li>
          <div className="outcome-sheet">
            <img src={night} alt={landing.nightAlt} width="640" height="640" loading="lazy" />
            <p className="outcome-aloud">
              {landing.aloudWords.map((word, number) => (
                <span key={number}>{word} </span>
              ))}
            </p>
          </div>
          <h3>{landing.aloudTitle}</h3>
          <p>{landing.aloudText}</p>
        </li>
        <li>
          <div className="outcome-sheet outcome-print" aria-hidden="true">
            <span className="outcome-leaf" />
            <span className="outcome-leaf" />
            <span className="outcome-leaf">
              <img src={morning} alt="" width="640" height="640" loading="lazy" />
              <span className="outcome-line" />
              <span className="outcome-line" />
              <span className="outcome-line" />
            </span>
          </div>
          <h3>{landing.printTitle}</h3>
          <p>{landing.printText}</p>
        </li>
        <li>
          <div className="outcome-sheet outcome-play">
            <p>{landing.playQuestion}</p>
            <ol type="a">
              {landing.playAnswers.map((answer) => (
                <li key={answer}>{answer}</li>
              ))}
            </ol>
          </div>
          <h3>{landing.playTitle}</h3>
          <p>{landing.playText}</p>
        </li>
      </ul>
    </section>
  );
}
