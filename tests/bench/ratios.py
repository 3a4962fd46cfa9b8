"""What the tracker costs, each as a ratio to the same work done by hand.

Both sides of a ratio run in this process (the start-up ratio: in fresh processes), in turn, on the
same rows, and the best of several rounds counts, so the ratios hold whatever else the machine does.
The rows are invented: 596 days of 51 rows, the size of the official history to 2026-08-21.
"""

from __future__ import annotations

import gc
import gzip
import json
import random
import re
import sqlite3
import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import psutil

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
sys.path.insert(0, str(Path(__file__).resolve().parent))
import measures
import rollups
from support import html_pages

from tracker.analysis import frame as frames
from tracker.analysis.ranks import rank
from tracker.analysis.shares import share
from tracker.analysis.streaks import streaks
from tracker.archive import Archive
from tracker.ingest import import_files
from tracker.records import Payload
from tracker.sources.retired import page
from tracker.store import Store, schema

DAYS = 596
NAMES = 50
ROUNDS = 5
NOW = datetime(2026, 11, 24, tzinfo=UTC)


@dataclass
class Line:
    what: str
    ours: float
    by_hand: float
    aim: float
    peak: float

    @property
    def missed(self) -> list[str]:
        """The aim, where it was missed."""
        ratio = self.ours / self.by_hand
        return [f"{self.what}: {ratio:.2f}, aim ≤ {self.aim}"] if ratio > self.aim else []

    def __str__(self) -> str:
        ratio = self.ours / self.by_hand
        return (
            f"{self.what:<58} {ratio:5.2f} × by hand   aim ≤ {self.aim:.1f}"
            f"   peak {self.peak:6.1f} MB"
        )


def bodies(folder: Path) -> list[Path]:
    """Two keyed-API bodies, one a year, as files: invented counts in the documented shape."""
    dice = random.Random(20261124)
    written: list[Path] = []
    first = date(2025, 1, 1)
    for year in (2025, 2026):
        rows = []
        for number in range(DAYS):
            day = first + timedelta(days=number)
            if day.year != year:
                continue
            names = [*range(30), *dice.sample(range(30, NAMES + 25), NAMES - 30)]
            sizes = {n: round(10**12 / (n + 2) * dice.uniform(0.7, 1.3)) for n in names}
            names.sort(key=lambda n: -sizes[n])
            rows += [(day, f"author{n % 9}/model-{n}", sizes[n]) for n in names]
            rows.append((day, "other", dice.randrange(10**9, 10**12)))
        last = min(date(year, 12, 31), first + timedelta(days=DAYS - 1))
        body = {
            "data": [
                {"date": day.isoformat(), "model_permaslug": slug, "total_tokens": str(count)}
                for day, slug, count in rows
            ],
            "meta": {
                "as_of": "2026-08-22T07:10:19.789Z",
                "version": "v1",
                "start_date": date(year, 1, 1).isoformat(),
                "end_date": last.isoformat(),
            },
        }
        file = folder / f"rankings-{year}.json.gz"
        file.write_bytes(gzip.compress(json.dumps(body, separators=(",", ":")).encode()))
        written.append(file)
    return written


def import_ours(files: list[Path], folder: Path) -> None:
    """Everything an import does: archive, parse, check, record with vintages."""
    with Store(f"sqlite:///{folder}/ours.db") as store:
        archive = Archive(folder / "archive")
        for body in import_files.read(files, None, NOW):
            taken = import_files.import_body(body, archive, store, NOW)
            assert taken.trouble is None, taken.trouble


def import_by_hand(files: list[Path], folder: Path) -> None:
    """json.loads and a bare executemany of the same rows."""
    connection = sqlite3.connect(folder / "hand.db")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute(
        "CREATE TABLE readings (day TEXT, slug TEXT, value INTEGER, PRIMARY KEY (day, slug)) WITHOUT ROWID"
    )
    for file in files:
        rows = json.loads(gzip.decompress(file.read_bytes()))["data"]
        connection.executemany(
            "INSERT INTO readings VALUES (?, ?, ?)",
            [(row["date"], row["model_permaslug"], int(row["total_tokens"])) for row in rows],
        )
    connection.commit()
    connection.close()


def ask_ours(store: Store) -> int:
    """Roll-up, rank, share, runs, on frames."""
    return len(streaks(rank(share(frames.weekly(store)))))


BY_HAND = """
WITH daily AS (
    SELECT b.id, b.week, row_number() OVER (
        PARTITION BY b.dataset, b.metric, b.scope, b.period_start, b.period_end
        ORDER BY b.known_from DESC) AS newest
    FROM boards b WHERE b.metric = 'tokens' AND b.dataset = 'rankings-daily'
), whole AS (
    SELECT week FROM daily WHERE newest = 1 GROUP BY week HAVING count(*) >= 6
), sums AS (
    SELECT d.week, s.slug, sum(r.value) AS value, count(*) AS days
    FROM daily d JOIN readings r ON r.board_id = d.id JOIN slugs s ON s.id = r.slug_id
    WHERE d.newest = 1 GROUP BY d.week, s.slug
), shared AS (
    SELECT *, 1.0 * value / sum(value) OVER (PARTITION BY week) AS share FROM sums
), moved AS (
    SELECT *, share - lag(share) OVER (PARTITION BY slug ORDER BY week) AS change,
        value * 1.0 / lag(value) OVER (PARTITION BY slug ORDER BY week) AS ratio
    FROM shared
), ranked AS (
    SELECT *, rank() OVER (PARTITION BY week ORDER BY value DESC) AS position
    FROM moved WHERE slug <> 'other' AND week IN (SELECT week FROM whole)
), charted AS (
    SELECT *, lag(position) OVER w AS last_rank, min(position) OVER w AS peak,
        count(*) OVER w AS weeks_on, sum(position = 1) OVER w AS weeks_at_1
    FROM ranked WINDOW w AS (PARTITION BY slug ORDER BY week)
)
SELECT * FROM charted ORDER BY week, position
"""
RUNS_BY_HAND = """
WITH led AS (
    SELECT slug, week, julianday(week) / 7 - row_number() OVER (PARTITION BY slug ORDER BY week) AS run
    FROM charted WHERE position = 1
)
SELECT slug, min(week), max(week), count(*) FROM led GROUP BY slug, run
"""


def ask_by_hand(database: Path) -> int:
    """The same in SQL, on the same file: all rows fetched, and the runs."""
    connection = sqlite3.connect(database)
    connection.execute("CREATE TEMP TABLE charted AS " + BY_HAND)
    rows = connection.execute("SELECT * FROM charted").fetchall()
    runs = connection.execute(RUNS_BY_HAND).fetchall()
    connection.close()
    assert rows
    return len(runs)


def a_page() -> Payload:
    """A rankings page of the size of the recorded one: 344 models, 52 weeks, 53 of authors, apps."""
    dice = random.Random(20261124)
    models = [
        {
            "date": "2025-11-07 00:00:00", "model_permaslug": f"author{n % 40}/model-{n}-20250{n % 9 + 1}01",
            "variant": "standard", "total_completion_tokens": dice.randrange(10**8, 10**10),
            "total_prompt_tokens": dice.randrange(10**9, 10**12), "total_native_tokens_reasoning": 0,
            "count": dice.randrange(10**4, 10**7), "num_media_prompt": 0, "num_media_completion": 0,
            "num_audio_prompt": 0, "total_native_tokens_cached": 0, "total_tool_calls": 0,
            "requests_with_tool_call_errors": 0, "change": dice.random(),
            "variant_permaslug": f"author{n % 40}/model-{n}-20250{n % 9 + 1}01",
        }
        for n in range(344)
    ]  # fmt: skip

    def chart(first: date, weeks: int, name: str, size: int, other: str) -> dict[str, object]:
        """Nine names and the rest, week by week."""
        return {
            "data": [
                {
                    "x": str(first + timedelta(weeks=week)),
                    "ys": {
                        **{name.format(n): dice.randrange(size, 2 * size) for n in range(9)},
                        other: 3 * size,
                    },
                }
                for week in range(weeks)
            ]
        }

    app = {
        "description": "what it is, at some length " * 4,
        "main_url": "https://example.org/app",
        "source_code_url": None,
    }
    apps = [
        {"app_id": n, "total_tokens": str(10**12 - n), "app": {"id": n, "title": f"App {n}", **app}}
        for n in range(20)
    ]
    generic = "ModelRankingsChart"
    blocks = {
        ("leaderboard", "ModelCharts"): chart(
            date(2024, 11, 11), 52, "author{0}/model-{0}-20240601", 10**11, "Others"
        ),
        ("leaderboard", "ModelRankingsTable"): {"rankingData": models, "rankingType": "week"},
        ("market-share", "TokensByModelAuthorChart"): chart(
            date(2024, 11, 3), 53, "author{0}", 10**11, "others"
        ),
        ("categories", generic): chart(
            date(2025, 7, 28), 15, "author{0}/model-{0}-20240601", 10**10, "Others"
        ),
        ("natural-languages", generic): chart(
            date(2025, 7, 28), 26, "author{0}/model-{0}-20240601", 10**9, "Others"
        ),
        ("programming-languages", generic): chart(
            date(2025, 7, 28), 30, "author{0}/model-{0}-20240601", 10**9, "Others"
        ),
        ("tools", generic): chart(
            date(2025, 8, 11), 13, "author{0}/model-{0}-20240601", 10**6, "Others"
        ),
        ("images", generic): chart(
            date(2025, 8, 11), 13, "author{0}/model-{0}-20240601", 10**6, "Others"
        ),
        ("apps", "AppRankingsTable"): {"rankMap": dict.fromkeys(("day", "week", "month"), apps)},
    }
    drawn = b"<div class='grid grid-cols-12'><a href='/a/b'>1.16Ttokens</a></div>" * 2_800
    body = html_pages.page_html(blocks).replace(b"<p>drawn later</p>", drawn)
    return Payload("page", "file:page.html", datetime(2025, 11, 8, tzinfo=UTC), body)


def page_ours(payload: Payload) -> int:
    return len(page.parse(payload).boards)


def page_by_hand(payload: Payload) -> int:
    """A bare regex for the pushes, json.loads of each, and of the rows that hold data."""
    text = payload.body.decode()
    pushed = re.findall(r"self\.__next_f\.push\((\[1,.*?\])\)</script>", text, re.DOTALL)
    stream = "".join(json.loads(push)[1] for push in pushed)
    rows = re.findall(r"^[0-9a-f]+:(\[.*\])$", stream, re.MULTILINE)
    return len([json.loads(row) for row in rows if '"data":[' in row or '"rank' in row])


def fastest(*works: Callable[[], object], rounds: int = ROUNDS) -> list[float]:
    """The best time of each work, taken in turn over the rounds."""
    best = [float("inf")] * len(works)
    for _ in range(rounds):
        for number, work in enumerate(works):
            gc.collect()
            started = time.perf_counter()
            work()
            best[number] = min(best[number], time.perf_counter() - started)
    return best


def peak(work: Callable[[], object]) -> float:
    """The most memory that Python held during a work, in MB."""
    tracemalloc.start()
    work()
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return most / 1e6


def start(*arguments: str) -> Callable[[], object]:
    return lambda: subprocess.run([sys.executable, *arguments], check=True, capture_output=True)


def resident(*arguments: str) -> float:
    """The memory of a fresh process near its end, in MB."""
    code = f"import sys; sys.argv = {['tracker', *arguments]!r}\nfrom tracker.cli import main\ntry:\n    main()\nexcept SystemExit:\n    pass\nimport psutil; sys.stderr.write(str(psutil.Process().memory_info().rss))"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    return int(done.stderr) / 1e6


def main() -> list[str]:
    """Print the ratios. Returns the aims that were missed."""
    with tempfile.TemporaryDirectory() as folder:
        base = Path(folder)
        files = bodies(base)

        def fresh(work: Callable[[list[Path], Path], None], ours: bool) -> Callable[[], None]:
            """A work in a new folder; our schema is made beforehand, as on every day but the first."""

            def run() -> None:
                work(files, places.pop())

            places: list[Path] = []
            for number in range(ROUNDS + 1):
                place = base / f"{work.__name__}-{number}"
                place.mkdir()
                if ours:
                    with Store(f"sqlite:///{place}/ours.db") as store:
                        schema.ready(store.engine)
                places.append(place)
            return run

        ours, hand = fresh(import_ours, True), fresh(import_by_hand, False)
        import_times = fastest(ours, hand)
        lines = [
            Line(
                "import of 30,396 readings / json.loads + executemany",
                *import_times,
                2.0,
                peak(ours),
            )
        ]

        database = base / "import_ours-0" / "ours.db"
        with Store(f"sqlite:///{database}") as store:
            assert ask_ours(store) == ask_by_hand(database)
            ask_times = fastest(lambda: ask_ours(store), lambda: ask_by_hand(database))
            lines.append(
                Line(
                    "roll-up, rank, share, runs / the same in SQL",
                    *ask_times,
                    1.3,
                    peak(lambda: ask_ours(store)),
                )
            )
        found = a_page()
        assert page_ours(found) > page_by_hand(found) > 8
        page_times = fastest(lambda: page_ours(found), lambda: page_by_hand(found))
        size = len(found.body) // 1000
        lines.append(
            Line(
                f"parsing a page of {size} KB / bare regex + json.loads",
                *page_times,
                2.0,
                peak(lambda: page_ours(found)),
            )
        )
        help_times = fastest(start("-m", "tracker", "--help"), start("-c", "import typer"))
        lines.append(Line("tracker --help / import typer", *help_times, 1.5, resident("--help")))

    machine = f"{psutil.cpu_count()} cores, Python {sys.version.split()[0]}, SQLite {sqlite3.sqlite_version}"
    print(f"Best of {ROUNDS} rounds on {machine}:")
    for line in lines:
        print(line)
    return [aim for line in lines for aim in line.missed]


def compare(pair: measures.Pair, rounds: int = ROUNDS) -> list[str]:
    """See that both sides give the same, and time them; the peak is what ours holds in Python.
    Returns the aim, where it was missed."""
    pair.same(pair.ours(), pair.by_hand())
    times = fastest(pair.ours, pair.by_hand, rounds=rounds)
    line = Line(pair.what, *times, 1.5, peak(pair.ours))
    print(line, flush=True)
    return line.missed


def large() -> list[str]:
    """Time every measure and roll-up on ten years of 600 names, and their memory. Returns the aims
    that were missed."""
    missed: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "large.db"
        rollups.fill(database)
        # First of all: a process begins with the most that the one which started it then holds.
        alone = subprocess.run(
            [sys.executable, str(Path(rollups.__file__)), str(database)],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        print(f"\nAll below in one process: {float(alone.stdout):.0f} MB resident, aim ≤ 300")
        print(f"\n{measures.WEEKS} weeks × {measures.NAMED} names, by hand in numpy:")
        for pair in measures.pairs(measures.invented()):
            missed += compare(pair)
        print(f"\n{rollups.DAYS} days × {rollups.DAILY_NAMES} names, by hand in SQL (2 rounds):")
        with Store(f"sqlite:///{database}") as store:
            for pair in rollups.pairs(store):
                missed += compare(pair, rounds=2)
    return missed
