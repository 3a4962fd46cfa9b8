from __future__ import annotations

import json
from typing import Any

from tracker.publish.figures import cite

CARD: dict[str, Any] = {
    "title": "a_b led #1 with 50 % & {more}",
    "source": "Source: OpenRouter (openrouter.ai/rankings), as of 2026-08-22T07:10:19.789Z.",
    "as_of": "2026-08-22T07:10:19.789Z",
    "digest": "0123456789abcdef" * 4,
    "query": {"chart": "reigns"},
    "version": "0.1.0",
}


def test_the_sentence_has_the_finding_the_source_and_the_digest() -> None:
    assert cite.sentence(CARD) == (
        "a_b led #1 with 50 % & {more}. Source: OpenRouter (openrouter.ai/rankings), as of"
        " 2026-08-22T07:10:19.789Z. Computed by openrouter-tracker 0.1.0, figure"
        f" sha256:{CARD['digest']}."
    )


def test_bibtex_takes_no_sign_for_a_command() -> None:
    text = cite.bibtex(CARD)
    assert text.startswith("@misc{openrouter-reigns-0123456789ab,\n")
    assert r"title = {{a\_b led \#1 with 50 \% \& \{more\}}}," in text
    assert "year = {2026}" in text
    assert "urldate = {2026-08-22}" in text
    assert f"version = {{sha256:{CARD['digest']}}}" in text
    assert text.count("{") == text.count("}")


def test_csl_is_one_item_of_type_dataset() -> None:
    item = json.loads(json.dumps(cite.csl(CARD)))
    assert item["type"] == "dataset"
    assert item["issued"] == {"date-parts": [[2026, 8, 22]]}
    assert item["version"] == f"sha256:{CARD['digest']}"
    assert CARD["source"] in item["note"]


def test_all_forms_stand_below_each_other() -> None:
    text = cite.in_all_forms(CARD)
    assert text.index("Computed") < text.index("@misc") < text.index('"type": "dataset"')
