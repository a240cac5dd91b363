"""The other half of a spark: what its hero wants or fears, or the second thing that it names.

A plot is about one subject. Where the spark holds two, the second runs through the story as a thread
of four lines from `prose/threads.txt`, one for each beat.
"""

from __future__ import annotations

import random
import re

from fablewright.core.book import Person

from .cast import Cast
from .grammar import capital, with_article
from .lexicon import Subject, drawn_species, look_up
from .plan import Plan
from .script import shared
from .telling import Teller, person_slots

_KEYS = ("first", "second", "third", "last")


def thread(idea: Plan, told: str, rng: random.Random) -> dict[str, str]:
    """Lines by the beat they belong to, first to last, or nothing. `told` is what the plot itself says for certain."""
    if "grown" in idea.plot.facts:
        return {}
    wish = idea.spark.wish
    kind, values = "", {}
    same = look_up(wish.phrase) if wish and wish.kind == "do" else None
    if same and same.word == idea.subject.noun.word:  # "wants to fly", and the plot is about that
        return {}
    if wish and "needs" not in idea.plot.facts and idea.plot.facts.get("collects") != wish.phrase:
        kind = wish.kind
        values = {"w": wish.phrase, "do": wish.phrase, "doing": wish.doing}
    elif second := _second(idea, told):
        kind = "sky" if second.kind == "sky" else "thing"
        values = {"w": second.bare, "the w": second.definite, "a w": second.full}
    if idea.brief.minutes < 2:
        kind = f"short {kind}"
    pool = [s for s in shared("threads").beats if s.facts["kind"] == kind]
    if not pool:
        return {}
    facts = rng.choice(pool).facts
    teller = _with_actor(idea, idea.teller.with_values(values))
    return {key: teller.tell(facts[key]) for key in _KEYS if key in facts}


def _second(idea: Plan, told: str) -> Subject | None:
    """A thing of the spark that neither the plot nor its people are about."""
    wish = idea.spark.wish.phrase if idea.spark.wish else ""
    for subject in idea.spark.of("thing", "food", "stuff", "sky"):
        known = re.search(rf"\b{re.escape(subject.word)}", f"{told} {wish}", re.I)
        if not known and subject.noun.word != idea.subject.noun.word:
            return subject
    return None


def _with_actor(idea: Plan, teller: Teller) -> Teller:
    """{A} is whom the spark is about: its creature, or else the main person; {B} is somebody else."""
    main, pal = idea.cast.main, idea.cast.pal
    beast = idea.cast.beast
    wisher = idea.spark.wisher or next(iter(idea.spark.of("creature")), None)
    if idea.spark.wish and not idea.spark.wisher:
        wisher = None
    if wisher and wisher.noun == idea.subject.noun:
        forms = {f"A.{key}": f"{{X.{key}}}" for key in ("he", "him", "his", "himself", "was")}
        caps = {"A": "{the x}", "A.He": "{X.He}", "A.His": "{X.His}"}
        return teller.with_values({**forms, **caps, "B": main.name})
    species = drawn_species(wisher.noun) if wisher else ""
    alike = next((p for p in idea.cast.people if species and p.species == species), beast)
    actor: Person = alike if alike and wisher else main
    named = {capital(subject.word) for subject in idea.spark.of("person")}
    if not idea.spark.of("creature") and named & set(pal.name.split()):
        actor = pal  # "a pirate who gets seasick"
    other = pal if actor is main else main
    return teller.with_values({**person_slots("A", actor), "B": other.name})


def said_who(cast: Cast, text: str) -> str:
    """The first beat, telling once what sort of animal it is that talks: "said Bo, who was a bear"."""
    pal = cast.pal
    kind = cast.beast_is if pal is cast.beast else pal.species
    if pal.kind != "companion" or not kind or f" was {with_article(kind)}" in text:
        return text
    pattern = rf"\b(said|asked|told) {re.escape(pal.name)}\."
    return re.sub(pattern, rf"\1 {pal.name}, who was {with_article(kind)}.", text, count=1)
