import { type ReactNode, useEffect, useRef } from "react";
import { Link, useLocation } from "wouter";

import { useWords, type Words } from "../words";
import { Icon, type IconName } from "../ui/Icon";
import { useOnline } from "../ui/online";
import "./shell.css";

const ROOMS: { path: string; icon: IconName; name: (words: Words) => string }[] = [
  { path: "/", icon: "lamp", name: (words) => words.shell.home },
  { path: "/make", icon: "book", name: (words) => words.shell.make },
  { path: "/library", icon: "shelf", name: (words) => words.shell.library },
  { path: "/cast", icon: "people", name: (words) => words.shell.cast },
  { path: "/write", icon: "pen", name: (words) => words.shell.write },
  { path: "/account", icon: "person", name: (words) => words.shell.account },
];

/** What all rooms share: the way to each other, and whether the network is there. */
export function Shell({ children }: { children: ReactNode }) {
  const words = useWords();
  const [path] = useLocation();
  const main = useRef<HTMLElement>(null);
  const first = useRef(true);
  useEffect(() => {
    if (first.current) first.current = false;
    else {
      main.current?.focus({ preventScroll: true }); // who cannot see it hears that the room has changed
      scrollTo(0, 0);
    }
  }, [path]);
  return (
    <div className="shell">
      <a className="skip" href="#main">
        {words.shell.skip}
      </a>
      <header className="shell-head">
        <Link href="/" className="shell-name">
          <img src="/icon.svg" alt="" width="32" height="32" />
          {words.studio}
        </Link>
        <nav className="shell-rooms" aria-label={words.shell.rooms}>
          {ROOMS.map((room) => {
            const here = room.path === "/" ? path === "/" : path.startsWith(room.path);
            return (
              <Link key={room.path} href={room.path} aria-current={here ? "page" : undefined}>
                <Icon name={room.icon} />
                <span>{room.name(words)}</span>
              </Link>
            );
          })}
        </nav>
      </header>
      <Offline />
      <main id="main" ref={main} tabIndex={-1} className="shell-main">
        {children}
      </main>
    </div>
  );
}

function Offline() {
  const words = useWords();
  const online = useOnline();
  return (
    <div role="status">{!online && <p className="shell-offline">{words.shell.offline}</p>}</div>
  );
}
