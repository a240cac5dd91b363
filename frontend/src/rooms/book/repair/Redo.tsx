import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { api, told } from "../../../api/client";
import { ApiError } from "../../../api/errors";
import { useOnce } from "../../../api/once";
import { type AssetName, type Story, storyKey } from "../../../api/story";
import { Button } from "../../../ui/Button";
import { Dialog } from "../../../ui/Dialog";
import { TextArea } from "../../../ui/Field";
import { Icon } from "../../../ui/Icon";
import { Trouble } from "../../../ui/Notice";
import { useToast } from "../../../ui/Toasts";
import { useWords } from "../../../words";
import { Cost } from "./Cost";
import { followersOf } from "./follows";

const LONGEST_WISH = 500; // characters, as the studio takes them

/** Has one part made again, with a wish in words. */
export function Redo({ story, name }: { story: Story; name: AssetName }) {
  const words = useWords();
  const [open, setOpen] = useState(false);
  const part = words.book.parts[name];
  return (
    <>
      <Button aria-label={words.repair.redoPart(part)} aria-haspopup="dialog" onClick={() => setOpen(true)}>
        <Icon name="again" />
        {words.repair.redo}
      </Button>
      <Dialog open={open} title={words.repair.redoPart(part)} onClose={() => setOpen(false)}>
        <Wish story={story} name={name} done={() => setOpen(false)} />
      </Dialog>
    </>
  );
}

function Wish({ story, name, done }: { story: Story; name: AssetName; done: () => void }) {
  const words = useWords();
  const say = useToast();
  const queries = useQueryClient();
  const [wish, setWish] = useState("");
  const followers = followersOf(name);
  const redo = useOnce({
    mutationFn: () =>
      told(
        api.POST("/api/v1/stories/{story_id}/assets/regenerate", {
          params: { path: { story_id: story.id } },
          body: { assetTypes: [name], feedback: wish.trim() || null, priority: "high" },
        }),
      ),
    onSuccess: () => {
      say({ text: words.repair.begun(words.book.parts[name]) });
      void queries.invalidateQueries({ queryKey: storyKey(story.id) });
      done();
    },
  });
  const wrong = redo.error instanceof ApiError ? redo.error.fields["feedback"] : undefined;
  return (
    <form
      className="redo"
      onSubmit={(event) => {
        event.preventDefault();
        redo.press();
      }}
    >
      <TextArea
        label={words.repair.wish}
        hint={words.repair.wishHint[name === "content" ? "text" : name === "audio" || name === "activities" ? name : "picture"]}
        wrong={wrong}
        rows={4}
        maxLength={LONGEST_WISH}
        value={wish}
        onChange={(event) => setWish(event.target.value)}
      />
      {followers.length > 0 && (
        <p>{words.repair.follows(followers.map((one) => words.book.parts[one]).join(", "))}</p>
      )}
      <p className="soft">{words.repair.kept}</p>
      <Cost story={story} names={[name, ...followers]} />
      {redo.error && !wrong && <Trouble error={redo.error} />}
      <div className="repair-do">
        <Button type="submit" look="mark" busy={redo.isPending}>
          {words.repair.redoNow}
        </Button>
        <Button look="quiet" onClick={done}>
          {words.actions.cancel}
        </Button>
      </div>
    </form>
  );
}
