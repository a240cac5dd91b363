"""How hard a text is to read.

Flesch-Kincaid grade level: Kincaid, Fishburne, Rogers and Chissom, "Derivation of new readability
formulas for Navy enlisted personnel", Research Branch Report 8-75, 1975. A grade is a school year in
the United States, whose first begins at six: the reading age is the grade and five years.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

# A narrator speaks about 128 words a minute; pauses at page turns take the rest.
WORDS_PER_MINUTE = 125
_SENTENCE_END = re.compile(r"(?<=[.!?…])[”’]?\s+(?=[“‘A-Z0-9À-Þ])")
_VOWELS = re.compile(r"[aeiouyà-öø-ÿ]+")


@dataclass(frozen=True, slots=True)
class Band:
    """What fits an age: words per sentence (mean) and reading age in years, both inclusive."""

    name: str
    sentence: tuple[float, float]
    reading_age: tuple[float, float]


# The youngest listen: somebody who reads at about seven reads to them.
YOUNG = Band("young", (5.0, 9.4), (4.0, 7.6))
MIDDLE = Band("middle", (6.5, 12.0), (5.0, 9.0))
OLD = Band("old", (7.2, 16.0), (6.0, 11.5))


def band_for(age: int) -> Band:
    if age <= 5:
        return YOUNG
    return MIDDLE if age <= 8 else OLD


def sentences(text: str) -> list[str]:
    """Split running text into sentences; a quoted line and its `said Bo` stay together."""
    found: list[str] = []
    for paragraph in text.split("\n"):
        if paragraph.strip():
            found += [part.strip() for part in _SENTENCE_END.split(paragraph) if part.strip()]
    return found


def words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+(?:[’'-][^\W_]+)*", text)


def syllables(word: str) -> int:
    """Syllables of an English word by its vowel groups, silent e and -ed discounted."""
    word = word.lower().replace("’", "")
    count = len(_VOWELS.findall(word))
    if re.search(r"[^aeiouyl]e$|[^aeiouytd]ed$|[^aeiouysxz]es$", word) and count > 1:
        count -= 1
    return max(count, 1)


def sentence_length(text: str) -> float:
    """Mean words in a sentence; 0 for an empty text."""
    parts = sentences(text)
    return sum(len(words(part)) for part in parts) / len(parts) if parts else 0.0


def reading_age(text: str) -> float:
    """Years, from the Flesch-Kincaid grade, never below 3; one decimal."""
    found = words(text)
    if not found:
        return 3.0
    per_word = sum(map(syllables, found)) / len(found)
    grade = 0.39 * sentence_length(text) + 11.8 * per_word - 15.59
    return round(max(grade + 5.0, 3.0), 1)
