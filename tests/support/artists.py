"""Artists that answer at once, with small but real things: for tests of everything around them."""

from __future__ import annotations

import asyncio
import io
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any, TypeVar

from PIL import Image, ImageDraw

from fablewright.authors.base import Told
from fablewright.books.steps import Artists
from fablewright.core.artist import Call, Capability, Reply
from fablewright.core.book import (
    PARTS,
    Activities,
    Beat,
    Brief,
    Figure,
    PaletteJourney,
    PaletteStep,
    PartName,
    Person,
    Question,
    SceneAnalysis,
    StoryText,
    Word,
)
from fablewright.illustrators.base import Picture, PictureRequest
from fablewright.narrators.base import Narration, NarrationRequest

T = TypeVar("T")
REFRAIN = "Look again, said the lamp."
# MPEG-1 layer III, 128 kbit/s, 44.1 kHz, stereo: 417 bytes, 1152 samples of silence.
MP3_FRAME = b"\xff\xfb\x90\x00" + bytes(413)
FRAME_SECONDS = 1152 / 44100


def instant_artists() -> Artists:
    return Artists(InstantAuthor(), InstantIllustrator(), InstantNarrator())


class _Ready:
    """What all artists can do: here there is nothing to it."""

    async def check(self) -> None:
        pass

    async def close(self) -> None:
        pass


class InstantAuthor(_Ready):
    name = "instant"

    def write(self, brief: Brief, feedback: str = "", told: Told | None = None) -> Call[StoryText]:
        people = brief.people or (Person(kind="child", name="Mia", age=5),)
        beat = f"{people[0].name} walked on. {REFRAIN}\n\nThe hill was a little nearer now."
        text = StoryText(
            title=brief.title or "The Lamp on the Hill",
            beats=(Beat(text=beat), Beat(text=beat), Beat(text=beat), Beat(text=beat)),
            refrain=REFRAIN,
            moral=brief.moral,
            people=people,
            place="a hill",
            reading_age=5.0,
        )
        call = _call("text", f"write: {brief.spark} {feedback}", text)

        async def run() -> Reply[StoryText]:
            reply = await call.run()
            if told:
                told("title", text.title)
                told("text", "\n\n".join(part.text for part in text.beats))
            return reply

        return replace(call, run=run)

    def palette(self, brief: Brief, story: StoryText) -> Call[PaletteJourney]:
        step = PaletteStep(
            name="dusk", sky=("#223355", "#445577", "#887766"), ground="#334422",
            light="#ffddaa", accent="#aa3322",
        )  # fmt: skip
        journey = PaletteJourney(
            motif="a light that waits", motif_object="lamp", steps=(step, step, step, step, step)
        )
        return _call("text", "palette", journey)

    def analyse(
        self, brief: Brief, story: StoryText, palette: PaletteJourney, part: PartName
    ) -> Call[SceneAnalysis]:
        who = story.people[0].name
        analysis = SceneAnalysis(
            part=part, action="walks up the hill", camera="wide", depth="hill before sky",
            atmosphere="quiet", place="hill", figures=(Figure(who=who, pose="walk"),),
            props=("lamp",), alt=f"{who} walks up a hill towards a lamp.",
        )  # fmt: skip
        return _call("text", f"analyse {part}", analysis)

    def activities(self, brief: Brief, story: StoryText) -> Call[Activities]:
        question = Question(
            kind="recall", question="What stood on the hill?", options=("A lamp", "A boat"),
            answer="A lamp",
        )  # fmt: skip
        return _call("text", "activities", Activities(questions=(question,)))


class InstantIllustrator(_Ready):
    name = "instant"
    most_references = 0

    def paint(self, request: PictureRequest) -> Call[Picture]:
        part = request.analysis.part
        number = PARTS.index(part) + len(PARTS) * (request.edition - 1)
        return _call("image", f"paint {part}", Picture(small_png(number), 64, 64))


class InstantNarrator(_Ready):
    name = "instant"

    def check_voice(self, voice: str, language: str) -> None:
        pass

    def narrate(self, request: NarrationRequest) -> Call[Narration]:
        words = [word for beat in request.beats for word in beat.split()]
        title = request.title.split()
        frames = len(title) + len(words)
        times = [
            Word(txt=word, start=n * FRAME_SECONDS, end=(n + 1) * FRAME_SECONDS)
            for n, word in enumerate([*title, *words])
        ]
        narration = Narration(
            mp3=MP3_FRAME * frames, duration=frames * FRAME_SECONDS, voice="instant",
            title_words=tuple(times[: len(title)]), words=tuple(times[len(title) :]),
        )  # fmt: skip
        return _call("speech", "narrate", narration)


def small_png(number: int = 0) -> bytes:
    """64 × 64 pixels, another picture for each number, with several colours in it."""
    picture = Image.new("RGB", (64, 64), (40, (60 + 20 * number) % 256, 110))
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 36, 64, 64), fill=(60, 90, 30))
    pen.ellipse((8 + 5 * number, 8, 30 + 5 * number, 30), fill=(200, 120, 40))
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def _call(capability: Capability, prompt: str, value: T) -> Call[T]:
    async def run() -> Reply[T]:
        return Reply(value, {"answer": prompt}, tokens_in=3, tokens_out=5)

    typed: Callable[[], Awaitable[Reply[T]]] = run
    return Call(capability, "tests", "instant-1", prompt, "plain", typed)


class Failing:
    """An artist whose calls fail as `failures` says: {method or "paint scene_1": errors in turn}."""

    def __init__(self, artist: Any, failures: dict[str, list[Exception]]) -> None:
        self._artist, self._failures = artist, failures
        self.calls: Counter[str] = Counter()

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._artist, name)
        if name in ("name", "close", "most_references"):
            return method

        def ask(*arguments: Any, **named: Any) -> Call[Any]:
            call: Call[Any] = method(*arguments, **named)
            part = getattr(getattr(arguments[0], "analysis", None), "part", "")
            key = f"{name} {part}".strip()

            async def run() -> Any:
                self.calls[key] += 1
                if self._failures.get(key):
                    raise self._failures[key].pop(0)
                return await call.run()

            return replace(call, run=run)

        return ask


class Paced(InstantAuthor):
    """Tells the title and half of the text at once, and the rest when `go` is set."""

    def __init__(self) -> None:
        self.go = asyncio.Event()

    def write(self, brief: Brief, feedback: str = "", told: Told | None = None) -> Call[StoryText]:
        call = super().write(brief, feedback)

        async def run() -> Reply[StoryText]:
            reply = await call.run()
            text = "\n\n".join(beat.text for beat in reply.value.beats)
            tell = told or (lambda kind, piece: None)
            tell("title", reply.value.title)
            tell("text", text[:100])
            await self.go.wait()
            tell("text", text[100:])
            return reply

        return replace(call, run=run)


class Forgetful(InstantAuthor):
    """Tells half of another story, and fails with `error`; from the second call on all is well."""

    def __init__(self, error: Exception) -> None:
        self.error: Exception | None = error

    def write(self, brief: Brief, feedback: str = "", told: Told | None = None) -> Call[StoryText]:
        call = super().write(brief, feedback, told)

        async def run() -> Reply[StoryText]:
            if self.error is None:
                return await call.run()
            if told:
                told("title", "Where Was I?")
                told("text", "Once upon a ")
            error, self.error = self.error, None
            raise error

        return replace(call, run=run)


def artists(**failures: list[Exception]) -> Artists:
    """The instant artists, failing so; `paint__scene_1=…` stands for "paint scene_1"."""
    spelled = {name.replace("__", " "): errors for name, errors in failures.items()}
    return Artists(
        Failing(InstantAuthor(), spelled),  # type: ignore[arg-type]
        Failing(InstantIllustrator(), spelled),  # type: ignore[arg-type]
        Failing(InstantNarrator(), spelled),  # type: ignore[arg-type]
    )
