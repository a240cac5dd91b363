"""How long vendors take: about what a picture book's parts take in practice."""

from __future__ import annotations

import math
import random

from fablewright.simulator.model import Kind

SECONDS: dict[Kind, tuple[float, float]] = {  # the middle, and what one in twenty exceeds
    "text": (45, 60),
    "activities": (15, 20),
    "picture": (37, 45),
    "speech": (67, 90),
}


class Latency:
    """Delays in seconds, drawn from a log-normal distribution; the same seed draws the same. `steady`
    ones are always those of the middle."""

    def __init__(self, scale: float, seed: int, *, steady: bool = False) -> None:
        self._scale, self._random = scale, random.Random(f"latency {seed}")
        self._steady = steady

    def draw(self, kind: Kind) -> float:
        if kind not in SECONDS or not self._scale:
            return 0.0
        middle, high = SECONDS[kind]
        if self._steady:
            return self._scale * middle
        spread = math.log(high / middle) / 1.645  # 95 % of a normal distribution lie below
        return self._scale * middle * math.exp(self._random.gauss(0, spread))
