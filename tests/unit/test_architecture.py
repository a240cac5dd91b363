"""What holds for the repository as a whole: who imports whom, and what no file may name."""

from __future__ import annotations

import ast
import json
import re
import shutil
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

from fablewright.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
BINARY = {".png", ".jpg", ".ttf", ".woff2", ".mp3", ".pdf", ".epub", ".ico"}

# Whoever installs chooses the index: https://…, in any spelling of the known registries.
REGISTRY = re.compile(
    r"https?://[^\s\"'<>)]*(py" r"pi|pythonhosted|np" r"mjs|np" r"mmirror|yarn" r"pkg)\b", re.I
)
# An absolute path into somebody's home or checkout.
MACHINE_PATH = re.compile(r"(?<![\w.~/$}-])/(work|farm|root|home|Users)/[\w.-]")


def tracked_files() -> list[Path]:
    """Files of the repository, those not committed yet included; texts only."""
    git = shutil.which("git")
    if not git or not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    listing = subprocess.run(
        [git, "ls-files", "-co", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    ).stdout.decode()
    files = [ROOT / name for name in listing.split("\0") if name]
    return [file for file in files if file.is_file() and file.suffix not in BINARY]


def places(pattern: re.Pattern[str]) -> list[str]:
    found = []
    for file in tracked_files():
        lines = file.read_text("utf-8", errors="replace").splitlines()
        found += [
            f"{file.relative_to(ROOT)}:{number}: {match[0]}"
            for number, line in enumerate(lines, 1)
            if (match := pattern.search(line))
        ]
    return found


def test_imports_run_downwards_only(capsys: pytest.CaptureFixture[str]) -> None:
    status = lint_imports(str(ROOT / "pyproject.toml"), no_cache=True)
    assert status == 0, capsys.readouterr().out


def test_no_file_names_a_package_registry() -> None:
    assert places(REGISTRY) == []


def test_no_file_names_a_path_of_some_machine() -> None:
    assert places(MACHINE_PATH) == []


@pytest.mark.parametrize("name", ["run", "build", "test"])
def test_locks_have_hashes_and_no_addresses(name: str) -> None:
    text = (ROOT / "requirements" / f"{name}.txt").read_text("utf-8").replace("\\\n", " ")
    for line in text.splitlines():
        if line.strip() and not line.lstrip().startswith("#"):
            assert re.match(r"[\w.-]+==\S+.* --hash=sha256:", line), line[:80]


@pytest.mark.parametrize("folder", ["frontend", "materials"])
def test_an_npm_lock_has_hashes_and_no_addresses(folder: str) -> None:
    """npm writes who asks for money into it, too; that line is taken out by hand."""
    text = (ROOT / folder / "package-lock.json").read_text("utf-8")
    packages = {name: entry for name, entry in json.loads(text)["packages"].items() if name}
    assert all("integrity" in entry and "resolved" not in entry for entry in packages.values())
    assert "https://" not in text


def test_the_example_of_settings_names_them_all() -> None:
    example = (ROOT / ".env.example").read_text("utf-8")
    named = set(re.findall(r"^# ([A-Z0-9_]+)=", example, re.M))
    known = {
        str(field.validation_alias or f"FABLEWRIGHT_{name.upper()}")
        for name, field in Settings.model_fields.items()
    }
    assert named == known


def test_what_the_code_imports_is_declared() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    lists = [project["dependencies"], *project["optional-dependencies"].values()]
    declared = {normal(re.split(r"[^\w.-]", line)[0]) for lines in lists for line in lines}
    owners = packages_distributions()
    undeclared = set()
    for file in (ROOT / "src").glob("**/*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            names = [name.name for name in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names = [node.module]
            roots = {name.partition(".")[0] for name in names} - sys.stdlib_module_names
            undeclared |= {
                f"{file.relative_to(ROOT)}: {root}"
                for root in roots - {"fablewright"}
                if not declared & {normal(owner) for owner in owners.get(root, [root])}
            }
    assert not undeclared, sorted(undeclared)


def normal(name: str) -> str:
    return name.lower().replace("_", "-")
