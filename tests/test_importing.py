"""Recorded bodies, through the same door as fetched ones."""

from __future__ import annotations

import gzip
import json
import os
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from boards import (
    API,
    a_day,
    api_body,
    export_csv,
    export_json,
    export_manifest,
    payload,
    published,
    snapshot_days,
    some_days,
)
from sqlalchemy import text

from tracker import importing
from tracker.archive import Archive, card_of
from tracker.collect import Taken, reparse
from tracker.errors import TrackerError
from tracker.records import OTHER
from tracker.store import Recorded, Store

NOW = datetime(2026, 9, 30, 12, tzinfo=UTC)
GIVEN = datetime(2026, 9, 1, 6, tzinfo=UTC)
STAMPED = datetime(2026, 8, 22, 7, 10, 19, 789_000, UTC)
CARDED = datetime(2026, 8, 25, 5, tzinfo=UTC)
NEWEST = date(2026, 8, 22)
DAYS = snapshot_days(NEWEST)
CSV = export_csv(DAYS)

BringIn = Callable[..., list[Taken]]


@pytest.fixture
def bring_in(store: Store, archive: Archive) -> BringIn:
    """Import files or folders as `tracker import` does."""

    def importing_all(*paths: Path, fetched_at: datetime | None = None) -> list[Taken]:
        bodies = list(importing.read(importing.find(paths), fetched_at, NOW))
        return [importing.bring_in(body, archive, store, NOW) for body in bodies]

    return importing_all


def write(path: Path, content: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    os.utime(path, (1_000_000_000, 1_000_000_000))  # the time of the file must never count
    return path


def vintages(store: Store) -> set[datetime]:
    return {row[5] for row in store.contents()}


def figures(store: Store) -> dict[str, list[Any]]:
    with store.transaction() as connection:
        return {
            table: connection.execute(text(f"SELECT * FROM {table}")).all()
            for table in ("boards", "readings", "slugs", "sightings")
        }


# The time of a body.


def card_beside(
    file: Path, body: bytes, kept: Archive, source: str, url: str, **facts: Any
) -> None:
    """Put the archive's own card of ``body`` beside ``file``."""
    card = kept.keep(payload(body, source, url, fetched_at=CARDED, **facts))
    card_of(file).write_bytes(card_of(kept.root / card.path).read_bytes())


def test_the_time_given_comes_first(bring_in: BringIn, store: Store, tmp_path: Path) -> None:
    file = write(tmp_path / "2026-08-29" / "x.csv", CSV)
    card_beside(file, CSV, Archive(tmp_path / "elsewhere"), "export", "https://h/x.csv")
    bring_in(file, fetched_at=GIVEN)
    assert vintages(store) == {GIVEN}


def test_the_time_given_comes_before_the_stamp_inside(
    bring_in: BringIn, store: Store, tmp_path: Path
) -> None:
    bring_in(write(tmp_path / "x.json", api_body(DAYS, STAMPED)), fetched_at=GIVEN)
    assert vintages(store) == {GIVEN}


def test_the_card_comes_before_the_names(bring_in: BringIn, store: Store, tmp_path: Path) -> None:
    file = write(tmp_path / "2026-08-29" / "2026-08-28.csv", CSV)
    card_beside(file, CSV, Archive(tmp_path / "elsewhere"), "export", "https://h/x.csv")
    bring_in(file)
    assert vintages(store) == {CARDED}


def test_a_dated_card_dates_the_figures(bring_in: BringIn, store: Store, tmp_path: Path) -> None:
    file = write(tmp_path / "x.csv", CSV)
    dated = CARDED - timedelta(days=1)
    card_beside(
        file, CSV, Archive(tmp_path / "elsewhere"), "export", "https://h/x.csv", dated=dated
    )
    bring_in(file)
    assert vintages(store) == {dated}


def test_the_stamp_inside_comes_before_the_names(
    bring_in: BringIn, store: Store, tmp_path: Path
) -> None:
    bring_in(write(tmp_path / "2026-08-29" / "2026-08-28.json", api_body(DAYS, STAMPED)))
    assert vintages(store) == {STAMPED}


def test_the_stamp_of_the_twin_counts(bring_in: BringIn, store: Store, tmp_path: Path) -> None:
    bring_in(write(tmp_path / "2026-08-28.json", export_json(DAYS, NEWEST)))
    assert vintages(store) == {published(NEWEST)}


@pytest.mark.parametrize(
    ("name", "as_of"),
    [
        ("2026-08-28.csv", "2026-08-28"),
        ("pull-of-2026-08-28T0146.csv.gz", "2026-08-28"),
        ("2026-08-29/day.csv", "2026-08-29"),
        ("2026-08-30/2026-08-28/x/day.csv", "2026-08-28"),
        ("2026-08-29/2026-08-28.csv", "2026-08-28"),
        ("2026-08-29/2026-99-99.csv", "2026-08-29"),
        ("day.csv", "2026-08-22"),
    ],
)
def test_a_date_in_a_name_or_else_the_day_after_the_newest_day_dates_a_csv(
    bring_in: BringIn, store: Store, tmp_path: Path, name: str, as_of: str
) -> None:
    (taken,) = bring_in(write(tmp_path / name, CSV))
    assert taken.recorded == Recorded(new=30)
    assert vintages(store) == {datetime.fromisoformat(as_of).replace(tzinfo=UTC)}


# What is accepted.


@pytest.mark.parametrize("name", ["body.json", "body.json.gz", "body", "body.txt.gz"])
@pytest.mark.parametrize("packed", [True, False])
def test_a_body_may_be_compressed_whatever_its_name(
    bring_in: BringIn, store: Store, tmp_path: Path, name: str, packed: bool
) -> None:
    body = api_body(DAYS, STAMPED)
    (taken,) = bring_in(write(tmp_path / name, gzip.compress(body) if packed else body))
    assert taken.recorded == Recorded(new=30)
    assert taken.payload.body == body
    assert taken.payload.source == "data_api"


def test_a_byte_order_mark_is_accepted(bring_in: BringIn, tmp_path: Path) -> None:
    first = write(tmp_path / "x.csv", b"\xef\xbb\xbf" + CSV)
    second = write(
        tmp_path / "x.json", b"\xef\xbb\xbf" + api_body(some_days(date(2026, 9, 1), 3), NOW)
    )
    assert [taken.recorded.new for taken in bring_in(first, second)] == [30, 3]


def test_a_folder_means_every_file_below_it(tmp_path: Path) -> None:
    wanted = [write(tmp_path / name, b"x") for name in ("a/b/2.csv", "a/1.json", "z.json")]
    for name in ("a/.DS_Store", "a/1.card.json", ".hidden"):
        write(tmp_path / name, b"x")
    assert importing.find([tmp_path]) == sorted(wanted)
    assert importing.find([wanted[2], tmp_path / "a"]) == [wanted[2], *sorted(wanted[:2])]


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(TrackerError, match=r"there is no file .*missing\.csv; .* check its name"):
        importing.find([tmp_path / "missing.csv"])


def test_a_manifest_and_its_csv_are_tied(bring_in: BringIn, store: Store, tmp_path: Path) -> None:
    folder = tmp_path / "pull"
    write(folder / "2026-08-22.csv", CSV)
    write(folder / "2026-08-22.manifest.json", export_manifest(CSV, NEWEST))
    manifest, csv = bring_in(folder)
    assert (manifest.payload.carries, csv.payload.carries) == ("manifest", "boards")
    assert csv.notes == ()
    assert csv.recorded == Recorded(new=30)
    assert vintages(store) == {published(NEWEST)}


def test_a_csv_of_any_name_is_tied_by_its_hash(
    bring_in: BringIn, store: Store, tmp_path: Path
) -> None:
    write(tmp_path / "pull" / "renamed.csv.gz", gzip.compress(CSV))
    write(tmp_path / "pull" / "latest.manifest.json", export_manifest(CSV, NEWEST))
    _, csv = bring_in(tmp_path / "pull")
    assert csv.notes == ()
    assert vintages(store) == {published(NEWEST)}


def test_a_csv_alone_is_accepted_and_noted(bring_in: BringIn, tmp_path: Path) -> None:
    (taken,) = bring_in(write(tmp_path / "2026-08-22.csv", CSV))
    assert taken.recorded == Recorded(new=30)
    assert taken.notes == ("2026-08-22.csv is not vouched for by a manifest",)


def test_importing_twice_adds_nothing(
    bring_in: BringIn, store: Store, archive: Archive, tmp_path: Path
) -> None:
    write(tmp_path / "pull" / "a.json", api_body(DAYS, STAMPED))
    write(tmp_path / "pull" / "2026-08-22.csv", CSV)
    bring_in(tmp_path / "pull")
    before, kept = figures(store), len(archive)
    assert [taken.recorded for taken in bring_in(tmp_path / "pull")] == [Recorded(), Recorded()]
    assert (figures(store), len(archive)) == (before, kept)


def test_the_archive_can_be_imported_into_another_store(
    bring_in: BringIn, store: Store, archive: Archive, tmp_path: Path
) -> None:
    elsewhere = Archive(tmp_path / "elsewhere")
    body = api_body(some_days(date(2026, 8, 11), 3), STAMPED)
    url = f"https://openrouter.ai{API}?period=day&start_date=2026-08-11&end_date=2026-08-13"
    elsewhere.keep(payload(body, "data_api", url, fetched_at=CARDED))
    (taken,) = bring_in(elsewhere.root)
    assert taken.recorded == Recorded(new=3)
    assert (taken.payload.url, taken.payload.fetched_at) == (url, CARDED)
    assert len(archive) == 1


def test_what_was_imported_can_be_rebuilt(
    bring_in: BringIn, store: Store, archive: Archive, tmp_path: Path
) -> None:
    write(tmp_path / "pull" / "a.json", api_body(DAYS, STAMPED))
    write(tmp_path / "pull" / "2026-08-28.csv", CSV)
    write(tmp_path / "pull" / "strange.txt", b"?")
    bring_in(tmp_path / "pull")
    before = store.contents()
    assert not reparse(archive, store, lambda _: None).failed
    assert store.contents() == before


@pytest.mark.parametrize("first", ["with its manifest", "with a wrong manifest", "alone", "dated"])
@pytest.mark.parametrize("then", ["with its manifest", "alone", "dated"])
def test_what_was_imported_in_several_ways_can_be_rebuilt(
    bring_in: BringIn, store: Store, archive: Archive, tmp_path: Path, first: str, then: str
) -> None:
    csv = write(tmp_path / "pull" / "2026-08-22.csv", CSV)
    good = write(tmp_path / "good.json", export_manifest(CSV, NEWEST))
    wrong = write(tmp_path / "wrong.json", export_manifest(CSV, NEWEST, sha256="00" * 32))
    for way in (first, then):
        beside = {"with its manifest": [good], "with a wrong manifest": [wrong]}.get(way, [])
        bring_in(*beside, csv, fetched_at=GIVEN if way == "dated" else None)
    before = store.contents()
    assert len(before) == 30
    assert not reparse(archive, store, lambda _: None).failed
    assert store.contents() == before


# What is refused.


def changed(**readings: int) -> bytes:
    return api_body({**DAYS, date(2026, 8, 21): {**DAYS[date(2026, 8, 21)], **readings}}, STAMPED)


def api_rows(*rows: dict[str, Any]) -> bytes:
    told = json.loads(api_body(DAYS, STAMPED))
    return json.dumps({**told, "data": [*told["data"], *rows]}).encode()


META = {"as_of": "2026-08-22T07:10:19Z", "start_date": "2026-08-10", "end_date": "2026-08-10"}

REFUSED: dict[str, tuple[bytes, str]] = {
    "a truncated CSV": (CSV[:-32], "is cut short"),
    "a CSV cut between two lines": (CSV[: CSV.rindex(b"\r\n", 0, -2) + 2], "`other` is missing"),
    "an empty list": (json.dumps({"data": [], "meta": META}).encode(), "it holds no figures"),
    "data null": (json.dumps({"data": None, "meta": META}).encode(), "has no 'data'"),
    "an HTML page": (b"<!DOCTYPE html><html></html>", "is of no shape the tracker knows"),
    "an empty file": (b"", "is of no shape the tracker knows"),
    "an error": (b'{"error": {"code": 429}}', "is of no shape the tracker knows"),
    "a negative count": (changed(**{"a/b": -5}), "-5 is no count"),
    "a count of twenty digits": (changed(**{"a/b": 10**19}), "is no count"),
    "a missing other": (api_body({day: a_day(50, other=None) for day in DAYS}, STAMPED), "`other` is missing"),
    "duplicate keys": (api_rows({"date": "2026-08-21", "model_permaslug": OTHER, "total_tokens": "5"}), "stands there twice"),
    "a date in the future": (
        api_body({**DAYS, date(2026, 9, 1): a_day()}, STAMPED), "2026-09-01: it had not begun"),
    "a stamp in the future": (api_body(DAYS, NOW + timedelta(days=9)), "which has not come yet"),
    "UTF-16": (CSV.decode().encode("utf-16"), "is of no shape the tracker knows"),
    "Latin-1": (CSV.replace(b"model-00", b"mod\xe8l"), "is not UTF-8 text"),
    "deep nesting": (b'{"meta":' * 50_000, "is of no shape the tracker knows"),
    "a spoilt manifest": (export_manifest(CSV, NEWEST, sha256="?"), "has no sha256 for its CSV"),
}  # fmt: skip


@pytest.mark.parametrize(("body", "says"), REFUSED.values(), ids=REFUSED)
def test_a_body_that_is_wrong_changes_no_figure(
    bring_in: BringIn, store: Store, archive: Archive, tmp_path: Path, body: bytes, says: str
) -> None:
    bring_in(write(tmp_path / "good.json", api_body(some_days(date(2026, 7, 1), 3), STAMPED)))
    before = figures(store)
    (taken,) = bring_in(write(tmp_path / "wrong.file", body))
    assert taken.trouble is not None
    sentence = str(taken.trouble)
    assert says in sentence
    assert "wrong.file" in sentence
    assert "nothing was lost: " in sentence
    (refused,) = store.put_aside()
    assert (refused.outcome, refused.why) == ("refused", taken.trouble.fact)
    assert gzip.decompress((archive.root / refused.path).read_bytes()) == body
    assert figures(store) == before


def test_a_csv_that_is_not_the_promised_one_is_refused(
    bring_in: BringIn, store: Store, tmp_path: Path
) -> None:
    write(tmp_path / "pull" / "2026-08-22.csv", CSV)
    write(
        tmp_path / "pull" / "2026-08-22.manifest.json",
        export_manifest(CSV, NEWEST, sha256="00" * 32),
    )
    _, csv = bring_in(tmp_path / "pull")
    assert "2026-08-22.csv: its sha256 is not the one its manifest promises" in str(csv.trouble)
    assert store.contents() == []


def test_of_two_manifests_the_one_with_the_hash_of_a_csv_vouches_for_it(
    bring_in: BringIn, store: Store, tmp_path: Path
) -> None:
    write(tmp_path / "pull" / "a" / "2026-08-22.manifest.json", export_manifest(b"other", NEWEST))
    write(tmp_path / "pull" / "b" / "2026-08-22.manifest.json", export_manifest(CSV, NEWEST))
    write(tmp_path / "pull" / "b" / "2026-08-22.csv", CSV)
    *_, csv = bring_in(tmp_path / "pull")
    assert csv.trouble is None
    assert len(store.contents()) == 30


@pytest.mark.parametrize("card", [b"", b"[]", b"{}", b"[" * 100_000])
def test_a_card_that_cannot_be_read_refuses_its_body(
    bring_in: BringIn, store: Store, tmp_path: Path, card: bytes
) -> None:
    file = write(tmp_path / "x.csv", CSV)
    write(card_of(file), card)
    (taken,) = bring_in(file)
    assert "the card x.csv.card.json" in str(taken.trouble)
    assert store.contents() == []


def test_a_card_of_another_body_refuses_this_one(
    bring_in: BringIn, store: Store, tmp_path: Path
) -> None:
    file = write(tmp_path / "x.csv", CSV)
    card_beside(file, b"another", Archive(tmp_path / "elsewhere"), "export", "https://h/x.csv")
    (taken,) = bring_in(file)
    assert "x.csv is not the body its card describes" in str(taken.trouble)
    assert store.contents() == []


@pytest.mark.parametrize(
    "spoil", [lambda packed: packed[:-9], lambda packed: packed[:12] + b"\xff" * 40]
)
def test_a_gzip_file_that_is_damaged_is_named_and_kept_and_the_others_are_read(
    tmp_path: Path, bring_in: BringIn, archive: Archive, spoil: Callable[[bytes], bytes]
) -> None:
    damaged = write(tmp_path / "x.csv.gz", spoil(gzip.compress(CSV)))
    whole = write(tmp_path / "y.csv.gz", gzip.compress(CSV))
    refused, read = bring_in(damaged, whole)
    assert "x.csv.gz cannot be read (" in str(refused.trouble)
    assert "nothing was lost: the raw body is kept as unknown/" in str(refused.trouble)
    assert damaged.read_bytes() in [found.payload.body for found in archive.captures()]
    assert read.trouble is None


def test_a_file_over_the_limit_is_named(
    tmp_path: Path, bring_in: BringIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "LARGEST", 1_000)
    [refused] = bring_in(write(tmp_path / "bomb.gz", gzip.compress(bytes(1_001))))
    assert "bomb.gz holds more than 1,000 bytes; nothing was lost" in str(refused.trouble)


@pytest.mark.parametrize(
    "name",
    [
        "..\\..\\x.json",
        "a?b=c#d.json",
        "*[x].json",
        "%2e%2e%2f.json",
        "-rf",
        "ü\n.json",
        os.fsdecode(b"\xff.json"),
    ],
)
def test_a_file_of_any_name_stays_inside_the_archive(
    bring_in: BringIn, store: Store, archive: Archive, tmp_path: Path, name: str
) -> None:
    file = write(tmp_path / "pull" / name, api_body(some_days(date(2026, 8, 11), 3), STAMPED))
    (taken,) = bring_in(file)
    kept = [
        found for found in tmp_path.rglob("*") if found.is_file() and archive.root in found.parents
    ]
    assert len(kept) == 2
    assert len(archive) == 1
    assert sorted(found.name for found in tmp_path.iterdir()) == [
        "archive",
        "pull",
        "tracker.db",
        "tracker.db-shm",
        "tracker.db-wal",
    ]
    assert (taken.trouble is None) or "another dataset" in str(taken.trouble)


def test_the_recorded_files_are_brought_in(bring_in: BringIn, store: Store, shared: Path) -> None:
    taken = bring_in(
        shared / "data/exports",
        *sorted((shared / "data/rankings-daily").glob("*2026.as_of_2026-08-*")),
    )
    assert [found.trouble for found in taken if found.trouble] == []
    assert all(not found.notes for found in taken if found.payload.name.endswith(".csv"))
    days = {row[3] for row in store.contents()}
    assert (min(days), max(days)) == (date(2026, 1, 1), date(2026, 8, 21))
