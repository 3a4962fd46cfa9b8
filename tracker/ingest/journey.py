"""The journey of a number, from a body in the archive to the database.

    capture on disk → boards → checked → recorded or doubted → decided: one transaction

The same way for what is fetched, imported, taken up after a run that was cut short, read again or
accepted. A body that cannot be read or cannot be true leaves the database as it was, and so does a
board that is doubted. What is decided is written into the archive before the transaction ends, and
whoever looks at the capture again repeats it: the database is a cache of the archive.
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

LOOKED_AT = (RECORDED, MANIFEST, QUARANTINED, CORRECTED)
"""What is not looked at again when it comes again; what was refused is, for parsers are mended."""
NOTHING = Decisions()


@dataclass(frozen=True)
class Taken:
    """What became of one payload, whose capture lies at ``path``. Where the trouble is a doubt,
    other boards may be recorded."""

    payload: Payload
    recorded: Recorded = Recorded()
    notes: tuple[str, ...] = ()
    trouble: TrackerError | None = None
    path: str = ""


@dataclass
class Settled:
    """What was recorded when doubts ended, and which of them did."""

    recorded: Recorded = Recorded()
    verdicts: tuple[Verdict, ...] = ()

    def __add__(self, other: Settled) -> Settled:
        return Settled(self.recorded + other.recorded, self.verdicts + other.verdicts)

    @property
    def ended(self) -> tuple[Ended, ...]:
        """The same, as it is kept in the archive."""
        return tuple(
            Ended(one.waiting.path, one.waiting.doubt.key, one.believed, one.why)
            for one in self.verdicts
        )

    def at_once(self, path: str) -> list[Verdict]:
        """Those of a capture that ended when it came: what is believed at once was never
        doubted."""
        return [one for one in self.verdicts if one.believed and one.waiting.path == path]

    def notes(self, besides: str = "") -> tuple[str, ...]:
        """What a person should know of it, ``besides`` what is of one capture."""
        found: dict[tuple[str, str], int] = {}
        for one in self.verdicts:
            if one.waiting.path != besides:
                now = "is recorded" if one.believed else "is not believed"
                said = (str(one.waiting.doubt.key), f"{now}: {one.why}")
                found[said] = found.get(said, 0) + 1
        return tuple(f"{key}, which was doubted, {became}" for key, became in found)


def received(payload: Payload, archive: Archive, store: Store) -> Capture:
    """The capture of a payload: the one that was there if nothing else came from its address since,
    or else a new one. Seeing a body again after another is news."""
    capture = archive.keep(payload)
    later = capture.payload.fetched_at > payload.fetched_at
    if later or store.journal.followed(capture, payload):
        return archive.keep(payload, again=True)
    return capture


def reader_of(capture: Capture) -> tuple[Source, Capture]:
    """The source that reads a capture, and the capture as dated by it. Raises ParseError.

    Where nobody could read a body when it came, its card cannot say when it was made.
    """
    payload = capture.payload
    if payload.source in CONTENTS:
        return source(payload.source), capture
    reader, _ = recognise(payload)
    made = payload.dated or reader.made(payload) or day_after(reader, payload)
    return reader, replace(capture, payload=replace(payload, fetched_at=made))


def take(
    source: Source,
    capture: Capture,
    archive: Archive,
    store: Store,
    *,
    now: datetime,
    decisions: Decisions = NOTHING,
    deciding: bool = True,
) -> Taken:
    """Parse, check, decide and record one capture. A refusal is noted in the store and returned.

    What ``decisions`` say is repeated. What is decided anew is written down, unless not
    ``deciding``.
    """
    payload, path = capture.payload, capture.path
    if store.journal.outcome(capture) in LOOKED_AT:
        return Taken(payload, path=path)
    if payload.carries == "manifest":
        store.journal.set_aside(capture, MANIFEST)
        return Taken(payload, path=path)
    before = decisions.taken.get(path)
    try:
        answer = source.parse(payload)
        known = {path: (capture, answer)}
        if before is None:
            doubts = _asked(payload, answer, store, now)
        else:
            checks.refuse(payload, answer, now)
            doubts = _repeated(answer, before)
        with store.transaction():
            recorded = _put(capture, answer, doubts, store)
            if before is None:
                settled = settle(_weighed(store), archive, store, known)
                store.doubts.forget(settled.at_once(path))
                if deciding:
                    archive.decide(capture, _decision(capture, doubts, settled))
            else:
                settled = settle(_endings(decisions, capture, store), archive, store, known)
    except (ParseError, CheckFailed) as refused:
        store.journal.set_aside(capture, REFUSED, refused.fact)
        return Taken(payload, trouble=with_raw_file(refused, capture), path=path)
    fresh = store.journal.note_fields(payload, answer.unknown)
    drift = (new_fields(payload.source, payload.url, fresh),) if fresh else ()
    trouble, waits = _doubted(capture, store)
    notes = (*answer.notes, *settled.notes(path), *drift, *waits)
    return Taken(payload, recorded + settled.recorded, notes, trouble, path)


def settle(
    verdicts: Iterable[Verdict],
    archive: Archive,
    store: Store,
    known: Mapping[str, tuple[Capture, Answer]],
) -> Settled:
    """End doubts: record what is believed, from the archive but for captures ``known``, and renew
    what is said of the captures. A doubt of a capture that is damaged goes on."""
    found = Settled()
    by_path: dict[str, list[Verdict]] = {}
    for verdict in verdicts:
        by_path.setdefault(verdict.waiting.path, []).append(verdict)
    for path, ended in by_path.items():
        try:
            capture, answer = known.get(path) or _read(archive.find(path))
        except ParseError:
            continue
        keys = {verdict.waiting.doubt.key for verdict in ended if verdict.believed}
        try:
            if keys:
                found.recorded += store.record(capture, checks.only(answer, keys))
            now = ended
        except CheckFailed as conflict:
            now = [replace(verdict, believed=False, why=conflict.fact) for verdict in ended]
        store.doubts.end(now)
        found.verdicts += tuple(now)
        _renew(capture, now[-1].why, store)
    return found


def weigh(archive: Archive, store: Store) -> Settled:
    """End the doubts for which there is evidence by now."""
    return settle(_weighed(store), archive, store, {})


def with_raw_file(trouble: ParseError | CheckFailed, capture: Capture) -> ParseError | CheckFailed:
    """The trouble, saying where the raw body lies."""
    trouble.remedy = f"the raw body is kept as {capture.file}; {trouble.remedy}"
    return trouble


def _asked(payload: Payload, answer: Answer, store: Store, now: datetime) -> list[Doubt]:
    return checks.examine(
        payload,
        answer,
        now=now,
        recent=store.recent,
        listed=store.listed,
        on_record=store.doubts.standing,
    )


def _repeated(answer: Answer, before: Decision) -> list[Doubt]:
    """What was doubted of a capture when it came, of what is read in it today."""
    said = {one.key: one for one in before.doubted}
    return [
        replace(doubt, why=said[doubt.key].why, sort=said[doubt.key].sort)
        for doubt in checks.described(checks.only(answer, said.keys()))
    ]


def _put(capture: Capture, answer: Answer, doubts: Sequence[Doubt], store: Store) -> Recorded:
    """Record what is not doubted of a capture, and write down what is."""
    rest = checks.believed(answer, {doubt.key for doubt in doubts})
    if rest.boards or rest.entries:
        recorded = store.record(capture, rest)
    else:
        recorded = Recorded()
        store.journal.set_aside(capture, QUARANTINED)
    store.doubts.raise_all(store.journal.number(capture), doubts)
    if doubts:
        _renew(capture, None, store)
    return recorded


def _weighed(store: Store) -> list[Verdict]:
    waiting = store.doubts.waiting()
    return evidence.weigh(waiting, store.doubts.look(waiting)) if waiting else []


def _endings(decisions: Decisions, capture: Capture, store: Store) -> list[Verdict]:
    """How the doubts of a capture ended since it came; a person who accepted it ended them all."""
    found = []
    for one in store.doubts.waiting(store.journal.number(capture)):
        ended = decisions.ended.get((one.path, one.doubt.key))
        if ended:
            found.append(Verdict(one, ended.believed, ended.why))
        elif capture.accepted:
            found.append(Verdict(one, believed=True, why=capture.accepted))
    return found


def _decision(capture: Capture, doubts: Sequence[Doubt], settled: Settled) -> Decision:
    """What is kept of it."""
    at_once = {one.waiting.doubt.key for one in settled.at_once(capture.path)}
    return Decision(
        tuple(Doubted(one.key, one.sort, one.why) for one in doubts if one.key not in at_once),
        tuple(one for one in settled.ended if one.path != capture.path or not one.believed),
    )


def _renew(capture: Capture, ended: str | None, store: Store) -> None:
    """Say of a capture what its doubts have come to."""
    waiting = store.doubts.waiting(store.journal.number(capture))
    outcome, why = store.journal.outcome(capture), capture.accepted
    if waiting:
        why = _fact(capture, waiting)
    elif outcome == QUARANTINED:
        outcome, why = CORRECTED, ended
    store.journal.became(capture, outcome or RECORDED, why)


def _doubted(capture: Capture, store: Store) -> tuple[CheckFailed | None, tuple[str, ...]]:
    """The trouble that something of a capture is doubted; a note if that was so of another that
    came before and said the same."""
    number = store.journal.number(capture)
    waiting = store.doubts.waiting()
    mine = [one for one in waiting if one.capture_id == number]
    if not mine:
        return None, ()
    fact = _fact(capture, mine)
    if all(any(evidence.said_before(one, other) for other in waiting) for one in mine):
        return None, (f"doubted as before: {fact}",)
    trouble = CheckFailed(
        fact,
        doubtful=True,
        datum=capture.payload.url,
        remedy="it is recorded once there is evidence for it; if you know that it is right,"
        f" `tracker accept {number}` records it all the same",
    )
    return with_raw_file(trouble, capture), ()  # type: ignore[return-value]


def _fact(capture: Capture, waiting: Sequence[Waiting]) -> str:
    more = f" (and {len(waiting) - 1} more)" if len(waiting) > 1 else ""
    return f"{capture.payload.name}: {waiting[0].doubt.why}{more}"


def _read(capture: Capture) -> tuple[Capture, Answer]:
    reader, dated = reader_of(capture)
    return dated, reader.parse(dated.payload)
