"""One picture, from a request to sheets of paper: place, figures, things, weather, the hidden joke.

`stage` draws nothing yet: its sheets can be written as SVG (`Staged.svg`) or composed to pixels.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from fablewright.core.book import PARTS, Facing, SceneAnalysis
from fablewright.illustrators.base import PictureRequest
from fablewright.illustrators.offline import sky
from fablewright.illustrators.offline.actors import Actor, animal_of, cast_of
from fablewright.illustrators.offline.colour import mix, tint
from fablewright.illustrators.offline.fixtures import ladder, ripples, seat, tub
from fablewright.illustrators.offline.foreground import dapple, near_bank
from fablewright.illustrators.offline.holding import OVERHEAD, hold
from fablewright.illustrators.offline.layout import arrange, sits_on_bank
from fablewright.illustrators.offline.light import Tones
from fablewright.illustrators.offline.places import BUILDERS, INDOORS, land, nearest_place
from fablewright.illustrators.offline.props import PROPS, nearest_prop
from fablewright.illustrators.offline.props_own import OWN
from fablewright.illustrators.offline.scene import (
    Scene,
    frame_for,
    soft_shadow,
)
from fablewright.illustrators.offline.script import Thing, things_of
from fablewright.illustrators.offline.shapes import ellipse, group, path, stroke
from fablewright.illustrators.offline.sheets import Glow, Layer
from fablewright.illustrators.offline.staging import Floor, head_of, hide, lay, visit

MOST_PROPS = 6
_BUILT = frozenset({"street", "market", "harbour", "rooftop", "castle", "farm"})
"""Places with houses, which have doors and windows."""


@dataclass(frozen=True)
class Staged:
    """Sheets and lights from back to front, what they show, and the colour of the dark corners.

    `heads` are the middles of the faces and their reach, in page units.
    """

    items: tuple[Layer | Glow, ...]
    document: dict[str, object]
    shadow: str
    heads: tuple[tuple[float, float, float], ...] = ()
    vignette: float = 0.26
    actors: tuple[Actor, ...] = ()

    def svg(self) -> tuple[str, ...]:
        """Each sheet as an SVG document of its own."""
        return tuple(item.svg() for item in self.items if isinstance(item, Layer))


def stage(request: PictureRequest) -> Staged:
    """Lay out a picture. The same request gives the same sheets."""
    analysis = request.analysis
    place = nearest_place(analysis.place, analysis.indoors)
    indoors = place in INDOORS
    r = Random(f"{request.seed}|{analysis.part}|{place}{_again(request)}")
    analysis = _mirrored(analysis, r, request.edition)
    tones = Tones(request.palette, analysis.time_of_day, analysis.weather, indoors)
    cover, props = analysis.part == "cover", things_of(request)
    camera = analysis.camera
    crowded = len(analysis.figures) > 3 or _room(props) > 80
    if camera == "near" and (crowded or request.attempt > 1):
        camera = "middle"  # as near as all of it allows
    frame = frame_for(camera, analysis.quiet, cover, indoors, r)
    scene = Scene(frame, tones, r, indoors=indoors, place=place)
    scene.wants_door = indoors and "door" in map(nearest_prop, analysis.props)
    actors = cast_of(analysis, request.people, request.seed, tones.shadow, request.title)
    scene.swimmers = any(actor.species == "whale" for actor in actors)
    BUILDERS[place](scene)
    if place == "river":  # the bridge is behind who swims
        scene.afloat = len(scene.back)
    dapple(scene)
    arrange(actors, scene, r, cover=cover, thing=_room(props))
    floor = Floor(scene, list(scene.busy))
    for actor in actors:
        actor.drawn = actor.draw(actor.x, actor.y, actor.scale, actor.figure.facing)
        scene.heads.append(head_of(actor))
        box = actor.drawn.box
        floor.taken.append((box[0] + 4 * actor.scale, box[1], box[2] - 4 * actor.scale, box[3]))
    if scene.framing and frame.quiet_top:  # the corners belong to the leaves
        floor.taken += [(-60, 800, 185, 1060), (815, 800, 1060, 1060)]
    report = _Report()
    held = _hold_all(actors, floor, report)
    before = _lay_all(props, actors, floor, report, cover=cover)
    onshore = [actor for actor in actors if actor.where != "water"]
    seated = [actor for actor in onshore if sits_on_bank(actor, scene)]
    stands = [actor for actor in onshore if actor not in seated]
    _light(scene)
    _swim(scene, [actor for actor in actors if actor.where == "water"], held)
    _stand(scene, stands, held, place)
    scene.back.extend(before)
    near_bank(scene)
    _stand(scene, seated, held, place)
    _hide_motif(request, scene, floor, report)
    _finish(scene)
    _snail(request, scene)
    document: dict[str, object] = {
        "drawn": {actor.name: sorted(actor.drawn.traits) for actor in actors},
        "place": place,
        "props": report.drawn,
        "missing": report.missing,
    }
    items = (*scene.back, *scene.front)
    corners = 0.15 if tones.night else 0.22
    return Staged(items, document, tones.shadow, tuple(scene.heads), corners, tuple(actors))


def _room(things: list[Thing]) -> float:
    """What to leave free before the first figure, in child units."""
    icon = nearest_prop(things[0].noun) if things and things[0].about else None
    if not icon:
        return 0.0
    return 84.0 if things[0].huge else min(80.0, max(32.0, PROPS[icon].width))


def _again(request: PictureRequest) -> str:
    """Another edition and other wishes change the composition; looks hang on the seed alone."""
    again = (request.edition, request.feedback, request.attempt)
    if again == (1, "", 1):
        return ""
    later = f"|{request.attempt}" if request.attempt > 1 else ""
    return f"|{request.edition}|{request.feedback}{later}"


def _mirrored(analysis: SceneAnalysis, r: Random, edition: int) -> SceneAnalysis:
    """Half of the pictures are laid out the other way round, but who walks goes on to the next page."""
    turn = r.random() < 0.5
    ways = {figure.facing for figure in analysis.figures if figure.pose in ("walk", "run")}
    if edition == 1 and ways:
        turn = ways == {"left"}
    if not turn:
        return analysis
    other: dict[Facing, Facing] = {"left": "right", "right": "left"}
    figures = tuple(
        figure.model_copy(update={"facing": other.get(figure.facing, figure.facing)})
        for figure in analysis.figures
    )
    return analysis.model_copy(update={"figures": figures})


class _Report:
    """Which nouns were drawn and which are unknown."""

    def __init__(self) -> None:
        self.drawn: list[str] = []
        self.missing: list[str] = []
        self.icons: set[str] = set()

    def find(self, noun: str) -> str | None:
        icon = nearest_prop(noun) if noun.strip() else None
        if icon is None and noun.strip() and noun not in self.missing:
            self.missing.append(noun)
        return icon

    def drew(self, noun: str, icon: str) -> None:
        if noun not in self.drawn:
            self.drawn.append(noun)
        self.icons.add(icon)


def _hold_all(actors: list[Actor], floor: Floor, report: _Report) -> dict[str, list[Layer | Glow]]:
    held = {}
    for actor in actors:
        icon = report.find(actor.figure.holds)
        if icon:
            held[actor.name] = hold(actor, icon, floor)
            actor.overhead = icon in OVERHEAD
            report.drew(actor.figure.holds, icon)
    return held


def _lay_all(
    things: list[Thing], actors: list[Actor], floor: Floor, report: _Report, *, cover: bool
) -> list[Layer | Glow]:
    """Props that stand before the figures are returned, the others go behind."""
    before: list[Layer | Glow] = []
    for thing in things:
        noun = thing.noun
        if animal_of(noun) in {actor.species for actor in actors if actor.creature}:
            continue  # it is here as somebody
        if not nearest_prop(noun) and animal_of(noun):
            guest = visit(noun, floor, actors)
            if guest:
                floor.scene.back.extend(guest.sheets)
                report.drawn.append(noun)
            continue
        icon = report.find(noun)
        if icon is None or icon in report.icons or len(report.drawn) >= MOST_PROPS + len(actors):
            continue
        if icon in _there(floor.scene):
            report.drew(noun, icon)
            continue
        placed = lay(icon, floor, actors, thing, cover=cover)
        if placed is None:
            continue
        (before if placed.front else floor.scene.back).extend(placed.sheets)
        report.drew(noun, icon)
    return before


def _there(scene: Scene) -> frozenset[str]:
    """What the place shows by itself, and need not be put there twice."""
    if scene.indoors:
        return frozenset({"window"} if scene.wants_door else {"window", "door"})
    built = {"window", "door"} if scene.place in _BUILT else set()
    if scene.bubble:
        return frozenset(built)
    if scene.tones.night:
        moon = {"full-moon", "crescent-moon"} if scene.disc else set()
        return frozenset({"star", "glowing-star", "cloud", *moon, *built})
    return frozenset({"cloud", *({"sun"} if scene.disc else ()), *built})


def _light(scene: Scene) -> None:
    """The air is a little lighter behind each head, at night more so."""
    for place, (x, y, reach) in enumerate(scene.heads):
        strength = 0.20 if place == 0 else 0.10
        if scene.tones.dim:
            strength += 0.06
        scene.glow(x, y + reach, reach * 3.6, strength, scene.tones.light)


def _swim(scene: Scene, actors: list[Actor], held: dict[str, list[Layer | Glow]]) -> None:
    """Who swims, in the water and behind what is built before it."""
    sheets: list[Layer | Glow] = []
    for actor in sorted(actors, key=lambda actor: actor.y):
        sheets += [*_dressed(actor, held.get(actor.name, [])), ripples(actor, scene)]
    scene.back[scene.afloat : scene.afloat] = sheets


def _stand(
    scene: Scene, actors: list[Actor], held: dict[str, list[Layer | Glow]], place: str
) -> None:
    """The figures on their ground, far ones first, with what they hold under their fingers."""
    on_page = [actor for actor in actors if actor.y < 1000 and actor.where != "afloat"]
    if on_page and scene.walkable:
        soft_shadow(scene, [(a.x, a.y + 1, min(0.42 * a.width, 40) * a.scale) for a in on_page])
    for actor in actors:
        if actor.overhead:  # an umbrella is above everybody's head, and before nobody's face
            scene.back.extend(held.pop(actor.name))
    for actor in sorted(actors, key=lambda actor: actor.y):
        bearer = seat(actor, scene, place)
        if bearer:
            scene.back.append(bearer)
        if (
            actor.figure.pose == "climb"
            and not actor.creature
            and "wheelchair" not in actor.drawn.traits
        ):
            scene.back.append(ladder(actor, scene))
        sheets = _dressed(actor, held.get(actor.name, []))
        if actor.where == "tub":
            behind, front = tub(actor, scene)
            sheets = [behind, *sheets, front]
        scene.back.extend(sheets)
        if scene.bubble and actor.breathes:
            _bubble(scene, head_of(actor))


def _dressed(actor: Actor, things: list[Layer | Glow]) -> list[Layer | Glow]:
    """A figure's sheets with what it holds: behind it from the back, else under its fingers."""
    layers: list[Layer | Glow] = list(actor.drawn.layers)
    if actor.figure.facing == "away":
        return [*things, *layers]
    if len(layers) > 2:
        return [*layers[:-1], *things, layers[-1]]
    return [*layers, *things]


def _bubble(scene: Scene, head: tuple[float, float, float]) -> None:
    """Air to breathe: a glass globe round the head."""
    x, y, reach = head
    size = reach * 1.22
    layer = scene.loose(f"air{int(x)}", 0.15)
    layer.rim = 0.3
    layer.add(
        ellipse(
            x,
            y,
            size,
            fill="#ffffff",
            fill_opacity=0.08,
            stroke="#ffffff",
            stroke_width=max(2.0, size * 0.03),
            stroke_opacity=0.9,
        )
    )
    layer.add(
        path(
            f"M{x - size * 0.78:.1f},{y - size * 0.2:.1f} A{size * 0.82:.1f},{size * 0.82:.1f} 0 0 1 {x - size * 0.2:.1f},{y - size * 0.78:.1f}",
            "none",
            stroke="#ffffff",
            stroke_width=size * 0.07,
            stroke_linecap="round",
            stroke_opacity=0.75,
        )
    )
    scene.back.append(layer)


def _hide_motif(request: PictureRequest, scene: Scene, floor: Floor, report: _Report) -> None:
    noun = request.analysis.motif_object
    icon = report.find(noun)
    if icon is None:
        return
    if icon not in report.icons:
        layer = hide(icon, floor)
        if layer is None:
            return
        scene.back.append(layer)
    report.drew(noun, icon)


def _finish(scene: Scene) -> None:
    if scene.tones.weather != "clear" and not scene.indoors and not scene.sheltered:
        sky.weather(scene)
    if scene.framing:
        land.frame_leaves(scene)


def _snail(request: PictureRequest, scene: Scene) -> None:
    """It crosses the book: at the left edge of the cover, at the right edge of the last scene."""
    share = PARTS.index(request.analysis.part) / (len(PARTS) - 1)
    shell = tint(mix(scene.tones.accent, "#b9784a", 0.35), 0.03)
    x = 92 + 816 * share
    y = 968.0 if scene.frame.quiet_top else 772.0
    if scene.frame.camera == "near" and y < 800 and scene.walkable:
        y = 797.0
    layer = scene.loose("snail", 0.25)
    if not scene.walkable:
        leaf = scene.tones.leaf(0)
        layer.add(
            path(
                f"M{x - 34:.1f},{y:.1f} Q{x:.1f},{y - 12:.1f} {x + 36:.1f},{y - 2:.1f} Q{x:.1f},{y + 12:.1f} {x - 34:.1f},{y:.1f}Z",
                leaf,
            )
            + stroke(f"M{x - 30:.1f},{y:.1f} H{x + 30:.1f}", tint(leaf, 0.08), 1.6)
        )
    layer.add(group(OWN["snail"][3](shell), x, y, 1.75))
    scene.front.append(layer)
