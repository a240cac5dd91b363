"""What picture books ask for, answered with sense: a story whose parts belong together.

A model reads what it is given. So does this one: it finds the JSON of a request's matter in the prompt,
keeps to the people in it, and takes pictures and questions from the beats that it was shown. It says
nothing but English.
"""

from __future__ import annotations

import colorsys
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from fablewright.simulator.model import as_dict
from fablewright.simulator.words import ANIMALS, NAMES, PLACES, THINGS, Wordsmith

BEATS = ("beat_1", "beat_2", "beat_3", "beat_4")
PARTS = ("cover", "scene_1", "scene_2", "scene_3", "scene_4")
_REFRAINS = ("Once more, and mind the step", "Up it goes and round it comes")
_OPENINGS = (
    "{first} wanted to see the {thing} for once from above.",
    "So {first} tried the other way round.",
    "{first} sat down. That was the end of it.",
    "It was not what {first} had wished for. It was better.",
)
_ENDINGS = (
    "Then the {thing} moved by itself. Or did it?",
    "And behind the door of the {place} something went: clonk.",
    "But what was that, up there, between the",
    "The {thing} swung to and fro, and {first} held the lamp.",
)
_FEELINGS = ("first light", "bright noon", "long shadows", "blue hour", "lamp light")
_PLAIN = re.compile(r"[\w ,’'-]{3,60}")
_BREAK = re.compile(r"(?<=[.!?])[”]?\s+(?=[“A-Z])")


def sensible(value: Any, prompt: str, smith: Wordsmith, words: int) -> Any:
    """`value` (which fits the schema that was asked for) with the fields that a picture book knows
    filled with sense; any other value as it is."""
    if not isinstance(value, dict):
        return value
    data = matter(prompt)
    if all(name in value for name in BEATS):
        return {**value, **_only(value, _story(value, data, prompt, smith, words))}
    if "beat 1" not in data:
        return value
    if all(name in value for name in PARTS):
        return {**value, **_only(value, _palette(value, data, smith))}
    if isinstance(value.get("figures"), list) and "alt" in value:
        return {**value, **_only(value, _scene(value, data, smith))}
    if isinstance(value.get("questions"), list):
        asked = value["questions"]
        form = as_dict(asked[0]) if asked else {}
        return {**value, "questions": [_only(form, one) for one in _questions(data, smith)]}
    return value


def matter(prompt: str) -> dict[str, Any]:
    """The largest JSON object in a prompt that is no schema; empty when there is none."""
    decoder = json.JSONDecoder()
    best: tuple[int, dict[str, Any]] = (0, {})
    place = prompt.find("{")
    while place >= 0:
        end = place + 1
        try:
            found, end = decoder.raw_decode(prompt, place)
        except (ValueError, RecursionError):
            found = None
        if isinstance(found, dict) and "properties" not in found and end - place > best[0]:
            best = (end - place, found)
        place = prompt.find("{", end)
    return best[1]


def _only(form: Mapping[str, Any], made: Mapping[str, Any]) -> dict[str, Any]:
    return {name: one for name, one in made.items() if name in form}


def _story(
    value: dict[str, Any], data: dict[str, Any], prompt: str, smith: Wordsmith, words: int
) -> dict[str, Any]:
    people = _people(value, data, smith)
    names = [str(one["name"]) for one in people]
    smith.about(names, young=_is_young(prompt))
    refrain = smith.random.choice(_REFRAINS)
    thing, place = smith.known("thing"), smith.known("place")
    beats: dict[str, str] = {}
    slots = {"first": names[0], "thing": thing, "place": place}
    for number, name in enumerate(BEATS):
        opening = _OPENINGS[number].format(**slots)
        if number == 0:
            opening += _introduction(data, names, smith)
        ending = f"“{refrain},” said {names[number % len(names)]}."
        closing = _ENDINGS[number].format(**slots) + (f" {place} and the" if number == 2 else "")
        closing = closing if closing[-1] in ".?" else f"{closing} …"
        written = " ".join([*beats.values(), opening, ending, closing])
        left = round(words * (number + 1) / 4) - len(written.split())
        middle = f"{smith.story(left)}\n\n" if left > 3 else ""
        beats[name] = f"{opening}\n\n{middle}{ending} {closing}"
    return {
        **beats,
        "plan": f"{names[0]} wants to see the {thing} from above; three tries; the {place}.",
        "title": data.get("title") or f"{names[0]} and the {thing.title()}",
        "refrain": refrain,
        "moral": "Who asks the other way round finds more.",
        "dedication": "",
        "place": place,
        "people": people,
    }


def _introduction(data: Mapping[str, Any], names: list[str], smith: Wordsmith) -> str:
    idea = str(data.get("idea", "")).strip(" .!?")
    heard = f" It had to do with {idea}." if _PLAIN.fullmatch(idea) else ""
    others = " and ".join(names[1:])
    return heard + (f" {others} came along." if others else "")


def _people(
    value: Mapping[str, Any], data: Mapping[str, Any], smith: Wordsmith
) -> list[dict[str, Any]]:
    """Everybody of the matter in the form that was asked for; somebody new when there is nobody."""
    form = as_dict((value.get("people") or [{}])[0])
    given = [as_dict(one) for one in data.get("people") or [{}]]
    free = [name for name in NAMES if name not in {str(one.get("name")) for one in given}]
    smith.random.shuffle(free)
    look = "a {0} jacket, short dark hair, a small {1}"
    colours = smith.random.sample(("mustard", "green", "red", "blue", "striped"), 5)
    made = []
    for number, one in enumerate(given):
        kind = str(one.get("kind", "child"))
        person = {
            "number": one.get("number", 0),
            "name": str(one.get("name") or free[number % len(free)]),
            "kind": kind,
            "species": one.get("species") or (smith.known("animal") if kind == "companion" else ""),
            "appearance": one.get("appearance")
            or look.format(colours[number % 5], smith.known("thing")),
            "pronoun": one.get("pronoun") or "they",
        }
        made.append({**form, **_only(form, person)} if form else person)
    return made


def _is_young(prompt: str) -> bool:
    found = re.search(r"reading age of [\d.]+ to ([\d.]+)", prompt)
    return bool(found and float(found[1]) < 8.5)


def _palette(value: Mapping[str, Any], data: Mapping[str, Any], smith: Wordsmith) -> dict[str, Any]:
    start = smith.random.random()
    things = _said(_told(data), THINGS) or [smith.known("thing")]
    made: dict[str, Any] = {"motif": "what comes home another way", "motif_object": things[0]}
    for number, part in enumerate(PARTS):
        hue = start + number * 0.11
        step = {
            "name": _FEELINGS[number],
            "sky_top": _hex(hue, 0.34, 0.45),
            "sky_middle": _hex(hue + 0.03, 0.55, 0.45),
            "sky_horizon": _hex(hue + 0.08, 0.82, 0.55),
            "ground": _hex(hue + 0.4, 0.3, 0.3),
            "light": _hex(0.13, 0.85, 0.8),
            "accent": _hex(hue + 0.5, 0.5, 0.7),
        }
        form = as_dict(value[part])
        made[part] = {**form, **_only(form, step)}
    return made


def _hex(hue: float, lightness: float, saturation: float) -> str:
    red, green, blue = colorsys.hls_to_rgb(hue % 1.0, lightness, saturation)
    return f"#{round(red * 255):02x}{round(green * 255):02x}{round(blue * 255):02x}"


def _scene(value: Mapping[str, Any], data: Mapping[str, Any], smith: Wordsmith) -> dict[str, Any]:
    picture = as_dict(data.get("picture"))
    found = re.search(r"beat ([1-4])", str(picture.get("which", "")))
    beat = str(data[f"beat {found[1] if found else 1}"])
    names = _names(data)
    there = [name for name in names if name in beat][:4] or names[:1]
    places, things = _said(beat, PLACES), _said(beat, THINGS)
    place = places[0] if places else str(data.get("main place") or smith.known("place"))
    acts = sorted(_sentences(beat), key=lambda one: (there[0] in one) + len(_said(one, THINGS)))
    form = as_dict((value["figures"] or [{}])[0])
    poses = ("stand", "walk", "reach_up", "wave")
    figures = [
        {**form, **_only(form, {
            "who": name, "pose": poses[number % 4], "mood": "wonder",
            "facing": "right" if number % 2 == 0 else "left",
            "holds": things[0] if things and number == 0 else "",
        })}
        for number, name in enumerate(there)
    ]  # fmt: skip
    company = " and ".join(there[:2])
    seen = f" with {'an' if things[0][0] in 'aeiou' else 'a'} {things[0]}" if things else ""
    return {
        "action": acts[-1],
        "camera": picture.get("camera proposed") or "middle",
        "depth": f"A fence in front, {company} in the middle, the {place} behind.",
        "atmosphere": "Clear air and long soft shadows.",
        "place": place,
        "indoors": place in ("bakery", "attic"),
        "time_of_day": smith.random.choice(("morning", "noon", "afternoon", "sunset")),
        "weather": "clear",
        "figures": figures,
        "props": [*things[:3], *_said(beat, ANIMALS)[:1]],
        "quiet": "bottom",
        "alt": f"{company} at the {place}{seen}."[:140],
    }


def _questions(data: Mapping[str, Any], smith: Wordsmith) -> Iterator[dict[str, Any]]:
    beats = [str(data[f"beat {number}"]) for number in range(1, 5)]
    name = (_names(data) or ["somebody"])[0]
    things = _said(" ".join(beats), THINGS) or ["lamp"]
    for kind, beat in (("recall", beats[0]), ("recall", beats[2]), ("word", beats[1])):
        yield _gap(kind, beat, smith)
    marks = [_sentences(beats[number])[0] for number in (0, 1, 3)]
    shuffled = smith.random.sample(marks, 3)
    yield {
        "kind": "sequence",
        "question": "Which of these comes first in the story?",
        "options": shuffled,
        "answer": marks[0],
        "quote": marks[0],
    }
    for kind, question, answer in (
        ("feeling", f"How does {name} feel on the last page?", "Look at the hands in the picture."),
        ("why", f"Why does {name} try it again?", "Think of what was wished for at the beginning."),
        ("create", f"Draw the {things[0]} as it looks from above.", "Any colours will do."),
    ):
        yield {"kind": kind, "question": question, "options": [], "answer": answer, "quote": ""}


def _gap(kind: str, beat: str, smith: Wordsmith) -> dict[str, Any]:
    """A sentence of the beat with a word left out, to be found again among three."""
    for sentence in smith.random.sample(_sentences(beat), len(_sentences(beat))):
        for store in (THINGS, PLACES, ANIMALS):
            if said := _said(sentence, store):
                right = said[0]
                others = [word for word in store if word != right]
                options = [right, *smith.random.sample(others, 2)]
                return {
                    "kind": kind,
                    "question": f"Which word is missing? {re.sub(right, '…', sentence)}",
                    "options": smith.random.sample(options, 3),
                    "answer": right,
                    "quote": sentence,
                }
    first = _sentences(beat)[0]
    return {"kind": kind, "question": "How does this page begin?", "options": [], "answer": first,
            "quote": first}  # fmt: skip


def _names(data: Mapping[str, Any]) -> list[str]:
    people = data.get("people") or []
    return [str(one.get("name", "")) if isinstance(one, dict) else str(one) for one in people]


def _told(data: Mapping[str, Any]) -> str:
    return " ".join(str(data[f"beat {number}"]) for number in range(1, 5))


def _said(text: str, store: tuple[str, ...]) -> list[str]:
    """Those of `store` that stand in the text, the most frequent first."""
    counts = {word: len(re.findall(rf"\b{word}\b", text)) for word in store}
    return sorted((word for word in store if counts[word]), key=lambda word: -counts[word])


def _sentences(text: str) -> list[str]:
    parts = [one.strip() for line in text.splitlines() for one in _BREAK.split(line)]
    return [one for one in parts if one] or [text]
