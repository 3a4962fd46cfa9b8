"""Ten years × 600 names a day: everything that a user waits for, on each engine.

Beside each stands the same written by hand for that engine (the bare driver, SQL on the very tables
of the store) and in DuckDB, which keeps the rows by column and reads the JSON itself. The ratios
are ours to theirs. The report has no namesake: beside it stands one roll-up, which is the least
that it must read. Peaks are of this process, servers not counted.
"""

from __future__ import annotations

import gc
import gzip
import json
import sqlite3
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import psutil
from sqlalchemy import make_url

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
import rollups

from tracker.analysis import frame as frames
from tracker.analysis.ranks import rank
from tracker.analysis.shares import share
from tracker.analysis.streaks import streaks
from tracker.answers.check import Checker, Line
from tracker.answers.top import top
from tracker.archive import Archive
from tracker.ingest import import_files
from tracker.publish.site import build as site
from tracker.records import OTHER, Question
from tracker.store import Store, schema

NOW = datetime(2026, 11, 24, tzinfo=UTC)
FIRST, DAYS = date(2016, 1, 4), 3648
"""521 whole weeks and a day."""
Rows = list[tuple[str, str, int]]


def bodies(folder: Path, as_of: str) -> list[Path]:
    """A body a year in the documented shape: the invented figures, the same at every call."""
    chance = np.random.default_rng(7)
    names = np.array(rollups.names(), dtype=object)
    sizes = np.exp(chance.normal(20, 1.5, len(names)))
    years: dict[int, list[str]] = {}
    for number in range(DAYS):
        day = FIRST + timedelta(days=number)
        sizes *= np.exp(chance.normal(0, 0.03, len(names)))
        named = chance.choice(len(names), rollups.DAILY_NAMES, replace=False)
        told = {**dict(zip(names[named], sizes[named].astype("int64"), strict=True)), OTHER: 10**9}
        years.setdefault(day.year, []).extend(
            f'{{"date":"{day}","model_permaslug":"{slug}","total_tokens":"{value}"}}'
            for slug, value in told.items()
        )
    files = []
    for year, rows in years.items():
        first, last = max(FIRST, date(year, 1, 1)), FIRST + timedelta(days=DAYS - 1)
        meta = {"as_of": as_of, "version": "v1", "start_date": str(first),
                "end_date": str(min(last, date(year, 12, 31)))}  # fmt: skip
        files.append(folder / f"rankings-{year}-{as_of[:10]}.json.gz")
        body = f'{{"data":[{",".join(rows)}],"meta":{json.dumps(meta)}}}'
        files[-1].write_bytes(gzip.compress(body.encode(), compresslevel=1))
    return files


def read(file: Path) -> Rows:
    """What anybody does first with such a body."""
    rows = json.loads(gzip.decompress(file.read_bytes()))["data"]
    return [(row["date"], row["model_permaslug"], int(row["total_tokens"])) for row in rows]


TABLE = "CREATE TABLE readings (day DATE, slug TEXT, value BIGINT, PRIMARY KEY (day, slug))"
OF_STORE = """
WITH turns AS (
    SELECT id, week, row_number() OVER (PARTITION BY period_start ORDER BY known_from DESC) AS turn
    FROM boards WHERE metric = 'tokens' AND scope = 'models' AND dataset = 'rankings-daily'
), days AS (
    SELECT t.week, r.slug_id, r.value FROM turns t JOIN readings r ON r.board_id = t.id
    WHERE t.turn = 1
), sums AS (
    SELECT week, s.slug, value, days FROM (
        SELECT week, slug_id, sum(value) AS value, count(*) AS days FROM days
        GROUP BY week, slug_id
    ) AS added JOIN slugs s ON s.id = slug_id
)"""
OF_DUCKDB = """
WITH sums AS (
    SELECT date_trunc('week', day) AS week, slug, sum(value) AS value, count(*) AS days
    FROM readings GROUP BY ALL
)"""
PAGES = "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"
ROLL_UP = "SELECT week, slug, value, days FROM sums ORDER BY week, value DESC, slug"
PLACED = """, placed AS (
    SELECT week, slug, value, rank() OVER (PARTITION BY week ORDER BY value DESC) AS place,
        dense_rank() OVER (ORDER BY week) AS n
    FROM sums WHERE slug <> 'other' AND week IN (SELECT week FROM sums GROUP BY week HAVING max(days) = 7)
)"""
RUNS = (
    PLACED
    + """, led AS (
    SELECT *, n - row_number() OVER (PARTITION BY slug ORDER BY week) AS run
    FROM placed WHERE place = 1
)
SELECT slug, min(week) AS first, max(week), count(*) FROM led GROUP BY slug, run"""
)
STREAKS = RUNS + " ORDER BY first"
CHECK = RUNS + " HAVING slug = '{leader}' AND count(*) >= 5"
TOP = (
    PLACED
    + """, walked AS (
    SELECT *, min(place) OVER w AS peak, count(*) OVER w AS weeks, lag(place) OVER w AS last,
        sum(CASE WHEN place = 1 THEN 1 ELSE 0 END) OVER w AS at_1
    FROM placed WINDOW w AS (PARTITION BY slug ORDER BY week)
)
SELECT slug, value, place, peak, weeks, at_1 FROM walked
WHERE week = (SELECT max(week) FROM placed) ORDER BY place LIMIT 10"""
)


@dataclass
class Engine:
    """A store of ours, a bare connection to it, and how bodies come in by hand."""

    name: str
    store: Store
    ask: Callable[[str], list[Any]]
    bring_in: Callable[[list[Path]], None]
    compare: Callable[[list[Path]], int]
    size: Callable[[], int]


def changed(known: Rows, files: list[Path]) -> int:
    """How many rows of the files are not on record."""
    on_record = {(str(day), slug): value for day, slug, value in known}
    return sum(
        on_record.get((day, slug)) != value for file in files for day, slug, value in read(file)
    )


@contextmanager
def sqlite(folder: Path) -> Iterator[Engine]:
    hand = sqlite3.connect(folder / "hand.db")
    hand.execute("PRAGMA journal_mode = WAL")
    hand.execute(f"{TABLE} WITHOUT ROWID")

    def bring_in(files: list[Path]) -> None:
        for file in files:
            hand.executemany("INSERT INTO readings VALUES (?, ?, ?)", read(file))
            hand.commit()

    with Store(f"sqlite:///{folder}/ours.db") as store:
        schema.ready(store.engine)
        bare = sqlite3.connect(folder / "ours.db")
        yield Engine(
            "SQLite", store, lambda query: bare.execute(query).fetchall(), bring_in,
            lambda files: changed(hand.execute("SELECT * FROM readings").fetchall(), files),
            lambda: bare.execute("PRAGMA wal_checkpoint").connection.execute(PAGES).fetchone()[0],
        )  # fmt: skip
        bare.close()
    hand.close()


@contextmanager
def postgres(url: str) -> Iterator[Engine]:
    import psycopg

    def connect(name: str) -> Any:
        return psycopg.connect(
            make_url(url).set(drivername="postgresql", database=name)
            .render_as_string(hide_password=False), autocommit=True,
        )  # fmt: skip

    with connect("postgres") as server:
        server.execute("CREATE DATABASE ours")
        server.execute("CREATE DATABASE hand")
    with connect("hand") as hand, connect("ours") as bare:
        hand.execute(TABLE)

        def bring_in(files: list[Path]) -> None:
            for file in files:
                with hand.cursor().copy("COPY readings FROM STDIN") as copy:
                    for row in read(file):
                        copy.write_row(row)

        with Store(f"{url}/ours") as store:
            schema.upgrade(store.engine)
            yield Engine(
                "PostgreSQL", store, lambda query: bare.execute(query).fetchall(), bring_in,
                lambda files: changed(hand.execute("SELECT * FROM readings").fetchall(), files),
                lambda: bare.execute("SELECT pg_database_size('ours')").fetchall()[0][0],
            )  # fmt: skip


def of_file(files: list[Path]) -> str:
    return ("SELECT row.date::DATE AS day, row.model_permaslug AS slug, row.total_tokens::BIGINT AS value"
            f" FROM (SELECT unnest(data) AS row FROM read_json({[*map(str, files)]}, columns = {{data:"
            " 'STRUCT(date VARCHAR, model_permaslug VARCHAR, total_tokens VARCHAR)[]'},"
            " maximum_object_size = 268435456))")  # fmt: skip


def bring_in(files: list[Path], archive: Archive, store: Store, changing: bool) -> None:
    """Everything that an import does: archive, parse, check, record with vintages, keep sums."""
    for body in import_files.read(files, None, NOW):
        taken = import_files.import_body(body, archive, store, NOW)
        assert taken.trouble is None, taken.trouble
        assert taken.recorded.anything == changing, taken.recorded


@contextmanager
def watched() -> Iterator[list[float]]:
    """The most memory that this process comes to hold in the block beyond what it held, in MB."""
    process, over, most = psutil.Process(), threading.Event(), [0.0]
    before = process.memory_info().rss

    def watch() -> None:
        while not over.wait(0.01):
            most[0] = max(most[0], (process.memory_info().rss - before) / 1e6)

    watching = threading.Thread(target=watch)
    watching.start()
    try:
        yield most
    finally:
        over.set()
        watching.join()


def best(rounds: int, *works: Callable[[], Any]) -> tuple[list[float], list[Any], float]:
    """The best time of each work, taken in turn, what each gave, and the peak of the first."""
    times, gave, most = [float("inf")] * len(works), [None] * len(works), 0.0
    for _ in range(rounds):
        for number, work in enumerate(works):
            gave[number] = None
            gc.collect()
            with watched() as held:
                started = time.perf_counter()
                gave[number] = work()
                times[number] = min(times[number], time.perf_counter() - started)
            most = max(most, held[0]) if number == 0 else most
    return times, gave, most


def told(what: str, rounds: int, *works: Callable[[], Any]) -> list[Any]:
    (ours, hand, duck), gave, most = best(rounds, *works)
    print(f"{what:<34}{ours / hand:>9.2f}{ours / duck:>10.2f}{ours:>9.2f}{most:>9.0f}", flush=True)
    return gave


def on(engine: Engine, folder: Path, first: list[Path], again: list[Path]) -> None:
    """The table of one engine."""
    store, name = engine.store, engine.name
    archive = Archive(folder / f"archive-{name}")
    duck = duckdb.connect(str(folder / f"{name}.duckdb"))
    duck.execute("SET enable_progress_bar = false")
    duck.execute(TABLE)

    def in_duckdb(query: str) -> list[Any]:
        return duck.execute(OF_DUCKDB + query).fetchall()

    def by_hand(query: str) -> list[Any]:
        return engine.ask(OF_STORE + query)

    told(
        f"{name}: import", 1,
        partial(bring_in, first, archive, store, True), partial(engine.bring_in, first),
        lambda: duck.execute(f"INSERT INTO readings {of_file(first)}"),
    )  # fmt: skip
    gave = told(
        f"{name}: the same figures again", 1,
        partial(bring_in, again, archive, store, False), partial(engine.compare, again),
        lambda: duck.execute(f"SELECT count(*) FROM ({of_file(again)} EXCEPT FROM readings)").fetchall(),
    )  # fmt: skip
    assert gave[1:] == [0, [(0,)]], gave
    ours, hand, _ = told(
        f"{name}: roll-up", 2,
        partial(frames.weekly, store), partial(by_hand, ROLL_UP), partial(in_duckdb, ROLL_UP),
    )  # fmt: skip
    assert [*ours["value"]] == [row[2] for row in hand]
    ours, hand, _ = told(
        f"{name}: streaks", 2,
        lambda: streaks(share(rank(frames.weekly(store)))), partial(by_hand, STREAKS),
        partial(in_duckdb, STREAKS),
    )  # fmt: skip
    assert [*zip(ours["entity"], ours["weeks"], strict=True)] == [(row[0], row[3]) for row in hand]
    leader = hand[-1][0]
    ours, hand, _ = told(
        f"{name}: top", 3,
        partial(top, store, Question()), partial(by_hand, TOP), partial(in_duckdb, TOP),
    )  # fmt: skip
    columns = ["entity", "value", "rank", "peak_rank", "weeks_on_chart", "weeks_at_1"]
    assert [*ours.rows[columns].itertuples(index=False, name=None)] == [tuple(row) for row in hand]
    claim, asked = Line(f"{leader} #1 for 5 weeks"), CHECK.format(leader=leader)
    ours, hand, _ = told(
        f"{name}: check", 2,
        lambda: Checker(store).check(claim), partial(by_hand, asked), partial(in_duckdb, asked),
    )  # fmt: skip
    assert (ours.verdict != "refuted") == bool(hand), (ours, hand)
    pages = islice((folder / f"site-{name}-{n}" for n in range(9)), None)
    told(
        f"{name}: report / a roll-up", 1,
        lambda: site.build(store, Question(), next(pages)), partial(by_hand, ROLL_UP),
        partial(in_duckdb, ROLL_UP),
    )  # fmt: skip
    duck.close()
    size = (folder / f"{name}.duckdb").stat().st_size
    print(f"{name}: {engine.size() / 1e6:.0f} MB on disk, DuckDB {size / 1e6:.0f} MB", flush=True)


def main() -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        first, again = (bodies(folder, f"2026-08-{day}T07:10:19.789Z") for day in (22, 23))
        size = sum(file.stat().st_size for file in first)
        print(
            f"\n{DAYS:,} days × {rollups.DAILY_NAMES} names, {size / 1e6:.0f} MB of bodies, zipped:"
        )
        print(f"{'':<34}{'by hand':>9}{'DuckDB':>10}{'seconds':>9}{'peak MB':>9}")
        with sqlite(folder) as engine:
            on(engine, folder, first, again)
        try:
            from support.postgres import cluster

            with cluster() as url, postgres(url) as engine:
                on(engine, folder, first, again)
        except (ImportError, FileNotFoundError) as missing:
            print(f"PostgreSQL is left out: {missing}")


if __name__ == "__main__":
    main()
