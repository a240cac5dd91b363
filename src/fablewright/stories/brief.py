"""From what people ask to a complete brief: checks with plain sentences, and sensible defaults."""

from __future__ import annotations

import unicodedata
from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from fablewright.core.book import Brief, Person, Subject

SUBJECTS: dict[str, Subject] = {"child": "child", "hero": "hero", "combined": "combined"}
MORALS = {
    "courage": "Being brave is being afraid and going on.",
    "friendship": "A friend is somebody who makes room.",
    "kindness": "A small kindness goes a long way round and comes back.",
    "honesty": "The truth is easier to carry.",
    "patience": "Some things come only when they are ready.",
    "sharing": "What is shared becomes more.",
    "family": "Home is where somebody waits with the light on.",
    "curiosity": "A good question opens more doors than a key.",
    "perseverance": "The third try knows what the first two learned.",
    "nature": "We look after what looks after us.",
    "creativity": "There is always another way to see it.",
    "responsibility": "What we promise, we keep.",
}
DEFAULT_MORAL = "There is always another way to see it."


def readable(text: str) -> str:
    """The text, tidied. Raises `ValueError` for characters that are no text at all."""
    for character in text:
        category = unicodedata.category(character)
        if category == "Cs" or (category == "Cc" and character not in "\t\n\r"):
            raise ValueError("holds a character that cannot be printed; please type it again")
        if character in "\u202a\u202b\u202d\u202e\u2066\u2067\u2068\u2069\u202c":
            raise ValueError("holds an invisible character that turns text around; remove it")
    return " ".join(unicodedata.normalize("NFC", text).split())


def meaningful(text: str) -> str:
    """`readable`, and something to read in it: a letter, a number or a picture character."""
    text = readable(text)
    if not any(unicodedata.category(character)[0] in "LN" or unicodedata.category(character) == "So"
               for character in text):  # fmt: skip
        raise ValueError("is empty; write a few words, such as “a shy octopus”")
    return text


Line = Annotated[str, AfterValidator(readable)]
Words = Annotated[str, AfterValidator(meaningful), Field(json_schema_extra={"minLength": 1})]


Spark = Annotated[Words, Field(max_length=2000)]
Style = Annotated[Line, Field(max_length=100)]


class _Wish(BaseModel):
    """What every wish for a story may say. Unknown fields are ignored, as clients send more."""

    model_config = ConfigDict(frozen=True, strict=True)

    character_ids: Annotated[list[Annotated[UUID, Field(strict=False)]], Field(max_length=8)] = []
    library_id: Annotated[UUID, Field(strict=False)] | None = None
    story_length: Annotated[int, Field(ge=1, le=10)] = 3
    language: Annotated[str, Field(pattern=r"^[a-z]{2}(-[A-Z]{2})?$")] = "en"
    age: Annotated[int, Field(ge=2, le=12)] | None = None
    seed: Annotated[int, Field(ge=0, le=2**31 - 1)] | None = None


class CreateStory(_Wish):
    """A wish for a story, as it comes in at any door."""

    spark: Spark | None = None
    child_id: Annotated[UUID, Field(strict=False)] | None = None
    hero_id: Annotated[UUID, Field(strict=False)] | None = None
    story_type: Annotated[Line, Field(max_length=40)] | None = None
    themes: Annotated[list[Annotated[Words, Field(max_length=60)]], Field(max_length=8)] = []
    generateAssets: bool = True
    title: Annotated[Words, Field(max_length=120)] | None = None
    moral: Annotated[Line, Field(max_length=300)] | None = None
    relationship_description: Annotated[Line, Field(max_length=300)] | None = None
    voice: Annotated[Line, Field(max_length=60)] | None = None
    emotion: Style | None = None
    vibe: Style | None = None

    @property
    def characters(self) -> tuple[UUID, ...]:
        """Everybody who is named by an id, once."""
        named = (*self.character_ids, self.child_id, self.hero_id)
        return tuple(dict.fromkeys(one for one in named if one is not None))


class InstantStory(_Wish):
    """A wish for a story to read at once: an idea, what the reader shall feel, how it shall sound."""

    story_spark: Spark
    reader_emotion: Style | None = None
    author_vibe: Style | None = None

    def wish(self) -> CreateStory:
        """The same as any other door says it."""
        return CreateStory(
            spark=self.story_spark,
            emotion=self.reader_emotion,
            vibe=self.author_vibe,
            generateAssets=False,
            **self.model_dump(include=set(_Wish.model_fields)),
        )


def complete(request: CreateStory, people: tuple[Person, ...], seed: int) -> Brief:
    """The brief of a request: every default filled in. `seed` is such a default."""
    word = (request.story_type or "").strip()
    subject = SUBJECTS.get(word.lower()) or _subject(people)
    child = next((person for person in people if person.kind == "child"), None)
    age = request.age or (child.age if child and child.age else 5)
    return Brief(
        spark=request.spark or "",
        people=people,
        characters=request.characters,
        subject=subject,
        genre="" if word.lower() in SUBJECTS else word,
        themes=tuple(request.themes),
        moral=request.moral or _moral(request.themes),
        minutes=request.story_length,
        age=min(12, max(2, age)),
        language=request.language,
        voice=request.voice or "",
        emotion=request.emotion or "",
        vibe=request.vibe or "",
        relationship=request.relationship_description or "",
        title=request.title or "",
        seed=seed if request.seed is None else request.seed,
    )


def _subject(people: tuple[Person, ...]) -> Subject:
    kinds = {person.kind for person in people}
    if {"child", "hero"} <= kinds:
        return "combined"
    return "hero" if "hero" in kinds else "child"


def _moral(themes: list[str]) -> str:
    return next(
        (MORALS[theme.lower()] for theme in themes if theme.lower() in MORALS), DEFAULT_MORAL
    )


def hero_appearance(brief: Brief) -> str | None:
    """What the ledger notes about how the hero looks."""
    hero = next((person for person in brief.people if person.kind == "hero"), None)
    return hero.appearance or None if hero else None


def plain(error: dict[str, Any]) -> str:
    """A sentence for one of pydantic's errors."""
    kind, context = error["type"], error.get("ctx", {})
    match kind:
        case "missing":
            return "is needed"
        case "string_too_long" | "too_long" if isinstance(error.get("input"), str):
            return f"is too long: at most {context['max_length']} characters, please"
        case "too_long":
            return f"has too many entries: at most {context['max_length']}, please"
        case "greater_than_equal":
            return f"must be {context['ge']} or more"
        case "less_than_equal":
            return f"must be {context['le']} or less"
        case "value_error":
            return str(context["error"])
        case "json_invalid":
            return "is not valid JSON"
        case "uuid_parsing" | "uuid_type" | "uuid_version":
            return "is not the id of anything here"
        case "string_pattern_mismatch":
            return "is not written the way it must be"
        case "literal_error":
            return f"must be one of {context['expected']}"
    names = {"string_type": "text", "int_type": "a whole number", "bool_type": "true or false",
             "list_type": "a list", "int_from_float": "a whole number", "dict_type": "an object",
             "model_attributes_type": "an object", "model_type": "an object",
             "int_parsing": "a whole number"}  # fmt: skip
    return (
        f"must be {names[kind]}" if kind in names else str(error.get("msg", "is not right")).lower()
    )
