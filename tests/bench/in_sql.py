"""The questions after a few rows among many (runs, two sides, one name), written by hand in
SQL over the measured rows as a table, which is where somebody would ask them who has a database.

Each gives what its namesake in `by_hand` gives.
"""

from __future__ import annotations

import sqlite3
from typing import Any

import numpy as np
import pandas as pd

Columns = dict[str, Any]


def table(measured: pd.DataFrame) -> sqlite3.Connection:
    """The measured rows in memory, weeks as days since 1970. No index but the key: the frame of the
    tracker has none either."""
    connection = sqlite3.connect(":memory:")
    connection.execute(
        "CREATE TABLE measured (week INTEGER, entity TEXT, value INTEGER, share REAL, rank INTEGER,"
        " PRIMARY KEY (week, entity)) WITHOUT ROWID"
    )
    week = measured["week"].to_numpy().astype("datetime64[D]").astype("int64").tolist()
    rank = [None if pd.isna(place) else int(place) for place in measured["rank"]]
    told = (measured[name].tolist() for name in ("entity", "value", "share"))
    connection.executemany(
        "INSERT INTO measured VALUES (?, ?, ?, ?, ?)", zip(week, *told, rank, strict=True)
    )
    return connection


def _monday(days: Any) -> Any:
    return np.asarray(days, dtype="int64").astype("datetime64[D]").astype("datetime64[s]")[()]


STREAKS = """
WITH led AS (
    SELECT entity, week, week / 7 - row_number() OVER (PARTITION BY entity ORDER BY week) AS run
    FROM measured WHERE rank = 1
), runs AS (
    SELECT entity, min(week) AS first, max(week) AS last, count(*) AS weeks
    FROM led GROUP BY entity, run
), newest AS (SELECT max(week) AS week FROM measured WHERE rank IS NOT NULL)
SELECT r.entity, r.first, r.last, r.weeks, r.last = newest.week AS ongoing, (
    SELECT group_concat(entity, ' and ') FROM measured WHERE rank = 1 AND week = r.last + 7
)
FROM runs r, newest ORDER BY r.first, r.last, r.entity
"""


def streaks(connection: sqlite3.Connection) -> Columns:
    entity, first, last, weeks, ongoing, ended = zip(*connection.execute(STREAKS), strict=True)
    return {"entity": np.array(entity, dtype=object), "first": _monday(first),
            "last": _monday(last), "weeks": np.array(weeks), "ongoing": np.array(ongoing, bool),
            "ended_by": np.array(ended, dtype=object)}  # fmt: skip


VERSUS = """
WITH sides AS (
    SELECT week, max(CASE WHEN entity = :one THEN value END) AS a,
        max(CASE WHEN entity = :two THEN value END) AS b
    FROM measured WHERE entity IN (:one, :two) GROUP BY week
), led AS (
    SELECT week, CASE WHEN a = b THEN 'tie' WHEN b IS NULL OR a > b THEN 'a' ELSE 'b' END AS leader
    FROM sides
), runs AS (
    SELECT *, week / 7 - row_number() OVER (PARTITION BY leader ORDER BY week) AS run FROM led
)
SELECT leader, min(week) AS first, max(week) AS last, count(*),
    max(week) = (SELECT max(week) FROM sides)
FROM runs GROUP BY leader, run ORDER BY first
"""


def versus(connection: sqlite3.Connection, one: str, two: str) -> Columns:
    rows = connection.execute(VERSUS, {"one": one, "two": two})
    leader, first, last, weeks, ongoing = zip(*rows, strict=True)
    return {"leader": np.array(leader, dtype=object), "first": _monday(first),
            "last": _monday(last), "weeks": np.array(weeks),
            "ongoing": np.array(ongoing, bool)}  # fmt: skip


ENDURANCE = """
WITH own AS (SELECT week, share FROM measured WHERE entity = :name),
weeks AS (SELECT week, min(share) AS least FROM measured GROUP BY week),
top AS (SELECT week, share FROM own ORDER BY share DESC, week LIMIT 1),
after AS (
    SELECT (w.week - top.week) / 7 AS later, coalesce(own.share, w.least) < top.share / 2 AS below,
        coalesce(own.share >= top.share / 2, 0) AS holds
    FROM weeks w JOIN top ON w.week > top.week LEFT JOIN own ON own.week = w.week
)
SELECT (SELECT min(week) FROM own), (SELECT min(week) FROM weeks), top.week, top.share,
    (SELECT min(later) FROM after WHERE below),
    (SELECT coalesce(min(later) - 1, (SELECT count(*) FROM after)) FROM after WHERE NOT holds)
FROM top
"""
KEPT = """
SELECT own.share / start.share FROM (SELECT 4 AS n UNION SELECT 8 UNION SELECT 12) later
JOIN measured start ON start.entity = :name AND start.week = :start
JOIN (SELECT max(week) AS newest FROM measured) ON :start + 7 * n <= newest
LEFT JOIN measured own ON own.entity = :name AND own.week = :start + 7 * n
ORDER BY n
"""


def endurance(connection: sqlite3.Connection, name: str) -> tuple[Any, ...]:
    (row,) = connection.execute(ENDURANCE, {"name": name})
    debut, earliest, peak, share, half_life, held = row
    kept = [
        [np.nan if ratio is None else ratio
         for (ratio,) in connection.execute(KEPT, {"name": name, "start": start})]
        for start in (peak, debut)
    ]  # fmt: skip
    return (_monday(debut) if debut != earliest else None, _monday(peak), share, half_life, held,
            *kept)  # fmt: skip
