"""A figure as one page that needs no other file: the chart, its values, its table.

The page asks for nothing elsewhere. The chart is drawn at three sizes, of which a style sheet shows
the one that fits; its values are read under the pointer, a finger or the arrow keys; without
scripts the pictures, their titles and the table remain. Everything but the drawings, which
`charts.svg` writes, is escaped.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from html import escape
from typing import Any
from urllib.parse import quote

from tracker.charts import svg
from tracker.charts.style import Style
from tracker.charts.theme import THEMES, Theme, readable
from tracker.languages import chinese_day
from tracker.publish.figures.encodings import UNITS
from tracker.publish.figures.tables import Table
from tracker.publish.site.page import static, templates
from tracker.publish.site.words import ENGLISH, HTML_LANGUAGES, Words
from tracker.text import plain_date

SIZES = ("column", "phone")
"""The sizes at which a chart is drawn for narrow screens, beside its own."""
POLICY = (
    "default-src 'none'; img-src data:; style-src 'sha256-{}'; script-src 'sha256-{}'; "
    "base-uri 'none'; form-action 'none'"
)
TITLE = "OpenRouter usage"
LINK = {"light": "#0b57a4", "dark": "#8ab8f5"}
EMBED_HEIGHT = 800
OF_ALL = {"share": "Shares of all, in percent", "rank": "Ranks"}


@dataclass(frozen=True)
class Look:
    """The colours of a page: the theme of its charts, and whether it ``turns`` dark."""

    theme: Theme
    is_dark: bool = False
    turns: bool = True


def render(
    card: Mapping[str, Any],
    table: Table,
    drawings: Mapping[str, bytes],
    file: str,
    look: Look,
    style: Style,
) -> bytes:
    """Return the page of a figure; ``drawings`` are SVGs by size, the first for wide screens."""
    environment = templates()
    environment.filters["figure"] = _figure
    sheet = _colours(look) + environment.get_template("chart.css").render()
    script = environment.get_template("chart.js").render()
    rows = [*reversed(table.rows)] if table.columns[0] == "week" else table.rows
    classes = dict(zip(drawings, ("wide", *SIZES), strict=False))
    words = Words(card["look"].get("language", ENGLISH))
    unit = words((OF_ALL | UNITS).get(table.unit, ""))
    text = environment.get_template("chart.html").render(
        t=words,
        html_language=HTML_LANGUAGES[words.language],
        card=card,
        footer=style.footer,
        table=table,
        rows=[_dated(row, words) for row in rows],
        numbers=_numbers(table),
        caption=words(", ").join(filter(None, [unit, card["subtitle"]])),
        drawings={classes[size]: svg.inline(drawn, size) for size, drawn in drawings.items()},
        csv=f"data:text/csv;charset=utf-8,{quote(table.csv)}",
        file=file,
        embed=_embed(card["title"], file),
        style=sheet,
        script=script,
        icon=f"data:image/svg+xml;base64,{b64encode(static()['icon.svg']).decode()}",
        policy=POLICY.format(_hash(sheet), _hash(script)),
        site_title=words(TITLE),
    )
    return f"{text.rstrip()}\n".encode("utf-8", "replace")


def _embed(title: str, file: str) -> str:
    """Return the line that shows the page inside another one."""
    return (
        f'<iframe src="{escape(quote(file))}.html" title="{escape(title)}" width="100%"'
        f' height="{EMBED_HEIGHT}" loading="lazy" frameborder="0"></iframe>'
    )


def _colours(look: Look) -> str:
    """Return the colours of the page, and those of its dark form."""
    name = "dark" if look.is_dark else "light"
    rules = _variables(look.theme, readable(LINK[name], look.theme), name)
    if not look.turns:
        return rules
    dark = _variables(THEMES["dark"], LINK["dark"], "dark") + svg.dark_rules()
    return f"{rules}@media screen and (prefers-color-scheme: dark) {{\n{dark}}}\n"


def _variables(theme: Theme, link: str, scheme: str) -> str:
    tones = "".join(f" --{name}: {tone};" for name, tone in theme._asdict().items())
    return f":root {{{tones} --link: {link}; color-scheme: {scheme}; }}\n"


def _hash(text: str) -> str:
    return b64encode(sha256(text.encode()).digest()).decode()


def _figure(value: float) -> str:
    return f"{value:,}" if isinstance(value, int) else f"{value:,.2f}"


def _dated(row: Mapping[str, Any], words: Words) -> dict[str, Any]:
    """Return a row with its week as a date that people write."""
    if "week" not in row:
        return dict(row)
    monday = date.fromisoformat(row["week"])
    day = chinese_day(monday) if words.is_chinese else plain_date(monday)
    return {**row, "week": words("Week from {day}", day=day)}


def _numbers(table: Table) -> set[int]:
    """Return the places of the columns of numbers."""
    return {
        place
        for place, name in enumerate(table.columns)
        if place
        and all(isinstance(row[name], int | float) for row in table.rows if row[name] is not None)
    }
