"""Raw files, written once and kept for ever."""

from __future__ import annotations

import gzip
import json
import os
import stat
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from support.sample_boards import payload

from tracker.archive import Archive, Capture, body_of, card_of
from tracker.decisions import Decision, Decisions, Doubted, Ended
from tracker.errors import ParseError, TrackerError
from tracker.records import Key, Payload, Promise
from tracker.weeks import Period

AT = datetime(2026, 8, 22, 7, 10, 19, 789_000, UTC)
ADDRESS = "https://openrouter.ai/api/v1/datasets/rankings-daily?period=day"


def received(
    body: bytes = b"{}", at: datetime = AT, url: str = ADDRESS, source: str = "data_api"
) -> Payload:
    return payload(body, source, url, fetched_at=at, content_type="application/json")


def files(archive: Archive) -> dict[str, bytes]:
    found = sorted(file for file in archive.root.rglob("*") if file.is_file())
    return {file.relative_to(archive.root).as_posix(): file.read_bytes() for file in found}


def cards(archive: Archive) -> list[Path]:
    return sorted(archive.root.rglob("*.card.json"))


def test_a_body_and_its_card_are_kept_under_source_year_and_instant(archive: Archive) -> None:
    kept = archive.keep(received(b"hello"))
    stem = "data_api/2026/data_api-20260822T071019789000Z-2cf24dba5fb0"
    assert kept.path == f"{stem}.gz"
    assert list(files(archive)) == [f"{stem}.card.json", f"{stem}.gz"]
    assert gzip.decompress(files(archive)[f"{stem}.gz"]) == b"hello"
    assert len(archive) == 1


def test_a_card_says_what_came_from_where_and_nothing_else(archive: Archive) -> None:
    promised = Promise(5, "ab" * 32, 1530)
    archive.keep(replace(received(b"hello"), dated=AT, promise=promised))
    (card,) = cards(archive)
    assert json.loads(card.read_bytes()) == {
        "source": "data_api",
        "url": ADDRESS,
        "fetched_at": "2026-08-22T07:10:19.789Z",
        "status": 200,
        "content_type": "application/json",
        "bytes": 5,
        "sha256": "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824",
        "carries": "boards",
        "dated": "2026-08-22T07:10:19.789Z",
        "promise": {"bytes": 5, "sha256": "ab" * 32, "rows": 1530},
        "etag": "",
    }


@pytest.mark.parametrize("promise", [None, Promise(2, "ab" * 32), Promise(2, "ab" * 32, 7)])
def test_a_capture_is_read_back_as_it_was_kept(archive: Archive, promise: Promise | None) -> None:
    kept = archive.keep(
        replace(received(), promise=promise, dated=AT, carries="manifest", status=203)
    )
    assert list(archive.captures()) == [kept]


def test_the_same_bytes_of_the_same_address_are_kept_once(archive: Archive) -> None:
    first = archive.keep(received())
    before = files(archive)
    again = archive.keep(received(at=AT + timedelta(days=400)))
    assert again.path == first.path
    assert files(archive) == before


@pytest.mark.parametrize(
    "other",
    [
        received(b"[]"),
        received(url=ADDRESS + "&x=1"),
        received(url=ADDRESS + "&x=1", at=AT + timedelta(1)),
        received(source="export"),
        replace(received(), promise=Promise(2, "ab" * 32)),
        replace(received(), dated=AT),
    ],
)
def test_what_differs_in_more_than_its_arrival_is_kept_beside(
    archive: Archive, other: Payload
) -> None:
    first = archive.keep(received())
    before = files(archive)
    second = archive.keep(other)
    assert before.items() <= files(archive).items(), "what was there is untouched"
    assert len(archive) == 2
    assert archive.keep(other) == second
    assert archive.keep(received()) == first
    assert len(archive) == 2
    assert [read for read in archive.captures() if read not in (first, second)] == []


def test_captures_come_oldest_first_whatever_their_source_and_year(archive: Archive) -> None:
    instants = [AT + timedelta(days=days) for days in (300, 0, -300, 1)]
    for number, at in enumerate(instants):
        archive.keep(received(b"%d" % number, at, source=("export", "data_api")[number % 2]))
    found = [read.payload.fetched_at for read in archive.captures() if isinstance(read, Capture)]
    assert found == sorted(instants)


def test_a_card_is_written_only_after_its_body(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []
    move = Path.replace

    def watched(self: Path, target: Path) -> Path:
        seen.append(target.name.rpartition("-")[2].partition(".")[2])
        if seen[-1] == "card.json":
            raise KeyboardInterrupt
        return move(self, target)

    monkeypatch.setattr(Path, "replace", watched)
    with pytest.raises(KeyboardInterrupt):
        archive.keep(received())
    assert seen == ["arriving.json", "gz", "card.json"]
    assert list(archive.captures()) == [], "a body without a card is no capture"
    monkeypatch.undo()
    archive.sweep()
    assert list(archive.captures()) == [archive.keep(received())], "it is taken up with its card"
    assert list(archive.root.rglob("*.arriving.json")) == []


def spoil_body(card: Path) -> None:
    body_of(card).write_bytes(gzip.compress(b"other bytes"))


def cut_body(card: Path) -> None:
    body_of(card).write_bytes(body_of(card).read_bytes()[:-9])


def scramble_body(card: Path) -> None:
    packed = body_of(card).read_bytes()
    body_of(card).write_bytes(packed[:12] + b"\xff\xff\xff\xff" + packed[16:])


def remove_body(card: Path) -> None:
    body_of(card).unlink()


def write(content: bytes) -> Callable[[Path], None]:
    return lambda card: card.write_bytes(content) and None


def say(**changed: object) -> Callable[[Path], None]:
    def change(card: Path) -> None:
        facts = {**json.loads(card.read_bytes()), **changed}
        facts = {name: value for name, value in facts.items() if value is not ...}
        card.write_text(json.dumps(facts))

    return change


DAMAGE: dict[str, Callable[[Path], None]] = {
    "another body": spoil_body,
    "a cut body": cut_body,
    "a scrambled body": scramble_body,
    "no body": remove_body,
    "an empty card": write(b""),
    "a card of zeros": write(bytes(300)),
    "a card that is a list": write(b"[]"),
    "a deep card": write(b"[" * 100_000),
    "no instant": say(fetched_at="yesterday"),
    "an instant of another kind": say(fetched_at=5),
    "an instant out of the calendar": say(fetched_at="0001-01-01T00:00:00+14:00"),
    "no source": say(source=...),
    "a source of another kind": say(source=["export"]),
    "no address": say(url=None),
    "an address that is no text": say(url="\ud800"),
    "no status": say(status=...),
    "no hash": say(sha256=...),
    "another hash": say(sha256="00" * 32),
    "a strange promise": say(promise=["bytes"]),
    "a promise without a hash": say(promise={"bytes": 1, "rows": None}),
    "a promise of no number": say(promise={"bytes": "many", "sha256": "00", "rows": None}),
    "a strange date": say(dated="never"),
    "a date of another kind": say(dated=True),
    "an etag of another kind": say(etag=["x"]),
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_capture_is_named_and_the_others_are_read(
    archive: Archive, damage: Callable[[Path], None]
) -> None:
    for number in range(3):
        archive.keep(received(b"%d" % number, AT + timedelta(days=number)))
    damage(cards(archive)[1])
    found = list(archive.captures())
    assert [isinstance(read, ParseError) for read in found] == [False, True, False]
    (error,) = [read for read in found if isinstance(read, ParseError)]
    assert cards(archive)[1].name.removesuffix(".card.json") in str(error)


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_what_is_fetched_again_is_kept_again_when_the_copy_is_damaged(
    archive: Archive, damage: Callable[[Path], None]
) -> None:
    archive.keep(received(b"precious"))
    damage(cards(archive)[0])
    archive.keep(received(b"precious", AT + timedelta(days=1)))
    read = [found.payload.body for found in archive.captures() if isinstance(found, Capture)]
    assert read == [b"precious"]


@pytest.mark.parametrize(
    "source", ["../outside", "/tmp/outside", "a/b", "..", ".", "", "a\0b", "C:\\x"]
)
def test_no_source_leads_out_of_the_archive(archive: Archive, tmp_path: Path, source: str) -> None:
    with pytest.raises(ParseError, match="is not a source name"):
        archive.keep(received(source=source))
    assert list(tmp_path.rglob("*")) == []


@pytest.mark.parametrize(
    "url", ["file:../../../x", "file:/etc/passwd", "https://h/../../..", "file:\0"]
)
def test_no_address_leads_out_of_the_archive(archive: Archive, tmp_path: Path, url: str) -> None:
    kept = archive.keep(received(url=url))
    assert (archive.root / kept.path).resolve().is_relative_to(archive.root)
    assert [path for path in tmp_path.rglob("*.gz") if archive.root not in path.parents] == []
    assert list(archive.captures()) == [kept]


def test_a_body_and_its_card_lie_beside_each_other() -> None:
    card = Path("archive/export/2026/export-1.card.json")
    assert body_of(card) == Path("archive/export/2026/export-1.gz")
    assert card_of(body_of(card)) == card
    assert card_of(Path("day.csv")) == Path("day.csv.card.json")


# What a run that was cut short leaves, and a disk that takes no more.


def test_a_body_whose_card_was_never_written_goes_when_it_is_kept_again(archive: Archive) -> None:
    archive.keep(received(b"hello"))
    (card,) = cards(archive)
    card.unlink()
    other = archive.keep(received(b"other", AT + timedelta(days=1)))
    assert len(files(archive)) == 3, "nothing else takes it away"
    again = archive.keep(received(b"hello", AT + timedelta(days=2)))
    assert list(archive.captures()) == [other, again]
    assert len(files(archive)) == 4


def test_sweeping_takes_away_what_was_being_written_and_nothing_else(archive: Archive) -> None:
    archive.keep(received(b"hello"))
    before = files(archive)
    (card,) = cards(archive)
    card.with_name(f".{card.name}.writing").write_bytes(b"{")
    archive.sweep()
    assert files(archive) == before
    Archive(archive.root / "nowhere").sweep()


def test_a_card_that_arrived_without_its_body_is_swept_away(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut_short(*_: object, **__: object) -> bytes:
        raise KeyboardInterrupt

    monkeypatch.setattr(gzip, "compress", cut_short)
    with pytest.raises(KeyboardInterrupt):
        archive.keep(received())
    assert [Path(name).suffixes for name in files(archive)] == [[".arriving", ".json"]]
    archive.sweep()
    assert files(archive) == {}


def test_a_body_whose_card_was_lost_is_taken_in_under_its_own_name(archive: Archive) -> None:
    kept = archive.keep(received(b"hello"))
    cards(archive)[0].unlink()
    assert archive.listed()[1] == [kept.path]
    adopted = archive.adopt(kept.path)
    assert list(archive.captures()) == [adopted]
    assert adopted.payload == replace(
        received(b"hello", url=f"file:{Path(kept.path).name}"), content_type=""
    )
    assert archive.listed()[1] == []


@pytest.mark.parametrize(
    "name", ["data_api-20260822T071019789000Z-000000000000.gz", "data_api-never-2cf24dba5fb0.gz"]
)
def test_a_body_whose_name_is_another_s_is_not_taken_in(archive: Archive, name: str) -> None:
    body = archive.root / archive.keep(received(b"hello")).path
    body.rename(body.with_name(name))
    cards(archive)[0].unlink()
    (path,) = archive.listed()[1]
    with pytest.raises(ParseError, match="its name"):
        archive.adopt(path)


# What was seen again, and what was decided.


def test_what_was_seen_again_has_a_card_and_no_second_copy_of_its_bytes(archive: Archive) -> None:
    first = archive.keep(received(b"hello"))
    later = archive.keep(received(b"hello", AT + timedelta(days=2)), again=True)
    assert (later.path != first.path, later.file) == (True, first.path)
    assert len(list(archive.root.rglob("*.gz"))) == 1
    assert list(archive.captures()) == [first, later]
    assert archive.find(later.path) == later
    assert archive.holds(later.path)
    assert archive.keep(received(b"hello", AT + timedelta(days=2)), again=True) == later
    assert archive.keep(received(b"hello", AT + timedelta(days=1))) == first
    assert archive.keep(received(b"hello", AT + timedelta(days=3))) == later


@pytest.mark.parametrize("outside", ["/etc/passwd", "../../x.gz"])
def test_no_card_leads_to_bytes_outside_the_archive(archive: Archive, outside: str) -> None:
    archive.keep(received())
    archive.keep(received(at=AT + timedelta(days=2)), again=True)
    say(body=outside)(cards(archive)[1])
    _, error = archive.captures()
    assert isinstance(error, ParseError)
    assert "is outside the archive" in str(error)


KEY = Key("rankings-daily", "tokens", "models", Period.of_day(date(2026, 8, 20)))


def test_a_decision_is_read_back_and_never_written_over(archive: Archive) -> None:
    kept = archive.keep(received())
    made = Decision((Doubted(KEY, "level", "it is large"),), (Ended("x.gz", KEY, True, "so"),))
    archive.decide(kept, made)
    archive.decide(kept, Decision())
    assert archive.decision(kept.path) == made
    assert archive.decided() == Decisions({kept.path: made}, {("x.gz", KEY): made.ended[0]})
    assert archive.captures().__next__() == kept


@pytest.mark.parametrize("content", [b"", b"[]", b'{"doubted": [{}]}', b"\xff", b"[" * 100_000])
def test_a_decision_that_cannot_be_read_is_named_and_counts_for_nothing(
    archive: Archive, content: bytes
) -> None:
    kept = archive.keep(received())
    archive.decide(kept, Decision())
    (file,) = archive.root.rglob("*.decided.json")
    file.write_bytes(content)
    with pytest.raises(ParseError, match="cannot be read"):
        archive.decision(kept.path)
    assert archive.decided() == Decisions()


def test_a_disk_that_is_full_is_one_sentence_and_leaves_no_file(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(TrackerError, match=r"archive cannot be written to \(No space left.*Free"):
        archive.keep(received())
    assert files(archive) == {}
    monkeypatch.undo()
    kept = archive.keep(received())
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(TrackerError, match="No space left"):
        archive.accept(kept, "it was doubted", at=AT)
    assert list(archive.captures()) == [kept]


# For its user alone.


def test_only_its_user_can_enter_it(archive: Archive) -> None:
    archive.keep(received())
    assert stat.S_IMODE(archive.root.stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in archive.root.rglob("*.*")} == {0o600}


def test_a_bomb_in_it_is_named_before_it_fills_the_memory(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tracker.archive.LARGEST_BODY", 1_000)
    archive.keep(received(b"x" * 1_000))
    archive.keep(received(b"x" * 1_001, AT + timedelta(days=1)))
    whole, bomb = archive.captures()
    assert isinstance(whole, Capture)
    assert "is damaged (larger than 1,000 bytes)" in str(bomb)


@pytest.mark.parametrize("path", ["/etc/x.gz", "../x.gz", "export/../../x.gz"])
def test_no_row_of_a_store_leads_out_of_it(archive: Archive, tmp_path: Path, path: str) -> None:
    with pytest.raises(ParseError, match="is outside the archive"):
        archive.find(path)


def test_a_link_in_it_is_replaced_and_not_followed(archive: Archive, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.write_bytes(b"mine")
    kept = archive.keep(received())
    body = archive.root / kept.path
    card = card_of(body)
    for file in (body, card):
        file.unlink()
    body.symlink_to(outside)
    again = archive.keep(received())
    assert outside.read_bytes() == b"mine"
    assert archive.read(card_of(archive.root / again.path)) == again
