import type { Story } from "../../api/story";
import { useWords } from "../../words";

/** The words of the book, to be read while the pictures are painted. */
export function StoryText({ story }: { story: Story }) {
  const words = useWords();
  if (!story.content) return null;
  return (
    <section className="story-text" aria-labelledby="text">
      <h2 id="text">{words.book.text}</h2>
      {story.content.beats.map((beat, place) => (
        <div key={place} className="story-beat">
          {beat.text.split("\n\n").map((paragraph, number) => (
            <p key={number}>{paragraph}</p>
          ))}
        </div>
      ))}
    </section>
  );
}
