from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.answers.article import SIGNS, Article, Piece, finding
from tracker.claims.sentences import LONGEST
from tracker.claims.verdicts import NO_CLAIM, VERDICTS, Verdict

HOSTILE = (
    "<script>alert(1)</script>", "\r\n", "\n\n", "\u2028", "\x00", "\u202e", "\ufeff", "[^1]",
    "```", "&amp;", "- ", "# ", "Ａ", "🦊", "。", "M2.5 led last week.", " ",
)  # fmt: skip


def verdict(text: str, words: str, verdict: str = "supported", **fields: str) -> Verdict:
    """The verdict on some words of a text."""
    because = fields.pop("because", "It holds that it led: rank 1.")
    return Verdict(words, verdict, because, [], [], [], start=text.index(words), **fields)


ARTICLE = """\
Who leads now
16 March 2026

M2.5 led, although at 1.75T it gave up ground. Is it good?
Flash was third. Nobody knows why.
"""
GROUND = "although at 1.75T it gave up ground"


def article() -> Article:
    return Article(
        ARTICLE,
        [
            verdict(ARTICLE, "M2.5 led"),
            verdict(ARTICLE, GROUND),
            verdict(ARTICLE, GROUND, "depends"),
            verdict(ARTICLE, "Is it good?", NO_CLAIM),
            verdict(ARTICLE, "Flash was third", "refuted"),
        ],
    )


def test_claims_are_numbered_and_counted() -> None:
    assert [(number, each.claim) for number, each in article().claims] == [
        (1, "M2.5 led"), (2, GROUND), (3, GROUND), (4, "Flash was third"),
    ]  # fmt: skip
    assert article().summary == "4 claims: 2 supported, 1 refuted, 1 depends."
    assert Article("It is good.", []).summary == "0 claims."


def test_sentences_without_a_claim_are_counted() -> None:
    assert article().rest == "2 sentences claim nothing that the record can judge."
    assert Article("It is good.", []).rest == "1 sentence claims nothing that the record can judge."
    assert (
        Article("It led.", [verdict("It led.", "It led")]).rest == "Every sentence makes a claim."
    )
    assert Article("Who leads\n16 March 2026", []).rest == (
        "No sentence was read: lines that do not end like one are headlines and dates."
    )
    assert Article("x" * (LONGEST + 1), []).rest.endswith(
        "What stands behind the first 100,000 characters was not read."
    )


def test_the_words_of_a_claim_are_a_piece_with_all_claims_that_they_make() -> None:
    paragraphs = article().paragraphs
    assert [paragraph.text for paragraph in paragraphs] == [
        line for line in ARTICLE.splitlines() if line
    ]
    assert [paragraph.is_read for paragraph in paragraphs] == [False, False, True, True]
    first, second, third, fourth = article().claims
    assert paragraphs[2].pieces == (
        Piece("M2.5 led", "supported", (first,)),
        Piece(", "),
        Piece(GROUND, "depends", (second, third)),
        Piece(". Is it good?"),
    )
    assert paragraphs[3].claims == [fourth]
    assert second.place == third.place != first.place


def test_words_that_overlap_are_one_piece() -> None:
    text = "M2.5 led, with 2T on Friday."
    marked = Article(text, [verdict(text, "M2.5 led, with 2T"), verdict(text, "with 2T on Friday")])
    (paragraph,) = marked.paragraphs
    assert [piece.text for piece in paragraph.pieces] == [text[:-1], "."]
    assert [number for number, _ in paragraph.claims] == [1, 2]


def test_words_on_two_lines_have_their_verdict_where_they_end() -> None:
    text = "M2.5 led\nfor two weeks."
    marked = Article(text, [verdict(text, text, "refuted")])
    assert [paragraph.pieces for paragraph in marked.paragraphs] == [
        (Piece("M2.5 led", "refuted"),),
        (Piece("for two weeks.", "refuted", (marked.claims[0],)),),
    ]


@pytest.mark.parametrize(
    ("read_as", "because", "said"),
    [
        ("It led.", "It holds that it led: 2 weeks.", "2 weeks."),
        ("All led.", "It does not hold that all led: none.", "none."),
        (
            "It led.",
            "It depends on the definition whether it led: yes, 2; no, 1.",
            "yes, 2; no, 1.",
        ),
        ("It led.", "M2.5 led for two weeks at most.", "M2.5 led for two weeks at most."),
        ("", "Nothing in it can be judged: it is a question.", "it is a question."),
        ("", "It holds that it led: 2 weeks.", "It holds that it led: 2 weeks."),
    ],
)
def test_a_finding_leaves_out_what_was_read(read_as: str, because: str, said: str) -> None:
    assert finding(verdict("x", "x", because=because, read_as=read_as)) == said


# Laws.


@given(st.data(), st.lists(st.sampled_from(HOSTILE) | st.text(max_size=9), max_size=12))
def test_the_paragraphs_together_are_the_text(data: st.DataObject, parts: list[str]) -> None:
    """Whatever the text, and wherever the claims are said to stand in it."""
    text = "".join(parts)
    place = st.integers(0, len(text))
    spans = data.draw(st.lists(st.tuples(place, place).map(sorted), max_size=6))
    verdicts = [
        Verdict(text[start:end], data.draw(st.sampled_from(VERDICTS)), "", [], [], [], start=start)
        for start, end in spans
    ]
    marked = Article(text, verdicts)
    pieces = [piece for paragraph in marked.paragraphs for piece in paragraph.pieces]
    assert text == "".join(paragraph.text + paragraph.after for paragraph in marked.paragraphs)
    assert all(piece.text for piece in pieces)
    assert all(piece.verdict in SIGNS for piece in pieces if piece.claims)
    shown = [number for piece in pieces for number, _ in piece.claims]
    assert sorted(shown) == sorted({*shown}), "none twice"
    visible = [number for number, each in marked.claims if each.claim.strip()]
    assert {*visible} <= {*shown}
    place, claimed, others = 0, set(), set()
    for paragraph in marked.paragraphs:
        for piece in paragraph.pieces:
            (claimed if piece.verdict else others).update(range(place, place + len(piece.text)))
            place += len(piece.text)
        place += len(paragraph.after)
    words = {place for _, each in marked.claims for place in range(each.start, each.end)}
    assert claimed <= words
    assert not others & words
