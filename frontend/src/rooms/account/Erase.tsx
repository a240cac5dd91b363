import { useState } from "react";

import { api, told } from "../../api/client";
import { signOut } from "../../api/session";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { TextField } from "../../ui/Field";
import { forgetAll } from "../../ui/kept";
import { Wronged } from "../../ui/Notice";
import { useToast } from "../../ui/Toasts";
import { useForm } from "../../ui/useForm";
import { useWords } from "../../words";
import { Part } from "./Part";
import { PasswordField } from "./Password";

export function Erase({ guest = false }: { guest?: boolean }) {
  const words = useWords().account.erase;
  const [open, setOpen] = useState(false);
  return (
    <Part title={words.title}>
      <p>{words.lead}</p>
      <Button look="bad" onClick={() => setOpen(true)}>
        {words.open}
      </Button>
      <Dialog open={open} title={words.title} onClose={() => setOpen(false)}>
        <Confirm guest={guest} onCancel={() => setOpen(false)} />
      </Dialog>
    </Part>
  );
}

function Confirm({ guest, onCancel }: { guest: boolean; onCancel: () => void }) {
  const words = useWords();
  const { account } = words;
  const { erase, wrong } = account;
  const say = useToast();
  const same = (typed: string) => typed.trim().toLocaleLowerCase() === erase.word;
  const form = useForm(
    async (values) => {
      const body = guest ? {} : { password: values("password") };
      await told(api.POST("/api/auth/erase", { body }));
      forgetAll();
      signOut();
      say({ text: erase.done });
    },
    (values) =>
      ({
        password: guest || values("password") ? undefined : wrong.passwordMissing,
        word: same(values("word")) ? undefined : wrong.confirm(erase.word),
      }),
    (error) =>
      error.code === "WRONG_CREDENTIALS" || error.fields["password"]
        ? { password: wrong.passwordRefused }
        : {},
  );
  return (
    <form noValidate onSubmit={form.onSubmit}>
      <p>{erase.goes}</p>
      <p>{erase.stays}</p>
      <p className="soft">{erase.first}</p>
      {!guest && (
        <PasswordField
          name="password"
          label={account.password}
          autoComplete="current-password"
          required
          wrong={form.wrong["password"]}
        />
      )}
      <TextField
        name="word"
        label={erase.type(erase.word)}
        autoComplete="off"
        autoCapitalize="none"
        required
        wrong={form.wrong["word"]}
      />
      <Wronged error={form.error} />
      <div className="dialog-buttons">
        <Button type="submit" look="bad" busy={form.busy}>
          {erase.do}
        </Button>
        <Button onClick={onCancel}>{words.actions.cancel}</Button>
      </div>
    </form>
  );
}
