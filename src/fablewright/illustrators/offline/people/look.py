"""How somebody looks, decided once: from trait ids, from free words, and the rest from a seed."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass

from fablewright.core.book import Person
from fablewright.illustrators.offline.colour import contrast, mix, tint
from fablewright.illustrators.offline.people import wardrobe as w
from fablewright.illustrators.offline.people.body import Build, build_for

SKIRTED = frozenset({"dress", "skirt", "robe"})


@dataclass(frozen=True, slots=True)
class Look:
    """Everything about a person that stays the same from picture to picture. Colours are hex."""

    name: str
    age: float
    build: Build
    skin: str
    blush: str
    hair: str
    hair_colour: str
    brow: str
    eye: str
    lashes: bool
    outfit: str
    top: str
    accent: str
    legs: str
    shoes: str
    boots: bool
    short_sleeves: bool
    bare_legs: bool
    pattern: str
    headgear: str
    hat: str
    extras: frozenset[str]
    aid: str
    frames: str
    beard: bool
    traits: frozenset[str]

    @property
    def line(self) -> str:
        """For nose, ears and folds: shows on the skin, dark or light."""
        return tint(self.skin, -0.14 if contrast(self.skin, "#000000") > 3.2 else 0.1)

    @property
    def dark(self) -> bool:
        return contrast(self.skin, "#000000") < 4.2


class _Words:
    """Free words, lower case, and what is said about a noun."""

    def __init__(self, text: str) -> None:
        self.tokens = re.findall(r"[\w-]+|[,.;:&]", text.lower())
        self.text = " ".join(self.tokens)
        self.set = frozenset(self.tokens)

    def first(self, table: dict[str, str]) -> str:
        """The value of the longest key that occurs."""
        for key in sorted(table, key=len, reverse=True):
            if re.search(rf"\b{re.escape(key)}\b", self.text):
                return table[key]
        return ""

    def colour_of(self, nouns: str, table: dict[str, str]) -> str:
        """The nearest colour word before one of the nouns (a pattern), in the same phrase, or ""."""
        for place, token in enumerate(self.tokens):
            if not re.fullmatch(nouns, token):
                continue
            for word in reversed(self.tokens[max(0, place - 4) : place]):
                if word in table:
                    return table[word]
                if word in _BREAKS or word in _NOUNS:
                    break
        return ""


_BREAKS = frozenset((",", ".", ";", ":", "&", "and", "with", "in", "on", "under", "over"))
_NOUNS = frozenset([*w.GARMENTS, *w.LEGWEAR, *w.FOOTWEAR, *w.EXTRAS, "hair", "eyes", "hat", "skin"])


def look_of(
    person: Person, seed: int, worn: frozenset[str] = frozenset(), luck: str | None = None
) -> Look:
    """The same person and seed give the same look; unknown words and traits are passed over.

    `worn` are the colours that others of the story wear; they are left to them while there are more.
    What nobody has said hangs on the name, or on `luck` in its place.
    """
    chance = random.Random(f"{person.name if luck is None else luck}|{seed}")
    words = _Words(f"{person.appearance} {person.species}")
    traits = w.DRAWN.intersection(person.traits)
    age = _age(person, words)
    called = words.set | (_Words(person.name).set if person.kind == "hero" else set())  # Captain Bo
    calling = next((c for key, c in w.CALLINGS.items() if key in called), ("", "", ()))
    skin_id, skin, blush = _skin(traits, words, chance)
    # Who tries on hair in a portrait keeps the clothes on.
    own = chance if luck is None else random.Random(f"{luck}|hair|{seed}")
    style, hair_colour = _hair(person, traits, words, skin_id, age, own)
    unworn = [palette for palette in w.PALETTES if palette[0] not in worn]
    top, accent, legs, shoes = chance.choice(unworn or w.PALETTES)
    outfit, said_top = _outfit(person, words, traits, calling[0], age, chance)
    if said_top:
        top = said_top
        if contrast(top, accent) < 1.5:
            accent = "#fff3dc" if contrast(top, "#fff3dc") > 1.5 else "#d8402f"
    accent = words.colour_of("|".join(w.EXTRAS), w.COLOURS) or accent
    legs = words.colour_of("|".join(w.LEGWEAR), w.COLOURS) or legs
    if contrast(top, legs) < 1.15 and outfit != "suit":
        legs = "#2f3a56" if contrast(top, "#2f3a56") > 1.6 else "#c9b48c"
    shown = traits & {"prosthetic_leg", "leg_braces"}
    bare = bool(shown) or "shorts" in words.set or outfit == "dress"
    bare = bare or (outfit == "tshirt" and chance.random() < 0.4)
    aid = words.colour_of(
        "wheelchair|chair|walker|frame|crutches|aids?|implant|defenders|sling", w.COLOURS
    )
    aid = aid or _aid_colour(top, chance)
    return Look(
        name=person.name,
        age=age,
        build=build_for(age, "large_body" in traits, "small_stature" in traits),
        skin=skin,
        blush=blush,
        hair=style,
        hair_colour=hair_colour,
        brow=_brow(hair_colour, skin, traits),
        eye=_eye(traits, words, skin_id, chance),
        lashes=person.pronoun == "she" or (person.pronoun == "they" and chance.random() < 0.4),
        outfit=outfit,
        top=top,
        accent=accent,
        legs=legs,
        shoes=words.colour_of("|".join(w.FOOTWEAR), w.COLOURS) or shoes,
        boots=bool(words.set & {"boots", "wellies", "wellingtons"}) or outfit in ("armour", "spacesuit"),
        short_sleeves=outfit == "tshirt" or (outfit in ("dress", "skirt") and "hijab" not in traits and chance.random() < 0.6),
        bare_legs=bare and "hijab" not in traits,
        pattern=_pattern(words, outfit, chance),
        headgear=_headgear(words, traits, calling[1]),
        hat=words.colour_of("hijab|headscarf|turban|patka|hat|cap|beanie|crown|helmet|kippah", w.COLOURS)
        or _hat_colour(top, skin, chance),
        extras=frozenset(v for k, v in w.EXTRAS.items() if k in words.set) | frozenset(calling[2]),
        aid=aid,
        frames=words.colour_of("glasses|spectacles", w.COLOURS) or chance.choice(("#2b3a67", "#b8323c", "#3a2c3e")),
        beard=bool(words.set & {"beard", "bearded"}) or (person.pronoun == "he" and (age > 60 or _elder(person)) and chance.random() < 0.5),
        traits=traits,
    )  # fmt: skip


def _age(person: Person, words: _Words) -> float:
    if person.age is not None:
        return float(max(1, min(person.age, 99)))
    said = [age for key, age in w.GROWN_UP.items() if key in words.set]
    if said:
        return float(said[0])
    return 6.0 if person.kind == "child" else 12.0


def _elder(person: Person) -> bool:
    """Grandma and Old Peg are grey, whatever the years."""
    named = re.findall(r"[a-z]+", person.name.lower())
    return person.kind != "child" and any(w.GROWN_UP.get(word) == 70 for word in named)


def _skin(traits: frozenset[str], words: _Words, chance: random.Random) -> tuple[str, str, str]:
    pick = chance.choice(tuple(w.SKIN))
    told = sorted(traits & set(w.SKIN))
    if not told:
        for pattern, skin in (
            (r"(very )?(pale|fair|porcelain)[\w ]{0,8} skin", "skin_porcelain"),
            (r"(very dark|ebony|black) skin", "skin_ebony"),
            (r"(deep|dark)[\w ]{0,8} skin", "skin_deep"),
            (r"brown skin", "skin_brown"),
            (r"(tan|olive|golden)[\w ]{0,8} skin", "skin_tan"),
            (r"(light|peach)[\w ]{0,8} skin", "skin_peach"),
        ):
            if re.search(pattern, words.text):
                told = [skin]
                break
    name = told[0] if told else "skin_porcelain" if "albinism" in traits else pick
    if "vitiligo" in traits and not told and name in ("skin_porcelain", "skin_peach"):
        name = "skin_brown"  # patches show
    skin, blush = w.SKIN[name]
    if "albinism" in traits:
        skin, blush = (mix(a, b, 0.85) for a, b in zip((skin, blush), w.ALBINO, strict=True))
    return name, skin, blush


def _hair(
    person: Person,
    traits: frozenset[str],
    words: _Words,
    skin: str,
    age: float,
    chance: random.Random,
) -> tuple[str, str]:
    colour = words.colour_of(
        "hair|curls|plaits?|braids|pigtails|locs|bob|ponytail|bun|afro|puffs", w.HAIR_COLOURS
    )
    usual = w.HAIR_COLOURS[chance.choice(w.HAIR_WITH_SKIN[skin])]
    if not colour:
        colour = "#c4c0c4" if age >= 62 or _elder(person) else usual
        if words.set & {"redhead", "ginger"}:
            colour = w.HAIR_COLOURS["ginger"]
        if words.set & {"blond", "blonde"}:
            colour = w.HAIR_COLOURS["blond"]
    if "albinism" in traits:
        colour = "#f6ead0"
    texture = next((t for t in w.TEXTURES if t in traits), "")
    said = words.first(w.HAIR_STYLES)
    options = (
        w.TEXTURES[texture]
        if texture
        else w.TEXTURES[chance.choice(("hair_straight", "wavy", "hair_curly"))]
    )
    if not texture and skin in ("skin_deep", "skin_ebony"):
        options = w.TEXTURES[chance.choice(("hair_coily", "hair_braids", "hair_curly"))]
    both = {"she": options[0], "he": options[1]}.get(person.pronoun, options[0] + options[1])
    style = chance.choice(both)
    allowed = {"hair_straight": ("bob", "ponytail", "bun", "short"), "hair_braids": ("plaits", "braids"),
               "hair_coily": ("puffs", "afro", "bun"), "hair_curly": ("curly", "puffs"),
               "hair_locs": ("locs",)}.get(texture)  # fmt: skip
    if said and texture != "hair_none" and (allowed is None or said in allowed):
        style = said
    elif not said and re.search(r"\blong\b[\w ]{0,14}\bhair", words.text):
        style = {
            "short": "long",
            "bowl": "long",
            "bob": "long",
            "wavy_short": "wavy",
            "curly": "curly_long",
        }.get(style, style)
    elif not said and re.search(r"\bshort\b[\w ]{0,14}\bhair", words.text):
        style = {"long": "short", "bob": "short", "ponytail": "short", "wavy": "wavy_short", "wavy_bob": "wavy_short",
                 "afro": "coily_short", "puffs": "coily_short", "curly_long": "curly"}.get(style, style)  # fmt: skip
    return style, colour


def _outfit(
    person: Person,
    words: _Words,
    traits: frozenset[str],
    calling: str,
    age: float,
    chance: random.Random,
) -> tuple[str, str]:
    kinds = {
        "she": ("dress", "jumper", "dungarees", "skirt", "hoodie"),
        "he": ("jumper", "hoodie", "dungarees", "tshirt", "jumper"),
        "they": ("jumper", "dungarees", "hoodie", "tshirt"),
    }[person.pronoun]
    pick = chance.choice(kinds)
    if age >= 17:
        pick = chance.choice(
            ("jumper", "raincoat", "dress" if person.pronoun == "she" else "jumper")
        )
    if "hijab" in traits:
        pick = chance.choice(("robe", "dress"))
    said = words.first(w.GARMENTS)
    outfit = said or calling or pick
    nouns = "|".join(re.escape(key) for key, value in w.GARMENTS.items() if value == outfit)
    colour = words.colour_of(nouns, w.COLOURS) if nouns else ""
    if outfit == "armour":
        colour = colour or "#aab4c6"
    if outfit == "spacesuit":
        colour = colour or "#f1efe9"
    if "doctor" in words.set or "scientist" in words.set:
        colour = colour or "#f8f4ec"
    return outfit, colour


def _pattern(words: _Words, outfit: str, chance: random.Random) -> str:
    pick = chance.choice(("", "stripes", "dots", "stars", "hearts"))
    for pattern, keys in (
        ("stripes", {"striped", "stripy", "stripes"}),
        ("dots", {"spotted", "dotted", "spotty", "polka", "dots"}),
        ("stars", {"starry", "stars"}),
        ("hearts", {"hearts"}),
    ):
        if words.set & keys:
            return pattern
    return pick if outfit in ("dress", "jumper", "tshirt", "skirt", "dungarees") else ""


def _headgear(words: _Words, traits: frozenset[str], calling: str) -> str:
    for trait in ("hijab", "turban"):
        if trait in traits:
            return trait
    if "kippah" in traits:
        return "kippah"
    said = words.first(w.HEADGEAR)
    if said == "beanie" and calling:
        return calling
    if said == "knight" and calling:
        return calling
    return said or calling


def _brow(hair: str, skin: str, traits: frozenset[str]) -> str:
    if "albinism" in traits:
        return tint(skin, -0.16)
    brow = mix(hair, "#3a2418", 0.3)
    return (
        brow
        if contrast(brow, skin) > 1.5
        else tint(skin, -0.24 if contrast(skin, "#000000") > 3.2 else -0.2)
    )


def _eye(traits: frozenset[str], words: _Words, skin: str, chance: random.Random) -> str:
    pick = chance.choice(("brown", "hazel", "green", "blue", "brown"))
    said = words.colour_of("eyes", w.EYES)
    if said:
        return said
    if "albinism" in traits:
        return "#8aa2c4"
    return w.EYES[
        pick
        if skin in ("skin_porcelain", "skin_peach")
        else "brown"
        if skin in ("skin_tan", "skin_brown")
        else "black"
    ]


def _aid_colour(top: str, chance: random.Random) -> str:
    options = [
        c
        for c in ("#2f9c95", "#e8563f", "#7446b8", "#3d78c8", "#e83e7f")
        if contrast(c, top) > 1.25
    ]
    return chance.choice(options or ["#2f9c95"])


def _hat_colour(top: str, skin: str, chance: random.Random) -> str:
    options = [
        c for c in ("#c65b8a", "#2a938d", "#7446b8", "#e2703a", "#3a59a8", "#d9a032")
        if contrast(c, top) > 1.2 and contrast(c, skin) > 1.2
    ]  # fmt: skip
    return chance.choice(options or ["#2a938d"])
