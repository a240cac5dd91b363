"""What rooms are made of: wall, floor, window, rug, furniture along the wall."""

from __future__ import annotations

from collections.abc import Sequence

from fablewright.illustrators.offline.colour import mix, tint
from fablewright.illustrators.offline.furniture import Make, Piece
from fablewright.illustrators.offline.furniture_home import door
from fablewright.illustrators.offline.light import SUN
from fablewright.illustrators.offline.scene import Perch, Scene
from fablewright.illustrators.offline.shapes import (
    ellipse,
    group,
    path,
    polygon,
    rect,
    star,
    stroke,
)
from fablewright.illustrators.offline.sheets import Layer

# A place along the wall: what stands there and what hangs above it (either may be None).
Bay = tuple[Make | None, Make | None]


def wall_scale(scene: Scene) -> float:
    """The size of a child unit at the back wall; a near camera does not blow the room up."""
    cap = {"wide": 1.8, "middle": 2.15, "near": 2.7, "low": 2.5, "high": 1.6}[scene.frame.camera]
    if scene.frame.quiet_top and scene.frame.camera != "high":
        cap *= 1.12
    return min(scene.frame.scale * 0.82, cap)


def walls(
    scene: Scene,
    pattern: str = "plain",
    colour: str = "",
    floor: str = "planks",
    skirting: bool = True,
) -> None:
    """Back wall and floor."""
    r, tones, frame = scene.r, scene.tones, scene.frame
    wall = colour or tones.wall
    layer = scene.sheet("wall", lift=0, rim=0)
    layer.add(
        rect(
            0,
            0,
            1000,
            1000,
            layer.linear(
                [(0, tint(wall, -0.035)), (0.7, wall), (1, tint(wall, -0.02))],
                0,
                0,
                0,
                frame.horizon,
            ),
        )
    )
    mark = tint(wall, 0.028 if not tones.night else 0.035)
    faint = tint(wall, 0.014)  # behind the text
    top = frame.quiet[1] if frame.quiet_top else 0
    if pattern == "stripes":
        for x in range(0, 1000, 76):
            layer.add(rect(x, 0, 36, frame.horizon, mark, fill_opacity=0.7))
    elif pattern in ("dots", "stars", "leaves"):
        for row in range(12):
            for column in range(13):
                x, y = column * 82 + 41 * (row % 2), 30 + row * 62
                if y < frame.horizon - 20:
                    shape = (
                        star(x, y, 7, mark if y > top else faint)
                        if pattern == "stars"
                        else ellipse(
                            x, y, 6, 6 if pattern == "dots" else 10, mark if y > top else faint
                        )
                    )
                    layer.add(shape)
    elif pattern == "bricks":
        for row in range(int(frame.horizon / 46) + 1):
            for column in range(-1, 11):
                if r.random() < 0.5:
                    layer.add(
                        rect(
                            column * 104 + 52 * (row % 2),
                            row * 46 + 5,
                            92,
                            36,
                            tint(wall, r.choice((-0.02, 0.02))),
                            5,
                        )
                    )
    elif pattern == "boards":
        for x in range(0, 1000, 84):
            layer.add(stroke(f"M{x},0 V{frame.horizon:.0f}", tint(wall, -0.04), 3))
    elif pattern == "tiles":
        for row in range(int((frame.horizon - 230) / 74)):
            for column in range(11):
                x, y = column * 100 + 50 * (row % 2), 58 + row * 74
                layer.add(group(_SPRIG, x, y, 1.0, fill=faint if y < top else mark))
        edge = frame.horizon - 210
        layer.add(rect(0, edge, 1000, 210, tint(wall, 0.03)))
        for x in range(0, 1000, 50):
            layer.add(stroke(f"M{x},{edge:.0f} V{frame.horizon:.0f}", tint(wall, -0.01), 2.4))
        for k in range(5):
            layer.add(stroke(f"M0,{edge + 42 * k:.0f} H1000", tint(wall, -0.01), 2.4))
    _floor(scene, floor)
    if frame.quiet_top:
        _moulding(scene, wall)
    if skirting:
        board = scene.sheet("skirting", lift=0.25, opacity=0.3)
        board.add(rect(-20, frame.horizon - 22, 1040, 26, mix(tones.cream, wall, 0.25)))
        board.add(rect(-20, frame.horizon - 24, 1040, 5, mix(tones.cream, wall, 0.1)))


_SPRIG = '<path d="M0,-9 q6,8 0,18 q-6,-10 0,-18Z M-8,-2 q8,0 8,9 q-8,0 -8,-9Z M8,-2 q-8,0 -8,9 q8,0 8,-9Z"/>'


def _moulding(scene: Scene, wall: str) -> None:
    """Where the wall meets the ceiling: a board cut in scallops."""
    layer = scene.sheet("moulding", lift=0.35, opacity=0.22)
    scallops = "".join(" q-25,22 -50,0" for _ in range(21))
    board = mix(scene.tones.cream, wall, 0.45)
    layer.add(path(f"M-20,-10 H1030 V24{scallops} V-10Z", board))
    layer.add(stroke("M-20,14 H1030", tint(board, -0.03), 2.4))


def _floor(scene: Scene, kind: str) -> None:
    tones, y0 = scene.tones, scene.frame.horizon
    colour = tones.floor if kind == "planks" else mix(tones.floor, tones.cream, 0.35)
    layer = scene.sheet("floor", lift=0.2, opacity=0.3)
    layer.add(
        rect(
            -20,
            y0,
            1040,
            1080 - y0,
            layer.linear([(0, tint(colour, 0.02)), (1, tint(colour, -0.06))], 0, y0, 0, 1000),
        )
    )
    line = tint(colour, -0.045)
    foot = 1010.0
    for i in range(-14, 15):
        x, spread = 500 + i * 72, 500 + i * 72 * (1 + (foot - y0) / 420)
        layer.add(stroke(f"M{x:.0f},{y0 + 2:.0f} L{spread:.0f},{foot:.0f}", line, 2.2))
    y, step = y0 + 14, 16.0
    row = 0
    while y < 1000:
        if kind == "tiles":
            layer.add(stroke(f"M-20,{y:.0f} H1020", line, 2.2))
        else:
            for i in range(-9 + row % 2, 10, 3):
                a = 500 + (i + (row * 5) % 3) * 72 * (1 + (y - y0) / 420)
                b = a + 72 * (1 + (y - y0) / 420)
                layer.add(stroke(f"M{a:.0f},{y:.0f} H{b:.0f}", line, 2.2))
        y, step, row = y + step, step * 1.22, row + 1


def window(
    scene: Scene,
    x: float,
    foot: float,
    scale: float,
    *,
    arched: bool = False,
    curtains: bool = True,
    width: float = 92,
    height: float = 104,
) -> None:
    """A window at x whose sill is at `foot`, with the sky of the hour, curtains and light on the floor."""
    tones = scene.tones
    w, h = width * scale, height * scale
    left, top = x - w / 2, foot - h
    layer = scene.sheet(f"window{int(x)}", lift=0.35, opacity=0.34)
    trim = mix(tones.cream, "#ffffff", 0.25)
    shape = (
        f"M{left:.1f},{foot:.1f} V{top + (w / 2 if arched else 0):.1f} "
        + (
            f"A{w / 2:.1f},{w / 2:.1f} 0 0 1 {left + w:.1f},{top + w / 2:.1f}"
            if arched
            else f"H{left + w:.1f}"
        )
        + f" V{foot:.1f}Z"
    )
    layer.add(
        path(shape, trim, stroke=trim, stroke_width=10 * scale * 0.7, stroke_linejoin="round")
    )
    clip = layer.clip(shape)
    sky = layer.linear([(0, tones.sky[0]), (0.6, tones.sky[1]), (1, tones.sky[2])], 0, top, 0, foot)
    inside = rect(left, top, w, h, sky) + _view(scene, left, top, w, h)
    layer.add(f"<g {clip}>{inside}</g>")
    bar = 4.4 * scale
    layer.add(
        stroke(
            f"M{x:.1f},{top + 2:.1f} V{foot:.1f} M{left:.1f},{foot - h * 0.5:.1f} H{left + w:.1f}",
            trim,
            bar,
        )
    )
    layer.add(rect(left - 12 * scale, foot - 2 * scale, w + 24 * scale, 8 * scale, trim, 3))
    scene.perches.append(Perch(left + 8, left + w - 8, foot - 2 * scale, scale))
    if curtains:
        _curtains(scene, x, top, foot, w, scale)
    if tones.time in ("morning", "noon", "afternoon", "sunset", "dawn") and tones.weather in (
        "clear",
        "wind",
    ):
        _light_on_floor(scene, x, w, SUN[tones.time][0])
    scene.glow(x, (top + foot) / 2, w * 1.1, 0.34 if not tones.night else 0.22, tones.light)


def _view(scene: Scene, left: float, top: float, w: float, h: float) -> str:
    """What is outside a window: sun or moon, hills, what falls."""
    r, tones, foot = scene.r, scene.tones, top + h
    inside = ""
    share = SUN[tones.time][0]
    if tones.night:
        inside += "".join(
            star(
                left + r.random() * w,
                top + r.random() * h * 0.7,
                r.choice((2.4, 3.4, 4.6)),
                tones.light,
            )
            for _ in range(12)
        )
    if tones.weather in ("clear", "wind") or tones.night:
        size = w * 0.15
        sun_y = top + h * (0.34 if tones.time not in ("dawn", "sunset") else 0.62)
        inside += ellipse(
            left + w * (0.25 + 0.5 * share),
            sun_y,
            size * 1.5,
            fill=mix(tones.sky[1], tones.light, 0.35),
        ) + ellipse(
            left + w * (0.25 + 0.5 * share),
            sun_y,
            size,
            fill=mix(tones.light, "#ffc65e", 0.2 if tones.night else 0.4),
        )
    hills = (mix(tones.haze, tones.leaf(0), 0.35), mix(tones.haze, tones.leaf(0), 0.7))
    inside += path(
        f"M{left:.1f},{foot - h * 0.26:.1f} q{w * 0.3:.1f},{-h * 0.14:.1f} {w * 0.6:.1f},{-h * 0.02:.1f} t{w * 0.5:.1f},{-h * 0.04:.1f} V{foot:.1f} H{left:.1f}Z",
        hills[0],
    )
    inside += path(
        f"M{left:.1f},{foot - h * 0.10:.1f} q{w * 0.3:.1f},{-h * 0.10:.1f} {w * 0.55:.1f},{-h * 0.04:.1f} t{w * 0.5:.1f},0 V{foot:.1f} H{left:.1f}Z",
        hills[1],
    )
    if tones.weather == "rain":
        inside += "".join(
            stroke(
                f"M{left + r.random() * w:.1f},{top + r.random() * h:.1f} l-4,16",
                mix(tones.sky[2], "#ffffff", 0.6),
                2,
            )
            for _ in range(22)
        )
    if tones.weather == "snow":
        inside += "".join(
            ellipse(
                left + r.random() * w,
                top + r.random() * h,
                r.choice((2.0, 3.0, 4.0)),
                fill="#ffffff",
            )
            for _ in range(26)
        )
    return inside


def _curtains(scene: Scene, x: float, top: float, foot: float, w: float, scale: float) -> None:
    tones = scene.tones
    layer = scene.sheet(f"curtain{int(x)}", lift=0.4, opacity=0.34)
    cloth = tones.cloth(scene.r.choice((0, 1, 2, 4)))
    rod = top - 9 * scale
    low = foot + 12 * scale
    for side in (-1, 1):
        edge = x + side * (w / 2 + 17 * scale)
        inner = x + side * w * 0.30
        d = f"M{edge:.1f},{rod:.1f} L{inner:.1f},{rod:.1f} C{inner:.1f},{top + (foot - top) * 0.45:.1f} {edge - side * 8 * scale:.1f},{top + (foot - top) * 0.6:.1f} {edge - side * 13 * scale:.1f},{low:.1f} L{edge:.1f},{low:.1f}Z"
        layer.add(path(d, cloth))
        layer.add(
            stroke(
                f"M{edge - side * 9 * scale:.1f},{rod:.1f} L{edge - side * 5 * scale:.1f},{low:.1f} M{edge - side * 20 * scale:.1f},{rod:.1f} Q{edge - side * 14 * scale:.1f},{top + (foot - top) * 0.5:.1f} {edge - side * 9 * scale:.1f},{low - 20:.1f}",
                tint(cloth, -0.05),
                1.6 * scale,
            )
        )
    layer.add(
        stroke(
            f"M{x - w / 2 - 24 * scale:.1f},{rod:.1f} H{x + w / 2 + 24 * scale:.1f}",
            tones.dark_wood,
            4 * scale,
        )
    )


def _light_on_floor(scene: Scene, x: float, w: float, share: float) -> None:
    """The window lies long on the floor, away from the sun."""
    layer = scene.sheet(f"light{int(x)}", lift=0, rim=0, grain=0, blur=5)
    way, y = (1 if share < 0.5 else -1), scene.frame.horizon
    low = min(1000, y + (230 if scene.tones.time in ("dawn", "sunset") else 170))
    shift = way * (low - y) * 0.9
    for half in (0, 1):
        a, b = x - w / 2 + half * w * 0.53, x - w / 2 + half * w * 0.53 + w * 0.45
        layer.add(
            polygon(
                [(a, y + 12), (b, y + 12), (b + shift * 1.15, low), (a + shift, low)],
                scene.tones.light,
                fill_opacity=0.30,
            )
        )


def rug(scene: Scene, *, round_: bool = True) -> None:
    """Something to stand on; calm where the text lies."""
    tones, frame = scene.tones, scene.frame
    cloth = tones.cloth(1)
    if not frame.quiet_top:
        cloth = mix(cloth, tones.floor, 0.35)
    layer = scene.sheet("rug", lift=0.16, opacity=0.3)
    y = min(scene.feet - 4, 965.0)
    wide, tall = min(470, 150 * frame.scale), min(110, 30 * frame.scale)
    if round_:
        for share, colour in (
            (1.0, cloth),
            (0.86, mix(cloth, tones.cream, 0.55)),
            (0.78, cloth),
            (0.5, mix(cloth, tones.cream, 0.3)),
        ):
            layer.add(ellipse(500, y, wide * share, tall * share, colour))
    else:
        for share, colour in ((1.0, cloth), (0.90, mix(cloth, tones.cream, 0.5)), (0.84, cloth)):
            a, b = wide * share, tall * share * 0.86
            layer.add(
                polygon(
                    [
                        (500 - a * 0.88, y - b),
                        (500 + a * 0.88, y - b),
                        (500 + a * 1.08, y + b),
                        (500 - a * 1.08, y + b),
                    ],
                    colour,
                    stroke=colour,
                    stroke_width=6,
                    stroke_linejoin="round",
                )
            )


def furnish(
    scene: Scene,
    bays: Sequence[Bay],
    *,
    window_at: int | None = 1,
    arched: bool = False,
    curtains: bool = True,
) -> None:
    """Put as many bays along the wall as fit, the first ones surely; one bay is the window's.

    Bays are listed by importance; the order along the wall is the seed's.
    """
    r, scale = scene.r, wall_scale(scene)
    frame = scene.frame
    low = frame.horizon + 10
    made = [
        (stand(scene.tones, r) if stand else None, hang(scene.tones, r) if hang else None)
        for stand, hang in bays
    ]
    chosen: list[tuple[Piece | None, Piece | None, bool]] = []
    room = 1090.0
    entries = [(stand, hang, False) for stand, hang in made]
    if window_at is not None:
        entries.insert(min(window_at, len(entries)), (None, None, True))
    if scene.wants_door:
        entries.insert(1, (door(scene.tones, r), None, False))
        scene.wants_door = False
    for stand, hang, is_window in entries:
        wide = (
            118.0 if is_window else max(stand.width if stand else 0, hang.width if hang else 0)
        ) * scale
        if wide <= room or not chosen:
            chosen.append((stand, hang, is_window))
            room -= wide + 12
    r.shuffle(chosen)
    widths = [
        (118.0 if w else max(a.width if a else 0, b.width if b else 0)) * scale
        for a, b, w in chosen
    ]
    gap = (1090 - sum(widths)) / max(1, len(chosen))
    x = -45 + gap / 2
    stands = scene.sheet("furniture", lift=0.55, opacity=0.4)
    place = len(scene.back) - 1
    for (stand, hang, is_window), wide in zip(chosen, widths, strict=True):
        middle = x + wide / 2
        _bay(scene, stands, stand, hang, is_window, middle, low, scale, arched, curtains)
        x += wide + gap
    scene.back.append(scene.back.pop(place))  # what stands is before what hangs and the window
    for lamp in scene.lamps:
        scene.glow(*lamp)
    scene.lamps.clear()


def _bay(
    scene: Scene,
    stands: Layer,
    stand: Piece | None,
    hang: Piece | None,
    is_window: bool,
    x: float,
    low: float,
    scale: float,
    arched: bool,
    curtains: bool,
) -> None:
    frame, tones = scene.frame, scene.tones
    ceiling = frame.quiet[1] + 14 if frame.quiet_top else 36
    if is_window:
        foot = low - 58 * scale
        height = min(108.0, (foot - ceiling) / scale - (14 if curtains else 4))
        if height > 40:
            window(scene, x, foot, scale, arched=arched, curtains=curtains, height=height)
        return
    if stand:
        stands.add(group(stand.drawing, x, low, scale, flip=False))
        if stand.top:
            height, half = stand.top
            scene.perches.append(
                Perch(x - half * scale, x + half * scale, low - height * scale, scale)
            )
        if stand.lamp and (tones.dim or tones.indoors):
            dx, dy, reach = stand.lamp
            if tones.dim or dy > -60:
                scene.lamps.append(
                    (
                        x + dx * scale,
                        low + dy * scale,
                        reach * scale * 1.5,
                        0.75 if tones.dim else 0.4,
                    )
                )
    if hang:
        foot = low - ((stand.height + 16) if stand else 88) * scale
        if foot - hang.height * scale <= ceiling - 10:  # a low wall: hang it lower
            foot = low - ((stand.height + 5) if stand else 62) * scale
        if foot - hang.height * scale > ceiling - 10:
            layer = scene.sheet(f"hung{int(x)}", lift=0.4, opacity=0.34)
            layer.add(group(hang.drawing, x, foot, scale))


def pendant(scene: Scene) -> None:
    """A lamp that hangs from the ceiling, where no text is."""
    if scene.frame.quiet_top:
        return
    tones = scene.tones
    x, y = scene.side(scene.r.uniform(430, 560)), scene.r.uniform(84, 120)
    layer = scene.sheet("pendant", lift=0.6, opacity=0.36)
    layer.add(stroke(f"M{x:.0f},-10 V{y:.0f}", tones.dark_wood, 3.4))
    layer.add(ellipse(x, y + 40, 15, fill=mix("#ffffff", tones.lamp, 0.6)))
    layer.add(
        path(
            f"M{x - 58:.0f},{y + 40:.0f} Q{x - 50:.0f},{y:.0f} {x:.0f},{y - 6:.0f} Q{x + 50:.0f},{y:.0f} {x + 58:.0f},{y + 40:.0f}Z",
            tones.accent,
        )
    )
    if tones.dim:
        scene.glow(x, y + 60, 330, 0.5)
