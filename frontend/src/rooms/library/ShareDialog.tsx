import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useId, useRef } from "react";

import { api, type Schemas, told } from "../../api/client";
import { Button } from "../../ui/Button";
import { Icon } from "../../ui/Icon";
import { Trouble, Wronged } from "../../ui/Notice";
import { useToast } from "../../ui/Toasts";
import { useLanguage, useWords } from "../../words";
import type { Story } from "./stories";

type Share = Schemas["ShareRecord"];

/** Private links to a story: make, copy, send, withdraw. */
export function ShareDialog({ story }: { story: Story }) {
  const words = useWords().library.shares;
  const say = useToast();
  const queries = useQueryClient();
  const key = ["shares", story.id];
  const path = { story_id: story.id };
  const links = useQuery({
    queryKey: key,
    queryFn: async () =>
      (await told<Schemas["ShareList"]>(api.GET("/api/v1/stories/{story_id}/shares", { params: { path } }))).shares,
    staleTime: 0,
  });
  const settled = { onSettled: () => queries.invalidateQueries({ queryKey: key }) };
  const make = useMutation({
    mutationFn: async () =>
      told<Schemas["ShareCreated"]>(api.POST("/api/v1/stories/{story_id}/shares", { params: { path }, body: {} })),
    ...settled,
  });
  const withdraw = useMutation({
    mutationFn: async (share_id: string) => {
      const params = { path: { ...path, share_id } };
      await told(api.DELETE("/api/v1/stories/{story_id}/shares/{share_id}", { params }));
      queries.setQueryData<Share[]>(key, (known) => known?.filter((one) => one.id !== share_id));
      if (make.data?.id === share_id) make.reset();
    },
    onSuccess: () => say({ text: words.withdrawn, kind: "good" }),
    ...settled,
  });
  return (
    <div className="shares">
      <p>{words.lead}</p>
      {make.data && <NewLink key={make.data.id} url={make.data.url} title={story.title} />}
      <Wronged error={make.error} />
      <Button look={make.data ? "plain" : "mark"} busy={make.isPending} onClick={() => make.mutate()}>
        <Icon name="share" />
        {make.data || links.data?.length ? words.another : words.make}
      </Button>
      {links.isError && <Trouble error={links.error} retry={() => void links.refetch()} />}
      <Wronged error={withdraw.error} />
      {links.data && links.data.length > 0 && (
        <>
          <h3 className="shares-list-title">{words.list}</h3>
          <ul className="shares-list">
            {links.data.map((share) => (
              <Link
                key={share.id}
                share={share}
                busy={withdraw.isPending && withdraw.variables === share.id}
                withdraw={() => withdraw.isPending || withdraw.mutate(share.id)}
              />
            ))}
          </ul>
        </>
      )}
    </div>
  );
}

function NewLink({ url, title }: { url: string; title: string }) {
  const words = useWords().library.shares;
  const say = useToast();
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const link = new URL(url, location.origin).href; // the studio may not know its own address

  async function copy() {
    field.current?.select();
    // Only a page on https or on this computer has a clipboard; elsewhere the old way may work.
    const done = await (navigator.clipboard?.writeText(link) ?? Promise.reject(new Error())).then(
      () => true,
      () => document.execCommand("copy"),
    );
    say(done ? { text: words.copied, kind: "good" } : { text: words.notCopied });
  }

  return (
    <div className="shares-new">
      <label htmlFor={id}>{words.link}</label>
      <div className="shares-row">
        <input
          ref={field}
          id={id}
          className="field-box"
          readOnly
          value={link}
          aria-describedby={`${id}-once`}
          onFocus={(event) => event.target.select()}
        />
        <Button look="mark" onClick={() => void copy()}>
          {words.copy}
        </Button>
        {"share" in navigator && (
          <Button
            onClick={() => void navigator.share({ title, text: words.sent(title), url: link }).catch(() => undefined)}
          >
            {words.send}
          </Button>
        )}
      </div>
      <p id={`${id}-once`} className="shares-once" role="status">
        {words.once}
      </p>
    </div>
  );
}

function Link({ share, busy, withdraw }: { share: Share; busy: boolean; withdraw: () => void }) {
  const { words, language } = useLanguage();
  const told = words.library.shares;
  const when = (time: string) =>
    new Date(time).toLocaleString(language, { dateStyle: "medium", timeStyle: "short" });
  const made = when(share.created_at);
  return (
    <li>
      <div>
        {told.made(made)}
        <p className="soft flush">
          {share.last_opened_at ? told.opened(share.times_opened, when(share.last_opened_at)) : told.never}
        </p>
      </div>
      <Button busy={busy} onClick={withdraw} aria-label={told.withdrawOf(made)}>
        {told.withdraw}
      </Button>
    </li>
  );
}
