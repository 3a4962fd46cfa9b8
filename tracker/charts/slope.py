"""slope: the shares of two weeks, the first and the last of those asked for, joined by a line for
every name that both publish. Who is named in one of them only has a dot there and no line: outside
the depth is unknown, not zero. Sums over models (of an author, a country, of open weights) from
boards of different depth do not compare, and have no lines either."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from tracker import phrasing
from tracker.analysis.limits import SINGLE
from tracker.analysis.rows import level_of, named
from tracker.charts import Feed, Names, lines, placing, wording
from tracker.charts.colours import THEMES
from tracker.charts.lettering import base, fitted, names, short, width, write, write_beside
from tracker.errors import GapError
from tracker.weeks import label

NAME = "slope"
FEED = Feed(newest=5)
SUMMARY = "Lines between the shares of the largest names in two weeks."
LARGEST = 8
BROADEST = 0.36  # of the page, for the names of one side


def rows(frame: pd.DataFrame, highlight: Names = ()) -> pd.DataFrame:
    """Of the first and the last week with shares: the eight largest of each, and those
    highlighted. Raises GapError when there are no two such weeks."""
    whole = frame.loc[frame["share"].notna() & named(frame)]
    weeks = wording.known_weeks(whole)
    if len(weeks) == 1:
        raise GapError(
            f"shares are known for one week only, {label(weeks[0].date())}",
            datum=weeks[0],
            remedy="ask for two weeks or more with `--from` and `--to`",
        )
    both = whole.loc[whole["week"].isin([weeks[0], weeks[-1]])]
    largest = both.sort_values(["share", "entity"], ascending=[False, True]).groupby("week")
    chosen = {*highlight, *largest.head(LARGEST)["entity"]}
    return pd.DataFrame(both.loc[both["entity"].isin(chosen)])


def finding(frame: pd.DataFrame, highlight: Names = ()) -> str:
    drawn = rows(frame)
    first, last = wording.known_weeks(drawn)
    if not _compare(drawn, frame):
        return _largest(drawn)
    sides = drawn.pivot(index="entity", columns="week", values="share")
    changes = (sides[last] - sides[first]).dropna().sort_values(kind="stable") * 100
    span = f"{label(first.date())} to {label(last.date())}"
    if changes.empty:
        return _largest(drawn)
    called = names([str(name) for name in changes.index])
    up, down = changes.index[-1], changes.index[0]
    told = []
    if changes[up] > 0:
        told.append(f"{short(called[up])} gained {changes[up]:.1f} points")
    if changes[down] < 0:
        told.append(f"{short(called[down])} lost {-changes[down]:.1f} points")
    moved = ", ".join(told) or "Nobody gained or lost a point"
    return f"{moved} of OpenRouter's {wording.metric(frame)}, {span}"


def _compare(drawn: pd.DataFrame, frame: pd.DataFrame) -> bool:
    """Whether the values of one name in the two weeks measure the same."""
    exact = not drawn["at_least"].any()
    return exact and (level_of(frame) in SINGLE or drawn["depth"].nunique(dropna=False) == 1)


def _largest(drawn: pd.DataFrame) -> str:
    """Who was first in each of two weeks that have no change in common."""
    told = []
    for week in wording.known_weeks(drawn):
        first = drawn.loc[drawn["week"] == week].nlargest(1, "share")
        called = short(next(iter(names(list(first["entity"])).values())))
        share = phrasing.percent(first["share"].iloc[0])
        told.append(f"{called} is first with {share} in {label(week.date())}")
    return ", ".join(told)


def subtitle(frame: pd.DataFrame, highlight: Names = ()) -> str:
    drawn = rows(frame)
    said = [
        f"Share of all {wording.MEASURES[wording.metric(frame)]} of the week, `other` included.",
        wording.depth(drawn),
        f"The {phrasing.in_words(LARGEST)} largest {wording.kinds(frame)} of each week.",
        "A dot without a line: not among the names published in the other week."
        if _compare(drawn, frame)
        else "No lines: sums over boards of different depth do not compare.",
    ]
    return wording.said(*said)


def draw(ax: Axes, frame: pd.DataFrame, *, highlight: Names = (), theme: str = "light") -> None:
    look = THEMES[theme]
    drawn = rows(frame, highlight).sort_values(["share", "entity"])
    weeks = wording.known_weeks(drawn)
    breadth, height = placing.room(ax)
    size = base() * 0.95
    # One across is one point of the page.
    ax.set_xlim(0, breadth)
    ax.set_ylim(0, float(drawn["share"].max()) * 1.04)
    placing.bare(ax)
    ax.set_xticks([])
    called = names(sorted(drawn["entity"].unique()))
    texts = {
        (week, name): f"{fitted(called[name], size, breadth * BROADEST - size * 5)}"
        f"  {phrasing.percent(share)}"
        for week, name, share in zip(drawn["week"], drawn["entity"], drawn["share"], strict=True)
    }
    sides = [drawn.loc[drawn["week"] == week] for week in weeks]
    margins = [
        max(width(texts[week, name], size) for name in side["entity"]) + size * 1.5
        for week, side in zip(weeks, sides, strict=True)
    ]
    places = (margins[0], breadth - margins[1])
    high = ax.get_ylim()[1]
    gap = size * 1.3 * high / height
    for week, side, place, outwards in zip(weeks, sides, places, (-1, 1), strict=True):
        write(
            ax, place, -gap * 0.9, label(week.date()),
            va="top", ha="center", fontsize=size, color=look.pale, fontweight="bold",
        )  # fmt: skip
        ax.plot([place, place], [0, high], color=look.faint, lw=0.8, zorder=0)
        heights = placing.spread(list(side["share"]), gap, 0, high)
        for name, at in zip(side["entity"], heights, strict=True):
            write_beside(
                ax, (place, at), (outwards * size * 0.9, 0), texts[week, name],
                va="center", ha="right" if outwards < 0 else "left", fontsize=size,
                color=lines.tones(name, highlight, look)[1],
            )  # fmt: skip
    for week, side, place in zip(weeks, sides, places, strict=True):
        for name, share in zip(side["entity"], side["share"], strict=True):
            told = f"{short(called[name])}: {phrasing.percent(share)} in {label(week.date())}"
            placing.tell(ax, (place - size, place + size), (share - gap / 2, share + gap / 2), told)
    joined = _compare(drawn, frame)
    for entity, ends in drawn.sort_values("week").groupby("entity", sort=False):
        reached = [places[weeks.index(week)] for week in ends["week"]]
        ax.plot(
            reached, ends["share"], color=lines.tones(str(entity), highlight, look)[0],
            lw=2.2 if joined else 0, marker="o", ms=5, zorder=4 if entity in highlight else 3,
            clip_on=False,
        )  # fmt: skip
