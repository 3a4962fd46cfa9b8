"""What the hand-kept map lacks, by rule from the catalogue: whole names, and hand-kept rows win."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import identity_maps

from tracker import identity
from tracker.identity import curated, listed
from tracker.identity.listed import Listed
from tracker.sources import history

KEPT = """
    pattern        family        country  weights  since  until
    a/kept{date}   a/kept        .        closed   .      .
    a/old          a/older       .        open     .      .
    a/m            a/m           .        open     .      .
    a/n            a/n           .        open     .      .
"""


def entries(text: str) -> list[Listed]:
    """One line an entry: slug, `open` or `-`, name; each added a day after the one before it."""
    rows = [line.split(maxsplit=2) for line in text.strip().splitlines()]
    return [
        Listed(slug, name, date(2026, 9, day), weights == "open")
        for day, (slug, weights, name) in enumerate(rows, 1)
    ]


def by_rule(text: str) -> dict[str, tuple[str, str]]:
    """The family and the weights of each model by rule, beside `KEPT`."""
    with identity_maps.instead(models=KEPT):
        rows = listed.by_rule(entries(text))
    return {name: (row.family, row.weights) for name, (row,) in rows.items()}


@pytest.mark.parametrize(
    ("catalogue", "expected"),
    [
        pytest.param(
            """
            a/x-20260901  -     A: X 1 (2026-09-01)
            a/x-20261001  open  A: X 1 (2026-10-01)
            """,
            {"a/x-20260901": ("a/x", "unknown"), "a/x-20261001": ("a/x", "open")},
            id="two dated snapshots are one family",
        ),
        pytest.param(
            """
            a/first-0901  -  A: X
            a/second      -  A: X 1001
            """,
            {"a/first-0901": ("a/first", "unknown"), "a/second": ("a/first", "unknown")},
            id="by the name, whatever the slug",
        ),
        pytest.param(
            """
            a/x-20260901  -  A: X
            b/x-20260901  -  B: X
            """,
            {"a/x-20260901": ("a/x", "unknown"), "b/x-20260901": ("b/x", "unknown")},
            id="of one author alone",
        ),
        pytest.param(
            """
            a/x-20260901  -  A: X
            a/x-20261001  -  A: X Pro
            """,
            {"a/x-20260901": ("a/x", "unknown"), "a/x-20261001": ("a/x-20261001", "unknown")},
            id="two names are two families, though the slugs are alike",
        ),
        pytest.param(
            """
            a/x       -  A: X 32B
            a/x-large -  A: X 72B
            """,
            {"a/x": ("a/x", "unknown"), "a/x-large": ("a/x-large", "unknown")},
            id="what is no date stays",
        ),
        pytest.param(
            """
            a/kept-0901  open  A: Kept
            a/new        open  A: Kept 1001
            """,
            {"a/new": ("a/kept", "open")},
            id="a hand-kept row wins, and gives its family",
        ),
        pytest.param(
            """
            a/m    -  A: M
            a/n    -  A: M 0901
            a/new  -  A: M 1001
            """,
            {"a/new": ("a/new", "unknown")},
            id="of two hand-kept families neither",
        ),
        pytest.param(
            "a/older-0901  -  A: Elder",
            {"a/older-0901": ("a/older-0901", "unknown")},
            id="a hand-kept family of another name is not joined",
        ),
        pytest.param(
            "a/x-20260901:free  open  A: X (free)",
            {"a/x-20260901": ("a/x", "open")},
            id="a model of which only a variant is listed",
        ),
    ],
)
def test_family_and_weights_follow_from_the_catalogue(
    catalogue: str, expected: dict[str, tuple[str, str]]
) -> None:
    assert by_rule(catalogue) == expected


@given(
    st.lists(
        st.builds(
            Listed,
            st.from_regex(r"\A[ab]/(kept|new|m|n|x)(-2026(09|10)01)?(:free)?\Z"),
            st.from_regex(r"\AA: (Kept|New|X)( Pro)?( 0901)?\Z"),
            st.dates(date(2026, 1, 1), date(2026, 12, 31)),
            st.booleans(),
        ),
        unique_by=lambda entry: entry.slug,
    )
)
def test_a_rule_never_speaks_of_a_kept_model_nor_joins_two_names(catalogue: list[Listed]) -> None:
    with identity_maps.instead(models=KEPT):
        rows = listed.by_rule(catalogue)
        assert not any(identity.on_map(name) for name in rows)
        kept = curated.families()
    names = listed.model_names({entry.slug: entry.name for entry in catalogue})
    joined: dict[str, set[str]] = {}
    for name, (row,) in rows.items():
        joined.setdefault(row.family, set()).add(listed.without_date(names[name]))
    assert {len(found) for family, found in joined.items() if family not in kept} <= {1}


# In use.


def test_the_map_is_completed_while_a_catalogue_is_in_use() -> None:
    slug = "nobody/new-20260901:free"
    with listed.catalogue(lambda: entries("nobody/new-20260901 open Nobody: New")):
        assert identity.entity(slug, "family") == "nobody/new"
        assert identity.entity(slug, "weights") == "open"
        assert identity.entity(slug, "country") == "unknown"
        assert identity.is_by_rule(slug)
        assert not identity.on_map(slug)
    assert identity.entity(slug, "family") == "nobody/new-20260901"
    assert identity.entity(slug, "weights") == "unknown"
    assert not identity.is_by_rule(slug)


def test_the_country_is_that_of_the_author() -> None:
    with listed.catalogue(lambda: entries("z-ai/new-20260901 - Z.ai: New")):
        assert identity.entity("z-ai/new-20260901", "country") == "CN"


def test_a_catalogue_is_read_once_and_only_for_what_the_kept_map_lacks() -> None:
    read = []

    def catalogue() -> Iterable[Listed]:
        read.append(1)
        return entries("nobody/new - Nobody: New")

    with listed.catalogue(catalogue):
        assert identity.entity("openai/gpt-4o", "family") == "openai/gpt-4o"
        assert identity.entity("nobody/new", "country") == "unknown"
        assert read == []
        assert identity.entity("nobody/new", "family") == "nobody/new"
        assert identity.entity("nobody/other", "weights") == "unknown"
        assert read == [1]


def test_the_catalogue_opened_last_answers_whichever_is_closed_first() -> None:
    first = listed.catalogue(lambda: entries("nobody/new - Nobody: New"))
    last = listed.catalogue(lambda: entries("nobody/new open Nobody: New"))
    first.__enter__()
    last.__enter__()
    first.__exit__(None, None, None)
    assert identity.entity("nobody/new", "weights") == "open"
    last.__exit__(None, None, None)
    assert identity.entity("nobody/new", "weights") == "unknown"


# Beside the kept map, of the bundled catalogue.


@cache
def bundled() -> tuple[Listed, ...]:
    (payload,) = (body for body in history.bundled() if "catalog" in body.url)
    return tuple(
        Listed(
            str(entry.facts["slug"]),
            str(entry.facts["name"]),
            date.fromisoformat(str(entry.facts["created"])),
            bool(entry.facts["hugging_face_id"]),
        )
        for entry in history.parse(payload).entries
    )


def test_models_of_one_name_are_of_one_family_on_the_kept_map_too() -> None:
    families: dict[tuple[str, str], set[str]] = {}
    for name, listed_name in listed.model_names(
        {entry.slug: entry.name for entry in bundled()}
    ).items():
        for row in curated.model(name):
            key = identity.author(name), listed.without_date(listed_name)
            families.setdefault(key, set()).add(row.family)
    assert len(families) > 400
    assert {key for key, found in families.items() if len(found) > 1} == {
        ("openai", "GPT-3.5 Turbo 16k")
    }


def test_weights_that_the_catalogue_has_are_open_on_the_kept_map_too() -> None:
    models = {identity.model(entry.slug) for entry in bundled() if entry.has_weights}
    kept = {name: identity.entity(name, "weights") for name in models if identity.on_map(name)}
    assert len(kept) > 200
    assert {name for name, weights in kept.items() if weights != "open"} == {
        "xiaomi/mimo-v2-omni-20260318",
        "xiaomi/mimo-v2-pro-20260318",
    }, "where no such page exists"
