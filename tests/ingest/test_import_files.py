"""Recorded bodies, through the same door as fetched ones."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import tracemalloc
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from support import frontend_bodies
from support.html_pages import SHELL, page_html
from support.sample_boards import (
    API,
    EXPORTS,
    a_day,
    api_body,
    export_csv,
    export_json,
    export_manifest,
    payload,
    published,
    rows_alone,
    snapshot_days,
    some_days,
)

from tracker.archive import Archive, card_of
from tracker.errors import TrackerError
from tracker.ingest import import_files
from tracker.ingest.journey import CaptureResult
from tracker.ingest.reparse import reparse
from tracker.records import OTHER
from tracker.store import Recorded, Store

NOW = datetime(2026, 9, 30, 12, tzinfo=UTC)
GIVEN = datetime(2026, 9, 1, 6, tzinfo=UTC)
STAMPED = datetime(2026, 8, 22, 7, 10, 19, 789_000, UTC)
CARDED = datetime(2026, 8, 25, 5, tzinfo=UTC)
NEWEST = date(2026, 8, 22)
DAYS = snapshot_days(NEWEST)
CSV = export_csv(DAYS)

BringIn = Callable[..., list[CaptureResult]]


@pytest.fixture
def bring_in(store: Store, archive: Archive) -> BringIn:
    """Import files or folders as `tracker import` does."""

    def importing_all(*paths: Path, fetched_at: datetime | None = None) -> list[CaptureResult]:
        bodies = list(import_files.read(import_files.find(paths), fetched_at, NOW))
        return [import_files.import_body(body, archive, store, NOW) for body in bodies]

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


@pytest.mark.parametrize("given", [CARDED - timedelta(days=2), GIVEN])
def test_a_time_given_for_a_body_with_a_card_is_rebuilt(
    bring_in: BringIn, store: Store, archive: Archive, tmp_path: Path, given: datetime
) -> None:
    file = write(tmp_path / "x.csv", CSV)
    card_beside(file, CSV, Archive(tmp_path / "elsewhere"), "export", "https://h/x.csv")
    bring_in(file, fetched_at=given)
    assert vintages(store) == {given}
    reparse(archive, store, lambda _: None)
    assert vintages(store) == {given}


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


ONE_DAY = {date(2026, 8, 21): a_day()}


@pytest.mark.parametrize("body", [export_csv(ONE_DAY), rows_alone(ONE_DAY, as_of=None)])
@pytest.mark.parametrize(
    ("name", "as_of"),
    [
        ("2026-08-21.txt", "2026-08-22"),
        ("2026-08-19/2026-08-21.txt", "2026-08-22"),
        ("2026-08-25/2026-08-21.txt", "2026-08-25"),
        ("2026-08-22.txt", "2026-08-22"),
        ("2026-08-23.txt", "2026-08-23"),
        ("day.txt", "2026-08-22"),
    ],
)
def test_a_file_of_days_that_is_named_by_one_of_them_was_made_after_the_last(
    bring_in: BringIn, store: Store, tmp_path: Path, body: bytes, name: str, as_of: str
) -> None:
    (taken,) = bring_in(write(tmp_path / name, body))
    assert (taken.trouble, taken.recorded) == (None, Recorded(new=1))
    assert vintages(store) == {datetime.fromisoformat(as_of).replace(tzinfo=UTC)}


def test_rows_alone_are_official_days_and_a_hole_in_them_withdraws_nothing(
    bring_in: BringIn, store: Store, archive: Archive, tmp_path: Path
) -> None:
    days = some_days(date(2026, 8, 11), 5)
    holed = {day: told for day, told in days.items() if day != date(2026, 8, 13)}
    bring_in(write(tmp_path / "all.json", api_body(days, STAMPED)))
    beside = {"date": "2026-08-15", "fetched_at": "2026-08-23T06:00:00Z", "as_of": None}
    (taken,) = bring_in(write(tmp_path / "2026-08-24" / "rows.json", rows_alone(holed, **beside)))
    assert (taken.payload.source, taken.recorded) == ("data_api", Recorded(unchanged=4))
    assert store.withdrawn() == []
    before = store.contents()
    assert {row[0] for row in before} == {"rankings-daily"}
    assert not reparse(archive, store, lambda _: None).failed
    assert store.contents() == before


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
    assert import_files.find([tmp_path]) == sorted(wanted)
    assert import_files.find([wanted[2], tmp_path / "a"]) == [wanted[2], *sorted(wanted[:2])]


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(TrackerError, match=r"no such file: .*missing\.csv\. Check the path"):
        import_files.find([tmp_path / "missing.csv"])


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
    assert taken.notes == ("2026-08-22.csv is not verified by a manifest",)


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
    "a truncated CSV": (CSV[:-32], "is incomplete"),
    "a CSV cut between two lines": (CSV[: CSV.rindex(b"\r\n", 0, -2) + 2], "has no `other`"),
    "an empty list": (json.dumps({"data": [], "meta": META}).encode(), "it contains no figures"),
    "data null": (json.dumps({"data": None, "meta": META}).encode(), "has no 'data'"),
    "an HTML page": (b"<!DOCTYPE html><html></html>", "is not in a known format"),
    "an empty file": (b"", "is empty"),
    "a file of white space": (b"\xef\xbb\xbf \r\n", "is empty"),
    "an error": (b'{"error": {"code": 429}}', "is not in a known format"),
    "a negative count": (changed(**{"a/b": -5}), "-5 is not a valid count"),
    "a count of twenty digits": (changed(**{"a/b": 10**19}), "is not a valid count"),
    "a missing other": (api_body({day: a_day(50, other=None) for day in DAYS}, STAMPED), "has no `other`"),
    "duplicate keys": (api_rows({"date": "2026-08-21", "model_permaslug": OTHER, "total_tokens": "5"}), "appears twice"),
    "a date in the future": (
        api_body({**DAYS, date(2026, 9, 1): a_day()}, STAMPED), "2026-09-01: it had not begun"),
    "a stamp in the future": (api_body(DAYS, NOW + timedelta(days=9)), "in the future"),
    "UTF-16": (CSV.decode().encode("utf-16"), "is not in a known format"),
    "Latin-1": (CSV.replace(b"model-00", b"mod\xe8l"), "is not UTF-8 text"),
    "deep nesting": (b'{"meta":' * 50_000, "is not JSON"),
    "JSON that is cut": (api_body(DAYS, STAMPED)[:-9], "is truncated JSON"),
    "JSON cut within a letter": (b'{"name": "\xc3', "is truncated JSON"),
    "JSON that is wrong": (b'{"data": [1, 2,]}', "is not JSON"),
    "two bodies in one": (2 * api_body(DAYS, STAMPED), "is not in a known format"),
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
    assert "Nothing was lost; " in sentence
    (refused,) = store.journal.put_aside()
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
    assert "2026-08-22.csv: its SHA-256 does not match its manifest" in str(csv.trouble)
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
    assert "x.csv does not match the SHA-256 in its card" in str(taken.trouble)
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
    assert "Nothing was lost; the raw body is kept as unknown/" in str(refused.trouble)
    assert damaged.read_bytes() in [found.payload.body for found in archive.captures()]
    assert read.trouble is None


def test_a_file_over_the_limit_is_named(
    tmp_path: Path, bring_in: BringIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_files, "LARGEST", 1_000)
    [refused] = bring_in(write(tmp_path / "bomb.gz", gzip.compress(bytes(1_001))))
    assert "bomb.gz is larger than 1,000 bytes. Nothing was lost" in str(refused.trouble)


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
    decided = [file for file in kept if file.name.endswith(".decided.json")]
    assert (len(kept) - len(decided), len(archive)) == (2, 1)
    beside = {found.name for found in tmp_path.iterdir()}
    assert beside - {"tracker.db", "tracker.db-shm", "tracker.db-wal"} == {"archive", "pull"}
    assert (taken.trouble is None) or "another dataset" in str(taken.trouble)


# Bodies that do not say when they are of.


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("models.json", frontend_bodies.catalogue_body()),
        ("results.csv", frontend_bodies.benchmark_csv()),
        ("apps.json", frontend_bodies.apps_body()),
    ],
)
def test_a_body_without_any_date_is_refused_and_no_later_reading_dates_it(
    bring_in: BringIn, store: Store, archive: Archive, tmp_path: Path, name: str, body: bytes
) -> None:
    (taken,) = bring_in(write(tmp_path / name, body))
    sentence = str(taken.trouble)
    assert f"{name} does not say when it was made" in sentence
    assert (
        "import it with --fetched-at TIME, or from a file or folder named by its date" in sentence
    )
    for _ in range(2):
        assert [row.outcome for row in store.journal.put_aside()] == ["refused"]
        assert store.contents() == []
        assert store.entries("catalog") == store.entries("benchmark-leaderboard") == []
        reparse(archive, store, lambda _: None)


@pytest.mark.parametrize("way", ["time", "file", "folder", "card"])
def test_a_body_without_any_date_is_of_the_time_that_stands_outside_it(
    bring_in: BringIn, store: Store, archive: Archive, tmp_path: Path, way: str
) -> None:
    body, name = frontend_bodies.catalogue_body(), "models.json"
    path = {"file": "catalogue-2026-09-01.json", "folder": f"2026-09-01/{name}"}.get(way, name)
    file = write(tmp_path / path, body)
    if way == "card":
        elsewhere = Archive(tmp_path / "elsewhere")
        card_beside(file, body, elsewhere, "catalog", "https://h/models")
    (taken,) = bring_in(file, fetched_at=GIVEN if way == "time" else None)
    assert taken.recorded == Recorded(new=40)
    known = {row.known_from for row in store.entries("catalog")}
    assert known == {{"time": GIVEN, "card": CARDED}.get(way, datetime(2026, 9, 1, tzinfo=UTC))}
    before = store.entries("catalog")
    assert not reparse(archive, store, lambda _: None).failed
    assert store.entries("catalog") == before


def test_what_was_refused_for_want_of_a_date_is_recorded_with_one(
    bring_in: BringIn, store: Store, archive: Archive, tmp_path: Path
) -> None:
    file = write(tmp_path / "models.json", frontend_bodies.catalogue_body())
    (refused,) = bring_in(file)
    assert refused.trouble is not None
    (taken,) = bring_in(file, fetched_at=GIVEN)
    assert taken.recorded == Recorded(new=40)
    reparse(archive, store, lambda _: None)
    assert {row.known_from for row in store.entries("catalog")} == {GIVEN}


# Manifests of more than one dataset, and of more than one form.


RESULTS = frontend_bodies.benchmark_csv()
TWIN = export_json(DAYS, NEWEST)


@pytest.mark.parametrize(
    ("rankings", "results"),
    [
        ("2026-08-22.csv", "results-2026-08-22.csv"),
        ("rankings-2026-08-22.csv", "2026-08-22.csv"),
        ("rankings/2026-08-22.csv", "results/2026-08-22.csv"),
        ("z/2026-08-22.csv", "a/2026-08-22.csv"),
    ],
)
def test_two_datasets_of_one_date_are_tied_each_to_its_own_manifest(
    bring_in: BringIn, store: Store, tmp_path: Path, rankings: str, results: str
) -> None:
    write(tmp_path / "pull" / rankings, CSV)
    write(tmp_path / "pull" / results, RESULTS)
    write(tmp_path / "pull" / "b.json", export_manifest(CSV, NEWEST))
    write(tmp_path / "pull" / "c.json", frontend_bodies.benchmark_manifest(NEWEST, csv=RESULTS))
    taken = bring_in(tmp_path / "pull")
    assert [str(found.trouble) for found in taken if found.trouble] == []
    assert [found.payload.carries for found in taken] == [
        "manifest",
        "manifest",
        "boards",
        "boards",
    ]
    tied = {found.payload.source: found.payload for found in taken[2:]}
    for source, body in (("export", CSV), ("benchmarks", RESULTS)):
        promise = tied[source].promise
        assert promise is not None
        assert (promise.bytes, promise.sha256) == (len(body), tied[source].sha256)
        assert tied[source].body == body
    assert vintages(store) == {published(NEWEST)}
    assert {row.known_from for row in store.entries("benchmark-leaderboard")} == {
        frontend_bodies.leaderboard_made(NEWEST)
    }


@pytest.mark.parametrize("spoilt", ["export", "benchmarks"])
def test_a_csv_is_not_vouched_for_by_the_manifest_of_another_dataset(
    bring_in: BringIn, tmp_path: Path, spoilt: str
) -> None:
    """Both are called by the same date: what is spoilt is measured by its own manifest."""
    other = {"export": CSV, "benchmarks": RESULTS} | {spoilt: b"what it was to be"}
    write(tmp_path / "pull" / "a" / "2026-08-22.csv", CSV)
    write(tmp_path / "pull" / "b" / "2026-08-22.csv", RESULTS)
    write(tmp_path / "pull" / "a" / "m.json", export_manifest(other["export"], NEWEST))
    manifest = frontend_bodies.benchmark_manifest(NEWEST, csv=other["benchmarks"])
    write(tmp_path / "pull" / "b" / "m.json", manifest)
    troubles = {found.payload.source: str(found.trouble) for found in bring_in(tmp_path / "pull")}
    sound = ({"export", "benchmarks"} - {spoilt}).pop()
    assert "its manifest says 17" in troubles[spoilt]
    assert troubles[sound] == "None"


def both_forms(csv: bytes, twin: bytes) -> bytes:
    """Return a manifest that promises a CSV and its JSON twin."""
    told = json.loads(export_manifest(csv, NEWEST))
    file = {
        "url": f"https://openrouter.ai{EXPORTS}/{NEWEST}.json",
        "bytes": len(twin),
        "sha256": hashlib.sha256(twin).hexdigest(),
    }
    return json.dumps({**told, "files": {**told["files"], "json": file}}).encode()


def test_a_json_twin_is_tied_to_its_own_promise(
    bring_in: BringIn, store: Store, tmp_path: Path
) -> None:
    write(tmp_path / "pull" / "2026-08-22.csv", CSV)
    write(tmp_path / "pull" / "2026-08-22.json", TWIN)
    write(tmp_path / "pull" / "latest.manifest.json", both_forms(CSV, TWIN))
    _, csv, twin = bring_in(tmp_path / "pull")
    assert (csv.recorded, twin.recorded) == (Recorded(new=30), Recorded(unchanged=30))
    assert csv.notes == twin.notes == ()
    assert [found.payload.promise and found.payload.promise.bytes for found in (csv, twin)] == [
        len(CSV),
        len(TWIN),
    ]
    assert vintages(store) == {published(NEWEST)}


def test_a_json_twin_that_is_not_the_promised_one_is_refused(
    bring_in: BringIn, store: Store, tmp_path: Path
) -> None:
    write(tmp_path / "pull" / "2026-08-22.json", TWIN + b"\n")
    write(tmp_path / "pull" / "2026-08-22.manifest.json", both_forms(CSV, TWIN))
    _, twin = bring_in(tmp_path / "pull")
    assert f"its manifest says {len(TWIN):,}" in str(twin.trouble)
    assert store.contents() == []


def test_a_manifest_that_promises_another_form_vouches_for_nothing(
    bring_in: BringIn, tmp_path: Path
) -> None:
    write(tmp_path / "pull" / "2026-08-22.json", TWIN)
    write(tmp_path / "pull" / "2026-08-22.manifest.json", export_manifest(CSV, NEWEST))
    _, twin = bring_in(tmp_path / "pull")
    assert twin.notes == ("2026-08-22.json is not verified by a manifest",)


# A folder of everything.


MIXED: dict[str, tuple[bytes, str]] = {
    "exports/2026-08-22.csv": (CSV, "export"),
    "exports/2026-08-22.manifest.json": (export_manifest(CSV, NEWEST), "export"),
    "leaderboard/2026-08-22.csv.gz": (gzip.compress(RESULTS), "benchmarks"),
    "leaderboard/latest.manifest.json": (
        frontend_bodies.benchmark_manifest(NEWEST, csv=RESULTS), "benchmarks"),
    "keyed.json": (api_body(some_days(date(2026, 9, 1), 3), NOW), "data_api"),
    "app-rankings.json": (frontend_bodies.app_rankings_body(), "app_rankings"),
    "2026-08-17/models.json.gz": (gzip.compress(frontend_bodies.models_body()), "frontend"),
    "2026-08-17/market-share.json": (frontend_bodies.list_body(frontend_bodies.author_points()), "frontend"),
    "2026-08-17/tools.json": (frontend_bodies.list_body(frontend_bodies.tool_points()), "frontend"),
    "2026-08-17/apps.json": (frontend_bodies.apps_body(), "frontend"),
    "2026-08-17/context-length-10K.json": (frontend_bodies.list_body(frontend_bodies.length_points()), "frontend"),
    "2026-08-18/model-activity.json": (frontend_bodies.activity_body(), "frontend"),
    "2026-03-07/rankings.html.gz": (gzip.compress(page_html(frontend_bodies.page_blocks())), "page"),
    "2025-12-11/find.json": (frontend_bodies.find_body(date(2025, 12, 4)), "models_find"),
    "2026-08-17/catalogue.json": (frontend_bodies.catalogue_body(), "catalog"),
    "notes.txt": (b"what I fetched and when\n", "unknown"),
    "2026-08-17/shell.html": (page_html(SHELL), "page"),
}  # fmt: skip


def test_a_folder_of_everything_is_read_each_as_what_it_is(
    bring_in: BringIn, store: Store, archive: Archive, tmp_path: Path
) -> None:
    for name, (body, _) in MIXED.items():
        write(tmp_path / "pull" / name, body)
    taken = bring_in(tmp_path / "pull")
    assert len(taken) == len(archive) == len(MIXED)
    read_as = {(found.payload.name, found.payload.source) for found in taken}
    assert read_as == {
        (name.rpartition("/")[2].removesuffix(".gz"), source) for name, (_, source) in MIXED.items()
    }
    troubles = {found.payload.name for found in taken if found.trouble}
    assert troubles == {"notes.txt", "shell.html"}
    assert {
        found.payload.name for found in taken if found.notes and "verified" in found.notes[-1]
    } == set()
    assert set(store.held()) >= {
        "rankings-daily", "app-rankings", "models-window", "author-chart", "tool-chart",
        "apps-window", "context-length", "model-activity", "model-chart",
    }  # fmt: skip
    assert len(store.entries("catalog")) == len(store.entries("benchmark-leaderboard")) == 40

    before = (store.contents(), store.entries("catalog"), store.entries("benchmark-leaderboard"))
    assert not any(found.recorded.anything for found in bring_in(tmp_path / "pull"))
    assert not reparse(archive, store, lambda _: None).failed
    after = (store.contents(), store.entries("catalog"), store.entries("benchmark-leaderboard"))
    assert after == before


# The recorded bodies.


def test_the_recorded_files_are_brought_in(bring_in: BringIn, store: Store, shared: Path) -> None:
    taken = bring_in(
        shared / "data/exports",
        *sorted((shared / "data/rankings-daily").glob("*2026.as_of_2026-08-*")),
    )
    assert [found.trouble for found in taken if found.trouble] == []
    assert all(not found.notes for found in taken if found.payload.name.endswith(".csv"))
    days = {row[3] for row in store.contents()}
    assert (min(days), max(days)) == (date(2026, 1, 1), date(2026, 8, 21))


def test_a_link_in_a_folder_is_passed_over(tmp_path: Path) -> None:
    outside = write(tmp_path / "outside" / ".ssh" / "id_rsa", b"-----BEGIN")
    folder = tmp_path / "pulled"
    own = write(folder / "day.csv", CSV)
    (folder / "x.csv").symlink_to(outside)
    (folder / "more").symlink_to(outside.parent)
    assert import_files.find([folder]) == [own]
    assert import_files.find([folder / "x.csv"]) == [folder / "x.csv"], "it was named"


def test_small_files_that_are_bombs_are_unpacked_one_at_a_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bomb = gzip.compress(bytes(30_000_000))
    files = [write(tmp_path / f"{number}.gz", bomb) for number in range(8)]
    assert len(bomb) < import_files.LARGEST_MANIFEST
    tracemalloc.start()
    refused = sum(body.trouble is not None for body in import_files.read(files, None, NOW))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert refused == 8
    assert most < 5 * 30_000_000
