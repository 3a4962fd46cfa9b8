"""The chart of one week without the frame of all weeks: its cost does not grow with the record.

A week is ranked against nobody but itself, and its changes and moves look at the week before. Of
all the weeks before these, the peak, the weeks on chart and the weeks at rank 1 need only where the
names shown stood, which the store tells.
"""

from __future__ import annotations

from datetime import date

import pandas as pd

from tracker.analysis import bounds
from tracker.analysis import frame as frames
from tracker.analysis.ranks import rank, walk
from tracker.analysis.rows import in_order, newest_complete
from tracker.analysis.shares import share
from tracker.store import Store
from tracker.weeks import WEEK


def one_week(store: Store, metric: str, week: date | None, deepest: int) -> pd.DataFrame | None:
    """A frame by slug with ranks, shares and changes of ``week`` (None: the newest complete one)
    and of the week before, and with the ranks that whoever is in the first ``deepest`` of ``week``
    had in the weeks before these. Earlier weeks in which ranks may be open, or may be proven by the
    classes of prompt length (`bounds`), are read whole. None where the week cannot be told alone:
    it cannot be ranked, or an earlier one has ranks from boards of single models.
    """
    precedence = frames.WEEKS_OF_MODELS
    weeks = frames.weeks_of(store.answers(metric, precedence), metric)
    ranked = weeks[weeks["complete"] & weeks["can_rank"]]
    if ranked.empty or ranked["dataset"].isin(precedence.parted).any():
        return None
    asked = newest_complete(ranked.reset_index()) if week is None else pd.Timestamp(week)
    if asked not in ranked.index:
        return None
    monday = asked.date()
    earlier = ranked[ranked.index < asked - WEEK]
    open_ = earlier.index[frames.may_be_open(earlier)]
    lengths = frames.prompt_lengths(store) if metric == "calls" else None
    whole = {*open_, asked - WEEK, asked, *(() if lengths is None else lengths["week"])}
    dates = sorted(start.date() for start in whole)
    here = frames.tidy(store, metric, "slug", None, precedence, only=dates)
    placed = share(rank(here if lengths is None else bounds.prove(here, lengths)))
    names = placed.loc[(placed["week"] == asked) & (placed["rank"] <= deepest), "entity"]
    shown = placed["entity"].isin(names)
    alone = earlier[~earlier.index.isin([*whole])]
    stood = store.places(metric, precedence, [*names], monday - WEEK)
    past = pd.DataFrame.from_records(
        [tuple(row) for row in stood], columns=["week", "dataset", "entity", "value", "rank"]
    )
    past["week"] = pd.to_datetime(past["week"]).astype("datetime64[s]")
    past = past.merge(alone.reset_index(), on=["week", "dataset"])
    past = past.assign(metric=metric, by="slug", days=WEEK.days, proven=False, at_least=False)
    past = past.reindex(columns=placed.columns)
    past = past.astype(dict(placed.dtypes))
    walked = walk(pd.concat([past, placed[shown]], ignore_index=True))
    return in_order(pd.concat([walked, placed[~shown]]))
