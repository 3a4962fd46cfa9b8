"""Doubted figures, day after day and unattended: true jumps, damage, and what ends a doubt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from support import frontend_bodies
from support.databases import Databases
from support.sample_boards import (
    API,
    EXPORTS,
    api_body,
    export_csv,
    export_manifest,
    payload,
    published,
    some_days,
)

from tracker.archive import Archive
from tracker.errors import Refused
from tracker.ingest import collect, import_files, reparse
from tracker.ingest.collect import Outcome
from tracker.ingest.import_files import Body
from tracker.ingest.journey import CaptureResult
from tracker.ingest.verify import verify
from tracker.records import DAILY, Payload
from tracker.sources import Wanted, source
from tracker.sources.datasets import data_api
from tracker.store import Recorded, Store
from tracker.weeks import days, midnight

FIRST, START = date(2026, 9, 1), date(2026, 10, 1)
JUMP = date(2026, 10, 6)
Times = Callable[[date], float]


def said_of(day: date, times: Times) -> dict[str, int]:
    """Return what the publisher has of a day, once it is settled."""
    (figures,) = some_days(day, 1, names=12).values()
    return {slug: round(value * times(day)) for slug, value in figures.items()}


@dataclass
class Publisher:
    """The export and the keyed API of one publisher, which says ``times`` the usual of each day."""

    times: Times
    now: datetime = published(START)
    bodies: dict[str, bytes] = field(default_factory=dict)

    def snapshot(self, of: date, **wrong: dict[str, int]) -> None:
        """Publish the snapshot of a date, with other figures for the days in ``wrong``."""
        self.now = published(of) + timedelta(minutes=30)
        held = days(of - timedelta(days=30), of - timedelta(days=1))
        csv = export_csv({day: wrong.get(str(day), said_of(day, self.times)) for day in held})
        manifest = export_manifest(csv, of)
        for name in (str(of), "latest"):
            self.bodies |= {f"{name}.csv": csv, f"{name}.manifest.json": manifest}

    def get(self, path: str, params: dict[str, str] | None = None, **facts: Any) -> Payload:
        """Answer as the server does."""
        facts.pop("keyed", None)
        if params is not None:
            url, body = f"https://h{API}?{urlencode(params)}", self._api(params)
            return payload(body, "data_api", url, fetched_at=self.now, **facts)
        name = path.removeprefix(f"{EXPORTS}/")
        if name not in self.bodies:
            raise Refused(f"{name} answered 404", status=404)
        return payload(
            self.bodies[name], "export", f"https://h{path}", fetched_at=self.now, **facts
        )

    def _api(self, query: dict[str, str]) -> bytes:
        """Whatever days or weeks the keyed API is asked for."""
        first, last = (date.fromisoformat(query[f"{edge}_date"]) for edge in ("start", "end"))
        figures = {day: said_of(day, self.times) for day in days(first, last)}
        if query["period"] == "week":
            figures = {day: self._sum(day) for day in figures if day.weekday() == 0}
        return api_body(figures, self.now, first, last)

    def _sum(self, week: date) -> dict[str, int]:
        result: dict[str, int] = {}
        for day in days(week, week + timedelta(days=6)):
            for slug, value in said_of(day, self.times).items():
                result[slug] = result.get(slug, 0) + value
        return result


def jump(times: float, *when: date, since: date | None = None) -> Times:
    """So many times the usual on some days, or on all since one."""
    return lambda day: times if day in when or (since and day >= since) else 1.0


@dataclass
class Life:
    """A record that some sources are collected for, with nobody there."""

    archive: Archive
    store: Store
    names: tuple[str, ...] = ("export",)
    outcomes: list[Outcome] = field(default_factory=list)

    def run(self, publisher: Publisher) -> list[Outcome]:
        """Collect from each source once."""
        result = []
        for name in self.names:
            wanted = Wanted(
                publisher.now, FIRST, None, self.store.held(), doubted=self.store.doubts.days
            )
            result.append(
                collect.collect(
                    source(name), publisher.get, wanted, self.archive, self.store, lambda _: None
                )
            )
        self.outcomes += result
        return result

    def live(self, publisher: Publisher, first: date, last: date) -> None:
        """Collect on each day from ``first`` to ``last``, shortly after its snapshot appears."""
        for day in days(first, last):
            publisher.snapshot(day)
            self.run(publisher)

    def bring_in(self, body: bytes, name: str) -> CaptureResult:
        """Import a body of the keyed API."""
        told = payload(body, "data_api", f"file:{name}")
        made = data_api.made(told) or told.fetched_at
        found = Body(replace(told, fetched_at=made), data_api)
        return import_files.import_body(found, self.archive, self.store, made + timedelta(days=1))

    def held(self) -> dict[date, int]:
        """Return the newest total on record of each official day."""
        return {row[3]: row[7] for row in self.store.contents() if row[0] == DAILY}

    def waiting(self) -> list[str]:
        return [str(doubted.doubt.key) for doubted in self.store.doubts.waiting()]

    def amiss(self) -> tuple[str, ...]:
        return verify(self.store, self.archive, lambda _: None).troubles


@pytest.fixture
def life(archive: Archive, store: Store) -> Life:
    return Life(archive, store)


def totals(first: date, last: date, times: Times) -> dict[date, int]:
    return {day: sum(said_of(day, times).values()) for day in days(first, last)}


TRUE: dict[str, Times] = {
    "a jump that lasts": jump(3.5, since=JUMP),
    "a fall that lasts": jump(0.3, since=JUMP),
    "a day of a jump": jump(3.5, JUMP),
    "a day of a fall": jump(0.25, JUMP),
    "two days": jump(4.0, JUMP, JUMP + timedelta(days=1)),
}


@pytest.mark.parametrize("times", TRUE.values(), ids=TRUE)
@pytest.mark.parametrize("names", [("export",), ("export", "data_api"), ("data_api",)], ids=str)
def test_what_is_true_is_on_record_a_day_later_at_the_most_with_nobody_there(
    times: Times, names: tuple[str, ...], archive: Archive, store: Store
) -> None:
    life, publisher = Life(archive, store, names), Publisher(times)
    late = {}
    for day in days(START, START + timedelta(days=12)):
        publisher.snapshot(day)
        life.run(publisher)
        late[day] = (day - timedelta(days=1) - max(life.held())).days
    assert life.held() == totals(FIRST, START + timedelta(days=11), times)
    assert max(late.values()) <= 1
    assert life.waiting() == []
    assert life.store.journal.put_aside() == []
    notes = [note for outcome in life.outcomes for note in outcome.notes]
    if names != ("export", "data_api"):
        assert any(
            f"doubtful rankings-daily tokens {JUMP} is now recorded: " in note for note in notes
        )
    assert sum(outcome.failed for outcome in life.outcomes) <= 2
    assert life.amiss() == ()


def test_a_month_of_a_new_level_is_recorded_day_by_day(life: Life) -> None:
    times = jump(3.5, since=JUMP)
    life.live(Publisher(times), START, START + timedelta(days=35))
    assert life.held() == totals(FIRST, START + timedelta(days=34), times)
    failed = [outcome for outcome in life.outcomes if outcome.failed]
    assert len(failed) == 1, "it was doubted once"
    assert life.amiss() == ()


@pytest.mark.parametrize("times", TRUE.values(), ids=TRUE)
@pytest.mark.parametrize("names", [("export",), ("export", "data_api"), ("data_api",)], ids=str)
def test_a_new_installation_has_all_of_it_at_once(
    times: Times, names: tuple[str, ...], archive: Archive, store: Store
) -> None:
    life, publisher = Life(archive, store, names), Publisher(times)
    for day in days(date(2026, 9, 25), date(2026, 11, 20)):
        publisher.snapshot(day)
    life.run(publisher)
    assert life.held().items() >= totals(FIRST, date(2026, 11, 19), times).items()
    assert not any(outcome.failed for outcome in life.outcomes)
    assert life.amiss() == ()


def test_of_a_body_of_many_days_one_is_doubted(life: Life) -> None:
    figures = {
        day: said_of(day, jump(9, JUMP)) for day in days(date(2026, 3, 1), date(2026, 11, 15))
    }
    outcome = life.bring_in(api_body(figures, datetime(2026, 11, 16, 7, tzinfo=UTC)), "many.json")
    assert outcome.recorded.new == 259
    assert "its total is 9.0" in str(outcome.trouble)
    assert JUMP not in life.held()
    assert life.waiting() == [f"rankings-daily tokens {JUMP}"]


def test_one_acceptance_settles_the_event(life: Life, databases: Databases) -> None:
    """A jump, of which another vintage came within hours, and all that follows."""
    life.names, publisher = ("data_api",), Publisher(jump(3.5, since=JUMP))
    life.live(publisher, START, JUMP + timedelta(days=1))
    figures = {JUMP: {**said_of(JUMP, publisher.times), "other": 5}}
    outcome = life.bring_in(api_body(figures, publisher.now + timedelta(hours=2)), "again.json")
    assert any("still doubtful" in note for note in outcome.notes)
    assert life.waiting() == 2 * [f"rankings-daily tokens {JUMP}"]
    number = min(row.id for row in life.store.journal.put_aside())
    now = publisher.now + timedelta(hours=3)
    outcome = reparse.accept(number, life.archive, life.store, now=now, version="0")
    assert (outcome.trouble, outcome.recorded) == (None, Recorded(new=1, changed=1))
    assert life.waiting() == []
    life.live(publisher, JUMP + timedelta(days=2), JUMP + timedelta(days=9))
    assert not any(outcome.failed for outcome in life.outcomes[-8:])
    assert life.amiss() == ()
    assert reparsed(life, databases) == [life.store.contents(), life.store.withdrawn()]


def reparsed(life: Life, databases: Databases) -> list[Any]:
    with databases.fresh() as empty:
        assert reparse.reparse(life.archive, empty, lambda _: None).troubles == []
        return [empty.contents(), empty.withdrawn()]


# Damage.


def test_a_day_that_was_wrong_for_a_while_never_reaches_a_query(life: Life) -> None:
    publisher = Publisher(jump(1))
    life.live(publisher, START, JUMP)
    wrong = {slug: value // 9 for slug, value in said_of(JUMP, jump(1)).items()}
    publisher.snapshot(JUMP + timedelta(days=1), **{str(JUMP): wrong})
    life.run(publisher)
    assert life.waiting() == [f"rankings-daily tokens {JUMP}"]
    assert life.store.withdrawn() == []
    life.live(publisher, JUMP + timedelta(days=2), JUMP + timedelta(days=4))
    assert life.held() == totals(FIRST, JUMP + timedelta(days=3), jump(1))
    assert life.waiting() == []
    assert life.store.journal.put_aside() == []
    assert sum(wrong.values()) not in [row[7] for row in life.store.contents()]
    assert life.amiss() == ()


@pytest.mark.parametrize("factor", [4, 7, 1000])
def test_a_body_that_counts_something_else_all_over_is_doubted_all_over(
    life: Life, factor: int
) -> None:
    publisher = Publisher(jump(1))
    life.live(publisher, START, JUMP)
    before = life.store.contents()
    figures = {
        day: {slug: value * factor for slug, value in said_of(day, jump(1)).items()}
        for day in days(JUMP - timedelta(days=31), JUMP)
    }
    outcome = life.bring_in(api_body(figures, published(JUMP + timedelta(days=1))), "strange.json")
    assert outcome.trouble is not None
    assert not outcome.recorded.anything
    assert life.store.contents() == before


def test_days_of_a_long_gap_that_count_something_else_wait(life: Life) -> None:
    """Nothing on record speaks against them, and nothing in their body for them."""
    life.live(Publisher(jump(1)), START, JUMP)
    before = life.store.contents()
    figures = {
        day: {slug: value * 7 for slug, value in said_of(day, jump(1)).items()}
        for day in days(JUMP, JUMP + timedelta(days=59))
    }
    made = midnight(JUMP + timedelta(days=61))
    assert life.bring_in(api_body(figures, made), "one.json").trouble is not None
    assert life.store.contents() == before
    life.bring_in(api_body(figures, made + timedelta(days=1)), "two.json")
    assert life.waiting() == [], "who says it again a day later means it"
    assert life.amiss() == ()


def test_what_was_doubted_is_told_once_and_then_waits(life: Life) -> None:
    publisher = Publisher(jump(3.5, JUMP))
    life.names = ("data_api",)
    life.live(publisher, START, JUMP + timedelta(days=1))
    assert life.outcomes[-1].failed
    for hours in (1, 2):
        publisher.now = published(JUMP + timedelta(days=1)) + timedelta(hours=hours)
        (outcome,) = life.run(publisher)
        assert not outcome.failed
        assert any("still doubtful" in note for note in outcome.notes)
    assert JUMP not in life.held()
    assert life.amiss() == ()


# Lists of entries, and what two datasets say of one week.


def catalogue(life: Life, models: int, at: datetime) -> Any:
    body = frontend_bodies.catalogue_body(frontend_bodies.catalogue_models()[:models])
    told = payload(body, "catalog", "https://h/api/v1/models", fetched_at=at)
    return import_files.import_body(Body(told, source("catalog")), life.archive, life.store, at)


def test_a_catalogue_that_lost_half_is_believed_when_it_stays_so(life: Life) -> None:
    at = datetime(2026, 10, 1, 3, tzinfo=UTC)
    assert catalogue(life, 40, at).trouble is None
    assert "it lists 15 entries" in str(catalogue(life, 15, at + timedelta(days=1)).trouble)
    assert len(life.store.entries("catalog")) == 40
    assert catalogue(life, 16, at + timedelta(days=2)).trouble is None
    assert life.waiting() == []
    assert life.store.listed("catalog") == 16
    assert life.amiss() == ()


def test_a_catalogue_that_was_cut_once_is_not_believed_afterwards(life: Life) -> None:
    at = datetime(2026, 10, 1, 3, tzinfo=UTC)
    catalogue(life, 40, at)
    catalogue(life, 15, at + timedelta(days=1))
    assert catalogue(life, 39, at + timedelta(days=2)).trouble is None
    assert life.waiting() == []
    assert life.store.journal.put_aside() == []
    assert life.store.listed("catalog", at + timedelta(days=1, hours=1)) == 40
    assert life.amiss() == ()
