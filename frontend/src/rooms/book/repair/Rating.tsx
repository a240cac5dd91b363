import { useMutation, useQueryClient } from "@tanstack/react-query";

import { api, told } from "../../../api/client";
import { keepStory, type Story, storyKey } from "../../../api/story";
import { Icon } from "../../../ui/Icon";
import { Trouble } from "../../../ui/Notice";
import { useWords } from "../../../words";
import "./repair.css";

const STARS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];

/** How good the book is: one to ten stars, which can be changed. */
export function Rating({ story }: { story: Story }) {
  const words = useWords().repair;
  const queries = useQueryClient();
  const rate = useMutation({
    mutationFn: (rating: number) =>
      told(api.PATCH("/api/v1/stories/{story_id}", { params: { path: { story_id: story.id } }, body: { rating } })),
    onSuccess: (found) => keepStory(queries, found),
    onError: () => void queries.invalidateQueries({ queryKey: storyKey(story.id) }),
    scope: { id: `rate ${story.id}` }, // arrow keys give one after the other: the last one counts
  });
  const rating = (rate.isPending ? rate.variables : story.rating) ?? 0;
  return (
    <section className="rating">
      <fieldset>
        <legend>{words.rate}</legend>
        <div className="rating-stars">
          {STARS.map((star) => (
            <label key={star} className={star <= rating ? "rating-on" : ""}>
              <input
                type="radio"
                name={`rating-${story.id}`}
                value={star}
                checked={star === rating}
                onChange={() => rate.mutate(star)}
              />
              <Icon name="star" size={26} />
              <span className="hidden">{words.stars(star)}</span>
            </label>
          ))}
        </div>
      </fieldset>
      <p className="soft" aria-hidden="true">
        {rating ? words.stars(rating) : words.unrated}
      </p>
      {rate.error && <Trouble error={rate.error} />}
    </section>
  );
}
