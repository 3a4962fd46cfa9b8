"""Two sides of a frame, and how they compare by each depth that is looked at (`versus`)."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from tracker.analysis.rows import named
from tracker.analysis.versus import runs, side, versus
from tracker.charts import Names, wording
from tracker.errors import ConfigError, GapError
from tracker.identity.subjects import SUMS

MOST = 2


class Panel(NamedTuple):
    """One way of looking: how many slugs (0: all), its weeks with shares, its runs."""

    looked_at: int
    weeks: pd.DataFrame
    runs: pd.DataFrame


def looked_at(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame with the depths that matter: of single models one, for it shows what the
    other does."""
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
    if "looked_at" in whole:
        whole = whole.loc[whole["looked_at"] == whole["looked_at"].min()]
    known = whole.loc[whole["share"].notna()]
    whole = known if len(known) else whole
    newest_first = whole.sort_values(["week", "value", "entity"], ascending=[False, False, True])
    chosen = list(dict.fromkeys([*highlight, *newest_first["entity"]]))[:MOST]
    if len(chosen) < MOST:
        raise GapError("nobody else is named beside it, and a side alone has no rival")
    return chosen


def panels(frame: pd.DataFrame, highlight: Names = ()) -> list[Panel]:
    """Return the comparison for each depth that is looked at, as `tracker versus` has it.

    Its weeks have the depth of the boards and the shares of both sides (columns share_a, share_b).
    The sides may be of two levels, whose rows are below each other, told apart by ``by``.
    """
    chosen = sides(frame, highlight)
    looked = looked_at(frame)
    found = []
    for depth in sorted(looked["looked_at"].unique(), key=lambda depth: depth or float("inf")):
        own = looked.loc[looked["looked_at"] == depth]
        levels = [own[own["by"] == own.loc[own["entity"] == name, "by"].iloc[0]] for name in chosen
                  if (own["entity"] == name).any()]  # fmt: skip
        if len(levels) < MOST:
            continue
        counts = [side(level, [name]) for level, name in zip(levels, chosen, strict=True)]
        weeks = versus(*counts).assign(
            metric=wording.metric(own),
            by=max((wording.level(level) for level in levels), key=lambda level: level in SUMS),
        )
        shares = [level.set_index(["entity", "week"])["share"] for level in levels]
        for letter, name, share in zip("ab", chosen, shares, strict=True):
            weeks[f"share_{letter}"] = share[name].reindex(weeks["week"]).to_numpy()
        if len(weeks):
            found.append(Panel(int(depth), weeks, runs(weeks)))
    if not found:
        raise GapError("no complete week among those asked for names both of the two")
    return found
