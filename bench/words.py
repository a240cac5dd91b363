"""How far off the words are that were placed in a recording without times, against a voice that tells."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
from tests.support import prose

from fablewright.narrators.base import NarrationRequest
from fablewright.narrators.estimating import place
from fablewright.narrators.offline import OfflineNarrator
from fablewright.narrators.recording import listen
from fablewright.narrators.script import written

SEEDS = (11, 12, 13)


async def measure(folder: Path) -> list[tuple[str, str, str]]:
    """Stories of three minutes, read by espeak-ng; the error is that of each word's beginning."""
    errors, blind, seconds = [], [], 0.0
    for seed in SEEDS:
        request = NarrationRequest("The Third Bell", prose.beats(375, seed=seed), seconds=180.0)
        told = (await OfflineNarrator(flite={}).narrate(request).run()).value
        true = np.array([word.start for word in (*told.title_words, *told.words)])
        words, began = written(request).words, time.perf_counter()
        heard = listen(told.mp3)
        times = place(words, heard.quiet, heard.seconds)
        seconds = max(seconds, time.perf_counter() - began)
        errors.append(np.abs(np.array(times)[:, 0] - true))
        blind.append(np.abs(np.array(place(words, None, heard.seconds))[:, 0] - true))
    return [
        ("error of a placed word, mean", f"{np.concatenate(errors).mean():.3f} s", "< 0.15 s"),
        ("… median", f"{np.median(np.concatenate(errors)):.3f} s", ""),
        ("… 95th percentile", f"{np.percentile(np.concatenate(errors), 95):.3f} s", "< 0.4 s"),
        ("… mean, placed by length alone", f"{np.concatenate(blind).mean():.3f} s", ""),
        ("time for a story of three minutes, most", f"{seconds:.2f} s", "< 2 s"),
    ]
