"""openrouter-tracker: a trustworthy history of what OpenRouter publishes about model usage.

    alias/          the same package under the name openrouter_tracker
    cli/            arguments in, text and exit code out
    notebook/       tracker.open(): a method for each question, frames that show themselves
    assistants/     tools of the Model Context Protocol (the only door to mcp)
    publish/        figures with their cards, tables as files, press kits, the report
    answers/        one file for each reading command, named like it
    alerts/         notifications of failures and events
    ingest/         the journey of a number: collect, import, reparse, verify
    schedule/       daemon and timetable (the only door to APScheduler)
    charts/         one file for each chart; page.py is the only door to pyplot
    claims/         a sentence → a verdict with evidence
    profiles/       breakthrough or vanity: the measures of one entity
    citation.py     the source line of every output
    columns.py      the registry of columns
    analysis/       frame.py: boards → weekly frame; then one file per measure: frame → frame
    sources/        one file per source: fetch, and bytes → boards
    store/          recorded figures, with vintages (the door to SQLAlchemy and Alembic)
    checks/         checks before anything is stored
    archive.py      raw files, kept for ever
    decisions.py    decisions about a capture on arrival
    fetch/          the only door to requests
    identity/       slug → model, family, author, country, weights
    breaks.py       breaks in the published series
    records.py      boards, payloads, notices
    definitions.py  the definition of every term, read from docstrings
    text.py languages.py files.py weeks.py config.py extras.py errors.py    standard library only

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
    from tracker.analysis.effective_price import effective_price as effective_price
    from tracker.analysis.free import given_away as given_away
    from tracker.analysis.free import without_free as without_free
    from tracker.analysis.growth import growth as growth
    from tracker.analysis.growth import lost_share as lost_share
    from tracker.analysis.list_cost import list_cost as list_cost
    from tracker.analysis.list_cost import list_cost_share as list_cost_share
    from tracker.analysis.market import market as market
    from tracker.analysis.movers import movers as movers
    from tracker.analysis.price_cuts import price_cuts as price_cuts
    from tracker.analysis.ranks import leads as leads
    from tracker.analysis.ranks import rank as rank
    from tracker.analysis.shares import share as share
    from tracker.analysis.streaks import endurance as endurance
    from tracker.analysis.streaks import streaks as streaks
    from tracker.analysis.unmapped import unmapped as unmapped
    from tracker.analysis.versus import figures as figures
    from tracker.analysis.versus import versus as versus
    from tracker.analysis.versus import versus_streaks as versus_streaks
    from tracker.errors import TrackerError as TrackerError
    from tracker.notebook import Database as Database
    from tracker.notebook import MixedDepths as MixedDepths
    from tracker.notebook import open as open

__version__ = "0.1.0"

_MEASURES = {
    "changed": "changed",
    "effective_price": "effective_price",
    "endurance": "streaks",
    "figures": "versus",
    "given_away": "free",
    "growth": "growth",
    "leads": "ranks",
    "lost_share": "growth",
    "market": "market",
    "movers": "movers",
    "price_cuts": "price_cuts",
    "rank": "ranks",
    "versus_streaks": "versus",
    "share": "shares",
    "list_cost": "list_cost",
    "list_cost_share": "list_cost",
    "streaks": "streaks",
    "unmapped": "unmapped",
    "versus": "versus",
    "without_free": "free",
}
_MODULES = {
    "Database": "notebook",
    "MixedDepths": "notebook",
    "TrackerError": "errors",
    "open": "notebook",
}
__all__ = [
    "Database",
    "MixedDepths",
    "TrackerError",
    "__version__",
    "changed",
    "effective_price",
    "endurance",
    "figures",
    "given_away",
    "growth",
    "leads",
    "list_cost",
    "list_cost_share",
    "lost_share",
    "market",
    "movers",
    "open",
    "price_cuts",
    "rank",
    "share",
    "streaks",
    "unmapped",
    "versus",
    "without_free",
]  # fmt: skip


def __dir__() -> list[str]:
    """Return what is public, which is imported when it is used."""
    return sorted(__all__)


def __getattr__(name: str) -> Any:
    """Import pandas and SQLAlchemy only when a name that needs them is used."""
    if name in _MEASURES:
        from tracker.notebook.display import showing

        return showing(getattr(import_module(f"tracker.analysis.{_MEASURES[name]}"), name))
    if name in _MODULES:
        return getattr(import_module(f"tracker.{_MODULES[name]}"), name)
    raise AttributeError(f"module 'tracker' has no attribute {name!r}")
