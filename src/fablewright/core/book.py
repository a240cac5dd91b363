"""The words that author, illustrator, narrator and binder share.

Frozen values, plain data: each can be written as JSON into the ledger and read back unchanged.
"""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

PartName = Literal["cover", "scene_1", "scene_2", "scene_3", "scene_4"]
PARTS: tuple[PartName, ...] = ("cover", "scene_1", "scene_2", "scene_3", "scene_4")

Kind = Literal["child", "hero", "companion"]
Subject = Literal["child", "hero", "combined"]
TimeOfDay = Literal["dawn", "morning", "noon", "afternoon", "sunset", "night"]
Weather = Literal["clear", "cloudy", "rain", "snow", "wind", "fog"]
Camera = Literal["wide", "middle", "near", "low", "high"]
Mood = Literal["smile", "joy", "wonder", "worried", "sad", "sleepy", "determined", "surprised"]
PoseName = Literal[
    "stand", "walk", "run", "jump", "sit", "kneel", "reach_up", "point",
    "wave", "hold", "hug", "crouch", "climb", "look_up", "arms_wide", "think",
]  # fmt: skip
Facing = Literal["left", "right", "front", "away"]
Hex = Annotated[str, Field(pattern=r"^#[0-9a-f]{6}$")]


class Value(BaseModel):
    """A frozen value: unknown fields are an error, so that nothing is lost unseen."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Person(Value):
    """Somebody in the book, as the artists know them.

    `traits` are ids of `cast.traits.TRAITS`; `appearance` is free words ("red raincoat, two plaits").
    For a companion, `species` says what it is ("fox", "octopus", "robot").
    """

    kind: Kind
    name: str
    age: int | None = None
    traits: tuple[str, ...] = ()
    appearance: str = ""
    species: str = ""
    pronoun: Literal["she", "he", "they"] = "they"


class Brief(Value):
    """What the people asked for, complete: every default has been filled in.

    `people` are copies, so that a book stays as it was ordered; `characters` are the ids of those whom
    the cast knows. Their pictures are no copies: who takes one away has taken it away.
    """

    spark: str = ""
    people: tuple[Person, ...] = ()
    characters: tuple[UUID, ...] = ()
    subject: Subject | None = "child"  # None where the story is about nobody of theirs
    genre: str = ""
    themes: tuple[str, ...] = ()
    moral: str = ""
    minutes: int = 3
    age: int = 5
    language: str = "en"
    voice: str = ""
    emotion: str = ""
    vibe: str = ""
    relationship: str = ""
    title: str = ""
    seed: int = 1


class Beat(Value):
    """A quarter of the story. Paragraphs are separated by one blank line, words by single spaces."""

    text: str


class StoryText(Value):
    """A written story. `people` are those of the brief, completed, and those the author invented."""

    title: str
    beats: tuple[Beat, Beat, Beat, Beat]
    refrain: str
    moral: str
    dedication: str = ""
    people: tuple[Person, ...]
    place: str
    reading_age: float | None = None
    emotion: str = ""  # the style that was really told in; "" when none was asked for
    vibe: str = ""

    @property
    def word_count(self) -> int:
        return sum(len(beat.text.split()) for beat in self.beats)


class PaletteStep(Value):
    """One step of the feeling's curve. Colours are sRGB: `sky` from top to horizon."""

    name: str
    sky: tuple[Hex, Hex, Hex]
    ground: Hex
    light: Hex
    accent: Hex


class PaletteJourney(Value):
    """Pass 1: what the book is about underneath, the thing that stands for it, and five colour moods."""

    motif: str
    motif_object: str
    steps: tuple[PaletteStep, PaletteStep, PaletteStep, PaletteStep, PaletteStep]

    def step(self, part: PartName) -> PaletteStep:
        return self.steps[PARTS.index(part)]


class Figure(Value):
    """Who stands on a picture and how. `who` is the name of a person of the story."""

    who: str
    pose: PoseName = "stand"
    mood: Mood = "smile"
    facing: Facing = "right"
    holds: str = ""


class SceneAnalysis(Value):
    """Pass 2: one picture, planned. `place`, `props` and `holds` are plain nouns."""

    part: PartName
    action: str
    camera: Camera
    depth: str
    atmosphere: str
    place: str
    indoors: bool = False
    time_of_day: TimeOfDay = "morning"
    weather: Weather = "clear"
    figures: tuple[Figure, ...]
    props: tuple[str, ...] = ()
    motif_object: str = ""
    quiet: Literal["top", "bottom"] = "bottom"
    alt: str


class Finding(Value):
    """Whether a picture shows a trait of somebody; `note` is for people."""

    person: str
    trait: str
    seen: Literal["yes", "no", "unclear"]
    note: str = ""


class Verdict(Value):
    """What an inspection found. It has `passed` unless something is plainly not there; `feedback` is
    what the next try is told."""

    passed: bool
    findings: tuple[Finding, ...] = ()
    feedback: str = ""

    @property
    def missing(self) -> tuple[Finding, ...]:
        return tuple(one for one in self.findings if one.seen == "no")


class Question(Value):
    """Something to do after reading; `answer` is what the text says, or a hint when all is right."""

    kind: Literal["recall", "sequence", "word", "feeling", "why", "create"]
    question: str
    options: tuple[str, ...] = ()
    answer: str


class Activities(Value):
    questions: tuple[Question, ...]


class Word(Value):
    """A spoken word: seconds from the beginning of the MP3 file, as a player hears it."""

    txt: str
    start: float
    end: float
