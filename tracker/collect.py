"""The journey of a number, from an address to the database.

    URL → payload → capture on disk → boards → checked → one transaction

The raw file is safe before anybody looks into it. A body that cannot be read or believed leaves
the database as it was, keeps its raw file, and says so.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial

from tracker import checks
from tracker.archive import Archive, Capture
from tracker.budget import Budget
from tracker.config import Settings
from tracker.errors import CheckFailed, ParseError, TrackerError
from tracker.fetch import Fetcher
from tracker.phrasing import new_fields
from tracker.records import Payload
from tracker.sources import Get, Source, Wanted, source
from tracker.store import Recorded, Store
from tracker.store.journal import FAILED, FINE, MANIFEST, QUARANTINED, REFUSED, STOPPED

KEYED = ("data_api", "app_rankings")
"""Sources that share the key's daily requests."""

Report = Callable[["Taken"], None]


@dataclass(frozen=True)
class Taken:
    """What became of one payload."""

    payload: Payload
    recorded: Recorded = Recorded()
    notes: tuple[str, ...] = ()
    trouble: TrackerError | None = None


@dataclass
class Outcome:
    """What became of one run of a source."""

    source: str
    recorded: Recorded = Recorded()
    notes: list[str] = field(default_factory=list)
    troubles: list[TrackerError] = field(default_factory=list)
    stopped: bool = False

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
            capture = archive.keep(payload)
            taken = take(source, capture, store, now=wanted.now)
            report(taken)
            outcome.add(taken)
            if leave():
                outcome.stopped = True
                break
    except TrackerError as trouble:
        outcome.troubles.append(trouble)
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
        remember=partial(remembered, name, store, archive),
        now=now,
    )
    before = store.journal.last_recorded(name)
    wanted = Wanted(started, first, last, store.held(), store.parts(), before)
    get = partial(fetcher.get, name)
    outcome = collect(source(name), get, wanted, archive, store, report, leave)
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


def take(source: Source, capture: Capture, store: Store, *, now: datetime) -> Taken:
    """Parse, check and record one capture. A refusal is noted in the store and returned."""
    payload = capture.payload
    if store.journal.knows(payload):
        return Taken(payload)
    if payload.carries == "manifest":
        store.journal.set_aside(capture, MANIFEST)
        return Taken(payload)
    try:
        answer = source.parse(payload)
        checks.examine(
            payload,
            answer,
            now=now,
            recent=store.recent,
            listed=store.listed,
            overruled=capture.accepted is not None,
        )
        recorded = store.record(capture, answer)
    except (ParseError, CheckFailed) as trouble:
        doubtful = isinstance(trouble, CheckFailed) and trouble.doubtful
        number = store.journal.set_aside(
            capture, QUARANTINED if doubtful else REFUSED, trouble.fact
        )
        if doubtful:
            trouble.remedy = f"look at it, and `tracker accept {number}` records it all the same"
        return Taken(payload, trouble=with_raw_file(trouble, capture))
    fresh = store.journal.note_fields(payload, answer.unknown)
    drift = (new_fields(payload.source, payload.url, fresh),) if fresh else ()
    return Taken(payload, recorded, (*answer.notes, *drift))


def remembered(source: str, store: Store, archive: Archive, url: str) -> Payload | None:
    """What was last fetched from an address, if the server named it with an etag."""
    found = store.journal.last_with_etag(source, url)
    if found is None:
        return None
    try:
        return archive.find(found[0]).payload
    except ParseError:
        return None  # a damaged copy is no copy: it is fetched again


def with_raw_file(trouble: ParseError | CheckFailed, capture: Capture) -> ParseError | CheckFailed:
    """The trouble, saying where the raw body lies."""
    trouble.remedy = f"the raw body is kept as {capture.path}; {trouble.remedy}"
    return trouble
