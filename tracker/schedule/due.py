"""Which sources are to be tried, and when, as the record has it.

Apart from `collect.py`, since most of the times that somebody asks, nothing is due: whoever asks
need not load what fetches.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from tracker.records import DAILY
from tracker.schedule import timetable
from tracker.schedule.timetable import Try
from tracker.store import Store


def tries(names: Sequence[str], store: Store, now: datetime) -> dict[str, Try]:
    """When each of some sources that are due is to be tried."""
    return timetable.tries(names, store.journal.runs(now), now, store.newest_period(DAILY))


def due(names: Sequence[str], store: Store, now: datetime) -> tuple[str, ...]:
    """Which of some sources are to be tried now."""
    return timetable.due(names, store.journal.runs(now), now, store.newest_period(DAILY))
