"""The site: its pages, their paths, names and links, and how a page is rendered.

Templates escape everything on a page except drawings, which `drawing` writes and escapes. A page
loads files of the site only. Paths have only letters and digits, whatever a name contains.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from hashlib import sha256
from typing import Any, NamedTuple

import pandas as pd
from jinja2 import Environment

import tracker
from tracker.analysis import catalog
from tracker.citation import cite
from tracker.columns import NAME, WEEK, Column
from tracker.identity.names import Names
from tracker.publish.site.data import AUTHOR, COUNTRY, Record
from tracker.publish.site.page import templates
from tracker.publish.site.tables import Sheet, sheet, sheet_of
from tracker.publish.site.words import HTML_LANGUAGES, NATIVE, Words, sunday
from tracker.records import OTHER
from tracker.text import printable
from tracker.weeks import label

TITLE = "OpenRouter usage, week by week"
POLICY = (
    "default-src 'none'; img-src 'self'; style-src 'self'; font-src 'self'; script-src 'self'; "
    "base-uri 'none'; form-action 'none'"
)
MAIN_PAGES = {
    "weeks/index.html": "Weeks",
    "models/index.html": "Models",
    "makers/index.html": "Makers",
    "countries/index.html": "Countries",
    "records.html": "Records",
    "method.html": "Method",
}
"""The pages in the head of every page."""
MORE_PAGES = {
    "streaks.html": "Streaks at #1",
    "versus.html": "China and the US",
    "money.html": "The money",
    "volume.html": "The volume",
    "movers.html": "Movers",
    "data.html": "Data and citation",
    "definitions.html": "Definitions",
    "limits.html": "Limits",
}
"""The pages in the foot of every page."""
PAGES = {"index.html": "Newest week", **MAIN_PAGES, **MORE_PAGES}
FOLDERS = {AUTHOR: "makers", COUNTRY: "countries"}
MODELS = "models"
SHORTEST = 3
"""The least length of names that are marked in sentences: shorter ones occur inside words."""
LONGEST = 60
MARK = 8


class Part(NamedTuple):
    """A part of a sentence: plain text, or a name with the path of its page, if it has one."""

    text: str
    is_name: bool = False
    href: str = ""


@dataclass(frozen=True)
class Edition:
    """A language of the site, and where it lies.

    ``folder`` is its path from the root of the site, empty or with a slash at its end; ``others``
    are the folders of the other editions by language; ``first`` is the one that is written first,
    which has the pictures of charts for all.
    """

    language: str = "en"
    folder: str = ""
    others: tuple[tuple[str, str], ...] = ()
    first: bool = True

    def path_to(self, folder: str) -> str:
        """Return the path from the root of this edition to that of another."""
        return f"{'../' if self.folder else ''}{folder}"


@dataclass(frozen=True)
class Site:
    """A record and the paths of its pages. ``base_url`` ends in a slash or is empty."""

    record: Record
    base_url: str = ""
    edition: Edition = Edition()

    @cached_property
    def words(self) -> Words:
        return Words(self.edition.language)

    @cached_property
    def models(self) -> dict[str, str]:
        """The paths of the pages of models, by key: every one on record by any metric."""
        return self._paths(MODELS, self.record.question.by)

    @cached_property
    def makers(self) -> dict[str, str]:
        """The paths of the pages of makers, by author."""
        return self._paths(FOLDERS[AUTHOR], AUTHOR)

    @cached_property
    def countries(self) -> dict[str, str]:
        """The paths of the pages of countries, by code."""
        return self._paths(FOLDERS[COUNTRY], COUNTRY)

    def _paths(self, folder: str, by: str) -> dict[str, str]:
        names = {name for side in self.record.level(by).values() for name in side.entities}
        return {name: f"{folder}/{safe(name)}.html" for name in sorted(names)}

    @cached_property
    def weeks(self) -> dict[date, str]:
        """The paths of the pages of weeks, by Monday."""
        return {week: week_path(week) for week in self.record.weeks}

    @cached_property
    def _hrefs(self) -> dict[str, str]:
        return {**self.countries, **self.makers, **self.models}

    def link(self, column: Column, value: Any) -> str:
        """Return the path of the page of a value; empty if it has none."""
        if column.kind is NAME:
            return self._hrefs.get(value, "")
        if column.kind is not WEEK:
            return ""
        return self.weeks.get(date.fromisoformat(value), "")

    def href(self, key: str) -> str:
        """Return the path of the page of a model, a maker or a country; empty if it has none."""
        return self._hrefs.get(key, "")

    def sheet(
        self, name: str, frame: pd.DataFrame, caption: str, source: str, **options: Any
    ) -> Sheet:
        """Return a frame as a table in the language of the site, as `tables.sheet` does."""
        return sheet(name, frame, caption, source, self.link, words=self.words, **options)

    def sheet_of(
        self,
        name: str,
        names: Sequence[str],
        values: Sequence[Mapping[str, Any]],
        caption: str,
        source: str,
        **options: Any,
    ) -> Sheet:
        """Return rows as a table in the language of the site, as `tables.sheet_of` does."""
        words = self.words
        return sheet_of(name, names, values, caption, source, self.link, words=words, **options)

    def parts(self, text: str) -> list[Part]:
        """Split a text into names, as people read them, and the rest.

        So a name in a right-to-left script does not change the direction of the rest.
        """
        marked = self._marked if "/" in text else self._without_slash
        names = [name for name in marked if name in text]
        if not names:
            return [Part(_tight(text))]
        split = re.split(f"({'|'.join(map(re.escape, names))})", text)
        return [
            Part(self.named(part), is_name=True, href=self._hrefs.get(part, ""))
            if number % 2
            else Part(_tight(part))
            for number, part in enumerate(split)
            if part
        ]

    def named(self, key: str) -> str:
        """Return what people read for an entity of the record, an author or a country."""
        if key == OTHER:
            return self.naming(key, self.record.question.by)
        if key in self.countries and key not in self.models:
            return self.naming(key, COUNTRY)
        by = self.record.question.by if key in self.models else AUTHOR
        return printable(self.naming(key, by))

    def prose(self, text: str) -> str:
        """Return a text with names in the place of keys."""
        return "".join(part.text for part in self.parts(text))

    def render(self, template: str, path: str, **context: Any) -> bytes:
        """Return a page as HTML."""
        page = self._templates.get_template(template)
        up = root(path)
        text = page.render(
            context,
            path=path,
            root=up,
            pictures=f"{up}{self.pictures}",
            editions=[
                (name, NATIVE[name], f"{up}{self.edition.path_to(folder)}{path}")
                for name, folder in self.edition.others
            ],
        )
        return f"{text.rstrip()}\n".encode("utf-8", "replace")

    @property
    def pictures(self) -> str:
        """The path from the root of this edition to the one that has the pictures of charts."""
        return "" if self.edition.first else "../"

    def absolute(self, path: str) -> str:
        """Return the URL of a page, or its path if the URL of the site is unknown."""
        return f"{self.base_url}{self.edition.folder if self.base_url else ''}{path}"

    @cached_property
    def naming(self) -> Names:
        """The display names of everything on record."""
        record, language = self.record, self.edition.language
        return catalog.names(record.store, record.question.as_of, language)

    @cached_property
    def source(self) -> str:
        """The source line of the whole record."""
        sides = self.record.sides.items()
        return cite(pd.concat([side.frame.assign(metric=metric) for metric, side in sides]))

    @cached_property
    def as_of(self) -> date:
        """The day of the newest figures on record."""
        day: date = self.record.main.complete["as_of"].max().date()
        return day

    @property
    def newest_sunday(self) -> date:
        """The last day of the newest complete week."""
        return sunday(self.record.newest)

    @cached_property
    def extent(self) -> str:
        """The number of weeks on record, the first and the last day."""
        weeks, words = self.record.weeks, self.words
        return f"{words.weeks(len(weeks))}, {words.span(weeks[0], weeks[-1])}"

    @cached_property
    def _marked(self) -> list[str]:
        """Every key that is marked, the longest first, as one may be a prefix of another."""
        keys = {key for key in self.models if len(key) >= SHORTEST}
        return sorted(keys, key=lambda key: (-len(key), key))

    @cached_property
    def _without_slash(self) -> list[str]:
        """The keys that are marked and have no slash, which are few."""
        return [key for key in self._marked if "/" not in key]

    @cached_property
    def _templates(self) -> Environment:
        environment, words = templates(), self.words
        environment.filters["parts"] = self.parts
        environment.filters["named"] = lambda key: self.named(str(key))
        environment.filters["prose"] = self.prose
        environment.filters["tight"] = _tight
        environment.globals |= {
            "t": words,
            "words": words,
            "site": self,
            "main_pages": MAIN_PAGES,
            "more_pages": MORE_PAGES,
            "policy": POLICY,
            "version": tracker.__version__,
            "site_title": words(TITLE),
            "html_language": HTML_LANGUAGES[words.language],
            "native": NATIVE[words.language],
            "newest_day": self.newest_sunday.isoformat(),
        }
        return environment


def _tight(text: str) -> str:
    """Return a text without the space before a percent sign."""
    return printable(text).replace(" %", "%")


def week_path(week: date) -> str:
    """Return the path of the page of a week."""
    return f"weeks/{label(week)}.html"


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
