"""What ends a doubt: evidence that the publisher means what it says.

A board that was doubted for its size or for whom it names is believed once one of these says so:

- it stands on record, or nearly the same does, for its own period;
- the day (week, window) beside it is on record and at the same level, or was doubted by another
  capture for being so: markets move, and stay;
- a later vintage, or another source, was doubted for saying the same of it;
- if it is only the size: another dataset says the same of its period, the chart of its week, the
  sum of its days, what the week has beyond its other days.

What one capture says of two days that follow each other counts if the body is right about a day
near them and neither is on record otherwise: a body that counts something else does so all over.

A doubt of the form of a body is not ended by more bodies of that form. It ends when the very same
is on record by another way, or when a person has accepted a body of the source for which the same
was said. A board of the same rows as a doubted one has the fate of that.

A doubt ends the other way when something else is on record that was seen later: the publisher has
corrected itself.

same level
    Said of two boards of which neither has more than half as much again as the other or more than
    twice as many names, which share at least three of ten leaders, and of which the later one has
    among its ten leaders the first of the earlier one that lasts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tracker.checks import BESIDE, FORM, LISTED, SIZE, Doubt, Known
from tracker.checks.unlikely import LEADERS, LEADERS_KEPT, lasting
from tracker.records import Key

SAME_LEVEL = 1.5
EQUAL = 1.05
"""How far two totals of one period may be apart that are counted in two ways."""
APART = timedelta(hours=12)
"""A publisher that was wrong may be so for hours."""
BESIDE_A_DAY = timedelta(days=2)
"""Of days that are near: one may be lost for ever."""


@dataclass(frozen=True)
class Waiting:
    """A doubt that has not ended: its number, and the number, the path and the source of the
    capture."""

    id: int
    capture_id: int
    path: str
    source: str
    doubt: Doubt


@dataclass(frozen=True)
class Ground:
    """A board on record for the period of a doubted one, or near it: when it was last seen, and
    whether the doubted one's own capture showed it."""

    key: Key
    digest: str
    known: Known
    seen_at: datetime
    same_capture: bool = False


@dataclass(frozen=True)
class Found:
    """What is known about one waiting doubt: what is on record for its period and near it; what
    other datasets have for it, as (dataset, total); and whether a person accepted a body of its
    source of which the same was said."""

    ground: Sequence[Ground] = ()
    witnesses: Sequence[tuple[str, int]] = ()
    accepted_before: bool = False


@dataclass(frozen=True)
class Verdict:
    """How a doubt ended."""

    waiting: Waiting
    believed: bool
    why: str


Look = Callable[[Waiting], Found]


def weigh(waiting: Sequence[Waiting], look: Look) -> list[Verdict]:
    """The doubts that end now. One that does may be evidence for the next."""
    scales = _Scales(waiting, {one.id: look(one) for one in waiting})
    left, before = list(waiting), 0
    while len(left) != before:
        before = len(left)
        for one in left:
            why = next(scales.evidence(one), None)
            if why:
                scales.ended[one.id] = Verdict(one, believed=True, why=why)
        left = [one for one in left if one.id not in scales.ended]
    for one in sorted(left, key=lambda one: one.doubt.sort == BESIDE):
        why = next(scales.corrections(one), None)
        if why:
            scales.ended[one.id] = Verdict(one, believed=False, why=why)
    return list(scales.ended.values())


def same_level(one: Known, other: Known) -> bool:
    """Whether two boards say nearly the same."""
    earlier, later = sorted((one, other), key=lambda known: known.start)
    low, high = sorted((one.total, other.total))
    fewer, more = sorted((one.names, other.names))
    if high > SAME_LEVEL * low or (fewer and more > 2 * fewer):
        return False
    if min(len(one.leaders), len(other.leaders)) < LEADERS - 1:
        return True
    first = lasting(earlier.leaders)
    kept = len({*one.leaders} & {*other.leaders})
    return kept >= LEADERS_KEPT and (first is None or first in later.leaders)


def said_before(one: Waiting, other: Waiting) -> bool:
    """Whether another capture was doubted before for saying the same."""
    mine, its = one.doubt, other.doubt
    same = mine.key == its.key and (mine.digest == its.digest or same_level(mine.known, its.known))
    return same and other.id < one.id


@dataclass
class _Scales:
    """All that waits, what was found about each, and what has ended so far."""

    waiting: Sequence[Waiting]
    found: dict[int, Found]
    ended: dict[int, Verdict] = field(default_factory=dict)

    def evidence(self, one: Waiting) -> Iterator[str]:
        """Why a doubted board is believed now."""
        doubt, found = one.doubt, self.found[one.id]
        mine = [ground for ground in found.ground if ground.key == doubt.key]
        if any(ground.digest == doubt.digest for ground in mine):
            yield "the same is on record"
        if doubt.sort == FORM:
            if found.accepted_before:
                yield "a body of which the same was said was accepted"
            return
        if doubt.sort == BESIDE:
            verdicts = [self.ended.get(other.id) for other in self._beside(one)]
            if all(verdict and verdict.believed for verdict in verdicts):
                yield "what it was doubted with is believed"
            return
        if any(same_level(ground.known, doubt.known) for ground in mine):
            yield "another vintage of it at the same level is on record"
        for dataset, total in found.witnesses if doubt.sort == SIZE else ():
            if _equal(total, doubt.known.total):
                yield f"{dataset} says the same"
        for ground in () if mine else found.ground:
            if same_level(ground.known, doubt.known):
                yield f"{ground.key.period} is at the same level"
        for other in self.waiting:
            if other.id != one.id and other.doubt.sort not in (FORM, BESIDE):
                yield from self._each_other(one, other)

    def corrections(self, one: Waiting) -> Iterator[str]:
        """Why a doubted board will not be believed any more."""
        for ground in self.found[one.id].ground:
            if ground.key == one.doubt.key and ground.seen_at > one.doubt.known_from:
                yield "it was corrected since"
        if one.doubt.sort == BESIDE:
            verdicts = [self.ended.get(other.id) for other in self._beside(one)]
            if any(verdict and not verdict.believed for verdict in verdicts):
                yield "what it was doubted with was corrected since"

    def _beside(self, one: Waiting) -> list[Waiting]:
        """The boards because of which one of the same rows is doubted."""
        return [
            other for other in self.waiting if other.doubt.sort != BESIDE and _same_rows(one, other)
        ]

    def _each_other(self, one: Waiting, other: Waiting) -> Iterator[str]:
        """Why two doubted boards are evidence for each other; the other may be believed by now."""
        mine, its = one.doubt, other.doubt
        alike, elsewhere = same_level(mine.known, its.known), one.capture_id != other.capture_id
        independent = elsewhere and (
            one.source != other.source or abs(mine.known_from - its.known_from) >= APART
        )
        if LISTED in (mine.key.metric, its.key.metric):
            if independent and alike and _of_a_kind(mine.key, its.key):
                yield "a later list has as many"
        elif mine.key == its.key:
            if independent and alike:
                yield "another vintage of it is at the same level"
        elif _of_a_kind(mine.key, its.key):
            if alike and _near(mine.key, its.key) and self._may_follow(one, other, independent):
                yield f"{its.key.period} is at the same level"
        elif elsewhere and _count_the_same(mine, its):
            yield f"{its.key.dataset} says the same"

    def _may_follow(self, one: Waiting, other: Waiting, independent: bool) -> bool:
        """Whether two doubted boards of periods near each other may be evidence for each other."""
        both = [(each, ground) for each in (one, other) for ground in self.found[each.id].ground]
        if any(ground.key == each.doubt.key for each, ground in both):
            return False
        held = other.id in self.ended and self.ended[other.id].believed
        sound = any(ground.same_capture for _, ground in both)
        return held or independent or (one.capture_id == other.capture_id and sound)


def _same_rows(one: Waiting, other: Waiting) -> bool:
    mine, its = one.doubt.key, other.doubt.key
    return one.capture_id == other.capture_id and (mine.dataset, mine.scope, mine.period) == (
        its.dataset, its.scope, its.period,
    )  # fmt: skip


def _of_a_kind(one: Key, other: Key) -> bool:
    return (one.dataset, one.metric, one.scope, one.period.days) == (
        other.dataset, other.metric, other.scope, other.period.days,
    )  # fmt: skip


def _near(one: Key, other: Key) -> bool:
    return abs(one.period.start - other.period.start) <= near(one)


def _count_the_same(one: Doubt, other: Doubt) -> bool:
    """Whether two datasets count the same of one period, and come to the same size."""
    mine, its = one.key, other.key
    same = (mine.metric, mine.scope, mine.period) == (its.metric, its.scope, its.period)
    return one.sort == other.sort == SIZE and same and _equal(one.known.total, other.known.total)


def near(key: Key) -> timedelta:
    """How far the periods begin from that of a board which can be evidence for it."""
    return max(timedelta(days=key.period.days), BESIDE_A_DAY)


def _equal(one: int, other: int) -> bool:
    low, high = sorted((one, other))
    return high <= EQUAL * low
