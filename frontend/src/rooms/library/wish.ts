/** Which stories are looked at: it stands in the address, so that going back and loading anew keep it. */
import { useMemo } from "react";
import { useSearchParams } from "wouter";

import type { paths } from "../../api/schema";

type Query = NonNullable<paths["/api/v1/stories"]["get"]["parameters"]["query"]>;

export const KINDS = ["", "book", "instant"] as const;
export const STATUSES = ["", "generating", "ready", "partial", "failed"] as const;
export const SORTS = ["newest", "oldest", "title", "rating"] as const;

export interface Wish {
  q: string;
  shelf: string;
  kind: (typeof KINDS)[number];
  status: (typeof STATUSES)[number];
  genre: string;
  sort: (typeof SORTS)[number];
}

/** What an address may hold is anybody's: what is not known is left out. */
export function useWish(): [Wish, (change: Partial<Wish>, replace?: boolean) => void] {
  const [params, setParams] = useSearchParams();
  const wish = useMemo(() => read(params), [params]);
  const change = (wanted: Partial<Wish>, replace = false) =>
    setParams(
      (now) => {
        const next = new URLSearchParams(now);
        for (const [name, value] of Object.entries(wanted)) {
          if (value && !(name === "sort" && value === "newest")) next.set(name, value);
          else next.delete(name);
        }
        return next;
      },
      { replace },
    );
  return [wish, change];
}

export function queryOf(wish: Wish): Query {
  return {
    sort: wish.sort,
    ...(wish.q && { search: wish.q }),
    ...(wish.shelf && { library_id: wish.shelf }),
    ...(wish.kind && { kind: wish.kind }),
    ...(wish.status && { status: wish.status }),
    ...(wish.genre && { genre: wish.genre }),
  };
}

/** Whether anything but the shelf is asked for. */
export function isNarrow(wish: Wish): boolean {
  return Boolean(wish.q || wish.kind || wish.status || wish.genre);
}

function read(params: URLSearchParams): Wish {
  const one = <T extends string>(name: string, known: readonly T[]): T =>
    known.find((value) => value === params.get(name)) ?? known[0]!;
  const shelf = params.get("shelf") ?? "";
  return {
    q: (params.get("q") ?? "").slice(0, 200),
    shelf: /^[0-9a-f-]{36}$/.test(shelf) ? shelf : "",
    kind: one("kind", KINDS),
    status: one("status", STATUSES),
    genre: (params.get("genre") ?? "").slice(0, 40),
    sort: one("sort", SORTS),
  };
}
