"""From a slug to its levels: dated where the answer changed, and never by likeness."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import identity_maps
from support.sample_boards import put_week

from tracker import identity
from tracker.analysis import frame as frames
from tracker.identity import DATED, LEVELS, curated
from tracker.records import OTHER, Definition
from tracker.store import Store
from tracker.weeks import DAY, WEEK, walk

MONDAY, WEDNESDAY = date(2026, 8, 10), date(2026, 8, 12)
OPENED = """
    pattern    family  country  weights  since       until
    a/x{date}  a/x     .        closed   .           2026-08-12
    a/x{date}  a/x     .        open     2026-08-12  .
"""
REVEALED = """
    name               model  revealed    kind
    openrouter/owl     a/x    2026-08-12  stealth
    openrouter/unknown .      .           stealth
"""
AUTHORS = """
    author      company  country  since  until
    a           A        FR       .      .
    openrouter  .        unknown  .      .
"""


@pytest.fixture
def small() -> Iterator[None]:
    """Return a model whose weights were opened on a Wednesday, the day an owl was revealed."""
    with identity_maps.instead(models=OPENED, authors=AUTHORS, aliases=REVEALED):
        yield


def levels(slug: str, on: date | None = None, *, reveal: bool = False) -> dict[str, str]:
    return {by: identity.entity(slug, by, on, reveal=reveal) for by in LEVELS if by != "app"}


def by_week(store: Store, by: str, *, reveal: bool = False) -> dict[str, dict[str, int]]:
    """Monday → entity → value."""
    found = frames.weekly(store, Definition("tokens", by, reveal=reveal))
    return {
        f"{week:%m-%d}": dict(zip(rows["entity"], rows["value"], strict=True))
        for week, rows in found.groupby("week")
    }


def test_a_slug_is_a_model_and_a_variant_of_an_author() -> None:
    slug = "qwen/qwen3.6-plus-04-02:free"
    assert identity.model(slug) == "qwen/qwen3.6-plus-04-02"
    assert identity.variant(slug) == identity.FREE
    assert identity.variant("qwen/qwen3.6-plus-04-02") == ""
    assert identity.author(slug) == "qwen"


def test_every_level_of_a_slug() -> None:
    assert levels("qwen/qwen3.6-plus-04-02:free") == {
        "slug": "qwen/qwen3.6-plus-04-02:free",
        "model": "qwen/qwen3.6-plus-04-02",
        "family": "qwen/qwen3.6-plus",
        "author": "qwen",
        "country": "CN",
        "weights": "closed",
    }


@pytest.mark.usefixtures("small")
def test_what_is_not_on_the_map_is_a_family_of_its_own() -> None:
    assert levels("a/x2:free") == {
        "slug": "a/x2:free",
        "model": "a/x2",
        "family": "a/x2",
        "author": "a",
        "country": "FR",
        "weights": "unknown",
    }
    assert levels("nobody/new-0423")["family"] == "nobody/new-0423"
    assert levels("nobody/new-0423")["country"] == "unknown"
    assert not identity.on_map("a/x2")
    assert identity.on_map("a/x-0423:free")


def test_other_is_itself_at_every_level() -> None:
    assert set(levels(OTHER).values()) == {OTHER}


def test_an_app_is_no_model() -> None:
    assert identity.entity("Kilo Code (2262242)", "app") == "Kilo Code (2262242)"


# Answers that changed.


@pytest.mark.usefixtures("small")
def test_weights_count_from_the_day_they_were_opened() -> None:
    assert identity.spans("a/x:free", "weights") == [
        (date.min, WEDNESDAY, "closed"),
        (WEDNESDAY, date.max, "open"),
    ]
    assert identity.entity("a/x", "weights", WEDNESDAY - DAY) == "closed"
    assert identity.entity("a/x", "weights", WEDNESDAY) == "open"
    assert identity.entity("a/x", "weights") == "open", "today's answer"
    assert identity.entity("a/x", "weights", date.max) == "open"
    assert len(identity.spans("a/x", "family")) == 1, "of that nothing changed"


@pytest.mark.usefixtures("small")
def test_a_week_counts_by_what_was_so_on_its_monday(store: Store) -> None:
    for week in (MONDAY - WEEK, MONDAY, MONDAY + WEEK):
        put_week(store, "rankings-weekly", week, **{"a/x-0423": 5, "a/x:free": 2, OTHER: 1})
    assert by_week(store, "weights") == {
        "08-03": {"closed": 7, OTHER: 1},
        "08-10": {"closed": 7, OTHER: 1},
        "08-17": {"open": 7, OTHER: 1},
    }


def test_what_opened_on_a_monday_counts_that_week(store: Store) -> None:
    with identity_maps.instead(models=OPENED.replace("2026-08-12", "2026-08-10"), authors=AUTHORS):
        put_week(store, "rankings-weekly", MONDAY - WEEK, **{"a/x": 5})
        put_week(store, "rankings-weekly", MONDAY, **{"a/x": 5})
        assert by_week(store, "weights") == {"08-03": {"closed": 5}, "08-10": {"open": 5}}


def test_a_country_of_its_own_goes_before_the_seat_of_the_author() -> None:
    with identity_maps.instead(
        models="""
            pattern  family  country  weights  since       until
            a/own    a/own   CN       open     .           2026-03-01
            a/own    a/own   .        open     2026-03-01  .
            a/moved  a/moved .        open     .           .
        """,
        authors="""
            author  company  country  since       until
            a       A        GB       .           2026-06-01
            a       A        US       2026-06-01  .
        """,
    ):
        march, june = date(2026, 3, 1), date(2026, 6, 1)
        assert identity.spans("a/own", "country") == [
            (date.min, march, "CN"), (march, june, "GB"), (june, date.max, "US"),
        ]  # fmt: skip
        assert identity.spans("a/moved", "country") == [
            (date.min, june, "GB"), (june, date.max, "US"),
        ]  # fmt: skip
        assert identity.spans("a/own", "weights") == [(date.min, date.max, "open")]


# Stealth.


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("by", ["family", "author", "country", "weights"])
def test_a_stealth_model_counts_towards_what_it_was_once_that_is_known(by: str) -> None:
    hidden = {
        "family": "openrouter/owl", "author": "openrouter", "country": "unknown",
        "weights": "unknown",
    }  # fmt: skip
    told = {"family": "a/x", "author": "a", "country": "FR", "weights": "open"}
    slug = "openrouter/owl:free"
    assert identity.entity(slug, by, WEDNESDAY - DAY) == hidden[by]
    assert identity.entity(slug, by, WEDNESDAY) == told[by]
    assert identity.entity(slug, by) == told[by]
    assert identity.entity(slug, by, WEDNESDAY, reveal=True) == told[by]
    assert identity.spans(slug, by) == [
        (date.min, WEDNESDAY, hidden[by]), (WEDNESDAY, date.max, told[by]),
    ]  # fmt: skip


@pytest.mark.usefixtures("small")
def test_with_hindsight_it_does_from_its_first_day_by_what_was_so_then() -> None:
    before = WEDNESDAY - DAY
    assert levels("openrouter/owl:free", before, reveal=True) == {
        "slug": "openrouter/owl:free",
        "model": "openrouter/owl",
        "family": "a/x",
        "author": "a",
        "country": "FR",
        "weights": "closed",
    }


@pytest.mark.usefixtures("small")
def test_its_slug_and_model_stay_as_published() -> None:
    for on in (WEDNESDAY - DAY, WEDNESDAY, None):
        assert identity.entity("openrouter/owl:free", "slug", on) == "openrouter/owl:free"
        assert identity.entity("openrouter/owl:free", "model", on, reveal=True) == "openrouter/owl"


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("reveal", [False, True])
def test_what_was_never_revealed_stays_what_it_is(reveal: bool) -> None:
    assert levels("openrouter/unknown", reveal=reveal) == {
        "slug": "openrouter/unknown",
        "model": "openrouter/unknown",
        "family": "openrouter/unknown",
        "author": "openrouter",
        "country": "unknown",
        "weights": "unknown",
    }


@pytest.mark.usefixtures("small")
def test_a_frame_reveals_from_the_next_monday_or_with_hindsight_at_once(store: Store) -> None:
    for week in walk(MONDAY, MONDAY + WEEK):
        put_week(store, "rankings-weekly", week, **{"openrouter/owl": 5, "a/x": 2, OTHER: 1})
    for by, hidden, told in (
        ("family", "openrouter/owl", "a/x"),
        ("author", "openrouter", "a"),
        ("country", "unknown", "FR"),
    ):
        merged = {told: 7, OTHER: 1}
        assert by_week(store, by) == {"08-10": {hidden: 5, told: 2, OTHER: 1}, "08-17": merged}
        assert by_week(store, by, reveal=True) == {"08-10": merged, "08-17": merged}
    for reveal in (False, True):
        apart = {"openrouter/owl": 5, "a/x": 2, OTHER: 1}
        for by in ("slug", "model"):
            assert by_week(store, by, reveal=reveal) == {"08-10": apart, "08-17": apart}
    assert by_week(store, "weights", reveal=True)["08-10"] == {"closed": 7, OTHER: 1}


@pytest.mark.parametrize(
    ("slug", "stealth"),
    [
        ("openrouter/hunter-alpha", True),
        ("openrouter/horizon-beta:free", True),
        ("stealth/space-bunny-alpha", True),
        ("stealth/of-tomorrow", True),
        ("openrouter/bodybuilder", False),
        ("openrouter/auto", False),
        ("qwen/qwen3.6-plus-04-02:free", False),
        (OTHER, False),
    ],
)
def test_who_was_listed_without_a_maker(slug: str, stealth: bool) -> None:
    assert identity.is_stealth(slug) is stealth


# The kept map.


@pytest.mark.parametrize(
    ("slug", "by", "before", "day", "after"),
    [
        ("minimax/minimax-m2.7-20260318", "weights", "closed", "2026-04-12", "open"),
        ("openrouter/hunter-alpha", "family", "openrouter/hunter-alpha", "2026-03-18",
         "xiaomi/mimo-v2-pro"),
        ("stealth/ox-alpha", "country", "unknown", "2026-08-26", "CN"),
        ("stealth/ox-alpha", "author", "stealth", "2026-08-26", "z-ai"),
    ],
)  # fmt: skip
def test_days_on_which_the_answer_changed(
    slug: str, by: str, before: str, day: str, after: str
) -> None:
    changed = date.fromisoformat(day)
    assert identity.entity(slug, by, changed - DAY) == before
    assert identity.entity(slug, by, changed) == after


def test_dated_snapshots_and_variants_are_one_family() -> None:
    snapshots = ["deepseek/deepseek-v4-flash-20260423:free", "deepseek/deepseek-v4-flash-20260731"]
    assert {identity.entity(slug, "family") for slug in snapshots} == {"deepseek/deepseek-v4-flash"}
    assert len({identity.entity(slug, "model") for slug in snapshots}) == 2
    assert identity.entity("deepseek/deepseek-v4.1-flash-20260910", "family") not in snapshots


ON_MAP = sorted(
    {row["pattern"].replace("{date}", "-20260423") for row in identity_maps.kept("models.csv")}
    | {row["name"] for row in identity_maps.kept("aliases.csv") if row["kind"] == "stealth"}
    | identity_maps.bundled()
)


@pytest.mark.parametrize("reveal", [False, True])
def test_what_a_slug_counts_towards_tiles_all_time(reveal: bool) -> None:
    changed = 0
    for slug in ON_MAP:
        for by in LEVELS:
            found = identity.spans(slug, by, reveal=reveal)
            changed += len(found) > 1
            assert (found[0][0], found[-1][1]) == (date.min, date.max), (slug, by)
            assert all(since < until for since, until, _ in found), (slug, by)
            for (_, until, name), (since, _, after) in pairwise(found):
                assert until == since, (slug, by)
                assert name != after, (slug, by)
    assert changed > 3


@given(
    st.sampled_from(ON_MAP) | st.text(max_size=20),
    st.sampled_from(LEVELS),
    st.dates(date(2024, 1, 1), date(2027, 1, 1)),
    st.booleans(),
)
def test_the_entity_on_a_day_is_that_of_the_span_that_holds_it(
    slug: str, by: str, on: date, reveal: bool
) -> None:
    found = identity.spans(slug, by, reveal=reveal)
    (named,) = [name for since, until, name in found if since <= on < until]
    assert identity.entity(slug, by, on, reveal=reveal) == named
    assert identity.entity(slug, by, reveal=reveal) == found[-1][2]
    for since, until, name in found:
        assert identity.entity(slug, by, since, reveal=reveal) == name
        assert identity.entity(slug, by, until - timedelta(1), reveal=reveal) == name


@given(st.sampled_from(ON_MAP), st.sampled_from(["", ":free", ":beta"]), st.sampled_from([*DATED]))
def test_a_variant_counts_towards_what_its_model_does(slug: str, variant: str, by: str) -> None:
    model = identity.model(slug)
    assert identity.spans(model + variant, by) == identity.spans(model, by)
    assert bool(curated.model(model)) == identity.on_map(model + variant)
