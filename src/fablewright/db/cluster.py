"""What an embedded cluster is made of, and how it comes to be: folders, address, lock, roles.

Every function here may be interrupted at any point (by a kill, too) and is then simply called again.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import asyncpg
import structlog

from fablewright.core.errors import BadSettings
from fablewright.db.binaries import Account, Binaries

log = structlog.get_logger(__name__)

DATABASE = "fablewright"
OWNER_ROLE = "fablewright_owner"
APP_ROLE = "fablewright_app"
SUPERUSER = "postgres"

LOOPBACK = "127.0.0.1"
SOCKET_PORT = 5432
# sun_path holds 104 bytes on macOS and 108 on Linux, the last one is a zero.
LONGEST_SOCKET = 103


@dataclass(frozen=True)
class Place:
    """What secrets.json holds. `home` is "" for the folder of secrets.json itself."""

    superuser: str
    owner: str
    app: str
    home: str = ""
    host: str = ""
    port: int = 0
    made: bool = False

    def url(self, role: str, database: str = DATABASE) -> str:
        password = {SUPERUSER: self.superuser, OWNER_ROLE: self.owner, APP_ROLE: self.app}[role]
        if self.host == LOOPBACK:
            return f"postgresql://{role}:{password}@{self.host}:{self.port}/{database}"
        host = quote(self.host, safe="")
        return f"postgresql://{role}:{password}@/{database}?host={host}&port={self.port}"


def new_place() -> Place:
    """Passwords of our own making, and no address yet."""
    superuser, owner, app = (secrets.token_urlsafe(24) for _ in range(3))
    return Place(superuser, owner, app)


class FileLock:
    """An exclusive lock that the system releases when this process ends."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: int | None = None

    @property
    def held(self) -> bool:
        return self._file is not None

    def acquire(self) -> bool:
        """Take the lock if it is free. Programs we start do not inherit it: it closes at exec.

        Raises OSError where the file cannot be opened or its file system knows no locks.
        """
        if self.held:
            return True
        file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            if sys.platform == "win32":
                import msvcrt

                msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
            else:
                import fcntl

                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(file)
            if isinstance(error, BlockingIOError | PermissionError):
                return False
            raise
        self._file = file
        return True

    def release(self) -> None:
        file, self._file = self._file, None
        if file is not None:
            os.close(file)


def make_passable(folder: Path) -> None:
    """Make a folder for us alone, or where we are root, one that the account may walk through."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if sys.platform != "win32" and os.geteuid() == 0 and folder.stat().st_uid == 0:
        folder.chmod(0o711)


def make_cluster(home: Path, place: Place, account: Account, binaries: Binaries) -> None:
    """Make home/data in one step: until its last rename, there is none."""
    for old in home.glob("data.new-*"):
        shutil.rmtree(old, ignore_errors=True)
    # A name of its own each time: an initdb whose parent was killed may still be writing.
    staging = Path(tempfile.mkdtemp(prefix="data.new-", dir=home))
    password = staging / "password"
    password.write_text(place.superuser)
    account.give(staging)
    account.give(password)
    # PostgreSQL 17 brings its own C.UTF-8; before that it is the system's, which may have none.
    builtin = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    locales = [builtin] if binaries.major >= 17 else [["--locale=C.UTF-8"], ["--locale=C"]]
    # One call for the file system, where the kernel has it, instead of one for each of 1,000 files.
    by_syncfs = sys.platform == "linux" and binaries.major >= 17
    sync = ["--sync-method=syncfs"] if by_syncfs else []
    for locale in locales:
        status, output = account.run(
            binaries.program("initdb"),
            f"--pgdata={staging / 'data'}",
            f"--username={SUPERUSER}",
            f"--pwfile={password}",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--data-checksums",
            *locale,
            *sync,
        )
        if status == 0:
            break
    else:
        shutil.rmtree(staging, ignore_errors=True)
        raise BadSettings(f"PostgreSQL could not make its cluster in {home}: {output[-400:]}")
    password.unlink()
    (staging / "data").rename(home / "data")
    shutil.rmtree(staging, ignore_errors=True)
    if sys.platform != "win32":
        folder = os.open(home, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)


def address(home: Path, account: Account, place: Place) -> tuple[str, int]:
    """Host and port of the server: the folder of its socket, or loopback where none will do.

    What is written down in `place` is kept if it can be: others have connections there.
    """
    if sys.platform != "win32":
        run = home / "run"
        folders = [run, Path(place.host)] if place.host.startswith("/") else [run]
        for folder in folders:
            if _fits(folder) and _make_private(folder, account):
                return str(folder), SOCKET_PORT
        for base in (Path(tempfile.gettempdir()), Path("/tmp")):  # noqa: S108
            if _fits(base / "fablewright-12345678") and account.reaches(base):
                folder = Path(tempfile.mkdtemp(prefix="fablewright-", dir=base))
                account.give(folder)
                return str(folder), SOCKET_PORT
    if place.host == LOOPBACK and _is_free(place.port):
        return LOOPBACK, place.port
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return LOOPBACK, probe.getsockname()[1]


def _fits(folder: Path) -> bool:
    """Whether a socket in `folder` has a name short and plain enough for all who must read it."""
    name = str(folder / f".s.PGSQL.{SOCKET_PORT}.lock")
    return (
        name.isascii()
        and name.isprintable()
        and len(name) < LONGEST_SOCKET
        and (not set(name) & set(',"\\'))
    )


def _make_private(folder: Path, account: Account) -> bool:
    """Make `folder` for the account alone; False if it is there and somebody else's."""
    try:
        folder.mkdir(mode=0o700)
        account.give(folder)
    except FileExistsError:
        pass
    except OSError:
        return False
    about = folder.lstat()
    expected = account.uid or (os.geteuid() if sys.platform != "win32" else 0)
    return stat.S_ISDIR(about.st_mode) and about.st_uid == expected and not about.st_mode & 0o077


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((LOOPBACK, port)) != 0


def end_orphan(cluster: Path, account: Account, binaries: Binaries) -> None:
    """See a server off that outlived the process which ran it.

    The caller holds the lock, so nobody else may run a server on this cluster.
    """
    pid_file = cluster / "postmaster.pid"
    try:
        pid = int(pid_file.read_text().split()[0])
    except (OSError, ValueError, IndexError):
        return
    if sys.platform == "win32":
        # pg_ctl finds a server by a pipe with its name, so it never stops another program.
        account.run(binaries.program("pg_ctl"), "stop", "-D", cluster, "-m", "fast", timeout=60)
        return
    for asked, patience in ((signal.SIGINT, 60), (signal.SIGQUIT, 10), (signal.SIGKILL, 10)):
        if not _serves(pid, cluster):
            break
        log.warning("postgres_orphan_stopped", pid=pid, signal=asked.name)
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, asked)
        end = time.monotonic() + patience
        while _serves(pid, cluster) and time.monotonic() < end:
            time.sleep(0.05)
    # What is left was left by a crash. PostgreSQL would believe it as long as any process has the
    # number, as happens in containers; its shared memory still guards against a server we missed.
    if not _serves(pid, cluster):
        pid_file.unlink(missing_ok=True)


def _serves(pid: int, cluster: Path) -> bool:
    """Whether the process `pid` is a server of this cluster (which is then its working folder)."""
    if sys.platform == "linux":
        try:
            return Path(f"/proc/{pid}/cwd").samefile(cluster)
        except OSError:
            return False
    found = subprocess.run(
        ["ps", "-p", str(pid), "-o", "command="], capture_output=True, text=True, check=False
    )
    return str(cluster) in found.stdout


async def prepare(place: Place) -> None:
    """Make roles and database, each step only if it is missing.

    The application's role comes last: once it can log in, all the rest is there.
    """
    try:
        admin = await asyncpg.connect(place.url(SUPERUSER, "postgres"), timeout=5)
    except asyncpg.InvalidPasswordError:
        raise BadSettings(
            "The passwords in secrets.json are not those of the database beside it"
        ) from None
    try:
        await make_role(admin, OWNER_ROLE, place.owner)
        if not await admin.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", DATABASE):
            await admin.execute(f"CREATE DATABASE {DATABASE} OWNER {OWNER_ROLE}")
        inside = await asyncpg.connect(place.url(SUPERUSER), timeout=5)
        try:
            await inside.execute(
                f"ALTER SCHEMA public OWNER TO {OWNER_ROLE};"
                "REVOKE CREATE ON SCHEMA public FROM PUBLIC"
            )
        finally:
            await inside.close()
        async with admin.transaction():
            await make_role(admin, APP_ROLE, place.app)
            # A process that froze while it spoke is not idle: this ends its transaction, too.
            if int(await admin.fetchval("SHOW server_version_num")) >= 170000:
                await admin.execute(f"ALTER ROLE {APP_ROLE} SET transaction_timeout = '20s'")
            await limit_access(admin, DATABASE)
    finally:
        await admin.close()


async def make_role(admin: asyncpg.Connection[asyncpg.Record], role: str, password: str) -> None:
    """A plain login: the application's must never get round row level security."""
    known = await admin.fetchval("SELECT 1 FROM pg_roles WHERE rolname = $1", role)
    await admin.execute(
        f"{'ALTER' if known else 'CREATE'} ROLE {role} LOGIN NOINHERIT NOSUPERUSER NOCREATEDB "
        f"NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD '{password}'"
    )


async def limit_access(admin: asyncpg.Connection[asyncpg.Record], database: str) -> None:
    """Let only owner and application in, the application without temporary tables."""
    await admin.execute(
        f"REVOKE ALL ON DATABASE {database} FROM PUBLIC;"
        f"GRANT CONNECT ON DATABASE {database} TO {APP_ROLE}"
    )
