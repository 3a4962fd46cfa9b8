"""The answer behind `tracker profile`: its shape, its events, its source."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from support.databases import Databases
from support.frontend_bodies import a_model, a_result, benchmark_csv, catalogue_body
from support.sample_boards import board, payload, put
from support.whole_publisher import vercel_body

from tracker.answers.formats import to_json
from tracker.answers.profile import Profile, profile
from tracker.archive import Capture
from tracker.errors import GapError, UnknownName
from tracker.identity.names import Names
from tracker.profiles.case import Thresholds
from tracker.records import OTHER, Question
from tracker.sources.datasets import benchmarks, catalog
from tracker.sources.elsewhere import vercel
from tracker.store import Store
from tracker.weeks import WEEK

QWEN = "qwen/qwen3.6-plus-04-02:free"
START = date(2026, 3, 2)
KEYS = ["entity", "name", "sentences", "measures", "events", "thresholds", "source"]


def instant(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 7, tzinfo=UTC)


def weeks(store: Store, *told: dict[str, int], metric: str = "tokens") -> None:
    """Whole weeks from `START` on, each known two days after it ended."""
    for number, readings in enumerate(told):
        week = START + number * WEEK
        dataset = "rankings-weekly" if metric == "tokens" else "models-window"
        made = instant(week + WEEK + timedelta(days=2))
        put(store, board(week, readings, made, dataset=dataset, metric=metric, days=7))


def a_list(store: Store, day: date, prompt: str) -> None:
    """Return the list of models of a day, with a/new at a price for a prompt token."""
    model = a_model("a/new", canonical_slug="a/new", created=int(instant(day).timestamp()),
                    pricing={"prompt": prompt, "completion": "0.000002"})  # fmt: skip
    found = payload(catalogue_body([model]), "catalog", f"file:{day}", fetched_at=instant(day))
    store.record(Capture(found, f"{day}.gz"), catalog.parse(found))


@pytest.fixture
def small(store: Store) -> Store:
    """Six weeks: b/old leads the first and the last two, a/new the three between."""
    before, after = {"b/old": 90, OTHER: 10}, {"b/old": 90, "a/new": 30, OTHER: 10}
    weeks(
        store, before, *({"b/old": 50, "a/new": 80 + n, OTHER: 10} for n in range(3)), after, after
    )
    return store


@pytest.fixture
def history(databases: Databases, recorded: Path) -> Iterator[Store]:
    with Store(databases.of(recorded)) as opened:
        yield opened


def asked(store: Store, name: str, as_of: datetime | None = None, **question: str) -> Profile:
    return profile(store, Question(as_of=as_of, **question), name, None, Thresholds())  # type: ignore[arg-type]


def happened(found: Profile) -> list[tuple[str, str]]:
    rows = found.events.rows
    return [(f"{day:%m-%d}", what) for day, what in zip(rows["day"], rows["what"], strict=True)]


@pytest.mark.parametrize("name", [QWEN, "MiniMax M2.5", "author:openai", "country:US"])
@pytest.mark.parametrize("metric", ["tokens", "calls"])
def test_every_profile_is_json_of_one_shape(name: str, metric: str, history: Store) -> None:
    try:
        found = asked(history, name, metric=metric)
    except GapError:
        assert metric == "calls", "the calls of some are in no week that tells them"
        return
    told = found.as_json()
    assert [*told] == KEYS
    assert {tuple(row) for row in told["measures"]} == {("question", "measure", "found", "speaks")}
    assert {tuple(row) for row in told["events"]} <= {
        ("day", "exact", "what", "entity", "detail", "source")
    }
    assert json.loads(to_json(told)) == told
    words = {word for row in told["measures"] for word in row["found"].replace(",", " ").split()}
    assert not {"None", "nan", "<NA>", "nan%"} & words


def test_the_heading_says_which_weeks_it_is_about(small: Store) -> None:
    assert asked(small, "a/new").measures.heading == (
        "a/new by tokens: its longest streak at #1, 2026-W11 to 2026-W13"
    )


def test_the_heading_of_who_never_led_says_so(store: Store) -> None:
    weeks(store, {"b/old": 90, "a/new": 5, OTHER: 9}, {"b/old": 90, "a/new": 7, OTHER: 9})
    assert asked(store, "a/new").measures.heading == "a/new by tokens: its highest share, 2026-W11"


def test_thresholds_are_printed_with_it(small: Store) -> None:
    (note,) = asked(small, "a/new").measures.notes
    assert note.startswith("Thresholds (set with --threshold): lasting_weeks=4, clear_lead=1.1,")
    assert note.endswith("half_life=4.")


def test_events_are_those_within_four_weeks_of_the_streak(small: Store) -> None:
    weeks_before = START + WEEK - timedelta(days=5)
    a_list(small, weeks_before, "0.000001")
    a_list(small, weeks_before + timedelta(days=1), "0.000003")
    a_list(small, START + 20 * WEEK, "0.000005")
    assert happened(asked(small, "a/new")) == [
        ("03-05", "price changed"), ("03-09", "first named"),
    ]  # fmt: skip


def test_what_happened_later_is_not_told_of_an_earlier_instant(small: Store) -> None:
    later = START + 4 * WEEK
    for day, readings in enumerate(({"a/new": 1}, {"a/new": 1, "a/next": 1})):
        put(small, board(later + timedelta(days=day), readings, instant(later + WEEK)))
    assert ("03-31", "first named") in happened(asked(small, "author:a"))
    then = asked(small, "author:a", datetime(2026, 3, 20, tzinfo=UTC))
    assert then.measures.heading.endswith("2026-W11")
    assert happened(then) == [("03-09", "first named")]


def test_of_a_country_no_events_are_told(history: Store) -> None:
    found = asked(history, "country:CN")
    assert found.events.rows.empty
    assert found.tables == [found.measures]


def test_the_source_names_the_pages_that_its_calls_are_from(history: Store) -> None:
    source = asked(history, QWEN).measures.source
    assert "Licensed under CC BY 4.0." in source
    assert "the calls of 2 weeks from 2026-W14 to 2026-W15" in source


def test_the_source_of_prices_and_of_results_is_named(small: Store) -> None:
    assert "catalog" not in asked(small, "a/new").measures.source
    a_list(small, START, "0.000001")
    body = benchmark_csv([a_result(model="a/new")])
    found = payload(body, "benchmarks", "file:b", fetched_at=instant(START))
    small.record(Capture(found, "b.gz"), benchmarks.parse(found))
    source = asked(small, "a/new").measures.source
    assert "the catalog, from a page that states none" in source
    assert "benchmark leaderboard" in source


def test_prices_and_results_are_told_of_the_week_of_the_case(small: Store) -> None:
    a_list(small, START, "0.000001")
    body = benchmark_csv([a_result(model="a/new", accuracy=0.75)])
    found = payload(body, "benchmarks", "file:b", fetched_at=instant(START))
    small.record(Capture(found, "b.gz"), benchmarks.parse(found))
    told = {row["measure"]: row["found"] for row in asked(small, "a/new").as_json()["measures"]}
    assert told["accuracy, gpqa_diamond"] == "75.0 %, rank 1, 1.00 USD per M prompt"
    assert told["share of list cost, 2026-W13"].startswith("100.0 % of the money")


def test_the_total_has_none(small: Store) -> None:
    with pytest.raises(GapError, match="the total has no profile"):
        asked(small, "total")


def test_a_name_that_nobody_knows_is_answered_with_the_nearest(small: Store) -> None:
    with pytest.raises(UnknownName, match="a/new"):
        asked(small, "a/nwe")


def test_a_name_that_no_complete_week_names_has_none(small: Store) -> None:
    with pytest.raises(GapError, match="no share of a/new"):
        asked(small, "a/new", datetime(2026, 3, 12, tzinfo=UTC))


def test_a_profile_says_names_and_keeps_keys_for_programs(small: Store) -> None:
    names = Names({"a/new": "A: New One", "b/old": "B: Old One"})
    result = profile(small, Question(), "a/new", None, Thresholds(), names)
    assert result.measures.heading.startswith("New One by tokens: ")
    assert any(sentence.startswith("For New One as a") for sentence in result.sentences)
    found = result.as_json()
    assert (found["entity"], found["name"]) == ("a/new", "New One")
    assert {(row["entity"], row["name"]) for row in found["events"]} == {("a/new", "New One")}
    lost = next(row for row in found["measures"] if row["measure"] == "who lost share, points")
    assert lost["found"].startswith("Old One ")


def put_elsewhere(store: Store, dataset: str, last: date) -> None:
    """Record what the other router has from `START` to a day."""
    made = instant(last + timedelta(days=1))
    body = payload(vercel_body(dataset, START, last), "vercel", f"file:{last}", fetched_at=made)
    store.record(Capture(body, f"{dataset} {last}.gz"), vercel.parse(body))


def of_elsewhere(found: Profile) -> dict[str, str]:
    return {
        row["measure"]: row["found"]
        for row in found.as_json()["measures"]
        if row["question"] == "and on another router?"
    }


def test_what_another_router_has_is_told_of_its_newest_whole_week(store: Store) -> None:
    weeks(store, *({"anthropic/claude-opus-5": 50, "b/old": 40, OTHER: 10} for _ in range(3)))
    before = asked(store, "author:anthropic")
    assert of_elsewhere(before) == {}
    put_elsewhere(store, "labs", START + timedelta(days=17))
    found = asked(store, "author:anthropic")
    mean = sum((30.5 + (START + timedelta(7 + n)).toordinal() % 9) for n in range(7)) / 7
    assert of_elsewhere(found) == {
        f"share of {metric} elsewhere": (
            f"{mean / part:.1f} % in 2026-W11, first of the 3 listed: Anthropic on Vercel's AI"
            " Gateway, the mean of its days, as of 2026-03-20"
        )
        for metric, part in (("tokens", 2), ("calls", 1), ("spend", 3))
    }
    assert "Source: Vercel AI Gateway (vercel.com), as of 2026-03-20" in found.measures.source
    assert found.sentences == before.sentences, "it speaks for nothing"


def test_a_model_is_told_of_where_the_other_router_lists_it(store: Store) -> None:
    weeks(store, {"anthropic/claude-opus-5": 50, "b/old": 40, OTHER: 10})
    put_elsewhere(store, "models", START + timedelta(days=6))
    assert len(of_elsewhere(asked(store, "anthropic/claude-opus-5"))) == 3
    assert of_elsewhere(asked(store, "b/old")) == {}
    assert "Vercel" not in asked(store, "b/old").measures.source


def test_what_was_billed_is_told_where_it_is_recorded(history: Store) -> None:
    found = asked(history, "anthropic/claude-opus-5.5-20260921")
    told = {row["measure"]: row["found"] for row in found.as_json()["measures"]}
    assert told["effective price, 2026-W40"] == "$0.971 for a million tokens, $0.0935 for a call"
    assert told["share of money less share of tokens, 2026-W40"] == (
        "+8.6 points: 10.1 % of what was billed ($2.39M), 1.5 % of the tokens"
    )
    assert "share of list cost" not in told, "it has no price on record, and its share is known"
    assert "2026-W40" in found.measures.source, "its spend is from a page without a licence"


def test_of_a_week_without_spend_list_cost_answers(small: Store) -> None:
    a_list(small, START, "0.000001")
    told = [row["measure"] for row in asked(small, "a/new").as_json()["measures"]]
    assert "share of list cost, 2026-W13" in told
    assert not any("effective price" in measure for measure in told)
