"""From a capture in the archive to the database, in one transaction.

    archived capture → parse → check → record, or quarantine as doubtful

Fetched, imported, resumed, reparsed and accepted captures all take this path. A body that cannot
be parsed or fails the checks leaves the database unchanged, and so does a doubtful board. Every
decision is written into the archive before the transaction commits and is repeated when the capture
is read again: the database is a cache of the archive.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from tracker import checks
from tracker.archive import Archive, Capture
from tracker.checks import Doubt, evidence
from tracker.checks.evidence import Verdict, Waiting
from tracker.decisions import Decision, Decisions, Doubted, Ended
from tracker.errors import CheckFailed, ParseError, TrackerError
from tracker.records import Answer, Payload
from tracker.sources import CONTENTS, Source, day_after, recognise, source
from tracker.store import Recorded, Store
from tracker.store.journal import CORRECTED, MANIFEST, QUARANTINED, RECORDED, REFUSED
from tracker.text import new_fields

FINAL = (RECORDED, MANIFEST, QUARANTINED, CORRECTED)
"""Outcomes that are final; a refused capture is parsed again, because parsers get fixed."""
NOTHING = Decisions()


@dataclass(frozen=True)
class CaptureResult:
    """The result for one payload, whose capture is at ``path``.

    If the trouble is a doubt, other boards of the capture may be recorded.
    """

    payload: Payload
    recorded: Recorded = Recorded()
    notes: tuple[str, ...] = ()
    trouble: TrackerError | None = None
    path: str = ""


@dataclass
class Settlement:
    """The doubts that ended, and what was recorded because of it."""

    recorded: Recorded = Recorded()
    verdicts: tuple[Verdict, ...] = ()

    def __add__(self, other: Settlement) -> Settlement:
        return Settlement(self.recorded + other.recorded, self.verdicts + other.verdicts)

    @property
    def ended(self) -> tuple[Ended, ...]:
        """Return the ended doubts as they are kept in the archive."""
        return tuple(
            Ended(verdict.waiting.path, verdict.waiting.doubt.key, verdict.believed, verdict.why)
            for verdict in self.verdicts
        )

    def at_once(self, path: str) -> list[Verdict]:
        """Return the verdicts that confirmed a capture on arrival: it was never really doubted."""
        return [each for each in self.verdicts if each.believed and each.waiting.path == path]

    def notes(self, besides: str = "") -> tuple[str, ...]:
        """Return one note for each doubt that ended, except those of the capture ``besides``."""
        lines = {}
        for verdict in self.verdicts:
            if verdict.waiting.path != besides:
                result = "is now recorded" if verdict.believed else "was rejected"
                lines[f"doubtful {verdict.waiting.doubt.key} {result}: {verdict.why}"] = True
        return tuple(lines)


def received(payload: Payload, archive: Archive, store: Store) -> Capture:
    """Archive a payload and return its capture.

    An existing capture is returned if no other body came from the same URL since; a body that
    returns after another one is a new capture.
    """
    capture = archive.keep(payload)
    later = capture.payload.fetched_at > payload.fetched_at
    if later or store.journal.followed(capture, payload):
        return archive.keep(payload, again=True)
    return capture


def reader_of(capture: Capture) -> tuple[Source, Capture]:
    """Return the source that parses a capture, and the capture as dated by it. Raises ParseError.

    The card of a body that no parser recognised on arrival does not say when it was made.
    """
    payload = capture.payload
    if payload.source in CONTENTS:
        return source(payload.source), capture
    reader, _ = recognise(payload)
    fetched_at = payload.dated or reader.made(payload) or day_after(reader, payload)
    return reader, replace(capture, payload=replace(payload, fetched_at=fetched_at))


def take(
    source: Source,
    capture: Capture,
    archive: Archive,
    store: Store,
    *,
    now: datetime,
    decisions: Decisions = NOTHING,
    deciding: bool = True,
) -> CaptureResult:
    """Parse, check and record one capture; a refusal is noted in the store and returned.

    Earlier ``decisions`` are repeated. New ones are written to the archive if ``deciding``.
    """
    payload, path = capture.payload, capture.path
    if store.journal.outcome(capture) in FINAL:
        return CaptureResult(payload, path=path)
    if payload.carries == "manifest":
        store.journal.set_aside(capture, MANIFEST)
        return CaptureResult(payload, path=path)
    earlier = decisions.taken.get(path)
    try:
        answer = source.parse(payload)
        answers = {path: (capture, answer)}
        if earlier is None:
            doubts = _examine(payload, answer, store, now)
        else:
            checks.refuse(payload, answer, now)
            doubts = _repeat_doubts(answer, earlier)
        with store.transaction():
            recorded = _record(capture, answer, doubts, store)
            if earlier is None:
                settlement = settle(_weigh(store), archive, store, answers)
                store.doubts.forget(settlement.at_once(path))
                if deciding:
                    archive.decide(capture, _decision(capture, doubts, settlement))
            else:
                settlement = settle(_endings(decisions, capture, store), archive, store, answers)
    except (ParseError, CheckFailed) as refused:
        store.journal.set_aside(capture, REFUSED, refused.fact)
        return CaptureResult(payload, trouble=with_raw_file(refused, capture), path=path)
    unknown = store.journal.note_fields(payload, answer.unknown)
    drift = (new_fields(payload.source, payload.url, unknown),) if unknown else ()
    trouble, doubt_notes = _remaining_doubt(capture, store)
    notes = (*answer.notes, *settlement.notes(path), *drift, *doubt_notes)
    return CaptureResult(payload, recorded + settlement.recorded, notes, trouble, path)


def settle(
    verdicts: Iterable[Verdict],
    archive: Archive,
    store: Store,
    answers: Mapping[str, tuple[Capture, Answer]],
) -> Settlement:
    """End doubts: record what is believed and update the outcome of the captures.

    Captures that are not in ``answers`` are read from the archive. A doubt about a damaged capture
    remains.
    """
    settlement = Settlement()
    by_path: dict[str, list[Verdict]] = {}
    for verdict in verdicts:
        by_path.setdefault(verdict.waiting.path, []).append(verdict)
    for path, path_verdicts in by_path.items():
        try:
            capture, answer = answers.get(path) or _read(archive.find(path))
        except ParseError:
            continue
        keys = {verdict.waiting.doubt.key for verdict in path_verdicts if verdict.believed}
        try:
            if keys:
                settlement.recorded += store.record(capture, checks.only(answer, keys))
            final = path_verdicts
        except CheckFailed as conflict:
            final = [
                replace(verdict, believed=False, why=conflict.fact) for verdict in path_verdicts
            ]
        store.doubts.end(final)
        settlement.verdicts += tuple(final)
        _update_outcome(capture, final[-1].why, store)
    return settlement


def weigh(archive: Archive, store: Store) -> Settlement:
    """End the doubts for which there is evidence."""
    return settle(_weigh(store), archive, store, {})


def with_raw_file(trouble: ParseError | CheckFailed, capture: Capture) -> ParseError | CheckFailed:
    """Return the error with the path of the raw body in its remedy."""
    trouble.remedy = f"the raw body is kept as {capture.file}; {trouble.remedy}"
    return trouble


def _examine(payload: Payload, answer: Answer, store: Store, now: datetime) -> list[Doubt]:
    return checks.examine(
        payload,
        answer,
        now=now,
        recent=store.recent,
        listed=store.listed,
        on_record=store.doubts.standing,
    )


def _repeat_doubts(answer: Answer, decision: Decision) -> list[Doubt]:
    """Return the doubts of the earlier decision, applied to what today's parser reads."""
    earlier = {doubted.key: doubted for doubted in decision.doubted}
    return [
        replace(doubt, why=earlier[doubt.key].why, sort=earlier[doubt.key].sort)
        for doubt in checks.describe(checks.only(answer, earlier.keys()))
    ]


def _record(capture: Capture, answer: Answer, doubts: Sequence[Doubt], store: Store) -> Recorded:
    """Record the boards of a capture that are not doubtful, and note those that are."""
    rest = checks.without(answer, {doubt.key for doubt in doubts})
    if rest.boards or rest.entries:
        recorded = store.record(capture, rest)
    else:
        recorded = Recorded()
        store.journal.set_aside(capture, QUARANTINED)
    store.doubts.raise_all(store.journal.number(capture), doubts)
    if doubts:
        _update_outcome(capture, None, store)
    return recorded


def _weigh(store: Store) -> list[Verdict]:
    waiting = store.doubts.waiting()
    return evidence.weigh(waiting, store.doubts.look(waiting)) if waiting else []


def _endings(decisions: Decisions, capture: Capture, store: Store) -> list[Verdict]:
    """Return how the doubts about a capture ended; acceptance by a person ends all of them."""
    verdicts = []
    for waiting in store.doubts.waiting(store.journal.number(capture)):
        ended = decisions.ended.get((waiting.path, waiting.doubt.key))
        if ended:
            verdicts.append(Verdict(waiting, ended.believed, ended.why))
        elif capture.accepted:
            verdicts.append(Verdict(waiting, believed=True, why=capture.accepted))
    return verdicts


def _decision(capture: Capture, doubts: Sequence[Doubt], settlement: Settlement) -> Decision:
    """Return the decision about a capture as the archive keeps it."""
    at_once = {verdict.waiting.doubt.key for verdict in settlement.at_once(capture.path)}
    return Decision(
        tuple(Doubted(each.key, each.sort, each.why) for each in doubts if each.key not in at_once),
        tuple(each for each in settlement.ended if each.path != capture.path or not each.believed),
    )


def _update_outcome(capture: Capture, ended: str | None, store: Store) -> None:
    """Update the outcome of a capture after its doubts changed."""
    waiting = store.doubts.waiting(store.journal.number(capture))
    outcome, why = store.journal.outcome(capture), capture.accepted
    if waiting:
        why = _fact(capture, waiting)
    elif outcome == QUARANTINED:
        outcome, why = CORRECTED, ended
    store.journal.set_outcome(capture, outcome or RECORDED, why)


def _remaining_doubt(capture: Capture, store: Store) -> tuple[CheckFailed | None, tuple[str, ...]]:
    """Return the error for a doubtful capture, or a note if an earlier capture said the same."""
    number = store.journal.number(capture)
    all_doubts = store.doubts.waiting()
    doubts = [each for each in all_doubts if each.capture_id == number]
    if not doubts:
        return None, ()
    fact = _fact(capture, doubts)
    if all(any(evidence.is_repeated(each, other) for other in all_doubts) for each in doubts):
        return None, (f"still doubtful: {fact}",)
    trouble = CheckFailed(
        fact,
        doubtful=True,
        datum=capture.payload.url,
        remedy="it is recorded once there is evidence for it; if you know that it is right,"
        f" run `tracker accept {number}`",
    )
    return with_raw_file(trouble, capture), ()  # type: ignore[return-value]


def _fact(capture: Capture, waiting: Sequence[Waiting]) -> str:
    more = f" (and {len(waiting) - 1} more)" if len(waiting) > 1 else ""
    return f"{capture.payload.name}: {waiting[0].doubt.why}{more}"


def _read(capture: Capture) -> tuple[Capture, Answer]:
    reader, dated = reader_of(capture)
    return dated, reader.parse(dated.payload)
