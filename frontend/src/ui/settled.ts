import { useEffect, useState } from "react";

/** The value once it has not changed for so many milliseconds. It is compared by what is in it. */
export function useSettled<T>(value: T, pause: number): T {
  const [settled, settle] = useState(value);
  const now = JSON.stringify(value);
  useEffect(() => {
    const timer = setTimeout(() => settle(JSON.parse(now) as T), pause);
    return () => clearTimeout(timer);
  }, [now, pause]);
  return settled;
}
