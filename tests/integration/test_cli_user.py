"""`fablewright user`, as its owner types it, beside a studio that is open."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from tests.integration.test_cli import fablewright
from tests.integration.test_signals import start
from tests.support.postgres import reachable_folder

from fablewright.db.embedded import Urls

MINA = "mina@example.org"
PASSWORD = "a lantern in July"
Command = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def user(fresh_urls: Urls, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    """`fablewright user …` on a database of this test's own."""
    monkeypatch.setenv("DATABASE_URL", fresh_urls.app)

    def run(*arguments: str, typed: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "fablewright.cli", "user", *arguments,
             "--data-dir", str(tmp_path / "data")],
            cwd=tmp_path, input=typed, capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip

    return run


def records(user: Command, part: str = "") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(user("list", part, "--json").stdout)
    return found


@contextlib.contextmanager
def opened(command: str, folder: Path) -> Iterator[tuple[str, str]]:
    """The address of a studio that is open, and what else it says of itself."""
    process = start(command, "--port", "0", "--data-dir", str(folder))
    try:
        assert process.stdout
        first, second = process.stdout.readline(), process.stdout.readline()
        yield first.split()[4].rstrip("/"), second
    finally:
        process.terminate()
        process.communicate(timeout=30)


@pytest.fixture(scope="module")
def studio() -> Iterator[tuple[Path, str, str]]:
    """The data folder of `fablewright up` with its own database, its address, and its words."""
    with reachable_folder() as folder, opened("up", folder) as (address, words):
        yield folder, address, words


def test_who_is_the_owner_without_asking(studio: tuple[Path, str, str]) -> None:
    folder, address, words = studio
    assert "signed in by yourself" in words
    assert httpx2.post(f"{address}/api/auth/home").status_code == 200
    with opened("serve", folder) as (elsewhere, words):
        assert "fablewright user add" in words
        assert httpx2.post(f"{elsewhere}/api/auth/home").status_code == 403


def test_somebody_comes_and_goes_while_the_studio_is_open(studio: tuple[Path, str, str]) -> None:
    folder, address, _ = studio
    at = ("--data-dir", str(folder))

    def sign_in(password: str) -> int:
        body = {"email": MINA, "password": password}
        return httpx2.post(f"{address}/api/auth/login", json=body).status_code

    def secret(text: str) -> str:
        return text.splitlines()[-1].rpartition(" ")[2]

    added = fablewright("user", "add", MINA, "--generate-password", *at, folder=folder)
    assert added.returncode == 0, added.stderr
    first = secret(added.stdout)
    assert sign_in(first) == 200
    changed = fablewright("user", "password", MINA, "--generate-password", *at, folder=folder)
    assert (sign_in(first), sign_in(secret(changed.stdout))) == (401, 200)
    removed = fablewright("user", "remove", MINA, "--yes", *at, folder=folder)
    assert (removed.returncode, sign_in(secret(changed.stdout))) == (0, 401)


async def test_what_people_may_do(user: Command) -> None:
    made = user("add", " Mina@Example.ORG ", "--name", "Mina 😀", "--admin", "--tier", "individual",
                "--password-stdin", typed=f"{PASSWORD}\n")  # fmt: skip
    assert (made.returncode, made.stderr) == (0, "")
    assert PASSWORD not in made.stdout
    assert made.stdout == f"{MINA} (Mina 😀): admin, tier individual, stories 0/30, credits 0.\n"
    for _ in range(2):  # a reference gives once
        gift = user("set", MINA, "--credits", "5", "--reference", "invoice 7", "--role", "user")
        assert gift.returncode == 0, gift.stderr
    (record,) = records(user, "MINA@")
    assert (record["role"], record["tier"], record["storyLimit"], record["credits"]) == (
        "user", "individual", 35, 5,
    )  # fmt: skip
    table = user("list").stdout.splitlines()
    assert [line.split()[0] for line in table] == ["E-MAIL", "(none)", MINA]
    assert table[2].split()[-2:] == ["0/35", "5"]
    assert records(user, "\udcff") == records(user, "%") == []


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["add", "mina"], "not an e-mail address"),
        (["add", "a\udcff@b.org"], "not an e-mail address"),
        (["add", "a" * 300 + "@b.org"], "longer than 254"),
        (["add", MINA, "--name", "\u202eMina", "--generate-password"], "--name needs letters"),
        (["add", MINA, "--name", "M" * 61, "--generate-password"], "at most 60"),
        (["add", MINA, "--tier", "owner"], "owner"),
        (["add", MINA], "no terminal"),
        (["add", MINA, "--password-stdin"], "8 characters or more"),
        (["add", MINA, "--password-stdin", "--generate-password"], "not both"),
        (["set", MINA], "Nothing to change"),
        (["set", MINA, "--credits", "5"], "--reference"),
        (["set", MINA, "--credits", "5000", "--reference", "x"], "--credits"),
        (["set", MINA, "--tier", "free"], "no account with this e-mail address"),
        (["password", MINA, "--generate-password"], "no account with this e-mail address"),
        (["remove", MINA], "add --yes"),
        (["remove", MINA, "--yes"], "no account with this e-mail address"),
        (["adopt", MINA], "adopt"),
    ],
)
async def test_bad_input_is_one_sentence_and_status_2(
    user: Command, arguments: list[str], sentence: str
) -> None:
    done = user(*arguments, typed="short\n")
    assert done.returncode == 2, done.stderr
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


async def test_nobody_is_there_twice(user: Command) -> None:
    for status in (0, 2):
        assert user("add", MINA, "--generate-password").returncode == status
    assert len(records(user)) == 2


async def test_doctor_counts_people_and_reads_settings(
    user: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def findings(what: str) -> list[dict[str, str]]:
        at = ("--data-dir", str(tmp_path / "data"))
        done = fablewright("doctor", "--json", *at, folder=tmp_path)
        return [one for one in json.loads(done.stdout) if one["what"] == what]

    monkeypatch.setenv("FABLEWRIGHT_REGISTRATION", "closed")
    monkeypatch.setenv("CORS_ORIGINS", "*")
    (nobody,), (settings,) = findings("People"), findings("Settings")
    assert "besides the owner's: 0, guests: 0" in nobody["found"]
    assert "fablewright user add" in nobody["hint"]
    assert "CORS_ORIGINS=*" in settings["hint"]
    user("add", MINA, "--generate-password")
    (somebody,) = findings("People")
    assert ("owner's: 1," in somebody["found"], somebody["hint"]) == (True, "")
    monkeypatch.setenv("FABLEWRIGHT_TRUSTED_PROXIES", "proxy, *")
    assert len([one["remedy"] for one in findings("Settings")]) == 2
    refused = user("list")
    assert (refused.returncode, len(refused.stderr.splitlines())) == (2, 1)


@pytest.mark.skipif(sys.platform == "win32", reason="needs a terminal of POSIX")
async def test_a_terminal_is_asked(user: Command, tmp_path: Path) -> None:
    at = ("--data-dir", str(tmp_path / "data"))
    status, screen = at_a_terminal("user", "add", MINA, *at, types=[PASSWORD, PASSWORD])
    assert (status, PASSWORD in screen) == (0, False)
    status, screen = at_a_terminal("user", "password", MINA, *at, types=[PASSWORD, "another one"])
    assert (status, "two different passwords" in screen) == (2, True)
    status, screen = at_a_terminal("user", "remove", MINA, *at, types=["mina"])
    assert (status, "nothing was erased" in screen) == (2, True)
    assert len(records(user)) == 2
    status, screen = at_a_terminal("user", "remove", MINA, *at, types=[MINA])
    assert (status, "stories, books, pictures" in screen) == (0, True)
    assert len(records(user)) == 1


def at_a_terminal(*arguments: str, types: list[str]) -> tuple[int, str]:
    """Exit status and screen of a command, at which somebody answers each question in turn."""
    import pty

    process, terminal = pty.fork()
    if not process:
        command = [sys.executable, "-m", "fablewright.cli", *arguments]
        os.execv(sys.executable, command)  # noqa: S606
    screen, answers = "", iter(types)
    while True:
        try:
            seen = os.read(terminal, 4096).decode()
        except OSError:  # it has ended
            break
        if not seen:
            break
        screen += seen
        if screen.endswith(": ") and (answer := next(answers, None)):
            os.write(terminal, f"{answer}\n".encode())
            screen += "\n"
    os.close(terminal)
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]), screen
