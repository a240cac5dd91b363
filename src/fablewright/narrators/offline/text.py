"""From a page to breaths: words as written, as spoken, and the pauses between them.

The engines pronounce "7" or "Mr." themselves, but they merge words, stumble over emoji and spell
"Shhh" letter by letter. So the words are ours: each keeps its place in the text that is spoken.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Pause = Literal["join", "tag", "comma", "trailing", "sentence", "paragraph", "page"]

BREATH = 30
"""Words in one breath: after these, the next comma is a place to part a sentence."""
LONGEST_WORD = 60
UNNAMED = "?"

_CLOSES = {"“": "”", '"': '"', "„": "“”", "«": "»", "»": "«", "‘": "’", "「": "」", "『": "』"}
_CLOSERS = "”\"“»«’'」』)]}*_"
_TITLES = {"mr.", "mrs.", "ms.", "dr.", "st.", "prof.", "mme.", "hr.", "fr."}
_LONG = re.compile(r"(?:…|\.\.\.|[—–―]|--)$")
_ENDS = re.compile(r"[.!?。！？؟।]+$")
_URL = re.compile(r"(?:https?://|www\.)(?:www\.)?([^/\s?#]+)\S*", re.IGNORECASE)
_REPEATED = re.compile(r"([^\W\d_])\1{2,}", re.IGNORECASE)
_NOT_SPOKEN = re.compile(r"[^\w'’.,!?;:%&+=$€£@°\-\u200c\u200d]|_")
_NOISES = {
    "sh": "shush", "z": "zuzz", "zz": "zuzz", "br": "burr", "brr": "burr", "gr": "gurr",
    "m": "hm", "mm": "hm", "hm": "hm", "pst": "pist", "psst": "pist", "pft": "puft", "pfft": "puft",
    "ss": "hiss", "vrm": "vroom", "vrrm": "vroom", "tsk": "tisk",
}  # fmt: skip
_NO_NAMES = frozenset(
    {
        "a", "an", "the", "i", "she", "he", "they", "it", "we", "you", "and", "but", "then", "so",
        "her", "his", "their", "my", "our", "no", "yes", "not", "one",
    }
)  # fmt: skip

SCRIPTS: dict[str, tuple[str, ...]] = {
    "CYRILLIC": ("ru", "uk", "bg", "be", "mk", "sr", "kk", "ky", "tt", "ba", "cv"),
    "GREEK": ("el", "grc"),
    "CJK": ("cmn", "zh", "yue", "hak", "ja"),
    "HIRAGANA": ("ja",),
    "KATAKANA": ("ja",),
    "HANGUL": ("ko",),
    "HEBREW": ("he",),
    "ARABIC": ("ar", "fa", "ur", "ug", "sd"),
    "DEVANAGARI": ("hi", "mr", "ne", "kok"),
    "BENGALI": ("bn", "as", "bpy"),
    "TAMIL": ("ta",),
    "TELUGU": ("te",),
    "THAI": ("th",),
    "GEORGIAN": ("ka",),
    "ARMENIAN": ("hy",),
}
"""Letters that an engine would spell ("Chinese letter, Chinese letter") in another language's
voice, by the first word of their Unicode name: who reads them; the first is asked."""


@dataclass(frozen=True, slots=True)
class Breath:
    """Words said in one go. `spans` are the words' places in `spoken`; None is a word without sound.

    `speaker` is "" for the narrator. `language` is "" for the book's. `pace` multiplies the speed.
    """

    words: tuple[str, ...]
    spoken: str
    spans: tuple[tuple[int, int] | None, ...]
    pause: Pause
    speaker: str = ""
    language: str = ""
    pace: float = 1.0


@dataclass(frozen=True, slots=True)
class _Run:
    """Neighbouring words of one paragraph that belong together."""

    words: list[str]
    quoted: bool
    language: str


def spoken_form(word: str) -> str:
    """What to say for a written word, "" for none. Letters, digits and a few signs survive."""
    text = "".join(map(_plain, unicodedata.normalize("NFC", _URL.sub(r"\1", word))))
    if text.lower().lstrip("".join(_CLOSES) + "'([") in _TITLES:
        text = text.replace(".", "")
    text = _LONG.sub(",", text.rstrip(_CLOSERS)).lstrip("'")
    text = re.sub(r"[—–―…]|--+|\.{2,}", ", ", text)
    text = " ".join(_NOT_SPOKEN.sub(" ", text).split())
    text = re.sub(r"[.,!?;:](?:\s*[.,!?;:])+", lambda m: "?" if "?" in m[0] else m[0][0], text)
    if not any(c.isalnum() for c in text):
        return ""
    if script(text) == "" and len(text) > LONGEST_WORD:
        text = text[:LONGEST_WORD]
    return _noise(text.lstrip(".,!?;:- "))


def _plain(char: str) -> str:
    """Typographic and fullwidth forms as plain letters; "½" stays, the engines can say it."""
    kind = unicodedata.category(char)
    if kind[0] == "C":
        return char if char in "\u200c\u200d" else ""
    return char if kind == "No" else unicodedata.normalize("NFKC", char).replace("’", "'")


def _noise(text: str) -> str:
    """Stretched words and noises in letters that can be said: "soooo", "Shhh!", "Brrr"."""
    if not text.isascii():
        return text
    text = re.sub(r"(?i)o{3,}\b", "o", text)
    text = _REPEATED.sub(r"\1\1", text)
    core = text.rstrip(".,!?;:")
    short = re.sub(r"(.)\1+", r"\1", core.lower())
    if core.isalpha() and not set(core.lower()) & set("aeiouy") and len(core) > 1:
        said = _NOISES.get(core.lower()) or _NOISES.get(short)
        return said + text[len(core) :] if said and core not in ("Hm", "Mm") else text
    return text


def script(text: str) -> str:
    """The writing of the first letter that is not Latin, a key of `SCRIPTS`; "" when all is Latin."""
    for char in text:
        if ord(char) > 0x36F and char.isalpha():
            name = unicodedata.name(char, "").partition(" ")[0]
            if name in SCRIPTS:
                return name
    return ""


def breaths(text: str, language: str = "en") -> list[Breath]:
    """The breaths of one page, in order; their words are exactly `text.split()`.

    The last breath of a paragraph ends with the pause "paragraph", that of the page with "page".
    """
    result: list[Breath] = []
    for paragraph in re.split(r"\n\s*\n", text):
        runs = list(_runs(paragraph.split(), language))
        speakers = _speakers(runs)
        for index, run in enumerate(runs):
            after = runs[index + 1].words[0] if index + 1 < len(runs) else None
            result.append(_breath(run, speakers[index], _pause_after(run.words[-1], after)))
    if result:
        last = result.pop()
        result.append(_breath_with(last, pause="page"))
    return result


def slower_ending(page: list[Breath]) -> list[Breath]:
    """The last page, with its last two sentences slowing down as a reader does at bedtime."""
    pace, result = 0.9, []
    for place, breath in enumerate(reversed(page)):
        if place and breath.pause in ("sentence", "paragraph"):
            pace += 0.05
        result.append(_breath_with(breath, pace=min(pace, 1.0)))
    return result[::-1]


def _breath_with(breath: Breath, *, pause: Pause | None = None, pace: float = 1.0) -> Breath:
    return Breath(
        breath.words, breath.spoken, breath.spans, pause or breath.pause,
        breath.speaker, breath.language, pace,
    )  # fmt: skip


def _runs(words: list[str], language: str) -> Iterator[_Run]:
    """Parts a paragraph at sentences, quotation marks, long pauses and changes of writing."""
    run: list[str] = []
    quote, foreign = "", ""
    for index, word in enumerate(words):
        opens = not quote and word[0] in _CLOSES
        tongue = _tongue(word, language)
        changes = tongue is not None and tongue != foreign
        if run and (opens or changes):
            yield _Run(run, bool(quote), foreign)
            run = []
        quote = word[0] if opens else quote
        foreign = foreign if tongue is None else tongue
        run.append(word)
        quoted = bool(quote)
        if quote and _closes(word, quote, alone=opens):
            quote = ""
        following = words[index + 1] if index + 1 < len(words) else ""
        if quoted != bool(quote) or _ends_breath(word, following, len(run)):
            yield _Run(run, quoted, foreign)
            run = []
    if run:
        yield _Run(run, bool(quote), foreign)


def _closes(word: str, quote: str, *, alone: bool) -> bool:
    body = (word[1:] if alone else word).rstrip(".,!?;:)—–")
    return bool(body) and body[-1] in _CLOSES[quote]


def _ends_breath(word: str, following: str, length: int) -> bool:
    bare = word.rstrip(_CLOSERS)
    if bare.lower() in _TITLES or not following:
        return False
    if _LONG.search(bare):
        return True
    if _ENDS.search(bare):
        return not following[0].islower()
    return length >= BREATH * 2 or (length >= BREATH and bare.endswith((",", ";", ":")))


def _tongue(word: str, language: str) -> str | None:
    """The language to read a word in: "" for the book's, None when it has no letters to tell."""
    if not any(char.isalpha() for char in word):
        return None
    readers = SCRIPTS.get(script(word), ())
    return "" if not readers or language.partition("-")[0].lower() in readers else readers[0]


def _pause_after(word: str, following: str | None) -> Pause:
    if following is None:
        return "paragraph"
    bare = word.rstrip(_CLOSERS)
    if _LONG.search(bare):
        return "trailing"
    if _ENDS.search(bare):
        return "tag" if following[0].islower() else "sentence"
    return "comma" if bare.endswith((",", ";", ":")) else "join"


def _breath(run: _Run, speaker: str, pause: Pause) -> Breath:
    spoken = ""
    spans: list[tuple[int, int] | None] = []
    for word in run.words:
        form = spoken_form(word)
        if form:
            spoken += " " if spoken else ""
            spans.append((len(spoken), len(spoken) + len(form)))
            spoken += form
        else:
            spans.append(None)
            if spoken[-1:].isalnum() and _LONG.search(word):
                spoken += ","  # a dash on its own: the voice stays up
    return Breath(tuple(run.words), spoken, tuple(spans), pause, speaker, run.language)


def _speakers(runs: list[_Run]) -> list[str]:
    """Who says each run: "" for the narrator, a name from "said Nell" next to it, or `UNNAMED`."""
    return [
        ""
        if not run.quoted
        else _name(runs[i + 1 : i + 2]) or _name(runs[max(i - 1, 0) : i]) or UNNAMED
        for i, run in enumerate(runs)
    ]


def _name(beside: list[_Run]) -> str:
    for run in beside:
        for word in run.words if not run.quoted else ():
            bare = re.sub(r"['’]s$", "", word.strip(".,!?;:—–…"))
            title = f"{bare.lower()}." in _TITLES
            if bare[:1].isupper() and not title and bare.lower() not in _NO_NAMES:
                return bare
    return ""
