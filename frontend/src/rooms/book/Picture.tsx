import type { ReactNode } from "react";

import type { Asset, AssetName } from "../../api/story";
import { Icon } from "../../ui/Icon";
import { useWords } from "../../words";
import { AssetCard } from "./AssetCard";
import { Swatches } from "./Palette";
import { toldOf } from "./told";

/** A picture of the book: the steps of its making, and then itself. */
export function Picture({
  story,
  name,
  asset,
  colours,
  children,
}: {
  story: string;
  name: AssetName;
  asset: Asset;
  colours: string[];
  children?: ReactNode;
}) {
  return (
    <AssetCard story={story} name={name} asset={asset}>
      <div className="picture-frame">
        {asset.url ? <Shown asset={asset} /> : <Steps asset={asset} />}
      </div>
      {asset.status === "ready" && <Looked asset={asset} />}
      {asset.status === "ready" && colours.length > 0 && <Swatches colours={colours} />}
      {children}
    </AssetCard>
  );
}

type Stored = Pick<Asset, "url" | "renditions" | "alt" | "width" | "height">;

/** The file, as large as the screen can show it. */
export function Shown({ asset, sizes = "(max-width: 48rem) 92vw, 22rem" }: { asset: Stored; sizes?: string }) {
  const words = useWords();
  const smaller = asset.renditions ?? [];
  return (
    <img
      src={smaller[0]?.url ?? asset.url ?? undefined}
      srcSet={smaller.map((one) => `${one.url} ${one.width}w`).join(", ") || undefined}
      sizes={smaller.length ? sizes : undefined}
      alt={asset.alt || words.book.picture}
      width={asset.width ?? 1024}
      height={asset.height ?? 1024}
      decoding="async"
    />
  );
}

/** What has been done for a picture that is not there yet. */
function Steps({ asset }: { asset: Asset }) {
  const words = useWords().book.steps;
  if (asset.status === "pending") return <p className="picture-waits">{words.waits}</p>;
  const told = toldOf(asset);
  const looking = told.findings.length > 0;
  const steps = [
    { text: told.paletteStep ? words.palette(told.paletteStep) : words.palettes, done: !!told.paletteStep },
    { text: told.motif ? words.motif(told.motif) : words.motifs, done: !!told.motif },
    { text: words.analysis, done: told.analysed },
    { text: told.attempt > 1 ? words.attempt(told.attempt) : words.painting, done: asset.progress >= 90 },
  ];
  return (
    <>
      <ol className="steps">
        {steps.map((step) => (
          <li key={step.text} className={step.done ? "step-done" : ""}>
            <Icon name={step.done ? "check" : "dots"} size={18} />
            <span>
              {step.text}
              <span className="hidden"> {step.done ? words.done : words.open}</span>
            </span>
          </li>
        ))}
      </ol>
      {looking && <Findings told={told} />}
    </>
  );
}

function Findings({ told }: { told: ReturnType<typeof toldOf> }) {
  const words = useWords().book.steps;
  return (
    <details className="findings">
      <summary>{words.findings(told.findings.length)}</summary>
      <ul>
        {told.findings.map((one) => (
          <li key={one}>{one}</li>
        ))}
      </ul>
    </details>
  );
}

/** What the look at the finished picture found, and who painted it, where that is worth a word. */
function Looked({ asset }: { asset: Asset }) {
  const words = useWords().book.steps;
  const told = toldOf(asset);
  return (
    <>
      {told.fallback && <p className="mark-fallback">{words.fallback}</p>}
      {told.simulated && <p className="mark-fallback">{words.simulated}</p>}
      {told.inspection === "passed" && (
        <p className="mark-passed">
          <Icon name="check" size={18} />
          {words.passed}
        </p>
      )}
      {told.note && <p className="soft">{told.note}</p>}
      {told.findings.length > 0 && <Findings told={told} />}
    </>
  );
}
