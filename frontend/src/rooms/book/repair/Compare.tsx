import { type ReactNode, useId, useState } from "react";

/** Two things side by side; on a narrow screen one in the place of the other, with a switch. */
export function Compare({
  label,
  left,
  right,
}: {
  label: string;
  left: { name: string; shown: ReactNode };
  right: { name: string; shown: ReactNode };
}) {
  const id = useId();
  const [side, turn] = useState<"left" | "right">("left");
  const sides = { left, right };
  return (
    <div className="compare" data-side={side}>
      <fieldset className="compare-switch">
        <legend className="hidden">{label}</legend>
        {(["left", "right"] as const).map((one) => (
          <label key={one}>
            <input type="radio" name={id} checked={side === one} onChange={() => turn(one)} />
            <span>{sides[one].name}</span>
          </label>
        ))}
      </fieldset>
      <div className="compare-panes">
        {(["left", "right"] as const).map((one) => (
          <figure key={one} className={`compare-pane compare-${one}`}>
            <figcaption>{sides[one].name}</figcaption>
            {sides[one].shown}
          </figure>
        ))}
      </div>
    </div>
  );
}
