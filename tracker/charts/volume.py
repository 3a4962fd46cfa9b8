"""Chart `volume`: everything counted each week, as columns that the largest names stand on.

The names are the largest of all these weeks together; what is left, and what nobody names, is one
grey part. Of sums over models from a board of few names only the least is known: the grey part of
such a week has the rest.
"""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from tracker.analysis.rows import named
from tracker.analysis.shares import tells_whole
from tracker.charts import Feed, Names, amounts, captions, layout, lines, words
from tracker.charts.text import base, width
from tracker.charts.theme import THEMES
from tracker.records import OTHER
from tracker.weeks import WEEK

NAME = "volume"
FEED = Feed(newest=78)
SUMMARY = "Columns of everything counted each week, parted by the largest names."
PARTS = 6


def rows(frame: pd.DataFrame, highlight: Names = ()) -> pd.DataFrame:
    """Return the values of the largest names in every complete week, and of the rest as `other`."""
    whole = frame[frame["complete"] & tells_whole(frame)]
    entities = list(dict.fromkeys([*highlight, *_largest(whole)]))[: max(PARTS, len(highlight))]
    rest = (~whole["entity"].isin(entities)).rename("rest")
    others = whole[rest].sort_values(["week", "value"], ascending=[True, False])
    sums = others.groupby("week")["value"].sum()
    other = others.drop_duplicates("week").assign(entity=OTHER)
    other = other.assign(value=other["week"].map(sums).astype("int64"))
    drawn: pd.DataFrame = pd.concat([whole[~rest], other])
    return drawn.sort_values(["week", "entity"], ignore_index=True)


def _largest(whole: pd.DataFrame) -> list[str]:
    totals = whole[named(whole)].groupby("entity")["value"].sum()
    ordered = totals.sort_values(ascending=False, kind="stable")
    return [str(name) for name in ordered.index[:PARTS]]


def _totals(drawn: pd.DataFrame) -> pd.Series:
    return drawn.groupby("week")["value"].sum()


def finding(frame: pd.DataFrame, highlight: Names = ()) -> str:
    drawn = rows(frame, highlight)
    if highlight:
        return amounts.newest_or_highest(frame, drawn[drawn["entity"].isin(highlight)], highlight)
    totals = _totals(drawn)
    metric, newest = captions.metric(frame), totals.index[-1]
    now = int(totals.iloc[-1])
    text = words.say(
        "volume.had",
        amount=words.quantity(now, metric),
        metric=captions.measure(frame),
        week=captions.week(newest),
    )
    year_ago = totals.get(newest - 52 * WEEK)
    if year_ago:
        multiple = now / int(year_ago)
        digits = 0 if multiple >= 10 else 1
        return words.say("volume.times", first=text, multiple=f"{multiple:.{digits}f}")
    return f"{text}{words.say('amounts.most')}" if now == int(totals.max()) else text


def subtitle(frame: pd.DataFrame, highlight: Names = ()) -> str:
    drawn = rows(frame, highlight)
    return captions.one_line(
        words.say(
            "volume.subtitle",
            capital=captions.metric(frame).capitalize(),
            kind=captions.kinds(frame, 1),
            each=captions.each(frame),
            metric=captions.measure(frame),
        ),
        captions.months(captions.known_weeks(drawn)),
    )


def method(frame: pd.DataFrame, highlight: Names = ()) -> str:
    drawn = rows(frame, highlight)
    weeks = captions.known_weeks(drawn)
    return captions.join(
        f"The {captions.MEASURES[captions.metric(frame)]} of each week.",
        captions.period(weeks),
        captions.depth(drawn),
        "Grey: everything else.",
        "Hatched: weeks without figures." if captions.missing_weeks(weeks) else "",
        captions.rules_text(drawn),
    )


def draw(ax: Axes, frame: pd.DataFrame, *, highlight: Names = (), theme: str = "light") -> None:
    drawn, look, metric = rows(frame, highlight), THEMES[theme], captions.metric(frame)
    weeks, totals = captions.known_weeks(drawn), _totals(drawn)
    highest = float(totals.max()) * 1.12
    marks = amounts.marks(highest)
    left = max(width(amounts.mark(mark, metric), base() * 0.9) for mark in marks) + base() * 1.4
    newest = drawn[drawn["week"] == weeks[-1]].set_index("entity")["value"]
    entities = [*newest.drop(OTHER, errors="ignore").sort_values(ascending=False).index]
    entities = [*dict.fromkeys([*entities, *drawn.loc[named(drawn), "entity"]]), OTHER]
    labels = lines.short_names(ax, entities, drawn)
    labels[OTHER] = words.say("others")
    layout.across(ax, weeks, left, lines.room_for([*labels.values()]), look, wide=True)
    ax.set_ylim(0, highest)
    first, last = layout.day(weeks[0]), layout.day(weeks[-1]) + WEEK.days
    for mark in marks:
        lines.rule(ax, first, last, mark, amounts.mark(mark, metric), look)
    layout.hatch(ax, captions.missing_weeks(weeks), 0, highest, look)
    layout.dotted_rules(ax, captions.rules(drawn), 0, highest, look, wide=True)
    table = drawn.pivot(index="week", columns="entity", values="value").reindex(columns=entities)
    feet = pd.Series(0.0, table.index)
    ends = []
    for entity in entities:
        heights = table[entity].fillna(0).astype("float64")
        tone = look.quiet if entity == OTHER else lines.tones(entity, highlight, look)[0]
        ax.bar(
            [layout.day(week) + WEEK.days / 2 for week in table.index],
            heights,
            bottom=feet,
            width=WEEK.days * 0.9,
            color=tone,
            lw=0,
            zorder=3,
        )
        if heights.iloc[-1]:
            middle = feet.iloc[-1] + heights.iloc[-1] / 2
            ends.append(lines.End(entity, labels[entity], float(middle)))
        feet += heights
    lines.name_ends(ax, weeks[-1] + WEEK, ends, highlight, look)
    tooltips = {
        week: words.amount(int(total), metric)
        for week, total in zip(totals.index, totals, strict=True)
    }
    layout.week_tooltips(ax, tooltips, wide=True)
