"""Deciding what a story will be: plot, subject, people and place, from the brief and its seed."""

from __future__ import annotations

import random
import zlib
from dataclasses import dataclass, replace

from fablewright.authors.reading import band_for
from fablewright.core.book import Brief, Person, StoryText

from . import cast as casting
from .choosing import choose_plot
from .grammar import capital, word_set
from .lexicon import DRAWN_SPECIES, WATER, Subject, lexicon, look_up
from .script import Plot, Section, shared
from .spark import Spark, understand
from .styles import PLAIN, Style, emotion_of, vibe_of
from .telling import Teller, person_slots, subject_slots

_OWN_IDEAS = (
    "key", "octopus", "moon", "violin", "thunder", "egg", "pumpkin", "fox", "cake", "tooth",
    "letter", "robot", "whale", "map", "snail", "star", "boot", "kite", "dragon", "teapot",
)  # fmt: skip


_SUMMER = word_set("june july august summer")


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
    emotion: Style = PLAIN
    vibe: Style = PLAIN


def dice(brief: Brief, *salt: object) -> random.Random:
    """A random generator that depends on the brief and nothing else."""
    people = "|".join(f"{p.kind}:{p.name}:{p.species}" for p in brief.people)
    asked = [s.name for s in (emotion_of(brief.emotion), vibe_of(brief.vibe)) if s.name]
    key = "\x1f".join(
        map(str, (brief.seed, brief.spark[:2000], people, brief.genre, *asked, *salt))
    )
    return random.Random(zlib.crc32(key.encode("utf-8", "surrogatepass")))


def idea_of(brief: Brief, spark: Spark) -> Plan:
    """Everything but the words: plot, subject, people, place and the small choices."""
    rng = dice(brief, "idea")
    subjects = spark.subjects or (_own_idea(brief, rng),)
    chosen = choose_plot(brief, spark, subjects, rng)
    if not chosen:  # only people, say: the plot brings its own thing
        chosen = choose_plot(brief, spark, (*subjects, _own_idea(brief, rng)), rng)
    assert chosen
    plot, subject = chosen
    people, guest = casting.assemble(brief, spark, plot, subject, rng)
    people = casting.free_the_creature(people, subject, plot, rng)
    subject, creature = _creature(plot, subject, people, rng)
    place = _place(plot, spark, subject, rng)
    picks = {key: rng.choice(values) for key, values in plot.picks().items()}
    if guest:
        picks[plot.facts["takes"]] = guest
    band = band_for(brief.age)
    plan = Plan(
        brief, spark, plot, subject, people, place, picks, Teller({}, band),
        emotion=emotion_of(brief.emotion), vibe=vibe_of(brief.vibe),
    )  # fmt: skip
    teller = Teller(_slots(plan, rng), band, plan.vibe.facts.get("rhythm", "even"))
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
    known = hints.of("thing", "creature", "food", "sky", "stuff")
    usable = [subject for subject in known if subject.noun.facts]
    return usable[0] if usable else Subject(lexicon()[rng.choice(_OWN_IDEAS)])


def _creature(
    plot: Plot, subject: Subject, people: casting.Cast, rng: random.Random
) -> tuple[Subject, Person | None]:
    """A creature as a person of the book: a given companion when it is the same animal."""
    if subject.kind != "creature":
        gender = subject.noun.fact("pronoun")
        if gender:
            subject = replace(subject, pronoun="she" if gender == "she" else "he")
        return subject, casting.little_one(subject)
    given = casting.companion_as(subject, people)
    if given:
        return subject.named(given.name, given.pronoun), given
    if subject.noun.word in DRAWN_SPECIES or subject.noun.fact("drawn") or subject.noun.facts == {}:
        pronoun: casting.PersonPronoun = "she" if rng.random() < 0.5 else "he"
        if subject.noun.fact("pronoun") == "she":
            pronoun = "she"
        name = subject.name or capital(subject.definite)
        if plot.facts.get("creature is", "") == "it":
            return subject, casting.creature(subject, name, "they")
        return replace(subject, pronoun=pronoun), casting.creature(subject, name, pronoun)
    return subject, None


def _place(plot: Plot, spark: Spark, subject: Subject, rng: random.Random) -> str:
    allowed = plot.listed("places")
    named = [s.noun.fact("place") for s in spark.of("place")]
    if "swims" in subject.noun.facts and not any(place in allowed for place in named):
        wet = [place for place in allowed if place in WATER]
        home = subject.noun.fact("place")
        return home if home in wet or not wet else rng.choice(wet)
    wishes = named
    if subject.noun.word == "snow" and _SUMMER & spark.words:
        return rng.choice([place for place in allowed if place != "snowfield"])
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
        "first x": plan.subject.first(plan.cast.main.name),
        "spark": plan.spark.premise or capital(_named(plan.spark, plan.subject)),
        "seated": "yes" if "wheelchair" in plan.cast.main.traits else "",
        "machine": plan.subject.machine,
        "do": _phrase(plan.spark, "do", "refuse", "habit"),
        "doing": plan.spark.wish.doing if plan.spark.wish else "",
        "fear": _feared(plan.spark),
        **{f"spot{number}": spot for number, spot in enumerate(spots, 1)},
    }


def _named(spark: Spark, subject: Subject) -> str:
    return next((known.full for known in spark.subjects), subject.full)


def _feared(spark: Spark) -> str:
    """ "the thunder", also where the spark says "thunder"."""
    phrase = _phrase(spark, "fear")
    noun = look_up(phrase)
    return f"the {phrase}" if noun and noun.kind in ("sky", "stuff") else phrase


def _phrase(spark: Spark, *kinds: str) -> str:
    return (
        (spark.wish.better or spark.wish.phrase) if spark.wish and spark.wish.kind in kinds else ""
    )


def section(file: str, name: str) -> Section:
    return next(part for part in shared(file).beats if part.name == name)
