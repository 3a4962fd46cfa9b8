"""What is said of the weeks of a frame: whether they are settled, and whether they can rank."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from tracker.analysis.frame import weeks_of

MONDAY = date(2026, 8, 10)
ENDED = datetime(2026, 8, 17, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def said(
    *,
    dataset: str = "rankings-daily",
    depth: int | None = 50,
    complete: bool = True,
    selection: str | None = "tokens",
    seen_at: datetime = ENDED + timedelta(days=9),
    metric: str = "tokens",
) -> dict[str, object]:
    """What is said of a week."""
    rows = [(MONDAY, dataset, depth, complete, selection, ENDED, seen_at)]
    (row,) = weeks_of(rows, metric).to_dict("records")
    return row


@pytest.mark.parametrize(
    ("after", "settled"),
    [
        (timedelta(0), False),
        (timedelta(days=1), False),
        (timedelta(days=2) - SECOND, False),
        (timedelta(days=2), True),
        (timedelta(days=3), True),
    ],
)
def test_a_week_is_settled_once_it_is_confirmed_two_days_after_its_end(
    after: timedelta, settled: bool
) -> None:
    assert said(seen_at=ENDED + after)["settled"] is settled


def test_a_week_that_is_not_complete_is_never_settled() -> None:
    assert said(complete=False)["settled"] is False


@pytest.mark.parametrize(
    ("metric", "selection", "depth", "can_rank"),
    [
        ("tokens", "tokens", 50, True),
        ("tokens", "tokens", None, True),
        ("tokens", "calls", 50, False),
        ("tokens", "calls", None, True),  # all are named
        ("calls", "tokens", 50, False),
        ("calls", "calls", 50, True),
        ("tokens", None, 50, False),  # by this metric on some days only
        ("calls", None, 50, False),
    ],
)
def test_a_week_ranks_by_what_its_names_were_chosen_by_or_if_all_are_named(
    metric: str, selection: str | None, depth: int | None, can_rank: bool
) -> None:
    assert said(metric=metric, selection=selection, depth=depth)["can_rank"] is can_rank


@pytest.mark.parametrize(
    ("dataset", "models", "can_rank"),
    [
        ("model-activity", 29, False),
        ("model-activity", 30, True),
        ("model-activity", 31, True),
        ("model-chart", 9, True),
        ("app-rankings", 9, True),
        ("rankings-daily", 29, True),
    ],
)
def test_the_activity_of_single_models_ranks_from_thirty_on(
    dataset: str, models: int, can_rank: bool
) -> None:
    of_calls = said(dataset=dataset, depth=models, selection="calls", metric="calls")
    assert of_calls["can_rank"] is can_rank
