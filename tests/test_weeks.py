"""Weeks, days and instants."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker import weeks
from tracker.errors import ConfigError
from tracker.weeks import Period


@pytest.mark.parametrize(
    ("day", "monday", "label"),
    [
        ("2024-12-29", "2024-12-23", "2024-W52"),
        ("2024-12-30", "2024-12-30", "2025-W01"),
        ("2025-01-05", "2024-12-30", "2025-W01"),
        ("2025-12-28", "2025-12-22", "2025-W52"),
        ("2025-12-29", "2025-12-29", "2026-W01"),
        ("2026-12-31", "2026-12-28", "2026-W53"),
        ("2027-01-03", "2026-12-28", "2026-W53"),
        ("2027-01-04", "2027-01-04", "2027-W01"),
        ("2026-03-30", "2026-03-30", "2026-W14"),
    ],
)
def test_a_day_lies_in_the_iso_week_of_its_monday(day: str, monday: str, label: str) -> None:
    found = weeks.monday(date.fromisoformat(day))
    assert found == date.fromisoformat(monday)
    assert weeks.label(found) == weeks.label(date.fromisoformat(day)) == label
    assert weeks.read_week(label) == weeks.read_week(day) == found


@pytest.mark.parametrize("text", ["2026-W14", "2026W14", "2026-w14", " 2026-W14 ", "2026-04-05"])
def test_a_week_may_be_written_in_several_ways(text: str) -> None:
    assert weeks.read_week(text) == date(2026, 3, 30)


@pytest.mark.parametrize(
    ("text", "week"),
    [
        ("2026-W14", "2026-W14"),
        (" 2026-w14 ", "2026-W14"),
        ("2026-03-30", "2026-W14"),  # a Monday names its own week, as it does in data
        ("2026-03-31", "2026-W13"),  # any other date the last week that had ended by then
        ("2026-04-04", "2026-W13"),
        ("2026-04-05", "2026-W14"),  # a Sunday is the day on which its own week ends
        ("2026-04-06", "2026-W15"),
        ("2026-12-31", "2026-W52"),
        ("2027-01-03", "2026-W53"),
    ],
)
def test_the_week_that_a_claim_ends_with(text: str, week: str) -> None:
    assert weeks.label(weeks.read_ending(text)) == week


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)))
def test_a_week_that_a_claim_ends_with_had_ended_or_begins_that_day(day: date) -> None:
    ending = weeks.read_ending(day.isoformat())
    last = ending + timedelta(days=6)
    assert ending == weeks.monday(ending)
    assert ending == day or last <= day < last + timedelta(days=7)


@pytest.mark.parametrize("text", ["", "2026", "2025-W53", "2026-02-30", "last week"])
def test_an_ending_that_is_no_week_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ConfigError, match="2026-W14"):
        weeks.read_ending(text)


@pytest.mark.parametrize(
    "text",
    ["", "2026", "2025-W53", "2026-W54", "2026-W00", "0000-W01", "2026-02-30", "W14", "nonsense"],
)
def test_what_is_no_week_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ConfigError, match="2026-W14") as caught:
        weeks.read_week(text)
    assert repr(text) in str(caught.value)


@pytest.mark.parametrize(
    "text", ["2026-02-30", "tomorrow", "", "0000-01-01", "2026-08-22T10:00:00Z"]
)
def test_what_is_no_date_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ConfigError, match="2026-03-30"):
        weeks.read_day(text)


@pytest.mark.parametrize(
    "text",
    ["noon", "", "2026-08-16T25:00:00Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:00:00-05:00"],
)
def test_what_is_no_instant_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ConfigError, match="2026-08-16T12:00:00Z"):
        weeks.read_instant(text)


def test_an_instant_is_utc_whatever_zone_it_is_written_in() -> None:
    noon = datetime(2026, 8, 16, 12, tzinfo=UTC)
    for text in ("2026-08-16T12:00:00Z", "2026-08-16T12:00:00", "2026-08-16T14:00:00+02:00"):
        assert weeks.read_instant(text) == noon
        assert weeks.read_instant(text).utcoffset() == timedelta(0)


def test_as_of_a_date_means_the_end_of_that_day() -> None:
    end = weeks.read_as_of("2026-08-16")
    assert end == datetime(2026, 8, 16, 23, 59, 59, 999_999, tzinfo=UTC)
    assert end + timedelta(microseconds=1) == weeks.midnight(date(2026, 8, 17))
    assert weeks.read_as_of("2026-08-16T12:00:00Z") == datetime(2026, 8, 16, 12, tzinfo=UTC)
    assert weeks.read_as_of("9999-12-31") == datetime.max.replace(tzinfo=UTC)


@pytest.mark.parametrize("text", ["2026-02-30", "yesterday"])
def test_as_of_nothing_is_refused(text: str) -> None:
    with pytest.raises(ConfigError):
        weeks.read_as_of(text)


@pytest.mark.parametrize(
    ("instant", "written"),
    [
        (datetime(2026, 8, 22, 7, 10, 19, 789_000, UTC), "2026-08-22T07:10:19.789Z"),
        (datetime(2026, 8, 22, 7, 10, 20, 0, UTC), "2026-08-22T07:10:20Z"),
        (datetime(2026, 8, 22, 0, 0, 0, 1, UTC), "2026-08-22T00:00:00.000001Z"),
        (datetime(2026, 8, 22, 9, 0, tzinfo=timezone(timedelta(hours=2))), "2026-08-22T07:00:00Z"),
    ],
)
def test_an_instant_is_stamped_in_utc_without_idle_zeros(instant: datetime, written: str) -> None:
    assert weeks.stamp(instant) == written


@given(st.datetimes(timezones=st.just(UTC)))
def test_a_stamp_is_read_back_as_the_same_instant(instant: datetime) -> None:
    assert weeks.read_instant(weeks.stamp(instant)) == instant


@pytest.mark.parametrize(
    ("start", "end", "days", "week", "written"),
    [
        ("2026-03-30", "2026-04-06", 7, "2026-03-30", "2026-W14"),
        ("2026-03-30", "2026-03-31", 1, "2026-03-30", "2026-03-30"),
        ("2026-04-05", "2026-04-06", 1, "2026-03-30", "2026-04-05"),
        ("2026-03-31", "2026-04-07", 7, None, "2026-03-31..2026-04-06"),
        ("2026-03-30", "2026-04-02", 3, "2026-03-30", "2026-03-30..2026-04-01"),
        ("2025-12-31", "2026-01-02", 2, "2025-12-29", "2025-12-31..2026-01-01"),
    ],
)
def test_a_period_is_half_open_and_knows_its_week(
    start: str, end: str, days: int, week: str | None, written: str
) -> None:
    period = Period(date.fromisoformat(start), date.fromisoformat(end))
    assert period.days == days
    assert period.week == (date.fromisoformat(week) if week else None)
    assert str(period) == written


def test_weeks_are_walked_by_the_calendar_over_a_year_of_53() -> None:
    walked = list(weeks.walk(date(2026, 12, 24), date(2027, 1, 4)))
    assert [weeks.label(week) for week in walked] == ["2026-W52", "2026-W53", "2027-W01"]
    assert list(weeks.walk(date(2027, 1, 4), date(2026, 12, 28))) == []


def test_days_are_walked_with_both_ends() -> None:
    assert list(weeks.days(date(2024, 2, 28), date(2024, 3, 1))) == [
        date(2024, 2, 28),
        date(2024, 2, 29),
        date(2024, 3, 1),
    ]
    assert list(weeks.days(date(2024, 3, 1), date(2024, 2, 28))) == []


def test_gaps_are_the_weeks_between_that_are_missing() -> None:
    known = [date(2026, 1, 12), date(2025, 12, 22), date(2025, 12, 29)]
    assert weeks.gaps(known) == [date(2026, 1, 5)]
    assert weeks.gaps([]) == []
    assert weeks.gaps(known[1:]) == []


@pytest.mark.parametrize("text", ["9999-12-31", "9999-W52", "0001-01-02"])
def test_a_week_at_the_edge_of_the_calendar_is_none(text: str) -> None:
    with pytest.raises(ConfigError, match="is not a week"):
        weeks.read_week(text)


@pytest.mark.parametrize(
    ("period", "before"),
    [
        (Period.of_day(date(2026, 3, 1)), Period.of_day(date(2026, 2, 28))),
        (Period.window(date(2026, 4, 29)), Period.window(date(2026, 4, 22))),
        (Period.of_month(date(2026, 3, 31)), Period(date(2026, 2, 1), date(2026, 3, 1))),
        (Period.of_month(date(2026, 1, 9)), Period(date(2025, 12, 1), date(2026, 1, 1))),
        (Period(date(2026, 3, 2), date(2026, 3, 12)), Period(date(2026, 2, 20), date(2026, 3, 2))),
        (Period(date(2026, 4, 1), date(2026, 7, 1)), Period(date(2026, 1, 1), date(2026, 4, 1))),
        (Period(date(2026, 1, 1), date(2027, 1, 1)), Period(date(2025, 1, 1), date(2026, 1, 1))),
    ],
)
def test_before_a_period_is_one_of_equal_kind(period: Period, before: Period) -> None:
    assert period.before == before


def test_a_window_and_a_month_have_their_days() -> None:
    assert [*Period.window(date(2026, 3, 3))] == [*weeks.days(date(2026, 2, 25), date(2026, 3, 3))]
    assert Period.of_month(date(2024, 2, 10)).days == 29
    assert Period.of_month(date(2024, 2, 10)).last == date(2024, 2, 29)


@pytest.mark.parametrize("text", ["2026", "2026-13", "2026-4", "April 2026", "2026-04-01"])
def test_what_is_no_month_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ConfigError, match="is not a month") as caught:
        weeks.read_month(text)
    assert caught.value.remedy == "write a month as 2026-04"


def test_a_month_is_its_first_day() -> None:
    assert weeks.read_month(" 2026-04 ") == date(2026, 4, 1)
