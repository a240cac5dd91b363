import type { ReactNode } from "react";

import { sentence, useWords } from "../words";
import { Button } from "./Button";
import "./notice.css";

/** Something is on its way. The place it will take is held by whoever shows this. */
export function Loading() {
  const words = useWords();
  return (
    <p className="notice" role="status">
      <span className="notice-lamp" aria-hidden="true" />
      {words.shell.loading}
    </p>
  );
}

/** What went wrong, and the way on. */
export function Trouble({ error, retry }: { error: unknown; retry?: (() => void) | undefined }) {
  const words = useWords();
  return (
    <div className="notice notice-bad" role="alert">
      <p>{sentence(words, error)}</p>
      {retry && <Button onClick={retry}>{words.actions.retry}</Button>}
    </div>
  );
}

/** What went wrong with something that was sent, said beside what sends it. */
export function Wronged({ error }: { error: unknown }) {
  const words = useWords();
  return <div role="alert">{error ? <p className="wronged">{sentence(words, error)}</p> : null}</div>;
}

/** Nothing here yet, and what could be. `whole` where it is all that the page shows. */
export function Empty({
  title,
  whole = false,
  children,
}: {
  title: string;
  whole?: boolean;
  children: ReactNode;
}) {
  const Heading = whole ? "h1" : "h2";
  return (
    <div className="notice notice-empty">
      <Heading>{title}</Heading>
      {children}
    </div>
  );
}
