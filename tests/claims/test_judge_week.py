from __future__ import annotations

from datetime import date
from itertools import pairwise

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.claim_evidence import ground, judged
from support.weekly_frames import weekly

from tracker.claims.claim import Ranked
from tracker.claims.judge_week import ranked
from tracker.claims.verdicts import Verdict
from tracker.identity.subjects import Subject
from tracker.records import Definition

HOLDS, FAILS, UNKNOWN = "supported", "refuted", "not_measured"
MIMO, STEP, MINI = "xiaomi/mimo-v2-pro", "stepfun/step-3.5-flash", "openai/gpt-4o-mini"
WEEKS = f"""
    week        {MIMO}  {STEP}:free  {MINI}  other
    2026-03-02  4000    5000         1000    2000
    2026-03-09  5000    4000         1000    2000
    2026-03-16  2500    .            1000    500
"""
"""2026-W10 to 2026-W12."""


def found(verdict: Verdict, by: str = "slug") -> tuple[str, str]:
    """Return the verdict and the finding under one definition."""
    (one,) = [one for one in verdict.definitions if one["by"] == by]
    return one["verdict"], one["found"]


def on_days(table: str, days: dict[str, int], **more: object) -> pd.DataFrame:
    """Weeks in which some were not named on every day."""
    frame = weekly(table, **more)  # type: ignore[arg-type]
    frame["days"] = [days.get(name, 7) for name in frame["entity"]]
    return frame


@pytest.mark.parametrize(
    ("claim", "verdict", "was"),
    [
        ("5,000 in 2026-W11", HOLDS, "5.00K"),
        ("5K in 2026-03-12", HOLDS, "5.00K"),
        ("5.03K in 2026-W11", FAILS, "5.00K"),
        ("4K in 2026-W11", FAILS, "5.00K"),
        ("+25% in 2026-W11", HOLDS, "+25.0 %"),
        ("-50% in 2026-W12", HOLDS, "-50.0 %"),
        ("+50% in 2026-W12", FAILS, "-50.0 %"),
        ("+25% in 2026-W10", UNKNOWN, "not known"),
        ("41.7% share in 2026-W11", HOLDS, "41.7 %"),
        ("50% share in 2026-W11", FAILS, "41.7 %"),
        ("rank 1 in 2026-W11", HOLDS, "rank 1"),
        ("rank 1 in 2026-W10", FAILS, "rank 2"),
        ("rank 2 in 2026-W10", HOLDS, "rank 2"),
        ("5K in 2026-W09", UNKNOWN, "not recorded"),
        ("rank 1 in 2026-W13", UNKNOWN, "not recorded"),
    ],
)
def test_a_figure_of_a_week(claim: str, verdict: str, was: str) -> None:
    assert found(judged(f"{MIMO} {claim}", ground(weekly(WEEKS)))) == (verdict, was)


def test_a_week_that_is_not_complete_is_not_recorded_yet() -> None:
    on = ground(weekly(WEEKS, incomplete="2026-03-16"))
    assert found(judged(f"{MIMO} 2.5K in 2026-W12", on)) == (UNKNOWN, "not recorded")


@pytest.mark.parametrize("rank", [1, 2])
def test_equal_counts_share_a_rank(rank: int) -> None:
    on = ground(weekly(f"week {MIMO} {STEP} {MINI}\n2026-03-02 5 5 3"))
    for name in (MIMO, STEP):
        assert judged(f"{name} rank {rank} in 2026-W10", on).verdict == (
            HOLDS if rank == 1 else FAILS
        )
    assert judged(f"{MINI} rank 3 in 2026-W10", on).verdict == HOLDS


def test_of_the_slugs_of_a_model_the_one_that_holds_counts() -> None:
    table = f"week {STEP}:extended {STEP}:free other\n2026-03-02 100 900 50"
    on = ground(weekly(table))
    for amount, bys in (
        (100, {"slug"}),
        (900, {"slug"}),
        (1000, {"model", "family"}),
        (500, set()),
    ):
        held = judged(f"{STEP} {amount} in 2026-W10", on).definitions
        assert {one["by"] for one in held if one["verdict"] == HOLDS} == bys
    assert found(judged(f"{STEP} 200 in 2026-W10", on)) == (FAILS, "100")  # the nearest is told
    assert found(judged(f"{STEP} 800 in 2026-W10", on)) == (FAILS, "900")


@pytest.mark.parametrize(("claimed", "nearest"), [(20, "5.0 %"), (30, "45.0 %")])
def test_of_the_slugs_of_a_model_the_nearest_share_is_told(claimed: int, nearest: str) -> None:
    on = ground(weekly(f"week {STEP}:extended {STEP}:free other\n2026-03-02 100 900 1000"))
    assert found(judged(f"{STEP} {claimed}% share in 2026-W10", on)) == (FAILS, nearest)


# Not named, or not on every day.


@pytest.mark.parametrize(
    ("claim", "verdict", "was"),
    [
        # The smallest of those named on all days had 1000, and the rest together 500.
        ("501 in 2026-W12", UNKNOWN, "not named"),  # within half a percent of what is possible
        ("503 in 2026-W12", FAILS, "not named, so less than 500"),
        ("0.5K in 2026-W12", UNKNOWN, "not named"),
        ("400 in 2026-W12", UNKNOWN, "not named"),
        ("12% share in 2026-W12", UNKNOWN, "not named"),  # 500 of 4000 are 12.5 %
        ("13% share in 2026-W12", UNKNOWN, "not named"),
        ("14% share in 2026-W12", FAILS, "not named, so less than 12.5 %"),
        ("rank 2 in 2026-W12", FAILS, "rank 3 at best"),
        ("rank 3 in 2026-W12", UNKNOWN, "rank 3 at best"),
        ("-90% in 2026-W12", UNKNOWN, "not known"),
    ],
)
def test_who_is_not_named_had_less_than_whoever_is(claim: str, verdict: str, was: str) -> None:
    on = ground(weekly(WEEKS))
    assert found(judged(f"{STEP}:free {claim}", on)) == (verdict, was)


def test_only_who_is_named_on_all_days_bounds_the_others() -> None:
    table = f"week {MIMO} {MINI} other\n2026-03-02 5000 1000 9000"
    claim = f"{STEP} 2,000 in 2026-W10"
    whole = ground(weekly(table), slugs=[STEP])
    assert found(judged(claim, whole)) == (FAILS, "not named, so less than 1.00K")
    on = ground(on_days(table, {MINI: 2}), slugs=[STEP])
    assert found(judged(claim, on)) == (UNKNOWN, "not named")


def test_sums_of_slugs_that_are_not_named_are_bounded_by_the_rest_alone() -> None:
    on = ground(weekly(f"week {MIMO} {MINI} other\n2026-03-02 5000 1000 2000"), slugs=[STEP])
    assert found(judged(f"{STEP} 1,500 in 2026-W10", on)) == (
        FAILS,
        "not named, so less than 1.00K",
    )
    for by in ("model", "family"):
        assert found(judged(f"{STEP} 1,500 in 2026-W10", on), by) == (UNKNOWN, "not named")
        assert found(judged(f"{STEP} 2,100 in 2026-W10", on), by) == (
            FAILS, "not named, so less than 2.00K",
        )  # fmt: skip


@pytest.mark.parametrize(
    ("amount", "verdict"),
    [
        (996, HOLDS),  # within half a percent of what was found
        (990, FAILS),  # it had at least what was found
        (1100, UNKNOWN),
        (1200, UNKNOWN),  # two days of the smallest that has all seven: 2 × 700 ÷ 7
        (1210, FAILS),
    ],
)
def test_who_is_named_on_some_days_may_have_had_more_and_nobody_knows(
    amount: int, verdict: str
) -> None:
    table = f"week {MIMO} {STEP} {MINI} other\n2026-03-02 1000 5000 700 9000"
    on = ground(on_days(table, {MIMO: 5}))
    assert found(judged(f"{MIMO} {amount} in 2026-W10", on)) == (verdict, "1.00K")
    whole = ground(weekly(table))
    assert found(judged(f"{MIMO} 1,100 in 2026-W10", whole)) == (FAILS, "1.00K")


@pytest.mark.parametrize("level", ["author:xiaomi", "country:CN"])
def test_a_sum_is_what_is_published_of_it_and_no_more(level: str) -> None:
    table = f"week {MIMO} {MINI} other\n2026-03-02 1000 7000 9000"
    on = ground(on_days(table, {MIMO: 5}))
    assert judged(f"{level} 1000 in 2026-W10", on, depth=0).verdict == HOLDS
    for more in (1100, 3000, 100_000):
        assert judged(f"{level} {more} in 2026-W10", on, depth=0).verdict == FAILS


@given(st.integers(1, 10**6), st.integers(1, 10**9), st.integers(1, 7))
def test_an_amount_is_supported_by_its_own_digits_or_half_a_percent_and_by_nothing_else(
    had: int, claimed: int, days: int
) -> None:
    table = f"week {MIMO} {STEP} {MINI} other\n2026-03-02 {had} 5000 700 9000"
    on = ground(on_days(table, {MIMO: days}))
    verdict = judged(f"{MIMO} {claimed} in 2026-W10", on).verdict
    near = abs(had - claimed) * 200 <= claimed
    assert (verdict == HOLDS) == near


def test_a_figure_that_is_named_and_not_known_exactly_is_not_measured() -> None:
    untold = ground(weekly(f"week {MIMO} {MINI}\n2026-03-02 5000 1000"))  # no rest, so no whole
    shared = judged(f"{MIMO} 80% share in 2026-W10", untold)
    assert shared.verdict == UNKNOWN
    assert "its exact figure of 2026-W10 is not known" in shared.because


# Sums.


def test_a_sum_of_which_nothing_is_looked_at_is_zero() -> None:
    on = ground(weekly(WEEKS))
    for claim, was in (
        ("0 in 2026-W10", "0"), ("0% share in 2026-W10", "0.0 %"),
    ):  # fmt: skip
        assert judged(f"country:FR {claim}", on).verdict == HOLDS
        nine, published = judged(f"country:FR {claim}", on).definitions
        assert (nine["found"], published["found"]) == (was, "not named")  # it may hide in the rest
    assert judged("country:FR 5 in 2026-W10", on, depth=9).verdict == FAILS
    assert judged("country:FR 5 in 2026-W10", on, depth=0).verdict == UNKNOWN
    assert judged("country:FR 5K in 2026-W10", on, depth=0).verdict == FAILS
    nine, published = judged("country:FR rank 1 in 2026-W10", on).definitions
    assert (nine["found"], published["found"]) == ("rank 3 at best", "rank 2 at best")


def test_the_depth_may_stand_in_the_name() -> None:
    slugs = [f"openai/gpt-{n}" for n in range(12)]
    on = ground(weekly(f"week {' '.join(slugs)} other\n2026-03-02 {'10 ' * 12} 7"))
    for name, sums in (
        ("US models", [90, 120]),
        ("US models (top 10)", [100]),
        ("US models (visible)", [90]),
    ):
        assert [one["found"] for one in judged(f"{name} 5 in 2026-W10", on).definitions] == [
            str(one) for one in sums
        ]


@pytest.mark.parametrize(
    ("week", "closed", "opened"),
    [("2026-04-06", 1200, 0), ("2026-04-13", 300, 900)],  # published on Sunday, 2026-04-12
)
def test_weights_count_by_what_was_so_on_the_monday(week: str, closed: int, opened: int) -> None:
    on = ground(weekly(f"week minimax/minimax-m2.7-20260318 {MINI}\n{week} 900 300"))
    assert judged(f"weights:closed {closed} in {week}", on).verdict == HOLDS
    assert judged(f"open models {opened} in {week}", on).verdict == HOLDS


def test_a_stealth_model_counts_for_its_maker_from_the_week_after_it_was_revealed() -> None:
    # Hunter Alpha was revealed on Wednesday 2026-03-18 as a model of Xiaomi's.
    table = """
        week        openrouter/hunter-alpha  xiaomi/mimo-v2-flash  openai/gpt-5.2-20251211
        2026-03-09  900                      100                   300
        2026-03-16  900                      100                   300
        2026-03-23  900                      100                   300
    """
    on = ground(weekly(table))
    for week, sum_ in (("2026-03-09", 100), ("2026-03-16", 100), ("2026-03-23", 1000)):
        told = judged(f"country:CN {sum_} in {week}", on)
        assert told.verdict == HOLDS, told.because
    hidden = judged("country:CN 1,000 in 2026-03-16", on)
    assert hidden.verdict == FAILS
    assert any("With stealth models counted for what they were" in note and
               "the claim would hold" in note for note in hidden.notes)  # fmt: skip
    slug = judged("openrouter/hunter-alpha 900 in 2026-03-16", on)
    assert slug.verdict == HOLDS


# Everything together.


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        ("12K in 2026-W10", HOLDS),
        ("12K in 2026-W11", HOLDS),
        ("4K in 2026-W12", HOLDS),
        ("+0% in 2026-W11", HOLDS),
        ("-66.7% in 2026-W12", HOLDS),
        ("-50% in 2026-W12", FAILS),
        ("+10% in 2026-W10", UNKNOWN),
        ("100% share in 2026-W10", HOLDS),
    ],
)
def test_the_total(claim: str, verdict: str) -> None:
    assert judged(f"total {claim}", ground(weekly(WEEKS))).verdict == verdict


def test_the_total_of_the_first_vintage_is_told() -> None:
    first = weekly(WEEKS.replace("5000         1000    2000", "5000         1000    2300"))
    on = ground(weekly(WEEKS), first=first)
    told = judged("total 12.3K in 2026-W10", on)
    assert told.verdict == FAILS
    assert told.notes == [
        "In the first vintage on record, tokens by total: 12.3K instead of 12.0K; the claim would hold."
    ]


def test_a_week_that_does_not_tell_its_whole_has_no_total() -> None:
    on = ground(weekly(f"week {MIMO} {MINI}\n2026-03-02 5000 1000"))
    assert judged("total 6K in 2026-W10", on).verdict == UNKNOWN


# Weeks that cannot be ranked.


def bounds(*rows: tuple[str, int | None]) -> pd.DataFrame:
    """Return the best ranks of some slugs in 2026-W10."""
    names, best = zip(*rows, strict=True)
    return pd.DataFrame(
        {
            "week": pd.to_datetime(["2026-03-02"] * len(rows)),
            "entity": names,
            "best_rank": pd.array(best, dtype="Int64"),
        }
    )


CALLS = weekly(f"week {MIMO} {MINI}\n2026-03-02 500 900", metric="calls", unranked="2026-03-02")


@pytest.mark.parametrize(
    ("claim", "verdict", "was"),
    [
        (f"{MIMO} 500 calls in 2026-W10", HOLDS, "500"),
        (f"{MIMO} 600 calls in 2026-W10", FAILS, "500"),
        (f"{STEP} 600 calls in 2026-W10", UNKNOWN, "not named"),  # it may have had any number
        (f"{MIMO} rank 1 by calls in 2026-W10", FAILS, "at best rank 4"),
        (f"{MIMO} rank 3 by calls in 2026-W10", FAILS, "at best rank 4"),
        (f"{MIMO} rank 4 by calls in 2026-W10", UNKNOWN, "no ranks"),
        (f"{MINI} rank 1 by calls in 2026-W10", UNKNOWN, "no ranks"),
        (f"{STEP} rank 1 by calls in 2026-W10", FAILS, "at best rank 2"),  # bounds alone name it
    ],
)
def test_calls_of_a_week_that_cannot_be_ranked(claim: str, verdict: str, was: str) -> None:
    bounded = bounds((MIMO, 4), (STEP, 2), (MINI, None))
    on = ground(None, CALLS, bounded=bounded, slugs=[STEP])
    told = judged(claim, on)
    assert found(told) == (verdict, was)
    assert found(told, "model") == found(told, "family") == (UNKNOWN, "not measured")


def test_a_proven_lead_is_rank_1_and_no_amount() -> None:
    proven = CALLS.assign(proven=CALLS["entity"] == MINI)
    on = ground(None, proven, bounded=bounds((MIMO, 2), (MINI, 1)))
    assert found(judged(f"{MINI} rank 1 by calls in 2026-W10", on)) == (HOLDS, "rank 1")
    assert found(judged(f"{MINI} rank 2 by calls in 2026-W10", on)) == (FAILS, "rank 1")
    assert found(judged(f"{MIMO} rank 1 by calls in 2026-W10", on)) == (FAILS, "at best rank 2")
    assert found(judged(f"{MINI} 900 calls in 2026-W10", on)) == (UNKNOWN, "not known")


def test_sums_of_calls_of_a_week_that_cannot_be_ranked_are_not_known() -> None:
    on = ground(None, CALLS)
    for claim in ("country:US 900 calls in 2026-W10", "total 1.4K calls in 2026-W10"):
        assert judged(claim, on).verdict == UNKNOWN


# A day lost for ever, of the week of 2025-06-09.

LOST = f"""
    week        {MIMO}  {STEP}  {MINI}  other
    2025-06-02  700     600     100     700
    2025-06-09  600     560     100     600
    2025-06-16  700     600     100     700
"""


def lost() -> pd.DataFrame:
    frame = weekly(LOST)
    frame["days"] = frame["days"].mask(frame["week"] == "2025-06-09", 6)
    return frame


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        (f"{MIMO} 600 in 2025-W24", HOLDS),
        (f"{MIMO} 700 in 2025-W24", UNKNOWN),  # an average day of its six is 100
        (f"{MIMO} 750 in 2025-W24", UNKNOWN),
        (f"{MIMO} 755 in 2025-W24", FAILS),
        (f"{MIMO} 590 in 2025-W24", FAILS),
        (f"{MIMO} 700 in 2025-W25", HOLDS),
        (f"{MIMO} rank 1 in 2025-W24", UNKNOWN),  # 40 more than the next, whose days are 93
        (f"{MIMO} rank 2 in 2025-W24", UNKNOWN),
        (f"{STEP} rank 1 in 2025-W24", UNKNOWN),
        (f"{MIMO} rank 3 in 2025-W24", UNKNOWN),  # a model may hide in the rest, of 600
        (f"{MIMO} rank 5 in 2025-W24", FAILS),
        (f"{MINI} rank 3 in 2025-W24", UNKNOWN),  # or somebody behind it, by the lost day
        (f"{MINI} rank 2 in 2025-W24", FAILS),
        ("total 2,325 in 2025-W24", UNKNOWN),
        ("total 2.33K in 2025-W24", UNKNOWN),  # as far as its digits go
        ("total 2.4K in 2025-W24", FAILS),
        ("total -11.4% in 2025-W24", UNKNOWN),  # six days against seven
        ("total +10% in 2025-W24", UNKNOWN),
        ("total +12% in 2025-W24", FAILS),
        ("total -13% in 2025-W24", FAILS),
        (f"{MIMO} -14.3% in 2025-W24", UNKNOWN),
        (f"{MIMO} 32.3% share in 2025-W24", UNKNOWN),
        (f"{MIMO} 37% share in 2025-W24", UNKNOWN),
        (f"{MIMO} 40% share in 2025-W24", FAILS),
        ("total +12.9% in 2025-W25", UNKNOWN),  # seven days against six
        ("total +20% in 2025-W25", FAILS),
        (f"{MIMO} 33.3% share in 2025-W25", HOLDS),
    ],
)
def test_a_lost_day_may_have_made_the_figure(claim: str, verdict: str) -> None:
    told = judged(claim, ground(lost()))
    assert told.verdict == verdict, told.because
    if verdict == UNKNOWN:
        assert "a day of 2025-W24 is lost at the publisher" in told.because


@pytest.mark.parametrize(
    ("claimed", "verdict"),
    [
        # A third of six days: 600 of 2100 if the others alone had a day (half as much again as an
        # average one), 750 of 1950 if it alone had one; and 2 % of the claim beyond either end.
        ("28.01%", FAILS),
        ("28.02%", UNKNOWN),
        ("28.6%", UNKNOWN),
        ("33.3%", UNKNOWN),
        ("38.5%", UNKNOWN),
        ("39.24%", UNKNOWN),
        ("39.25%", FAILS),
    ],
)
def test_a_share_of_a_week_that_lacks_a_day_lies_between_having_the_day_alone_and_the_others_having_it(
    claimed: str, verdict: str
) -> None:
    frame = weekly(f"week {MIMO} {STEP} other\n2025-06-09 600 400 800")
    assert judged(f"{MIMO} {claimed} share in 2025-W24", ground(frame)).verdict == verdict


def test_evidence_says_what_the_figure_is_of() -> None:
    (row, *others) = judged(f"{MIMO} 5K in 2026-W11", ground(weekly(WEEKS))).evidence
    assert row == {
        "week": "2026-03-09", "metric": "tokens", "by": "slug", "depth": 50, "entity": MIMO,
        "value": 5000, "at_least": False, "share": 5 / 12, "change_pct": pytest.approx(25), "rank": 1,
    }  # fmt: skip
    assert [row["by"], *(other["by"] for other in others)] == ["slug", "model", "family"]
    assert all(one["value"] == other["value"] for one, other in pairwise([row, *others]))


def test_a_sum_of_dollars_is_told_in_dollars() -> None:
    spend = weekly(f"week {MIMO} other\n2026-03-02 2120000000000 880000000000", metric="spend")
    verdict = judged(f"{MIMO} 2.1M in 2026-W10", ground(None, spend), metric="spend")
    assert {one["found"] for one in verdict.definitions} == {"$2.12M"}


def test_a_rank_that_is_known_is_no_span() -> None:
    total, week = Subject("total", "total"), date(2026, 3, 9)
    finding = ranked(
        Ranked("total", 4, week), (total,), Definition("tokens"), ground(weekly(WEEKS))
    )
    assert (finding.holds, finding.found) == (False, "rank 1")
