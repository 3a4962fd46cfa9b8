from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd
import pytest
from support.weekly_frames import weekly

from tracker.analysis.cache import Figures
from tracker.errors import GapError
from tracker.records import Definition
from tracker.weeks import WEEK

TABLE = "week a b other\n2026-03-02 5 3 2\n2026-03-09 10 3 2"


class Store:
    """What was asked of it, and the frames that it gave."""

    def __init__(self, *metrics: str) -> None:
        self.metrics = metrics
        self.asked: list[Definition] = []

    def weekly(self, asked: Definition, only: Sequence[date] | None = None) -> pd.DataFrame:
        self.asked.append(asked)
        if asked.metric not in self.metrics:
            raise GapError(f"no weeks of {asked.metric} are recorded")
        rows = weekly(TABLE, metric=asked.metric)
        rows = rows if only is None else rows[rows["week"].isin(pd.to_datetime([*only]))]
        if rows.empty:
            raise GapError("nothing of these weeks is recorded")
        return rows.reset_index(drop=True)


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


def test_weeks_by_themselves_are_the_rows_of_the_whole() -> None:
    store = Store("tokens")
    figures, weeks = Figures(store.weekly), [date(2026, 3, 2), date(2026, 3, 9)]
    rows = figures.of_weeks(Definition(), weeks)
    assert rows is figures.of_weeks(Definition(), weeks[::-1])
    assert len(store.asked) == 1
    pd.testing.assert_frame_equal(rows, Figures(store.weekly)(Definition()))


def test_a_week_that_is_not_on_record_has_no_rows() -> None:
    figures = Figures(Store("tokens").weekly)
    assert figures.of_weeks(Definition(), [date(2026, 3, 16)]).empty
    assert len(figures.of_weeks(Definition(), [date(2026, 3, 9), date(2026, 3, 16)])) == 3


def test_after_some_weeks_the_whole_frame_is_made_for_all_others() -> None:
    store = Store("tokens")
    figures, day = Figures(store.weekly), date(2026, 3, 2)
    for back in range(10):
        figures.of_weeks(Definition(), [day, day - back * WEEK])
    assert len(store.asked) == 2


def test_a_part_of_weeks_that_were_read_is_not_read_again() -> None:
    store = Store("tokens")
    figures, weeks = Figures(store.weekly), [date(2026, 3, 2), date(2026, 3, 9)]
    both = figures.of_weeks(Definition(), weeks)
    part = figures.of_weeks(Definition(), weeks[:1])
    assert len(store.asked) == 1
    assert [*part["value"]] == [*both.loc[both["week"] == "2026-03-02", "value"]]


def test_counts_are_read_once_and_are_those_of_the_measured_frame() -> None:
    store = Store("tokens")
    figures, weeks = Figures(store.weekly), [date(2026, 3, 2), date(2026, 3, 9)]
    counts = figures.counts(Definition())
    assert "rank" not in counts
    measured = figures(Definition())
    pd.testing.assert_frame_equal(counts, measured[[*counts.columns]])
    assert [*figures.counts(Definition(), weeks[:1])["value"]] == [5, 3, 2]
    assert figures.counts(Definition()) is measured
    assert len(store.asked) == 1


def test_counts_of_weeks_are_read_by_themselves_first_and_as_a_whole_for_all_others() -> None:
    store = Store("tokens")
    figures, day = Figures(store.weekly), date(2026, 3, 9)
    assert [*figures.counts(Definition(), [day])["value"]] == [10, 3, 2]
    assert figures.counts(Definition(), [day + WEEK]).empty
    for back in range(10):
        figures.counts(Definition(), [day, day - back * WEEK])
    assert len(store.asked) == 2


def test_a_metric_that_is_not_recorded_is_a_frame_without_rows() -> None:
    figures = Figures(Store("tokens").weekly)
    calls = figures(Definition("calls"))
    assert calls.empty
    assert [*calls.columns] == [*figures(Definition()).columns]
    assert (calls.dtypes == figures(Definition()).dtypes).all()


def test_without_any_figures_there_is_no_answer() -> None:
    with pytest.raises(GapError):
        Figures(Store().weekly)(Definition())
