"""Two sides of a frame, and how they compare by each depth that is looked at (`versus`)."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from tracker.analysis.rows import named
from tracker.analysis.versus import runs, versus
from tracker.charts import Names, wording
from tracker.claims.truths import comparable, side
from tracker.errors import ConfigError, GapError

MOST = 2


class Panel(NamedTuple):
    """One way of looking: how many slugs (0: all), its weeks with shares, its runs."""

    looked_at: int
    weeks: pd.DataFrame
    runs: pd.DataFrame


def looked_at(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with the depths that matter: of single models one, for it shows what the other
    does."""
    if "looked_at" not in frame:
        return frame.assign(looked_at=0)
    if wording.is_sum(frame):
        return frame
    fewest: pd.DataFrame = frame[frame["looked_at"] == frame["looked_at"].min()]
    return fewest


def sides(frame: pd.DataFrame, highlight: Names) -> list[str]:
    """Those highlighted, else the largest of the newest week. Raises ConfigError for more than two,
    GapError where there are not two."""
    if len(highlight) > MOST:
        raise ConfigError(
            f"{len(highlight)} names are highlighted, and two can be set against each other",
            datum=highlight,
            remedy="highlight two",
        )
    whole = frame.loc[frame["complete"] & named(frame)]
    newest_first = whole.sort_values(["week", "value", "entity"], ascending=[False, False, True])
    chosen = list(dict.fromkeys([*highlight, *newest_first["entity"]]))[:MOST]
    if len(chosen) < MOST:
        raise GapError("nobody else is named beside it, and a side alone has no rival")
    return chosen


def panels(frame: pd.DataFrame, highlight: Names = ()) -> list[Panel]:
    """The comparison for each depth that is looked at: as `tracker versus` has it, with the depth
    of the boards and the shares of both sides (columns share_a, share_b)."""
    chosen = sides(frame, highlight)
    looked = looked_at(frame)
    is_sum = wording.is_sum(frame)
    found = []
    for depth in sorted(looked["looked_at"].unique(), key=lambda depth: depth or float("inf")):
        own = looked.loc[looked["looked_at"] == depth]
        counts = [side(own, [name], is_sum=is_sum) for name in chosen]
        asked = counts[0].index.intersection(pd.Index(sorted(comparable(own))))
        weeks = versus(*(count.reindex(asked) for count in counts))
        total = own.groupby("week")["value"].sum().astype("float64").reindex(weeks["week"])
        for name in ("a", "b"):
            weeks[f"share_{name}"] = weeks[name].astype("float64").to_numpy() / total.to_numpy()
        depths = own.drop_duplicates("week").set_index("week")["depth"]
        weeks["depth"] = depths.reindex(weeks["week"]).to_numpy()
        weeks = weeks.assign(metric=wording.metric(own), by=wording.level(own))
        if len(weeks):
            found.append(Panel(int(depth), weeks, runs(weeks)))
    if not found:
        raise GapError("no complete week among those asked for ranks either of the two")
    return found
