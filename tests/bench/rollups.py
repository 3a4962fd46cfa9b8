"""The roll-ups on ten years of days × 600 names, beside the same in bare SQL on the same file.

Both sides end with columns in the order of weeks, then of values, then of names; before anything is
timed, the columns are seen to be equal. By hand the map of identity lies ready as a table.
"""

from __future__ import annotations

import csv
import resource
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from importlib.resources import files
from itertools import count
from pathlib import Path
from typing import Any

import measures
import numpy as np
import pandas as pd
from alembic import command
from measures import Pair
from sqlalchemy import text

from tracker.analysis import frame as frames
from tracker.identity import LEVELS, spans
from tracker.records import OTHER, Definition
from tracker.store import Store, schema
from tracker.weeks import monday

DAYS, NAMES, DAILY_NAMES = 3650, 632, 600
FIRST = date(2016, 1, 4)
PUBLISHED = time(1, 46, 15)
RESTATED = 50
"""One day in so many has a second vintage."""


def names() -> list[str]:
    """Models of the map, one in twelve free, then invented ones."""
    rows = csv.DictReader(files("tracker").joinpath("data/models.csv").open(encoding="utf-8"))
    known = sorted({row["pattern"].replace("{date}", "") for row in rows} - {""})[: NAMES // 2]
    made = [f"author{n % 40}/model-{n}" for n in range(NAMES - len(known))]
    return [f"{name}:free" if n % 12 == 0 else name for n, name in enumerate([*known, *made])]


def fill(
    database: Path,
    first: date = FIRST,
    days: int = DAYS,
    named: int = DAILY_NAMES,
    *,
    weekly: bool = False,
) -> None:
    """A store of invented days from ``first`` on: each names so many of 632 slugs, and `other`; with
    ``weekly`` there are lists of 600 slugs a week by tokens and by calls. They are written into the
    schema from before sums were kept, so that the upgrade sums them."""
    database.touch()
    with Store(f"sqlite:///{database}") as store:
        with store.engine.begin() as connection:
            command.upgrade(schema._config(connection), "0002")
        with store.engine.begin() as connection:
            _write(connection.connection.dbapi_connection, first, days, named, weekly)
        schema.ready(store.engine)


def _write(connection: Any, first: date, days: int, named: int, weekly: bool) -> None:
    chance = np.random.default_rng(7)
    slugs = [*names(), OTHER]
    connection.execute(
        "insert into captures (id, source, url, fetched_at, status, content_type, bytes, sha256,"
        " path, outcome) values (1, 'data_api', 'https://example.org', '2026-08-22 07:10:19.000000',"
        " 200, 'application/json', 1, '0', '0', 'recorded')"
    )
    connection.executemany("insert into slugs values (?, ?)", [*enumerate(slugs, 1)])
    sizes = np.exp(chance.normal(14, 1.5, NAMES))
    boards = count(1)

    def write(
        dataset: str,
        metric: str,
        start: date,
        span: int,
        depth: int | None,
        counts: Counts,
        known: datetime,
    ) -> None:
        board, since = next(boards), f"{known:%Y-%m-%d %H:%M:%S.000000}"
        connection.execute(
            "insert into boards (id, capture_id, dataset, metric, scope, period_start, period_end,"
            " days, week, depth, selection, digest, total, known_from) values"
            " (?, 1, ?, ?, 'models', ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                board,
                dataset,
                metric,
                str(start),
                str(start + timedelta(days=span)),
                span,
                str(monday(start)),
                depth,
                metric,
                str(board),
                sum(counts.values()),
                since,
            ),
        )
        connection.execute("insert into sightings values (?, ?, 1)", (board, since))
        rows = [(board, slug_id, value) for slug_id, value in counts.items()]
        connection.executemany("insert into readings values (?, ?, ?)", rows)

    for number in range(days):
        day = first + timedelta(days=number)
        sizes *= np.exp(chance.normal(0, 0.03, NAMES))
        known = datetime.combine(day, PUBLISHED, UTC) + timedelta(days=1)
        for _ in range(2 if number % RESTATED == 0 else 1):
            some = chance.choice(NAMES, DAILY_NAMES, replace=False)
            if named < DAILY_NAMES:
                some = np.argsort(-sizes)[:named]
            counts = _counts(some, sizes * 1e3) | {NAMES + 1: 10**12}
            write("rankings-daily", "tokens", day, 1, named, counts, known)
            known += timedelta(days=1)
        if weekly and day.weekday() == 6:
            some = chance.choice(NAMES, DAILY_NAMES, replace=False)
            for metric, part in (("tokens", 7e3), ("calls", 0.7)):
                listed = _counts(some, sizes * part)
                write("models-window", metric, monday(day), 7, None, listed, known)


Counts = dict[int, int]
"""By the number of the slug."""


def _counts(named: Any, sizes: Any) -> Counts:
    named = np.sort(named)
    return dict(zip((named + 1).tolist(), sizes[named].astype("int64").tolist(), strict=True))


BOARDS = """
WITH turns AS (
    SELECT id, week, row_number() OVER (
        PARTITION BY dataset, metric, scope, period_start, period_end ORDER BY known_from {order}
    ) AS turn
    FROM boards WHERE metric = 'tokens' AND scope = 'models' AND dataset = 'rankings-daily'
), days AS (SELECT id, week FROM turns WHERE turn = 1)
"""
BY_SLUG = """
SELECT d.week, s.slug AS entity, sum(r.value) AS value, count(*) AS days
FROM days d JOIN readings r ON r.board_id = d.id JOIN slugs s ON s.id = r.slug_id
GROUP BY d.week, r.slug_id ORDER BY d.week, value DESC, entity
"""
BY_LEVEL = """
SELECT d.week, m.entity AS entity, sum(r.value) AS value, count(DISTINCT r.board_id) AS days
FROM days d JOIN readings r ON r.board_id = d.id
JOIN {level} m ON m.slug_id = r.slug_id {dated}
GROUP BY d.week, m.entity ORDER BY d.week, value DESC, entity
"""
DATED = "AND d.week >= m.since AND d.week < m.until"
BY_DEPTH = """
, sums AS (
    SELECT d.week, r.slug_id, s.slug, sum(r.value) AS value
    FROM days d JOIN readings r ON r.board_id = d.id JOIN slugs s ON s.id = r.slug_id
    GROUP BY d.week, r.slug_id
), largest AS (
    SELECT week, slug_id FROM (
        SELECT week, slug_id, row_number() OVER (PARTITION BY week ORDER BY value DESC, slug) AS n
        FROM sums WHERE slug <> 'other'
    ) WHERE n <= 9
)
SELECT d.week, CASE WHEN (d.week, r.slug_id) IN (SELECT week, slug_id FROM largest)
    THEN m.entity ELSE 'other' END AS entity, sum(r.value) AS value,
    count(DISTINCT r.board_id) AS days
FROM days d JOIN readings r ON r.board_id = d.id
JOIN {level} m ON m.slug_id = r.slug_id {dated}
GROUP BY d.week, 2 ORDER BY d.week, value DESC, 2
"""


def by_hand(store: Store, query: str, by: str, dated: bool, *, first: bool = False) -> pd.DataFrame:
    order = "ASC" if first else "DESC"
    asked = BOARDS.format(order=order) + query.format(level=by, dated=DATED if dated else "")
    with store.engine.connect() as connection:
        raw = connection.connection.dbapi_connection
        assert raw is not None
        weeks, entities, values, days = zip(*raw.execute(asked).fetchall(), strict=True)
    return pd.DataFrame(
        {
            "week": np.array(weeks, dtype="datetime64[s]"),
            "entity": pd.Series(entities, dtype="str"),
            "value": np.array(values, dtype="int64"),
            "days": np.array(days, dtype="int64"),
        }
    )


def maps(store: Store) -> dict[str, bool]:
    """A table of the map for each level, and whether it is dated."""
    found = {}
    with store.engine.begin() as connection:
        slugs = [*connection.execute(text("SELECT id, slug FROM slugs"))]
        for by in LEVELS:
            if by == "app":
                continue
            rows = [
                (number, str(since), str(until), entity)
                for number, slug in slugs
                for since, until, entity in spans(slug, by)
            ]
            raw = connection.connection.dbapi_connection
            assert raw is not None
            raw.execute(f"CREATE TABLE {by} (slug_id INTEGER, since TEXT, until TEXT, entity TEXT)")
            raw.executemany(f"INSERT INTO {by} VALUES (?, ?, ?, ?)", rows)
            raw.execute(f"CREATE INDEX ix_{by} ON {by} (slug_id)")
            found[by] = len(rows) > len(slugs)
    return found


def whole(database: str) -> None:
    """All of it in one process: the frame from the store, every measure on it, and the roll-ups of
    the most work; says how much memory the process had at the most, in MB."""
    with Store(f"sqlite:///{database}") as store:
        frame = frames.weekly(store)
        for pair in measures.pairs(frame):
            pair.ours()
        frames.weekly(store, Definition(by="family"))
        frames.weekly(store, Definition(by="country", depth=9))
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000)


def same(found: pd.DataFrame, made: pd.DataFrame) -> None:
    pd.testing.assert_frame_equal(found[[*made.columns]], made, check_dtype=True)


def pairs(store: Store) -> Iterator[Pair]:
    dated = maps(store)
    weekly = partial(frames.weekly, store, "tokens")
    for by, is_dated in dated.items():
        query = BY_SLUG if by == "slug" else BY_LEVEL
        yield Pair(
            f"roll-up by {by}", partial(weekly, by), partial(by_hand, store, query, by, is_dated),
            same,
        )  # fmt: skip
    for by in ("slug", "country"):
        yield Pair(
            f"roll-up by {by}, depth 9",
            partial(weekly, by, depth=9),
            partial(by_hand, store, BY_DEPTH, by, dated[by]),
            same,
        )
    yield Pair(
        "first vintage by slug",
        partial(weekly, "slug", first=True),
        partial(by_hand, store, BY_SLUG, "slug", False, first=True),
        same,
    )


if __name__ == "__main__":
    whole(sys.argv[1])
