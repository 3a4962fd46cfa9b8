"""The table behind `tracker unmapped`: what the map lacks, of how many and of how much."""

from __future__ import annotations

from datetime import date
from functools import partial

import pytest
from support.frontend_bodies import a_model, catalogue_body
from support.sample_boards import MADE, board, payload, put, put_days, put_week

from tracker.analysis import catalog
from tracker.answers.formats import records
from tracker.answers.top import measured
from tracker.answers.unmapped import table
from tracker.archive import Capture
from tracker.errors import GapError
from tracker.identity import listed
from tracker.records import OTHER, Question
from tracker.sources.datasets import catalog as catalog_source
from tracker.store import Store
from tracker.weeks import WEEK

FIRST = date(2026, 6, 1)  # 2026-W23
KNOWN, NEW, OLD = "qwen/qwen3-max", "nobody/new", "nobody/old"


@pytest.fixture
def two_weeks(store: Store) -> Store:
    put_week(store, "rankings-weekly", FIRST, **{KNOWN: 50, NEW: 10, OLD: 20, OTHER: 20})
    put_week(store, "rankings-weekly", FIRST + WEEK, **{KNOWN: 50, NEW: 30, OTHER: 20})
    return store


def test_by_volume_with_how_much_it_is_together(two_weeks: Store) -> None:
    found = table(two_weeks, Question())
    assert records(found.rows) == [
        {
            "identity": "unknown", "entity": NEW, "value": 40, "share": 0.2, "weeks": 2,
            "last": "2026-06-08", "missing": "model and author", "family": None, "weights": None,
        },
        {
            "identity": "unknown", "entity": OLD, "value": 20, "share": 0.1, "weeks": 1,
            "last": "2026-06-01", "missing": "model and author", "family": None, "weights": None,
        },
    ]  # fmt: skip
    assert found.notes == (
        "2 slugs of 3 on record are not on the hand-kept map; they have 30.0 % of all tokens.",
    )
    assert found.heading == "Not on the hand-kept map, tokens, 2026-W23 to 2026-W24"


def test_what_a_list_says_is_taken_by_rule(two_weeks: Store) -> None:
    body = catalogue_body([a_model(NEW, canonical_slug=NEW, hugging_face_id="nobody/New")])
    capture = Capture(payload(body, "catalog"), "list.gz")
    two_weeks.record(capture, catalog_source.parse(capture.payload))
    with listed.catalogue(partial(catalog.models, two_weeks)):
        found = table(two_weeks, Question())
        weights = measured(two_weeks, Question(by="weights"))
    rows = {row["entity"]: row for row in records(found.rows)}
    assert (rows[NEW]["identity"], rows[NEW]["weights"]) == ("by rule", "open")
    assert (rows[OLD]["identity"], rows[OLD]["weights"]) == ("unknown", None)
    assert found.notes[1:] == ("By rule from the catalogue: 1 of them, with 20.0 %.",)
    assert weights.loc[weights["entity"] == "open", "value"].tolist() == [10, 30]
    assert {*weights["entity"]} == {"open", "closed", "unknown", OTHER}


def test_a_limit_shortens_the_table_and_not_the_sentence(two_weeks: Store) -> None:
    found = table(two_weeks, Question(), limit=1)
    assert [row["entity"] for row in records(found.rows)] == [NEW]
    assert found.notes == table(two_weeks, Question()).notes


def test_of_the_weeks_asked_for(two_weeks: Store) -> None:
    found = table(two_weeks, Question(week=FIRST + WEEK))
    assert [(row["entity"], row["value"]) for row in records(found.rows)] == [(NEW, 30)]
    assert found.notes[0].startswith("1 slug of 2 on record")


def test_where_all_are_named_there_is_no_rest_to_leave_out(store: Store) -> None:
    put(store, board(FIRST, {KNOWN: 5, NEW: 5}, MADE, dataset="models-window", depth=None, days=7))
    assert table(store, Question()).notes[0].startswith("1 slug of 2 on record")


def test_a_week_that_is_not_complete_counts_for_nothing(two_weeks: Store) -> None:
    put_days(two_weeks, FIRST + 2 * WEEK, 3, **{"nobody/newest": 99, OTHER: 1})
    assert table(two_weeks, Question()).notes == (
        "2 slugs of 3 on record are not on the hand-kept map; they have 30.0 % of all tokens.",
    )
    assert table(two_weeks, Question()).heading.endswith("2026-W23 to 2026-W24")
    with pytest.raises(GapError, match="no complete week of tokens asked for"):
        table(two_weeks, Question(first=FIRST + 2 * WEEK))


def test_without_figures_there_is_no_answer(store: Store) -> None:
    with pytest.raises(GapError, match="no weeks of tokens are recorded"):
        table(store, Question())
