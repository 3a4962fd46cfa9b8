"""The table behind `tracker market`: concentration, churn, and what is given away, by week."""

from __future__ import annotations

import pandas as pd

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


def table(store: Store, question: Question, top_n: int = 10) -> Table:
    """A row a week. Raises GapError for weeks without figures."""
    made = figures(store, question.as_of)
    frame = made(question.metric, question.by, depth=question.depth, reveal=question.reveal)
    if frame.empty:
        raise GapError(f"no weeks of {question.metric} are recorded in {store.shown}")
    found = market(frame, top_n)
    free = given_away(made(question.metric, "slug", depth=question.depth))
    found = found.merge(free[["week", "free", "stealth"]], on="week", how="left")
    shown = within(found, question)
    if shown.empty:
        raise GapError(f"no week asked for can be ranked by {question.metric}", datum=question)
    used = frame[frame["week"].isin(shown["week"])]
    looked_at = f", the {question.depth} largest slugs" if question.depth else ""
    heading = f"Market by {question.metric}, {question.by} level{looked_at}, {span(shown['week'])}"
    columns = [*[name for name in shown.columns if name not in ("dataset", "depth")],
               "dataset", "depth"]  # fmt: skip
    notes = (*question.hindsight, *_shares(made, question, shown["week"].max()))
    return Table(shown[columns], heading, cite(used), notes)


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
