"""Three years of daily runs: an archive of 3,451 captures, recorded and verified.

A day is a manifest, a snapshot of thirty days and a catalogue; a week is the results of benchmarks.
The last two days of a snapshot are revised by the next. The ratio is that of `verify` to the reading
of the whole archive into an empty store, and, below it, to hashing it.
"""

from __future__ import annotations

import gzip
import hashlib
import sys
import tempfile
import time
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from support import frontend_bodies
from support.sample_boards import EXPORTS, export_csv, export_manifest, published

from tracker.archive import Archive
from tracker.ingest.reparse import reparse
from tracker.ingest.verify import verify
from tracker.records import OTHER, Payload, Promise
from tracker.store import Store, schema

FIRST, DAYS = date(2026, 9, 19), 1098
NAMES, LISTED, SPAN = 50, 60, 30
Body = tuple[str, str, bytes, dict[str, object]]


def figures() -> dict[date, dict[str, int]]:
    """Every day that a snapshot holds: the names and sizes drift, the same at every call."""
    chance = np.random.default_rng(7)
    names = [f"author{n % 9}/model-{n}" for n in range(120)]
    sizes = np.exp(chance.normal(20, 1, len(names)))
    found = {}
    for number in range(DAYS + SPAN):
        sizes *= np.exp(chance.normal(0, 0.02, len(names)))
        top = np.argsort(-sizes)[:NAMES]
        readings = {names[n]: int(sizes[n]) for n in top}
        found[FIRST + timedelta(days=number - SPAN)] = {**readings, OTHER: int(sizes.sum() / 9)}
    return found


def bodies() -> list[tuple[datetime, list[Body]]]:
    """What each day brings."""
    days, brought = figures(), []
    for number in range(DAYS):
        snapshot = FIRST + timedelta(days=number)
        at = published(snapshot) + timedelta(hours=1)
        shown = {
            day: days[day] for day in (snapshot - timedelta(days=n) for n in range(SPAN, 0, -1))
        }
        for late in (1, 2):  # not settled yet
            day = snapshot - timedelta(days=late)
            shown[day] = {slug: value - value // 50 for slug, value in shown[day].items()}
        csv = export_csv(shown)
        promise = Promise(len(csv), hashlib.sha256(csv).hexdigest())
        listed = [
            frontend_bodies.a_model(
                f"author{n % 9}/model-{n}", context_length=number if n % 9 == 0 else 9
            )
            for n in range(LISTED)
        ]
        told: list[Body] = [
            ("export", f"{EXPORTS}/latest.manifest.json", export_manifest(csv, snapshot),
             {"carries": "manifest"}),
            ("export", f"{EXPORTS}/{snapshot}.csv", csv,
             {"promise": promise, "dated": published(snapshot)}),
            ("catalog", "/api/v1/models", frontend_bodies.catalogue_body(listed), {}),
        ]  # fmt: skip
        if number % 7 == 0:
            results = [
                frontend_bodies.a_result(model=f"a/m-{n}", run_count=number) for n in range(40)
            ]
            told.append(
                ("benchmarks", "/b.csv", frontend_bodies.benchmark_csv(results), {"dated": at})
            )
        brought.append((at, told))
    return brought


def fill(archive: Archive) -> None:
    for at, told in bodies():
        for source, path, body, facts in told:
            url = f"https://openrouter.ai{path}"
            archive.keep(Payload(source, url, at, body, **facts))  # type: ignore[arg-type]


def hashed(archive: Archive) -> int:
    """The least that shows whether an archive is as it was."""
    return len({
        hashlib.sha256(gzip.decompress(file.read_bytes())).digest()
        for file in archive.root.rglob("*.gz")
    })  # fmt: skip


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, Store(f"sqlite:///{folder}/t.db") as store:
        archive = Archive(Path(folder) / "archive")
        fill(archive)
        schema.ready(store.engine)
        taken = {}
        for name, work in (
            ("hash", lambda: hashed(archive)),
            ("reparse", lambda: reparse(archive, store, lambda _: None)),
            ("verify", lambda: verify(store, archive, lambda _: None)),
        ):
            began = time.process_time()
            result = work()
            taken[name] = time.process_time() - began
            print(
                f"{name:<8} {taken[name]:6.1f} s of CPU, {taken[name] / taken['hash']:5.1f} hashes"
            )
        assert not getattr(result, "troubles", ()), result
        print(f"{result.captures:,} captures, {result.boards:,} boards")
        print(f"verify / reparse: {taken['verify'] / taken['reparse']:.2f}")


if __name__ == "__main__":
    main()
