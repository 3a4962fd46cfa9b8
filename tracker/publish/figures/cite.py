"""Citations of a figure: a sentence, BibTeX and CSL-JSON.

Each has the source, the vintage and the digest of the figure (`figure.draw`).
"""

from __future__ import annotations

from typing import Any

from tracker.answers.formats import to_json
from tracker.text import printable
from tracker.weeks import read_instant

WHERE = "https://openrouter.ai/rankings"
WHO = "OpenRouter"
_TEX = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "#": r"\#",
    "$": r"\$",
    "%": r"\%",
    "&": r"\&",
    "_": r"\_",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}


def sentence(card: dict[str, Any]) -> str:
    """Return the citation for a caption or a footnote."""
    origin = f"Computed by openrouter-tracker {card['version']}, figure sha256:{card['digest']}."
    return printable(f"{card['title']}. {card['source']} {origin}")


def bibtex(card: dict[str, Any]) -> str:
    """Return the citation for LaTeX."""
    day = read_instant(card["as_of"]).date()
    fields = {
        "author": f"{{{WHO}}}",
        "title": f"{{{_tex(card['title'])}}}",
        "year": f"{day.year}",
        "howpublished": rf"\url{{{WHERE}}}",
        "urldate": day.isoformat(),
        "version": f"sha256:{card['digest']}",
        "note": _tex(f"{card['source']} Computed by openrouter-tracker {card['version']}."),
    }
    lines = "".join(f"  {name} = {{{text}}},\n" for name, text in fields.items())
    return f"@misc{{{_key(card)},\n{lines}}}"


def csl(card: dict[str, Any]) -> dict[str, Any]:
    """Return the citation for Zotero, Pandoc and the like: one item of CSL-JSON."""
    day = read_instant(card["as_of"]).date()
    date_parts = {"date-parts": [[day.year, day.month, day.day]]}
    return {
        "id": _key(card),
        "type": "dataset",
        "title": card["title"],
        "author": [{"literal": WHO}],
        "publisher": WHO,
        "issued": date_parts,
        "accessed": date_parts,
        "URL": WHERE,
        "version": f"sha256:{card['digest']}",
        "note": f"{card['source']} Computed by openrouter-tracker {card['version']}.",
    }


def in_all_forms(card: dict[str, Any]) -> str:
    """Return the sentence, BibTeX and CSL-JSON, one below the other."""
    return f"{sentence(card)}\n\n{bibtex(card)}\n\n{to_json([csl(card)])}"


def _key(card: dict[str, Any]) -> str:
    return f"openrouter-{card['query']['chart']}-{card['digest'][:12]}"


def _tex(text: str) -> str:
    return "".join(_TEX.get(character, character) for character in printable(text))
