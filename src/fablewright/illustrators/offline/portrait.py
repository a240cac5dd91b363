"""Somebody alone on a small hill, as one SVG: what a page shows while a character is described.

The figure is that of the books, sheet by sheet. Browsers cast the shadows that `paper` casts elsewhere;
what knows no filters shows the same picture flat.
"""

from __future__ import annotations

import hashlib
import html
import re
from dataclasses import replace
from random import Random

from fablewright.core.book import Facing, Person
from fablewright.illustrators.offline.actors import grown, is_creature
from fablewright.illustrators.offline.creatures import draw_creature, nearest_species
from fablewright.illustrators.offline.people import draw_person, look_of
from fablewright.illustrators.offline.shapes import ellipse, number, path
from fablewright.illustrators.offline.sheets import Drawn

SIZE = 600  # units a side
_FEET, _MIDDLE = 522.0, 300.0
_TALLEST, _WIDEST = 500.0, 500.0
_SHADE = "#2b2440"
_BEHIND_WHEELS = frozenset({"insulin_pump", "prosthetic_leg"})
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_HILL = "M-20,520 C110,462 230,470 330,480 C430,490 520,486 620,516 L620,640 L-20,640Z"
_FAR_HILL = "M-20,470 C90,420 190,430 300,452 C420,474 500,430 620,446 L620,640 L-20,640Z"
_TUFTS = ((150, 522), (448, 528), (206, 548), (402, 556))


def portrait(person: Person, seed: int, title: str) -> str:
    """See `Portraitist`. A creature shows no traits."""
    drawn = _drawn(person, seed, 0.0, 0.0, 1.0)
    x0, top, x1, _ = drawn.box
    # A child stays smaller than a grown-up, though both fill the picture.
    scale = min((326 + 1.15 * -top) / -top, _TALLEST / -top, _WIDEST / (x1 - x0))
    drawn = _drawn(person, seed, _MIDDLE - scale * (x0 + x1) / 2, _FEET, scale)
    fragments = [layer.parts() for layer in drawn.layers]
    body = "".join(f'<g filter="url(#cast)">{one}</g>' for one, _ in fragments)
    whole = (
        f"<title>{html.escape(_NO_XML.sub('', title))}</title>"
        f"<defs>{_DEFS}{''.join(defs for _, defs in fragments)}</defs>"
        f'<g clip-path="url(#round)">{_GROUND}{_shadow(drawn)}</g>{body}'
    )
    # Several portraits may stand in one page, where all ids are one family.
    prefix = f"p{hashlib.sha256(whole.encode()).hexdigest()[:10]}-"
    named = re.sub(r'(\bid="|url\(#)', rf"\g<1>{prefix}", whole)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {SIZE} {SIZE}"'
        f' width="{SIZE}" height="{SIZE}">{named}</svg>'
    )


def _drawn(person: Person, seed: int, x: float, y: float, scale: float) -> Drawn:
    if is_creature(person):
        words = f"{person.appearance} {person.species}"
        own = Random(f"portrait|{seed}").randrange(1 << 30)
        scale *= grown(person, nearest_species(words))
        return draw_creature(words, own, "smile", "right", x, y, scale, _SHADE)
    # Not by the name: nobody shall change clothes with every letter that is typed.
    look = replace(look_of(person, seed, luck="portrait"), name="portrait")
    # From the front a wheelchair is two thin wheels; from the side one wheel is before these.
    sideways = "wheelchair" in look.traits and not look.traits & _BEHIND_WHEELS
    facing: Facing = "right" if sideways else "front"
    return draw_person(look, "stand", "smile", facing, x, y, scale, _SHADE)


def _shadow(drawn: Drawn) -> str:
    x0, _, x1, _ = drawn.box
    reach = min(150.0, 0.42 * (x1 - x0))
    return ellipse((x0 + x1) / 2, _FEET + 2, reach, reach * 0.16, "#2f4a3a", fill_opacity=0.34)


def _tuft(x: float, y: float) -> str:
    blades = "".join(
        f"M{number(x + at)},{number(y)} q{number(lean / 2)},-12 {number(lean)},-19 q3,8 3,19z"
        for at, lean in ((-9, -7), (-3, 0), (3, 6))
    )
    return path(blades, "#7fa866")


_DEFS = (
    '<clipPath id="round"><circle cx="300" cy="316" r="272"/></clipPath>'
    '<linearGradient id="sky" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#bcdcea"/>'
    '<stop offset="1" stop-color="#fbf0d9"/></linearGradient>'
    '<filter id="cast" x="-15%" y="-15%" width="130%" height="130%"><feDropShadow dx="2" dy="3.5"'
    f' stdDeviation="2.6" flood-color="{_SHADE}" flood-opacity="0.3"/></filter>'
)
_GROUND = (
    '<rect width="600" height="600" fill="url(#sky)"/>'
    + path(_FAR_HILL, "#c9dcae")
    + f'<g filter="url(#cast)">{path(_HILL, "#a3c585")}</g>'
    + "".join(_tuft(*place) for place in _TUFTS)
)
