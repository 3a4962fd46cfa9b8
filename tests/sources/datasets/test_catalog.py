"""The list of models: an entry for each, its prices as they are written."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from support.frontend_bodies import a_model, catalogue_body, catalogue_models
from support.sample_boards import ask_everything, payload

from tracker import checks
from tracker.errors import CheckFailed, FetchError, ParseError
from tracker.records import Answer, Payload
from tracker.sources import Wanted, day_after, recognise
from tracker.sources.datasets import catalog

MADE = datetime(2026, 8, 18, 4, 10, tzinfo=UTC)


def body(content: bytes) -> Payload:
    return payload(content, "catalog", "file:models.json", fetched_at=MADE)


def read(*rows: dict[str, Any]) -> Answer:
    return catalog.parse(body(catalogue_body(rows)))


def test_every_model_is_an_entry() -> None:
    found = body(catalogue_body())
    said = catalog.parse(found)
    ask_everything(found, said, MADE)
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
        "hugging_face_id": None,
        "expiration_date": None,
        "alias_target": None,
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
    with pytest.raises(ParseError, match="an invalid price"):
        read(a_model(pricing=pricing))


def test_no_price_is_negative_but_one_that_varies() -> None:
    with pytest.raises(ParseError, match="an invalid price"):
        read(a_model(pricing={"prompt": "-5", "completion": "0"}))


@pytest.mark.parametrize(
    "written",
    ["", "free", "$0.1", "0,1", "1e999", "NaN", "0.1 ", "٣", "1" * 20, True, [], {"a": 1}],
)
def test_a_price_that_is_none_is_refused(written: Any) -> None:
    with pytest.raises(ParseError, match=r"models\.json has an invalid price"):
        read(a_model(), a_model("a/x", pricing={"prompt": written, "completion": "0"}))


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"id": None}, "None instead of a slug"),
        ({"id": ""}, "instead of a slug"),
        ({"id": 5}, "5 instead of a slug"),
        ({"canonical_slug": None}, "None instead of a slug"),
        ({"name": None}, "None instead of a slug"),
        ({"name": "a\0"}, "instead of a slug"),
        ({"created": None}, "a model without `created`"),
        ({"created": "2026-06-01"}, "a model without `created`"),
        ({"created": 0}, "a model without `created`"),
        ({"created": 1_780_272_000_000}, "a model without `created`"),
        ({"created": True}, "a model without `created`"),
        ({"context_length": 1.5}, "1.5 instead of an integer"),
        ({"context_length": "long"}, "instead of an integer"),
        ({"pricing": None}, "has no 'pricing'"),
        ({"pricing": []}, "has an invalid 'pricing'"),
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


def test_what_is_one_word_is_kept_and_of_another_model_its_slug() -> None:
    said = read(
        a_model("a/x", hugging_face_id="A/X-7B", expiration_date="2026-12-31", alias_target="b/y"),
        a_model("a/y", hugging_face_id="", alias_target={"name": "B: Y", "slug": "b/y"}),
        a_model("a/z", hugging_face_id=7, expiration_date=[], alias_target={"name": "B: Y"}),
    )
    names = ("hugging_face_id", "expiration_date", "alias_target")
    assert [[entry.facts[name] for name in names] for entry in said.entries] == [
        ["A/X-7B", "2026-12-31", "b/y"],
        [None, None, "b/y"],
        [None, None, None],
    ]


def test_the_fields_of_today_are_known() -> None:
    pricing = {
        "prompt": "0.000001", "completion": "0.000006", "input_cache_write_1h": "0.000002",
        "discount": 0.1, "overrides": [{"min_prompt_tokens": 128_000, "prompt": "0.000002"}],
    }  # fmt: skip
    row = a_model(
        "a/x", pricing=pricing, reasoning={"mandatory": True}, supported_voices=[], endpoints=[],
        links={"details": "/api/v1/models/a/x/endpoints"},
    )  # fmt: skip
    found = {"data": [row], "total_count": 1, "links": {"next": None}}
    assert catalog.parse(body(json.dumps(found).encode())).unknown == frozenset()
    row["pricing"]["mood"] = "0"
    assert read(row).unknown == {"pricing: mood"}


def an_old_model(name: str) -> dict[str, Any]:
    """Return a row as the list had it until the spring of 2025."""
    row = {**a_model("a/x"), "id": name, "pricing": {"prompt": "0", "completion": "0"}}
    del row["canonical_slug"]
    return row


@pytest.mark.parametrize("name", ["a/x", "a/x:free"])
def test_in_a_list_without_canonical_slugs_the_id_stands_for_them(name: str) -> None:
    found = body(json.dumps({"data": [an_old_model(name), an_old_model("b/y")]}).encode())
    assert recognise(found)[1] == "catalogue of models"
    assert [entry.facts["slug"] for entry in catalog.parse(found).entries] == [name, "b/y"]


def test_a_model_twice_is_refused() -> None:
    found = body(catalogue_body([a_model("a/x"), a_model("a/x")]))
    with pytest.raises(CheckFailed, match="'a/x' appears twice"):
        ask_everything(found, catalog.parse(found), MADE)


def test_two_models_may_share_a_canonical_slug() -> None:
    found = body(catalogue_body([a_model("a/x"), a_model("a/x", ":batch")]))
    ask_everything(found, catalog.parse(found), MADE)


def test_fields_that_are_not_known_are_told() -> None:
    rows = [a_model(mood=1)]
    found = body(json.dumps({"data": rows, "total_count": 1, "next": 2}).encode())
    assert catalog.parse(found).unknown == {"catalog: mood", "body: next"}


@pytest.mark.parametrize(
    ("content", "shape"),
    [
        (catalogue_body(), "catalogue of models"),
        (b'{"data": [{"canonical_slug": "a/x", "pricing": {}}]}', "catalogue of models"),
        (b'{"data": [{"id": "a/x", "pricing": {}}]}', "catalogue of models"),
        (b'{"data": [{"canonical_slug": "a/x"}]}', None),
        (b'{"data": [{"name": "a/x", "pricing": {}}]}', None),
        (catalogue_body() + b"\n" + catalogue_body(), "catalogue of models"),
        (catalogue_body() + b'{"data": []}', "catalogue of models"),
        (catalogue_body() + b"[]", None),
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
        (b"<!DOCTYPE html>", "is an HTML page instead of JSON"),
    ],
)
def test_what_is_no_list_is_refused(content: bytes, says: str) -> None:
    with pytest.raises(ParseError, match=says):
        catalog.parse(body(content))
    empty = body(b'{"data": []}')
    with pytest.raises(CheckFailed, match="it contains no figures"):
        ask_everything(empty, catalog.parse(empty), MADE)


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


# A list in pages.

LIST = "https://h/api/v1/models?output_modalities=all"


def a_page(first: int, names: int, total: int | None, following: str | None) -> bytes:
    """``names`` models from the one numbered ``first`` on, of ``total``, and the page after it."""
    rows = [a_model(f"a/{n}") for n in range(first, first + names)]
    said = {"data": rows, "total_count": total, "links": {"next": following}}
    return json.dumps(said).encode()


THREE = [
    a_page(0, 50, 120, "/api/v1/models?output_modalities=all&limit=50&offset=50"),
    a_page(50, 50, 120, "https://h/api/v1/models?limit=50&offset=100"),
    a_page(100, 20, 120, None),
]


def fetched(pages: list[bytes], url: str = LIST) -> tuple[Payload, list[dict[str, str]]]:
    """Return what is yielded if the responses are ``pages`` in turn, and the requests."""
    asked: list[dict[str, str]] = []

    def get(path: str, params: dict[str, str]) -> Payload:
        assert path == "/api/v1/models"
        asked.append(params)
        return payload(pages[len(asked) - 1], "catalog", url, fetched_at=MADE, etag="x")

    (found,) = catalog.payloads(get, Wanted(MADE))
    assert isinstance(found, Payload)
    return found, asked


def test_the_pages_of_a_list_are_followed_and_are_one_list() -> None:
    found, asked = fetched(THREE)
    said = catalog.parse(found)
    checks.examine(found, said, now=MADE, recent=lambda _: [], listed=lambda *_: 120)
    assert [entry.name for entry in said.entries] == [f"a/{n}" for n in range(120)]
    assert said.unknown == frozenset()
    assert (found.url, found.etag, found.body) == (LIST, "", b"\n".join(THREE))
    assert asked == [
        {"output_modalities": "all"},
        {"output_modalities": "all", "limit": "50", "offset": "50"},
        {"output_modalities": "all", "limit": "50", "offset": "100"},
    ]
    assert recognise(found)[1] == "catalogue of models"


def test_a_list_of_one_page_is_as_it_was_received() -> None:
    found, _ = fetched([THREE[2]])
    assert (found.body, found.etag) == (THREE[2], "x")


@pytest.mark.parametrize(
    "link",
    [
        "https://elsewhere/api/v1/models?offset=50",
        "//elsewhere/api/v1/models?offset=50",
        "http://h/api/v1/models?offset=50",
        "https://h:8443/api/v1/models?offset=50",
        "https://someone@h/api/v1/models?offset=50",
        "https://h/api/v1/models/a/x?offset=50",
        "https://h/api/v1/models?offset",
        "https://[?offset=50",
        "file:///etc/passwd?offset=50",
    ],
)
def test_a_page_elsewhere_is_never_asked_for(link: str) -> None:
    with pytest.raises(ParseError, match="which is not followed") as caught:
        fetched([a_page(0, 50, 120, link)])
    assert len(str(caught.value)) < 400


@pytest.mark.parametrize("link", ["?output_modalities=all", LIST, "?offset=50"])
def test_pages_that_lead_in_a_circle_are_not_followed(link: str) -> None:
    with pytest.raises(ParseError, match="links to an earlier page"):
        fetched([a_page(0, 50, 120, "?offset=50"), a_page(50, 50, 120, link)])


def test_pages_without_end_are_not_followed() -> None:
    endless = [a_page(n, 1, None, f"?offset={n + 1}") for n in range(30)]
    with pytest.raises(ParseError, match="has more than 20 pages"):
        fetched(endless)
    assert len(catalog.parse(fetched([*endless[:19], a_page(19, 1, None, None)])[0]).entries) == 20


@pytest.mark.parametrize(
    ("pages", "says"),
    [
        (THREE[:1], "lacks its next page"),
        (THREE[:2], "lacks its next page"),
        (THREE[1:], "states 120 models but has 70"),
        (THREE[::2], "states 120 models but has 70"),
        ([*THREE, THREE[2]], "continues after its last page"),
        ([*THREE[:2], a_page(100, 20, 119, None)], "states 119 models but has 120"),
    ],
)
def test_a_list_of_which_a_page_is_missing_is_refused(pages: list[bytes], says: str) -> None:
    with pytest.raises(ParseError, match=says):
        catalog.parse(body(b"\n".join(pages)))


@pytest.mark.parametrize("links", [[], "?offset=50", 5, {"next": {"href": "?offset=50"}}])
def test_links_of_another_form_are_refused(links: Any) -> None:
    page = {**json.loads(THREE[2]), "links": links, "total_count": None}
    with pytest.raises(ParseError, match="has invalid 'links'"):
        catalog.parse(body(json.dumps(page).encode()))


def test_the_last_page_may_be_empty_and_links_that_are_not_known_are_told() -> None:
    last = {"data": [], "total_count": 20, "links": {"prev": "?", "mood": "?"}}
    content = a_page(0, 20, 20, "?offset=20") + json.dumps(last).encode()
    said = catalog.parse(body(content))
    assert (len(said.entries), said.unknown) == (20, {"links: mood"})


def test_a_page_that_fails_leaves_the_list_as_it_was() -> None:
    def get(path: str, params: dict[str, str]) -> Payload:
        if "offset" in params:
            raise FetchError("the server is closed")
        return payload(THREE[0], "catalog", LIST, fetched_at=MADE)

    with pytest.raises(FetchError):
        list(catalog.payloads(get, Wanted(MADE)))


def test_the_recorded_lists_are_read(shared: Path) -> None:
    files = sorted((shared / "data/catalog").glob("*.models.json.gz"))
    said = [catalog.parse(body(gzip.decompress(file.read_bytes()))) for file in files]
    assert [len(answer.entries) for answer in said] == [248, 349, 421]
    assert {answer.unknown for answer in said} == {frozenset()}
    oldest = {entry.name: entry.facts["slug"] for entry in said[0].entries}
    assert oldest["deepseek/deepseek-r1:free"] == "deepseek/deepseek-r1:free"
    aliases = [entry.facts["alias_target"] for entry in said[2].entries]
    assert len([alias for alias in aliases if alias]) == 12
