"""`python -m bench [book] [pipeline] [described] [identity] [idle] [words]`: prints tables of what was
measured on this machine."""

from __future__ import annotations

import argparse
import asyncio
import tempfile
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench import book, described, identity, idle, pipeline, words
from fablewright.core.logs import configure

PARTS = {
    "book": book.measure,
    "pipeline": pipeline.measure,
    "described": described.measure,
    "identity": identity.measure,
    "idle": idle.measure,
    "words": words.measure,
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], help="default: all of them")
    chosen = parser.parse_args().parts or list(PARTS)
    console = Console()
    configure("error")
    for name in chosen:
        with tempfile.TemporaryDirectory(prefix="fw-bench-") as folder:
            # The database's account must be able to walk in, should this run as root.
            Path(folder).chmod(0o755)
            rows = asyncio.run(PARTS[name](Path(folder)))
        table = Table(title=name, title_justify="left")
        for column in ("what", "figure", "goal"):
            table.add_column(column)
        for row in rows:
            table.add_row(*row)
        console.print(table)


if __name__ == "__main__":
    main()
