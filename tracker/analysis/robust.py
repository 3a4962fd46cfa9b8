"""Whether a run holds when it is counted in another way.

robustness
    A run is counted again in other ways: how many consecutive weeks the same entity then had among
    the weeks of the run. Missing where nobody can tell. A run that comes out shorter rests on the
    way it is counted.
regrouped
    The run with the variants of a slug merged into one model; of a model with its variants apart,
    of a family with its models apart.
sunday_weeks
    The run in weeks from Sunday to Saturday, summed from the official days where all are on record.
other_metric
    The run by calls, of a run by tokens, and the other way round.
first_vintage
    The run in the first vintage on record, before any correction.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

import pandas as pd

from tracker.weeks import WEEK

COLUMNS = ("regrouped", "sunday_weeks", "other_metric", "first_vintage")


def longest(
    ranked: pd.DataFrame, entities: Collection[str], first: date, last: date, top: int = 1
) -> int | None:
    """The most consecutive weeks between ``first`` and ``last`` in which one of ``entities`` had
    rank ``top`` or better; None if none of those weeks can be ranked."""
    within = ranked[ranked["week"].between(pd.Timestamp(first), pd.Timestamp(last))]
    if not within["rank"].notna().any():
        return None
    on_top = within[within["entity"].isin(entities) & (within["rank"] <= top).fillna(value=False)]
    on_top = on_top.sort_values(["entity", "week"])
    goes_on = (on_top["entity"] == on_top["entity"].shift()) & (
        on_top["week"] == on_top["week"].shift() + WEEK
    )
    runs = on_top.groupby((~goes_on).cumsum()).size()
    return int(runs.max()) if len(runs) else 0
