from __future__ import annotations

import pandas as pd
import pytest
from support.weekly_frames import weekly

from tracker.analysis.cache import Figures
from tracker.errors import GapError
from tracker.records import Definition

TABLE = "week a b other\n2026-03-02 5 3 2\n2026-03-09 10 3 2"


class Store:
    """What was asked of it, and the frames that it gave."""

    def __init__(self, *metrics: str) -> None:
        self.metrics = metrics
        self.asked: list[Definition] = []

    def weekly(self, asked: Definition) -> pd.DataFrame:
        self.asked.append(asked)
        if asked.metric not in self.metrics:
            raise GapError(f"no weeks of {asked.metric} are recorded")
        return weekly(TABLE, metric=asked.metric)


def test_frames_come_with_their_ranks_and_shares() -> None:
    frame = Figures(Store("tokens").weekly)(Definition())
    (first,) = frame[(frame["entity"] == "a") & (frame["week"] == "2026-03-09")].to_dict("records")
    assert (first["rank"], first["weeks_at_1"]) == (1, 2)
    assert first["share"] == pytest.approx(10 / 15)
    assert first["change_pct"] == pytest.approx(100)


def test_what_is_asked_of_the_store_is_what_was_asked_for() -> None:
    store = Store("tokens", "calls")
    figures = Figures(store.weekly)
    figures(Definition())
    figures(Definition("calls", "country", 9, reveal=True, first_vintage=True))
    assert store.asked == [
        Definition(),
        Definition("calls", "country", 9, reveal=True, first_vintage=True),
    ]


def test_each_frame_is_made_once() -> None:
    store = Store("tokens")
    figures = Figures(store.weekly)
    assert figures(Definition("tokens", "slug")) is figures(Definition())
    assert figures(Definition(depth=9)) is not figures(Definition())
    assert figures(Definition(depth=9)) is figures(Definition("tokens", depth=9))
    assert len(store.asked) == 2
    other = Figures(store.weekly)
    assert other(Definition()) is not figures(Definition())


def test_a_metric_that_is_not_recorded_is_a_frame_without_rows() -> None:
    figures = Figures(Store("tokens").weekly)
    calls = figures(Definition("calls"))
    assert calls.empty
    assert [*calls.columns] == [*figures(Definition()).columns]
    assert (calls.dtypes == figures(Definition()).dtypes).all()


def test_without_any_figures_there_is_no_answer() -> None:
    with pytest.raises(GapError):
        Figures(Store().weekly)(Definition())
