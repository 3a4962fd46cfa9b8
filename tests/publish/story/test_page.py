"""The page of a story: dates for labels of weeks, rows that are alike once, and no stray markup."""

from __future__ import annotations

from datetime import date

import pytest
from support.claim_evidence import all_judged, ground
from support.weekly_frames import weekly

from tracker.publish.story.page import MARK, Page, markdown, plain, with_dates
from tracker.publish.story.paragraph import Case
from tracker.publish.story.writer import Writer

EN, ZH = (Writer(language, lambda key, _: key) for language in ("en", "zh"))
MIMO, FREE = "xiaomi/mimo-v2-pro", "xiaomi/mimo-v2-pro:free"
WEEKS = f"""
    week        {MIMO}  {FREE}  openai/gpt-4o-mini  other
    2026-03-09   300     300     500                  50
    2026-03-16   400     300     500                  50
"""


@pytest.mark.parametrize(
    ("title", "english"),
    [
        ("x led for two weeks (2026-W14 to 2026-W15)",
         "x led for two weeks (30 March to 12 April 2026)"),
        ("x in 2026-W14", "x in the week of 30 March to 5 April 2026"),
        ("more in 2026-W14 to 2026-W15", "more in the weeks of 30 March to 12 April 2026"),
        ("a model called W14", "a model called W14"),
    ],
)  # fmt: skip
def test_weeks_have_their_days_in_place_of_labels(title: str, english: str) -> None:
    assert with_dates(EN, title) == english


def test_text_is_no_markup() -> None:
    assert plain("a*b* [c](d) <e>\n# f | `g` _h_") == r"a\*b\* \[c\](d) \<e\> # f \| \`g\` \_h\_"
    assert plain("a\u202eb") == "a\N{REPLACEMENT CHARACTER}b"


def page(text: str, write: Writer) -> str:
    verdicts = all_judged(text, ground(weekly(WEEKS)), date(2026, 3, 24))
    cases = [Case(write, verdict) for verdict in verdicts]
    return markdown(Page(write, text, cases, cases[0], [], "Source: x.", ["A note."], ["Cited."]))


def test_a_page_has_its_parts_in_order() -> None:
    lines = page("MiMo-V2-Pro had 400 tokens last week.", EN).splitlines()
    assert lines[0] == MARK
    assert lines[2] == "# It depends: “MiMo-V2-Pro had 400 tokens last week.”"
    assert [line for line in lines if line.startswith("## ")] == [
        "## Pictures", "## How it was counted", "## Notes", "## Citation", "## Files",
    ]  # fmt: skip
    assert "No chart can show this: its figures are not on record." in lines


def test_findings_that_are_alike_share_a_row() -> None:
    text = page("MiMo-V2-Pro had 400 tokens last week.", EN)
    table = [line for line in text.splitlines() if line.startswith("| ")]
    assert len(table) == 4
    assert table[2].startswith("| Each variant of a model by itself | holds | ")
    assert table[3].startswith(
        "| The variants of a model together; All dated versions of a model together | does not hold |"
    )
    alike = page("GPT-4o-mini had 500 tokens last week.", EN)
    assert "| Any way of counting | holds | " in alike


def test_of_several_claims_each_has_its_verdict_and_its_rows() -> None:
    text = page("Last week GPT-4o-mini came first with 500 tokens.", ZH)
    assert "\n# “Last week GPT-4o-mini came first with 500 tokens.”\n" in text
    assert (
        text.count("\n**属实**：OpenRouter的数据证实了这一说法：") + text.count("**视口径而定**")
        == 2
    )
    assert "| 说法 | 口径 | 说法是否成立 | 记录显示 |" in text
    assert "这句话包含2个说法" in text
