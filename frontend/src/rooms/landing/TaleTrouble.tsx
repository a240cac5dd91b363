import { useEffect, useRef } from "react";
import { Link } from "wouter";

import { ApiError } from "../../api/errors";
import { Icon } from "../../ui/Icon";
import { sentence, useWords, type Words } from "../../words";

/** Why a story did not come, and what helps. */
export function TaleTrouble({ error }: { error: unknown }) {
  const words = useWords();
  const alone = error instanceof ApiError && (error.code === "NO_GUESTS" || error.status === 401);
  const quota = error instanceof ApiError && error.code === "QUOTA_EXCEEDED";
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (error !== undefined) place.current?.scrollIntoView({ block: "nearest" });
  }, [error]);
  return (
    <div ref={place} role="alert">
      {error !== undefined && (
        <p className="tale-trouble">
          <Icon name="warn" />
          <span>
            {quota ? overQuota(words, error) : reason(words, error)}{" "}
            {quota && <Link href="/account">{words.landing.upgrade}</Link>}
            {alone && <Link href="/account">{words.landing.signIn}</Link>}
          </span>
        </p>
      )}
    </div>
  );
}

function overQuota({ landing }: Words, { data }: ApiError): string {
  return landing.quota(Number(data["storiesUsed"]), Number(data["storyLimit"]));
}

function reason(words: Words, error: unknown): string {
  if (!(error instanceof ApiError && error.status === 429 && error.retryAfter)) {
    return sentence(words, error);
  }
  const seconds = Math.ceil(error.retryAfter);
  return seconds < 90
    ? words.landing.waitSeconds(seconds)
    : words.landing.waitMinutes(Math.ceil(seconds / 60));
}
