"""The page around a chart, and `save`. The only door to matplotlib's figures.

A page is a title that states the finding, a subtitle that says what is measured, the chart, and the
source line, which cannot be switched off. Sizes are in pixels of a page of 100 to the inch; a PNG
has twice as many. matplotlib's global settings are not changed.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from tracker.charts import Names, alt, captions, chart, fonts, headings, svg, words
from tracker.charts.style import Style
from tracker.charts.text import balanced, clean, short, typeset, write
from tracker.charts.theme import THEMES, Theme, tinted
from tracker.citation import brief, cite, publishers
from tracker.errors import ConfigError
from tracker.files import put
from tracker.languages import chinese_day

PLAIN = Style()
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
MARGIN, BARE_MARGIN = 2.2, 0.4
NARROW = 400
"""A page that is no broader, in points, has smaller titles."""


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
    language: str = "en",
) -> Picture:
    """Draw the chart called ``name`` of the frame that its FEED asks for.

    ``form`` is the suffix of a file: .png, .svg or .pdf. The same frame gives the same bytes. The
    source line is made of the rows drawn, unless the frame has a column ``source``. A ``bare``
    picture has no texts around the chart, for a page that has them itself. ``language`` is that of
    all words on the page but the names, which the frame has. Raises ConfigError for an unknown
    name, size, theme, form, language or highlighted entity, GapError when there is nothing to draw.
    """
    with words.speaking(language):
        return _picture(
            name,
            frame,
            form,
            size=size,
            theme=theme,
            title=title,
            caption=caption,
            font=font,
            highlight=highlight,
            style=style,
            bare=bare,
        )


def _picture(
    name: str,
    frame: pd.DataFrame,
    form: str,
    *,
    size: str,
    theme: str,
    title: str | None,
    caption: str | None,
    font: str | None,
    highlight: Names,
    style: Style,
    bare: bool,
) -> Picture:
    """Draw a chart in the language that is set."""
    _check_choice("size", size, SIZES)
    _check_choice("theme", theme, THEMES)
    _check_choice("form of picture", form, FORMS)
    module = chart(name)
    rows = _with_names(module.rows(frame, highlight), frame)
    _check_highlight(highlight, rows)
    heading = clean(title or "") or typeset(module.finding(frame, highlight))
    subtitle = clean(caption or "") or typeset(module.subtitle(frame, highlight))
    with words.speaking(words.ENGLISH):
        method, figures = module.method(frame, highlight), alt.figures(rows)
    source = str(frame["source"].iloc[0]) if "source" in frame else cite(rows)
    summary, how = words.say(f"summary.{name}"), captions.join(figures, method)
    described = words.say("page.alt", summary=summary, title=heading, subtitle=subtitle, method=how)
    texts = ("", "", "") if bare else (heading, subtitle, source)
    has_title = bool(title)
    with drawn(name, frame, *texts, size, theme, font, highlight, style, whole=has_title) as figure:
        buffer = BytesIO()
        figure.savefig(
            buffer,
            format=form[1:],
            dpi=PER_INCH * SHARPNESS,
            metadata=_metadata(form, heading, f"{described} {source}"),
        )
    data = buffer.getvalue()
    if form == ".svg":
        data = svg.accessible(data, heading, f"{described} {source}")
    return Picture(form, data, heading, subtitle, clean(method), source, clean(described), rows)


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
    style: Style = PLAIN,
    *,
    whole: bool = False,
) -> Iterator[Figure]:
    """Yield the figure of a chart with its texts, in the settings in which it can be saved.

    Without a title it is the chart alone. A long title loses words, unless it is to be ``whole``.
    """
    breadth, height = (pixels / PER_INCH for pixels in SIZES[size])
    module = chart(name)
    rows = module.rows(frame, highlight)
    with mpl.rc_context(), style.applied(theme, rows) as own_theme:
        look = THEMES[own_theme]
        # A matplotlibrc, even one of the working folder, is for other pictures.
        mpl.rcdefaults()
        mpl.rcParams.update(_settings(LETTERS[size], look, font or style.font))
        named_rows = _with_names(rows, frame)
        fonts.check(_without_names(f"{title}{subtitle}", named_rows), fonts.current())
        figure = Figure(figsize=(breadth, height), dpi=PER_INCH)
        footer = style.footer if title else ""
        texts = (title, subtitle, source)
        ax = page(figure, *texts, size=size, theme=look, footer=footer, whole=whole)
        with tinted(_by_importance(rows, highlight)):
            module.draw(ax, frame, highlight=highlight, theme=own_theme)
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
    footer: str = "",
    whole: bool = False,
) -> Axes:
    """Write title, subtitle and source on an empty figure; return the axes between them.

    A ``footer`` stands below the source. Without texts the axes have the whole page.
    """
    letters = float(mpl.rcParams["font.size"])
    breadth, height = (length * 72 for length in figure.get_size_inches())
    head, foot = (pixels * 72 / PER_INCH for pixels in FREE.get(size, (0, 0)))
    margin = (MARGIN if title else BARE_MARGIN) * letters
    room = breadth - 2 * margin
    figure.set_facecolor(theme.paper)

    def block(lines: list[str], top: float, points: float, tone: str, weight: str) -> float:
        """Write lines from ``top`` points down; return where the next thing can begin."""
        lines = [*filter(None, lines)]
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
    titles, big = headings.fit_title(title, largest, room, whole=whole)
    below = block(titles, max(head, margin * 0.9), big, theme.ink, "bold")
    most = headings.TALL_SUBTITLE_LINES if size == "phone" else headings.SUBTITLE_LINES
    subtitles, middle = headings.fit_subtitle(subtitle, letters, room, most)
    top = block(subtitles, below + letters * 0.35, middle, theme.pale, "normal") + letters * 1.75
    small = letters * 0.82
    sources = [*balanced(_in_brief(source), small, room), *balanced(footer, small, room)]
    foot = max(foot, margin * 0.7) + len([*filter(None, sources)]) * small * LINE
    block(sources, height - foot, small, theme.pale, "normal")
    bottom = foot + letters * 3.6
    box = (margin / breadth, bottom / height, room / breadth, (height - top - bottom) / height)
    return figure.add_axes(box, facecolor="none")


def _in_brief(source: str) -> str:
    """Return a source line as it stands at the foot, in the language of the page."""
    publisher_names, is_all_licensed = publishers(source)
    if not words.is_chinese() or not publisher_names:
        return brief(source)
    line = words.say("semicolon").join(
        words.say(
            "page.source",
            publisher=publisher.removeprefix("Source: "),
            day=chinese_day(date.fromisoformat(day)),
        )
        for publisher, day in publisher_names.items()
    )
    key = "page.licensed" if is_all_licensed else "page.unlicensed"
    return words.say(key, sources=line)


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
