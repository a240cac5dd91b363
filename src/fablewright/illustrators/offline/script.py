"""What the words of a scene say about its things: which of them the picture is about, and how large."""

from __future__ import annotations

import re
from dataclasses import dataclass

from fablewright.illustrators.base import PictureRequest
from fablewright.illustrators.offline.props import NOUNS, nearest_prop

_GONE = re.compile(r"\b(gone|lost|missing|look(s|ing)? for|search|nowhere|without)\b", re.I)
_HUGE = r"\b(huge|enormous|giant|gigantic|towering) {0}|\b{0}\b[^.]{{0,30}}\b(bigger than|not move|stuck)"
_VAGUE = frozenset(
    {"sun", "moon", "star", "cloud", "rain", "snow", "house", "tree", "door", "window"}
)


@dataclass(frozen=True, slots=True)
class Thing:
    """A noun to draw; `about` when the scene is about it, `named` when the book is too.

    `huge` when the scene says so.
    """

    noun: str
    about: bool = False
    named: bool = False
    huge: bool = False


def things_of(request: PictureRequest) -> list[Thing]:
    """The scene's props, the one that the book is about first.

    A thing of the title that the scene acts on is drawn even if the plan forgot to list it.
    """
    analysis = request.analysis
    action, title = _words(analysis.action), _words(request.title)
    names = {word for person in request.people for word in _words(person.name)}
    held = {nearest_prop(figure.holds) for figure in analysis.figures if figure.holds}
    nouns = list(analysis.props)
    known = {nearest_prop(noun) for noun in nouns} | held
    gone = bool(_GONE.search(analysis.action))
    for word in title:
        fits = word in NOUNS and word in action and word not in names | _VAGUE
        if fits and NOUNS[word] not in known and not gone:
            nouns.insert(0, word)
            known.add(NOUNS[word])
    things = []
    for noun in nouns:
        said = set(_words(noun))
        about = bool(said & set(title)) or (
            noun == analysis.motif_object and bool(said & set(action))
        )
        about = about and not said & _VAGUE and nearest_prop(noun) not in held
        huge = about and any(
            re.search(_HUGE.format(word), analysis.action, re.I) for word in said & set(title)
        )
        things.append(Thing(noun, about, about, huge))
    first = next((thing for thing in things if set(_words(thing.noun)) & set(action)), None)
    if first and not any(thing.about for thing in things):
        things.remove(first)
        things.insert(0, Thing(first.noun, about=not set(_words(first.noun)) & _VAGUE))
    return sorted(things, key=lambda thing: not thing.about)


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z]+", text.lower())
