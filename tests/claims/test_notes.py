"""Each way in which claims go wrong, and the note that tells of it: here, and where it is silent."""

from __future__ import annotations

import pandas as pd
import pytest
from support.claim_evidence import ground, judged
from support.weekly_frames import weekly

from tracker.records import Definition

MIMO, STEP = "xiaomi/mimo-v2-pro", "stepfun/step-3.5-flash:free"
RACE = f"""
    week        {MIMO}  {STEP}  openai/gpt-4o-mini  other
    2026-03-09   900     950     700                 50
    2026-03-16  1000     995     980                 50
    2026-03-23  1000     800     700                 50
"""


def told(notes: list[str], start: str) -> list[str]:
    return [note for note in notes if note.startswith(start)]


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
    assert (found.verdict, told(found.notes, "A unit")) == ("refuted", [note])


@pytest.mark.parametrize("claim", ["1,000", "3,000", "1,300"])
def test_no_unit_slipped(claim: str) -> None:
    found = judged(f"{MIMO} {claim} in 2026-W12", ground(weekly(RACE)))
    assert told(found.notes, "A unit") == []


# Near ties.


def test_a_near_tie_of_the_subject() -> None:
    found = judged(f"{MIMO} #1 for 2 weeks", ground(weekly(RACE), ending="2026-03-23"), by="slug")
    assert told(found.notes, "Near ties") == [
        f"Near ties, which a restatement could reverse: 2026-W12, slug: {MIMO} over {STEP} ×1.0050."
    ]


def test_a_near_tie_that_the_subject_nearly_won() -> None:
    found = judged(f"{STEP} #1 for 2 weeks", ground(weekly(RACE), ending="2026-03-16"), by="slug")
    assert found.verdict == "refuted"
    assert f"{MIMO} over {STEP}" in told(found.notes, "Near ties")[0]


def test_a_near_tie_of_others_is_not_told() -> None:
    on = ground(weekly(RACE), ending="2026-03-16")
    assert told(judged("openai/gpt-4o-mini #1 for 1 week", on).notes, "Near ties") == []


def test_a_near_tie_of_a_week_that_is_not_claimed_is_not_told() -> None:
    found = judged(f"{STEP} #1 for 1 week", ground(weekly(RACE), ending="2026-03-09"), by="slug")
    assert (found.verdict, told(found.notes, "Near ties")) == ("supported", [])


def test_two_that_had_the_same_are_level() -> None:
    on = ground(weekly(f"week {MIMO} {STEP}\n2026-03-09 900 900"))
    assert told(judged(f"{MIMO} #1 for 1 week", on, by="slug").notes, "Near ties") == [
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
    assert told(found.notes, "A day of 2025-W24 is lost") == [says] * notes


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
    assert told(found.notes, "z-ai/glm-5 was") == [
        (
            "z-ai/glm-5 was first named in 2026-W12, on 3 of its days: a change from the week of a"
            " launch says little."
        )
    ]


def test_a_launch_on_all_days_of_its_week() -> None:
    found = judged("z-ai/glm-5 +570% in 2026-W13", ground(launched(7)), by="slug")
    assert told(found.notes, "z-ai/glm-5 was first named in 2026-W12: a change")


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
    assert told(found.notes, "As a share of all named") == [
        "As a share of all named models it is 60.0 % (tokens by slug)."
    ]
    assert not told(judged(f"{MIMO} 30 in 2026-W11", ground(weekly(RACE))).notes, "Of what")


# What cannot be judged.


def test_a_definition_that_cannot_be_judged_beside_one_that_can() -> None:
    calls = weekly(RACE, metric="calls", unranked="2026-03-16")
    found = judged(f"{MIMO} 1,000 calls in 2026-W12", ground(None, calls))
    assert told(found.notes, "Not judged") == [
        (
            "Not judged, calls by model and calls by family: in 2026-W12 only the calls of single"
            " slugs are known."
        ),
    ]


def test_nothing_is_left_out_where_nothing_can_be_judged() -> None:
    found = judged(f"{MIMO} 1,000 in 2026-W20", ground(weekly(RACE)))
    assert (found.verdict, told(found.notes, "Not judged")) == ("not_measured", [])


# What a sum does not see.

SUMS = """
    week        deepseek/a z-ai/b openai/c google/d other
    2026-03-09  50         20     40       10       5
    2026-03-16  50         20     40       10       25
"""


def test_how_much_a_sum_does_not_see_and_whether_it_could_turn_a_lead() -> None:
    on = ground(weekly(SUMS), ending="2026-03-16")
    found = judged("country:CN over country:US for 2 weeks", on, depth=3)
    assert found.verdict == "supported"
    assert told(found.notes, "Unseen") == [
        (
            "Unseen by the three largest slugs: 12.0 % to 24.1 % of a week, more than the difference"
            " between the two in 2026-W12."
        )
    ]


def test_what_could_not_turn_a_lead() -> None:
    on = ground(weekly(SUMS), ending="2026-03-09")
    (note,) = told(judged("country:CN over country:US for 1 week", on, depth=0).notes, "Unseen")
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
    (note,) = told(found.notes, "Unseen")
    assert note.endswith(
        "more than the difference between the two in 2026-W11." if turns
        else "never more than the difference between the two."
    )  # fmt: skip


def test_nothing_is_unseen_where_all_are_named_or_a_model_is_asked_for() -> None:
    named = weekly(SUMS.replace("5\n", "0\n"), depth=None)
    named = named[named["entity"] != "other"]
    on = ground(named)
    assert not told(judged("country:CN 70 in 2026-W11", on, depth=0).notes, "Unseen")
    assert not told(judged("deepseek/a 50 in 2026-W11", ground(weekly(SUMS))).notes, "Unseen")


@pytest.mark.parametrize(("depth", "notes"), [(9, 1), (20, 1), (49, 1), (50, 0), (None, 0)])
def test_weeks_known_from_a_chart_alone(depth: int | None, notes: int) -> None:
    frame = weekly(SUMS, depth=depth)
    found = judged("country:CN 90 in 2026-W11", ground(frame))  # more than it can have had
    assert len(told(found.notes, "No more than")) == notes


# Stealth models.

HIDDEN = """
    week        minimax/minimax-m2.5 xiaomi/mimo-v2-pro openrouter/hunter-alpha openai/c other
    2026-03-02  400                  .                  .                       300      50
    2026-03-09  400                  .                  {}                      300      50
    2026-03-16  400                  100                {}                      300      50
"""


def test_stealth_models_that_a_sum_does_not_count() -> None:
    on = ground(weekly(HIDDEN.format(100, 100)), ending="2026-03-09")
    (note,) = told(judged("country:CN over country:US for 1 week", on, depth=9).notes, "Stealth")
    assert note == (
        "Stealth models count as unknown until they are revealed; by the nine largest slugs they"
        " had 12.5 % of what is named in 2026-W11: openrouter/hunter-alpha."
    )


def test_few_of_them_are_not_worth_a_note() -> None:
    on = ground(weekly(HIDDEN.format(36, 36)), ending="2026-03-09")
    assert not told(judged("country:CN over country:US for 1 week", on).notes, "Stealth")


@pytest.mark.parametrize(
    ("had", "note"),
    [(99, None), (100, "5.0 %"), (200, "10.0 %")],
)
def test_from_a_twentieth_of_what_is_named_on_they_are(had: int, note: str | None) -> None:
    on = ground(weekly(f"""
        week        minimax/minimax-m2.5 openrouter/hunter-alpha openai/c other
        2026-03-09  1000                 {had}                   {1000 - had} 900
    """), ending="2026-03-09")  # fmt: skip
    notes = told(judged("country:CN over country:US for 1 week", on, depth=9).notes, "Stealth")
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
    assert (found.verdict, len(told(found.notes, "Stealth"))) == ("supported", notes)


def test_with_hindsight_the_answer_may_be_another() -> None:
    on = ground(weekly(HIDDEN.format(100, 100)))
    found = judged("country:CN 400 in 2026-W11", on, depth=9)
    assert found.verdict == "supported"
    assert told(found.notes, "With stealth") == [
        (
            "With stealth models counted for what they were, tokens by country, depth 9: 500 instead of"
            " 400; the claim would not hold."
        )
    ]
    assert not told(judged("country:US 300 in 2026-W11", on).notes, "With stealth")


def test_a_change_that_counts_a_stealth_model_in_one_week_only() -> None:
    on = ground(weekly(HIDDEN.format(100, 100)))
    found = judged("country:CN +50% in 2026-W12", on, depth=9)  # 600 against 400
    assert found.verdict == "refuted"
    assert told(found.notes, "It comes out") == [
        (
            "It comes out as +50.0 % (tokens by country, depth 9) if stealth models are counted for"
            " what they were in the second week and not in the first."
        )
    ]
    honest = judged("country:CN +25% in 2026-W12", on, depth=9)
    assert (honest.verdict, told(honest.notes, "It comes out")) == ("supported", [])
    both = judged("country:CN +25% in 2026-W12", ground(weekly(HIDDEN.format(2, 2))), depth=9)
    assert (both.verdict, told(both.notes, "It comes out")) == ("supported", [])


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
        told(found.notes, "The model at #1")
        == ["The model at #1 was among models from US in 2026-W11 (openai/c)."][:notes]
    )


def test_a_week_that_the_others_led_altogether_is_not_told() -> None:
    on = ground(weekly("""
        week        deepseek/a z-ai/b openai/c other
        2026-03-09  50         20     90       5
        2026-03-16  50         20     40       5
    """), ending="2026-03-16")  # fmt: skip
    found = judged("country:CN over country:US for 2 weeks", on, depth=9)
    assert (found.verdict, told(found.notes, "The model at #1")) == ("refuted", [])


# Who entered and left.

MEMBERS = """
    week        google/a openai/b arcee-ai/trinity deepseek/c other
    2026-03-02  50       40       30               20         100
    2026-03-09  60       40       10               35         100
"""


def test_who_entered_and_left_what_is_looked_at() -> None:
    found = judged("country:US -17% in 2026-W11", ground(weekly(MEMBERS)), depth=3)
    assert found.verdict == "supported"
    assert told(found.notes, "The three largest") == [
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


# The first vintage.


def test_what_the_first_vintage_would_answer() -> None:
    before = weekly(RACE.replace("1000     995", " 990     995"))
    on = ground(weekly(RACE), first=before)
    found = judged(f"{MIMO} rank 1 in 2026-W12", on, by="slug")
    assert found.verdict == "supported"
    assert told(found.notes, "In the first vintage") == [
        (
            "In the first vintage on record, tokens by slug: rank 2 instead of rank 1; the claim would"
            " not hold."
        )
    ]
    same = judged(f"{MIMO} rank 1 in 2026-W13", on, by="slug")
    assert told(same.notes, "In the first vintage") == []


def test_the_first_vintage_changes_no_verdict() -> None:
    on = ground(weekly(RACE), first=weekly(RACE.replace("1000     995", " 990     995")))
    for claim in (f"{MIMO} 990 in 2026-W12", f"{STEP} rank 1 in 2026-W12"):
        assert judged(claim, on, by="slug").verdict == "refuted", claim


def test_sums_over_all_that_are_published_are_not_set_against_a_first_vintage() -> None:
    """Which may have been less deep."""
    on = ground(weekly(SUMS), first=weekly(SUMS.replace("50 ", "60 ")))
    for depth, notes in ((9, 1), (0, 0)):
        found = judged("country:CN 70 in 2026-W11", on, depth=depth)
        assert len(told(found.notes, "In the first vintage")) == notes, depth


# What did last.


def test_what_did_last_as_long_as_a_claim_says() -> None:
    on = ground(weekly(f"""
        week        {MIMO}  openai/gpt-4o-mini  deepseek/a deepseek/b other
        2026-03-02  400     300                 200        100        10
        2026-03-09  400     300                 200        100        10
        2026-03-16  100     300                 200        100        10
        2026-03-23  100     900                 200        100        10
        2026-03-30  100     300                 200        100        10
    """), ending="2026-03-30")  # fmt: skip
    found = judged("deepseek/a #1 for 3 weeks", on)
    assert found.verdict == "refuted"
    assert told(found.notes, "What did last: openai") == [
        "What did last: openai/gpt-4o-mini, 3 weeks by tokens and slug, 2026-W12 to 2026-W14."
    ]
    longer = judged("deepseek/a #1 for 5 weeks", on)
    assert (longer.verdict, told(longer.notes, "What did last")) == ("refuted", [])
    held = judged("openai/gpt-4o-mini #1 for 3 weeks", on)
    assert (held.verdict, told(held.notes, "What did last")) == ("supported", [])


def test_the_country_of_a_model_may_have_led_as_long() -> None:
    on = ground(weekly("""
        week        deepseek/a z-ai/b openai/c google/d other
        2026-03-02  30         60     70       10       5
        2026-03-09  30         60     70       10       5
        2026-03-16  30         60     70       10       5
    """), ending="2026-03-16")  # fmt: skip
    found = judged("deepseek/a #1 for 3 weeks", on)
    assert told(found.notes, "What did last: models from CN over models from US among") == [
        (
            "What did last: models from CN over models from US among the nine largest slugs together,"
            " 3 weeks, 2026-W10 to 2026-W12."
        )
    ]


def test_nothing_of_nothing_is_told() -> None:
    nothing = ground(weekly("""
        week        deepseek/a openai/c google/d other
        2026-03-02  0          0        0        10
        2026-03-09  0          0        .        10
    """))  # fmt: skip
    for claim in (
        "country:US 0% share in 2026-W11", "country:US +0% in 2026-W11", "deepseek/a 0 in 2026-W11",
        "country:CN over country:US for 1 week", "deepseek/a #1 for 2 weeks",
    ):  # fmt: skip
        found = judged(claim, nothing)
        assert not any("nan" in note for note in (found.because, *found.notes)), claim


def test_what_came_later_or_lasted_one_week_is_not_told() -> None:
    on = ground(weekly("""
        week        a/x b/y other
        2026-03-02  60  50  5
        2026-03-09  40  50  5
        2026-03-16  60  50  5
        2026-03-23  60  50  5
    """), ending="2026-03-09")  # fmt: skip
    for claim in ("a/x #1 for 2 weeks", "a/x #1 for 1 week"):
        found = judged(claim, on)
        assert (found.verdict, told(found.notes, "What did last")) == ("refuted", []), claim


def test_what_did_last_is_somebody_else_and_for_so_many_weeks() -> None:
    on = ground(weekly("""
        week        deepseek/a openai/c other
        2026-03-02  60         50       5
        2026-03-09  60         50       5
        2026-03-16  40         50       5
        2026-03-23  40         50       5
    """), ending="2026-03-23")  # fmt: skip
    earlier = judged("deepseek/a #1 for 2 weeks", on, by="slug")
    assert earlier.verdict == "refuted"
    assert told(earlier.notes, "What did last: openai") == [
        "What did last: openai/c, 2 weeks by tokens and slug, 2026-W12 to 2026-W13."
    ]
    before = ground(on.figures(Definition()), ending="2026-03-16")
    again = judged("deepseek/a #1 for 2 weeks", before, by="slug")
    assert again.verdict == "refuted"
    assert told(again.notes, "What did last: deepseek") == []


def test_of_a_place_in_the_first_few_no_country_is_told() -> None:
    on = ground(weekly("""
        week        deepseek/a z-ai/b openai/c google/d other
        2026-03-02  30         60     70       10       5
        2026-03-09  5          85     70       10       5
    """), ending="2026-03-09")  # fmt: skip
    found = judged("deepseek/a top 3 for 2 weeks", on, by="slug")
    assert (found.verdict, told(found.notes, "What did last: models from")) == ("refuted", [])
