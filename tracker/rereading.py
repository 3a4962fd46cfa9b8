"""Looking at kept bodies once more: all of them, or one that was doubted.

The archive is the record and the store a cache of it: everything can be read again from there, by
the parsers of today. What a person accepted is written beside the body, so it is read the same.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from tracker.archive import Archive, Capture
from tracker.collect import Outcome, Report, Taken, take
from tracker.errors import ConfigError, ParseError, TrackerError
from tracker.sources import CONTENTS, day_after, recognise, source
from tracker.store import Store
from tracker.store.journal import ACCEPTED, FAILED, QUARANTINED, REFUSED


def reparse(
    archive: Archive, store: Store, report: Report, sources: Collection[str] | None = None
) -> Outcome:
    """Everything again from the archive, or from some of its sources, as one transaction: boards
    and vintages as before.

    A damaged raw file is among the troubles and left out. What had been refused is read anew, and
    if it is refused again that is reported, and no trouble.
    """
    outcome = Outcome("archive")
    with store.rebuilding():
        for read in archive.captures(sources):
            if isinstance(read, TrackerError):
                outcome.troubles.append(read)
                continue
            taken = _again(read, store)
            report(taken)
            outcome.recorded += taken.recorded
    return outcome


def _again(capture: Capture, store: Store) -> Taken:
    payload = capture.payload
    try:
        if payload.source in CONTENTS:
            reader = source(payload.source)
        else:
            # Nobody could read it when it came, so its card cannot say when it was made.
            reader, _ = recognise(payload)
            made = payload.dated or reader.made(payload) or day_after(reader, payload)
            capture = replace(capture, payload=replace(payload, fetched_at=made))
    except ParseError as trouble:
        store.journal.set_aside(capture, REFUSED, trouble.fact)
        return Taken(payload, trouble=trouble)
    return take(reader, capture, store, now=payload.fetched_at)


def accept(number: int, archive: Archive, store: Store, *, now: datetime, version: str) -> Taken:
    """Record a quarantined capture all the same, because a person says so: on the record, in the
    archive and in the run log. Raises ConfigError when no such capture waits."""
    found = store.journal.capture(number)
    if found is None or found.outcome != QUARANTINED:
        state = "there is none" if found is None else f"it is {found.outcome}"
        raise ConfigError(
            f"capture {number} is not quarantined: {state}",
            datum=number,
            remedy="`tracker status` lists the captures that wait, with their numbers",
        )
    capture = archive.accept(archive.find(found.path), found.why, at=now)
    taken = take(source(found.source), capture, store, now=now)
    recorded = taken.recorded
    store.journal.log(
        source=found.source,
        started_at=now,
        ended_at=now,
        outcome=FAILED if taken.trouble else ACCEPTED,
        new=recorded.new,
        changed=recorded.changed,
        unchanged=recorded.unchanged,
        requests=0,
        notes=f"capture {number} {capture.accepted}",
        version=version,
    )
    return taken
