"""One paragraph for each class of claims and each verdict, in both languages, as it is printed."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from support.claim_evidence import all_judged, ground
from support.weekly_frames import weekly

from tracker.claims import claim as claims
from tracker.claims.claim import Claim
from tracker.claims.ground import Ground
from tracker.publish.story.claimed import CLAIMED
from tracker.publish.story.findings import FOUND
from tracker.publish.story.further import CONFIRMED, CORRECTED
from tracker.publish.story.paragraph import Case, paragraph, source
from tracker.publish.story.writer import Writer

MIMO, M25, GPT = "xiaomi/mimo-v2-pro", "minimax/minimax-m2.5", "openai/gpt-4o-mini"
FREE = f"{GPT}:free"
NAMES = {MIMO: "MiMo-V2-Pro", M25: "MiniMax M2.5", GPT: "GPT-4o-mini", FREE: "GPT-4o-mini (free)",
         "xiaomi": "Xiaomi", "openai": "OpenAI"}  # fmt: skip
WEEKS = f"""
    week        {MIMO}  {M25}  {GPT}  {FREE}  other
    2026-03-02   400    1000   100    600      50
    2026-03-09   900     800   100    600     100
    2026-03-16  1000     700   100    600     150
    2026-03-23   300     900   800    200     100
"""
"""With its free variant GPT-4o-mini leads the last week; MiMo leads the two before."""
PUBLISHED = date(2026, 3, 24)  # last week is that of 16 March
WEEK, ZH_WEEK = "the week of 16–22 March 2026", "2026年3月16日至22日当周"


def told(
    text: str, language: str, on: Ground | None = None, published: date | None = PUBLISHED
) -> tuple[type[Claim], str]:
    """Return the class of the first claim of a text, and its paragraph."""
    on = on or ground(weekly(WEEKS))
    verdict = all_judged(text, on, published)[0]
    write = Writer(language, lambda key, _: NAMES.get(key, key))
    said = paragraph(Case(write, verdict, published))
    return type(verdict.results[0].claim), said


def both(text: str, **options: object) -> Sequence[str]:
    return [told(text, language, **options)[1] for language in ("en", "zh")]  # type: ignore[arg-type]


CONFIRMS, CONFIRMS_ZH = "OpenRouter’s figures confirm that ", "OpenRouter的数据证实了这一说法："
with (Path(__file__).parent / "paragraphs.csv").open(encoding="utf-8", newline="") as file:
    ROWS = [*csv.DictReader(file)]


@pytest.mark.parametrize("row", ROWS, ids=[f"{row['kind']}: {row['claim']}" for row in ROWS])
def test_a_paragraph(row: dict[str, str]) -> None:
    kind = getattr(claims, row["kind"])
    assert told(row["claim"], "en") == (kind, row["english"])
    assert told(row["claim"], "zh") == (kind, row["chinese"])


def test_every_class_of_claims_can_be_told() -> None:
    every = {*Claim.__subclasses__()}
    assert {*CLAIMED} == {*FOUND} == every == {getattr(claims, row["kind"]) for row in ROWS}
    assert {*CONFIRMED} | {*CORRECTED} <= every


# Verdicts that depend, and verdicts that there are not.


def test_where_it_depends_each_way_of_counting_has_its_answer() -> None:
    english, chinese = both("GPT-4o-mini ranked first last week.", published=date(2026, 3, 31))
    assert english == (
        "Whether GPT-4o-mini ranked first on OpenRouter by tokens in the week of 23–29 March 2026"
        " depends on how it is counted. Counting the variants of a model together, it ranked first"
        " that week, with 1,000 tokens, which bears the claim out. Counting each variant of a model"
        " by itself, it ranked second that week, with 800 tokens, which does not bear it out."
    )
    assert chinese == (
        "以下说法是否成立，取决于统计口径：2026年3月23日至29日当周，GPT-4o-mini按Token用量位列OpenRouter第一。"
        "同一模型的各个版本合并计算，当周，GPT-4o-mini位列第一，Token用量为1000，说法成立。"
        "各个版本分开计算，当周，GPT-4o-mini位列第二，Token用量为800，说法不成立。"
    )


def test_a_depth_that_the_claim_names_is_named() -> None:
    english, chinese = both(
        "Of the nine models that OpenRouter's chart names, the Chinese ones had 1,700 tokens last week."
    )
    assert english.startswith(
        f"{CONFIRMS}among the nine largest models, Chinese models had 1,700 tokens in {WEEK}."
    )
    assert chinese.startswith(
        f"{CONFIRMS_ZH}只看用量最大的9个模型，{ZH_WEEK}，中国模型的Token用量为1700。"
    )


SHALLOW = weekly(f"week {MIMO} {GPT} other\n2026-03-16 50 45 30", depth=2)


def test_what_is_not_named_may_leave_it_open() -> None:
    english, chinese = both(
        "Chinese models had more tokens than American ones last week.", on=ground(SHALLOW)
    )
    assert english == (
        "OpenRouter’s published figures do not settle whether Chinese models had more tokens than"
        f" American models in {WEEK}. What OpenRouter does not name could change the answer."
    )
    assert chinese == (
        f"OpenRouter公布的数据不足以判定这一说法：{ZH_WEEK}，中国模型的Token用量高于美国模型。"
        "OpenRouter未列出的部分可能改变结论。"
    )


@pytest.mark.parametrize(
    ("text", "week", "english", "chinese"),
    [
        ("MiMo-V2-Pro had 900 calls last week.", "2026-03-24",
         f"The number of calls of {WEEK} is not on record.", f"没有{ZH_WEEK}的调用次数记录。"),
        ("MiniMax M2.5 had 20 tokens last week.", "2026-03-24",
         "OpenRouter’s published list does not name MiniMax M2.5 that week.",
         "当周，OpenRouter公布的榜单没有列出MiniMax M2.5。"),
        ("MiMo-V2-Pro doubled last week.", "2026-03-24",
         "The token use of the week of 9–15 March 2026 is not on record.",
         "没有2026年3月9日至15日当周的Token用量记录。"),
        ("MiMo-V2-Pro #1 for 5 weeks", "2026-03-24",
         "The token use of some of those weeks is not on record, or of too few models.",
         "其中部分周没有Token用量记录，或记录的模型太少。"),
    ],
)  # fmt: skip
def test_why_a_claim_cannot_be_settled_is_said(
    text: str, week: str, english: str, chinese: str
) -> None:
    calls = weekly(f"week {MIMO} other\n2026-03-02 5 1", metric="calls")
    on = ground(SHALLOW, calls, slugs=[M25])
    said = both(text, on=on, published=date.fromisoformat(week))
    assert said[0].endswith(f". {english}")
    assert said[1].endswith(f"。{chinese}")


def test_a_lost_day_is_said_to_be_one() -> None:
    frame = weekly("week openai/gpt-4o-mini other\n2025-06-09 400 600")
    english, chinese = both(
        "GPT-4o-mini had 41 percent of tokens in the week of June 9, 2025.",
        on=ground(frame), published=date(2025, 6, 24),
    )  # fmt: skip
    assert english.endswith(
        ". A day of the week of 9–15 June 2025 is missing from what OpenRouter published, and could"
        " change the answer."
    )
    assert chinese.endswith("2025年6月9日至15日当周缺少一天的公布数据，可能改变结论。")


def test_a_refuted_amount_that_is_not_named_is_said_not_to_be() -> None:
    english, _ = both("MiniMax M2.5 had 900 tokens last week.", on=ground(SHALLOW, slugs=[M25]))
    assert english.endswith("OpenRouter’s published list does not name MiniMax M2.5 that week.")


def test_money_is_spent_on_a_model() -> None:
    spend = weekly(f"week {MIMO} {GPT} other\n2026-03-16 3000000 1000000 0", metric="spend")
    text = "MiMo-V2-Pro brought in more money than any other model on OpenRouter last week."
    english, chinese = both(text, on=ground(None, spend))
    assert english == (
        f"{CONFIRMS}MiMo-V2-Pro ranked first on OpenRouter by money spent in {WEEK}. $3 was spent on it"
        " that week, three times as much as the runner-up, GPT-4o-mini."
    )
    assert chinese == (
        f"{CONFIRMS_ZH}{ZH_WEEK}，MiMo-V2-Pro按花费位列OpenRouter第一。当周，MiMo-V2-Pro的花费为3美元，"
        "是第二名GPT-4o-mini的3倍。"
    )


def test_a_streak_that_one_way_of_counting_leaves_open_is_not_denied() -> None:
    """By slug it led the one week that is known; with its variants nothing is."""
    english, _ = both("MiMo-V2-Pro led for five weeks in a row.", on=ground(SHALLOW))
    assert english.startswith("OpenRouter’s figures do not bear out the claim")
    assert "it led for one week at most, from 16 to 22 March 2026" in english


@pytest.mark.parametrize(
    ("dataset", "english"),
    [
        ("rankings-daily", "as of 22 August 2026, licensed under CC BY 4.0."),
        ("history-frontend", "as of 22 August 2026, in part without a stated licence."),
        ("app-rankings", "Source: OpenRouter (openrouter.ai/apps)"),
    ],
)
def test_the_source_has_its_day_and_its_licence(dataset: str, english: str) -> None:
    shown = pd.DataFrame(
        {"dataset": [dataset], "as_of": [pd.Timestamp("2026-08-22T07:10:19Z")], "week": [0]}
    )
    write = Writer("en", lambda key, _: key)
    assert english in source(write, shown)
    assert "2026年8月22日" in source(Writer("zh", lambda key, _: key), shown)
