"""MP3: one channel, constant bit rate, and how long a player takes to play it.

The files carry no Xing or LAME header, so every player plays all frames: the sound comes
`DECODER_DELAY` samples late everywhere, instead of late in some players only.
"""

from __future__ import annotations

from collections.abc import Iterable

import lameenc

from fablewright.narrators.offline.engine import Samples

DECODER_DELAY = 1105
"""LAME's own delay of 576 samples and a decoder's of 529 (LAME's technical FAQ)."""

_BITRATES = {  # kbit/s of layer III by header index, ISO/IEC 11172-3 and 13818-3
    1: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    2: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_RATES = (44100, 48000, 32000)


def encode(pieces: Iterable[Samples], rate: int, kbit: int = 64) -> bytes:
    """The MP3 of consecutive pieces of sound, full scale ±1, at 22,050 to 48,000 samples a second."""
    encoder = lameenc.Encoder()
    encoder.silence()
    encoder.set_bit_rate(kbit)
    encoder.set_in_sample_rate(rate)
    encoder.set_channels(1)
    encoder.set_quality(5)
    mp3 = bytearray()
    for piece in pieces:
        mp3 += encoder.encode((piece * 32767).round().astype("<i2").tobytes())
    return bytes(mp3 + encoder.flush())


def duration(mp3: bytes) -> float:
    """Seconds of all frames of an MP3 that is nothing but frames, as `encode` makes it."""
    at, seconds = 0, 0.0
    while at + 4 <= len(mp3) and mp3[at] == 0xFF and mp3[at + 1] & 0xE0 == 0xE0:
        version = 1 if mp3[at + 1] & 0x18 == 0x18 else 2
        rate = _RATES[mp3[at + 2] >> 2 & 3] // version
        kbit = _BITRATES[version][mp3[at + 2] >> 4]
        samples = 1152 // version
        at += samples // 8 * kbit * 1000 // rate + (mp3[at + 2] >> 1 & 1)
        seconds += samples / rate
    return seconds


def heard_at(seconds: float, rate: int) -> float:
    """When a player plays what was recorded at `seconds`."""
    return seconds + DECODER_DELAY / rate
