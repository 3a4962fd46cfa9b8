"""reigns: who was #1 in each week. One row a leader, in the order of the first reign; a bar spans
the weeks of a streak and is labelled with its length. A hatched band is a week without ranks.
Leaders that tie have a bar each."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from tracker import text as phrasing
from tracker.analysis.streaks import GAP, streaks, touching
from tracker.charts import Feed, Names, captions, layout
from tracker.charts.text import base, fitted, names, short, width, write, write_beside
from tracker.charts.theme import THEMES, Theme, colour, on, readable, visible
from tracker.errors import GapError
from tracker.weeks import WEEK, label

NAME = "reigns"
FEED = Feed(whole_streaks=True)
SUMMARY = "Bars of the weeks that each leader spent at #1, over time."
MOST_ROWS = 32
TALLEST = 4.2  # a row, in sizes of its letters
LETTERS = 0.68  # the size of letters, in heights of the lowest row
SMALLEST = 0.62  # letters, in sizes of ordinary text


def rows(frame: pd.DataFrame, highlight: Names = ()) -> pd.DataFrame:
    """The rows at rank 1, of the latest leaders if there are more than fit on a page."""
    asked = _asked(frame)
    led = asked.loc[(asked["rank"] == 1).fillna(False)]
    latest = led.groupby("entity")["week"].max().sort_values(kind="stable").index[-MOST_ROWS:]
    return led.loc[led["entity"].isin([*latest, *highlight])]


def _asked(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame without the weeks that only tell how reigns began and ended."""
    if "context" not in frame:
        return frame
    return frame[~frame["context"]].drop(columns="context")


def _reigns(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the reigns of the weeks asked for, at their whole length, with `cut`: true where the
    week before or after is unknown, so that the reign may have been longer."""
    reigns = touching(streaks(frame), _asked(frame)["week"])
    known = frame.loc[frame["rank"].notna(), "week"]
    cut = ~(reigns["first"] - WEEK).isin(known) | (reigns["ended_by"] == GAP)
    return reigns.assign(cut=cut)


def finding(frame: pd.DataFrame, highlight: Names = ()) -> str:
    reigns, asked = _reigns(frame), _asked(frame)
    weeks = captions.known_weeks(asked.loc[asked["rank"].notna()])
    leaders = reigns["entity"].nunique()
    longest = reigns.loc[reigns["weeks"] == reigns["weeks"].max()]
    called = [short(name) for name in names(list(longest["entity"].unique())).values()]
    until_now = bool(asked["week"].max() == frame["week"].max())
    span = captions.since(weeks, until_now=until_now)
    metric = captions.metric(frame)
    if highlight:
        return _highlighted(frame, reigns, highlight)
    if len(weeks) == 1:
        return f"{phrasing.listed(called)} led OpenRouter by {metric} in {label(weeks[0].date())}"
    if leaders == 1 and until_now:
        return f"{called[0]} has been #1 on OpenRouter by {metric} {span}"
    if leaders == 1:
        return _highlighted(frame, reigns, (str(reigns["entity"].iloc[0]),))
    have = "have led" if until_now else "led"
    told = f"{phrasing.in_words(leaders).capitalize()} {captions.kinds(frame)} {have} OpenRouter"
    told = f"{told} by {metric} {span}"
    if len(called) > 3:
        return f"{told}; the longest streak is {_length(longest)}"
    return f"{told}; {phrasing.listed(called)} held #1 longest, {_length(longest)}"


def _highlighted(frame: pd.DataFrame, reigns: pd.DataFrame, highlight: Names) -> str:
    """For how many weeks those highlighted led, and when; of one of them, who led for longest."""
    own = reigns.loc[reigns["entity"].isin(highlight)]
    if own.empty:
        raise GapError("none of those highlighted led a week", datum=highlight)
    called = names(list(dict.fromkeys(reigns["entity"])))
    who = phrasing.listed([short(called[name]) for name in dict.fromkeys(own["entity"])])
    led = sorted(
        {
            day.date()
            for first, last in zip(own["first"], own["last"], strict=True)
            for day in pd.date_range(first, last, freq="7D")
        }
    )
    least = "at least " if own["cut"].any() else ""
    together = " between them" if own["entity"].nunique() > 1 else ""
    length = f"{phrasing.in_words(len(led))} {'week' if len(led) == 1 else 'weeks'}"
    so_far = " so far" if own["ongoing"].any() else ""
    told = f"{who} led OpenRouter by {captions.metric(frame)} for {least}{length}{together}{so_far}"
    told += f" ({phrasing.weeks(led)})" if len(own) <= 3 else f" since {label(led[0])}"
    longest = reigns.loc[reigns["weeks"] == reigns["weeks"].max()]
    others = [name for name in longest["entity"] if name not in highlight]
    if len(others) != 1 or len(longest) != 1:
        return told
    return f"{told}; {short(called[others[0]])} held #1 longest, {_length(longest)}"


def _length(longest: pd.DataFrame) -> str:
    """The length of the longest reigns, as far as it is known."""
    length = phrasing.counted(int(longest["weeks"].iloc[0]), "week")
    if longest["cut"].any():
        return f"at least {length}"
    return f"{length} and counting" if longest["ongoing"].any() else length


def subtitle(frame: pd.DataFrame, highlight: Names = ()) -> str:
    frame = _asked(frame)
    ranked = frame.loc[frame["rank"].notna()]
    weeks = captions.known_weeks(ranked)
    said = [
        f"Weeks at #1 by {captions.MEASURES[captions.metric(frame)]}, in a row.",
        captions.period(weeks),
        captions.depth(ranked),
    ]
    if captions.missing_weeks(weeks):
        said.append("Hatched: weeks without ranks.")
    all_leaders = frame.loc[(frame["rank"] == 1).fillna(False), "entity"].nunique()
    if all_leaders > MOST_ROWS:
        said.append(f"The {MOST_ROWS} latest of {all_leaders} leaders.")
    said.append(captions.proven(frame))
    said.append(captions.told_rules(ranked))
    said.append(captions.left_out(frame, [*weeks, *captions.missing_weeks(weeks)]))
    return captions.said(*said)


def draw(ax: Axes, frame: pd.DataFrame, *, highlight: Names = (), theme: str = "light") -> None:
    look = THEMES[theme]
    asked = _asked(frame)
    ranked = asked.loc[asked["rank"].notna()]
    weeks = captions.known_weeks(ranked)
    reigns = _reigns(frame)
    reigns = reigns.loc[reigns["entity"].isin(rows(frame, highlight)["entity"])]
    breadth, height = layout.room(ax)
    fit = int(height * LETTERS / (base() * SMALLEST))
    reigns, left_out = _latest(reigns, highlight, fit)
    leaders = list(dict.fromkeys(reigns["entity"]))
    all_drawn = len(leaders) < MOST_ROWS and not left_out
    starts = min(weeks[0], reigns["first"].min()) if all_drawn else reigns["first"].min()
    weeks = [week for week in weeks if week >= starts]
    top = -1.5 if left_out else -0.5
    foot = len(leaders) - 0.5
    size = min(base(), height / (foot - top) * LETTERS)
    called = {name: fitted(text, size, breadth * 0.4) for name, text in names(leaders).items()}
    left = max(width(text, size) for text in called.values()) + size * 1.5
    first = layout.day(weeks[0])
    layout.shortened(ax, 1, min(height, size * TALLEST * (foot - top)))
    scale = layout.across(ax, weeks, left, width("10 weeks", size), look, wide=True)
    ax.set_ylim(foot, top)
    # The numbers are those of the subtitle, which knows of all the weeks.
    rules = [rule if rule.week >= weeks[0] else None for rule in captions.rules(ranked)]
    layout.dotted(ax, rules, foot, top, look, wide=True)
    for tick in ax.get_xticks():
        ax.plot([tick, tick], [top, foot], color=look.faint, lw=0.8, zorder=0)
    layout.hatch(ax, captions.missing_weeks(weeks), -0.5, foot, look)
    if left_out:
        write(
            ax,
            first - left * scale,
            -1,
            f"{left_out} others do not fit",
            va="center_baseline",
            fontsize=size,
            color=look.pale,
        )
    for row, leader in enumerate(leaders):
        quiet = bool(highlight) and leader not in highlight
        tone = look.quiet if quiet else visible(colour(leader), look)
        write(
            ax,
            first - left * scale,
            row,
            called[leader],
            va="center_baseline",
            ha="left",
            fontsize=size,
            color=look.pale if quiet else look.ink,
        )
        own = reigns.loc[reigns["entity"] == leader]
        _bars(ax, own, row, tone, size, scale, look)
        for start, end, length in zip(own["first"], own["last"], own["weeks"], strict=True):
            told = f"{called[leader]}: {phrasing.counted(int(length), 'week')} at #1"
            span = phrasing.from_to(start.date(), end.date())
            box = (layout.day(start), layout.day(end + WEEK))
            layout.tell(ax, box, (row - 0.36, row + 0.36), f"{told}, {span}")


def _latest(reigns: pd.DataFrame, highlight: Names, fit: int) -> tuple[pd.DataFrame, int]:
    """The reigns of as many leaders as fit beside a row of words: of those highlighted, of who led
    longest, for the title speaks of them, and of the latest; and how many are left out."""
    last = reigns.groupby("entity")["last"].max().sort_values(kind="stable").index
    if len(last) <= fit:
        return reigns, 0
    longest = reigns.loc[reigns["weeks"] == reigns["weeks"].max(), "entity"]
    first = list(dict.fromkeys([*highlight, *longest]))
    kept = list(dict.fromkeys([*first, *last[::-1]]))[: max(fit - 1, len(first))]
    return reigns.loc[reigns["entity"].isin(kept)], len(last) - len(kept)


def _bars(
    ax: Axes, reigns: pd.DataFrame, row: int, tone: str, size: float, scale: float, look: Theme
) -> None:
    """The reigns of one leader; each length inside its bar, else to the right, else to the left."""
    spans = [
        (layout.day(start), layout.day(end + WEEK), int(weeks))
        for start, end, weeks in zip(reigns["first"], reigns["last"], reigns["weeks"], strict=True)
    ]
    pad = size * 0.4
    taken = float("-inf")
    for index, (start, end, weeks) in enumerate(spans):
        ax.add_patch(
            Rectangle((start, row - 0.36), end - start, 0.72, facecolor=tone, lw=0, zorder=3)
        )
        text = _that_fits(weeks, size, (end - start) / scale - pad)
        if text:
            write(
                ax,
                (start + end) / 2,
                row,
                text,
                va="center_baseline",
                ha="center",
                fontsize=size,
                color=on(tone),
                zorder=4,
            )
            taken = end
            continue
        text = str(weeks)
        needed = (width(text, size) + 2 * pad) * scale
        free = spans[index + 1][0] if index + 1 < len(spans) else float("inf")
        rightwards = end + needed <= free or start - needed < taken
        write_beside(
            ax,
            (end if rightwards else start, row),
            (pad if rightwards else -pad, 0),
            text,
            va="center_baseline",
            ha="left" if rightwards else "right",
            fontsize=size,
            color=readable(tone, look),
            zorder=4,
        )
        taken = end + (needed if rightwards else 0)


def _that_fits(weeks: int, size: float, breadth: float) -> str | None:
    """The fullest way of writing a length that is no wider than ``breadth``."""
    texts = (phrasing.counted(weeks, "week"), str(weeks))
    return next((text for text in texts if width(text, size) <= breadth), None)
