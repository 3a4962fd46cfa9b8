"""The keyless export: its CSV, its JSON twin, its manifest, and which snapshots are asked for."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from support.sample_boards import (
    EXPORTS,
    a_day,
    export_csv,
    export_json,
    export_manifest,
    payload,
    published,
    snapshot_days,
    some_days,
)

from tracker.errors import ParseError, Refused
from tracker.records import OTHER, Answer, Payload, Promise
from tracker.sources import Wanted
from tracker.sources.datasets import export, manifest
from tracker.weeks import Period, days

NEWEST = date(2026, 8, 22)
DAY = date(2026, 8, 20)
HEADER = b"date,model_permaslug,rank,total_tokens,share_of_daily_tokens\r\n"
MADE = published(NEWEST)


def read(body: bytes, **facts: Any) -> Answer:
    return export.parse(payload(body, "export", "file:day.csv", **{"dated": MADE, **facts}))


def test_a_csv_becomes_a_board_a_day() -> None:
    said = read(
        export_csv({DAY: {"a/x": 60, "b/y:free": 30, OTHER: 10}, DAY + timedelta(1): {"a/x": 5}})
    )
    first, second = said.boards
    assert str(first.key) == "rankings-daily tokens 2026-08-20"
    assert first.readings == (("a/x", 60), ("b/y:free", 30), (OTHER, 10))
    assert first.shares == (0.6, 0.3, 0.1)
    assert (first.depth, first.selection, first.total, first.known_from) == (2, "tokens", 100, MADE)
    assert (second.depth, second.readings) == (None, (("a/x", 5),))
    assert said.as_of == MADE


def test_the_twin_says_the_same_as_the_csv() -> None:
    told = snapshot_days(NEWEST)
    twin = export.parse(payload(export_json(told, NEWEST), "export"))
    csv = read(export_csv(told))
    assert len(csv.boards) == 30
    assert twin.as_of == csv.as_of == MADE
    assert [(b.key, b.readings, b.digest, b.shares) for b in twin.boards] == [
        (b.key, b.readings, b.digest, b.shares) for b in csv.boards
    ]


@pytest.mark.parametrize(
    ("facts", "as_of"),
    [
        ({"dated": MADE}, MADE),
        (
            {"dated": None, "fetched_at": datetime(2026, 8, 23, tzinfo=UTC)},
            datetime(2026, 8, 23, tzinfo=UTC),
        ),
    ],
)
def test_a_csv_is_dated_by_its_manifest_or_by_its_arrival(
    facts: dict[str, Any], as_of: datetime
) -> None:
    assert read(export_csv({DAY: a_day()}), **facts).as_of == as_of


def test_a_csv_without_a_manifest_is_noted() -> None:
    csv = export_csv({DAY: a_day()})
    assert read(csv).notes == ("day.csv is not verified by a manifest",)
    assert read(csv, promise=Promise(1, "0" * 64)).notes == ()


def test_a_day_in_progress_is_left_out_and_noted() -> None:
    told = some_days(date(2026, 8, 21), 2)
    said = read(export_csv(told))
    assert [str(board.key.period) for board in said.boards] == ["2026-08-21"]
    assert "skipped 2026-08-22, which was not complete when the figures were made" in said.notes


def test_a_dated_address_answers_for_thirty_days() -> None:
    found = payload(
        export_csv({DAY: a_day()}), "export", f"https://h{EXPORTS}/2026-08-22.csv", dated=MADE
    )
    assert export.parse(found).window == Period(date(2026, 7, 23), date(2026, 8, 22))
    assert read(found.body).window is None


def test_a_byte_order_mark_and_further_columns_are_accepted() -> None:
    body = b"\xef\xbb\xbf" + HEADER.replace(b"\r\n", b",more\r\n") + b"2026-08-20,a/x,1,5,1.0,?\r\n"
    assert export.shape(payload(body)) == "rankings-daily export, CSV"
    assert read(body).boards[0].readings == (("a/x", 5),)


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"", "lacks its header"),
        (b"<!DOCTYPE html><html></html>", "lacks its header"),
        (b"date,model_permaslug,total_tokens\r\n", "lacks its header"),
        (HEADER + b"2026-08-20,a/x,1", "line 2 of day.csv is incomplete"),
        (HEADER + b"2026-08-20,a/x,1,5,1.0,7\r\n", "is incomplete"),
        (HEADER + b"2026-02-30,a/x,1,5,1.0\r\n", "'2026-02-30' instead of a date"),
        (HEADER + b"2026-W34-4,a/x,1,5,1.0\r\n", "instead of a date"),
        (HEADER + b"9999-12-31,a/x,1,5,1.0\r\n", "instead of a date"),
        (HEADER + b"0001-01-01,a/x,1,5,1.0\r\n", "instead of a date"),
        (HEADER + b"2026-08-20,,1,5,1.0\r\n", "instead of a slug"),
        (HEADER + b"2026-08-20,a\0x,1,5,1.0\r\n", "instead of a slug"),
        (HEADER + b"2026-08-20,a/x,1,5.0,1.0\r\n", "'5.0' instead of an integer"),
        (HEADER + b"2026-08-20,a/x,1,,1.0\r\n", "instead of an integer"),
        (HEADER + b"2026-08-20,a/x,1,1e5,1.0\r\n", "instead of an integer"),
        (HEADER + b"2026-08-20,a/x,1," + b"9" * 5000 + b",1.0\r\n", "instead of an integer"),
        (HEADER + "2026-08-20,a/x,1,\u0665,1.0\r\n".encode(), "instead of an integer"),
        (HEADER + b"2026-08-20,a/x,1,5,most\r\n", "'most' instead of a share"),
        (HEADER + b'2026-08-20,"a/x,1,5,1.0\r\n', "is not CSV"),
        (HEADER + b"2026-08-20," + b"a" * 140_000 + b",1,5,1.0\r\n", "is not CSV"),
        (HEADER + b"2026-08-20,a/\xff,1,5,1.0\r\n", "is not UTF-8 text"),
        (HEADER.decode().encode("utf-16"), "is not UTF-8 text"),
        (b'{"data": null}', "has no 'rows'"),
        (b'{"rows": 5}', "has an invalid 'rows'"),
        (b'{"rows": [5]}', "has no list of rows"),
        (b'{"rows": [{}]}', "None instead of a date"),
    ],
)
def test_what_is_no_export_is_refused(body: bytes, says: str) -> None:
    with pytest.raises(ParseError) as caught:
        read(body)
    assert says in str(caught.value)
    assert "day.csv" in str(caught.value)
    assert len(str(caught.value)) < 300


def test_a_twin_that_does_not_say_when_it_was_made_is_refused() -> None:
    body = json.dumps({"dataset": "rankings-daily", "rows": []}).encode()
    with pytest.raises(ParseError, match="does not say when it was made"):
        export.parse(payload(body, "export"))


@pytest.mark.parametrize(
    ("body", "shape"),
    [
        (HEADER, "rankings-daily export, CSV"),
        (export_manifest(b"x", NEWEST), "rankings-daily export, manifest"),
        (export_json({DAY: a_day()}, NEWEST), "rankings-daily export, JSON"),
        (b'{"dataset": "benchmark-runs", "rows": []}', None),
        (b'{"dataset": "rankings-daily"}', None),
        (b"[]", None),
        (b"<html>", None),
        (b"date,model_slug\n", None),
        (b"", None),
    ],
)
def test_a_shape_is_told_from_the_body(body: bytes, shape: str | None) -> None:
    assert export.shape(payload(body)) == shape


class Shelf:
    """A publisher that holds the snapshots of some dates; remembers what it was asked for."""

    def __init__(self, *snapshots: date) -> None:
        self.snapshots = snapshots
        self.asked: list[str] = []

    def get(self, path: str, **facts: Any) -> Payload:
        name = path.removeprefix(f"{EXPORTS}/")
        self.asked.append(name)
        date_of = name.split(".")[0].replace("latest", str(max(self.snapshots)))
        if date.fromisoformat(date_of) not in self.snapshots:
            raise Refused(f"{name} answered 404", status=404)
        csv = export_csv({date.fromisoformat(date_of) - timedelta(1): a_day(5)})
        body = csv if name.endswith(".csv") else export_manifest(csv, date.fromisoformat(date_of))
        return payload(body, "export", f"https://h{path}", **facts)

    @property
    def brought(self) -> list[str]:
        return [name for name in self.asked if name.endswith(".csv")]


WANTED = Wanted(datetime(2026, 8, 22, 12, tzinfo=UTC))


def asked(
    shelf: Shelf,
    held: frozenset[date] = frozenset(),
    first: date | None = None,
    last: date | None = None,
) -> Iterator[Payload]:
    wanted = Wanted(
        datetime(2026, 8, 22, 12, tzinfo=UTC), first, last, {"rankings-daily": held} if held else {}
    )
    return export.payloads(shelf.get, wanted)


def test_the_newest_snapshot_comes_with_its_manifest_and_its_promise() -> None:
    manifest, csv = asked(Shelf(NEWEST), held=frozenset(export.window(NEWEST)))
    assert (manifest.carries, manifest.name) == ("manifest", "latest.manifest.json")
    assert csv.name == "2026-08-22.csv"
    assert csv.dated == MADE
    assert csv.promise is not None
    assert csv.promise.sha256 == csv.sha256


def test_a_snapshot_holds_the_thirty_days_before_it() -> None:
    held = export.window(NEWEST)
    assert (held[0], held[-1], len(held)) == (date(2026, 7, 23), date(2026, 8, 21), 30)


def test_it_steps_back_by_whole_snapshots() -> None:
    shelf = Shelf(*days(date(2026, 5, 1), NEWEST))
    list(asked(shelf, first=date(2026, 5, 1)))
    assert shelf.brought == [
        "2026-08-22.csv", "2026-07-26.csv", "2026-06-29.csv", "2026-06-02.csv", "2026-05-06.csv",
    ], "they overlap by three days"  # fmt: skip
    assert len(shelf.asked) == 10


def test_it_steps_over_dates_that_have_no_snapshot() -> None:
    shelf = Shelf(NEWEST, date(2026, 8, 10), date(2026, 7, 24))
    list(asked(shelf, first=date(2026, 7, 1)))
    assert shelf.brought == ["2026-08-22.csv", "2026-08-10.csv", "2026-07-24.csv"]
    assert shelf.asked[2] == "2026-07-26.manifest.json"
    assert shelf.asked.index("2026-08-10.csv") < shelf.asked.index("2026-07-24.manifest.json")


def test_a_first_run_stops_after_thirty_dates_without_a_snapshot() -> None:
    shelf = Shelf(*days(date(2026, 7, 20), NEWEST))
    list(asked(shelf))
    assert shelf.brought == ["2026-08-22.csv", "2026-07-26.csv", "2026-07-20.csv"]
    absent = [name for name in shelf.asked if name.endswith(".manifest.json")][3:]
    assert len(absent) <= 61, "the dates that have none are asked for once"
    assert len(set(shelf.asked)) == len(shelf.asked)


def test_no_date_is_asked_for_twice() -> None:
    shelf = Shelf(NEWEST)
    list(asked(shelf, first=date(2025, 1, 1)))
    assert len(set(shelf.asked)) == len(shelf.asked)
    assert len(shelf.asked) <= 2 + 30


def test_with_everything_held_only_the_newest_is_asked_for() -> None:
    held = frozenset(days(date(2025, 1, 1), NEWEST)) - {date(2025, 6, 15), date(2025, 7, 15)}
    shelf = Shelf(NEWEST)
    list(asked(shelf, held))
    assert shelf.asked == ["latest.manifest.json", "2026-08-22.csv"]


def test_a_gap_is_filled_by_the_snapshot_that_holds_it() -> None:
    held = frozenset(days(date(2025, 1, 1), NEWEST)) - {date(2026, 6, 20), date(2026, 6, 21)}
    shelf = Shelf(*days(date(2026, 6, 1), NEWEST))
    list(asked(shelf, held))
    assert shelf.brought == ["2026-08-22.csv", "2026-06-25.csv"]


def test_what_is_not_settled_yet_is_taken_where_nothing_else_is_there() -> None:
    held = frozenset(days(date(2025, 1, 1), NEWEST)) - {date(2026, 6, 20)}
    shelf = Shelf(date(2026, 6, 21), date(2026, 6, 22), NEWEST)
    list(asked(shelf, held))
    assert shelf.brought == ["2026-08-22.csv", "2026-06-22.csv"], "the later of two"


def test_the_days_before_a_gap_are_asked_for_once_more() -> None:
    """They came from the last snapshot before it, which was made before they were settled."""
    gap = days(date(2026, 5, 10), date(2026, 6, 12))
    held = frozenset(days(date(2025, 1, 1), NEWEST)) - {*gap}
    shelf = Shelf(*days(date(2026, 5, 1), NEWEST))
    list(asked(shelf, held))
    brought = [date.fromisoformat(name.removesuffix(".csv")) for name in shelf.brought[1:]]
    for day in days(date(2026, 5, 7), date(2026, 6, 12)):
        assert max(made - day for made in brought if day in export.window(made)).days > 3, day
    assert len(brought) == 2


def test_a_day_that_is_doubted_is_looked_up_in_another_snapshot() -> None:
    held = frozenset(days(date(2025, 1, 1), NEWEST))
    shelf = Shelf(date(2026, 8, 3), date(2026, 8, 21), NEWEST)
    doubted = {date(2026, 8, 2), date(2026, 8, 21), date(2026, 6, 1)}
    wanted = replace(WANTED, held={"rankings-daily": held}, doubted=lambda _: doubted)
    list(export.payloads(shelf.get, wanted))
    assert shelf.brought == ["2026-08-22.csv", "2026-08-21.csv"], "the newest has no other"
    tried = [name for name in shelf.asked if name.startswith("2026-06")]
    assert len(tried) <= 3


def test_nothing_is_asked_for_before_the_first_snapshot_there_ever_was() -> None:
    shelf = Shelf(*days(date(2026, 9, 19), date(2026, 11, 24)))
    list(asked(shelf))
    assert shelf.brought == [
        "2026-11-24.csv",
        "2026-10-28.csv",
        "2026-10-01.csv",
        "2026-09-19.csv",
    ]
    assert len(shelf.asked) == 2 + 2 * 3


def test_only_the_days_asked_for_are_looked_for() -> None:
    shelf = Shelf(*days(date(2026, 1, 1), NEWEST))
    list(asked(shelf, first=date(2026, 3, 1), last=date(2026, 3, 5)))
    assert shelf.brought == ["2026-08-22.csv", "2026-03-09.csv"]


def test_a_refusal_other_than_404_ends_the_run() -> None:
    class Barred(Shelf):
        def get(self, path: str, **facts: Any) -> Payload:
            if "2026-07-23" in path:
                raise Refused("no", status=403)
            return super().get(path, **facts)

    with pytest.raises(Refused) as caught:
        list(asked(Barred(NEWEST)))
    assert caught.value.status == 403


def test_the_recorded_twin_and_csv_agree(shared: Path) -> None:
    folder = shared / "data/exports"
    csv = read((folder / "2026-08-22.csv").read_bytes())
    twin = export.parse(payload((folder / "2026-08-22.json").read_bytes(), "export"))
    assert len(csv.boards) == 30
    assert csv.as_of == twin.as_of
    assert [board.digest for board in csv.boards] == [board.digest for board in twin.boards]
    told = manifest.read(payload((folder / "2026-08-22.manifest.json").read_bytes(), "export"))
    assert told.snapshot == NEWEST
    assert told.promises["csv"].rows == sum(len(board.readings) for board in csv.boards) == 1530


@pytest.mark.parametrize("before", [b"\n", b"\xef\xbb\xbf", b"\r\n\xef\xbb\xbf\r\n"])
def test_a_byte_order_mark_and_empty_lines_before_it_are_passed_over(before: bytes) -> None:
    days = some_days(date(2026, 8, 1), 3)
    found, marked = payload(export_csv(days)), payload(before + export_csv(days))
    assert export.shape(marked) == "rankings-daily export, CSV"
    assert export.parse(marked).boards == export.parse(found).boards


def test_a_column_behind_those_that_are_known_is_read_over_and_told() -> None:
    plain = export_csv({DAY: {"a/x": 60, "b/y:free": 30, OTHER: 10}}).decode()
    head, *rows = plain.split("\r\n")
    more = "\r\n".join([f"{head},cached_tokens", *(row and f"{row},7" for row in rows)]).encode()
    assert read(more).boards == read(plain.encode()).boards
    assert read(more).unknown == {"rankings: cached_tokens"}
    assert read(plain.encode()).unknown == frozenset()
