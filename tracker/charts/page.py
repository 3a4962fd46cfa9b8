"""The page around a chart, and `save`. The only door to matplotlib's figures.

A page is a title that states the finding, a subtitle that says what is measured, the chart, and the
source line, which cannot be switched off. Sizes are in pixels of a page of 100 to the inch; a PNG
has twice as many. matplotlib's global settings are not changed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from tracker.charts import Names, chart, fonts, svg
from tracker.charts.style import Style
from tracker.charts.text import clean, short, typeset, wrap_text, write
from tracker.charts.theme import THEMES, Theme
from tracker.citation import cite
from tracker.errors import ConfigError
from tracker.files import put

PLAIN = Style()
SIZES = {
    "wide": (1200, 675),
    "square": (1080, 1080),
    "portrait": (1080, 1350),
    "column": (444, 370),
    "story": (1080, 1920),
    "phone": (390, 520),
}
"""Breadth and height in pixels; a column is 320 points wide."""
LETTERS = {
    "wide": 10.5,
    "square": 18.0,
    "portrait": 20.0,
    "column": 7.5,
    "story": 22.0,
    "phone": 8.5,
}
"""The size of ordinary letters in points."""
FORMS = (".png", ".svg", ".pdf")
PER_INCH = 100
SHARPNESS = 2
LINE = 1.28
MARGIN, BARE_MARGIN = 2.2, 0.4
TITLE_LINES = 2
LONGEST_TITLE, LONGEST_SUBTITLE = 4, 2
NARROW = 400
"""A page that is no broader, in points, has smaller titles."""
_CLAUSE = re.compile(r"[,;] [^,;]*$")
"""The last clause of a sentence."""


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
    style: Style = PLAIN,
    bare: bool = False,
) -> Picture:
    """Draw the chart called ``name`` of the frame that its FEED asks for.

    ``form`` is the suffix of a file: .png, .svg or .pdf. The same frame gives the same bytes. The
    source line is made of the rows drawn, unless the frame has a column ``source``. A ``bare``
    picture has no texts around the chart, for a page that has them itself. Raises
    ConfigError for an unknown name, size, theme, form or highlighted entity, GapError when there is
    nothing to draw.
    """
    pixels = SIZES[_check_choice("size", size, SIZES)]
    _check_choice("theme", theme, THEMES)
    _check_choice("form of picture", form, FORMS)
    module = chart(name)
    rows = _with_names(module.rows(frame, highlight), frame)
    _check_highlight(highlight, rows)
    heading = clean(title or "") or typeset(module.finding(frame, highlight))
    subtitle = clean(caption or "") or typeset(module.subtitle(frame, highlight))
    method = module.method(frame, highlight)
    source = str(frame["source"].iloc[0]) if "source" in frame else cite(rows)
    alt = f"{module.SUMMARY.removesuffix('.')}: {heading}. {subtitle}. {method}"
    with mpl.rc_context(), style.applied(theme, rows) as own_theme:
        look = THEMES[own_theme]
        # A matplotlibrc, even one of the working folder, is for other pictures.
        mpl.rcdefaults()
        mpl.rcParams.update(_settings(LETTERS[size], look, font or style.font))
        fonts.check(f"{heading}{subtitle}", fonts.current())
        figure = Figure(figsize=(pixels[0] / PER_INCH, pixels[1] / PER_INCH), dpi=PER_INCH)
        texts = ("", "", "") if bare else (heading, subtitle, source)
        ax = page(figure, *texts, footer="" if bare else style.footer, theme=look)
        module.draw(ax, frame, highlight=highlight, theme=own_theme)
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
    figure: Figure, title: str, subtitle: str, source: str, *, theme: Theme, footer: str = ""
) -> Axes:
    """Write title, subtitle and source on an empty figure; return the axes between them.

    A ``footer`` stands below the source.
    """
    letters = float(mpl.rcParams["font.size"])
    inches = figure.get_size_inches()
    breadth, height = inches[0] * 72, inches[1] * 72
    margin = (MARGIN if title else BARE_MARGIN) * letters
    room = breadth - 2 * margin
    figure.set_facecolor(theme.paper)

    def block(lines: list[str], top: float, size: float, tone: str, weight: str) -> float:
        """Write lines from ``top`` points down; return where the next thing can begin."""
        for number, line in enumerate(lines):
            y = 1 - (top + number * size * LINE) / height
            write(
                figure,
                margin / breadth,
                y,
                line,
                va="top",
                ha="left",
                fontsize=size,
                color=tone,
                fontweight=weight,
            )
        return top + len(lines) * size * LINE

    big, small = letters * (1.75 if breadth > NARROW else 1.45), letters * 0.82
    titles = wrap_text(_fitting(title, big, room), big, room, bold=True, most=LONGEST_TITLE)
    titles = [*filter(None, titles)]
    below = block(titles, margin * 0.9, big, theme.ink, "bold")
    subtitles = [*filter(None, wrap_text(subtitle, letters, room, most=LONGEST_SUBTITLE))]
    top = block(subtitles, below + letters * 0.35, letters, theme.pale, "normal") + letters
    sources = [*filter(None, wrap_text(source, small, room) + wrap_text(footer, small, room))]
    foot = margin * 0.7 + len(sources) * small * LINE
    block(sources, height - foot, small, theme.pale, "normal")
    bottom = foot + letters * 3.6
    box = (margin / breadth, bottom / height, room / breadth, (height - top - bottom) / height)
    return figure.add_axes(box, facecolor="none")


def _fitting(title: str, size: float, room: float) -> str:
    """Return a title without its last clauses, as many as it takes to fit into two lines."""
    while len(wrap_text(title, size, room, bold=True)) > TITLE_LINES:
        shorter = _CLAUSE.sub("", title)
        if shorter == title:
            break
        title = shorter
    return title


def _settings(letters: float, theme: Theme, font: str | None = None) -> Any:
    return {
        "font.family": fonts.families(font or None),
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
