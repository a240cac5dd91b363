"""Pass 2: one picture, planned from what its beat says.

A story of our own is planned again from the brief, so that nothing has to be kept beside the text. A
text that a person edited, or that another author wrote, is read: who is named, where, what is held.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TypeVar, get_args

from fablewright.authors.reading import sentences
from fablewright.core.book import (
    PARTS,
    Camera,
    Facing,
    Figure,
    Mood,
    PaletteJourney,
    PartName,
    Person,
    PoseName,
    SceneAnalysis,
    StoryText,
    TimeOfDay,
    Weather,
)

from .grammar import capital, join_names, singular
from .lexicon import DRAWABLE, INDOORS, PLACES, WATER
from .plan import Plan
from .script import shared

T = TypeVar("T")
CAMERAS: tuple[Camera, ...] = get_args(Camera)
TIMES: tuple[TimeOfDay, ...] = get_args(TimeOfDay)
POSES: tuple[PoseName, ...] = get_args(PoseName)
MOODS: tuple[Mood, ...] = get_args(Mood)
FACINGS: tuple[Facing, ...] = get_args(Facing)
WEATHERS: tuple[Weather, ...] = get_args(Weather)
ALT_LIMIT = 140
_ALIKE = 0.4  # the part of our own sentences that makes a text still ours
_HOURS: tuple[tuple[str, TimeOfDay], ...] = (
    (r"\b(?:midnight|night|moon|stars?|dark|asleep)\b", "night"),
    (r"\b(?:sunset|evening|dusk|lamps)\b", "sunset"),
    (r"\b(?:dawn|sunrise|first light|cock crowed)\b", "dawn"),
    (r"\b(?:afternoon|tea)\b", "afternoon"),
    (r"\b(?:noon|midday|lunch)\b", "noon"),
)
_SKIES: tuple[tuple[str, Weather], ...] = (
    (r"\b(?:snow\w*|frost|ice)\b", "snow"),
    (r"\b(?:rain\w*|thunder|storm|wet|drizzle)\b", "rain"),
    (r"\b(?:fog|mist)\b", "fog"),
    (r"\b(?:wind\w*|blew|gust)\b", "wind"),
    (r"\b(?:clouds?|grey sky)\b", "cloudy"),
)
_MOODS: tuple[tuple[str, Mood], ...] = (
    (r"\b(?:sad|cried|tears?|sorry|lip|alone)\b", "sad"),
    (r"\b(?:afraid|scared|worried|lost|trouble|too late)\b", "worried"),
    (r"\b(?:yawn\w*|asleep|sleepy|tired)\b", "sleepy"),
    (r"\b(?:laugh\w*|hurray|danced|joy|cheer\w*)\b", "joy"),
    (r"\b(?:wonder\w*|star|stars|whispered|slowly)\b", "wonder"),
    (r"\b(?:pulled|pushed|tried|must|climb\w*)\b", "determined"),
)
_POSES: tuple[tuple[str, PoseName], ...] = (
    (r"\b(?:sat|sits|sitting|bench|chair)\b", "sit"),
    (r"\b(?:ran|raced|hurried|chased)\b", "run"),
    (r"\b(?:hug\w*|cuddl\w*|arms round)\b", "hug"),
    (r"\b(?:crept|crouch\w*|bent|hid)\b", "crouch"),
    (r"\b(?:pointed|showed|there!)\b", "point"),
    (r"\b(?:waved|goodbye|hello)\b", "wave"),
    (r"\b(?:climb\w*|ladder|up the)\b", "climb"),
    (r"\b(?:looked up|sky|moon)\b", "look_up"),
    (r"\b(?:walk\w*|went|followed)\b", "walk"),
    (r"\b(?:held|carried|took)\b", "hold"),
    (r"\b(?:thought|wondered)\b", "think"),
)
_SPARE_POSES: tuple[PoseName, ...] = ("wave", "look_up", "walk", "stand", "reach_up", "point")
_LOOKS: tuple[Facing, ...] = ("right", "left", "front")
_CAMERAS: tuple[Camera, ...] = ("low", "wide", "middle", "near", "high")
_DEPTHS: dict[Camera, str] = {
    "wide": "small figures, the whole place behind them, something leafy or lit close to the eye",
    "middle": "figures at full length between a near edge and a soft background",
    "near": "faces and hands fill the picture, the place only a few shapes behind",
    "low": "seen from the ground, figures tall against the sky",
    "high": "seen from above, the ground spread out like a map",
}


def analyse(plan: Plan, story: StoryText, palette: PaletteJourney, part: PartName) -> SceneAnalysis:
    """One picture. `plan` is what this author would write for the brief; it is used where it fits."""
    number = PARTS.index(part)
    ours = plan.story
    text = story.beats[max(number - 1, 0)].text
    known = {person.name for person in story.people}
    same_people = ours is not None and known >= {plan.cast.main.name, plan.cast.pal.name} & {
        person.name for person in ours.people
    }
    if ours and same_people and _alike(ours.beats[max(number - 1, 0)].text, text):
        return _authored(plan, story, palette, part)
    return _read(story, palette, part)


def _alike(ours: str, text: str) -> bool:
    mine = set(sentences(ours))
    return len(mine & set(sentences(text))) >= _ALIKE * len(mine)


# --- planned -------------------------------------------------------------------------------


def _authored(
    plan: Plan, story: StoryText, palette: PaletteJourney, part: PartName
) -> SceneAnalysis:
    number = PARTS.index(part)
    beat = plan.plot.beats[max(number - 1, 0)]
    text = story.beats[max(number - 1, 0)].text
    whole = "\n\n".join(b.text for b in story.beats)
    seen = whole if part == "cover" else text
    facts = beat.facts
    camera = plan.plot.listed("cameras")[number]
    time = _cover_time(plan) if part == "cover" else facts["time"]
    tell = plan.teller.tell
    place = facts.get("place") or (facts.get("outside") if story.place in INDOORS else "")
    place = story.place if part == "cover" or not place or _afloat(plan, story) else place
    action = tell(plan.plot.facts["cover"] if part == "cover" else facts["act"]).rstrip(".")
    figures = (
        _cover_figures(plan) if part == "cover" else _figures(plan, facts, f"{text}\n{action}")
    )
    return SceneAnalysis(
        part=part,
        action=action + ".",
        camera=_choice(camera, CAMERAS, "middle"),
        depth=_DEPTHS[_choice(camera, CAMERAS, "middle")],
        atmosphere=_atmosphere(plan, palette, number, time),
        place=place,
        indoors=place in INDOORS,
        time_of_day=_choice(time, TIMES, "morning"),
        weather=_weather(facts.get("weather", ""), text, place),
        figures=figures,
        props=_props(seen, place, _words(action)),
        motif_object=palette.motif_object,
        quiet="top" if part == "cover" or camera in ("high", "wide") else "bottom",
        alt=_alt(action, place, time),
    )


def _afloat(plan: Plan, story: StoryText) -> bool:
    """Somebody who swims stays by the water in every picture."""
    swims = "swims" in plan.subject.noun.facts and plan.subject.kind == "creature"
    return swims and story.place in WATER


def _cover_time(plan: Plan) -> str:
    times = [beat.facts["time"] for beat in plan.plot.beats]
    return times[3] if times[3] != times[0] else times[1]


def _figures(plan: Plan, facts: Mapping[str, str], text: str) -> tuple[Figure, ...]:
    found: list[Figure] = []
    for letter, person in (("M", plan.cast.main), ("P", plan.cast.pal)):
        if person.name.lower() in text.lower() and letter in facts:
            found.append(_figure(plan, person.name, facts[letter], text))
    extra = [*plan.cast.others, *([plan.creature] if plan.creature else [])]
    for index, person in enumerate(extra):
        if person.name.lower() in text.lower() and len(found) < 5 and all(
            figure.who != person.name for figure in found
        ):  # fmt: skip
            found.append(_bystander(person, index, found[0].mood if found else "smile"))
    if not found:
        found.append(Figure(who=plan.cast.main.name, pose="stand"))
    return tuple(found)


def _bystander(person: Person, index: int, mood: Mood) -> Figure:
    poses: tuple[PoseName, ...] = ("stand", "look_up", "wave", "point")
    facing: Facing = "left" if index % 2 == 0 else "right"
    return Figure(who=person.name, pose=poses[index % 4], mood=mood, facing=facing)


def _figure(plan: Plan, name: str, line: str, text: str) -> Figure:
    pose, mood, facing, *held = plan.teller.tell(line).split(" ", 3)
    noun = held[0].lower() if held else ""
    if noun.endswith(plan.subject.word):
        noun = plan.subject.word
    else:
        parts = noun.split(" ")
        noun = next((word for word in reversed(parts) if word in DRAWABLE), parts[-1])
    if singular(noun) not in text.lower():
        noun = ""
    return Figure(
        who=name,
        pose=_choice(pose.lower(), POSES, "stand"),
        mood=_choice(mood, MOODS, "smile"),
        facing=_choice(facing, FACINGS, "front"),
        holds=noun,
    )


def _cover_figures(plan: Plan) -> tuple[Figure, ...]:
    assert plan.story
    whole = "\n".join(beat.text for beat in plan.story.beats)
    people = [plan.cast.pal, *plan.cast.others]
    if plan.creature and plan.creature not in people:
        people.insert(0, plan.creature)
    named = [person for person in people if person.name.lower() in whole.lower()][:4]
    first = _figure(plan, plan.cast.main.name, plan.plot.facts["cover pose"], whole)
    poses: tuple[PoseName, ...] = ("stand", "look_up", "wave", "stand")
    moods: tuple[Mood, ...] = ("wonder", "smile", "joy", "smile")
    facings: tuple[Facing, ...] = ("left", "right", "left", "right")
    return first, *(
        Figure(who=person.name, pose=pose, mood=mood, facing=facing)
        for person, pose, mood, facing in zip(named, poses, moods, facings, strict=False)
    )


# --- read ------------------------------------------------------------------------------------


def _read(story: StoryText, palette: PaletteJourney, part: PartName) -> SceneAnalysis:
    """A picture for words that we did not write."""
    number = PARTS.index(part)
    whole = "\n\n".join(beat.text for beat in story.beats)
    text = whole if part == "cover" else story.beats[number - 1].text
    named = [person.name for person in story.people if _names(person.name, text)][:4]
    named = named or [person.name for person in story.people[:2]]
    place = _find_place(text) or _known_place(story.place) or "meadow"
    camera = _CAMERAS[number]
    line = _telling_sentence(text, named)
    time = _first(_HOURS, text, "morning")
    figures = [
        _seen_figure(name, number, index, text) for index, name in enumerate(named)
    ] or [Figure(who="somebody")]  # fmt: skip
    who = join_names(named) if named else "Somebody"
    verb = "are" if len(named) > 1 else "is"
    phrase = _section_phrase(place)
    action = line or f"{who} {verb} {phrase}."
    return SceneAnalysis(
        part=part,
        action=action,
        camera=camera,
        depth=_DEPTHS[camera],
        atmosphere=f"{palette.step(part).name}, {time}",
        place=place,
        indoors=place in INDOORS,
        time_of_day=time,
        weather=_weather("", text, place),
        figures=tuple(figures),
        props=_props(text, place, frozenset()),
        motif_object=palette.motif_object,
        quiet="top" if part == "cover" or camera in ("high", "wide") else "bottom",
        alt=_shorten(f"{who} {verb} {phrase}: {line}" if line else f"{who} {verb} {phrase}."),
    )


def _seen_figure(name: str, number: int, index: int, text: str) -> Figure:
    near = " ".join(s for s in sentences(text) if _names(name, s)) or text
    fallback = _SPARE_POSES[(number + index) % len(_SPARE_POSES)]
    poses = [pose for pattern, pose in _POSES if re.search(pattern, near, re.I)]
    held = next((w for w in re.findall(r"[a-z]+", near.lower()) if singular(w) in DRAWABLE), "")
    pose: PoseName = poses[number % len(poses)] if poses else fallback
    return Figure(
        who=name,
        pose=pose,
        mood=_first(_MOODS, near, "smile"),
        facing=_LOOKS[(number + index) % 3],
        holds=singular(held) if pose == "hold" and held else "",
    )


def _names(name: str, text: str) -> bool:
    return bool(name) and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.I) is not None


def _find_place(text: str) -> str:
    counts = {
        place: len(re.findall(rf"\b{place.replace('_', ' ')}s?\b", text, re.I)) for place in PLACES
    }
    place = max(counts, key=lambda key: counts[key])
    return place if counts[place] else ""


def _known_place(place: str) -> str:
    wanted = place.lower().strip().replace(" ", "_")
    return wanted if wanted in PLACES else _find_place(place)


def _section_phrase(place: str) -> str:
    return next(s.facts["in"] for s in shared("places").beats if s.name == place)


def _telling_sentence(text: str, named: Sequence[str]) -> str:
    """The first sentence of plain telling in which somebody does something."""
    for sentence in sentences(text):
        plain = "“" not in sentence and 4 <= len(sentence.split()) <= 18
        if plain and any(_names(name, sentence) for name in named):
            return sentence
    return ""


# --- both ------------------------------------------------------------------------------------


def _props(text: str, place: str, first: frozenset[str]) -> tuple[str, ...]:
    """Things that the text names and that can be drawn, those of the action first, five at most."""
    found: dict[str, int] = {}
    for word in re.findall(r"[a-z]+", text.lower()):
        noun = singular(word)
        if noun in DRAWABLE and noun != place:
            found[noun] = found.get(noun, 0) + 1
    order = sorted(found, key=lambda noun: (noun not in first, -found[noun]))
    return tuple(order[:5])


def _words(text: str) -> frozenset[str]:
    return frozenset(singular(word) for word in re.findall(r"[a-z]+", text.lower()))


def _first(table: Sequence[tuple[str, T]], text: str, fallback: T) -> T:
    scores = [(len(re.findall(pattern, text, re.I)), value) for pattern, value in table]
    best = max(scores, key=lambda score: score[0])
    return best[1] if best[0] else fallback


def _weather(fact: str, text: str, place: str) -> Weather:
    if place in INDOORS or place in ("underwater", "moon"):
        return "clear"
    if place == "snowfield":
        return "snow"
    if fact:
        return _choice(fact, WEATHERS, "clear")
    counts = [(len(re.findall(pattern, text, re.I)), value) for pattern, value in _SKIES]
    best = max(counts, key=lambda count: count[0])
    return best[1] if best[0] > 1 else "clear"


def _atmosphere(plan: Plan, palette: PaletteJourney, number: int, time: str) -> str:
    light = {
        "dawn": "thin first light", "morning": "clear morning light", "noon": "bright, short shadows",
        "afternoon": "warm slanting light", "sunset": "long shadows and a low sun",
        "night": "small lights in the dark",
    }  # fmt: skip
    return f"{palette.steps[number].name}: {light[time]}"


def _alt(action: str, place: str, time: str) -> str:
    """When, where, who does what; place and hour only where there is room for them."""
    where = _section_phrase(place)
    when = {"night": "at night", "dawn": "at dawn", "sunset": "at sunset"}.get(time, "")
    leads = (f"{when} {where}".strip(), where, when, "")
    for lead in leads:
        if lead and where in action:
            continue
        rest = "the " + action[4:] if action.startswith("The ") else action
        full = capital(f"{lead}, {rest}." if lead else f"{rest}.")
        if len(full) <= ALT_LIMIT:
            return full
    return _shorten(capital(action + "."))


def _shorten(text: str) -> str:
    if len(text) <= ALT_LIMIT:
        return text
    return text[: ALT_LIMIT - 1].rsplit(" ", 1)[0].rstrip(",;: ") + "…"


def _choice(value: str, allowed: Sequence[T], fallback: T) -> T:
    """A word of the plots as one of the words of a picture."""
    return next((word for word in allowed if word == value), fallback)
