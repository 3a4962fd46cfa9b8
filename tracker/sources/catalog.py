"""catalog: the public list of models, with names, prices and the day each was added.

`/api/v1/models` needs no key and states no licence for its data. A price is in US dollars for one
token, written as decimal text, and -1 where it varies. Figures of use name a model by its
`canonical_slug` with the `:variant` of its id. A model that is taken off the list, or that is shown
under a stealth name, has no entry any more: what was known of it stays, with its vintages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

from tracker.errors import ParseError, TrackerError
from tracker.records import Answer, Entry, Fact, Payload
from tracker.sources import NONE_STATED, RANKINGS, Get, Wanted, body

NAME = "catalog"
CITATION = RANKINGS
DATASET = "catalog"
DATASETS = {DATASET: NONE_STATED}

PATH = "/api/v1/models"
PRICES = (
    "prompt", "completion", "request", "image", "input_cache_read", "input_cache_write",
    "internal_reasoning", "web_search",
)  # fmt: skip
KNOWN = frozenset(
    {
        "id", "canonical_slug", "name", "created", "context_length", "pricing", "architecture",
        "top_provider", "hugging_face_id", "knowledge_cutoff", "expiration_date", "description",
        "supported_parameters", "default_parameters", "per_request_limits", "links",
        "alias_target", "benchmarks",
    }
)  # fmt: skip
ENVELOPE = frozenset({"data", "total_count"})
REQUIRED = ("prompt", "completion")
VARIES = -1.0
_PRICE = re.compile(r"-?\d{1,12}(?:\.\d{1,30})?(?:[eE]-?\d{1,2})?", re.ASCII)


def payloads(get: Get, wanted: Wanted) -> Iterator[Payload | TrackerError]:
    """The whole list, every kind of model."""
    yield get(PATH, {"output_modalities": "all"})


def shape(payload: Payload) -> str | None:
    found = body.peek_object(payload)
    rows = found.get("data") if found else None
    first = rows[0] if isinstance(rows, list) and rows else None
    is_model = isinstance(first, dict) and "canonical_slug" in first and "pricing" in first
    return "catalogue of models" if is_model else None


def made(payload: Payload) -> datetime | None:
    return None


def newest(payload: Payload) -> date | None:
    return None  # the day a model was added is not the day the list was made


def parse(payload: Payload) -> Answer:
    """An entry for each model: slug, name, created, context_length and the prices, as published."""
    found, where = body.json_object(payload), payload.name
    as_of = payload.dated or payload.fetched_at
    rows = body.records(found.get("data"), where)
    total = found.get("total_count")
    if total is not None and body.count(total, where) != len(rows):
        raise ParseError(f"{where} says that it lists {total} models and has {len(rows)}")
    entries = tuple(
        Entry(DATASET, body.name(row.get("id"), where), _facts(row, where), as_of) for row in rows
    )
    unknown = body.unknown(rows, KNOWN, "catalog") | body.unknown([found], ENVELOPE, "body")
    return Answer((), as_of, unknown=unknown, entries=entries)


def _facts(row: dict[str, Any], where: str) -> dict[str, Fact]:
    variant = row["id"].partition(":")[2]
    slug = body.name(row.get("canonical_slug"), where)
    pricing = body.field(row, "pricing", dict, where)
    length = row.get("context_length")
    return {
        "slug": f"{slug}:{variant}" if variant else slug,
        "name": body.name(row.get("name"), where),
        "created": _created(row.get("created"), where),
        "context_length": None if length is None else body.count(length, where),
        **{f"price_{kind}": _price(pricing.get(kind), kind, where) for kind in PRICES},
    }


def _created(value: object, where: str) -> str:
    if type(value) in (int, float) and 0 < value < 10**10:  # type: ignore[operator]
        return datetime.fromtimestamp(int(value), UTC).date().isoformat()  # type: ignore[call-overload]
    raise ParseError(f"{where} has a model without the time it was added", datum=value)


def _price(value: object, kind: str, where: str) -> str | None:
    if value is None and kind not in REQUIRED:
        return None
    text = value if isinstance(value, str) else repr(value) if type(value) in (int, float) else ""
    if not _PRICE.fullmatch(text) or (text.startswith("-") and float(text) != VARIES):
        raise ParseError(f"{where} has a price that is none", datum=value)
    return text
