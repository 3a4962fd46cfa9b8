"""bump: the top ten of each week as ranks. A line breaks where a name is outside the top ten
or not published, and a ring marks its return."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from tracker import phrasing
from tracker.charts import Feed, Names, lines, placing, wording
from tracker.charts.colours import THEMES
from tracker.charts.lettering import base, names, short
from tracker.weeks import label

NAME = "bump"
FEED = Feed(newest=16)
SUMMARY = "Lines of the ranks in the top ten, week by week."
RANKS = 10


def rows(frame: pd.DataFrame, highlight: Names = ()) -> pd.DataFrame:
    """The ranks one to ten."""
    return pd.DataFrame(frame.loc[(frame["rank"] <= RANKS).fillna(False)])


def finding(frame: pd.DataFrame, highlight: Names = ()) -> str:
    drawn = rows(frame)
    weeks = wording.known_weeks(drawn)
    first = drawn.loc[(drawn["week"] == weeks[-1]) & (drawn["rank"] == 1).fillna(False)]
    called = phrasing.listed([short(name) for name in names(list(first["entity"])).values()])
    are = "are" if len(first) > 1 else "is"
    told = f"{called} {are} #1 by {wording.metric(frame)} in {label(weeks[-1].date())}"
    before = first["last_rank"].iloc[0]
    if len(first) > 1 or pd.isna(before):
        return told
    return f"{told}, {'as' if before == 1 else f'up from #{int(before)}'} the week before"


def subtitle(frame: pd.DataFrame, highlight: Names = ()) -> str:
    drawn = rows(frame)
    weeks = wording.known_weeks(drawn)
    broken = f"A line breaks where a name is outside the top {RANKS} or not published;"
    said = [
        f"Rank by {wording.MEASURES[wording.metric(frame)]} of the week.",
        wording.period(weeks),
        wording.depth(drawn),
        f"{broken} a ring marks its return.",
        wording.told_rules(drawn),
    ]
    return wording.said(*said)


def draw(ax: Axes, frame: pd.DataFrame, *, highlight: Names = (), theme: str = "light") -> None:
    look = THEMES[theme]
    drawn = rows(frame)
    weeks = wording.known_weeks(drawn)
    now = drawn.loc[drawn["week"] == weeks[-1]].sort_values("rank")
    called = {name: short(text, 34) for name, text in names(list(now["entity"])).items()}
    ends = [
        lines.End(name, f"{rank}  {called[name]}", float(rank))
        for name, rank in zip(now["entity"], now["rank"], strict=True)
    ]
    first, last = placing.day(weeks[0]), placing.day(weeks[-1])
    right = lines.room_for([end.called for end in ends])
    placing.across(ax, weeks, base() * 2.5, right, look)
    deepest = int(drawn["rank"].max())
    ax.set_ylim(deepest + 0.5, 0.5)
    placing.dotted(ax, wording.rules(drawn), deepest + 0.5, 0.5, look)
    for rank in range(1, deepest + 1):
        lines.rule(ax, first, last, rank, str(rank), look)
    for entity, line in drawn.groupby("entity", sort=False):
        tone, _ = lines.tones(str(entity), highlight, look)
        front = 4 if entity in highlight else 3
        left = None
        for piece in lines.pieces(line):
            places = [placing.day(week) for week in piece["week"]]
            ranks = piece["rank"].astype(float)
            ax.plot(places, ranks, color=tone, lw=2.2, marker="o", ms=4.5, zorder=front)
            # After a missing week nobody knows that it was away.
            if left is not None and any(left < week < piece["week"].min() for week in weeks):
                ax.plot(
                    places[0], ranks.iloc[0],
                    color=tone, marker="o", ms=9, mfc="none", zorder=front,
                )  # fmt: skip
            left = piece["week"].max()
    lines.name_ends(ax, weeks[-1], ends, highlight, look)
    everyone = {name: short(text) for name, text in names([*drawn["entity"].unique()]).items()}
    ordered = drawn.sort_values(["week", "rank", "entity"], kind="stable")
    texts = ordered["rank"].astype("str") + " " + ordered["entity"].map(everyone)
    placing.tell_weeks(ax, lines.together(ordered["week"], texts))
