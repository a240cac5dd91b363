"""Which plot is told about a spark: among those that suit it best the seed decides."""

from __future__ import annotations

import math
import random
from collections.abc import Iterable, Sequence

from fablewright.authors.reading import words
from fablewright.core.book import Brief

from . import cast as casting
from .grammar import singular, word_set
from .lexicon import Subject, lexicon, look_up
from .script import Plot, plots, split_list
from .spark import HARSH, Spark
from .styles import feeling_of, vibe_of

_LOST = word_set("lost lose loses missing gone stolen disappeared vanished")
_FAVOURITE = (3.0, 2.0, 1.5)  # the worth of being the first, second or third plot of a noun
_WRONG = 20.0  # what a plot loses that would forget the point of a spark
_POORER = 14.0  # what a plot about the words of a spark gains when they say more than a name
_GROWN = 6.0  # what a plot for grown-ups gains, where its feeling does not say
_LIKING = 0.6  # the weight of what a style likes, so that other seeds tell other plots
_HALF = 3.0  # what a plot that is told about the spark's own verb gains
_NEAR = 7.0  # plots this much worse than the best are never told
_WARMTH = 2.8  # the higher, the more often it is not the best one


def choose_plot(
    brief: Brief, spark: Spark, subjects: Sequence[Subject], rng: random.Random
) -> tuple[Plot, Subject] | None:
    """A plot and what of the spark it is about; None when no plot can be told of these subjects."""
    found: list[tuple[float, Plot, Subject]] = []
    for plot in plots():
        options = list(_fitting(plot, subjects, spark.wisher))
        fit_to_tell = _suits_the_reader(plot, brief, spark) and _suits_the_wish(plot, spark)
        if options and fit_to_tell and _has_its_word(plot, spark):
            fit, subject = max(options, key=lambda option: option[0])
            score = fit + _merit(plot, brief, spark, subjects)
            found.append((score - _WRONG * _misses_the_point(plot, spark, subjects), plot, subject))
    if not found:
        return None
    best = max(score for score, _, _ in found)
    near = [option for option in found if option[0] > best - _NEAR]
    weights = [math.exp((score - best) / _WARMTH) for score, _, _ in near]
    _, plot, subject = rng.choices(near, weights)[0]
    return plot, subject


def _misses_the_point(plot: Plot, spark: Spark, subjects: Sequence[Subject]) -> bool:
    """A race wants a plot with a race, and what the king has lost is to be found."""
    if "grown" in plot.facts:
        return False
    events = [s for s in spark.of("event") if s.noun.fact("plot")]
    if not all(_favour(plot, s) or "opening" in s.noun.facts for s in events):
        return True
    owned = any(s.kind == "person" or s.whose for s in subjects)
    return bool(owned and _LOST & spark.words and "lost" not in plot.listed("triggers"))


def _merit(plot: Plot, brief: Brief, spark: Spark, subjects: Sequence[Subject]) -> float:
    """What speaks for a plot, whichever noun it is about."""
    themes = {word for theme in brief.themes for word in theme.lower().split()}
    themes |= {word.lower() for word in words(brief.moral)}
    tones = casting.tones_of(brief)
    score = 2.0 * min(len(_triggers(plot, spark, subjects)), 3)
    score += 1.5 * sum(plot.weighted("genres").get(tone, 0) for tone in tones)
    score += 1.5 * len(themes & set(plot.listed("themes")))
    named = [s.noun.fact("place") for s in subjects if s.kind in ("place", "event")]
    score += 1.5 * any(place in plot.listed("places") for place in named)
    where = [s.noun.fact("place") for s in subjects if s.kind == "place"]
    score -= 4.0 * (bool(where) and not set(where) & set(plot.listed("places")))
    score += 1.0 * any(_favour(plot, s) > 0 for s in subjects)
    star = any(look_up(p.species) == s.noun for p in brief.people if p.species for s in subjects)
    score -= 6.0 * (star and plot.facts.get("creature is", "") == "it")
    score += _HALF * ("needs" in plot.facts)
    score += _POORER * ("needs word" in plot.facts)
    if "grown" in plot.facts:
        score += float(feeling_of(brief).facts.get("grown", _GROWN))
        if plot.facts["premise"] == "yes":
            score += _POORER if spark.says_more else -_POORER
    liked = feeling_of(brief).liking(plot.name) + vibe_of(brief.vibe).liking(plot.name)
    score += _LIKING * liked
    return score


def _triggers(plot: Plot, spark: Spark, subjects: Sequence[Subject]) -> set[str]:
    """Words of the spark that ask for a plot; its nouns do so in another way."""
    nouns = {part for s in subjects if s.kind not in ("event", "place") for part in s.word.split()}
    return (set(plot.listed("triggers")) & spark.words) - nouns


def _suits_the_wish(plot: Plot, spark: Spark) -> bool:
    """Some plots are only about wanting, or about being afraid. A collector of anything but buttons
    is no good for a plot that is full of buttons."""
    needs = plot.facts.get("needs")
    kind = spark.wish.kind if spark.wish else ""
    if needs:
        wisher = spark.wisher
        several = kind == "fear" and spark.wish and singular(spark.wish.phrase) != spark.wish.phrase
        better = needs == "do" and spark.wish and spark.wish.better
        return wisher is not None and not several and bool(kind == needs or better)
    collects = plot.facts.get("collects")
    return not (collects and spark.wish and kind == "collect" and spark.wish.phrase != collects)


def _suits_the_reader(plot: Plot, brief: Brief, spark: Spark) -> bool:
    """Plots for grown-ups are short, and are told only when their feeling is asked for. A few are for
    everybody, where nobody was given and the spark wishes for nothing that a plot could be about."""
    feelings = plot.listed("grown")
    if not feelings:
        return True
    shortest, longest = plot.facts.get("minutes", "2-3").split("-")
    fits = int(shortest) <= brief.minutes <= int(longest)
    asked = brief.emotion.strip() or brief.vibe.strip()
    plain = spark.says_more and not (brief.people or spark.wish or HARSH & spark.words)
    ours = casting.for_grown_ups(brief) or bool("all ages" in plot.facts and asked and plain)
    return fits and ours and feeling_of(brief).name in feelings


def _has_its_word(plot: Plot, spark: Spark) -> bool:
    """Some plots are about one word: no story of tomorrow without a tomorrow."""
    needed = plot.listed("needs word")
    return not needed or bool(set(needed) & spark.words)


def _favour(plot: Plot, subject: Subject) -> float:
    liked = split_list(subject.noun.fact("plot"))
    return _FAVOURITE[min(liked.index(plot.name), 2)] if plot.name in liked else 0.0


def _fitting(
    plot: Plot, subjects: Sequence[Subject], wisher: Subject | None
) -> Iterable[tuple[float, Subject]]:
    """What of the spark could be the {x} of a plot, with its worth; stand-ins are worth less."""
    fits = plot.weighted("fits")
    asks = plot.listed("asks")
    wet = [subject for subject in subjects if "swims" in subject.noun.facts]
    only, never = plot.listed("only"), plot.listed("not")
    for index, subject in enumerate(subjects):
        if (only and subject.word not in only) or subject.word in never:
            continue
        if "needs" in plot.facts and (not wisher or subject.noun != wisher.noun):
            continue
        favour = _favour(plot, subject)
        earlier = 1.0 / (index + 1)
        named = subject.noun.fact(plot.name)  # what stands in for it in this very plot
        if wet and subject not in wet and "grown" not in plot.facts:
            continue  # it could not come along
        if "big" in subject.noun.facts and "small" in plot.facts:
            continue
        if "worn" in subject.noun.facts and "gift" in plot.facts:
            continue
        if subject.noun.facts.get("swims", "no") in plot.listed("no swimmers"):
            continue
        if subject.kind in fits and not subject.noun.fact("role") and not named:
            if favour or subject.kind not in asks:
                yield fits[subject.kind] + favour + earlier, subject
            continue
        stand_in = lexicon().get(named or subject.noun.fact("token"))
        if stand_in and not named:
            stand_in = lexicon().get(stand_in.fact(plot.name)) or stand_in
        if stand_in and (named or stand_in.kind in fits):
            yield favour + earlier + 1.0, Subject(stand_in).standing_in_for(subject)
    if plot.facts.get("premise") == "yes":  # it is about the words of the spark, whatever they are
        yield 0.0, Subject(lexicon()[plot.facts["own"]])
    own = plot.facts.get("own", "")  # a plot about people brings its own thing
    favour = max((_favour(plot, subject) for subject in subjects), default=0.0)
    if own and favour and not wet and "needs" not in plot.facts:
        yield favour + 0.5, Subject(lexicon()[own])
