"""A picture as words for a picture model: the one place where they are made.

What stands in `prompts/<variant>/` is read when a `Prompting` is built: `picture.txt` (the whole, with
$values), `style.txt`, `negative.txt` and `phrases.txt`.
"""

from __future__ import annotations

import colorsys
import hashlib
import random
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from string import Template
from typing import Protocol

from fablewright.core.book import Figure, PaletteStep, Person, SceneAnalysis
from fablewright.illustrators.base import PictureRequest

VARIANT = "paper-cut-1"
MOST_PEOPLE, MOST_PROPS = 8, 12
_TAG = re.compile(r"<[^<>]{0,80}>")
_MARKUP = re.compile(r"[<>{}\[\]\\`*_#|~^$“”„«»\"]+")
_JOINERS = "\u200c\u200d"  # that some scripts and emoji need


class TraitWords(Protocol):
    """A trait in plain words: `label` continues "She …", `drawn` says how it looks."""

    @property
    def label(self) -> str: ...

    @property
    def drawn(self) -> str: ...


@dataclass(frozen=True, slots=True)
class _Detail:
    """How much is said: which blocks are left out, whether it is told how traits look, and how much of
    people's own words."""

    without: tuple[str, ...] = ()
    drawn: bool = True
    share: float = 1


_DETAILS = (
    _Detail(),
    _Detail(("? ",)),
    _Detail(("? ",), drawn=False, share=0.4),
    _Detail(("? ", "?? "), drawn=False, share=0.4),
)


def said(text: str, longest: int) -> str:
    """A person's words as data: one line, without markup or marks that could end the quotation."""
    kept = "".join(
        character if character in _JOINERS or unicodedata.category(character)[0] != "C" else " "
        for character in unicodedata.normalize("NFC", text[: 4 * longest])
    )
    line = " ".join(_MARKUP.sub(" ", _TAG.sub(" ", kept)).split())
    if len(line) > longest:
        line = line[:longest].rpartition(" ")[0] or line[:longest]
    return line


def quoted(text: str, longest: int) -> str:
    """`said`, in the marks of the prompt; empty when nothing is left."""
    line = said(text, longest)
    return f"“{line}”" if line else ""


class Prompting:
    """Makes the words. `traits` maps the ids that people carry to words; `style` is the look of the
    house (its own when empty), as the operator words it."""

    def __init__(
        self, traits: Mapping[str, TraitWords], *, style: str = "", variant: str = VARIANT
    ) -> None:
        folder = files("fablewright.illustrators") / "prompts" / variant

        def read(name: str) -> str:
            return (folder / name).read_text("utf-8").strip()

        self._traits = traits
        self._blocks = [
            " ".join(block.split())
            for block in re.split(r"\n\s*\n", read("picture.txt"))
            if not block.startswith("#")
        ]
        self._phrases = dict(_pairs(read("phrases.txt")))
        self.style = style.strip() or read("style.txt")
        self.negative = read("negative.txt")
        self.variant = variant
        if style.strip():  # other words are another variant, or comparing them means nothing
            self.variant += (
                "+" + hashlib.sha256(style.strip().encode("utf-8", "replace")).hexdigest()[:6]
            )

    def words(self, request: PictureRequest, *, longest: int) -> str:
        """What is asked, in at most `longest` characters: first what can be missed is left out."""
        for detail in _DETAILS:
            text = self._filled(request, detail)
            if len(text) <= longest:
                return text
        return text[:longest]

    def _filled(self, request: PictureRequest, detail: _Detail) -> str:
        values = self._values(request, detail)
        kept = []
        for block in self._blocks:
            if block.startswith(detail.without):
                continue
            template = Template(block.lstrip("? "))
            if all(values[name] for name in template.get_identifiers()):
                kept.append(template.substitute(values))
        return "\n\n".join(kept)

    def _values(self, request: PictureRequest, detail: _Detail) -> dict[str, str]:
        scene, share = request.analysis, detail.share
        things = [quoted(one, 60) for one in scene.props[:MOST_PROPS]]
        thing = quoted(scene.motif_object, 60)
        feedback = quoted(request.feedback, int(800 * share))
        kind = "cover" if scene.part == "cover" else "scene"
        return {
            "style": self.style,
            "action": quoted(scene.action, int(800 * share)),
            "setting": self._setting(scene),
            "people": self._people(request, detail),
            "references": self._phrases[f"references.{kind}"] if request.references else "",
            "camera": self._phrases[f"camera.{scene.camera}"] + ".",
            "depth": quoted(scene.depth, 300),
            "atmosphere": quoted(scene.atmosphere, 300),
            "props": ", ".join(filter(None, things)),
            "colours": self._colours(request.palette),
            "theme": quoted(request.motif, 80),
            "hunt": self._phrase("hunt", thing=thing) if thing else "",
            "quiet": self._phrases[f"quiet.{scene.quiet}"],
            "feedback": self._phrase("feedback", words=feedback) if feedback else "",
            "variety": self._variety(request),
        }

    def _setting(self, scene: SceneAnalysis) -> str:
        parts = [quoted(scene.place, 100)]
        if scene.indoors:
            parts.append(self._phrases["indoors"])
        parts.append(self._phrases[f"time.{scene.time_of_day}"])
        if not scene.indoors:
            parts.append(self._phrases[f"weather.{scene.weather}"])
        return ", ".join(filter(None, parts)) + "."

    def _people(self, request: PictureRequest, detail: _Detail) -> str:
        known = {person.name.casefold(): person for person in request.people}
        figures = request.analysis.figures[:MOST_PEOPLE]
        lines = [
            self._person(known.get(figure.who.casefold()), figure, detail) for figure in figures
        ]
        return "\n- " + "\n- ".join(lines) if lines else self._phrases["nobody"]

    def _person(self, person: Person | None, figure: Figure, detail: _Detail) -> str:
        does = [self._phrases[f"pose.{figure.pose}"], self._phrases[f"mood.{figure.mood}"],
                self._phrases[f"facing.{figure.facing}"]]  # fmt: skip
        if holds := quoted(figure.holds, 60):
            does.append(f"with {holds} in the hand")
        parts = [quoted(figure.who, 60) or "somebody"]
        if person:
            parts[0] += f", {_kind_of(person)}"
            if looks := quoted(person.appearance, int(400 * detail.share)):
                parts.append(f"looks: {looks}")
            parts += self._shown(person.traits, detail)
        return "; ".join([*parts, "here " + ", ".join(does)]) + "."

    def _shown(self, traits: Iterable[str], detail: _Detail) -> list[str]:
        words = [self._traits[name] for name in traits if name in self._traits]
        if not detail.drawn:
            return [one.label for one in words]
        return [f"{one.label} ({one.drawn.rstrip('.')})" for one in words]

    def _colours(self, palette: PaletteStep) -> str:
        top, middle, horizon = map(colour_name, palette.sky)
        return self._phrase(
            "colours",
            top=top,
            middle=middle,
            horizon=horizon,
            ground=colour_name(palette.ground),
            light=colour_name(palette.light),
            accent=colour_name(palette.accent),
        )

    def _variety(self, request: PictureRequest) -> str:
        """For models that take no seed, or one: another edition has another arrangement."""
        choices = [words for name, words in self._phrases.items() if name.startswith("variety.")]
        dice = random.Random(f"{request.seed} {request.analysis.part}")
        dice.shuffle(choices)
        chosen = choices[(request.edition - 1) % len(choices)]
        return chosen if request.edition == 1 else f"{self._phrases['edition']} {chosen}"

    def _phrase(self, name: str, **values: str) -> str:
        return Template(self._phrases[name]).substitute(values)


def seed_of(request: PictureRequest) -> int:
    """1 to 2³¹ − 1, another one for each part, edition and feedback."""
    marks = f"{request.seed} {request.analysis.part} {request.edition} {request.feedback}"
    digest = hashlib.sha256(marks.encode("utf-8", "replace")).digest()
    return int.from_bytes(digest[:4], "big") % (2**31 - 1) + 1


def document(request: PictureRequest, engine: str) -> dict[str, object]:
    """What was asked. What was drawn nobody has seen yet, so `drawn` is empty."""
    scene = request.analysis
    named = {figure.who.casefold() for figure in scene.figures}
    return {
        "drawn": {},
        "asked": {
            person.name: list(person.traits)
            for person in request.people
            if person.name.casefold() in named
        },
        "place": scene.place,
        "props": list(scene.props),
        "engine": engine,
    }


_HUES = (
    (15, "red"), (40, "orange"), (65, "yellow"), (85, "lime"), (160, "green"), (195, "turquoise"),
    (255, "blue"), (290, "violet"), (330, "pink"), (360, "red"),
)  # fmt: skip


def colour_name(colour: str) -> str:
    """`#1b2a6b` as models understand it: "dark blue (#1b2a6b)"."""
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    hue, lightness, saturation = colorsys.rgb_to_hls(red, green, blue)
    tone = "very dark " if lightness < 0.15 else "dark " if lightness < 0.35 else ""
    tone = "very pale " if lightness > 0.9 else "light " if lightness > 0.7 else tone
    name = next(name for most, name in _HUES if hue * 360 <= most)
    if saturation < 0.1:
        name = "grey"
    elif name == "orange" and lightness < 0.45:
        tone, name = "" if tone == "" else "dark ", "brown"
    elif saturation < 0.3:
        tone = f"{tone}greyish "
    return f"{tone}{name} ({colour})"


def _kind_of(person: Person) -> str:
    """ "a girl of 6", "a grown man", "species “fox”"."""
    if person.species:
        return f"species {quoted(person.species, 40)}"
    age = person.age
    if age is None:
        return "a child" if person.kind == "child" else "a person"
    young = {"she": "girl", "he": "boy"}.get(person.pronoun, "child")
    grown = {"she": "woman", "he": "man"}.get(person.pronoun, "person")
    if age < 13:
        return f"a {young} of {age}" if age >= 1 else "a baby"
    if age < 18:
        return f"a teenager of {age}, {young}"
    return f"an old {grown} of {age}" if age >= 65 else f"a {grown} of {age}"


def _pairs(text: str) -> Iterable[tuple[str, str]]:
    for line in text.splitlines():
        if line and not line.startswith("#"):
            name, _, words = line.partition(": ")
            yield name, words
