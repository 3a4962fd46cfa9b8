"""An article with the verdicts on its claims in the margin: as a page, and as Markdown.

The page needs no other file, no network and no script. The text is not trusted: the page escapes
it, Markdown gets it with every sign that has a meaning there escaped, and neither has characters
that control a terminal or turn the direction of what follows.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Sequence
from hashlib import sha256
from typing import Any
from unicodedata import category

import tracker
from tracker.answers.article import SIGNS, Article, Judged, Paragraph, finding
from tracker.answers.check import spelt
from tracker.publish.site.page import static, templates, terms
from tracker.text import plain_date, printable

TITLE = "Claims, checked by openrouter-tracker"
LONGEST_TITLE = 120
TERMS = ("verdict", "read_as", "no_claim", "not_read")
"""The definitions on the page."""
POLICY = (
    "default-src 'none'; img-src data:; style-src 'sha256-{}'; base-uri 'none'; form-action 'none'"
)
TURNING = {*"\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"}
"""Characters that turn the direction of what follows them."""
_CHINESE = re.compile("[\u4e00-\u9fff]")
_MEANS_SOMETHING = re.compile(r"([\\`*_\[\]<>|~]|&(?=[#A-Za-z]|$))")
"""What means something anywhere in a line of Markdown."""
_BEGINS_SOMETHING = re.compile(
    r"^(?=[-+](?:\s|$)|#{1,6}(?:\s|$)|=+\s*$|-[-\s]*$|:\s)", re.MULTILINE
)
_BEGINS_A_LIST = re.compile(r"^(\d+)(?=[.)](?:\s|$))", re.MULTILINE)
"""What means something at the beginning of a line: headings, rules, items of lists."""
_ITEM = re.compile(r"- (?=[^\W_])")


def page(article: Article, notes: Sequence[str] = ()) -> str:
    """Return an article as a page: its text, and the verdicts beside it, or below a paragraph."""
    environment = templates()
    style = static()["style.css"].decode() + environment.get_template("article.css").render()
    environment.filters |= {
        "legible": legible,
        "finding": finding,
        "spelt": spelt,
        "definition": definition,
    }
    context: dict[str, Any] = {
        "article": article,
        "notes": notes,
        "numbers": _numbers(article.claims),
        "published": plain_date(article.published) if article.published else "",
        "title": _title(article),
        "has_unread": not all(paragraph.is_read for paragraph in article.paragraphs),
        "language": "zh" if len(_CHINESE.findall(article.text)) * 4 > len(article.text) else "en",
        "signs": SIGNS,
        "terms": terms(TERMS),
        "style": style,
        "icon": _data(static()["icon.svg"]),
        "policy": POLICY.format(b64encode(sha256(style.encode()).digest()).decode()),
        "site_title": TITLE,
        "version": tracker.__version__,
    }
    return f"{environment.get_template('article.html').render(context).rstrip()}\n"


def markdown(article: Article, notes: Sequence[str] = ()) -> str:
    """Return an article as Markdown, with the verdicts as footnotes."""
    parts = [
        f"**{article.summary}**",
        *(_paragraph(paragraph) for paragraph in article.paragraphs if paragraph.pieces),
        *map(_footnote, article.claims),
        *(escaped(printable(note)) for note in notes),
        article.rest,
        escaped(printable(article.source)),
    ]
    return "".join(f"{part}\n\n" for part in parts if part).removesuffix("\n")


def legible(text: str) -> str:
    """Return a text without characters that control a terminal or turn its direction."""
    return "".join(
        char if char in "\n\t" or not _is_harmful(char) else "\N{REPLACEMENT CHARACTER}"
        for char in text
    )


def escaped(text: str) -> str:
    """Return a text as Markdown that shows it as it is; an item of a list stays one.

    >>> escaped("- about *5* and\\n# no headline")
    '- about \\\\*5\\\\* and\\n\\\\# no headline'
    """
    return _blocks(_inline(text))


def definition(row: dict[str, Any]) -> str:
    """Return one definition of a verdict, with what was found under it."""
    depth = row["depth"]
    looked_at = "all that are published" if depth == "all" else f"the {depth} largest slugs"
    under = [f"{row['metric']} by {row['by']}", looked_at, row["period"]]
    answer = ", ".join(filter(None, [spelt(row["verdict"]), row["found"]]))
    return f"{', '.join(filter(None, under))}: {answer}"


def _inline(text: str) -> str:
    return _MEANS_SOMETHING.sub(r"\\\1", text)


def _blocks(text: str) -> str:
    """Return a paragraph none of whose lines begins a heading, a rule, code or another block."""
    text = "\n".join(line.strip() for line in text.split("\n"))
    item, text = ("- ", text[2:]) if _ITEM.match(text) else ("", text)
    return item + _BEGINS_A_LIST.sub(r"\1\\", _BEGINS_SOMETHING.sub(r"\\", text))


def _title(article: Article) -> Paragraph | None:
    """Return the first paragraph, if it is as short as a headline and claims nothing."""
    paragraphs = [paragraph for paragraph in article.paragraphs if paragraph.pieces]
    if len(paragraphs) < 2 or paragraphs[0].claims or len(paragraphs[0].text) > LONGEST_TITLE:
        return None
    return paragraphs[0]


def _numbers(claims: Sequence[Judged]) -> dict[str, list[int]]:
    """Return the numbers of the claims that have each verdict."""
    return {
        verdict: numbers
        for verdict in SIGNS
        if (numbers := [number for number, each in claims if each.verdict == verdict])
    }


def _data(picture: bytes) -> str:
    return f"data:image/svg+xml;base64,{b64encode(picture).decode()}"


def _is_harmful(char: str) -> bool:
    return char in TURNING or category(char) in ("Cc", "Cs", "Cn")


def _paragraph(paragraph: Paragraph) -> str:
    """Return a paragraph with a sign and a footnote behind each claim."""
    return _blocks(
        "".join(
            f"{_inline(legible(piece.text))}{''.join(map(_mark, piece.claims))}"
            for piece in paragraph.pieces
        )
    )


def _mark(claim: Judged) -> str:
    return f" {SIGNS[claim.verdict.verdict]}[^{claim.number}]"


def _footnote(claim: Judged) -> str:
    verdict = claim.verdict
    text = f"**{spelt(verdict.verdict)}**: {_inline(printable(finding(verdict)))}"
    if verdict.read_as:
        text += f" *Read as:* {_inline(printable(verdict.read_as))}"
    return f"[^{claim.number}]: {SIGNS[verdict.verdict]} {text}"
