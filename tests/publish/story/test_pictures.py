"""Which charts show a verdict: of whom, at which level, over which weeks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from tracker.charts import CONTENTS
from tracker.claims.claim import Claim
from tracker.claims.verdicts import Verdict
from tracker.publish.figures.figure import Figure
from tracker.publish.story.pictures import (
    CHARTS,
    LED,
    MODEL_OVER_SUM,
    OF_CALLS,
    OF_GROUP,
    OF_TOTAL,
    candidates,
    pictures,
    week_of,
)
from tracker.store import Store
from tracker.weeks import Period, read_week

Judge = Callable[[str, str], Verdict]


def test_every_class_of_claims_has_charts_that_there_are() -> None:
    assert {*CHARTS} == {*Claim.__subclasses__()}
    for charts in (*CHARTS.values(), LED, MODEL_OVER_SUM, OF_CALLS, OF_GROUP, OF_TOTAL):
        assert len({*charts}) == len(charts) >= 2
        assert {*charts} <= {*CONTENTS}


def first_of(verdict: Verdict) -> dict[str, Figure]:
    """Return the first figure of each chart that may show a verdict."""
    figures: dict[str, Figure] = {}
    for figure in candidates(verdict, None):
        figures.setdefault(figure.chart, figure)
    return figures


@pytest.mark.parametrize(
    ("text", "published", "charts", "by", "highlight"),
    [
        ("MiniMax's M2.5 has sat at the top of OpenRouter's weekly ranking for five weeks on the trot.",
         "2026-03-17", LED, "slug", ("minimax/minimax-m2.5-20260211",)),
        ("Among model makers, DeepSeek has now been in front on OpenRouter for seven weeks running.",
         "2026-08-31", LED, "author", ("deepseek",)),
        ("In the week of May 18, 2026, Tencent's Hy3 preview was still in first place on OpenRouter.",
         "2026-05-27", LED, "slug", ("tencent/hy3-preview-20260421",)),
        ("Chinese models have outpaced their US counterparts on OpenRouter for nine weeks straight.",
         "2026-06-29", ("versus", "share-lines", "amounts"), "country", ("country:CN", "country:US")),
        ("Qwen 3.6 has stayed in front of its American competitors for five weeks in a row.",
         "2026-04-20", MODEL_OVER_SUM, "slug", ("qwen/qwen3.6-plus", "country:US")),
        ("The whole platform handled 28.9 trillion tokens in the week of May 4.",
         "2026-05-11", OF_TOTAL, "slug", ()),
        ("Measured by requests rather than tokens, DeepSeek V4 Flash was first in the week of July 20.",
         "2026-07-28", OF_CALLS, "slug", ("deepseek/deepseek-v4-flash-20260423",)),
        ("Google, OpenAI and Anthropic together had less than a third of the tokens last week.",
         "2026-06-15", ("share-lines", "stack", "amounts"), "author",
         ("google", "openai", "anthropic")),
        ("Chinese open-weight models alone made up more than half of all tokens in the week of July 13.",
         "2026-07-21", ("share-lines", "stack", "amounts"), "country+weights", ("CN+open",)),
    ],
)  # fmt: skip
def test_a_claim_is_shown_by_the_charts_of_its_class_with_its_subject(
    text: str,
    published: str,
    charts: tuple[str, ...],
    by: str,
    highlight: tuple[str, ...],
    judged: Judge,
) -> None:
    figures = first_of(judged(text, published))
    assert tuple(figures) == charts
    first = next(iter(figures.values()))
    assert (first.question.by, first.highlight) == (by, highlight)


def test_the_models_that_were_counted_are_highlighted(judged: Judge) -> None:
    text = "Six models each handled more than 12 trillion tokens in the week of August 31."
    figure = first_of(judged(text, "2026-09-08"))["three-measures"]
    assert len(figure.highlight) == 4
    assert figure.question.week == date(2026, 8, 31)


def test_a_chart_of_weeks_ends_with_the_week_of_the_claim_and_has_its_base(judged: Judge) -> None:
    text = (
        "American models' slice of OpenRouter's tokens has more than halved within twelve months."
    )
    question = first_of(judged(text, "2026-07-07"))["share-lines"].question
    assert question.last == date(2026, 6, 29)
    assert question.first == date(2025, 6, 30)


def test_the_weeks_of_the_longest_streak_are_shown_too(judged: Judge) -> None:
    """It led in May to July, and the claim is about August."""
    text = (
        "Among model makers, DeepSeek has now been in front on OpenRouter for seven weeks running."
    )
    question = first_of(judged(text, "2026-08-31"))["reigns"].question
    assert question.first is not None
    assert question.first <= date(2026, 5, 11)
    assert question.last == date(2026, 8, 24)


def test_a_streak_that_holds_is_shown_alone(judged: Judge) -> None:
    """A longer one a year earlier is not what the claim is about."""
    text = "Total usage on OpenRouter shrank for the second week in a row."
    question = first_of(judged(text, "2026-04-20"))["amounts"].question
    assert (question.first, question.last) == (date(2025, 10, 13), date(2026, 4, 13))


def test_the_line_of_a_new_model_goes_on_for_a_few_weeks(judged: Judge) -> None:
    figures = first_of(judged("Kimi K2.6 ranked first in the week of April 20.", "2026-04-27"))
    assert figures["share-lines"].question.last == date(2026, 5, 11)
    assert figures["bump"].question.last == date(2026, 4, 20)


@pytest.mark.parametrize(
    ("period", "week"),
    [
        (Period(date(2026, 3, 9), date(2026, 3, 16)), "2026-W11"),
        (Period.window(date(2026, 5, 13)), "2026-W19"),  # Thursday to Wednesday: four days of W19
        (Period.window(date(2026, 5, 16)), "2026-W20"),
        (Period.of_day(date(2026, 4, 4)), "2026-W14"),
        (Period.of_month(date(2026, 6, 1)), "2026-W26"),
        (Period(date(2025, 1, 1), date(2026, 1, 1)), "2025-W52"),
    ],
)
def test_a_period_is_shown_by_the_week_that_has_most_of_it(period: Period, week: str) -> None:
    assert week_of(period) == read_week(week)


def test_a_chart_that_cannot_show_the_subject_gives_way_to_the_next(
    bundled: Store, judged: Judge
) -> None:
    """It led no week, so no reign is its."""
    text = "Claude Opus 4.5 was OpenRouter's most popular model in the week of January 5."
    drawn = pictures(bundled, judged(text, "2026-01-12"), None)
    assert [picture.chart for picture in drawn] == ["share-lines", "bump"]
    assert all(picture.print.picture.title.startswith("Claude Opus 4.5") for picture in drawn)


def test_what_is_not_on_record_has_no_picture(bundled: Store, judged: Judge) -> None:
    text = "By number of API requests, too, Grok Code Fast 1 was the leader in September 2025."
    assert pictures(bundled, judged(text, "2025-10-07"), None) == []
