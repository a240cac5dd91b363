"""An MP3 that somebody else made: whether it is one, how long it plays, and where it is quiet.

Players leave out what a LAME or Lavc header says was added when encoding (its field of delay and
padding, LAME's technical FAQ and "Mp3 Info Tag"); without such a header they play all, and the sound
comes `DECODER_DELAY` samples late, as in the offline narrator's files. Frames: ISO/IEC 11172-3, 13818-3.
"""

from __future__ import annotations

import contextlib
import io
from dataclasses import dataclass

from fablewright.narrators.offline.mp3 import DECODER_DELAY

Interval = tuple[float, float]
"""Start and end in seconds."""

FRAME = 0.01
"""Seconds over which loudness is measured."""
SHORTEST_QUIET = 0.07
_QUIET, _FLOOR = 0.03, 3.0
"""Quiet is what is softer than this part of the loud passages, or this many times the noise between."""

_KBITS = {
    1: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    2: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_RATES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}
_SCRAP = 4096  # bytes after the last frame that are nothing worse than an odd tag


LONGEST = 3600.0
"""Seconds: what is longer is no story, and is not decoded."""


class NotMp3(ValueError):
    """Something else than an MP3."""


@dataclass(frozen=True, slots=True)
class Length:
    """`seconds` as a player counts them; what was recorded at t is heard at t + `delay`."""

    seconds: float
    delay: float


@dataclass(frozen=True, slots=True)
class Recording:
    """What is heard in an MP3. `quiet` are its silences; the first begins at 0 and the last ends at
    `seconds`, both perhaps empty. A single one is silence throughout; None is not decoded."""

    seconds: float
    delay: float
    quiet: tuple[Interval, ...] | None


@dataclass(frozen=True, slots=True)
class _Frame:
    size: int
    samples: int
    rate: int
    tag_at: int
    """Where a Xing or Info header would stand in it."""


def listen(mp3: bytes) -> Recording:
    """Raises `NotMp3`. Decodes all of it: call it in a thread."""
    length = measure(mp3)
    quiet = silences(mp3, length.seconds) if length.seconds <= LONGEST else None
    return Recording(length.seconds, length.delay, quiet)


def load() -> None:
    """Load the libraries that `listen` uses: the first time, that takes longer than listening."""
    with contextlib.suppress(ImportError, OSError):
        import numpy  # noqa: F401
        import soundfile  # noqa: F401


def measure(mp3: bytes) -> Length:
    """Raises `NotMp3` for what is not frames of MPEG layer III from beginning to end."""
    at, seconds, delay, first = 0, 0.0, 0.0, True
    rate = 0
    while at < len(mp3):
        if mp3[at : at + 3] == b"ID3":
            at += _id3(mp3[at : at + 10])
            continue
        frame = _frame(mp3, at)
        if frame is None or at + frame.size > len(mp3):
            break
        trimmed = _trimmed(mp3[at : at + frame.size], frame) if first else None
        if first:
            delay, rate = DECODER_DELAY / frame.rate, frame.rate
        if trimmed is None:
            seconds += frame.samples / frame.rate
        elif trimmed:
            seconds, delay = -trimmed / frame.rate, 0.0
        at, first = at + frame.size, False
    if seconds <= 0 or not rate:
        raise NotMp3("no MP3 frames")
    if len(mp3) - at > _SCRAP:
        raise NotMp3("something else than MP3 frames follows")
    return Length(seconds, delay)


def silences(mp3: bytes, seconds: float) -> tuple[Interval, ...] | None:
    """Where nothing is heard; None when that cannot be found out."""
    try:
        import numpy as np
        import soundfile  # opens its native library when it is imported

        # One read: libsndfile seeks between several, at which its decoder stumbles and complains.
        samples, rate = soundfile.read(io.BytesIO(mp3), dtype="int16", always_2d=True)
    except (ImportError, OSError, RuntimeError, ValueError):
        return None
    size = max(1, round(rate * FRAME))
    step = size / rate
    whole = samples[: len(samples) // size * size, 0].reshape(-1, size)
    energy = np.concatenate(
        [
            np.sqrt(np.mean(np.square(part, dtype=np.float32), axis=1)) / 32768
            for part in np.array_split(whole, max(1, len(whole) // 512))
        ]
    )
    if energy.max(initial=0.0) < 1e-4:
        return ((0.0, seconds),)
    floor = min(float(np.percentile(energy, 3)) * _FLOOR, float(energy.max()) / 4)
    limit = max(float(np.percentile(energy, 90)) * _QUIET, floor)
    heard = np.flatnonzero(energy > limit)
    edges = np.flatnonzero(np.diff(heard) > SHORTEST_QUIET / step)
    inner = [((heard[i] + 1) * step, heard[i + 1] * step) for i in edges]
    ends = [(0.0, heard[0] * step), (min(seconds, (heard[-1] + 1) * step), seconds)]
    return tuple((float(a), float(b)) for a, b in (ends[0], *inner, ends[1]))


def _id3(head: bytes) -> int:
    """The size of an ID3v2 tag (id3.org, version 2.4, section 3.1)."""
    if len(head) < 10:
        return len(head)
    size = 0
    for byte in head[6:10]:
        size = size << 7 | byte & 0x7F
    return size + (20 if head[5] & 0x10 else 10)


def _frame(mp3: bytes, at: int) -> _Frame | None:
    head = mp3[at : at + 4]
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE6 != 0xE2:  # sync, layer III
        return None
    version, kbit, rate = head[1] >> 3 & 3, head[2] >> 4, head[2] >> 2 & 3
    if version == 1 or not 0 < kbit < 15 or rate == 3:
        return None
    first = version == 3
    samples, hertz = (1152 if first else 576), _RATES[version][rate]
    size = samples // 8 * _KBITS[1 if first else 2][kbit] * 1000 // hertz + (head[2] >> 1 & 1)
    mono = head[3] >> 6 == 3
    side = (17 if mono else 32) if first else (9 if mono else 17)
    return _Frame(size, samples, hertz, 4 + side)


def _trimmed(data: bytes, frame: _Frame) -> int | None:
    """Samples that players leave out at both ends; None for a frame that is sound itself."""
    at = frame.tag_at
    if data[at : at + 4] not in (b"Xing", b"Info"):
        return None
    flags = int.from_bytes(data[at + 4 : at + 8], "big")
    at += 8 + sum(size for bit, size in ((1, 4), (2, 4), (4, 100), (8, 4)) if flags & bit)
    field = int.from_bytes(data[at + 21 : at + 24], "big")
    return (field >> 12) + (field & 0xFFF) if data[at : at + 1].strip(b"\0") else 0
