from __future__ import annotations

import os
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from support.sample_boards import MADE, board, put

import tracker
from tracker.errors import ConfigError, GapError
from tracker.notebook import Database
from tracker.store import Store
from tracker.weeks import Period


@pytest.fixture(params=["UTC", "Asia/Shanghai", "America/Los_Angeles"])
def zone(request: pytest.FixtureRequest) -> Iterator[str]:
    """Set the time zone of the machine."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = request.param
    time.tzset()
    yield request.param
    os.environ.pop("TZ") if before is None else os.environ.update(TZ=before)
    time.tzset()


@pytest.mark.parametrize(
    "as_of",
    [
        datetime(2026, 8, 22, 7, 10, 18),  # noqa: DTZ001 - what it is about
        pd.Timestamp("2026-08-22 07:10:18"),
        np.datetime64("2026-08-22T07:10:18"),
        "2026-08-22T07:10:18Z",
        pd.Timestamp("2026-08-22 15:10:18", tz="Asia/Shanghai"),
    ],
)
def test_an_instant_without_a_zone_is_utc_wherever_the_machine_stands(
    recorded: Path, zone: str, as_of: object
) -> None:
    # The official weeks of 2025 are as of 07:10:16, those of 2026 as of 07:10:19.
    with tracker.open() as db:
        weeks = db.weekly(as_of=as_of)  # type: ignore[arg-type]
    official = weeks.loc[weeks["dataset"] == "history-rankings-daily", "week"]
    assert official.max() < pd.Timestamp("2026-01-01")
    assert len(official) > 1_000


def test_a_date_is_its_end(recorded: Path) -> None:
    with tracker.open() as db:
        assert len(db.weekly(as_of=date(2026, 8, 22))) == len(db.weekly(as_of="2026-08-22"))


@pytest.mark.parametrize("as_of", [pd.NaT, np.datetime64("NaT", "s"), object(), 3.5j])
def test_what_is_no_instant_is_refused(recorded: Path, as_of: object) -> None:
    with tracker.open() as db, pytest.raises(ConfigError, match="is not an instant"):
        db.weekly(as_of=as_of)  # type: ignore[arg-type]


# Days and windows.


def test_days_and_windows_are_frames_like_those_of_weeks(recorded: Path) -> None:
    with tracker.open() as db:
        weeks = db.weekly()
        days = db.daily(from_="2026-03-30", to=date(2026, 4, 5))
        windows = db.windows(from_="2026-04-05", to=pd.Timestamp("2026-04-05"))
    columns = [*weeks.columns, "end"]
    assert [*days.columns] == [*windows.columns] == columns
    week = weeks[weeks["week"] == "2026-03-30"].reset_index(drop=True)
    pd.testing.assert_frame_equal(windows.drop(columns="end"), week)
    summed = days.groupby("entity")["value"].sum().sort_values()
    assert summed.to_dict() == dict(zip(week["entity"], week["value"], strict=True))
    assert days["week"].nunique() == 7
    assert days["end"].equals(days["week"])


def test_without_days_all_on_record_are_taken(recorded: Path) -> None:
    with tracker.open() as db:
        days = db.daily(by="weights")
    assert [str(days["week"].min().date()), str(days["week"].max().date())] == [
        "2025-01-01",
        "2026-10-09",
    ]
    assert days["week"].nunique() == 645


def test_what_is_no_day_is_refused(recorded: Path) -> None:
    with tracker.open() as db, pytest.raises(ConfigError, match="is not a date"):
        db.daily(from_="yesterday")


def test_a_record_without_days_has_none(recorded: Path) -> None:
    with tracker.open() as db, pytest.raises(GapError, match="no official day is recorded"):
        db.windows(as_of="2024-01-01")


def test_windows_of_apps_are_those_on_record(store: Store) -> None:
    for period in (Period.window(date(2026, 7, 26), 30), Period.window(date(2026, 7, 26))):
        apps = {"Cline (1)": 10 * period.days, "Roo Code (2)": 20}
        window = board(period.start, apps, MADE, dataset="app-rankings", days=period.days)
        put(store, replace(window, key=replace(window.key, scope="apps"), selection="tokens"))
    db = Database(store)
    windows = db.apps(length=30)
    assert windows[["name", "value"]].to_numpy().tolist() == [["Cline", 300], ["Roo Code", 20]]
    assert [str(day.date()) for day in windows["end"].unique()] == ["2026-07-26"]
    assert db.apps()["value"].tolist() == [70, 20]
    assert db.apps(to="2026-07-25").empty
    assert db.top(by="app", days=30).iloc[0][["name", "value"]].tolist() == ["Cline", 300]


def test_a_window_has_as_many_days_as_are_asked_for(recorded: Path) -> None:
    with tracker.open() as db:
        rows = db.windows(from_="2026-04-29", to="2026-04-29", length=3)
        days = db.daily(from_="2026-04-27", to="2026-04-29")
    assert rows["value"].sum() == days["value"].sum()
