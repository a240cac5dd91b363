"""How a picture is made in three passes: palette journey, scene analyses, and up to three tries that are
each looked at."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any

import structlog

from fablewright.books.binder.model import Rendition
from fablewright.books.model import Made
from fablewright.books.recipe import RECIPE
from fablewright.books.sheets import sheets_of
from fablewright.books.steps import Bench, all_of, as_json, files_of, made_by
from fablewright.cast.traits import TRAITS
from fablewright.core.artist import Call
from fablewright.core.book import PARTS, PaletteJourney, PartName, SceneAnalysis, StoryText, Verdict
from fablewright.core.errors import Misconfigured, Refused
from fablewright.db.pool import Database
from fablewright.files.service import Files
from fablewright.generations.model import Kept
from fablewright.illustrators.base import Picture, PictureRequest
from fablewright.inspectors.base import InspectionRequest

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class _Try:
    """A picture and what was found; `unseen` says why nobody looked at it. `stand_in`: it is not by who
    was asked for it."""

    number: int
    kept: Kept
    verdict: Verdict | None
    unseen: str = ""
    stand_in: bool = False

    @property
    def good(self) -> bool:
        return self.verdict is None or self.verdict.passed

    def metadata(self) -> dict[str, Any]:
        """What is told to whoever waits for the picture."""
        told: dict[str, Any] = {"attempt": self.number, "findings": [], **made_by(self.kept)}
        if self.stand_in:
            told["fallback"] = self.kept.provider
        if self.verdict is None:
            told |= {"inspection": "none"}
            return {**told, "inspectionNote": self.unseen} if self.unseen else told
        told["inspection"] = "passed" if self.verdict.passed else "failed"
        told["findings"] = [
            f"Not to be seen: {one.person} {TRAITS[one.trait].label} ({one.note or 'not there'})."
            for one in self.verdict.missing
        ]
        return told


async def paint(bench: Bench, db: Database) -> Made:
    """A picture: for the cover the palette journey and five scene analyses come first."""
    part: PartName = bench.job.asset_type  # type: ignore[assignment]
    text = bench.story.text()
    palette = await _palette(bench, text)
    step = palette.step(part)
    await bench.progress(15, {"paletteStep": step.name, "motif": palette.motif, "attempt": 1})
    wanted = PARTS if part == "cover" else (part,)
    analyses = await all_of(_analyse(bench, text, palette, one) for one in wanted)
    await bench.progress(33, {"analysisComplete": True})
    await bench.binder.prepare()  # while the picture is painted
    request = PictureRequest(
        title=text.title,
        analysis=analyses[0],
        palette=step,
        motif=palette.motif,
        people=text.people,
        seed=bench.story.brief.seed,
        references=await _references(bench, db, part),
        feedback=bench.feedback,
        edition=bench.job.edition,
    )
    if part == "cover":
        log.info("Generating cover with GLOBAL_STYLE, references, and validation")
    chosen = await _best(bench, request)
    kept, verdict = chosen.kept.value, chosen.verdict
    await bench.progress(90, {})
    developed = await bench.binder.develop(await bench.files.get(kept["file"]))
    colours = list(developed.colours)
    return Made(
        metadata=chosen.metadata(),
        file=kept["file"],
        size=kept["size"],
        data={"analysis": analyses[0].model_dump(mode="json"), "document": kept["document"],
              "verdict": verdict.model_dump(mode="json") if verdict else None,
              "colours": colours, "alt": analyses[0].alt,
              "width": developed.width, "height": developed.height,
              "renditions": [await _keep_rendition(bench.files, one)
                             for one in developed.renditions]},
        merge={"hue_extracted_colors": {part: colours}},
    )  # fmt: skip


async def _best(bench: Bench, request: PictureRequest) -> _Try:
    """The first picture that passes; else one by the illustrator of the house; else the best there is."""
    tries: list[_Try] = []
    most = RECIPE[bench.job.asset_type].pictures
    stand_in = bench.artists.stand_in
    for number in range(1, most + 1):
        try:
            call = bench.artists.illustrator.paint(replace(request, attempt=number))
            tried = await _try(bench, request, call, number, f" {number}" if number > 1 else "")
        except (Refused, Misconfigured):
            if not tries:
                raise
            break  # what there is will have to do
        tries.append(tried)
        if tried.good or tried.kept.fallback:  # the house has stepped in: it would again
            return tried
        assert tried.verdict
        feedback = f"{bench.feedback} {tried.verdict.feedback}".strip()
        request = replace(request, feedback=feedback)
        percent = 33 + 57 * number // (most + 1)
        await bench.progress(percent, {**tried.metadata(), "attempt": min(number + 1, most)})
    if stand_in and tries[-1].kept.provider != stand_in.name:
        call = stand_in.paint(replace(request, feedback=bench.feedback, references=()))
        number = tries[-1].number
        return replace(await _try(bench, request, call, number, " fallback"), stand_in=True)
    return min(tries, key=lambda tried: len(tried.verdict.missing) if tried.verdict else 0)


async def _try(
    bench: Bench, request: PictureRequest, call: Call[Picture], number: int, name: str
) -> _Try:
    """One picture and its inspection: steps of their own, so that neither is ever bought twice."""
    part = bench.job.asset_type
    painted = await bench.step(part, f"picture{name}", call, keep_picture(bench.files))
    inspector = bench.artists.inspector
    if inspector is None:
        return _Try(number, painted, None)
    looked_at = InspectionRequest(
        png=await bench.files.get(painted.value["file"]),
        document=painted.value["document"],
        analysis=request.analysis,
        people=request.people,
    )
    inspection = inspector.inspect(looked_at)
    if inspection is None:
        return _Try(number, painted, None)
    try:
        found = await bench.step(part, f"inspect{name}", inspection, as_json)
    except (Refused, Misconfigured) as error:  # a picture that nobody looked at is still a picture
        log.warning("picture not inspected", reason=error.code)
        return _Try(number, painted, None, error.message)
    verdict = Verdict.model_validate(found.value)
    if not verdict.passed:
        log.info("Picture validation failed", attempt=number, findings=len(verdict.missing))
    return _Try(number, painted, verdict)


async def _palette(bench: Bench, text: StoryText) -> PaletteJourney:
    call = bench.artists.author.palette(bench.brief, text)
    kept = await bench.step("cover", "palette", call, as_json)
    palette = PaletteJourney.model_validate(kept.value)
    if bench.job.asset_type == "cover":
        log.info(
            "Story palette journey generated",
            motif=palette.motif,
            paletteSteps=len(palette.steps),
            tokensUsed=kept.tokens,
        )
    return palette


async def _analyse(
    bench: Bench, text: StoryText, palette: PaletteJourney, part: PartName
) -> SceneAnalysis:
    call = bench.artists.author.analyse(bench.brief, text, palette, part)
    kept = await bench.step("cover", f"analyse {part}", call, as_json)
    analysis = SceneAnalysis.model_validate(kept.value)
    if bench.job.asset_type == "cover":  # scenes read what was analysed with the cover
        length = len(analysis.model_dump_json())
        log.info(
            "Scene analysis complete",
            isCover=part == "cover",
            outputLength=length,
            tokensUsed=kept.tokens,
        )
        if part == "cover":
            log.info("Cover scene analysis complete", analysisLength=length)
    return analysis


async def _references(bench: Bench, db: Database, part: PartName) -> tuple[bytes, ...]:
    """The cover refers to the characters' own pictures and their sheets, scenes to the cover only, so
    that each finds poses of its own."""
    if part == "cover":
        own = [picture.file for one in bench.characters for picture in one.pictures]
        return tuple(await files_of(bench, [*own, *await sheets_of(bench, db)]))
    cover = bench.story.asset_generation_status["assets"].get("cover", {}).get("file")
    return (await bench.files.get(cover),) if cover else ()


async def _keep_rendition(files: Files, one: Rendition) -> dict[str, Any]:
    file = await files.put(one.webp, "webp")
    return {"file": file, "size": len(one.webp), "width": one.width, "height": one.height}


def keep_picture(files: Files) -> Callable[[Picture], Awaitable[dict[str, Any]]]:
    async def keep(picture: Picture) -> dict[str, Any]:
        return {
            "file": await files.put(picture.png, "png"),
            "size": len(picture.png),
            "width": picture.width,
            "height": picture.height,
            "document": dict(picture.document),
        }

    return keep
