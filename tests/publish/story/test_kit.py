"""The press kit: its files, its languages, what it refuses, and that it is the same each time."""

from __future__ import annotations

import csv
import json
import re
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from tracker.charts import fonts
from tracker.errors import ConfigError, GapError
from tracker.publish.story import kit
from tracker.publish.story.kit import Kit
from tracker.store import Store

RANKED = (
    "In the week of May 18, 2026, Tencent's Hy3 preview was still in first place on OpenRouter."
)
DAY = date(2026, 5, 27)


@pytest.fixture(scope="module")
def english(bundled: Store) -> Kit:
    return kit.kit(bundled, RANKED, published=DAY)


def text(story: Kit, name: str) -> str:
    return story.files[name].decode()


def test_a_kit_has_everything_that_a_page_needs(english: Kit) -> None:
    of_pictures = [
        f"{number}-{chart}{ending}"
        for number, chart in ((1, "reigns"), (2, "share-lines"))
        for ending in (".png", ".svg", ".csv", "-wide.csv")
    ]
    assert sorted(english.files) == sorted(
        ["story.md", "verdict.json", "citation.txt", *of_pictures]
    )
    assert english.summary == "refuted; pictures reigns and share-lines"
    with Image.open(BytesIO(english.files["1-reigns.png"])) as picture:
        assert picture.size == (2400, 1350)
    assert "<title" in text(english, "1-reigns.svg")


def test_the_page_has_the_paragraph_and_its_files(english: Kit) -> None:
    page = text(english, "story.md")
    assert (
        "\nOpenRouter’s figures do not bear out the claim that Hy3 preview ranked first on OpenRouter by"
        " tokens in the week of 18–24 May 2026. It ranked second that week, with 3.07 trillion tokens."
        " DeepSeek V4 Flash 0423 led that week, with 3.43 trillion tokens.\n"
    ) in page
    assert "| Any way of counting | does not hold | " in page
    linked = {name for name in re.findall(r"\]\(([^)]+)\)", page) if "//" not in name}
    assert linked == {*english.files} - {"story.md"}
    for alt, name in re.findall(r"!\[(.+)\]\((.+)\)", page):
        assert name in english.files
        assert len(alt) > 60
        assert not re.search(r"\d{4}-W\d\d", alt), "dates as people write them"
    assert page.count("Licensed under CC BY 4.0.") >= 3


def test_the_verdict_is_that_of_check(english: Kit) -> None:
    verdict = json.loads(text(english, "verdict.json"))
    assert verdict["verdict"] == "refuted"
    assert verdict["evidence"][0]["name"] == "Hy3 preview"


def test_the_data_is_long_and_wide(english: Kit) -> None:
    long = [*csv.DictReader(text(english, "2-share-lines.csv").splitlines())]
    wide = [*csv.DictReader(text(english, "2-share-lines-wide.csv").splitlines())]
    week, name = long[-1]["week"], long[-1]["name"]
    (row,) = [row for row in wide if row["week"] == week]
    assert float(row[name]) == pytest.approx(float(long[-1]["share"]) * 100, abs=0.005)
    assert [row["week"] for row in wide] == sorted({row["week"] for row in long})


def test_the_citation_names_source_record_and_digests(english: Kit) -> None:
    citation = text(english, "citation.txt")
    assert citation.startswith(f"“{RANKED}”\nrefuted: ")
    assert "on the record as of 2026-" in citation
    digests = [picture.print.digest for picture in english.pictures]
    assert re.findall("sha256:([0-9a-f]{64})", citation) == digests


def test_the_same_sentence_gives_the_same_bytes(bundled: Store, english: Kit) -> None:
    assert kit.kit(bundled, RANKED, published=DAY).files == english.files


def test_a_kit_in_chinese_is_in_chinese(bundled: Store) -> None:
    sentence = "小米MiMo-V2.5以一周10.46万亿Token的消耗量登上OpenRouter榜首。"
    story = kit.kit(bundled, sentence, language="zh", published=date(2026, 7, 27))
    assert story.paragraphs[0] == (
        "OpenRouter的数据证实了这一说法：2026年7月20日至26日当周，MiMo-V2.5的Token用量为10.46万亿。"
        "准确数字为10.463万亿，占OpenRouter全部Token用量的18.0%。"
    )
    page = text(story, "story.md")
    assert "这句话包含2个说法，图片展示其中第一个可以衡量的说法。" in page
    assert "**图1.** 柱状图：每周用量（按Token用量，" in page
    assert "来源：OpenRouter（openrouter.ai/rankings），数据截至2026年8月22日" in page
    assert len(json.loads(text(story, "verdict.json"))) == 2
    title = story.pictures[0].print.picture.title
    assert bool(re.search("[一-龥]", title)) == fonts.has_chinese()
    assert ("图内文字为英文。" in page) != fonts.has_chinese()


def test_pictures_are_in_english_where_no_typeface_has_chinese(
    bundled: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fonts, "COMPANIONS", ())
    sentence = "小米MiMo-V2.5以一周10.46万亿Token的消耗量登上OpenRouter榜首。"
    story = kit.kit(bundled, sentence, language="zh", published=date(2026, 7, 27))
    assert "图内文字为英文。" in text(story, "story.md")
    assert len(story.pictures) == 2
    assert (
        story.pictures[0].print.picture.title.isascii()
        or "’" in story.pictures[0].print.picture.title
    )


def test_a_claim_about_other_days_than_weeks_says_so(bundled: Store) -> None:
    sentence = "On Saturday, April 4, Qwen3.6 Plus alone handled 1.57 trillion tokens."
    story = kit.kit(bundled, sentence, published=date(2026, 4, 6))
    assert (
        "The pictures show calendar weeks, Monday to Sunday; the claim is about 4 April 2026."
        in text(story, "story.md")
    )


@pytest.mark.parametrize(
    ("sentence", "why"),
    [
        ("Will xAI be able to keep the momentum going?", "it is a question"),
        ("Foobar Max #1 for 5 weeks", "unknown name 'Foobar Max'"),
        ("OpenRouter上接近一半的用户来自美国。", "users"),
        ("Nothing at all.", "nothing"),
    ],
)
def test_what_cannot_be_judged_is_refused_with_a_hint(
    sentence: str, why: str, bundled: Store
) -> None:
    with pytest.raises(GapError, match=why) as refused:
        kit.kit(bundled, sentence, published=DAY)
    assert refused.value.hint.startswith("Write who had how many tokens, calls or dollars")
    assert "()" not in refused.value.fact


def test_a_story_replaces_a_story_and_nothing_else(english: Kit, tmp_path: Path) -> None:
    folder = tmp_path / "kit"
    kit.save(english, folder)
    kit.save(english, folder)
    assert {file.name for file in folder.iterdir()} == {*english.files}
    (folder / "notes.docx").write_bytes(b"mine")
    with pytest.raises(ConfigError, match="holds something else"):
        kit.save(english, folder)
    assert (folder / "notes.docx").read_bytes() == b"mine"


def test_a_folder_with_a_page_of_another_hand_is_no_story(tmp_path: Path) -> None:
    assert not kit.is_story(tmp_path)
    (tmp_path / "story.md").write_text("# My own\n")
    assert not kit.is_story(tmp_path)


def test_what_of_a_sentence_was_not_judged_is_in_the_notes(bundled: Store) -> None:
    sentence = f"{RANKED} Its shares rose 9 percent."
    story = kit.kit(bundled, sentence, published=DAY)
    assert story.summary == "refuted, no claim; pictures reigns and share-lines"
    assert "- Not judged, “Its shares rose 9 percent.”: Nothing in it can be judged" in text(
        story, "story.md"
    )
