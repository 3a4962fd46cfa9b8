"""Looking at kept bodies once more: all of them, those that nobody looked at, or one that was
doubted.

The archive is the record and the store a cache of it: everything can be read again from there, by
the parsers of today. What was decided when a body came is written beside it, and is repeated.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import datetime

from tracker import checks
from tracker.archive import Archive, Capture, source_of
from tracker.checks.evidence import Verdict
from tracker.decisions import Decisions
from tracker.errors import CheckFailed, ConfigError, ParseError, TrackerError
from tracker.ingest.journey import Settled, Taken, reader_of, settle, take, weigh, with_raw_file
from tracker.ingest.outcome import Outcome, Report
from tracker.store import Store
from tracker.store.journal import ACCEPTED, FAILED, QUARANTINED, REFUSED
from tracker.weeks import stamp


def reparse(
    archive: Archive,
    store: Store,
    report: Report,
    *,
    deciding: bool = True,
    sources: Collection[str] | None = None,
) -> Outcome:
    """Everything again from the archive, or from some of its ``sources``, as one transaction:
    boards and vintages as before.

    First what was decided, as it was decided, then the rest in the order in which it came; what is
    decided of that is written down unless not ``deciding``. A damaged raw file is among the
    troubles and left out. What had been refused is read anew, and if it is refused again that is
    reported, and no trouble.
    """
    outcome, decisions = Outcome("archive"), archive.decided()
    with store.rebuilding():
        for read in _in_order(archive, decisions, sources):
            if isinstance(read, TrackerError):
                outcome.troubles.append(read)
                continue
            taken = _again(read, archive, store, decisions, deciding=deciding)
            report(taken)
            outcome.recorded += taken.recorded
    return outcome


def take_up(archive: Archive, store: Store) -> Iterator[Taken | TrackerError]:
    """What the archive has and the store has not, because a run was cut short: bodies, bodies
    without their card, and what a person had just accepted. In place of a damaged one its error."""
    known = store.journal.paths()
    there, bare = archive.listed()
    missing = [path for path in there if path not in known]
    stray = [path for path in bare if path not in known]
    waiting = {one.path for one in store.doubts.waiting()}
    overruled = [path for path in sorted(waiting) if archive.acceptance(path) is not None]
    if not (missing or stray or overruled):
        return
    decisions = archive.decided()
    for path in stray:
        try:
            missing.append(archive.adopt(path).path)
        except ParseError as damaged:
            yield damaged
    for path in missing:
        try:
            capture = archive.find(path)
        except ParseError as damaged:
            yield damaged
        else:
            yield _again(capture, archive, store, decisions)
    with store.transaction():
        ended = [
            Verdict(one, decisions.ended[key].believed, decisions.ended[key].why)
            for one in store.doubts.waiting()
            if (key := (one.path, one.doubt.key)) in decisions.ended
        ]
        settle(ended, archive, store, {})


def accept(number: int, archive: Archive, store: Store, *, now: datetime, version: str) -> Taken:
    """Record what is doubted of a capture all the same, because a person says so, and with it every
    other doubt for which that is evidence: on the record, in the archive and in the run log. Raises
    ConfigError when nothing of such a capture waits."""
    found = store.journal.capture(number)
    waiting = store.doubts.waiting(number)
    if found is None or not (waiting or found.outcome == QUARANTINED):
        state = "there is none" if found is None else f"it is {found.outcome}"
        raise ConfigError(
            f"capture {number} is not quarantined: {state}",
            datum=number,
            remedy="`tracker status` lists the captures that wait, with their numbers",
        )
    reader, capture = reader_of(archive.find(found.path))
    said = f"accepted at {stamp(now)}, although {found.why}"
    trouble: TrackerError | None = None
    settled = Settled()
    try:
        answer = reader.parse(capture.payload)
        checks.refuse(capture.payload, answer, now)
        with store.transaction():
            accepted = replace(capture, accepted=said)
            if not waiting:
                settled.recorded = store.record(accepted, answer)
            verdicts = [Verdict(one, believed=True, why=said) for one in waiting]
            settled += settle(verdicts, archive, store, {capture.path: (accepted, answer)})
            settled += weigh(archive, store)
            archive.accept(capture, str(found.why), at=now, ended=settled.ended)
    except (ParseError, CheckFailed) as refused:
        store.journal.set_aside(capture, REFUSED, refused.fact)
        trouble = with_raw_file(refused, capture)
    recorded = settled.recorded
    store.journal.log(
        source=found.source,
        started_at=now,
        ended_at=now,
        outcome=FAILED if trouble else ACCEPTED,
        new=recorded.new,
        changed=recorded.changed,
        unchanged=recorded.unchanged,
        requests=0,
        notes="; ".join([f"capture {number} {said}", *settled.notes(capture.path)]),
        version=version,
    )
    notes = settled.notes(capture.path)
    return Taken(capture.payload, recorded, notes, trouble, capture.path)


def _in_order(
    archive: Archive, decisions: Decisions, sources: Collection[str] | None
) -> Iterator[Capture | ParseError]:
    """Every capture of some sources, or of all, that was decided, then every other, each time the
    oldest first."""
    every = archive.paths()
    paths = every if sources is None else [path for path in every if source_of(path) in sources]
    for path in sorted(paths, key=lambda path: path not in decisions.taken):
        try:
            yield archive.find(path)
        except ParseError as damaged:
            yield damaged


def _again(
    capture: Capture,
    archive: Archive,
    store: Store,
    decisions: Decisions,
    *,
    deciding: bool = True,
) -> Taken:
    try:
        reader, dated = reader_of(capture)
    except ParseError as trouble:
        store.journal.set_aside(capture, REFUSED, trouble.fact)
        return Taken(capture.payload, trouble=trouble, path=capture.path)
    return take(
        reader,
        dated,
        archive,
        store,
        now=dated.payload.fetched_at,
        decisions=decisions,
        deciding=deciding,
    )
