"""Chart `concentration`: the Herfindahl-Hirschman index as the band that a board leaves open.

The lower end assumes that what is not named is of infinitely many firms, the upper that it is of
one. A band is broken over missing weeks; the lines are those of the merger guidelines (see
`market`).
"""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from tracker.analysis.market import HIGH, MODERATE, market
from tracker.charts import Feed, Names, captions, layout, lines
from tracker.charts.text import annotate, base, width
from tracker.charts.theme import THEMES, readable
from tracker.errors import ConfigError, GapError
from tracker.text import percent

NAME = "concentration"
FEED = Feed()
SUMMARY = "A band of how concentrated each week is, between the least and the most it can be."
TONE = "#2c6ec8"
LINES = {MODERATE: "moderately concentrated from 1,000", HIGH: "highly from 1,800"}


def rows(frame: pd.DataFrame, highlight: Names = ()) -> pd.DataFrame:
    """Return the measures of `market` for each week whose board has a total, and its vintage.

    Raises ConfigError for a highlight: the measures are of all names together.
    """
    if highlight:
        raise ConfigError(
            "no name can be highlighted in this chart, which is of all names together",
            datum=highlight,
            remedy="leave out `--highlight`",
        )
    measures = market(frame)
    as_of = frame.groupby("week")["as_of"].max().rename("as_of")
    measures = measures.loc[measures["hhi_high"].notna()].join(as_of, on="week")
    if measures.empty:
        raise GapError("none of these weeks has a total, so concentration cannot be computed")
    return measures.assign(metric=captions.metric(frame), by=captions.level(frame), at_least=False)


def finding(frame: pd.DataFrame, highlight: Names = ()) -> str:
    newest = rows(frame).iloc[-1]
    low, high = newest["effective_low"], newest["effective_high"]
    few, many = f"{low:.0f}", f"{high:.0f}"
    number = few if few == many else f"{few} to {many}"
    if pd.isna(low):  # a sum from a shallow board leaves the other end open
        number = f"at most {many}"
    kinds = captions.kinds(frame)
    week = captions.week(newest["week"])
    return (
        f"OpenRouter's {captions.metric(frame)} in {week} are as concentrated as if"
        f" {number} equal {kinds} shared them"
    )


def subtitle(frame: pd.DataFrame, highlight: Names = ()) -> str:
    return captions.one_line(
        f"Herfindahl index of the shares of {captions.kinds(frame)}, 0 to 10,000",
        captions.months(captions.known_weeks(rows(frame))),
    )


def method(frame: pd.DataFrame, highlight: Names = ()) -> str:
    drawn = rows(frame)
    weeks = captions.known_weeks(drawn)
    return captions.join(
        f"Herfindahl-Hirschman index of the shares of {captions.kinds(frame)} in all"
        f" {captions.MEASURES[captions.metric(frame)]} of the week, 0 to 10,000 points: the least"
        " and the most that it can be, by who is not named.",
        captions.period(weeks),
        captions.depth(drawn),
        captions.rules_text(drawn),
        captions.left_out(frame, [*weeks, *captions.missing_weeks(weeks)]),
    )


def draw(ax: Axes, frame: pd.DataFrame, *, highlight: Names = (), theme: str = "light") -> None:
    look = THEMES[theme]
    drawn = rows(frame)
    weeks = captions.known_weeks(drawn)
    newest = drawn.iloc[-1]
    both = [("at most ", newest["hhi_high"]), ("at least ", newest["hhi_low"])]
    ends = [(word, points) for word, points in both if pd.notna(points)]
    texts = [f"{word}{points:,.0f}" for word, points in ends]
    size = base() * 0.95
    left, right = width("10,000", base()) + base(), lines.room_for(texts)
    scale = layout.across(ax, weeks, left, right, look)
    highest = max(float(drawn["hhi_high"].max()), HIGH) * 1.12
    ax.set_ylim(0, highest)
    first, last = layout.day(weeks[0]), layout.day(weeks[-1])
    step = next(step for step in (200, 500, 1_000, 2_000) if highest / step <= 8)
    for points in range(0, int(highest), step):
        lines.rule(ax, first, last, points, f"{points:,}", look)
    for points, text in LINES.items():
        ax.plot([first, last], [points] * 2, color=look.pale, lw=1, ls="--", zorder=2)
        half = width(text, base() * 0.85) / 2 * scale
        middle = min(max(_clear(drawn, points, highest / 20), first + half), last - half)
        annotate(
            ax,
            (middle, points),
            (0, 0),
            text,
            va="center",
            ha="center",
            fontsize=base() * 0.85,
            color=look.pale,
            zorder=2.5,
            bbox={"facecolor": look.paper, "lw": 0, "pad": 1.5},
        )
    layout.dotted_rules(ax, captions.rules(drawn), 0, highest, look)
    tone = readable(TONE, look, 3)
    for piece in lines.pieces(drawn, whole=True):
        places = [layout.day(week) for week in piece["week"]]
        if len(piece) == 1:  # a band of one week has no width of its own
            places = [places[0] - 3, places[0] + 3]
            piece = pd.concat([piece, piece])  # noqa: PLW2901
        ax.fill_between(
            places,
            piece["hhi_low"].astype(float),
            piece["hhi_high"].astype(float),
            facecolor=tone,
            alpha=0.35,
            lw=0,
            zorder=3,
        )
        for end in ("hhi_low", "hhi_high"):
            ax.plot(places, piece[end], color=tone, lw=1.6, zorder=4)
    gap = size * 1.25 * highest / layout.room(ax)[1]
    heights = layout.spread([points for _, points in ends], gap, 0, highest)
    for text, height in zip(texts, heights, strict=True):
        annotate(
            ax,
            (last, height),
            (size * 0.7, 0),
            text,
            va="center",
            fontsize=size,
            color=readable(TONE, look),
        )
    values = {
        week: f"{low:,.0f} to {high:,.0f} points, the largest {percent(cr1)}"
        for week, low, high, cr1 in drawn[["week", "hhi_low", "hhi_high", "cr1"]].itertuples(
            index=False
        )
    }
    layout.week_tooltips(ax, values)


def _clear(drawn: pd.DataFrame, points: float, margin: float) -> float:
    """Return the middle of the longest time in which the band is clear of a line."""
    is_clear = (drawn["hhi_high"] < points - margin) | (drawn["hhi_low"] > points + margin)
    stretches = drawn.loc[is_clear, "week"].groupby((~is_clear).cumsum()[is_clear])
    if stretches.ngroups == 0:
        stretches = drawn["week"].groupby(drawn["week"].notna())
    spans = stretches.agg(["min", "max"])
    longest = spans.iloc[int((spans["max"] - spans["min"]).argmax())]
    return (layout.day(longest["min"]) + layout.day(longest["max"])) / 2
