"""espeak-ng by ctypes. Only the child process may import this file.

espeak-ng is free software under the GNU General Public License, version 3 or later
(https://github.com/espeak-ng/espeak-ng); the interface used is its `speak_lib.h`.
"""

from __future__ import annotations

import ctypes as c
from collections.abc import Iterator
from pathlib import Path

import espeakng_loader
import numpy as np

from fablewright.core.errors import Refused
from fablewright.narrators.offline.engine import Sound, Speech

_SYNCHRONOUS, _PHONEME_EVENTS, _DONT_EXIT = 2, 0x0001, 0x8000
_UTF8, _END_PAUSE = 1, 0x1000
_RATE, _PITCH, _RANGE = 1, 3, 4
_LIST_END, _WORD, _END, _MESSAGE_END, _PHONEME = 0, 1, 5, 6, 7
_MIDDLE, _LIVELY = 45, 10
_PITCH_STEPS = 5.6
"""Steps of espeak's pitch setting in a semitone, around its middle (measured)."""

_DICTIONARIES = {"nb": "no", "hyw": "hy"}

VARIANT = "f5"
"""A soft female voice with a little breath and room. Of 23 variants tried, a speech recogniser
(PocketSphinx) misheard it least: 49 % of the words of 26 sentences, 79 % with the plain voice."""
LIKELY = {"en": "en-us", "fr": "fr-fr", "zh": "cmn", "no": "nb", "iw": "he"}
"""Which of several voices a bare language means, and other names for a language."""


class _Id(c.Union):
    _fields_ = (("number", c.c_int), ("name", c.c_char_p), ("string", c.c_char * 8))


class _Event(c.Structure):
    _fields_ = (
        ("type", c.c_int),
        ("unique_identifier", c.c_uint),
        ("text_position", c.c_int),
        ("length", c.c_int),
        ("audio_position", c.c_int),
        ("sample", c.c_int),
        ("user_data", c.c_void_p),
        ("id", _Id),
    )


class _Voice(c.Structure):
    _fields_ = (
        ("name", c.c_char_p),
        ("languages", c.c_char_p),
        ("identifier", c.c_char_p),
        ("gender", c.c_ubyte),
        ("age", c.c_ubyte),
        ("variant", c.c_ubyte),
        ("xx1", c.c_ubyte),
        ("score", c.c_int),
        ("spare", c.c_void_p),
    )


_Callback = c.CFUNCTYPE(c.c_int, c.c_void_p, c.c_int, c.POINTER(_Event))


class _Library:
    """The library, initialised once: it has global state and speaks one text at a time."""

    def __init__(self) -> None:
        data = espeakng_loader.get_data_path()
        self.lib = c.CDLL(espeakng_loader.get_library_path())
        self.lib.espeak_Info.restype = c.c_char_p
        self.lib.espeak_ListVoices.restype = c.POINTER(c.POINTER(_Voice))
        self.rate: int = self.lib.espeak_Initialize(
            _SYNCHRONOUS, 0, data.encode(), _PHONEME_EVENTS | _DONT_EXIT
        )
        if self.rate <= 0:
            raise RuntimeError(f"espeak-ng found no voices in {data}")
        self.lib.espeak_ng_SetRandSeed(c.c_long(1))  # it takes the time of day otherwise
        self.version = (self.lib.espeak_Info(None) or b"").decode().split()[0]
        self.languages = dict(sorted(self._languages(Path(data))))
        self.variants = sorted(p.name for p in Path(data, "voices", "!v").glob("*"))
        self._sound = bytearray()
        self._events: list[tuple[int, int, int, str]] = []
        self._callback = _Callback(self._collect)  # kept: the library holds only its address
        self.lib.espeak_SetSynthCallback(self._callback)

    def _languages(self, data: Path) -> Iterator[tuple[str, str]]:
        """Language tags and the voice files that speak them: not every tag can be loaded itself.

        A few voices lack the dictionary that they need.
        """
        voices = self.lib.espeak_ListVoices(None)
        index = 0
        while voices[index]:
            voice = voices[index].contents
            # A byte of priority, then the name, for each language; the first is the voice's own.
            tag = voice.languages[1:].decode("ascii", "replace").lower()
            main = tag.partition("-")[0]
            if (data / f"{_DICTIONARIES.get(main, main)}_dict").exists():
                yield tag, voice.identifier.decode()
            index += 1

    def _collect(self, wave: int | None, count: int, events: c._Pointer[_Event]) -> int:
        if wave and count > 0:
            self._sound += c.string_at(wave, count * 2)
        index = 0
        while events[index].type != _LIST_END:
            e = events[index]
            phoneme = e.id.string.decode("utf-8", "replace") if e.type == _PHONEME else ""
            self._events.append((e.type, e.text_position, e.sample, phoneme))
            index += 1
        return 0

    def speak(self, text: str, voice: str, rate: int, pitch: int, span: int) -> Speech:
        self._sound.clear()
        self._events.clear()
        language, plus, variant = voice.partition("+")
        file = self.languages[language] + plus + variant
        if self.lib.espeak_SetVoiceByName(file.encode()) != 0:
            raise RuntimeError(f"espeak-ng cannot load its voice {voice}")
        for parameter, value in ((_RATE, rate), (_PITCH, pitch), (_RANGE, span)):
            self.lib.espeak_SetParameter(parameter, value, 0)
        raw = text.encode() + b"\0"
        status = self.lib.espeak_Synth(raw, len(raw), 0, 1, 0, _UTF8 | _END_PAUSE, None, None)
        if status != 0:
            raise RuntimeError(f"espeak-ng answered with status {status}")
        self.lib.espeak_Synchronize()
        samples = (np.frombuffer(bytes(self._sound), np.int16) / 32768).astype(np.float32)
        return Speech(samples, tuple(self._sounds(len(samples))))

    def _sounds(self, total: int) -> Iterator[Sound]:
        """A word lasts until its last pause phoneme ("_", "_:") that no other phoneme follows."""
        at, start, quiet = -1, 0, -1
        for kind, position, sample, phoneme in [*self._events, (_END, 0, total, "")]:
            if kind in (_WORD, _END, _MESSAGE_END):
                if at >= 0:
                    end = quiet if quiet >= 0 else sample
                    yield Sound(at, start / self.rate, max(start, end) / self.rate)
                at, start, quiet = (position - 1 if kind == _WORD else -1), sample, -1
            elif kind == _PHONEME and at >= 0:
                silent = phoneme.startswith("_") or not phoneme
                quiet = (sample if quiet < 0 else quiet) if silent else -1


_library: _Library | None = None


def library() -> _Library:
    global _library
    _library = _library or _Library()
    return _library


class Espeak:
    """A voice of espeak-ng: `name` is "" for the best one of `language`, else "en-gb", "en-us+f4"."""

    def __init__(self, name: str, language: str) -> None:
        self._library = library()
        self.rate = self._library.rate
        self.name = self._choose(name) if name else self._for_language(language)
        self.voice = f"espeak:{self.name}"
        self.model = f"espeak-ng-{self._library.version}"

    def say(self, text: str, *, pace: float, lift: float, language: str) -> Speech:
        name = self._for_language(language) if language else self.name
        pitch = round(_MIDDLE + lift * _PITCH_STEPS)
        return self._library.speak(text, name, round(pace), pitch, 55 + (_LIVELY if lift else 0))

    def _choose(self, name: str) -> str:
        language, plus, variant = name.partition("+")
        language = language.lower()
        known = self._library
        if language not in known.languages or (variant and variant not in known.variants):
            raise Refused(
                f"The offline narrator has no voice “espeak:{name}”. espeak-ng speaks "
                f"{', '.join(known.languages)}; each can be followed by + and one of "
                f"{', '.join(known.variants)}."
            )
        return language + plus + variant

    def _for_language(self, language: str) -> str:
        """The voice for a language tag such as "pt-BR": exact, else of the same language."""
        wanted = language.strip().lower().replace("_", "-")
        main = wanted.partition("-")[0]
        known = self._library.languages
        alike = [tag for tag in known if tag.partition("-")[0] == main and main]
        for tag in (LIKELY.get(wanted), wanted, LIKELY.get(main), main, *alike):
            if tag in known:
                return f"{tag}+{VARIANT}"
        raise Refused(
            f"The offline narrator does not speak the language “{language}”. "
            f"It speaks {', '.join(known)}."
        )
