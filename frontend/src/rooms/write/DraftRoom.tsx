import { useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { Link } from "wouter";

import { ApiError } from "../../api/errors";
import { useSignedIn } from "../../api/session";
import { ButtonLink } from "../../ui/Button";
import { Icon } from "../../ui/Icon";
import { Empty, Loading, Trouble } from "../../ui/Notice";
import { useWords } from "../../words";
import { keyOf, useDraft } from "./drafts";
import { forgetCopy } from "./saver";

const Desk = lazy(() => import("./Desk")); // the editor is large

/** One draft, as soon as it is there. */
export function DraftRoom({ id }: { id: string }) {
  const words = useWords();
  const queries = useQueryClient();
  const signedIn = useSignedIn();
  const [edition, setEdition] = useState(0); // of what lies on the desk
  const { data, error, refetch } = useDraft(id);
  // Whose sign-in has ended may go on as somebody new, for whom the studio has no such draft: what lies on the
  // desk stays there.
  const [held, hold] = useState(data);
  const draft = signedIn ? (data ?? held) : undefined;
  if (held !== draft) hold(draft);
  const missing = !signedIn || (error instanceof ApiError && error.status === 404);
  const reload = async () => {
    await queries.refetchQueries({ queryKey: keyOf(id) }, { throwOnError: true });
    forgetCopy(id);
    setEdition((now) => now + 1);
  };
  if (draft) {
    return (
      <Suspense fallback={<Loading />}>
        <Desk key={edition} draft={draft} reload={reload} />
      </Suspense>
    );
  }
  return (
    <>
      <h1 className="hidden">{words.write.heading}</h1>
      <Link href="/write" className="desk-back">
        <Icon name="left" size={18} />
        {words.write.back}
      </Link>
      {missing ? (
        <Empty title={words.write.missing}>
          <p>{words.write.missingText}</p>
          <ButtonLink href="/write">{words.write.back}</ButtonLink>
        </Empty>
      ) : error ? (
        <Trouble error={error} retry={() => void refetch()} />
      ) : (
        <Loading />
      )}
    </>
  );
}
