"""A record of our own invention: weeks led by names that mean harm, and all that can be unknown."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from support.sample_boards import MADE, board, put

from tracker.records import OTHER
from tracker.store import Store
from tracker.weeks import WEEK

START = date(2026, 3, 2)
CHINA, AMERICA = "deepseek/deepseek-v3.2-20251201", "openai/gpt-4o-mini"
HOSTILE = (
    "<script>alert(1)</script>",
    '=HYPERLINK("http://x","y")',
    "../../x",
    "long/" + "x" * 295,
    "turned/\u202egnp.exe",
    "broken/new\nline",
    "quoted/\"'`&amp;{{ 7*7 }}",
    "שלום/עולם",
)
MISSING = START + 4 * WEEK
WEEKS = [START + number * WEEK for number in range(len(HOSTILE) + 3)]
RUNNING = WEEKS[-1] + WEEK
UNRANKED = WEEKS[2]


def readings(first: str) -> dict[str, int]:
    """A week that ``first`` leads, with everybody else behind."""
    names = [first, *(name for name in (CHINA, AMERICA, *HOSTILE) if name != first)]
    return {name: 1_000_000_000 - 37_000_000 * n for n, name in enumerate(names)} | {OTHER: 5000}


def put_all(store: Store) -> None:
    """Weeks of tokens with another leader each, one of them missing and one still running; three
    weeks of calls, in one of which nothing can be ranked."""
    leaders = (CHINA, CHINA, AMERICA, *HOSTILE)
    for week, leader in zip(WEEKS, leaders, strict=True):
        if week != MISSING:
            put(store, board(week, readings(leader), MADE, dataset="rankings-weekly", days=7))
    put(store, board(RUNNING, readings(CHINA), MADE))
    for week in WEEKS[:3]:
        made = board(
            week, readings(AMERICA), MADE,
            dataset="models-window", metric="calls", depth=9, days=7,
        )  # fmt: skip
        put(store, replace(made, selection="tokens") if week == UNRANKED else made)
