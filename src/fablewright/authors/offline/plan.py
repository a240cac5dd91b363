"""Deciding what a story will be: plot, subject, people and place, from the brief and its seed."""

from __future__ import annotations

import random
import re
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from fablewright.core.book import Brief, Person, StoryText

from . import cast as casting
from .grammar import capital, words
from .lexicon import DRAWN_SPECIES, Subject, lexicon, look_up
from .reading import band_for
from .script import Plot, Section, plots, shared
from .spark import Spark, understand
from .telling import Teller, person_slots, subject_slots

_OWN_IDEAS = (
    "key", "octopus", "moon", "violin", "thunder", "egg", "pumpkin", "fox", "cake", "tooth",
    "letter", "robot", "whale", "map", "snail", "star", "boot", "kite", "dragon", "teapot",
)  # fmt: skip
_GENRE_WORDS = {
    "bedtime": "bedtime", "sleep": "bedtime", "calm": "bedtime", "lullaby": "bedtime",
    "funny": "funny", "humor": "funny", "humour": "funny", "comedy": "funny", "silly": "funny",
    "mystery": "mystery", "detective": "mystery", "adventure": "adventure", "quest": "adventure",
    "fairy": "fairy tale", "fable": "fairy tale", "fantasy": "fantasy", "magic": "fantasy",
    "science": "science", "sci-fi": "sci-fi", "space": "space", "friendship": "friendship",
    "laugh": "funny", "joy": "funny", "cosy": "bedtime", "cozy": "bedtime", "gentle": "bedtime",
    "suspense": "mystery", "chills": "mystery", "wonder": "fantasy", "brave": "adventure",
    "excitement": "adventure", "tender": "bedtime", "warm": "bedtime", "curious": "mystery",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that was decided about a story; the pictures are planned from it."""

    brief: Brief
    spark: Spark
    plot: Plot
    subject: Subject
    cast: casting.Cast
    place: str
    picks: dict[str, str]
    teller: Teller
    creature: Person | None = None
    refrain: str = ""
    refrain_last: str = ""
    story: StoryText | None = None


def dice(brief: Brief, *salt: object) -> random.Random:
    """A random generator that depends on the brief and nothing else."""
    people = "|".join(f"{p.kind}:{p.name}:{p.species}" for p in brief.people)
    key = "\x1f".join(map(str, (brief.seed, brief.spark[:2000], people, brief.genre, *salt)))
    return random.Random(zlib.crc32(key.encode("utf-8", "surrogatepass")))


def genres_of(brief: Brief) -> frozenset[str]:
    """The tones that a brief asks for, in the storyteller's own words."""
    asked = " ".join((brief.genre, *brief.themes, brief.emotion, brief.vibe)).lower()
    return frozenset(tone for word, tone in _GENRE_WORDS.items() if word in asked)


def idea_of(brief: Brief, spark: Spark) -> Plan:
    """Everything but the words: plot, subject, people, place and the small choices."""
    rng = dice(brief, "idea")
    subjects = spark.subjects or (_own_idea(brief, rng),)
    plot, subject = _plot(brief, spark, subjects, rng)
    people, guest = casting.assemble(brief, spark, plot, rng)
    people = casting.free_the_creature(people, subject, plot, rng)
    subject, creature = _creature(plot, subject, people, rng)
    place = _place(plot, spark, subject, rng)
    picks = {key: rng.choice(values) for key, values in plot.picks().items()}
    if guest:
        picks[plot.facts["takes"]] = guest
    plan = Plan(brief, spark, plot, subject, people, place, picks, Teller({}, band_for(brief.age)))
    teller = Teller(_slots(plan, rng), band_for(brief.age))
    pronoun = subject.pronoun
    last = plot.facts.get(f"refrain last {pronoun}") or plot.facts["refrain last"]
    return replace(
        plan,
        teller=teller,
        creature=creature,
        refrain=teller.tell(plot.facts["refrain"]),
        refrain_last=teller.tell(last),
    )


def _own_idea(brief: Brief, rng: random.Random) -> Subject:
    """An empty or unreadable spark: themes, moral and companions may still hold a noun."""
    hints = understand(" ".join((brief.title, brief.moral, " ".join(brief.themes))))
    usable = hints.of("thing", "creature", "food", "sky", "stuff")
    return usable[0] if usable else Subject(lexicon()[rng.choice(_OWN_IDEAS)])


def _plot(
    brief: Brief, spark: Spark, subjects: Sequence[Subject], rng: random.Random
) -> tuple[Plot, Subject]:
    """The plot that suits the spark best, then themes and genre; the seed decides between equals."""
    tones = genres_of(brief)
    themes = {word for theme in brief.themes for word in theme.lower().split()}
    themes |= {word.lower() for word in words(brief.moral)}
    best: tuple[float, Plot, Subject] | None = None
    for plot in plots():
        options = list(_fitting(plot, subjects))
        if not options or not _suits_the_reader(plot, brief):
            continue
        fit, subject = max(options, key=lambda option: option[0])
        triggers = set(plot.listed("triggers")) & spark.words
        score = fit + 3.0 * min(len(triggers), 3)
        score += 1.5 * sum(plot.weighted("genres").get(tone, 0) for tone in tones)
        score += 1.5 * len(themes & set(plot.listed("themes")))
        named = [s.noun.fact("place") for s in subjects if s.kind in ("place", "event")]
        score += 2.0 * any(s.noun.fact("plot") == plot.name for s in subjects)
        score += 2.0 * any(place in plot.listed("places") for place in named)
        star = any(look_up(p.species) == subject.noun for p in brief.people if p.species)
        score -= 6.0 * (star and plot.facts.get("creature is", "") == "it")
        score += 30.0 * ("grown" in plot.facts)
        score += rng.uniform(0.0, 2.5)
        if best is None or score > best[0]:
            best = (score, plot, subject)
    if not best:  # only people, say: the plot brings its own thing
        return _plot(brief, spark, (*subjects, _own_idea(brief, rng)), rng)
    return best[1], best[2]


_DREAD = re.compile(
    r"chill|dread|fear|scar|horror|suspens|spine|uneas|thrill|terr|creep|eerie|king|poe|gothic|noir",
    re.I,
)
_TEARS = re.compile(
    r"tear|sad|cry|heart|nostalg|melanch|grie|long|tender|touch|moved|sweet|love|warm|hope", re.I
)


def _suits_the_reader(plot: Plot, brief: Brief) -> bool:
    """Plots for grown-ups are short, and are told only when their feeling is asked for."""
    feeling = plot.facts.get("grown")
    if not feeling:
        return True
    asked = f"{brief.emotion} {brief.vibe} {brief.genre}"
    wanted = (_DREAD if feeling == "dread" else _TEARS).search(asked)
    if feeling == "tears" and _DREAD.search(brief.emotion):
        wanted = None
    return bool(wanted) and casting.for_grown_ups(brief) and brief.minutes <= 3


def _fitting(plot: Plot, subjects: Sequence[Subject]) -> Iterable[tuple[float, Subject]]:
    """What of the spark could be the {x} of a plot, with its worth; stand-ins are worth less."""
    fits = plot.weighted("fits")
    for index, subject in enumerate(subjects):
        favourite = 4.0 if subject.noun.fact("plot") == plot.name else 0.0
        earlier = 1.0 / (index + 1)
        named = subject.noun.fact(plot.name)  # what stands in for it in this very plot
        if subject.kind in fits and not subject.noun.fact("role") and not named:
            yield fits[subject.kind] + favourite + earlier, subject
        stand_in = lexicon().get(named or subject.noun.fact("token"))
        if stand_in and not named:
            stand_in = lexicon().get(stand_in.fact(plot.name)) or stand_in
        if stand_in and (named or stand_in.kind in fits):
            yield favourite + earlier + 1.0, Subject(stand_in)
    if "grown" in plot.facts:
        yield 0.0, Subject(lexicon()[plot.facts["own"]])
    own = plot.facts.get("own", "")  # a plot about people brings its own thing
    favourite = max(4.0 * (subject.noun.fact("plot") == plot.name) for subject in subjects)
    if own and favourite:
        yield favourite + 0.5, Subject(lexicon()[own])


def _creature(
    plot: Plot, subject: Subject, people: casting.Cast, rng: random.Random
) -> tuple[Subject, Person | None]:
    """A creature as a person of the book: a given companion when it is the same animal."""
    if subject.kind != "creature":
        gender = subject.noun.fact("pronoun")
        return (
            (replace(subject, pronoun="she" if gender == "she" else "he"), None)
            if gender
            else (subject, None)
        )
    given = casting.companion_as(subject, people)
    if given:
        return subject.named(given.name, given.pronoun), given
    if subject.noun.word in DRAWN_SPECIES or subject.noun.fact("drawn") or subject.noun.facts == {}:
        pronoun: casting.PersonPronoun = "she" if rng.random() < 0.5 else "he"
        name = subject.name or capital(subject.definite)
        if plot.facts.get("creature is", "") == "it":
            return subject, casting.creature(subject, name, "they")
        return replace(subject, pronoun=pronoun), casting.creature(subject, name, pronoun)
    return subject, None


def _place(plot: Plot, spark: Spark, subject: Subject, rng: random.Random) -> str:
    allowed = plot.listed("places")
    wishes = [s.noun.fact("place") for s in spark.of("place")]
    wishes += [s.noun.fact("place") for s in spark.subjects] + [subject.noun.fact("place")]
    for wish in wishes:
        if wish in allowed:
            return wish
    return rng.choice(allowed)


def _slots(plan: Plan, rng: random.Random) -> dict[str, str]:
    facts = section("places", plan.place).facts
    spots = [spot.strip() for spot in facts["spots"].split("|")]
    towns = [town.strip() for town in facts["towns"].split(",")]
    rng.shuffle(spots)
    plot = plan.plot.facts
    return {
        **person_slots("M", plan.cast.main),
        **person_slots("P", plan.cast.pal),
        **subject_slots(plan.subject),
        **plan.picks,
        "in": facts["in"],
        "town": rng.choice(towns),
        "rule": plot.get("rule", ""),
        "ask": plot.get("ask", "Can you help us?"),
        "ask small": plot.get("ask small", "can you help us?"),
        "saw": "found",
        **{f"spot{number}": spot for number, spot in enumerate(spots, 1)},
    }


def section(file: str, name: str) -> Section:
    return next(part for part in shared(file).beats if part.name == name)
