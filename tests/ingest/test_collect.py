"""From an address to the database: whole runs against a server on this machine."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
from sqlalchemy import text
from support import frontend_bodies
from support.databases import Databases
from support.fake_server import Asked, Reply, Server, serving
from support.html_pages import SHELL, page_html
from support.sample_boards import (
    API,
    EXPORTS,
    api_body,
    export_csv,
    export_manifest,
    payload,
    published,
    snapshot_days,
    some_days,
)

from tracker.analysis import catalog, frame
from tracker.answers import status as telling
from tracker.answers.status import examine
from tracker.archive import ACCEPTED, Archive, Capture, card_of
from tracker.config import Settings
from tracker.errors import (
    CheckFailed,
    ConfigError,
    FetchError,
    GapError,
    ParseError,
    Refused,
    TrackerError,
)
from tracker.fetch import Budget, Fetcher
from tracker.ingest import collect, reparse
from tracker.ingest.collect import Outcome
from tracker.ingest.journey import CaptureResult
from tracker.records import METRICS, OTHER, Definition
from tracker.sources import Wanted, source
from tracker.store import Recorded, Store, schema
from tracker.store.models import Base
from tracker.weeks import days

NOW = datetime(2026, 8, 22, 12, tzinfo=UTC)
LATER = datetime(2026, 11, 24, tzinfo=UTC)
NEWEST = date(2026, 8, 22)
KEY = "sk-or-v1-secret"

Run = Callable[..., Outcome]


@pytest.fixture
def run(server: Server, store: Store, archive: Archive) -> Run:
    """One run of a source against the server; what it reported is in ``run.taken``."""

    def collecting(
        name: str,
        *,
        now: datetime = NOW,
        key: str | None = KEY,
        first: date | None = None,
        last: date | None = None,
        budget: Budget | None = None,
    ) -> Outcome:
        fetcher = Fetcher(
            server.url,
            key=key,
            sleep=lambda _: None,
            now=lambda: now,
            budget=budget,
            remember=partial(collect.remembered, name, store, archive),
        )
        wanted = Wanted(now, first, last, store.held())
        return collect.collect(
            source(name), partial(fetcher.get, name), wanted, archive, store, taken.append
        )

    taken: list[CaptureResult] = []
    collecting.taken = taken  # type: ignore[attr-defined]
    return collecting


def figures(store: Store) -> dict[str, list[Any]]:
    """All that a refusal must leave alone."""
    with store.transaction() as connection:
        return {
            table: connection.execute(text(f"SELECT * FROM {table}")).all()
            for table in ("boards", "readings", "slugs", "sightings")
        }


def outcomes(store: Store) -> list[tuple[str, str]]:
    """(last part of the address, outcome) of every capture."""
    with store.transaction() as connection:
        found = connection.execute(text("SELECT url, outcome FROM captures ORDER BY id")).all()
    return [(row.url.split("?")[0].rsplit("/", 1)[-1], row.outcome) for row in found]


def publish(
    server: Server,
    snapshot: date,
    told: Any = None,
    *,
    newest: bool = True,
    csv: bytes | None = None,
    **spoilt: Any,
) -> bytes:
    """Put a snapshot on the server; ``csv`` replaces its body after the manifest was written."""
    body = export_csv(told or snapshot_days(snapshot))
    manifest = export_manifest(body, snapshot, **spoilt)
    server.says(f"{EXPORTS}/{snapshot}.csv", body if csv is None else csv)
    server.says(f"{EXPORTS}/{snapshot}.manifest.json", manifest)
    if newest:
        server.says(f"{EXPORTS}/latest.manifest.json", manifest)
    return body


# The keyless export.


def test_a_first_run_records_the_newest_thirty_days(
    server: Server, run: Run, store: Store, archive: Archive
) -> None:
    publish(server, NEWEST)
    outcome = run("export", first=date(2026, 7, 23))
    assert not outcome.failed
    assert outcome.recorded == Recorded(new=30)
    assert outcome.notes == []
    assert [row[3] for row in store.contents()] == list(days(date(2026, 7, 23), date(2026, 8, 21)))
    assert {row[5] for row in store.contents()} == {published(NEWEST)}, (
        "the manifest dates the figures"
    )
    assert outcomes(store) == [("latest.manifest.json", "manifest"), ("2026-08-22.csv", "recorded")]
    assert len(archive) == 2
    assert server.paths == [f"{EXPORTS}/latest.manifest.json", f"{EXPORTS}/2026-08-22.csv"]
    assert all("Authorization" not in asked.headers for asked in server.log)


def test_the_same_again_changes_nothing(
    server: Server, run: Run, store: Store, archive: Archive
) -> None:
    publish(server, NEWEST)
    run("export", first=date(2026, 7, 23))
    before, contents = figures(store), store.contents()
    outcome = run("export", now=NOW + timedelta(hours=1))
    assert not outcome.failed
    assert outcome.recorded == Recorded()
    assert (figures(store), store.contents(), len(archive)) == (before, contents, 2)


def test_the_next_day_brings_one_day_and_a_correction(
    server: Server, run: Run, store: Store
) -> None:
    publish(server, NEWEST)
    run("export", first=date(2026, 7, 23))
    told = snapshot_days(date(2026, 8, 23))
    told[date(2026, 8, 21)] |= {OTHER: 70_001}
    publish(server, date(2026, 8, 23), told)
    outcome = run("export", now=NOW + timedelta(days=1))
    assert outcome.recorded == Recorded(new=1, changed=1, unchanged=28)
    corrected = [row for row in store.contents() if row[3] == date(2026, 8, 21)]
    assert [row[5] for row in corrected] == [published(NEWEST), published(date(2026, 8, 23))]


def test_gaps_are_filled_from_older_snapshots_over_dates_that_have_none(
    server: Server, run: Run, store: Store
) -> None:
    publish(server, NEWEST)
    publish(server, date(2026, 7, 25), newest=False)
    publish(server, date(2026, 6, 25), newest=False)
    outcome = run("export", first=date(2026, 5, 26))
    assert not outcome.failed
    assert [row[3] for row in store.contents()] == list(days(date(2026, 5, 26), date(2026, 8, 21)))
    asked = [path.removeprefix(f"{EXPORTS}/") for path in server.paths]
    assert asked == [
        "latest.manifest.json", "2026-08-22.csv",
        *(f"{day}.manifest.json" for day in days(date(2026, 7, 26), date(2026, 8, 21))),
        "2026-07-25.manifest.json", "2026-07-25.csv",
        *(f"{day}.manifest.json" for day in days(date(2026, 6, 28), date(2026, 7, 24))),
        "2026-06-27.manifest.json", "2026-06-26.manifest.json", "2026-06-25.manifest.json", "2026-06-25.csv",
    ], "settled ones first, however late"  # fmt: skip


def test_a_first_run_stops_where_the_export_begins(server: Server, run: Run) -> None:
    publish(server, NEWEST)
    outcome = run("export")
    assert not outcome.failed
    assert len(server.log) == 2 + 30


def test_a_body_that_is_refused_does_not_keep_the_older_ones_out(
    server: Server, run: Run, store: Store
) -> None:
    publish(server, NEWEST, csv=b"<html>")
    publish(server, date(2026, 7, 23), newest=False)
    outcome = run("export", first=date(2026, 6, 23))
    assert len(outcome.troubles) == 1
    assert outcome.recorded == Recorded(new=30)
    assert store.contents()[-1][3] == date(2026, 7, 22)


NEXT = date(2026, 8, 23)
WHOLE = export_csv(snapshot_days(NEXT))

SPOILT: dict[str, tuple[dict[str, Any], type[TrackerError], str]] = {
    "another sha256": (
        {"sha256": "00" * 32},
        CheckFailed,
        "its SHA-256 does not match its manifest",
    ),
    "another length": ({"bytes": 5}, CheckFailed, "its manifest says 5"),
    "cut inside a line": ({"csv": WHOLE[:-32]}, ParseError, "is incomplete"),
    "cut inside a number": ({"csv": WHOLE[:-5]}, CheckFailed, "its manifest says"),
    "cut between two lines": (
        {"csv": WHOLE[: WHOLE.rindex(b"\r\n", 0, -2) + 2]},
        CheckFailed,
        "its manifest says",
    ),
    "cut to its header": ({"csv": WHOLE[:62]}, CheckFailed, "its manifest says"),
    "empty": ({"csv": b""}, ParseError, "lacks its header"),
    "an HTML page": (
        {"csv": b"<!DOCTYPE html><html></html>"},
        ParseError,
        "lacks its header",
    ),
    "data null": ({"csv": b'{"data": null}'}, ParseError, "has no 'rows'"),
    "an error with 200": ({"csv": b'{"error": {"code": 500}}'}, ParseError, "has no 'rows'"),
    "not text": ({"csv": b"\xff\xfe" + WHOLE}, ParseError, "is not UTF-8 text"),
}


@pytest.mark.parametrize(("spoilt", "kind", "says"), SPOILT.values(), ids=SPOILT)
def test_a_spoilt_snapshot_changes_no_figure(
    server: Server,
    run: Run,
    store: Store,
    archive: Archive,
    spoilt: dict[str, Any],
    kind: type[TrackerError],
    says: str,
) -> None:
    publish(server, NEWEST)
    run("export", first=date(2026, 7, 23))
    before = figures(store)
    publish(server, NEXT, **spoilt)
    outcome = run("export", now=NOW + timedelta(days=1))
    (trouble,) = outcome.troubles
    assert type(trouble) is kind
    assert outcome.failed
    sentence = str(trouble)
    assert sentence.startswith(("2026-08-23.csv", "line"))
    assert "2026-08-23.csv" in sentence
    assert says in sentence
    assert figures(store) == before

    (refused,) = store.journal.put_aside()
    assert refused.outcome == "refused"
    assert refused.why == trouble.fact
    assert f"the raw body is kept as {refused.path}; " in sentence
    kept = gzip.decompress((archive.root / refused.path).read_bytes())
    assert kept == spoilt.get("csv", WHOLE)


@pytest.mark.parametrize(
    ("reply", "says"),
    [
        (b"<!DOCTYPE html>", "latest.manifest.json is an HTML page instead of JSON"),
        (b'{"data": null}', "latest.manifest.json has no 'dataset'"),
        (b"", "latest.manifest.json is not JSON"),
        (404, "latest.manifest.json answered 404"),
        (403, "latest.manifest.json answered 403"),
        (Reply(503), "latest.manifest.json answered 503"),
    ],
)
def test_a_manifest_that_is_none_ends_the_run_with_a_sentence(
    server: Server, run: Run, store: Store, archive: Archive, reply: Any, says: str
) -> None:
    server.says(f"{EXPORTS}/latest.manifest.json", reply)
    outcome = run("export")
    (trouble,) = outcome.troubles
    assert says in str(trouble)
    assert store.contents() == []
    assert len(archive) == (1 if isinstance(reply, bytes) else 0)


def test_a_server_that_fails_half_way_leaves_what_was_recorded(
    server: Server, run: Run, store: Store
) -> None:
    publish(server, NEWEST)
    server.says(f"{EXPORTS}/2026-07-23.manifest.json", 500)
    outcome = run("export", first=date(2026, 6, 1))
    assert [type(trouble) for trouble in outcome.troubles] == [Refused]
    assert outcome.recorded == Recorded(new=30)
    assert len(store.contents()) == 30


def test_a_day_that_cannot_be_believed_is_quarantined(
    server: Server, run: Run, store: Store
) -> None:
    publish(server, NEWEST)
    run("export", first=date(2026, 7, 23))
    before = figures(store)
    told = snapshot_days(NEXT)
    told[NEWEST] = {slug: value * 9 for slug, value in told[NEWEST].items()}
    publish(server, NEXT, told)
    outcome = run("export", now=NOW + timedelta(days=1))
    assert "its total is 9.0" in str(outcome.troubles[0])
    assert [row.outcome for row in store.journal.put_aside()] == ["quarantined"]
    assert outcome.recorded == Recorded(unchanged=29), "the other days are seen again"
    assert {**figures(store), "sightings": []} == {**before, "sightings": []}


# The keyed data API.


def spans(log: list[Asked]) -> list[tuple[str, date, date]]:
    found = []
    for asked in log:
        query = {name: given[0] for name, given in parse_qs(asked.query).items()}
        assert asked.path == API
        assert set(query) == {"period", "start_date", "end_date"}
        found.append(
            (
                query["period"],
                date.fromisoformat(query["start_date"]),
                date.fromisoformat(query["end_date"]),
            )
        )
    return found


def weeks_from(first: date, count: int) -> dict[date, dict[str, int]]:
    """Weekly figures: like days, seven times as large."""
    told = some_days(first, count)
    return {
        first + timedelta(weeks=n): {slug: 7 * value for slug, value in readings.items()}
        for n, readings in enumerate(told.values())
    }


def test_days_and_weeks_are_asked_for_in_windows_that_are_allowed(
    server: Server, run: Run, store: Store
) -> None:
    made = NOW - timedelta(hours=1)
    server.says(
        API,
        api_body(some_days(date(2025, 1, 1), 364), made),
        api_body(some_days(date(2025, 12, 31), 234), made),
        api_body(weeks_from(date(2025, 1, 6), 52), made, date(2025, 1, 6), date(2026, 1, 4)),
        api_body(weeks_from(date(2026, 1, 5), 32), made, date(2026, 1, 5), date(2026, 8, 16)),
    )
    outcome = run("data_api")
    assert outcome.troubles == []
    asked = spans(server.log)
    assert [period for period, *_ in asked] == ["day", "day", "week", "week"]
    assert all((last - first).days + 1 <= 366 for _, first, last in asked)
    assert outcome.recorded == Recorded(new=364 + 234 + 52 + 32)
    assert {asked.headers["Authorization"] for asked in server.log} == {f"Bearer {KEY}"}
    held = store.held()
    assert len(held["rankings-daily"]) == 598
    assert min(held["rankings-weekly"]) == date(2025, 1, 6)


DAYS = some_days(date(2026, 8, 11), 5)
SPAN = {"first": date(2026, 8, 11), "last": date(2026, 8, 15)}


def test_the_key_stands_nowhere_in_what_is_kept(
    server: Server, run: Run, store: Store, archive: Archive, tmp_path: Path
) -> None:
    server.says(API, api_body(DAYS, NOW))
    assert not run("data_api", **SPAN).failed
    with store.transaction() as connection:
        rows = [
            repr(row)
            for table in Base.metadata.sorted_tables
            for row in connection.execute(table.select())
        ]
    store.close()
    content = [file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()]
    assert len(rows) > 5
    assert len(content) >= 2
    assert not [found for found in rows if KEY in found]
    assert not [found for found in content if KEY.encode() in found]


def test_the_same_again_of_the_data_api_changes_nothing(
    server: Server, run: Run, store: Store
) -> None:
    server.says(API, api_body(DAYS, NOW), api_body(DAYS, NOW + timedelta(hours=1)))
    assert run("data_api", **SPAN).recorded == Recorded(new=5)
    before = store.contents()
    assert run("data_api", **SPAN).recorded == Recorded(unchanged=5)
    assert store.contents() == before


def test_an_end_of_today_is_understood(server: Server, run: Run, store: Store) -> None:
    server.says(API, api_body(some_days(date(2026, 8, 18), 4), NOW))
    assert run("data_api", first=date(2026, 8, 18), last=date(2026, 8, 22)).recorded == Recorded(
        new=4
    )
    assert spans(server.log) == [("day", date(2026, 8, 18), date(2026, 8, 21))]


def test_without_a_key_nothing_is_asked(server: Server, run: Run) -> None:
    outcome = run("data_api", key=None)
    (trouble,) = outcome.troubles
    assert isinstance(trouble, ConfigError)
    assert "OPENROUTER_API_KEY" in str(trouble)
    assert server.log == []


@pytest.mark.parametrize(
    ("status", "says"),
    [
        (401, "check OPENROUTER_API_KEY"),
        (403, "the other sources still work"),
        (400, "Nothing was lost"),
    ],
)
def test_a_refused_key_is_one_sentence(
    server: Server, run: Run, store: Store, status: int, says: str
) -> None:
    server.says(API, status)
    (trouble,) = run("data_api", **SPAN).troubles
    assert says in str(trouble)
    assert KEY not in str(trouble)
    assert store.contents() == []


def test_a_used_up_day_stops_the_run_and_keeps_what_came(server: Server, run: Run) -> None:
    server.says(API, api_body(some_days(date(2025, 1, 1), 364), NOW))
    outcome = run("data_api", budget=Budget(per_day=1))
    (trouble,) = outcome.troubles
    assert isinstance(trouble, FetchError)
    assert "after 00:00 UTC" in str(trouble)
    assert outcome.recorded == Recorded(new=364)


WRONG: dict[str, tuple[bytes, str]] = {
    "another window": (api_body(DAYS, NOW, date(2026, 8, 10)), "was requested for 2026-08-11 to 2026-08-15 but is for 2026-08-10 to 2026-08-15"),
    "the default window": (api_body(DAYS, NOW, date(2026, 7, 23), date(2026, 8, 21)), "but is for 2026-07-23 to 2026-08-21"),
    "a day outside the window": (api_body({**DAYS, date(2026, 8, 16): DAYS[date(2026, 8, 15)]}, NOW, *SPAN.values()), "but contains 2026-08-16"),
    "no rows": (b'{"data": [], "meta": {"as_of": "2026-08-22T11:00:00Z", "start_date": "2026-08-11", "end_date": "2026-08-15"}}', "it contains no figures"),
    "data null": (b'{"data": null, "meta": {"as_of": "2026-08-22T11:00:00Z", "start_date": "2026-08-11", "end_date": "2026-08-15"}}', "has no 'data'"),
    "an HTML page": (b"<!DOCTYPE html>", "is an HTML page instead of JSON"),
    "a cut body": (api_body(DAYS, NOW)[:-40], "is truncated JSON"),
    "the future": (api_body(DAYS, NOW + timedelta(days=3)), "in the future"),
    "no other": (api_body({day: {slug: n for slug, n in told.items() if slug != OTHER} for day, told in DAYS.items()}, NOW), "has no `other`"),
    "a negative count": (api_body({day: {**told, OTHER: -1} for day, told in DAYS.items()}, NOW), "-1 is not a valid count"),
    "a count of twenty digits": (api_body({day: {**told, OTHER: 10**19} for day, told in DAYS.items()}, NOW), "is not a valid count"),
}  # fmt: skip


@pytest.mark.parametrize(("body", "says"), WRONG.values(), ids=WRONG)
def test_a_wrong_answer_changes_no_figure(
    server: Server, run: Run, store: Store, archive: Archive, body: bytes, says: str
) -> None:
    server.says(API, api_body(some_days(date(2026, 7, 1), 5), NOW), body)
    run("data_api", first=date(2026, 7, 1), last=date(2026, 7, 5))
    before = figures(store)
    outcome = run("data_api", **SPAN)
    (trouble,) = outcome.troubles
    sentence = str(trouble)
    assert says in sentence
    assert "rankings-daily" in sentence
    (refused,) = store.journal.put_aside()
    assert refused.outcome == "refused"
    assert f"the raw body is kept as {refused.path}; " in sentence
    assert gzip.decompress((archive.root / refused.path).read_bytes()) == body
    assert figures(store) == before


# The run log, and one collector at a time.


def test_a_run_is_logged(server: Server, store: Store, archive: Archive, tmp_path: Path) -> None:
    publish(server, NEWEST, csv=b"<html>")
    settings = Settings(tmp_path, "", ("export",), base_url=server.url)
    seen: list[CaptureResult] = []
    outcome = collect.run(
        "export",
        settings,
        store,
        archive,
        date(2026, 7, 23),
        budget=Budget(),
        now=lambda: NOW,
        version="1.2",
        report=seen.append,
    )
    assert outcome.failed
    (line,) = store.journal.last_runs()
    assert (line.source, line.outcome, line.requests, line.version) == (
        "export",
        "failed",
        2,
        "1.2",
    )
    assert (line.new, line.changed, line.unchanged) == (0, 0, 0)
    assert line.notes == "2026-08-22.csv lacks its header"
    assert [taken.trouble is None for taken in seen] == [True, False]
    assert store.journal.requests_since(NOW, ["export"]) == 2


def test_the_bundled_history_is_recorded_once_and_asks_nobody(
    server: Server, run: Run, store: Store
) -> None:
    assert run("history", now=LATER).recorded == Recorded(new=645 + 10 + 19 + 26 + 4413)
    before = store.contents()
    assert run("history", now=LATER + timedelta(days=1)).recorded == Recorded()
    assert store.contents() == before
    assert server.log == []


# Everything again from the archive.


@pytest.fixture
def filled(server: Server, run: Run, store: Store) -> Store:
    """Return a store of both sources with history, late corrections, refusals, a quarantine."""
    run("history", now=LATER)
    publish(server, NEXT)
    run("export", now=NOW + timedelta(days=1), first=date(2026, 7, 24))
    told = snapshot_days(NEWEST)
    told[date(2026, 8, 20)] |= {OTHER: 1}
    publish(server, NEWEST, told)
    run("export", now=NOW + timedelta(days=2), first=date(2026, 7, 23))
    publish(server, date(2026, 8, 24), csv=b"<html>")
    run("export", now=NOW + timedelta(days=2))
    told = some_days(date(2026, 8, 18), 4)
    server.says(
        API,
        api_body(told, NOW),
        api_body({**told, date(2026, 8, 21): {"a/x": 1}}, NOW + timedelta(hours=20)),
    )
    span = {"first": date(2026, 8, 18), "last": date(2026, 8, 21)}
    run("data_api", **span)
    run("data_api", **span)
    assert {outcome for _, outcome in outcomes(store)} == {"recorded", "manifest", "refused"}
    assert [row.outcome for row in store.journal.put_aside()] == ["refused", "quarantined"]
    return store


@pytest.fixture
def empty(databases: Databases, tmp_path: Path) -> Iterator[Store]:
    with Store(databases.of(tmp_path / "again")) as opened:
        schema.ready(opened.engine)
        yield opened


def read_out(store: Store) -> list[Any]:
    """Every vintage with its readings."""
    from tracker.records import Key
    from tracker.weeks import Period

    keys = {(*row[:3], Period(*row[3:5])) for row in store.contents()}
    return [(key, store.vintages(Key(*key))) for key in sorted(keys)]


def test_the_archive_gives_the_same_store_again(
    filled: Store, archive: Archive, empty: Store
) -> None:
    outcome = reparse.reparse(archive, empty, lambda _: None)
    assert outcome.troubles == []
    assert empty.contents() == filled.contents()
    assert read_out(empty) == read_out(filled)
    assert sorted(outcomes(empty)) == sorted(outcomes(filled))
    assert any(len(vintages) > 1 for _, vintages in read_out(empty)), (
        "there were corrections to keep"
    )


def test_reparsing_in_place_changes_nothing(filled: Store, archive: Archive) -> None:
    before = read_out(filled)
    reparse.reparse(archive, filled, lambda _: None)
    assert read_out(filled) == before
    assert len(filled.journal.last_runs()) == 0


def test_a_body_whose_manifest_was_mended_is_recorded_and_rebuilt(
    server: Server, run: Run, store: Store, archive: Archive, empty: Store
) -> None:
    publish(server, NEWEST, sha256="00" * 32)
    assert run("export", first=date(2026, 7, 23)).failed
    publish(server, NEWEST)
    assert run("export", first=date(2026, 7, 23), now=LATER).recorded == Recorded(new=30)
    assert store.journal.put_aside() == []
    assert not reparse.reparse(archive, empty, lambda _: None).failed
    assert empty.contents() == store.contents()


def test_what_is_refused_again_is_reported_and_no_trouble(
    filled: Store, archive: Archive, empty: Store
) -> None:
    seen: list[CaptureResult] = []
    outcome = reparse.reparse(archive, empty, seen.append)
    assert not outcome.failed
    assert len([taken for taken in seen if taken.trouble]) == len(empty.journal.put_aside()) >= 2


def test_a_damaged_raw_file_is_named_and_the_rest_is_rebuilt(
    filled: Store, archive: Archive, empty: Store
) -> None:
    (damaged,) = [
        read for read in archive.captures()
        if isinstance(read, Capture) and read.payload.name == "2026-08-22.csv"
    ]  # fmt: skip
    (archive.root / damaged.path).write_bytes(b"not gzip")
    outcome = reparse.reparse(archive, empty, lambda _: None)
    (trouble,) = outcome.troubles
    assert Path(damaged.path).name in str(trouble)
    assert "restore the file from a backup" in str(trouble)
    assert date(2026, 8, 22) in {row[3] for row in empty.contents()}
    assert 0 < len(empty.contents()) < len(filled.contents())


def test_a_capture_of_a_source_nobody_knows_is_refused(archive: Archive, store: Store) -> None:
    archive.keep(payload(b"?", "elsewhere", "https://h/strange.txt"))
    seen: list[CaptureResult] = []
    reparse.reparse(archive, store, seen.append)
    assert "strange.txt is not in a known format" in str(seen[0].trouble)
    assert [row.outcome for row in store.journal.put_aside()] == ["refused"]


# The front end: many addresses in one run, none of them under a contract.


RANKINGS = frontend_bodies.FOLDER
MONDAY, NEXT_MONDAY = frontend_bodies.ON_MONDAY, frontend_bodies.ON_MONDAY + timedelta(days=7)
CHARTS = ("model_rankings_chart", "market_share", "apps", "tools", "context_length")
NO_REPAIRS = {"first": NEWEST}
"""Weeks that were missed are not asked for."""


def front_end(server: Server, made: datetime = MONDAY, **bodies: Any) -> None:
    """Put the front end on the server as it is at ``made``; ``bodies`` takes the place of some."""
    last = made.date() - timedelta(days=1)
    whole = {
        "models": frontend_bodies.models_body(frontend_bodies.model_rows(last)),
        "model-rankings-chart": frontend_bodies.chart_body(made=made),
        "market-share": frontend_bodies.list_body(frontend_bodies.author_points()),
        "apps": frontend_bodies.apps_body(),
        "tools": frontend_bodies.list_body(frontend_bodies.tool_points()),
        "context-length": frontend_bodies.list_body(frontend_bodies.length_points()),
    }
    for name, body in (
        whole | {key.replace("_", "-"): given for key, given in bodies.items()}
    ).items():
        server.says(f"{RANKINGS}/{name}", *(body if isinstance(body, list) else [body]))


def test_a_source_that_yields_an_error_is_failed_and_the_others_are_recorded(
    server: Server, run: Run, store: Store
) -> None:
    front_end(server, apps=404, tools=b'{"data": null}')
    outcome = run("frontend", now=MONDAY, **NO_REPAIRS)
    assert outcome.failed
    assert [type(trouble) for trouble in outcome.troubles] == [Refused, ParseError]
    assert "/rankings/apps answered 404" in str(outcome.troubles[0])
    assert set(store.held()) == {"models-window", "model-chart", "author-chart", "context-length"}
    assert outcome.recorded.new == len(store.contents())
    assert [outcome for _, outcome in outcomes(store)].count("recorded") == 3 + 5


def test_a_source_that_raises_keeps_what_came_before(
    server: Server, run: Run, store: Store
) -> None:
    front_end(server)
    server.says("/robots.txt", b"User-agent: *\nDisallow: /api/frontend/v1/rankings/apps\n")
    outcome = run("frontend", now=MONDAY, **NO_REPAIRS)
    assert "robots.txt" in str(outcome.troubles[0])
    assert set(store.held()) >= {"models-window", "model-chart", "author-chart"}


def test_unknown_fields_are_told_once(server: Server, run: Run, store: Store) -> None:
    notes = []
    for made, more in ((MONDAY, {"mood": 1, "age": 2}), (NEXT_MONDAY, {"mood": 3})):
        rows = frontend_bodies.model_rows(made.date() - timedelta(days=1), nameless=False)
        body = frontend_bodies.models_body([{**row, **more} for row in rows])
        front_end(server, made, models=body, **dict.fromkeys(CHARTS, 404))
        outcome = run("frontend", now=made, **NO_REPAIRS)
        assert outcome.recorded == Recorded(new=2)
        notes.append(outcome.notes)
    assert notes == [["frontend has new fields: models: age, models: mood"], []]


NOTHING = [b'{"data": null}', b'{"data": []}', page_html(SHELL), b"", b'{"data": {"data": []}}']


def test_98_empty_days_in_a_row_change_no_figure_and_are_told(
    server: Server,
    store: Store,
    archive: Archive,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Test the empty pages of 2026-05-17 to 08-22.

    Every day HTTP 200 without data, and every day a scraper took it for a success and committed
    zeros.
    """
    today = [MONDAY]
    hurried = partial(Fetcher, sleep=lambda _: None, now=lambda: today[0])
    monkeypatch.setattr(collect, "Fetcher", hurried)
    settings = Settings(tmp_path, "", ("frontend",), base_url=server.url)

    def run_today() -> Outcome:
        return collect.run(
            "frontend", settings, store, archive, **NO_REPAIRS,
            budget=Budget(), now=lambda: today[0], version="1", report=lambda _: None,
        )  # fmt: skip

    front_end(server)
    assert not run_today().failed
    before = figures(store)
    for day in range(98):
        today[0] += timedelta(days=1)
        body = NOTHING[day % len(NOTHING)]
        front_end(server, **dict.fromkeys(("models", *CHARTS), body))
        outcome = run_today()
        assert outcome.recorded == Recorded()
        assert len(outcome.troubles) == 10, "every address, every day"
    assert figures(store) == before
    assert {row.outcome for row in store.journal.put_aside()} == {"refused"}
    assert len(store.journal.put_aside()) == 10 * len(NOTHING)

    told = examine(store, settings, today[0])
    lines = "\n".join(telling.lines(told))
    assert told.stale
    assert "last run    frontend 2026-11-23T04:10:00Z failed: models (week)" in lines
    assert lines.count("\nrefused     frontend/2026/") == 50
    assert "models (week) has no data (`data` is null)" in lines
    assert "models (week): it contains no figures" in lines
    assert "context-length (10M) is an HTML page instead of JSON" in lines


# What was fetched before.


MODELS = f"{RANKINGS}/models"
V1 = {"ETag": '"v1"'}


def test_what_has_not_changed_is_not_fetched_again(
    server: Server, run: Run, store: Store, archive: Archive
) -> None:
    body = frontend_bodies.models_body()
    front_end(server, models=[Reply(body=body, headers=V1), Reply(304)])
    assert not run("frontend", now=MONDAY, **NO_REPAIRS).failed
    before, kept = figures(store), len(archive)
    server.log.clear()
    later = run("frontend", now=MONDAY + timedelta(hours=2), **NO_REPAIRS)
    assert not later.failed
    (asked,) = [asked for asked in server.log if asked.path == MODELS]
    assert asked.headers["If-None-Match"] == '"v1"'
    told = run.taken[-10]  # type: ignore[attr-defined]
    assert (told.payload.body, told.payload.status, told.recorded) == (body, 200, Recorded())
    assert told.payload.fetched_at == MONDAY, "a body is of the time at which it first came"
    assert (figures(store), len(archive)) == (before, kept)


def test_what_was_refused_is_looked_at_again_though_it_has_not_changed(
    server: Server, run: Run, store: Store
) -> None:
    front_end(server, models=[Reply(body=b'{"data": []}', headers=V1), Reply(304)])
    for hours in range(2):
        outcome = run("frontend", now=MONDAY + timedelta(hours=hours), **NO_REPAIRS)
        assert "models (week): it contains no figures" in str(outcome.troubles[0])
    assert len(store.journal.put_aside()) == 1


@pytest.fixture
def etagged(store: Store, archive: Archive) -> str:
    """Return the URL of bodies that were kept with etags, the newest `v2`."""
    url = f"http://127.0.0.1{MODELS}?view=week"
    for hours, (body, etag) in enumerate([(b"1", '"v1"'), (b"2", '"v2"'), (b"3", "")]):
        at = MONDAY + timedelta(hours=hours)
        kept = archive.keep(payload(body, "frontend", url, fetched_at=at, etag=etag))
        store.journal.set_aside(kept, "refused", "for the test")
    return url


def test_the_newest_body_with_an_etag_is_remembered(
    store: Store, archive: Archive, etagged: str
) -> None:
    found = collect.remembered("frontend", store, archive, etagged)
    assert found is not None
    assert (found.body, found.etag, found.url) == (b"2", '"v2"', etagged)
    assert collect.remembered("page", store, archive, etagged) is None
    assert collect.remembered("frontend", store, archive, f"{etagged}&x=1") is None


@pytest.mark.parametrize("spoil", ["body", "card", "gone"])
def test_a_damaged_body_is_not_remembered(
    store: Store, archive: Archive, etagged: str, spoil: str
) -> None:
    (path, _) = store.journal.last_with_etag("frontend", etagged) or ("", "")
    body = archive.root / path
    if spoil == "gone":
        body.unlink()
    else:
        (body if spoil == "body" else card_of(body)).write_bytes(b"damaged")
    assert collect.remembered("frontend", store, archive, etagged) is None


# What was doubted, and accepted all the same.


def put_official_weeks(server: Server, run: Run, share: int) -> None:
    """Four weeks of official days before the Monday, each a ``share`` of what the list will say."""
    rows = frontend_bodies.model_rows()
    total = sum(row["total_prompt_tokens"] + row["total_completion_tokens"] for row in rows)
    first, last = date(2026, 7, 13), date(2026, 8, 9)
    told = {day: {"a/x": total // (7 * share), OTHER: 0} for day in days(first, last)}
    server.says(API, api_body(told, MONDAY), 404)
    assert len(run("data_api", now=MONDAY, first=first, last=last).troubles) == 1


@pytest.fixture
def doubted(server: Server, run: Run, store: Store) -> int:
    """Return the number of a Monday list five times as large as the official weeks before."""
    put_official_weeks(server, run, 5)
    front_end(server, **dict.fromkeys(CHARTS, 404))
    troubles = run("frontend", now=MONDAY, **NO_REPAIRS).troubles
    assert "models-window tokens 2026-W33: its total is 5.00 times the median" in str(troubles[0])
    (row,) = store.journal.put_aside()
    assert row.outcome == "quarantined"
    assert f"run `tracker accept {row.id}`" in str(troubles[0])
    assert "models-window" not in store.held()
    return int(row.id)


ACCEPTING = MONDAY + timedelta(hours=3)


def accept(number: int, archive: Archive, store: Store) -> CaptureResult:
    return reparse.accept(number, archive, store, now=ACCEPTING, version="1.2")


def test_a_list_that_fits_the_official_weeks_before_it_is_recorded(
    server: Server, run: Run, store: Store
) -> None:
    put_official_weeks(server, run, 1)
    front_end(server)
    assert not run("frontend", now=MONDAY, **NO_REPAIRS).failed
    assert "models-window" in store.held()


def test_a_quarantined_capture_is_recorded_because_a_person_says_so(
    doubted: int, store: Store, archive: Archive
) -> None:
    taken = accept(doubted, archive, store)
    assert taken.trouble is None
    assert taken.recorded == Recorded(new=2)
    assert store.held()["models-window"] == {date(2026, 8, 10)}
    assert store.journal.put_aside() == []


def test_an_acceptance_is_on_the_record(doubted: int, store: Store, archive: Archive) -> None:
    accept(doubted, archive, store)
    found = store.journal.capture(doubted)
    assert found.outcome == "recorded"
    assert found.why.startswith(
        "accepted at 2026-08-17T07:10:00Z, although models (week): models-window tokens 2026-W33:"
        " its total is 5.00 times the median"
    )
    (line,) = [line for line in store.journal.last_runs() if line.source == "frontend"]
    assert (line.outcome, line.new, line.requests, line.version) == ("accepted", 2, 0, "1.2")
    assert line.started_at == ACCEPTING
    assert line.notes == f"capture {doubted} {found.why}"


def test_an_acceptance_lies_beside_the_card_and_is_rebuilt(
    doubted: int, store: Store, archive: Archive, empty: Store
) -> None:
    accept(doubted, archive, store)
    found = store.journal.capture(doubted)
    body = archive.root / found.path
    beside = body.with_name(body.name.removesuffix(".gz") + ACCEPTED)
    told = json.loads(beside.read_text())
    assert told["accepted"] == found.why
    assert {(one["path"], one["metric"]) for one in told["ended"]} == {
        (found.path, "tokens"), (found.path, "calls"),
    }  # fmt: skip
    assert card_of(body).is_file()
    outcome = reparse.reparse(archive, empty, lambda _: None)
    assert not outcome.failed
    assert read_out(empty) == read_out(store)
    assert sorted(outcomes(empty)) == sorted(outcomes(store))
    (row,) = [row for row in reasons(empty) if row[1] is not None]
    assert row == (found.path, found.why)


def reasons(store: Store) -> list[tuple[str, str | None]]:
    """(path, why) of every capture that was recorded."""
    with store.transaction() as connection:
        found = connection.execute(
            text("SELECT path, why FROM captures WHERE outcome = 'recorded' ORDER BY path")
        )
        return [(row.path, row.why) for row in found]


def test_what_was_not_accepted_waits_after_a_rebuilding_too(
    doubted: int, store: Store, archive: Archive, empty: Store
) -> None:
    reparse.reparse(archive, empty, lambda _: None)
    assert [row.outcome for row in empty.journal.put_aside()] == ["quarantined"]
    assert read_out(empty) == read_out(store)


def test_an_accepted_body_that_comes_again_is_known(
    doubted: int, run: Run, store: Store, archive: Archive
) -> None:
    accept(doubted, archive, store)
    before, kept = figures(store), len(archive)
    again = run("frontend", now=MONDAY + timedelta(hours=4), **NO_REPAIRS)
    assert "tracker accept" not in " ".join(map(str, again.troubles))
    assert (figures(store), len(archive)) == (before, kept)


def test_only_what_waits_can_be_accepted(
    doubted: int, server: Server, run: Run, store: Store, archive: Archive
) -> None:
    front_end(server, models=b'{"data": []}', **dict.fromkeys(CHARTS, 404))
    run("frontend", now=MONDAY + timedelta(hours=1), **NO_REPAIRS)
    refused = next(row.id for row in store.journal.put_aside() if row.outcome == "refused")
    accept(doubted, archive, store)
    before, runs = figures(store), len(store.journal.last_runs())
    for number, state in (
        (99, "it does not exist"),
        (refused, "it is refused"),
        (doubted, "it is recorded"),
    ):
        with pytest.raises(ConfigError) as caught:
            accept(number, archive, store)
        assert str(caught.value) == (
            f"capture {number} is not quarantined: {state}."
            " Run `tracker status` to list the quarantined captures and their numbers."
        )
    assert (figures(store), len(store.journal.last_runs())) == (before, runs)
    assert len(list(archive.root.rglob(f"*{ACCEPTED}"))) == 1


def test_nobody_accepts_what_cannot_be_true(store: Store, archive: Archive, empty: Store) -> None:
    rows = frontend_bodies.model_rows()
    body = frontend_bodies.models_body([*rows, rows[0]])
    kept = archive.keep(payload(body, "frontend", f"http://h{MODELS}?view=week", fetched_at=MONDAY))
    number = store.journal.set_aside(kept, "quarantined", "hard to believe")
    taken = accept(number, archive, store)
    assert "appears twice" in str(taken.trouble)
    found = store.journal.capture(number)
    assert found.outcome == "refused"
    assert "appears twice" in found.why
    assert store.contents() == []
    (line,) = store.journal.last_runs()
    assert (line.outcome, line.new) == ("failed", 0)
    reparse.reparse(archive, empty, lambda _: None)
    assert [row.outcome for row in empty.journal.put_aside()] == ["refused"]
    assert empty.contents() == []


def test_a_damaged_body_cannot_be_accepted(doubted: int, store: Store, archive: Archive) -> None:
    (archive.root / store.journal.capture(doubted).path).write_bytes(b"damaged")
    with pytest.raises(ParseError, match="restore the file from a backup"):
        accept(doubted, archive, store)
    assert store.journal.capture(doubted).outcome == "quarantined"
    assert list(archive.root.rglob(f"*{ACCEPTED}")) == []


# Bodies that nobody could read when they came, and somebody can now.


def keep_unread(archive: Archive, body: bytes, name: str, **facts: Any) -> None:
    """Keep a body as one that was imported and not recognised."""
    archive.keep(payload(body, "unknown", f"file:{name}", fetched_at=LATER, **facts))


@pytest.mark.parametrize(
    ("body", "facts", "dated"),
    [
        (api_body(DAYS, NOW), {}, NOW),
        (export_csv(DAYS), {}, datetime(2026, 8, 16, tzinfo=UTC)),
        (export_csv(DAYS), {"dated": NOW}, NOW),
        (frontend_bodies.chart_body(made=MONDAY), {}, MONDAY),
        (frontend_bodies.models_body(), {}, datetime(2026, 8, 17, tzinfo=UTC)),
    ],
    ids=["by its stamp", "by its newest day", "by the time given", "by its cache", "by its window"],
)
def test_a_body_nobody_could_read_dates_itself(
    archive: Archive, store: Store, body: bytes, facts: dict[str, Any], dated: datetime
) -> None:
    keep_unread(archive, body, "model-rankings-chart" if b"cachedAt" in body else "body", **facts)
    seen: list[CaptureResult] = []
    outcome = reparse.reparse(archive, store, seen.append)
    assert [str(taken.trouble) for taken in seen if taken.trouble] == []
    assert outcome.recorded.new > 0
    assert {row[5] for row in store.contents()} == {dated}


@pytest.mark.parametrize(
    "body", [frontend_bodies.catalogue_body(), frontend_bodies.benchmark_csv()]
)
def test_a_body_nobody_could_read_that_has_no_date_is_refused(
    archive: Archive, store: Store, body: bytes
) -> None:
    keep_unread(archive, body, "body")
    seen: list[CaptureResult] = []
    assert not reparse.reparse(archive, store, seen.append).failed
    assert "body does not say when it was made" in str(seen[0].trouble)
    assert "--fetched-at TIME" in str(seen[0].trouble)
    assert [row.outcome for row in store.journal.put_aside()] == ["refused"]
    assert store.contents() == []
    assert store.entries("catalog") == store.entries("benchmark-leaderboard") == []


def test_a_body_nobody_could_read_that_was_dated_is_recorded(
    archive: Archive, store: Store
) -> None:
    keep_unread(archive, frontend_bodies.catalogue_body(), "body", dated=NOW)
    assert reparse.reparse(archive, store, lambda _: None).recorded == Recorded(new=40)
    assert {row.known_from for row in store.entries("catalog")} == {NOW}


# Answers in pages.

CATALOGUE, APPS = "/api/v1/models", "/api/v1/datasets/app-rankings"


def test_a_catalogue_in_pages_is_one_capture_and_is_read_again_as_such(
    server: Server, run: Run, store: Store, archive: Archive
) -> None:
    pages = [json.dumps(page).encode() for page in frontend_bodies.catalogue_pages()]
    server.says(CATALOGUE, *pages)
    outcome = run("catalog")
    assert (outcome.failed, outcome.notes, outcome.recorded) == (False, [], Recorded(new=40))
    assert [asked.query for asked in server.log] == [
        "output_modalities=all", "output_modalities=all&offset=25",
    ]  # fmt: skip
    assert all("Authorization" not in asked.headers for asked in server.log)
    assert len(archive) == 1
    before = store.entry_vintages("catalog")
    assert not reparse.reparse(archive, store, lambda _: None).failed
    assert store.entry_vintages("catalog") == before


@pytest.mark.parametrize(
    "link", ["https://elsewhere.example/api/v1/models?offset=25", "/api/v1/key?offset=25"]
)
def test_a_page_that_leads_elsewhere_is_not_followed_and_changes_nothing(
    server: Server, run: Run, store: Store, link: str
) -> None:
    first, _ = frontend_bodies.catalogue_pages()
    server.says(CATALOGUE, json.dumps({**first, "links": {"next": link}}).encode())
    outcome = run("catalog")
    (trouble,) = outcome.troubles
    assert "which is not followed" in str(trouble)
    assert server.paths == [CATALOGUE]
    assert store.entries("catalog") == []


def test_a_week_of_apps_takes_two_requests_of_the_day(
    server: Server, run: Run, store: Store
) -> None:
    second = frontend_bodies.app_rankings_body(
        rows=frontend_bodies.app_ranking_rows(100, first=101)
    )
    server.says(APPS, frontend_bodies.app_rankings_body(), second)
    budget = Budget(sleep=lambda _: None)
    outcome = run("app_rankings", first=date(2026, 8, 10), last=date(2026, 8, 16), budget=budget)
    assert (outcome.failed, budget.spent) == (False, 2)
    assert {(row[0], row[2]) for row in store.contents()} == {("app-rankings", "apps")}
    assert len(figures(store)["readings"]) == 2 * 200, "tokens and calls"


# Snapshots without history, and another router.

BODIES = Path(__file__).parents[1] / "bodies"


def test_each_source_is_asked_on_its_own_host_and_the_key_goes_to_openrouter_alone(
    server: Server, store: Store, archive: Archive, tmp_path: Path
) -> None:
    bodies = {
        name: (BODIES / f"{name}.json").read_bytes() for name in ("session_cost", "task_shares")
    }
    server.says("/api/v1/datasets/session-cost", bodies["session_cost"])
    server.says("/api/v1/classifications/task", bodies["task_shares"])

    def shares(asked: Asked) -> Reply:
        query = {name: values[0] for name, values in parse_qs(asked.query).items()}
        body = json.loads((BODIES / f"vercel.{query['dataset']}.json").read_bytes())
        rows = [{**row, "date": query["from"]} for row in body["rows"]]
        window = {"from": query["from"], "to": query["to"], "rows": rows[: len(rows) // 2]}
        return Reply(body=json.dumps({**body, **window}).encode())

    with serving(answer=shares) as elsewhere:
        settings = Settings(
            tmp_path, store.engine.url.render_as_string(hide_password=False), (),
            base_url=server.url, vercel_url=elsewhere.url, api_key=KEY,
        )  # fmt: skip
        outcomes = {
            name: collect.run(
                name, settings, store, archive, budget=Budget(), now=lambda: NOW, version="0",
                report=lambda _: None,
            )
            for name in ("session_cost", "task_shares", "vercel")
        }  # fmt: skip
        assert [outcome.troubles for outcome in outcomes.values()] == [[], [], []]
        assert not [asked for asked in elsewhere.log if "Authorization" in asked.headers]
        assert {asked.path for asked in elsewhere.log} == {"/api/ai/leaderboard-export"}
    assert {asked.headers["Authorization"] for asked in server.log} == {f"Bearer {KEY}"}
    assert len(catalog.sessions(store)) == 4
    assert len(catalog.tasks(store)) == 7
    assert {row[0] for row in store.contents()} == {"vercel-labs", "vercel-models"}
    before = store.contents()
    reparse.reparse(archive, store, lambda _: None)
    assert store.contents() == before


def test_another_router_answers_for_no_week(store: Store, archive: Archive, tmp_path: Path) -> None:
    body = json.loads((BODIES / "vercel.models.json").read_bytes())

    def august(asked: Asked) -> Reply:
        dataset = parse_qs(asked.query)["dataset"][0]
        return Reply(body=json.dumps({**body, "dataset": dataset, "to": "2026-08-21"}).encode())

    with serving(answer=august) as other:
        settings = Settings(tmp_path, str(store.engine.url), (), vercel_url=other.url)
        collect.run(
            "vercel", settings, store, archive, date(2026, 8, 1), budget=Budget(),
            now=lambda: NOW, version="0", report=lambda _: None,
        )  # fmt: skip
    assert store.contents()
    for metric in METRICS:
        with pytest.raises(GapError):
            frame.weekly(store, Definition(metric))
