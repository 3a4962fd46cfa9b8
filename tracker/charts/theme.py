"""Themes, and one colour per author, country and kind of weights, the same in every chart.

The twelve largest authors have tones near Okabe and Ito's, moved apart until the first ten differ
by at least 19 (CIE76) for normal sight and under simulated protanopia, deuteranopia and tritanopia,
and all twelve by at least 14. A thirteenth cannot be told apart by colour alone: it is known by the
label that every line has.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from hashlib import sha256
from types import MappingProxyType
from typing import NamedTuple

from tracker.identity import author
from tracker.records import OTHER

GREY = "#8a8f96"

LARGEST = {
    "google": "#2c6ec8",
    "anthropic": "#d35900",
    "deepseek": "#3130a2",
    "openai": "#0a9e72",
    "x-ai": "#764c2b",
    "minimax": "#c474a5",
    "xiaomi": "#eaa30f",
    "z-ai": "#8f268a",
    "tencent": "#5ebff6",
    "qwen": "#d9c864",
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
    "US": "#2c6ec8",
    "CN": "#d35900",
    "FR": "#8f268a",
    "CA": "#0a9e72",
    "KR": "#5ebff6",
    "DE": "#eaa30f",
    "IL": "#6f9c30",
    "AE": "#c474a5",
    "GB": "#764c2b",
    "IN": "#2e8b99",
    "JP": "#f26f83",
    "NL": "#5a86d6",
}
WEIGHTS = {"open": "#0a9e72", "closed": "#764c2b"}
SPEAKS = {"for": "#2c6ec8", "against": "#d35900"}
"""What a measure speaks for. Blue and orange differ for all readers; green and red do not."""
UNKNOWN = "unknown"
KNOWN = {**AUTHORS, **COUNTRIES, **WEIGHTS, UNKNOWN: "#6b6e80"}
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
    "light": Theme("#ffffff", "#1a1c20", "#5c626b", "#dfe2e6", "#b9bec5"),
    "dark": Theme("#14181f", "#f1f3f5", "#a9b0ba", "#303741", "#5d6570"),
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


def colour(entity: str) -> str:
    """Return the colour of an entity's author, of a country or of a kind of weights.

    It is grey for `other`. Inside `styled` it is that of the house.
    """
    if entity == OTHER:
        return GREY
    if entity in _HOUSE.get():
        return _HOUSE.get()[entity]
    name = author(entity)
    if name in KNOWN:
        return KNOWN[name]
    return REST[sha256(name.encode("utf-8", "replace")).digest()[0] % len(REST)]


def readable(tone: str, theme: Theme, contrast: float = 4.5) -> str:
    """Return ``tone``, moved towards the theme's ink until text in it stands out from the paper."""
    return _towards(tone, theme.ink, theme.paper, contrast)


def visible(tone: str, theme: Theme) -> str:
    """Return ``tone``, moved as little towards the ink as a line on the theme's paper needs."""
    return _towards(tone, theme.ink, theme.paper, 1.7)


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
