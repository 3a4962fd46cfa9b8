"""What the site says of a week, of streaks and of records."""

from __future__ import annotations

from datetime import date

import pytest
from support.sample_boards import MADE, put_week

from tracker.publish.site import records, streaks
from tracker.publish.site.data import Record, record
from tracker.publish.site.render import Site
from tracker.publish.site.text import leader_sentence, state
from tracker.publish.site.words import Words
from tracker.records import OTHER, Question
from tracker.store import Store
from tracker.weeks import WEEK

FIRST = date(2026, 6, 1)  # 2026-W23
A, B = "qwen/qwen3-max", "openai/gpt-4o-mini"


def record_of(store: Store, *weeks: tuple[int, int] | None) -> Record:
    """Weeks from FIRST on, each with the counts of A and B; None is a week that is missing."""
    for number, values in enumerate(weeks):
        if values:
            readings = dict(zip((A, B), values, strict=True))
            week = FIRST + number * WEEK
            put_week(store, "rankings-weekly", week, made=MADE, **readings, **{OTHER: 20})
    return record(store, Question())


SIXTY = f"with 60 tokens, 60.0% of all tokens, ×3.00 over {B}"


@pytest.mark.parametrize(
    ("weeks", "sentence"),
    [
        ([(60, 20)], f"{A} led by tokens in the week to 7 June 2026 {SIXTY}. It was its first week at #1."),
        ([(60, 20)] * 3, f"{A} led by tokens in the week to 21 June 2026 {SIXTY}. It was its third week in a row at #1."),
        ([(60, 20), (20, 60), (60, 20)], f"{A} led by tokens in the week to 21 June 2026 {SIXTY}. It was back at #1."),
        ([(40, 40)], f"{B} and {A} led by tokens in the week to 7 June 2026 together, with 40 tokens each, 40.0% of all tokens."),
    ],
)  # fmt: skip
def test_who_led(store: Store, weeks: list[tuple[int, int]], sentence: str) -> None:
    side = record_of(store, *weeks).main
    assert leader_sentence(side, FIRST + (len(weeks) - 1) * WEEK) == sentence


def test_a_near_tie_is_said_to_be_one(store: Store) -> None:
    assert f"×1.0050 over {B}, a near tie." in leader_sentence(
        record_of(store, (2010, 2000)).main, FIRST
    )


def test_a_week_that_is_not_there_has_no_leader(store: Store) -> None:
    side = record_of(store, (60, 20), None, (60, 20)).main
    assert leader_sentence(side, FIRST + WEEK) == (
        "Nothing is recorded by tokens for the week to 14 June 2026."
    )
    assert [state(side, FIRST + n * WEEK) for n in range(3)] == ["settled", "missing", "settled"]


def test_a_streak_says_how_close_it_was(store: Store) -> None:
    rows = streaks.closeness(record_of(store, (60, 20), (60, 40), (20, 60)).main)
    assert rows[["entity", "weeks", "closest", "clearest", "ended_by"]].values.tolist() == [
        [A, 2, 1.5, 3.0, B],
        [B, 1, 3.0, 3.0, None],
    ]


def test_records_are_computed_and_the_earliest_of_equals_holds_one(store: Store) -> None:
    record = record_of(store, (60, 20), (60, 40), (20, 60), None, (60, 20))
    (sheet,) = records.sheets(Site(record))
    held = {row.cells[0].text: [cell.text for cell in row.cells[1:]] for row in sheet.rows}
    assert held["longest streak at #1"] == [A, "2 weeks in a row", "1 Jun 2026", "14 Jun 2026"]
    assert held["most weeks at #1"] == [A, "3 weeks in all", "1 Jun 2026", "5 Jul 2026"]
    assert held["longest way back to #1"] == [
        A,
        "2 weeks between two streaks",
        "8 Jun 2026",
        "5 Jul 2026",
    ]
    assert held["closest lead"] == [A, f"×1.50 over {B}", "8 Jun 2026", "14 Jun 2026"]
    assert held["clearest lead"] == [A, f"×3.00 over {B}", "1 Jun 2026", "7 Jun 2026"]
    assert held["largest week"] == ["–", "120 tokens in all", "8 Jun 2026", "14 Jun 2026"]
    assert held["highest share of a week"] == [A, "60.0%", "1 Jun 2026", "7 Jun 2026"]
    assert held["largest loss of share in a week"][0] == A
    assert held["longest gap"] == [
        "–",
        "1 week without a known leader",
        "22 Jun 2026",
        "28 Jun 2026",
    ]


def test_the_same_in_chinese(store: Store) -> None:
    side = record_of(store, (60, 20), (60, 20)).main
    assert leader_sentence(side, FIRST + WEEK, Words("zh")) == (
        f"2026年6月14日当周，{A}按Token用量居首，为60 Token，占全部Token用量的60.0%，"
        f"是第二名{B}的3.00倍。这是它连续第2周居首。"
    )
