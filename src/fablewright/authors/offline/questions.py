"""Questions after the story, each checked against the text that is really there."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

from fablewright.authors.reading import sentences, words
from fablewright.core.book import Activities, Question, StoryText

from .grammar import capital
from .manners import tellers_lines
from .plan import Plan, dice
from .script import shared

MOST = 7
_LEANING = ("It", "He", "She", "They", "So", "Then", "And", "But", "One", "There", "That", "Or")
_MEANINGS = ("a very small sort of boat", "to walk in somebody else’s shoes")
_EASY = re.compile(r"(?:some|any|every|no)(?:thing|where|body|one)|breakfast|.*[’'-]")
_HARD = re.compile(r"[^aeiouy]*[aeiouy]+[^aeiouy]+[aeiouy]+\w*", re.I)


def activities(plan: Plan, story: StoryText) -> Activities:
    """Five to seven questions of several kinds; a question that the text does not answer is left out."""
    text = "\n".join(beat.text for beat in story.beats)
    rng = dice(plan.brief, story.title, "questions")
    young = plan.brief.age <= 5
    ours = plan.story is not None and story.refrain == plan.story.refrain
    found = list(_authored(plan, text, rng)) if ours else []
    recall = [question for question in found if question.kind == "recall"]
    recall += list(_who_said(story, rng, 3 - len(recall)))
    recall += list(_who_is_there(story, rng, 2 - len(recall)))
    chosen = recall[:2]
    chosen.append(_sequence(story, rng, 3 if young else 4, tellers_lines(plan)))
    for kind in ("word", "feeling", "why", "create"):
        ready = next((question for question in found if question.kind == kind), None)
        chosen.append(ready or _general(kind, story, text))
    kept = [question for question in chosen if question.question]
    return Activities(questions=tuple(kept[:MOST]))


def _authored(plan: Plan, text: str, rng: random.Random) -> Iterator[Question]:
    section = next((s for s in shared("questions").beats if s.name == plan.plot.name), None)
    if not section:
        return
    lower = text.lower()
    for key, value in section.facts.items():
        parts = [plan.teller.tell(part) for part in value.split(" | ")]
        kind = key.split()[0]
        if kind == "recall" and parts[1].lower() in lower:
            question, answer, *wrong = parts
            if all(option.lower() not in answer.lower() for option in wrong):
                yield _recall(question, answer, wrong, rng)
        elif kind == "feeling":
            question, *options, answer = parts
            rng.shuffle(options)
            yield Question(kind="feeling", question=question, options=tuple(options), answer=answer)
        elif kind == "why":
            yield Question(kind="why", question=parts[0], answer=parts[1])
        elif kind == "create":
            yield Question(kind="create", question=parts[0], answer=parts[1])
    word = plan.plot.facts["word"]
    if re.search(rf"\b{word[:5]}", lower):
        yield _word(word, plan.plot.facts["word means"], rng)


def _recall(question: str, answer: str, wrong: list[str], rng: random.Random) -> Question:
    options = [answer, *wrong]
    rng.shuffle(options)
    return Question(kind="recall", question=question, options=tuple(options), answer=answer)


def _word(word: str, meaning: str, rng: random.Random) -> Question:
    options = [meaning, *_MEANINGS]
    rng.shuffle(options)
    return Question(
        kind="word",
        question=f"The story has a word of its own: “{word}”. What does it mean?",
        options=tuple(options),
        answer=meaning,
    )


def _who_said(story: StoryText, rng: random.Random, wanted: int) -> Iterator[Question]:
    """“…” said Bo: who was it? Only lines whose speaker the text names."""
    names = [person.name for person in story.people]
    if len(names) < 2:
        return
    text = "\n".join(beat.text for beat in story.beats)
    asked: set[str] = set()
    for match in re.finditer(
        r"“([^”]{12,80}?)[,.?!…]?” (?:said|asked|called|whispered) ([^.,!?\n]+)", text
    ):
        speaker = next((name for name in names if match[2].startswith(name)), "")
        line = match[1].strip(" ,")
        if wanted <= len(asked):
            return
        if speaker and line not in asked and sum(line in s for s in (text,)) == 1:
            asked.add(line)
            wrong = [name for name in names if name != speaker][:2]
            yield _recall(f"Who says “{line}”?", speaker, [*wrong, "nobody"][:2], rng)


def _who_is_there(story: StoryText, rng: random.Random, wanted: int) -> Iterator[Question]:
    """For a text without named speech: a gap in one of its sentences."""
    asked = 0
    for beat in story.beats:
        for sentence in sentences(beat.text):
            found = [word for word in words(sentence) if len(word) > 4]
            if asked >= wanted or "“" in sentence or len(found) < 3:
                continue
            gap = found[-1]
            others = [
                w
                for b in story.beats
                for w in words(b.text)
                if len(w) > 4 and w.islower() and w.isalpha() and w not in sentence
            ]
            wrong = sorted(set(others), key=lambda word: (abs(len(word) - len(gap)), word))[:2]
            asked += 1
            shown = re.sub(rf"\b{re.escape(gap)}\b", "…", sentence, count=1)
            yield _recall(f"Which word is missing? “{shown}”", gap, wrong or ["nothing"], rng)
            break


def _sequence(story: StoryText, rng: random.Random, count: int, aside: frozenset[str]) -> Question:
    """Put moments in order: one plain sentence from each beat."""
    beats = story.beats if count == 4 else (story.beats[0], story.beats[1], story.beats[3])
    moments = [_moment(beat.text, story.refrain, aside) for beat in beats]
    order = [
        moment for index, moment in enumerate(moments) if moment and moment not in moments[:index]
    ]
    shuffled = order[:]
    rng.shuffle(shuffled)
    if shuffled == order and len(order) > 1:
        shuffled.reverse()
    return Question(
        kind="sequence",
        question="What happened first, and what came after it? Put these in order.",
        options=tuple(shuffled),
        answer=" → ".join(order),
    )


def _moment(text: str, refrain: str, aside: frozenset[str] = frozenset()) -> str:
    told = [
        s for s in sentences(text)
        if s not in aside and "“" not in s and "?" not in s and not _refrain_like(s, refrain) and len(s) <= 110
    ]  # fmt: skip
    good = [s for s in told if 4 <= len(s.split()) <= 16]
    clear = [s for s in good if s.split()[0] not in _LEANING]
    return (clear or good or told or sentences(text) or [""])[0]


def _refrain_like(sentence: str, refrain: str) -> bool:
    """The refrain, a part of it, or its last form."""
    known = {word.lower() for word in words(refrain)}
    found = [word.lower() for word in words(sentence)]
    return sum(word in known for word in found) >= 0.6 * len(found)


def _general(kind: str, story: StoryText, text: str) -> Question:
    """For a text that another hand wrote: asked about what stands in it."""
    names = [person.name for person in story.people] or ["Somebody"]
    first, last = names[0], _moment(story.beats[3].text, story.refrain)
    third = _moment(story.beats[2].text, story.refrain)
    if kind == "word":
        known = {word.lower() for name in names for word in words(name)}
        plain = [w for w in words(text) if w.islower() and w not in known and not _EASY.match(w)]
        hard = max(plain or ["story"], key=lambda word: (bool(_HARD.match(word)), len(word)))
        line = (
            next((s for s in sentences(text) if hard in s), hard).replace("“", "").replace("”", "")
        )
        return Question(
            kind="word", question=f"What does “{hard}” mean here? “{line}”",
            answer="Say it in your own words, and look at the sentence again.",
        )  # fmt: skip
    if kind == "feeling":
        return Question(
            kind="feeling", question=f"How does {first} feel here? “{third}”",
            answer="Any feeling that fits the sentence and what came before it.",
        )  # fmt: skip
    if kind == "why":
        return Question(
            kind="why", question=f"Why does it end like this? “{last}”",
            answer=capital(story.moral) if story.moral else "Look at what changed since page one.",
        )  # fmt: skip
    return Question(
        kind="create", question=f"What does {first} do the next day? Draw it.",
        answer="It should begin where the last sentence stops.",
    )  # fmt: skip
