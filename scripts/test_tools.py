"""Looks for the programs that some tests need, and installs them where it can (Debian, as root).

Elsewhere it names the tests that will be skipped; under CI=true a missing program is an error, so
that no check drops out unseen.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

# program → (Debian package, what it is for)
TOOLS = {
    "ffmpeg": ("ffmpeg", "the narration is played"),
    "java": ("default-jre-headless", "epubcheck reads the EPUB"),
    "pdftotext": ("poppler-utils", "the PDF's text and pages are looked at"),
}
BROWSER = {"chromium": ("chromium", "the pages are used in a browser")}


def main() -> None:
    browser_tests = any(Path(__file__).parent.parent.glob("tests/browser/test_*.py"))
    tools = TOOLS | (BROWSER if browser_tests else {})
    missing = lacking(tools)
    if missing and os.name == "posix" and os.geteuid() == 0 and shutil.which("apt-get"):
        install([tools[tool][0] for tool in missing])
        missing = lacking(tools)
    for tool in missing:
        package, purpose = tools[tool]
        print(f"{tool} is missing (Debian: {package}): tests where {purpose} are skipped.")
    if missing and os.environ.get("CI") == "true":
        sys.exit("CI=true: no test may be skipped for want of a program.")


def lacking(tools: dict[str, tuple[str, str]]) -> list[str]:
    return [tool for tool in tools if not shutil.which(tool)]


def install(packages: list[str]) -> None:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update", "-qq"], ["install", "-yqq", "--no-install-recommends", *packages]):
        subprocess.run(["apt-get", *command], env=environment, check=False)


if __name__ == "__main__":
    main()
