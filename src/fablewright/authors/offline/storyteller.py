"""The storyteller: from a brief to a finished story, the same each time for the same seed."""

from __future__ import annotations

import random
from dataclasses import replace

from fablewright.authors.reading import WORDS_PER_MINUTE, band_for, reading_age, sentence_length
from fablewright.core.book import Beat, Brief, StoryText

from .fitting import fitted
from .grammar import join_names
from .plan import Plan, dice, idea_of
from .spark import clean, understand
from .threads import said_who
from .weaving import units

_OFTEN = 0.6  # how often a spark that makes a title is the title
_TITLE = 8  # words
_TELLINGS = 5  # how many tellings of one idea are compared
_EVEN = (0.185, 0.315)  # the part of a story that a beat may have


def tell(brief: Brief, feedback: str = "") -> Plan:
    """Write a story. Several tellings are compared by length and by how hard they are to read.

    Feedback changes how the idea is told, not the idea: its pictures can still be planned from the brief.
    """
    spark = understand(brief.spark)
    best: tuple[float, Plan] | None = None
    idea = idea_of(brief, spark)
    for number in range(_TELLINGS):
        plan = _told(idea, dice(brief, feedback, "telling", number))
        fault = _fault(plan)
        if best is None or fault < best[0]:
            best = (fault, plan)
        if fault == 0:
            break
    assert best
    return best[1]


def _fault(plan: Plan) -> float:
    """How far a telling is from what was asked: 0 is right."""
    assert plan.story
    target = plan.brief.minutes * WORDS_PER_MINUTE
    text = "\n".join(beat.text for beat in plan.story.beats)
    band = band_for(plan.brief.age)
    shares = [len(beat.text.split()) / plan.story.word_count for beat in plan.story.beats]
    fault = max(abs(plan.story.word_count / target - 1) - 0.02, 0) * 100
    fault += max(_EVEN[0] - min(shares), max(shares) - _EVEN[1], 0) * 100
    low, high = band.sentence
    mean = sentence_length(text)
    fault += max(low - mean, mean - high, 0)
    low, high = band.reading_age
    age = reading_age(text)
    return fault + max(low - age, age - high, 0)


def _told(idea: Plan, rng: random.Random) -> Plan:
    beats = units(idea, rng)
    texts = fitted(beats, idea.brief.minutes * WORDS_PER_MINUTE, rng)
    texts[0] = said_who(idea.cast, texts[0])
    rendered = [Beat(text=text) for text in texts]
    whole = "\n\n".join(texts)
    title = clean(idea.brief.title, 90) or _title(idea, dice(idea.brief, "title"))
    seen = f"{title}\n{whole}".lower()
    people = [person for person in idea.cast.people if person.name.lower() in seen]
    creature = idea.creature
    if creature and all(person.name != creature.name for person in people):
        people.append(creature)
    story = StoryText(
        title=title,
        beats=(rendered[0], rendered[1], rendered[2], rendered[3]),
        refrain=idea.refrain,
        moral=idea.brief.moral or idea.plot.facts["moral"],
        dedication=_dedication(idea),
        people=tuple(people),
        place=idea.place,
        reading_age=reading_age(whole),
        emotion=idea.emotion.name,
        vibe=idea.vibe.name,
    )
    return replace(idea, story=story)


def _title(idea: Plan, rng: random.Random) -> str:
    """The spark, where it makes a title; else as this teller, or the plot, calls such a story."""
    if idea.spark.title and rng.random() < _OFTEN:
        return idea.spark.title
    named = idea.plot.facts.get("premise") != "yes"  # else the plot is about the spark's own words
    short = len(idea.spark.premise.split()) <= _TITLE
    titles = [title.strip() for title in idea.plot.facts["titles"].split("|")]
    titles = [title for title in titles if title != "{spark}" or (idea.spark.premise and short)]
    if not named and titles[0] == "{spark}" and rng.random() < _OFTEN:
        titles = titles[:1]
    own = [title.strip() for title in idea.vibe.facts.get("titles", "").split("|")]
    if named and own[0] and rng.random() < _OFTEN:
        titles = own
    return idea.teller.title(rng.choice(titles))


def _dedication(idea: Plan) -> str:
    line = idea.teller.tell(idea.plot.facts["dedication"])
    children = [
        person.name
        for person in idea.cast.people
        if person.kind == "child" and any(given.kind == "child" for given in idea.brief.people)
    ]
    return f"For {join_names(children[:3])}, and f{line[1:]}" if children else line
