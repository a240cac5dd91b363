import { useState } from "react";

import type { Story } from "../../api/story";
import { useWords } from "../../words";

/** The words of the book, to be read while the pictures are painted. */
export function StoryText({ story }: { story: Story }) {
  const words = useWords();
  const [waiting] = useState(story.asset_generation_status.overall === "generating");
  if (!story.content) return null;
  return (
    <details className="story-text" open={waiting || undefined}>
      <summary>
        <h2>{words.book.text}</h2>
      </summary>
      {/* It scrolls by itself, so that the pictures stay in sight; by the keyboard, too. */}
      <div className="story-pane" role="region" aria-label={words.book.text} tabIndex={0}>
        {story.content.beats.map((beat, place) => (
          <div key={place} className="story-beat">
            {beat.text.split("\n\n").map((paragraph, number) => (
              <p key={number}>{paragraph}</p>
            ))}
          </div>
        ))}
      </div>
    </details>
  );
}
