"""How the record stands is told from what is said of boards and runs, without a figure."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import event
from support.frontend_bodies import EXPORTED, index_body
from support.sample_boards import MADE, WEEK, board, payload, put, put_days, put_week

from tracker.analysis import frame as frames
from tracker.analysis.rows import newest_complete
from tracker.answers import prometheus, status
from tracker.archive import Capture
from tracker.config import Settings
from tracker.records import OTHER, Board, Definition
from tracker.schedule.heartbeat import Beat
from tracker.sources.datasets import export_index
from tracker.store import Store
from tracker.store.journal import FAILED, FINE, MANIFEST, QUARANTINED, REFUSED

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path, "", ("export",))


def test_no_figure_is_read(store: Store, settings: Settings) -> None:
    put_days(store, WEEK, 7)
    statements: list[str] = []

    @event.listens_for(store.engine, "before_cursor_execute")
    def keep(*arguments: Any) -> None:
        statements.append(arguments[2])

    status.examine(store, settings, NOW)
    assert len(statements) > 5
    assert [said for said in statements if "readings" in said or "sums" in said] == []


def chosen_by_tokens(week: date) -> Board:
    """Return a week of calls of names chosen by another metric, which has no ranks."""
    found = board(week, {"a/x": 9}, MADE, dataset="models-window", metric="calls", days=7)
    return replace(found, selection="tokens", depth=9)


def test_the_newest_week_is_the_newest_that_can_be_ranked(store: Store, settings: Settings) -> None:
    put_week(store, "models-window", WEEK, metric="calls")
    put(store, chosen_by_tokens(WEEK + timedelta(7)))
    put_days(store, WEEK - timedelta(7), 17)
    found = status.examine(store, settings, NOW)
    assert found.newest_week == {"tokens": WEEK, "calls": WEEK, "spend": None}
    for metric, newest in [*found.newest_week.items()][:2]:
        assert newest == newest_complete(frames.weekly(store, Definition(metric))).date()


def put_index(store: Store, made: datetime, *names: str) -> None:
    """Record an index of the exports with these datasets."""
    found = payload(index_body(made, names), "export_index", "file:index.json", fetched_at=made)
    store.record(Capture(found, f"{made:%d}.gz"), export_index.parse(found))


def test_a_dataset_that_is_new_is_said_while_it_is_listed(store: Store, settings: Settings) -> None:
    put_index(store, NOW - timedelta(8), *EXPORTED, "embedding-usage", "tried-once")
    put_index(store, NOW - timedelta(1), *EXPORTED, "embedding-usage")
    found = status.examine(store, settings, NOW)
    assert status.as_json(found)["unknown_datasets"] == ["embedding-usage"]
    said = "new         dataset embedding-usage is published, and this version does not collect it"
    assert said in status.lines(found)
    assert not any("embedding-usage" in reason for reason in found.reasons)


def test_the_datasets_that_are_known_are_not_said(store: Store, settings: Settings) -> None:
    put_index(store, NOW, *EXPORTED)
    assert status.examine(store, settings, NOW).unknown_datasets == []


def test_where_no_week_can_be_ranked_the_newest_complete_one_is_told(
    store: Store, settings: Settings
) -> None:
    put(store, chosen_by_tokens(WEEK), chosen_by_tokens(WEEK + timedelta(7)))
    found = status.examine(store, settings, NOW)
    assert found.newest_week["calls"] == WEEK + timedelta(7)
    assert found.missing_weeks["calls"] == []


def test_a_metric_without_a_week_has_no_newest(store: Store, settings: Settings) -> None:
    put_days(store, WEEK, 6)
    found = status.examine(store, settings, NOW)
    assert found.newest_week == {"tokens": None, "calls": None, "spend": None}
    assert found.missing_weeks == {"tokens": [], "calls": [], "spend": []}


def test_days_that_are_missing_are_told_but_for_those_lost_for_ever(
    store: Store, settings: Settings
) -> None:
    missing, lost = date(2025, 6, 12), date(2025, 6, 15)
    put_days(store, date(2025, 6, 9), 10, skip=frozenset({missing, lost}))
    assert status.examine(store, settings, NOW).missing_days == [missing]


def test_weeks_that_cannot_be_ranked_are_missing(store: Store, settings: Settings) -> None:
    put_week(store, "rankings-weekly", WEEK)
    put_week(store, "rankings-weekly", WEEK + timedelta(21))
    found = status.examine(store, settings, NOW)
    assert found.missing_weeks["tokens"] == [WEEK + timedelta(7), WEEK + timedelta(14)]


def test_a_day_that_stays_missing_in_the_middle_is_a_reason_to_look(
    store: Store, settings: Settings
) -> None:
    put_days(store, date(2026, 11, 10), 17, skip=frozenset({date(2026, 11, 20)}))
    found = status.examine(store, settings, NOW)
    assert found.reasons == ["1 day missing: 2026-11-20"]
    assert found.stale


def test_a_day_that_may_still_come_is_none(store: Store, settings: Settings) -> None:
    """A snapshot may leave out a day and the next one have it."""
    put_days(store, date(2026, 11, 10), 17, skip=frozenset({date(2026, 11, 25)}))
    found = status.examine(store, settings, datetime(2026, 11, 27, 11, tzinfo=UTC))
    assert found.missing_days == [date(2026, 11, 25)]
    assert found.reasons == []


def test_days_of_before_anybody_collected_are_none_where_the_bundled_history_has_their_weeks(
    store: Store, settings: Settings
) -> None:
    """An old export was imported: the months between it and the first run are no fault of anybody."""
    ran(store, NOW)
    put_days(store, date(2026, 8, 3), 7)
    put_days(store, date(2026, 8, 17), 102)
    assert status.examine(store, settings, NOW).late_days == [
        date(2026, 8, 10) + timedelta(days=n) for n in range(7)
    ]
    bundled = [
        board(date(2026, 8, 10 + n), {"a/x": 5, OTHER: 1}, MADE, dataset="history-rankings-daily")
        for n in range(7)
    ]
    put(store, *bundled[:5])
    late = [date(2026, 8, 15), date(2026, 8, 16)]
    assert status.examine(store, settings, NOW).late_days == late, "its Monday says nothing of it"
    put(store, *bundled[5:])
    assert status.examine(store, settings, NOW).late_days == []


def ran(store: Store, at: datetime, outcome: str = FINE, notes: str = "") -> None:
    store.journal.log(
        source="export", started_at=at, ended_at=at, outcome=outcome, new=0, changed=0,
        unchanged=0, requests=1, notes=notes, version="1",
    )  # fmt: skip


def received(
    store: Store, at: datetime, outcome: str, source: str = "export", body: bytes = b"1"
) -> None:
    body_then = payload(body, source, fetched_at=at)
    store.journal.set_aside(Capture(body_then, f"{outcome}.gz"), outcome, "why")


def listed(store: Store, settings: Settings, now: datetime = NOW) -> list[str]:
    return [one["outcome"] for one in status.examine(store, settings, now).put_aside]


def test_a_refusal_leaves_the_list_with_the_next_good_run_of_its_source(
    store: Store, settings: Settings
) -> None:
    began = NOW - timedelta(days=5)
    ran(store, began, FAILED)
    received(store, began + timedelta(minutes=1), REFUSED)
    received(store, began + timedelta(minutes=2), QUARANTINED, body=b"2")
    assert listed(store, settings) == [QUARANTINED, REFUSED]
    ran(store, began + timedelta(hours=1), FAILED)
    assert listed(store, settings) == [QUARANTINED, REFUSED]
    ran(store, began + timedelta(hours=3))
    assert listed(store, settings) == [QUARANTINED], "that one waits for somebody"


def test_a_refusal_of_a_source_that_is_not_run_leaves_after_thirty_days(
    store: Store, settings: Settings
) -> None:
    received(store, NOW - timedelta(days=30), REFUSED, "page")
    assert listed(store, settings) == [REFUSED]
    assert listed(store, settings, NOW + timedelta(seconds=1)) == []


def beaten(pid: int, born: str = "") -> Beat:
    return Beat(NOW - timedelta(hours=1), pid, "export", {}, born)


@pytest.mark.parametrize(
    ("pid", "collected", "stale", "said"),
    [
        (os.getpid(), True, True, "the daemon has written no heartbeat since 2026-11-27T11:00"),
        (2**31 - 1, False, True, "the daemon (process 2147483647) was killed after 2026-11-27T11"),
        (2**31 - 1, True, False, "the daemon (process 2147483647) was killed after 2026-11-27T11"),
    ],
    ids=["hangs", "was killed", "was replaced"],
)
def test_the_daemon_of_others_work_is_a_note(
    store: Store, settings: Settings, pid: int, collected: bool, stale: bool, said: str
) -> None:
    put_days(store, date(2026, 11, 20), 7)
    ran(store, NOW - timedelta(hours=2))
    if collected:
        ran(store, NOW - timedelta(minutes=30))
    found = replace(status.examine(store, settings, NOW), daemon=beaten(pid))
    assert found.stale is stale
    (sentence,) = found.reasons if stale else found.notes
    assert sentence.startswith(said)


def test_a_column_that_the_publisher_added_is_told_once(store: Store, settings: Settings) -> None:
    def brought(body: bytes, at: datetime, *unknown: str) -> None:
        came = payload(body, "export", "https://openrouter.ai/x.csv", fetched_at=at)
        store.journal.set_aside(Capture(came, "x.gz"), MANIFEST)
        store.journal.note_fields(came, frozenset(unknown))

    put_days(store, date(2026, 11, 20), 7)
    brought(b"1", NOW - timedelta(days=9), "rankings: there from the first")
    brought(b"2", NOW - timedelta(days=2), "rankings: cached")
    note = "export has a new column: cached"
    assert status.examine(store, settings, NOW).notes == [note]
    assert status.examine(store, settings, NOW + timedelta(days=29)).notes == []
    ran(store, NOW, notes=f"as before; {note}")
    assert status.examine(store, settings, NOW).notes == [], "the line of the last run says it"


def test_what_is_told_to_prometheus_is_read_by_it(store: Store, settings: Settings) -> None:
    put_days(store, date(2026, 11, 10), 17, skip=frozenset({date(2026, 11, 20)}))
    ran(store, NOW - timedelta(hours=2))
    odd = 'a "source"\\\nof two lines'
    examined = status.examine(store, settings, NOW)
    examined = replace(examined, sources=[replace(one, name=odd) for one in examined.sources])
    text = prometheus.as_text(examined, "1.2.3") + "\n"
    assert "openrouter_tracker_newest_day_end_timestamp_seconds 1795737600\n" in text
    families = {family.name: family for family in text_string_to_metric_families(text)}
    assert {*families} <= {*prometheus.HELP}
    assert {family.type for family in families.values()} == {"gauge"}
    told = {(one.name, *one.labels.values()): one.value for name in families
            for one in families[name].samples}  # fmt: skip
    assert told["openrouter_tracker_stale",] == 1
    assert told["openrouter_tracker_late_days",] == 1
    assert told["openrouter_tracker_overdue", odd] == 0
    assert told["openrouter_tracker_last_good_run_timestamp_seconds", odd] == 1795773600
    assert "openrouter_tracker_daemon_sign_of_life_timestamp_seconds" not in families
    assert len(text.splitlines()) == len({*text.splitlines()})


def test_where_nothing_can_be_read_prometheus_is_told_so() -> None:
    families = text_string_to_metric_families(prometheus.failure() + "\n")
    told = {family.name: family.samples[0].value for family in families}
    assert told == {"openrouter_tracker_up": 0, "openrouter_tracker_stale": 1}


def test_the_alerts_of_operating_ask_for_what_is_told() -> None:
    operating = (Path(__file__).resolve().parents[2] / "OPERATING.md").read_text(encoding="utf-8")
    rules = yaml.safe_load(operating.split("```yaml\n")[1].split("```")[0])["groups"][0]["rules"]
    asked = {name for rule in rules for name in re.findall(r"openrouter_tracker_\w+", rule["expr"])}
    assert len(rules) >= 2
    assert asked <= {*prometheus.HELP}
