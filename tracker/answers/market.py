"""The table of `tracker market`: concentration, churn and free usage by week."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd

from tracker.analysis.cache import Figures
from tracker.analysis.free import given_away
from tracker.analysis.market import COLUMNS as MEASURES
from tracker.analysis.market import market
from tracker.analysis.rows import each
from tracker.answers.table import Table, span
from tracker.answers.top import figures, hindsight, within
from tracker.citation import cite
from tracker.errors import GapError
from tracker.identity.names import Naming, keys
from tracker.records import OTHER, Definition, Question
from tracker.store import Store
from tracker.text import percent

COLUMNS = (*MEASURES[:-3], "free", "stealth", *MEASURES[-3:])


def table(store: Store, question: Question, top_n: int = 10, names: Naming = keys) -> Table:
    """Return one row a week. Raises GapError for weeks without figures."""
    weekly = figures(store, question.as_of)
    frame = weekly(question.definition)
    if frame.empty:
        raise GapError(f"no weeks of {question.metric} are recorded in {store.shown}")
    free = pd.DataFrame(columns=["week", "free", "stealth"])
    if question.by != "app":
        free = given_away(weekly(Definition(question.metric, depth=question.depth)))
    shown = within(whole(market(frame, top_n), free), question)
    if shown.empty:
        raise GapError(f"no week asked for can be ranked by {question.metric}", datum=question)
    used = frame[frame["week"].isin(shown["week"])]
    depth = f", the {question.depth} largest slugs" if question.depth else ""
    heading = f"Market by {question.metric}, {question.by} level{depth}, {span(shown['week'])}"
    notes = (*hindsight(question), *_shares(weekly, question, shown["week"].max(), names))
    return Table(shown, heading, cite(used), notes)


def whole(market: pd.DataFrame, free: pd.DataFrame) -> pd.DataFrame:
    """Return every column of the table: the market, and the free usage of the same weeks."""
    rows = market.merge(free.astype({"week": market["week"].dtype}), on="week", how="left")
    return rows[[*COLUMNS]].astype({"free": "float64", "stealth": "float64"})


def _shares(weekly: Figures, question: Question, week: pd.Timestamp, names: Naming) -> list[str]:
    """Return the shares of countries and of weights in the newest week shown."""
    if question.by == "app":
        return []
    notes = []
    for level in ("country", "weights"):
        frame = weekly(replace(question.definition, by=level))
        rows = frame[(frame["week"] == week) & frame["share"].notna()]
        if len(rows):
            shares = ", ".join(f"{names(row.entity, level)} {_share(row)}" for row in each(rows))
            notes.append(f"By {level}, {span(rows['week'])}: {shares}.")
    return notes


def _share(row: Any) -> str:
    least = "at least " if row.at_least and row.entity != OTHER else ""
    return f"{least}{percent(row.share)}"
