from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.claim_evidence import ground, judged
from support.weekly_frames import weekly

from tracker.claims.verdicts import DEPENDS, NOT_MEASURED, REFUTED, SUPPORTED
from tracker.errors import ConfigError
from tracker.records import Definition

FEW = settings(max_examples=12)

# Free and paid apart, Step leads the first week; together, the third too.
VARIANTS = """
    week        xiaomi/mimo-v2-pro  stepfun/step-3.5-flash  stepfun/step-3.5-flash:free  other
    2026-03-02   400                 100                     500                          50
    2026-03-09   900                 100                     500                          50
    2026-03-16  1000                 200                     900                          50
    2026-03-23  1200                 200                     900                          50
"""
MIMO, STEP = "xiaomi/mimo-v2-pro", "stepfun/step-3.5-flash"

# Ten slugs: of the nine largest the American ones have 15, of all 19.
NATIONS = """
    week        deepseek/a z-ai/b qwen/c minimax/d moonshotai/e xiaomi/f openai/g openai/h openai/i google/j other
    2026-03-09  10         10     10     10        10           10       5        5        5        4        20
    2026-03-16  10         10     10     10        10           10       5        5        5        4        20
"""


def by_definition(verdict: object) -> dict[str, str]:
    return {one["by"]: one["verdict"] for one in verdict.definitions}  # type: ignore[attr-defined]


# What the definitions come to.


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        (f"{MIMO} #1 for 1 week", SUPPORTED),
        (f"{MIMO} #1 for 2 weeks", DEPENDS),
        (f"{MIMO} #1 for 3 weeks", DEPENDS),
        (f"{MIMO} #1 for 4 weeks", REFUTED),
        (f"{MIMO} rank 1 in 2026-W11", SUPPORTED),
        (f"{MIMO} rank 1 in 2026-W12", DEPENDS),
        (f"{MIMO} rank 3 in 2026-W12", REFUTED),
        (f"{MIMO} rank 1 in 2026-W14", NOT_MEASURED),
    ],
)
def test_supported_in_every_definition_refuted_in_none_else_it_depends(
    claim: str, verdict: str
) -> None:
    found = judged(claim, ground(weekly(VARIANTS)))
    assert found.verdict == verdict, by_definition(found)


def test_a_level_asked_for_is_the_only_one() -> None:
    found = judged(f"{MIMO} rank 1 in 2026-W12", ground(weekly(VARIANTS)), by="slug")
    assert (found.verdict, by_definition(found)) == (SUPPORTED, {"slug": "supported"})


def test_each_definition_has_its_own_verdict() -> None:
    found = judged(f"{MIMO} rank 1 in 2026-W12", ground(weekly(VARIANTS)))
    assert by_definition(found) == {"slug": "supported", "model": "refuted", "family": "refuted"}
    assert [one["found"] for one in found.definitions] == ["rank 1", "rank 2", "rank 2"]


def test_a_definition_that_cannot_be_judged_is_left_out() -> None:
    calls = weekly(VARIANTS, metric="calls", unranked="2026-03-16")
    found = judged(f"{MIMO} 1,000 calls in 2026-W12", ground(None, calls))
    assert by_definition(found) == {
        "slug": "supported", "model": "not_measured", "family": "not_measured",
    }  # fmt: skip
    assert found.verdict == SUPPORTED
    assert any(note.startswith("Not judged, calls by model and") for note in found.notes)


@pytest.mark.parametrize(
    ("depth", "verdict"), [(None, DEPENDS), (9, SUPPORTED), (0, REFUTED), (8, REFUTED)]
)
def test_sums_depend_on_how_many_slugs_are_looked_at(depth: int | None, verdict: str) -> None:
    found = judged("country:US 15 in 2026-W12", ground(weekly(NATIONS)), depth=depth)
    assert found.verdict == verdict


def test_what_all_that_are_published_say_otherwise_is_told() -> None:
    found = judged("country:US 15 in 2026-W12", ground(weekly(NATIONS)))
    assert [(one["depth"], one["verdict"], one["found"]) for one in found.definitions] == [
        (9, "supported", "15"),
        ("all", "refuted", "19"),
    ]


def test_an_option_that_contradicts_the_claim_is_refused() -> None:
    with pytest.raises(ConfigError, match="the claim is about calls"):
        judged(f"{MIMO} 5 calls in 2026-W12", ground(weekly(VARIANTS)), metric="tokens")
    with pytest.raises(ConfigError, match="cannot be counted by country"):
        judged(f"{MIMO} 5 tokens in 2026-W12", ground(weekly(VARIANTS)), by="country")


def test_a_level_that_a_sum_cannot_have_is_ignored_and_said() -> None:
    on = ground(weekly("week qwen/qwen3-max openai/gpt-4o other\n2026-03-09 900 99 1"))
    found = judged("country:CN 90% share in 2026-W11", on, by="slug")
    assert found.verdict == SUPPORTED
    assert {row["by"] for row in found.definitions} == {"country"}
    assert "Models from CN are counted by country alone; --by slug is ignored." in found.notes


# A day lost for ever: 2025-06-15 is of the week of 2025-06-09.

LOST = """
    week        anthropic/claude-4-sonnet  openai/gpt-4o-mini  other
    2025-06-02   900                       1000                10
    2025-06-09   {}                        1000                10
    2025-06-16  1200                       1000                10
    2025-06-23  1200                       1000                10
"""
SONNET = "anthropic/claude-4-sonnet"


@pytest.mark.parametrize(
    ("had", "weeks", "verdict"),
    [
        (990, 2, SUPPORTED),  # the lost week is not needed
        (990, 3, NOT_MEASURED),  # behind by less than half a day
        (990, 4, REFUTED),  # the week before was lost by more
        (1010, 3, NOT_MEASURED),  # ahead by less than half a day
        (800, 3, REFUTED),
        (1500, 3, SUPPORTED),
    ],
)
def test_a_lost_day_that_could_have_turned_a_week_blocks(
    had: int, weeks: int, verdict: str
) -> None:
    on = ground(weekly(LOST.format(had)), ending="2025-06-23")
    assert judged(f"{SONNET} #1 for {weeks} weeks", on).verdict == verdict


def test_a_lost_day_does_not_block_what_it_cannot_change() -> None:
    # As a model the two variants lead by far; as slugs the lost day decides.
    table = """
        week        anthropic/claude-4-sonnet  anthropic/claude-4-sonnet:beta  openai/gpt-4o-mini  other
        2025-06-09   990                       500                             1000                10
        2025-06-16  1200                       500                             1000                10
    """
    on = ground(weekly(table), ending="2025-06-16")
    found = judged(f"{SONNET} #1 for 2 weeks", on)
    assert by_definition(found) == {
        "slug": "not_measured", "model": "supported", "family": "supported",
    }  # fmt: skip
    assert found.verdict == NOT_MEASURED
    assert judged(f"{SONNET} #1 for 3 weeks", on).verdict == NOT_MEASURED
    assert judged(f"{SONNET} #1 for 1 week", on).verdict == SUPPORTED


# Names.

SEVERAL = """
    week        qwen/qwen3.6-plus  qwen/qwen3.6-flash  openai/gpt-4o-mini  other
    2026-03-23  500                300                 600                 10
    2026-03-30  500                300                 100                 10
    2026-04-06  500                300                 100                 10
"""


def test_a_name_that_may_be_several_is_answered_where_all_agree() -> None:
    found = judged("Qwen 3.6 #1 for 5 weeks", ground(weekly(SEVERAL)))
    assert found.verdict == REFUTED
    assert "the same for each that may be meant: " in found.because
    assert "qwen/qwen3.6-plus" in found.because
    assert "qwen/qwen3.6-flash" in found.because
    assert found.definitions


def test_a_name_that_may_be_several_is_not_measured_where_they_differ() -> None:
    found = judged("Qwen 3.6 #1 for 2 weeks", ground(weekly(SEVERAL)))
    assert found.verdict == NOT_MEASURED
    assert "qwen/qwen3.6-plus: supported" in found.because
    assert "qwen/qwen3.6-flash: refuted" in found.because
    assert (found.evidence, found.definitions) == ([], [])
    assert any(note.startswith("qwen/qwen3.6-plus: It holds") for note in found.notes)


def test_a_name_that_nobody_knows_is_not_measured_and_the_nearest_are_named() -> None:
    found = judged("qwen/qwen3.6-plug #1 for 2 weeks", ground(weekly(SEVERAL)))
    assert found.verdict == NOT_MEASURED
    assert found.because.startswith("Unknown name 'qwen/qwen3.6-plug'; the closest known")
    assert "qwen/qwen3.6-plus" in found.because
    assert (found.evidence, found.definitions, found.notes) == ([], [], [])


def test_an_unknown_rival_is_not_measured_too() -> None:
    found = judged("openai/gpt-4o-mini over nobody/nothing for 2 weeks", ground(weekly(SEVERAL)))
    assert (found.verdict, "'nobody/nothing'" in found.because) == (NOT_MEASURED, True)


# Calls are not tokens.


@pytest.mark.parametrize(
    "claim",
    [
        "qwen/qwen3.6-plus #1 for 1 week by calls",
        "qwen/qwen3.6-plus 500 calls in 2026-W14",
        "qwen/qwen3.6-plus over openai/gpt-4o-mini for 1 week by calls",
        "country:CN 50% share of calls in 2026-W14",
        "total calls up for 1 week",
        "qwen/qwen3.6-plus rank 1 by calls in 2026-W14",
        "qwen/qwen3.6-plus calls +0% in 2026-W15",
    ],
)
def test_a_claim_about_calls_is_never_answered_with_tokens(claim: str) -> None:
    found = judged(claim, ground(weekly(SEVERAL)))
    assert found.verdict == NOT_MEASURED
    assert {one["metric"] for one in found.definitions} == {"calls"}
    assert {row["metric"] for row in found.evidence} <= {"calls"}
    assert all(row.get("value") is None for row in found.evidence)


def test_each_metric_has_its_own_leader() -> None:
    calls = weekly(SEVERAL.replace("100 ", "800 ").replace("600 ", "800 "), metric="calls")
    on = ground(weekly(SEVERAL), calls)
    assert judged("qwen/qwen3.6-plus #1 for 2 weeks", on).verdict == SUPPORTED
    assert judged("qwen/qwen3.6-plus #1 for 2 weeks", on, metric="calls").verdict == REFUTED
    assert judged("openai/gpt-4o-mini #1 by calls for 2 weeks", on).verdict == SUPPORTED


# Laws.

COUNTS = st.lists(
    st.tuples(*[st.integers(1, 10**15)] * 3), min_size=2, max_size=7
)  # of two rivals, and of the rest
FIRST = date(2026, 3, 2)
A, B = "anthropic/claude-4.6-sonnet-20260217", "openai/gpt-5.2-20251211"


def written(counts: list[tuple[int, int, int]]) -> pd.DataFrame:
    rows = [f"{FIRST + timedelta(7 * n)} {a} {b} {rest}" for n, (a, b, rest) in enumerate(counts)]
    return weekly("\n".join([f"week {A} {B} other", *rows]))


@FEW
@given(COUNTS)
def test_fewer_weeks_hold_where_more_do(counts: list[tuple[int, int, int]]) -> None:
    ending = FIRST + timedelta(7 * (len(counts) - 1))
    on = ground(written(counts), ending=ending.isoformat())
    held = [
        judged(f"{A} #1 for {n} weeks", on, by="slug").verdict == SUPPORTED
        for n in range(1, len(counts) + 2)
    ]
    assert held == sorted(held, reverse=True)
    assert not held[-1]


@FEW
@given(COUNTS, st.integers(0, 6))
def test_what_is_claimed_from_our_own_figures_holds(
    counts: list[tuple[int, int, int]], nth: int
) -> None:
    on = ground(written(counts))
    week = FIRST + timedelta(7 * (nth % len(counts)))
    own = on.figures(Definition())
    row = own[(own["entity"] == A) & (own["week"] == pd.Timestamp(week))].iloc[0]
    digits = len(str(row["value"])) - 3
    rounded = (row["value"] * 2 // 10**digits + 1) // 2 * 10**digits if digits > 0 else row["value"]
    for claim in (
        f"{A} {rounded} in {week}",
        f"{A} rank {row['rank']} in {week}",
        f"{A} {row['share'] * 100:.1f}% share in {week}",
    ):
        found = judged(claim, on, by="slug")
        assert found.verdict == SUPPORTED, found.because


@FEW
@given(COUNTS, st.integers(1, 4))
def test_who_had_more_did_not_have_less(counts: list[tuple[int, int, int]], weeks: int) -> None:
    ending = FIRST + timedelta(7 * (len(counts) - 1))
    on = ground(written(counts), ending=ending.isoformat())
    there = judged(f"{A} over {B} for {weeks} weeks", on, by="slug").verdict
    back = judged(f"{B} over {A} for {weeks} weeks", on, by="slug").verdict
    if there == SUPPORTED:
        assert back == REFUTED
    if back == SUPPORTED:
        assert there == REFUTED


@settings(max_examples=3)
@given(COUNTS)
def test_judging_changes_no_frame(counts: list[tuple[int, int, int]]) -> None:
    on = ground(written(counts), written(counts))
    kept = {
        (metric, by): on.figures(Definition(metric, by)).copy(deep=True)
        for metric in ("tokens", "calls") for by in ("slug", "model", "family", "country")
    }  # fmt: skip
    for claim in (
        f"{A} #1 for 2 weeks", f"{A} over {B} for 1 week", f"{A} 5T in {FIRST}", "total up for 1 week",
        f"country:US 50% share in {FIRST}", f"{B} +5% in {FIRST + timedelta(7)}", f"{B} rank 1 in {FIRST}",
        "country:US over country:CN for 2 weeks", "country:US calls +5% in 2026-03-09",
    ):  # fmt: skip
        judged(claim, on)
    for (metric, by), frame in kept.items():
        pd.testing.assert_frame_equal(on.figures(Definition(metric, by)), frame)


# What a verdict rests on.


def test_a_verdict_keeps_its_results_and_its_json_does_not() -> None:
    verdict = judged(f"{MIMO} 1.0K in 2026-W12", ground(weekly(VARIANTS)), by="slug")
    (result,) = verdict.results
    assert [finding.value for finding in result.findings] == [1000]
    assert result.ground.name(date(2026, 3, 16)) == "the week to 22 March 2026"
    assert "results" not in verdict.as_json()


def test_a_rank_that_is_not_known_has_its_best() -> None:
    shallow = weekly("week a/x openai/gpt-4o-mini other\n2026-03-16 50 40 30", depth=2)
    verdict = judged("openai/gpt-5 rank 1 in 2026-W12", ground(shallow, slugs=["openai/gpt-5"]))
    assert verdict.verdict == REFUTED
    assert {finding.bound for finding in verdict.results[0].findings} == {3}
