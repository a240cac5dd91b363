"""Small stories that need one call of one provider, and a worker whose artists ask that provider."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from tests.support.artists import InstantAuthor, InstantIllustrator, InstantNarrator
from tests.support.simulator import KEY

from fablewright.authors.base import Author, Told
from fablewright.books.steps import Artists
from fablewright.core.artist import Call
from fablewright.core.book import Brief, PaletteJourney, PartName, SceneAnalysis, StoryText
from fablewright.crew import build_artists
from fablewright.illustrators.base import Illustrator, Picture, PictureRequest
from fablewright.narrators.base import Narration, NarrationRequest, Narrator
from fablewright.settings import Settings

Role = Literal["author", "illustrator", "narrator"]
EDGE = 256  # pixels
# Of each role, what its providers need besides key and address: model, voice and prices.
PROVIDERS: Mapping[Role, Mapping[str, Mapping[str, Any]]] = {
    "author": {
        "openai": {"author_model": "sim-text", "author_prices": "sim-text=0.1/0.4"},
        "openrouter": {"author_model": "sim/text", "author_prices": "sim/text=0.1/0.4"},
    },
    "illustrator": {
        "openai": {"illustrator_model": "sim-image", "illustrator_price": "0.05"},
        "openrouter": {"illustrator_model": "sim/image", "illustrator_price": "0.05"},
        "runware": {"illustrator_model": "runware:101@1", "illustrator_price": "0.01",
                    "illustrator_sizes": f"{EDGE}x{EDGE}"},
        "comfyui": {"illustrator_model": "sim.safetensors",
                    "illustrator_sizes": f"{EDGE}x{EDGE}"},
    },
    "narrator": {
        "elevenlabs": {"narrator_model": "eleven_flash_v2_5", "narrator_price": "0.22",
                       "narrator_voice": "21m00Tcm4TlvDq8ikWAM"},
        "openai": {"narrator_model": "sim-voice", "narrator_price": "0.01",
                   "narrator_voice": "alloy"},
        "kokoro": {"narrator_model": "kokoro", "narrator_voice": "af_heart"},
    },
}  # fmt: skip
CAPABILITY = {"author": "text", "illustrator": "image", "narrator": "speech"}
ASSET = {"author": "content", "illustrator": "scene_1", "narrator": "audio"}
ASKS = re.compile(
    r"chat/completions|images/(generations|edits)|audio/speech|captioned_speech|text-to-speech/"
    r"|^v1$|^prompt$"
)
"""The paths of a simulator's calls that are requests to an artist, and no lists or downloads."""


@dataclass(frozen=True)
class Place:
    """Who is asked, and whether the house steps in."""

    role: Role
    provider: str
    fallback: bool


def settings_for(place: Place, base: Mapping[str, str], timeout: float) -> Settings:
    """`base` are the addresses of the providers, `timeout` is in seconds."""
    keys = ("openai", "openrouter", "runware", "elevenlabs")
    chosen = {
        **{f"{name}_api_key": KEY for name in keys},
        **{f"{name}_base_url": address for name, address in base.items()},
        place.role: place.provider,
        "offline_fallback": place.fallback,
        "provider_timeout": timeout,
        **PROVIDERS[place.role][place.provider],
    }
    return Settings(_env_file=None, **chosen)


def tag(place: Place, number: int) -> str:
    """A word that stands in the request of story `number`, and in no other."""
    house = "F" if place.fallback else "N"
    return f"Zq{list(PROVIDERS).index(place.role)}{place.provider}{house}{number:04d}"


_TAG = re.compile(r"Zq([012])([a-z]+)([FN])\d{4}")


def _place(text: str) -> Place:
    found = _TAG.search(text)
    assert found, text
    return Place(list(PROVIDERS)[int(found[1])], found[2], found[3] == "F")


class Crew:
    """Artists that ask whoever the story's tag names, and are quick at everything else."""

    def __init__(self, base: Mapping[str, str], timeout: float) -> None:
        self._base, self._timeout = base, timeout
        self._built: dict[Place, Artists] = {}

    def artists(self) -> Artists:
        return Artists(_Author(self), _Illustrator(self), _Narrator(self))

    def of(self, text: str, role: Role) -> Any:
        """The artist of this role for the story that `text` is of; None when another role is tried."""
        place = _place(text)
        if place.role != role:
            return None
        if place not in self._built:
            self._built[place] = build_artists(settings_for(place, self._base, self._timeout))
        return getattr(self._built[place], role)

    async def close(self) -> None:
        for artists in self._built.values():
            await artists.close()


class Small:
    """An illustrator of small pictures, asked in words only: the same request has the same bytes."""

    def __init__(self, painter: Illustrator) -> None:
        self.name, self._painter = painter.name, painter
        self.check, self.close = painter.check, painter.close
        self.most_references = 0

    def paint(self, request: PictureRequest) -> Call[Picture]:
        return self._painter.paint(replace(request, size=EDGE, references=()))


def buying(base: Mapping[str, str], key: str) -> Artists:
    """Texts, pictures and readings by providers, with nobody of the house to step in. The last four
    characters of `key` stand in the simulator's log."""
    chosen = {
        "openai_api_key": key, "openai_base_url": base["openai"],
        "elevenlabs_api_key": key, "elevenlabs_base_url": base["elevenlabs"],
        "author": "openai", **PROVIDERS["author"]["openai"],
        "illustrator": "openai", **PROVIDERS["illustrator"]["openai"],
        "narrator": "elevenlabs", **PROVIDERS["narrator"]["elevenlabs"],
    }  # fmt: skip
    built = build_artists(Settings(_env_file=None, offline_fallback=False, **chosen))
    return Artists(built.author, Small(built.illustrator), built.narrator)


class Telling(InstantAuthor):
    """Its pictures show what the story is about, so that each asks for another one."""

    def analyse(
        self, brief: Brief, story: StoryText, palette: PaletteJourney, part: PartName
    ) -> Call[SceneAnalysis]:
        call = super().analyse(brief, story, palette, part)

        async def run() -> Any:
            reply = await call.run()
            action = f"carries a lamp to {brief.spark}, {part}"
            return replace(reply, value=reply.value.model_copy(update={"action": action}))

        return replace(call, run=run)


class _Author(Telling):
    def __init__(self, crew: Crew) -> None:
        self._crew = crew

    def write(self, brief: Brief, feedback: str = "", told: Told | None = None) -> Call[StoryText]:
        author: Author | None = self._crew.of(brief.spark, "author")
        return (author or super()).write(brief, feedback, told)


class _Illustrator(InstantIllustrator):
    def __init__(self, crew: Crew) -> None:
        self._crew = crew

    def paint(self, request: PictureRequest) -> Call[Picture]:
        painter: Illustrator | None = self._crew.of(request.analysis.action, "illustrator")
        return (painter or super()).paint(replace(request, size=EDGE))


class _Narrator(InstantNarrator):
    def __init__(self, crew: Crew) -> None:
        self._crew = crew

    def narrate(self, request: NarrationRequest) -> Call[Narration]:
        reader: Narrator | None = self._crew.of(request.title, "narrator")
        return (reader or super()).narrate(request)
