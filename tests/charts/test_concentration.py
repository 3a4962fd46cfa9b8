from __future__ import annotations

import pandas as pd
import pytest
from support.weekly_frames import weekly

from tracker.analysis.market import market
from tracker.analysis.ranks import rank
from tracker.analysis.shares import share
from tracker.charts import concentration
from tracker.errors import ConfigError, GapError


def measured(table: str, depth: int | None = 50) -> pd.DataFrame:
    return share(rank(weekly(table, depth=depth)))


def test_the_band_is_the_interval_of_the_market() -> None:
    frame = measured("week a/x b/y other\n2026-03-02 5 3 2")
    drawn = concentration.rows(frame).iloc[0]
    assert (drawn["hhi_low"], drawn["hhi_high"]) == pytest.approx((3400, 3800))
    assert drawn["hhi_low"] == market(frame)["hhi_low"].iloc[0]
    assert drawn["as_of"] == frame["as_of"].max()


def test_the_title_counts_equal_competitors() -> None:
    assert concentration.finding(measured("week a/x b/y other\n2026-03-02 5 5 10")) == (
        "By tokens, OpenRouter is as concentrated as 3 to 8 equal models, in the week to 8 March"
    )
    assert "as 2 equal" in concentration.finding(measured("week a/x b/y\n2026-03-02 5 5", None))


def test_nobody_can_be_highlighted() -> None:
    with pytest.raises(ConfigError, match="all names together"):
        concentration.rows(measured("week a/x other\n2026-03-02 5 5"), ("a/x",))


def test_a_board_that_does_not_tell_its_whole_has_no_band() -> None:
    with pytest.raises(GapError, match="concentration"):
        concentration.rows(measured("week a/x b/y\n2026-03-02 5 5").assign(share=float("nan"), can_rank=True, depth=pd.array([9, 9], dtype="Int64")))  # fmt: skip
