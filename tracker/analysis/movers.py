"""Entries, exits, rises and falls: what a chart keeper adds to the ranks of a week.

movers
    The entities whose place in the chart of a week is not that of the week before: they entered,
    left, rose or fell. Each has a `move`.
move
    The change of an entity since last week, by one of the names below. It is missing when last week
    (exactly seven days before) is not on record, is not complete or cannot rank, and so in the
    first week on record and after every gap. Boards change their depth, and a move is stated only
    within the shallower of the two weeks; a week is as deep as its ranks are known, and unlimited
    where its board names all. An entity that is twelfth of fifty in the week after a board of nine
    may have been tenth in it, so its move is missing; one that was twelfth of fifty in the week
    before a board of nine is not a drop-out.
chart
    The ranked entities of a complete week: as many as its board names, or the first N ranks.
new-entry
    In this week's chart, not in last week's, and never before in this chart as far as the record
    goes. Printed `new entry`.
re-entry
    In this week's chart, not in last week's, and in an earlier one at a rank that last week's still
    reached, so that it is seen to have fallen out.
climber
    At a better rank than last week.
faller
    At a worse rank than last week, and still in the chart.
steady
    At the rank of last week.
drop-out
    In last week's chart and not in this week's; it has a last rank and no rank.
moved
    Places gained since last week: last rank less rank, so that a fall is negative. An entry and a
    drop-out moved by no number of places.
debut
    The first week on record in which an entity was in this chart. Where its move is missing in that
    week, it may have been in the chart before.
debut_rank
    Its rank in that week.
weeks_to_peak
    Weeks by the calendar from the debut to the first week at the peak, both as of this week; 0
    while the debut is the best of it.
streak_at_1
    The number of consecutive calendar weeks at rank 1 that end with this week; 0 below rank 1.
highest
    The best ranked new entry, the best ranked re-entry, the climber of most places or the faller of
    most places of its week; equals are all marked.
"""

from __future__ import annotations

import pandas as pd

from tracker.analysis.ranks import known_to
from tracker.analysis.rows import weekly_frame
from tracker.weeks import WEEK

COLUMNS = (
    "week",
    "entity",
    "move",
    "rank",
    "last_rank",
    "moved",
    "debut",
    "debut_rank",
    "weeks_to_peak",
    "streak_at_1",
    "highest",
)
COUNTS = ["rank", "last_rank", "moved", "debut_rank", "weeks_to_peak", "streak_at_1"]


def movers(ranked: pd.DataFrame, top: int | None = None) -> pd.DataFrame:
    """Return the move of each entity of a chart since last week.

    One row for each complete week that can rank and each entity that is in its chart, or dropped
    out of it, from a ranked frame: columns week, entity, move, rank, last_rank (in last week's
    chart), moved, debut, debut_rank, weeks_to_peak, streak_at_1, highest. The chart is as deep as
    the board, or with ``top`` its ranks 1 to ``top``.
    """
    ranked = weekly_frame(ranked, "rank")
    depths = known_to(ranked)
    chart = _chart(ranked, top)
    rows = pd.concat([chart, _drop_outs(chart, ranked, depths)], ignore_index=True)
    rows = rows[rows["week"].isin(depths.index)].copy()
    reach = (rows["week"] - WEEK).map(depths)
    rows["last_rank"] = rows["last_rank"].where(reach.notna())
    rows["moved"] = moved = rows["last_rank"] - rows["rank"]
    entered = rows["last_rank"].isna() & (rows["rank"] <= reach)
    rows["move"] = pd.Series([None] * len(rows), rows.index, dtype=object).case_when(
        [
            (moved > 0, "climber"),
            (moved < 0, "faller"),
            (moved == 0, "steady"),
            (entered & rows["best_before"].isna(), "new entry"),
            (entered & (rows["best_before"] <= reach), "re-entry"),
            (rows["rank"].isna(), "drop-out"),
        ]
    )
    least = (-moved.abs()).fillna(rows["rank"])  # the best rank, or the most places
    most = least.groupby([rows["week"], rows["move"]]).transform("min")
    rows["highest"] = (least == most) & (moved != 0)
    rows[COUNTS] = rows[COUNTS].astype("Int64")
    rows = rows.sort_values(["week", "rank", "last_rank", "entity"], ignore_index=True)
    return rows[[*COLUMNS]]


def _chart(ranked: pd.DataFrame, top: int | None) -> pd.DataFrame:
    """Return the history of every entity in the chart, in calendar order.

    A lead that is proven in a week that cannot rank is part of it.
    """
    inside = ranked["rank"].notna() if top is None else (ranked["rank"] <= top).fillna(False)
    chart = ranked.loc[inside, ["week", "entity", "rank"]].astype({"rank": "float64"})
    chart = chart.sort_values(["entity", "week"], ignore_index=True)
    histories = chart.groupby("entity", sort=False)
    last_week = histories["week"].shift() == chart["week"] - WEEK
    chart["last_rank"] = histories["rank"].shift().where(last_week)
    chart["debut"] = histories["week"].transform("first")
    chart["debut_rank"] = histories["rank"].transform("first")
    chart["best_before"] = histories["rank"].cummin().groupby(chart["entity"], sort=False).shift()
    is_best = ~(chart["rank"] >= chart["best_before"])  # true in the first week, with none before
    peaked = chart["week"].where(is_best).groupby(chart["entity"], sort=False).ffill()
    chart["weeks_to_peak"] = (peaked - chart["debut"]).dt.days // WEEK.days
    streak = (chart["last_rank"] != 1).cumsum()
    chart["streak_at_1"] = (chart.groupby(streak).cumcount() + 1).where(chart["rank"] == 1, 0)
    return chart


def _drop_outs(chart: pd.DataFrame, ranked: pd.DataFrame, depths: pd.Series) -> pd.DataFrame:
    """Return the drop-outs, in the week after their last, whose depth would have shown them.

    An entity that is named in that week at an open rank has not dropped out.
    """
    after = (chart["week"] + WEEK).astype(chart["week"].dtype)
    stayed = chart.groupby("entity", sort=False)["week"].shift(-1) == after
    was_known = chart["week"].isin(depths.index) & (chart["rank"] <= after.map(depths))
    open_rows = ranked.loc[ranked["rank"].isna(), ["week", "entity"]]
    is_open = pd.MultiIndex.from_arrays([after, chart["entity"]]).isin(
        pd.MultiIndex.from_frame(open_rows)
    )
    rows = chart.assign(week=after, last_rank=chart["rank"], rank=float("nan"), streak_at_1=0)
    return rows[was_known & ~stayed & ~is_open]
