"""What `fablewright book` shows while a book grows: bars for people, lines of JSON for machines."""

from __future__ import annotations

import json
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self

from rich.console import Console, Group
from rich.live import Live
from rich.progress import BarColumn, Progress, TaskID, TextColumn
from rich.table import Table
from rich.text import Text

from fablewright.stories.model import Story

LABELS = {
    "content": "Writing the story", "cover": "Painting the cover", "scene_1": "Painting scene 1",
    "scene_2": "Painting scene 2", "scene_3": "Painting scene 3", "scene_4": "Painting scene 4",
    "audio": "Reading it aloud", "activities": "Thinking of questions", "pdf": "Binding the PDF",
    "epub": "Binding the EPUB",
}  # fmt: skip
ORDER = tuple(LABELS)
SIGNS = {
    "pending": "[dim]waits", "generating": "[cyan]at work", "ready": "[green]ready",
    "failed": "[red]failed", "retrying": "[yellow]tries again",
}  # fmt: skip


class Display(Protocol):
    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...

    def say(self, message: str) -> None: ...

    def update(self, row: dict[str, Any]) -> None: ...

    def done(self, story: Story, folder: Path, cost: float) -> None: ...


class LiveBars:
    """A bar per asset, in place in a terminal; without one, a line per finished asset."""

    def __init__(self, spark: str) -> None:
        self._console = Console()
        self._began = time.monotonic()
        self._title = Text(f"✦ {spark}", style="bold", overflow="ellipsis", no_wrap=True)
        self._progress = Progress(
            TextColumn("  {task.description:<22}"),
            BarColumn(bar_width=32, complete_style="cyan", finished_style="green"),
            TextColumn("{task.fields[sign]}"),
            console=self._console,
            auto_refresh=False,
        )
        self._tasks: dict[str, TaskID] = {}
        self._seen: dict[str, str] = {}
        self._live = Live(self._picture(), console=self._console, refresh_per_second=10)

    def __enter__(self) -> Self:
        if self._console.is_terminal:
            self._live.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._live.stop()

    def say(self, message: str) -> None:
        if not self._console.is_terminal:
            self._console.print(message)

    def update(self, row: dict[str, Any]) -> None:
        if row.get("title") and "content" in row and row["content"]:
            self._title = Text(f"✦ {row['title']}", style="bold")
        assets = row["asset_generation_status"]["assets"]
        for asset in sorted(assets, key=ORDER.index):  # the database keeps no order
            entry = assets[asset]
            if asset not in self._tasks:
                label = LABELS.get(asset, asset)
                self._tasks[asset] = self._progress.add_task(label, total=100, sign="")
            sign = SIGNS[entry["status"]]
            step = entry.get("metadata", {}).get("paletteStep")
            if step and entry["status"] == "generating":
                sign += f" [dim]{step}"
            self._progress.update(
                self._tasks[asset], completed=entry["progress"], sign=sign, refresh=False
            )
            self._tell(asset, entry)
        self._live.update(self._picture())

    def done(self, story: Story, folder: Path, cost: float) -> None:
        self._live.stop()
        seconds = time.monotonic() - self._began
        table = Table.grid(padding=(0, 2))
        for path in sorted(folder.iterdir(), key=lambda one: one.name):
            table.add_row(f"  {path.name}", f"[dim]{_size(path.stat().st_size)}")
        self._console.print(Text(f"\n{story.title}", style="bold"))
        self._console.print(Text(f"{folder.absolute()}", style="cyan"), soft_wrap=True)
        self._console.print(table)
        failed = _failures(story)
        for asset, message in failed.items():
            self._console.print(f"[red]  {LABELS.get(asset, asset)} failed:[/red] {message}")
        price = "nothing: everything was made on this machine" if cost == 0 else f"${cost:.4f}"
        assets = story.asset_generation_status["assets"].values()
        if any(entry.get("metadata", {}).get("simulated") for entry in assets):
            price += " of play money: the providers were simulated"
        self._console.print(f"Took {seconds:.0f} seconds and cost {price}.")

    def _picture(self) -> Group:
        return Group(self._title, self._progress)

    def _tell(self, asset: str, entry: dict[str, Any]) -> None:
        """Where nothing can be drawn in place, say once what is finished."""
        status = entry["status"]
        told = self._console.is_terminal or self._seen.get(asset) == status
        if not told and status in ("ready", "failed", "retrying"):
            seconds = time.monotonic() - self._began
            line = f"{seconds:6.1f} s  {LABELS.get(asset, asset)}: {status}"
            self._console.print(line, highlight=False)
        self._seen[asset] = status


class JsonLines:
    """One line of JSON per change, and a last one with the result."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        return None

    def say(self, message: str) -> None:
        self._write({"event": "MESSAGE", "message": message})

    def update(self, row: dict[str, Any]) -> None:
        new = {"id": row["id"], "title": row["title"], "status": row["status"],
               "asset_generation_status": row["asset_generation_status"]}  # fmt: skip
        self._write({"event": "UPDATE", "new": new})

    def done(self, story: Story, folder: Path, cost: float) -> None:
        files = {path.name: str(path.absolute()) for path in sorted(folder.iterdir())}
        self._write(
            {
                "event": "DONE",
                "id": str(story.id),
                "title": story.title,
                "overall": story.asset_generation_status["overall"],
                "folder": str(folder.absolute()),
                "files": files,
                "errors": _failures(story),
                "cost": cost,
            }
        )

    def _write(self, line: dict[str, Any]) -> None:
        print(json.dumps(line), flush=True)  # in ASCII: fits any terminal and any file name


def _failures(story: Story) -> dict[str, str]:
    return {
        asset: entry.get("error", "")
        for asset, entry in story.asset_generation_status["assets"].items()
        if entry["status"] == "failed"
    }


def _size(count: int) -> str:
    return f"{count / 1e6:.1f} MB" if count >= 1e6 else f"{max(1, count // 1000)} kB"
