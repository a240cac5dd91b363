"""Everything that could be told of one idea, beat by beat, as units that a story keeps or drops."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import replace

from fablewright.authors.reading import band_for, words
from fablewright.core.book import Person

from .cast import tones_of
from .fitting import Unit
from .grammar import join_names, possessive, with_article, word_set
from .lexicon import Subject, look_up
from .manners import WOVEN, asides_of, dress, images, pause, turns_of
from .plan import Plan, section
from .script import Passage, Section, shared
from .threads import thread

_MONTHS = (
    "January", "February", "April", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_RELATIONS = word_set("grandpa grandma mother father aunt uncle cousin friend neighbour teacher")
_NOSELESS = ("octopus", "whale", "snail", "robot", "bird", "duck", "owl", "penguin", "turtle")
_INSIDE = word_set(
    "woods wood jungle village town city tunnel tower palace cellar basement barn hills mountains "
    "bed supermarket store"
)
_ALONE = ("{aside}", "{turn}", "{line}", "{helper}", "{back}", "{refrain}", "{refrain last}")


def units(idea: Plan, rng: random.Random) -> list[list[Unit]]:
    """All that could be told, beat by beat, in order."""
    conditions = _conditions(idea)
    lines = [p.wordings[0] for p in section("places", idea.place).passages]
    rng.shuffle(lines)
    lines += images(idea)
    asides, turns = asides_of(idea, rng), turns_of(idea, rng)
    helpers = _helpers(idea, rng)
    met: list[Section] = []
    beats = _short(idea) if idea.brief.minutes < 2 else []
    for part in idea.plot.beats[len(beats) :]:
        beat: list[Unit] = []
        for group in _groups(part.passages, conditions):
            for atom in _atoms(group):
                text = atom[0].wordings[0]
                if text == "{helper}":
                    if helpers:
                        met.append(helpers.pop())
                        beat += _helper_units(idea, met[-1], len(met), rng)
                elif text == "{back}":
                    beat += _helpers_back(idea, met)
                elif text in ("{aside}", "{turn}"):
                    said = asides if text == "{aside}" else turns
                    if said:
                        beat.append(Unit(atom[0].level, ((said.pop(), True),), group=WOVEN))
                elif text == "{line}":
                    if lines:
                        beat.append(_unit(idea, atom, rng, lines.pop()))
                else:
                    beat.append(_unit(idea, atom, rng))
        beats.append(beat)
    _bring_in(idea.cast.main, beats)
    _bring_in(idea.cast.pal, beats)
    _weave_in(idea, beats, rng)
    dress(idea, beats, asides, turns, rng)
    return beats


def _short(idea: Plan) -> list[list[Unit]]:
    """A story of one minute has words of its own: none left out, and so nothing missing."""
    found = next((s for s in shared("minutes").beats if s.name == idea.plot.name), None)
    if not found:
        return []
    beats: list[list[Unit]] = []
    for number, key in enumerate(("one", "two", "three", "four")):
        told = idea.refrain_last if number == 3 else idea.refrain
        beat: list[Unit] = []
        for index, text in enumerate(found.facts[key].split(" / ")):
            refrain = text.strip() == "{refrain}"
            spare = text.startswith("+ ")
            line = told if refrain else idea.teller.tell(text.removeprefix("+ "))
            unit = Unit(int(spare), ((line, True),), refrain=refrain, group=index, fixed=not spare)
            if spare and beat and beat[-1].level:
                unit = replace(unit, paragraphs=(*beat.pop().paragraphs, (line, True)))
            beat.append(unit)
        beats.append(beat)
    return beats


def _bring_in(person: Person, beats: list[list[Unit]]) -> None:
    """The two who carry the plot have a line in every telling, however short."""
    said = [
        (unit.level, unit.length, number, index)
        for number, beat in enumerate(beats)
        for index, unit in enumerate(beat)
        if any(person.name.lower() in text.lower() for text, _ in unit.paragraphs)
    ]
    if said:
        _, _, number, index = min(said)
        beats[number][index] = replace(beats[number][index], level=0, group=-1, fixed=True)


def _conditions(idea: Plan) -> frozenset[str]:
    kinds = {idea.subject.kind, band_for(idea.brief.age).name, idea.cast.pal.kind}
    extra = {"named"} if idea.subject.name else set()
    wish = idea.spark.wish
    if wish and re.match(r"(?:play|learn|practise) the \w+", wish.phrase):
        extra.add("music")
    if wish and wish.kind == "fear":
        extra.update(wish.phrase.split())
    extra.add(idea.vibe.facts.get("temper", ""))  # grand, soft, dry, dark or wild
    extra.add("swims" if "swims" in idea.subject.noun.facts else "walks")
    return frozenset(kinds | extra | tones_of(idea.brief) | {idea.place})


def _groups(passages: Sequence[Passage], conditions: frozenset[str]) -> list[list[Passage]]:
    groups: dict[int, list[Passage]] = {}
    for passage in passages:
        fits = all(
            (name[1:] not in conditions) if name.startswith("!") else name in conditions
            for name in passage.conditions
        )
        if fits:
            groups.setdefault(passage.paragraph, []).append(passage)
    return list(groups.values())


def _atoms(group: Sequence[Passage]) -> list[list[Passage]]:
    """Neighbours of one level in one group belong together: a question and its answer."""
    atoms: list[list[Passage]] = []
    for passage in group:
        alone = passage.wordings[0] in _ALONE or (atoms and atoms[-1][-1].wordings[0] in _ALONE)
        if (
            atoms
            and atoms[-1][-1].level == passage.level
            and not alone
            and _goes_on(atoms[-1], passage)
        ):
            atoms[-1].append(passage)
        else:
            atoms.append([passage])
    return atoms


def _goes_on(atom: Sequence[Passage], passage: Passage) -> bool:
    """A passage that leans on another thing, or is leaned on, is told or left out by itself."""
    return set(passage.needs) <= set(atom[0].needs) and set(passage.tells) <= set(atom[0].tells)


def _unit(idea: Plan, atom: Sequence[Passage], rng: random.Random, text: str = "") -> Unit:
    paragraphs: list[tuple[str, bool]] = []
    refrain = False
    for passage in atom:
        wording = text or rng.choice(passage.wordings)
        if wording in ("{refrain}", "{refrain last}"):
            refrain = True
            told = idea.refrain if wording == "{refrain}" else idea.refrain_last
        else:
            told = idea.teller.tell(wording)
        paragraphs.append((told, told.startswith("“")))
    first = atom[0]
    level = (
        min(first.level, 2) if "old" in first.conditions else first.level
    )  # the dilemma comes early
    return Unit(level, tuple(paragraphs), first.tells, first.needs, refrain, first.paragraph)


def _helpers(idea: Plan, rng: random.Random) -> list[Section]:
    when = "night" if idea.plot.facts.get("helpers") == "night" else "day"
    found = [s for s in shared("helpers").beats if s.facts["when"] == when]
    rng.shuffle(found)
    return found


def _helper_units(idea: Plan, helper: Section, number: int, rng: random.Random) -> list[Unit]:
    if number > 1:
        again = idea.teller.tell(idea.plot.facts["ask again"])
        small = again[0].lower() + again[1:]
        teller = idea.teller.with_values({"ask": again, "ask small": small})
        idea = replace(idea, teller=teller)
    unit = _unit(idea, helper.passages, rng)
    return [replace(unit, tells=(helper.name,), group=1000 + number)]


def _helpers_back(idea: Plan, met: Sequence[Section]) -> list[Unit]:
    """At the end we hear of those who were met on the way."""
    return [
        Unit(4, ((idea.teller.tell(helper.facts["last"]), True),), needs=(helper.name,))
        for helper in met
    ]


def _weave_in(idea: Plan, beats: list[list[Unit]], rng: random.Random) -> None:
    """Put in what depends on the brief and not on the plot: topic, helpers, traits, clothes."""
    told = [text for unit in beats[0] + beats[1] for text, _ in unit.paragraphs if unit.level == 0]
    opening = _topic(idea, told)
    lines = thread(idea, " ".join((opening, *told)), rng)
    short = idea.brief.minutes < 2
    hurried = idea.brief.minutes <= 2
    opening = "" if short and lines else opening
    closing = _closing(idea)
    if closing:
        beats[3].insert(pause(beats[3]), Unit(0, ((closing, True),), group=WOVEN, fixed=True))
    if lines:
        first = _after_meeting(idea, beats[0]) if idea.subject.kind == "creature" else 0
        beats[0].insert(first, Unit(0, ((lines["first"], True),), fixed=True))
        later = ((1, "second", int(hurried)), (2, "third", 1), (3, "last", 0))
        for number, key, level in later:
            if key in lines:
                unit = Unit(level, ((lines[key], True),), group=WOVEN, fixed=level == 0)
                beats[number].insert(pause(beats[number]), unit)
    if opening:
        beats[0].insert(0, Unit(0, ((opening, True),), group=WOVEN, fixed=True))
    others = [person for person in idea.cast.others if person is not idea.creature]
    _give_parts(idea, others, beats, rng)
    carriers = [p for p in (idea.cast.main, idea.cast.pal, *others) if p.traits]
    for index, person in enumerate(carriers[:5]):
        for number, line in enumerate(_trait_lines(idea, person, rng)[:2]):
            beat = beats[(1 + index + 2 * number) % 4 if index or number else 1]
            level = 0 if number == 0 and index == 0 else 2
            beat.insert(pause(beat), Unit(level, ((line, True),), group=WOVEN))
    clothes = _clothes(idea)
    if clothes:
        beats[0].insert(pause(beats[0]), Unit(1, ((clothes, True),), group=WOVEN))


def _topic(idea: Plan, told: Sequence[str]) -> str:
    """A sentence for what the spark names and the plot's subject does not."""
    lines: list[str] = []
    spark = idea.spark
    for subject in spark.subjects:
        opening = subject.noun.fact("opening")
        if opening and subject.noun.word != idea.subject.noun.word:
            lines.append(idea.teller.tell(opening))
        elif subject.kind == "event" and not any(subject.word in text for text in told):
            what = subject.word if subject.word.endswith("ing") else subject.definite
            lines.append(f"All week there had been talk of {what}.")
    found = [s for s in spark.of("place") if s.noun.fact("place") == idea.place]
    here = [s.noun.facts.get("said", s.word) for s in found]
    if (
        not lines
        and here
        and "grown" not in idea.plot.facts
        and not any(here[0] in text for text in told)
    ):
        where = f"{'in' if here[0] in _INSIDE else 'at'} the {here[0]}"
        lines.append(idea.teller.tell(f"It happened {where if _said(found[0]) else '{in}'}."))
    month = next((month for month in _MONTHS if month.lower() in spark.words), "")
    if month:
        lines.append(f"It was {month}.")
    if spark.question:
        lines.append(f"“{spark.question}” asked {idea.cast.main.name}. Nobody knew.")
    beast = idea.cast.beast
    if beast and idea.creature is not beast:
        kind = " ".join((beast.appearance, idea.cast.beast_is)).strip()
        lines.append(f"{beast.name} was {with_article(kind)}.")
    related = _relation(idea)
    if related:
        lines.append(f"{idea.cast.pal.name} was {possessive(idea.cast.main.name)} {related}.")
    if idea.cast.job and idea.cast.job not in idea.cast.pal.name.lower():
        lines.append(f"{idea.cast.pal.name} was the {idea.cast.job}, and always up first.")
    if spark.quote:
        riddle = " Nobody knew who, or what it was for." if idea.brief.minutes > 2 else ""
        lines.append(f"Somebody had chalked on the wall: “{spark.quote}”.{riddle}")
    return " ".join(lines[:2])


def _after_meeting(idea: Plan, beat: Sequence[Unit]) -> int:
    """Behind the group of a beat in which the story's creature certainly comes in."""
    who = (idea.subject.name or idea.subject.word).lower()
    for index, unit in enumerate(beat):
        if unit.level == 0 and any(who in text.lower() for text, _ in unit.paragraphs):
            later = (i for i in range(index, len(beat)) if beat[i].group != unit.group)
            return next(later, len(beat))
    return 1


def _said(place: Subject) -> bool:
    return "said" in place.noun.facts


def _closing(idea: Plan) -> str:
    """What became of what the opening spoke of."""
    if idea.spark.question:
        return f"As for the question, {idea.cast.main.name} still asks it. The answers get better."
    facts = [subject.noun.facts.get("closing", "") for subject in idea.spark.subjects]
    return idea.teller.tell(next((fact for fact in facts if fact), ""))


def _relation(idea: Plan) -> str:
    """What the pal is to the main person, when the brief says it in a word that we know."""
    if idea.cast.pal not in idea.brief.people:
        return ""
    for word in words(idea.brief.relationship):
        noun = look_up(word)
        if noun and noun.fact("role") in _RELATIONS:
            return word.lower()
    return ""


def _give_parts(
    idea: Plan, others: Sequence[Person], beats: list[list[Unit]], rng: random.Random
) -> None:
    """Each further person comes in, helps, and is there at the end."""
    short = idea.brief.minutes <= 2 and len(others) > 1
    if short or len(others) > 4:
        crowd = others if short else others[4:]
        names = join_names([person.name for person in crowd])
        came = "came along too" if len(crowd) > 1 else "came too"
        line = f"{names} {came}, to lend a hand."
        beats[1].insert(1, Unit(0, ((line, True),), fixed=True))
        others = () if short else others[:4]
    pool = {who: [s for s in shared("parts").beats if s.facts["who"] == who]
            for who in ("person", "animal")}  # fmt: skip
    for sections in pool.values():
        rng.shuffle(sections)
    for person in others:
        sections = pool["animal" if person.kind == "companion" else "person"]
        if person.species in _NOSELESS:
            sections = [part for part in sections if "nose" not in part.facts] or sections
        if not sections:
            continue
        part = sections[-1]
        pool[part.facts["who"]].remove(part)
        teller = idea.teller.with_person(person)
        for beat, key, level in ((0, "first", 0), (2, "middle", 1), (3, "last", 2)):
            text = teller.tell(part.facts[key])
            if beat == 0 and person.species and person.kind == "companion":
                kind = with_article(person.species)
                text = text.replace(person.name, f"{person.name}, who was {kind},", 1)
            unit = Unit(level, ((text, True),), group=WOVEN, fixed=level == 0)
            beats[beat].insert(pause(beats[beat]), unit)


def _trait_lines(idea: Plan, person: Person, rng: random.Random) -> list[str]:
    """Sentences in which a person's traits show in passing, the most useful ones first."""
    known = shared("traits").beats[0].facts
    body = ("skin_", "hair_", "eyes_")
    ids = sorted(
        person.traits, key=lambda trait: (trait.startswith(body), person.traits.index(trait))
    )
    teller = idea.teller.with_person(person)
    return [teller.tell(rng.choice(known[i].split(" | "))) for i in ids if i in known]


_GARMENTS = word_set(
    "coat raincoat jacket jumper sweater dress cape cloak scarf hat cap hoodie shirt"
)


def _clothes(idea: Plan) -> str:
    main = idea.cast.main
    found = words(main.appearance.lower())
    for index, word in enumerate(found):
        if word in _GARMENTS:
            colour = (
                found[index - 1] if index and found[index - 1] not in ("a", "the", "and") else ""
            )
            garment = f"{colour} {word}".strip()
            return (
                idea.teller.tell(f"{{M}} did up {{his}} {garment}, one button out, and went.")
                if (word not in ("scarf", "hat", "cap"))
                else idea.teller.tell(f"{{M}} pulled {{his}} {garment} straight, for courage.")
            )
    return ""
