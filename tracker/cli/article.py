"""Printing of an article with its verdicts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tracker.cli import output
from tracker.cli.layout import folded
from tracker.cli.params import Format
from tracker.identity.names import Naming
from tracker.text import printable

if TYPE_CHECKING:
    from tracker.answers.article import Article, Judged
    from tracker.cli.output import Styled

WIDEST = 80
"""Columns beyond which prose is hard to read."""
COLOURS = {"supported": "green", "refuted": "red", "depends": "yellow", "not_measured": "cyan"}
MORE = "With evidence and notes: `--format json`; beside the text: `--out article.html`."


def show(
    article: Article,
    form: str,
    naming: Naming,
    notes: Sequence[str],
    *,
    wide: bool = False,
    columns: Sequence[str] = (),
) -> None:
    """Print the verdicts on an article: in a list, as data, or with its text.

    The lines of the list are at most `WIDEST` long, unless ``wide`` keeps them whole. ``columns``
    are those of the data.
    """
    if form == "json" and not columns:
        output.show_json([verdict.as_json(naming) for verdict in article.verdicts])
    elif form in ("csv", "json"):
        claims = [verdict for _, verdict in article.claims] or article.verdicts
        rows = [verdict.as_json() for verdict in claims]
        output.show_claims(rows, Format(form), columns=columns)
    elif form == "table":
        _show_list(article, notes, None if wide else min(output.width() or WIDEST, WIDEST))
    else:
        from tracker.publish import margin

        write = margin.page if form == "html" else margin.markdown
        output.say_lines(write(article, notes).removesuffix("\n"))


def _show_list(article: Article, notes: Sequence[str], most: int | None) -> None:
    _say(article.summary, most)
    digits = len(str(len(article.claims)))
    place = None
    for claim in article.claims:
        _show_claim(claim, digits, most, is_new=claim.place != place)
        place = claim.place
    output.say()
    hint = MORE if article.claims else ""
    for line in filter(None, [*notes, hint, article.source, article.rest]):
        _say(line, most)


def _show_claim(claim: Judged, digits: int, most: int | None, *, is_new: bool) -> None:
    """Print a claim: the words that make it, how they were read, the verdict and why.

    Words that make several claims are printed with the first one, where they are new.
    """
    from tracker.answers.article import SIGNS, finding
    from tracker.answers.check import spelt

    verdict = claim.verdict
    indent = digits + 4
    lines = [f"Read as: {verdict.read_as}"] if verdict.read_as else []
    if is_new:
        output.say()
        lines = [f"“{' '.join(verdict.claim.split())}”", *lines]
    style = f"bold {COLOURS[verdict.verdict]}"
    margin: list[Styled] = [(SIGNS[verdict.verdict], style), f" {claim.number:>{digits}}  "]
    for line in lines:
        for part in _lines(line, most, indent):
            output.say_styled(*margin, part)
            margin = [" " * indent]
    word = spelt(verdict.verdict)
    first, *rest = _lines(f"{word}: {finding(verdict)}", most, indent)
    output.say_styled(*margin, (word, style), first.removeprefix(word))
    for line in rest:
        output.say_styled(" " * indent, line)


def _say(text: str, most: int | None) -> None:
    for line in _lines(text, most, 0):
        output.say(line)


def _lines(text: str, most: int | None, indent: int) -> list[str]:
    """Return a text as lines that fit beside an indent."""
    text = printable(text)
    return [text] if most is None else [*folded(text, max(most - indent, 16))]
