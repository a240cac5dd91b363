/** The first thing people see: what the studio is, and one thing to do. */
import { type ComponentType, Suspense, useState } from "react";

import { Button, ButtonLink } from "../../ui/Button";
import { Icon } from "../../ui/Icon";
import { useToast } from "../../ui/Toasts";
import { useWords, withRoomWords } from "../../words";
import cover from "./cover.webp";
import type GenerateDialog from "./GenerateDialog";
import { Latest, madeBefore } from "./Latest";
import night from "./night.webp";
import { Outcome } from "./Outcome";
import "./landing.css";

const loadDialog = async () => withRoomWords((await import("./GenerateDialog")).default);

export function Landing() {
  const { landing } = useWords();
  const say = useToast();
  // The dialog comes when it is wanted. It stays then, and keeps what was typed into it.
  const [Dialog, setDialog] = useState<ComponentType<Parameters<typeof GenerateDialog>[0]> | null>(null);
  const [open, setOpen] = useState(false);
  const [known] = useState(madeBefore); // else they stand where nothing moves when they come
  const generate = async () => {
    try {
      const found = Dialog ?? (await loadDialog());
      setDialog(() => found);
      setOpen(true);
    } catch (error) {
      console.error(error);
      say({ text: landing.noDialog, kind: "bad" });
    }
  };
  return (
    <>
      {known && <Latest />}
      <section className="hero">
        <div className="hero-words">
          <h1>{landing.heading}</h1>
          <p className="hero-lead">{landing.lead}</p>
          <div className="hero-actions">
            <Button
              look="mark"
              onClick={() => void generate()}
              onPointerEnter={() => void loadDialog().catch(() => undefined)}
              aria-haspopup="dialog"
            >
              <Icon name="lamp" />
              {landing.generate}
            </Button>
            <ButtonLink href="/make">
              <Icon name="book" />
              {landing.make}
            </ButtonLink>
          </div>
          <p className="soft">{landing.free}</p>
        </div>
        <div className="hero-book">
          <img className="hero-page" src={night} alt="" width="640" height="640" />
          <figure className="hero-cover">
            <img src={cover} alt={landing.coverAlt} width="800" height="800" fetchPriority="high" />
            <figcaption>{landing.bookTitle}</figcaption>
          </figure>
        </div>
      </section>
      <Outcome />
      {!known && <Latest />}
      {Dialog && (
        <Suspense>
          <Dialog open={open} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
