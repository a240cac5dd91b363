/** The two ways in: an account that is there, and a new one. */
import { useQueryClient } from "@tanstack/react-query";

import { api, told } from "../../api/client";
import { signIn } from "../../api/session";
import { Button } from "../../ui/Button";
import { TextField } from "../../ui/Field";
import { Wronged } from "../../ui/Notice";
import { useForm, type Values } from "../../ui/useForm";
import { useWords, type Words } from "../../words";
import { checkNew, PasswordField } from "./Password";
import "./account.css";

const EMAIL = /^[^\s@]+@[^\s@]+$/;

function checkEmail(words: Words, values: Values): string | undefined {
  return EMAIL.test(values("email").trim()) ? undefined : words.account.wrong.email;
}

export function SignIn({ onDone, note }: { onDone: () => void; note?: string }) {
  const words = useWords();
  const { account } = words;
  const form = useForm(
    async (values) => {
      const body = { email: values("email").trim(), password: values("password") };
      signIn(await told(api.POST("/api/auth/login", { body })));
      onDone();
    },
    (values) =>
      ({
        email: checkEmail(words, values),
        password: values("password") ? undefined : account.wrong.passwordMissing,
      }),
    (error) => ({ email: error.fields["email"] && account.wrong.email }),
  );
  return (
    <form noValidate onSubmit={form.onSubmit} aria-label={account.signIn.title}>
      {note && <p className="soft">{note}</p>}
      <Email wrong={form.wrong["email"]} />
      <PasswordField
        name="password"
        label={account.password}
        autoComplete="current-password"
        required
        wrong={form.wrong["password"]}
      />
      <Wronged error={form.error} />
      <Button type="submit" look="mark" busy={form.busy}>
        {account.signIn.do}
      </Button>
      <p className="soft entry-forgot">{account.signIn.forgot}</p>
    </form>
  );
}

export function Register({ onDone, note }: { onDone: () => void; note?: string }) {
  const words = useWords();
  const { account } = words;
  const queries = useQueryClient();
  const form = useForm(
    async (values) => {
      const username = values("username").trim();
      const body = {
        email: values("email").trim(),
        password: values("password"),
        ...(username ? { username } : {}),
      };
      signIn(await told(api.POST("/api/auth/register", { body })));
      void queries.invalidateQueries(); // the same person, who is a member now
      onDone();
    },
    (values) =>
      ({ email: checkEmail(words, values), password: checkNew(words, values("password")) }),
    (error) => {
      if (error.code === "WEAK_PASSWORD") return { password: account.wrong.passwordWeak };
      if (error.code === "EMAIL_TAKEN") return { email: words.errors.EMAIL_TAKEN };
      const { email, username, password } = error.fields;
      return {
        email: email && account.wrong.email,
        username: username && account.wrong.name,
        password: password && account.wrong.passwordWeak,
      };
    },
  );
  return (
    <form noValidate onSubmit={form.onSubmit} aria-label={account.register.title}>
      {note && <p className="soft">{note}</p>}
      <Email hint={account.emailHint} wrong={form.wrong["email"]} />
      <PasswordField
        name="password"
        label={account.password}
        hint={account.passwordRules}
        autoComplete="new-password"
        required
        wrong={form.wrong["password"]}
      />
      <TextField
        name="username"
        label={account.name}
        hint={account.nameHint}
        autoComplete="nickname"
        maxLength={60}
        wrong={form.wrong["username"]}
      />
      <Wronged error={form.error} />
      <Button type="submit" look="mark" busy={form.busy}>
        {account.register.do}
      </Button>
    </form>
  );
}

function Email({ wrong, hint }: { wrong: string | undefined; hint?: string }) {
  return (
    <TextField
      name="email"
      type="email"
      label={useWords().account.email}
      {...(hint ? { hint } : {})}
      autoComplete="username"
      autoCapitalize="none"
      spellCheck={false}
      required
      wrong={wrong}
    />
  );
}
