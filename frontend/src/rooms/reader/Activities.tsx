import { useId, useState } from "react";

import { Button } from "../../ui/Button";
import { useWords } from "../../words";
import type { Question } from "./book";
import { formOf, orderIn, same } from "./questions";
import "./activities.css";

/** What a child and a grown-up do together after reading. Nothing is counted, nothing is kept. */
export function Activities({ questions, language }: { questions: Question[]; language: string }) {
  const words = useWords();
  return (
    <div className="activities">
      <h2>{words.reader.talk}</h2>
      <p className="activities-why">{words.reader.talkWhy}</p>
      <ol>
        {questions.map((question) => (
          <li key={question.question} className="activity">
            <Activity question={question} language={language} />
          </li>
        ))}
      </ol>
    </div>
  );
}

function Activity({ question, language }: { question: Question; language: string }) {
  const name = useId();
  const form = formOf(question);
  return (
    <div role="group" aria-labelledby={name}>
      <h3 id={name} lang={language} dir="auto">
        {question.question}
      </h3>
      {form === "order" && <InOrder question={question} language={language} />}
      {form === "open" && <Open question={question} language={language} />}
      {(form === "one" || form === "any") && <OneOf question={question} language={language} free={form === "any"} />}
    </div>
  );
}

function OneOf({ question, language, free }: { question: Question; language: string; free: boolean }) {
  const words = useWords();
  const [chosen, choose] = useState<string | null>(null);
  const right = chosen !== null && (free || same(chosen, question.answer));
  return (
    <>
      <div className="activity-options" lang={language}>
        {question.options.map((option) => (
          <button
            key={option}
            type="button"
            className={`activity-option ${option === chosen ? (right ? "is-right" : "is-other") : ""}`}
            aria-pressed={option === chosen}
            dir="auto"
            onClick={() => choose(option)}
          >
            {option}
          </button>
        ))}
      </div>
      <p className="activity-answer" role="status">
        {chosen !== null && (free ? words.reader.everyAnswer : right ? words.reader.right : words.reader.notQuite)}
        {chosen !== null && free && <span lang={language}> {question.answer}</span>}
      </p>
    </>
  );
}

function InOrder({ question, language }: { question: Question; language: string }) {
  const words = useWords();
  const [chosen, choose] = useState<string[]>([]);
  const order = orderIn(question.answer);
  const done = chosen.length === order.length;
  const right = done && chosen.every((one, at) => same(one, order[at] ?? ""));
  return (
    <>
      <p className="activity-hint">{words.reader.orderHint}</p>
      <div className="activity-options activity-order" lang={language}>
        {question.options.map((option) => {
          const place = chosen.indexOf(option) + 1;
          return (
            <button
              key={option}
              type="button"
              className={`activity-option ${place ? (right ? "is-right" : "is-other") : ""}`}
              aria-pressed={place > 0}
              dir="auto"
              onClick={() => choose(place ? chosen.filter((one) => one !== option) : [...chosen, option])}
            >
              <span className="activity-place" aria-hidden="true">
                {place || ""}
              </span>
              <span>
                {option}
                {place > 0 && <span className="hidden"> {words.reader.orderOf(place)}</span>}
              </span>
            </button>
          );
        })}
      </div>
      <p className="activity-answer" role="status">
        {done && (right ? words.reader.orderRight : words.reader.orderNotQuite)}
      </p>
      {done && !right && <Button onClick={() => choose([])}>{words.reader.orderAgain}</Button>}
    </>
  );
}

function Open({ question, language }: { question: Question; language: string }) {
  const words = useWords();
  return (
    <>
      {question.options.length > 0 && <p lang={language}>{question.options.join(" · ")}</p>}
      <details className="activity-idea">
        <summary>{words.reader.reveal}</summary>
        <p>
          {words.reader.idea} <span lang={language}>{question.answer}</span>
        </p>
      </details>
    </>
  );
}
