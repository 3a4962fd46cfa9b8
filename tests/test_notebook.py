from __future__ import annotations

import os
import time
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import tracker
from tracker.errors import ConfigError


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
