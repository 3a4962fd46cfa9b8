"""Measured frames → in which weeks a claim's statement was so (see `stretches.truth`).

not_there
    Said of one of several slugs of a model in a week that names another of them among the fifty
    largest by tokens, and not this one: it is not taken to have led by calls.
undecided
    A week that lacks a day for ever, and in which the one behind is closer than half of its own
    average day: the lost day could have turned it. So in 2025-W24, where 6.0B tokens lie between
    two that made 38B a day.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import pandas as pd

from tracker.analysis.rows import named
from tracker.analysis.versus import figures, versus
from tracker.breaks import lost_days
from tracker.records import OTHER
from tracker.sources.daily import DAILY
from tracker.weeks import WEEK, monday

SUMMED = (DAILY, "history-rankings-weekly")
"""Datasets that are sums of the official days, and lack the days that those lack."""
DEEP = 50
"""How many slugs a board names at the least for one that is missing to be small."""
COULD_TURN = 0.5
"""Of an average day of the one behind."""


def at_top(
    measured: pd.DataFrame, entity: str, top: int, bounds: pd.DataFrame, *, is_sum: bool = False
) -> pd.Series:
    """In which weeks ``entity`` had rank ``top`` or better: a boolean series by week. ``bounds``
    (`bounds.intervals`, empty where they say nothing) refute ranks in weeks that have none. A sum
    of which nothing is seen is zero, and behind everybody."""
    best = at_best(bounds, entity)
    weeks = _weeks(measured).reindex(_calendar(best.index.union(pd.Index(measured["week"]))))
    own = measured[measured["entity"] == entity].set_index("week")
    rank = own["rank"].reindex(weeks.index)
    behind = (weeks["ranked"] >= top) | is_sum
    outside = weeks["can"].eq(True) & (rank > top).where(rank.notna(), behind)
    proven = measured[measured["proven"]]
    led_by_others = proven.loc[proven["entity"] != entity, "week"]
    truths = (rank <= top).astype("boolean").mask(rank.isna())
    truths = truths.mask(outside.fillna(value=False).astype(bool), other=False)
    if top == 1:
        truths = truths.mask(truths.index.isin(led_by_others), other=False)
    beaten = (best.reindex(weeks.index) > top).fillna(value=False)
    truths = truths.mask(truths.isna() & beaten, other=False)
    return truths.mask(truths.index.isin(undecided(measured, entity, top)))


def at_best(bounds: pd.DataFrame, entity: str) -> pd.Series:
    """The best rank that bounds leave to ``entity``, by week."""
    if bounds.empty:
        return pd.Series(index=_calendar(pd.Index([])), dtype="Int64")
    return bounds[bounds["entity"] == entity].set_index("week")["best_rank"].dropna()


def not_there(tokens: pd.DataFrame, slug: str, slugs: Collection[str]) -> set[pd.Timestamp]:
    """The weeks that name others of ``slugs`` by tokens, and not ``slug``, on a deep board."""
    deep = tokens["complete"] & ~(tokens["depth"] < DEEP).fillna(value=False)
    named_in = tokens[deep & tokens["entity"].isin(slugs)]
    return set(named_in["week"]) - set(named_in.loc[named_in["entity"] == slug, "week"])


def over(side: pd.Series, rival: pd.Series, short: Collection[pd.Timestamp] = ()) -> pd.Series:
    """In which weeks one side had more than the other; unknown where neither is named, or where a
    day that the week lacks (``short``) could have turned it."""
    found = versus(side, rival).set_index("week")
    ahead, behind = found[["a", "b"]].max(axis=1), found[["a", "b"]].min(axis=1)
    both = found["a"].notna() & found["b"].notna()
    doubtful = found.index.isin(short) & both & could_turn(ahead, behind).fillna(value=False)
    truths = (found["leader"] == "a").astype("boolean").mask(doubtful.astype(bool))
    return truths.reindex(_calendar(truths.index))


def could_turn(ahead: Any, behind: Any) -> Any:
    """Whether a day more could have turned the order of two counts of a week that lacks one."""
    return ahead - behind < COULD_TURN * behind / (WEEK.days - 1)


def side(measured: pd.DataFrame, entities: Sequence[str], *, is_sum: bool) -> pd.Series:
    """The counts of a side by week: of a sum, zero where nothing of it is seen; of a model, the
    largest of its ``entities``. In a week that cannot be ranked a count stands for itself."""
    if is_sum:
        return figures(measured, entities[0], 0)
    exact = measured[~measured["proven"]]
    each = [figures(exact, entity, ranked=False) for entity in entities]
    return pd.concat(each, axis=1).max(axis=1).astype("Int64")


def comparable(measured: pd.DataFrame) -> set[pd.Timestamp]:
    """The weeks in which whoever is not named had less than whoever is."""
    return set(measured.loc[measured["complete"] & measured["can_rank"], "week"])


def trend(measured: pd.DataFrame, direction: str) -> pd.Series:
    """In which weeks everything counted together was more (`up`) or less (`down`) than the week
    before. A week that lacks a day counts only where the whole day would not change the answer."""
    whole = totals(measured)
    lacks = pd.Series(whole.index.isin(short(measured)), whole.index)
    days = pd.DataFrame({"total": whole, "short": lacks}).reindex(_calendar(whole.index))
    before = days.shift()
    change = days["total"] - before["total"]
    more = change > 0 if direction == "up" else change < 0
    truths = more.astype("boolean").mask(change.isna())
    less_now, less_then = days["short"].eq(True), before["short"].eq(True)
    doubtful = (less_now & (change <= 0)) | (less_then & (change >= 0)) | (less_now & less_then)
    return truths.mask(doubtful)


def totals(measured: pd.DataFrame) -> pd.Series:
    """Everything counted in each complete week whose board tells its whole (Int64)."""
    complete = measured[measured["complete"]]
    by_week = complete.groupby("week")
    tells_all = complete["depth"].isna() | (complete["entity"] == OTHER)
    tells = tells_all.groupby(complete["week"]).any()
    return by_week["value"].sum().astype("Int64").where(tells).dropna()


def _weeks(measured: pd.DataFrame) -> pd.DataFrame:
    """By week: whether it can be ranked (`can`) and how many are (`ranked`)."""
    can = measured["complete"] & measured["can_rank"]
    found = pd.DataFrame(
        {"week": measured["week"], "can": can, "ranked": can & measured["rank"].notna()}
    )
    return found.groupby("week").agg(can=("can", "any"), ranked=("ranked", "sum"))


def undecided(measured: pd.DataFrame, entity: str, top: int) -> set[pd.Timestamp]:
    """The weeks that lack a day which could have turned whether it had rank ``top`` or better."""
    found = set()
    for week in short(measured):
        here = measured[measured["week"] == week]
        values = here[named(here)].set_index("entity")["value"].sort_values(ascending=False)
        if entity not in values or len(values) <= top:
            continue
        inside = list(values.index).index(entity) < top
        border = values.iloc[top] if inside else values.iloc[top - 1]
        if could_turn(max(values[entity], border), min(values[entity], border)):
            found.add(week)
    return found


def short(measured: pd.DataFrame) -> set[pd.Timestamp]:
    """The weeks that lack a day for ever, where their figures are sums of days."""
    lost = measured["week"].isin([pd.Timestamp(monday(day)) for day in lost_days()])
    lacking = measured[lost & measured["complete"]]
    return set(lacking.loc[lacking["dataset"].isin(SUMMED), "week"])


def _calendar(weeks: pd.Index) -> pd.DatetimeIndex:
    if not len(weeks):
        return pd.DatetimeIndex([]).as_unit("s")
    return pd.date_range(weeks.min(), weeks.max(), freq=WEEK).as_unit("s")
