"""The site as a whole: which pages there are, how they are linked, and how one is written.

Everything that a page says passes through a template that escapes it, the drawing of a chart
excepted, which `charts.svg` writes. A page loads only what stands beside it, and asks for nothing
elsewhere.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from importlib.resources import files
from typing import Any, NamedTuple

import pandas as pd
from jinja2 import Environment, PackageLoader, StrictUndefined

import tracker
from tracker.citation import cite
from tracker.phrasing import counted
from tracker.publish.report import paths
from tracker.publish.report.record import Record
from tracker.publish.report.sheets import NAMES
from tracker.publish.tables import in_print
from tracker.records import OTHER
from tracker.weeks import label

PACKAGE = "tracker.publish.report"
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
WEEK_COLUMNS = frozenset({"week", "first", "last"})
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
        return {name: paths.of_model(name) for name in self.record.leaders}

    @cached_property
    def weeks(self) -> dict[date, str]:
        """The pages of weeks, by their Mondays."""
        return {week: paths.of_week(week) for week in self.record.weeks}

    def link(self, column: str, value: Any) -> str:
        """The page that a value in a column leads to."""
        if column in NAMES:
            return self.models.get(value, "")
        if column in WEEK_COLUMNS:
            return self.weeks.get(date.fromisoformat(value), "")
        return ""

    def parts(self, text: str) -> list[Part]:
        """A text with the names in it set apart, so that what they are written in turns nothing
        else around."""
        there = [name for name in self._names if name in text]
        if not there:
            return [Part(_spaced(text))]
        split = re.split(f"({'|'.join(map(re.escape, there))})", text)
        return [
            Part(in_print("", part), is_name=True, href=self.models.get(part, ""))
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
            root=paths.root(path),
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
        found.filters["shown"] = lambda text: in_print("", str(text))
        found.filters["label"] = label
        return found


def static() -> dict[str, bytes]:
    """The files that are the same in every site, by their paths."""
    folder = files(PACKAGE) / "static"
    return {file.name: file.read_bytes() for file in sorted(folder.iterdir(), key=lambda f: f.name)}


def _spaced(text: str) -> str:
    """A text whose percent signs stay with their numbers."""
    return in_print("", text).replace(" %", "\N{NO-BREAK SPACE}%")
