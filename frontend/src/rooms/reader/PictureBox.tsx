import { useMemo, useState } from "react";

import { Button } from "../../ui/Button";
import { Icon } from "../../ui/Icon";
import { useWords } from "../../words";
import type { Picture } from "./book";
import type { BookQuery } from "./useBook";
import { useSteady } from "./useSteady";

/** A picture, or the place that it will take. `near` pictures are fetched: those that one sees or is
 * about to see. */
export function PictureBox({
  picture,
  title,
  renew,
  near,
}: {
  picture: Picture;
  title: string;
  renew: BookQuery["renew"];
  near: boolean;
}) {
  const words = useWords();
  const [wanted, want] = useState(near);
  if (near && !wanted) want(true); // and keeps what it has
  const latest = useMemo(() => picture.files.map((file) => file.url), [picture.files]);
  const { urls, round, broken, worked, failed, again } = useSteady(latest, renew);
  if (picture.state !== "ready") {
    const waits = picture.state === "coming";
    return (
      <div className={`picture picture-empty ${waits ? "picture-coming" : ""}`}>
        <p>{waits ? words.reader.pictureComing : words.reader.pictureFailed}</p>
        {waits && picture.progress > 0 && <p aria-hidden="true">{picture.progress} %</p>}
      </div>
    );
  }
  if (broken) {
    return (
      <div className="picture picture-empty">
        <p>{words.reader.pictureBroken}</p>
        <Button onClick={again}>
          <Icon name="again" />
          {words.actions.retry}
        </Button>
      </div>
    );
  }
  const widths = picture.files.map((file) => file.width);
  const set = urls.length > 1 && widths.every(Boolean) ? urls.map((url, at) => `${url} ${widths[at]}w`) : [];
  return (
    <div className="picture">
      {wanted && (
        <img
          key={round}
          src={urls[0]}
          {...(set.length ? { srcSet: set.join(", "), sizes: "(min-width: 60rem) min(50vw, 85vh), 100vw" } : {})}
          alt={picture.alt || words.reader.pictureFor(title)}
          decoding="async"
          draggable={false}
          onLoad={worked}
          onError={failed}
        />
      )}
    </div>
  );
}
