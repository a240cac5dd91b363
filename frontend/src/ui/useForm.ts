import { type FormEvent, useRef, useState } from "react";
import { flushSync } from "react-dom";

import { ApiError } from "../api/errors";

/** What is wrong with each field, by its name. */
export type Wrong = Record<string, string | undefined>;
/** What stands in a field. */
export type Values = (name: string) => string;

/** A form that is checked, sent once at a time, and keeps what was typed whatever happens.
 *
 * `check` finds what is wrong before anything is sent; `place` says beside which fields a failure
 * belongs (default: where the studio says). What belongs to none is `error`.
 */
export function useForm(
  send: (values: Values) => Promise<unknown>,
  check: (values: Values) => Wrong = () => ({}),
  place: (error: ApiError) => Wrong = (error) => error.fields,
) {
  const [wrong, setWrong] = useState<Wrong>({});
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const working = useRef(false);

  async function onSubmit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (working.current) return;
    const form = event.currentTarget;
    const data = new FormData(form);
    const values = (name: string) => String(data.get(name) ?? "");
    const complain = (found: Wrong) => {
      flushSync(() => setWrong(found));
      form.querySelector<HTMLElement>("[aria-invalid]")?.focus();
    };
    setError(null);
    complain(check(values));
    if (form.querySelector("[aria-invalid]")) return;
    working.current = true;
    setBusy(true);
    try {
      await send(values);
    } catch (failure) {
      const placed = failure instanceof ApiError ? place(failure) : {};
      const here = Object.entries(placed).filter(([name, text]) => text && form.elements.namedItem(name));
      if (here.length) complain(Object.fromEntries(here));
      else setError(failure);
    } finally {
      working.current = false;
      setBusy(false);
    }
  }

  return { wrong, error, busy, onSubmit };
}
