"""Sentences as the press writes them, read and judged on the bundled history.

Those of `sentences.csv` are written for the tracker, in English and Chinese, and their verdicts
computed from the daily boards by other code. A sentence that makes several claims has several
verdicts. Not all are read; what is read must never be judged the other way round.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

import tracker
from tracker.claims.verdicts import NO_CLAIM, REFUTED, SUPPORTED
from tracker.notebook import Database

HERE = Path(__file__).parent
READ_AT_LEAST = 0.9
"""The part of sentences that must have the verdicts expected."""

Row = dict[str, str]


@pytest.fixture
def db(recorded: Path) -> Iterator[Database]:
    with tracker.open() as opened:
        yield opened


def rows(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def verdicts(db: Database, row: Row) -> str:
    judged = db.check_text(row["sentence"], published=date.fromisoformat(row["published"]))
    return ";".join(verdict.verdict for verdict in judged)


def accepted(row: Row) -> list[str]:
    """Return the verdicts that a sentence may have."""
    return [row["expected"], *row["also_ok"].split()]


def is_opposite(judged: str, row: Row) -> bool:
    """Return whether a claim is supported that is refuted, or the other way round."""
    pairs = [list(zip(judged.split(";"), way.split(";"), strict=False)) for way in accepted(row)]
    return all(any({*pair} == {SUPPORTED, REFUTED} for pair in each) for each in pairs)


def test_sentences_of_the_press_are_read_and_none_is_judged_the_other_way_round(
    db: Database,
) -> None:
    sentences = rows(HERE / "sentences.csv")
    assert len({row["id"] for row in sentences}) == len(sentences)
    judged = {row["id"]: verdicts(db, row) for row in sentences}
    right = [row["id"] for row in sentences if judged[row["id"]] in accepted(row)]
    assert [row["id"] for row in sentences if is_opposite(judged[row["id"]], row)] == []
    assert len(right) / len(sentences) >= READ_AT_LEAST


def test_the_sentences_beside_the_repository_have_the_verdicts_expected(
    db: Database, shared: Path
) -> None:
    sentences = rows(shared / "claims/sentences.csv")
    wrong = {
        row["id"]: judged for row in sentences if (judged := verdicts(db, row)) not in accepted(row)
    }
    assert wrong == {}


@pytest.mark.parametrize("number", range(1, 6))
def test_the_articles_beside_the_repository_have_the_verdicts_expected(
    db: Database, shared: Path, number: int
) -> None:
    folder = shared / "claims/articles"
    text = (folder / f"{number:02}.txt").read_text(encoding="utf-8")
    claims = rows(folder / f"{number:02}.expected.csv")
    published = date.fromisoformat(claims[0]["published"])
    judged = [each.verdict for each in db.check_text(text, published=published)]
    remaining = [verdict for verdict in judged if verdict != NO_CLAIM]
    for row in claims:
        ways = [[*without_opinion(way)] for way in accepted(row)]
        way = next((way for way in ways if remaining[: len(way)] == way), None)
        assert way is not None, (row["claim"], remaining[:3])
        remaining = remaining[len(way) :]
    assert remaining == []


def without_opinion(verdicts: str) -> Iterator[str]:
    """Yield the verdicts on what is a claim."""
    yield from (verdict for verdict in verdicts.split(";") if verdict != NO_CLAIM)
