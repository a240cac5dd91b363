"""What the simulated vendors charge, in US dollars: of the order of their public price lists of 2025.

The names are those of models that vendors have or had, so that settings that people know work here,
and some of our own. A dated name such as `gpt-4o-mini-2024-07-18` is its model.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Price:
    """`read`, `cached` and `written` are for a million tokens, `each` for one picture or character."""

    read: str = "0"
    cached: str = "0"
    written: str = "0"
    each: str = "0"
    context: int = 128_000

    def of_tokens(self, read: int, written: int, cached: int = 0) -> Decimal:
        dollars = (
            Decimal(self.read) * (read - cached)
            + Decimal(self.cached) * cached
            + Decimal(self.written) * written
        )
        return dollars / 1_000_000


OPENAI_TEXT = {
    "gpt-5": Price("1.25", "0.125", "10", context=400_000),
    "gpt-5-mini": Price("0.25", "0.025", "2", context=400_000),
    "gpt-5-nano": Price("0.05", "0.005", "0.4", context=400_000),
    "gpt-4.1": Price("2", "0.5", "8", context=1_000_000),
    "gpt-4.1-mini": Price("0.4", "0.1", "1.6", context=1_000_000),
    "gpt-4o": Price("2.5", "1.25", "10"),
    "gpt-4o-mini": Price("0.15", "0.075", "0.6"),
    "sim-text": Price("0.1", "0.05", "0.4"),
    "sim-text-small": Price("0.1", "0.05", "0.4", context=2_000),
}
OPENAI_IMAGE = {
    "gpt-image-1": Price("5", "1.25", "40"),
    "gpt-image-1-mini": Price("2", "0.2", "8"),
    "gpt-image-1.5": Price("5", "1.25", "32"),
    "gpt-image-2": Price("5", "1.25", "32"),
    "sim-image": Price("1", "0.1", "10"),
    "dall-e-2": Price(each="0.02"),
    "dall-e-3": Price(each="0.04"),
}
OPENAI_SPEECH = {  # by the character
    "tts-1": Price(each="0.000015"),
    "tts-1-hd": Price(each="0.00003"),
    "gpt-4o-mini-tts": Price(each="0.000012"),
    "sim-voice": Price(each="0.00001"),
}
OPENROUTER = {
    "openai/gpt-5-mini": Price("0.25", "0.025", "2", context=400_000),
    "openai/gpt-4o-mini": Price("0.15", "0.075", "0.6"),
    "google/gemini-2.5-flash": Price("0.3", "0.075", "2.5", context=1_048_576),
    "google/gemini-2.5-flash-image": Price("0.3", "0.075", "30", context=32_768),
    "sim/text": Price("0.1", "0.05", "0.4"),
    "sim/image": Price("0.1", "0.05", "10"),
}
OPENROUTER_IMAGE = ("google/gemini-2.5-flash-image", "sim/image")
RUNWARE_MEGAPIXEL = Decimal("0.0026")
RUNWARE_REFERENCE = Decimal("0.0010")
ELEVENLABS = {  # by the character, in credits per character: see its `character-cost` header
    "eleven_multilingual_v2": Decimal("1"),
    "eleven_v3": Decimal("1"),
    "eleven_flash_v2_5": Decimal("0.5"),
    "eleven_turbo_v2_5": Decimal("0.5"),
}
ELEVENLABS_CREDIT = Decimal("0.00022")


def find(table: dict[str, Price], model: object) -> Price | None:
    """The price of a model or of its dated snapshot; None for a model that the vendor lacks."""
    name = str(model)
    while name:
        if name in table:
            return table[name]
        head, dash, tail = name.rpartition("-")
        if not dash or not tail.isdigit():
            return None
        name = head
    return None
