"""Binding: from what the artists made to a PDF and an EPUB."""

from __future__ import annotations

from typing import Any, Literal

from fablewright.books import repository
from fablewright.books.binder.model import BoundPicture, Manuscript
from fablewright.books.model import Made
from fablewright.books.steps import Bench, words_of
from fablewright.core.book import PARTS, Activities, PaletteJourney, PartName
from fablewright.db.pool import Connection, Database


async def bind(bench: Bench, db: Database) -> Made:
    """One book file, of whatever assets are ready: a missing voice or picture stops no book."""

    async def read(connection: Connection) -> tuple[dict[str, Any], Any]:
        found = await repository.assets_of(connection, bench.story.id)
        return found, await repository.kept_palette(connection, bench.story.id)

    assets, palette = await db.run(read, user_id=bench.story.creator_user_id)
    ready = {
        name: row for name, row in assets.items()
        if bench.jobs[name].status == "ready" and row["edition"] == bench.jobs[name].edition
    }  # fmt: skip
    await bench.progress(20, {})
    pictures = {part: await bench.files.get(ready[part]["file"]) for part in PARTS if part in ready}
    with_voice = bench.job.asset_type == "epub" and "audio" in ready
    narration = await bench.files.get(ready["audio"]["file"]) if with_voice else None
    manuscript = _manuscript(bench, ready, pictures, narration, palette)
    kind: Literal["pdf", "epub"] = bench.job.asset_type  # type: ignore[assignment]
    book, *others = await bench.binder.bind(kind, manuscript)
    kept = [{"file": await bench.files.put(one, kind), "size": len(one)} for one in others]
    data = {"renditions": kept} if kept else {}
    return Made(file=await bench.files.put(book, kind), size=len(book), data=data)


def _manuscript(
    bench: Bench,
    ready: dict[str, Any],
    pictures: dict[PartName, bytes],
    narration: bytes | None,
    palette: dict[str, Any] | None,
) -> Manuscript:
    story, text = bench.story, bench.story.text()
    voice = ready["audio"]["data"] if narration is not None else {}
    activities = ready.get("activities")
    return Manuscript(
        id=story.id,
        edition=bench.job.edition,
        title=text.title,
        byline=_byline(bench),
        dedication=text.dedication,
        language=story.brief.language,
        age=story.brief.age,
        beats=tuple(beat.text for beat in text.beats),  # type: ignore[arg-type]
        refrain=text.refrain,
        pictures={
            part: BoundPicture(
                part=part, png=png, alt=ready[part]["data"]["alt"],
                colours=tuple(ready[part]["data"]["colours"]),
            )
            for part, png in pictures.items()
        },
        activities=Activities.model_validate(activities["data"]).questions if activities else (),
        words=words_of(story.audio_words) if narration is not None else (),
        title_words=words_of(voice.get("title_words")),
        narration=narration,
        duration=float(voice.get("duration", 0.0)),
        voice=str(voice.get("voice", "")),
        palette=PaletteJourney.model_validate(palette) if palette else None,
        created=story.created_at.replace(microsecond=0),  # PDF dates have whole seconds
        colophon=_colophon(bench),
    )  # fmt: skip


def _byline(bench: Bench) -> str:
    names = [person.name for person in bench.story.text().people if person.kind == "child"]
    return f"A story with {' and '.join(names)}" if names else ""


def _colophon(bench: Bench) -> tuple[str, ...]:
    """Who made what, told of the parts as they are and not of the settings."""
    artists, assets = bench.artists, bench.story.asset_generation_status["assets"]
    told = {name: entry.get("metadata", {}) for name, entry in assets.items()}
    makers = {
        name: told.get(name, {}).get("fallback") or artist.name
        for name, artist in (
            ("content", artists.author), ("cover", artists.illustrator), ("audio", artists.narrator),
        )
    }  # fmt: skip
    simulated = any(metadata.get("simulated") for metadata in told.values())
    return (
        f"Words: the {makers['content']} storyteller of Fablewright",
        f"Pictures: the {makers['cover']} illustrator of Fablewright",
        f"Voice: the {makers['audio']} narrator of Fablewright",
        "Simulated: no provider was asked. This is no real book."
        if simulated
        else "Words, pictures and voice were made by software.",
    )
