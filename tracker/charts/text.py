"""Text that fits: cleaned, shortened, wrapped and measured, in matplotlib's own DejaVu Sans.

What is published about models is other people's text. A name may be 300 characters long, hold
control characters or marks that turn the direction of writing, or look like a formula.
Sizes and widths are in points (72 to the inch).
"""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.text import Annotation, Text
from matplotlib.textpath import text_to_path

FONT = "DejaVu Sans"
DOTS = "…"
LACKING = "□"
LONGEST_NAME = 44
MEASURED = 10
"""The size at which letters are measured."""
IN_WORDS = {
    "AE": "Emirates",
    "CA": "Canada",
    "CN": "China",
    "DE": "Germany",
    "FR": "France",
    "GB": "Britain",
    "IL": "Israel",
    "IN": "India",
    "JP": "Japan",
    "KR": "South Korea",
    "NL": "Netherlands",
    "open": "open weights",
    "closed": "closed weights",
}
"""Entities that are known by a sign, and what people call them."""


def clean(text: str) -> str:
    """Without control characters, direction marks and stacked accents; one space between words."""
    kept = "".join(_kept(sign) for sign in unicodedata.normalize("NFC", text))
    return " ".join(kept.split())


def drawable(text: str) -> str:
    """Cleaned, with □ for every sign that the font lacks."""
    return "".join(sign if ord(sign) in _signs() else LACKING for sign in clean(text))


def short(text: str, most: int = LONGEST_NAME) -> str:
    """Cleaned and at most ``most`` characters long: the middle gives way to an ellipsis, because
    the end of a slug tells its variants apart."""
    text = clean(text)
    if len(text) <= most:
        return text
    tail = most // 3
    return text[: most - tail - 1] + DOTS + text[-tail:]


def names(entities: list[str]) -> dict[str, str]:
    """What to call each entity in print: without its author, unless two would be called alike; a
    country and a kind of weights in words."""
    plain = {
        entity: IN_WORDS.get(entity) or short(entity.partition("/")[2]) or short(entity)
        for entity in entities
    }
    called = list(plain.values())
    return {
        entity: (name if called.count(name) == 1 else short(entity)) or "(no name)"
        for entity, name in plain.items()
    }


def base() -> float:
    """The size of ordinary text on the page that is being drawn."""
    return float(mpl.rcParams["font.size"])


def width(text: str, size: float, bold: bool = False) -> float:
    return _width(text, bold) * size


@lru_cache(maxsize=20_000)
def _width(text: str, bold: bool) -> float:
    """At a size of 1. A long name is measured sign by sign, at many sizes: each is once, and at one
    size, for what is measured at another differs in its last digit, and a line may break there."""
    font = FontProperties(family=FONT, weight="bold" if bold else "normal", size=MEASURED)
    breadth, _, _ = text_to_path.get_text_width_height_descent(
        drawable(text), font.copy(), ismath=False
    )
    return float(breadth) / font.get_size_in_points()


def fitted(text: str, size: float, room: float, bold: bool = False) -> str:
    """Shortened until it is no wider than ``room``."""
    text = clean(text)
    most = len(text)
    while most > 4 and width(text, size, bold) > room:
        most -= 1
        text = short(text, most)
    return text


def wrapped(text: str, size: float, room: float, bold: bool = False, most: int = 99) -> list[str]:
    """Lines no wider than ``room``; a word that is wider alone is broken. At most ``most`` lines,
    the last one ending in an ellipsis when something is left over."""
    lines: list[str] = []
    line = ""
    taken, space = 0.0, width("n n", size, bold) - width("nn", size, bold)
    for word in clean(text).split(" "):
        # Words are measured one by one: most of them come again, and a whole line does not.
        needed = width(word, size, bold)
        if line and taken + space + needed <= room:
            line, taken = f"{line} {word}", taken + space + needed
            continue
        if line:
            lines.append(line)
        *whole, line = _broken(word, size, room, bold) if needed > room else [word]
        taken = width(line, size, bold)
        lines.extend(whole)
        if len(lines) > most:
            break
    lines.append(line)
    if len(lines) <= most:
        return lines
    last = lines[most - 1]
    while last and width(last + DOTS, size, bold) > room:
        last = last[:-1]
    return [*lines[: most - 1], last.rstrip() + DOTS]


def write(place: Axes | Figure, x: float, y: float, text: str, **look: Any) -> Text:
    """Put text at a place, never read as a formula."""
    return place.text(x, y, drawable(text), fontfamily=FONT, parse_math=False, **look)


def write_beside(
    ax: Axes, point: tuple[float, float], off: tuple[float, float], text: str, **look: Any
) -> Annotation:
    """Put text ``off`` points away from a point of the data, never read as a formula."""
    return ax.annotate(
        drawable(text),
        point,
        off,
        textcoords="offset points",
        fontfamily=FONT,
        parse_math=False,
        annotation_clip=False,
        **look,
    )


def _kept(sign: str) -> str:
    kind = unicodedata.category(sign)
    if sign in "\t\n\r" or kind in ("Zl", "Zp"):
        return " "
    return "" if kind[0] == "C" or kind in ("Mn", "Me") else sign


def _broken(word: str, size: float, room: float, bold: bool) -> list[str]:
    parts = [""]
    for sign in word:
        if parts[-1] and width(parts[-1] + sign, size, bold) > room:
            parts.append("")
        parts[-1] += sign
    return parts


@cache
def _signs() -> frozenset[int]:
    """What both the plain and the bold face can draw."""
    plain, bold = (
        get_font(findfont(FontProperties(family=FONT, weight=weight))).get_charmap()
        for weight in ("normal", "bold")
    )
    return frozenset(plain) & frozenset(bold)
