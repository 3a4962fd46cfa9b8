from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from support.databases import Databases
from support.sample_boards import put_days

from tracker.errors import ConfigError, UnknownName
from tracker.publish.figures.data import chart_frame, level
from tracker.records import Question
from tracker.store import Store

SPRING = Question(first=date(2026, 3, 2), last=date(2026, 4, 20))
QWEN = "qwen/qwen3.6-plus-04-02:free"


@pytest.fixture
def bundled(databases: Databases, _history: Path) -> Iterator[Store]:
    with Store(databases.of(_history)) as store:
        yield store


def test_a_chart_has_the_newest_weeks_unless_weeks_are_asked_for(store: Store) -> None:
    put_days(store, date(2026, 1, 5), 20 * 7)
    since = Question(first=date(2026, 1, 12))
    assert chart_frame(store, "share-lines", Question())[0]["week"].nunique() == 20
    assert chart_frame(store, "bump", Question())[0]["week"].nunique() == 16
    assert chart_frame(store, "bump", since)[0]["week"].nunique() == 19


def test_streaks_that_touch_the_weeks_asked_for_are_whole(bundled: Store) -> None:
    """MiniMax M2.5 led from 2026-W07 on, three weeks before those asked for."""
    frame = chart_frame(bundled, "reigns", SPRING)[0]
    weeks = frame.loc[~frame["context"], "week"]
    assert weeks.min() == pd.Timestamp("2026-02-09")
    assert weeks.max() == pd.Timestamp("2026-04-20")
    around = frame.loc[frame["context"], "week"].unique()
    assert list(around) == [pd.Timestamp("2026-02-02"), pd.Timestamp("2026-04-27")]


def test_the_measures_on_record_stand_side_by_side(bundled: Store) -> None:
    newest, _ = chart_frame(bundled, "three-measures", Question())
    assert [*newest["metric"].unique()] == ["tokens", "calls", "spend"]
    without_spend, _ = chart_frame(bundled, "three-measures", Question(week=date(2026, 7, 20)))
    assert [*without_spend["metric"].unique()] == ["tokens", "calls"]


def test_two_depths_stand_side_by_side_unless_one_is_asked_for(bundled: Store) -> None:
    countries = Question(by="country", first=SPRING.first, last=SPRING.last)
    both, _ = chart_frame(bundled, "versus", countries)
    assert set(both["looked_at"]) == {0, 9}
    for depth, kept in ((9, {9}), (0, {0})):
        question = Question(by="country", first=SPRING.first, last=SPRING.last, depth=depth)
        assert set(chart_frame(bundled, "versus", question)[0]["looked_at"]) == kept


def test_a_debut_is_counted_over_the_whole_history(bundled: Store) -> None:
    frame, _ = chart_frame(bundled, "aligned", SPRING)
    since_debut = frame[frame["entity"] == QWEN].set_index("week")["weeks_since_debut"]
    assert since_debut[pd.Timestamp("2026-04-06")] == 1
    earlier = frame[frame["entity"] == "minimax/minimax-m2.5-20260211"]
    assert earlier["weeks_since_debut"].min() == 3


def test_results_that_nobody_recorded_are_missing(bundled: Store) -> None:
    frame, _ = chart_frame(bundled, "usage-vs-quality", Question())
    assert frame["week"].nunique() == 1
    assert frame["accuracy"].isna().all()
    assert frame["source"].iloc[0].startswith("Source: OpenRouter")
    with pytest.raises(ConfigError, match="single models"):
        chart_frame(bundled, "usage-vs-quality", Question(by="author"))


def test_a_name_of_the_press_is_highlighted_where_it_is_drawn(bundled: Store) -> None:
    """The paid variant is named in those weeks as well, and led none of them."""
    assert chart_frame(bundled, "reigns", SPRING, ("Qwen3.6 Plus",))[1] == (QWEN,)
    countries = Question(by="country", first=SPRING.first, last=SPRING.last)
    assert chart_frame(bundled, "versus", countries, ("Chinese models", "US"))[1] == ("CN", "US")
    with pytest.raises(ConfigError, match=r"Grok.*not drawn"):
        chart_frame(bundled, "reigns", SPRING, ("Grok Code Fast 1",))
    with pytest.raises(UnknownName):
        chart_frame(bundled, "reigns", SPRING, ("nobody/nothing",))


def test_the_level_of_what_is_highlighted(bundled: Store) -> None:
    assert level(bundled, ()) is None
    assert level(bundled, ("country:CN", "American models")) == "country"
    assert level(bundled, ("Qwen3.6 Plus",)) is None
    assert level(bundled, ("country:CN", "author:qwen")) is None
