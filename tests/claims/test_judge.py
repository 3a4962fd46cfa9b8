from __future__ import annotations

from datetime import date

import pandas as pd
import pytest
from support.claim_evidence import ground, judged
from support.weekly_frames import weekly

from tracker.claims.verdicts import Verdict
from tracker.errors import ConfigError

HOLDS, FAILS, UNKNOWN = "supported", "refuted", "not_measured"
MIMO, STEP, MINI = "xiaomi/mimo-v2-pro", "stepfun/step-3.5-flash:free", "openai/gpt-4o-mini"
RACE = f"""
    week        {MIMO}  {STEP}  {MINI}  other
    2026-03-02  400     500     300     50
    2026-03-09  900     500     300     50
    2026-03-16  900     800     300     50
    2026-03-23  700     800     .       50
    2026-03-30  900     800     300     50
"""
"""2026-W10 to 2026-W14, led by Step, MiMo twice, Step, MiMo."""


def found(verdict: Verdict, by: str = "slug") -> tuple[str, str]:
    (one,) = [one for one in verdict.definitions if one["by"] == by]
    return one["verdict"], one["found"]


@pytest.mark.parametrize(
    ("claim", "ending", "verdict", "was"),
    [
        (f"{MIMO} #1 for 2 weeks", None, HOLDS, "2 weeks (2026-W11 to 2026-W12)"),
        (f"{MIMO} #1 for 3 weeks", None, FAILS, "2 weeks (2026-W11 to 2026-W12)"),
        (f"{MIMO} #1 for 2 weeks", "2026-03-16", HOLDS, "2 weeks (2026-W11 to 2026-W12)"),
        (f"{MIMO} #1 for 1 week", "2026-03-23", FAILS, "none; 2 weeks (2026-W11 to 2026-W12) earlier"),
        (
            f"{MIMO} #1 for 2 weeks", "2026-03-30", FAILS,
            "1 week (2026-W14); 2 weeks (2026-W11 to 2026-W12) earlier",
        ),
        (f"{MIMO} #1 for 1 week", "2026-04-06", UNKNOWN, "none; 2 weeks (2026-W11 to 2026-W12) earlier"),
        (f"{MIMO} #1 for 1 week", "2026-02-23", UNKNOWN, "0 weeks"),
        (f"{STEP} #1 for 2 weeks", None, UNKNOWN, "1 week (2026-W13)"),  # or since before it began
        (f"{STEP} #1 for 2 weeks", "2026-03-02", UNKNOWN, "1 week (2026-W10)"),
        (f"{MINI} #1 for 1 week", None, FAILS, "0 weeks"),
        (f"{MIMO} top 2 for 4 weeks", "2026-03-23", HOLDS, "4 weeks (2026-W10 to 2026-W13)"),
        (f"{MINI} top 3 for 3 weeks", "2026-03-16", HOLDS, "3 weeks (2026-W10 to 2026-W12)"),
        (f"{MINI} top 3 for 4 weeks", "2026-03-23", UNKNOWN,
         "none; 3 weeks (2026-W10 to 2026-W12) earlier"),
        (f"{MINI} top 2 for 1 week", "2026-03-23", FAILS, "0 weeks"),
        (f"{MIMO} over {STEP} for 2 weeks", "2026-03-16", HOLDS, "2 weeks (2026-W11 to 2026-W12)"),
        (f"{MIMO} over {STEP} for 3 weeks", "2026-03-16", FAILS, "2 weeks (2026-W11 to 2026-W12)"),
        (f"{MIMO} over {MINI} for 5 weeks", "2026-03-30", HOLDS, "5 weeks (2026-W10 to 2026-W14)"),
        (f"{MINI} over {MIMO} for 1 week", None, FAILS, "0 weeks"),
    ],
)  # fmt: skip
def test_for_how_many_weeks(claim: str, ending: str | None, verdict: str, was: str) -> None:
    assert found(judged(claim, ground(weekly(RACE), ending=ending))) == (verdict, was)


@pytest.mark.parametrize(
    ("claim", "ending", "verdict", "was"),
    [
        ("total up for 2 weeks", "2026-03-16", HOLDS, "2 weeks (2026-W11 to 2026-W12)"),
        ("total up for 3 weeks", "2026-03-16", UNKNOWN, "2 weeks (2026-W11 to 2026-W12)"),
        (
            "total up for 1 week",
            "2026-03-23",
            FAILS,
            "none; 2 weeks (2026-W11 to 2026-W12) earlier",
        ),
        ("total down for 1 week", "2026-03-23", HOLDS, "1 week (2026-W13)"),
        ("total down for 2 weeks", None, FAILS, "1 week (2026-W13)"),
    ],
)
def test_up_and_down(claim: str, ending: str | None, verdict: str, was: str) -> None:
    assert found(judged(claim, ground(weekly(RACE), ending=ending)), "total") == (verdict, was)


@pytest.mark.parametrize(
    ("sentence", "verdict"),
    [
        ("MiMo-V2-Pro led for two weeks in a row in March 2026.", HOLDS),
        ("MiMo-V2-Pro led for three weeks in a row in March 2026.", FAILS),
        (
            "Step 3.5 Flash led for two weeks from the week of March 2 to the week of March 23.",
            FAILS,
        ),
        ("Step 3.5 Flash led for two weeks in March 2026.", UNKNOWN),  # or since its first day
        ("MiMo-V2-Pro led for two weeks from the week of March 16 to the week of March 30.", FAILS),
        ("3月，MiMo-V2-Pro连续两周位居榜首。", HOLDS),
        ("3月，MiMo-V2-Pro连续三周位居榜首。", FAILS),
        # The first week is compared with the one before it.
        ("Usage rose for two weeks from the week of March 9 to the week of March 16.", HOLDS),
        ("Usage rose for three weeks from the week of March 9 to the week of March 16.", FAILS),
    ],
)
def test_a_run_counts_within_its_period_alone(sentence: str, verdict: str) -> None:
    on = ground(weekly(RACE))
    assert judged(sentence, on, date(2026, 4, 10)).verdict == verdict


@pytest.mark.parametrize(("depth", "verdict"), [(50, FAILS), (9, UNKNOWN)])
def test_a_model_led_no_week_before_it_existed(depth: int, verdict: str) -> None:
    weeks = f"""
        week        {MIMO}  {STEP}  {MINI}  other
        2026-03-02  .       500     .       900
        2026-03-09  .       500     .       900
        2026-03-16  900     500     .       50
    """
    on = ground(weekly(weeks, depth=depth), ending="2026-03-16")
    answer = judged(f"{MIMO} #1 for 2 weeks", on, by="model")
    assert found(answer, "model")[0] == verdict


def test_two_tied_at_the_top_both_lead() -> None:
    on = ground(weekly(f"week {MIMO} {STEP}\n2026-03-02 5 4\n2026-03-09 5 5\n2026-03-16 4 5"))
    for name, first in ((MIMO, "2026-W10 to 2026-W11"), (STEP, "2026-W11 to 2026-W12")):
        told = found(judged(f"{name} #1 for 2 weeks", on))
        assert told == (HOLDS, f"2 weeks ({first})")
    assert judged(f"{MIMO} over {STEP} for 2 weeks", on, by="slug").verdict != HOLDS


def test_a_week_that_is_missing_or_not_complete_leaves_it_unknown() -> None:
    gap = "\n".join(line for line in RACE.splitlines() if "03-09" not in line)
    for frame in (weekly(gap), weekly(RACE, incomplete="2026-03-09")):
        on = ground(frame, ending="2026-03-16")
        assert judged(f"{MIMO} #1 for 1 week", on).verdict == HOLDS
        told = judged(f"{MIMO} #1 for 2 weeks", on)
        assert told.verdict == UNKNOWN
        assert "the tokens of 2026-W11 are not known well enough" in told.because
        assert judged(f"{MIMO} #1 for 3 weeks", on).verdict == FAILS
        assert judged(f"{MIMO} over {STEP} for 2 weeks", on).verdict == UNKNOWN


def test_of_the_slugs_of_a_model_any_may_lead() -> None:
    table = f"""
        week        {STEP}  stepfun/step-3.5-flash:extended  {MINI}
        2026-03-02  500     400                              450
        2026-03-09  400     500                              450
    """
    on = ground(weekly(table), ending="2026-03-09")
    # Each slug led one week, together both.
    assert {one["by"]: one["found"] for one in judged("Step 3.5 Flash #1 for 2 weeks", on).definitions} == {
        "slug": "1 week (2026-W11)",
        "model": "2 weeks (2026-W10 to 2026-W11)",
        "family": "2 weeks (2026-W10 to 2026-W11)",
    }  # fmt: skip


def test_sums_can_lead_too() -> None:
    on = ground(weekly(RACE), ending="2026-03-30")
    assert judged("country:CN #1 for 5 weeks", on).verdict == HOLDS
    assert judged("weights:unknown #1 for 1 week", on).verdict == FAILS
    # A company of which no model is on record.
    nobody = judged("author:cohere #1 for 1 week", on)
    assert (nobody.verdict, nobody.because[:21]) == (FAILS, "The models of cohere ")


def test_a_sum_of_which_nothing_is_seen_had_less_and_a_model_with_a_sum() -> None:
    on = ground(weekly(RACE), ending="2026-03-30")
    assert judged("country:CN over country:US for 5 weeks", on).verdict == HOLDS
    assert judged(f"country:US over {STEP} for 1 week", on).verdict == FAILS
    # Nobody of FR was ever there to be ahead of.
    assert judged("country:US over country:FR for 5 weeks", on).verdict == UNKNOWN
    (none,) = [row for row in judged("country:CN over country:US for 1 week", ground(
        weekly(RACE), ending="2026-03-23"), depth=0).evidence if row["week"] == "2026-03-23"]  # fmt: skip
    assert (none["a"], none["b"], none["ratio"], none["leader"]) == (1500, None, None, "a")


def test_everything_has_more_than_a_part_of_it_and_no_rank() -> None:
    on = ground(weekly(RACE), ending="2026-03-30")
    assert judged(f"total over {MIMO} for 5 weeks", on).verdict == HOLDS
    assert judged("country:CN over total for 1 week", on).verdict == FAILS
    for claim in (
        "total #1 for 2 weeks",
        "OpenRouter top 3 for 1 week",
        "total rank 1 in 2026-W10",
    ):
        with pytest.raises(ConfigError, match="the total has no rank"):
            judged(claim, on)


# Evidence.


def test_evidence_is_of_the_weeks_claimed() -> None:
    on = ground(weekly(RACE), ending="2026-03-23")
    told = judged(f"{MIMO} #1 for 2 weeks", on, by="slug").evidence
    assert [row["week"] for row in told] == ["2026-03-16", "2026-03-23"]
    assert told[1] == {
        "week": "2026-03-23", "metric": "tokens", "by": "slug", "depth": 50, "entity": MIMO,
        "value": 700, "share": pytest.approx(700 / 1550), "rank": 2, "leader": STEP,
        "leader_value": 800,
    }  # fmt: skip


def test_evidence_without_an_ending_is_the_longest_and_the_week_after() -> None:
    told = judged(f"{MIMO} #1 for 2 weeks", ground(weekly(RACE)), by="slug").evidence
    assert [(row["week"], row["rank"]) for row in told] == [
        ("2026-03-09", 1), ("2026-03-16", 1), ("2026-03-23", 2),
    ]  # fmt: skip


def test_evidence_goes_no_further_back_than_the_record() -> None:
    on = ground(weekly(RACE), ending="2026-03-23")
    for claim in (f"{MIMO} #1 for 999,999 weeks".replace(",", ""), f"{MIMO} #1 for {10**19} weeks"):
        told = judged(claim, on, by="slug")
        assert [row["week"] for row in told.evidence] == [
            "2026-03-02", "2026-03-09", "2026-03-16", "2026-03-23",
        ]  # fmt: skip
        assert told.verdict == FAILS


def test_a_week_without_figures_is_shown_as_such() -> None:
    on = ground(weekly(RACE), ending="2026-04-06")
    (row,) = judged(f"{MIMO} #1 for 1 week", on, by="slug").evidence
    assert (row["week"], row["value"], row["rank"], row["leader"]) == ("2026-04-06", *[None] * 3)


def test_evidence_of_two_tied_names_both() -> None:
    on = ground(weekly(f"week {MIMO} {STEP}\n2026-03-02 5 5"), ending="2026-03-02")
    (row,) = judged(f"{MIMO} #1 for 1 week", on, by="slug").evidence
    assert (row["leader"], row["leader_value"]) == (f"{STEP} and {MIMO}", 5)


def test_evidence_of_a_trend() -> None:
    on = ground(weekly(RACE), ending="2026-03-09")
    told = judged("total up for 2 weeks", on).evidence
    assert [(row["week"], row["value"], row["change_pct"]) for row in told] == [
        ("2026-03-02", 1250, None),
        ("2026-03-09", 1750, pytest.approx(40)),
    ]


# Calls of weeks that cannot be ranked.


def calls(*proven: int) -> pd.DataFrame:
    table = f"week {MIMO} {MINI}\n2026-03-02 500 900\n2026-03-09 500 900\n2026-03-16 500 900"
    frame = weekly(table, metric="calls", unranked="2026-03-02 2026-03-09")
    is_proven = [row in proven for row in range(len(frame))]
    return frame.assign(proven=is_proven, at_least=is_proven)


def test_a_week_that_cannot_be_ranked_supports_nothing() -> None:
    on = ground(weekly(RACE), calls(), ending="2026-03-16")
    told = judged(f"{MINI} #1 for 3 weeks by calls", on, by="slug")
    assert found(told) == (UNKNOWN, "1 week (2026-W12)")
    assert "the calls of 2026-W10 to 2026-W11 are not known well enough" in told.because
    assert judged(f"{MINI} #1 for 1 week by calls", on).verdict == HOLDS
    assert judged(f"{MIMO} #1 for 3 weeks by calls", on).verdict == FAILS


def test_figures_that_are_known_are_compared_all_the_same() -> None:
    on = ground(None, calls(), ending="2026-03-16")
    assert found(judged(f"{MINI} over {MIMO} for 3 weeks by calls", on))[0] == HOLDS
    assert judged("country:US over country:CN for 3 weeks by calls", on).verdict == UNKNOWN
    on = ground(None, calls(), ending="2026-03-16", slugs=[STEP])
    assert judged(f"{MINI} over {STEP} for 3 weeks by calls", on).verdict == UNKNOWN


def test_a_proven_lead_counts_and_refutes_the_others() -> None:
    # In the first week MiMo's lead is proven; its count there is only the least it can be.
    on = ground(None, calls(0), ending="2026-03-02")
    assert found(judged(f"{MIMO} #1 for 1 week by calls", on))[0] == HOLDS
    assert found(judged(f"{MINI} #1 for 1 week by calls", on))[0] == FAILS
    longer = judged(f"{MIMO} #1 for 2 weeks by calls", ground(None, calls(0, 2)), by="slug")
    assert longer.verdict == HOLDS
    assert judged(f"{MIMO} over {MINI} for 1 week by calls", on).verdict == UNKNOWN


def test_a_proven_lead_has_no_margin_to_tell() -> None:
    on = ground(None, calls(0, 2), ending="2026-03-16")
    assert judged(f"{MIMO} #1 for 3 weeks by calls", on, by="slug").because == (
        f"{MIMO} led for two weeks by calls at most up to 2026-W12, not for three: 2026-W10,"
        f" 2026-W11; in 2026-W12 {MINI} led and xiaomi/mimo-v2-pro was at rank 2."
    )


def test_bounds_refute_a_week_that_nobody_ranks() -> None:
    bounded = pd.DataFrame(
        {
            "week": pd.to_datetime(["2026-03-02", "2026-03-09", "2026-02-23"]),
            "entity": MIMO,
            "best_rank": pd.array([4, None, 2], dtype="Int64"),
        }
    )
    for ending, verdict in (
        ("2026-03-02", FAILS),
        ("2026-03-09", UNKNOWN),
        ("2026-02-23", FAILS),  # a week that only bounds speak of
        ("2026-02-16", UNKNOWN),
    ):
        on = ground(None, calls(), bounded=bounded, ending=ending)
        assert found(judged(f"{MIMO} #1 for 1 week by calls", on))[0] == verdict


@pytest.mark.parametrize(
    ("depth", "extended", "verdict"),
    [
        (50, ".", FAILS),  # the other slug of the model is not among the fifty largest by tokens
        (20, ".", UNKNOWN),
        (50, "40", UNKNOWN),
    ],
)
def test_a_slug_that_is_not_among_the_largest_by_tokens_led_no_week_by_calls(
    depth: int, extended: str, verdict: str
) -> None:
    tokens = f"week {STEP} stepfun/step-3.5-flash:extended other\n2026-03-02 500 {extended} 50"
    by_calls = weekly(
        f"week {STEP} {MINI}\n2026-03-02 500 900", metric="calls", unranked="2026-03-02"
    )
    bounded = pd.DataFrame(
        {"week": pd.to_datetime(["2026-03-02"]), "entity": [STEP], "best_rank": [4]}
    )
    on = ground(
        weekly(tokens, depth=depth), by_calls, ending="2026-03-02", bounded=bounded,
        slugs=[STEP, "stepfun/step-3.5-flash:extended"],
    )  # fmt: skip
    told = judged("Step 3.5 Flash #1 for 1 week by calls", on)
    assert found(told)[0] == verdict
    assert {found(told, by)[0] for by in ("model", "family")} == {UNKNOWN}


# A day lost for ever, of the week of 2025-06-09.

LOST = f"""
    week        {MIMO}  {MINI}  other
    2025-06-02  900     1000    10
    2025-06-09  990     1000    10
    2025-06-16  1200    1000    10
"""


@pytest.mark.parametrize(
    "claim", [f"{MIMO} #1 for 2 weeks", f"{MIMO} over {MINI} for 2 weeks", "country:CN over US models for 2 weeks"]
)  # fmt: skip
def test_a_lost_day_that_decides_is_named(claim: str) -> None:
    told = judged(claim, ground(weekly(LOST), ending="2025-06-16"))
    assert told.verdict == UNKNOWN
    assert "a day of 2025-W24 is lost at the publisher" in told.because


def test_a_lost_day_that_decides_a_trend_is_named() -> None:
    on = ground(weekly(LOST), ending="2025-06-16")
    told = judged("total up for 2 weeks", on)
    assert told.verdict == UNKNOWN
    assert "a day of 2025-W24 is lost at the publisher" in told.because


def test_an_unknown_week_that_lacks_no_day_is_no_lost_day() -> None:
    # Three are named, and somebody else may have been the fourth.
    on = ground(weekly(LOST), slugs=[STEP], ending="2025-06-16")
    told = judged(f"{STEP} top 4 for 2 weeks", on)
    assert told.verdict == UNKNOWN
    assert "lost" not in told.because


def test_a_lost_day_beside_a_week_that_is_not_known_decides_nothing() -> None:
    on = ground(weekly(LOST, incomplete="2025-06-16"), ending="2025-06-16")
    told = judged(f"{MIMO} #1 for 2 weeks", on)
    assert told.verdict == UNKNOWN
    assert "2025-W24 to 2025-W25 are not known well enough" in told.because


def test_a_sum_of_which_nothing_is_seen_is_behind_everybody() -> None:
    table = f"""
        week        {MIMO}  {STEP}  {MINI}  other
        2026-03-02  .       500     300     50
        2026-03-09  900     .       300     50
        2026-03-16  900     .       300     50
    """
    on = ground(weekly(table), ending="2026-03-16")
    assert judged("author:xiaomi top 3 for 2 weeks", on, depth=0).verdict == HOLDS
    assert judged("author:xiaomi top 2 for 3 weeks", on, depth=0).verdict == FAILS
    assert judged("author:xiaomi rank 2 in 2026-W10", on, depth=0).verdict == FAILS
    for subject in ("author:xiaomi", MIMO):
        third = judged(f"{subject} top 3 for 3 weeks", on, depth=0 if ":" in subject else None)
        assert third.verdict == UNKNOWN, "it may be the third that is not named"
