"""What models are told. The texts stand in `prompts/<variant>/<task>.txt`, to be read and compared.

A text has two parts, parted by a line of five dashes: what the model is, and the matter of this call.
People's own words go into the second part only, as JSON, where they cannot end the block they are in.
A variant may lack a file: then the one of the first variant is taken.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib import resources
from string import Template
from typing import Any

from fablewright.authors.llm_language import LETTERS_A_WORD, base, bounds
from fablewright.authors.reading import band_for
from fablewright.core.book import PARTS, Brief, PaletteJourney, PartName, Person, StoryText

FIRST = "1"
_FOLDER = resources.files("fablewright.authors") / "prompts"
_LONGEST = 4000  # characters of any one text that people gave
_CAMERAS = ("wide", "middle", "near", "low", "high")


def variants() -> tuple[str, ...]:
    """The names of all there are."""
    return tuple(sorted(entry.name for entry in _FOLDER.iterdir() if entry.is_dir()))


@cache
def _parts(task: str, variant: str) -> tuple[Template, Template]:
    file = _FOLDER / variant / f"{task}.txt"
    if not file.is_file():
        file = _FOLDER / FIRST / f"{task}.txt"
    system, _, user = file.read_text(encoding="utf-8").partition("\n-----\n")
    return Template(system.strip()), Template(user.strip())


def fill(
    task: str, variant: str, data: Mapping[str, Any], words: Mapping[str, object]
) -> tuple[str, str]:
    """What is said to the model: as its system, and as its user."""
    system, user = _parts(task, variant)
    return system.substitute(words), user.substitute(data=as_data(data))


def again(user: str, complaint: str, variant: str) -> str:
    """What is said as the user, with what was wrong with the last answer to it."""
    words, _ = _parts("again", variant)
    return f"{user}\n\n{words.substitute(data=as_data({'what was wrong': complaint}))}"


def as_data(value: Mapping[str, Any]) -> str:
    """JSON that cannot be mistaken for what stands round it: none of its lines can look like the end of
    the block, and none of its words like a server's own marks (`<|end|>`)."""
    text = json.dumps(_shortened(value), ensure_ascii=False, indent=1)
    return text.replace("<", "\\u003c").encode(errors="replace").decode()


def wish(brief: Brief, traits: Mapping[str, str], feedback: str) -> dict[str, Any]:
    """What people asked for, without what they left open."""
    about = {"child": "the child", "hero": "the hero", "combined": "child and hero together"}
    data = {
        "idea": brief.spark,
        "people": [_person(number, one, traits) for number, one in enumerate(brief.people, 1)],
        "about": about[brief.subject] if brief.people and brief.subject else "",
        "how they belong together": brief.relationship,
        "kind of story": brief.genre,
        "themes": list(brief.themes),
        "what the last action shall show": brief.moral,
        "feeling": brief.emotion,
        "manner of telling": brief.vibe,
        "title": brief.title,
        "feedback": feedback,
    }
    return {name: value for name, value in data.items() if value}


def told(brief: Brief, story: StoryText, traits: Mapping[str, str]) -> dict[str, Any]:
    """The finished story, for those who work on it."""
    return {
        "title": story.title,
        "age of the readers": brief.age,
        "people": [_person(number, one, traits) for number, one in enumerate(story.people, 1)],
        "main place": story.place,
        **{f"beat {number}": beat.text for number, beat in enumerate(story.beats, 1)},
    }


def wanted_picture(brief: Brief, palette: PaletteJourney, part: PartName) -> dict[str, Any]:
    place = PARTS.index(part)
    return {
        "which": "the cover" if part == "cover" else f"the picture of beat {place}",
        "camera proposed": _CAMERAS[(brief.seed + 2 * place) % len(_CAMERAS)],
        "mood": palette.step(part).name,
        "motif": palette.motif,
        "hidden somewhere": palette.motif_object,
    }


def length(brief: Brief, wanted: int, tolerance: float) -> dict[str, object]:
    """The words about length and age that a text to be written needs."""
    band = band_for(brief.age)
    letters = LETTERS_A_WORD.get(base(brief.language))
    fewest, most = bounds(wanted, tolerance)
    return {
        "age": brief.age,
        "language": brief.language,
        "words": wanted,
        "fewest": fewest,
        "most": most,
        "each": round(wanted / 4),
        "letters": f" In this language that is {round(wanted * letters)} letters in all."
        if letters
        else "",
        "sentence": f"{band.sentence[0]:.0f} to {band.sentence[1]:.0f}",
        "reading_age": f"{band.reading_age[0]:g} to {band.reading_age[1]:g}",
    }


def _person(number: int, person: Person, traits: Mapping[str, str]) -> dict[str, Any]:
    data = {
        "number": number,
        "name": person.name,
        "kind": person.kind,
        "age": person.age,
        "pronoun": person.pronoun,
        "species": person.species,
        "appearance": person.appearance,
        "traits": [traits.get(name, name.replace("_", " ")) for name in person.traits],
    }
    return {name: value for name, value in data.items() if value}


def _shortened(value: Any) -> Any:
    if isinstance(value, str):
        return value[:_LONGEST]
    if isinstance(value, Mapping):
        return {key: _shortened(item) for key, item in value.items()}
    return [_shortened(item) for item in value] if isinstance(value, list) else value
