"""The table behind `tracker market`: weeks of concentration, and what is given away."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from support.sample_boards import put_week

from tracker.answers.formats import records
from tracker.answers.market import table
from tracker.answers.top import REVEALED
from tracker.errors import GapError
from tracker.identity.names import Names
from tracker.records import OTHER, Question
from tracker.store import Store
from tracker.weeks import WEEK

FIRST = date(2026, 6, 1)  # 2026-W23
A, B, C = "qwen/qwen3-max", "openai/gpt-4o-mini:free", "mistralai/mistral-nemo"


def put_weeks(store: Store, *weeks: dict[str, int]) -> None:
    for number, readings in enumerate(weeks):
        put_week(store, "rankings-weekly", FIRST + WEEK * number, **readings)


def rows(store: Store, **asked: Any) -> list[dict[str, Any]]:
    return records(table(store, Question(**asked)).rows)


def test_countries_have_their_names(store: Store) -> None:
    put_weeks(store, {A: 50, B: 30, OTHER: 20}, {A: 60, B: 20, OTHER: 20})
    notes = table(store, Question(), names=Names({})).notes
    assert notes[0].endswith(": China 60.0 %, United States 20.0 %, Other 20.0 %.")
    assert notes[1].endswith(": Closed weights 80.0 %, Other 20.0 %.")


def test_a_row_a_week_with_its_dataset_and_depth_at_the_end(store: Store) -> None:
    put_weeks(store, {A: 50, B: 30, OTHER: 20}, {A: 60, B: 20, OTHER: 20})
    found = table(store, Question())
    assert [*found.rows.columns] == [
        "week", "named", "cr1", "cr3", "cr5", "hhi_low", "hhi_high", "effective_low",
        "effective_high", "diversity_low", "turnover", "overlap", "unnamed", "free", "stealth",
        "dataset", "depth", "days",
    ]  # fmt: skip
    first, second = records(found.rows)
    assert (first["week"], first["named"], first["cr1"], first["unnamed"], first["free"]) == (
        "2026-06-01", 2, 0.5, 0.2, 0.3,
    )  # fmt: skip
    assert (second["hhi_low"], second["hhi_high"]) == (pytest.approx(4000), pytest.approx(4400))
    assert (second["dataset"], second["depth"], second["stealth"]) == ("rankings-weekly", 50, 0.0)
    assert second["days"] == 7
    assert found.heading == "Market by tokens, slug level, 2026-W23 to 2026-W24"


def test_options_choose_weeks_and_change_no_number(store: Store) -> None:
    put_weeks(store, {A: 50, B: 30, OTHER: 20}, {B: 60, C: 20, OTHER: 20})
    whole = rows(store)
    assert rows(store, week=FIRST + WEEK) == whole[1:]
    assert rows(store, last=FIRST) == whole[:1]
    assert whole[1]["overlap"] > 0  # of a week before that is not shown


def test_the_turnover_is_of_as_many_as_asked_for(store: Store) -> None:
    put_weeks(store, {A: 50, B: 30, OTHER: 20}, {B: 60, C: 20, OTHER: 20})
    assert records(table(store, Question(), 2).rows)[1]["turnover"] == 0.5
    assert records(table(store, Question(), 1).rows)[1]["turnover"] == 1.0
    assert records(table(store, Question(), 3).rows)[1]["turnover"] is None


def test_all_of_it_is_of_the_slugs_that_are_looked_at(store: Store) -> None:
    put_weeks(store, {A: 50, B: 30, OTHER: 20})
    (one,), (two,) = rows(store, depth=1), rows(store, depth=2)
    assert (one["depth"], one["named"], one["unnamed"], one["free"]) == (1, 1, 0.5, 0.0)
    assert (two["depth"], two["named"], two["unnamed"], two["free"]) == (2, 2, 0.2, 0.3)
    found = table(store, Question(depth=1))
    assert ", the 1 largest slugs, 2026-W23" in found.heading
    assert found.notes == (
        "By country, 2026-W23 (1 June to 7 June 2026): CN 50.0 %, other 50.0 %.",
        "By weights, 2026-W23 (1 June to 7 June 2026): closed 50.0 %, other 50.0 %.",
    )


def test_what_is_given_away_is_the_same_at_every_level(store: Store) -> None:
    put_weeks(store, {A: 50, B: 30, OTHER: 20})
    assert {rows(store, by=by)[0]["free"] for by in ("slug", "model", "author", "country")} == {0.3}


def test_countries_and_weights_are_of_the_newest_week_shown(store: Store) -> None:
    put_weeks(store, {A: 50, B: 30, OTHER: 20}, {A: 50, OTHER: 50})
    told = table(store, Question(last=FIRST)).notes
    assert told[0] == (
        "By country, 2026-W23 (1 June to 7 June 2026): CN 50.0 %, US 30.0 %, other 20.0 %."
    )
    assert table(store, Question()).notes[0].startswith("By country, 2026-W24")


def test_hindsight_is_said_first(store: Store) -> None:
    put_weeks(store, {A: 50, B: 30, OTHER: 20})
    assert table(store, Question(reveal=True)).notes[0] == REVEALED


def test_without_a_week_there_is_no_answer(store: Store) -> None:
    with pytest.raises(GapError, match="no weeks of tokens are recorded"):
        table(store, Question())
    put_weeks(store, {A: 50, B: 30, OTHER: 20})
    with pytest.raises(GapError, match="no weeks of calls are recorded"):
        table(store, Question(metric="calls"))
    with pytest.raises(GapError, match="no week asked for can be ranked by tokens"):
        table(store, Question(week=FIRST + 5 * WEEK))
