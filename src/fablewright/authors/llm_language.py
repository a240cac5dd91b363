"""Whether a text is in the language that was asked for, and how many words it counts as.

A language of Latin letters is told by its commonest words, others by their script. What is not in these
tables is not judged.
"""

from __future__ import annotations

import math
import unicodedata
from collections import Counter

from fablewright.authors.reading import words

# Words that a page of running text can hardly do without, and that few other languages share.
_COMMON: dict[str, frozenset[str]] = {
    language: frozenset(text.split())
    for language, text in {
        "en": "the and was of to his her she they it had said with you but what on",
        "de": "der die das und war nicht ein eine ich sie mit dem den auf sagte aber zu im",
        "fr": "le la les et était des une il elle dans que pas est sur avec dit du au",
        "es": "el la los y era una que de ella con las pero dijo por su lo se del",
        "it": "il la di e era una che non con gli ma disse per lo della si un nel",
        "pt": "o a os e era uma que não com ela mas disse do da no na para um",
        "nl": "de het een en was niet hij zij ze van met dat maar zei op zijn haar naar",
        "sv": "och det att var en inte hon han på med som den sade men till av sig är",
        "da": "og det at var en ikke hun han på med som den sagde men til af sig er",
        "pl": "i nie się w na to że jest był była z do powiedział ale jak po co tak",
        "cs": "a se to na že je byl byla v s ale jako do po řekl tak si by",
        "tr": "bir ve bu da de çok ne için dedi ama gibi daha sonra var o ile",
        "fi": "ja oli se hän ei että kun niin sanoi mutta on hänen kuin mitä",
        "hu": "a az és hogy nem egy volt is azt mondta de meg ez mint",
        "ro": "și în nu a era o cu pe că să la un din mai ce dar",
        "id": "yang dan di itu dengan tidak ini ke dari untuk dia ada kata akan",
    }.items()
}
_ALIAS = {"no": "da", "nb": "da", "nn": "da"}  # near enough to be told by the same words
_SCRIPTS: dict[str, tuple[str, ...]] = {
    "ru": ("CYRILLIC",), "uk": ("CYRILLIC",), "bg": ("CYRILLIC",), "el": ("GREEK",),
    "ar": ("ARABIC",), "fa": ("ARABIC",), "ur": ("ARABIC",), "he": ("HEBREW",),
    "hi": ("DEVANAGARI",), "mr": ("DEVANAGARI",), "bn": ("BENGALI",), "ta": ("TAMIL",),
    "te": ("TELUGU",), "th": ("THAI",), "ka": ("GEORGIAN",), "hy": ("ARMENIAN",),
    "ko": ("HANGUL",), "zh": ("CJK",), "ja": ("CJK", "HIRAGANA", "KATAKANA"),
}  # fmt: skip
# Letters that take as long to say as a word, where words are not set apart by spaces.
LETTERS_A_WORD = {"zh": 2.0, "ja": 2.5, "th": 4.0, "lo": 4.0, "km": 4.0, "my": 4.0}
_ENOUGH = 20  # words from which the commonest tell anything


def base(language: str) -> str:
    """ "de" of "de-AT"."""
    return language.split("-")[0].lower()


def count_words(text: str, language: str) -> int:
    """Words as a narrator would count them: by spaces, or by letters where there are none."""
    letters = LETTERS_A_WORD.get(base(language))
    if letters is None:
        return len(text.split())
    return round(sum(character.isalpha() for character in text) / letters)


def bounds(wanted: int, tolerance: float) -> tuple[int, int]:
    """The fewest and the most words that are still as many as wanted."""
    return math.ceil(wanted * (1 - tolerance)), math.floor(wanted * (1 + tolerance))


def is_other_language(text: str, language: str) -> bool:
    """Whether `text` is surely not in `language`. In doubt it is."""
    wanted = _ALIAS.get(base(language), base(language))
    scripts = _SCRIPTS.get(wanted) or (("LATIN",) if wanted in _COMMON else ())
    letters = [character for character in text if character.isalpha()]
    if scripts and letters:
        fitting = sum(unicodedata.name(letter, "").startswith(scripts) for letter in letters)
        if fitting < len(letters) / 2:
            return True
    found = Counter(word.lower() for word in words(text))
    total = sum(found.values())
    if wanted not in _COMMON or total < _ENOUGH:
        return False
    share = {name: sum(found[word] for word in common) / total for name, common in _COMMON.items()}
    best = max(share, key=lambda name: share[name])
    return share[best] >= 0.1 and share[best] > 2 * share[wanted]
