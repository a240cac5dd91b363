"""What the palette and the hour make of every colour on a picture.

A `PaletteStep` names five colours; all others follow from them in OKLab, so that one place has as many
moods as there are palettes. Things keep a part of their own colour (`tinted`): a red apple stays red.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from fablewright.core.book import PaletteStep, TimeOfDay, Weather
from fablewright.illustrators.offline.colour import mix, oklch, tint, to_lch

# Where the sun or the moon stands, as shares of the page: (x, y), seen from the reader's left.
SUN = {
    "dawn": (0.22, 0.46),
    "morning": (0.22, 0.27),
    "noon": (0.60, 0.20),
    "afternoon": (0.79, 0.27),
    "sunset": (0.68, 0.47),
    "night": (0.74, 0.24),
}
_SKY_LIGHTNESS = {  # the darkest and lightest that the top of the sky may be
    "dawn": (0.42, 0.82),
    "morning": (0.58, 0.88),
    "noon": (0.60, 0.90),
    "afternoon": (0.55, 0.88),
    "sunset": (0.34, 0.70),
    "night": (0.20, 0.36),
}


def within(colour: str, darkest: float, lightest: float) -> str:
    """The colour with its lightness brought between two bounds."""
    lightness, chroma, hue = to_lch(colour)
    return oklch(min(lightest, max(darkest, lightness)), chroma, hue)


@dataclass(frozen=True)
class Tones:
    """The colours of one picture."""

    palette: PaletteStep
    time: TimeOfDay
    weather: Weather
    indoors: bool = False

    @property
    def night(self) -> bool:
        return self.time == "night"

    @property
    def dim(self) -> bool:
        """Whether lamps are lit."""
        return self.time in ("night", "sunset", "dawn") or self.weather in ("rain", "fog")

    @cached_property
    def sky(self) -> tuple[str, str, str]:
        """From the top of the page to the horizon."""
        low, high = _SKY_LIGHTNESS[self.time]
        top, middle, bottom = (self._unsoiled(colour) for colour in self.palette.sky)
        span = 0.10 if self.night else 0.12
        colours = (
            within(top, low, high),
            within(middle, low + span * 0.6, min(0.93, high + span * 0.6)),
            within(bottom, low + span * 1.4, min(0.96, high + span * 1.2)),
        )
        if self.weather in ("rain", "cloudy", "fog", "snow"):
            grey = 0.6 if self.weather != "cloudy" else 0.78
            return tuple(tint(colour, -0.02, grey) for colour in colours)  # type: ignore[return-value]
        return colours

    @cached_property
    def ground(self) -> str:
        bounds = (0.35, 0.48) if self.night else (0.46, 0.78)
        ground = within(self.palette.ground, *bounds)
        if self.weather == "snow":
            white = "#eef3fb" if not self.night else "#a9b8dc"
            return mix(ground, white, 0.78)
        return ground

    def _unsoiled(self, colour: str) -> str:
        """A dark yellow is olive, which no sky is: at dusk it turns to rose, at night to blue."""
        lightness, chroma, hue = to_lch(colour)
        if not (20 if self.night else 45) < hue < 130:
            return colour
        if self.time not in ("dawn", "sunset", "night") and hue > 88:  # greenish: blue above cream
            return oklch(max(lightness, 0.80), chroma * 0.55, 225 if lightness < 0.85 else 85)
        if lightness > 0.78:
            return colour
        if self.night:
            return oklch(lightness, chroma, 280)
        if self.time in ("dawn", "sunset"):
            return oklch(lightness, chroma, 20 + 0.35 * (hue - 45))
        return oklch(0.84, chroma * 0.5, hue)

    def sky_at(self, share: float) -> str:
        """The sky's colour from the top of the page (0) to the horizon (1)."""
        top, middle, bottom = self.sky
        if share < 0.52:
            return mix(top, middle, max(0.0, share) / 0.52)
        return mix(middle, bottom, min(1.0, (share - 0.52) / 0.48))

    @property
    def light(self) -> str:
        return within(self.palette.light, 0.84, 0.97)

    @property
    def accent(self) -> str:
        return within(self.palette.accent, 0.58, 0.80)

    @cached_property
    def haze(self) -> str:
        """What distance turns everything into."""
        return mix(mix(self.sky[2], self.sky[1], 0.35), self.ground, 0.32)

    @cached_property
    def near(self) -> str:
        """The ground before our feet."""
        return tint(self.ground, -0.07 if self.weather != "snow" else -0.02)

    @cached_property
    def frame(self) -> str:
        """Leaves so near that they are almost shadow."""
        lightness, chroma, hue = to_lch(mix(self.leaf(0), self.shadow, 0.30))
        return oklch(min(lightness, 0.24 if self.night else 0.40), chroma, hue)

    @cached_property
    def shadow(self) -> str:
        hue = to_lch(self.sky[0])[2]
        return oklch(0.17 if self.night else 0.25, 0.06, hue)

    @cached_property
    def ambient(self) -> str:
        return mix(mix(self.sky[1], self.ground, 0.45), self.light, 0.12)

    def land(self, near: float) -> str:
        """The ground from the horizon (0) to the reader (1)."""
        return mix(self.haze, self.near, near**0.85)

    def tinted(self, colour: str, far: float = 0.0, own: float = 0.76) -> str:
        """A thing's own colour in this light, `far` (0–1) towards the haze."""
        seen = mix(self.ambient, colour, own)
        if self.night and not self.indoors:
            seen = tint(seen, -0.07, 0.94)
        elif self.night:
            seen = tint(seen, -0.04)
        elif self.time in ("sunset", "dawn"):
            seen = mix(seen, self.sky[1], 0.12)
        return mix(seen, self.haze, far)

    def leaf(self, which: int = 0, far: float = 0.0) -> str:
        """Three greens of this palette (0 middle, 1 dark, 2 yellow), which need not be green."""
        base = ("#4f9d62", "#2f7560", "#93b84e")[which % 3]
        ground = self.palette.ground
        lightness, chroma, hue = to_lch(base)
        ground_lightness, ground_chroma, ground_hue = to_lch(ground)
        # Hues turn, they are not mixed: green and purple would meet in grey.
        turn = (ground_hue - hue + 180) % 360 - 180
        share = 0.5 * min(1.0, ground_chroma / 0.06)
        leaf = oklch(
            lightness + 0.4 * (min(0.66, max(0.40, ground_lightness)) - lightness),
            0.7 * chroma + 0.3 * min(0.12, ground_chroma),
            hue + share * turn,
        )
        if self.night:
            leaf = tint(within(leaf, 0.35, 0.47), 0, 0.8)
        if self.weather == "snow":
            leaf = mix(leaf, "#dfe8f2", 0.25)
        return mix(leaf, self.haze, far)

    def grade(self, colour: str) -> str:
        """A ready-made drawing's colour, brought a little into this light."""
        seen = mix(self.ambient, tint(colour, 0, 0.90), 0.90)
        return tint(seen, -0.05, 0.95) if self.night else seen

    @cached_property
    def trunk(self) -> str:
        return self.tinted("#6a4534", own=0.70)

    @cached_property
    def snow(self) -> str:
        return "#f6f9ff" if not self.night else "#c3cfec"

    def water(self, near: float) -> str:
        """Water from the horizon (0) to the reader (1): the sky, deeper."""
        blue = mix(self.sky[1], "#3f93b5" if not self.night else "#28507e", 0.42)
        far = mix(self.sky[2], blue, 0.45)
        deep = tint(blue, -0.16 if not self.night else -0.09)
        return mix(far, deep, near)

    # ---- indoors

    @cached_property
    def wall(self) -> str:
        """Paint: the palette's sky, calm, so that people stand out against it."""
        lightness, chroma, hue = to_lch(mix(self.palette.sky[1], self.palette.light, 0.22))
        bounds = (0.40, 0.50) if self.night else (0.81, 0.90)
        if self.time in ("sunset", "dawn"):
            bounds = (0.78, 0.86)
        if 62 < hue < 130:  # a full yellow is brown on a wall: cream is kinder
            chroma, hue = chroma * 0.55, 62 + 0.25 * (hue - 62)
        if self.night and 20 < hue < 130:  # and at night it is brown
            chroma, hue = 0.045, 285.0
        return oklch(
            min(bounds[1], max(bounds[0], lightness)),
            min(chroma, 0.06 if self.night else 0.085),
            hue,
        )

    @cached_property
    def wood(self) -> str:
        return self.tinted("#b57a4a", own=0.72)

    @cached_property
    def dark_wood(self) -> str:
        return self.tinted("#7d4f36", own=0.72)

    @cached_property
    def floor(self) -> str:
        bounds = (0.32, 0.42) if self.night else (0.56, 0.70)
        return within(mix(self.tinted("#b98457", own=0.84), self.palette.ground, 0.12), *bounds)

    @cached_property
    def cream(self) -> str:
        return self.tinted("#fff3df", own=0.84)

    @cached_property
    def metal(self) -> str:
        return self.tinted("#9aa6b5", own=0.7)

    @cached_property
    def stone(self) -> str:
        return self.tinted("#a59c98", own=0.62)

    def cloth(self, which: int = 0) -> str:
        """Fabrics that go together: accent, a calm neighbour, a cool and a warm one."""
        _, _, hue = to_lch(self.accent)
        lightness = 0.52 if self.night else 0.66
        return (
            self.tinted(self.accent, own=0.9),
            self.tinted(oklch(lightness, 0.075, to_lch(self.palette.sky[0])[2])),
            self.tinted(oklch(lightness + 0.06, 0.085, hue + 150)),
            self.tinted(mix(self.light, self.accent, 0.25)),
            self.tinted(oklch(lightness, 0.09, hue - 55)),
        )[which % 5]

    @property
    def lamp(self) -> str:
        """Electric light and fire, warm in any palette."""
        return mix("#ffcf73", self.light, 0.30)

    @property
    def pane(self) -> str:
        """A window seen from outside."""
        return self.lamp if self.dim else self.tinted("#cfe9f2")
