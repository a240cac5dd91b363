import { expect, test } from "vitest";

import { contrast, pageColours } from "./colours";

const ODD = ["#000000", "#ffffff", "#ffff00", "#0000ff", "#808080", "#12f5a3"];
const colours = [...ODD];
for (let red = 0; red < 256; red += 51) {
  for (let green = 0; green < 256; green += 51) {
    for (let blue = 0; blue < 256; blue += 85) {
      colours.push(`#${[red, green, blue].map((part) => part.toString(16).padStart(2, "0")).join("")}`);
    }
  }
}

test("black on white is 21 to 1", () => {
  expect(contrast("#000000", "#ffffff")).toBeCloseTo(21);
  expect(contrast("#777777", "#ffffff")).toBeCloseTo(4.48, 2);
});

test.each([false, true])("every text reads on its ground, whatever the picture (night: %s)", (night) => {
  for (const [at, colour] of colours.entries()) {
    const three = [colour, colours[(at * 7) % colours.length]!, colours[(at * 13) % colours.length]!];
    const page = pageColours(three, night);
    for (const [text, ground] of [
      [page.ink, page.paper],
      [page.heading, page.paper],
      [page.soft, page.paper],
      [page.ink, page.mark],
    ] as const) {
      expect(contrast(text, ground), `${three.join()} ${text} on ${ground}`).toBeGreaterThanOrEqual(4.5);
    }
    expect(contrast(page.line, page.paper)).toBeGreaterThanOrEqual(3);
  }
});

test("what is no colour is left out", () => {
  expect(pageColours(["red", "#12"], false)).toEqual(pageColours([], false));
});
