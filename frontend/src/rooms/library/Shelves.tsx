import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Link, useSearch } from "wouter";

import { api, type Schemas, told } from "../../api/client";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { TextField } from "../../ui/Field";
import { Icon } from "../../ui/Icon";
import { Menu } from "../../ui/Menu";
import { Wronged } from "../../ui/Notice";
import { useToast } from "../../ui/Toasts";
import { useForm } from "../../ui/useForm";
import { useWords } from "../../words";
import { refresh, type Shelf } from "./stories";

/** The shelves there are, and a new one. */
export function Shelves({ shelves, here, choose }: { shelves: Shelf[] | undefined; here: string; choose: (id: string) => void }) {
  const words = useWords().library;
  const [asking, setAsking] = useState(false);
  return (
    <nav className="shelves" aria-label={words.shelves}>
      <ul>
        <li>
          <Tab id="" here={here} name={words.all} />
        </li>
        {shelves?.map((shelf) => (
          <li key={shelf.id}>
            <Tab id={shelf.id} here={here} name={shelf.name} count={shelf.stories} />
          </li>
        ))}
        <li hidden={!shelves}>
          <Button look="quiet" onClick={() => setAsking(true)}>
            <Icon name="plus" size={18} />
            {words.newShelf}
          </Button>
        </li>
      </ul>
      <Dialog open={asking} title={words.newShelf} onClose={() => setAsking(false)}>
        <NameShelf
          done={(shelf) => {
            setAsking(false);
            choose(shelf.id);
          }}
        />
      </Dialog>
    </nav>
  );
}

function Tab({ id, here, name, count }: { id: string; here: string; name: string; count?: number }) {
  const params = new URLSearchParams(useSearch());
  if (id) params.set("shelf", id);
  else params.delete("shelf");
  return (
    <Link href={`/library${params.size ? `?${params}` : ""}`} aria-current={id === here ? "true" : undefined}>
      <span className="shelf-name">{name}</span>
      {count !== undefined && <span className="shelf-count">{count}</span>}
    </Link>
  );
}

/** What can be done with the shelf that is looked at. */
export function ShelfMenu({ shelf, home, left }: { shelf: Shelf; home: Shelf; left: () => void }) {
  const words = useWords();
  const { library } = words;
  const [asking, setAsking] = useState<"rename" | "delete" | null>(null);
  const say = useToast();
  const queries = useQueryClient();
  const close = () => setAsking(null);
  const remove = useMutation({
    mutationFn: async () => {
      const params = { path: { library_id: shelf.id } };
      await told(api.DELETE("/api/v1/libraries/{library_id}", { params }));
    },
    onSuccess: () => {
      close();
      left();
      refresh(queries);
      say({ text: library.shelfDeleted(shelf.name), kind: "good" });
    },
  });
  const rename = { label: library.renameShelf, do: () => setAsking("rename") };
  const away = { label: library.deleteShelf, do: () => setAsking("delete"), bad: true };
  return (
    <>
      <Menu label={library.shelfMenu(shelf.name)} items={shelf.is_default ? [rename] : [rename, away]} />
      <Dialog open={asking === "rename"} title={library.renameShelf} onClose={close}>
        <NameShelf shelf={shelf} done={close} />
      </Dialog>
      <Dialog open={asking === "delete"} title={library.deleteShelf} onClose={close}>
        <p>{library.deleteShelfAsk(shelf.name, shelf.stories, home.name)}</p>
        <Wronged error={remove.error} />
        <div className="dialog-buttons">
          <Button look="bad" busy={remove.isPending} onClick={() => remove.mutate()}>
            {library.deleteShelf}
          </Button>
          <Button onClick={close}>{words.actions.cancel}</Button>
        </div>
      </Dialog>
    </>
  );
}

/** The name of a new shelf, or another one for `shelf`. */
function NameShelf({ shelf, done }: { shelf?: Shelf; done: (shelf: Shelf) => void }) {
  const words = useWords();
  const { library } = words;
  const say = useToast();
  const queries = useQueryClient();
  const form = useForm(
    async (values) => {
      const body = { name: values("name").trim() };
      const named = shelf
        ? await told<Schemas["LibraryRecord"]>(
            api.PATCH("/api/v1/libraries/{library_id}", { params: { path: { library_id: shelf.id } }, body }),
          )
        : await told<Schemas["LibraryRecord"]>(api.POST("/api/v1/libraries", { body }));
      queries.setQueryData<Shelf[]>(["libraries"], (known) =>
        shelf ? known?.map((one) => (one.id === shelf.id ? named : one)) : known && [...known, named],
      );
      say({ text: shelf ? library.shelfRenamed : library.shelfMade(named.name), kind: "good" });
      done(named);
    },
    (values) => ({ name: values("name").trim() ? undefined : library.shelfNameWrong }),
    (error) => ({ name: error.fields["name"] && library.shelfNameWrong }),
  );
  return (
    <form noValidate onSubmit={form.onSubmit}>
      <TextField
        name="name"
        label={library.shelfName}
        defaultValue={shelf?.name ?? ""}
        maxLength={60}
        autoComplete="off"
        wrong={form.wrong["name"]}
      />
      <Wronged error={form.error} />
      <Button type="submit" look="mark" busy={form.busy}>
        {shelf ? words.actions.save : library.make}
      </Button>
    </form>
  );
}
