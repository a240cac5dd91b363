import { type ReactNode, useId } from "react";

import type { Asset, AssetName } from "../../api/story";
import { Button } from "../../ui/Button";
import { Icon, type IconName } from "../../ui/Icon";
import { Trouble } from "../../ui/Notice";
import { Progress } from "../../ui/Progress";
import { useWords } from "../../words";
import { useAgain } from "./useAgain";

const ICONS: Record<Asset["status"], IconName> = {
  pending: "dots",
  generating: "lamp",
  retrying: "again",
  ready: "check",
  failed: "warn",
};

/** One part of a book: its name, how far it is, and what can be done when it failed. What it looks like,
 * and what else can be done with it, are its children. */
export function AssetCard({
  story,
  name,
  asset,
  children,
}: {
  story: string;
  name: AssetName;
  asset: Asset;
  children?: ReactNode;
}) {
  const words = useWords();
  const heading = useId();
  const again = useAgain(story);
  const title = words.book.parts[name];
  const working = asset.status === "generating" || asset.status === "retrying";
  return (
    <article className="asset" data-asset={name} data-status={asset.status} aria-labelledby={heading}>
      <header className="asset-head">
        <h3 id={heading}>{title}</h3>
        <span className={`asset-state asset-${asset.status}`}>
          <Icon name={ICONS[asset.status]} size={18} />
          {words.book.states[asset.status]}
        </span>
      </header>
      {working && (
        <Progress value={asset.progress} label={words.book.progressOf(title)} />
      )}
      {asset.status === "retrying" && asset.error && <p className="soft">{asset.error}</p>}
      {asset.status === "failed" && (
        <div className="asset-failed">
          <p>{asset.error}</p>
          <Button
            busy={again.isPending}
            aria-label={words.book.againFor(title)}
            onClick={() => again.mutate([name])}
          >
            <Icon name="again" />
            {words.actions.retry}
          </Button>
          {again.error && <Trouble error={again.error} />}
        </div>
      )}
      {children}
    </article>
  );
}
