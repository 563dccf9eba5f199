"""
A chart of some weeks, drawn with whatever pen it is given: the PDF's (`report_pdf.py`) or the picture's
(`charts_png.py`).

One layout for both, so they show the same. Lines differ in dash and mark as well as in colour, for paper
without colour; a week without a number is a gap in its line, never a zero.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal, Protocol

from sheets_bot.documents.letters import plain
from sheets_bot.domain.report.pictures import value_words
from sheets_bot.domain.report.report import Chart, Line
from sheets_bot.domain.when_words import day_words

WIDTH, HEIGHT = 616.0, 216.0
"""Points; the origin is the upper left corner."""

Rgb = tuple[float, float, float]
"""Each 0 to 1."""
Point = tuple[float, float]
Anchor = Literal["left", "middle", "right"]

_LEFT, _RIGHT, _TOP, _BOTTOM = 44.0, 556.0, 62.0, 186.0
_INK: Rgb = (0.11, 0.14, 0.15)
_QUIET: Rgb = (0.35, 0.39, 0.42)
_GRID: Rgb = (0.87, 0.89, 0.90)
_BAND: Rgb = (0.945, 0.957, 0.965)
_STEPS = (1, 2, 3, 4, 5, 10)
_STEPS_OF_SHARES = (1, 1.5, 2, 2.5, 3, 4, 5, 10)
_MOST_LINES = 4
_LONGEST_NAME = 28
_MOST_DAYS = 7
_HALF = 18.0
"""Of the band behind the last week, at most."""
_APART = 12.0
"""Points between two figures at the right edge."""


@dataclass(frozen=True, slots=True)
class Look:
    """How one line looks, with colour and without."""

    colour: Rgb
    dash: tuple[float, ...]
    mark: Literal["dot", "square", "triangle", "ring"]


LOOKS = (
    Look((0.06, 0.24, 0.42), (), "dot"),
    Look((0.76, 0.34, 0.08), (7, 4), "square"),
    Look((0.35, 0.45, 0.30), (2, 3), "triangle"),
    Look((0.45, 0.35, 0.55), (9, 3, 2, 3), "ring"),
)


class Pen(Protocol):
    """Draws in points from the upper left corner."""

    def box(self, at: Point, to: Point, colour: Rgb) -> None:
        """Fill a rectangle."""

    def line(
        self, points: Sequence[Point], colour: Rgb, *, width: float, dash: tuple[float, ...] = ()
    ) -> None:
        """Join points."""

    def mark(self, at: Point, look: Look) -> None:
        """Set the mark of a line on one of its points."""

    def text(
        self, at: Point, words: str, colour: Rgb, *, size: float, bold: bool = False, anchor: Anchor = "left"
    ) -> float:
        """Write one line with its foot at *at*, and return how wide it is."""


def draw(chart: Chart, pen: Pen) -> None:
    """Draw a whole chart, at most four lines of it."""
    lines = chart.lines[:_MOST_LINES]
    top = _nice_top(lines, is_share=chart.is_share)
    pen.text((0, 15), _short(chart.title, 70), _INK, size=13, bold=True)
    _legend(lines, pen)
    _frame(chart, top, pen)
    for line, look in zip(lines, LOOKS, strict=False):
        _series(line, look, top, pen)
    _last_values(lines, top, pen, is_share=chart.is_share)


def _legend(lines: Sequence[Line], pen: Pen) -> None:
    x = 0.0
    for line, look in zip(lines, LOOKS, strict=False):
        pen.line([(x, 34), (x + 26, 34)], look.colour, width=2, dash=look.dash)
        pen.mark((x + 13, 34), look)
        x += 32
        x += pen.text((x, 38), _short(line.name, _LONGEST_NAME), _INK, size=10.5) + 20


def _frame(chart: Chart, top: float, pen: Pen) -> None:
    """Draw the last week's band, the grid with its values, and the days."""
    step = (_RIGHT - _LEFT) / max(len(chart.weeks) - 1, 1)
    half = min(step / 2, _HALF)
    pen.box((_RIGHT - half, _TOP - 8), (_RIGHT + half, _BOTTOM), _BAND)
    for part in range(5):
        value = top * part / 4
        y = _y(value, top)
        pen.line([(_LEFT, y), (_RIGHT + half, y)], _GRID if part else _QUIET, width=0.8)
        words = value_words(Decimal(f"{value:.4f}").normalize(), is_share=chart.is_share)
        pen.text((_LEFT - 8, y + 3.5), words, _QUIET, size=9.5, anchor="right")
    every = -(-len(chart.weeks) // _MOST_DAYS)
    for place, week in enumerate(chart.weeks):
        if (len(chart.weeks) - 1 - place) % every == 0:
            pen.text(
                (_x(place, len(chart.weeks)), _BOTTOM + 15), _day(week), _QUIET, size=9.5, anchor="middle"
            )
    pen.text((_LEFT, _BOTTOM + 28), "Week of", _QUIET, size=9, anchor="left")


def _series(line: Line, look: Look, top: float, pen: Pen) -> None:
    for run in _runs(line.values):
        points = [(_x(place, len(line.values)), _y(float(value), top)) for place, value in run]
        if len(points) > 1:
            pen.line(points, look.colour, width=2, dash=look.dash)
        for point in points:
            pen.mark(point, look)


def _last_values(lines: Sequence[Line], top: float, pen: Pen, *, is_share: bool) -> None:
    """Write the last week's values beside their points, moved apart where they would touch."""
    known = [
        (_y(float(value), top), value, look)
        for line, look in zip(lines, LOOKS, strict=False)
        if (value := line.values[-1]) is not None
    ]
    known.sort(key=lambda item: item[0])
    feet: list[float] = []
    for y, _, _ in known:
        feet.append(max(y, feet[-1] + _APART) if feet else y)
    too_low = max(0.0, (feet[-1] if feet else 0.0) - _BOTTOM)
    for foot, (_, value, look) in zip(feet, known, strict=True):
        words = value_words(value, is_share=is_share)
        pen.text((_RIGHT + _HALF + 5, foot - too_low + 4), words, look.colour, size=11, bold=True)


def _runs(values: Sequence[Decimal | None]) -> Iterator[list[tuple[int, Decimal]]]:
    """Yield the stretches of weeks that have a value."""
    run: list[tuple[int, Decimal]] = []
    for place, value in enumerate(values):
        if value is not None:
            run.append((place, value))
        elif run:
            yield run
            run = []
    if run:
        yield run


def _nice_top(lines: Sequence[Line], *, is_share: bool) -> float:
    """Return an upper end that leaves the greatest value inside and divides by four into round numbers."""
    greatest = max((float(value) for line in lines for value in line.values if value is not None), default=0)
    if is_share and greatest > 0.5:
        return 1.0
    least = 0.04 if is_share else 4.0 if greatest >= 1 else 0.4
    steps = _STEPS_OF_SHARES if is_share else _STEPS
    wanted = max(greatest, least) / 4
    power = 1.0
    while power * 10 <= wanted:
        power *= 10
    while power > wanted:
        power /= 10
    return 4 * next(step * power for step in steps if step * power >= wanted * 0.9999)


def _x(place: int, count: int) -> float:
    return _RIGHT if count == 1 else _LEFT + place * (_RIGHT - _LEFT) / (count - 1)


def _y(value: float, top: float) -> float:
    return _BOTTOM - (_BOTTOM - _TOP) * min(max(value / top, 0.0), 1.0)


def _day(week: date) -> str:
    return day_words(week).split(" ", 1)[1]


def _short(words: str, longest: int) -> str:
    shown = " ".join(plain(words).split())
    return shown if len(shown) <= longest else f"{shown[: longest - 1]}…"
