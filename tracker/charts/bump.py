"""bump: the top ten of each week as ranks. A line breaks where a name is outside the top ten
or not published, and a ring marks its return."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from tracker.charts import Feed, Names, captions, layout, lines
from tracker.charts.text import base, names, short, width, write_beside
from tracker.charts.theme import THEMES, Theme
from tracker.errors import GapError
from tracker.text import listed
from tracker.weeks import label

NAME = "bump"
FEED = Feed(newest=16)
SUMMARY = "Lines of the ranks in the top ten, week by week."
RANKS = 10
MOST = 3
"""So many of those highlighted are in the title."""


def rows(frame: pd.DataFrame, highlight: Names = ()) -> pd.DataFrame:
    """The ranks one to ten."""
    return frame[(frame["rank"] <= RANKS).fillna(value=False)]


def finding(frame: pd.DataFrame, highlight: Names = ()) -> str:
    drawn = rows(frame)
    weeks = captions.known_weeks(drawn)
    if highlight:
        return _highlighted(frame, weeks[-1], highlight)
    led = drawn[(drawn["rank"] == 1).fillna(value=False)]
    if led.empty:
        raise GapError("who is #1 is not known for any of the weeks asked for")
    first = led[led["week"] == led["week"].max()]
    called = listed([short(name) for name in names(list(first["entity"])).values()])
    are = "are" if len(first) > 1 else "is"
    told = f"{called} {are} #1 by {captions.metric(frame)} in {label(first['week'].iloc[0].date())}"
    if len(first) > 1:
        return told
    return f"{told}{_from(1, first['last_rank'].iloc[0])}"


def _highlighted(frame: pd.DataFrame, week: pd.Timestamp, highlight: Names) -> str:
    """The newest ranks of those highlighted, as deep as they are known; of one that has none, when
    it was highest."""
    ranked = frame[frame["rank"].notna() & frame["entity"].isin(highlight)]
    now = ranked[ranked["week"] == week].sort_values(["rank", "entity"], kind="stable")
    called = {name: short(text) for name, text in names(list(highlight)).items()}
    metric, newest = captions.metric(frame), label(week.date())
    if now.empty:
        best = ranked.sort_values(["rank", "week"], ascending=[True, False]).iloc[0]
        return (
            f"{called[best['entity']]} was #{best['rank']} by {metric} at best, last in"
            f" {label(best['week'].date())}, and has no rank in {newest}"
        )
    first = now.head(MOST)
    told = [f"{called[name]} #{n}" for name, n in zip(first["entity"], first["rank"], strict=True)]
    told[0] = told[0].replace(" #", " is #")
    said = f"{listed(told)} by {metric} in {newest}"
    if len(highlight) > 1:
        return said
    return f"{said}{_from(int(now['rank'].iloc[0]), now['last_rank'].iloc[0])}"


def _from(place: int, before: object) -> str:
    """Where it stood the week before, if that is known."""
    if pd.isna(before):  # type: ignore[call-overload]
        return ""
    moved = int(before) - place  # type: ignore[call-overload]
    way = f"{'up' if moved > 0 else 'down'} from #{before}" if moved else "as"
    return f", {way} the week before"


def subtitle(frame: pd.DataFrame, highlight: Names = ()) -> str:
    drawn = rows(frame)
    weeks = captions.known_weeks(drawn)
    broken = f"A line breaks where a name is outside the top {RANKS} or not published;"
    said = [
        f"Rank by {captions.MEASURES[captions.metric(frame)]} of the week.",
        captions.period(weeks),
        captions.depth(drawn),
        f"{broken} a ring marks its return.",
        captions.told_rules(drawn),
    ]
    return captions.said(*said)


def draw(ax: Axes, frame: pd.DataFrame, *, highlight: Names = (), theme: str = "light") -> None:
    look = THEMES[theme]
    drawn = rows(frame)
    weeks = captions.known_weeks(drawn)
    now = drawn.loc[drawn["week"] == weeks[-1]].sort_values("rank")
    called = {name: short(text, 34) for name, text in names(list(now["entity"])).items()}
    ends = [
        lines.End(name, f"{rank}  {called[name]}", float(rank))
        for name, rank in zip(now["entity"], now["rank"], strict=True)
    ]
    first, last = layout.day(weeks[0]), layout.day(weeks[-1])
    right = lines.room_for([end.called for end in ends])
    layout.across(ax, weeks, base() * 2.5, right, look)
    deepest = int(drawn["rank"].max())
    ax.set_ylim(deepest + 0.5, 0.5)
    layout.dotted(ax, captions.rules(drawn), deepest + 0.5, 0.5, look)
    for rank in range(1, deepest + 1):
        lines.rule(ax, first, last, rank, str(rank), look)
    for entity, line in drawn.groupby("entity", sort=False):
        tone, _ = lines.tones(str(entity), highlight, look)
        front = 4 if entity in highlight else 3
        left = None
        for piece in lines.pieces(line):
            places = [layout.day(week) for week in piece["week"]]
            ranks = piece["rank"].astype(float)
            ax.plot(places, ranks, color=tone, lw=2.2, marker="o", ms=4.5, zorder=front)
            # After a missing week nobody knows that it was away.
            if left is not None and any(left < week < piece["week"].min() for week in weeks):
                ax.plot(
                    places[0],
                    ranks.iloc[0],
                    color=tone,
                    marker="o",
                    ms=9,
                    mfc="none",
                    zorder=front,
                )
            left = piece["week"].max()
    lines.name_ends(ax, weeks[-1], ends, highlight, look)
    ended = drawn[drawn["entity"].isin(set(highlight) - set(now["entity"]))]
    _name_ended(ax, ended, last, look)
    everyone = {name: short(text) for name, text in names([*drawn["entity"].unique()]).items()}
    ordered = drawn.sort_values(["week", "rank", "entity"], kind="stable")
    texts = ordered["rank"].astype("str") + " " + ordered["entity"].map(everyone)
    layout.tell_weeks(ax, lines.together(ordered["week"], texts))


def _name_ended(ax: Axes, ended: pd.DataFrame, edge: float, look: Theme) -> None:
    """Names of lines that do not reach the newest week, which stands at ``edge``: beside the last
    place of each, or, where that has no room, under it, or above the lowest."""
    ends = ended.sort_values("week").drop_duplicates("entity", keep="last")
    called = names(list(ends["entity"]))
    left, right = ax.get_xlim()
    lowest = max(ax.get_ylim())
    size, per_point = base() * 0.95, (right - left) / layout.room(ax)[0]
    for entity, week, rank in zip(ends["entity"], ends["week"], ends["rank"], strict=True):
        text = short(called[entity], 34)
        place, height = layout.day(week), float(rank)
        needed = (width(text, size) * 1.15 + base() * 2) * per_point
        beside = place + needed < edge
        up = -1 if height + 1 > lowest else 1
        write_beside(
            ax,
            (place, height),
            (base() * 0.8, 0) if beside else (0, -up * base() * 0.8),
            text,
            va="center" if beside else "top" if up > 0 else "bottom",
            ha="left" if beside else "right",
            fontsize=size,
            fontweight="bold",
            zorder=5,
            color=lines.tones(entity, (entity,), look)[1],
            bbox={"facecolor": look.paper, "lw": 0, "pad": 1},
        )
