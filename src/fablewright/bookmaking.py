"""`fablewright book`: order a book, work on it, watch it grow, hand it over."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal
from uuid import UUID

from pydantic import ValidationError

from fablewright.books.recipe import PICTURES
from fablewright.bootstrap import Studio, open_studio
from fablewright.cast.service import check_traits
from fablewright.core.book import Person
from fablewright.core.errors import InvalidInput
from fablewright.core.names import folder_name
from fablewright.crew import build_artists
from fablewright.display import Display, JsonLines, LiveBars
from fablewright.identity.model import User
from fablewright.settings import Settings
from fablewright.simulating import WORDS
from fablewright.stories.brief import CreateStory, meaningful, plain
from fablewright.stories.detail import attempt_json, story_json
from fablewright.stories.model import Story

FILE_NAMES = {
    **{part: f"{part}.png" for part in PICTURES},
    "audio": "narration.mp3",
    "pdf": "book.pdf",
    "epub": "book.epub",
}
SPECIES = re.compile(r"^(?P<name>.+?),? (?:the|a|an) (?P<species>.+)$", re.IGNORECASE)
OPTION_NAMES = {"story_length": "minutes", "story_type": "genre", "themes": "theme"}


@dataclass(frozen=True, slots=True)
class Wish:
    """What was typed. `request` holds the fields of `CreateStory`, None where nothing was said."""

    spark: str
    children: Sequence[str]
    heroes: Sequence[str]
    companions: Sequence[str]
    pronoun: str | None
    appearance: str
    traits: Sequence[str]
    request: dict[str, Any] = field(default_factory=dict)


async def make_book(settings: Settings, wish: Wish, out: Path, *, as_json: bool) -> int:
    """Exit status: 0 when the whole book is there, 1 when parts of it failed.

    Raises `InvalidInput` before anything is made or started.
    """
    request, people = read_wish(wish)
    build_artists(settings).narrator.check_voice(request.voice or "", request.language)
    try:
        await asyncio.to_thread(out.mkdir, parents=True, exist_ok=True)
    except OSError as error:
        raise InvalidInput(f"--out {out} cannot be used: {error.strerror}.") from None
    display: Display = JsonLines() if as_json else LiveBars(request.spark or "")
    with display:
        if settings.simulated:
            display.say(WORDS)
        display.say("Opening the studio")
        async with open_studio(settings) as studio:
            await studio.readiness.look()
            owner = await studio.identity.owner()
            async with studio.working():
                story = await studio.books.create(owner, request, people)
                try:
                    story = await _watch(studio, owner, story, display)
                except asyncio.CancelledError:  # Ctrl-C: nobody waits for this book any more
                    await studio.books.delete(owner, story.id)
                    raise
            folder = await _hand_over(studio, owner, story, out)
            cost = sum(attempt.cost for attempt in await studio.stories.attempts(owner, story.id))
            display.done(story, folder, float(cost))
    return 0 if story.asset_generation_status["overall"] == "ready" else 1


def read_wish(wish: Wish) -> tuple[CreateStory, list[Person]]:
    """The request and the people in it. Raises `InvalidInput` with a sentence naming the option."""
    values = {name: value for name, value in wish.request.items() if value is not None}
    try:
        request = CreateStory.model_validate({**values, "spark": wish.spark})
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0]) if first["loc"] else "spark"
        shown = OPTION_NAMES.get(name, name)
        where = "The spark" if shown == "spark" else f"--{shown}"
        raise InvalidInput(f"{where} {plain(dict(first))}.") from None
    check_traits(wish.traits)
    return request, [*_children(wish, request), *_others(wish)]


def _children(wish: Wish, request: CreateStory) -> list[Person]:
    names = list(wish.children)
    described = bool(wish.traits or wish.appearance or wish.pronoun)
    if not names and described:
        raise InvalidInput(
            "--trait, --appearance and --pronoun describe a child: add --child NAME."
        )
    people = [_person("child", name, "--child") for name in names]
    if people and described:
        if wish.pronoun not in (None, "she", "he", "they"):
            raise InvalidInput("--pronoun must be she, he or they.")
        change = {
            "traits": tuple(wish.traits),
            "appearance": _words(wish.appearance, "--appearance"),
        }
        if wish.pronoun:
            change["pronoun"] = wish.pronoun
        people[0] = people[0].model_copy(update=change)
    if people and request.age is not None:
        people[0] = people[0].model_copy(update={"age": request.age})
    return people


def _others(wish: Wish) -> list[Person]:
    people = [_person("hero", name, "--hero") for name in wish.heroes]
    for name in wish.companions:
        match = SPECIES.match(name)
        species = match["species"] if match else ""
        person = _person("companion", match["name"] if match else name, "--companion")
        people.append(person.model_copy(update={"species": _words(species, "--companion")}))
    return people


def _person(kind: Literal["child", "hero", "companion"], name: str, option: str) -> Person:
    name = _words(name, option)
    if not name or len(name) > 60:
        raise InvalidInput(f"{option} needs a name of 1 to 60 characters.")
    return Person(kind=kind, name=name)


def _words(text: str, option: str) -> str:
    if not text:
        return ""
    try:
        return meaningful(text)[:300]
    except ValueError as error:
        raise InvalidInput(f"{option} {error}.") from None


async def _watch(studio: Studio, owner: User, story: Story, display: Display) -> Story:
    """Until every asset is settled."""
    async for event in studio.events.follow(story.id, owner.id):
        display.update(event.new)
        if event.new["asset_generation_status"]["overall"] != "generating":
            break
    return await studio.stories.get(owner, story.id)


async def _hand_over(studio: Studio, owner: User, story: Story, out: Path) -> Path:
    """Write the files of a book into a folder of their own and return it."""
    book = await studio.books.files(owner, story.id)
    attempts = await studio.stories.attempts(owner, story.id)
    folder = await asyncio.to_thread(_new_folder, out, story.title, story.id)
    for asset, (name, _) in book.files.items():
        data = await studio.files.get(name)
        await asyncio.to_thread((folder / FILE_NAMES[asset]).write_bytes, data)
    document = story_json(story, attempts, address=lambda asset, _: FILE_NAMES[asset])
    document["ledger"] = [attempt_json(one) for one in attempts]
    document["simulated"] = bool(studio.settings.simulated)
    text = json.dumps(document, indent=2, ensure_ascii=False)
    await asyncio.to_thread((folder / "story.json").write_text, text, encoding="utf-8")
    return folder


def _new_folder(out: Path, title: str, story_id: UUID) -> Path:
    """`out/<title>`; a second book of the same title gets a number."""
    name = folder_name(title) or str(story_id)
    for number in range(1, 10_000):
        folder = out / (name if number == 1 else f"{name} ({number})")
        try:
            folder.mkdir(parents=True)
        except FileExistsError:
            continue
        return folder
    raise InvalidInput(f"There are too many books called “{title}” in {out}.")
