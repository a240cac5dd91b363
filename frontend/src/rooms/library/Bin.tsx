import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "wouter";

import { Button } from "../../ui/Button";
import { Empty, Trouble } from "../../ui/Notice";
import { useToast } from "../../ui/Toasts";
import { sentence, useWords } from "../../words";
import { Card, CardsToCome } from "./Card";
import { More } from "./More";
import { type Story, undeleteStory, useDeleted } from "./stories";

const DAY = 24; // hours

/** What was deleted and can still come back. */
export function Bin() {
  const words = useWords().library;
  const found = useDeleted();
  const stories = found.data?.pages.flatMap((page) => page.stories) ?? [];
  return (
    <>
      <p>
        <Link href="/library" className="bin-link">
          {words.bin.toAll}
        </Link>
      </p>
      <h2>{words.bin.title}</h2>
      <p className="soft">{words.bin.text}</p>
      {found.isError ? (
        <Trouble error={found.error} retry={() => void found.refetch()} />
      ) : found.isPending ? (
        <CardsToCome count={5} />
      ) : stories.length ? (
        <ul className="grid">
          {stories.map((story) => (
            <Card key={story.id} story={story} link={false} menu={<BringBack story={story} />} />
          ))}
        </ul>
      ) : (
        <Empty title={words.bin.empty}>{null}</Empty>
      )}
      <More list={found} />
    </>
  );
}

function BringBack({ story }: { story: Story }) {
  const words = useWords();
  const { library } = words;
  const title = story.title || library.untitled;
  const say = useToast();
  const queries = useQueryClient();
  const bring = useMutation({
    mutationFn: () => undeleteStory(queries, story),
    onSuccess: () => say({ text: library.back(title), kind: "good" }),
    onError: (error) => say({ text: sentence(words, error), kind: "bad" }),
  });
  const passed = (Date.now() - Date.parse(story.deleted_at ?? "")) / 3_600_000;
  return (
    <div className="bin-back">
      <p className="soft flush">{library.bin.left(DAY - passed)}</p>
      <Button busy={bring.isPending} onClick={() => bring.mutate()} aria-label={library.bin.bringOf(title)}>
        {library.bin.bring}
      </Button>
    </div>
  );
}
