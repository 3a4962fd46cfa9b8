"""Evidence that ends a doubt.

A board doubted for its size or its names is believed if

- the same, or nearly the same, is recorded for its own period;
- a neighbouring day (week, window) at the same level is recorded or doubted in another capture;
- a later vintage or another source was doubted with the same values;
- and, if only the size is doubted: another dataset agrees on the period (the chart of its week, the
  sum of its days, the week minus its other days).

Two consecutive days of one capture confirm each other only if the body agrees with the record on a
day near them and no other values are recorded for either.

A doubt about the form of a body is not ended by more bodies of that form, but by the same board
recorded from elsewhere, or by a person who accepted a body with the same doubt. A board with the
same rows as a doubted one shares its verdict.

A doubt is confirmed when other values seen later are recorded: the publisher corrected itself.

same level
    Two boards are at the same level if neither has more than 1.5 times the total or more than twice
    the names of the other, they share at least three of ten leaders, and the ten leaders of the
    later one include the first lasting leader of the earlier one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tracker.checks import FORM, LISTED, SAME_ROWS, SIZE, Doubt, Known
from tracker.checks.unlikely import LEADERS, LEADERS_KEPT, lasting
from tracker.records import Key

SAME_LEVEL = 1.5
EQUAL = 1.05
"""Maximum ratio of two totals of one period from different datasets."""
APART = timedelta(hours=12)
"""Minimum time between independent captures: an error of the publisher may last hours."""
NEIGHBOURING_DAYS = timedelta(days=2)
"""Maximum distance of neighbouring days, because one may be permanently missing."""


@dataclass(frozen=True)
class Waiting:
    """A doubt that has not ended, with its number and its capture."""

    id: int
    capture_id: int
    path: str
    source: str
    doubt: Doubt


@dataclass(frozen=True)
class Ground:
    """A recorded board for the period of a doubted one or near it.

    ``same_capture`` says whether the doubted board's own capture contained it.
    """

    key: Key
    digest: str
    known: Known
    seen_at: datetime
    same_capture: bool = False


@dataclass(frozen=True)
class Found:
    """The evidence for one waiting doubt.

    ``ground`` are recorded boards of its period and near it, ``witnesses`` (dataset, total) of
    other datasets; ``accepted_before`` says whether a person accepted a body of its source with
    the same doubt.
    """

    ground: Sequence[Ground] = ()
    witnesses: Sequence[tuple[str, int]] = ()
    accepted_before: bool = False


@dataclass(frozen=True)
class Verdict:
    """The end of a doubt."""

    waiting: Waiting
    believed: bool
    why: str


Look = Callable[[Waiting], Found]


def weigh(waiting: Sequence[Waiting], look: Look) -> list[Verdict]:
    """Return the doubts that end now; each may be evidence for others."""
    evaluation = _Evaluation(waiting, {each.id: look(each) for each in waiting})
    pending, before = list(waiting), 0
    while len(pending) != before:
        before = len(pending)
        for each in pending:
            why = next(evaluation.evidence(each), None)
            if why:
                evaluation.ended[each.id] = Verdict(each, believed=True, why=why)
        pending = [each for each in pending if each.id not in evaluation.ended]
    for each in sorted(pending, key=lambda each: each.doubt.sort == SAME_ROWS):
        why = next(evaluation.corrections(each), None)
        if why:
            evaluation.ended[each.id] = Verdict(each, believed=False, why=why)
    return list(evaluation.ended.values())


def same_level(one: Known, other: Known) -> bool:
    """Return whether two boards are at the same level (see the module docstring)."""
    earlier, later = sorted((one, other), key=lambda known: known.start)
    low, high = sorted((one.total, other.total))
    fewer, more = sorted((one.names, other.names))
    if high > SAME_LEVEL * low or (fewer and more > 2 * fewer):
        return False
    if min(len(one.leaders), len(other.leaders)) < LEADERS - 1:
        return True
    first = lasting(earlier.leaders)
    shared = len({*one.leaders} & {*other.leaders})
    return shared >= LEADERS_KEPT and (first is None or first in later.leaders)


def is_repeated(one: Waiting, other: Waiting) -> bool:
    """Return whether an earlier capture was doubted with the same values."""
    mine, its = one.doubt, other.doubt
    same = mine.key == its.key and (mine.digest == its.digest or same_level(mine.known, its.known))
    return same and other.id < one.id


@dataclass
class _Evaluation:
    """The waiting doubts, the evidence for each, and the verdicts so far."""

    waiting: Sequence[Waiting]
    facts: dict[int, Found]
    ended: dict[int, Verdict] = field(default_factory=dict)

    def evidence(self, one: Waiting) -> Iterator[str]:
        """Yield reasons to believe a doubted board."""
        doubt, facts = one.doubt, self.facts[one.id]
        same_period = [ground for ground in facts.ground if ground.key == doubt.key]
        if any(ground.digest == doubt.digest for ground in same_period):
            yield "the same is recorded"
        if doubt.sort == FORM:
            if facts.accepted_before:
                yield "a body with the same doubt was accepted"
            return
        if doubt.sort == SAME_ROWS:
            verdicts = [self.ended.get(other.id) for other in self._same_rows_of(one)]
            if all(verdict and verdict.believed for verdict in verdicts):
                yield "the board with the same rows is believed"
            return
        if any(same_level(ground.known, doubt.known) for ground in same_period):
            yield "another vintage at the same level is recorded"
        for dataset, total in facts.witnesses if doubt.sort == SIZE else ():
            if _equal(total, doubt.known.total):
                yield f"{dataset} says the same"
        for ground in () if same_period else facts.ground:
            if same_level(ground.known, doubt.known):
                yield f"{ground.key.period} is at the same level"
        for other in self.waiting:
            if other.id != one.id and other.doubt.sort not in (FORM, SAME_ROWS):
                yield from self._mutual_evidence(one, other)

    def corrections(self, one: Waiting) -> Iterator[str]:
        """Yield reasons to reject a doubted board."""
        for ground in self.facts[one.id].ground:
            if ground.key == one.doubt.key and ground.seen_at > one.doubt.known_from:
                yield "it was corrected since"
        if one.doubt.sort == SAME_ROWS:
            verdicts = [self.ended.get(other.id) for other in self._same_rows_of(one)]
            if any(verdict and not verdict.believed for verdict in verdicts):
                yield "the board with the same rows was corrected since"

    def _same_rows_of(self, one: Waiting) -> list[Waiting]:
        """Return the doubted boards with the same rows."""
        return [
            other
            for other in self.waiting
            if other.doubt.sort != SAME_ROWS and _same_rows(one, other)
        ]

    def _mutual_evidence(self, one: Waiting, other: Waiting) -> Iterator[str]:
        """Yield reasons why another doubted board is evidence for this one."""
        mine, its = one.doubt, other.doubt
        alike, elsewhere = same_level(mine.known, its.known), one.capture_id != other.capture_id
        independent = elsewhere and (
            one.source != other.source or abs(mine.known_from - its.known_from) >= APART
        )
        if LISTED in (mine.key.metric, its.key.metric):
            if independent and alike and _same_kind(mine.key, its.key):
                yield "a later list has as many"
        elif mine.key == its.key:
            if independent and alike:
                yield "another vintage is at the same level"
        elif _same_kind(mine.key, its.key):
            if alike and _near(mine.key, its.key) and self._may_follow(one, other, independent):
                yield f"{its.key.period} is at the same level"
        elif elsewhere and _totals_agree(mine, its):
            yield f"{its.key.dataset} says the same"

    def _may_follow(self, one: Waiting, other: Waiting, independent: bool) -> bool:
        """Return whether two doubted boards of neighbouring periods may confirm each other."""
        both = [(each, ground) for each in (one, other) for ground in self.facts[each.id].ground]
        if any(ground.key == each.doubt.key for each, ground in both):
            return False
        held = other.id in self.ended and self.ended[other.id].believed
        sound = any(ground.same_capture for _, ground in both)
        return held or independent or (one.capture_id == other.capture_id and sound)


def _same_rows(one: Waiting, other: Waiting) -> bool:
    mine, its = one.doubt.key, other.doubt.key
    return one.capture_id == other.capture_id and (mine.dataset, mine.scope, mine.period) == (
        its.dataset,
        its.scope,
        its.period,
    )


def _same_kind(one: Key, other: Key) -> bool:
    return (one.dataset, one.metric, one.scope, one.period.days) == (
        other.dataset,
        other.metric,
        other.scope,
        other.period.days,
    )


def _near(one: Key, other: Key) -> bool:
    return abs(one.period.start - other.period.start) <= near(one)


def _totals_agree(one: Doubt, other: Doubt) -> bool:
    """Return whether two datasets agree on the total of one period."""
    mine, its = one.key, other.key
    same = (mine.metric, mine.scope, mine.period) == (its.metric, its.scope, its.period)
    return one.sort == other.sort == SIZE and same and _equal(one.known.total, other.known.total)


def near(key: Key) -> timedelta:
    """Return the maximum distance of periods that can confirm each other."""
    return max(timedelta(days=key.period.days), NEIGHBOURING_DAYS)


def _equal(one: int, other: int) -> bool:
    low, high = sorted((one, other))
    return high <= EQUAL * low
