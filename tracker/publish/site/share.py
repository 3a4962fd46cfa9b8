"""The pictures of charts: PNG files, which also stand for a page where it is linked.

Each has a title, a line of figures, the chart and the source, all in English, as the typeface that
is carried has no Chinese. Those of models, makers and countries are many: they are of 1200 by 630
pixels in sixteen colours, drawn in grey from ink to paper with the accent as the one shade above
paper. The others are twice as large, and in full colour.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

BREADTH, HEIGHT = 1200, 630
MARGIN = 64
INK, SOFT, QUIET, PAPER, ACCENT = 0, 5, 10, 14, 15
"""Shades; from `INK` to `PAPER` they are greys, between which letters have their edges."""
DARKEST, LIGHTEST = (22, 24, 29), (255, 255, 255)
ACCENT_COLOUR = (11, 110, 95)
TOP, FOOT = 220, 548
"""Where a chart begins and ends."""
SOURCE_LINES = 3
LABELLED = 250
"""The room for the names of lines at their ends."""
SHARP = 2
"""How much larger a picture in colour is."""
TYPESET = "×·–—’“”…"
"""Signs of the typeface besides ASCII."""
SITE = "OpenRouter usage, week by week"
Colour = tuple[int, int, int]


def columns(
    title: str, line: str, values: Sequence[tuple[float | None, bool]], source: str
) -> bytes:
    """Return a picture in shades with a column for each week.

    ``values`` are those of the weeks (None: unknown), and whether they are marked.
    """
    page = Page("L")
    page.ground(source)
    page.head(title, line)
    largest = max((value for value, _ in values if value), default=0)
    step = (BREADTH - 2 * MARGIN) / max(len(values), 12)
    gap = 2 if step > 6 else 1
    for number, (value, is_marked) in enumerate(values):
        if value:
            left = MARGIN + number * step
            top = FOOT - max(1.0, (FOOT - TOP) * value / largest)
            page.box(left, top, left + step - gap, FOOT - 1, ACCENT if is_marked else QUIET)
    return page.in_shades()


def lines(
    title: str, line: str, series: Sequence[tuple[str, str, Sequence[float | None]]], source: str
) -> bytes:
    """Return a picture with lines; ``series`` has the name, the colour and the values of each."""
    page = Page("RGB", SHARP)
    page.ground(source)
    page.head(title, line)
    largest = max(value for _, _, values in series for value in values if value is not None)
    step = (BREADTH - 2 * MARGIN - LABELLED) / max(max(len(values) for *_, values in series) - 1, 1)
    for name, colour, values in series:
        points: list[tuple[float, float]] = []
        for number, value in enumerate([*values, None]):
            if value is not None:
                down = FOOT - (FOOT - TOP) * value / largest
                points.append((MARGIN + number * step, down))
            elif points:
                page.line(points, _colour(colour))
                last, points = points[-1], []
        page.text(last[0] + 12, last[1] - 15, name, "Bold", 24, _colour(colour))
    return page.in_colour()


def strip(
    title: str,
    line: str,
    cells: Sequence[str | None],
    legend: Sequence[tuple[str, str]],
    source: str,
) -> bytes:
    """Return a picture with a cell for each week in its colour, and what the colours mean."""
    page = Page("RGB", SHARP)
    page.ground(source)
    page.head(title, line)
    step = (BREADTH - 2 * MARGIN) / len(cells)
    for number, colour in enumerate(cells):
        if colour is not None:
            left = MARGIN + number * step
            page.box(left, TOP + 10, left + step, TOP + 150, _colour(colour))
    for number, (name, colour) in enumerate(legend):
        row, place = divmod(number, 3)
        left, down = MARGIN + place * 350, TOP + 182 + row * 46
        page.box(left, down + 4, left + 24, down + 28, _colour(colour))
        page.text(left + 36, down, name, "Regular", 24, DARKEST)
    return page.in_colour()


def bars(
    title: str,
    line: str,
    groups: Sequence[tuple[str, Sequence[tuple[str, str, float]]]],
    source: str,
) -> bytes:
    """Return a picture with groups of bars; each bar has its name, its value and its length."""
    page = Page("RGB", SHARP)
    page.ground(source)
    page.head(title, line)
    breadth = (BREADTH - 2 * MARGIN + 40) / len(groups) - 40
    for place, (heading, rows) in enumerate(groups):
        left = MARGIN + place * (breadth + 40)
        page.text(left, TOP - 4, heading, "Bold", 22, ACCENT_COLOUR)
        step = (FOOT - TOP - 34) / max(len(rows), 1)
        for number, (name, value, length) in enumerate(rows):
            down = TOP + 34 + number * step
            page.text(left, down, name, "Regular", 21, DARKEST, breadth - 100)
            page.text(
                left + breadth - page.length(value, "Bold", 21), down, value, "Bold", 21, DARKEST
            )
            tone = ACCENT_COLOUR if number == 0 else _tone(QUIET)
            page.box(left, down + 28, left + max(2.0, breadth * length), down + 38, tone)
    return page.in_colour()


class Page:
    """A picture as it is drawn; places are in pixels of `BREADTH` by `HEIGHT`."""

    def __init__(self, mode: str, scale: int = 1) -> None:
        self._scale = scale
        self._mode = mode
        self._image = Image.new(mode, (BREADTH * scale, HEIGHT * scale), self._tone(PAPER))
        self._draw = ImageDraw.Draw(self._image)

    def ground(self, source: str) -> None:
        """Draw what pictures of one source have in common."""
        if self._mode == "L":
            self._image = _ground(source).copy()
            self._draw = ImageDraw.Draw(self._image)
        else:
            self.common(source)

    def common(self, source: str) -> None:
        self.box(MARGIN, 0, MARGIN + 72, 12, self._tone(ACCENT))
        self.text(MARGIN, 34, SITE, "Regular", 24, self._tone(SOFT))
        lines = self.wrapped(source, "Regular", 17, BREADTH - 2 * MARGIN)
        for number, line in enumerate(lines[:SOURCE_LINES]):
            self.text(MARGIN, FOOT + 11 + number * 22, line, "Regular", 17, self._tone(SOFT))
        self.box(MARGIN, FOOT, BREADTH - MARGIN, FOOT + 1, self._tone(SOFT))

    def head(self, title: str, line: str) -> None:
        """Write a title, in two lines where one is too short, and a line of figures."""
        room, size = BREADTH - 2 * MARGIN, 56
        while size > 40 and self.length(title, "Bold", size) > room:
            size -= 8
        titles = self.wrapped(title, "Bold", size, room)[:2]
        down = 80 if len(titles) == 1 else 70
        for number, text in enumerate(titles):
            self.text(
                MARGIN, down + number * size * 1.15, text, "Bold", size, self._tone(INK), room
            )
        size = 26
        while size > 20 and self.length(line, "Regular", size) > room:
            size -= 2
        down = 158 if len(titles) == 1 else 170
        self.text(MARGIN, down, line, "Regular", size, self._tone(SOFT), room)

    def wrapped(self, text: str, style: str, size: int, room: float) -> list[str]:
        """Return the lines of a text."""
        lines: list[str] = []
        for word in text.split():
            longer = f"{lines[-1]} {word}" if lines else word
            if lines and self.length(longer, style, size) <= room:
                lines[-1] = longer
            else:
                lines.append(word)
        return lines or [""]

    def text(
        self,
        left: float,
        down: float,
        text: str,
        style: str,
        size: int,
        tone: int | Colour,
        room: float = BREADTH,
    ) -> None:
        """Write a text, cut to the room there is."""
        text = _typeset(text)
        if self.length(text, style, size) > room:
            while self.length(f"{text}…", style, size) > room:
                text = text[:-1].rstrip()
            text = f"{text}…"
        place = (left * self._scale, down * self._scale)
        self._draw.text(place, text, fill=tone, font=_font(style, size * self._scale))

    def length(self, text: str, style: str, size: int) -> float:
        return _font(style, size * self._scale).getlength(_typeset(text)) / self._scale

    def box(self, left: float, top: float, right: float, bottom: float, tone: int | Colour) -> None:
        edges = [round(edge * self._scale) for edge in (left, top, right, bottom)]
        self._draw.rectangle((edges[0], edges[1], max(edges[::2]), max(edges[1::2])), fill=tone)

    def line(self, points: Sequence[tuple[float, float]], colour: Colour) -> None:
        scaled = [(x * self._scale, y * self._scale) for x, y in points]
        self._draw.line(scaled, fill=colour, width=5 * self._scale, joint="curve")

    def in_shades(self) -> bytes:
        self._image.putpalette(_palette())
        return _png(self._image, bits=4)

    def in_colour(self) -> bytes:
        return _png(self._image.quantize(64, Image.Quantize.FASTOCTREE))

    def _tone(self, shade: int) -> int | Colour:
        return shade if self._mode == "L" else _tone(shade)


def _png(image: Image.Image, **options: int) -> bytes:
    buffer = BytesIO()
    image.save(buffer, "PNG", compress_level=1, **options)
    return buffer.getvalue()


@cache
def _ground(source: str) -> Image.Image:
    page = Page("L")
    page.common(source)
    return page._image


def _tone(shade: int) -> Colour:
    """Return the colour of a shade."""
    if shade == ACCENT:
        return ACCENT_COLOUR
    red, green, blue = (
        round(dark + (light - dark) * shade / PAPER)
        for dark, light in zip(DARKEST, LIGHTEST, strict=True)
    )
    return red, green, blue


@cache
def _palette() -> bytes:
    """Return the colours of the shades of a picture, the accent as the last."""
    return bytes(channel for shade in range(ACCENT + 1) for channel in _tone(shade))


def _colour(written: str) -> Colour:
    """Return a colour that is written as ``#0b6e5f``."""
    red, green, blue = bytes.fromhex(written.removeprefix("#"))
    return red, green, blue


@cache
def _font(style: str, size: int) -> ImageFont.FreeTypeFont:
    data = files("tracker").joinpath("data", "fonts", f"Inter-{style}.ttf").read_bytes()
    return ImageFont.truetype(BytesIO(data), size)


def _typeset(text: str) -> str:
    """Return a text in the letters of the typeface."""
    return "".join(sign if sign.isascii() or sign in TYPESET else "?" for sign in text)
