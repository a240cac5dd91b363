import { Link } from "wouter";

import { useSignedIn } from "../../api/session";
import { Button, ButtonLink } from "../../ui/Button";
import { Icon } from "../../ui/Icon";
import { Empty, Trouble } from "../../ui/Notice";
import { useLanguage } from "../../words";
import { useCreate, useDrafts, useRemove } from "./drafts";

/** All drafts of this person, last changed first. */
export function Drafts() {
  const { words } = useLanguage();
  const signedIn = useSignedIn();
  const found = useDrafts();
  const create = useCreate();
  const drafts = found.data?.pages.flatMap((page) => page.drafts) ?? [];
  const none = !signedIn || (found.isSuccess && drafts.length === 0);
  const begin = (
    <Button look="mark" busy={create.isPending} onClick={() => create.mutate(undefined)}>
      <Icon name="plus" />
      {words.write.create}
    </Button>
  );
  return (
    <>
      <div className="drafts-head">
        <div>
          <h1>{words.write.heading}</h1>
          <p className="soft">{words.write.lead}</p>
        </div>
        {!none && begin}
      </div>
      {create.isError && <Trouble error={create.error} />}
      {found.isError && <Trouble error={found.error} retry={() => void found.refetch()} />}
      {signedIn && found.isPending && <Held />}
      {none && (
        <Empty title={words.write.none}>
          <p>{words.write.noneText}</p>
          <div className="drafts-ways">
            {begin}
            <ButtonLink href="/">
              <Icon name="lamp" />
              {words.write.fromStory}
            </ButtonLink>
          </div>
        </Empty>
      )}
      <ul className="drafts">
        {drafts.map((draft) => (
          <Entry key={draft.id} draft={draft} />
        ))}
      </ul>
      {found.hasNextPage && (
        <Button busy={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
          {words.actions.more}
        </Button>
      )}
    </>
  );
}

function Entry({ draft }: { draft: { id: string; title: string; updated_at: string } }) {
  const { words, language } = useLanguage();
  const remove = useRemove(() => document.getElementById("main")?.focus()); // its button is gone
  const title = draft.title || words.write.untitled;
  const when = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" });
  return (
    <li className="draft">
      <h2>
        <Link href={`/write/${draft.id}`}>{title}</Link>
      </h2>
      <p className="soft">
        <time dateTime={draft.updated_at}>{words.write.changed(when.format(new Date(draft.updated_at)))}</time>
      </p>
      <Button
        look="quiet"
        className="draft-remove"
        aria-label={words.write.remove(title)}
        busy={remove.isPending}
        onClick={() => remove.mutate(draft.id)}
      >
        <Icon name="trash" />
      </Button>
    </li>
  );
}

function Held() {
  const { words } = useLanguage();
  return (
    <>
      <p className="hidden" role="status">
        {words.write.loading}
      </p>
      <ul className="drafts" aria-hidden="true">
        {[1, 2, 3].map((one) => (
          <li key={one} className="draft draft-held" />
        ))}
      </ul>
    </>
  );
}
