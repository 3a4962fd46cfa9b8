"""Verdicts on claims of the press, judged on the record when the site is built.

The sentences are in `data/site_claims.csv`, each with the day on which it was printed and what it
is about; their verdicts are not.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from datetime import date
from importlib.resources import files

from tracker.analysis import catalog
from tracker.answers.article import SIGNS
from tracker.answers.check import Checker, Line
from tracker.errors import ConfigError, GapError
from tracker.publish.site.render import Site
from tracker.publish.site.words import Words
from tracker.publish.story.paragraph import Case, paragraph
from tracker.publish.story.writer import Writer
from tracker.weeks import read_week

CLAIMED = {"supported": "True", "refuted": "Not true", "depends": "It depends"}
UNJUDGED = "Not measured"
PLAIN = {
    " by slug, by model and by family": "",
    " by slug": "",
    "slugs": "models",
    " v ": " against ",
    "at rank 1 by spend": "first by money",
    "rank 1 among": "first among",
}
"""Words of verdicts that only those who know the tracker understand, and others for them."""
_WEEKS = re.compile(r"(\d{4}-W\d\d)(?: to (\d{4}-W\d\d))?")


@dataclass(frozen=True)
class Judged:
    """A claim with its verdict, a paragraph on why, and how it was read (in English)."""

    claim: str
    published: date
    verdict: str
    word: str
    sign: str
    because: str
    read_as: str
    notes: tuple[str, ...]


def claims() -> list[dict[str, str]]:
    """Return the claims of the bundled list."""
    text = files("tracker").joinpath("data", "site_claims.csv").read_text(encoding="utf-8")
    return [*csv.DictReader(text.splitlines())]


def verdicts(site: Site) -> list[Judged]:
    """Judge the claims of the list; one that this record cannot read is left out."""
    record = site.record
    as_of = record.question.as_of
    names = catalog.names(record.store, as_of)
    checker = Checker(record.store, as_of, names, record.known.figures)
    return [judged for row in claims() if (judged := _judge(checker, row, site))]


def _judge(checker: Checker, row: dict[str, str], site: Site) -> Judged | None:
    published = date.fromisoformat(row["published"])
    try:
        verdict = checker.check(Line(row["claim"], published=published))
    except (ConfigError, GapError):
        return None
    if not verdict.read_as:
        return None
    word = CLAIMED.get(verdict.verdict, UNJUDGED)
    claim = row["claim_zh"] if site.words.is_chinese else row["claim"]
    return Judged(
        claim,
        published,
        verdict.verdict,
        site.words(word),
        SIGNS[verdict.verdict],
        paragraph(Case(Writer(site.words.language, site.naming), verdict, published)),
        dated(verdict.read_as),
        tuple(map(dated, verdict.notes)),
    )


def dated(text: str) -> str:
    """Return a text of a verdict with dates for the labels of weeks, and models for slugs."""
    for technical, plain in PLAIN.items():
        text = text.replace(technical, plain)
    return _WEEKS.sub(_dates, text)


def _dates(weeks: re.Match[str]) -> str:
    words = Words()
    first, last = (read_week(label) for label in (weeks[1], weeks[2] or weeks[1]))
    return words.span(first, last) if weeks[2] else words.week(last)
