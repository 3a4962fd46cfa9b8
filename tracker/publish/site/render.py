"""The site: its pages, their paths and links, and how a page is rendered.

Templates escape everything on a page except the drawings of charts, which `charts.svg` writes. A
page loads files of the site only. Paths have only letters and digits, whatever a name contains.
Each chart is drawn once, with a table of what it draws and its files.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from hashlib import sha256
from typing import Any, NamedTuple

import pandas as pd
from jinja2 import Environment

import tracker
from tracker.analysis import catalog
from tracker.answers.formats import records, to_csv, to_json
from tracker.charts import svg
from tracker.citation import cite
from tracker.columns import NAME, WEEK, Column, column
from tracker.errors import GapError
from tracker.identity.names import Names
from tracker.profiles.case import Known
from tracker.publish.figures.figure import Figure, Print, draw
from tracker.publish.site.data import AUTHOR, Record
from tracker.publish.site.page import templates
from tracker.publish.site.tables import Link, Sheet, sheet
from tracker.publish.site.text import sentence
from tracker.records import OTHER
from tracker.store import Store
from tracker.text import counted, printable
from tracker.weeks import label

TITLE = "OpenRouter usage, week by week"
POLICY = (
    "default-src 'none'; img-src 'self'; style-src 'self'; script-src 'self'; base-uri 'none'; "
    "form-action 'none'"
)
PAGES = {
    "index.html": "Newest week",
    "weeks/index.html": "Weeks",
    "streaks.html": "Streaks at #1",
    "movers.html": "Movers",
    "versus.html": "China v US",
    "market.html": "Market",
    "tokens-vs-calls.html": "Tokens and calls",
    "models/index.html": "Models",
    "records.html": "Records",
    "definitions.html": "Definitions",
    "limits.html": "Limits",
}
"""The pages that every page links to."""
SHORTEST = 3
"""The least length of names that are marked in sentences: shorter ones occur inside words."""


class Part(NamedTuple):
    """A part of a sentence: plain text, or a name with the path of its page, if it has one."""

    text: str
    is_name: bool = False
    href: str = ""


@dataclass(frozen=True)
class Site:
    """A record and the paths of its pages. ``base_url`` ends in a slash or is empty."""

    record: Record
    base_url: str = ""

    @cached_property
    def models(self) -> dict[str, str]:
        """The paths of the pages of models, by name."""
        return {name: model_path(name) for name in self.record.leaders}

    @cached_property
    def weeks(self) -> dict[date, str]:
        """The paths of the pages of weeks, by Monday."""
        return {week: week_path(week) for week in self.record.weeks}

    def link(self, column: Column, value: Any) -> str:
        """Return the path of the page of a value; empty if it has none."""
        if column.kind is NAME:
            return self.models.get(value, "")
        return self.weeks.get(date.fromisoformat(value), "") if column.kind is WEEK else ""

    def parts(self, text: str) -> list[Part]:
        """Split a text into names, as people read them, and the rest.

        So a name in a right-to-left script does not change the direction of the rest.
        """
        names = [name for name in self._names if name in text]
        if not names:
            return [Part(_spaced(text))]
        split = re.split(f"({'|'.join(map(re.escape, names))})", text)
        return [
            Part(printable(self.named(part)), is_name=True, href=self.models.get(part, ""))
            if number % 2
            else Part(_spaced(part))
            for number, part in enumerate(split)
            if part
        ]

    def named(self, key: str) -> str:
        """Return what people read for an entity of the record, or for an author."""
        return self.naming(key, self.record.main.by if key in self._keys else AUTHOR)

    def prose(self, text: str) -> str:
        """Return a text with names in the place of keys."""
        return "".join(part.text for part in self.parts(text))

    def render(self, template: str, path: str, **context: Any) -> bytes:
        """Return a page as HTML."""
        page = self._templates.get_template(template)
        text = page.render(
            context,
            site=self,
            path=path,
            root=root(path),
            pages=PAGES,
            policy=POLICY,
            version=tracker.__version__,
            site_title=TITLE,
        )
        return f"{text.rstrip()}\n".encode("utf-8", "replace")

    def absolute(self, path: str) -> str:
        """Return the URL of a page, or its path if the URL of the site is unknown."""
        return f"{self.base_url}{path}"

    @cached_property
    def naming(self) -> Names:
        """The display names of everything on record."""
        return catalog.names(self.record.store, self.record.question.as_of)

    @cached_property
    def source(self) -> str:
        """The source line of the whole record."""
        sides = self.record.sides.items()
        return cite(pd.concat([side.frame.assign(metric=metric) for metric, side in sides]))

    @cached_property
    def extent(self) -> str:
        """The number of weeks on record, the first and the last."""
        weeks = self.record.weeks
        return f"{counted(len(weeks), 'week')}, {label(weeks[0])} to {label(weeks[-1])}"

    @cached_property
    def _keys(self) -> set[str]:
        sides = self.record.sides.values()
        return {key for side in sides for key in side.frame["entity"].unique()}

    @cached_property
    def _names(self) -> list[str]:
        """Every key that is marked, the longest first, as one may be a prefix of another."""
        keys = {key for key in self._keys if len(key) >= SHORTEST and key != OTHER}
        return sorted(keys, key=lambda key: (-len(key), key))

    @cached_property
    def _templates(self) -> Environment:
        environment = templates()
        environment.filters["parts"] = self.parts
        environment.filters["named"] = lambda key: printable(self.named(str(key)))
        environment.filters["prose"] = self.prose
        environment.filters["label"] = label
        return environment


def _spaced(text: str) -> str:
    """Return a text with a no-break space before each percent sign."""
    return printable(text).replace(" %", "\N{NO-BREAK SPACE}%")


LONGEST = 60
MARK = 8


def week_path(week: date) -> str:
    """Return the path of the page of a week."""
    return f"weeks/{label(week)}.html"


def model_path(name: str) -> str:
    """Return the path of the page of a model."""
    return f"models/{safe(name)}.html"


def safe(name: str) -> str:
    """Return a file name for any name: its letters and digits, and a prefix of its SHA-256.

    No two names share one.
    """
    words = re.sub("[^a-z0-9]+", "-", name.lower()).strip("-")[:LONGEST].strip("-")
    digest = sha256(name.encode("utf-8", "replace")).hexdigest()[:MARK]
    return "-".join(filter(None, (words, digest)))


def root(path: str) -> str:
    """Return the relative path from a page to the root of the site: empty, or ``../``."""
    return "../" * path.count("/")


@dataclass(frozen=True)
class Picture:
    """A chart on a page: an SVG element, the table of what it draws, and its files."""

    name: str
    drawing: str
    title: str
    alt: str
    digest: str
    rows: Sheet
    files: dict[str, bytes]

    @property
    def source(self) -> str:
        return self.rows.source


@dataclass(frozen=True)
class Undrawn:
    """The reason why there is no chart."""

    why: str
    drawing: str = ""


def draw_chart(store: Store, known: Known, figure: Figure, link: Link) -> Picture | Undrawn:
    """Return a figure for a page, or the reason why there is none."""
    try:
        result = draw(store, figure, known)
    except GapError as gap:
        return Undrawn(sentence(gap))
    return _picture(figure.chart, result, link)


def _picture(name: str, result: Print, link: Link) -> Picture:
    picture = result.picture
    shown = picture.rows[[name for name in picture.rows.columns if column(name).drawn]]
    return Picture(
        name,
        svg.inline(picture.data, name),
        picture.title,
        picture.alt,
        result.digest,
        sheet(f"{name}-rows", shown, f"What is drawn: {picture.title}", picture.source, link),
        {
            f"charts/{name}.svg": picture.data,
            f"charts/{name}.csv": to_csv(records(picture.rows), picture.rows.columns).encode(),
            f"charts/{name}.json": f"{to_json(result.card)}\n".encode(),
        },
    )
