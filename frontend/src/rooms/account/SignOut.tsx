import { useState } from "react";

import { api } from "../../api/client";
import { signOut } from "../../api/session";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { forgetAll } from "../../ui/kept";
import { useToast } from "../../ui/Toasts";
import { useWords } from "../../words";
import { Part } from "./Part";

/** Guests are told first that they cannot come back. */
export function SignOut({ guest = false }: { guest?: boolean }) {
  const words = useWords().account.signOut;
  const say = useToast();
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);

  async function leave() {
    setBusy(true);
    const reached = await api.POST("/api/auth/logout").then(() => true, () => false);
    forgetAll();
    signOut();
    say({ text: reached ? words.done : words.away });
  }

  return (
    <Part title={words.title}>
      <Button busy={busy} onClick={() => (guest ? setAsking(true) : void leave())}>
        {words.do}
      </Button>
      <Dialog open={asking} title={words.guestTitle} onClose={() => setAsking(false)}>
        <p>{words.guestText}</p>
        <div className="dialog-buttons">
          <Button look="bad" busy={busy} onClick={() => void leave()}>
            {words.guestDo}
          </Button>
          <Button onClick={() => setAsking(false)}>{words.stay}</Button>
        </div>
      </Dialog>
    </Part>
  );
}
