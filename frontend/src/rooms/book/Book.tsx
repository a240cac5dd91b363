import { type AssetName, PICTURES, type Story } from "../../api/story";
import { Button, ButtonLink } from "../../ui/Button";
import { Icon } from "../../ui/Icon";
import { Trouble } from "../../ui/Notice";
import { useWords } from "../../words";
import { AssetCard } from "./AssetCard";
import "./book.css";
import { Downloads } from "./Downloads";
import { Line, Making } from "./Making";
import { Palette } from "./Palette";
import { Picture, Shown } from "./Picture";
import { PartTools } from "./repair/PartTools";
import { Rating } from "./repair/Rating";
import { StoryText } from "./StoryText";
import { useAgain } from "./useAgain";
import { titleOf, WithStory } from "./WithStory";

/** The workbench of one book: how it is made, and what has been made. */
export default function Book({ id }: { id: string }) {
  return (
    <WithStory id={id}>
      {(story, connected) => <Workbench story={story} connected={connected} />}
    </WithStory>
  );
}

function Workbench({ story, connected }: { story: Story; connected: boolean }) {
  const words = useWords();
  const { overall, assets } = story.asset_generation_status;
  const is = (name: AssetName) => assets[name] !== undefined;
  return (
    <div className="book" data-event={story.last_event} data-overall={overall}>
      <header className="book-head">
        <h1>{titleOf(story, words.book.untitled)}</h1>
        {overall === "generating" ? (
          <Making story={story} connected={connected} />
        ) : (
          <>
            <Finished story={story} />
            <Line connected={connected} />
          </>
        )}
      </header>
      {/* Nothing comes between the lines that somebody reads meanwhile. */}
      {overall !== "generating" && <Downloads story={story} />}
      <StoryText story={story} />
      <Palette story={story} />
      {PICTURES.some(is) && (
        <section aria-labelledby="pictures">
          <h2 id="pictures">{words.book.pictures}</h2>
          <div className="pictures">
            {PICTURES.filter(is).map((name) => (
              <Picture
                key={name}
                story={story.id}
                name={name}
                asset={assets[name]!}
                colours={story.hue_extracted_colors[name] ?? []}
              >
                <PartTools story={story} name={name} />
              </Picture>
            ))}
          </div>
        </section>
      )}
      <Parts story={story} />
      {story.content && overall !== "generating" && <Rating story={story} />}
    </div>
  );
}

/** All parts that are no pictures. */
function Parts({ story }: { story: Story }) {
  const words = useWords();
  const { assets } = story.asset_generation_status;
  const { content, audio, activities, pdf, epub } = assets;
  const questions = (activities?.data?.["questions"] ?? []) as { question: string }[];
  return (
    <section aria-labelledby="parts">
      <h2 id="parts">{words.book.otherParts}</h2>
      <div className="parts">
        {content && (
          <AssetCard story={story.id} name="content" asset={content}>
            <PartTools story={story} name="content" />
          </AssetCard>
        )}
        {audio && (
          <AssetCard story={story.id} name="audio" asset={audio}>
            {audio.url && (
              <audio controls preload="none" src={audio.url} aria-label={words.book.parts.audio} />
            )}
            <PartTools story={story} name="audio" />
          </AssetCard>
        )}
        {activities && (
          <AssetCard story={story.id} name="activities" asset={activities}>
            {questions.length > 0 && (
              <details>
                <summary>{words.book.questions(questions.length)}</summary>
                <ol>
                  {questions.map((one) => (
                    <li key={one.question}>{one.question}</li>
                  ))}
                </ol>
              </details>
            )}
            <PartTools story={story} name="activities" />
          </AssetCard>
        )}
        {pdf && <AssetCard story={story.id} name="pdf" asset={pdf} />}
        {epub && <AssetCard story={story.id} name="epub" asset={epub} />}
      </div>
    </section>
  );
}

/** What there is to do with a book on which nobody works. */
function Finished({ story }: { story: Story }) {
  const words = useWords();
  const again = useAgain(story.id);
  const { overall, assets } = story.asset_generation_status;
  const failed = Object.keys(assets).filter((name) => assets[name]?.status === "failed") as AssetName[];
  const cover = assets["cover"];
  return (
    <div className="finished">
      {cover?.url && (
        <div className="finished-cover">
          <Shown asset={cover} sizes="(max-width: 48rem) 70vw, 20rem" />
        </div>
      )}
      <div className="finished-do">
        <p>{words.book.overall[overall]}</p>
        {story.content && cover && (
          <ButtonLink href={`/books/${story.id}/read`} look="mark" className="finished-read">
            <Icon name="book" size={28} />
            {words.book.read}
          </ButtonLink>
        )}
        {story.content && (
          <ButtonLink href={`/books/${story.id}/repair`} look="quiet">
            <Icon name="pen" />
            {words.repair.open}
          </ButtonLink>
        )}
        {story.content && !cover && (
          <ButtonLink href={`/make?story=${story.id}`} look="mark">
            <Icon name="book" />
            {words.book.makeOfIt}
          </ButtonLink>
        )}
        {failed.length > 0 && (
          <Button
            look={story.content ? "plain" : "mark"}
            busy={again.isPending}
            onClick={() => again.mutate(failed.includes("content") ? ["content"] : failed)}
          >
            <Icon name="again" />
            {words.book.againAll(failed.length)}
          </Button>
        )}
        {!story.content && (
          <ButtonLink href="/make">{words.book.another}</ButtonLink>
        )}
        {again.error && <Trouble error={again.error} />}
      </div>
    </div>
  );
}
