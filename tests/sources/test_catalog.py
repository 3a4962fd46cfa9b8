"""The list of models: an entry for each, its prices as they are written."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from boards import payload
from fronts import a_model, catalogue_body, catalogue_models

from tracker import checks
from tracker.errors import CheckFailed, ParseError
from tracker.records import Answer, Payload
from tracker.sources import Wanted, catalog, day_after

MADE = datetime(2026, 8, 18, 4, 10, tzinfo=UTC)


def body(content: bytes) -> Payload:
    return payload(content, "catalog", "file:models.json", fetched_at=MADE)


def read(*rows: dict[str, Any]) -> Answer:
    return catalog.parse(body(catalogue_body(rows)))


def test_every_model_is_an_entry() -> None:
    found = body(catalogue_body())
    said = catalog.parse(found)
    checks.examine(found, said, now=MADE, recent=lambda _: [])
    assert [entry.name for entry in said.entries] == [row["id"] for row in catalogue_models()]
    assert {(entry.dataset, entry.known_from) for entry in said.entries} == {("catalog", MADE)}
    assert (said.boards, said.size, said.as_of, said.unknown) == ((), 40, MADE, frozenset())


def test_an_entry_holds_what_is_published() -> None:
    (entry,) = read(a_model("a/x", pricing={"prompt": "0.0000003", "completion": "-1"})).entries
    assert entry.name == "a/x"
    assert entry.facts == {
        "slug": "a/x-20260601",
        "name": "Author: a/x",
        "created": "2026-06-01",
        "context_length": 262_144,
        "price_prompt": "0.0000003",
        "price_completion": "-1",
        "price_request": None,
        "price_image": None,
        "price_input_cache_read": None,
        "price_input_cache_write": None,
        "price_internal_reasoning": None,
        "price_web_search": None,
    }


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("a/x", "a/x-20260601"),
        ("a/x:free", "a/x-20260601:free"),
        ("a/x:batch", "a/x-20260601:batch"),
        ("openrouter/auto", "a/x-20260601"),
    ],
)
def test_the_slug_is_the_canonical_one_with_the_variant_of_the_id(name: str, slug: str) -> None:
    (entry,) = read({**a_model("a/x"), "id": name}).entries
    assert (entry.name, entry.facts["slug"]) == (name, slug)


@pytest.mark.parametrize(
    ("written", "price"),
    [
        ("0.00000026", "0.00000026"),
        ("0", "0"),
        ("-1", "-1"),
        ("0.10", "0.10"),
        ("1e-7", "1e-7"),
        (0, "0"),
        (0.25, "0.25"),
        (1e-07, "1e-07"),
    ],
)
def test_a_price_is_kept_as_it_is_written(written: Any, price: str) -> None:
    (entry,) = read(a_model(pricing={"prompt": written, "completion": "0"})).entries
    assert entry.facts["price_prompt"] == price
    assert entry.facts["price_image"] is None


@pytest.mark.parametrize("pricing", [{}, {"prompt": "0"}, {"prompt": None, "completion": "0"}])
def test_a_model_without_its_two_prices_is_refused(pricing: dict[str, Any]) -> None:
    with pytest.raises(ParseError, match="a price that is none"):
        read(a_model(pricing=pricing))


def test_no_price_is_negative_but_one_that_varies() -> None:
    with pytest.raises(ParseError, match="a price that is none"):
        read(a_model(pricing={"prompt": "-5", "completion": "0"}))


@pytest.mark.parametrize(
    "written",
    ["", "free", "$0.1", "0,1", "1e999", "NaN", "0.1 ", "٣", "1" * 20, True, [], {"a": 1}],
)
def test_a_price_that_is_none_is_refused(written: Any) -> None:
    with pytest.raises(ParseError, match=r"models\.json has a price that is none"):
        read(a_model(), a_model("a/x", pricing={"prompt": written, "completion": "0"}))


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"id": None}, "None where a slug was due"),
        ({"id": ""}, "where a slug was due"),
        ({"id": 5}, "5 where a slug was due"),
        ({"canonical_slug": None}, "None where a slug was due"),
        ({"name": None}, "None where a slug was due"),
        ({"name": "a\0"}, "where a slug was due"),
        ({"created": None}, "a model without the time it was added"),
        ({"created": "2026-06-01"}, "a model without the time it was added"),
        ({"created": 0}, "a model without the time it was added"),
        ({"created": 1_780_272_000_000}, "a model without the time it was added"),
        ({"created": True}, "a model without the time it was added"),
        ({"context_length": 1.5}, "1.5 where a whole number was due"),
        ({"context_length": "long"}, "where a whole number was due"),
        ({"pricing": None}, "has no 'pricing'"),
        ({"pricing": []}, "has a strange 'pricing'"),
    ],
)
def test_what_is_no_model_is_refused(changed: dict[str, Any], says: str) -> None:
    with pytest.raises(ParseError, match=r"models\.json") as caught:
        read(a_model(), {**a_model("a/x"), **changed})
    assert says in str(caught.value)


@pytest.mark.parametrize("name", ["id", "canonical_slug", "name", "created", "pricing"])
def test_a_model_that_lacks_a_field_is_refused(name: str) -> None:
    row = a_model("a/x")
    del row[name]
    with pytest.raises(ParseError, match=r"models\.json has"):
        read(a_model(), row)


def test_a_model_may_have_no_context_length_and_have_been_added_at_half_a_second() -> None:
    (entry,) = read({**a_model(context_length=None), "created": 1_780_272_000.5}).entries
    assert (entry.facts["context_length"], entry.facts["created"]) == (None, "2026-06-01")


def test_a_model_twice_is_refused() -> None:
    found = body(catalogue_body([a_model("a/x"), a_model("a/x")]))
    with pytest.raises(CheckFailed, match="'a/x' stands there twice"):
        checks.examine(found, catalog.parse(found), now=MADE, recent=lambda _: [])


def test_two_models_may_share_a_canonical_slug() -> None:
    found = body(catalogue_body([a_model("a/x"), a_model("a/x", ":batch")]))
    checks.examine(found, catalog.parse(found), now=MADE, recent=lambda _: [])


def test_fields_that_are_not_known_are_told() -> None:
    rows = [a_model(mood=1)]
    found = body(json.dumps({"data": rows, "total_count": 1, "next": 2}).encode())
    assert catalog.parse(found).unknown == {"catalog: mood", "body: next"}


@pytest.mark.parametrize(
    ("content", "shape"),
    [
        (catalogue_body(), "catalogue of models"),
        (b'{"data": [{"canonical_slug": "a/x", "pricing": {}}]}', "catalogue of models"),
        (b'{"data": [{"canonical_slug": "a/x"}]}', None),
        (b'{"data": [5]}', None),
        (b'{"data": []}', None),
        (b'{"data": {}}', None),
        (b"<html>", None),
    ],
)
def test_a_shape_is_told_from_the_body(content: bytes, shape: str | None) -> None:
    assert catalog.shape(body(content)) == shape


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b'{"data": null}', "has no list of rows"),
        (b'{"data": [5]}', "has no list of rows"),
        (b"<!DOCTYPE html>", "is an HTML page where JSON was due"),
    ],
)
def test_what_is_no_list_is_refused(content: bytes, says: str) -> None:
    with pytest.raises(ParseError, match=says):
        catalog.parse(body(content))
    empty = body(b'{"data": []}')
    with pytest.raises(CheckFailed, match="it holds no figures"):
        checks.examine(empty, catalog.parse(empty), now=MADE, recent=lambda _: [])


def test_the_whole_list_is_asked_for_once() -> None:
    asked: list[tuple[str, dict[str, str]]] = []

    def get(path: str, params: dict[str, str]) -> Payload:
        asked.append((path, params))
        return body(catalogue_body())

    assert len(list(catalog.payloads(get, Wanted(MADE)))) == 1
    assert asked == [("/api/v1/models", {"output_modalities": "all"})]


def test_a_list_does_not_say_when_it_was_made() -> None:
    found = body(catalogue_body())
    assert catalog.made(found) is catalog.newest(found) is None
    with pytest.raises(ParseError, match="does not say when it was made"):
        day_after(catalog, found)
