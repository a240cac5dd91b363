"""Creatures: who there is, and how they are drawn."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

from fablewright.core.book import Facing, Mood
from fablewright.illustrators.offline.colour import mix, tint
from fablewright.illustrators.offline.creatures import fabled, feathered, furry, grand, small
from fablewright.illustrators.offline.creatures.kit import Beast
from fablewright.illustrators.offline.people.wardrobe import COLOURS
from fablewright.illustrators.offline.shapes import Point
from fablewright.illustrators.offline.sheets import Drawn, Layer

Coat = tuple[str, str, str]
"""Main colour, light (belly, muzzle), dark (paws, markings)."""

_KINDS: dict[str, tuple[Callable[[Beast], None], tuple[Coat, ...]]] = {
    "fox": (furry.fox, (("#e2662c", "#fff0dc", "#46293a"), ("#d8542a", "#fdeedb", "#3c2430"))),
    "dog": (furry.dog, (("#c98a4b", "#fff1dd", "#5f3b2a"), ("#f3e6d0", "#fffaf0", "#8a5634"), ("#8d93a3", "#f4f1ea", "#4a4d5c"))),
    "cat": (furry.cat, (("#f4efe6", "#fffaf2", "#6d6f86"), ("#e79a4c", "#fff0dc", "#b8622a"), ("#4c4858", "#efe9e2", "#36323f"))),
    "rabbit": (furry.rabbit, (("#d9c0a4", "#fff4e6", "#7a5a48"), ("#efe9e2", "#fffaf4", "#8d8592"), ("#a98a78", "#f7e8d8", "#5a4238"))),
    "bear": (grand.bear, (("#8f5c3c", "#e6c199", "#4a2c20"), ("#f1ece2", "#fffaf0", "#8a8794"), ("#6a4a3c", "#d9b08a", "#38241c"))),
    "mouse": (furry.mouse, (("#a7a3b4", "#f1ecee", "#5c586a"), ("#c9a078", "#fbeedd", "#6a4a38"))),
    "horse": (grand.horse, (("#a9683c", "#f1d9bc", "#4a2c22"), ("#efe6da", "#fff8ee", "#8d7a6c"), ("#6d4a3e", "#d8b898", "#2e2024"))),
    "elephant": (grand.elephant, (("#9aa3b8", "#f4efea", "#5a6178"), ("#b3a4b4", "#f6eeee", "#6a5a6c"))),
    "owl": (feathered.owl, (("#8a6a55", "#f6e4c8", "#4a3428"), ("#7b7496", "#f0e8f0", "#423c58"))),
    "penguin": (feathered.penguin, (("#3b4262", "#fdf8ee", "#262a42"),)),
    "duck": (feathered.duck, (("#f6cb4c", "#ffe9a0", "#a8741f"), ("#f7f1e4", "#fffaf0", "#a89a84"))),
    "bird": (feathered.bird, (("#d8553f", "#ffe3c4", "#6a2a24"), ("#4a7fc0", "#f6ead0", "#2a4470"), ("#efb43c", "#fff2cf", "#8a5a1c"))),
    "hedgehog": (small.hedgehog, (("#7a5a4a", "#f4dcbc", "#5a3c2e"), ("#8d7466", "#f7e6cf", "#5f4a3e"))),
    "turtle": (small.turtle, (("#9cbf6a", "#f1e6b8", "#8a5f38"), ("#7fb8a0", "#f4ecc8", "#5a6a9a"))),
    "frog": (small.frog, (("#6cab4a", "#e9f0b8", "#3a6a2c"), ("#3fa38a", "#d8f0d0", "#1f6a58"))),
    "snail": (small.snail, (("#e08a5a", "#f2d9b8", "#a8532f"), ("#b07fb8", "#f3dfc4", "#7a4a86"))),
    "octopus": (small.octopus, (("#e8718a", "#ffd9dc", "#8f2f4c"), ("#8d6cc8", "#e4d8f6", "#4c3480"), ("#ee8a4a", "#ffe3c4", "#9a4a1c"))),
    "whale": (small.whale, (("#4a76b0", "#eaf2f6", "#2a4a78"), ("#6a6fa8", "#eeeef6", "#3a3e70"))),
    "dragon": (fabled.dragon, (("#5aa06a", "#f6e7b0", "#2c5a3c"), ("#c2506a", "#ffe0c4", "#6a2038"), ("#6a6cc0", "#f1e3f4", "#38397a"))),
    "dinosaur": (fabled.dinosaur, (("#7bb05a", "#eef0bc", "#3f6a2c"), ("#e0905a", "#fdeac8", "#8a4a22"), ("#5f9fae", "#e6f2e4", "#2c5a68"))),
    "robot": (fabled.robot, (("#e8704a", "#fff0dc", "#7a3220"), ("#3fa0a0", "#e4f6f2", "#1c5a5c"), ("#f0b23c", "#fff4d6", "#8a5c14"))),
    "monster": (fabled.monster, (("#8d6cc8", "#e8dcf8", "#402a70"), ("#3fa39a", "#d9f2e6", "#1c524e"), ("#ea7f9a", "#ffe1e4", "#7a2a48"))),
}  # fmt: skip
SPECIES: tuple[str, ...] = tuple(_KINDS)

_ACCENTS = ("#d94b45", "#3d78c8", "#7446b8", "#2f9c95", "#f0a23a")
_ALSO: dict[str, str] = {
    "fluffy": "monster", "yeti": "monster", "troll": "monster", "ghost": "monster", "alien": "monster", "creature": "monster",
    "beast": "monster", "goblin": "monster", "puppy": "dog", "hound": "dog", "terrier": "dog", "wolf": "fox", "jackal": "fox", "badger": "bear",
    "raccoon": "fox", "kitten": "cat", "kitty": "cat", "tiger": "cat", "lion": "cat", "leopard": "cat", "panther": "cat", "lynx": "cat", "bunny": "rabbit",
    "hare": "rabbit", "panda": "bear", "teddy": "bear", "koala": "bear", "otter": "bear", "beaver": "bear", "rat": "mouse", "hamster": "mouse", "squirrel": "mouse",
    "guinea": "mouse", "mole": "hedgehog", "porcupine": "hedgehog", "tortoise": "turtle", "toad": "frog", "newt": "frog",
    "slug": "snail", "worm": "snail", "squid": "octopus", "jellyfish": "octopus", "crab": "octopus", "dolphin": "whale", "fish": "whale", "shark": "whale", "seal": "whale",
    "pony": "horse", "foal": "horse", "donkey": "horse", "zebra": "horse", "unicorn": "horse", "cow": "horse", "goat": "horse", "sheep": "monster", "lamb": "monster",
    "deer": "horse", "moose": "horse", "giraffe": "dinosaur", "mammoth": "elephant", "hippo": "elephant", "rhino": "elephant",
    "chick": "duck", "duckling": "duck", "goose": "duck", "swan": "duck", "hen": "duck", "chicken": "duck", "robin": "bird", "sparrow": "bird", "parrot": "bird", "crow": "bird",
    "pigeon": "bird", "magpie": "bird", "wren": "bird", "bat": "bird", "lizard": "dinosaur", "dino": "dinosaur", "crocodile": "dinosaur", "snake": "dragon", "wyvern": "dragon",
    "android": "robot", "machine": "robot", "droid": "robot", "computer": "robot", "pig": "bear", "monkey": "bear", "puffin": "penguin",
}  # fmt: skip


def nearest_species(words: str) -> str:
    """Who of `SPECIES` the words are about; a fluffy monster when nobody fits."""
    found = re.findall(r"[a-z]+", words.lower())
    for word in reversed(found):
        for form in (word, word.removesuffix("s"), word.removesuffix("es")):
            if form in _KINDS:
                return str(form)
            if form in _ALSO:
                return _ALSO[form]
    for name in SPECIES:
        if name in words.lower():
            return name
    return "monster"


def _coat(words: str, usual: Coat) -> Coat:
    """A colour among the words ("a blue dragon") dyes the coat."""
    found = re.findall(r"[a-z]+", words.lower())
    told = next((COLOURS[word] for word in found if word in COLOURS), "")
    if "wolf" in found:
        told = told or "#858b9c"
    return (told, mix(told, "#fff6e8", 0.78), tint(told, -0.24)) if told else usual


def draw_creature(
    species: str,
    look_seed: int,
    mood: Mood,
    facing: Facing,
    x: float,
    y: float,
    scale: float,
    shade: str,
    pose: str = "stand",
) -> Drawn:
    """Draw a creature with its feet at (x, y) in scene units, in the people's scale.

    `species` may be any words; `pose` any pose of the people, of which it does what its body can.
    """
    name = species if species in _KINDS else nearest_species(species)
    draw, coats = _KINDS[name]
    chance = random.Random(f"{name}|{look_seed}")
    coat, light, dark = _coat(species, chance.choice(coats))
    sheets = [
        Layer(f"{name}{look_seed}{part}", lift=lift, grain=0.7, rim=0.8, shadow=shade)
        for part, lift in (("back", 0.34), ("body", 0.4), ("head", 0.4), ("front", 0.3))
    ]
    beast = Beast(
        coat=coat, light=light, dark=dark, accent=chance.choice(_ACCENTS), mood=mood,
        turn=0.5 if facing in ("left", "right") else 0.0, away=facing == "away", pose=pose,
        back=sheets[0], body=sheets[1], head=sheets[2], front=sheets[3],
    )  # fmt: skip
    draw(beast)
    for side, hand in ((-1, "left_hand"), (1, "right_hand")):  # hidden ones, as from behind
        beast.anchors.setdefault(hand, (side * 9.0, -6.0))
    lift = {"jump": -12.0, "run": -3.0}.get(pose, 0.0)
    flip = facing == "left"
    for sheet in sheets:
        sheet.place(x, y + lift * scale, scale, 0, flip)

    def out(point: Point) -> Point:
        return x + (-point[0] if flip else point[0]) * scale, y + (point[1] + lift) * scale

    across, down = zip(*map(out, beast.corners), strict=True)
    order = (
        [sheets[0], sheets[1], sheets[3], sheets[2]]
        if name in ("turtle", "snail", "bear")
        else [sheets[0], sheets[1], sheets[2], sheets[3]]
    )
    return Drawn(
        layers=[sheet for sheet in order if sheet],
        anchors={key: out(point) for key, point in beast.anchors.items()},
        box=(min(across), min(down), max(across), max(max(down), y)),
    )
