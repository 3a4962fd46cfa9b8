"""After a run: each failure told once for as long as it lasts, what nobody took told later."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from support.fake_server import Server
from support.sample_boards import put_days

from tracker.alerts import alarms, notify
from tracker.answers import status
from tracker.config import Settings
from tracker.errors import FetchError, ParseError, Refused, TrackerError, Unavailable
from tracker.ingest.collect import Outcome
from tracker.store import Store
from tracker.store.journal import FAILED, FINE

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
NEWEST = date(2026, 11, 26)
DOWN = Unavailable("openrouter.ai cannot be reached (no connection)")
Told = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(
        tmp_path,
        "",
        ("export",),
        on_failure=f"cat >>{tmp_path}/told",
        environment={"PATH": "/usr/bin:/bin"},
    )


@pytest.fixture
def told(tmp_path: Path) -> Told:
    def lines() -> list[dict[str, Any]]:
        file = tmp_path / "told"
        return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []

    return lines


@pytest.fixture
def fresh(store: Store) -> Store:
    """Return a store whose record is not stale."""
    put_days(store, NEWEST - timedelta(days=6), 7, made=NOW - timedelta(hours=10))
    return store


def ran(
    store: Store, settings: Settings, *troubles: TrackerError, now: datetime = NOW
) -> list[TrackerError]:
    """Log a run of the export with some errors, and send its notifications."""
    outcome = Outcome("export", troubles=[*troubles])
    store.journal.log(
        source="export", started_at=now, ended_at=now, outcome=FAILED if troubles else FINE,
        new=0, changed=0, unchanged=0, requests=1, notes="", version="1",
    )  # fmt: skip
    return notify.watch(store, settings, [outcome], now, "1")


def test_a_failure_is_told_once_for_as_long_as_it_lasts(
    fresh: Store, settings: Settings, told: Told
) -> None:
    for hours in range(4):
        assert ran(fresh, settings, DOWN, now=NOW + timedelta(hours=hours)) == []
    (one,) = told()
    assert (one["kind"], one["what"], one["facts"]["source"]) == (
        "failure", "source failed", "export",
    )  # fmt: skip
    assert one["said"].startswith(
        "export: openrouter.ai cannot be reached (no connection). Nothing"
    )


def test_after_a_good_run_the_same_failure_is_another_one(
    fresh: Store, settings: Settings, told: Told
) -> None:
    ran(fresh, settings, DOWN)
    ran(fresh, settings, now=NOW + timedelta(hours=1))
    ran(fresh, settings, DOWN, now=NOW + timedelta(hours=2))
    assert [line["facts"]["last_fine"] for line in told()] == [None, "2026-11-27T13:00:00Z"]


@pytest.mark.parametrize(
    ("first", "second", "times"),
    [
        (ParseError("2026-11-26.csv is not CSV"), ParseError("2026-11-27.csv is not CSV"), 1),
        (ParseError("2026-11-26.csv is not CSV"), ParseError("2026-11-27.csv has no rows"), 2),
        (Refused("x answered 500", status=500), Refused("y answered 500", status=500), 1),
        (Refused("x answered 500", status=500), Refused("x answered 403", status=403), 2),
        (FetchError("x was cut off"), DOWN, 2),
    ],
)
def test_the_day_and_the_numbers_make_no_other_failure(
    fresh: Store, settings: Settings, told: Told, first: TrackerError, second: TrackerError,
    times: int,
) -> None:  # fmt: skip
    ran(fresh, settings, first)
    ran(fresh, settings, second, now=NOW + timedelta(hours=1))
    assert len(told()) == times


def test_a_record_that_grows_old_while_every_run_goes_well_is_a_failure(
    fresh: Store, settings: Settings, told: Told
) -> None:
    for later in range(1, 6):
        ran(fresh, settings, now=NOW + timedelta(days=later))
    (one,) = told()
    assert one["said"] == "the record is stale: the newest day is 2026-11-26, 3 days ago"


def test_a_publisher_that_stands_still_is_told_of_after_36_hours(
    fresh: Store, settings: Settings, told: Told
) -> None:
    ended = datetime(2026, 11, 27, tzinfo=UTC)
    store_ran = ran(fresh, settings, now=ended + timedelta(hours=26))
    assert (store_ran, told()) == ([], [])
    for minutes in (0, 1, 61):
        later = ended + timedelta(hours=36, minutes=minutes)
        assert notify.watch(fresh, settings, [], later, "1") == [], "where nothing was due as well"
        assert len(told()) == (minutes > 0)


def test_a_failing_source_is_one_alarm_and_a_stale_record_another_after_days(
    fresh: Store, settings: Settings, told: Told
) -> None:
    for later in range(5):
        ran(fresh, settings, DOWN, now=NOW + timedelta(days=later))
        assert len(told()) == (1 if later < 3 else 2)
    assert told()[1]["said"] == "the record is stale: the newest day is 2026-11-26, 4 days ago"


def test_days_that_stay_missing_are_told_once_a_stretch(
    store: Store, settings: Settings, told: Told
) -> None:
    gap = {date(2026, 11, 20), date(2026, 11, 21), date(2026, 11, 23)}
    put_days(store, date(2026, 11, 14), 13, skip=frozenset(gap))
    ran(store, settings)
    ran(store, settings, now=NOW + timedelta(hours=1))
    assert [line["said"] for line in told()] == [
        "in the middle of the record: 2 days missing: 2026-11-20, 2026-11-21",
        "in the middle of the record: 1 day missing: 2026-11-23",
    ]


def test_a_full_disk_is_told_once_a_day(
    fresh: Store, settings: Settings, told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(status, "LEAST_FREE", 2**60)
    ran(fresh, settings)
    ran(fresh, settings, now=NOW + timedelta(hours=1))
    (one,) = told()
    assert one["what"] == "disk is nearly full"
    assert one["said"].endswith("of disk space is left")


def test_what_a_hook_does_not_take_is_kept_and_told_by_the_next_run(
    fresh: Store, settings: Settings, told: Told, tmp_path: Path
) -> None:
    deaf = Settings(tmp_path, "", ("export",), on_failure="exit 1", environment={})
    (trouble,) = ran(fresh, deaf, DOWN)
    assert "TRACKER_ON_FAILURE failed: exit code 1" in str(trouble)
    assert told() == []
    assert fresh.notices.count() == 1
    assert ran(fresh, settings, DOWN, now=NOW + timedelta(hours=1)) == []
    assert len(told()) == 1
    assert fresh.notices.count() == 0


def test_without_hooks_nothing_is_written_down(fresh: Store, tmp_path: Path) -> None:
    assert ran(fresh, Settings(tmp_path, "", ("export",)), DOWN) == []
    assert fresh.notices.count() == 0
    assert fresh.notices.last_look() is None


def test_what_a_source_begins_with_is_no_news_but_for_weeks_that_end_later(
    store: Store, tmp_path: Path, told: Told
) -> None:
    """Test a daemon that is started for the first time.

    It runs one source after another, and searches for events after each.
    """
    watcher = Settings(
        tmp_path, "", ("export",), on_event=f"cat >>{tmp_path}/told",
        environment={"PATH": "/usr/bin:/bin"},
    )  # fmt: skip
    store.journal.log(
        source="history", started_at=NOW, ended_at=NOW, outcome=FINE, new=0, changed=0,
        unchanged=0, requests=0, notes="", version="1",
    )  # fmt: skip
    notify.watch(store, watcher, [Outcome("history")], NOW, "1")
    for number, leads in enumerate((8, 9, 8)):
        monday = date(2026, 11, 2) + timedelta(days=7 * number)
        put_days(store, monday, 7, made=NOW, **{"a/x": leads, "b/y": 17 - leads, "other": 1})
    ran(store, watcher, DOWN)
    ran(store, watcher, now=NOW + timedelta(hours=1))
    assert told() == [], "who led until then was nobody's news"
    later = NOW + timedelta(days=4)
    put_days(store, date(2026, 11, 23), 7, made=later, **{"a/x": 9, "b/y": 8, "other": 1})
    ran(store, watcher, now=later)
    assert [line["facts"]["week"] for line in told()] == ["2026-11-23"]


def test_events_are_looked_for_when_the_record_has_moved(
    store: Store, tmp_path: Path, told: Told
) -> None:
    watcher = Settings(
        tmp_path, "", ("export",), on_event=f"cat >>{tmp_path}/told",
        environment={"PATH": "/usr/bin:/bin"},
    )  # fmt: skip
    monday, made = date(2026, 11, 9), NOW - timedelta(days=9)
    put_days(store, monday - timedelta(days=7), 7, made=made, **{"a/x": 9, "b/y": 8, "other": 1})
    ran(store, watcher)
    assert told() == [], "what was so before anybody watched"
    put_days(store, monday, 7, made=NOW, **{"a/x": 7, "b/y": 8, "other": 1})
    ran(store, watcher, now=NOW + timedelta(hours=1))
    ran(store, watcher, now=NOW + timedelta(hours=2))
    (one,) = told()
    assert one["said"] == "b/y led 2026-W46 by tokens; a/x led the week before"


def test_the_ping_is_sent_after_a_good_run_and_after_no_other(
    fresh: Store, tmp_path: Path, server: Server
) -> None:
    server.says("/ping/abc", 200)
    pinged = Settings(tmp_path, "", ("export",), ping_url=f"{server.url}/ping/abc")
    ran(fresh, pinged, DOWN)
    assert server.paths == []
    assert ran(fresh, pinged) == []
    assert server.paths == ["/ping/abc"]
    ran(fresh, pinged, now=NOW + timedelta(days=9))
    assert server.paths == ["/ping/abc"], "a stale record is not well"
    server.says("/ping/abc", 500)
    (trouble,) = ran(fresh, pinged)
    assert "abc" not in str(trouble)


def test_where_nothing_can_be_recorded_it_is_told_all_the_same(
    settings: Settings, told: Told
) -> None:
    notify.alarm(settings, TrackerError("the database is gone"), NOW, "1")
    (one,) = told()
    assert (one["id"], one["what"]) == (None, "nothing can be recorded")
    assert one["said"].startswith("the database is gone. ")


def test_that_nothing_can_be_recorded_is_told_once_for_as_long_as_it_lasts(
    settings: Settings, told: Told
) -> None:
    gone, full = TrackerError("the database at port 9 is gone"), TrackerError("the disk is full")
    for trouble in (gone, gone, full, TrackerError("the database at port 10 is gone"), full):
        notify.alarm(settings, trouble, NOW, "1")
    assert [line["said"].split(".")[0] for line in told()] == [gone.fact, full.fact]
    alarms.settle(settings.for_alarms)
    notify.alarm(settings, gone, NOW, "1")
    assert len(told()) == 3, "it is another one after the record could be opened again"


def test_what_nobody_took_is_told_again_and_no_folder_is_no_matter(
    settings: Settings, told: Told
) -> None:
    deaf = replace(settings, on_failure="exit 1")
    with pytest.raises(TrackerError, match=r"TRACKER_ON_\w+ failed"):
        notify.alarm(deaf, DOWN, NOW, "1")
    nowhere = replace(settings, data_dir=settings.data_dir / "told")
    notify.alarm(settings, DOWN, NOW, "1")
    notify.alarm(nowhere, DOWN, NOW, "1")
    assert len(told()) == 2, "where it cannot be noted it is told each time"


def test_no_ping_is_sent_while_another_source_is_overdue(
    fresh: Store, tmp_path: Path, server: Server
) -> None:
    server.says("/ping", 200)
    pinged = Settings(tmp_path, "", ("export", "catalog"), ping_url=f"{server.url}/ping")
    ran(fresh, pinged)
    assert server.paths == ["/ping"], "the catalogue has had no time yet"
    ran(fresh, pinged, now=NOW + timedelta(days=1))
    assert server.paths == ["/ping"]
