"""Which sources are due, according to the record.

Separate from `collect.py`, because usually nothing is due and the HTTP client need not be loaded.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from tracker.records import DAILY
from tracker.schedule import timetable
from tracker.schedule.timetable import Try
from tracker.store import Store


def tries(names: Sequence[str], store: Store, now: datetime) -> dict[str, Try]:
    """Return the next attempt of each source that is due."""
    return timetable.tries(names, store.journal.runs(now), now, store.newest_period(DAILY))


def due(names: Sequence[str], store: Store, now: datetime) -> tuple[str, ...]:
    """Return the sources to be collected now."""
    return timetable.due(names, store.journal.runs(now), now, store.newest_period(DAILY))
