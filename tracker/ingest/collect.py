"""One run of one source: fetch, archive, then parse, check and record (`journey.py`).

The raw file is archived before it is parsed. A body that cannot be parsed or fails the checks is
reported and leaves the database unchanged.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import partial

from tracker.archive import Archive
from tracker.config import KEYED_SOURCES, Settings
from tracker.errors import Interrupted, ParseError, TrackerError
from tracker.fetch import Fetcher
from tracker.fetch.budget import Budget, Deadline
from tracker.ingest.journey import received, take
from tracker.ingest.outcome import Outcome, Report
from tracker.records import DAILY, Payload
from tracker.schedule import timetable
from tracker.sources import Get, Source, Wanted, source
from tracker.store import Store
from tracker.store.journal import FINE

ELSEWHERE = ("vercel",)
"""Sources on a host of their own, which is never sent the key."""


def collect(
    source: Source,
    get: Get,
    wanted: Wanted,
    archive: Archive,
    store: Store,
    report: Report,
    leave: Callable[[], bool] = lambda: False,
) -> Outcome:
    """Run one source; errors are part of the outcome and not raised.

    Once ``leave()`` is true the run stops after the current capture.
    """
    outcome = Outcome(source.NAME)
    try:
        for payload in source.payloads(get, wanted):
            if isinstance(payload, TrackerError):
                outcome.troubles.append(payload)
                continue
            capture = received(payload, archive, store)
            result = take(source, capture, archive, store, now=wanted.now)
            report(result)
            outcome.add(result)
            if leave():
                outcome.stopped = True
                break
    except Interrupted as trouble:
        outcome.stopped = True
        outcome.notes.append(trouble.fact)
    except TrackerError as trouble:
        outcome.troubles.append(trouble)
    outcome.drop_settled(store)
    return outcome


def run(
    name: str,
    settings: Settings,
    store: Store,
    archive: Archive,
    first: date | None = None,
    last: date | None = None,
    *,
    budget: Budget,
    deadline: Deadline | None = None,
    now: Callable[[], datetime],
    version: str,
    report: Report,
    leave: Callable[[], bool] = lambda: False,
) -> Outcome:
    """Run the source called ``name`` and log the run."""
    started = now()
    fetcher = Fetcher(
        settings.vercel_url if name in ELSEWHERE else settings.base_url,
        key=None if name in ELSEWHERE else settings.api_key,
        version=version,
        budget=budget,
        deadline=deadline,
        leave=leave,
        remember=partial(remembered, name, store, archive),
        now=now,
    )
    last_recorded = store.journal.last_recorded(name)
    wanted = Wanted(
        started, first, last, store.held(), store.parts(), last_recorded, store.doubts.days
    )
    get = partial(fetcher.get, name)
    outcome = collect(source(name), get, wanted, archive, store, report, leave)
    if outcome.verdict == FINE and last is None:
        outcome.early = timetable.lacks_its_day(name, store.newest_period(DAILY), now())
    if outcome.early:
        outcome.notes.append(f"{outcome.early} is not published yet")
    store.journal.log(
        source=name,
        started_at=started,
        ended_at=now(),
        outcome=outcome.verdict,
        new=outcome.recorded.new,
        changed=outcome.recorded.changed,
        unchanged=outcome.recorded.unchanged,
        requests=fetcher.requests,
        notes="; ".join([*(trouble.fact for trouble in outcome.troubles), *outcome.notes]),
        version=version,
    )
    return outcome


def budget(store: Store, now: datetime) -> Budget:
    """Return today's remaining budget of keyed requests."""
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return Budget(spent_today=store.journal.requests_since(midnight, KEYED_SOURCES))


def remembered(source: str, store: Store, archive: Archive, url: str) -> Payload | None:
    """Return the payload last fetched from a URL, if the server sent an etag with it."""
    capture = store.journal.last_with_etag(source, url)
    if capture is None:
        return None
    try:
        return archive.find(capture[0]).payload
    except ParseError:
        return None  # a damaged copy is fetched again
