"""Whole commands as users type them: CPU seconds of a fresh process and its peak memory.

Each question is asked of three records: the bundled history, ten years in the shape of what is
published, and ten years of 600 names a day (`stores`). A column is a ratio within this run:

    real     ten years in the published shape, to the bundled history
    growth   ten years of 600 names a day, to five of them
    memory   the same of the peaks
    SQL      ten years of 600 names a day, to the same rows by bare SQL on the same tables

Before them stand three of fresh processes: the first question of a fresh install, to the same
again; `collect --due` where nothing is due, which cron runs every hour, to loading pandas and
SQLAlchemy; and sentences, in seconds more than `top`.

An aim that is missed is marked with `!`, and makes the run fail.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

STORES = Path(__file__).resolve().with_name("stores.py")
SMALL, LARGE = ("bundled", "real"), ("five", "ten")
MOST_REAL, MOST_GROWTH, MOST_FIRST, MOST_IDLE = 1.5, 2.2, 1.5, 1.0
"""The aims: of `real`; of `growth` and `memory`; of the first question of a fresh install; of
`collect --due` where nothing is."""
MOST_MORE = 0.5
"""How many seconds more than `top` a sentence may take."""
SENTENCES = (
    "Grok Code Fast 1 was number one in the week of September 8, 2025",
    "DeepSeek V4 Flash has been number one for five weeks in a row",
    "Chinese models have surpassed American models for five consecutive weeks",
    "Qwen 3.6 has surpassed American competitors for five consecutive weeks",
)
"""A week, streaks, and a name that means six models."""
LIBRARIES = "import pandas, sqlalchemy"
QUESTIONS = (
    "top",
    "top --metric calls",
    "streaks",
    "streaks --plain",
    "versus country:CN country:US",
    "market",
    "profile {leader}",
    "check '{leader} #1 for 5 weeks'",
    "changed --since 2026-09-01",
    "chart reigns",
    "chart share-lines",
    "status",
    "export all",
)
IN_SQL = ("top", "streaks --plain", "check", "export all")
"""How the questions begin that are put in bare SQL too."""
WHOLE = ("export all",)
"""What hands out the whole record: it must cost more on ten years."""


@dataclass(frozen=True)
class Cost:
    """CPU seconds, and the most memory, in MB."""

    seconds: float
    peak: float


def cost(folder: Path, question: str, leader: str, rounds: int) -> Cost:
    """Ask a question in fresh processes; the best counts."""
    words = [word.format(leader=leader) for word in split(question)]
    if words[0] in ("chart", "export"):
        out = folder / "out" / f"{'-'.join(words)}{'.png' if words[0] == 'chart' else ''}"
        words += ["--out", str(out)]
    costs = [_once(folder, words) for _ in range(rounds)]
    return Cost(min(one.seconds for one in costs), min(one.peak for one in costs))


def split(question: str) -> list[str]:
    """Return the words of a question; what stands in quotation marks is one."""
    before, _, rest = question.partition("'")
    return [*before.split(), *([rest.removesuffix("'")] if rest else [])]


def idle(folder: Path, rounds: int = 5) -> float:
    """What `collect --due` costs where nothing is due, to loading the libraries; the best counts."""
    _once(folder, ["collect"])
    due = min(_once(folder, ["collect", "--due"]).seconds for _ in range(rounds))
    return due / min(_once(folder, [LIBRARIES], "-c").seconds for _ in range(rounds))


def sentences(folder: Path, rounds: int = 5) -> list[float]:
    """How many seconds more than `top` each of the sentences takes; the best counts."""
    top = min(_once(folder, ["top"]).seconds for _ in range(rounds))
    return [
        min(_once(folder, ["check", sentence]).seconds for _ in range(rounds)) - top
        for sentence in SENTENCES
    ]


def _once(folder: Path, words: list[str], *python: str) -> Cost:
    process = subprocess.Popen(
        [sys.executable, *(python or ("-m", "tracker")), *words],
        env={**_plain(), "TRACKER_DATA_DIR": str(folder), "TRACKER_SOURCES": "history"},
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd=folder.parent,
    )  # fmt: skip
    assert process.stderr
    said = process.stderr.read().decode()
    _, status, used = os.wait4(process.pid, 0)
    process.stderr.close()
    process.returncode = os.waitstatus_to_exitcode(status)
    # A record that ends some time ago is stale, and status says so by its exit code.
    if process.returncode != (1 if words == ["status"] else 0):
        raise RuntimeError(f"{words}: {said}")
    return Cost(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def _plain() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("TRACKER_")}


def leader_of(folder: Path) -> str:
    """Who leads the newest week."""
    done = subprocess.run(
        [sys.executable, "-m", "tracker", "top", "--limit", "1", "--format", "json"],
        env={**_plain(), "TRACKER_DATA_DIR": str(folder)}, capture_output=True, check=True,
    )  # fmt: skip
    return str(json.loads(done.stdout)[0]["entity"])


def by_sql(database: Path, question: str, leader: str) -> float | None:
    """CPU seconds of the same rows by bare SQL; None where there is no such statement."""
    query = next((begin for begin in IN_SQL if question.partition(" '")[0] == begin), None)
    return None if query is None else float(_stores("sql", str(database), query, leader))


def _stores(*words: str) -> str:
    done = subprocess.run([sys.executable, str(STORES), *words], stdout=subprocess.PIPE, check=True)
    return done.stdout.decode()


def main() -> list[str]:
    """Print the table. Returns the aims that were missed."""
    began = time.monotonic()
    missed: list[str] = []

    def held(what: str, ratio: float, aim: float) -> str:
        if ratio > aim:
            missed.append(f"{what}: {ratio:.2f}, aim ≤ {aim}")
        return f"{ratio:.2f}{'!' if ratio > aim else ' '}"

    with tempfile.TemporaryDirectory() as place, ThreadPoolExecutor(2) as together:
        base = Path(place)
        for name in SMALL + LARGE:
            _stores("fill", str(base / name), name)
        leaders = {name: leader_of(base / name) for name in SMALL + LARGE}
        (base / "fresh").mkdir()
        first, again = (_once(base / "fresh", ["top"]) for _ in range(2))
        ratio = held("top, first ÷ again", first.seconds / again.seconds, MOST_FIRST)
        print(f"The first question of a fresh install, to the same again: {ratio}"
              f" (aim ≤ {MOST_FIRST})")  # fmt: skip
        ratio = held("collect --due, idle", idle(base / "fresh"), MOST_IDLE)
        print(f"`collect --due` where nothing is, to loading pandas and SQLAlchemy: {ratio}"
              f" (aim ≤ {MOST_IDLE})")  # fmt: skip
        print(f"Sentences, in seconds more than `top` (aim ≤ {MOST_MORE}):")
        for sentence, more in zip(SENTENCES, sentences(base / "fresh"), strict=True):
            print(f"    {sentence:<74}{held(sentence, more, MOST_MORE)}")
        print()
        print(f"{'':<34}{'bundled':>9}{'real':>8}{'ten':>9}{'growth':>9}{'memory':>9}{'SQL':>7}"
              f"{'peak':>9}")  # fmt: skip
        print(f"{'aim':<34}{'':>9}{f'≤ {MOST_REAL}':>8}{'':>9}{f'≤ {MOST_GROWTH}':>9}"
              f"{f'≤ {MOST_GROWTH}':>9}")  # fmt: skip
        for question in QUESTIONS:
            bundled, real = (cost(base / name, question, leaders[name], 2) for name in SMALL)
            # The large ones are timed once, side by side: noise is small beside them.
            five, ten = together.map(
                lambda name, words=question: cost(base / name, words, leaders[name], 1), LARGE
            )
            in_sql = by_sql(base / "ten" / "tracker.db", question, leaders["ten"])
            most = float("inf") if question in WHOLE else MOST_REAL
            shown = question.format(leader="NAME")
            print(
                f"{shown:<34}{bundled.seconds:>7.2f} s"
                f"{held(f'{shown}, real', real.seconds / bundled.seconds, most):>8}"
                f"{ten.seconds:>7.2f} s"
                f"{held(f'{shown}, growth', ten.seconds / five.seconds, MOST_GROWTH):>9}"
                f"{held(f'{shown}, memory', ten.peak / five.peak, MOST_GROWTH):>9}"
                f"{f'{ten.seconds / in_sql:.1f}' if in_sql else '':>7}{ten.peak:>6.0f} MB",
                flush=True,
            )
    print(f"\n{time.monotonic() - began:.0f} seconds in all.")
    return missed
