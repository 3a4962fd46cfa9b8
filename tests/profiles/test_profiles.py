"""Breakthrough or vanity: what each measure says, on written frames and on the bundled history."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
import pytest
from frames import weekly

from tracker.analysis.measured import Figures
from tracker.errors import ConfigError, GapError
from tracker.identity import entity
from tracker.identity.subjects import Subject
from tracker.profiles import giving, lasting, leading, verdict
from tracker.profiles.case import AGAINST, FOR, SILENT, UNKNOWN, Case, Known, Measure, case
from tracker.profiles.thresholds import Thresholds, read

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


def known(tokens: str = TOKENS, calls: str | None = CALLS, **more: Any) -> Known:
    def frame(metric: str, by: str, **_: Any) -> pd.DataFrame:
        written = tokens if metric == "tokens" else calls
        if written is None:
            raise GapError("no calls are recorded")
        found = weekly(written, metric=metric)
        found["entity"] = [entity(name, by) for name in found["entity"]]
        key = [name for name in found.columns if name != "value"]
        found = found.groupby(key, as_index=False, sort=False, dropna=False)["value"].sum()
        found["value"] = found["value"].astype("int64")
        found.attrs = {"metric": metric, "by": by}
        return found

    given = {"prices": NO_PRICES, "benchmarks": pd.DataFrame(), "bounds": lambda: BOUNDS}
    return Known(Figures(frame), [FREE, PAID, RIVAL], **(given | more))


def a_case(name: str = FREE, level: str = "slug", limits: Any = None, **more: Any) -> Case:
    return case(known(**more), Subject(level, name), "tokens", limits or Thresholds())


def told(found: Case, measure: str) -> Measure:
    return next(one for one in verdict.measures(found) if one.measure.startswith(measure))


def test_a_case_is_the_longest_run_or_else_the_peak() -> None:
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
def test_a_run_speaks_by_its_length(weeks: int, speaks: str) -> None:
    found = told(a_case(limits=replace(Thresholds(), lasting_weeks=weeks)), "weeks at #1")
    assert found.found == "2 weeks running (2026-W11 to 2026-W12), 2 in all"
    assert found.speaks == speaks


def test_a_lead_speaks_by_its_smallest() -> None:
    assert told(a_case(), "lead over").speaks == FOR
    close = a_case(limits=replace(Thresholds(), clear_lead=1.2, near_tie=1.05))
    assert told(close, "lead over").speaks == SILENT
    tied = a_case(limits=replace(Thresholds(), clear_lead=2, near_tie=1.2))
    assert told(tied, "lead over").speaks == AGAINST
    assert "×1.50" in told(a_case(), "lead over").found


def test_calls_speak_by_rank_and_are_told_per_token() -> None:
    found = a_case()
    assert told(found, "rank by calls").speaks == AGAINST
    assert told(found, "rank by calls").reason == "it was second by calls at best"
    assert told(found, "tokens per call").found == "80 to 120, the others that are known 20"
    assert told(found, "token share less call share").found.startswith("+")


def test_without_calls_bounds_speak_and_else_nobody_knows() -> None:
    assert told(a_case(calls=None), "rank by calls").speaks == UNKNOWN
    bounds = pd.DataFrame(
        {
            "week": [pd.Timestamp("2026-03-09")], "entity": [FREE], "lower": [10], "upper": [10],
            "best_rank": pd.array([7], "Int64"), "worst_rank": pd.array([None], "Int64"),
        }
    )  # fmt: skip
    found = told(a_case(calls=None, bounds=lambda: bounds), "rank by calls")
    assert (found.speaks, found.reason) == (AGAINST, "it was at best seventh by calls")


def test_what_was_free_speaks() -> None:
    assert told(a_case(), "free part").reason == "all of it was free"
    assert told(a_case(RIVAL), "free part").speaks == FOR
    assert told(a_case("qwen/new", "model"), "free part").speaks == AGAINST
    assert (
        told(a_case(), "rank without").found
        == "nothing of it is among what is paid for in 2026-W12"
    )
    assert told(a_case(RIVAL), "rank without").found == "1 in 2026-W14"


def test_money_speaks_by_the_gap_and_is_unknown_without_prices() -> None:
    assert told(a_case(), "share of spend").speaks == UNKNOWN
    prices = pd.DataFrame(
        {
            "id": [RIVAL, PAID], "slug": [RIVAL, PAID],
            "created": pd.Timestamp("2026-01-01"),
            "known_from": pd.Timestamp("2026-01-01", tz="UTC"),
            "seen_at": pd.Timestamp("2026-04-01", tz="UTC"),
            "prompt": [2.0, 1.0], "completion": [4.0, 2.0], "cache_read": [0.5, 0.25],
        }
    )  # fmt: skip
    assert told(a_case(prices=prices), "share of spend").speaks == AGAINST, "free costs nothing"
    assert told(a_case(RIVAL, prices=prices), "share of spend").speaks == FOR


def test_one_app_is_not_measured() -> None:
    assert told(a_case(), "share of its largest app").speaks == UNKNOWN


def test_what_is_left_speaks() -> None:
    half = told(a_case(), "half-life")
    assert half.speaks == AGAINST
    assert half.reason == "half of its peak was gone after 2 weeks"
    assert told(a_case(RIVAL), "half-life").reason == "half of its peak was gone after 1 week"
    assert told(a_case(PAID), "half-life").speaks == SILENT, "its peak is the newest week"


def test_growth_is_split_to_the_token_and_losers_are_named() -> None:
    assert "it was not named in the week before" in told(a_case(), "change,").found
    assert told(a_case(), "who lost share").found.startswith(RIVAL)


def test_results_are_unknown_without_benchmarks() -> None:
    assert told(a_case(), "benchmark results").speaks == UNKNOWN


def test_every_measure_is_told_and_none_twice() -> None:
    found = verdict.measures(a_case())
    names = [one.measure for one in found]
    assert len(names) == len(set(names))
    parts = [leading, giving, lasting]
    assert len(found) == sum(len([*part.measures(a_case())]) for part in parts)
    assert {one.speaks for one in found} <= {FOR, AGAINST, SILENT, UNKNOWN}


@pytest.mark.parametrize("name", [FREE, PAID, RIVAL])
def test_sentences_are_whole(name: str) -> None:
    found = a_case(name)
    sentences = verdict.sentences(found, verdict.measures(found))
    assert 1 <= len(sentences) <= 3
    for sentence in sentences:
        assert sentence.endswith(".")
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
