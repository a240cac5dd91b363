import type { AssetName, Story } from "../../../api/story";
import { ButtonLink } from "../../../ui/Button";
import { useWords } from "../../../words";
import { Redo } from "./Redo";
import "./repair.css";

/** What can be done with a part on which nobody works. */
export function PartTools({ story, name }: { story: Story; name: AssetName }) {
  const words = useWords();
  const status = story.asset_generation_status.assets[name]?.status;
  if (!story.content || (status !== "ready" && status !== "failed")) return null;
  return (
    <div className="part-tools">
      <Redo story={story} name={name} />
      <ButtonLink
        href={`/books/${story.id}/repair?part=${name}`}
        look="quiet"
        aria-label={words.repair.editionsOf(words.book.parts[name])}
      >
        {words.repair.editions}
      </ButtonLink>
    </div>
  );
}
