import { useQueryClient } from "@tanstack/react-query";

import { api, told } from "../../api/client";
import { Button } from "../../ui/Button";
import { TextField } from "../../ui/Field";
import { Wronged } from "../../ui/Notice";
import { useToast } from "../../ui/Toasts";
import { useForm } from "../../ui/useForm";
import { useWords } from "../../words";
import type { Me } from "./me";
import { Part } from "./Part";

export function Profile({ me }: { me: Me }) {
  const words = useWords();
  const { account } = words;
  const say = useToast();
  const queries = useQueryClient();
  const form = useForm(
    async (values) => {
      const body = { username: values("username").trim() };
      const now = await told<Me>(api.PATCH("/api/auth/me", { body }));
      queries.setQueryData(["me"], now);
      say({ text: account.profile.saved, kind: "good" });
    },
    (values) => (values("username").trim() ? {} : { username: account.wrong.name }),
    (error) => (error.fields["username"] ? { username: account.wrong.name } : {}),
  );
  return (
    <Part title={account.profile.title}>
      {me.email && (
        <p>
          {account.profile.since} <strong>{me.email}</strong>
        </p>
      )}
      {me.role === "admin" && <p className="soft">{account.profile.role}</p>}
      <form noValidate onSubmit={form.onSubmit}>
        <TextField
          name="username"
          label={account.name}
          defaultValue={me.username}
          autoComplete="nickname"
          maxLength={60}
          wrong={form.wrong["username"]}
        />
        <Wronged error={form.error} />
        <Button type="submit" busy={form.busy}>
          {words.actions.save}
        </Button>
      </form>
    </Part>
  );
}
