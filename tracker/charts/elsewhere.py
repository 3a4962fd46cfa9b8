"""Chart `elsewhere`: the shares of authors on OpenRouter and on Vercel AI Gateway, side by side.

All columns have one scale. The figures of the other router are never part of OpenRouter's; an
author that one of the two does not name has words there and no dot.
"""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from tracker import text
from tracker.analysis.rows import each
from tracker.charts import ELSEWHERE, Feed, Names, captions, dots, layout, words
from tracker.charts.text import base, names, short
from tracker.charts.theme import THEMES
from tracker.weeks import DAY, WEEK, label

NAME = "elsewhere"
METRICS = ("tokens", "spend")
FEED = Feed(kind=ELSEWHERE, metrics=METRICS)
SUMMARY = "Dots of the shares of authors on OpenRouter and on Vercel AI Gateway in one week."
LARGEST = 12
ROUTERS = {"share": "OpenRouter", "share_elsewhere": "Vercel"}


NARROWEST = 6.5
"""The least breadth of a column, in sizes of ordinary letters."""


def rows(frame: pd.DataFrame, highlight: Names = ()) -> pd.DataFrame:
    """Return the newest week with the most measures: twelve authors, and those highlighted.

    They are those with the highest shares on either router, by any measure.
    """
    week = _one_week(frame)
    highest = week.groupby("entity")[[*ROUTERS]].max().max(axis=1)
    highest = highest.sort_values(ascending=False, kind="stable")
    entities = [*dict.fromkeys([*highlight, *highest.index])][: max(LARGEST, len(highlight))]
    drawn = week[week["entity"].isin(entities)]
    return drawn.drop(columns=["source", "datasets"], errors="ignore")


def _one_week(frame: pd.DataFrame) -> pd.DataFrame:
    measures = frame.groupby("week")["metric"].nunique()
    newest = measures.index[measures == measures.max()].max()
    week: pd.DataFrame = frame[frame["week"] == newest]
    return week


def finding(frame: pd.DataFrame, highlight: Names = ()) -> str:
    """Return the shares of those highlighted, or of the author with the largest difference."""
    week = _one_week(frame)
    both = week.dropna(subset=[*ROUTERS])
    if highlight:
        subject = week[week["entity"] == highlight[0]]
    elif both.empty:
        return words.say("elsewhere.none", week=captions.week(week["week"].iloc[0]))
    else:
        apart = both.assign(apart=(both["share"] - both["share_elsewhere"]).abs())
        furthest = apart.nlargest(1, "apart")["entity"].iloc[0]
        subject = both[both["entity"] == furthest]
    entity = str(subject["entity"].iloc[0])
    parts: list[str] = []
    for row in each(subject):
        share_here, share_there = (
            words.say("elsewhere.unknown") if pd.isna(share) else text.percent(share)
            for share in (row.share, row.share_elsewhere)
        )
        key = "elsewhere.next" if parts else "elsewhere.first"
        metric = words.measure(str(row.metric))
        parts.append(words.say(key, here=share_here, there=share_there, metric=metric))
    return words.say(
        "elsewhere.finding",
        who=short(names([entity], frame)[entity]),
        parts=words.say("semicolon").join(parts),
        week=captions.week(week["week"].iloc[0]),
    )


def subtitle(frame: pd.DataFrame, highlight: Names = ()) -> str:
    week = _one_week(frame)
    measures = words.listed([words.measure(metric) for metric in week["metric"].unique()])
    return captions.one_line(
        words.say("elsewhere.subtitle", measures=measures), captions.days(week["week"].iloc[0])
    )


def method(frame: pd.DataFrame, highlight: Names = ()) -> str:
    week = _one_week(frame)
    first, last = week["week"].iloc[0], week["week"].iloc[0] + WEEK - DAY
    metrics = [str(metric) for metric in week["metric"].unique()]
    unknown = [metric for metric in METRICS if metric not in metrics]
    measures = " and ".join(captions.MEASURES[metric] for metric in metrics)
    return captions.join(
        f"Shares of all {measures} on two routers, all on one scale.",
        f"Week {label(first.date())}, {first.day} {first:%B} to {last.day} {last:%B %Y}.",
        f"By {unknown[0]} the week is not known of both." if unknown else "",
        "Of Vercel AI Gateway it is the mean of seven daily shares, of all modalities.",
    )


def draw(ax: Axes, frame: pd.DataFrame, *, highlight: Names = (), theme: str = "light") -> None:
    drawn = rows(frame, highlight)
    order = drawn.groupby("entity")[[*ROUTERS]].max().max(axis=1)
    entities = [str(name) for name in order.sort_values(ascending=False, kind="stable").index]
    boards = [*drawn.groupby("metric", sort=False)]
    if layout.room(ax)[0] < NARROWEST * base() * len(boards) * len(ROUTERS):
        boards = boards[:1]  # a phone has room for one measure
    columns = []
    for metric, board in boards:
        for column, router in ROUTERS.items():
            shares = board.set_index("entity")[column].dropna()
            values = {str(name): float(share) for name, share in shares.items()}
            texts = dict.fromkeys(entities, words.say("not.named"))
            texts |= {name: text.percent(share) for name, share in values.items()}
            head = words.capital(words.measure(str(metric)))
            columns.append(
                dots.Column(
                    head,
                    values,
                    texts,
                    _percent,
                    0.01,
                    router,
                    widest="50 %",
                )
            )
    labels = names(entities, frame)
    dots.draw(ax, labels, columns, highlight, THEMES[theme], one_scale=True)


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"
