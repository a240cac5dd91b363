/** Colours of a page out of those of its picture, each text with a contrast of 4.5 to 1 at least.
 *
 * OKLab is Björn Ottosson's (https://bottosson.github.io/posts/oklab/), contrast is that of WCAG 2.2.
 */
type Three = [number, number, number];

export interface PageColours {
  paper: string;
  ink: string;
  heading: string;
  soft: string;
  /** Behind the word that is being read, and the line under it. */
  mark: string;
  line: string;
}

const READABLE = 4.5;
const VISIBLE = 3; // what is no text
const DEFAULTS: Three3 = ["#8a4b2a", "#3f6ba0", "#8b5a1f"];
type Three3 = [string, string, string];
const INKS = { day: "#2b2622", night: "#f1e9dd" };

const known = new Map<string, PageColours>(); // pages are drawn often while they turn

/** `three` are deep colours as `#rrggbb`, the most present first; where there are fewer, the house's own. */
export function pageColours(three: readonly string[], night: boolean): PageColours {
  const key = `${three.join()} ${night}`;
  const found = known.get(key) ?? reckoned(three, night);
  known.set(key, found);
  return found;
}

function reckoned(three: readonly string[], night: boolean): PageColours {
  const [first, second, third] = DEFAULTS.map((own, at) =>
    /^#[0-9a-f]{6}$/i.test(three[at] ?? "") ? three[at]! : own,
  ) as Three3;
  const ink = night ? INKS.night : INKS.day;
  const paper = shade(first, night ? 0.235 : 0.967, night ? 0.028 : 0.018);
  return {
    paper,
    ink,
    heading: readable(second, paper),
    soft: readable(shade(first, night ? 0.78 : 0.48, 0.03), paper),
    mark: apart(shade(third, night ? 0.42 : 0.875, night ? 0.1 : 0.085), ink, READABLE + 1),
    line: readable(third, paper, VISIBLE),
  };
}

/** `colour`, made lighter or darker until it reads on `ground`. */
export function readable(colour: string, ground: string, ratio = READABLE): string {
  return apart(colour, ground, ratio);
}

/** WCAG contrast ratio of two colours, 1 to 21. */
export function contrast(one: string, other: string): number {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

/** `colour` moved away from `other` in lightness, in its own hue, as far as `ratio` asks. */
function apart(colour: string, other: string, ratio: number): string {
  const step = luminance(other) > 0.18 ? -0.01 : 0.01;
  const [light, a, b] = toLab(rgbOf(colour));
  const start = Math.min(1, Math.max(0, light)); // white is a hair more than 1
  const chroma = Math.hypot(a, b);
  let found = colour;
  for (let light = start; contrast(found, other) < ratio && light >= 0 && light <= 1; light += step) {
    found = shade(colour, light, chroma);
  }
  return found;
}

/** The colour's hue at this OKLab lightness, with at most this chroma and inside sRGB. */
function shade(colour: string, lightness: number, most: number): string {
  const [, a, b] = toLab(rgbOf(colour));
  const hue = Math.atan2(b, a);
  for (let chroma = Math.min(most, Math.hypot(a, b)); ; chroma -= 0.005) {
    const c = Math.max(0, chroma);
    const rgb = fromLab([lightness, c * Math.cos(hue), c * Math.sin(hue)]);
    if (c === 0 || rgb.every((part) => part >= -0.001 && part <= 1.001)) return hexOf(rgb);
  }
}

function rgbOf(hex: string): Three {
  return [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16) / 255) as Three;
}

function hexOf(rgb: Three): string {
  const byte = (part: number) => Math.round(Math.min(1, Math.max(0, part)) * 255);
  return `#${rgb.map((part) => byte(part).toString(16).padStart(2, "0")).join("")}`;
}

function linear(part: number): number {
  return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
}

function luminance(hex: string): number {
  const [r, g, b] = rgbOf(hex).map(linear) as Three;
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function toLab(rgb: Three): Three {
  const [r, g, b] = rgb.map(linear) as Three;
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

function fromLab([light, a, b]: Three): Three {
  const l = (light + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (light - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (light - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const rgb: Three = [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
  return rgb.map((part) =>
    part <= 0.0031308 ? 12.92 * part : 1.055 * Math.abs(part) ** (1 / 2.4) - 0.055,
  ) as Three;
}
