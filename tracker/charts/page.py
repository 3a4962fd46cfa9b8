"""The page around a chart, and `save`. The only door to matplotlib's figures.

A page is a title that states the finding, a subtitle that says what is measured, the chart, and the
source line, which cannot be switched off. Sizes are in pixels of a page of 100 to the inch; a PNG
has twice as many. matplotlib's global settings are not changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from itertools import product
from pathlib import Path
from typing import Any

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from tracker import text
from tracker.analysis.rows import named
from tracker.charts import Names, captions, chart, fonts, svg
from tracker.charts.text import (
    balanced,
    clean,
    names,
    short,
    short_months,
    typeset,
    wrap_text,
    write,
)
from tracker.charts.theme import THEMES, Theme, tinted
from tracker.citation import brief, cite
from tracker.errors import ConfigError
from tracker.files import put

SIZES = {
    "wide": (1200, 675),
    "square": (1080, 1080),
    "portrait": (1080, 1350),
    "column": (444, 370),
    "story": (1080, 1920),
    "phone": (390, 580),
}
"""Breadth and height in pixels; a column is 320 points wide."""
LETTERS = {
    "wide": 10.5,
    "square": 18.0,
    "portrait": 20.0,
    "column": 8.0,
    "story": 24.0,
    "phone": 10.1,
}
"""The size of ordinary letters in points: on a phone 14 pixels."""
FREE = {"story": (250, 340)}
"""The pixels at the head and at the foot of a page that a platform covers with its own signs."""
STANDARD = 10.5
"""The size of letters for which the breadth of lines is given; others are in proportion."""
FORMS = (".png", ".svg", ".pdf")
PER_INCH = 100
SHARPNESS = 2
LINE = 1.28
MARGIN = 2.2
TITLE_LINES = 2
SUBTITLE_LINES, LONGEST_SUBTITLE = 1, 2
TALL_SUBTITLE_LINES = 2
"""The lines of a subtitle on a phone."""
NARROW = 400
"""A page that is no broader, in points, has smaller titles."""
SHRUNK = (1.0, 0.92, 0.85, 0.78)
"""The parts of its size to which a title may shrink before it loses words."""
IN_WORDS = 5
"""The largest number of figures in an alt text."""
SAFE = 0.98
"""The part of a line that is filled: small letters are drawn wider than they are measured."""
WHOSE = "OpenRouter’s "
"""Words of a title for which a narrow page has no room; the source line has them too."""
_ADDITION = re.compile(
    r"(?:; (?!and )"
    r"|, (?:up|down|as|the most|its highest|not published|and is|and are|(?:at least )?[\d.,]+) )"
    r"(?:(?!\. )[^,;])*$"
)
"""What a finding adds to a sentence that is whole without it. The last name of a list is no
addition, nor is one of two sides."""
_WEEK = r"the week to \d+ \w+(?: \d{4})?"
_WEEKS = re.compile(rf"^((?:(?!the week to).)*?)(?:,? in {_WEEK}| between {_WEEK} and {_WEEK})$")
"""The weeks in which a sentence is true, which the subtitle has too, if it has no others."""


@dataclass(frozen=True)
class Picture:
    """A chart on its page: the bytes of a file, and its texts.

    ``rows`` are those that are drawn; ``alt`` is for readers who cannot see the picture.
    """

    form: str
    data: bytes
    title: str
    subtitle: str
    method: str
    source: str
    alt: str
    rows: pd.DataFrame


def picture(
    name: str,
    frame: pd.DataFrame,
    form: str = ".png",
    *,
    size: str = "wide",
    theme: str = "light",
    title: str | None = None,
    caption: str | None = None,
    font: str | None = None,
    highlight: Names = (),
) -> Picture:
    """Draw the chart called ``name`` of the frame that its FEED asks for.

    ``form`` is the suffix of a file: .png, .svg or .pdf. The same frame gives the same bytes. The
    source line is made of the rows drawn, unless the frame has a column ``source``. Raises
    ConfigError for an unknown name, size, theme, form or highlighted entity, GapError when there is
    nothing to draw.
    """
    _check_choice("size", size, SIZES)
    _check_choice("theme", theme, THEMES)
    _check_choice("form of picture", form, FORMS)
    module = chart(name)
    rows = _with_names(module.rows(frame, highlight), frame)
    _check_highlight(highlight, rows)
    heading = clean(title or "") or typeset(module.finding(frame, highlight))
    subtitle = clean(caption or "") or typeset(module.subtitle(frame, highlight))
    method = module.method(frame, highlight)
    source = str(frame["source"].iloc[0]) if "source" in frame else cite(rows)
    alt = captions.join(
        f"{module.SUMMARY.removesuffix('.')}: {heading}. {subtitle}.",
        figures_in_words(rows),
        method,
    )
    texts = (heading, subtitle, source)
    with drawn(name, frame, *texts, size, theme, font, highlight, whole=bool(title)) as figure:
        buffer = BytesIO()
        figure.savefig(
            buffer,
            format=form[1:],
            dpi=PER_INCH * SHARPNESS,
            metadata=_metadata(form, heading, f"{alt} {source}"),
        )
    data = buffer.getvalue()
    if form == ".svg":
        data = svg.accessible(data, heading, f"{alt} {source}")
    return Picture(form, data, heading, subtitle, clean(method), source, clean(alt), rows)


@contextmanager
def drawn(
    name: str,
    frame: pd.DataFrame,
    title: str,
    subtitle: str,
    source: str,
    size: str = "wide",
    theme: str = "light",
    font: str | None = None,
    highlight: Names = (),
    *,
    whole: bool = False,
) -> Iterator[Figure]:
    """Yield the figure of a chart with its texts, in the settings in which it can be saved.

    A long title loses words, unless it is to be ``whole``.
    """
    breadth, height = (pixels / PER_INCH for pixels in SIZES[size])
    look, module = THEMES[theme], chart(name)
    with mpl.rc_context():
        # A matplotlibrc, even one of the working folder, is for other pictures.
        mpl.rcdefaults()
        mpl.rcParams.update(_settings(LETTERS[size], look, font))
        rows = _with_names(module.rows(frame, highlight), frame)
        fonts.check(_without_names(f"{title}{subtitle}", rows), fonts.current())
        figure = Figure(figsize=(breadth, height), dpi=PER_INCH)
        ax = page(figure, title, subtitle, source, size=size, theme=look, whole=whole)
        with tinted(_by_importance(rows, highlight)):
            module.draw(ax, frame, highlight=highlight, theme=theme)
        _scale_strokes(figure, LETTERS[size] / STANDARD)
        yield figure


def save(
    name: str,
    frame: pd.DataFrame,
    path: Path | str,
    *,
    size: str = "wide",
    theme: str = "light",
    title: str | None = None,
    highlight: Names = (),
) -> Path:
    """Draw a chart into a .png, .svg or .pdf file, and return its path.

    Raises what `picture` raises, and ConfigError if the file cannot be written.
    """
    path = Path(path)
    result = picture(
        name, frame, path.suffix.lower(), size=size, theme=theme, title=title, highlight=highlight
    )
    put(path, result.data)
    return path


def page(
    figure: Figure,
    title: str,
    subtitle: str,
    source: str,
    *,
    size: str,
    theme: Theme,
    whole: bool = False,
) -> Axes:
    """Write title, subtitle and source on an empty figure; return the axes between them."""
    letters = float(mpl.rcParams["font.size"])
    breadth, height = (length * 72 for length in figure.get_size_inches())
    head, foot = (pixels * 72 / PER_INCH for pixels in FREE.get(size, (0, 0)))
    margin = MARGIN * letters
    room = breadth - 2 * margin
    figure.set_facecolor(theme.paper)

    def block(lines: list[str], top: float, points: float, tone: str, weight: str) -> float:
        """Write lines from ``top`` points down; return where the next thing can begin."""
        for number, line in enumerate(lines):
            write(
                figure,
                margin / breadth,
                1 - (top + number * points * LINE) / height,
                line,
                va="top",
                ha="left",
                fontsize=points,
                color=tone,
                fontweight=weight,
            )
        return top + len(lines) * points * LINE

    largest = letters * (1.75 if breadth > NARROW else 1.45)
    titles, big = _title(title, largest, room, whole=whole)
    below = block(titles, max(head, margin * 0.9), big, theme.ink, "bold")
    most = TALL_SUBTITLE_LINES if size == "phone" else SUBTITLE_LINES
    subtitles, middle = _subtitle(subtitle, letters, room, most)
    top = block(subtitles, below + letters * 0.35, middle, theme.pale, "normal") + letters * 1.75
    small = letters * 0.82
    sources = balanced(brief(source), small, room)
    foot = max(foot, margin * 0.7) + len(sources) * small * LINE
    block(sources, height - foot, small, theme.pale, "normal")
    bottom = foot + letters * 3.6
    box = (margin / breadth, bottom / height, room / breadth, (height - top - bottom) / height)
    return figure.add_axes(box, facecolor="none")


def _title(title: str, largest: float, room: float, *, whole: bool) -> tuple[list[str], float]:
    """Return the lines of a title, as even as can be, and the size of their letters.

    A title that has more than two lines becomes smaller, and at last loses what it adds to its
    sentence, unless it is to be ``whole``.
    """
    while True:
        for part in SHRUNK:
            size = largest * part
            lines = balanced(title, size, room, bold=True)
            if len(lines) <= TITLE_LINES:
                return lines, size
        shorter = _ADDITION.sub("", title)
        if shorter == title:
            shorter = _WEEKS.sub(r"\1", title)
        if shorter == title:
            shorter = title.replace(WHOSE, "")
        if whole or shorter == title:
            return lines, size
        title = shorter


def _subtitle(subtitle: str, letters: float, room: float, most: int) -> tuple[list[str], float]:
    """Return the lines of a subtitle, and the size of their letters.

    One that has too many lines has shorter months, then does without the words that say where,
    then has smaller letters.
    """
    shorter = short_months(subtitle)
    wordings = (subtitle, shorter, shorter.replace(" on OpenRouter", ""))
    for part, wording in product(SHRUNK, wordings):
        lines = wrap_text(wording, letters * part, room * SAFE)
        if len(lines) <= most:
            return balanced(wording, letters * part, room * SAFE), letters * part
    return wrap_text(shorter, letters * SHRUNK[-1], room, most=LONGEST_SUBTITLE), letters * SHRUNK[
        -1
    ]


def _scale_strokes(figure: Figure, factor: float) -> None:
    """Multiply the breadth of all lines, so that they are in proportion to the letters."""
    for artist in figure.findobj():
        if isinstance(artist, Line2D | Patch):
            artist.set_linewidth(artist.get_linewidth() * factor)
        if isinstance(artist, Line2D):
            artist.set_markersize(artist.get_markersize() * factor)
            artist.set_markeredgewidth(artist.get_markeredgewidth() * factor)


def _settings(letters: float, theme: Theme, font: str | None = None) -> Any:
    return {
        "font.family": fonts.families(font),
        "font.size": letters,
        "text.parse_math": False,
        "text.usetex": False,
        "axes.unicode_minus": True,
        "text.color": theme.ink,
        "hatch.linewidth": 0.6,
        "svg.fonttype": "none",
        "svg.hashsalt": "openrouter-tracker",
        "pdf.fonttype": 42,
        "savefig.facecolor": "auto",
        "savefig.bbox": None,
    }


def _metadata(form: str, title: str, description: str) -> dict[str, str | None]:
    """Return the metadata of a picture; nothing in it changes by the day or by version."""
    title, description = short(title, 300), clean(description)
    if form == ".png":
        return {"Title": title, "Description": description, "Software": None}
    if form == ".svg":
        return {"Title": title, "Description": description, "Date": None, "Creator": None}
    return {
        "Title": title,
        "Subject": description,
        "Creator": None,
        "Producer": None,
        "CreationDate": None,
    }


def figures_in_words(rows: pd.DataFrame) -> str:
    """Return the largest figures drawn of the newest week, for readers who cannot see them.

    Of several measures they are those of the first. Empty for rows that are not of entities.
    """
    if not {"week", "entity", "value", "metric"} <= {*rows.columns} or rows.empty:
        return ""
    metric = str(rows["metric"].iloc[0])
    newest = rows[(rows["week"] == rows["week"].max()) & (rows["metric"] == metric)]
    newest = newest[newest["value"].notna() & named(newest)].drop_duplicates("entity")
    largest = newest.nlargest(IN_WORDS, "value")
    if largest.empty:
        return ""
    labels = names([*largest["entity"]], largest)
    parts = [
        f"{short(labels[entity])} {least}{text.amount(int(value), metric)}{share}"
        for entity, value, least, share in zip(
            largest["entity"], largest["value"], _least(largest), _shares(largest), strict=True
        )
    ]
    week = captions.week(pd.Timestamp(largest["week"].iloc[0]))
    return typeset(f"By {metric} in {week}: {', '.join(parts)}.")


def _least(rows: pd.DataFrame) -> list[str]:
    is_least = rows["at_least"] if "at_least" in rows else [False] * len(rows)
    return ["at least " if lower else "" for lower in is_least]


def _shares(rows: pd.DataFrame) -> list[str]:
    if "share" not in rows:
        return [""] * len(rows)
    return ["" if pd.isna(share) else f" ({text.percent(share)})" for share in rows["share"]]


def _without_names(text: str, rows: pd.DataFrame) -> str:
    """Return a text without the letters of published names, which nobody here can change."""
    columns = [column for column in ("entity", "name") if column in rows]
    published = {*"".join(str(name) for column in columns for name in rows[column].unique())}
    return "".join(letter for letter in text if letter.isascii() or letter not in published)


def _by_importance(rows: pd.DataFrame, highlight: Names) -> list[str]:
    """Return the entities of a picture: those highlighted, then the largest."""
    if not {"entity", "value"} <= {*rows.columns}:
        return [*highlight]
    largest = rows.groupby("entity")["value"].max().sort_values(ascending=False, kind="stable")
    return [*highlight, *largest.index]


def _with_names(rows: pd.DataFrame, frame: pd.DataFrame) -> pd.DataFrame:
    """Return the rows with the names that the frame has, right after the entities."""
    if not {"entity", "name"} <= {*frame.columns} or "entity" not in rows:
        return rows
    display = dict(zip(frame["entity"], frame["name"], strict=True))
    result = rows.drop(columns="name", errors="ignore")
    result.insert(
        [*result.columns].index("entity") + 1,
        "name",
        rows["entity"].map(display).fillna(rows["entity"]),
    )
    return result


def _check_choice(option: str, value: str, known: object) -> str:
    names = list(known)  # type: ignore[call-overload]
    if value not in names:
        raise ConfigError(
            f"there is no {option} {value!r}", datum=value, remedy=f"choose from {', '.join(names)}"
        )
    return value


def _check_highlight(highlight: Names, drawn: pd.DataFrame) -> None:
    unknown = sorted(set(highlight) - set(drawn.get("entity", ())))
    if unknown:
        raise ConfigError(
            f"{unknown[0]!r} is not in this chart and cannot be highlighted",
            datum=unknown[0],
            remedy="write the name as in the chart's figures, at the same level (`--by`)",
        )
