"""What did last as long as a claim says."""

from __future__ import annotations

from datetime import date

import pytest
from support.claim_evidence import MIMO, beginning, ground, judged
from support.weekly_frames import weekly

from tracker.records import Definition


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
    assert beginning(found.notes, "What did last: openai") == [
        "What did last: openai/gpt-4o-mini, 3 weeks by tokens and slug, 2026-W12 to 2026-W14."
    ]
    longer = judged("deepseek/a #1 for 5 weeks", on)
    assert (longer.verdict, beginning(longer.notes, "What did last")) == ("refuted", [])
    held = judged("openai/gpt-4o-mini #1 for 3 weeks", on)
    assert (held.verdict, beginning(held.notes, "What did last")) == ("supported", [])


def test_the_country_of_a_model_may_have_led_as_long() -> None:
    on = ground(weekly("""
        week        deepseek/a z-ai/b openai/c google/d other
        2026-03-02  30         60     70       10       5
        2026-03-09  30         60     70       10       5
        2026-03-16  30         60     70       10       5
    """), ending="2026-03-16")  # fmt: skip
    found = judged("deepseek/a #1 for 3 weeks", on)
    assert beginning(found.notes, "What did last: models from CN over models from US among") == [
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
        assert (found.verdict, beginning(found.notes, "What did last")) == ("refuted", []), claim


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
    assert beginning(earlier.notes, "What did last: openai") == [
        "What did last: openai/c, 2 weeks by tokens and slug, 2026-W12 to 2026-W13."
    ]
    before = ground(on.figures(Definition()), ending="2026-03-16")
    again = judged("deepseek/a #1 for 2 weeks", before, by="slug")
    assert again.verdict == "refuted"
    assert beginning(again.notes, "What did last: deepseek") == []


def test_of_a_place_in_the_first_few_no_country_is_told() -> None:
    on = ground(weekly("""
        week        deepseek/a z-ai/b openai/c google/d other
        2026-03-02  30         60     70       10       5
        2026-03-09  5          85     70       10       5
    """), ending="2026-03-09")  # fmt: skip
    found = judged("deepseek/a top 3 for 2 weeks", on, by="slug")
    assert (found.verdict, beginning(found.notes, "What did last: models from")) == ("refuted", [])


COUNTRIES = """
    week        deepseek/a qwen/c openai/g other
    2026-03-02   60         10     40       20
    2026-03-09   60         10     40       20
    2026-03-16   30         30     40       20
    2026-03-23   20         10     90       20
"""


@pytest.mark.parametrize(
    ("claim", "notes"),
    [
        ("deepseek/a over country:US for 3 weeks", 1),
        ("deepseek/a over country:US for 4 weeks", 0),  # which no country did either
        ("deepseek/a over openai/g for 3 weeks", 0),
        ("deepseek/a over country:CN for 3 weeks", 0),
    ],
)
def test_over_a_country_the_model_s_own_may_have_led_as_long(claim: str, notes: int) -> None:
    on = ground(weekly(COUNTRIES), ending="2026-03-16")
    verdict = judged(claim, on)
    note = (
        "What did last: models from CN over models from US among the nine largest slugs together,"
        " 3 weeks, 2026-W10 to 2026-W12."
    )
    assert verdict.verdict == "refuted"
    assert beginning(verdict.notes, "What did last") == [note] * notes


def test_what_came_after_publication_is_not_told() -> None:
    on = ground(
        weekly("""
        week        deepseek/a qwen/c openai/g other
        2026-02-23   10         10     90       20
        2026-03-02   60         10     40       20
        2026-03-09   10         60     40       20
        2026-03-16   60         10     40       20
        2026-03-23   10         60     40       20
        """)
    )
    for published, notes in ((date(2026, 3, 24), 0), (date(2026, 3, 31), 1)):
        verdict = judged("deepseek/a led for four weeks.", on, published)
        assert verdict.verdict == "refuted"
        assert len(beginning(verdict.notes, "What did last: models from CN")) == notes
