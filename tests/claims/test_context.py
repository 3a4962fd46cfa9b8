"""What a text has said so far."""

from __future__ import annotations

from tracker.claims.context import TOTALS, UNCLEAR, Context
from tracker.claims.mentions import Meanings
from tracker.identity.subjects import Subject

A: Meanings = (Subject("family", "a/a"),)
B: Meanings = (Subject("family", "b/b"),)


def said(*topics: Meanings, is_paragraph: bool = False, of: Context | None = None) -> Context:
    context = of or Context()
    context.begin(is_paragraph=is_paragraph or of is None)
    for topic in topics:
        context.add_topic(topic)
    return context


def test_the_antecedent_is_what_the_last_sentence_with_a_subject_was_about() -> None:
    context = said(A, A)
    assert said(of=said(of=context)).antecedent() == A
    assert said(B, of=context).antecedent() == B


def test_of_several_none_is_meant() -> None:
    assert said(A, B).antecedent() == UNCLEAR


def test_everything_behind_a_model_is_unclear() -> None:
    assert said(TOTALS).antecedent() == TOTALS
    assert said(TOTALS, of=said(A)).antecedent() == UNCLEAR


def test_a_paragraph_takes_up_the_sentence_before_it_and_no_more() -> None:
    context = said(is_paragraph=True, of=said(A))
    assert context.antecedent() == A
    assert said(of=context).antecedent() is None


def test_the_rival_is_the_last_other_one_that_was_named() -> None:
    context = said()
    context.add([A, B])
    assert context.rival_of(B) == A
    assert said(of=context).last_named() == [A, B]
    assert said(of=said(is_paragraph=True, of=context)).rival_of(B) is None
