"""The table behind `tracker market`: concentration, churn, and what is given away, by week."""

from __future__ import annotations

import pandas as pd

from tracker.analysis import market as markets
from tracker.analysis.free import given_away
from tracker.analysis.market import market
from tracker.analysis.measured import Figures
from tracker.analysis.rows import each
from tracker.citation import cite
from tracker.errors import GapError
from tracker.phrasing import percent
from tracker.publish.answers import Question, figures, within
from tracker.publish.words import Table, span
from tracker.store import Store

COLUMNS = (*markets.COLUMNS[:-2], "free", "stealth", *markets.COLUMNS[-2:])


def table(store: Store, question: Question, top_n: int = 10) -> Table:
    """A row a week. Raises GapError for weeks without figures."""
    made = figures(store, question.as_of)
    frame = made(question.metric, question.by, depth=question.depth, reveal=question.reveal)
    if frame.empty:
        raise GapError(f"no weeks of {question.metric} are recorded in {store.shown}")
    free = given_away(made(question.metric, "slug", depth=question.depth))
    shown = within(whole(market(frame, top_n), free), question)
    if shown.empty:
        raise GapError(f"no week asked for can be ranked by {question.metric}", datum=question)
    used = frame[frame["week"].isin(shown["week"])]
    looked_at = f", the {question.depth} largest slugs" if question.depth else ""
    heading = f"Market by {question.metric}, {question.by} level{looked_at}, {span(shown['week'])}"
    notes = (*question.hindsight, *_shares(made, question, shown["week"].max()))
    return Table(shown, heading, cite(used), notes)


def whole(market: pd.DataFrame, free: pd.DataFrame) -> pd.DataFrame:
    """Every column of the table: the market, and what is given away in the same weeks."""
    found = market.merge(free[["week", "free", "stealth"]], on="week", how="left")
    return found[[*COLUMNS]]


def _shares(made: Figures, question: Question, week: pd.Timestamp) -> list[str]:
    """The shares of countries and of weights in the newest week shown."""
    told = []
    for level in ("country", "weights"):
        frame = made(question.metric, level, depth=question.depth, reveal=question.reveal)
        here = frame[(frame["week"] == week) & frame["share"].notna()]
        shares = ", ".join(f"{row.entity} {percent(row.share)}" for row in each(here))
        if shares:
            told.append(f"By {level}, {span(here['week'])}: {shares}.")
    return told
