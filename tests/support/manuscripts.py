"""Small manuscripts for the binder: simple pictures, real words, a silent recording."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from PIL import Image, ImageDraw

from fablewright.books.binder.colours import deep_colours
from fablewright.books.binder.model import BoundPicture, Manuscript
from fablewright.core.book import PARTS, PartName, Question, Word

REFRAIN = "Wait for me, sleepy old moon!"
BEAT = (
    "Amara wanted one thing before bed. She wanted to hear the moon yawn.\n\n"
    "“Moons do not yawn,” said her brother, who was nine & knew everything.\n\n"
    f"{REFRAIN}\n\n"
    "She took the lantern with the crooked handle. The lid rattled."
)
WEIRD_TITLE = "😀 <Zoë> & “ילד” #[x]"
WEIRD_BEATS = (
    'Zoë & <Bob> said "x" \\ #let {x} $a_b$ ]]> \x07 &amp; 😀',
    "שלום עולם! ילד קטן הלך.\n\nمرحبا بالعالم",
    "从前有一只狐狸。 👨‍👩‍👧 नमस्ते \ue000 \ufffe \u202eevil\u202c",
    "a" * 300 + " end",
)
QUESTIONS = (
    Question(
        kind="recall",
        question="What did Amara take?",
        options=("A lantern", "An umbrella"),
        answer="A lantern",
    ),
    Question(kind="feeling", question="How do you feel?", answer=""),
    Question(kind="why", question="Why did the lid rattle?", answer="It was loose."),
    Question(kind="create", question="Draw the moon’s dream.", answer="Anything you like."),
)


def picture(sky: str = "#3b62c4", ground: str = "#3c8a4a", size: int = 200) -> bytes:
    """A PNG with a sky, a sun and a field."""
    image = Image.new("RGB", (size, size), sky)
    draw = ImageDraw.Draw(image)
    draw.ellipse((size * 0.6, size * 0.5, size * 0.9, size * 0.8), fill="#e08a2e")
    draw.rectangle((0, size * 0.7, size, size), fill=ground)
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def alt(part: PartName) -> str:
    return f"A field under the moon ({part})"


def manuscript(**changes: Any) -> Manuscript:
    """A whole narrated book of four short beats; `changes` replace fields of it."""
    png = picture()
    book = Manuscript(
        id=UUID(int=7),
        edition=2,
        title="Amara and the Sleepy Moon",
        byline="A story for Amara",
        dedication="For Amara",
        language="en",
        age=5,
        beats=(BEAT, BEAT, BEAT, BEAT),
        refrain=REFRAIN,
        pictures={part: BoundPicture(part, png, alt(part), deep_colours(png)) for part in PARTS},
        activities=QUESTIONS,
        words=(),
        title_words=(),
        narration=b"\xff\xfb\x90\x00" + bytes(2000),
        duration=0.0,
        voice="Test voice",
        palette=None,
        created=datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC),
        colophon=("Words, pictures and voice were made by software.",),
    )
    book = replace(book, **changes)
    return narrated(book) if book.narration else book


def narrated(book: Manuscript) -> Manuscript:
    """The book with word times: 0.3 s a word, 0.1 s between words, 1 s before each beat."""
    clock = 0.2

    def speak(text: str) -> tuple[Word, ...]:
        nonlocal clock
        spoken = []
        for word in text.split():
            spoken.append(Word(txt=word, start=round(clock, 3), end=round(clock + 0.3, 3)))
            clock += 0.4
        clock += 1.0
        return tuple(spoken)

    title = speak(book.title)
    words = tuple(word for beat in book.beats for word in speak(beat))
    return replace(book, title_words=title, words=words, duration=round(clock, 3))


def without(*parts: PartName) -> dict[str, Any]:
    """Changes for a book that lacks the pictures of these parts."""
    return {"pictures": {p: b for p, b in manuscript().pictures.items() if p not in parts}}
