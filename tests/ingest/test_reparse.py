"""The database is a cache of the archive: after any history it is what the archive gives again."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from support import frontend_bodies
from support.databases import Databases
from support.sample_boards import (
    API,
    api_body,
    export_csv,
    export_manifest,
    payload,
    published,
    snapshot_days,
    some_days,
)

from tracker.archive import Archive, Capture, card_of
from tracker.errors import ParseError
from tracker.ingest import import_files, reparse
from tracker.ingest.import_files import Body
from tracker.ingest.journey import CaptureResult, received, take
from tracker.ingest.verify import verify
from tracker.records import Payload, Promise
from tracker.sources import source
from tracker.sources.datasets import manifest
from tracker.store import Recorded, Store

AT = datetime(2026, 10, 1, 3, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
URL = "https://h/api/v1/models?output_modalities=all"


class Killed(BaseException):
    """The process died."""


def take_in(told: Payload, archive: Archive, store: Store) -> CaptureResult:
    """Process a fetched body as a run does."""
    capture = received(told, archive, store)
    return take(source(told.source), capture, archive, store, now=told.fetched_at)


def priced(price: str, at: datetime) -> Payload:
    """Return a catalogue with one model at a price."""
    model = frontend_bodies.a_model("a/x", pricing={"prompt": price, "completion": price})
    return payload(frontend_bodies.catalogue_body([model]), "catalog", URL, fetched_at=at)


def prices(store: Store) -> list[tuple[datetime, str]]:
    return [
        (row.known_from, row.facts.partition('price_prompt": "')[2].partition('"')[0])
        for row in store.entry_vintages("catalog")
    ]


def contents(store: Store) -> list[Any]:
    return [
        store.contents(),
        [tuple(row) for row in store.entry_vintages("catalog")],
        store.withdrawn(),
    ]


def is_a_cache(store: Store, archive: Archive, databases: Databases) -> None:
    assert verify(store, archive, lambda _: None).troubles == ()
    with databases.fresh() as again:
        assert reparse.reparse(archive, again, lambda _: None).troubles == []
        assert contents(again) == contents(store)


# Seen again.


def test_what_comes_again_after_another_is_what_is_said_now(
    store: Store, archive: Archive, databases: Databases
) -> None:
    for hours, price in enumerate(["0", "0.5", "0", "0", "0.5", "0"]):
        take_in(priced(price, AT + hours * HOUR), archive, store)
    assert prices(store) == [
        (AT, "0"), (AT + HOUR, "0.5"), (AT + 2 * HOUR, "0"), (AT + 4 * HOUR, "0.5"), (AT + 5 * HOUR, "0"),
    ]  # fmt: skip
    assert len(list(archive.root.rglob("*.gz"))) == 2, "no bytes lie there twice"
    assert len(archive) == 5, "the same again without another in between is no news"
    is_a_cache(store, archive, databases)


def test_what_was_seen_is_put_in_its_place_whatever_the_order_it_comes_in(
    store: Store, archive: Archive, databases: Databases
) -> None:
    said = [(0, "0"), (1, "0.5"), (2, "0"), (3, "0.7")]
    for hours, price in Random(3).sample(said, len(said)):
        take_in(priced(price, AT + hours * HOUR), archive, store)
    assert prices(store) == [(AT + hours * HOUR, price) for hours, price in said]
    is_a_cache(store, archive, databases)


def test_a_body_that_is_imported_again_of_an_earlier_time_sets_it_back(
    store: Store, archive: Archive, databases: Databases
) -> None:
    for at in (AT + HOUR, AT, AT + 2 * HOUR):
        import_files.import_body(Body(priced("0", at), source("catalog")), archive, store, AT + DAY)
    assert prices(store) == [(AT, "0")]
    is_a_cache(store, archive, databases)


def test_an_archive_that_is_imported_brings_what_was_seen_again(
    store: Store, archive: Archive, databases: Databases, tmp_path: Path
) -> None:
    elsewhere = Archive(tmp_path / "elsewhere")
    with databases.fresh() as other:
        for hours, price in enumerate(["0", "0.5", "0"]):
            take_in(priced(price, AT + hours * HOUR), elsewhere, other)
        for body in import_files.read(import_files.find([elsewhere.root]), None, AT + DAY):
            assert import_files.import_body(body, archive, store, AT + DAY).trouble is None
        assert contents(store) == contents(other)
    is_a_cache(store, archive, databases)


# Cut short.


def die(archive: Archive, where: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Die the next time that something is done: record, decide, or write a card."""

    def dies(*_: object, **__: object) -> None:
        raise Killed

    if where == "before it is recorded":
        monkeypatch.setattr(Store, "record", dies)
    elif where == "before it is decided":
        monkeypatch.setattr(Archive, "decide", dies)
    elif where == "before it is committed":
        decide = Archive.decide

        def decide_and_die(*given: Any) -> None:
            decide(*given)
            raise Killed

        monkeypatch.setattr(Archive, "decide", decide_and_die)


MOMENTS = ["before it is recorded", "before it is decided", "before it is committed"]


@pytest.mark.parametrize("moment", MOMENTS)
def test_what_was_kept_and_not_recorded_is_taken_up(
    moment: str,
    store: Store,
    archive: Archive,
    databases: Databases,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The next body is another one already."""
    take_in(priced("0", AT), archive, store)
    with monkeypatch.context() as patch:
        die(archive, moment, patch)
        with pytest.raises(Killed):
            take_in(priced("0.5", AT + HOUR), archive, store)
    assert len(prices(store)) == 1
    (taken,) = reparse.resume(archive, store)
    assert isinstance(taken, CaptureResult)
    take_in(priced("0.7", AT + 2 * HOUR), archive, store)
    assert [price for _, price in prices(store)] == ["0", "0.5", "0.7"]
    assert list(reparse.resume(archive, store)) == []
    is_a_cache(store, archive, databases)


def test_a_body_without_its_card_is_taken_up(
    store: Store, archive: Archive, databases: Databases
) -> None:
    take_in(priced("0", AT), archive, store)
    kept = archive.keep(priced("0.5", AT + HOUR))
    card_of(archive.root / kept.path).unlink()
    (taken,) = reparse.resume(archive, store)
    assert isinstance(taken, CaptureResult)
    assert taken.recorded == Recorded(changed=1)
    assert [price for _, price in prices(store)] == ["0", "0.5"]
    is_a_cache(store, archive, databases)


def test_what_is_damaged_and_was_never_recorded_is_named(store: Store, archive: Archive) -> None:
    kept = archive.keep(priced("0", AT))
    (archive.root / kept.path).write_bytes(b"damaged")
    (error,) = reparse.resume(archive, store)
    assert isinstance(error, ParseError)
    assert "restore the file from a backup" in str(error)


@pytest.mark.parametrize("moment", ["before it is accepted", "before it is committed"])
def test_an_acceptance_that_was_cut_short_is_taken_up_or_never_was(
    moment: str,
    store: Store,
    archive: Archive,
    databases: Databases,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    number = doubted(store, archive)
    accept = Archive.accept

    def accept_and_die(*given: Any, **facts: Any) -> Capture:
        if moment == "before it is committed":
            accept(*given, **facts)
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(Archive, "accept", accept_and_die)
        with pytest.raises(Killed):
            reparse.accept(number, archive, store, now=AT, version="0")
    assert store.doubts.waiting() != []
    list(reparse.resume(archive, store))
    assert (store.doubts.waiting() == []) == (moment == "before it is committed")
    is_a_cache(store, archive, databases)


def doubted(store: Store, archive: Archive) -> int:
    """Return the number of a capture of which one day is doubted."""
    days = some_days(date(2026, 9, 1), 20, names=5)
    days[date(2026, 9, 20)] = {slug: value * 9 for slug, value in days[date(2026, 9, 20)].items()}
    told = payload(api_body(days, AT), url="file:doubted", fetched_at=AT)
    assert take_in(told, archive, store).trouble is not None
    return store.doubts.waiting()[0].capture_id


# A manifest that promised another hash at first.


def test_a_body_whose_first_manifest_was_wrong_can_be_accepted(
    store: Store, archive: Archive, databases: Databases
) -> None:
    snapshot = date(2026, 9, 21)
    days = snapshot_days(snapshot, names=5)
    days[date(2026, 9, 20)] = {slug: value * 9 for slug, value in days[date(2026, 9, 20)].items()}
    csv = export_csv(days)
    right = manifest.read(payload(export_manifest(csv, snapshot), "export")).promises["csv"]
    told = payload(
        csv, "export", f"https://h/{snapshot}.csv", fetched_at=AT, dated=published(snapshot)
    )
    wrong = replace(told, promise=Promise(right.bytes, "00" * 32, right.rows))
    assert "SHA-256 does not match" in str(take_in(wrong, archive, store).trouble)
    mended = replace(told, promise=right, fetched_at=AT + HOUR)
    assert take_in(mended, archive, store).recorded == Recorded(new=29)
    (waiting,) = store.journal.put_aside()
    taken = reparse.accept(waiting.id, archive, store, now=AT + 2 * HOUR, version="0")
    assert (taken.trouble, taken.recorded) == (None, Recorded(new=1))
    assert store.journal.put_aside() == []
    assert len(list(archive.root.rglob("*.gz"))) == 1
    is_a_cache(store, archive, databases)


# Any history.


@pytest.mark.parametrize("seed", range(6))
def test_after_any_history_the_archive_gives_the_same(
    seed: int,
    store: Store,
    archive: Archive,
    databases: Databases,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Test random histories of a record.

    Runs find a true level, damage, or the same as before, and are killed anywhere; old bodies are
    imported, and a person accepts now and then.
    """
    draw = Random(seed)
    for number in range(14):
        now = AT + number * DAY + draw.choice((0, 5, 11)) * HOUR
        with suppress(Killed), monkeypatch.context() as patch:
            if draw.random() < 0.3:
                die(archive, draw.choice(MOMENTS), patch)
            list(reparse.resume(archive, store))
            step = draw.choice((days_come, days_come, prices_change, an_old_body_comes, accepts))
            step(draw, now, archive, store)
    list(reparse.resume(archive, store))
    assert len(store.contents()) > 5
    is_a_cache(store, archive, databases)


def days_come(draw: Random, now: datetime, archive: Archive, store: Store) -> None:
    last = now.date() - DAY
    days = some_days(last - 19 * DAY, 20, names=5)
    for day in draw.sample([*days], 2):
        times = draw.choice((1, 1, 5, 0.1))
        days[day] = {slug: round(value * times) for slug, value in days[day].items()}
    level = draw.choice((1, 1, 4))
    days = {
        day: {slug: value * (level if day > last - 4 * DAY else 1) for slug, value in told.items()}
        for day, told in days.items()
    }
    asked = f"period=day&start_date={min(days)}&end_date={last}"
    told = payload(api_body(days, now), url=f"https://h{API}?{asked}", fetched_at=now)
    take_in(told, archive, store)


def prices_change(draw: Random, now: datetime, archive: Archive, store: Store) -> None:
    models = frontend_bodies.catalogue_models()[: draw.choice((40, 38, 12))]
    body = frontend_bodies.catalogue_body(models)
    take_in(payload(body, "catalog", URL, fetched_at=now), archive, store)


def an_old_body_comes(draw: Random, now: datetime, archive: Archive, store: Store) -> None:
    made = now - draw.randrange(5, 40) * DAY
    days_come(draw, made, archive, store)


def accepts(draw: Random, now: datetime, archive: Archive, store: Store) -> None:
    waiting = store.doubts.waiting()
    if waiting:
        number = draw.choice(waiting).capture_id
        reparse.accept(number, archive, store, now=now, version="0")
