"""Parsing of archived bodies again: all of them, those not yet recorded, or a quarantined one.

The archive is the record and the store a cache of it, which today's parsers can rebuild. Decisions
made when a body arrived are stored with it and repeated.
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
from tracker.ingest.journey import (
    CaptureResult,
    Settlement,
    reader_of,
    settle,
    take,
    weigh,
    with_raw_file,
)
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
    """Rebuild the store from the archive, or from some of its ``sources``, in one transaction.

    Captures with a decision come first, then the others in order of arrival; new decisions are
    written to the archive if ``deciding``. A damaged raw file is skipped and counts as trouble. A
    capture that was refused is parsed again; if it is refused again it is reported, not counted.
    """
    outcome, decisions = Outcome("archive"), archive.decided()
    with store.rebuilding():
        for capture in _captures(archive, decisions, sources):
            if isinstance(capture, TrackerError):
                outcome.troubles.append(capture)
                continue
            result = _take_again(capture, archive, store, decisions, deciding=deciding)
            report(result)
            outcome.recorded += result.recorded
    return outcome


def resume(archive: Archive, store: Store) -> Iterator[CaptureResult | TrackerError]:
    """Record what an interrupted run left in the archive only.

    That is bodies, bodies without a card, and acceptances by a person. A damaged capture yields its
    error.
    """
    recorded = store.journal.paths()
    complete, without_card = archive.listed()
    missing = [path for path in complete if path not in recorded]
    stray = [path for path in without_card if path not in recorded]
    waiting = {each.path for each in store.doubts.waiting()}
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
            yield _take_again(capture, archive, store, decisions)
    with store.transaction():
        ended = [
            Verdict(each, decisions.ended[key].believed, decisions.ended[key].why)
            for each in store.doubts.waiting()
            if (key := (each.path, each.doubt.key)) in decisions.ended
        ]
        settle(ended, archive, store, {})


def accept(
    number: int, archive: Archive, store: Store, *, now: datetime, version: str
) -> CaptureResult:
    """Record a quarantined capture because a person confirms it.

    Other doubts for which it is evidence end too. The acceptance is written to the store, the
    archive and the run log. Raises ConfigError if the capture is not quarantined.
    """
    row = store.journal.capture(number)
    waiting = store.doubts.waiting(number)
    if row is None or not (waiting or row.outcome == QUARANTINED):
        state = "it does not exist" if row is None else f"it is {row.outcome}"
        raise ConfigError(
            f"capture {number} is not quarantined: {state}",
            datum=number,
            remedy="run `tracker status` to list the quarantined captures and their numbers",
        )
    reader, capture = reader_of(archive.find(row.path))
    reason = f"accepted at {stamp(now)}, although {row.why}"
    trouble: TrackerError | None = None
    settlement = Settlement()
    try:
        answer = reader.parse(capture.payload)
        checks.refuse(capture.payload, answer, now)
        with store.transaction():
            accepted = replace(capture, accepted=reason)
            if not waiting:
                settlement.recorded = store.record(accepted, answer)
            verdicts = [Verdict(each, believed=True, why=reason) for each in waiting]
            settlement += settle(verdicts, archive, store, {capture.path: (accepted, answer)})
            settlement += weigh(archive, store)
            archive.accept(capture, str(row.why), at=now, ended=settlement.ended)
    except (ParseError, CheckFailed) as refused:
        store.journal.set_aside(capture, REFUSED, refused.fact)
        trouble = with_raw_file(refused, capture)
    recorded = settlement.recorded
    store.journal.log(
        source=row.source,
        started_at=now,
        ended_at=now,
        outcome=FAILED if trouble else ACCEPTED,
        new=recorded.new,
        changed=recorded.changed,
        unchanged=recorded.unchanged,
        requests=0,
        notes="; ".join([f"capture {number} {reason}", *settlement.notes(capture.path)]),
        version=version,
    )
    notes = settlement.notes(capture.path)
    return CaptureResult(capture.payload, recorded, notes, trouble, capture.path)


def _captures(
    archive: Archive, decisions: Decisions, sources: Collection[str] | None
) -> Iterator[Capture | ParseError]:
    """Yield the captures of some sources, or all: those with a decision first, oldest first."""
    paths = archive.paths()
    if sources is not None:
        paths = [path for path in paths if source_of(path) in sources]
    for path in sorted(paths, key=lambda path: path not in decisions.taken):
        try:
            yield archive.find(path)
        except ParseError as damaged:
            yield damaged


def _take_again(
    capture: Capture,
    archive: Archive,
    store: Store,
    decisions: Decisions,
    *,
    deciding: bool = True,
) -> CaptureResult:
    try:
        reader, dated = reader_of(capture)
    except ParseError as trouble:
        store.journal.set_aside(capture, REFUSED, trouble.fact)
        return CaptureResult(capture.payload, trouble=trouble, path=capture.path)
    return take(
        reader,
        dated,
        archive,
        store,
        now=dated.payload.fetched_at,
        decisions=decisions,
        deciding=deciding,
    )
