/** When a sign-in has ended by itself: says so wherever one is, and goes on there. */
import { useQueryClient } from "@tanstack/react-query";
import { Suspense, useEffect, useLayoutEffect, useRef, useState } from "react";

import { comeAsGuest, type Ended, home, useEnded, usePerson } from "../api/session";
import { Button } from "../ui/Button";
import { Dialog } from "../ui/Dialog";
import { Loading, Wronged } from "../ui/Notice";
import { room, useWords } from "../words";

const SignIn = room(async () => ({ default: (await import("../rooms/account/Entry")).SignIn }));

export function SessionEnded() {
  const ended = useEnded();
  useOthersForgotten(ended);
  const [open, setOpen] = useState(false);
  useEffect(() => {
    setOpen(false);
    if (!ended) return;
    let current = true; // at home the owner comes in again without a word
    void home().catch(() => null).then(() => current && setOpen(true));
    return () => {
      current = false;
    };
  }, [ended]);
  return <Ended why={ended} open={open && ended !== null} setOpen={setOpen} />;
}

function Ended({ why, open, setOpen }: { why: Ended | null; open: boolean; setOpen: (open: boolean) => void }) {
  const words = useWords();
  const told = words.shell.ended;
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);

  async function asGuest() {
    setBusy(true);
    setError(null);
    await comeAsGuest().catch(setError);
    setBusy(false);
  }

  return (
    <>
      {why && (
        <div className="shell-ended" role="status">
          <span>{told.title}</span>
          <Button onClick={() => setOpen(true)}>{told.signIn}</Button>
        </div>
      )}
      <Dialog open={open} title={told.title} onClose={() => setOpen(false)}>
        {why && <p>{told[why]}</p>}
        <Suspense fallback={<Loading />}>
          <SignIn onDone={() => undefined} />
        </Suspense>
        <hr className="shell-ended-or" />
        <Wronged error={error} />
        <Button busy={busy} onClick={() => void asGuest()}>
          {told.asGuest}
        </Button>
        <p className="soft shell-ended-hint">{told.guestHint}</p>
      </Dialog>
    </>
  );
}

/** Nobody sees what the studio has told somebody else; who comes back sees everything anew. */
function useOthersForgotten(ended: Ended | null): void {
  const person = usePerson();
  const queries = useQueryClient();
  const last = useRef(person);
  const was = useRef(ended);
  useLayoutEffect(() => {
    if (was.current && person) void queries.invalidateQueries();
    was.current = ended;
    if (ended || person === last.current) return;
    if (last.current) void queries.resetQueries();
    last.current = person;
  }, [person, ended, queries]);
}
