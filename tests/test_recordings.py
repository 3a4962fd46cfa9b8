"""Whatever order recorded bodies come in: nothing real is quarantined, and the boards are the same."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest
from support import recordings
from support.databases import Databases
from support.recordings import NOT_REAL, NOW, SHELL

from tracker import checks
from tracker.archive import Archive
from tracker.checks import LOOK_BACK, Known, unlikely
from tracker.ingest import import_files
from tracker.ingest.import_files import Body
from tracker.records import Board
from tracker.weeks import DAY

ORDERS: dict[str, Callable[[list[Body]], Iterable[Body]]] = {
    "reversed": lambda bodies: bodies[::-1],
    **{
        f"shuffled, {seed}": lambda bodies, seed=seed: Random(seed).sample(bodies, len(bodies))
        for seed in range(3)
    },
}


@pytest.fixture(scope="module")
def bodies(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Body]:
    found = recordings.bodies(shared / "data", tmp_path_factory.mktemp("bodies"))
    assert len(found) > 90
    return found


@pytest.fixture(scope="module")
def walk(
    databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[Iterable[Body]], tuple[Any, dict[str, str]]]:
    """Bring bodies in one after another: what is on record then, and what was not taken."""

    def walking(bodies: Iterable[Body]) -> tuple[Any, dict[str, str]]:
        archive = Archive(tmp_path_factory.mktemp("walk") / "archive")
        with databases.fresh() as store:
            taken = [import_files.import_body(body, archive, store, NOW) for body in bodies]
            entries = [tuple(row) for row in store.entry_vintages("catalog")]
            record = (store.contents(), entries, store.withdrawn())
        return record, {one.payload.name: str(one.trouble) for one in taken if one.trouble}

    return walking


@pytest.fixture(scope="module")
def in_order(
    bodies: list[Body], walk: Callable[[Iterable[Body]], tuple[Any, dict[str, str]]]
) -> tuple[Any, dict[str, str]]:
    return walk(bodies)


def test_in_order_only_what_is_not_real_is_quarantined(
    in_order: tuple[Any, dict[str, str]],
) -> None:
    (boards, entries, _), troubles = in_order
    assert troubles.keys() == NOT_REAL | {SHELL}
    assert "the page's shell without data" in troubles[SHELL]
    assert all("tracker accept" in troubles[name] for name in NOT_REAL)
    assert len(boards) > 900
    assert len(entries) > 400


@pytest.mark.parametrize("order", ORDERS.values(), ids=ORDERS)
def test_in_any_order_the_boards_are_the_same_and_nothing_real_is_quarantined(
    bodies: list[Body],
    in_order: tuple[Any, dict[str, str]],
    walk: Callable[[Iterable[Body]], tuple[Any, dict[str, str]]],
    order: Callable[[list[Body]], Iterable[Body]],
) -> None:
    record, troubles = walk(order(bodies))
    assert troubles.keys() == in_order[1].keys()
    assert record == in_order[0]


# The gates by themselves, on every step.


@pytest.fixture(scope="module")
def kinds(bodies: list[Body]) -> dict[tuple[str, str, str, int], list[Board]]:
    """Return the recorded boards of each kind by period, in the newest vintage."""
    found: dict[tuple[str, str, str, int], dict[Any, Board]] = defaultdict(dict)
    for body in bodies:
        real = body.payload.name not in {*NOT_REAL, SHELL} and body.payload.carries == "boards"
        for board in body.source.parse(body.payload).boards if real and body.source else ():
            key = board.key
            found[key.dataset, key.metric, key.scope, key.period.days][key.period] = board
    return {kind: [told[period] for period in sorted(told)] for kind, told in found.items()}


@pytest.mark.parametrize("kept", [1.0, 0.5, 0.2])
def test_no_gate_doubts_a_recorded_step_whatever_else_is_known(
    kinds: dict[tuple[str, str, str, int], list[Board]], kept: float
) -> None:
    """Of the boards of the four weeks before, each is known or not."""
    random, steps, nothing = Random(7), 0, [None for _ in unlikely.DOUBTS]
    for boards in kinds.values():
        known = [(board.key.period, unlikely.summarize(board)) for board in boards]
        for board in boards:
            start = board.key.period.start
            before = [
                told
                for period, told in known
                if start - LOOK_BACK <= period.start < start and random.random() < kept
            ]
            steps += len(before) > 0
            assert [doubt(board, before) for doubt in unlikely.DOUBTS] == nothing, board.key
    assert steps > 400


def test_a_recorded_list_that_lost_a_leader_that_lasts_is_doubted(
    kinds: dict[tuple[str, str, str, int], list[Board]],
) -> None:
    """Every list of every model of which the one before is known, without its leader."""
    lists, asked = kinds["models-window", "tokens", "models", 7], 0
    for board in lists:
        start = board.key.period.start
        before = [
            unlikely.summarize(other)
            for other in lists
            if start - 7 * DAY <= other.key.period.start < start
        ]
        lasting = [
            slug
            for slug in (before[-1].leaders if before else ())
            if not slug.startswith("stealth/") and not slug.endswith(":free")
        ]
        if not lasting:
            continue
        asked += 1
        without = tuple(row for row in board.readings if row[0] != lasting[0])
        says = unlikely.are_the_leaders_still_there(replace(board, readings=without), before)
        assert says == f"{lasting[0]}, a leader just before, is not named"
    assert asked > 9


def test_the_week_after_a_stealth_model_that_led_is_taken(
    bodies: list[Body], kinds: dict[tuple[str, str, str, int], list[Board]]
) -> None:
    """The list of 2026-09-08 lacks the leader of the two weeks before it."""
    (body,) = (
        body
        for body in bodies
        if body.payload.name == "models.json" and f"{body.payload.fetched_at:%F}" == "2026-09-08"
    )
    assert body.source is not None
    said = body.source.parse(body.payload)
    lists = kinds["models-window", "tokens", "models", 7]

    def recent(board: Board) -> list[Known]:
        start = board.key.period.start
        if board.key.metric != "tokens":
            return []
        return [unlikely.summarize(told) for told in lists if told.key.period.start < start][-3:]

    tokens = said.boards[0]
    assert recent(tokens)[-1].leaders[0] == "stealth/ox-alpha"
    assert "stealth/ox-alpha" not in tokens.names
    assert checks.examine(body.payload, said, now=NOW, recent=recent) == []
    rows = json.loads(body.payload.body)["data"]
    cut = replace(body.payload, body=json.dumps({"data": rows[: len(rows) // 3]}).encode())
    cut_short = body.source.parse(cut)
    doubts = checks.examine(cut, cut_short, now=NOW, recent=recent)
    assert {doubt.key for doubt in doubts} == {board.key for board in cut_short.boards}
