"""Who stands on a picture: size, place and order of the figures, and what they hold."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from fablewright.core.book import Facing, Figure, Person, SceneAnalysis
from fablewright.illustrators.offline.creatures import draw_creature, nearest_species
from fablewright.illustrators.offline.paper import Drawn
from fablewright.illustrators.offline.people import draw_person, look_of
from fablewright.illustrators.offline.people.wardrobe import CALLINGS
from fablewright.illustrators.offline.scene import Scene

MOST = 5
_SWIMMERS = frozenset({"fish", "octopus", "whale", "dolphin", "seal", "turtle", "crab", "squid", "shark", "jellyfish", "robot", "alien", "star", "ghost", "seahorse", "penguin", "otter", "mermaid"})  # fmt: skip
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
    """A figure on the page. `box` is at scale 1 with the feet at (0, 0)."""

    figure: Figure
    name: str
    creature: bool
    breathes: bool  # needs a bubble where there is no air
    draw: Draw
    box: tuple[float, float, float, float]
    x: float = 0.0
    y: float = 0.0
    scale: float = 1.0
    overhead: bool = False  # what it holds is behind and above it
    drawn: Drawn = field(default_factory=lambda: Drawn([], {}, (0, 0, 0, 0)))

    @property
    def width(self) -> float:
        return self.box[2] - self.box[0]

    @property
    def height(self) -> float:
        return -self.box[1]


def cast_of(
    analysis: SceneAnalysis, people: tuple[Person, ...], seed: int, shade: str
) -> list[Actor]:
    """The figures of the analysis, each once, with the person that each name means.

    A name that nobody bears is drawn as an animal when it says one, and else as a child.
    """
    by_name = {person.name.casefold().strip(): person for person in people}
    actors: list[Actor] = []
    seen: set[str] = set()
    for figure in analysis.figures:
        key = figure.who.casefold().strip()
        if key in seen or len(actors) == MOST:
            continue
        seen.add(key)
        person = by_name.get(key) or _stranger(figure.who)
        actors.append(_actor(figure, person, seed, shade))
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


def _actor(figure: Figure, person: Person, seed: int, shade: str) -> Actor:
    draw: Draw
    species = ""
    if is_creature(person):
        kind = f"{person.appearance} {person.species}"  # a blue dragon is blue
        species = nearest_species(kind)
        own = Random(f"{person.name}|{seed}").randrange(1 << 30)

        def draw(x: float, y: float, scale: float, facing: Facing) -> Drawn:
            return draw_creature(kind, own, figure.mood, facing, x, y, scale, shade, figure.pose)

    else:
        look = look_of(person, seed)

        def draw(x: float, y: float, scale: float, facing: Facing) -> Drawn:
            return draw_person(look, figure.pose, figure.mood, facing, x, y, scale, shade)

    box = draw(0, 0, 1, figure.facing).box
    return Actor(figure, person.name, bool(species), species not in _SWIMMERS, draw, box)


def arrange(actors: list[Actor], scene: Scene) -> None:
    """Give each its place: as large as camera and page allow, the first off the middle, in one group."""
    if not actors:
        return
    frame = scene.frame
    feet = scene.feet
    tallest = max(actor.height for actor in actors)
    scale = frame.scale * min(1.3, max(1.0, 84 / tallest))  # small ones alone come nearer
    if (
        frame.camera == "near" and scene.stands is None
    ):  # faces, not feet: bring the tallest head to where we look
        eyes = frame.ceiling + (60 if frame.quiet_top else 190)
        feet = max(min(feet, eyes + tallest * scale), 760.0)
    scale = min(scale, (feet - frame.ceiling) / tallest)
    overlap = 0.90 if len(actors) < 3 else 0.80
    row = sum(actor.width for actor in actors) * overlap
    room = min(880.0, scene.room[1] - scene.room[0])
    scale = min(scale, room / row)
    line = _line(actors)
    half = row * scale / 2
    lead = actors[0].figure.facing
    lean = {"wide": 95.0, "high": 80.0}.get(frame.camera, 55.0)
    centre = 500.0
    if lead == "right":
        centre -= lean
    elif lead == "left":
        centre += lean
    else:
        centre += lean * 0.5 * (-1 if frame.flip else 1)
    low, high = scene.room[0] + half, scene.room[1] - half
    centre = min(max(centre, low), high) if low < high else sum(scene.room) / 2
    x = centre - half
    for actor in line:
        wide = actor.width * overlap * scale
        middle = (actor.box[0] + actor.box[2]) / 2 * scale
        actor.x, actor.scale = x + wide / 2 - middle, scale
        actor.y = feet + _step(actor, actors) * scale
        if frame.camera == "near" and scene.stands is None:
            # Low ones come up behind the bank or the page's edge, so that their faces are seen.
            eyes, edge = (640, 985) if frame.quiet_top else (460, 800)
            actor.y = min(actor.y, max(edge, eyes + actor.height * scale))
        x += wide


def _line(actors: list[Actor]) -> list[Actor]:
    """Left to right: the first where the others are before its eyes."""
    first, rest = actors[0], actors[1:]
    if first.figure.facing == "left":
        return [*reversed(rest), first]
    if first.figure.facing == "right" or len(rest) < 2:
        return [first, *rest]
    return [*rest[::2], first, *rest[1::2]]


def _step(actor: Actor, actors: list[Actor]) -> float:
    """Small ones stand a little nearer to us, tall ones further, so that nobody is hidden."""
    if len(actors) == 1:
        return 0.0
    tallest = max(other.height for other in actors)
    return 3.0 if actor.height < 0.75 * tallest else (-2.0 if actor is not actors[0] else 0.0)
