"""From what a model filled in to the values of a book.

What is harmless is set right; for the rest `Unusable` says precisely what is wrong, in words that the
next try is given.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar, get_args

from pydantic import ValidationError

from fablewright.authors import llm_drafts as drafts
from fablewright.authors.llm_language import (
    LETTERS_A_WORD,
    base,
    bounds,
    count_words,
    is_other_language,
)
from fablewright.authors.llm_repair import (
    colour,
    echoes,
    find_object,
    flaw,
    folded,
    line,
    nearest,
    noun,
    spaced,
    tidy,
)
from fablewright.authors.reading import WORDS_PER_MINUTE, band_for, reading_age, sentence_length
from fablewright.core.book import (
    PARTS,
    Activities,
    Beat,
    Brief,
    Camera,
    Facing,
    Figure,
    Kind,
    Mood,
    PaletteJourney,
    PaletteStep,
    PartName,
    Person,
    PoseName,
    Question,
    SceneAnalysis,
    StoryText,
    TimeOfDay,
    Weather,
)
from fablewright.core.errors import Unusable

D = TypeVar("D", bound=drafts.Draft)
QUESTIONS = (5, 7)  # fewest and most
FEWEST_KINDS = 4
INVENTED = 3  # people at most
LONGEST_ALT = 140
_OPEN_KINDS = ("why", "feeling", "create")

_MOODS = {"happy": "smile", "calm": "smile", "content": "smile", "proud": "smile", "excite": "joy",
          "laugh": "joy", "delight": "joy", "scare": "worried", "afraid": "worried", "anxi": "worried",
          "nerv": "worried", "curio": "wonder", "amaz": "wonder", "awe": "wonder", "ang": "determined",
          "brave": "determined", "focus": "determined", "tired": "sleepy", "cry": "sad",
          "disappoint": "sad", "shock": "surprised", "startle": "surprised"}  # fmt: skip
_POSES = {"lie": "sit", "lying": "sit", "lean": "stand", "dance": "jump", "fly": "jump",
          "carry": "hold", "grab": "hold", "reach": "reach_up", "bend": "crouch", "ride": "sit",
          "roll": "sit", "read": "sit", "embrac": "hug", "listen": "think"}  # fmt: skip
_CAMERAS = {"close": "near", "medium": "middle", "bird": "high", "overhead": "high", "worm": "low",
            "establish": "wide", "long": "wide", "full": "wide"}  # fmt: skip
_HOURS = {"evening": "sunset", "dusk": "sunset", "midday": "noon", "midnight": "night",
          "sunrise": "dawn", "day": "morning"}  # fmt: skip
_WEATHERS = {"sun": "clear", "storm": "rain", "overcast": "cloudy", "mist": "fog", "breez": "wind",
             "drizzle": "rain", "indoor": "clear"}  # fmt: skip
_FACINGS = {"back": "away", "camera": "front", "viewer": "front", "forward": "front"}
_KINDS = {"vocab": "word", "order": "sequence", "comprehen": "recall", "emotion": "feeling",
          "infer": "why", "draw": "create", "choice": "recall"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Demands:
    """How strictly a story is looked at. `tolerance` is the part by which its length may be off."""

    tolerance: float
    refrain: bool = True
    reading_age: bool = True


def fill(form: type[D], text: str) -> D:
    """The form as the model filled it in. Raises `Unusable` for anything else than that."""
    found = find_object(text)
    if found is None:
        raise Unusable("The answer was not the JSON object that was asked for.")
    try:
        return form.model_validate(found)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        what = "is missing" if first["type"] == "missing" else "has the wrong form"
        raise Unusable(f"In the answer “{where}” {what}.") from None


def wanted_words(brief: Brief) -> int:
    return brief.minutes * WORDS_PER_MINUTE


def beats_of(draft: drafts.StoryDraft) -> tuple[str, str, str, str]:
    return (draft.beat_1, draft.beat_2, draft.beat_3, draft.beat_4)


def title_of(title: str, brief: Brief) -> str:
    """The title that people asked for, or the draft's."""
    return brief.title or line(title, 120, brief.language).strip(" “”\"'.")


def story(draft: drafts.StoryDraft, brief: Brief, instructions: str, demands: Demands) -> StoryText:
    """Raises `Unusable` with all that is wrong at once."""
    beats = tuple(tidy(text, brief.language) for text in beats_of(draft))
    title = title_of(draft.title, brief)
    refrain = line(draft.refrain, 200, brief.language)
    people, unnamed = _people(draft.people, brief)
    whole = "\n\n".join(beats)
    wrong = [
        *unnamed,
        *([] if title else ["A title is missing."]),
        *([] if brief.moral or draft.moral.strip() else ["What the last action shows is missing."]),
        *_bad_beats(beats, brief, demands),
        *_bad_refrain(refrain, beats, demands),
        *_missing_people(people[: len(brief.people)], whole, brief.language),
        *_bad_language(whole, brief, demands),
        *filter(None, (flaw(_without_names(text, brief)) for text in (title, *beats))),
        *(["Some of the instructions stand in it."] if echoes(whole, instructions) else []),
    ]
    if wrong:
        raise Unusable(" ".join(wrong))
    first, second, third, fourth = (Beat(text=text) for text in beats)
    return StoryText(
        title=title,
        beats=(first, second, third, fourth),
        refrain=refrain,
        moral=brief.moral or line(draft.moral, 300, brief.language),
        dedication="" if flaw(draft.dedication) else line(draft.dedication, 200, brief.language),
        people=people,
        place=noun(draft.place) or "home",
        reading_age=reading_age(whole) if base(brief.language) == "en" else None,
        emotion=brief.emotion,
        vibe=brief.vibe,
    )


def _without_names(text: str, brief: Brief) -> str:
    """What people have called somebody, or the book, is theirs to say."""
    for given in (brief.title, *(person.name for person in brief.people)):
        text = text.replace(given, "") if given else text
    return text


def palette(draft: drafts.PaletteDraft, brief: Brief) -> PaletteJourney:
    """Raises `Unusable` for what is no colour, or for two pictures with the same sky."""
    first, second, third, fourth, fifth = (
        _step(part, getattr(draft, part), brief.language) for part in PARTS
    )
    if len({step.sky for step in (first, second, third, fourth, fifth)}) < len(PARTS):
        raise Unusable("Two pictures have the same sky: the five moods must differ.")
    motif, thing = line(draft.motif, 80, brief.language), noun(draft.motif_object)
    if not motif or not thing:
        raise Unusable("The motif or the object that stands for it is missing.")
    return PaletteJourney(
        motif=motif, motif_object=thing, steps=(first, second, third, fourth, fifth)
    )


def analysis(
    draft: drafts.SceneDraft, brief: Brief, text: StoryText, journey: PaletteJourney, part: PartName
) -> SceneAnalysis:
    """Raises `Unusable` when nobody of the story, nothing that happens or no place is on it."""
    figures = _figures(draft.figures, text.people)
    if not figures:
        names = ", ".join(person.name for person in text.people)
        raise Unusable(f"Nobody of the story is on the picture; there are: {names}.")
    language = brief.language
    texts = {
        name: line(getattr(draft, name), 400, language)
        for name in ("action", "depth", "atmosphere")
    }
    alt, place = line(draft.alt, LONGEST_ALT, language), noun(draft.place)
    if not texts["action"] or not alt or not place:
        raise Unusable("What happens on the picture, where, or its description is missing.")
    if wrong := flaw(alt) or flaw(texts["action"]):
        raise Unusable(wrong)
    props = (noun(prop) for prop in draft.props)
    return SceneAnalysis(
        part=part,
        **texts,
        camera=_word(Camera, draft.camera, "middle", _CAMERAS),
        place=place,
        indoors=draft.indoors,
        time_of_day=_word(TimeOfDay, draft.time_of_day, "morning", _HOURS),
        weather=_word(Weather, draft.weather, "clear", _WEATHERS),
        figures=figures,
        props=tuple(dict.fromkeys(prop for prop in props if prop))[:6],
        motif_object=journey.motif_object,
        quiet="top" if "top" in draft.quiet.lower() else "bottom",
        alt=alt,
    )


def activities(draft: drafts.ActivitiesDraft, brief: Brief, text: StoryText) -> Activities:
    """Questions that the text does not answer are left out; raises `Unusable` when too few remain."""
    whole = folded(" ".join([text.title, *(beat.text for beat in text.beats)]))
    questions = [
        question
        for one in draft.questions
        if (question := _question(one, whole, brief.language)) is not None
    ]
    questions = list({question.question: question for question in questions}.values())
    fewest, most = QUESTIONS
    if len(questions) < fewest:
        raise Unusable(
            f"Only {len(questions)} of the questions can be answered from the text; {fewest} to {most}"
            " are needed, those about facts with words of the text quoted letter for letter."
        )
    if len({question.kind for question in questions}) < FEWEST_KINDS:
        raise Unusable(f"The questions need at least {FEWEST_KINDS} different kinds.")
    return Activities(questions=tuple(_varied(questions, most)))


def _word(words: Any, text: str, default: str, alike: dict[str, str]) -> Any:
    return nearest(text, get_args(words), default, alike)


def _people(
    found: Sequence[drafts.PersonDraft], brief: Brief
) -> tuple[tuple[Person, ...], list[str]]:
    """Those of the brief, completed, then those invented; and complaints."""
    people, wrong, others = [], [], list(found)
    for number, person in enumerate(brief.people, 1):
        drawn = _drawn(others, number, person)
        if drawn:
            others.remove(drawn)
        name = person.name or (line(drawn.name, 60) if drawn else "")
        if not name:
            wrong.append(f"Person {number} of the data has no name yet: give one.")
            continue
        update: dict[str, Any] = {"name": name}
        if drawn and not person.appearance:
            update["appearance"] = line(drawn.appearance, 300)
        if drawn and not person.species and person.kind == "companion":
            update["species"] = noun(drawn.species)
        people.append(person.model_copy(update=update))
    taken = {person.name.casefold() for person in people}
    for one in others:
        name = line(one.name, 60)
        if name and name.casefold() not in taken and len(people) < len(brief.people) + INVENTED:
            taken.add(name.casefold())
            people.append(_invented(one, name))
    if not people and not wrong:
        wrong.append("The list of people is empty: somebody wants something in it.")
    return tuple(people), wrong


def _drawn(
    found: Sequence[drafts.PersonDraft], number: int, person: Person
) -> drafts.PersonDraft | None:
    """Who is meant by the name, or else by the number."""
    name = person.name.strip().casefold()
    named = (one for one in found if name and one.name.strip().casefold() == name)
    numbered = (one for one in found if one.number == number)
    return next(named, None) or next(numbered, None)


def _invented(draft: drafts.PersonDraft, name: str) -> Person:
    species = noun(draft.species)
    return Person(
        kind=nearest(draft.kind, get_args(Kind), "companion" if species else "hero"),  # type: ignore[arg-type]
        name=name,
        appearance=line(draft.appearance, 300),
        species=species,
        pronoun=nearest(draft.pronoun, ("she", "he", "they"), "they"),  # type: ignore[arg-type]
    )


def _bad_beats(beats: Sequence[str], brief: Brief, demands: Demands) -> list[str]:
    wanted = wanted_words(brief)
    counts = [count_words(text, brief.language) for text in beats]
    empty = [f"Beat {number} is empty or nearly so."
             for number, count in enumerate(counts, 1) if count < max(3, wanted // 25)]  # fmt: skip
    low, high = bounds(wanted, demands.tolerance)
    total = sum(counts)
    if low <= total <= high:
        return empty
    each = ", ".join(map(str, counts))
    change = f"{wanted - total} more" if total < wanted else f"{total - wanted} fewer"
    return [
        *empty,
        f"The four beats have {total} words ({each}); {low} to {high} are wanted, so write about"
        f" {change}.",
    ]


def _bad_refrain(refrain: str, beats: Sequence[str], demands: Demands) -> list[str]:
    if not refrain:
        return ["A refrain is missing."] if demands.refrain else []
    if sum(folded(refrain) in folded(text) for text in beats) < 2:
        return [f"The refrain “{refrain}” must stand word for word in at least two beats."]
    return []


def _missing_people(people: Sequence[Person], whole: str, language: str) -> list[str]:
    return [
        f"{person.name} is missing from the beats (or bears another name there)."
        for person in people
        if not _is_named(person.name, whole, base(language))
    ]


def _is_named(name: str, whole: str, language: str) -> bool:
    """A name may be a common word too (Biscuit), so capitals count. In languages that bend names, the
    beginning of a name is enough; in those without spaces, any place is right."""
    forms = [form for form in (spaced(name).strip(), spaced(name.title()).strip()) if form]
    if not forms:  # 🦊
        return name in whole
    text = spaced(whole)
    if language == "en":
        return any(f" {form}{end}" in text for form in forms for end in (" ", "'s "))
    start = "" if language in LETTERS_A_WORD else " "
    return any(
        start + " ".join(part[: max(3, len(part) - 2)] for part in form.split()) in text
        for form in forms
    )


def _bad_language(whole: str, brief: Brief, demands: Demands) -> list[str]:
    if is_other_language(whole, brief.language):
        return [f"It is not written in the language “{brief.language}”."]
    if base(brief.language) != "en" or not demands.reading_age:
        return []
    age, (low, high) = reading_age(whole), band_for(brief.age).reading_age
    if low - 0.5 <= age <= high + 0.5:
        return []
    advice = "shorter sentences and plainer words" if age > high else "longer sentences"
    return [
        f"Its reading age is {age}, it should be {low:g} to {high:g}: {advice} (sentences have"
        f" {sentence_length(whole):.1f} words now)."
    ]


def _step(part: PartName, draft: drafts.StepDraft, language: str) -> PaletteStep:
    names = ("sky_top", "sky_middle", "sky_horizon", "ground", "light", "accent")
    found = {name: colour(getattr(draft, name)) for name in names}
    if bad := next((name for name in names if not found[name]), ""):
        raise Unusable(f"The colour {bad} of {part} is not written as #rrggbb.")
    return PaletteStep(
        name=line(draft.name, 40, language) or part.replace("_", " "),
        sky=(found["sky_top"], found["sky_middle"], found["sky_horizon"]),
        ground=found["ground"],
        light=found["light"],
        accent=found["accent"],
    )


def _figures(found: Sequence[drafts.FigureDraft], people: Sequence[Person]) -> tuple[Figure, ...]:
    figures: dict[str, Figure] = {}
    for one in found:
        who = _who(one.who, people)
        if who and who not in figures and len(figures) < 4:
            figures[who] = Figure(
                who=who,
                pose=_word(PoseName, one.pose, "stand", _POSES),
                mood=_word(Mood, one.mood, "smile", _MOODS),
                facing=_word(Facing, one.facing, "right", _FACINGS),
                holds="" if noun(one.holds) in ("", "nothing", "none") else noun(one.holds),
            )
    return tuple(figures.values())


def _who(name: str, people: Sequence[Person]) -> str:
    """The person meant, as "Nnedi (the girl)" or "nnedi" still say; "" for anybody else."""
    sought = folded(name)
    exact = next((one.name for one in people if folded(one.name) == sought), "")
    return exact or next((one.name for one in people if folded(one.name) in sought), "")


def _question(draft: drafts.QuestionDraft, whole: str, language: str) -> Question | None:
    kind = nearest(draft.kind, drafts.KINDS, "", _KINDS)
    question, answer = line(draft.question, 300, language), line(draft.answer, 300, language)
    options = tuple(
        dict.fromkeys(filter(None, (line(one, 120, language) for one in draft.options)))
    )
    if not kind or not question or not answer or flaw(question) or flaw(answer):
        return None
    if kind not in _OPEN_KINDS and (
        not folded(draft.quote).strip() or folded(draft.quote) not in whole
    ):
        return None
    if options:
        answer = _right_option(answer, options)
        if not answer or len(options) < 2:
            return None
    return Question(kind=kind, question=question, options=options, answer=answer)  # type: ignore[arg-type]


def _right_option(answer: str, options: Sequence[str]) -> str:
    """The option that is meant by itself, by its letter or by its number; "" when none is."""
    if letter := re.fullmatch(r"\(?([a-dA-D])[).]?", answer):
        place = "abcd".index(letter[1].lower())
        return options[place] if place < len(options) else ""
    return next((option for option in options if folded(option) == folded(answer)), "")


def _varied(questions: list[Question], most: int) -> list[Question]:
    """Of too many, the later ones of a kind that is there more than once go first."""
    while len(questions) > most:
        kinds = [question.kind for question in questions]
        spare = [place for place, kind in enumerate(kinds) if kinds.count(kind) > 1]
        questions = [one for place, one in enumerate(questions) if place != spare[-1]]
    return questions
