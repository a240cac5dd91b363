import { type ComponentProps, type ReactNode, useId } from "react";

import "./field.css";

/** A question with its answer, a hint, and what is wrong with it, said beside it. */
export function Field({
  label,
  hint,
  wrong,
  children,
}: {
  label: string;
  hint?: string;
  wrong?: string | undefined;
  children: (ids: { id: string; "aria-describedby"?: string; "aria-invalid"?: true }) => ReactNode;
}) {
  const id = useId();
  const told = [hint && `${id}-hint`, wrong && `${id}-wrong`].filter(Boolean).join(" ");
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {hint && (
        <p id={`${id}-hint`} className="field-hint">
          {hint}
        </p>
      )}
      {children({
        id,
        ...(told ? { "aria-describedby": told } : {}),
        ...(wrong ? { "aria-invalid": true as const } : {}),
      })}
      {wrong && (
        <p id={`${id}-wrong`} className="field-wrong">
          {wrong}
        </p>
      )}
    </div>
  );
}

type Asked = { label: string; hint?: string; wrong?: string | undefined };

export function TextField({ label, hint, wrong, ...rest }: Asked & ComponentProps<"input">) {
  return (
    <Field label={label} {...(hint ? { hint } : {})} wrong={wrong}>
      {(ids) => <input className="field-box" {...rest} {...ids} />}
    </Field>
  );
}

export function TextArea({ label, hint, wrong, ...rest }: Asked & ComponentProps<"textarea">) {
  return (
    <Field label={label} {...(hint ? { hint } : {})} wrong={wrong}>
      {(ids) => <textarea className="field-box" rows={3} {...rest} {...ids} />}
    </Field>
  );
}

export function Choice({ label, hint, wrong, children, ...rest }: Asked & ComponentProps<"select">) {
  return (
    <Field label={label} {...(hint ? { hint } : {})} wrong={wrong}>
      {(ids) => (
        <select className="field-box" {...rest} {...ids}>
          {children}
        </select>
      )}
    </Field>
  );
}
