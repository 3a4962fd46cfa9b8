from __future__ import annotations

from datetime import date

import pytest
from support.claim_readings import PUBLISHED

from tracker.claims.periods import Calendar
from tracker.claims.spans import spans
from tracker.claims.when import When
from tracker.claims.words import Word, normalised, split
from tracker.weeks import WEEK, Period


def times(text: str) -> list[When]:
    """Return what a text says of time, in its order."""
    calendar = Calendar(PUBLISHED)
    words: list[Word] = spans(split(normalised(text), (calendar.find,)))
    return [word.value for word in words if word.kind == "period"]


MARCH_2, MARCH_23 = (Period.of_week(date(2026, 3, day)) for day in (2, 23))
FEBRUARY = Period(date(2026, 2, 1), date(2026, 3, 1))
MARCH = Period(date(2026, 3, 1), date(2026, 4, 1))


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("from the week of March 2 to the week of March 23", MARCH_2, MARCH_23),
        ("between the week of March 2 and the week of March 23", MARCH_2, MARCH_23),
        ("from February 2026 to March 2026", FEBRUARY, MARCH),
        ("从3月2日当周到3月23日当周", MARCH_2, MARCH_23),
        ("由3月2日当周至3月23日当周", MARCH_2, MARCH_23),
        ("从2月到3月", FEBRUARY, MARCH),
        ("2月至3月", FEBRUARY, MARCH),
    ],
)
def test_two_periods_that_are_named_together_are_one(
    text: str, first: Period, last: Period
) -> None:
    assert times(text) == [When("between", (first, last))]


@pytest.mark.parametrize(
    "text",
    [
        "from the week of March 2 to March 2026",  # of unequal lengths
        "from the week of March 23 to the week of March 2",  # the wrong way round
        "从3月2日当周到4月",
    ],
)
def test_two_that_cannot_be_compared_have_no_periods(text: str) -> None:
    assert times(text) == [When("between")]


@pytest.mark.parametrize(
    ("text", "since"),
    [
        ("since the week of March 2", MARCH_2),
        ("since February", FEBRUARY),
        ("自3月2日当周以来", MARCH_2),
        ("自从2月以来", FEBRUARY),
        ("从3月2日当周至今", MARCH_2),
    ],
)
def test_since_a_period(text: str, since: Period) -> None:
    assert times(text) == [When("from", (since,))]


@pytest.mark.parametrize(
    "text", ["in February, and in March", "the week of March 2 and the week of March 23"]
)
def test_periods_side_by_side_remain_two(text: str) -> None:
    assert len(times(text)) == 2


def test_the_span_is_quoted_with_the_word_that_opens_it() -> None:
    text = "It grew since the week of March 2, and by much"
    (span,) = (w for w in spans(split(text, (Calendar(PUBLISHED).find,))) if w.kind == "period")
    assert text[span.start : span.end] == "since the week of March 2"
    assert span.value.periods[0].end - span.value.periods[0].start == WEEK
