"""An article with its verdicts: the whole text is there, and nothing of it means anything."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Sequence
from datetime import date
from hashlib import sha256
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from tracker.answers.article import SIGNS, Article
from tracker.claims.verdicts import Verdict
from tracker.publish.margin import definition, escaped, legible, markdown, page

TEXT = """\
Who leads now
16 March 2026

M2.5 led, although at 1.75T it gave up ground. Is it good?
- Flash was *third*
"""
ROW: dict[str, Any] = {
    "metric": "tokens", "by": "slug", "depth": 9, "period": "the week to 15 March 2026",
    "verdict": "supported", "found": "rank 1",
}  # fmt: skip


def verdict(words: str, verdict: str, text: str = TEXT, notes: Sequence[str] = ()) -> Verdict:
    because = "It holds that it led by tokens: rank 1."
    return Verdict(
        words, verdict, because, [], [ROW], [*notes], "It led by tokens.", text.index(words)
    )


def article() -> Article:
    return Article(
        TEXT,
        [
            verdict("M2.5 led", "supported"),
            verdict("at 1.75T it gave up ground", "depends", notes=["A <note>."]),
            verdict("at 1.75T it gave up ground", "supported"),
            verdict("Flash was *third*", "not_measured"),
        ],
        date(2026, 3, 16),
        "Source: here, as of then.",
    )


def parsed(shown: Article, notes: Sequence[str] = ()) -> BeautifulSoup:
    return BeautifulSoup(page(shown, notes), "html.parser")


def words(soup: BeautifulSoup) -> list[str]:
    """The paragraphs of the article without the numbers behind its claims."""
    for mark in soup.select("sup"):
        mark.extract()
    return [paragraph.get_text() for paragraph in soup.select(".words")]


def one(soup: BeautifulSoup | Tag, selector: str) -> Tag:
    (tag,) = soup.select(selector)
    return tag


# The page.


def test_the_page_has_the_whole_text_in_paragraphs() -> None:
    assert words(parsed(article())) == [line for line in TEXT.splitlines() if line]


def test_a_mark_leads_to_its_verdict_and_back() -> None:
    soup = parsed(article())
    assert [mark.get_text() for mark in soup.select("sup a")] == [
        "1 ✓ supported", "2 ± depends", "3 ✓ supported", "4 ? not measured",
    ]  # fmt: skip
    for link in soup.select("main a"):
        target = one(soup, f"[id='{link['href'].removeprefix('#')}']")
        if target.name == "li":
            assert one(target, "p a")["href"] == f"#{link['id']}"
    assert len({tag["id"] for tag in soup.select("[id]")}) == len(soup.select("[id]"))


def test_a_verdict_stands_with_the_paragraph_of_its_claim() -> None:
    soup = parsed(article(), ["The newest week is 20 days old."])
    beside = [
        [item["id"] for item in paragraph.select("li[id]")]
        for paragraph in soup.select(".paragraph")
    ]
    assert beside == [[], [], ["verdict-1", "verdict-2", "verdict-3"], ["verdict-4"]]
    second = one(soup, "#verdict-2")
    assert one(second, "li > p").get_text().split() == ["2", "±", "depends:", "rank", "1."]
    assert one(second, "summary").get_text() == "Read as: It led by tokens."
    assert one(second, "details li").get_text() == (
        "tokens by slug, the 9 largest slugs, the week to 15 March 2026: supported, rank 1"
    )
    assert one(second, "details .note").get_text() == "A <note>."
    assert "The newest week is 20 days old." in soup.main.get_text()
    assert [claim["class"] for claim in soup.select(".claim")] == [
        ["claim", "supported"], ["claim", "depends"], ["claim", "not_measured"],
    ]  # fmt: skip


def test_the_page_begins_with_the_summary_and_ends_with_the_source() -> None:
    soup = parsed(article())
    assert soup.h1.get_text() == "4 claims: 2 supported, 1 depends, 1 not measured"
    assert [" ".join(item.get_text().split()) for item in soup.select(".counts li")] == [
        "✓ supported: 1, 3", "± depends: 2", "? not measured: 4",
    ]  # fmt: skip
    said = " ".join(one(soup, "main > .note").get_text().split())
    assert said.startswith("Published 16 March 2026. What makes a claim is underlined")
    assert "Headlines and dates, in bold, are not read. 1 sentence claims nothing" in said
    assert one(soup, "footer .source").get_text() == "Source: here, as of then."
    assert "under every definition that could be judged" in one(soup, "main > details").get_text()


def test_the_page_loads_nothing_and_runs_nothing() -> None:
    text, soup = page(article()), parsed(article())
    assert not soup.find(["script", "img", "iframe", "object", "base", "form"])
    assert {link["href"].partition(":")[0] for link in soup.select("link[href]")} == {"data"}
    assert not re.search(r"url\(|@import|https?://(?!www\.w3\.org)", text)
    policy = one(soup, "[http-equiv]")["content"]
    digest = b64encode(sha256(soup.style.string.encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none';")


def test_headings_are_in_order_and_landmarks_are_there() -> None:
    soup = parsed(article())
    assert [tag.name for tag in soup.find_all(re.compile("^h[1-6]$"))] == ["h1", "h2"]
    assert soup.h2.get_text() == "Who leads now"
    assert all(len(soup.select(name)) == 1 for name in ("header", "main", "footer"))
    assert one(soup, ".skip")["href"] == "#main"


def test_a_first_paragraph_that_claims_something_is_no_title() -> None:
    text = "M2.5 led.\nIt is good."
    assert parsed(Article(text, [verdict("M2.5 led", "refuted", text)])).h2 is None
    assert parsed(Article("It is good.", [])).h2 is None
    assert parsed(Article(f"{'x' * 121}\nIt is good.", [])).h2 is None


@pytest.mark.parametrize(
    ("text", "language"),
    [("M2.5 led.", "en"), ("上周，M2.5处理了1.8万亿Token。", "zh"), ("小米 led in a week.", "en")],
)
def test_the_language_of_the_text_is_said(text: str, language: str) -> None:
    soup = parsed(Article(text, [verdict(text, "supported", text)]))
    assert one(soup, "section")["lang"] == language
    assert one(soup, "ol")["lang"] == "en"
    assert soup.html["lang"] == "en"


# Markdown.


def test_markdown_has_the_text_with_footnotes() -> None:
    assert markdown(article(), ["The newest week is 20 days old."]) == (
        "**4 claims: 2 supported, 1 depends, 1 not measured.**\n\n"
        "Who leads now\n\n"
        "16 March 2026\n\n"
        "M2.5 led ✓[^1], although at 1.75T it gave up ground ±[^2] ✓[^3]. Is it good?\n\n"
        "- Flash was \\*third\\* ?[^4]\n\n"
        "[^1]: ✓ **supported**: rank 1. *Read as:* It led by tokens.\n\n"
        "[^2]: ± **depends**: rank 1. *Read as:* It led by tokens.\n\n"
        "[^3]: ✓ **supported**: rank 1. *Read as:* It led by tokens.\n\n"
        "[^4]: ? **not measured**: rank 1. *Read as:* It led by tokens.\n\n"
        "The newest week is 20 days old.\n\n"
        "1 sentence claims nothing that the record can judge.\n\n"
        "Source: here, as of then.\n"
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("5 * 3 [^1] <b> a_b `c` ~5% | x \\", r"5 \* 3 \[^1\] \<b\> a\_b \`c\` \~5% \| x \\"),
        ("AT&T &amp; R&D &#60;", r"AT\&T \&amp; R\&D \&#60;"),
        ("a & b, 16.9T, -5 % and #1", "a & b, 16.9T, -5 % and #1"),
        ("# one\n## two\n#1", "\\# one\n\\## two\n#1"),
        ("---\n- - -\n===\n+ x", "\\---\n\\- - -\n\\===\n\\+ x"),
        ("1. one\n16.9T\n2) two", "1\\. one\n16.9T\n2\\) two"),
        ("- an item", "- an item"),
        ("- # no headline", "\\- # no headline"),
        ("    no code\n\tnone", "no code\nnone"),
        ("> no quote", r"\> no quote"),
    ],
)
def test_nothing_of_a_text_means_anything_in_markdown(text: str, said: str) -> None:
    assert escaped(text) == said


# Both.


def test_a_definition_is_one_line() -> None:
    row = ROW | {"depth": "all", "period": "", "verdict": "not_measured", "found": ""}
    assert definition(row) == "tokens by slug, all that are published: not measured"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a\u3000b\xa0c\u200dd\u00ade\nf\tg", None),
        ("a\x1b[2J\x9b\x00b", "a\ufffd[2J\ufffd\ufffdb"),
        ("a\u202eb\u2066c\u200fd", "a\ufffdb\ufffdc\ufffdd"),
        ("a\ud800b\ufffeb", "a\ufffdb\ufffdb"),
    ],
)
def test_harmful_characters_are_replaced(text: str, said: str | None) -> None:
    assert legible(text) == (said or text)


def test_what_a_store_says_is_not_trusted_either() -> None:
    evil = Verdict(
        "x", "supported", "<b>\x1b\u202e*", [], [ROW | {"found": "<i>\x1b"}], ["<u>"], "<s>\u202e"
    )
    soup = parsed(Article("x", [evil], source="<script>"), ["<em>"])
    assert not soup.find(["b", "i", "u", "s", "em", "script"])
    text = f"{page(Article('x', [evil]))}{markdown(Article('x', [evil]))}"
    assert not {"\x1b", "\u202e"} & {*text}
    assert "\\<b\\>" in text


HOSTILE = (
    "</p></main><script>alert(1)</script>", "\r\n", "\n\n", "\u2028", "\x00", "\u202e", "\ufeff",
    "[^1]: x", "```", "&amp;", "&", "- ", "# ", "Ａ", "🦊", "。", "M2.5 led.", " ", "<!--", "\\", "]]>",
)  # fmt: skip


@given(st.data(), st.lists(st.sampled_from(HOSTILE) | st.text(max_size=9), max_size=9))
def test_the_page_shows_the_text_whatever_it_is(data: st.DataObject, parts: list[str]) -> None:
    text = "".join(parts)
    place = st.integers(0, len(text))
    verdicts = [
        Verdict(text[start:end], data.draw(st.sampled_from([*SIGNS])), "", [], [], [], start=start)
        for start, end in data.draw(st.lists(st.tuples(place, place).map(sorted), max_size=4))
    ]
    shown = Article(text, verdicts)
    soup = parsed(shown)
    said = [legible(each.text) for each in shown.paragraphs if each.pieces]
    assert [*map(str.split, words(soup))] == [*map(str.split, said)]
    assert not soup.find("script")
    assert {tag.name for tag in soup.select(".words *")} <= {"span"}
    assert len(soup.select(".words")) == len(soup.select(".paragraph"))


@given(
    st.lists(
        st.sampled_from([*HOSTILE, "a", "|", "-", "1. ", "    ", "*", "_", "`", "["])
        | st.text(max_size=5)
    )
)
def test_markdown_shows_the_text_whatever_it_is(parts: list[str]) -> None:
    shown = Article("".join(parts), [])
    renderer = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    soup = BeautifulSoup(renderer.render(markdown(shown)), "html.parser")
    assert {tag.name for tag in soup.find_all()} <= {"p", "strong", "ul", "li"}
    text = f"{shown.summary} {shown.text} {shown.rest}"
    rendered = "".join(
        f"- {item.get_text()}" if item.name == "li" else item.get_text()
        for item in soup.find_all(["p", "li"])
        if item.name == "li" or not item.find_parent("li")
    )
    assert squeezed(rendered) == squeezed(legible(text))


def squeezed(text: str) -> str:
    """A text without blanks, which Markdown folds."""
    return "".join(text.replace("\ufffd", "").split())
