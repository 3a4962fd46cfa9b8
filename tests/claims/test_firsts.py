"""Claims whose measures mean something together only."""

from __future__ import annotations

import pytest
from support.claim_readings import CN, LAST_WEEK, M25, US, one, read, said, told

from tracker.claims.claim import Amount, First, FromTo, OfTop
from tracker.claims.clauses import NotRead, Reading
from tracker.claims.context import TOTALS
from tracker.weeks import WEEK


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Last week's top four were all Chinese.", "4"),
        ("The top four last week were Chinese.", "4"),
        ("Chinese models took the top four spots last week.", "4"),
        ("Chinese models filled four of the first five places last week.", "4"),
        ("There were six Chinese models in the top ten last week.", "6"),
        ("上周前三名均为中国模型。", "3"),
        ("上周，中国模型包揽OpenRouter前三名。", "3"),
        ("上周，中国模型占据OpenRouter周榜前三。", "3"),
        ("中国模型霸占了上周OpenRouter前五名。", "5"),
        ("上周，中国模型占据前十名的一半。", "5"),
        ("Six of last week's ten most used models hailed from China.", "6"),
        ("No Chinese models were in the top ten last week.", "0"),
        ("None of last week's ten most used models was Chinese.", "0"),
        ("Of last week's ten largest models, seven came from China.", "7"),
        ("Of the nine models that the chart names, only six were Chinese.", "6"),
        ("上周榜单列出的九款模型中，中国模型占七款。", "7"),
        ("上周没有一款中国模型进入前十。", "0"),
        ("上周前十名中没有一款中国模型。", "0"),
    ],
)
def test_how_many_of_the_largest(text: str, number: str) -> None:
    assert said(one(text)) == (OfTop, CN, number)


@pytest.mark.parametrize(
    "text",
    [
        "No Chinese model led last week.",
        "上周没有中国模型登顶。",
        "No model has ever had more than 50 trillion tokens in a week.",
        "No American model had more tokens than M2.5 last week.",
    ],
)
def test_of_what_there_is_none_is_never_read_as_if_there_were(text: str) -> None:
    assert all(isinstance(each, NotRead) for each in read(text))


@pytest.mark.parametrize(
    "text",
    [
        "上周，OpenRouter前十大模型的Token总量里，中国模型拿走了逾八成。",
        "上周，在OpenRouter前十大模型的总用量中，中国模型占逾八成。",
        "上周，OpenRouter前十名的Token用量当中，中国模型占80%以上。",
    ],
)
def test_a_share_of_the_largest_is_one_claim(text: str) -> None:
    assert said(one(text)) == (OfTop, CN, "more 80")


def test_the_busiest_month() -> None:
    assert said(one("March was OpenRouter's busiest month so far.")) == (First, "total", None)


def test_one_amount_to_another() -> None:
    assert said(one("M2.5的周用量从1.75万亿增至2万亿Token。")) == (FromTo, M25, "2e+12")


@pytest.mark.parametrize(
    "text",
    [
        "M2.5's weekly traffic has gone from 1.75 trillion tokens a year ago to 2 trillion.",
        "Within a year M2.5's weekly traffic went from 1.75 trillion tokens to 2 trillion.",
    ],
)
def test_an_amount_of_a_year_ago_to_that_of_last_week(text: str) -> None:
    reading = one(text)
    assert said(reading) == (FromTo, M25, "2e+12")
    assert reading.base is not None
    assert [period.start for period in reading.periods] == [LAST_WEEK]
    assert LAST_WEEK - reading.base.start == 52 * WEEK


@pytest.mark.parametrize(
    ("text", "rank", "within"),
    [
        ("M2.5 was first for the first time last week.", 1, False),
        ("For the first time, M2.5 was No. 1 last week.", 1, False),
        ("Last week, for the first time, M2.5 topped the weekly chart.", 1, False),
        ("上周，M2.5首次登顶OpenRouter。", 1, False),
        ("4月13日当周，M2.5首次登上榜首。", 1, False),
        ("上周，M2.5首次跻身前三。", 3, True),
        ("上周，M2.5首次排名第二。", 2, False),
    ],
)
def test_a_place_for_the_first_time(text: str, rank: int, within: bool) -> None:
    claim = one(text).claim
    assert isinstance(claim, First)
    assert (claim.rank, claim.within, claim.group, claim.record) == (rank, within, None, False)


@pytest.mark.parametrize(
    "text",
    [
        "上周，DeepSeek首次登上OpenRouter厂商榜首位。",
        "上周，DeepSeek首次登上OpenRouter厂商榜首。",
        "DeepSeek topped the list of companies for the first time last week.",
        "Last week DeepSeek was first on the company chart for the first time.",
    ],
)
def test_on_a_board_of_companies_the_place_is_that_of_the_company(text: str) -> None:
    reading = one(text)
    assert isinstance(reading.claim, First)
    assert said(reading)[1] == "author:deepseek"
    assert (reading.claim.rank, reading.claim.group) == (1, None)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Chinese models made up more than 50 percent of all tokens for the first time last week.",
            "more 50"),
        ("For the first time, Chinese models had more than 40 percent of all tokens.", "more 40"),
        ("Last week was the first in which Chinese models made up more than half of all tokens.",
            "more 50"),
        ("Last week was the first week in which Chinese models took 40 percent of all tokens.",
            "more 40"),
        ("上周，中国模型的份额首次突破五成。", "more 50"),
        ("上周，中国模型的Token占比首次超过40%。", "more 40"),
    ],
)  # fmt: skip
def test_a_share_for_the_first_time(text: str, number: str) -> None:
    reading = one(text)
    assert said(reading) == (First, CN, number)
    assert isinstance(reading.claim, First)
    assert (reading.claim.is_share, reading.claim.record) == (True, False)


def test_who_was_first_ahead_for_the_first_time() -> None:
    assert said(one("上周，中国模型的周用量首次超过美国模型。"))[1] == f"{CN} > {US}"
    assert said(one("上周，美国模型的周用量首次落后于中国模型。"))[1] == f"{CN} > {US}"


@pytest.mark.parametrize(
    "text",
    [
        "Weekly traffic topped 20 trillion tokens for the first time last week.",
        "上周，OpenRouter周Token总量首次突破20万亿。",
    ],
)
def test_the_total_for_the_first_time(text: str) -> None:
    assert said(one(text)) == (First, "total", "more 2e+13")


def test_a_first_time_and_a_record_are_two_claims() -> None:
    readings = read("上周，OpenRouter周Token总量首次突破20万亿创历史新高。")
    assert [each.claim.record for each in readings] == [False, True]  # type: ignore[union-attr]


def test_a_first_time_stands_apart_from_the_board() -> None:
    claim = one("上周，M2.5在OpenRouter总榜首次登顶。").claim
    assert isinstance(claim, First)
    assert claim.rank == 1


def test_an_amount_beside_a_first_place_is_a_claim_of_its_own() -> None:
    readings = read("上周，M2.5首次以1.8万亿Token登顶OpenRouter周榜。")
    assert [said(each)[0] for each in readings if isinstance(each, Reading)] == [Amount, First]


@pytest.mark.parametrize(
    "text",
    [
        "M2.5 led last week for the first time in five weeks.",
        "M2.5 led last week for the first time since January.",
        "M2.5 led last week for the first time since March 2.",
        "Last week M2.5's share fell below 10 percent for the first time.",
        "上周，M2.5的份额首次低于10%。",
        "上周，M2.5首次跌出前三。",
        "上周，M2.5的用量环比增幅首次超过10%。",
        "上周，M2.5首次登上厂商榜首位。",
        "上周，M2.5今年首次登上榜首。",
        "M2.5上周年内首次登顶。",
        "上周，中国模型首次包揽前三名。",
        "上周，M2.5的用量首次达到MiMo-V2-Pro的两倍。",
        "上周，OpenRouter首次登顶。",
    ],
)
def test_other_first_times_are_not_read(text: str) -> None:
    assert {type(each) for each in read(text)} == {NotRead}


def test_the_first_month_above_an_amount() -> None:
    text = "M2.5 led last week.\n\nMarch was the first month with more than 9 trillion tokens."
    assert told(text)[-1] == (First, "total", "more 9e+12")


def test_models_of_one_clause_are_not_those_of_a_place_in_the_next() -> None:
    (place,) = told("DeepSeek的两款新模型增势明显：V4 Flash首次进入前五。")
    assert place is None or (isinstance(place, tuple) and place[0] is First)


@pytest.mark.parametrize(
    "text",
    [
        "M2.5 had its busiest day on April 10, at 1.9 trillion tokens.",
        "4月10日是M2.5用量最高的一天，达1.9万亿Token。",
    ],
)
def test_the_busiest_day_is_a_record_without_saying_so_far(text: str) -> None:
    reading = one(text)
    assert reading.claim.record  # type: ignore[attr-defined]
    assert said(reading)[2] == "1.9e+12"


@pytest.mark.parametrize(
    "text", ["上周是OpenRouter有史以来最忙的一周。", "Last week was OpenRouter's busiest week."]
)
def test_the_busiest_week_is_one_of_the_total(text: str) -> None:
    assert said(one(text)) == (First, "total", None)


@pytest.mark.parametrize("day", ["busiest day so far", "strongest day yet", "heaviest day ever"])
def test_the_strongest_day_so_far_is_a_record_with_its_amount(day: str) -> None:
    reading = one(f"M2.5 had its {day} on Friday, at 1.9 trillion tokens.")
    assert reading.claim.record  # type: ignore[attr-defined]
    assert said(reading)[2] == "1.9e+12"


@pytest.mark.parametrize("name", ["OpenRouter has seen", "the platform had ever seen"])
def test_the_busiest_week_of_the_platform_is_no_models(name: str) -> None:
    text = f"M2.5 had 2T tokens last week. It was the busiest week that {name}: it had 9T tokens."
    record = read(text)[1]
    assert isinstance(record, Reading)
    assert str(record.subjects[0][0]) == str(TOTALS[0])
