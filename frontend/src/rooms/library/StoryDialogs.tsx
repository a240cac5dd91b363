import { useQueryClient } from "@tanstack/react-query";

import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { TextField } from "../../ui/Field";
import { Wronged } from "../../ui/Notice";
import { useToast } from "../../ui/Toasts";
import { useForm } from "../../ui/useForm";
import { useWords } from "../../words";
import { ShareDialog } from "./ShareDialog";
import { patchStory, type Shelf, type Story } from "./stories";
import type { Asked } from "./StoryMenu";

/** What a story's menu opens: one at a time, for the whole room. */
export function StoryDialogs({
  asked,
  shelves,
  close,
}: {
  asked: Asked | null;
  shelves: Shelf[];
  close: () => void;
}) {
  const words = useWords().library;
  const of = (what: Asked["what"]) => (asked?.what === what ? asked.story : null);
  const [shared, renamed, moved] = [of("share"), of("rename"), of("move")];
  return (
    <>
      <Dialog open={shared !== null} title={words.shares.title(shared?.title ?? "")} onClose={close}>
        {shared && <ShareDialog story={shared} />}
      </Dialog>
      <Dialog open={renamed !== null} title={words.renameTitle} onClose={close}>
        {renamed && <Rename story={renamed} close={close} />}
      </Dialog>
      <Dialog open={moved !== null} title={words.moveTitle} onClose={close}>
        {moved && <Move story={moved} shelves={shelves} close={close} />}
      </Dialog>
    </>
  );
}

function Rename({ story, close }: { story: Story; close: () => void }) {
  const words = useWords();
  const { library } = words;
  const say = useToast();
  const queries = useQueryClient();
  const form = useForm(
    async (values) => {
      const title = values("title").trim();
      if (title !== story.title) {
        await patchStory(queries, story, { title });
        say({ text: library.renamed, kind: "good" });
      }
      close();
    },
    (values) => ({ title: values("title").trim() ? undefined : library.renameWrong }),
    (error) => ({ title: error.fields["title"] && library.renameWrong }),
  );
  return (
    <form noValidate onSubmit={form.onSubmit}>
      <TextField
        name="title"
        label={library.renameLabel}
        hint={story.kind === "book" ? library.renameHint : ""}
        defaultValue={story.title}
        maxLength={120}
        autoComplete="off"
        wrong={form.wrong["title"]}
      />
      <Wronged error={form.error} />
      <Button type="submit" look="mark" busy={form.busy}>
        {words.actions.save}
      </Button>
    </form>
  );
}

function Move({ story, shelves, close }: { story: Story; shelves: Shelf[]; close: () => void }) {
  const words = useWords().library;
  const say = useToast();
  const queries = useQueryClient();
  const form = useForm(async (values) => {
    const library_id = values("shelf");
    if (library_id !== story.library_id) {
      await patchStory(queries, story, { library_id });
      say({ text: words.moved(shelves.find((one) => one.id === library_id)?.name ?? ""), kind: "good" });
    }
    close();
  });
  return (
    <form noValidate onSubmit={form.onSubmit}>
      <fieldset className="move">
        <legend className="hidden">{words.moveTitle}</legend>
        {shelves.map((shelf) => (
          <label key={shelf.id}>
            <input type="radio" name="shelf" value={shelf.id} defaultChecked={shelf.id === story.library_id} />
            {shelf.name}
          </label>
        ))}
      </fieldset>
      <Wronged error={form.error} />
      <Button type="submit" look="mark" busy={form.busy}>
        {words.moveDo}
      </Button>
    </form>
  );
}
