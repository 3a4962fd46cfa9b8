"""slope: the shares of two weeks, the first and the last of those asked for, joined by a line for
every name that both publish. Who is named in one of them only has a dot there and no line: outside
the depth is unknown, not zero. Sums over models (of an author, a country, of open weights) from
boards of different depth do not compare, and have no lines either."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from math import isnan
from typing import NamedTuple

import pandas as pd
from matplotlib.axes import Axes

from tracker import text as phrasing
from tracker.analysis.rows import named
from tracker.charts import Feed, Names, captions, layout, lines
from tracker.charts.text import base, fitted, names, short, width, write, write_beside
from tracker.charts.theme import THEMES
from tracker.errors import GapError
from tracker.weeks import label

NAME = "slope"
FEED = Feed(newest=5)
SUMMARY = "Lines between the shares of the largest names in two weeks."
LARGEST = 8
MOST = 3
"""So many names of a kind are in the title."""
BROADEST = 0.36  # of the page, for the names of one side


def rows(frame: pd.DataFrame, highlight: Names = ()) -> pd.DataFrame:
    """Of the first and the last week with shares: the eight largest of each, and those
    highlighted. Raises GapError when there are no two such weeks."""
    whole = frame.loc[frame["share"].notna() & named(frame)]
    weeks = captions.known_weeks(whole)
    if len(weeks) == 1:
        raise GapError(
            f"shares are known for one week only, {label(weeks[0].date())}",
            datum=weeks[0],
            remedy="ask for two weeks or more with `--from` and `--to`",
        )
    both = whole.loc[whole["week"].isin([weeks[0], weeks[-1]])]
    largest = both.sort_values(["share", "entity"], ascending=[False, True]).groupby("week")
    chosen = {*highlight, *largest.head(LARGEST)["entity"]}
    return both[both["entity"].isin(chosen)]


def finding(frame: pd.DataFrame, highlight: Names = ()) -> str:
    drawn = rows(frame, highlight)
    first, last = captions.known_weeks(drawn)
    if not _compare(drawn, frame):
        return _largest(drawn, highlight)
    sides = drawn.pivot(index="entity", columns="week", values="share")
    changes = (sides[last] - sides[first]).dropna().sort_values(kind="stable")
    called = {name: short(text) for name, text in names(list(sides.index)).items()}
    if highlight:
        return _highlighted(frame, sides, called, highlight)
    came = _outside(frame, sides[last], sides[first], changes.clip(lower=0).max(), first)
    went = _outside(frame, sides[first], sides[last], -changes.clip(upper=0).min(), last)
    risen = changes.tail(1)[changes.tail(1) > 0]
    fallen = changes.head(1)[changes.head(1) < 0]
    told = [_moved(called, change) for change in risen.items() if not len(came)]
    told += [_came(called, came)] if len(came) else []
    told += [_went(called, went)] if len(went) else []
    told += [_moved(called, change) for change in fallen.items() if not len(went)]
    if told:
        return _said(frame, told, first, last)
    if changes.empty:
        return _largest(drawn)
    span = f"{label(first.date())} to {label(last.date())}"
    return f"Nobody gained or lost a point of OpenRouter's {captions.metric(frame)}, {span}"


def _outside(
    frame: pd.DataFrame, named_in: pd.Series, other: pd.Series, most: float, week: pd.Timestamp
) -> pd.Series:
    """Who is named in one of the two weeks only, and certainly moved by more than ``most``, which
    is the largest movement of those named in both: their shares, the largest first. In the other
    ``week`` a model that is not named had at most what the least that is named had, a sum over
    models or variants at most `other`."""
    board = frame[frame["week"] == week]
    rest = board.loc[~named(board), "share"].sum()
    least = board.loc[named(board), "share"].min()
    can_have = min(rest, least) if captions.level(frame) == "slug" else rest
    alone = named_in[other.isna()].dropna().sort_values(ascending=False, kind="stable")
    moved: pd.Series = alone[alone - can_have > (0 if pd.isna(most) else most)]
    return moved


class Told(NamedTuple):
    """What is said of a movement: ``short``, and with what it is ``of`` and in which weeks. The
    weeks stand as {first} and {last} in the texts."""

    short: str
    full: str
    is_change: bool = False


def _moved(called: Mapping[str, str], change: tuple[object, float]) -> Told:
    """Who is named in both weeks, and by how many points it moved."""
    name, points = change
    moved = f"{'gained' if points > 0 else 'lost'} {abs(points) * 100:.1f} points"
    if round(points * 100, 1) == 0:
        moved = "neither gained nor lost a tenth of a point"
    text = f"{called[str(name)]} {moved}"
    return Told(text, f"{text} of {{all}}, {{first}} to {{last}}", is_change=True)


def _came(called: Mapping[str, str], came: pd.Series) -> Told:
    """Newcomers, and the share that they have together."""
    who = f"{_who(called, came)}, not among the names of {{first}},"
    have = f"{who} {'has' if len(came) == 1 else 'have'} {phrasing.percent(came.sum())}"
    return Told(f"{have} in {{last}}", f"{have} of {{all}} in {{last}}")


def _went(called: Mapping[str, str], went: pd.Series) -> Told:
    """Those who are no longer named, and the share that they had together."""
    who = f"{_who(called, went)}, with {phrasing.percent(went.sum())}"
    are = f"{'is' if len(went) == 1 else 'are'} not among the names of {{last}}"
    return Told(f"{who} in {{first}}, {are}", f"{who} of {{all}} in {{first}}, {are}")


def _said(
    frame: pd.DataFrame, told: Sequence[Told], first: pd.Timestamp, last: pd.Timestamp
) -> str:
    """Movements as one sentence, the first of which says what all are of."""
    if all(one.is_change for one in told):
        text = ", ".join([*(one.short for one in told[:-1]), told[-1].full])
    else:
        text = "; ".join([told[0].full, *(one.short for one in told[1:])])
    words = {
        "all": f"OpenRouter's {captions.metric(frame)}",
        "first": label(first.date()),
        "last": label(last.date()),
    }
    return re.sub(r"{(all|first|last)}", lambda found: words[found[1]], text)


def _who(called: Mapping[str, str], found: pd.Series) -> str:
    """The largest of several names, and how many more there are."""
    many = MOST if len(found) <= MOST else MOST - 1
    listed = [called[str(name)] for name in found.index[:many]]
    more = len(found) - len(listed)
    return phrasing.listed([*listed, *([f"{phrasing.in_words(more)} more"] if more else [])])


def _highlighted(
    frame: pd.DataFrame, sides: pd.DataFrame, called: Mapping[str, str], highlight: Names
) -> str:
    """How those highlighted moved, or in which of the two weeks they are named."""
    first, last = (pd.Timestamp(week) for week in sides.columns)
    told = []
    for name in highlight[:MOST]:
        before, now = float(sides[first][name]), float(sides[last][name])
        if isnan(before):
            told.append(_came(called, pd.Series({name: now})))
        elif isnan(now):
            told.append(_went(called, pd.Series({name: before})))
        else:
            told.append(_moved(called, (name, now - before)))
    return _said(frame, told, first, last)


def _compare(drawn: pd.DataFrame, frame: pd.DataFrame) -> bool:
    """Whether the values of one name in the two weeks measure the same."""
    exact = not drawn["at_least"].any()
    return exact and (not captions.is_sum(frame) or drawn["depth"].nunique(dropna=False) == 1)


def _largest(drawn: pd.DataFrame, highlight: Names = ()) -> str:
    """Who was first in each of two weeks that have no change in common, and with what share; of
    those highlighted, with what share each."""
    told = []
    if highlight:
        own = drawn[drawn["entity"].isin(highlight[:MOST])].sort_values(["week", "entity"])
        for name, shares in own.groupby("entity", sort=False):
            parts = [
                f"{phrasing.percent(share)} in {label(week.date())}"
                for week, share in zip(shares["week"], shares["share"], strict=True)
            ]
            told.append(f"{short(names([str(name)])[str(name)])} has {' and '.join(parts)}")
        return f"{'; '.join(told)}, of OpenRouter's {captions.metric(drawn)}"
    for week in captions.known_weeks(drawn):
        first = drawn.loc[drawn["week"] == week].nlargest(1, "share")
        called = short(next(iter(names(list(first["entity"])).values())))
        share = f"{captions.least(first)}{phrasing.percent(first['share'].iloc[0])}"
        certain = bool((first["rank"] == 1).fillna(value=False).all())
        verb = "is first" if certain else "has most of what is named,"
        told.append(f"{called} {verb} with {share} in {label(week.date())}")
    return f"{', '.join(told)}, of OpenRouter's {captions.metric(drawn)}"


def subtitle(frame: pd.DataFrame, highlight: Names = ()) -> str:
    drawn = rows(frame)
    said = [
        f"Share of all {captions.MEASURES[captions.metric(frame)]} of the week, `other` included.",
        captions.depth(drawn),
        f"The {phrasing.in_words(LARGEST)} largest {captions.kinds(frame)} of each week.",
        "A dot without a line: not among the names published in the other week."
        if _compare(drawn, frame)
        else "No lines: sums over boards that are shallow, or not equally deep, do not compare.",
    ]
    return captions.said(*said)


def draw(ax: Axes, frame: pd.DataFrame, *, highlight: Names = (), theme: str = "light") -> None:
    look = THEMES[theme]
    drawn = rows(frame, highlight).sort_values(["share", "entity"])
    weeks = captions.known_weeks(drawn)
    breadth, height = layout.room(ax)
    size = base() * 0.95
    # One across is one point of the page.
    ax.set_xlim(0, breadth)
    ax.set_ylim(0, float(drawn["share"].max()) * 1.04)
    layout.bare(ax)
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
            ax,
            place,
            -gap * 0.9,
            label(week.date()),
            va="top",
            ha="center",
            fontsize=size,
            color=look.pale,
            fontweight="bold",
        )
        ax.plot([place, place], [0, high], color=look.faint, lw=0.8, zorder=0)
        heights = layout.spread(list(side["share"]), gap, 0, high)
        for name, at in zip(side["entity"], heights, strict=True):
            write_beside(
                ax,
                (place, at),
                (outwards * size * 0.9, 0),
                texts[week, name],
                va="center",
                ha="right" if outwards < 0 else "left",
                fontsize=size,
                color=lines.tones(name, highlight, look)[1],
            )
    for week, side, place in zip(weeks, sides, places, strict=True):
        for name, share in zip(side["entity"], side["share"], strict=True):
            told = f"{short(called[name])}: {phrasing.percent(share)} in {label(week.date())}"
            layout.tell(ax, (place - size, place + size), (share - gap / 2, share + gap / 2), told)
    joined = _compare(drawn, frame)
    for entity, ends in drawn.sort_values("week").groupby("entity", sort=False):
        reached = [places[weeks.index(week)] for week in ends["week"]]
        ax.plot(
            reached,
            ends["share"],
            color=lines.tones(str(entity), highlight, look)[0],
            lw=2.2 if joined else 0,
            marker="o",
            ms=5,
            zorder=4 if entity in highlight else 3,
            clip_on=False,
        )
