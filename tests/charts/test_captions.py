"""Where lines cross a break, and what is said of it."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest
from support.weekly_frames import weekly

from tracker.charts import captions

TABLE = "week a/x other\n2026-03-02 5 5\n2026-03-09 5 5\n2026-03-16 5 5"
OVER_A_BREAK = "week a/x other\n2026-05-18 5 5\n2026-05-25 5 5"


def deepened(frame: pd.DataFrame, depths: list[int | None]) -> pd.DataFrame:
    weeks = sorted(frame["week"].unique())
    depth_by_row = frame["week"].map(dict(zip(weeks, depths, strict=True)))
    frame["depth"] = depth_by_row.astype("Int64")
    return frame


def test_another_depth_is_a_rule_before_its_first_week() -> None:
    frame = deepened(weekly(TABLE), [9, 50, None])
    assert captions.rules_text(frame) == (
        "Dotted: from 2026-W11 on, boards of the top 50 instead of the top 9;"
        " from 2026-W12 on, boards of all models instead of the top 50."
    )


def test_boards_of_one_depth_have_no_rule() -> None:
    assert captions.rules(weekly(TABLE)) == []
    assert captions.rules_text(weekly(TABLE)) == ""


def test_tokens_cross_the_breaks_that_have_a_note_and_calls_do_not() -> None:
    assert "Dotted: from 2026-W22 on, tokens by each provider" in captions.rules_text(
        weekly(OVER_A_BREAK)
    )
    assert captions.rules(weekly(OVER_A_BREAK, metric="calls")) == []


def test_a_rule_has_words_that_fit_at_it() -> None:
    signs = {str(rule.week.date()): rule.sign for rule in captions.rules(weekly(OVER_A_BREAK))}
    assert signs == {"2026-05-25": "providers’ tokenizers"}
    deeper = captions.rules(deepened(weekly(TABLE), [9, 50, None]))
    assert [rule.sign for rule in deeper] == ["top 50", "all models"]


@pytest.mark.parametrize(
    ("monday", "week", "days"),
    [
        ("2026-09-28", "the week to 4 October", "28 September to 4 October 2026"),
        ("2026-03-02", "the week to 8 March", "2 March to 8 March 2026"),
        ("2025-12-29", "the week to 4 January", "29 December 2025 to 4 January 2026"),
    ],
)
def test_a_week_is_named_by_its_last_day(monday: str, week: str, days: str) -> None:
    first = pd.Timestamp(monday)
    assert captions.week(first) == week
    assert captions.week(first, year=True) == f"{week} 2026"
    assert captions.days(first) == captions.stretch(first, first) == days


def test_an_earlier_week_has_its_year_if_it_ended_in_another() -> None:
    newest = pd.Timestamp("2026-09-28")
    assert captions.past(pd.Timestamp("2025-12-22"), newest) == "the week to 28 December 2025"
    assert captions.past(pd.Timestamp("2025-12-29"), newest) == "the week to 4 January"
    assert captions.past(pd.Timestamp("2026-03-02"), newest) == "the week to 8 March"
    assert captions.past(newest, newest) == "the week to 4 October"


@pytest.mark.parametrize(
    ("first", "last", "months"),
    [
        ("2026-03-02", "2026-03-23", "March 2026"),
        ("2026-03-02", "2026-03-30", "March to April 2026"),
        ("2025-12-22", "2025-12-29", "December 2025 to January 2026"),
        ("2025-01-06", "2026-09-28", "January 2025 to October 2026"),
    ],
)
def test_a_period_is_told_by_its_months(first: str, last: str, months: str) -> None:
    assert captions.months([pd.Timestamp(first), pd.Timestamp(last)]) == months


def test_weeks_in_a_row_are_one_stretch_of_days() -> None:
    weeks = [date(2025, 12, 22), date(2025, 12, 29), date(2026, 2, 2)]
    assert captions.stretches(weeks) == (
        "22 December 2025 to 4 January 2026 and 2 February to 8 February 2026"
    )


def test_a_frame_says_what_it_counts_in_its_columns_or_not_at_all() -> None:
    """A frame that was read from a file has its columns and nothing else."""
    frame = weekly(TABLE, metric="calls")
    assert (captions.metric(frame), captions.level(frame)) == ("calls", "slug")
    frame.attrs = {}
    frame = frame.drop(columns=["metric", "by"], errors="ignore")
    with pytest.raises(ValueError, match="has no metric"):
        captions.metric(frame)
    with pytest.raises(ValueError, match="has no by"):
        captions.kinds(frame)
    labelled = frame.assign(metric="calls", by="country")
    assert (captions.metric(labelled), captions.kinds(labelled)) == ("calls", "countries")
    assert captions.is_sum(labelled)
    both = pd.concat([labelled, labelled.assign(metric="tokens")])
    assert captions.metric(both) == "calls and tokens"


def test_a_sentence_that_there_is_not_leaves_no_gap() -> None:
    assert captions.join("One.", "", "Two.") == "One. Two."
