"""Answers that were wrong once, each for its kind, on the history that comes with the tracker.

The figures are those of the weeks named: of 2026-W34 to W38 the site's chart names nine slugs; of
2025-06-15, in 2025-W24, the publisher lost the day, and the chart has the whole week.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from tracker.cli import app

pytestmark = pytest.mark.usefixtures("recorded")


def answer(*words: str) -> Any:
    result = CliRunner().invoke(app, [*words, "--format", "json"])
    assert result.exit_code == 0, result.output
    return json.loads(result.output)


# A board of nine says nothing of the tenth.


@pytest.mark.parametrize("by", ["family", "author", "country", "weights", "model"])
def test_sums_of_nine_names_are_lower_bounds_without_changes(by: str) -> None:
    rows = answer("top", "--by", by, "--week", "2024-W50", "--limit", "all")
    assert rows
    assert all(row["at_least"] and row["depth"] == 9 for row in rows)
    assert {row["change_pct"] for row in rows} == {None}
    deep = answer("top", "--by", by, "--week", "2026-W33", "--limit", "all")
    assert not any(row["at_least"] for row in deep)


def test_a_rank_is_told_only_where_the_rest_cannot_change_it() -> None:
    # All of `other`, 86.5B, might be of one country: 11.6B may be second or fifth, 260B is first.
    rows = {row["entity"]: row for row in answer("top", "--by", "country", "--week", "2024-W50")}
    assert rows["FR"]["value"] == 11_625_010_925
    assert {name: row["rank"] for name, row in rows.items()} == {
        "US": 1, "FR": None, "unknown": None,
    }  # fmt: skip


@pytest.mark.parametrize(
    "claim", ["author:google rank 1 in 2024-W50", "weights:closed 70% share in 2024-W50"]
)
def test_a_claim_on_a_sum_of_nine_names_is_not_measured_with_what_is_known(claim: str) -> None:
    verdict = answer("check", claim)
    assert verdict["verdict"] == "not_measured"
    nine, published = verdict["definitions"]
    assert (nine["depth"], published["depth"]) == (9, "all")
    assert published["verdict"] == "not_measured"
    assert "2024-W50" in verdict["because"]


def test_a_claim_below_the_least_that_is_known_is_refuted_all_the_same() -> None:
    assert answer("check", "country:FR 5B in 2024-W50")["verdict"] == "refuted"


def test_two_sides_are_not_set_against_each_other_by_lower_bounds() -> None:
    words = ("versus", "author:google", "author:openai", "--from", "2025-W01", "--to", "2025-W02")
    weeks = answer(*words)
    shallow, deep = weeks["weeks"]
    assert (deep["depth"], deep["at_least"], deep["leader"]) == (50, False, "a")
    assert deep["ratio"] == pytest.approx(4.39, abs=0.01)
    assert (shallow["depth"], shallow["at_least"]) == (9, True)
    assert (shallow["ratio"], shallow["leader"]) == (None, None)
    assert weeks["streaks"][0]["first"] == "2025-01-06"


def test_twenty_slugs_of_nine_are_a_lower_bound() -> None:
    words = ("versus", "author:google", "author:openai", "--from", "2025-W01", "--to", "2025-W02")
    shallow, deep = answer(*words, "--depth", "20")["weeks"]
    assert (deep["depth"], deep["at_least"]) == (20, False)
    assert (shallow["depth"], shallow["at_least"]) == (9, True)


def test_so_many_slugs_are_looked_at_on_both_sides() -> None:
    # In W16 Qwen3.6 Plus is the 23rd: not among the nine, and OpenAI is not either.
    verdict = answer(
        "check", "Qwen 3.6 Plus over OpenAI for 5 weeks", "--ending", "2026-04-19", "--depth", "9"
    )
    assert verdict["verdict"] == "refuted"
    assert "2026-04-13" not in {row["week"] for row in verdict["evidence"]}


def test_the_market_of_sums_over_nine_names_is_not_measured() -> None:
    (shallow,) = answer("market", "--by", "author", "--week", "2024-W50")
    assert (shallow["cr1"], shallow["hhi_high"], shallow["turnover"]) == (None, None, None)
    assert shallow["hhi_low"] > 0


def test_nobody_left_a_chart_that_may_still_have_them() -> None:
    words = ["top", "--by", "author", "--movers", "--week", "2024-W50"]
    result = CliRunner().invoke(app, words)
    assert result.exit_code == 1
    assert "no rank is certain in 2024-W50" in str(result.exception)


# A week that lacks a day.


def test_a_whole_week_of_another_dataset_answers_before_six_days() -> None:
    first, second = answer("top", "--week", "2025-W24", "--limit", "2")
    assert (first["entity"], first["value"]) == (
        "anthropic/claude-4-sonnet-20250522", 269_675_098_192,
    )  # fmt: skip
    assert second["entity"] == "google/gemini-2.0-flash-001"
    assert (first["dataset"], first["days"], first["at_least"]) == ("history-model-chart", 7, False)
    streaks = {row["first"]: row for row in answer("streaks", "--plain", "--at-least", "11")}
    assert streaks["2025-06-09"]["entity"] == "anthropic/claude-4-sonnet-20250522"
    assert streaks["2025-06-09"]["weeks"] == 12


def test_nine_names_are_not_deep_enough_for_models() -> None:
    rows = answer("top", "--by", "model", "--week", "2025-W24", "--limit", "3")
    assert {(row["dataset"], row["days"], row["at_least"]) for row in rows} == {
        ("history-rankings-daily", 6, True)
    }
    assert [row["rank"] for row in rows][:2] == [None, None], "the lost day could turn them"
    streaks = {row["last"]: row for row in answer("streaks", "--plain", "--by", "model")}
    assert streaks["2025-06-02"]["ended_by"] == "open"


@pytest.mark.parametrize("week", ["2025-W24", "2025-W25", "2025-W29", "2025-W30"])
def test_there_is_no_change_into_or_out_of_a_week_that_lacks_a_day(week: str) -> None:
    for by in ("slug", "author"):
        rows = answer("top", "--by", by, "--week", week, "--limit", "all")
        assert {row["change_pct"] for row in rows} == {None}
    (market,) = answer("market", "--week", week)
    assert (market["turnover"], market["overlap"]) == (None, None)


# Things that were not there.


def test_nobody_is_ahead_of_a_model_that_does_not_exist_yet() -> None:
    verdict = answer("check", "Claude 3.7 Sonnet over GPT-5 for 5 weeks", "--ending", "2025-04-20")
    assert verdict["verdict"] == "not_measured"
    assert "GPT-5 is not on record before 2025-W3" in verdict["because"]
    weeks = answer("versus", "Claude 3.7 Sonnet", "GPT-5")["weeks"]
    assert min(row["week"] for row in weeks) >= "2025-08-04"


def test_any_two_subjects_can_be_set_against_each_other(tmp_path: Path) -> None:
    for pair in (("MiniMax M2.5", "country:US"), ("Qwen 3.6 Plus", "author:openai")):
        weeks = answer("versus", *pair)["weeks"]
        assert {row["leader"] for row in weeks} <= {"a", "b", None}
    words = ["chart", "versus", "--highlight", "Qwen3.6 Plus", "--highlight", "country:US"]
    result = CliRunner().invoke(app, [*words, "--out", str(tmp_path / "v.svg")])
    assert result.exit_code == 0, result.output
    assert "Qwen3.6 Plus led the United States" in result.output


def test_calls_beside_the_streak_are_told() -> None:
    profile = answer("profile", "DeepSeek V4 Flash")
    (told,) = [row["found"] for row in profile["measures"] if row["measure"] == "rank by calls"]
    assert told.startswith("first in 2026-W28")


def test_who_vanished_is_among_those_who_lost_share() -> None:
    profile = answer("profile", "DeepSeek V4 Flash")
    (told,) = [
        row["found"] for row in profile["measures"] if row["measure"] == "who lost share, points"
    ]
    assert "Ring-2.6-1T" in told.split(",")[1]
    assert "Grok 4.1 Fast" in told


def test_apps_that_are_not_recorded_are_said_to_be_apps() -> None:
    result = CliRunner().invoke(app, ["top", "--by", "app"])
    assert result.exit_code == 1
    assert "of apps" in str(result.exception)
    result = CliRunner().invoke(app, ["profile", "--by", "app", "Kilo Code"])
    assert result.exit_code == 1
    assert "an app has no profile" in str(result.exception)


# What counts as the same.


@pytest.mark.parametrize("total", ["2T", "997B"])
def test_digits_claimed_are_no_excuse_for_a_figure_far_off(total: str) -> None:
    assert answer("check", f"total {total} in 2025-W26")["verdict"] == "refuted"


def test_a_streak_that_is_over_says_when_it_was() -> None:
    verdict = answer("check", "Total usage grew for ten weeks")
    assert verdict["verdict"] == "supported"
    assert "It held then, and not up to 2026-W40" in verdict["because"]
