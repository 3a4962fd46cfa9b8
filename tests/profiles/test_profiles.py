"""Breakthrough or vanity: what each measure says, on written frames and on the bundled history."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.weekly_frames import weekly

from tracker.analysis.cache import Figures
from tracker.errors import ConfigError, GapError
from tracker.identity import entity
from tracker.identity.subjects import Subject
from tracker.profiles import measures, money
from tracker.profiles.case import (
    AGAINST,
    FOR,
    SILENT,
    UNKNOWN,
    Case,
    Known,
    Measure,
    Thresholds,
    case,
    read,
)
from tracker.records import Definition

FREE, PAID, RIVAL = "qwen/new:free", "qwen/new", "openai/old"
TOKENS = f"""
    week        {RIVAL}  {FREE}  {PAID}  other
    2026-03-02  900      .       .       100
    2026-03-09  800      1200    .       100
    2026-03-16  800      880     .       120
    2026-03-23  900      .       50      150
    2026-03-30  900      .       60      140
"""
CALLS = f"""
    week        {RIVAL}  {FREE}  other
    2026-03-09  40       10      5
    2026-03-16  40       11      4
"""
NO_PRICES = pd.DataFrame(
    {
        "id": pd.Series(dtype="str"), "slug": pd.Series(dtype="str"),
        "created": pd.Series(dtype="datetime64[s]"),
        "known_from": pd.Series(dtype="datetime64[us, UTC]"),
        "seen_at": pd.Series(dtype="datetime64[us, UTC]"),
        "prompt": pd.Series(dtype="float64"), "completion": pd.Series(dtype="float64"),
        "cache_read": pd.Series(dtype="float64"),
    }
)  # fmt: skip
BOUNDS = pd.DataFrame(
    {"week": [], "entity": [], "lower": [], "upper": [], "best_rank": [], "worst_rank": []}
)


def known(tokens: str = TOKENS, calls: str | None = CALLS, shape: Any = None, **more: Any) -> Known:
    """Return what is on record, from tables; ``shape`` has more of `weekly` for a metric."""

    def frame(definition: Definition, **_: Any) -> pd.DataFrame:
        metric, by = definition.metric, definition.by
        table = {"tokens": tokens, "calls": calls}.get(metric)
        if table is None:
            raise GapError(f"no {metric} are recorded")
        result = weekly(table, metric=metric, **(shape or {}).get(metric, {}))
        result["entity"] = [entity(name, by) for name in result["entity"]]
        key = [name for name in result.columns if name != "value"]
        result = result.groupby(key, as_index=False, sort=False, dropna=False)["value"].sum()
        result["value"] = result["value"].astype("int64")
        return result.assign(by=by)

    parts = {"prices": NO_PRICES, "benchmarks": pd.DataFrame(), "bounds": lambda: BOUNDS}
    return Known(Figures(frame), [FREE, PAID, RIVAL], **(parts | more))


def a_case(
    name: str = FREE, level: str = "slug", limits: Any = None, metric: str = "tokens", **more: Any
) -> Case:
    return case(known(**more), Subject(level, name), metric, limits or Thresholds())


def prices(*rows: tuple[str, float, float, float], seen: str = "2026-01-01") -> pd.DataFrame:
    """Prices of slugs (prompt, completion, from cache), known since a day."""
    names = ("prompt", "completion", "cache_read")
    return pd.DataFrame(
        {
            "id": [row[0] for row in rows], "slug": [row[0] for row in rows],
            "created": pd.Timestamp("2026-01-01"),
            "known_from": pd.Timestamp(seen, tz="UTC"),
            "seen_at": pd.Timestamp("2026-04-01", tz="UTC"),
            **{name: [row[place] for row in rows] for place, name in enumerate(names, 1)},
        }
    )  # fmt: skip


def results(*rows: tuple[str, str, float]) -> pd.DataFrame:
    """Results of models in benchmarks."""
    return pd.DataFrame(
        {
            "benchmark": [row[0] for row in rows], "slug": [row[1] for row in rows],
            "provider": "P", "accuracy": [row[2] for row in rows],
            "avg_cost_per_task_usd": 0.5, "listed": True,
        }
    )  # fmt: skip


def measure_of(profile: Case, measure: str) -> Measure:
    return next(item for item in measures.measures(profile) if item.measure.startswith(measure))


def test_a_case_is_the_longest_streak_or_else_the_peak() -> None:
    assert (a_case().first, a_case().last) == (date(2026, 3, 9), date(2026, 3, 16))
    assert a_case(RIVAL).first == date(2026, 3, 23), "the newest of the longest"
    never = a_case(PAID)
    assert not never.led
    assert never.first == never.last == date(2026, 3, 30)


def test_who_is_not_named_has_no_profile() -> None:
    with pytest.raises(GapError):
        a_case("qwen/nothing")


@pytest.mark.parametrize(
    ("weeks", "speaks"), [(1, FOR), (2, FOR), (3, AGAINST)], ids=["fewer", "as many", "more"]
)
def test_a_streak_speaks_by_its_length(weeks: int, speaks: str) -> None:
    result = measure_of(a_case(limits=replace(Thresholds(), lasting_weeks=weeks)), "weeks at #1")
    assert result.found == "2 weeks running (2026-W11 to 2026-W12), 2 in all"
    assert result.speaks == speaks


def test_a_lead_speaks_by_its_smallest() -> None:
    assert measure_of(a_case(), "lead over").speaks == FOR
    close = a_case(limits=replace(Thresholds(), clear_lead=1.2, near_tie=1.05))
    assert measure_of(close, "lead over").speaks == SILENT
    tied = a_case(limits=replace(Thresholds(), clear_lead=2, near_tie=1.2))
    assert measure_of(tied, "lead over").speaks == AGAINST
    assert "×1.50" in measure_of(a_case(), "lead over").found


def test_calls_speak_by_rank_and_are_told_per_token() -> None:
    result = a_case()
    assert measure_of(result, "rank by calls").speaks == AGAINST
    assert measure_of(result, "rank by calls").reason == "it was second by calls at best"
    assert measure_of(result, "tokens per call").found == "80 to 120, the others that are known 20"
    assert measure_of(result, "token share less call share").found.startswith("+")


def test_without_calls_bounds_speak_and_else_nobody_knows() -> None:
    assert measure_of(a_case(calls=None), "rank by calls").speaks == UNKNOWN
    bounds = pd.DataFrame(
        {
            "week": [pd.Timestamp("2026-03-09")], "entity": [FREE], "lower": [10], "upper": [10],
            "best_rank": pd.array([7], "Int64"), "worst_rank": pd.array([None], "Int64"),
        }
    )  # fmt: skip
    result = measure_of(a_case(calls=None, bounds=lambda: bounds), "rank by calls")
    assert (result.speaks, result.reason) == (AGAINST, "it was at best seventh by calls")


def test_a_rank_by_calls_in_other_weeks_is_told_where_bounds_say_nothing_of_the_streak() -> None:
    """It led by tokens in W11 and W12; of calls only W13 and W14 are known."""
    calls = f"week {RIVAL} {FREE} other\n2026-03-23 40 50 5\n2026-03-30 40 10 5"
    result = measure_of(a_case(calls=calls), "rank by calls")
    assert result.found == (
        "first in 2026-W13; calls are known of 2 weeks, and of none of 2026-W11 to 2026-W12"
    )
    assert result.reason == "it was first by calls in 2026-W13, outside its streak"
    assert result.speaks == FOR
    behind = measure_of(a_case(calls=calls.replace(" 50 ", " 20 ")), "rank by calls")
    assert behind.found.startswith("second in 2026-W13 to 2026-W14; ")
    assert behind.speaks == SILENT
    bounds = pd.DataFrame(
        {
            "week": [pd.Timestamp("2026-03-09")], "entity": [FREE], "lower": [56_000_000],
            "upper": [60_000_000], "best_rank": [7], "worst_rank": [None],
        }
    )  # fmt: skip
    of_streak = measure_of(a_case(calls=calls, bounds=lambda: bounds), "rank by calls")
    assert of_streak.reason == "it was at best seventh by calls", "its own weeks before all others"


def test_what_was_free_speaks() -> None:
    assert measure_of(a_case(), "free part").reason == "all of it was free"
    assert measure_of(a_case(RIVAL), "free part").speaks == FOR
    assert measure_of(a_case("qwen/new", "model"), "free part").speaks == AGAINST
    assert (
        measure_of(a_case(), "rank without").found
        == "nothing of it is named among what is paid for in 2026-W12"
    )
    assert measure_of(a_case(RIVAL), "rank without").found == "1 in 2026-W14"


def test_money_speaks_by_the_gap_and_is_unknown_without_prices() -> None:
    assert measure_of(a_case(), "share of list cost").speaks == UNKNOWN
    both = prices((RIVAL, 2.0, 4.0, 0.5), (PAID, 1.0, 2.0, 0.25))
    assert measure_of(a_case(prices=both), "share of list cost").speaks == AGAINST, (
        "free costs nothing"
    )
    dear = measure_of(a_case(RIVAL, prices=both), "share of list cost")
    assert dear.speaks == FOR
    assert "at prices listed later" not in dear.found


def test_a_price_that_was_listed_later_is_said_to() -> None:
    late = prices((RIVAL, 2.0, 4.0, 0.5), (PAID, 1.0, 2.0, 0.25), seen="2026-05-01")
    assert (
        "at prices listed later"
        in measure_of(a_case(RIVAL, prices=late), "share of list cost").found
    )


def test_money_is_no_question_of_calls() -> None:
    result = measures.measures(a_case(RIVAL, metric="calls"))
    assert not any(measure.question == money.QUESTION_MONEY for measure in result)


def test_one_app_is_not_measured() -> None:
    assert measure_of(a_case(), "share of its largest app").speaks == UNKNOWN


def test_what_is_left_speaks() -> None:
    half = measure_of(a_case(), "half-life")
    assert half.speaks == AGAINST
    assert half.reason == "half of its peak was gone after 2 weeks"
    assert measure_of(a_case(RIVAL), "half-life").reason == "half of its peak was gone after 1 week"
    assert measure_of(a_case(PAID), "half-life").speaks == SILENT, "its peak is the newest week"


def test_growth_is_from_before_the_case_to_its_own_peak() -> None:
    rival = a_case(RIVAL)
    assert rival.endurance.peak == pd.Timestamp("2026-03-02"), "before the case"
    assert rival.peak == date(2026, 3, 23)
    assert measure_of(rival, "change").measure == "change, 2026-W12 to 2026-W13"


def test_what_was_not_named_before_has_no_split_and_losers_are_named() -> None:
    assert measure_of(a_case(), "change").found == "no split: it was not named in the week before"
    assert measure_of(a_case(), "who lost share").found.startswith(RIVAL)


def test_a_week_before_the_record_is_not_one_without_it() -> None:
    tokens = """
        week        a/x  b/y  other
        2026-03-02  9    5    1
        2026-03-09  9    6    1
    """
    first = a_case("a/x", tokens=tokens)
    for measure in ("change", "who lost share"):
        assert (measure_of(first, measure).found, measure_of(first, measure).speaks) == (
            "not known",
            UNKNOWN,
        )


@settings(max_examples=25)
@given(st.lists(st.integers(1, 200), min_size=4, max_size=4))
def test_growth_adds_up_to_the_token(counts: list[int]) -> None:
    own, rest, own_now, rest_now = counts
    tokens = f"""
        week        a/x   b/y  other
        2026-03-02  {own} {rest + 200} 1
        2026-03-09  {own_now + rest_now + 400} {rest_now} 1
    """
    result = measure_of(a_case("a/x", tokens=tokens, calls=None), "change").found
    signed = [int(part.replace("−", "-")) for part in re.findall(r"[+−]\d+", result)]
    change, market, gain = signed
    assert change == market + gain == own_now + rest_now + 400 - own


def test_results_stand_beside_each_benchmark_for_itself() -> None:
    assert measure_of(a_case(), "accuracy").speaks == UNKNOWN
    result = results(("gpqa", "qwen/new", 0.8), ("hle", "qwen/new", 0.25), ("gpqa", RIVAL, 0.9))
    assert measure_of(a_case(benchmarks=result), "accuracy, gpqa").found == (
        "80.0 %, rank 2, 0.00 USD per M prompt"
    )
    assert measure_of(a_case(benchmarks=result), "accuracy, hle").found.startswith("25.0 %, rank 1")
    assert measure_of(a_case(benchmarks=result), "accuracy, hle").speaks == SILENT, (
        "of quality, not of use"
    )


def test_the_results_of_an_author_name_the_model() -> None:
    result = measure_of(
        a_case("openai", "author", benchmarks=results(("gpqa", RIVAL, 0.9))), "accuracy"
    )
    assert result.found.endswith(f"({RIVAL})")


def test_a_model_without_results_is_not_known() -> None:
    result = measure_of(a_case(benchmarks=results(("gpqa", RIVAL, 0.9))), "accuracy")
    assert (result.speaks, result.found) == (UNKNOWN, "not known: none of this model")


def test_a_tie_at_the_top_is_a_lead_of_both() -> None:
    tokens = """
        week        a/x  b/y  other
        2026-03-02  7    7    1
        2026-03-09  7    7    1
    """
    for name in ("a/x", "b/y"):
        result = a_case(name, tokens=tokens, calls=None)
        assert (result.first, result.last) == (date(2026, 3, 2), date(2026, 3, 9))
        assert measure_of(result, "lead over").found == (
            "2026-W10 ×1.0000 (+0.0 points), 2026-W11 ×1.0000 (+0.0 points)"
        )
        assert measure_of(result, "lead over").reason == "it shared the lead"
        assert measure_of(result, "lead over").speaks == AGAINST


def test_of_many_leads_the_least_and_the_most_are_told() -> None:
    days = pd.date_range("2026-03-02", periods=measures.LISTED + 1, freq="7D")
    rows = [f"{day:%Y-%m-%d} {20 + number} 10 1" for number, day in enumerate(days)]
    tokens = "week a/x b/y other\n" + "\n".join(rows)
    result = measure_of(a_case("a/x", tokens=tokens, calls=None), "lead over").found
    assert result.startswith("least 2026-W10 ×2.00 (")
    assert "most 2026-W16 ×2.60 (" in result


def test_an_incomplete_week_ends_the_streak() -> None:
    tokens = """
        week        a/x  b/y  other
        2026-03-02  9    5    1
        2026-03-09  9    5    1
        2026-03-16  9    5    1
        2026-03-23  9    5    1
    """
    cut = {"tokens": {"incomplete": "2026-03-16"}}
    result = a_case("a/x", tokens=tokens, calls=None, shape=cut)
    assert (result.first, result.last) == (date(2026, 3, 2), date(2026, 3, 9))
    assert (
        measure_of(result, "weeks at #1").found
        == "2 weeks running (2026-W10 to 2026-W11), 3 in all"
    )


def test_who_leads_still_and_who_leads_again() -> None:
    tokens = """
        week        a/x  b/y  other
        2026-03-02  9    5    1
        2026-03-09  9    5    1
        2026-03-16  4    5    1
        2026-03-23  9    {}   1
    """
    again = measure_of(a_case("a/x", tokens=tokens.format(5), calls=None), "weeks at #1")
    assert again.reason == "it led two weeks running (2026-W10 to 2026-W11), and leads again"
    over = measure_of(a_case("a/x", tokens=tokens.format(10), calls=None), "weeks at #1")
    assert over.reason == "it led no more than two weeks running (2026-W10 to 2026-W11)"
    still = measure_of(a_case(RIVAL), "weeks at #1")
    assert still.reason == "it led two weeks running (2026-W13 to 2026-W14), and still does"


def test_calls_of_a_part_of_the_weeks_are_said_to_be() -> None:
    calls = f"""
        week        {RIVAL}  {FREE}  other
        2026-03-09  40       10      5
    """
    result = measure_of(a_case(calls=calls), "rank by calls")
    assert result.found == "second at best (known in 1 of 2 weeks)"
    assert result.reason == "it was second by calls at best (known in 1 of 2 weeks)"


def test_first_by_calls_speaks_for_it() -> None:
    calls = f"""
        week        {RIVAL}  {FREE}  other
        2026-03-09  10       40      5
        2026-03-16  10       41      4
    """
    result = measure_of(a_case(calls=calls), "rank by calls")
    assert (result.speaks, result.reason) == (FOR, "it was first by calls too")


def test_a_week_that_cannot_be_ranked_has_no_rank_of_what_is_paid() -> None:
    unranked = {"calls": {"unranked": "2026-03-09 2026-03-16"}}
    result = a_case(RIVAL, metric="calls", shape=unranked)
    assert not result.led
    assert measure_of(result, "rank without").speaks == UNKNOWN
    assert "cannot be ranked" in measure_of(result, "rank without").found


def test_every_measure_is_told_and_none_twice() -> None:
    result = measures.measures(a_case())
    names = [measure.measure for measure in result]
    assert len(names) == len(set(names))
    assert len(result) == 15
    assert {measure.speaks for measure in result} <= {FOR, AGAINST, SILENT, UNKNOWN}
    assert all(measure.reason for measure in result if measure.speaks)


@pytest.mark.parametrize("name", [FREE, PAID, RIVAL])
def test_sentences_are_whole(name: str) -> None:
    result = a_case(name)
    sentences = measures.sentences(result, measures.measures(result))
    assert 1 <= len(sentences) <= 3
    for sentence in sentences:
        assert sentence.endswith(".")
        assert ". " not in sentence
        assert ".." not in sentence
        assert sentence[0].isupper()
        assert not {"None", "nan", "<NA>"} & set(sentence.replace(";", " ").split())
    assert name in sentences[0]


def test_thresholds_are_set_by_name() -> None:
    assert read([]) == Thresholds()
    assert read(["lasting-weeks=6", "kept=0.3"]) == Thresholds(lasting_weeks=6, kept=0.3)


@pytest.mark.parametrize("setting", ["luck=1", "kept", "kept=", "kept=much", "kept=-1", "kept=inf"])
def test_a_threshold_that_is_none_is_refused(setting: str) -> None:
    with pytest.raises(ConfigError):
        read([setting])


def test_the_prices_of_a_model_are_told_with_the_day_since_which_they_are_known() -> None:
    free = prices((FREE, 0.0, 0.0, 0.0), seen="2026-01-01")
    (first,) = [
        row for row in measures.measures(a_case(prices=free)) if row.measure == "list price"
    ]
    assert first.found == f"{FREE}: free from 2026-01-01"
    dear = pd.concat(
        [
            prices((RIVAL, 1.0, 2.0, 0.0), seen="2026-01-01"),
            prices((RIVAL, 1.02, 2.0, 0.0), seen="2026-02-01"),
            prices((RIVAL, 0.5, 2.0, 0.0), seen="2026-03-01"),
        ]
    )
    (told_price,) = [
        row for row in measures.measures(a_case(RIVAL, prices=dear)) if row.measure == "list price"
    ]
    assert told_price.found == f"{RIVAL}: $1/$2 from 2026-01-01, $0.5/$2 from 2026-03-01"
    assert not [row for row in measures.measures(a_case()) if row.measure == "list price"]


def test_sessions_and_tasks_of_a_model_are_told() -> None:
    seen = pd.Timestamp("2026-08-17", tz="UTC")
    sessions = pd.DataFrame(
        {
            "app": ["cli", "ide", "cli"],
            "turn_range": ["1-turn", "1-turn", "50-plus-turns"],
            "slug": [FREE] * 3,
            "median_session_cost_usd": [0.01, 0.02, 1.5],
            "listed": True,
            "seen_at": seen,
        }
    )
    tasks = pd.DataFrame(
        {
            "kind": ["model", "model", "task"],
            "tag": ["code:debugging", "chat:roleplay", "code:debugging"],
            "title": ["Debugging", "Roleplay", "Debugging"],
            "slug": [FREE, RIVAL, None],
            "tag_usage_share": [0.4, 0.9, None],
            "listed": True,
            "known_from": seen,
        }
    )
    found = {
        row.measure: row.found for row in measures.measures(a_case(sessions=sessions, tasks=tasks))
    }
    assert found["median cost of a session"] == (
        "1-turn $0.0100 to $0.0200, 50-plus-turns $1.5000 (2 apps, as of 2026-08-17)"
    )
    assert found["what it is used for"] == (
        "40.0 % of Debugging (of sampled requests, to 2026-08-17)"
    )
