import type { ComponentProps } from "react";
import { Link } from "wouter";

import "./button.css";

type Look = "mark" | "plain" | "quiet" | "bad";

/** Something to press. `busy` shows that it works on it: it stays where it is and takes no second press. */
export function Button({
  look = "plain",
  busy = false,
  className = "",
  onClick,
  children,
  ...rest
}: ComponentProps<"button"> & { look?: Look; busy?: boolean }) {
  return (
    <button
      type="button"
      className={`button button-${look} ${className}`}
      aria-disabled={busy || undefined}
      aria-busy={busy || undefined}
      onClick={busy ? (event) => event.preventDefault() : onClick}
      {...rest}
    >
      {busy && <span className="button-spinner" aria-hidden="true" />}
      {children}
    </button>
  );
}

/** A link to another room that looks as something to press. */
export function ButtonLink({
  look = "plain",
  className = "",
  ...rest
}: ComponentProps<typeof Link> & { look?: Look; className?: string }) {
  return <Link className={`button button-${look} ${className}`} {...rest} />;
}
