"""The catalogue as listed last, and what follows from it: the names and the rows by rule."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from tracker.identity import author
from tracker.identity.listed import Listed
from tracker.records import CATALOG
from tracker.weeks import read_instant

HISTORY = f"history-{CATALOG}"
"""The lists that are bundled. A fact `until` says when an entry was last on one of them."""
LISTS = (HISTORY, CATALOG)
NEEDED = {"slug", "name", "created"}
"""What an entry must have to name a slug."""
Entries = Callable[[str], Sequence[Any]]
"""A dataset → the newest vintage of its entries: rows (name, facts, known_from, seen_at)."""


@dataclass(frozen=True)
class Listing:
    """An entry in one vintage: since when it was so, and when it was last seen so."""

    name: str
    facts: dict[str, Any]
    known_from: datetime
    seen_at: datetime

    @classmethod
    def of(cls, row: Any) -> Listing:
        """Return the listing of a row of the store."""
        facts = json.loads(row.facts)
        until = facts.pop("until", None)
        seen_at = row.seen_at if until is None else max(read_instant(until), row.known_from)
        return cls(row.name, facts, row.known_from, seen_at)


def listings(entries: Entries, dataset: str) -> list[Listing]:
    """Return the newest vintage of each entry, of the bundled lists too, in the order of names."""
    newest: dict[str, Listing] = {}
    for source in LISTS if dataset == CATALOG else (dataset,):
        for row in entries(source):
            entry = Listing.of(row)
            earlier = newest.get(entry.name)
            if earlier is None or entry.known_from > earlier.known_from:
                newest[entry.name] = entry
    return [newest[name] for name in sorted(newest)]


def models(entries: Entries) -> list[Listing]:
    """Return the models of the catalogue, in the order in which a later one names a shared slug.

    The last is of the slug's own author, and of these the one seen last.
    """
    return sorted(
        (entry for entry in listings(entries, CATALOG) if entry.facts.keys() >= NEEDED),
        key=lambda entry: (author(entry.name) == author(str(entry.facts["slug"])), entry.seen_at),
    )


def slugs(models: Iterable[Listing]) -> list[Listed]:
    """Return the slugs of models as listed last, from which the map is completed."""
    return [
        Listed(
            str(entry.facts["slug"]),
            str(entry.facts["name"]),
            date.fromisoformat(str(entry.facts["created"])),
            bool(entry.facts.get("hugging_face_id")),
        )
        for entry in models
    ]


def names(models: Iterable[Listing]) -> dict[str, str]:
    """Return the name that the catalogue gives each slug."""
    return {str(entry.facts["slug"]): str(entry.facts["name"]) for entry in models}
