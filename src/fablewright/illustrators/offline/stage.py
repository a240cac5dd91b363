"""One picture, from a request to sheets of paper: place, figures, things, weather, the hidden joke.

`stage` draws nothing yet: its sheets can be written as SVG (`Staged.svg`) or composed to pixels.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from fablewright.core.book import PARTS
from fablewright.illustrators.base import PictureRequest
from fablewright.illustrators.offline import flora, sky
from fablewright.illustrators.offline.actors import Actor, animal_of, arrange, cast_of
from fablewright.illustrators.offline.colour import mix, tint
from fablewright.illustrators.offline.holding import OVERHEAD, hold
from fablewright.illustrators.offline.light import Tones
from fablewright.illustrators.offline.paper import Glow, Layer
from fablewright.illustrators.offline.places import BUILDERS, INDOORS, land, nearest_place
from fablewright.illustrators.offline.props import nearest_prop
from fablewright.illustrators.offline.props_own import OWN
from fablewright.illustrators.offline.scene import Scene, below, frame_for, ridge, soft_shadow
from fablewright.illustrators.offline.shapes import ellipse, group, path, rect, stroke
from fablewright.illustrators.offline.staging import Floor, head_of, hide, lay, scene_sheet, visit

MOST_PROPS = 6


@dataclass(frozen=True)
class Staged:
    """Sheets and lights from back to front, what they show, and the colour of the dark corners.

    `heads` are the middles of the faces and their reach, in page units.
    """

    items: tuple[Layer | Glow, ...]
    document: dict[str, object]
    shadow: str
    heads: tuple[tuple[float, float, float], ...] = ()

    def svg(self) -> tuple[str, ...]:
        """Each sheet as an SVG document of its own."""
        return tuple(item.svg() for item in self.items if isinstance(item, Layer))


def stage(request: PictureRequest) -> Staged:
    """Lay out a picture. The same request gives the same sheets."""
    analysis = request.analysis
    place = nearest_place(analysis.place, analysis.indoors)
    indoors = place in INDOORS
    r = Random(f"{request.seed}|{analysis.part}|{place}")
    tones = Tones(request.palette, analysis.time_of_day, analysis.weather, indoors)
    frame = frame_for(analysis.camera, analysis.quiet, analysis.part == "cover", indoors, r)
    scene = Scene(frame, tones, r, indoors=indoors)
    BUILDERS[place](scene)
    actors = cast_of(analysis, request.people, request.seed, tones.shadow)
    arrange(actors, scene)
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
    before = _lay_all(analysis.props, actors, floor, report)
    _stand(scene, actors, held)
    scene.back.extend(before)
    _near_bank(scene)
    _hide_motif(request, scene, floor, report)
    _finish(scene)
    _snail(request, scene)
    document: dict[str, object] = {
        "drawn": {actor.name: sorted(actor.drawn.traits) for actor in actors},
        "place": place,
        "props": report.drawn,
        "missing": report.missing,
    }
    return Staged((*scene.back, *scene.front), document, tones.shadow, tuple(scene.heads))


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


def _hold_all(actors: list[Actor], floor: Floor, report: _Report) -> dict[int, list[Layer | Glow]]:
    held = {}
    for place, actor in enumerate(actors):
        icon = report.find(actor.figure.holds)
        if icon:
            held[place] = hold(actor, icon, floor)
            actor.overhead = icon in OVERHEAD
            report.drew(actor.figure.holds, icon)
    return held


def _lay_all(
    nouns: tuple[str, ...], actors: list[Actor], floor: Floor, report: _Report
) -> list[Layer | Glow]:
    """Props that stand before the figures are returned, the others go behind."""
    before: list[Layer | Glow] = []
    for noun in nouns:
        if not nearest_prop(noun) and animal_of(noun):
            guest = visit(noun, floor, actors)
            if guest:
                floor.scene.back.extend(guest.sheets)
                report.drawn.append(noun)
            continue
        icon = report.find(noun)
        if icon is None or icon in report.icons or len(report.drawn) >= MOST_PROPS + len(actors):
            continue
        if icon in _shining(floor.scene):
            report.drew(noun, icon)
            continue
        placed = lay(icon, floor, actors)
        if placed is None:
            continue
        (before if placed.front else floor.scene.back).extend(placed.sheets)
        report.drew(noun, icon)
    return before


def _shining(scene: Scene) -> frozenset[str]:
    """What the sky shows already, and need not be hung there twice."""
    if scene.indoors or scene.bubble:
        return frozenset()
    if scene.tones.night:
        moon = {"full-moon", "crescent-moon"} if scene.disc else set()
        return frozenset({"star", "glowing-star", "cloud", *moon})
    return frozenset({"sun", "cloud"} if scene.disc else {"cloud"})


def _stand(scene: Scene, actors: list[Actor], held: dict[int, list[Layer | Glow]]) -> None:
    """The figures on their ground, far ones first, with what they hold under their fingers."""
    on_page = [actor for actor in actors if actor.y < 1000]
    if on_page and scene.walkable:
        soft_shadow(scene, [(a.x, a.y + 1, min(0.42 * a.width, 40) * a.scale) for a in on_page])
    if actors:
        x, y, reach = scene.heads[0]
        scene.glow(x, y + reach, reach * 3.6, 0.20, scene.tones.light)
    for place, actor in enumerate(actors):
        if actor.overhead:  # an umbrella is above everybody's head, and before nobody's face
            scene.back.extend(held.pop(place))
    for place, actor in sorted(enumerate(actors), key=lambda pair: pair[1].y):
        layers = list(actor.drawn.layers)
        things = held.get(place, [])
        if actor.figure.facing == "away":
            items = [*things, *layers]
        elif len(layers) > 2:
            items = [*layers[:-1], *things, layers[-1]]
        else:
            items = [*layers, *things]
        scene.back.extend(items)
        if scene.bubble and actor.breathes:
            _bubble(scene, head_of(actor))


def _bubble(scene: Scene, head: tuple[float, float, float]) -> None:
    """Air to breathe: a glass globe round the head."""
    x, y, reach = head
    size = reach * 1.22
    layer = scene_sheet(scene, f"air{int(x)}", 0.15)
    layer.rim = 0.3
    layer.add(
        ellipse(
            x,
            y,
            size,
            fill="#ffffff",
            fill_opacity=0.16,
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


def _near_bank(scene: Scene) -> None:
    """Near figures whose feet are off the page stand behind something: a bank, or a table's edge."""
    frame = scene.frame
    if frame.camera != "near" or not scene.walkable:
        return
    if frame.quiet_top:
        if scene.framing:
            _near_grass(scene)
        return
    y = 790.0
    layer = scene.sheet("bank", lift=1.1, opacity=0.44, front=True)
    if scene.indoors:
        wood = scene.tones.wood
        layer.add(
            rect(
                -20,
                y,
                1040,
                230,
                layer.linear([(0, tint(wood, 0.02)), (1, tint(wood, -0.06))], 0, y, 0, 1000),
            )
        )
        layer.add(rect(-20, y, 1040, 15, tint(wood, 0.07)))
        for i in range(3):
            layer.add(
                stroke(f"M-20,{y + 62 + 56 * i:.0f} q260,-12 520,4 t540,-6", tint(wood, -0.03), 3)
            )
        return
    earth = scene.earth or scene.tones.near
    points = ridge(scene.r, y, 10, scene.r.uniform(-20, 20))
    layer.add(
        path(
            below(points),
            layer.linear([(0, tint(earth, 0.02)), (1, tint(earth, -0.07))], 0, y, 0, 1000),
        )
    )


def _near_grass(scene: Scene) -> None:
    layer = scene.sheet("neargrass", lift=1.2, opacity=0.44, front=True)
    for i in range(15):
        colour = tint(scene.tones.frame, scene.r.uniform(0.0, 0.07))
        layer.add(
            group(flora.grass(1, colour, scene.r, 6), i * 72 - 10, 1012, scene.r.uniform(80, 150))
        )


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
    layer = scene_sheet(scene, "snail", 0.25)
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
