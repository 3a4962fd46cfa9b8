"""What ends a doubt, and what does not."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from tracker.checks import FORM, NAMES, SAME_ROWS, SIZE, Doubt, Known
from tracker.checks.evidence import Found, Ground, Verdict, Waiting, same_level, weigh
from tracker.records import Key
from tracker.weeks import Period

DAY = date(2026, 10, 6)
MADE = datetime(2026, 10, 7, 2, tzinfo=UTC)
LED = tuple(f"a/{n}" for n in range(10))
OTHERS = tuple(f"b/{n}" for n in range(10))


def doubted(
    number: int = 1,
    total: int = 350,
    *,
    day: date = DAY,
    hours: float = 0,
    source: str = "export",
    capture: int | None = None,
    sort: str = SIZE,
    metric: str = "tokens",
    dataset: str = "rankings-daily",
    leaders: tuple[str, ...] = LED,
) -> Waiting:
    key = Key(dataset, metric, "models", Period.of_day(day))
    known = Known(day, total, leaders, 50, 1)
    doubt = Doubt(key, f"{total}", MADE + timedelta(hours=hours), known, "it is large", sort)
    return Waiting(number, capture or number, f"{capture or number}.gz", source, doubt)


def on_record(
    total: int,
    day: date = DAY,
    *,
    hours: float = -24,
    mine: bool = False,
    leaders: tuple[str, ...] = LED,
) -> Ground:
    key = Key("rankings-daily", "tokens", "models", Period.of_day(day))
    known = Known(day, total, leaders, 50, 1)
    return Ground(key, f"{total}", known, MADE + timedelta(hours=hours), mine)


def ended(*waiting: Waiting, **found: Found) -> dict[int, bool]:
    """Which doubts end, and whether they are believed; ``found`` by `n` and their number."""
    verdicts = weigh(waiting, lambda one: found.get(f"n{one.id}", Found()))
    return {verdict.waiting.id: verdict.believed for verdict in verdicts}


NEXT, FORMER = DAY + timedelta(days=1), DAY - timedelta(days=1)
ALONE: dict[str, tuple[Waiting, Found, bool | None]] = {
    "nothing is known": (doubted(), Found(), None),
    "the same is recorded": (doubted(), Found([on_record(350)]), True),
    "nearly the same is": (doubted(), Found([on_record(300)]), True),
    "another level is, from before": (doubted(), Found([on_record(100)]), None),
    "another level is, seen later": (doubted(), Found([on_record(100, hours=24)]), False),
    "the next day is at the level": (doubted(), Found([on_record(340, NEXT)]), True),
    "the day before is": (doubted(), Found([on_record(340, FORMER)]), True),
    "the next day is not": (doubted(), Found([on_record(100, NEXT)]), None),
    "the next day is, with other leaders": (doubted(), Found([on_record(340, NEXT, leaders=OTHERS)]), None),
    "the next day is, but it was otherwise": (doubted(), Found([on_record(340, NEXT), on_record(100)]), None),
    "the chart says the same": (doubted(), Found((), [("model-chart", 352)]), True),
    "the chart says something else": (doubted(), Found((), [("model-chart", 300)]), None),
    "the chart says nothing of names": (doubted(sort=NAMES), Found((), [("model-chart", 350)]), None),
    "its form, and the next day": (doubted(sort=FORM), Found([on_record(340, NEXT)], [("x", 350)]), None),
    "its form, and nearly the same": (doubted(sort=FORM), Found([on_record(340)]), None),
    "its form, and the same": (doubted(sort=FORM), Found([on_record(350)]), True),
    "its form, which was accepted": (doubted(sort=FORM), Found(accepted_before=True), True),
}  # fmt: skip


@pytest.mark.parametrize(("one", "found", "believed"), ALONE.values(), ids=ALONE)
def test_what_is_on_record_ends_a_doubt_or_does_not(
    one: Waiting, found: Found, believed: bool | None
) -> None:
    assert ended(one, n1=found) == ({} if believed is None else {1: believed})


SOUND = Found([on_record(100, DAY - timedelta(days=2), mine=True)])
TWO: dict[str, tuple[Waiting, Waiting, bool]] = {
    "a later vintage": (doubted(), doubted(2, 340, hours=24), True),
    "one of hours later": (doubted(), doubted(2, 340, hours=11), False),
    "another source": (doubted(), doubted(2, 340, source="data_api"), True),
    "a later vintage of another level": (doubted(), doubted(2, 100, hours=24), False),
    "the next day, later": (doubted(), doubted(2, 340, day=NEXT, hours=24), True),
    "the next day, of another capture at once": (doubted(), doubted(2, 340, day=NEXT), False),
    "a week later": (doubted(), doubted(2, 340, day=DAY + timedelta(days=7), hours=168), False),
    "a later vintage of the same form": (doubted(sort=FORM), doubted(2, 350, hours=24, sort=FORM), False),
    "another dataset": (doubted(), doubted(2, 352, dataset="models-window-day", source="frontend"), True),
    "another dataset, which says another": (doubted(), doubted(2, 400, dataset="models-window-day"), False),
    "another metric": (doubted(), doubted(2, 350, metric="calls", hours=24), False),
}  # fmt: skip


@pytest.mark.parametrize(("one", "other", "believed"), TWO.values(), ids=TWO)
def test_two_that_are_doubted_are_evidence_for_each_other_or_are_not(
    one: Waiting, other: Waiting, believed: bool
) -> None:
    assert ended(one, other) == ({1: True, 2: True} if believed else {})
    assert ended(other, one) == ended(one, other)


def test_two_days_of_one_body_count_where_the_body_is_right_beside_them() -> None:
    one, other = doubted(1, capture=7), doubted(2, 340, day=NEXT, capture=7)
    assert ended(one, other) == {}
    assert ended(one, other, n1=SOUND) == {1: True, 2: True}
    otherwise = Found([*SOUND.ground, on_record(100)])
    assert ended(one, other, n1=otherwise) == {}


def test_days_at_a_new_level_follow_one_from_another() -> None:
    days = [doubted(n, 350, day=DAY + timedelta(days=n), capture=7) for n in range(1, 29)]
    assert ended(*days, n1=SOUND) == dict.fromkeys(range(1, 29), True)
    assert ended(*reversed(days), n1=SOUND) == dict.fromkeys(range(1, 29), True)


def test_what_is_of_the_same_rows_has_the_same_fate() -> None:
    one, beside = doubted(1, capture=7), doubted(2, 5, metric="calls", capture=7, sort=SAME_ROWS)
    assert ended(one, beside) == {}
    assert ended(one, beside, n1=Found([on_record(350)])) == {1: True, 2: True}
    assert ended(one, beside, n1=Found([on_record(100, hours=24)])) == {1: False, 2: False}


@pytest.mark.parametrize(
    ("change", "same"),
    [
        ({}, True),
        ({"total": 150}, True),
        ({"total": 151}, False),
        ({"total": 66}, False),
        ({"names": 100}, True),
        ({"names": 101}, False),
        ({"names": 0}, True),
        ({"leaders": (*LED[:3], *OTHERS[:7])}, True),
        ({"leaders": (LED[0], LED[1], *OTHERS[:8])}, False),
        ({"leaders": (*LED[1:], "b/1")}, False),
        ({"leaders": ()}, True),
    ],
)
def test_a_level_is_so_much_and_such_leaders(change: dict[str, object], same: bool) -> None:
    one = Known(DAY, 100, LED, 50, 1)
    later = replace(one, start=NEXT, **change)  # type: ignore[arg-type]
    assert same_level(one, later) == same
    assert same_level(later, one) == same


def test_it_says_why() -> None:
    (verdict,) = weigh([doubted()], lambda _: Found([on_record(340, NEXT)]))
    assert verdict == Verdict(doubted(), True, "2026-10-07 is at the same level")
