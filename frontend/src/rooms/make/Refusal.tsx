import { useEffect, useState } from "react";

import { ApiError } from "../../api/errors";
import { Button, ButtonLink } from "../../ui/Button";
import { sentence, useWords } from "../../words";

/** Why the book was not begun, and what can be done about it. */
export function Refusal({
  error,
  minutes,
  shorten,
  retry,
}: {
  error: unknown;
  minutes: number;
  shorten: () => void;
  retry: () => void;
}) {
  const words = useWords();
  const code = error instanceof ApiError ? error.code : "";
  const wait = useCountdown(error instanceof ApiError && error.status === 429 ? error : null);
  return (
    <div className="notice notice-bad" role="alert">
      <p>{code === "QUOTA_EXCEEDED" ? words.make.quota.over : sentence(words, error)}</p>
      <div className="refusal-do">
        {code === "QUOTA_EXCEEDED" && (
          <>
            <ButtonLink href="/account">{words.make.quota.account}</ButtonLink>
            <ButtonLink href="/library">{words.book.toLibrary}</ButtonLink>
          </>
        )}
        {code === "BUDGET_EXCEEDED" && minutes > 1 && (
          <Button onClick={shorten}>{words.make.shorter}</Button>
        )}
        {code === "UNAUTHORIZED" && (
          <ButtonLink href="/account">{words.book.signIn}</ButtonLink>
        )}
        {code !== "QUOTA_EXCEEDED" && (
          <Button busy={wait > 0} onClick={retry}>
            {wait > 0 ? words.make.wait(wait) : words.actions.retry}
          </Button>
        )}
      </div>
    </div>
  );
}

/** Seconds until the studio takes another try. */
function useCountdown(error: ApiError | null): number {
  const [left, setLeft] = useState(error?.retryAfter ?? 0);
  useEffect(() => {
    const end = Date.now() + 1000 * (error?.retryAfter ?? 0);
    const tell = () => setLeft(Math.max(0, Math.ceil((end - Date.now()) / 1000)));
    tell();
    const timer = setInterval(tell, 1000);
    return () => clearInterval(timer);
  }, [error]);
  return left;
}
