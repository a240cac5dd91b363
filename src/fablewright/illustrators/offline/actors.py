"""Who stands on a picture: which figure is which person or creature, and how large each is."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Literal

from fablewright.core.book import Facing, Figure, Person, SceneAnalysis
from fablewright.illustrators.offline.creatures import draw_creature, nearest_species
from fablewright.illustrators.offline.people import Look, draw_person, look_of
from fablewright.illustrators.offline.people.wardrobe import CALLINGS
from fablewright.illustrators.offline.sheets import Drawn

MOST = 5
_SWIMMERS = frozenset({"fish", "octopus", "whale", "dolphin", "seal", "turtle", "crab", "squid", "shark", "jellyfish", "robot", "alien", "star", "ghost", "seahorse", "penguin", "otter", "mermaid"})  # fmt: skip
_IN_WATER = frozenset({"whale", "octopus"})
# Our animals are drawn about as large as a child; these come nearer to life, but stay readable.
_GROWN = {
    "mouse": 0.74, "snail": 0.7, "hedgehog": 0.88, "owl": 0.8, "frog": 0.78, "bird": 0.84, "duck": 0.86,
    "rabbit": 0.82, "cat": 0.9, "turtle": 0.86, "horse": 1.14, "elephant": 1.3, "bear": 1.16,
    "whale": 1.35, "dinosaur": 1.08,
}  # fmt: skip
_TINY = frozenset({"tiny", "little", "small", "baby", "wee", "miniature"})
_HUGE = frozenset({"huge", "giant", "enormous", "gigantic", "towering", "big", "large"})
_MONSTERS = frozenset({"monster", "troll", "ghost", "goblin", "alien", "yeti", "creature", "beast"})
_PEOPLE = frozenset(CALLINGS) | {
    "human",
    "person",
    "child",
    "girl",
    "boy",
    "woman",
    "man",
    "friend",
}
Draw = Callable[[float, float, float, Facing], Drawn]


@dataclass
class Actor:
    """A figure on the page. `box` and `anchors` are at scale 1 with the feet at (0, 0)."""

    figure: Figure
    name: str
    creature: bool
    breathes: bool  # needs a bubble where there is no air
    draw: Draw
    box: tuple[float, float, float, float]
    anchors: dict[str, tuple[float, float]] = field(default_factory=dict)
    species: str = ""
    swims: bool = False
    where: Literal["ground", "water", "tub", "afloat"] = "ground"
    x: float = 0.0
    y: float = 0.0
    scale: float = 1.0
    overhead: bool = False  # what it holds is behind and above it
    drawn: Drawn = field(default_factory=lambda: Drawn([], {}, (0, 0, 0, 0)))
    look: Look | None = None  # None for creatures
    shade: str = ""

    @property
    def width(self) -> float:
        return self.box[2] - self.box[0]

    @property
    def height(self) -> float:
        return -self.box[1]


def cast_of(
    analysis: SceneAnalysis, people: tuple[Person, ...], seed: int, shade: str, title: str = ""
) -> list[Actor]:
    """The figures of the analysis, each once, with the person that each name means.

    A name that nobody bears is drawn as an animal when it says one, and else as a child.
    """
    by_name = {person.name.casefold().strip(): person for person in people}
    looks = looks_of(people, seed)
    actors: list[Actor] = []
    seen: set[str] = set()
    for figure in analysis.figures:
        key = figure.who.casefold().strip()
        if key in seen or len(actors) == MOST:
            continue
        seen.add(key)
        person = by_name.get(key) or _stranger(figure.who)
        star = 1.0
        if analysis.part == "cover" and person.species and person.species.lower() in title.lower():
            star = 1.4  # the book is about it
        look = looks.get(person.name) or look_of(person, seed)
        actors.append(_actor(figure, person, look, seed, shade, analysis.action, star))
    return actors


def _stranger(who: str) -> Person:
    if animal_of(who):
        return Person(kind="companion", name=who, species=who)
    return Person(kind="child", name=who or "somebody", age=6)


def animal_of(words: str) -> str:
    """The species that the words name, or "" when they name none."""
    species = nearest_species(words)
    return species if species != "monster" or _MONSTERS & set(_words(words)) else ""


def is_creature(person: Person) -> bool:
    """A companion is one unless its species is a calling ("knight"); others only when they name one."""
    if not person.species.strip():
        return False
    if person.kind == "companion":
        return bool(animal_of(person.species)) or not _PEOPLE & set(_words(person.species))
    return bool(animal_of(person.species))


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z]+", text.lower())


def looks_of(people: tuple[Person, ...], seed: int) -> dict[str, Look]:
    """How the people of the story look; no two of them wear the same."""
    looks: dict[str, Look] = {}
    for person in people:
        if not is_creature(person) and person.name not in looks:
            worn = frozenset(look.top for look in looks.values())
            looks[person.name] = look_of(person, seed, worn)
    return looks


def grown(person: Person, species: str, action: str = "") -> float:
    """How large a creature is beside a child, by its kind and by what is said of it."""
    said = set(_words(f"{person.appearance} {person.species}"))
    size = _GROWN.get(species, 1.0)
    name = "|".join(re.escape(word) for word in (person.name, species) if word.strip())
    if re.search(
        rf"(towering|enormous|huge|gigantic) ({name})|({name}),? which is bigger", action, re.I
    ):
        return size * 1.45
    if said & _TINY:
        return size * 0.72
    return size * 1.25 if said & _HUGE else size


def _actor(
    figure: Figure, person: Person, look: Look, seed: int, shade: str, action: str, star: float
) -> Actor:
    draw: Draw
    species = ""
    if is_creature(person):
        kind = f"{person.appearance} {person.species}"  # a blue dragon is blue
        species = nearest_species(kind)
        own = Random(f"{person.name}|{seed}").randrange(1 << 30)
        times = grown(person, species, action)
        times *= star if times < 0.95 else 1.0

        def draw(x: float, y: float, scale: float, facing: Facing) -> Drawn:
            size = scale * times
            return draw_creature(kind, own, figure.mood, facing, x, y, size, shade, figure.pose)

    else:

        def draw(x: float, y: float, scale: float, facing: Facing) -> Drawn:
            return draw_person(look, figure.pose, figure.mood, facing, x, y, scale, shade)

    drawn = draw(0, 0, 1, figure.facing)
    breathes = species not in _SWIMMERS
    return Actor(
        figure, person.name, bool(species), breathes, draw, drawn.box, drawn.anchors,
        species=species, swims=species in _IN_WATER, look=None if species else look, shade=shade,
    )  # fmt: skip
