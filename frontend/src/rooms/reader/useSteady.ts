import { useCallback, useEffect, useState } from "react";

import { type BookQuery } from "./useBook";
import { fileOf } from "./book";

interface Kept {
  urls: string[];
  /** Waits for other addresses of the same files. */
  wants: boolean;
  /** In a row, without success. */
  tries: number;
  round: number;
}

export interface Steady {
  /** The addresses to use. */
  urls: string[];
  /** Changes when they are worth another try. */
  round: number;
  broken: boolean;
  worked: () => void;
  failed: () => void;
  again: () => void;
}

const MOST_TRIES = 2;

/** Addresses of files that stay as they are while they work, though the studio tells others each day: to
 * the browser those would be other files. One that has failed is asked for anew, once the network is there. */
export function useSteady(latest: string[], renew: BookQuery["renew"]): Steady {
  const [kept, keep] = useState<Kept>({ urls: latest, wants: false, tries: 0, round: 0 });
  const [broken, setBroken] = useState(false);
  const same = filesIn(kept.urls) === filesIn(latest);
  if (!same || (kept.wants && kept.urls.join() !== latest.join())) {
    keep({ ...kept, urls: latest, wants: false, tries: same ? kept.tries : 0 });
    if (!same) setBroken(false);
  }

  const again = useCallback(() => {
    setBroken(false);
    keep((now) => ({ ...now, wants: true, tries: now.tries + 1 }));
    const ready = () => keep((now) => ({ ...now, wants: false, round: now.round + 1 }));
    renew().then(ready, () => setBroken(true));
  }, [renew]);

  const failed = useCallback(() => {
    if (navigator.onLine && kept.tries < MOST_TRIES) again();
    else setBroken(true);
  }, [kept.tries, again]);

  const worked = useCallback(() => keep((now) => (now.tries ? { ...now, tries: 0 } : now)), []);

  useEffect(() => {
    if (!broken) return;
    addEventListener("online", again);
    return () => removeEventListener("online", again);
  }, [broken, again]);

  return { urls: kept.urls, round: kept.round, broken, worked, failed, again };
}

function filesIn(urls: string[]): string {
  return urls.map(fileOf).join();
}
