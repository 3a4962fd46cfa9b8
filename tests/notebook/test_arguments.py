"""Weeks, days, depths and databases as people write them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tracker.claims.definitions import Options
from tracker.errors import ConfigError
from tracker.notebook import arguments
from tracker.records import Question
from tracker.weeks import Period

MONDAY = date(2026, 3, 30)


@pytest.mark.parametrize(
    "week", ["2026-W14", "2026-04-01", date(2026, 4, 5), pd.Timestamp("2026-03-30 12:00")]
)
def test_a_week_is_a_label_or_a_date_in_it(week: str | date) -> None:
    assert arguments.monday_of(week) == MONDAY


def test_a_day_is_text_or_a_date() -> None:
    assert arguments.day_of("2026-03-30") == MONDAY
    assert arguments.day_of(pd.Timestamp("2026-03-30")) == MONDAY
    assert arguments.day_of(None) is None


@pytest.mark.parametrize(("depth", "slugs"), [(None, None), ("all", None), (9, 9)])
def test_a_depth_is_a_number_or_all(depth: arguments.Depth, slugs: int | None) -> None:
    assert arguments.slugs(depth) == slugs


@pytest.mark.parametrize("depth", ["nine", -1, 0, 1.5, True])
def test_what_is_no_depth_is_refused(depth: object) -> None:
    with pytest.raises(ConfigError, match="is not a depth"):
        arguments.slugs(depth)  # type: ignore[arg-type]


def test_a_claim_is_narrowed_to_all_slugs_by_their_word() -> None:
    assert arguments.options("tokens", None, "all") == Options("tokens", None, 0)
    with pytest.raises(ConfigError, match="no common depth"):
        arguments.options(None, None, "common")


def test_a_period_is_a_day_a_window_or_a_month() -> None:
    nothing = Question()
    assert arguments.period(nothing, None, None, None) is None
    assert arguments.period(nothing, "2026-04-29", None, None) == Period.of_day(date(2026, 4, 29))
    assert arguments.period(nothing, None, "2026-04-05", None) == Period.of_week(MONDAY)
    assert arguments.period(nothing, None, None, "2026-04") == Period.of_month(date(2026, 4, 1))
    with pytest.raises(ConfigError, match="day and window exclude each other"):
        arguments.period(nothing, "2026-04-29", "2026-04-29", None)


def test_a_database_is_a_path_or_a_url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    url = f"sqlite:///{tmp_path / 'x.db'}"
    assert {arguments.url(place) for place in ("x.db", Path("x.db"), tmp_path / "x.db", url)} == {
        url
    }
    assert arguments.url("postgresql+psycopg://host/name") == "postgresql+psycopg://host/name"


def test_an_instant_of_numpy_is_utc() -> None:
    instant = arguments.instant(np.datetime64("2026-08-22T07:10:18"))
    assert str(instant) == "2026-08-22 07:10:18+00:00"


@pytest.mark.parametrize("value", [202614, 2026.5, "2026-13-01", pd.NaT, True])
def test_what_is_no_date_is_refused(value: object) -> None:
    for read in (arguments.monday_of, arguments.day_of, arguments.month_of):
        with pytest.raises(ConfigError, match="is not a"):
            read(value)  # type: ignore[arg-type]


def test_a_week_is_no_day_and_no_instant() -> None:
    with pytest.raises(ConfigError, match="is not a date"):
        arguments.day_of("2026-W36")
    with pytest.raises(ConfigError, match="is not a time"):
        arguments.instant("2026-W36")


def test_a_month_is_text_or_a_date_in_it() -> None:
    assert (
        arguments.month_of("2026-04") == arguments.month_of(date(2026, 4, 29)) == date(2026, 4, 1)
    )


@pytest.mark.parametrize("value", ["7", 0, -1, 2.5, True, 367])
def test_a_number_is_a_whole_one_in_its_range(value: object) -> None:
    assert arguments.number(366, "number of days", 366) == 366
    with pytest.raises(ConfigError, match=f"{value!r} is no number of days"):
        arguments.number(value, "number of days", 366)
