import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { api, told } from "../../api/client";
import { Button } from "../../ui/Button";
import { Wronged } from "../../ui/Notice";
import { useToast } from "../../ui/Toasts";
import { useForm } from "../../ui/useForm";
import { useWords } from "../../words";
import { Part } from "./Part";
import { checkNew, PasswordField } from "./Password";

export function ChangePassword({ email }: { email: string }) {
  const [changes, setChanges] = useState(0); // after each the fields are empty again
  return <Fields key={changes} email={email} onDone={() => setChanges(changes + 1)} />;
}

function Fields({ email, onDone }: { email: string; onDone: () => void }) {
  const words = useWords();
  const { account } = words;
  const say = useToast();
  const queries = useQueryClient();
  const form = useForm(
    async (values) => {
      const body = { current_password: values("current"), new_password: values("new") };
      await told(api.POST("/api/auth/password", { body }));
      void queries.invalidateQueries({ queryKey: ["sessions"] });
      say({ text: account.change.done, kind: "good" });
      onDone();
    },
    (values) =>
      ({
        current: values("current") ? undefined : account.wrong.passwordMissing,
        new: checkNew(words, values("new")),
      }),
    (error) => {
      if (error.code === "WRONG_CREDENTIALS") return { current: account.wrong.passwordRefused };
      if (error.code === "WEAK_PASSWORD") return { new: account.wrong.passwordWeak };
      return {
        current: error.fields["current_password"] && account.wrong.passwordRefused,
        new: error.fields["new_password"] && account.wrong.passwordWeak,
      };
    },
  );
  return (
    <Part title={account.change.title}>
      <form noValidate onSubmit={form.onSubmit}>
        {/* Password managers want to know whose it is. */}
        <input type="text" name="email" autoComplete="username" value={email} readOnly hidden />
        <PasswordField
          name="current"
          label={account.currentPassword}
          autoComplete="current-password"
          required
          wrong={form.wrong["current"]}
        />
        <PasswordField
          name="new"
          label={account.newPassword}
          hint={account.passwordRules}
          autoComplete="new-password"
          required
          wrong={form.wrong["new"]}
        />
        <Wronged error={form.error} />
        <Button type="submit" busy={form.busy}>
          {account.change.do}
        </Button>
      </form>
    </Part>
  );
}
