"""Themes, and one colour per author, country and kind of weights, the same in every chart.

Models of one author share its hue: on a page, the first of them has the author's colour and each
further one a tint of it, and lines of tints are dashed (`tinted`). Lines and bars have a contrast
of 3 or more against the paper, letters one of 4.5, in every theme. Authors, countries, kinds of
weights and verdicts have colours of their own, so that no colour means two things.

The ten largest authors differ by at least 19 (CIE76) from one another as lines on light and on dark
paper, for normal sight and under simulated protanopia, deuteranopia and tritanopia. An eleventh
cannot be told apart by colour alone: it is known by the label that every line has.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from hashlib import sha256
from types import MappingProxyType
from typing import NamedTuple

from tracker.identity import author
from tracker.records import OTHER

GREY = "#8a8f96"

LARGEST = {
    "google": "#6983ed",
    "anthropic": "#b14303",
    "deepseek": "#4c2ae5",
    "openai": "#00a880",
    "x-ai": "#6c5230",
    "minimax": "#b581c7",
    "xiaomi": "#cb8600",
    "z-ai": "#7a0c5b",
    "tencent": "#6d56a9",
    "qwen": "#8c9952",
}
AUTHORS = {
    **LARGEST,
    "moonshotai": "#f26f83",
    "nvidia": "#6f9c30",
    "stepfun": "#2e8b99",
    "mistralai": "#b3441e",
    "meta-llama": "#5a86d6",
    "stealth": "#6b6e80",
    "openrouter": "#7a6ff0",
    "microsoft": "#4a7c59",
    "cohere": "#a0577f",
    "poolside": "#b08d3c",
    "arcee-ai": "#3f9ec4",
    "amazon": "#9c6b1f",
}
COUNTRIES = {
    "US": "#3f64b5",
    "CN": "#bf0727",
    "FR": "#7f1567",
    "CA": "#059e71",
    "KR": "#8392c6",
    "DE": "#c28914",
    "IL": "#6f9c30",
    "AE": "#c474a5",
    "GB": "#764c2b",
    "IN": "#2e8b99",
    "JP": "#f26f83",
    "NL": "#5a86d6",
}
WEIGHTS = {"open": "#12807a", "closed": "#7a5c99"}
PAIR = ("#2c6ec8", "#b14303")
"""The colours of what is no entity: of a measure of a board, and of two routers."""
UNKNOWN = "unknown"
KNOWN = {**AUTHORS, **COUNTRIES, **WEIGHTS, UNKNOWN: "#6b6e80"}
BAND = "#2c6ec8"
"""The colour of what is measured of all names together."""
REST = ("#7d8f2f", "#9a6fc0", "#c06a5a", "#4f7f8f", "#b58a6a", "#5f9f83")


class Theme(NamedTuple):
    """The colours of a theme.

    ``paper`` is the background, ``ink`` for text, ``pale`` for secondary text, ``faint`` for rules,
    ``quiet`` for lines that are not highlighted.
    """

    paper: str
    ink: str
    pale: str
    faint: str
    quiet: str


THEMES = {
    "light": Theme("#ffffff", "#1a1c20", "#5c626b", "#dfe2e6", "#8c929a"),
    "dark": Theme("#14181f", "#f1f3f5", "#a9b0ba", "#303741", "#6f7783"),
}

_HOUSE: ContextVar[Mapping[str, str]] = ContextVar("_HOUSE", default=MappingProxyType({}))
"""The colours of entities of a house's style, inside `styled`."""
ROUNDS = (0.0, 0.4, 0.65)
"""How much a house's colours are lightened each time that they are used again."""


@contextmanager
def styled(base: str, tones: Mapping[str, str], paper: str, ink: str) -> Iterator[str]:
    """Give entities the colours of a house, and yield the name of its theme.

    ``base`` is the theme that it takes the place of; ``paper`` and ``ink`` may be empty.
    """
    token = _HOUSE.set(tones)
    if not paper and not ink:
        try:
            yield base
        finally:
            _HOUSE.reset(token)
        return
    paper, ink = paper or THEMES[base].paper, ink or THEMES[base].ink
    name = f"{base} {paper} {ink}"
    THEMES[name] = Theme(paper, ink, *(_mix(ink, paper, part) for part in (0.3, 0.87, 0.68)))
    try:
        yield name
    finally:
        _HOUSE.reset(token)
        THEMES.pop(name, None)


def from_palette(palette: tuple[str, ...], entities: list[str], paper: str) -> dict[str, str]:
    """Return the colour of each entity: a palette in order, lightened where it is used again."""
    if not palette:
        return {}
    named = [entity for entity in entities if entity != OTHER]
    return {
        entity: _mix(palette[place % len(palette)], paper, ROUNDS[place // len(palette) % 3])
        for place, entity in enumerate(named)
    }


def house_tones() -> list[str]:
    """Return the colours of entities of a house's style, none outside `styled`."""
    return [*_HOUSE.get().values()]


LINE_CONTRAST, TEXT_CONTRAST = 3.0, 4.5
"""The least contrast of lines and of letters against the paper (WCAG 2.2, 1.4.3 and 1.4.11)."""
TINTS = (("#000000", 0.0), ("#000000", 0.36), ("#ffffff", 0.4), ("#000000", 0.6))
"""What the colour of an author is mixed with for its first, second, third and fourth model."""
DASHES: tuple[object, ...] = ("-", (0, (5, 1.6)), (0, (1.6, 1.4)), (0, (7, 1.5, 1.6, 1.5)))
"""The dashes of the lines of these, in points of a line as wide as one."""
_order: ContextVar[Mapping[str, int]] = ContextVar("order", default=MappingProxyType({}))
"""The place of each entity among those of its author on the page that is being drawn."""


@contextmanager
def tinted(entities: Iterable[str]) -> Iterator[None]:
    """Give the entities of one page, the most important first, tints within their author's hue."""
    places: dict[str, int] = {}
    counts: dict[str, int] = {}
    for entity in dict.fromkeys(entities):
        maker = author(entity)
        places[entity] = counts.get(maker, 0)
        counts[maker] = places[entity] + 1
    token = _order.set(places)
    try:
        yield
    finally:
        _order.reset(token)


def dashes(entity: str) -> object:
    """Return the line style of an entity: solid for the first of its author on the page."""
    return DASHES[_order.get().get(entity, 0) % len(DASHES)]


def tint(tone: str, place: int) -> str:
    """Return the tint of a colour for the ``place``-th of an author's models, 0 for the first."""
    return _mix(tone, *TINTS[place % len(TINTS)])


def colour(entity: str) -> str:
    """Return the colour of an entity: a tint of its author's, a country's, one of weights.

    It is grey for `other`. Inside `styled` it is that of the house.
    """
    if entity == OTHER:
        return GREY
    if entity in _HOUSE.get():
        return _HOUSE.get()[entity]
    return tint(_hue(author(entity)), _order.get().get(entity, 0))


def _hue(name: str) -> str:
    if name in KNOWN:
        return KNOWN[name]
    return REST[sha256(name.encode("utf-8", "replace")).digest()[0] % len(REST)]


def readable(tone: str, theme: Theme, contrast: float = TEXT_CONTRAST) -> str:
    """Return ``tone``, moved towards the theme's ink until text in it stands out from the paper."""
    return _towards(tone, theme.ink, theme.paper, contrast)


def visible(tone: str, theme: Theme) -> str:
    """Return ``tone``, moved as little towards the ink as a line on the theme's paper needs."""
    return _towards(tone, theme.ink, theme.paper, LINE_CONTRAST)


def text_on(tone: str) -> str:
    """Return black or white, whichever is read more easily on ``tone``."""
    return max("#000000", "#ffffff", key=lambda text: ratio(text, tone))


def ratio(first: str, second: str) -> float:
    """Return the contrast of two colours as WCAG 2 defines it, 1 to 21."""
    low, high = sorted((_luminance(first), _luminance(second)))
    return (high + 0.05) / (low + 0.05)


def _towards(tone: str, ink: str, paper: str, contrast: float) -> str:
    mixed = tone
    for step in range(1, 21):
        if ratio(mixed, paper) >= contrast:
            return mixed
        mixed = _mix(tone, ink, step / 20)
    return mixed


def _mix(first: str, second: str, part: float) -> str:
    pairs = zip(_channels(first), _channels(second), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * part):02x}" for a, b in pairs)


def _channels(tone: str) -> tuple[int, int, int]:
    return int(tone[1:3], 16), int(tone[3:5], 16), int(tone[5:7], 16)


def _luminance(tone: str) -> float:
    scaled = (value / 255 for value in _channels(tone))
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in scaled
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
