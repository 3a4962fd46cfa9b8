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
from tracker.charts.theme import BAND, LINE_CONTRAST, THEMES, readable
from tracker.errors import ConfigError, GapError
from tracker.text import percent

NAME = "concentration"
FEED = Feed()
SUMMARY = "A band of how concentrated each week is, between the least and the most it can be."
LINES = {MODERATE: "moderate from 1,000", HIGH: "high from 1,800"}


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
    metric, kinds = captions.metric(frame), captions.kinds(frame)
    week = captions.week(newest["week"])
    return f"By {metric}, OpenRouter is as concentrated as {number} equal {kinds}, in {week}"


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
    tone, letters = readable(BAND, look, LINE_CONTRAST), readable(BAND, look)
    ends = [
        (f"{word}{points:,.0f}", float(points), letters)
        for word, points in both
        if pd.notna(points)
    ]
    ends += [(text, float(points), look.pale) for points, text in LINES.items()]
    size = base() * 0.95
    left, right = width("10,000", base()) + base(), lines.room_for([text for text, *_ in ends])
    layout.across(ax, weeks, left, right, look)
    highest = max(float(drawn["hhi_high"].max()), HIGH) * 1.12
    ax.set_ylim(0, highest)
    first, last = layout.day(weeks[0]), layout.day(weeks[-1])
    step = next(step for step in (200, 500, 1_000, 2_000) if highest / step <= 8)
    for points in range(0, int(highest), step):
        lines.rule(ax, first, last, points, f"{points:,}", look)
    for points in LINES:
        ax.plot([first, last], [points] * 2, color=look.pale, lw=1, ls="--", zorder=2)
    layout.dotted_rules(ax, captions.rules(drawn), 0, highest, look)
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
    heights = layout.spread([points for _, points, _ in ends], gap, 0, highest)
    for (text, _, shade), height in zip(ends, heights, strict=True):
        annotate(
            ax,
            (last, height),
            (size * 0.7, 0),
            text,
            va="center",
            fontsize=size,
            color=shade,
        )
    values = {
        week: f"{low:,.0f} to {high:,.0f} points, the largest {percent(cr1)}"
        for week, low, high, cr1 in drawn[["week", "hhi_low", "hhi_high", "cr1"]].itertuples(
            index=False
        )
    }
    layout.week_tooltips(ax, values)
