"""Which voice reads: chosen before anything is loaded, so that a call can name its engine."""

from __future__ import annotations

import platform
import sys
import sysconfig
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from fablewright.core.errors import Refused
from fablewright.narrators.offline.text import script

FLITE_FOLDERS = ("/usr/lib", "/usr/lib64", "/usr/local/lib")
FLITE_BEST = ("rms", "slt", "awb", "kal16", "kal")
"""Clearest first: of 26 sentences a speech recogniser (PocketSphinx) misheard 7 % of the words of
rms, 23 % of slt, 13 % of awb (Scottish); the last two are older and sound like machines."""


@dataclass(frozen=True, slots=True)
class Choice:
    """An engine and its voice; "" is the engine's best voice for the language."""

    engine: Literal["espeak", "flite"]
    name: str = ""


def installed_flite() -> dict[str, str]:
    """CMU Flite where a distribution has put it: paths of the library ("") and of each voice.

    Empty when there is none, or none with an English voice. Looks at file names only.
    """
    if not sys.platform.startswith("linux"):
        return {}
    machine = sysconfig.get_config_var("MULTIARCH") or f"{platform.machine()}-linux-gnu"
    for folder in (Path(top, part) for top in FLITE_FOLDERS for part in (machine, ".")):
        voices = {
            path.name.removeprefix("libflite_cmu_us_").removesuffix(".so.1"): str(path)
            for path in sorted(folder.glob("libflite_cmu_us_*.so.1"))
        }
        main = folder / "libflite.so.1"
        if voices and main.exists():
            return {"": str(main.resolve()), **voices}
    return {}


def flite_model(flite: Mapping[str, str]) -> str:
    """ "flite-2.2" from the name of the library's file, "libflite.so.2.2"."""
    version = Path(flite[""]).name.partition(".so.")[2]
    return f"flite-{version}" if version else "flite"


def choose(voice: str, language: str, text: str, flite: Mapping[str, str]) -> Choice:
    """The voice for a book. Raises `Refused` for a voice that no engine here has.

    Flite sounds more human but knows English and Latin letters only.
    """
    engine, _, name = voice.strip().partition(":")
    if engine == "espeak":
        return Choice("espeak", name)
    voices = [name for name in (*FLITE_BEST, *sorted(flite)) if name in flite]
    english = language.lower().replace("_", "-").partition("-")[0] == "en"
    if engine == "flite" and english and (name in voices if name else bool(voices)):
        return Choice("flite", name or voices[0])
    if engine == "":
        best = bool(voices) and english and not script(text)
        return Choice("flite", voices[0]) if best else Choice("espeak")
    have = ", ".join(["espeak", "flite", *(f"flite:{n}" for n in dict.fromkeys(voices) if n)])
    if not voices:
        have = "espeak"
    elif engine == "flite" and not english:
        raise Refused(f"Flite reads English only, not “{language}”; the voice “espeak” can.")
    raise Refused(
        f"The offline narrator has no voice “{voice}”. It has: {have}, and every voice of "
        "espeak-ng, such as espeak:en-gb or espeak:en-us+f4."
    )
