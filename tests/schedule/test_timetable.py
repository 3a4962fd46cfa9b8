"""When a source is due: by the calendar in UTC, made up for once, tried again after a rest."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.schedule.timetable import (
    GRACE,
    TIMETABLE,
    Runs,
    Try,
    due,
    is_overdue,
    lacks_its_day,
    newest_due,
    next_due,
    next_try,
)
from tracker.sources import CONTENTS, IMPORT_ONLY

FRIDAY = datetime(2026, 11, 27, 12, tzinfo=UTC)
instants = st.integers(0, 2 * 365 * 24 * 60).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)


def is_due(source: str, runs: Runs, now: datetime) -> bool:
    return due([source], {source: runs}, now) == (source,)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("source", "newest", "upcoming"),
    [
        ("export", "2026-11-27 02:15", "2026-11-28 02:15"),
        ("data_api", "2026-11-27 02:30", "2026-11-28 02:30"),
        ("frontend", "2026-11-24 06:00", "2026-11-30 06:00"),
        ("app_rankings", "2026-11-24 03:00", "2026-11-30 03:00"),
        ("catalog", "2026-11-23 03:15", "2026-11-30 03:15"),
        ("benchmarks", "2026-11-23 03:30", "2026-11-30 03:30"),
        ("export_index", "2026-11-23 03:35", "2026-11-30 03:35"),
    ],
)
def test_each_source_has_its_times(source: str, newest: str, upcoming: str) -> None:
    assert (newest_due(source, FRIDAY), next_due(source, FRIDAY)) == (at(newest), at(upcoming))


def test_every_source_that_publishes_has_times_and_the_bundled_one_has_none() -> None:
    assert {*TIMETABLE} == {*CONTENTS} - IMPORT_ONLY - {"history"}
    assert newest_due("history", FRIDAY) is None
    assert next_due("history", FRIDAY) is None


@given(instants, st.sampled_from([*TIMETABLE]))
def test_the_times_of_a_source_tile_the_calendar(now: datetime, source: str) -> None:
    newest, upcoming = newest_due(source, now), next_due(source, now)
    assert newest is not None
    assert upcoming is not None
    assert newest <= now < upcoming <= newest + timedelta(days=7)
    assert newest_due(source, upcoming) == upcoming
    assert next_due(source, newest) == upcoming


@given(instants, st.sampled_from([*TIMETABLE]), st.timedeltas(timedelta(0), timedelta(days=9)))
def test_a_good_run_is_enough_until_the_next_time(
    now: datetime, source: str, ago: timedelta
) -> None:
    newest = newest_due(source, now)
    assert newest is not None
    assert is_due(source, Runs(now - ago), now) == (now - ago < newest)


def test_the_bundled_history_is_due_once() -> None:
    assert is_due("history", Runs(), FRIDAY)
    assert not is_due("history", Runs(FRIDAY - timedelta(days=400)), FRIDAY)


def test_a_failed_run_is_tried_again_after_one_hour_then_two_then_four() -> None:
    morning, yesterday = at("2026-11-27 02:15"), at("2026-11-26 02:15")
    failed = [morning, morning + timedelta(hours=1), morning + timedelta(hours=3)]
    tried = [
        hours
        for hours in range(10)
        if is_due(
            "export",
            Runs(yesterday, tuple(run for run in failed if run < morning + timedelta(hours=hours))),
            morning + timedelta(hours=hours),
        )
    ]
    assert tried == [0, 1, 3, 7, 8, 9]


def test_what_rests_from_a_failed_run_has_a_next_try() -> None:
    """Whoever begins anew meanwhile, a daemon that was started again, takes it up there."""
    monday = at("2026-11-30 06:00")
    failed = (monday, monday + timedelta(hours=1))
    resting = Runs(monday - timedelta(days=6), failed)
    now = monday + timedelta(hours=2)
    assert next_try("frontend", resting, now) == Try(monday + timedelta(hours=3), 3)
    assert next_try("frontend", Runs(), now) == Try(now, 1)
    assert next_try("frontend", Runs(monday), now) is None


def test_a_source_is_due_until_the_day_before_is_on_record() -> None:
    """A day that comes out at 03:30 is not left until the next morning."""
    morning = at("2026-11-27 02:15")
    tried = tuple(morning + timedelta(hours=hours) for hours in (0, 1, 3))
    lacking, there = date(2026, 11, 25), date(2026, 11, 26)
    again = next_try("export", Runs(tried[-1], (), tried), at("2026-11-27 06:00"), lacking)
    assert again == Try(tried[-1] + timedelta(hours=4), 4)
    assert next_try("export", Runs(tried[-1], (), tried), at("2026-11-27 06:00"), there) is None
    assert lacks_its_day("export", lacking, morning) == there
    assert lacks_its_day("export", lacking, morning - timedelta(minutes=1)) is None


def test_failed_and_early_tries_of_a_day_are_counted_together() -> None:
    morning = at("2026-11-27 02:15")
    runs = Runs(morning, (morning + timedelta(hours=1),), (at("2026-11-26 02:15"), morning))
    found = next_try("export", runs, morning + timedelta(hours=2), date(2026, 11, 25))
    assert found == Try(morning + timedelta(hours=3), 3)


@pytest.mark.parametrize("source", ["catalog", "history", "frontend"])
def test_what_brings_no_day_lacks_none(source: str) -> None:
    assert lacks_its_day(source, date(2025, 1, 1), FRIDAY) is None


def test_where_no_day_is_on_record_it_is_not_early() -> None:
    assert lacks_its_day("export", None, FRIDAY) is None


def test_failures_before_the_newest_time_are_past() -> None:
    day = at("2026-11-26 02:15")
    failed = tuple(day + timedelta(hours=hours) for hours in (0, 1, 3, 7, 15))
    assert not is_due("export", Runs(None, failed), at("2026-11-26 20:00"))
    assert is_due("export", Runs(None, failed), at("2026-11-27 02:15"))


def test_a_source_is_overdue_when_it_was_due_for_half_a_day() -> None:
    morning, yesterday = at("2026-11-27 02:15"), at("2026-11-26 02:16")
    began = at("2026-01-01 00:00")
    late = morning + GRACE
    assert not is_overdue("export", yesterday, late - timedelta(seconds=1), began)
    assert is_overdue("export", yesterday, late, began)
    assert not is_overdue("export", morning, late, began)


def test_one_that_never_had_a_good_run_is_overdue_half_a_day_after_the_first_of_any() -> None:
    assert not is_overdue("catalog", None, FRIDAY, FRIDAY - GRACE)
    assert is_overdue("catalog", None, FRIDAY, FRIDAY - GRACE - timedelta(seconds=1))


def test_what_is_due_keeps_its_order() -> None:
    fine = Runs(FRIDAY - timedelta(hours=1))
    asked = ("history", "export", "catalog", "benchmarks")
    assert due(asked, {"catalog": fine}, FRIDAY) == ("history", "export", "benchmarks")
    assert due(asked, dict.fromkeys(asked, fine), FRIDAY) == ()
