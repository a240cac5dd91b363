"""People: how they look, and how they are drawn."""

from fablewright.illustrators.offline.people.figure import draw_person
from fablewright.illustrators.offline.people.look import Look, look_of

__all__ = ["Look", "draw_person", "look_of"]
