"""Definitions by topic, for the page that lists them under an index."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.columns import COLUMNS
from tracker.definitions import definitions, topics
from tracker.publish.site.page import paragraphs

TOPICS = {
    "weeks": "Weeks and breaks",
    "breaks": "Weeks and breaks",
    "records": "Measures and boards",
    "identity": "Models, makers, countries",
    "analysis": "Ranks, shares, streaks",
    "claims": "Claims and verdicts",
    "profiles": "Profiles",
    "charts": "Charts",
    "answers": "Answers",
    "publish": "Charts",
    "columns": "Columns as published",
}
"""What the modules that define terms are about."""
REST = "Collecting and storing"
ORDER = (*dict.fromkeys(TOPICS.values()), REST)


@dataclass(frozen=True)
class Topic:
    """A heading with its terms, each with the paragraphs of its definition."""

    name: str
    anchor: str
    terms: list[tuple[str, list[str]]]


def by_topic() -> list[Topic]:
    """Return every definition under its topic, the topics in their order."""
    texts, places = definitions(), topics()
    sorted_terms: dict[str, list[tuple[str, list[str]]]] = {name: [] for name in ORDER}
    for term in sorted(texts):
        place = places.get(term, "columns" if term in COLUMNS else "sources")
        sorted_terms[TOPICS.get(place, REST)].append((term, paragraphs(texts[term])))
    return [
        Topic(name, f"topic-{number}", terms)
        for number, (name, terms) in enumerate(sorted_terms.items(), 1)
        if terms
    ]
