"""Charts of the pages, written by hand as SVG: columns and lines over the weeks, bars, a strip.

Across, everything is in percent of the breadth, and down in pixels, so that one drawing serves a
telephone and a wide screen and its letters are as large on both. Colours are classes of the style
sheet, which turn with the page. A week without a value leaves a gap.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil, floor, log10
from textwrap import wrap

from markupsafe import Markup, escape

from tracker.publish.site.words import Words, sunday
from tracker.weeks import WEEK, walk

STEP = 10
"""The breadth of a week in the units of a drawing."""
HIGH = 1000
"""The height of a drawing in its own units."""
TOP, BOTTOM = 26, 26
"""The room above and below a drawing, in pixels."""
MOST_DATES = 6
SOURCE_LETTERS = 150
"""How many letters of a source line stand in a line of a file."""
FEWEST = 12
"""The least number of weeks across, so that two of them are no walls."""
EDGE = 14.0
"""Nearer to an edge, in percent, a label begins or ends there."""
Y_STEPS = (1, 2, 2.5, 5, 10)


@dataclass(frozen=True)
class Line:
    """Values of weeks: their name, the class of their colour, and each week with its value."""

    name: str
    tone: str
    values: dict[date, float]


@dataclass(frozen=True)
class Drawing:
    """An SVG element, and the points that the script reads out: place, week and text of each."""

    svg: Markup
    points: list[tuple[float, str, str]]


@dataclass(frozen=True)
class Frame:
    """The weeks across, the largest value, and the height in pixels."""

    weeks: list[date]
    largest: float
    height: int

    def across(self, week: date) -> float:
        """Return the middle of a week in percent."""
        return round(100 * (self.weeks.index(week) + 0.5) / len(self.weeks), 2)

    def down(self, value: float) -> float:
        """Return the height of a value in pixels from above."""
        room = self.height - TOP - BOTTOM
        return round(TOP + room * (1 - value / self.largest), 1)


def columns(
    name: str,
    title: str,
    values: dict[date, float],
    marked: set[date],
    text: Words,
    shown: dict[date, str],
    *,
    height: int = 300,
    percent: bool = False,
    metric: str = "",
) -> Drawing:
    """Draw a column for each week, those ``marked`` in the accent; the largest has a label.

    ``shown`` are the values as text.
    """
    frame = _frame([values], height)
    paths = []
    for tone, chosen in (("col", False), ("col lead", True)):
        steps = "".join(
            f"M{frame.weeks.index(week) * STEP + 1} {HIGH}V{_y(value, frame)}h{STEP - 2}V{HIGH}z"
            for week, value in values.items()
            if (week in marked) is chosen
        )
        if steps:
            paths.append(f'<path class="{tone}" d="{steps}"/>')
    peak = max(values, key=lambda week: values[week])
    label = _label(frame.across(peak), frame.down(values[peak]) - 6, shown[peak], "peak")
    body = _scaled(frame, paths) + label
    points = [(frame.across(week), week, shown[week]) for week in values]
    return _drawing(name, title, frame, body, points, text, percent=percent, metric=metric)


def lines(
    name: str,
    title: str,
    series: Sequence[Line],
    text: Words,
    *,
    height: int = 320,
) -> Drawing:
    """Draw shares of the weeks as lines, with the name and the newest of each in the corner."""
    frame = _frame([line.values for line in series], height)
    paths = [f'<path class="line {line.tone}" d="{_path(line, frame)}"/>' for line in series]
    labels = "".join(
        _label(
            100,
            TOP + 18 + number * 20,
            f"{line.name} {text.percent(line.values[max(line.values)])}",
            f"end {line.tone}",
        )
        for number, line in enumerate(series)
    )
    points = [
        (
            frame.across(week),
            week,
            " · ".join(
                f"{line.name} {text.percent(line.values[week])}"
                for line in series
                if week in line.values
            ),
        )
        for week in frame.weeks
        if any(week in line.values for line in series)
    ]
    body = _scaled(frame, paths) + labels
    return _drawing(name, title, frame, body, points, text, percent=True)


def strip(
    name: str,
    title: str,
    leaders: dict[date, tuple[str, str]],
    text: Words,
    *,
    height: int = 96,
) -> Drawing:
    """Draw a cell for each week in the colour of its leader; ``leaders`` has class and name."""
    frame = _frame([dict.fromkeys(leaders, 1.0)], height)
    cells: dict[str, list[str]] = {}
    for week, (tone, _) in leaders.items():
        left = frame.weeks.index(week) * STEP
        cells.setdefault(tone, []).append(f"M{left} 0h{STEP}v{HIGH}h-{STEP}z")
    paths = [f'<path class="{tone}" d="{"".join(steps)}"/>' for tone, steps in cells.items()]
    points = [(frame.across(week), week, leader) for week, (_, leader) in leaders.items()]
    return _drawing(name, title, frame, _scaled(frame, paths), points, text, ruled=False)


def bars(
    name: str, title: str, groups: Sequence[tuple[str, Sequence[tuple[str, str, float]]]]
) -> Drawing:
    """Draw groups of bars side by side; each bar has its name, its value and its length, 0 to 1.

    It is for files: a page has the same as text.
    """
    rows = max(len(items) for _, items in groups)
    height, breadth = 30 + rows * 44, 100 / len(groups)
    parts = []
    for place, (heading, items) in enumerate(groups):
        left, room = place * breadth, breadth - (3 if len(groups) > 1 else 0)
        parts.append(f'<text class="peak" x="{left:.2f}%" y="16">{escape(heading)}</text>')
        for number, (who, value, length) in enumerate(items):
            y = 44 + number * 44
            parts.append(
                f'<text class="who" x="{left:.2f}%" y="{y}">{escape(who)}</text>'
                f'<text class="value" x="{left + room:.2f}%" y="{y}" text-anchor="end">'
                f"{escape(value)}</text>"
                f'<rect class="{"col" if number else "lead"}" x="{left:.2f}%" y="{y + 7}" '
                f'width="{room * length:.2f}%" height="9"/>'
            )
    svg = (
        f'<svg class="plot" role="img" aria-labelledby="{name}-title" width="100%" '
        f'height="{height}" data-height="{height}"><title id="{name}-title">{escape(title)}</title>'
        f"{''.join(parts)}</svg>"
    )
    return Drawing(Markup(svg), [])  # noqa: S704 - every text in it is escaped


def standalone(drawing: Drawing, title: str, source: str, style: str) -> bytes:
    """Return a drawing as a file: with its title, its source and its own style."""
    breadth, above = 1200, 84
    inner = str(drawing.svg)
    height = int(inner.partition('data-height="')[2].partition('"')[0])
    lines = wrap(source, SOURCE_LETTERS)
    sources = "".join(
        f'<text class="source" x="40" y="{height + above + 26 + number * 20}">{escape(line)}</text>'
        for number, line in enumerate(lines)
    )
    whole = height + above + 24 + 20 * len(lines)
    text = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {breadth} {whole}" '
        f'width="{breadth}" height="{whole}"><style>{style}</style>'
        f'<rect class="paper" width="100%" height="100%"/>'
        f'<text class="title" x="40" y="52">{escape(title)}</text>'
        f'<svg x="40" y="{above}" width="{breadth - 80}" height="{height}">{inner}</svg>'
        f"{sources}</svg>\n"
    )
    return text.encode("utf-8", "replace")


def _frame(values: Sequence[dict[date, float]], height: int) -> Frame:
    days = [week for each in values for week in each]
    largest = max(value for each in values for value in each.values())
    first, last = min(days), max(days)
    lacking = max(0, FEWEST - ((last - first).days // 7 + 1))
    weeks = walk(first - lacking // 2 * WEEK, last + (lacking - lacking // 2) * WEEK)
    return Frame([*weeks], _ceiling(largest), height)


def _ceiling(value: float) -> float:
    """Return the least round number that is not less than a value."""
    if value <= 0:
        return 1.0
    power = 10.0 ** floor(log10(value))
    return next(step * power for step in Y_STEPS if step * power >= value * 0.999)


def _y(value: float, frame: Frame) -> int:
    return round(HIGH * (1 - value / frame.largest))


def _path(line: Line, frame: Frame) -> str:
    """Return the path of a line, which begins anew after a gap."""
    steps, joined = [], False
    for number, week in enumerate(frame.weeks):
        value = line.values.get(week)
        if value is not None:
            command = "L" if joined else "M"
            steps.append(f"{command}{number * STEP + STEP // 2} {_y(value, frame)}")
        joined = value is not None
    return "".join(steps)


def _scaled(frame: Frame, paths: Sequence[str]) -> str:
    """Return paths in an element that stretches them over the drawing."""
    height = frame.height - TOP - BOTTOM
    return (
        f'<svg y="{TOP}" width="100%" height="{height}" preserveAspectRatio="none" '
        f'viewBox="0 0 {len(frame.weeks) * STEP} {HIGH}">{"".join(paths)}</svg>'
    )


def _label(x: float, y: float, text: str, tone: str) -> str:
    anchor = "start" if x < EDGE else "end" if x > 100 - EDGE else "middle"
    return (
        f'<text class="{tone}" x="{x}%" y="{max(y, 12):g}" text-anchor="{anchor}">'
        f"{escape(text)}</text>"
    )


def _drawing(
    name: str,
    title: str,
    frame: Frame,
    body: str,
    points: list[tuple[float, date, str]],
    text: Words,
    *,
    percent: bool = False,
    ruled: bool = True,
    metric: str = "",
) -> Drawing:
    rules, ticks = _rules(frame, text, percent, metric) if ruled else ("", "")
    svg = (
        f'<svg class="plot" role="img" aria-labelledby="{name}-title" width="100%" '
        f'height="{frame.height}" data-height="{frame.height}">'
        f'<title id="{name}-title">{escape(title)}</title>{rules}{body}'
        f"{ticks}{''.join(_dates(frame, text))}</svg>"
    )
    read_out = [(x, text.short_day(sunday(week)), shown) for x, week, shown in points]
    return Drawing(Markup(svg), read_out)  # noqa: S704 - every text in it is escaped


def _rules(frame: Frame, text: Words, percent: bool, metric: str) -> tuple[str, str]:
    """Return the lines of equal values, of which the lowest is zero, and their values."""
    lines, ticks = [], []
    for part in (0, 0.5, 1):
        value = frame.largest * part
        y = frame.down(value)
        lines.append(f'<line class="rule" x2="100%" y1="{y}" y2="{y}"/>')
        if part:
            shown = f"{100 * value:g}%" if percent else text.amount(round(value), metric)
            ticks.append(f'<text class="tick" x="0" y="{y - 5:g}">{escape(shown)}</text>')
    return "".join(lines), "".join(ticks)


def _dates(frame: Frame, text: Words) -> Iterator[str]:
    """Yield the names of some months below the weeks in which they begin."""
    starts = [
        week
        for number, week in enumerate(frame.weeks)
        if number == 0 or week.month != frame.weeks[number - 1].month
    ]
    each = max(1, ceil(len(starts) / MOST_DATES))
    for number, week in enumerate(starts[::each]):
        x = frame.across(week)
        if x <= 94:
            anchor = "start" if x < EDGE / 2 else "middle"
            # On a telephone there is room for every second only.
            tone = "tick aside" if number % 2 else "tick"
            yield (
                f'<text class="{tone}" x="{x if x >= EDGE / 2 else 0}%" y="{frame.height - 8}" '
                f'text-anchor="{anchor}">{escape(text.month(week))}</text>'
            )
