"""Rights on a server: those that OPERATING.md names suffice, and no more are needed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import make_url, text
from support.sample_boards import put_days
from typer.testing import CliRunner

from tracker.archive import Archive
from tracker.cli import app
from tracker.errors import TrackerError
from tracker.ingest.collect import take
from tracker.ingest.reparse import reparse
from tracker.sources import history
from tracker.store import Store, schema

ROOT = Path(__file__).resolve().parent.parent.parent
RIGHTS = re.findall(r"```sql\n(.*?)```", (ROOT / "OPERATING.md").read_text("utf-8"), re.DOTALL)
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
As = Callable[[str], str]


@pytest.fixture
def as_(on_postgresql: None, store: Store) -> Iterator[As]:
    """Yield the address of the store for one of the users that OPERATING.md makes."""
    (rights,) = RIGHTS
    passwords = dict(re.findall(r"CREATE ROLE (\w+) LOGIN PASSWORD '(.*)';", rights))
    with store.engine.begin() as connection:
        connection.execute(text(rights))

    def address(role: str) -> str:
        url = make_url(store.engine.url).set(username=role, password=passwords[role])
        return url.render_as_string(hide_password=False)

    yield address
    with store.engine.begin() as connection:
        for role in passwords:
            connection.execute(text(f"DROP OWNED BY {role}"))
            connection.execute(text(f"DROP ROLE {role}"))


def record(archive: Archive, store: Store) -> None:
    for file in history.bundled():
        kept = archive.keep(history.received(file, NOW))
        assert take(history, kept, archive, store, now=NOW).trouble is None


def test_a_collector_records_logs_and_rebuilds(as_: As, store: Store, archive: Archive) -> None:
    with Store(as_("collector")) as collector:
        schema.ready(collector.engine)
        record(archive, collector)
        before = collector.contents()
        assert not reparse(archive, collector, lambda _: None).failed
        assert collector.contents() == before == store.contents() != []
        collector.journal.log(
            source="history", started_at=NOW, ended_at=NOW, outcome="fine", new=0, changed=0,
            unchanged=0, requests=0, notes="", version="1",
        )  # fmt: skip


def test_a_rebuilding_that_is_taken_back_leaves_numbers_that_can_be_used(
    store: Store, archive: Archive
) -> None:
    record(archive, store)
    with pytest.raises(RuntimeError), store.rebuilding():
        raise RuntimeError("killed")
    before = store.contents()
    put_days(store, date(2026, 11, 2), 1, made=NOW)
    assert len(store.contents()) == len(before) + 1, "no number was given twice"
    with store.rebuilding():
        record(archive, store)
    assert store.contents() == before


def test_a_reader_asks_and_changes_nothing(
    as_: As, store: Store, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    record(archive, store)
    monkeypatch.setenv("TRACKER_DATABASE_URL", as_("reader"))
    monkeypatch.setenv("TRACKER_DATA_DIR", str(archive.root.parent / "none"))
    for line in (["top"], ["streaks"], ["status"]):
        result = CliRunner().invoke(app, line)
        assert "permission denied" not in result.output
        assert isinstance(result.exception, SystemExit | None), result.output
    with Store(as_("reader")) as reader, pytest.raises(TrackerError) as refused:
        reader.journal.set_aside(next(iter(archive.captures())), "refused")  # type: ignore[arg-type]
    assert "permission denied for table captures" in str(refused.value)
    assert "Give the user in its address the rights that OPERATING.md" in str(refused.value)
