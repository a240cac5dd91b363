"""`fablewright doctor`: everything that is needed, looked at, with a remedy for what is wrong."""

from __future__ import annotations

import asyncio
import contextlib
import json
import platform
import shutil
import sys
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from decimal import Decimal
from importlib.resources import files
from urllib.parse import urlsplit

from rich.console import Console
from rich.markup import escape

from fablewright.books.estimate import dollars, price_of, stages, total
from fablewright.books.readiness import PATIENCE, ROLES, Crew, Member, condition_of
from fablewright.books.recipe import RECIPE
from fablewright.bootstrap import Studio, open_files, open_studio
from fablewright.core.book import Brief, Person
from fablewright.core.errors import BadSettings, FablewrightError
from fablewright.crew import OFFLINE, build_artists, build_crew, offers_of, retiring
from fablewright.db.pool import Connection
from fablewright.narrators.base import NarrationRequest
from fablewright.settings import Settings
from fablewright.web.api.auth import is_loopback

NEEDED_SPACE = 500_000_000  # bytes: a few books and the database


@dataclass(frozen=True, slots=True)
class Finding:
    """`remedy` is empty when all is well; a `hint` is something to think about, and nothing is wrong."""

    what: str
    found: str
    remedy: str = ""
    hint: str = ""


async def examine(settings: Settings, *, as_json: bool) -> int:
    """Print the findings. Exit status 0 when all is well, else 1."""
    findings = [_python(), _space(settings), _materials()]
    findings.append(await _look("Voice", lambda: _voice(settings)))
    wrong = [Finding("Settings", "cannot be used", one.message) for one in settings.problems()]
    findings += wrong or [_openness(settings)]
    findings += await _artists(settings)
    if not wrong:
        stored = await _look("Files", _storage(settings))
        # Without its files no studio opens, and nothing more can be seen.
        findings += [stored] if stored.remedy else [stored, *await _studio(settings)]
    if as_json:
        print(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False))
    else:
        _show(findings)
    return 1 if any(finding.remedy for finding in findings) else 0


async def _studio(settings: Settings) -> list[Finding]:
    """What can only be seen in an open studio."""
    findings = []
    try:
        async with open_studio(settings) as studio:
            findings.append(await _look("Database", _database(studio)))
            findings.append(await _people(studio))
            findings += await _stories(studio)
    except FablewrightError as error:
        findings.append(Finding("Database", "it does not start", error.message))
    return findings


def _show(findings: list[Finding]) -> None:
    console = Console()
    for finding in findings:
        sign = "[red]✗" if finding.remedy else "[yellow]•" if finding.hint else "[green]✓"
        line = f"{sign}[/] [bold]{finding.what}[/]  {escape(finding.found)}"
        console.print(line, highlight=False)
        if advice := finding.remedy or finding.hint:
            console.print(f"    → {escape(advice)}", highlight=False)


async def _look(what: str, check: Callable[[], Awaitable[str]]) -> Finding:
    try:
        return Finding(what, await check())
    except FablewrightError as error:
        return Finding(what, "does not work", error.message)
    except OSError as error:
        return Finding(what, "does not work", f"The system says: {error}.")


def _python() -> Finding:
    found = f"{platform.python_version()} on {platform.system()} {platform.machine()}"
    wrong = "" if sys.version_info >= (3, 11) else "Install Python 3.11 or newer."
    return Finding("Python", found, wrong)


def _space(settings: Settings) -> Finding:
    folder = settings.data_dir
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    remedy = "" if free > NEEDED_SPACE else "Make room, or choose another --data-dir."
    return Finding("Disk", f"{free / 1e9:.1f} GB free below {settings.data_dir}", remedy)


def _materials() -> Finding:
    data = files("fablewright") / "data"
    missing = [name for name in ("fonts", "props.json") if not (data / name).is_file()
               and not (data / name).is_dir()]  # fmt: skip
    if missing:
        return Finding(
            "Fonts and drawings", f"missing: {', '.join(missing)}",
            "Install Fablewright again (“make clean”, then “make book”).",
        )  # fmt: skip
    return Finding("Fonts and drawings", "there")


async def _voice(settings: Settings) -> str:
    """Of the house: others would charge for it."""
    house: dict[str, str] = dict.fromkeys(ROLES, OFFLINE)
    if settings.narrator != OFFLINE:
        house["narrator_voice"] = ""  # which is somebody else's
    narrator = build_artists(settings.model_copy(update=house)).narrator
    try:
        request = NarrationRequest("Hello", ("One.", "Two.", "Three.", "Four."))
        reply = await narrator.narrate(request).run()
    finally:
        await narrator.close()
    return f"{reply.value.voice} reads {reply.value.duration:.1f} s"


async def _artists(settings: Settings) -> list[Finding]:
    """Every artist of every chain is asked whether it can work. Costs nothing."""
    try:
        crew = build_crew(settings)
    except BadSettings as error:
        return [Finding("Artists", "the studio does not start", error.message)]
    try:
        found = await asyncio.gather(*(_artist(one) for one in crew.members))
        unfit = [Finding(f"{one.role.capitalize()} {one.name}", "left out", one.problem)
                 for one in crew.unfit]  # fmt: skip
        return [*unfit, *found, _money(settings, crew)]
    finally:
        await crew.artists.close()


async def _artist(member: Member) -> Finding:
    what = f"{member.role.capitalize()} {member.name}"
    condition = await condition_of(member)
    if condition.problem:
        return Finding(what, "does not work", condition.problem)
    hint = ""
    with contextlib.suppress(FablewrightError, TimeoutError):  # it has just said that it works
        async with asyncio.timeout(PATIENCE):
            offers = [] if member.name == OFFLINE else await offers_of(member)
            hint = " ".join(
                f"“{one.id}” retires on {one.retires}: choose another in time."
                for one in retiring(offers)
            )
    chosen = [*dict.fromkeys(member.models), *(f"voice {one}" for one in member.voices)]
    return Finding(what, f"can work with {', '.join(chosen)}" if chosen else "can work", hint=hint)


def _money(settings: Settings, crew: Crew) -> Finding:
    """What an ordinary book would cost at most."""
    someone = Person(kind="child", name="Ada", age=6, traits=("glasses",))  # to be looked for
    plan = stages(crew.artists, Brief(people=(someone,)), RECIPE)
    calls = [call for steps in plan.values() for stage in steps for call in stage.values()]
    unknown = list(dict.fromkeys(f"{one.capability} by {one.provider}" for one in calls
                                 if price_of(one) is None))  # fmt: skip
    if not unknown:
        cost = total(price_of(one) for one in calls) or Decimal(0)
        most = f"{dollars(cost)} at most" if cost else "nothing"
        return Finding("Money", f"a book of three minutes costs {most}")
    found = f"what these cost is not known: {', '.join(unknown)}"
    advice = (
        "Set FABLEWRIGHT_AUTHOR_PRICES, _ILLUSTRATOR_PRICE, _INSPECTOR_PRICES and _NARRATOR_PRICE"
    )
    if settings.budget_book is None and settings.budget_day is None:
        return Finding("Money", found, hint=f"{advice} to know it beforehand.")
    return Finding(
        "Money", found, f"{advice}: with a budget, nobody is asked whose price is unknown."
    )


def _database(studio: Studio) -> Callable[[], Awaitable[str]]:
    async def version(connection: Connection) -> str:
        text: str = await connection.fetchval("SELECT version()")
        return text.split(" on ")[0]

    async def check() -> str:
        where = "your own" if studio.settings.database_url else "embedded"
        return f"{await studio.db.run(version)} ({where})"

    return check


def _storage(settings: Settings) -> Callable[[], Awaitable[str]]:
    async def check() -> str:
        files = open_files(settings)
        await files.check()
        return f"the {files.place} can be written and read; browsers get them {_way(settings)}"

    return check


def _way(settings: Settings) -> str:
    if settings.cdn_url:
        return f"from {settings.cdn_url}, where everybody may"
    direct = settings.bucket() and not settings.files_through_studio
    return "from the bucket itself" if direct else "from the studio"


def _openness(settings: Settings) -> Finding:
    """Settings that work, and that somebody might regret."""
    address, hint = urlsplit(settings.public_url), ""
    if "*" in settings.origins:
        hint = "CORS_ORIGINS=* lets the pages of every site ask here: name those that should."
    elif settings.trusted_proxies and not settings.public_url:
        hint = "Say in FABLEWRIGHT_PUBLIC_URL how browsers reach this studio through its proxy."
    elif settings.public_url.startswith("http:") and not is_loopback(address.hostname):
        hint = (
            "Passwords and stories travel readable to anybody on the way: let a proxy speak https."
        )
    found = (
        f"public address: {settings.public_url or 'none'}; registration: {settings.registration}"
    )
    return Finding("Settings", found, hint=hint)


async def _people(studio: Studio) -> Finding:
    settings = studio.settings
    accounts, guests = await studio.identity.head_count(await studio.identity.owner())
    found = f"accounts besides the owner's: {accounts}, guests: {guests}"
    nobody = settings.registration == "closed" and not accounts
    return Finding(
        "People", found,
        hint="Registration is closed: “fablewright user add” makes accounts." if nobody else "",
    )  # fmt: skip


async def _stories(studio: Studio) -> list[Finding]:
    """The troubles that people meet: stories that are stuck, assets without a file, many failures."""

    async def count(connection: Connection) -> dict[str, int]:
        row = await connection.fetchrow("SELECT * FROM doctor_counts()")
        return dict(row)

    counts = await studio.db.run(count)
    stuck, lost, failed, waiting = (counts[name] for name in ("stuck", "lost", "failed", "waiting"))
    many = failed * 10 > max(counts["settled"], 10)
    return [
        Finding("Stuck stories", f"{stuck} jobs at work for more than 15 minutes",
                "Start a worker (“fablewright worker” or “fablewright up”): it fails them, and they"
                " can be made again." if stuck else ""),
        Finding("Queue", f"{waiting} jobs waiting for more than 5 minutes",
                "No worker takes them: start “fablewright up” or “fablewright worker”."
                if waiting else ""),
        Finding("Missing addresses", f"{lost} finished assets without a record",
                "Make them again: POST /api/v1/stories/{id}/assets/regenerate." if lost else ""),
        Finding("Failures", f"{failed} of {counts['settled']} assets failed in 24 hours",
                "Look at error_message in GET /api/v1/stories/{id}/generations, and at the log with"
                " LOG_LEVEL=info." if many else ""),
    ]  # fmt: skip
