"""Sentences of the press, in our own words, and how they are read."""

from __future__ import annotations

import random
import re
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.claim_readings import (
    CN,
    GEMINI,
    LAST_WEEK,
    M25,
    MIMO,
    PUBLISHED,
    SONNET,
    THAT_WEEK,
    US,
    one,
    read,
    said,
)

from tracker.claims.claim import (
    Amount,
    Change,
    Direction,
    First,
    FromTo,
    Growth,
    Led,
    More,
    Number,
    OfTop,
    Over,
    Ranked,
    Ratio,
    Share,
    Trend,
)
from tracker.claims.clauses import NotRead, Reading
from tracker.weeks import Period


@pytest.mark.parametrize(
    ("text", "claim", "subjects", "number"),
    [
        ("MiniMax M2.5 pulled in 1.8 trillion tokens last week.", Amount, M25, "1.8e+12"),
        ("Some 1.8 trillion tokens went to MiniMax's M2.5 last week.", Amount, M25, "about 1.8e+12"),
        ("Last week M2.5 racked up well over 1.5T tokens.", Amount, M25, "more 1.5e+12"),
        ("上周，MiniMax M2.5消耗了约1.8万亿Token。", Amount, M25, "about 1.8e+12"),
        ("上週，ＭｉｎｉＭａｘ M2.5處理了1.8兆個Token。", Amount, M25, "1.8e+12"),
        ("小米MiMo-V2-Pro上周用量不到1万亿Token。", Amount, MIMO, "less 1e+12"),
        ("OpenRouter handled 20.5 trillion tokens last week.", Amount, "total", "2.05e+13"),
        ("上周平台总用量达20.5万亿Token。", Amount, "total", "2.05e+13"),
        ("Chinese models made up 44 percent of all tokens last week.", Share, CN, "44"),
        ("上周中国模型占全平台Token用量的四成以上。", Share, CN, "more 40"),
        ("Nine in ten tokens last week went to Chinese models.", Share, CN, "90"),
        ("Claude Sonnet 4.6 grew 12 percent last week.", Change, SONNET, "12"),
        ("上周MiMo-V2-Pro用量环比下降八成。", Change, MIMO, "-80"),
        ("Last week Gemini 3 Flash was in third place.", Ranked, GEMINI, None),
        ("上周，谷歌Gemini 3 Flash排名第三。", Ranked, GEMINI, None),
        ("MiMo-V2-Pro dropped out of the top ten last week.", Ranked, MIMO, None),
        ("American models used more tokens than Chinese ones last week.", More, f"{US} > {CN}", None),
        ("上周美国模型的用量反超中国模型。", More, f"{US} > {CN}", None),
        ("Last week OpenAI fell behind Google.", More, "author:google > author:openai", None),
        ("Last week M2.5 used twice as many tokens as MiMo-V2-Pro.", Ratio, f"{M25} > {MIMO}", "2"),
        ("上周M2.5的用量是MiMo-V2-Pro的两倍多。", Ratio, f"{M25} > {MIMO}", "more 2"),
        ("Seven of the top ten models last week were Chinese.", OfTop, CN, "7"),
        ("上周前五名全部是中国模型。", OfTop, CN, "5"),
        ("Six models each handled more than 1 trillion tokens last week.", Number, "total",
            "more 1e+12"),
        ("Six models topped the 1-trillion mark last week.", Number, "total", "more 1e+12"),
        ("Weekly traffic topped 20 trillion tokens last week.", Amount, "total", "more 2e+13"),
        ("Total usage reached 20 trillion tokens last week.", Amount, "total", "2e+13"),
        ("M2.5 hit 1.8 trillion tokens last week.", Amount, M25, "1.8e+12"),
        ("M2.5 crossed 1.8 trillion tokens last week.", Amount, M25, "more 1.8e+12"),
        ("上周M2.5用量达到1.8万亿Token。", Amount, M25, "1.8e+12"),
        ("Six models reached 1 trillion tokens last week.", Number, "total", "more 1e+12"),
        ("Usage reached 20T tokens for the first time last week.", First, "total", "more 2e+13"),
        ("Total usage rose to a record last week.", First, "total", None),
        ("Last week usage passed 20 trillion tokens for the first time.", First, "total",
            "more 2e+13"),
        ("M2.5 has been at number one for five weeks in a row.", Led, M25, None),
        ("M2.5已连续五周位居榜首。", Led, M25, None),
        ("For the fifth week running, M2.5 is the most used model.", Led, M25, None),
        ("Chinese models have outpaced their US rivals for nine straight weeks.", Over,
            f"{CN} > {US}", None),
        ("中国大模型已连续五周高于美国。", Over, f"{CN} > {US}", None),
        ("Total usage has fallen for three weeks in a row.", Trend, "total", None),
        ("OpenRouter周Token总量已连降三周。", Trend, "total", None),
        ("OpenRouter總用量三連漲。", Trend, "total", None),
        ("M2.5在OpenRouter周榜上豪取三连冠。", Led, M25, None),
        ("按开发商统计，DeepSeek已连续三周高居榜首。", Led, "author:deepseek", None),
        ("按公司来看，DeepSeek已连续三周稳居榜首。", Led, "author:deepseek", None),
        ("上周DeepSeek是OpenRouter第一大厂商。", Ranked, "author:deepseek", None),
        ("M2.5上周狂揽1.8万亿Token。", Amount, M25, "1.8e+12"),
        ("M2.5上周斩获了1.8万亿Token。", Amount, M25, "1.8e+12"),
        ("M2.5 上週用量較前一週成長兩成。", Change, M25, "20"),
        ("內地模型上週的市佔率達四成。", Share, CN, "40"),
        ("中国大陆模型上周的占比为四成。", Share, CN, "40"),
        ("Weekly traffic has grown tenfold in a year.", Growth, "total", "10"),
        ("Google, OpenAI and Anthropic together took a third of all tokens last week.", Share,
            "author:google and author:openai and author:anthropic", "33.3333"),
        ("Chinese open-weight models made up half of all tokens last week.", Share,
            "country+weights:CN+open", "50"),
        ("The free version of Step 3.5 Flash led last week.", Ranked,
            "stepfun/step-3.5-flash:free", None),
        ("从1月5日当周的6.4万亿Token，平台总用量涨到4月13日当周的20万亿。", FromTo, "total", "2e+13"),
        ("Last week M2.5 gave up a little ground.", Direction, M25, None),
    ],
)  # fmt: skip
def test_a_sentence_is_read(text: str, claim: type, subjects: str, number: str | None) -> None:
    assert said(one(text)) == (claim, subjects, number)


def week(start: date) -> tuple[Period, ...]:
    return (Period.of_week(start),)


@pytest.mark.parametrize(
    ("text", "periods"),
    [
        ("M2.5 had 1.8T tokens in the week of March 30.", week(THAT_WEEK)),
        ("M2.5 had 1.8T tokens in the week ending 5 April.", week(THAT_WEEK)),
        ("M2.5 had 1.8T tokens from March 30 to April 5, 2026.", week(THAT_WEEK)),
        ("3月30日至4月5日当周，M2.5消耗1.8万亿Token。", week(THAT_WEEK)),
        ("M2.5 had 1.8T tokens last week.", week(LAST_WEEK)),
        ("M2.5 currently draws 1.8T tokens a week.", week(LAST_WEEK)),
        ("M2.5 had 1.8T tokens on Friday.", (Period.of_day(date(2026, 4, 17)),)),
        ("4月4日，M2.5单日消耗0.3万亿Token。", (Period.of_day(date(2026, 4, 4)),)),
        ("M2.5 had 7T tokens in March.", (Period(date(2026, 3, 1), date(2026, 4, 1)),)),
        ("2025年全年，M2.5消耗7万亿Token。", (Period(date(2025, 1, 1), date(2026, 1, 1)),)),
        ("3 月 30 日至 4 月 5 日當週，M2.5 消耗 1.8 兆 Token。", week(THAT_WEEK)),
        ("M2.5 在 3 月 30 日当周消耗 1.8 万亿 Token。", week(THAT_WEEK)),
        ("M2.5 4 月 4 日消耗 0.3 万亿 Token。", (Period.of_day(date(2026, 4, 4)),)),
        ("4/4 單日，M2.5 消耗 0.3 兆 Token。", (Period.of_day(date(2026, 4, 4)),)),
        ("四月四日，M2.5消耗0.3万亿Token。", (Period.of_day(date(2026, 4, 4)),)),
        ("4月4日晚间，M2.5单日消耗0.3万亿Token。", (Period.of_day(date(2026, 4, 4)),)),
        ("第 14 周，M2.5 排名第一。", week(THAT_WEEK)),
        ("近30天，M2.5消耗7万亿Token。", (Period(date(2026, 3, 21), date(2026, 4, 20)),)),
        (
            "本月以来，M2.5消耗7万亿Token。",
            (Period(date(2026, 4, 1), PUBLISHED), Period(date(2026, 3, 21), PUBLISHED)),
        ),
    ],
)
def test_a_sentence_says_when(text: str, periods: tuple[Period, ...]) -> None:
    assert one(text).periods == periods


MIDWEEK = date(2026, 4, 18)  # a Saturday
SEVEN_DAYS = (Period(date(2026, 4, 11), MIDWEEK),)
WHOLE_WEEK = (Period.of_week(date(2026, 4, 6)),)


@pytest.mark.parametrize(
    ("text", "periods"),
    [
        ("M2.5 churns through 1.8T tokens a week.", SEVEN_DAYS),
        ("M2.5 already racks up 1.8T tokens a week.", SEVEN_DAYS),
        ("M2.5 eats up 1.8 trillion tokens per week.", SEVEN_DAYS),
        ("M2.5 swallows 1.8 trillion tokens each week.", SEVEN_DAYS),
        ("Some 1.8 trillion tokens a week flow through M2.5.", SEVEN_DAYS),
        ("Coders burn through 1.8 trillion tokens a week with M2.5.", SEVEN_DAYS),
        ("M2.5每周消耗1.8万亿Token。", SEVEN_DAYS),
        ("M2.5周均用量达1.8万亿Token。", SEVEN_DAYS),
        # in the past, or dated
        ("M2.5 churned through 1.8T tokens a week.", WHOLE_WEEK),
        ("M2.5 ate up 1.8 trillion tokens each week.", WHOLE_WEEK),
        ("M2.5此前每周消耗1.8万亿Token。", WHOLE_WEEK),
        ("M2.5 racks up 1.8T tokens in the week of April 6.", WHOLE_WEEK),
        ("上周M2.5每周消耗1.8万亿Token。", WHOLE_WEEK),
    ],
)
def test_what_is_so_each_week_at_present_is_of_the_seven_days_before(
    text: str, periods: tuple[Period, ...]
) -> None:
    (reading,) = read(text, MIDWEEK)
    assert isinstance(reading, Reading)
    assert reading.periods == periods


@pytest.mark.parametrize(
    ("text", "ending", "until"),
    [
        ("M2.5 has led for five weeks in a row.", LAST_WEEK, LAST_WEEK),
        ("M2.5 was first for the fifth week in a row.", LAST_WEEK, LAST_WEEK),
        ("M2.5 led the ranking for five weeks.", None, LAST_WEEK),
        ("此前M2.5曾连续五周领跑。", None, LAST_WEEK),
        ("In the week of March 30 M2.5 led for the fifth week in a row.", THAT_WEEK, LAST_WEEK),
    ],
)
def test_weeks_in_a_row_end_with_the_last_one_unless_they_are_of_the_past(
    text: str, ending: date | None, until: date
) -> None:
    reading = one(text)
    assert (reading.claim.__class__, reading.ending, reading.until) == (Led, ending, until)


def test_what_a_sentence_does_not_say_is_taken_from_the_text_before() -> None:
    text = (
        "In the week of March 30 OpenRouter handled 27 trillion tokens. "
        "MiMo-V2-Pro came second with 3.1 trillion, and it lost 20 percent. "
        "On Tuesday alone it had 0.5 trillion. Gemini 3 Flash was fourth."
    )
    readings = [reading for reading in read(text) if isinstance(reading, Reading)]
    assert [(said(reading), reading.periods[0].start) for reading in readings] == [
        ((Amount, "total", "2.7e+13"), THAT_WEEK),
        ((Ranked, MIMO, None), THAT_WEEK),
        ((Amount, MIMO, "3.1e+12"), THAT_WEEK),
        ((Change, MIMO, "-20"), THAT_WEEK),
        ((Amount, MIMO, "5e+11"), date(2026, 4, 14)),
        ((Ranked, GEMINI, None), THAT_WEEK),
    ]


def test_what_a_text_says_of_the_count_holds_for_its_sentence() -> None:
    nine = one("Of the nine models that the chart names, Chinese ones had 4.7T tokens last week.")
    named = one("Counted over every model that is named, US models were ahead of Chinese ones.")
    calls = one("Measured by requests rather than tokens, M2.5 was first last week.")
    money = one("Last week M2.5 brought in more money than any other model.")
    assert (nine.depth, named.depth) == (9, 0)
    assert (calls.claim.metric, money.claim.metric) == ("calls", "spend")


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("Will M2.5 keep its lead for five weeks?", "no_claim"),
        ("M2.5 could reach 5 trillion tokens a week by June.", "no_claim"),
        ("业内人士认为，M2.5有望达到5万亿Token。", "no_claim"),
        ("Developers love small models.", "no_claim"),
        ("MiniMax shares rose 8 percent.", "no_claim"),
        ("M2.5 took 38 percent of programming tokens last week.", "not_measured"),
        ("Nearly half of the users come from the US.", "not_measured"),
        ("DeepSeek has 16 percent of the world's AI usage.", "not_measured"),
        ("MiniMax M2.5 Ultra led last week.", "not_measured"),
        ("M2.5 never led.", "no_claim"),
        ("M2.5 did not overtake Gemini 3 Flash last week.", "no_claim"),
        ("M2.5 frobnicated 1.8T tokens last week.", "no_claim"),
        ("M2.5 had 1.8T quux tokens last week.", "no_claim"),
        ("二〇二六年四月四日，M2.5消耗0.3万亿Token。", "no_claim"),
        ("4-4，M2.5消耗0.3万亿Token。", "no_claim"),
        ("2026/4/4，M2.5消耗0.3万亿Token。", "no_claim"),
        ("4月4日起，M2.5消耗0.3万亿Token。", "no_claim"),
        ("3月末，M2.5排名第一。", "no_claim"),
        ("M2.5的用量连降三天。", "no_claim"),
        ("欧洲大陆模型上周占比为四成。", "no_claim"),
    ],
)
def test_what_cannot_be_measured_or_was_not_understood_is_not_judged(
    text: str, verdict: str
) -> None:
    results = read(text)
    assert {type(result) for result in results} == {NotRead}
    assert {result.verdict for result in results} == {verdict}  # type: ignore[union-attr]


def test_a_refusal_says_what_was_understood_and_what_was_not() -> None:
    (refusal,) = read("M2.5 frobnicated 1.8T tokens last week.")
    assert isinstance(refusal, NotRead)
    assert refusal.because == "Nothing in it can be judged: not understood: 'frobnicated'."
    assert refusal.nearest == (
        "understood: M2.5, 1.8T tokens, last week; not understood: 'frobnicated'"
    )


def test_a_report_of_an_opinion_says_what_was_understood_beside_it() -> None:
    (refusal,) = read("According to insiders, MiniMax M2.5 was first for five weeks.")
    assert isinstance(refusal, NotRead)
    assert refusal.nearest == (
        "understood: MiniMax M2.5, was first, for five weeks; it is an opinion, a forecast or a"
        " report of one ('According to insiders')"
    )


def test_a_claim_is_quoted_as_it_was_written_with_its_spaces() -> None:
    text = "據統計，3 月 30 日當週，智譜未參與；M2.5 以 1.8 兆 Token 位居第 1 名。"
    readings = [reading for reading in read(text) if isinstance(reading, Reading)]
    quote = "M2.5 以 1.8 兆 Token 位居第 1 名"
    assert [reading.quote for reading in readings] == [quote, quote]
    assert {text[each.start : each.start + len(quote)] for each in readings} == {quote}


def test_headlines_and_dates_of_an_article_are_not_read() -> None:
    text = "M2.5 leads again\n20 April 2026\n\nM2.5 led last week. It had 1.8T tokens.\n"
    assert [said(each)[0] for each in read(text)] == [Ranked, Amount]  # type: ignore[arg-type]


# What the record does not have.


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("- MMLU: 87.3, approaching GPT-4 levels", "MMLU"),
        ("- HumanEval: 76.8%, genuinely strong coding ability", "HumanEval"),
        ("M2.5 scored 80.2 on SWE-bench Verified.", "SWE-bench Verified"),
        ("M2.5 ranks first on LMArena.", "LMArena"),
        ("在MMLU测试中，M2.5得分87.3。", "MMLU"),
    ],
)
def test_results_of_benchmarks_are_outside_the_record(text: str, word: str) -> None:
    (refusal,) = read(f"I tested it:\n{text}\n")[1:]
    assert isinstance(refusal, NotRead)
    assert (refusal.quote, refusal.verdict) == (text.removeprefix("- "), "not_measured")
    assert refusal.because == (
        f"Nothing in it can be judged: it is about results of benchmarks ({word!r}): outside the"
        " record, which has the tokens, calls and dollars of models on OpenRouter."
    )


def test_a_benchmark_without_a_result_is_no_claim() -> None:
    (refusal,) = read("I tested M2.5 on several standard benchmarks.")
    assert isinstance(refusal, NotRead)
    assert refusal.verdict == "no_claim"


# Laws.

CHINESE = (
    "3月30日至4月5日当周，MiniMax M2.5以1.8万亿Token位居OpenRouter第1名。",
    "截至4月4日的7天内，小米MiMo-V2-Pro用量环比增长20%，消耗超过3万亿Token。",
    "上周前10名里有6款中国模型，OpenRouter总用量达20.5万亿Token。",
    "在OpenRouter上，中国大模型已连续5周高于美国，占比约44%。",
    "4月，谷歌Gemini 3 Flash首次跻身前3。",
)


@pytest.mark.parametrize("text", CHINESE)
def test_spaces_between_chinese_and_latin_change_no_reading(text: str) -> None:
    spaced = re.sub("(?<=[\u4e00-\u9fff])(?=[A-Za-z0-9])", " ", text)
    spaced = re.sub("(?<=[A-Za-z0-9%])(?=[\u4e00-\u9fff])", " ", spaced)
    readings, same = read(text), read(spaced)
    assert spaced != text
    assert {type(each) for each in readings} == {Reading}
    assert [(said(each), each.periods) for each in same if isinstance(each, Reading)] == [
        (said(each), each.periods) for each in readings if isinstance(each, Reading)
    ]


CLAIMS = (
    "M2.5 had 1.8 trillion tokens last week",
    "Chinese models have outpaced American ones for five weeks in a row",
    "MiMo-V2-Pro was second last week",
    "Claude Sonnet 4.6 grew 12 percent last week",
)
FILLERS = ("on OpenRouter", "clearly", "reportedly", "once again", "however")


@given(st.sampled_from(CLAIMS), st.lists(st.sampled_from(FILLERS), max_size=3), st.booleans())
def test_filler_and_capitals_change_no_reading(text: str, fillers: list[str], upper: bool) -> None:
    padded = f"{text} {' '.join(fillers)}."
    padded = padded.upper() if upper else padded
    assert said(one(padded))[:2] == said(one(f"{text}."))[:2]
    assert one(padded).periods == one(f"{text}.").periods


@given(st.sampled_from(CLAIMS), st.integers(1, 12), st.text("bcdfghjkz", min_size=4, max_size=9))
def test_an_unknown_word_inside_a_claim_is_never_skipped(text: str, place: int, word: str) -> None:
    words = text.split()
    words.insert(min(place, len(words)), word)
    results = read(f"{' '.join(words)}.")
    assert all(isinstance(result, NotRead) for result in results)


FULL_WIDTH = str.maketrans("0123456789.,%", "０１２３４５６７８９．，％")


@given(st.sampled_from(CLAIMS))
def test_full_width_digits_change_no_reading(text: str) -> None:
    assert said(one(f"{text.translate(FULL_WIDTH)}.")) == said(one(f"{text}."))


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.integers(0, 60))
def test_any_words_are_read_or_refused(seed: int, length: int) -> None:
    pieces = [*" ".join(CLAIMS).split(), "连续五周", "万亿", "，", "。", "a", "the", "％", "1.2.3"]
    text = " ".join(random.Random(seed).choices(pieces, k=length))
    assert all(isinstance(result, Reading | NotRead) for result in read(text))


STRETCHES = (
    *(f"{claim}." for claim in CLAIMS),
    "For the fifth week running, M2.5 led, although at 1.8 trillion tokens it gave up ground.",
    "MiMo had its busiest day on Friday, at 1.9 trillion tokens, and M2.5 led.",
    "From 1.2T in the week of March 30 it rose to 1.8T in the week of April 13.",
    "上周，ＭｉｎｉＭａｘ M2.5處理了１.8兆個Token，佔２０％。",
    "Frobnicated M2.5 had 1.8T tokens. Will M2.5 lead?",
    "- MMLU: 87.3",
    "Nobody 9 led for two weeks.",
)


@settings(max_examples=60)
@given(
    st.lists(
        st.sampled_from([*STRETCHES, "\n", "\r\n", "\u2028", " ", "\u3000", "\ufeff", "“", "🦊"])
        | st.text(max_size=6),
        max_size=8,
    ).map("".join)
)
def test_a_quote_is_what_stands_at_its_place_in_the_text(text: str) -> None:
    for reading in read(text):
        stretch = text[reading.start : reading.start + len(reading.quote)]
        assert "".join(" " if char.isspace() else char for char in stretch) == (
            "".join(" " if char.isspace() else char for char in reading.quote)
        )
        assert reading.quote.strip()


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("M2.5 ended the two-week reign of Claude Sonnet 4.6 last week.", SONNET),
        (
            "Last week M2.5 led, displacing Claude Sonnet 4.6 after a two-week spell at the top.",
            SONNET,
        ),
        ("Claude Sonnet 4.6 fell to third last week after two weeks at the top.", SONNET),
        ("上周，曾连续两周霸榜的Claude Sonnet 4.6仅列第六。", SONNET),
        ("上周，M2.5终结了Claude Sonnet 4.6连续两周的榜首。", SONNET),
        (
            "M2.5 led last week. It brought to an end two weeks of dominance by Claude Sonnet 4.6.",
            SONNET,
        ),
    ],
)
def test_weeks_in_a_row_that_ended_are_not_up_to_now(text: str, subject: str) -> None:
    runs = [each for each in read(text) if isinstance(each, Reading) and each.ending is None]
    (run,) = [each for each in runs if isinstance(each.claim, Led)]
    assert (str(run.subjects[0][0]), run.claim.weeks) == (subject, 2)
    assert run.until is not None
    assert run.until <= LAST_WEEK


def test_a_run_that_goes_on_ends_with_the_last_week() -> None:
    assert one("M2.5 is still at the top after two weeks.").ending == LAST_WEEK


@pytest.mark.parametrize(
    "text",
    [
        "上周总Token用量环比增长9%，为连续第二周上升。",
        "Total traffic rose by 9 percent last week, the second straight weekly increase.",
    ],
)
def test_every_figure_beside_weeks_in_a_row_is_judged(text: str) -> None:
    assert [type(each.claim) for each in read(text) if isinstance(each, Reading)] == [Change, Trend]


@pytest.mark.parametrize(
    "text",
    ["M2.5 was in second place for three weeks.", "M2.5 had 2T tokens last week for three days."],
)
def test_a_length_of_time_that_is_not_read_is_named(text: str) -> None:
    assert any(isinstance(each, NotRead) and "three" in each.why for each in read(text))


@pytest.mark.parametrize(
    "text",
    [
        "Barely a week old, M2.5 handled 2 trillion tokens last week.",
        "M2.5, barely a week old, handled 2 trillion tokens last week.",
        "M2.5 handled 2 trillion tokens last week, only two weeks after its launch.",
        "Not yet two months old, M2.5 handled 2 trillion tokens last week.",
        "上线仅两周的M2.5上周消耗2万亿Token。",
        "M2.5上线刚满一个月，上周消耗2万亿Token。",
        "发布不到两周，M2.5上周消耗2万亿Token。",
    ],
)
def test_an_aside_on_the_age_of_a_model_is_skipped(text: str) -> None:
    assert said(one(text)) == (Amount, M25, "2e+12")


def test_weeks_that_something_lasted_are_no_age() -> None:
    assert isinstance(one("M2.5 led for two weeks after its launch.").claim, Led)
    assert isinstance(one("M2.5's lead is three weeks old.").claim, Led)
