"""How the record stands is told from what is said of boards and runs, without a figure."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from boards import MADE, WEEK, board, put, put_days, put_week
from sqlalchemy import event

from tracker.analysis import frame as frames
from tracker.analysis.rows import newest_complete
from tracker.config import Settings
from tracker.publish import health
from tracker.records import Board
from tracker.store import Store

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path, "", ("export",))


def test_no_figure_is_read(store: Store, settings: Settings) -> None:
    put_days(store, WEEK, 7)
    statements: list[str] = []

    @event.listens_for(store.engine, "before_cursor_execute")
    def keep(*arguments: Any) -> None:
        statements.append(arguments[2])

    health.examine(store, settings, NOW)
    assert len(statements) > 5
    assert [said for said in statements if "readings" in said or "sums" in said] == []


def chosen_by_tokens(week: date) -> Board:
    """A week of calls of names chosen by another metric, which has no ranks."""
    found = board(week, {"a/x": 9}, MADE, dataset="models-window", metric="calls", days=7)
    return replace(found, selection="tokens", depth=9)


def test_the_newest_week_is_the_newest_that_can_be_ranked(store: Store, settings: Settings) -> None:
    put_week(store, "models-window", WEEK, metric="calls")
    put(store, chosen_by_tokens(WEEK + timedelta(7)))
    put_days(store, WEEK - timedelta(7), 17)
    found = health.examine(store, settings, NOW)
    assert found.newest_week == {"tokens": WEEK, "calls": WEEK}
    for metric, newest in found.newest_week.items():
        assert newest == newest_complete(frames.weekly(store, metric)).date()


def test_where_no_week_can_be_ranked_the_newest_complete_one_is_told(
    store: Store, settings: Settings
) -> None:
    put(store, chosen_by_tokens(WEEK), chosen_by_tokens(WEEK + timedelta(7)))
    found = health.examine(store, settings, NOW)
    assert found.newest_week["calls"] == WEEK + timedelta(7)
    assert found.missing_weeks["calls"] == []


def test_a_metric_without_a_week_has_no_newest(store: Store, settings: Settings) -> None:
    put_days(store, WEEK, 6)
    found = health.examine(store, settings, NOW)
    assert found.newest_week == {"tokens": None, "calls": None}
    assert found.missing_weeks == {"tokens": [], "calls": []}


def test_days_that_are_missing_are_told_but_for_those_lost_for_ever(
    store: Store, settings: Settings
) -> None:
    missing, lost = date(2025, 6, 12), date(2025, 6, 15)
    put_days(store, date(2025, 6, 9), 10, skip=frozenset({missing, lost}))
    assert health.examine(store, settings, NOW).missing_days == [missing]


def test_weeks_that_cannot_be_ranked_are_missing(store: Store, settings: Settings) -> None:
    put_week(store, "rankings-weekly", WEEK)
    put_week(store, "rankings-weekly", WEEK + timedelta(21))
    found = health.examine(store, settings, NOW)
    assert found.missing_weeks["tokens"] == [WEEK + timedelta(7), WEEK + timedelta(14)]
