"""What else the answer would be: as first published, or with hindsight."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from support.claim_evidence import HIDDEN, MIMO, RACE, STEP, SUMS, beginning, ground, judged
from support.weekly_frames import weekly

from tracker.claims import other_ways
from tracker.claims.ground import Ground
from tracker.weeks import WEEK

# The first vintage.


def test_what_the_first_vintage_would_answer() -> None:
    before = weekly(RACE.replace("1000     995", " 990     995"))
    on = ground(weekly(RACE), first=before)
    found = judged(f"{MIMO} rank 1 in 2026-W12", on, by="slug")
    assert found.verdict == "supported"
    assert beginning(found.notes, "In the first vintage") == [
        (
            "In the first vintage on record, tokens by slug: rank 2 instead of rank 1; the claim would"
            " not hold."
        )
    ]
    same = judged(f"{MIMO} rank 1 in 2026-W13", on, by="slug")
    assert beginning(same.notes, "In the first vintage") == []


def test_the_first_vintage_changes_no_verdict() -> None:
    on = ground(weekly(RACE), first=weekly(RACE.replace("1000     995", " 990     995")))
    for claim in (f"{MIMO} 990 in 2026-W12", f"{STEP} rank 1 in 2026-W12"):
        assert judged(claim, on, by="slug").verdict == "refuted", claim


def test_sums_over_all_that_are_published_are_not_set_against_a_first_vintage() -> None:
    """Which may have been less deep."""
    on = ground(weekly(SUMS), first=weekly(SUMS.replace("50 ", "60 ")))
    for depth, notes in ((9, 1), (0, 0)):
        found = judged("country:CN 70 in 2026-W11", on, depth=depth)
        assert len(beginning(found.notes, "In the first vintage")) == notes, depth


WEEKS = [date(2026, 3, 9) + WEEK * number for number in range(6)]
COUNTS = st.tuples(*[st.sampled_from(["1", "2", "3", "."])] * 3)


@given(
    st.lists(COUNTS, min_size=6, max_size=6),
    st.dictionaries(st.integers(0, 5), COUNTS, max_size=3),
    st.sampled_from(["", "2026-03-23", "2026-04-13"]),
    st.integers(1, 4),
    st.sampled_from([f"{MIMO} #1", f"{MIMO} over {STEP}", f"{MIMO} in the top 2"]),
)
@example(  # the rival was there five weeks earlier as first published
    [("1", ".", "1")] * 2 + [("3", ".", "1")] + [("1", "1", "1")] * 3,
    dict.fromkeys((0, 1), ("1", "1", "1")),
    "2026-03-23",
    1,
    f"{MIMO} over {STEP}",
)
def test_a_stretch_is_judged_in_full_only_where_weeks_in_doubt_may_change_it(
    now: list[tuple[str, ...]],
    corrections: dict[int, tuple[str, ...]],
    ending: str,
    needed: int,
    claim: str,
) -> None:
    then = [corrections.get(week, counts) for week, counts in enumerate(now)]
    latest, first = (
        weekly(
            f"week {MIMO} {STEP} openai/gpt-4o-mini other\n"
            + "\n".join(
                f"{week} {' '.join(counts)} 1" for week, counts in zip(WEEKS, rows, strict=True)
            )
        )
        for rows in (now, then)
    )
    on = ground(latest, first=first, ending=ending or None)
    corrected = {WEEKS[week] for week in corrections}
    on = replace(on, figures=replace(on.figures, corrected=lambda _: corrected), record=None)
    assert notes(on, f"{claim} for {needed} weeks") == in_full(on, f"{claim} for {needed} weeks")


def notes(on: Ground, claim: str) -> list[str]:
    return beginning(judged(claim, replace(on, kept={})).notes, "In the first vintage")


def in_full(on: Ground, claim: str) -> list[str]:
    """The same notes where the other way is always judged in full."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(other_ways, "_comes_out_alike", lambda *_: False)
        return notes(on, claim)


# Hindsight.


def test_with_hindsight_the_answer_may_be_another() -> None:
    on = ground(weekly(HIDDEN.format(100, 100)))
    found = judged("country:CN 400 in 2026-W11", on, depth=9)
    assert found.verdict == "supported"
    assert beginning(found.notes, "With stealth") == [
        (
            "With stealth models counted for what they were, tokens by country, depth 9: 500 instead of"
            " 400; the claim would not hold."
        )
    ]
    assert not beginning(judged("country:US 300 in 2026-W11", on).notes, "With stealth")


def test_a_change_that_counts_a_stealth_model_in_one_week_only() -> None:
    on = ground(weekly(HIDDEN.format(100, 100)))
    found = judged("country:CN +50% in 2026-W12", on, depth=9)  # 600 against 400
    assert found.verdict == "refuted"
    assert beginning(found.notes, "It comes out") == [
        (
            "It comes out as +50.0 % (tokens by country, depth 9) if stealth models are counted for"
            " what they were in the second week and not in the first."
        )
    ]
    honest = judged("country:CN +25% in 2026-W12", on, depth=9)
    assert (honest.verdict, beginning(honest.notes, "It comes out")) == ("supported", [])
    both = judged("country:CN +25% in 2026-W12", ground(weekly(HIDDEN.format(2, 2))), depth=9)
    assert (both.verdict, beginning(both.notes, "It comes out")) == ("supported", [])
