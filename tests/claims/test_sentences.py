from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.claims.sentences import LONGEST, Passage, paragraphs, sentences

BREAKS = ("\n", "\r\n", "\r", "\v", "\f", "\x1c", "\x85", "\u2028")


def parts(text: str) -> list[str]:
    return [sentence.text for sentence in sentences(text)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("It had 1.8T. No. 1 was Qwen.", ["It had 1.8T.", "No. 1 was Qwen."]),
        ("它领先。它又领先；他们落后。", ["它领先。", "它又领先；", "他们落后。"]),
        ("The U.S. Model led. It fell.", ["The U.S. Model led.", "It fell."]),
        ("  It led.  It fell ", ["It led.", "It fell"]),
        ("It was no. 1 then. He said no. It fell.", ["It was no. 1 then.", "He said no.", "It fell."]),
        ("It led. xAI's Grok fell.", ["It led.", "xAI's Grok fell."]),
        ("M2.5 came second. z.ai led.", ["M2.5 came second.", "z.ai led."]),
        ("It fell. mimo-v2-pro led. (gpt-4o rose.)",
            ["It fell.", "mimo-v2-pro led.", "(gpt-4o rose.)"]),
        ("Z.ai led, and No. 1 in the U.S. xAI.", ["Z.ai led, and No. 1 in the U.S. xAI."]),
        ("GPT-5.6 of x.ai vs. xAI's.", ["GPT-5.6 of x.ai vs. xAI's."]),
        ("It had approx. 2T in the U.S. models.", ["It had approx. 2T in the U.S. models."]),
        ("", []),
        (" \n ", []),
    ],
)  # fmt: skip
def test_sentences(text: str, said: list[str]) -> None:
    assert parts(text) == said


def test_headlines_and_dates_are_left_out_and_the_items_of_a_list_are_not() -> None:
    text = "M2.5 leads again\n20 April 2026\n\nIt led:\n- M2.5: 1.8T\n2) M2.7, second\n"
    assert parts(text) == ["It led:", "M2.5: 1.8T", "M2.7, second"]


def test_a_line_alone_is_a_sentence_however_it_ends() -> None:
    assert parts("M2.5 leads again\n\n") == ["M2.5 leads again"]
    assert parts("- M2.5 leads again") == ["- M2.5 leads again"]


@pytest.mark.parametrize("end", BREAKS)
def test_a_sentence_says_where_it_begins(end: str) -> None:
    text = f"Headline{end}{end}  It led. It fell.{end}All rose."
    places = [(text.index(part), part) for part in ("It led.", "It fell.", "All rose.")]
    assert [*sentences(text)] == places


def test_what_stands_behind_the_longest_text_is_not_read() -> None:
    text = f"It led. X{'x' * LONGEST} It fell."
    assert [sentence.end for sentence in sentences(text)] == [7, LONGEST]


# Lines of one width.

BROKEN = """\
M2.5 leads for the fifth week running on the marketplace for models

MiniMax M2.5 was once again the most used model of the week, and it has
now led for the fifth week in a row, although its lead over the second
is smaller than it was. Nobody knows how long that will last, says one
of the observers.
"""


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_line_goes_on_in_the_next_one_if_its_first_word_would_not_have_fitted(end: str) -> None:
    text = BROKEN.replace("\n", end)
    headline, article = paragraphs(text)
    assert headline.text == BROKEN.splitlines()[0]
    assert " ".join(article.text.split()) == " ".join(BROKEN.splitlines()[2:])
    assert len(article.text) == article.end - article.start
    first, second = parts(text)
    assert first.endswith("smaller than it was.")
    assert " ".join(second.split()).endswith("last, says one of the observers.")


@pytest.mark.parametrize(
    "text",
    [
        "A headline that is as long as one line of an article would be, about\nmodels that led.",
        "One paragraph of an article that stands on one line.\nand one more that stands on one",
        f"{'a word ' * 30}\nand one more\nand another\n",
        "the first item of a list that is long, with a number\n- the second item of a list\n- x y",
    ],
)
def test_other_lines_are_paragraphs(text: str) -> None:
    assert [part.text for part in paragraphs(text)] == text.splitlines()


# Laws.

TEXTS = st.lists(
    st.sampled_from([*BREAKS, *BROKEN.split(), " ", "。", "- ", "\ufeff", "Ａ", "\u202e"])
    | st.text(max_size=8)
).map("".join)


@given(TEXTS)
def test_every_part_is_as_in_the_text_with_spaces_for_line_breaks(text: str) -> None:
    for part in [*paragraphs(text), *sentences(text)]:
        original = text[part.start : part.end]
        assert len(part.text) == len(original) > 0
        assert all(a == b or (a == " " and b.isspace()) for a, b in zip(part.text, original))  # noqa: B905
        assert isinstance(part, Passage)


@given(TEXTS)
def test_parts_follow_each_other_and_only_blanks_are_between_paragraphs(text: str) -> None:
    place = 0
    for paragraph in paragraphs(text):
        assert text[place : paragraph.start].strip() == ""
        assert paragraph.text.strip()
        place = paragraph.end
    assert text[place:].strip() == ""
    ends = [0, *(sentence.end for sentence in sentences(text))]
    assert all(end <= each.start for end, each in zip(ends, sentences(text)))  # noqa: B905
