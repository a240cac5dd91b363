"""What a process and all its children use."""

from __future__ import annotations

import threading
import time

import psutil


def used(process: psutil.Process) -> int:
    """Bytes of a process tree, shared pages counted once (PSS) where the system tells."""
    total = 0
    for one in [process, *_children(process)]:
        try:
            info = one.memory_full_info()
        except psutil.Error:
            continue
        total += getattr(info, "pss", 0) or info.rss
    return total


def cpu_seconds(process: psutil.Process) -> float:
    total = 0.0
    for one in [process, *_children(process)]:
        try:
            times = one.cpu_times()
        except psutil.Error:
            continue
        total += times.user + times.system
    return total


def _children(process: psutil.Process) -> list[psutil.Process]:
    try:
        children: list[psutil.Process] = process.children(recursive=True)
    except psutil.Error:
        return []
    return children


class Peak:
    """The most that a process tree used while this was open, looked at ten times a second."""

    def __init__(self, process: psutil.Process) -> None:
        self._process, self._open = process, True
        self.bytes = 0
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Peak:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._open = False
        self._thread.join()

    def _watch(self) -> None:
        while self._open:
            self.bytes = max(self.bytes, used(self._process))
            time.sleep(0.1)
