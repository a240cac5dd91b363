import { type ComponentProps, useState } from "react";

import { Field } from "../../ui/Field";
import { useWords, type Words } from "../../words";

export const SHORTEST = 8; // characters, as the studio asks
const LONGEST = 256;

/** A password that can be looked at while it is typed. */
export function PasswordField({
  label,
  hint,
  wrong,
  ...rest
}: { label: string; hint?: string; wrong?: string | undefined } & ComponentProps<"input">) {
  const words = useWords().account;
  const [shown, setShown] = useState(false);
  return (
    <Field label={label} {...(hint ? { hint } : {})} wrong={wrong}>
      {(ids) => (
        <div className="password">
          <input
            className="field-box"
            type={shown ? "text" : "password"}
            autoCapitalize="none"
            autoCorrect="off"
            spellCheck={false}
            {...rest}
            {...ids}
          />
          <button
            type="button"
            className="password-eye"
            aria-label={shown ? words.hide : words.show}
            onClick={() => setShown(!shown)}
          >
            <svg width="22" height="22" viewBox="0 0 24 24" aria-hidden="true">
              <path d="M2.500 12c2-4 5.500-6.500 9.500-6.500s7.500 2.500 9.500 6.500c-2 4-5.500 6.500-9.500 6.500S4.500 16 2.500 12Z" />
              <circle cx="12" cy="12" r="3" />
              {shown && <path d="M4 4l16 16" />}
            </svg>
          </button>
        </div>
      )}
    </Field>
  );
}

/** What is wrong with a password that somebody wants to have; the studio knows more. */
export function checkNew(words: Words, password: string): string | undefined {
  const wrong = words.account.wrong;
  if ([...password].length < SHORTEST) return wrong.passwordShort;
  if ([...password].length > LONGEST) return wrong.passwordLong;
  return undefined;
}
