"""The data folders that whole commands are timed on, filled by direct inserts.

    bundled    nothing but the history that comes with the tracker
    real       ten years in the shape of what is published: 50 names and `other` a day, and a list
               of 600 names a week by tokens and by calls
    large      600 names and `other` a day, for five years and for ten

All of them hold the bundled history too, and end on the same day. This is a program of its own,
because a process begins with the most memory that the one which started it has held:

    stores.py fill FOLDER NAME              make a data folder of some shape
    stores.py sql DATABASE QUESTION LEADER  print the CPU seconds of a question in bare SQL
"""

from __future__ import annotations

import sqlite3
import sys
import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import rollups
import ten_years

from tracker.archive import Archive
from tracker.sources import history
from tracker.store import Store, schema
from tracker.weeks import DAY

LAST = date(2026, 11, 15)
"""The last day on record, a Sunday."""


@dataclass(frozen=True)
class Shape:
    """Years of days, how many names each has, and whether there are lists of a week too."""

    years: int
    names: int = 0
    weekly: bool = False


SHAPES = {
    "bundled": Shape(0),
    "real": Shape(10, 50, weekly=True),
    "five": Shape(5, 600),
    "ten": Shape(10, 600),
}
QUERIES = {
    "top": ten_years.TOP,
    "streaks --plain": ten_years.STREAKS,
    "check": ten_years.CHECK,
    "export all": ten_years.ROLL_UP,
}
"""What is asked by bare SQL too, on the tables of a store. An export must read the roll-up at
least."""


def fill(folder: Path, shape: Shape) -> None:
    """Make a data folder of some shape."""
    folder.mkdir(parents=True)
    database = folder / "tracker.db"
    if shape.years:
        days = 365 * shape.years
        first = LAST - (days - 1) * DAY
        rollups.fill(database, first, days, shape.names, weekly=shape.weekly)
    with Store(f"sqlite:///{database}") as store:
        schema.ready(store.engine)
        archive = Archive(folder / "archive")
        for payload in history.bundled():
            # Past the checks, which would doubt real figures beside invented ones.
            store.record(archive.keep(payload), history.parse(payload))


def by_sql(database: Path, query: str, leader: str) -> float:
    """Return the CPU seconds of a question in bare SQL."""
    with sqlite3.connect(database) as connection:
        began = time.process_time()
        connection.execute(ten_years.OF_STORE + query.format(leader=leader)).fetchall()
        return time.process_time() - began


if __name__ == "__main__":
    task, place, *rest = sys.argv[1:]
    if task == "fill":
        fill(Path(place), SHAPES[rest[0]])
    else:
        print(by_sql(Path(place), QUERIES[rest[0]], rest[1]))
