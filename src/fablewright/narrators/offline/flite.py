"""CMU Flite by ctypes. Only the child process may import this file.

Flite (https://github.com/festvox/flite) is free software under a BSD-like licence. Its word times
come from the utterance structure, as its own `flite -pw` prints them.
"""

from __future__ import annotations

import ctypes as c
import unicodedata
from collections.abc import Iterator, Mapping

import numpy as np

from fablewright.narrators.offline.engine import Sound, Speech
from fablewright.narrators.offline.voices import flite_model

_OWN_PACE = 166.0
"""Words a minute of Flite's voices at a stretch of 1 (measured on prose, without the pauses)."""
_LETTERS = str.maketrans({"æ": "a", "Æ": "A", "ø": "o", "Ø": "O", "ß": "s", "œ": "o", "Œ": "O", "ł": "l", "Ł": "L", "đ": "d", "ð": "d", "þ": "t", "ı": "i", "£": "l", "€": "e"})  # fmt: skip

_Pointer = c.c_void_p


class _Wave(c.Structure):
    _fields_ = (
        ("type", c.c_char_p),
        ("sample_rate", c.c_int),
        ("num_samples", c.c_int),
        ("num_channels", c.c_int),
        ("samples", c.POINTER(c.c_short)),
    )


class _VoiceHead(c.Structure):
    _fields_ = (("name", c.c_char_p), ("features", _Pointer))


class Flite:
    """One voice. `libraries` are paths as from `voices.installed_flite`."""

    def __init__(self, libraries: Mapping[str, str], name: str) -> None:
        # A voice's library refers to symbols of the others, which it does not always name.
        self._lib = _declared(c.CDLL(libraries[""], mode=c.RTLD_GLOBAL))
        self._lib.flite_init()
        register = getattr(c.CDLL(libraries[name], mode=c.RTLD_GLOBAL), f"register_cmu_us_{name}")
        register.restype, register.argtypes = _Pointer, [c.c_char_p]
        self._voice = register(None)
        self._features = c.cast(self._voice, c.POINTER(_VoiceHead)).contents.features
        self.voice, self.model = f"flite:{name}", flite_model(libraries)
        self.rate = 0
        self._speak("a", 1.0, 0.0)

    def say(self, text: str, *, pace: float, lift: float, language: str) -> Speech:
        return self._speak(_ascii(text), _OWN_PACE / pace, lift)

    def _speak(self, text: str, stretch: float, lift: float) -> Speech:
        lib = self._lib
        lib.feat_set_float(self._features, b"duration_stretch", stretch)
        lib.feat_set_float(self._features, b"f0_shift", 2 ** (lift / 12))
        utterance = lib.flite_synth_text(text.encode(), self._voice)
        if not utterance:
            raise RuntimeError("Flite made nothing of a sentence")
        try:
            wave = c.cast(lib.utt_wave(utterance), c.POINTER(_Wave)).contents
            pcm = np.zeros(0, np.float32)
            if wave.num_samples > 0:
                whole = np.ctypeslib.as_array(wave.samples, (wave.num_samples,))
                pcm = (whole / 32768).astype(np.float32)
            self.rate = wave.sample_rate
            return Speech(pcm, tuple(self._sounds(utterance, text)))
        finally:
            lib.delete_utterance(utterance)

    def _sounds(self, utterance: int, text: str) -> Iterator[Sound]:
        """One sound per word of the utterance. Flite's tokens are found again in the text in order."""
        lib, at, cursor, token = self._lib, 0, 0, None
        item = lib.relation_head(lib.utt_relation(utterance, b"Word"))
        while item:
            name = lib.ffeature_string(item, b"R:Token.parent.name").decode("ascii", "replace")
            number = lib.ffeature_float(item, b"R:Token.parent.file_pos")
            if number != token:
                token, found = number, text.find(name, cursor)
                if found >= 0:
                    at, cursor = found, found + len(name)
            start = lib.ffeature_float(item, _FIRST + b".R:Segment.p.end")
            end = lib.ffeature_float(item, _LAST + b".R:Segment.end")
            if end > start:
                yield Sound(at, start, end)
            item = lib.item_next(item)


_FIRST = b"R:SylStructure.daughter1.daughter1"
_LAST = b"R:SylStructure.daughtern.daughtern"


def _ascii(text: str) -> str:
    """The same number of characters, so that places stay: "é" is "e", what cannot be is a space."""
    plain = []
    for char in text.translate(_LETTERS):
        base = unicodedata.normalize("NFKD", char)[0]
        plain.append(
            base if base.isascii() and (base.isalnum() or base in "'.,!?;:%&+=$-@ ") else " "
        )
    return "".join(plain)


def _declared(lib: c.CDLL) -> c.CDLL:
    for name, result, arguments in (
        ("flite_synth_text", _Pointer, [c.c_char_p, _Pointer]),
        ("utt_wave", _Pointer, [_Pointer]),
        ("utt_relation", _Pointer, [_Pointer, c.c_char_p]),
        ("relation_head", _Pointer, [_Pointer]),
        ("item_next", _Pointer, [_Pointer]),
        ("ffeature_float", c.c_float, [_Pointer, c.c_char_p]),
        ("ffeature_string", c.c_char_p, [_Pointer, c.c_char_p]),
        ("feat_set_float", None, [_Pointer, c.c_char_p, c.c_float]),
        ("delete_utterance", None, [_Pointer]),
    ):
        function = getattr(lib, name)
        function.restype, function.argtypes = result, arguments
    return lib
