/** What the studio tells of a part besides its state, read with care: older books know less. */
import type { Asset } from "../../api/story";

export interface Told {
  motif: string;
  paletteStep: string;
  analysed: boolean;
  /** Which try of a picture; 0 where none is told. */
  attempt: number;
  inspection: "passed" | "failed" | "none" | "";
  findings: string[];
  note: string;
  /** Who stepped in for whoever was asked; "" where nobody had to. */
  fallback: string;
  simulated: boolean;
}

export function toldOf(asset: Asset): Told {
  const told = asset.metadata ?? {};
  const text = (name: string) => (typeof told[name] === "string" ? (told[name] as string) : "");
  const findings = Array.isArray(told["findings"]) ? told["findings"] : [];
  return {
    motif: text("motif"),
    paletteStep: text("paletteStep"),
    analysed: told["analysisComplete"] === true,
    attempt: typeof told["attempt"] === "number" ? told["attempt"] : 0,
    inspection: text("inspection") as Told["inspection"],
    findings: findings.filter((one): one is string => typeof one === "string"),
    note: text("inspectionNote"),
    fallback: text("fallback"),
    simulated: told["simulated"] === true,
  };
}
