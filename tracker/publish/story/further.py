"""What more there is to say: of a claim that holds its exact figure, of another what is right.

A claim that holds has been told already, so only what it left out follows: the exact figure, the
margin, the names. Of a claim that does not hold it is who led, and by how much it is off.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any, NamedTuple

import pandas as pd

from tracker.analysis.rows import named
from tracker.claims import claim as claims
from tracker.claims import numbers
from tracker.claims.claim import Claim
from tracker.claims.definitions import level_of
from tracker.claims.evidence import Finding
from tracker.claims.notes import window_of
from tracker.identity.subjects import TOTAL
from tracker.publish.story.claimed import Statement
from tracker.publish.story.findings import (
    NOTHING,
    amount_of,
    found,
    last_week,
    moved,
    now_and_before,
    pair,
    values,
)
from tracker.publish.story.writer import DIGITS, MOST_DIGITS, digits_of
from tracker.weeks import Period

LEAST, MANY = 0.05, 1000
"""The deviations in percent that are worth saying; a larger one says nothing."""
MOST_NAMES = 10
TWICE = 100
"""The lead in percent from which on it is said as a multiple."""


def confirmed(statement: Statement, finding: Finding) -> list[str]:
    """Return what a claim that holds leaves to say, as clauses."""
    clauses = [*CONFIRMED.get(type(statement.claim), _nothing)(statement, finding)]
    return clauses or [found(statement, finding)]


def corrected(statement: Statement, finding: Finding, published: date | None) -> list[str]:
    """Return what is right where a claim does not hold, as clauses that follow the finding."""
    clauses = [*CORRECTED.get(type(statement.claim), _nothing)(statement, finding)]
    is_bound = getattr(statement.claim, "figure", None) is not None and (
        statement.claim.figure.hedge in numbers.BOUNDS
    )
    window = None if is_bound else window_of(statement.result, published)
    if window is not None:
        clauses.append(statement.write("instead.window", period=statement.write.period(window)))
    return clauses


def _nothing(statement: Statement, finding: Finding) -> Iterator[str]:
    yield from ()


# Of streaks.


def _lasted(statement: Statement, finding: Finding) -> Iterator[str]:
    """Yield the days of a streak; one that is longer than claimed is said as a whole."""
    stretch = finding.stretch or NOTHING
    if stretch.weeks != statement.claim.weeks or stretch.first is None or stretch.last is None:
        yield found(statement, finding)
        return
    span = statement.write.weeks(stretch.first, stretch.last)
    yield statement.write("exact.week" if stretch.weeks == 1 else "exact.weeks", span=span)


def _led(statement: Statement, finding: Finding) -> Iterator[str]:
    yield from _lasted(statement, finding)
    last = finding.stretch.last if finding.stretch else None
    if statement.claim.top == 1 and last is not None:
        yield from _margin(statement, finding, last, statement.write("same.last"))


def _over(statement: Statement, finding: Finding) -> Iterator[str]:
    yield from _lasted(statement, finding)
    yield from _last_pair(statement, finding)


def _trend(statement: Statement, finding: Finding) -> Iterator[str]:
    yield from _lasted(statement, finding)
    yield from _last_total(statement, finding)


class Place(NamedTuple):
    """An entity on the board of a week."""

    entity: str
    value: int
    rank: int


def _board(statement: Statement, finding: Finding, week: date) -> list[Place]:
    """Return the ranking of a week, the largest first."""
    frame = statement.result.frame(finding)
    rows = frame[(frame["week"] == pd.Timestamp(week)) & frame["complete"] & named(frame)]
    rows = rows[rows["rank"].notna()].sort_values(["rank", "entity"], kind="stable")
    return [
        Place(str(entity), int(value), int(rank))
        for entity, value, rank in zip(rows["entity"], rows["value"], rows["rank"], strict=True)
    ]


def _name(statement: Statement, finding: Finding, entity: str) -> str:
    level = level_of(finding.cell, statement.result.subjects[0])
    return statement.write.entity(entity, level)


def _margin(statement: Statement, finding: Finding, week: date, when: str) -> Iterator[str]:
    """Yield by how much the leader of a week was ahead of the second."""
    board = _board(statement, finding, week)
    if len(board) < 2 or board[0].entity != finding.entity or board[1].rank == 1:
        return
    lead = (board[0].value / board[1].value - 1) * 100
    key = "exact.had.times" if lead >= TWICE else "exact.had.percent"
    yield statement.phrase(
        key,
        had=statement.had(statement.amount(board[0].value)),
        when=when,
        pct=statement.write.percent(lead),
        multiple=statement.write.multiple(1 + lead / 100),
        second=_name(statement, finding, board[1].entity),
    )


def _leader(statement: Statement, finding: Finding) -> Iterator[str]:
    """Yield who led in the last week of a streak, and where the subject was."""
    week = last_week(finding)
    if statement.claim.top == 1 and week is not None:
        yield from _first_of(statement, finding, week, statement.write.when(Period.of_week(week)))


def _first_of(
    statement: Statement, finding: Finding, week: date, when: str, *, is_known: bool = False
) -> Iterator[str]:
    """Yield who led; ``is_known`` if the place of the subject has been told."""
    board = _board(statement, finding, week)
    mine = next((place for place in board if place.entity == finding.entity), None)
    if not board or (mine is not None and mine.rank == 1):
        return
    first = [_name(statement, finding, place.entity) for place in board if place.rank == 1]
    fields = {
        "leader": statement.write.listed(first),
        "amount": statement.amount(board[0].value),
        "when": when,
    }
    if mine is None or is_known:
        yield statement.phrase("instead.leader", **fields)
        return
    place = {"ordinal": statement.write.ordinal(mine.rank), "own": statement.amount(mine.value)}
    yield statement.phrase("instead.leader.rank", **fields, **place)


def _last_pair(statement: Statement, finding: Finding) -> Iterator[str]:
    """Yield what the two sides had in the last week of the evidence."""
    row, when = _last_row(statement, finding)
    if not row or not row["a"] or not row["b"]:
        return
    texts = [statement.amount(row[side]) for side in ("a", "b")]
    if row["at_least"]:
        texts = [statement.write("at_least", text=text) for text in texts]
    yield statement.phrase("found.pair", had=statement.had(texts[0]), other=texts[1], when=when)


def _last_total(statement: Statement, finding: Finding) -> Iterator[str]:
    """Yield the total of the last week of the evidence, and its change."""
    row, when = _last_row(statement, finding)
    if row and row["value"] is not None and row["change_pct"] is not None:
        change = moved(statement, 1 + row["change_pct"] / 100)
        amount = statement.amount(row["value"])
        yield statement.phrase("more.total", when=when, amount=amount, change=change)


def _last_row(statement: Statement, finding: Finding) -> tuple[dict[str, Any], str]:
    """Return the last week that a claim is about, and when that was."""
    stretch, write = finding.stretch or NOTHING, statement.write
    week = stretch.last if finding.holds else last_week(finding)
    rows = [row for row in finding.evidence if week and row["week"] == week.isoformat()]
    if not rows or week is None:
        return {}, ""
    when = write("same.last") if finding.holds else write.when(Period.of_week(week))
    return rows[0], when


# Of the figures of a period.


def _exact_amount(statement: Statement, finding: Finding) -> Iterator[str]:
    """Yield an amount with a digit more than it was claimed with, and its share of everything."""
    if finding.value is None:
        return
    figure = statement.claim.figure
    claimed = statement.amount(float(figure.value), digits_of(figure))
    exact = (
        statement.amount(finding.value, digits)
        for digits in range(max(DIGITS, digits_of(figure)) + 1, MOST_DIGITS + 1)
    )
    amount = next((text for text in exact if text != claimed), "")
    rows = [row for row in finding.evidence if row.get("entity") == finding.entity]
    share = rows[0].get("share") if rows else None
    if any(row.get("at_least") for row in rows):
        return
    if not share or statement.result.subjects[0].level == TOTAL:
        if amount:
            yield statement.phrase("exact.amount", amount=amount)
        return
    key = "exact.amount.share" if amount else "exact.of_all"
    yield statement.phrase(key, amount=amount, pct=statement.write.percent(share * 100))


def _exact_share(statement: Statement, finding: Finding) -> Iterator[str]:
    if finding.value is None:
        return
    pct = statement.write.percent(finding.value * 100)
    rows = [row for row in finding.evidence if row.get("entity") == finding.entity]
    if not rows or rows[0]["value"] is None or rows[0].get("at_least"):
        yield statement.phrase("exact.share", pct=pct)
        return
    amount = statement.amount(rows[0]["value"])
    is_claimed = pct == statement.write.claimed_percent(statement.claim.figure)
    key = "exact.share.was" if is_claimed else "exact.share.amount"
    yield statement.phrase(key, pct=pct, amount=amount)


def _exact_rank(statement: Statement, finding: Finding) -> Iterator[str]:
    """Yield what the rank is made of: the amount, and of the leader its margin."""
    claim = statement.claim
    if finding.value is None or claim.within or claim.outside:
        return
    if claim.rank == 1:
        yield from _margin(statement, finding, claim.week, statement.fields["when"])
        return
    rows = [row for row in finding.evidence if row.get("entity") == finding.entity]
    if rows and rows[0]["value"] is not None:
        yield statement.phrase("exact.had", had=statement.had(statement.amount(rows[0]["value"])))


def _leader_of_period(statement: Statement, finding: Finding) -> Iterator[str]:
    if statement.claim.rank == 1:
        when = statement.fields["when"]
        yield from _first_of(statement, finding, statement.claim.week, when, is_known=True)


def _off(statement: Statement, finding: Finding) -> Iterator[str]:
    """Yield by how much an amount is off."""
    write, figure = statement.write, statement.claim.figure
    if finding.value is None:
        return
    power = numbers.slip(figure, int(finding.value))
    if power is not None:
        way, number = ("large", power) if power > 1 else ("small", 1 / power)
        yield write(f"instead.slip.{way}", number=write.number(int(number)))
        return
    off = numbers.difference(figure, finding.value)
    if figure.hedge not in numbers.BOUNDS and LEAST <= abs(off) < MANY:
        way = "more" if off > 0 else "less"
        yield write(f"instead.off.{way}", pct=write.percent(abs(off)))


def _names(statement: Statement, finding: Finding) -> Iterator[str]:
    """Yield the models that were counted."""
    if getattr(statement.claim, "is_share", False):
        if finding.holds:
            yield statement.phrase("exact.share", pct=statement.write.percent(finding.value or 0))
        return
    counted = [row for row in finding.evidence if row.get("of_subject", True)]
    if not counted or len(counted) != int(finding.value or 0):
        return
    names = [statement.write.entity(row["entity"], row["by"]) for row in counted]
    if len(names) > MOST_NAMES:
        rest = statement.write.number(len(names) - MOST_NAMES)
        names = [*names[:MOST_NAMES], statement.write("names.more", number=rest)]
    key = "exact.name" if len(names) == 1 else "exact.names"
    yield statement.phrase(key, names=statement.write.listed(names))


def _first(statement: Statement, finding: Finding) -> Iterator[str]:
    """Yield the figures of a first time, and of the period before."""
    claim, write = statement.claim, statement.write
    if claim.group is not None and finding.first is not None:
        yield statement.phrase("exact.led", when=write.when(Period.of_week(finding.first)))
    elif claim.rival is not None:
        yield pair(statement, *values(statement, finding, statement.period))
    elif not claim.record:
        now, before = now_and_before(statement, finding)
        if now is not None and before is not None and before.low:
            had = statement.had(amount_of(statement, now))
            yield statement.phrase("exact.passed", had=had, was=amount_of(statement, before))


More = Callable[[Statement, Finding], Iterable[str]]
CONFIRMED: dict[type[Claim], More] = {
    claims.Led: _led,
    claims.Over: _over,
    claims.Trend: _trend,
    claims.Amount: _exact_amount,
    claims.Share: _exact_share,
    claims.Ranked: _exact_rank,
    claims.OfTop: _names,
    claims.Number: _names,
    claims.First: _first,
}
"""What a class of claims that holds leaves to say; of the others it is the finding itself."""
CORRECTED: dict[type[Claim], More] = {
    claims.Led: _leader,
    claims.Over: _last_pair,
    claims.Trend: _last_total,
    claims.Amount: _off,
    claims.Ranked: _leader_of_period,
    claims.OfTop: _names,
    claims.Number: _names,
}
"""What is right where a class of claims does not hold."""
