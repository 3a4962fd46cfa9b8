"""What a year more on record costs: the daily collecting, and the chart of one week.

Stores of 1 to 10 years end on the same day, so that what is asked is the same in all of them. Each
looks as if it had been collected from the export every day: a capture, a line of the log and thirty
sightings a day, and two files in the archive.
"""

from __future__ import annotations

import gc
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
import rollups
from sqlalchemy import text
from support import sample_boards
from support.fake_server import Server, serving

from tracker.answers.top import top
from tracker.archive import Archive
from tracker.config import Settings
from tracker.fetch.budget import Budget
from tracker.ingest import collect
from tracker.records import Key, Question
from tracker.store import Store, schema
from tracker.weeks import DAY, WEEK, Period, monday

YEARS = (1, 2, 4, 7, 10)
LAST = date(2026, 11, 15)
"""The last day on record, a Sunday."""
ROUNDS = 7
MONTH = 30
"""An export holds so many days."""
Days = dict[date, dict[str, int]]


def fill(folder: Path, years: int) -> Store:
    """A store of so many years and its archive, ready to be collected into."""
    first = LAST - (365 * years - 1) * DAY
    rollups.fill(folder / "tracker.db", first, 365 * years)
    store = Store(f"sqlite:///{folder}/tracker.db")
    schema.ready(store.engine)
    with store.transaction() as connection:
        for statement in COLLECTED.split(";"):
            connection.execute(text(statement))
    there = folder / "archive" / "export"
    for number in range(365 * years):
        day = first + number * DAY
        (there / str(day.year)).mkdir(parents=True, exist_ok=True)
        for kind in ("json", "gz"):
            for body in ("a", "b"):
                (
                    there / str(day.year) / f"export-{day:%Y%m%d}T020000000000Z-{body * 12}.{kind}"
                ).touch()
    return store


COLLECTED = f"""
INSERT INTO captures (source, url, fetched_at, status, content_type, bytes, sha256, path, outcome)
    SELECT 'export', 'https://example.org/' || period_start, known_from, 200, 'text/csv', 1,
        'of ' || period_start, 'of ' || period_start, 'recorded'
    FROM boards GROUP BY period_start;
INSERT INTO runs (source, started_at, ended_at, outcome, new, changed, unchanged, requests, notes, version)
    SELECT 'export', known_from, known_from, 'fine', 1, 0, 29, 2, '', '0'
    FROM boards GROUP BY period_start;
WITH RECURSIVE later(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM later WHERE n < {MONTH})
INSERT INTO sightings (board_id, seen_at, capture_id)
    SELECT id, strftime('%Y-%m-%d 01:46:15.000000', known_from, '+' || n || ' days'), capture_id
    FROM boards, later WHERE period_start < '{LAST - MONTH * DAY}'
"""


def month(store: Store) -> Days:
    """The newest days on record, as an export would publish them again."""
    found = {}
    for number in range(MONTH):
        day = LAST - number * DAY
        key = Key("rankings-daily", "tokens", "models", Period.of_day(day))
        found[day] = store.vintages(key)[-1][1]
    return dict(sorted(found.items()))


def publish(server: Server, days: Days, snapshot: date) -> None:
    """What the export of a date is answered with."""
    csv = sample_boards.export_csv({day: days[day] for day in sorted(days)[-MONTH:]})
    server.says(
        f"{sample_boards.EXPORTS}/latest.manifest.json",
        sample_boards.export_manifest(csv, snapshot),
    )
    server.says(f"{sample_boards.EXPORTS}/{snapshot}.csv", csv)


def run(folder: Path, store: Store, server: Server, snapshot: date) -> collect.Outcome:
    """What `tracker collect export` does on a day."""
    settings = Settings(
        data_dir=folder, database_url="", base_url=server.url, sources=("export",), api_key=None
    )
    now = datetime.combine(snapshot, datetime.min.time(), UTC) + timedelta(hours=3)
    found = collect.run(
        "export", settings, store, Archive(folder / "archive"), budget=Budget(), now=lambda: now,
        version="0", report=lambda _: None,
    )  # fmt: skip
    assert not found.failed, found.troubles
    return found


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds of this process's own work, whatever else the machine does, and what came of it."""
    gc.collect()
    started = time.process_time()
    found = work()
    return time.process_time() - started, found


def of_years(folder: Path, years: int, server: Server) -> list[float]:
    """Seconds of a daily run, of a run that finds nothing new, and of the charts of the newest week
    and of one half a year ago."""
    with fill(folder, years) as store:
        days, newest = month(store), LAST
        publish(server, days, newest + DAY)
        run(folder, store, server, newest + DAY)  # warms up, and takes the invented month over
        daily, idle = [], []
        for _ in range(ROUNDS):
            newest += DAY
            days[newest] = {name: value + 1 for name, value in days[newest - DAY].items()}
            publish(server, days, newest + DAY)
            for times, new in ((daily, 1), (idle, 0)):
                spent, found = timed(partial(run, folder, store, server, newest + DAY))
                assert found.recorded.new == new, found
                times.append(spent)
        tops = [
            min(timed(partial(top, store, Question(week=week)))[0] for _ in range(ROUNDS))
            for week in (None, monday(LAST) - 26 * WEEK)
        ]
        return [min(daily), min(idle), *tops]


WHAT = ("collect, a new day", "collect, nothing new", "top, the newest week", "top, an old week")


def main() -> None:
    print(f"\nCost by years on record, as a ratio to one year (CPU, best of {ROUNDS}):")
    print(
        f"{'':<24}" + "".join(f"{years:>4} years" for years in YEARS) + "   1 year   an added year"
    )
    with serving() as server:
        found = []
        for years in YEARS:
            with tempfile.TemporaryDirectory() as folder:
                found.append(of_years(Path(folder), years, server))
    for what, costs in zip(WHAT, zip(*found, strict=True), strict=True):
        added = (costs[-1] - costs[0]) / (YEARS[-1] - YEARS[0])
        ratios = "".join(f"{cost / costs[0]:>10.2f}" for cost in costs)
        print(f"{what:<24}{ratios}{costs[0] * 1000:>7.0f} ms{added * 1000:>+9.1f} ms"
              f" ({added / costs[0]:+.1%})", flush=True)  # fmt: skip


if __name__ == "__main__":
    main()
