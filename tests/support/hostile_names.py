"""Names that mean harm, and a store in which everything that can be exported has them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from support.frontend_bodies import a_model, a_result, benchmark_csv, catalogue_body
from support.sample_boards import board, payload, put
from support.whole_publisher import vercel_body

from tracker.archive import Capture
from tracker.records import BUCKETS, OTHER
from tracker.sources.datasets import benchmarks, catalog, session_cost, task_shares
from tracker.sources.elsewhere import vercel
from tracker.store import Store, schema
from tracker.weeks import DAY, WEEK

NAMES = (
    "<script>alert(1)</script>",
    '=HYPERLINK("http://127.0.0.1:9/","click")',
    "+1+cmd|' /C calc'!A0",
    "=1+1",
    "\uff1d1+1",
    "../../../etc/passwd",
    "a/\u202egnp.exe\u200f",
    "a/two\nlines\r=1+1",
    "\r=1+1",
    "\n=1+1",
    "a/\x01\x08\x0b\x1b[31m\x1f\x7f\ufffe",
    "a/_x0041_",
    "a/" + "x" * 300,
    'a/"quoted",and;parted\t|',
    "https://127.0.0.1:9/click",
    "all",
    "9" * 20,
    "true",
)
FIRST = date(2025, 12, 22)
"""So that the weeks lie in two years."""
MADE = datetime(2026, 8, 22, 7, 10, 19, 789000, tzinfo=UTC)


@contextmanager
def store(url: str) -> Iterator[Store]:
    """A store of them at an address at which there is nothing yet."""
    with Store(url) as opened:
        schema.ready(opened.engine)
        _fill(opened)
        yield opened


def _fill(store: Store) -> None:
    """Three weeks of tokens, calls, apps and classes of prompt length, an official day, a list of
    models and results of a benchmark. In the second week two are level at the top, in the third another leads."""
    told = {name: 1_000 - place for place, name in enumerate(NAMES)} | {OTHER: 5}
    first, second, third = NAMES[:3]
    weeks = [told, told | {second: told[first]}, told | {third: 2_000}]
    for number, readings in enumerate(weeks):
        week = FIRST + number * WEEK
        official = board(week, readings, MADE, dataset="rankings-weekly", days=7)
        window = board(
            week, readings, MADE, dataset="models-window", metric="calls", depth=None, days=7
        )
        billed = replace(window, key=replace(window.key, metric="spend"), selection="spend")
        apps = board(week, readings, MADE, dataset="app-rankings", days=7)
        put(
            store,
            official,
            window,
            billed,
            replace(apps, key=replace(apps.key, scope="apps")),
            *(
                replace(
                    replace(window, readings=tuple((name, 1) for name in NAMES), depth=9),
                    key=replace(window.key, dataset="context-length", scope=f"models/{length}"),
                )
                for length in BUCKETS
            ),
        )
    put(store, board(FIRST, told, MADE))
    listed = catalogue_body([a_model(name) for name in NAMES])
    results = benchmark_csv([a_result(model=name) for name in NAMES])
    bodies = Path(__file__).parents[1] / "bodies"
    snapshots = [
        (source, (bodies / f"{source.NAME}.json").read_bytes())
        for source in (session_cost, task_shares)
    ]
    for source, body in ((catalog, listed), (benchmarks, results), *snapshots):
        found = payload(body, source.NAME, f"file:{source.NAME}", fetched_at=MADE)
        store.record(Capture(found, f"{source.NAME}.gz"), source.parse(found))
    for dataset in ("labs", "models"):
        body = vercel_body(dataset, FIRST, FIRST + 6 * DAY)
        found = payload(body, vercel.NAME, f"file:{dataset}", fetched_at=MADE)
        store.record(Capture(found, f"{dataset}.gz"), vercel.parse(found))
