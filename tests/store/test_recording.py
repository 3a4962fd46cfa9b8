"""Vintages do not depend on the order of arrival, and nothing is lost or doubled."""

from __future__ import annotations

import gzip
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from support.databases import Databases
from support.sample_boards import a_day, answer, board, payload, put_week

from tracker import checks
from tracker.archive import Capture
from tracker.errors import CheckFailed, GapError, TrackerError
from tracker.records import LARGEST, OTHER, Answer, Board, Entry, Key
from tracker.sources.datasets import data_api
from tracker.store import Recorded, Store
from tracker.store.journal import REFUSED
from tracker.weeks import Period

DAY = date(2026, 8, 1)
START = datetime(2026, 8, 2, 7, tzinfo=UTC)


def at(hours: float) -> datetime:
    return START + timedelta(hours=hours)


def capture(body: bytes = b"{}", url: str = "https://h/x", fetched_at: datetime = START) -> Capture:
    return Capture(payload(body, url=url, fetched_at=fetched_at), "data_api/2026/x.gz")


def put(store: Store, *boards: Board) -> Recorded:
    """Record boards as a capture of their own."""
    reply = answer(*boards)
    body = repr([(result.key, result.known_from, result.readings) for result in boards]).encode()
    return store.record(capture(body), reply)


def rows(store: Store) -> dict[str, int]:
    with store.transaction() as connection:
        return {
            table: connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()
            for table in ("captures", "boards", "readings", "sightings", "slugs")
        }


def a_board(content: str, hours: float, day: date = DAY) -> Board:
    """Return a board whose figures are those of a letter."""
    return board(day, {"a/x": ord(content), f"b/{content}": 7, OTHER: 3}, at(hours))


# The order of arrival.


@dataclass(frozen=True)
class Sighting:
    day: int
    instant: int
    content: str

    @property
    def board(self) -> Board:
        return a_board(self.content, self.instant, DAY + timedelta(self.day))


@st.composite
def arrivals(draw: st.DrawFn) -> list[Sighting]:
    """Sightings of a few days at a few instants, one content each, in any order, some twice."""
    instants = st.tuples(st.integers(0, 1), st.integers(0, 7))
    contents = draw(st.dictionaries(instants, st.sampled_from("ABC"), min_size=1, max_size=12))
    result = [Sighting(day, instant, content) for (day, instant), content in contents.items()]
    return draw(st.permutations([*result, *result[: draw(st.integers(0, 3))]]))


def collapse(sightings: Sequence[Sighting]) -> list[tuple[Key, datetime, str]]:
    """Compute the vintages by hand: in time order, a board begins where its content changes."""
    result = []
    before: dict[int, str] = {}
    for sighting in sorted(set(sightings), key=lambda sighting: (sighting.day, sighting.instant)):
        if before.get(sighting.day) != sighting.content:
            result.append((sighting.board.key, sighting.board.known_from, sighting.board.digest))
        before[sighting.day] = sighting.content
    return result


def vintages(store: Store) -> list[tuple[Key, datetime, str]]:
    return [(Key(*row[:3], Period(*row[3:5])), row[5], row[6]) for row in store.contents()]


@settings(max_examples=150, deadline=None)
@given(arrivals())
def test_any_order_of_arrival_gives_the_same_vintages(
    databases: Databases, arriving: list[Sighting]
) -> None:
    with databases.fresh() as store:
        for sighting in arriving:
            put(store, sighting.board)
        assert vintages(store) == collapse(arriving)
        for key in {sighting.board.key for sighting in arriving}:
            for known_from, readings in store.vintages(key):
                seen = [
                    sighting
                    for sighting in arriving
                    if (sighting.board.key, sighting.board.known_from) == (key, known_from)
                ]
                assert readings == dict(seen[0].board.readings), "a vintage keeps its own readings"
        assert rows(store)["sightings"] == len(set(arriving))


@settings(max_examples=40, deadline=None)
@given(arrivals(), st.randoms(use_true_random=False))
def test_several_boards_in_one_capture_are_as_good_as_one_by_one(
    databases: Databases, arriving: list[Sighting], chance: random.Random
) -> None:
    once = list(dict.fromkeys(arriving))
    batches: dict[int, list[Sighting]] = {}
    for sighting in once:
        batches.setdefault(sighting.instant, []).append(sighting)
    order = list(batches.values())
    chance.shuffle(order)
    with databases.fresh() as store:
        for batch in order:
            put(store, *(sighting.board for sighting in batch))
        assert vintages(store) == collapse(once)


def test_what_changed_is_counted(store: Store) -> None:
    assert put(store, a_board("A", 0), a_board("A", 0, DAY + timedelta(1))) == Recorded(new=2)
    assert put(store, a_board("A", 2)) == Recorded(unchanged=1)
    assert put(store, a_board("B", 4)) == Recorded(changed=1)
    assert put(store, a_board("C", 1)) == Recorded(changed=1)


# The same again.


def test_the_same_capture_twice_adds_no_row(store: Store) -> None:
    put(store, a_board("A", 0), a_board("B", 0, DAY + timedelta(1)))
    before, contents = rows(store), store.contents()
    assert put(store, a_board("A", 0), a_board("B", 0, DAY + timedelta(1))) == Recorded(unchanged=2)
    assert (rows(store), store.contents()) == (before, contents)


def test_a_body_of_an_address_is_known_once_recorded(store: Store) -> None:
    body = capture(b"1")
    assert store.journal.outcome(body) is None
    store.journal.set_aside(body, REFUSED, "why not")
    assert store.journal.outcome(body) == REFUSED
    store.record(body, answer(a_board("A", 0)))
    assert store.journal.outcome(body) == "recorded"
    assert store.journal.outcome(capture(b"1", url="https://h/y")) is None
    assert store.journal.outcome(capture(b"2")) is None
    assert rows(store)["captures"] == 1
    assert store.journal.put_aside() == []


def test_what_is_put_aside_is_listed_with_its_reason(store: Store) -> None:
    store.journal.set_aside(capture(b"1"), REFUSED, "no figures")
    (row,) = store.journal.put_aside()
    assert (row.source, row.path, row.outcome, row.why) == (
        "data_api",
        "data_api/2026/x.gz",
        "refused",
        "no figures",
    )
    assert row.fetched_at == START


# Corrections.


def test_a_corrected_day_replaces_its_board_whole(store: Store) -> None:
    put(store, board(DAY, {"a/x": 5, "b/gone": 4, OTHER: 1}, at(0)))
    put(store, board(DAY, {"a/x": 6, "c/new": 3, OTHER: 1}, at(24)))
    key = a_board("A", 0).key
    assert store.vintages(key) == [
        (at(0), {"a/x": 5, "b/gone": 4, OTHER: 1}),
        (at(24), {"a/x": 6, "c/new": 3, OTHER: 1}),
    ]


def test_the_order_of_rows_is_no_correction(store: Store) -> None:
    put(store, board(DAY, {"a/x": 5, "b/y": 5}, at(0)))
    assert put(store, board(DAY, {"b/y": 5, "a/x": 5}, at(1))) == Recorded(unchanged=1)


@pytest.mark.parametrize(
    "changed",
    [
        board(DAY, {"a/x": 5, "b/y": 6}, at(1)),
        board(DAY, {"a/x": 5}, at(1)),
        board(DAY, {"a/x": 5, "b/z": 5}, at(1)),
        board(DAY, {"a/x": 5, "b/y": 5}, at(1), depth=9),
    ],
)
def test_any_other_content_is_a_correction(store: Store, changed: Board) -> None:
    put(store, board(DAY, {"a/x": 5, "b/y": 5}, at(0)))
    assert put(store, changed) == Recorded(changed=1)


def test_datasets_metrics_and_periods_are_boards_of_their_own(store: Store) -> None:
    boards = [
        board(DAY, {"a/x": 5}, at(0)),
        board(DAY, {"a/x": 5}, at(0), metric="calls"),
        board(DAY, {"a/x": 5}, at(0), dataset="models-window"),
        board(DAY, {"a/x": 5}, at(0), days=7),
    ]
    assert put(store, *boards) == Recorded(new=4)
    assert len({row[:5] for row in store.contents()}) == 4


def test_the_same_instant_with_other_figures_is_refused_and_nothing_changes(store: Store) -> None:
    put(store, a_board("A", 0), a_board("A", 0, DAY + timedelta(1)))
    put(store, a_board("A", 5))
    before, contents = rows(store), store.contents()
    for hours in (0, 5):
        with pytest.raises(
            CheckFailed, match="is known from the same instant with other figures"
        ) as caught:
            put(store, a_board("C", hours, DAY + timedelta(3)), a_board("B", hours))
        assert caught.value.datum == a_board("B", 0).key
        assert not caught.value.doubtful
    assert (rows(store), store.contents()) == (before, contents)


def test_a_period_that_later_answers_leave_out_is_withdrawn_and_stays(store: Store) -> None:
    first, second = a_board("A", 0), a_board("A", 0, DAY + timedelta(1))
    window = Period(DAY, DAY + timedelta(2))
    store.record(capture(b"1"), Answer((first, second), at(0), window))
    assert store.withdrawn() == []
    store.record(capture(b"2"), Answer((a_board("A", 9, DAY + timedelta(1)),), at(9), window))
    assert store.withdrawn() == [first.key]
    assert len(store.contents()) == 2
    store.record(capture(b"3"), Answer((a_board("A", 12),), at(12), window))
    assert store.withdrawn() == [second.key]


# What the database itself holds to.


def test_the_database_allows_one_board_a_key_and_instant(store: Store) -> None:
    put(store, a_board("A", 0))
    with pytest.raises(IntegrityError), store.engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO boards (capture_id, dataset, metric, scope, period_start, period_end,"
                " days, week, depth, selection, digest, total, known_from)"
                " SELECT capture_id, dataset, metric, scope, period_start, period_end,"
                " days, week, depth, selection, 'other', total, known_from FROM boards"
            )
        )


@pytest.mark.parametrize("value", [0, 1, 2**53 + 1, LARGEST - 1, LARGEST])
def test_counts_are_kept_exactly(store: Store, value: int) -> None:
    put(store, board(DAY, {"a/x": value, OTHER: 0}, at(0)))
    ((_, readings),) = store.vintages(a_board("A", 0).key)
    assert readings == {"a/x": value, OTHER: 0}
    assert store.contents()[0][7] == value


def test_instants_are_kept_to_the_microsecond_and_in_utc(store: Store) -> None:
    instant = datetime(2026, 8, 2, 7, 10, 19, 789_123, UTC)
    put(store, board(DAY, {"a/x": 1}, instant))
    ((result, _),) = store.vintages(a_board("A", 0).key)
    assert result == instant
    assert result.tzinfo == UTC


def test_a_rehearsal_takes_everything_back(store: Store) -> None:
    put(store, a_board("A", 0))
    before, contents = rows(store), store.contents()
    with store.rehearsal():
        assert put(store, a_board("B", 5)) == Recorded(changed=1)
        assert len(store.contents()) == 2
    assert (rows(store), store.contents()) == (before, contents)
    with pytest.raises(CheckFailed), store.rehearsal():
        put(store, a_board("B", 6), a_board("C", 0))
    assert (rows(store), store.contents()) == (before, contents)


def test_a_rebuilding_that_fails_leaves_what_was_there(store: Store) -> None:
    put(store, a_board("A", 0))
    before, contents = rows(store), store.contents()

    def rebuild() -> None:
        with store.rebuilding():
            assert store.contents() == []
            put(store, a_board("B", 5))
            put(store, a_board("C", 5))

    with pytest.raises(CheckFailed):
        rebuild()
    assert (rows(store), store.contents()) == (before, contents)


def test_a_rebuilding_forgets_what_does_not_come_back_and_numbers_on(store: Store) -> None:
    put(store, a_board("A", 0), a_board("B", 5))
    with store.rebuilding():
        put(store, a_board("A", 0))
    assert store.slugs() == ["a/x", "b/A"]
    put(store, a_board("C", 9))
    with store.transaction() as connection:
        for table in ("captures", "boards"):
            numbers = connection.scalars(text(f"SELECT id FROM {table} ORDER BY id")).all()
            assert numbers == [numbers[0], numbers[0] + 1], table


def test_a_database_that_will_not_write_is_one_sentence(store: Store) -> None:
    with store.engine.begin() as connection:
        connection.execute(text("DROP TABLE sightings"))
    with pytest.raises(TrackerError, match=r"the database .* answers: .*sightings"):
        put(store, a_board("A", 0))
    assert store.contents() == [], "the transaction is taken back whole"


def test_only_what_brought_something_counts_as_the_last_time(store: Store) -> None:
    """A manifest whose file never came, or a refusal, does not put the next try off for a week."""
    received = payload(b"{}", "benchmarks", "https://h/latest.manifest.json", fetched_at=at(5))
    store.journal.set_aside(Capture(received, "m.gz"), "manifest")
    store.journal.set_aside(Capture(replace(received, body=b"<"), "r.gz"), "refused", "not CSV")
    assert store.journal.last_recorded("benchmarks") is None
    recorded = replace(received, body=b"1", fetched_at=at(1))
    store.record(
        Capture(recorded, "k.gz"), Answer((), at(1), entries=(Entry("x", "a", {}, at(1)),))
    )
    assert store.journal.last_recorded("benchmarks") == at(1)


def test_a_run_is_logged_and_its_requests_are_counted(store: Store) -> None:
    def log(source: str, hours: float, requests: int) -> None:
        counts: dict[str, Any] = dict.fromkeys(("new", "changed", "unchanged"), 0)
        store.journal.log(
            source=source, started_at=at(hours), ended_at=at(hours), outcome="fine",
            requests=requests, notes="", version="0", **counts,
        )  # fmt: skip

    log("export", 0, 5)
    log("export", 2, 7)
    log("data_api", 3, 11)
    assert store.journal.requests_since(at(-1), ["export"]) == 12
    assert store.journal.requests_since(at(1), ["export"]) == 7
    assert store.journal.requests_since(at(9), ["export"]) == 0
    assert store.journal.requests_since(at(1), ["export", "data_api"]) == 18
    assert [(run.source, run.requests) for run in store.journal.last_runs()] == [
        ("data_api", 11),
        ("export", 7),
    ]


def test_what_is_held_is_told_by_dataset(store: Store) -> None:
    put(store, a_board("A", 0), a_board("A", 0, DAY + timedelta(3)))
    put(store, a_board("B", 5))
    put(store, board(date(2026, 7, 27), {"a/x": 1}, at(0), dataset="rankings-weekly", days=7))
    assert store.held() == {
        "rankings-daily": {DAY, DAY + timedelta(3)},
        "rankings-weekly": {date(2026, 7, 27)},
    }


def test_the_recent_boards_are_the_newest_vintages_of_four_weeks(store: Store) -> None:
    for back in (1, 2, 28, 29):
        put(store, board(DAY - timedelta(back), a_day(leader=1_000_000 + back), at(0)))
    put(store, board(DAY - timedelta(2), a_day(leader=3_000_000), at(1)))
    put(store, board(DAY, a_day(), at(0)))
    put(store, board(DAY - timedelta(1), a_day(), at(0), metric="calls"))
    known = store.recent(board(DAY, a_day(), at(2)))
    assert [(DAY - result.start).days for result in known] == [28, 2, 1]
    assert known[1].total == sum(a_day(leader=3_000_000).values())
    assert known[-1].leaders == tuple(list(a_day())[:10])
    assert known[0].leaders == ()


# What is known of the four weeks before, from whichever dataset.


MONDAY = date(2026, 7, 20)
TRILLION = 10**12


def every_model(
    total: int, start: date = MONDAY, *, metric: str = "tokens", hours: float = 0
) -> Board:
    """Return a list of every model over seven days."""
    readings = {f"a/model-{n:03d}": total // 200 for n in range(200)}
    return board(
        start, readings, at(hours), dataset="models-window", metric=metric, depth=None, days=7
    )


def put_official(store: Store, first: date, count: int, daily: int = 7 * TRILLION) -> None:
    """Official days, each with the same total."""
    put(
        store,
        *(
            board(first + timedelta(n), {"a/x": daily // 2, OTHER: daily - daily // 2}, at(0))
            for n in range(count)
        ),
    )


def examined(store: Store, *boards: Board) -> CheckFailed | None:
    """Return the error of the checks for a body with these boards, as the store is."""
    reply = answer(*boards)
    doubts = checks.examine(payload(b"{}"), reply, now=at(9_999), recent=store.recent)
    return CheckFailed(doubts[0].why, doubtful=True) if doubts else None


def test_official_days_are_the_measure_of_a_first_monday_window(store: Store) -> None:
    put_official(store, MONDAY - timedelta(28), 28)
    known = store.recent(every_model(49 * TRILLION))
    assert [(result.start, result.total) for result in known] == [
        (MONDAY - timedelta(7 * n), 49 * TRILLION) for n in (4, 3, 2, 1)
    ]
    assert examined(store, every_model(50 * TRILLION)) is None
    objection = examined(store, every_model(245 * TRILLION))
    assert objection is not None
    assert objection.doubtful
    assert "models-window tokens 2026-W30: its total is 5.00 times" in str(objection)


def test_a_window_that_straddles_two_weeks_is_measured_too(store: Store) -> None:
    put_official(store, MONDAY - timedelta(28), 28)
    rolling = every_model(245 * TRILLION, MONDAY + timedelta(3))
    assert [result.start for result in store.recent(rolling)] == [
        MONDAY - timedelta(7 * n) for n in (3, 2, 1)
    ], "three whole weeks are too few to doubt it by"
    put_official(store, MONDAY, 7)
    objection = examined(store, rolling)
    assert objection is not None
    assert "its total is 5.00 times" in str(objection)


def test_weeks_that_are_not_whole_are_no_measure(store: Store) -> None:
    put_official(store, MONDAY - timedelta(28), 20)
    assert [result.start for result in store.recent(every_model(TRILLION))] == [
        MONDAY - timedelta(28),
        MONDAY - timedelta(21),
    ]


def test_another_metric_and_boards_chosen_by_another_are_no_measure(store: Store) -> None:
    put_official(store, MONDAY - timedelta(28), 28)
    activity: Any = {"dataset": "history-model-activity", "depth": 10, "days": 7}
    chosen = [
        replace(
            board(MONDAY - timedelta(7 * n), {"a/x": 5}, at(0), metric="calls", **activity),
            selection="tokens",
        )
        for n in (4, 3, 2, 1)
    ]
    put(store, *chosen)
    assert store.recent(every_model(4 * 10**9, metric="calls")) == []


def test_the_last_of_its_own_kind_comes_last_with_its_leaders(store: Store) -> None:
    put_official(store, MONDAY - timedelta(28), 28)
    put(store, every_model(50 * TRILLION, MONDAY - timedelta(1)))
    *weeks, own = store.recent(every_model(50 * TRILLION))
    assert [result.leaders for result in weeks] == [()] * 4
    assert (own.start, own.names) == (MONDAY - timedelta(1), 200)
    assert own.leaders == tuple(f"a/model-{n:03d}" for n in range(10))
    shrunk = board(
        MONDAY,
        {f"a/model-{n:03d}": TRILLION // 2 for n in range(99)},
        at(0),
        dataset="models-window",
        depth=None,
        days=7,
    )
    objection = examined(store, shrunk)
    assert objection is not None
    assert "it names 99 models, but just before there were 200" in str(objection)


def test_the_newest_vintages_are_the_measure(store: Store) -> None:
    put_official(store, MONDAY - timedelta(28), 28)
    for n in range(28):
        put(store, board(MONDAY - timedelta(28 - n), {"a/x": 35 * TRILLION, OTHER: 0}, at(1)))
    assert examined(store, every_model(245 * TRILLION)) is None


def test_a_chart_of_another_unit_is_doubted_by_its_oldest_week(store: Store) -> None:
    put_official(store, MONDAY - timedelta(35), 35)
    charts = [
        [
            board(
                MONDAY - timedelta(7 * n), {"a/x": times * 49 * TRILLION, OTHER: 0}, at(0),
                dataset="model-chart", depth=1, days=7,
            )
            for n in (1, 0)
        ]
        for times in (1, 5)
    ]  # fmt: skip
    assert examined(store, *charts[0]) is None
    objection = examined(store, *charts[1])
    assert objection is not None
    assert "model-chart tokens 2026-W29: its total is 5.00 times" in str(objection)


# The recorded bodies.


@pytest.fixture(scope="module")
def recorded(shared: Path) -> list[tuple[Capture, Answer]]:
    """All sixteen recorded bodies of `rankings-daily`."""
    result = []
    for file in sorted((shared / "data/rankings-daily").glob("*.json.gz")):
        body = payload(gzip.decompress(file.read_bytes()), url=f"file:{file.name}")
        result.append((Capture(body, file.name), data_api.parse(body)))
    assert len(result) == 16
    return result


@pytest.fixture(scope="module")
def in_order(databases: Databases, recorded: list[tuple[Capture, Answer]]) -> Iterator[Store]:
    with databases.fresh() as store:
        for captured, reply in sorted(recorded, key=lambda result: result[1].as_of):
            store.record(captured, reply)
        yield store


@pytest.mark.parametrize("seed", [1, 2])
def test_the_recorded_bodies_give_one_store_in_any_order(
    databases: Databases, recorded: list[tuple[Capture, Answer]], in_order: Store, seed: int
) -> None:
    shuffled = list(recorded)
    random.Random(seed).shuffle(shuffled)
    assert [reply.as_of for _, reply in shuffled] != sorted(reply.as_of for _, reply in recorded)
    with databases.fresh() as store:
        for captured, reply in shuffled:
            store.record(captured, reply)
        assert store.contents() == in_order.contents()
        before = rows(store)
        for captured, reply in recorded[::5]:
            assert store.journal.outcome(captured) == "recorded"
            assert not store.record(captured, reply).anything
        assert rows(store) == before


def test_the_recorded_corrections_are_vintages(in_order: Store) -> None:
    corrected: dict[date, list[datetime]] = {}
    for row in in_order.contents():
        corrected.setdefault(row[3], []).append(row[5])
    assert len(corrected) == 596
    assert {
        day: [instant.date() for instant in instants]
        for day, instants in corrected.items()
        if len(instants) > 1
    } == {
        date(2026, 7, 31): [date(2026, 8, 1), date(2026, 8, 2)],
        date(2026, 8, 15): [date(2026, 8, 16), date(2026, 8, 17)],
    }


@pytest.mark.parametrize("day", [date(2026, 7, 31), date(2026, 8, 15)])
def test_a_recorded_correction_changed_values_and_no_names(in_order: Store, day: date) -> None:
    first, second = (
        reply
        for _, reply in in_order.vintages(
            Key("rankings-daily", "tokens", "models", Period.of_day(day))
        )
    )
    assert first != second
    assert first.keys() == second.keys()
    assert 0 < abs(sum(second.values()) - sum(first.values())) < 0.001 * sum(first.values())


def test_the_newest_instant_is_of_a_board_or_of_an_entry(store: Store) -> None:
    with pytest.raises(GapError, match="nothing is recorded"):
        store.newest()
    put_week(store, "rankings-weekly", made=datetime(2026, 5, 1, tzinfo=UTC))
    put_week(store, "rankings-weekly", made=datetime(2026, 4, 8, tzinfo=UTC))
    assert store.newest() == datetime(2026, 5, 1, tzinfo=UTC)
