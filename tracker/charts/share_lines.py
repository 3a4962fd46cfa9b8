"""Chart `share-lines`: the shares of the leading names, week by week.

A line stops where a name is not among those published: outside the depth is unknown, not zero.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
from matplotlib.axes import Axes

from tracker.analysis.rows import named
from tracker.charts import Feed, Names, captions, layout, lines, words
from tracker.charts.text import base, short, subjects, width
from tracker.charts.theme import THEMES, Theme, dashes
from tracker.text import percent

NAME = "share-lines"
FEED = Feed()
SUMMARY = "Lines of the shares of the leading names, week by week."
LINES = 8
MOST = 3
"""The largest number of highlighted names in the title."""


def rows(frame: pd.DataFrame, highlight: Names = ()) -> pd.DataFrame:
    """Return the shares of eight names."""
    whole = frame.loc[frame["share"].notna() & named(frame)]
    return whole[whole["entity"].isin(_largest(whole, highlight))]


def _largest(whole: pd.DataFrame, highlight: Names) -> list[str]:
    """Return eight names: those highlighted, the largest of the newest week, then of all weeks."""
    newest = whole.loc[whole["week"] == whole["week"].max()].nlargest(LINES // 2, "share")
    over_all = whole.groupby("entity")["share"].sum().nlargest(LINES).index
    entities = list(dict.fromkeys([*highlight, *newest["entity"], *over_all]))
    return entities[: max(LINES, len(highlight))]


def finding(frame: pd.DataFrame, highlight: Names = ()) -> str:
    drawn = rows(frame, highlight)
    weeks = captions.known_weeks(drawn)
    newest = drawn.loc[drawn["week"] == weeks[-1]].nlargest(2, "share")
    if highlight:
        return _highlighted(drawn, weeks[-1], highlight)
    labels = list(subjects(list(newest["entity"]), frame).values())
    shares = list(newest["share"])
    text = words.say(
        "share.has",
        who=short(labels[0]),
        share=f"{captions.least(newest)}{percent(shares[0])}",
        metric=captions.measure(frame),
        week=captions.week(weeks[-1]),
    )
    if len(shares) == 1 or captions.least(newest):
        return text
    points = f"{(shares[0] - shares[1]) * 100:.1f}"
    return words.say("share-lines.more", first=text, points=points, rival=short(labels[1]))


def _highlighted(drawn: pd.DataFrame, week: pd.Timestamp, highlight: Names) -> str:
    """Return the newest shares of those highlighted; of a single one its distance to the first."""
    subject_rows = drawn[drawn["entity"].isin(highlight)]
    shares = drawn[drawn["week"] == week].sort_values("share", ascending=False).set_index("entity")
    now = shares.loc[shares.index.isin(highlight), "share"]
    if now.empty:
        return captions.past_peak(subject_rows, week)
    labels = {name: short(text) for name, text in subjects(list(shares.index), drawn).items()}
    first, least = now.iloc[:MOST], captions.least(drawn[drawn["week"] == week])
    who = [labels[str(name)] for name in first.index]
    parts = [f"{least}{percent(share)}" for share in first]
    context = {"metric": captions.measure(drawn), "week": captions.week(week)}
    if len(parts) > 1:
        return _several(who, parts, context)
    text = words.say("share.has", who=who[0], share=parts[0], **context)
    if len(highlight) > 1 or len(shares) == 1 or least:
        return text
    others = shares["share"].drop(now.index[0])
    points, rival = (now.iloc[0] - others.iloc[0]) * 100, labels[str(others.index[0])]
    if round(points, 1) == 0:
        return words.say("share-lines.equal", first=text, rival=rival)
    key = "share-lines.more" if points > 0 else "share-lines.less"
    return words.say(key, first=text, points=f"{abs(points):.1f}", rival=rival)


def _several(who: Sequence[str], shares: Sequence[str], context: Mapping[str, str]) -> str:
    """Return the shares of several, as one clause each or as two lists."""
    pairs = [
        words.say("share-lines.next" if place else "share-lines.first", who=name, share=share)
        for place, (name, share) in enumerate(zip(who, shares, strict=True))
    ]
    return words.say(
        "share-lines.several",
        parts=words.clauses(pairs),
        names=words.listed(who),
        shares=words.listed(shares),
        **context,
    )


def subtitle(frame: pd.DataFrame, highlight: Names = ()) -> str:
    whole = frame.loc[frame["share"].notna()]
    return captions.one_line(
        words.say("share.subtitle", metric=captions.measure(frame)),
        captions.months(captions.known_weeks(whole)),
    )


def method(frame: pd.DataFrame, highlight: Names = ()) -> str:
    whole = frame.loc[frame["share"].notna()]
    weeks = captions.known_weeks(whole)
    return captions.join(
        f"Share of all {captions.MEASURES[captions.metric(frame)]} of the week, `other` included.",
        captions.period(weeks),
        captions.depth(whole),
        "A line stops where a name is not published.",
        "The four largest of the newest week, and the largest of all weeks.",
        captions.rules_text(whole),
        captions.left_out(frame, [*weeks, *captions.missing_weeks(weeks)]),
    )


def draw(ax: Axes, frame: pd.DataFrame, *, highlight: Names = (), theme: str = "light") -> None:
    look = THEMES[theme]
    drawn = rows(frame, highlight)
    weeks = captions.known_weeks(drawn)
    entities = _largest(drawn, highlight)
    labels = lines.short_names(ax, entities, frame)
    newest = drawn.loc[drawn["week"] == weeks[-1]]
    ends = [
        lines.End(name, labels[name], share)
        for name, share in zip(newest["entity"], newest["share"], strict=True)
    ]
    right = lines.room_for([end.label for end in ends])
    layout.across(ax, weeks, width("100 %", base()) + base(), right, look)
    highest = float(drawn["share"].max()) * 1.12
    ax.set_ylim(0, highest)
    lines.percents(ax, layout.day(weeks[0]), layout.day(weeks[-1]), highest, look)
    layout.dotted_rules(ax, captions.rules(frame.loc[frame["share"].notna()]), 0, highest, look)
    for entity, line in drawn.groupby("entity", sort=False):
        tone = lines.tones(str(entity), highlight, look)[0]
        for piece in lines.pieces(line):
            mark = "o" if len(piece) == 1 else None
            ax.plot(
                [layout.day(week) for week in piece["week"]],
                piece["share"],
                color=tone,
                lw=2,
                ls=dashes(str(entity)),
                marker=mark,
                ms=3,
                zorder=4 if entity in highlight else 3,
                solid_capstyle="round",
            )
    lines.name_ends(ax, weeks[-1], ends, highlight, look)
    layout.week_tooltips(ax, lines.share_texts(drawn, labels))
    ended = set(entities) - set(newest["entity"])
    _name_ended(ax, drawn.loc[drawn["entity"].isin(ended)], labels, highlight, look)


def _name_ended(
    ax: Axes, ended: pd.DataFrame, labels: dict[str, str], highlight: Names, look: Theme
) -> None:
    """Draw names above the peaks of the lines that ended earlier."""
    peaks = ended.sort_values("share", ascending=False).drop_duplicates("entity")
    low, high = ax.get_ylim()
    gap = base() * 1.1 * (high - low) / layout.room(ax)[1]
    heights = layout.spread([share + gap * 0.7 for share in peaks["share"]], gap, low, high)
    left, right = ax.get_xlim()
    for entity, week, height in zip(peaks["entity"], peaks["week"], heights, strict=True):
        position = (layout.day(week) - left) / (right - left)
        side = "left" if position < 0.25 else "right" if position > 0.7 else "center"
        tone = lines.tones(entity, highlight, look)[1]
        lines.name_peak(ax, layout.day(week), height, labels[entity], side, tone)
