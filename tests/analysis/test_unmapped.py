"""What the map of identity does not know: named, weighed, and told apart from what it knows."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest
from support.weekly_frames import weekly

from tracker.analysis.unmapped import COLUMNS, unmapped
from tracker.identity import listed
from tracker.identity.listed import Listed

Rows = list[tuple[str, int, float, int, str, str]]

FRAME = weekly(
    """
    week        openai/gpt-4o  openai/gpt-99  nobody/new:free  nobody/old  other
    2026-03-30  60             10             .                5           25
    2026-04-06  50             20             30               .           100
    2026-04-13  900            900            900              900         900
    """,
    incomplete="2026-04-13",
)


def rows(result: pd.DataFrame) -> Rows:
    """(slug, value, share, weeks, last, missing)."""
    assert tuple(result.columns) == COLUMNS
    return [
        (row.entity, row.value, round(row.share, 4), row.weeks, f"{row.last:%m-%d}", row.missing)
        for row in result.itertuples()
    ]


def test_what_the_map_lacks_is_told_by_volume_over_the_complete_weeks() -> None:
    assert rows(unmapped(FRAME)) == [
        ("nobody/new:free", 30, 0.1, 1, "04-06", "model and author"),
        ("openai/gpt-99", 30, 0.1, 2, "04-06", "model"),
        ("nobody/old", 5, 0.0167, 1, "03-30", "model and author"),
    ]


def test_what_is_taken_by_rule_stands_apart_and_with_what_was_taken() -> None:
    entry = Listed("nobody/new-20260401:free", "Nobody: New", date(2026, 4, 1), has_weights=True)
    other = Listed("nobody/old", "Nobody: Old", date(2026, 4, 1), has_weights=False)
    frame = weekly(
        """
        week        nobody/new-20260401:free  nobody/old  openai/gpt-99  other
        2026-03-30  60                        20          10             10
        """
    )
    with listed.catalogue(lambda: [entry, other]):
        result = unmapped(frame)
    taken = result[["entity", "identity", "family", "weights"]].astype(object)
    assert [*taken.where(taken.notna(), None).itertuples(index=False, name=None)] == [
        ("openai/gpt-99", "unknown", None, None),
        ("nobody/new-20260401:free", "by rule", "nobody/new", "open"),
        ("nobody/old", "by rule", "nobody/old", "unknown"),
    ]


def test_a_model_on_the_map_whose_author_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tracker.identity.curated.author", lambda name: ())
    result = unmapped(FRAME)
    assert {*result["identity"]} == {"unknown"}
    assert dict(zip(result["entity"], result["missing"], strict=True)) == {
        "openai/gpt-4o": "author",
        "nobody/new:free": "model and author",
        "openai/gpt-99": "model and author",
        "nobody/old": "model and author",
    }


def test_where_the_map_knows_all_there_is_nothing_to_tell() -> None:
    known = weekly("week openai/gpt-4o anthropic/claude-3.5-sonnet:beta other\n2026-03-30 1 2 3")
    result = unmapped(known)
    assert rows(result) == []
    assert str(result["value"].dtype) == "Int64"


def test_counts_beyond_what_a_float_holds_stay_exact() -> None:
    large = 2**53 + 1
    result = unmapped(weekly(f"week a/x other\n2026-03-30 {large} 0\n2026-04-06 {large} 1"))
    assert rows(result) == [("a/x", 2 * large, 1.0, 2, "04-06", "model and author")]
    assert result["value"].dtype == "Int64"


def test_of_incomplete_weeks_nothing_is_told() -> None:
    frame = weekly("week a/x other\n2026-03-30 5 3", incomplete="2026-03-30")
    assert rows(unmapped(frame)) == []


def test_only_slugs_are_on_the_map() -> None:
    frame = weekly("week a/x other\n2026-03-30 5 3")
    frame = frame.assign(by="author")
    with pytest.raises(ValueError, match="by author"):
        unmapped(frame)


def test_of_the_bundled_history_the_map_knows_all(recorded: object) -> None:
    import tracker

    with tracker.open() as db:
        for metric in ("tokens", "calls"):
            lacking = unmapped(db.weekly(metric, "slug"))
            assert not (lacking["share"] >= 0.001).any(), "a thousandth of all is on the map"
