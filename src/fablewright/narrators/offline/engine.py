"""What a speech engine in the child process can do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]
"""Mono sound, full scale is ±1."""


@dataclass(frozen=True, slots=True)
class Sound:
    """Something heard: seconds within the samples, for the text from character `at` on."""

    at: int
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Speech:
    samples: Samples
    sounds: tuple[Sound, ...]


class Engine(Protocol):
    """One voice of one library. `rate` is in samples per second, `model` names the library."""

    model: str
    voice: str
    rate: int

    def say(self, text: str, *, pace: float, lift: float, language: str) -> Speech:
        """Speaks at about `pace` words a minute, `lift` semitones above the voice's own pitch.

        `language` "" is the voice's own.
        """
        ...
