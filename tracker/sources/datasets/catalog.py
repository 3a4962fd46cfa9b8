"""catalog: the public list of models, with names, prices and the day each was added.

`/api/v1/models` needs no key and states no licence for its data. Prices are in US dollars per
token, as decimal text, and -1 if they vary. Usage figures identify a model by its `canonical_slug`
plus the `:variant` of its id; lists until spring 2025 lack it, and the id is used instead, which
was the same for three quarters of the tokens and never another model's. The vintages of a model
remain when it leaves the list. All pages of a list are fetched.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

from tracker.errors import ParseError, TrackerError
from tracker.records import CATALOG, Answer, Entry, Fact, Payload
from tracker.sources import Get, Wanted, fields
from tracker.sources.datasets import paging

NAME = "catalog"
DATASETS = (CATALOG,)

PATH = "/api/v1/models"
PRICES = (
    "prompt",
    "completion",
    "request",
    "image",
    "input_cache_read",
    "input_cache_write",
    "internal_reasoning",
    "web_search",
)
KNOWN_PRICES = frozenset(
    {
        *PRICES,
        "input_cache_write_1h",
        "input_audio_cache",
        "audio",
        "audio_output",
        "image_output",
        "image_token",
        "discount",
        "overrides",
    }
)
SCALARS = ("hugging_face_id", "expiration_date", "alias_target")
KNOWN = frozenset(
    {
        "id",
        "canonical_slug",
        "name",
        "created",
        "context_length",
        "pricing",
        "architecture",
        "top_provider",
        "knowledge_cutoff",
        "description",
        "supported_parameters",
        "default_parameters",
        "supported_voices",
        "per_request_limits",
        "links",
        "benchmarks",
        "reasoning",
        "endpoints",
        *SCALARS,
    }
)
ENVELOPE = frozenset({"data", "total_count", "links"})
REQUIRED = ("prompt", "completion")
VARIES = -1.0
_PRICE = re.compile(r"-?\d{1,12}(?:\.\d{1,30})?(?:[eE]-?\d{1,2})?", re.ASCII)


def payloads(get: Get, wanted: Wanted) -> Iterator[Payload | TrackerError]:
    """Fetch the whole list, with all output modalities."""
    yield paging.whole(get, PATH, {"output_modalities": "all"})


def shape(payload: Payload) -> str | None:
    pages = fields.peek_pages(payload)
    if not pages or not all(isinstance(page, dict) for page in pages):
        return None
    return "catalogue of models" if _lists_models(pages[0]) else None


def _lists_models(page: dict[str, Any]) -> bool:
    rows = page.get("data")
    first = rows[0] if isinstance(rows, list) and rows else None
    return (
        isinstance(first, dict) and "pricing" in first and bool({"canonical_slug", "id"} & {*first})
    )


def made(payload: Payload) -> datetime | None:
    return None


def newest(payload: Payload) -> date | None:
    return None  # the day a model was added is not the day the list was made


def parse(payload: Payload) -> Answer:
    """Return an entry for each model, with its prices and scalar facts as published."""
    where, as_of = payload.name, payload.dated or payload.fetched_at
    pages = paging.read(payload)
    rows = [row for page in pages for row in fields.records(page.get("data"), where)]
    for total in (page["total_count"] for page in pages if page.get("total_count") is not None):
        if fields.count(total, where) != len(rows):
            raise ParseError(f"{where} states {total} models but has {len(rows)}")
    canonical = any("canonical_slug" in row for row in rows)
    entries = tuple(
        Entry(
            CATALOG,
            fields.name(row.get("id"), where),
            _facts(row, where, canonical=canonical),
            as_of,
        )
        for row in rows
    )
    pricing = (row["pricing"] for row in rows)
    unknown = (
        fields.unknown(rows, KNOWN, "catalog")
        | fields.unknown(pricing, KNOWN_PRICES, "pricing")
        | fields.unknown(pages, ENVELOPE, "body")
        | paging.unknown(pages)
    )
    return Answer((), as_of, unknown=unknown, entries=entries)


def _facts(row: dict[str, Any], where: str, *, canonical: bool) -> dict[str, Fact]:
    variant = row["id"].partition(":")[2]
    base = row.get("canonical_slug") if canonical else row["id"].partition(":")[0]
    slug = fields.name(base, where)
    pricing = fields.field(row, "pricing", dict, where)
    length = row.get("context_length")
    return {
        "slug": f"{slug}:{variant}" if variant else slug,
        "name": fields.name(row.get("name"), where),
        "created": _created(row.get("created"), where),
        "context_length": None if length is None else fields.count(length, where),
        **{f"price_{kind}": _price(pricing.get(kind), kind, where) for kind in PRICES},
        **{name: _scalar(row.get(name), where) for name in SCALARS},
    }


def _scalar(value: object, where: str) -> Fact:
    """Return a scalar fact, of a referenced model its slug, else None."""
    word = value.get("slug") if isinstance(value, dict) else value
    return fields.name(word, where) if isinstance(word, str) and word else None


def _created(value: object, where: str) -> str:
    if type(value) in (int, float) and 0 < value < 10**10:  # type: ignore[operator]
        return datetime.fromtimestamp(int(value), UTC).date().isoformat()  # type: ignore[call-overload]
    raise ParseError(f"{where} has a model without `created`", datum=value)


def _price(value: object, kind: str, where: str) -> str | None:
    if value is None and kind not in REQUIRED:
        return None
    text = value if isinstance(value, str) else repr(value) if type(value) in (int, float) else ""
    if not _PRICE.fullmatch(text) or (text.startswith("-") and float(text) != VARIES):
        raise ParseError(f"{where} has an invalid price", datum=value)
    return text
