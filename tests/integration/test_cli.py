"""The command line as people type it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from tests.support.programs import complaints, needs

from fablewright.bookmaking import Wish, folder_name, read_wish
from fablewright.core.book import Person
from fablewright.core.errors import BadSettings
from fablewright.core.secrets import secret_file
from fablewright.display import JsonLines

HEAVY = (
    "asyncpg",
    "sqlalchemy",
    "fastapi",
    "numpy",
    "PIL",
    "typst",
    "thorvg_python",
    "pydantic",
    "pgqueuer",
)


def fablewright(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "fablewright.cli", *arguments],
        cwd=folder, capture_output=True, text=True, timeout=100, check=False,
    )  # fmt: skip


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys; from fablewright.cli import app\n"
        "try: app(['--help'])\nexcept SystemExit: pass\n"
        f"print(sorted(set(sys.modules) & set({HEAVY!r})))"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.splitlines()[-1] == "[]"
    assert "Make a finished picture book" in out.stdout


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["book", ""], "The spark is empty"),
        (["book", "…!?"], "The spark is empty"),
        (["book", "x" * 50_000], "at most 2000 characters"),
        (["book", "a \u202e b"], "turns text around"),
        (["book", "x", "--minutes", "-3"], "--minutes must be 1 or more"),
        (["book", "x", "--minutes", "two"], "--minutes"),
        (["book", "x", "--age", "99"], "--age must be 12 or less"),
        (["book", "x", "--child", "Mina", "--trait", "wings"], "One of these traits is not known"),
        (["book", "x", "--trait", "glasses"], "add --child NAME"),
        (["book", "x", "--child", "M" * 80], "--child needs a name of 1 to 60 characters"),
        (["book", "x", "--child", "Mina", "--pronoun", "xyz"], "--pronoun must be"),
        (
            ["book", "x", "--author", "shakespeare"],
            "FABLEWRIGHT_AUTHOR names “shakespeare”, which is not known",
        ),
        (["book", "x", "--voice", "parrot"], "parrot"),
        (["book", "x", "--out", "/dev/null/books"], "--out /dev/null/books cannot be used"),
        (["book"], "Missing argument"),
        (["bok", "x"], "bok"),
    ],
)
def test_bad_input_is_one_sentence_and_status_2(
    arguments: list[str], sentence: str, tmp_path: Path
) -> None:
    done = fablewright(*arguments, "--data-dir", str(tmp_path / "data"), folder=tmp_path)
    assert done.returncode == 2, done.stderr
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []  # nothing half-made


def test_a_bad_env_file_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"FABLEWRIGHT_AUTHOR=\xff\n")
    done = fablewright("book", "x", "--data-dir", str(tmp_path / "data"), folder=tmp_path)
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    assert ".env" in done.stderr


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("The Moon’s Lamp!", "The Moons Lamp"),
        ("../../etc/passwd", "etcpasswd"),
        ("CON", "CON book"),
        ("The end. ", "The end"),
        ("हिन्दी", "हिन्दी"),
        ("\u202eילד", "ילד"),
        ("😀", ""),
        ("𝒯" * 300, "𝒯" * 30),
    ],
)
def test_a_title_becomes_the_name_of_a_folder(title: str, name: str, tmp_path: Path) -> None:
    assert folder_name(title) == name
    (tmp_path / (name or "nothing")).mkdir()


def test_lines_of_json_fit_any_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    JsonLines().say("é \udcff")
    assert json.loads(capsys.readouterr().out)["message"] == "é \udcff"


def test_an_empty_secret_is_none(tmp_path: Path) -> None:
    secret = secret_file(tmp_path / "key")
    assert secret_file(tmp_path / "key") == secret
    assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600
    (tmp_path / "key").write_text("\n")
    with pytest.raises(BadSettings, match="is empty"):
        secret_file(tmp_path / "key")


def test_a_wish_becomes_people() -> None:
    wish = Wish(
        spark="a kite", children=["Mina"], heroes=["Captain Bo"],
        companions=["Pip the fox", "Olga, an octopus", "Dot"], pronoun="she",
        appearance="red raincoat", traits=["glasses"], request={"age": 6},
    )  # fmt: skip
    _, people = read_wish(wish)
    assert people == [
        Person(kind="child", name="Mina", age=6, traits=("glasses",), appearance="red raincoat",
               pronoun="she"),
        Person(kind="hero", name="Captain Bo"),
        Person(kind="companion", name="Pip", species="fox"),
        Person(kind="companion", name="Olga", species="octopus"),
        Person(kind="companion", name="Dot"),
    ]  # fmt: skip


@needs("java")
def test_a_whole_book_for_machines(tmp_path: Path) -> None:
    """Every line is JSON; the last one names files that are there; two books do not meet."""
    tmp_path.chmod(0o755)
    for number in ("", " (2)"):
        done = fablewright(
            "book", "a lost key", "--json", "--minutes", "1", "--seed", "4", "--title", "Keys & Co",
            "--data-dir", str(tmp_path / "data"), "--out", str(tmp_path / "books"), folder=tmp_path,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        lines = [json.loads(line) for line in done.stdout.splitlines()]
        assert {line["event"] for line in lines} == {"MESSAGE", "UPDATE", "DONE"}
        last = lines[-1]
        assert (last["overall"], last["cost"]) == ("ready", 0)
        assert Path(last["folder"]).name == f"Keys Co{number}"
        assert set(last["files"]) == {
            "book.pdf", "book.epub", "narration.mp3", "story.json", "cover.png", "scene_1.png",
            "scene_2.png", "scene_3.png", "scene_4.png",
        }  # fmt: skip
        assert all(Path(file).stat().st_size > 1000 for file in last["files"].values())
    story = json.loads(Path(last["files"]["story.json"]).read_text("utf-8"))
    words = [word for beat in story["content"]["beats"] for word in beat["text"].split()]
    assert [word["txt"] for word in story["audio_words"]] == words
    assert len(story["ledger"]) == 14
    assert story["asset_generation_status"]["assets"]["audio"]["url"] == "narration.mp3"
    assert complaints(Path(last["files"]["book.epub"])) == []
    told = fablewright("doctor", "--json", "--data-dir", str(tmp_path / "data"), folder=tmp_path)
    assert told.returncode == 0, told.stdout
