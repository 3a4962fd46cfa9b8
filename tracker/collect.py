"""One run of one source: fetch → archive → what `journey.py` does with it.

The raw file is safe before anybody looks into it. A body that cannot be read or believed leaves
the database as it was, keeps its raw file, and says so.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial

from tracker import timetable
from tracker.archive import Archive
from tracker.budget import Budget, Deadline
from tracker.config import Settings
from tracker.errors import CheckFailed, Interrupted, ParseError, TrackerError
from tracker.fetch import Fetcher
from tracker.journey import Taken, received, take
from tracker.records import Payload
from tracker.sources import Get, Source, Wanted, source
from tracker.sources.daily import DAILY
from tracker.store import Recorded, Store
from tracker.store.journal import FAILED, FINE, STOPPED

KEYED = ("data_api", "app_rankings")
"""Sources that share the key's daily requests."""

Report = Callable[["Taken"], None]


@dataclass
class Outcome:
    """What became of one run of a source. ``early`` is the day that it was due to bring and that is
    not published yet."""

    source: str
    recorded: Recorded = Recorded()
    notes: list[str] = field(default_factory=list)
    troubles: list[TrackerError] = field(default_factory=list)
    doubts: list[tuple[str, TrackerError]] = field(default_factory=list)
    stopped: bool = False
    early: date | None = None

    @property
    def failed(self) -> bool:
        return bool(self.troubles)

    @property
    def verdict(self) -> str:
        """What the run log says of it; only a run that went well and to its end is fine."""
        return FAILED if self.failed else STOPPED if self.stopped else FINE

    def add(self, taken: Taken) -> None:
        self.recorded += taken.recorded
        self.notes.extend(taken.notes)
        if taken.trouble:
            self.troubles.append(taken.trouble)
        if isinstance(taken.trouble, CheckFailed) and taken.trouble.doubtful:
            self.doubts.append((taken.path, taken.trouble))

    def see_what_waits(self, store: Store) -> None:
        """Take back the doubts for which the run itself has brought evidence."""
        for path, trouble in self.doubts:
            if not store.doubts.waits(path):
                self.troubles.remove(trouble)
        self.doubts.clear()


def collect(
    source: Source,
    get: Get,
    wanted: Wanted,
    archive: Archive,
    store: Store,
    report: Report,
    leave: Callable[[], bool] = lambda: False,
) -> Outcome:
    """One run of one source. What it cannot fetch or read is in the outcome; nothing is raised.
    Once it is told to ``leave`` it finishes the capture at hand and no more."""
    outcome = Outcome(source.NAME)
    try:
        for payload in source.payloads(get, wanted):
            if isinstance(payload, TrackerError):
                outcome.troubles.append(payload)
                continue
            capture = received(payload, archive, store)
            taken = take(source, capture, archive, store, now=wanted.now)
            report(taken)
            outcome.add(taken)
            if leave():
                outcome.stopped = True
                break
    except Interrupted as trouble:
        outcome.stopped = True
        outcome.notes.append(trouble.fact)
    except TrackerError as trouble:
        outcome.troubles.append(trouble)
    outcome.see_what_waits(store)
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
    """One run of the source called ``name``, with its line in the run log."""
    started = now()
    fetcher = Fetcher(
        settings.base_url,
        key=settings.api_key,
        version=version,
        budget=budget,
        deadline=deadline,
        leave=leave,
        remember=partial(remembered, name, store, archive),
        now=now,
    )
    before = store.journal.last_recorded(name)
    wanted = Wanted(started, first, last, store.held(), store.parts(), before, store.doubts.days)
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
    """What is left today of the requests that the keyed sources share."""
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return Budget(spent_today=store.journal.requests_since(midnight, KEYED))


def remembered(source: str, store: Store, archive: Archive, url: str) -> Payload | None:
    """What was last fetched from an address, if the server named it with an etag."""
    found = store.journal.last_with_etag(source, url)
    if found is None:
        return None
    try:
        return archive.find(found[0]).payload
    except ParseError:
        return None  # a damaged copy is no copy: it is fetched again
