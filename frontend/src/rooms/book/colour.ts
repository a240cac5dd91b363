/** The name of a colour in plain words, for those who do not see it or wonder what it is. */
import type { Words } from "../../words";

const HUES = [
  [15, "red"],
  [42, "orange"],
  [68, "yellow"],
  [165, "green"],
  [195, "turquoise"],
  [255, "blue"],
  [290, "purple"],
  [340, "pink"],
  [361, "red"],
] as const;

export function nameOf(hex: string, words: Words): string {
  const [red, green, blue] = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16) / 255) as [
    number,
    number,
    number,
  ];
  const most = Math.max(red, green, blue);
  const least = Math.min(red, green, blue);
  const lightness = (most + least) / 2;
  const spread = most - least;
  const shade = lightness < 0.3 ? "dark" : lightness > 0.7 ? "light" : "middle";
  const names = words.book.colours;
  if (lightness < 0.07) return names.black;
  if (spread < 0.07) return names[shade](names.grey);
  const turn =
    most === red
      ? (green - blue) / spread
      : most === green
        ? 2 + (blue - red) / spread
        : 4 + (red - green) / spread;
  const hue = (turn * 60 + 360) % 360;
  if (hue >= 15 && hue < 50 && lightness < 0.42) return names[shade](names.brown);
  const [, name] = HUES.find(([end]) => hue < end)!;
  return names[shade](names[name]);
}
