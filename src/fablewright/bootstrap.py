"""The one place that builds everything from settings."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from fablewright.books.binder.service import Binder
from fablewright.books.estimate import Estimates
from fablewright.books.instant import InstantStories
from fablewright.books.readiness import Readiness
from fablewright.books.service import Books
from fablewright.books.steps import Artists
from fablewright.books.tasks import BookWork
from fablewright.cast.pictures import PictureDesk
from fablewright.cast.service import Cast
from fablewright.core.errors import BadSettings
from fablewright.core.secrets import secret_file
from fablewright.crew import build_crew, portrait
from fablewright.db.embedded import EmbeddedPostgres
from fablewright.db.migrate import current_version, migrate, newest_version
from fablewright.db.pool import Database
from fablewright.drafts.service import Drafts
from fablewright.events.service import EventLog
from fablewright.exports.service import Exports
from fablewright.files.addresses import (
    Addresses,
    PlainAddresses,
    PresignedAddresses,
    SignedAddresses,
)
from fablewright.files.service import Files
from fablewright.files.tasks import FileWork
from fablewright.generations.policy import Policy
from fablewright.generations.service import Ledger
from fablewright.generations.spending import Spending
from fablewright.identity.limits import RateLimits
from fablewright.identity.presence import Presence
from fablewright.identity.quotas import Quotas
from fablewright.identity.service import Identity
from fablewright.identity.tasks import tidy_forever
from fablewright.illustrators.base import Portraitist
from fablewright.queue.worker import LEASE, Worker
from fablewright.settings import RATES, Settings
from fablewright.shares.service import Shares
from fablewright.stories.libraries import Libraries
from fablewright.stories.service import Stories

APP_ROLE = "fablewright_app"
GRACE = 5.0  # seconds


@dataclass(frozen=True, slots=True)
class Studio:
    """A running Fablewright: what doors (web, command line, worker) open onto."""

    settings: Settings
    db: Database
    identity: Identity
    presence: Presence
    limits: RateLimits
    cast: Cast
    stories: Stories
    libraries: Libraries
    books: Books
    instant: InstantStories
    readiness: Readiness
    portraitist: Portraitist
    spending: Spending
    events: EventLog
    files: Files
    addresses: Addresses  # those that browsers are given
    signed: SignedAddresses  # those that the studio serves itself
    brief: Addresses  # those that whoever has a link to a story is given
    drafts: Drafts
    shares: Shares
    exports: Exports
    policy: Policy

    @contextlib.asynccontextmanager
    async def working(
        self, artists: Artists | None = None, lease: timedelta = LEASE, grace: float = GRACE
    ) -> AsyncIterator[Worker]:
        """A worker of this studio, in this process. On leaving it has `grace` seconds to finish
        what it has in hand (none when cancelled); the rest goes back into the queue.

        A worker that gave no sign of life for as long as `lease` loses its jobs to others.
        """
        own = artists or self.readiness.artists
        binder = Binder()
        work = BookWork(self.db, self.files, Ledger(self.db, self.policy), own, binder)
        tidying = FileWork(self.db, self.files)
        worker = Worker(self.db, {**work.entrypoints(), **tidying.entrypoints()}, lease)
        running = asyncio.create_task(worker.run(), name="worker")
        sweeping = asyncio.create_task(work.sweep_forever(), name="sweep")
        minding = asyncio.create_task(
            tidy_forever(self.identity.tidy, self.stories.purge), name="tidy"
        )
        try:
            await worker.ready.wait()
            yield worker
        except asyncio.CancelledError:
            grace = 0.0
            raise
        finally:
            sweeping.cancel()
            minding.cancel()
            worker.stop()
            await asyncio.wait([running], timeout=grace)
            worker.drop()
            await asyncio.wait([running, sweeping, minding])
            await binder.close()


@contextlib.asynccontextmanager
async def open_studio(settings: Settings, policy: Policy | None = None) -> AsyncIterator[Studio]:
    """Database found or started and migrated, everything connected; closed again on leaving.
    `policy` takes the place of what the settings say of providers.

    Raises `BadSettings` before anything is started, where the settings alone show it.
    """
    for problem in settings.problems():
        raise problem
    files = open_files(settings)
    await files.check()
    async with _database(settings) as db:
        data_dir = settings.data_dir
        secret = settings.secret_key or secret_file(data_dir / "secret.key")
        key = hashlib.sha256(b"file addresses\n" + secret.encode()).digest()
        quotas = Quotas(settings.quota_free, settings.quota_individual)
        signed, desk = SignedAddresses(key, settings.public_url), PictureDesk()
        cast, events, stories = Cast(db, files, desk), EventLog(db), Stories(db)
        identity, readiness = (
            Identity(db, data_dir, secret, quotas),
            Readiness(partial(build_crew, settings)),
        )
        policy, owner = policy or policy_of(settings), await identity.owner()
        estimates = Estimates(db, policy, readiness, owner.id)
        voice = settings.narrator_voice
        books = Books(db, cast, quotas, partial(_check_voice, readiness), estimates, voice)
        ledger, drafts, libraries = Ledger(db, policy), Drafts(db), Libraries(db)
        studio = Studio(
            settings=settings,
            db=db,
            identity=identity,
            presence=Presence(db),
            limits=RateLimits(db, {kind: settings.rate(kind) for kind in RATES}),
            cast=cast,
            stories=stories,
            libraries=libraries,
            books=books,
            instant=InstantStories(
                db, ledger, books, stories, events, lambda: readiness.artists.author
            ),
            readiness=readiness,
            portraitist=portrait,
            spending=Spending(db, policy),
            events=events,
            files=files,
            addresses=_addresses(settings, signed),
            signed=signed,
            brief=_brief_addresses(settings, key),
            drafts=drafts,
            shares=Shares(db),
            exports=Exports(db, files, identity, cast, libraries, stories, drafts),
            policy=policy,
        )
        events.start()
        try:
            yield studio
        finally:
            await studio.instant.close()
            await events.stop()
            await readiness.close()
            await studio.presence.close()
            await desk.close()


def open_files(settings: Settings) -> Files:
    """The bucket or the folder of these settings. Raises `BadSettings`; `check` tells of the rest."""
    bucket = settings.bucket()
    return Files.in_bucket(bucket) if bucket else Files.local(settings.storage_folder)


def _addresses(settings: Settings, signed: SignedAddresses) -> Addresses:
    if settings.cdn_url:
        return PlainAddresses(settings.cdn_url)
    bucket = settings.bucket()
    return signed if bucket is None or settings.files_through_studio else PresignedAddresses(bucket)


def _brief_addresses(settings: Settings, key: bytes) -> Addresses:
    """Never those of a CDN, which end only with the file."""
    bucket = settings.bucket()
    if bucket is None or settings.files_through_studio or settings.cdn_url:
        return SignedAddresses(key, settings.public_url, brief=True)
    return PresignedAddresses(bucket, brief=True)


def policy_of(settings: Settings) -> Policy:
    """What providers may be asked, and what they may cost."""
    return Policy(
        in_flight=settings.provider_limit,
        book_budget=settings.budget_book,
        day_budget=settings.budget_day,
        simulated=bool(settings.simulated),
    )


def _check_voice(readiness: Readiness, voice: str, language: str) -> None:
    readiness.artists.narrator.check_voice(voice, language)


async def migrate_database(settings: Settings, target: str = "head") -> None:
    """What `fablewright migrate` does, on whichever database the settings name."""
    if settings.database_url:
        await migrate(settings.database_owner_url or settings.database_url, target)
        return
    async with _embedded(settings) as (owner_url, _):
        await migrate(owner_url, target)


@contextlib.asynccontextmanager
async def _database(settings: Settings) -> AsyncIterator[Database]:
    if settings.database_url:
        version = await current_version(settings.database_url)
        if version != newest_version():
            raise BadSettings(
                f"The database is at version {version or 'none'}, this Fablewright needs"
                f" {newest_version()}. Run “fablewright migrate” once, then start again.",
                code="SCHEMA_OUTDATED",
            )
        db = Database(settings.database_url, role=APP_ROLE)
        async with db:
            yield db
        return
    async with _embedded(settings) as (owner_url, app_url):
        await migrate(owner_url)
        async with Database(app_url) as db:
            yield db


@contextlib.asynccontextmanager
async def _embedded(settings: Settings) -> AsyncIterator[tuple[str, str]]:
    server = EmbeddedPostgres(settings.data_dir, binaries=settings.postgres_bin)
    try:
        urls = await asyncio.to_thread(server.start)
        yield urls.owner, urls.app
    finally:
        await asyncio.to_thread(server.stop)
