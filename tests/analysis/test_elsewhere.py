"""Another router's weeks: means of days, and whose they are by exact names."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from support.frontend_bodies import a_model, catalogue_body
from support.sample_boards import payload
from support.whole_publisher import vercel_body

from tracker.analysis import elsewhere
from tracker.archive import Capture
from tracker.identity.subjects import Subject
from tracker.sources.datasets import catalog
from tracker.sources.elsewhere import vercel
from tracker.store import Store

FIRST, LAST = date(2026, 8, 1), date(2026, 8, 20)
MADE = datetime(2026, 8, 21, 5, tzinfo=UTC)


def put_month(store: Store, dataset: str, last: date = LAST, made: datetime = MADE) -> None:
    body = payload(vercel_body(dataset, FIRST, last), "vercel", f"file:{dataset}", fetched_at=made)
    store.record(Capture(body, f"{dataset} {made:%d}.gz"), vercel.parse(body))


@pytest.fixture
def both(store: Store) -> Store:
    for dataset in ("labs", "models"):
        put_month(store, dataset)
    return store


def test_each_day_is_a_row_by_each_metric(both: Store) -> None:
    rows = elsewhere.days(both, dataset=elsewhere.LABS)
    assert tuple(rows.columns) == elsewhere.DAYS
    assert len(rows) == 20 * 3 * 3
    assert {*rows["metric"]} == {"tokens", "calls", "spend"}
    first = rows[(rows["metric"] == "calls") & (rows["day"] == "2026-08-01")]
    share = 0.305 + FIRST.toordinal() % 9 / 100
    assert first["name"].tolist() == ["Anthropic", "OpenAI", "Google"]
    assert first["share"].tolist() == pytest.approx([share, share / 2, share / 3], abs=1e-6)
    assert {*rows["seen_at"]} == {MADE}


def test_a_week_is_the_mean_of_its_seven_days_and_no_part_of_a_week_is_one(both: Store) -> None:
    rows = elsewhere.weekly(elsewhere.days(both, dataset=elsewhere.LABS))
    assert {f"{week:%m-%d}" for week in rows["week"]} == {"08-03", "08-10"}
    week = rows[(rows["week"] == "2026-08-10") & (rows["metric"] == "calls")]
    days = [0.305 + (date(2026, 8, 10) + timedelta(n)).toordinal() % 9 / 100 for n in range(7)]
    assert week["share"].tolist()[0] == pytest.approx(sum(days) / 7, abs=1e-6)
    assert dict(zip(week["name"], week["rank"], strict=True)) == {
        "Anthropic": 1, "OpenAI": 2, "Google": 3,
    }  # fmt: skip
    assert {*week["listed"]} == {3}


def test_who_is_not_listed_on_a_day_has_no_week(both: Store) -> None:
    days = elsewhere.days(both, dataset=elsewhere.LABS)
    missed = (days["name"] == "OpenAI") & (days["day"] == "2026-08-12")
    rows = elsewhere.weekly(days[~missed])
    of_week = rows[rows["week"] == "2026-08-10"]
    assert {*of_week["name"]} == {"Anthropic", "Google"}
    assert {*of_week["listed"]} == {2}


def test_of_nothing_there_is_nothing(store: Store) -> None:
    known = elsewhere.elsewhere(store)
    assert known.labs.empty
    assert known.of(Subject("author", "anthropic")).empty
    assert known.of(Subject("family", "anthropic/claude-opus-5")).empty


def test_what_was_known_then_is_asked_for(store: Store) -> None:
    put_month(store, "labs", date(2026, 8, 9), MADE - timedelta(10))
    put_month(store, "labs")
    then = elsewhere.days(store, MADE - timedelta(5), dataset=elsewhere.LABS)
    assert f"{then['day'].max():%m-%d}" == "08-09"
    assert {*then["seen_at"]} == {MADE - timedelta(10)}


def names(known: elsewhere.Elsewhere, level: str, name: str) -> set[str]:
    return {*known.of(Subject(level, name))["name"]}


def test_a_lab_is_an_author_by_its_name_or_its_companys(both: Store) -> None:
    known = elsewhere.elsewhere(both)
    assert names(known, "author", "anthropic") == {"Anthropic"}
    assert names(known, "author", "openai") == {"OpenAI"}
    assert names(known, "author", "open") == set()
    assert names(known, "country", "US") == set()


def test_a_model_is_itself_by_its_id_in_the_catalogue_or_on_the_map(both: Store) -> None:
    slug = "openai/gpt-5.6-luna-20260806"
    model = a_model("openai/gpt-5.6-luna", canonical_slug=slug)
    found = payload(catalogue_body([model]), "catalog", "file:c", fetched_at=MADE)
    both.record(Capture(found, "c.gz"), catalog.parse(found))
    known = elsewhere.elsewhere(both)
    assert names(known, "model", slug) == {"openai/gpt-5.6-luna"}
    assert names(known, "slug", slug) == {"openai/gpt-5.6-luna"}
    assert names(known, "slug", f"{slug}:free") == set()
    assert names(known, "family", "anthropic/claude-opus-5") == {"anthropic/claude-opus-5"}
    assert names(known, "family", "anthropic/claude-opus-5.5") == set()


def test_its_names_are_no_slugs_of_openrouter(both: Store) -> None:
    assert both.slugs() == []
