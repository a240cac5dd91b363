"""A PostgreSQL of our own: started, watched over and stopped by the processes that use it.

Below the data folder lies `postgres/`:

    data/          the cluster                  run/          its socket
    owner.lock     held by the process that runs the server
    secrets.json   passwords, and where the server answers (read by the other processes)
    postgres.log   what the server says

Whoever holds `owner.lock` runs the server, every other process only connects and tries for the lock
again and again. The system releases the lock when its holder ends, however it ends, so the next one
takes over. One thread (the supervisor) takes the lock, starts the server and waits for its end: on
Linux the kernel ends a server whose starting thread has gone, so it must live as long as we own it.

A process of root runs the server as an unprivileged account. If that account cannot reach the data
folder (say below /root), then all but the passwords and the log lies in `FALLBACK`, for modes of
folders that are not ours are never changed, and PostgreSQL needs a path it can walk.
"""

from __future__ import annotations

import asyncio
import atexit
import contextlib
import hashlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import asyncpg
import structlog

from fablewright.core.errors import BadSettings, Unavailable
from fablewright.db.binaries import Account, Binaries, account_for, find
from fablewright.db.cluster import (
    APP_ROLE,
    LOOPBACK,
    OWNER_ROLE,
    SUPERUSER,
    FileLock,
    Place,
    address,
    end_orphan,
    make_cluster,
    make_passable,
    new_place,
    prepare,
)

log = structlog.get_logger(__name__)

FALLBACK = Path("/var/lib/fablewright")
LARGEST_LOG = 10 * 1024 * 1024
POLL = 0.25
FIRST_DELAY, LONGEST_DELAY = 0.1, 5.0
LASTING = 3.0  # seconds of a server that did not fail at its start

# Small, because it shares a home computer with everything else; nothing here weakens durability.
SETTINGS = {
    "max_connections": "60",
    "shared_buffers": "32MB",
    "max_wal_size": "128MB",
    "min_wal_size": "32MB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_logical_replication_workers": "0",
    "autovacuum_max_workers": "1",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] ",
    "log_checkpoints": "off",
    # Statements, errors (whoever sent the statement is told) and the values in their details belong to
    # people, not into a log file.
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}
NOT_READY = (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError)
UNPREPARED = (
    asyncpg.InvalidPasswordError,  # the answer for an unknown role, too
    asyncpg.InvalidAuthorizationSpecificationError,
    asyncpg.InvalidCatalogNameError,
    asyncpg.InsufficientPrivilegeError,
)


@dataclass(frozen=True)
class Urls:
    """libpq URLs of one database: for migrations (`owner`) and for everything else (`app`)."""

    owner: str
    app: str


class ServerEnded(Exception):
    """The server stopped by itself; the message is the last that it wrote into its log."""


class EmbeddedPostgres:
    """The server of one data folder. All methods block: call them through `asyncio.to_thread`.

    `binaries` overrides where PostgreSQL's programs are looked for (the folder of `initdb`);
    `settings` are added to `SETTINGS` and win over them.
    """

    def __init__(
        self,
        data_dir: Path,
        *,
        binaries: Path | None = None,
        settings: Mapping[str, str] | None = None,
    ) -> None:
        self.folder = data_dir.absolute() / "postgres"
        self._explicit = binaries
        self._settings = {**SETTINGS, **(settings or {})}
        self._lock = FileLock(self.folder / "owner.lock")
        self._home = self.folder
        self._thread: threading.Thread | None = None
        self._stopping = threading.Event()
        self._up = threading.Event()
        self._failure: Exception | None = None

    @property
    def owns(self) -> bool:
        """Whether this process is the one that runs the server."""
        return self._lock.held

    @property
    def superuser_url(self) -> str:
        """For maintenance only: its queries see every family's rows."""
        place = self._read()
        if place is None:
            raise Unavailable("The database has not been started yet")
        return place.url(SUPERUSER, "postgres")

    def start(self, timeout: float = 120) -> Urls:
        """Run the server, or join the process that does; return when the application can log in.

        Raises BadSettings where a person must change something (no PostgreSQL, a folder of
        somebody else), Unavailable after `timeout` seconds.
        """
        try:
            if self._thread is None:
                self._begin()
            return self._wait(timeout)
        except OSError as error:
            self.stop()
            raise BadSettings(
                f"The database folder {self.folder} cannot be used: {error}"
            ) from error
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """End the supervisor, and the server if it is ours. Does nothing when all is stopped."""
        self._stopping.set()
        thread, self._thread = self._thread, None
        if thread:
            thread.join()
        self._lock.release()
        atexit.unregister(self.stop)

    def _begin(self) -> None:
        self._home = self._find_home()
        self._lock = FileLock(self._home / "owner.lock")
        # Before any attempt to connect: it could reach a server that is about to be replaced.
        self._lock.acquire()
        self._stopping.clear()
        self._failure = None
        self._thread = threading.Thread(
            target=self._supervise, name="postgres-supervisor", daemon=True
        )
        self._thread.start()
        atexit.register(self.stop)

    def _wait(self, timeout: float) -> Urls:
        end = time.monotonic() + timeout
        while time.monotonic() < end:
            if self.owns:
                self._up.wait(0.05)
                ready = self._up.is_set()
            else:
                place = self._read()
                ready = place is not None and asyncio.run(_answers(place.url(APP_ROLE)))
            if ready and (place := self._read()):
                return Urls(place.url(OWNER_ROLE), place.url(APP_ROLE))
            if isinstance(self._failure, BadSettings | PermissionError):
                raise self._failure
            if not self.owns:
                time.sleep(0.05)
        why = f" ({self._failure})" if self._failure else ""
        raise Unavailable(
            f"PostgreSQL did not start within {timeout:.0f} s{why}; "
            f"its own words are in {self._log_path}"
        )

    # The supervisor's thread.

    def _supervise(self) -> None:
        try:
            while not self._stopping.is_set():
                if self._lock.held:
                    self._own()
                else:
                    self._try_to_take_over()
        finally:
            self._lock.release()

    def _try_to_take_over(self) -> None:
        pause = POLL
        try:
            if self._lock.acquire():
                log.warning("postgres_taken_over", folder=str(self.folder))
                return
        except OSError as error:
            log.warning("postgres_lock_unreachable", error=str(error))
            pause = LONGEST_DELAY
        self._stopping.wait(pause)

    def _own(self) -> None:
        """Serve until told to stop; whatever goes wrong, try again, ever more slowly where it does not last."""
        delay = FIRST_DELAY
        while not self._stopping.is_set():
            begun = time.monotonic()
            try:
                self._serve()
            except Exception as error:
                self._failure = error
                if time.monotonic() - begun > LASTING:
                    delay = FIRST_DELAY
                log.warning("postgres_ended", error=str(error) or repr(error), again_in_s=delay)
                self._stopping.wait(delay)
                delay = min(delay * 2, LONGEST_DELAY)

    def _serve(self) -> None:
        """One life of the server: returns when told to stop, raises when it ended by itself."""
        account = account_for(self._cluster)
        if not account.reaches(self._home):
            raise BadSettings(
                f"PostgreSQL runs as the user {account.name} here, who cannot enter {self._home}"
            )
        binaries = find(self._home, account, self._explicit)
        end_orphan(self._cluster, account, binaries)  # before its address is asked for
        place = self._settle(account)
        if not self._cluster.exists():
            make_cluster(self._home, place, account, binaries)
        if not place.made:
            place = replace(place, made=True)
            self._write(place)
        server = self._launch(place, account, binaries)
        try:
            asyncio.run(self._make_ready(server, place))
            if not self._stopping.is_set():
                self._failure = None
                self._up.set()
            while server.poll() is None and not self._stopping.wait(POLL):
                pass
            if not self._stopping.is_set():
                raise self._ended(server)
        finally:
            self._up.clear()
            _end(server, self._cluster, account, binaries)
            if place.host not in (LOOPBACK, str(self._home / "run")):
                with contextlib.suppress(OSError):
                    Path(place.host).rmdir()  # ours in the system's folder for temporary files

    def _settle(self, account: Account) -> Place:
        """Make sure of passwords and address, and write them down for the other processes."""
        old = self._read()
        if old is None and self._cluster.exists():
            raise BadSettings(f"The passwords of the database, {self._secrets_path}, are missing")
        if old and old.made and not self._cluster.exists():
            raise BadSettings(
                f"The database of {self.folder} should be at {self._cluster} but is missing: put "
                f"it back, or remove {self._secrets_path} to begin with an empty one"
            )
        place = old or new_place()
        home = "" if self._home == self.folder else str(self._home)
        host, port = address(self._home, account, place)
        place = replace(place, home=home, host=host, port=port)
        if place != old:
            self._write(place)
        return place

    def _launch(
        self, place: Place, account: Account, binaries: Binaries
    ) -> subprocess.Popen[bytes]:
        on_socket = place.host != LOOPBACK
        settings = {
            "listen_addresses": "" if on_socket else LOOPBACK,
            "unix_socket_directories": f'"{place.host}"' if on_socket else "",
            "unix_socket_permissions": "0700",
            "port": str(place.port),
            **self._settings,
        }
        if binaries.major >= 18:
            settings = {"io_method": "sync", **settings}  # else three processes that mostly wait
        if sys.platform == "linux":
            # After a crash: one call for the file system instead of one for each of 1,000 files.
            settings = {"recovery_init_sync_method": "syncfs", **settings}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
        if self._log_path.exists() and self._log_path.stat().st_size > LARGEST_LOG:
            flags |= os.O_TRUNC
        with os.fdopen(os.open(self._log_path, flags, 0o600), "wb") as output:
            return account.start(
                binaries.program("postgres"),
                "-D",
                self._cluster,
                *options,
                orphaned=signal.SIGINT,  # to PostgreSQL: a fast and orderly shutdown
                output=output,
            )

    async def _make_ready(self, server: subprocess.Popen[bytes], place: Place) -> None:
        """Wait for the server; on its first start make roles and database."""
        pause = 0.01
        while not self._stopping.is_set():
            try:
                await _log_in(place.url(APP_ROLE))
                return
            except UNPREPARED:
                await prepare(place)
            except NOT_READY:
                if server.poll() is not None:
                    raise self._ended(server) from None
                # Each try costs the server a process and a line in its log.
                await asyncio.sleep(pause)
                pause = min(pause * 1.5, 0.25)

    def _ended(self, server: subprocess.Popen[bytes]) -> ServerEnded:
        """The end of the server in its own words: its last complaint, else its last line."""
        lines = [""]
        with contextlib.suppress(OSError), self._log_path.open("rb") as file:
            file.seek(max(0, self._log_path.stat().st_size - 4000))
            lines += file.read().decode(errors="replace").strip().splitlines()
        complaints = [line for line in lines if f"[{server.pid}] FATAL:" in line]
        return ServerEnded(f"exit status {server.returncode}: {(complaints or lines)[-1]}")

    # Files.

    @property
    def _cluster(self) -> Path:
        return self._home / "data"

    @property
    def _log_path(self) -> Path:
        return self.folder / "postgres.log"

    @property
    def _secrets_path(self) -> Path:
        return self.folder / "secrets.json"

    def _read(self) -> Place | None:
        try:
            return Place(**json.loads(self._secrets_path.read_text()))
        except FileNotFoundError:
            return None
        except (ValueError, TypeError) as error:
            raise BadSettings(f"{self._secrets_path} is damaged: {error}") from error

    def _write(self, place: Place) -> None:
        new = self._secrets_path.with_suffix(".new")
        new.unlink(missing_ok=True)
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            json.dump(asdict(place), file)
            file.flush()
            os.fsync(file.fileno())
        new.replace(self._secrets_path)

    def _find_home(self) -> Path:
        """The folder of cluster, socket and lock: `self.folder`, unless the account is kept out."""
        make_passable(self.folder)
        place = self._read()
        if place:
            home = Path(place.home) if place.home else self.folder
            make_passable(home)
            return home
        if account_for(self.folder / "data").reaches(self.folder):
            return self.folder
        name = hashlib.sha256(os.fsencode(self.folder.resolve())).hexdigest()[:16]
        home = FALLBACK / name
        make_passable(FALLBACK)
        make_passable(home)
        log.info("postgres_elsewhere", folder=str(self.folder), home=str(home))
        return home


def _end(
    server: subprocess.Popen[bytes], cluster: Path, account: Account, binaries: Binaries
) -> None:
    """Shut our server down: politely, then firmly."""
    if sys.platform == "win32":
        if server.poll() is None:
            account.run(binaries.program("pg_ctl"), "stop", "-D", cluster, "-m", "fast", timeout=60)
        server.kill()
        server.wait()
        return
    for asked, patience in ((signal.SIGINT, 60), (signal.SIGQUIT, 10), (signal.SIGKILL, None)):
        if server.poll() is None:
            server.send_signal(asked)
        with contextlib.suppress(subprocess.TimeoutExpired):
            server.wait(patience)
            return


async def _answers(url: str) -> bool:
    try:
        await _log_in(url)
    except NOT_READY:
        return False
    return True


async def _log_in(url: str) -> None:
    connection = await asyncpg.connect(url, timeout=5)
    await connection.close()
