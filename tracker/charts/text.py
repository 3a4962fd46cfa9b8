"""Text that fits: cleaned, shortened, wrapped and measured, in the typefaces of the page.

What is published about models is other people's text. A name may be 300 characters long, hold
control characters or marks that turn the direction of writing, or look like a formula. Sizes and
widths are in points (72 to the inch).
"""

from __future__ import annotations

import re
import unicodedata
from calendar import month_name
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.text import Annotation, Text
from matplotlib.textpath import text_to_path

from tracker.charts import fonts, words
from tracker.identity import UNKNOWN

DOTS = "…"
LACKING = "□"
OF_MODELS = ("country", "weights")
"""The levels whose names do not say that they are of models."""
LONGEST_NAME = 44
PAUSED = 0.55
"""The least part of the longer of two lines that the other has, where they part at a comma."""
_PAUSE = re.compile("[，；：]|(?=（)")
_MINUS = re.compile(r"(?<![\w-])-(?=[$\d])")
"""A hyphen in the place of a minus sign."""
_MONTHS = re.compile(rf"\b(?:{'|'.join(month_name[1:])})\b")
_HAN = "\u2e80-\u303f\u3041-\u30ff\u3400-\u9fff\uff00-\uffef"
_UNITS = "年|月|日|万亿|亿|万|周|个百分点|个|家|倍|次|美元|用量"
_KEPT = (
    "调用次数|花费|占比|比重|榜首|当周|模型|厂商|国家|合计|连续|至少|全部|排名|未上榜|期内"
    "|许可|数据|来源|集中度|中国|美国|超过|升至|增长|下降|上榜|前一周|时间|同期"
)
"""Words that no line ends in the middle of."""
_DATE = r"(?:\d+年)?\d+月(?:\d+日)?"
_PIECES = re.compile(
    # What opens, and a verb before a name or a number, stay with what follows.
    r"[（“‘《]*(?:(?:排第|[占居为由比在和与达第])(?=[A-Za-z0-9]))?"
    rf"(?:(?:截至)?{_DATE}(?:至{_DATE})?(?:当周)?|{_KEPT}|[^{_HAN}“”‘’]+(?:{_UNITS})*|[{_HAN}]|.)"
    r"[，。；：、！？）”’》的]*"  # what closes, and what no line begins with
)
_IS_HAN = re.compile(f"[{_HAN}]")
MEASURED = 10
"""The size at which text is measured."""


def clean(text: str) -> str:
    """Return a text without control characters, direction marks and stacked accents.

    There is one space between words.
    """
    text_kept = "".join(
        _clean_character(character) for character in unicodedata.normalize("NFC", text)
    )
    return " ".join(text_kept.split())


def typeset(text: str) -> str:
    """Return a sentence as a newspaper sets it: curly quotes, 12.2%, −3.

    >>> typeset("OpenRouter's share: 12.2 %, -3 points")
    'OpenRouter’s share: 12.2%, −3 points'
    """
    text = text.replace("'", "’").replace(" %", "%")
    return _MINUS.sub("−", text)


def short_months(text: str) -> str:
    """Return a text with short names of months.

    >>> short_months("November 2024 to October 2026")
    'Nov 2024 to Oct 2026'
    """
    return _MONTHS.sub(lambda month: month[0][:3], text)


def drawable(text: str) -> str:
    """Return a clean text, typeset, with □ for every character that the typefaces lack."""
    drawn = fonts.characters(tuple(fonts.current()))
    text = typeset(clean(text))
    return "".join(character if ord(character) in drawn else LACKING for character in text)


def short(text: str, most: int = LONGEST_NAME) -> str:
    """Return a clean text of at most ``most`` characters, with an ellipsis in the middle.

    The end of a slug is kept, because it tells its variants apart.
    """
    text = clean(text)
    if len(text) <= most:
        return text
    tail = most // 3
    return text[: most - tail - 1] + DOTS + text[-tail:]


def names(entities: list[str], frame: pd.DataFrame) -> dict[str, str]:
    """Return what to call each entity in print: its name in the frame, else its key.

    The key is without its author, unless two would be called alike.
    """
    display = dict(zip(frame["entity"], frame["name"], strict=True)) if "name" in frame else {}
    plain = {
        entity: short(display.get(entity, "")) or short(entity.partition("/")[2]) or short(entity)
        for entity in entities
    }
    labels = list(plain.values())
    return {
        entity: (name if labels.count(name) == 1 else short(entity)) or words.say("unnamed")
        for entity, name in plain.items()
    }


def subjects(entities: list[str], frame: pd.DataFrame) -> dict[str, str]:
    """Return what to call each entity in a sentence: in Chinese the models of a country, not it."""
    labels = names(entities, frame)
    levels = dict(zip(frame["entity"], frame["by"], strict=True)) if "by" in frame else {}
    return {
        entity: words.say("subject.unknown" if entity == UNKNOWN else "subject.models", name=name)
        if levels.get(entity) in OF_MODELS
        else name
        for entity, name in labels.items()
    }


def base() -> float:
    """Return the size of ordinary text on the page that is being drawn."""
    return float(mpl.rcParams["font.size"])


def width(text: str, size: float, bold: bool = False) -> float:
    return _width(text, bold, tuple(fonts.current())) * size


@lru_cache(maxsize=20_000)
def _width(text: str, bold: bool, families: tuple[str, ...]) -> float:
    """Return the width of a text at a size of 1.

    A long name is measured character by character, at many sizes. Each character is measured once,
    and at one size: a measure at another size differs in its last digit, and a line may break
    there.
    """
    font = FontProperties(family=families, weight="bold" if bold else "normal", size=MEASURED)
    breadth, _, _ = text_to_path.get_text_width_height_descent(
        drawable(text), font.copy(), ismath=False
    )
    return float(breadth) / font.get_size_in_points()


def fit_text(text: str, size: float, room: float, bold: bool = False) -> str:
    """Return a text shortened until it is no wider than ``room``."""
    text = clean(text)
    most = len(text)
    while most > 4 and width(text, size, bold) > room:
        most -= 1
        text = short(text, most)
    return text


def wrap_text(text: str, size: float, room: float, bold: bool = False, most: int = 99) -> list[str]:
    """Return lines no wider than ``room``; a word that is wider alone is broken.

    There are at most ``most`` lines, the last one ending in an ellipsis when something is left
    over.
    """
    lines: list[str] = []
    line = ""
    used, space = 0.0, width("n n", size, bold) - width("nn", size, bold)
    for word, before in _words(clean(text), lambda word: width(word, size, bold) <= room):
        # Words are measured one by one: most of them recur, and a whole line does not.
        needed_width = width(word, size, bold)
        gap = space if before else 0.0
        if line and used + gap + needed_width <= room:
            line, used = f"{line}{before}{word}", used + gap + needed_width
            continue
        if line:
            lines.append(line)
        *whole, line = _break_word(word, size, room, bold) if needed_width > room else [word]
        used = width(line, size, bold)
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


def balanced(text: str, size: float, room: float, bold: bool = False) -> list[str]:
    """Return as few lines as ``room`` needs, as even in breadth as they can be: no last word alone.

    >>> balanced("one two three four five", 10, 120)
    ['one two three', 'four five']
    """
    lines = wrap_text(text, size, room, bold)
    if len(lines) == 2 and _IS_HAN.search(text):
        at_pause = _at_a_pause(clean(text), size, room, bold)
        if at_pause:
            return at_pause
    for part in range(50, 100, 2):
        narrower = wrap_text(text, size, room * part / 100, bold)
        if len(narrower) == len(lines) and " ".join(narrower) == " ".join(lines):
            return narrower  # and no word of it is broken
    if _IS_HAN.search(text):
        return _evened(text, lines, size, room, bold)
    return lines


def _at_a_pause(text: str, size: float, room: float, bold: bool) -> list[str]:
    """Return a Chinese text in two lines, the first ending in a comma; none where it is uneven."""
    broken = [(text[: place.end()], text[place.end() :]) for place in _PAUSE.finditer(text)]
    breadths = [[width(line, size, bold) for line in pair] for pair in broken]
    fitting = [
        (abs(first - second), [*pair])
        for pair, (first, second) in zip(broken, breadths, strict=True)
        if max(first, second) <= room and min(first, second) >= PAUSED * max(first, second)
    ]
    return min(fitting)[1] if fitting else []


def _evened(text: str, lines: list[str], size: float, room: float, bold: bool) -> list[str]:
    """Return the lines of a Chinese text of about the same breadth."""
    widest = max(
        width(word, size, bold)
        for word, _ in _words(clean(text), lambda word: width(word, size, bold) <= room)
    )
    for part in range(50, 100, 2):
        if room * part / 100 < widest:
            continue  # it would break a name
        narrower = wrap_text(text, size, room * part / 100, bold)
        if len(narrower) == len(lines):
            return narrower
    return lines


def _words(text: str, fits: Callable[[str], bool]) -> Iterator[tuple[str, str]]:
    """Yield what no line breaks, and the space before it.

    In a Chinese text, a line may end after any character but within a number and its unit or a name
    in Latin letters, if it ``fits`` into a line, and what closes or opens stays with its word.
    """
    if not _IS_HAN.search(text):
        yield from ((word, " " if place else "") for place, word in enumerate(text.split(" ")))
        return
    for piece in _PIECES.findall(text):
        before = " " if piece.startswith(" ") else ""
        word = piece.strip(" ")
        if not word:
            continue
        if fits(word):
            yield word, before
            continue
        for place, part in enumerate(word.split(" ")):
            yield part, " " if place else before


def write(place: Axes | Figure, x: float, y: float, text: str, **look: Any) -> Text:
    """Draw text at a position, never read as a formula."""
    return place.text(x, y, drawable(text), fontfamily=fonts.current(), parse_math=False, **look)


def annotate(
    ax: Axes, point: tuple[float, float], off: tuple[float, float], text: str, **look: Any
) -> Annotation:
    """Draw text ``off`` points away from a point of the data, never read as a formula."""
    return ax.annotate(
        drawable(text),
        point,
        off,
        textcoords="offset points",
        fontfamily=fonts.current(),
        parse_math=False,
        annotation_clip=False,
        **look,
    )


def _clean_character(character: str) -> str:
    category = unicodedata.category(character)
    if character in "\t\n\r" or category in ("Zl", "Zp"):
        return " "
    return "" if category[0] == "C" or category in ("Mn", "Me") else character


def _break_word(word: str, size: float, room: float, bold: bool) -> list[str]:
    parts = [""]
    for character in word:
        if parts[-1] and width(parts[-1] + character, size, bold) > room:
            parts.append("")
        parts[-1] += character
    return parts
