"""openrouter-tracker: a trustworthy history of what OpenRouter publishes about model usage.

    cli/           the shell: arguments in, text and exit code out
    schedule.py    collect at the times set for it (the only door to APScheduler)
    watching.py    after a run: what somebody must be told, and the telling
    notebook.py    tracker.open(): what a notebook holds
    verifying.py   archive and database compared
    bundled.py     the history that comes with the tracker, on record before the first question
    importing.py   recorded bodies in, through the same door as fetched ones
    rereading.py   kept bodies once more: all of them, or one that was doubted
    backup.py      the list of the archive's files that goes with a copy of the database
    collect.py     one run of one source: fetch → archive → its journey
    due.py         which sources are to be tried, as the record has it
    publish/       answers as tables and files
    outcome.py     what became of a run
    journey.py     from a body in the archive to the database: parse → check → record or doubt
    define.py      the definition behind every number
    charts/        one file per chart; style.py is the only door to pyplot
    claims/        press claims: read, judged under each definition, with evidence
    profiles/      breakthrough or vanity: everything measured of one entity
    citation.py    the source line that everything carries
    phrasing.py    numbers and lists in words
    analysis/      frame.py: boards → weekly frame; then one file per measure: frame → frame
    sources/       one file per source: fetch, and bytes → boards
    store/         what is recorded, with vintages (the door to SQLAlchemy and Alembic)
    hooks.py       who is told: a command or a web address
    checks/        the questions asked before anything is stored
    archive.py     raw files, kept for ever
    fetch/         the only door to requests
    decisions.py   what was decided about a capture when it came
    cards.py       what lies beside a raw file and says what it is
    budget.py      how many requests may still be made
    identity/      slug → model, family, author, country, weights
    breaks.py      where the figures themselves broke
    samples/       what to put into cron, systemd or GitHub Actions
    heartbeat.py   the sign of life of a daemon
    alarms.py      what was told of troubles that stand on no record
    timetable.py   when each source is due
    freshness.py   when a day is late
    writing.py     files written whole
    owners.py      whose a file is
    lines.py       text from outside, on a line
    records.py weeks.py depths.py config.py errors.py    the words

Imports point down this list, never up. In a notebook:

    import tracker

    db = tracker.open()
    weeks = db.weekly(metric="tokens", by="model")
    tracker.streaks(tracker.rank(weeks))
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tracker.analysis.changed import changed as changed
    from tracker.analysis.endurance import endurance as endurance
    from tracker.analysis.free import given_away as given_away
    from tracker.analysis.free import without_free as without_free
    from tracker.analysis.growth import growth as growth
    from tracker.analysis.growth import lost_share as lost_share
    from tracker.analysis.leads import leads as leads
    from tracker.analysis.market import market as market
    from tracker.analysis.movers import movers as movers
    from tracker.analysis.ranks import rank as rank
    from tracker.analysis.shares import share as share
    from tracker.analysis.spend import spend as spend
    from tracker.analysis.spend import spend_share as spend_share
    from tracker.analysis.streaks import streaks as streaks
    from tracker.analysis.unmapped import unmapped as unmapped
    from tracker.analysis.versus import figures as figures
    from tracker.analysis.versus import runs as runs
    from tracker.analysis.versus import versus as versus
    from tracker.notebook import Database as Database
    from tracker.notebook import open as open

__version__ = "0.1.0"

_MEASURES = {
    "changed": "changed", "endurance": "endurance", "figures": "versus", "given_away": "free",
    "growth": "growth", "leads": "leads", "lost_share": "growth", "market": "market",
    "movers": "movers", "rank": "ranks", "runs": "versus", "share": "shares", "spend": "spend",
    "spend_share": "spend", "streaks": "streaks", "unmapped": "unmapped", "versus": "versus",
    "without_free": "free",
}  # fmt: skip
_HOMES = {
    "Database": "notebook",
    "open": "notebook",
    **{name: f"analysis.{home}" for name, home in _MEASURES.items()},
}
__all__ = [
    "Database", "__version__", "changed", "endurance", "figures", "given_away", "growth", "leads",
    "lost_share", "market", "movers", "open", "rank", "runs", "share", "spend", "spend_share",
    "streaks", "unmapped", "versus", "without_free",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    """Load pandas and SQLAlchemy only when somebody asks for them."""
    if name in _HOMES:
        return getattr(import_module(f"tracker.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'tracker' has no attribute {name!r}")
