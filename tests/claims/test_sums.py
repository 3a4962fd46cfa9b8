"""What a sum over models does not see, and what moves within it."""

from __future__ import annotations

import pytest
from support.claim_evidence import HIDDEN, SUMS, beginning, ground, judged
from support.weekly_frames import weekly

# What a sum does not see.


def test_how_much_a_sum_does_not_see_and_whether_it_could_turn_a_lead() -> None:
    on = ground(weekly(SUMS), ending="2026-03-16")
    found = judged("country:CN over country:US for 2 weeks", on, depth=3)
    assert found.verdict == "supported"
    assert beginning(found.notes, "Unseen") == [
        (
            "Unseen by the three largest slugs: 12.0 % to 24.1 % of a week, more than the difference"
            " between the two in 2026-W12."
        )
    ]


def test_what_could_not_turn_a_lead() -> None:
    on = ground(weekly(SUMS), ending="2026-03-09")
    (note,) = beginning(
        judged("country:CN over country:US for 1 week", on, depth=0).notes, "Unseen"
    )
    assert note == (
        "Unseen by all that are published: 4.0 % of a week, never more than the difference between the two."
    )


@pytest.mark.parametrize(
    ("ours", "theirs", "rest", "turns"),
    [
        (70, "50", 21, True),
        (70, "50", 20, False),  # all of it would make them level
        (70, ".", 71, True),  # whom a week does not name may be all that it does not see
        (70, ".", 70, False),
    ],
)
def test_what_is_unseen_could_turn_a_lead_where_it_is_more_than_the_lead(
    ours: int, theirs: str, rest: int, turns: bool
) -> None:
    on = ground(weekly(f"""
        week        deepseek/a openai/c other
        2026-03-02  70         50       0
        2026-03-09  {ours}     {theirs} {rest}
    """), ending="2026-03-09")  # fmt: skip
    found = judged("country:CN over country:US for 2 weeks", on, depth=9)
    (note,) = beginning(found.notes, "Unseen")
    assert note.endswith(
        "more than the difference between the two in 2026-W11." if turns
        else "never more than the difference between the two."
    )  # fmt: skip


def test_nothing_is_unseen_where_all_are_named_or_a_model_is_asked_for() -> None:
    named = weekly(SUMS.replace("5\n", "0\n"), depth=None)
    named = named[named["entity"] != "other"]
    on = ground(named)
    assert not beginning(judged("country:CN 70 in 2026-W11", on, depth=0).notes, "Unseen")
    assert not beginning(judged("deepseek/a 50 in 2026-W11", ground(weekly(SUMS))).notes, "Unseen")


@pytest.mark.parametrize(("depth", "notes"), [(9, 1), (20, 1), (49, 1), (50, 0), (None, 0)])
def test_weeks_known_from_a_chart_alone(depth: int | None, notes: int) -> None:
    frame = weekly(SUMS, depth=depth)
    found = judged("country:CN 90 in 2026-W11", ground(frame))  # more than it can have had
    assert len(beginning(found.notes, "No more than")) == notes


# Stealth models.


def test_stealth_models_that_a_sum_does_not_count() -> None:
    on = ground(weekly(HIDDEN.format(100, 100)), ending="2026-03-09")
    (note,) = beginning(
        judged("country:CN over country:US for 1 week", on, depth=9).notes, "Stealth"
    )
    assert note == (
        "Stealth models count as unknown until they are revealed; by the nine largest slugs they"
        " had 12.5 % of what is named in 2026-W11: openrouter/hunter-alpha."
    )


def test_few_of_them_are_not_worth_a_note() -> None:
    on = ground(weekly(HIDDEN.format(36, 36)), ending="2026-03-09")
    assert not beginning(judged("country:CN over country:US for 1 week", on).notes, "Stealth")


@pytest.mark.parametrize(
    ("had", "note"),
    [(99, None), (100, "5.0 %"), (200, "10.0 %")],
)
def test_from_a_twentieth_of_what_is_named_on_they_are(had: int, note: str | None) -> None:
    on = ground(weekly(f"""
        week        minimax/minimax-m2.5 openrouter/hunter-alpha openai/c other
        2026-03-09  1000                 {had}                   {1000 - had} 900
    """), ending="2026-03-09")  # fmt: skip
    notes = beginning(judged("country:CN over country:US for 1 week", on, depth=9).notes, "Stealth")
    assert [f"they had {note} of what is named in 2026-W11" in said for said in notes] == (
        [True] if note else []
    )


@pytest.mark.parametrize(
    ("week", "slug", "notes"),
    [
        ("2026-03-09", "openrouter/hunter-alpha", 1),
        ("2026-03-23", "openrouter/hunter-alpha", 0),  # revealed on 2026-03-18
        ("2026-03-09", "nobody/knows-whence", 0),  # of a maker that is named
    ],
)
def test_only_who_is_listed_without_a_maker_is_stealth(week: str, slug: str, notes: int) -> None:
    on = ground(weekly(f"week minimax/minimax-m2.5 {slug} openai/c other\n{week} 400 200 300 50"))
    found = judged("country:CN over country:US for 1 week", on, depth=9)
    assert (found.verdict, len(beginning(found.notes, "Stealth"))) == ("supported", notes)


# The other side at #1.


@pytest.mark.parametrize(("best", "notes"), [(60, 1), (40, 0)])
def test_a_lead_of_many_while_the_first_is_one_of_the_others(best: int, notes: int) -> None:
    on = ground(weekly(f"""
        week        deepseek/a z-ai/b openai/c other
        2026-03-09  50         20     {best}   5
    """))  # fmt: skip
    found = judged("country:CN over country:US for 1 week", on, depth=9)
    assert found.verdict == "supported"
    assert (
        beginning(found.notes, "The model at #1")
        == ["The model at #1 was among models from US in 2026-W11 (openai/c)."][:notes]
    )


def test_a_week_that_the_others_led_altogether_is_not_told() -> None:
    on = ground(weekly("""
        week        deepseek/a z-ai/b openai/c other
        2026-03-09  50         20     90       5
        2026-03-16  50         20     40       5
    """), ending="2026-03-16")  # fmt: skip
    found = judged("country:CN over country:US for 2 weeks", on, depth=9)
    assert (found.verdict, beginning(found.notes, "The model at #1")) == ("refuted", [])


# Who entered and left.

MEMBERS = """
    week        google/a openai/b arcee-ai/trinity deepseek/c other
    2026-03-02  50       40       30               20         100
    2026-03-09  60       40       10               35         100
"""


def test_who_entered_and_left_what_is_looked_at() -> None:
    found = judged("country:US -17% in 2026-W11", ground(weekly(MEMBERS)), depth=3)
    assert found.verdict == "supported"
    assert beginning(found.notes, "The three largest") == [
        (
            "The three largest were not the same in both weeks: arcee-ai/trinity left; models"
            " from US in both changed by +11.11 %."
        )
    ]


def test_no_churn_where_all_are_looked_at_or_all_stay() -> None:
    on = ground(weekly(MEMBERS.replace("30               20 ", ".                20 ")))
    for depth in (0, 1):
        notes = judged("country:US +22% in 2026-W11", on, depth=depth).notes
        assert not any("not the same in both weeks" in note for note in notes), depth
