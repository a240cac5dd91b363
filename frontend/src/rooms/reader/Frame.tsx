import { type ReactNode } from "react";
import { Link } from "wouter";

import { Icon } from "../../ui/Icon";
import { Loading } from "../../ui/Notice";
import { useWords } from "../../words";
import "./reader.css";

export interface Way {
  href: string;
  label: string;
}

/** The line above the book: the way out, its title, and what belongs beside it. */
export function Head({ back, title, children }: { back: Way; title: string; children?: ReactNode }) {
  return (
    <header className="reader-head">
      <Link href={back.href} className="reader-tool" aria-label={back.label} title={back.label}>
        <Icon name="left" />
      </Link>
      <h1 className="reader-title">{title}</h1>
      {children}
    </header>
  );
}

/** The window of the reader without a book in it. */
export function Frame({ back, title, children }: { back: Way; title: string; children: ReactNode }) {
  return (
    <div className="reader">
      <Head back={back} title={title} />
      <main className="reader-stage reader-message">{children}</main>
    </div>
  );
}

/** A book is on its way: its place is held. */
export function Opening({ back }: { back: Way }) {
  const words = useWords();
  return (
    <Frame back={back} title={words.reader.loading}>
      <div className="reader-closed">
        <Loading />
      </div>
    </Frame>
  );
}
