"""A chart as a picture for a mail: drawn too large and made small, so that its lines are smooth."""

import math
from collections.abc import Sequence
from functools import cache
from importlib.resources import as_file, files
from io import BytesIO
from itertools import pairwise

from PIL import Image, ImageDraw, ImageFont

from sheets_bot.documents.chart import HEIGHT, WIDTH, Anchor, Look, Point, Rgb, draw
from sheets_bot.documents.letters import BOLD, FILES, PLAIN
from sheets_bot.domain.report.report import Chart

_TIMES, _SHARPER = 2, 2
"""Pixels a point in the picture, for screens of today; and how much larger it is drawn."""
_SCALE = _TIMES * _SHARPER
_ANCHORS = {"left": "ls", "middle": "ms", "right": "rs"}
_COLOURS = 64
"""Of the palette: enough for smooth edges, and a quarter of the bytes."""


def chart_png(chart: Chart) -> bytes:
    """Return a chart as PNG, 1232 pixels wide. Equal charts make equal files."""
    image = Image.new("RGB", (round(WIDTH * _SCALE), round(HEIGHT * _SCALE)), "white")
    draw(chart, _PngPen(ImageDraw.Draw(image)))
    small = image.resize((round(WIDTH * _TIMES), round(HEIGHT * _TIMES)), Image.Resampling.LANCZOS)
    target = BytesIO()
    small.quantize(_COLOURS).save(target, "PNG", optimize=True)
    return target.getvalue()


class _PngPen:
    """The pen of `chart.draw` on a picture."""

    def __init__(self, canvas: ImageDraw.ImageDraw) -> None:
        self._canvas = canvas

    def box(self, at: Point, to: Point, colour: Rgb) -> None:
        self._canvas.rectangle([_far(at), _far(to)], fill=_ink(colour))

    def line(
        self, points: Sequence[Point], colour: Rgb, *, width: float, dash: tuple[float, ...] = ()
    ) -> None:
        for piece in _dashed(points, dash) if dash else [list(points)]:
            self._canvas.line(
                [_far(point) for point in piece],
                fill=_ink(colour),
                width=round(width * _SCALE),
                joint="curve",
            )

    def mark(self, at: Point, look: Look) -> None:
        (x, y), size = _far(at), 3.4 * _SCALE
        around = [x - size, y - size, x + size, y + size]
        ink = _ink(look.colour)
        if look.mark == "square":
            self._canvas.rectangle(around, fill=ink)
        elif look.mark == "triangle":
            self._canvas.polygon(
                [(x, y - size * 1.2), (x + size * 1.2, y + size), (x - size * 1.2, y + size)], ink
            )
        elif look.mark == "ring":
            self._canvas.ellipse(around, fill=(255, 255, 255), outline=ink, width=round(1.4 * _SCALE))
        else:
            self._canvas.ellipse(around, fill=ink)

    def text(
        self, at: Point, words: str, colour: Rgb, *, size: float, bold: bool = False, anchor: Anchor = "left"
    ) -> float:
        font = _font(BOLD if bold else PLAIN, size)
        self._canvas.text(_far(at), words, fill=_ink(colour), font=font, anchor=_ANCHORS[anchor])
        return font.getlength(words) / _SCALE


def _dashed(points: Sequence[Point], dash: tuple[float, ...]) -> list[list[Point]]:
    """Return the pieces of a line that are drawn, in points; a dash goes on around a corner."""
    pieces: list[list[Point]] = []
    place, left, drawing = 0, dash[0], True
    for (x0, y0), (x1, y1) in pairwise(points):
        length, done = math.hypot(x1 - x0, y1 - y0), 0.0
        while done < length:
            reach = min(left, length - done)
            ends = [
                (x0 + (x1 - x0) * part / length, y0 + (y1 - y0) * part / length)
                for part in (done, done + reach)
            ]
            if drawing:
                pieces.append(ends)
            done, left = done + reach, left - reach
            if left <= 0:
                place, drawing = (place + 1) % len(dash), not drawing
                left = dash[place]
    return pieces


@cache
def _font(name: str, size: float) -> ImageFont.FreeTypeFont:
    with as_file(files("font_roboto").joinpath("files", FILES[name])) as path:
        return ImageFont.truetype(str(path), round(size * _SCALE), layout_engine=ImageFont.Layout.BASIC)


def _far(point: Point) -> tuple[float, float]:
    return point[0] * _SCALE, point[1] * _SCALE


def _ink(colour: Rgb) -> tuple[int, int, int]:
    red, green, blue = (round(255 * part) for part in colour)
    return red, green, blue
