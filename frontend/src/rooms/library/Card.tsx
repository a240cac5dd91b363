import type { ReactNode } from "react";
import { Link } from "wouter";

import { Icon } from "../../ui/Icon";
import { Progress } from "../../ui/Progress";
import { useWords } from "../../words";
import { DrawnCover } from "./DrawnCover";
import { placeOf, type Story } from "./stories";

/** A story on its shelf: the cover, the title, and in a few words what it is. */
export function Card({ story, menu, link = true }: { story: Story; menu: ReactNode; link?: boolean }) {
  const words = useWords().library;
  const title = story.title || words.untitled;
  const inside = (
    <>
      <div className="cover">
        <Cover story={story} title={title} />
        <Making story={story} title={title} />
      </div>
      <h3 className="card-title">{title}</h3>
    </>
  );
  return (
    <li className="card">
      {link ? (
        <Link href={placeOf(story)} className="card-link">
          {inside}
        </Link>
      ) : (
        <div className="card-link">{inside}</div>
      )}
      <div className="card-foot">
        <Facts story={story} />
        {menu}
      </div>
    </li>
  );
}

function Cover({ story, title }: { story: Story; title: string }) {
  const cover = story.asset_generation_status.assets.cover;
  if (!story.cover_url) return <DrawnCover story={story} title={title} />;
  const smaller = cover?.renditions ?? [];
  return (
    <img
      src={smaller.at(-1)?.url ?? story.cover_url}
      srcSet={smaller.map((one) => `${one.url} ${one.width}w`).join(", ") || undefined}
      sizes="(max-width: 48rem) 45vw, 14rem"
      width={cover?.width ?? 1024}
      height={cover?.height ?? 1024}
      alt=""
      loading="lazy"
      decoding="async"
    />
  );
}

function Making({ story, title }: { story: Story; title: string }) {
  const words = useWords().library;
  const { overall } = story.asset_generation_status;
  if (overall === "ready") return null;
  return (
    <div className="cover-state">
      {overall === "generating" ? (
        <>
          <span>{words.statuses.generating}</span>
          <span className="cover-percent">{words.percent(story.progress)}</span>
          <Progress value={story.progress} label={words.progress(title)} />
        </>
      ) : (
        <span>{words.statuses[overall]}</span>
      )}
    </div>
  );
}

function Facts({ story }: { story: Story }) {
  const words = useWords().library;
  const genre = story.genre && (words.genres[story.genre.toLowerCase()] ?? story.genre);
  const facts = [genre, words.minutes(story.minutes)].filter(Boolean).join(" · ");
  return (
    <p className="card-facts">
      <span className="card-fact">{facts}</span>
      {story.rating !== null && (
        <span className="card-rating">
          <Icon name="star" size={16} />
          <span aria-hidden="true">{story.rating}</span>
          <span className="hidden">{words.rated(story.rating)}</span>
        </span>
      )}
    </p>
  );
}

/** The places of cards that are on their way. */
export function CardsToCome({ count = 10 }: { count?: number }) {
  return (
    <ul className="grid" aria-hidden="true">
      {Array.from({ length: count }, (_, place) => (
        <li key={place} className="card card-wait">
          <div className="cover" />
          <div className="card-title" />
          <div className="card-foot" />
        </li>
      ))}
    </ul>
  );
}
