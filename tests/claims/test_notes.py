"""Each way in which claims go wrong, and the note that tells of it: here, and where it is silent."""

from __future__ import annotations

import pandas as pd
import pytest
from support.claim_evidence import MIMO, RACE, STEP, beginning, ground, judged
from support.weekly_frames import weekly

# Units.


@pytest.mark.parametrize(
    ("claim", "note"),
    [
        ("10,000", "A unit may have slipped: the claim is 10 times what was found."),
        ("1M", "A unit may have slipped: the claim is 1,000 times what was found."),
        ("100", "A unit may have slipped: the claim is one 10th of what was found."),
    ],
)
def test_a_unit_that_slipped(claim: str, note: str) -> None:
    found = judged(f"{MIMO} {claim} in 2026-W12", ground(weekly(RACE)))
    assert (found.verdict, beginning(found.notes, "A unit")) == ("refuted", [note])


@pytest.mark.parametrize("claim", ["1,000", "3,000", "1,300"])
def test_no_unit_slipped(claim: str) -> None:
    found = judged(f"{MIMO} {claim} in 2026-W12", ground(weekly(RACE)))
    assert beginning(found.notes, "A unit") == []


# Near ties.


def test_a_near_tie_of_the_subject() -> None:
    found = judged(f"{MIMO} #1 for 2 weeks", ground(weekly(RACE), ending="2026-03-23"), by="slug")
    assert beginning(found.notes, "Near ties") == [
        f"Near ties, which a restatement could reverse: 2026-W12, slug: {MIMO} over {STEP} ×1.0050."
    ]


def test_a_near_tie_that_the_subject_nearly_won() -> None:
    found = judged(f"{STEP} #1 for 2 weeks", ground(weekly(RACE), ending="2026-03-16"), by="slug")
    assert found.verdict == "refuted"
    assert f"{MIMO} over {STEP}" in beginning(found.notes, "Near ties")[0]


def test_a_near_tie_of_others_is_not_told() -> None:
    on = ground(weekly(RACE), ending="2026-03-16")
    assert beginning(judged("openai/gpt-4o-mini #1 for 1 week", on).notes, "Near ties") == []


def test_a_near_tie_of_a_week_that_is_not_claimed_is_not_told() -> None:
    found = judged(f"{STEP} #1 for 1 week", ground(weekly(RACE), ending="2026-03-09"), by="slug")
    assert (found.verdict, beginning(found.notes, "Near ties")) == ("supported", [])


def test_two_that_had_the_same_are_level() -> None:
    on = ground(weekly(f"week {MIMO} {STEP}\n2026-03-09 900 900"))
    assert beginning(judged(f"{MIMO} #1 for 1 week", on, by="slug").notes, "Near ties") == [
        f"Near ties, which a restatement could reverse: 2026-W11, slug: {STEP} and {MIMO} are level."
    ]


# A lost day, of the week of 2025-06-09 (2025-W24).


@pytest.mark.parametrize(
    ("claim", "notes"),
    [
        ("+0% in 2025-W23", 0),
        ("+0% in 2025-W24", 1),
        ("+0% in 2025-W25", 1),  # from six days to seven
        ("+0% in 2025-W26", 0),
        ("50% share in 2025-W24", 1),
        ("50% share in 2025-W25", 0),
        ("900 in 2025-W24", 0),  # an amount has a verdict of its own
    ],
)
def test_a_change_or_a_share_of_a_week_that_lacks_a_day(claim: str, notes: int) -> None:
    mondays = ("2025-05-26", "2025-06-02", "2025-06-09", "2025-06-16", "2025-06-23")
    table = "\n".join([f"week {MIMO} other", *(f"{monday} 900 900" for monday in mondays)])
    found = judged(f"{MIMO} {claim}", ground(weekly(table)))
    says = "A day of 2025-W24 is lost at the publisher: its figures are of six days."
    assert beginning(found.notes, "A day of 2025-W24 is lost") == [says] * notes


# Launches.

LAUNCH = """
    week        z-ai/glm-5  openai/gpt-4o-mini  other
    2026-03-09    .         700                 50
    2026-03-16  100         700                 50
    2026-03-23  670         700                 50
    2026-03-30  700         770                 50
"""


def launched(days: int) -> pd.DataFrame:
    frame = weekly(LAUNCH)
    new = (frame["entity"] == "z-ai/glm-5") & (frame["week"] == "2026-03-16")
    return frame.assign(days=frame["days"].mask(new, days))


def test_a_change_from_the_week_of_a_launch() -> None:
    found = judged("z-ai/glm-5 +570% in 2026-W13", ground(launched(3)), by="slug")
    assert found.verdict == "supported"
    assert beginning(found.notes, "z-ai/glm-5 was") == [
        (
            "z-ai/glm-5 was first named in 2026-W12, on 3 of its days: a change from the week of a"
            " launch says little."
        )
    ]


def test_a_launch_on_all_days_of_its_week() -> None:
    found = judged("z-ai/glm-5 +570% in 2026-W13", ground(launched(7)), by="slug")
    assert beginning(found.notes, "z-ai/glm-5 was first named in 2026-W12: a change")


def test_a_later_change_is_no_launch_nor_is_the_beginning_of_the_record() -> None:
    on = ground(launched(3))
    for claim in ("z-ai/glm-5 +4% in 2026-W14", "openai/gpt-4o-mini +0% in 2026-W12"):
        assert not any("launch" in note for note in judged(claim, on).notes), claim


# Shares.


def test_a_share_is_told_of_what_is_named_as_well() -> None:
    found = judged(f"{MIMO} 30% share in 2026-W10", ground(weekly(f"""
        week        {MIMO}  {STEP}  other
        2026-03-02  30      20      50
    """)), by="slug")  # fmt: skip
    assert found.verdict == "supported"
    assert beginning(found.notes, "As a share of all named") == [
        "As a share of all named models it is 60.0 % (tokens by slug)."
    ]
    assert not beginning(judged(f"{MIMO} 30 in 2026-W11", ground(weekly(RACE))).notes, "Of what")


# What cannot be judged.


def test_a_definition_that_cannot_be_judged_beside_one_that_can() -> None:
    calls = weekly(RACE, metric="calls", unranked="2026-03-16")
    found = judged(f"{MIMO} 1,000 calls in 2026-W12", ground(None, calls))
    assert beginning(found.notes, "Not judged") == [
        (
            "Not judged, calls by model and calls by family: in 2026-W12 only the calls of single"
            " slugs are known."
        ),
    ]


def test_nothing_is_left_out_where_nothing_can_be_judged() -> None:
    found = judged(f"{MIMO} 1,000 in 2026-W20", ground(weekly(RACE)))
    assert (found.verdict, beginning(found.notes, "Not judged")) == ("not_measured", [])
