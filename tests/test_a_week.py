"""A week of the daemon in simulated time, against a server that has a bad week.

Each day a new snapshot appears; on some days the server is not there, fails, says something of another shape,
or restates what it said.
"""

from __future__ import annotations

import json
import signal
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import time_machine
from support.databases import Databases
from support.fake_clock import Clock, leap
from support.fake_server import Server, serving
from support.frontend_bodies import a_model, catalogue_body
from support.sample_boards import (
    EXPORTS,
    collected,
    export_csv,
    export_manifest,
    published,
    some_days,
)
from support.whole_publisher import APPS_OF_A_WEEK, SESSION_ROWS, WholePublisher
from typer.testing import CliRunner

from tracker.archive import Archive
from tracker.cli import app
from tracker.ingest import import_files
from tracker.ingest.reparse import reparse
from tracker.records import BENCHMARKS, CATALOG, EXPORT_INDEX, SESSION_COST, TASK_SHARES
from tracker.sources import CONTENTS, IMPORT_ONLY, history, source
from tracker.store import Store
from tracker.weeks import days

MONDAY = date(2026, 11, 2)
START = datetime(2026, 11, 2, 0, 30, tzinfo=UTC)
END = datetime(2026, 11, 9, 12, tzinfo=UTC)
DOWN, FAILING, OTHER_SHAPE = (
    date(2026, 11, 3),
    (date(2026, 11, 5), date(2026, 11, 7)),
    date(2026, 11, 8),
)
RESTATING = date(2026, 11, 6)
LOOKS = [
    datetime(2026, 11, 4, 12, tzinfo=UTC),
    datetime(2026, 11, 8, 20, tzinfo=UTC),
    datetime(2026, 11, 9, 11, tzinfo=UTC),
]
"""When somebody asks for the status: after the day without a server, after two bad days, at the end."""
RESTATED = date(2026, 10, 28)
"""A day of the week before, which on second thoughts another model led."""


def said_of(day: date, snapshot: date) -> dict[str, int]:
    """Return the invented figures of a day: one leads until the Sunday before, another since."""
    figures = next(iter(some_days(day, 1).values()))
    leader, second, third = list(figures)[:3]
    if day >= MONDAY:
        figures[leader], figures[third] = figures[third], figures[leader]
    if day == RESTATED and snapshot >= RESTATING:
        figures[second] += 9 * figures[leader]
    return dict(sorted(figures.items(), key=lambda named: (named[0] == "other", -named[1])))


def snapshot_of(snapshot: date) -> tuple[bytes, bytes]:
    """Return the CSV of a snapshot and its manifest."""
    held = days(snapshot - timedelta(days=30), snapshot - timedelta(days=1))
    csv = export_csv({day: said_of(day, snapshot) for day in held})
    return csv, export_manifest(csv, snapshot)


def models_on(day: date) -> bytes:
    """Return the list of models; on the second Monday a free one gets a price."""
    price = "0" if day < MONDAY + timedelta(days=7) else "0.0000004"
    rest = [a_model(f"author/model-{n}") for n in range(30)]
    return catalogue_body(
        [a_model("a/gift", pricing={"prompt": price, "completion": price}), *rest]
    )


RESTATEMENT = (
    "2026-W44 was corrected as of 2026-11-06T01:46:15.433Z: author1/model-01 led it by tokens,"
    " not author0/model-00"
)
NEW_LEADER = "author2/model-02 led 2026-W45 by tokens; author1/model-01 led the week before"


@dataclass
class Publisher:
    """The server as it is at an instant; on the day it is down, nobody listens."""

    port: int = 0
    running: ExitStack | None = None
    server: Server | None = None
    told: date | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def at(self, now: datetime) -> None:
        """Bring the server to how it is at ``now``."""
        snapshot = now.date() if now >= published(now.date()) else now.date() - timedelta(days=1)
        if snapshot == self.told:
            return
        self.told = snapshot
        if snapshot == DOWN:
            self.stop()
            return
        server = self.start()
        server.replies.clear()
        csv, manifest = snapshot_of(snapshot)
        if snapshot == OTHER_SHAPE:
            csv = csv.replace(b"model_permaslug", b"model")
            manifest = export_manifest(csv, snapshot)
        answers: list[Any] = [csv, manifest]
        if snapshot in FAILING:
            answers = [500, 500]
        server.says(f"{EXPORTS}/{snapshot}.csv", answers[0])
        server.says(f"{EXPORTS}/{snapshot}.manifest.json", answers[1])
        server.says(f"{EXPORTS}/latest.manifest.json", answers[1])
        server.says("/api/v1/models", models_on(snapshot))

    def start(self) -> Server:
        if self.server is None or self.running is None:
            self.running = ExitStack()
            self.server = self.running.enter_context(serving(self.port))
            self.port = int(self.server.url.rpartition(":")[2])
        return self.server

    def stop(self) -> None:
        if self.running:
            self.running.close()
        self.running = self.server = None


def status() -> tuple[int, list[str]]:
    result = CliRunner().invoke(app, ["status", "--format", "json"])
    return result.exit_code, json.loads(result.stdout)["reasons"]


@dataclass(frozen=True)
class Lived:
    """The results of a simulated week.

    The data folder, the database, the server's address, and the output of `status`.
    """

    folder: Path
    database: str
    url: str
    said: list[tuple[int, list[str]]]

    def told(self, hook: str) -> list[dict[str, Any]]:
        return [json.loads(line) for line in (self.folder / hook).read_text().splitlines()]


def live(
    settings: dict[str, str],
    moved: Callable[[datetime], object],
    looks: dict[datetime, Callable[[], Any]],
) -> list[Any]:
    """Let the daemon live through the week, and return what was seen at each of the ``looks``."""
    handlers = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    with (
        pytest.MonkeyPatch.context() as patch,
        time_machine.travel(START, tick=False) as travel,
    ):
        for name, value in settings.items():
            patch.setenv(name, value)
        clock = Clock(travel, END, moved, looks)
        leap(patch, clock)
        moved(START)
        result = CliRunner().invoke(app, ["schedule"])
    for number, handler in handlers.items():
        signal.signal(number, handler)
    assert result.exit_code == 0, result.output
    return clock.seen


@pytest.fixture(scope="module")
def week(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Lived:
    """Return the results of the week, run by the daemon itself."""
    folder, publisher = tmp_path_factory.mktemp("week"), Publisher()
    publisher.start()
    settings = {
        "TRACKER_DATA_DIR": str(folder),
        "TRACKER_DATABASE_URL": databases.of(folder),
        "TRACKER_SOURCES": "export,catalog",
        "TRACKER_BASE_URL": publisher.url,
        "TRACKER_ON_FAILURE": f"cat >>{folder}/alarms",
        "TRACKER_ON_EVENT": f"cat >>{folder}/events",
    }
    seen = live(settings, publisher.at, dict.fromkeys(LOOKS, status))
    publisher.stop()
    return Lived(folder, databases.of(folder), publisher.url, seen)


def test_a_bad_week_ends_as_if_it_had_been_looked_back_on(
    week: Lived, databases: Databases, tmp_path: Path
) -> None:
    good = [
        day
        for day in days(MONDAY - timedelta(days=1), MONDAY + timedelta(days=7))
        if day not in (DOWN, *FAILING, OTHER_SHAPE)
    ]
    folder = tmp_path / "hindsight"
    folder.mkdir()
    for snapshot in good:
        csv, manifest = snapshot_of(snapshot)
        (folder / f"{snapshot}.csv").write_bytes(csv)
        (folder / f"{snapshot}.manifest.json").write_bytes(manifest)
    with (
        Store(week.database) as lived,
        databases.fresh() as hindsight,
    ):
        archive = Archive(folder / "archive")
        for body in import_files.read(sorted(folder.glob("2026*")), None, END):
            assert import_files.import_body(body, archive, hindsight, END).trouble is None
        assert collected(lived) == collected(hindsight)
        assert len({row[5] for row in collected(lived)}) == len(good)


def test_every_trouble_is_told_once_and_every_event(week: Lived) -> None:
    alarms = [line["said"].partition(". Nothing was lost")[0] for line in week.told("alarms")]
    failing = f"{week.url}{EXPORTS}/latest.manifest.json answered 500"
    assert alarms == [
        "export: 127.0.0.1 cannot be reached (no connection)",
        f"export: {failing} Internal Server Error",
        f"export: {failing} Internal Server Error",
        "export: 2026-11-08.csv lacks its header",
    ]
    with Store(week.database) as store:
        failed = [began.date() for began in store.journal.runs(END)["export"].failed]
    assert {failed.count(day) for day in (DOWN, *FAILING, OTHER_SHAPE)} == {5}, "tried again"
    events = [(line["raised_at"][:10], line["said"]) for line in week.told("events")]
    assert events == [
        ("2026-11-06", RESTATEMENT),
        ("2026-11-09", NEW_LEADER),
        ("2026-11-09", "a/gift was free and now has a price"),
    ]


def test_status_says_when_something_is_missed_and_when_it_is_made_up_for(week: Lived) -> None:
    after_a_day, after_two_more, at_the_end = week.said
    assert after_a_day == (0, []), "made up for by the next run"
    assert after_two_more[0] == 1
    assert after_two_more[1][0].startswith("export is overdue: no good run since 2026-11-06T02:1")
    assert after_two_more[1][0].endswith("2026-11-08.csv lacks its header")
    assert at_the_end == (0, [])


def test_a_daemon_that_leaves_takes_its_sign_of_life_away(week: Lived) -> None:
    assert not (week.folder / "heartbeat.json").exists()


KEY = "sk-or-v1-of-a-quiet-week-0123456789"
EVERY_SOURCE = tuple(name for name in CONTENTS if name not in IMPORT_ONLY)
FACTS = (CATALOG, BENCHMARKS, SESSION_COST, TASK_SHARES, EXPORT_INDEX, history.CATALOG)
"""The datasets of entries; all others are of boards."""


@dataclass(frozen=True)
class Quiet:
    """A week in which everything that is published is collected."""

    folder: Path
    database: str
    publisher: WholePublisher
    status: dict[str, Any]
    exit_code: int

    def contents(self) -> tuple[list[Any], list[Any]]:
        """Return all vintages of all boards and entries."""
        with Store(self.database) as store:
            return contents_of(store)


def contents_of(store: Store) -> tuple[list[Any], list[Any]]:
    rows = [(name, *row[:3]) for name in FACTS for row in store.entry_vintages(name)]
    return store.contents(), rows


@pytest.fixture(scope="module")
def quiet(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Quiet:
    """Return the results of a week without a trouble, with a key and every source there is."""
    folder, publisher, said = tmp_path_factory.mktemp("quiet"), WholePublisher(START), []

    def look() -> None:
        said.append(CliRunner().invoke(app, ["status", "--format", "json"]))

    with serving(answer=publisher.answer) as home, serving(answer=publisher.elsewhere) as other:
        settings = {
            "TRACKER_DATA_DIR": str(folder),
            "TRACKER_DATABASE_URL": databases.of(folder),
            "TRACKER_SOURCES": ",".join(EVERY_SOURCE),
            "TRACKER_BASE_URL": home.url,
            "TRACKER_VERCEL_URL": other.url,
            "OPENROUTER_API_KEY": KEY,
            "TRACKER_ON_FAILURE": f"cat >>{folder}/alarms",
        }
        live(settings, partial(setattr, publisher, "now"), {LOOKS[-1]: look})
    (result,) = said
    return Quiet(
        folder, databases.of(folder), publisher, json.loads(result.stdout), result.exit_code
    )


def test_every_dataset_is_recorded(quiet: Quiet) -> None:
    boards, entries = quiet.contents()
    recorded = {row[0] for row in boards} | {row[0] for row in entries}
    published = {name for source in map(source, EVERY_SOURCE) for name in source.DATASETS}
    views = {"models-window-day", "models-window-month", "models-window-trending"}
    bundled_once = {"history-rankings-weekly"}
    assert published - recorded == views | bundled_once, "which are imported, and not requested"
    assert not (quiet.folder / "alarms").exists()


def test_each_app_of_a_week_is_recorded(quiet: Quiet) -> None:
    boards, _ = quiet.contents()
    depths = {row[8] for row in boards if row[0] == "app-rankings"}
    assert depths == {APPS_OF_A_WEEK}


def test_each_session_is_recorded(quiet: Quiet) -> None:
    _, entries = quiet.contents()
    names = {name for dataset, name, *_ in entries if dataset == SESSION_COST}
    assert len(names) == SESSION_ROWS


def test_the_other_router_is_asked_each_month_and_never_sent_the_key(quiet: Quiet) -> None:
    boards, _ = quiet.contents()
    days_recorded = {row[3] for row in boards if row[0] == "vercel-labs"}
    assert days_recorded == {*days(date(2025, 10, 1), END.date() - timedelta(days=1))}
    assert quiet.publisher.keys == set()


def test_the_status_is_clean(quiet: Quiet) -> None:
    assert quiet.exit_code == 0
    assert quiet.status["reasons"] == quiet.status["notes"] == []
    assert quiet.status["unknown_datasets"] == []
    assert quiet.status["put_aside"] == quiet.status["withdrawn"] == []
    assert {run["outcome"] for run in quiet.status["runs"]} == {"fine"}
    notes = {run["source"]: run["notes"] for run in quiet.status["runs"] if run["notes"]}
    assert notes.keys() == {"frontend"}, "which has a week that had just begun"


def test_the_archive_gives_the_same_record_again(quiet: Quiet, databases: Databases) -> None:
    with databases.fresh() as again:
        outcome = reparse(Archive(quiet.folder / "archive"), again, lambda _: None)
        assert outcome.troubles == []
        assert contents_of(again) == quiet.contents()
