"""The site as a whole: which pages there are, how they are linked, and how one is written.

Everything that a page says passes through a template that escapes it, the drawing of a chart
excepted, which `charts.svg` writes. A page loads only what stands beside it, and asks for nothing
elsewhere.

Where each page stands. A path is made of letters and digits, whatever a name is made of.

Charts for pages: drawn once, with the table of what they draw and the files beside them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from hashlib import sha256
from importlib.resources import files
from typing import Any, NamedTuple

import pandas as pd
from jinja2 import Environment, PackageLoader, StrictUndefined

import tracker
from tracker.answers.formats import records, to_csv, to_json
from tracker.charts import svg
from tracker.citation import cite
from tracker.columns import NAME, WEEK, Column, column
from tracker.errors import GapError
from tracker.profiles.case import Known
from tracker.publish.figures.figure import Figure, Print, printed
from tracker.publish.site.data import Record
from tracker.publish.site.tables import Link, Sheet, sheet
from tracker.publish.site.text import sentence
from tracker.records import OTHER
from tracker.store import Store
from tracker.text import counted, printable
from tracker.weeks import label

PACKAGE = "tracker.publish.site"
TITLE = "OpenRouter usage, week by week"
POLICY = (
    "default-src 'none'; img-src 'self'; style-src 'self'; script-src 'self'; base-uri 'none'; "
    "form-action 'none'"
)
PAGES = {
    "index.html": "Newest week",
    "weeks/index.html": "Weeks",
    "runs.html": "Runs at #1",
    "movers.html": "Movers",
    "versus.html": "China v US",
    "market.html": "Market",
    "tokens-vs-calls.html": "Tokens and calls",
    "models/index.html": "Models",
    "records.html": "Records",
    "definitions.html": "Definitions",
    "limits.html": "Limits",
}
"""The pages that every page leads to."""
SHORTEST = 3
"""A name of fewer signs is not looked for in sentences: it would be found inside words."""


class Part(NamedTuple):
    """A part of a sentence: plain text, or a name with the page that it leads to (or none)."""

    text: str
    is_name: bool = False
    href: str = ""


@dataclass(frozen=True)
class Site:
    """A record, and where its pages stand. ``base_url`` ends in a slash, or is empty."""

    record: Record
    base_url: str = ""

    @cached_property
    def models(self) -> dict[str, str]:
        """The pages of models, by their names."""
        return {name: of_model(name) for name in self.record.leaders}

    @cached_property
    def weeks(self) -> dict[date, str]:
        """The pages of weeks, by their Mondays."""
        return {week: of_week(week) for week in self.record.weeks}

    def link(self, column: Column, value: Any) -> str:
        """Return the page that a value in a column leads to."""
        if column.kind is NAME:
            return self.models.get(value, "")
        return self.weeks.get(date.fromisoformat(value), "") if column.kind is WEEK else ""

    def parts(self, text: str) -> list[Part]:
        """A text with the names in it set apart, so that what they are written in turns nothing
        else around."""
        there = [name for name in self._names if name in text]
        if not there:
            return [Part(_spaced(text))]
        split = re.split(f"({'|'.join(map(re.escape, there))})", text)
        return [
            Part(printable(part), is_name=True, href=self.models.get(part, ""))
            if number % 2
            else Part(_spaced(part))
            for number, part in enumerate(split)
            if part
        ]

    def render(self, template: str, path: str, **given: Any) -> bytes:
        """A page, as it is written."""
        page = self._templates.get_template(template)
        text = page.render(
            given,
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
        """The address of a page, where the site's is known, else the path from the page."""
        return f"{self.base_url}{path}"

    @cached_property
    def source(self) -> str:
        """The source line of everything on record."""
        sides = self.record.sides.items()
        return cite(pd.concat([side.frame.assign(metric=metric) for metric, side in sides]))

    @cached_property
    def extent(self) -> str:
        """What is on record, in a few words."""
        weeks = self.record.weeks
        return f"{counted(len(weeks), 'week')}, {label(weeks[0])} to {label(weeks[-1])}"

    @cached_property
    def _names(self) -> list[str]:
        """Every name on record, the longest first: one may be the beginning of another."""
        names = {
            name
            for side in self.record.sides.values()
            for name in side.frame["entity"].unique()
            if len(name) >= SHORTEST and name != OTHER
        }
        return sorted(names, key=lambda name: (-len(name), name))

    @cached_property
    def _templates(self) -> Environment:
        found = Environment(
            loader=PackageLoader(PACKAGE),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        found.filters["parts"] = self.parts
        found.filters["shown"] = lambda text: printable(str(text))
        found.filters["label"] = label
        return found


def static() -> dict[str, bytes]:
    """The files that are the same in every site, by their paths."""
    folder = files(PACKAGE) / "static"
    return {file.name: file.read_bytes() for file in sorted(folder.iterdir(), key=lambda f: f.name)}


def _spaced(text: str) -> str:
    """A text whose percent signs stay with their numbers."""
    return printable(text).replace(" %", "\N{NO-BREAK SPACE}%")


LONGEST = 60
MARK = 8


def of_week(week: date) -> str:
    return f"weeks/{label(week)}.html"


def of_model(name: str) -> str:
    return f"models/{safe(name)}.html"


def safe(name: str) -> str:
    """A file name for any name: what it has of small letters and digits, and the beginning of its
    SHA-256, so that no two names share one."""
    words = re.sub("[^a-z0-9]+", "-", name.lower()).strip("-")[:LONGEST].strip("-")
    mark = sha256(name.encode("utf-8", "replace")).hexdigest()[:MARK]
    return "-".join(filter(None, (words, mark)))


def root(path: str) -> str:
    """The way from a page back to the top of the site: empty, or ``../``."""
    return "../" * path.count("/")


@dataclass(frozen=True)
class Picture:
    """A chart on a page. ``drawing`` is an SVG element, ``rows`` the table of what it draws."""

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
    """Why there is no chart, in a sentence."""

    why: str
    drawing: str = ""


def page_of(store: Store, known: Known, figure: Figure, link: Link) -> Picture | Undrawn:
    """A figure as it stands on a page."""
    try:
        made = printed(store, figure, known)
    except GapError as missing:
        return Undrawn(sentence(missing))
    return _on_a_page(figure.chart, made, link)


def _on_a_page(name: str, made: Print, link: Link) -> Picture:
    picture = made.picture
    shown = picture.rows[[name for name in picture.rows.columns if column(name).drawn]]
    return Picture(
        name,
        svg.inline(picture.data, name),
        picture.title,
        picture.alt,
        made.digest,
        sheet(f"{name}-rows", shown, f"What is drawn: {picture.title}", picture.source, link),
        {
            f"charts/{name}.svg": picture.data,
            f"charts/{name}.csv": to_csv(records(picture.rows), picture.rows.columns).encode(),
            f"charts/{name}.json": f"{to_json(made.card)}\n".encode(),
        },
    )
