from __future__ import annotations

import re

import pandas as pd
import pytest
from support.weekly_frames import weekly

from tracker.analysis.ranks import rank
from tracker.analysis.shares import share
from tracker.charts import aligned, page
from tracker.errors import GapError


def measured(table: str, **since: int) -> pd.DataFrame:
    """Return the frame with weeks since the debut, counted from a given week for each letter."""
    frame = share(rank(weekly(table)))
    weeks = sorted(frame["week"].unique())
    first = frame["entity"].str[0].map(since)
    number = frame["week"].map({week: place for place, week in enumerate(weeks)})
    frame["weeks_since_debut"] = (number - first).astype("Int64").where(first.notna())
    return frame


TABLE = """
week       a/x b/y other
2026-03-02 10  .   90
2026-03-09 40  10  50
2026-03-16 20  30  50
"""


def test_the_title_tells_who_rose_highest_and_when() -> None:
    frame = measured(TABLE, a=0, b=1)
    assert (
        aligned.finding(frame) == "x rose to 40.0 % of OpenRouter's tokens 1 week after its debut"
    )
    assert aligned.finding(frame, ("b/y",)).startswith("y rose to 30.0 %")


def test_who_was_there_before_is_left_out() -> None:
    assert set(aligned.rows(measured(TABLE, b=1))["entity"]) == {"b/y"}
    with pytest.raises(GapError, match="debut"):
        aligned.rows(measured(TABLE))


@pytest.mark.parametrize("size", page.SIZES)
def test_a_narrow_scale_has_its_first_and_its_last_week(size: str) -> None:
    weeks = pd.date_range("2026-01-05", periods=30, freq="7D")
    table = "week a/x-with-a-name-of-some-length other\n"
    table += "\n".join(f"{week:%Y-%m-%d} 5 5" for week in weeks)
    drawn = page.picture("aligned", measured(table, a=0), ".svg", size=size).data.decode()
    assert ">debut<" in drawn
    assert re.search(r">week \d+<", drawn)


def test_half_a_year_is_drawn() -> None:
    weeks = pd.date_range("2026-01-05", periods=30, freq="7D")
    table = "week a/x other\n" + "\n".join(f"{week:%Y-%m-%d} 5 5" for week in weeks)
    assert int(aligned.rows(measured(table, a=0))["weeks_since_debut"].max()) == aligned.LONGEST
