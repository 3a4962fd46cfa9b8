"""Whether archive and database say the same; what is amiss is named."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from support import frontend_bodies
from support.sample_boards import api_body, payload, some_days

from tracker.archive import Archive, Capture, card_of
from tracker.ingest import import_files
from tracker.ingest import verify as verifying
from tracker.ingest.import_files import import_body
from tracker.ingest.journey import take
from tracker.ingest.reparse import accept
from tracker.ingest.verify import Verification, verify
from tracker.sources import source
from tracker.store import Store

NOW = datetime(2026, 8, 22, 12, tzinfo=UTC)
FIRST = date(2026, 7, 20)


@pytest.fixture
def record(store: Store, archive: Archive) -> Store:
    """Return a record with a correction, a catalogue, and captures of every other outcome."""
    days = some_days(FIRST, 7, names=5)
    huge = {day: {**told, "author0/model-00": 10**9} for day, told in days.items()}
    bodies = [
        ("data_api", api_body(days, NOW - timedelta(days=3))),
        ("data_api", api_body({**days, FIRST: {"a/x": 7, "other": 1}}, NOW - timedelta(days=2))),
        ("data_api", b"no figures"),
        ("catalog", frontend_bodies.catalogue_body(frontend_bodies.catalogue_models()[:3])),
        ("data_api", api_body(_later(huge, 7), NOW - timedelta(days=1))),
        ("data_api", api_body(_later(days, 14, 10), NOW - timedelta(days=1))),
    ]
    for number, (name, body) in enumerate(bodies):
        at = NOW + timedelta(minutes=number)
        kept = archive.keep(payload(body, name, f"file:{number}", fetched_at=at))
        take(source(name), kept, archive, store, now=at)
    outcomes = [row.outcome for row in store.journal.put_aside()]
    assert sorted(outcomes) == ["quarantined", "quarantined", "refused"]
    waiting = min(row.id for row in store.journal.put_aside() if row.outcome == "quarantined")
    assert accept(waiting, archive, store, now=NOW, version="0").trouble is None
    return store


def _later(
    days: dict[date, dict[str, int]], by: int, divided: int = 1
) -> dict[date, dict[str, int]]:
    """Return the days moved by a number of days, with a fraction of their figures."""
    return {
        day + timedelta(days=by): {slug: value // divided for slug, value in told.items()}
        for day, told in days.items()
    }


def verified(store: Store, archive: Archive) -> Verification:
    return verify(store, archive, lambda _: None)


def test_a_record_that_is_as_it_should_be_is_verified(record: Store, archive: Archive) -> None:
    seen = []
    found = verify(record, archive, seen.append)
    assert found == Verification(captures=6, boards=15, troubles=())
    assert sum(seen) == 6


def test_a_second_process_finds_the_same(
    record: Store, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It reads the lists, here one; each half has a capture that is damaged."""
    monkeypatch.setattr(verifying, "cpu_count", lambda: 2)
    for sound in (True, False):
        if not sound:
            for source in ("catalog", "data_api"):
                next(archive.root.glob(f"{source}/*/*.gz")).write_bytes(b"")
            with record.transaction() as connection:
                connection.execute(text("UPDATE catalog SET digest = 'ab' WHERE id = 1"))
                connection.execute(text("UPDATE boards SET total = 5 WHERE id = 2"))
        found = []
        for worth in (1, 99):
            monkeypatch.setattr(verifying, "WORTH_A_PROCESS", worth)
            assert verifying._are_worth_a_process(archive) == (worth == 1)
            found.append(verified(record, archive))
        assert sorted(found[0].troubles) == sorted(found[1].troubles)
        assert bool(found[0].troubles) != sound
        assert found[0].captures == found[1].captures == 6


def test_no_second_process_is_begun_where_a_body_may_be_of_any_source(
    record: Store, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verifying, "cpu_count", lambda: 2)
    monkeypatch.setattr(verifying, "WORTH_A_PROCESS", 1)
    archive.keep(payload(b"a letter", import_files.UNKNOWN, "file:letter.txt"))
    assert not verifying._are_worth_a_process(archive)


def test_verifying_writes_nothing(record: Store, archive: Archive, tmp_path: Path) -> None:
    def everything() -> list[object]:
        files = sorted(path for path in archive.root.rglob("*") if path.is_file())
        return [record.contents(), [(path, path.read_bytes()) for path in files]]

    before, there = everything(), sorted(tmp_path.iterdir())
    verified(record, archive)
    assert (everything(), sorted(tmp_path.iterdir())) == (before, there)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("UPDATE readings SET value = value + 1 WHERE board_id = 2 AND slug_id = 1",
         ["the stored readings do not match the digest", "the stored readings add up to "]),
        ("DELETE FROM readings WHERE board_id = 2", ["the stored readings add up to 0, not "]),
        ("UPDATE boards SET total = 5 WHERE id = 2",
         ["add up to", "the database differs from what the archive gives"]),
        ("UPDATE boards SET digest = 'ab' WHERE id = 2",
         ["the stored readings do not match the digest", "differs from what the archive gives"]),
        ("UPDATE boards SET known_from = '2026-08-01 00:00:00.000000' WHERE id = 2",
         ["not derived from the archive", "but not in the database"]),
        ("UPDATE sums SET value = value + 1 WHERE week_id = 1 AND slug_id = 1",
         ["the sums of rankings-daily tokens models 2026-W30, of boards of 1 days: the database"]),
        ("UPDATE catalog SET facts = '{}' WHERE id = 1", ["the stored facts do not match the digest"]),
        ("UPDATE captures SET outcome = 'refused' WHERE id = 1",
         ["is refused, but recorded when parsed again"]),
        ("UPDATE captures SET path = 'data_api/2026/nowhere.gz' WHERE id = 1",
         ["data_api/2026/nowhere.gz is in the database but not in the archive"]),
        ("UPDATE captures SET sha256 = 'ab' WHERE id = 1",
         ["is in the database, but its archive file differs", "is in the archive but not in the data"]),
    ],
)  # fmt: skip
def test_what_was_changed_in_the_database_is_named(
    change: str, said: list[str], record: Store, archive: Archive
) -> None:
    with record.transaction() as connection:
        assert connection.execute(text(change)).rowcount > 0
    troubles = verified(record, archive).troubles
    for part in said:
        assert [line for line in troubles if part in line], troubles


def test_a_board_is_named_by_what_it_is_known_by(record: Store, archive: Archive) -> None:
    with record.transaction() as connection:
        connection.execute(text("UPDATE boards SET total = 5 WHERE id = 2"))
    (line, _) = verified(record, archive).troubles
    assert line.startswith(
        "rankings-daily tokens 2026-07-21, models, known from 2026-08-19T12:00:00Z: the stored readings"
    )


def first(archive: Archive) -> Capture:
    return next(one for one in archive.captures() if isinstance(one, Capture))


def lose_a_body(archive: Archive) -> str:
    (archive.root / first(archive).path).unlink()
    return "is in the database but not in the archive"


def lose_a_card(archive: Archive) -> str:
    card_of(archive.root / first(archive).path).unlink()
    return "has no card"


def change_a_body(archive: Archive) -> str:
    (archive.root / first(archive).path).write_bytes(b"")
    return "is in the database, but its archive file differs or is damaged"


def forget_an_acceptance(archive: Archive) -> str:
    (accepted,) = archive.root.rglob("*.accepted.json")
    accepted.unlink()
    return "is recorded, but quarantined when parsed again"


def keep_what_was_never_recorded(archive: Archive) -> str:
    archive.keep(payload(api_body(some_days(FIRST, 1), NOW), url="file:new"))
    return "is in the archive but not in the database"


def lift_a_doubt(archive: Archive) -> str:
    """Accept a body, so that the next one like it is believed when both are read again."""
    waiting = [one for one in archive.captures() if isinstance(one, Capture)][-1]
    archive.accept(waiting, "its total is small", at=NOW)
    return "is quarantined, but recorded when parsed again"


@pytest.mark.parametrize(
    "harm",
    [
        lose_a_body,
        lose_a_card,
        change_a_body,
        forget_an_acceptance,
        lift_a_doubt,
        keep_what_was_never_recorded,
    ],
)
def test_what_was_changed_in_the_archive_is_named(
    harm: Callable[[Archive], str], record: Store, archive: Archive
) -> None:
    said = harm(archive)
    troubles = verified(record, archive).troubles
    assert [line for line in troubles if said in line], troubles


def test_a_capture_that_nobody_could_read_is_verified_too(store: Store, archive: Archive) -> None:
    letter = import_files.Body(payload(b"a letter", import_files.UNKNOWN, "file:letter.txt"))
    import_body(letter, archive, store, NOW)
    assert verified(store, archive) == Verification(1, 0, ())
