"""A database file that is damaged, and raw files that are: named, nothing else lost, rebuilt."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from faults.record import left
from typer.testing import CliRunner

from tracker.archive import body_of
from tracker.cli import app
from tracker.errors import Damaged

PAGE = 4096
ASKING = ("status", "top", "streaks", "export", "db check")
WRITING = ("collect history", "import .", "accept 1", "db upgrade")


def zeros_in_the_middle(content: bytearray) -> None:
    content[2 * PAGE : -PAGE] = bytes(len(content) - 3 * PAGE)


def cut_off(content: bytearray) -> None:
    del content[len(content) // 3 :]


def random_bytes(content: bytearray) -> None:
    draw = random.Random(6)
    for at in range(PAGE, len(content), PAGE):
        content[at : at + 200] = draw.randbytes(200)


def another_file(content: bytearray) -> None:
    content[:] = b"this is a letter, not a database\n" * 99


DAMAGE = [zeros_in_the_middle, cut_off, random_bytes, another_file]


@pytest.fixture
def data(collected: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The data folder of a record that was collected; the command looks there."""
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    monkeypatch.setenv("TRACKER_DATA_DIR", str(collected / "data"))
    monkeypatch.setenv("TRACKER_BASE_URL", "http://127.0.0.1:9")
    return collected / "data"


def run(line: str) -> Any:
    result = CliRunner().invoke(app, line.split())
    assert isinstance(result.exception, Damaged | SystemExit | None), result.exception
    return result


def spoil(data: Path, damage: Callable[[bytearray], None]) -> bytes:
    content = bytearray((data / "tracker.db").read_bytes())
    damage(content)
    (data / "tracker.db").write_bytes(content)
    return bytes(content)


@pytest.mark.parametrize("damage", DAMAGE)
def test_every_command_says_that_the_database_is_damaged_and_what_to_do(
    damage: Callable[[bytearray], None], data: Path
) -> None:
    spoilt = spoil(data, damage)
    for line in ASKING:
        result = run(line)
        if result.exception is not None:
            assert f"{data}/tracker.db is damaged (" in str(result.exception), line
            assert "run `tracker reparse` to set it aside and" in str(result.exception)
    assert isinstance(run("status").exception, Damaged)
    assert isinstance(run("top").exception, Damaged)
    assert (data / "tracker.db").read_bytes() == spoilt
    assert run("verify").exit_code == 1
    for line in WRITING:
        result = run(line)
        assert result.exit_code == 0 or "damaged" in f"{result.exception}{result.output}", line


@pytest.mark.parametrize("damage", DAMAGE)
def test_reparse_sets_a_damaged_database_aside_and_builds_it_from_the_archive(
    damage: Callable[[bytearray], None], collected: Path, data: Path
) -> None:
    before = left(collected)
    spoilt = spoil(data, damage)
    result = run("reparse")
    assert result.exit_code == 0, result.output
    (aside,) = data.glob("tracker.db.damaged-*")
    assert aside.read_bytes() == spoilt
    assert f"{data}/tracker.db is damaged:" in result.output
    assert f"The damaged file is kept as {aside}" in result.output
    after = left(collected)
    assert after["databases"] == ["tracker.db", aside.name]
    assert {**after, "databases": before["databases"]} == before
    assert run("top").exit_code == 0
    assert run("verify").exit_code == 0


def test_a_sound_database_is_not_set_aside(data: Path) -> None:
    assert run("reparse").exit_code == 0
    assert [*data.glob("tracker.db.damaged-*")] == []


@pytest.mark.parametrize("gone", [True, False], ids=["no file", "an empty file"])
def test_a_database_that_is_gone_is_rebuilt_before_anything_is_collected(
    gone: bool, collected: Path, data: Path
) -> None:
    before = left(collected)
    (data / "tracker.db").unlink() if gone else (data / "tracker.db").write_bytes(b"")
    result = CliRunner().invoke(app, ["collect"])
    assert "the archive has 6 captures. Run `tracker reparse`" in str(result.exception)
    assert run("reparse").exit_code == 0
    assert left(collected) == before


def test_a_record_is_not_emptied_when_the_archive_is_gone(collected: Path, data: Path) -> None:
    (data / "archive").rename(data / "elsewhere")
    before = left(collected)
    result = CliRunner().invoke(app, ["reparse"])
    assert f"the archive {data}/archive is empty" in str(result.exception)
    assert "Restore it from a backup" in str(result.exception)
    assert left(collected) == before


# Raw files.


def flip_a_bit(card: Path) -> None:
    content = bytearray(body_of(card).read_bytes())
    content[len(content) // 2] ^= 1
    body_of(card).write_bytes(content)


def cut(card: Path) -> None:
    body_of(card).write_bytes(body_of(card).read_bytes()[:-9])


def take_the_body(card: Path) -> None:
    body_of(card).unlink()


def no_card(card: Path) -> None:
    card.write_text("this is no card")


@pytest.mark.parametrize("damage", [flip_a_bit, cut, take_the_body, no_card])
def test_a_damaged_raw_file_is_named_by_reparse_and_by_verify_and_the_others_are_read(
    damage: Callable[[Path], None], collected: Path, data: Path
) -> None:
    before = left(collected)
    (card,) = (data / "archive" / "catalog").rglob("*.card.json")
    body, facts = body_of(card).read_bytes(), card.read_bytes()
    damage(card)
    stem = card.name.removesuffix(".card.json")
    verified = run("verify")
    assert verified.exit_code == 1
    assert stem in verified.output
    assert "boards; " in verified.output

    reparsed = run("reparse")
    assert reparsed.exit_code == 1
    assert "archive: failed" in reparsed.output
    assert stem in reparsed.output
    after = left(collected)
    assert after["contents"] == before["contents"], "the catalogue has no boards"
    assert {row[0] for row in after["entries"]} == {"benchmark-leaderboard"}

    body_of(card).write_bytes(body)
    card.write_bytes(facts)
    assert run("reparse").exit_code == 0
    assert left(collected) == before
    assert run("verify").exit_code == 0
