import { useEffect, useRef, useState } from "react";

import { Choice } from "../../ui/Field";
import { Icon } from "../../ui/Icon";
import { useWords } from "../../words";
import { isNarrow, KINDS, SORTS, STATUSES, type Wish } from "./wish";

const PAUSE = 300; // milliseconds without a key until it is searched

export function Filters({
  wish,
  genres,
  change,
}: {
  wish: Wish;
  genres: string[];
  change: (wanted: Partial<Wish>, replace?: boolean) => void;
}) {
  const words = useWords().library;
  return (
    <search className="filters">
      <Search wanted={wish.q} search={(q) => change({ q }, true)} />
      <details className="filters-more" open={isNarrow({ ...wish, q: "" }) || wish.sort !== "newest"}>
        <summary>{words.filters}</summary>
        <div className="filters-choices">
          <Choice label={words.kind} value={wish.kind} onChange={(event) => change({ kind: event.target.value as Wish["kind"] })}>
            {KINDS.map((one) => (
              <option key={one} value={one}>
                {words.kinds[one]}
              </option>
            ))}
          </Choice>
          <Choice
            label={words.status}
            value={wish.status}
            onChange={(event) => change({ status: event.target.value as Wish["status"] })}
          >
            {STATUSES.map((one) => (
              <option key={one} value={one}>
                {words.statuses[one]}
              </option>
            ))}
          </Choice>
          <Choice label={words.genre} value={wish.genre} onChange={(event) => change({ genre: event.target.value })}>
            <option value="">{words.anyGenre}</option>
            {genres.map((one) => (
              <option key={one} value={one}>
                {words.genres[one] ?? one}
              </option>
            ))}
          </Choice>
          <Choice label={words.sort} value={wish.sort} onChange={(event) => change({ sort: event.target.value as Wish["sort"] })}>
            {SORTS.map((one) => (
              <option key={one} value={one}>
                {words.sorts[one]}
              </option>
            ))}
          </Choice>
        </div>
      </details>
    </search>
  );
}

/** What is typed is searched once it rests; what the address says is shown when somebody goes back. */
function Search({ wanted, search }: { wanted: string; search: (q: string) => void }) {
  const words = useWords().library;
  const [typed, setTyped] = useState(wanted);
  const asked = useRef(wanted);
  const latest = useRef(search);
  latest.current = search;
  useEffect(() => {
    if (wanted !== asked.current) setTyped((asked.current = wanted));
  }, [wanted]);
  useEffect(() => {
    const q = typed.trim();
    if (q === asked.current) return;
    const timer = setTimeout(() => latest.current((asked.current = q)), PAUSE);
    return () => clearTimeout(timer);
  }, [typed]);
  return (
    <div className="search">
      <Icon name="search" />
      <input
        type="search"
        className="field-box"
        aria-label={words.search}
        placeholder={words.search}
        value={typed}
        maxLength={200}
        enterKeyHint="search"
        autoComplete="off"
        onChange={(event) => setTyped(event.target.value)}
      />
    </div>
  );
}
