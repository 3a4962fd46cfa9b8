"""Chart `stack`: everything on a week's board as one column of 100 %.

The bands are chosen once, in the newest week, and keep their order. All that is not in a band is
`other`, last and grey: names without a band, names outside the depth, and the publisher's own
`other`. A name that is outside the depth of a week is inside the grey of that week; a week that is
missing is hatched.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd
from matplotlib.axes import Axes

from tracker.analysis.rows import named
from tracker.charts import Feed, Names, captions, layout, lines, words
from tracker.charts.text import annotate, base, short, subjects, width
from tracker.charts.theme import THEMES, Theme, text_on
from tracker.records import OTHER
from tracker.text import percent
from tracker.weeks import WEEK

NAME = "stack"
FEED = Feed(newest=26)
SUMMARY = "A column of 100 % for every week: the largest names of the newest week, the rest grey."
BANDS = 8
MOST = 3
"""The largest number of highlighted names in the title."""


def rows(frame: pd.DataFrame, highlight: Names = ()) -> pd.DataFrame:
    """Return the shares of the names that have a band.

    They are those highlighted and the largest of the newest week, eight in all or as many as are
    highlighted.
    """
    whole = frame.loc[frame["share"].notna() & named(frame)]
    newest = whole.loc[whole["week"] == whole["week"].max()].nlargest(BANDS, "share")
    entities = list(dict.fromkeys([*highlight, *newest["entity"]]))[: max(BANDS, len(highlight))]
    return whole[whole["entity"].isin(entities)]


def finding(frame: pd.DataFrame, highlight: Names = ()) -> str:
    drawn = rows(frame, highlight)
    week = captions.known_weeks(frame.loc[frame["share"].notna()])[-1]
    newest = drawn.loc[drawn["week"] == week]
    if highlight:
        subject = drawn[drawn["entity"].isin(highlight)]
        newest = subject[subject["week"] == week].sort_values("share", ascending=False)
        if newest.empty:
            return captions.past_peak(subject, week)
    labels = [short(name) for name in subjects(list(newest["entity"]), frame).values()]
    of_all = {"metric": captions.measure(frame), "week": captions.week(week)}
    if not highlight:
        return _two_largest(newest, labels, of_all)
    of_all["share"] = f"{captions.least(newest)}{percent(newest['share'].sum())}"
    if len(newest) == 1:
        return words.say("share.has", who=labels[0], **of_all)
    if len(newest) <= MOST:
        return words.say("share.together", who=words.listed(labels), **of_all)
    return words.say(
        "share.highlighted",
        number=words.in_words(len(newest)),
        kinds=captions.kinds(frame),
        counted=captions.counted(frame, len(newest)),
        **of_all,
    )


def _two_largest(newest: pd.DataFrame, labels: list[str], of_all: Mapping[str, str]) -> str:
    """Return the shares of the two largest names of the newest week."""
    two = newest.assign(label=labels).nlargest(2, "share")
    first, *second = [
        (label, f"{captions.least(two)}{percent(share)}")
        for label, share in zip(two["label"], two["share"], strict=True)
    ]
    text = words.say("share.has", who=first[0], share=first[1], **of_all)
    if not second:
        return text
    return words.say("share.second", first=text, who=second[0][0], share=second[0][1])


def subtitle(frame: pd.DataFrame, highlight: Names = ()) -> str:
    weeks = captions.known_weeks(frame.loc[frame["share"].notna()])
    return captions.one_line(
        words.say("share.subtitle", metric=captions.measure(frame)), captions.months(weeks)
    )


def method(frame: pd.DataFrame, highlight: Names = ()) -> str:
    whole = frame.loc[frame["share"].notna()]
    weeks = captions.known_weeks(whole)
    sentences = [
        f"Share of all {captions.MEASURES[captions.metric(frame)]} of the week.",
        captions.period(weeks),
        captions.depth(whole),
        "Grey: everything else, and a name in the weeks in which it is not published.",
        "Hatched: weeks without shares." if captions.missing_weeks(weeks) else "",
        captions.rules_text(whole),
        captions.left_out(frame, [*weeks, *captions.missing_weeks(weeks)]),
    ]
    return captions.join(*sentences)


def draw(ax: Axes, frame: pd.DataFrame, *, highlight: Names = (), theme: str = "light") -> None:
    look = THEMES[theme]
    table = bands(frame, highlight)
    weeks = list(table.index)
    labels = lines.short_names(ax, list(table.columns), frame)
    first, last = layout.day(weeks[0]), layout.day(weeks[-1] + WEEK)
    feet = table.cumsum(axis=1)
    middles = feet.iloc[-1] - table.iloc[-1] / 2
    ends = [
        lines.End(name, f"{labels[name]}  {percent(table[name].iloc[-1])}", middle)
        for name, middle in zip(labels, middles, strict=True)
        if table[name].iloc[-1] > 0
    ]
    right = lines.room_for([end.label for end in ends])
    layout.across(ax, weeks, width("100 %", base()) + base(), right, look, wide=True)
    ax.set_ylim(1, 0)
    for quarter in (0, 25, 50, 75, 100):
        lines.rule(ax, first, last, 1 - quarter / 100, f"{quarter} %", look)
    tones = {name: lines.tones(name, highlight, look)[0] for name in labels}
    tones[OTHER] = look.quiet
    for piece in _pieces(table):
        # A column is as wide as its week, so the last day of a piece is drawn too.
        positions = [
            *(layout.day(week) for week in piece.index),
            layout.day(piece.index[-1] + WEEK),
        ]
        for entity in labels:
            foot = feet.loc[piece.index, entity]
            top = foot - piece[entity]
            ax.fill_between(
                positions,
                [*top, top.iloc[-1]],
                [*foot, foot.iloc[-1]],
                step="post",
                facecolor=tones[entity],
                edgecolor=look.paper,
                lw=0.5,
                zorder=2,
            )
    layout.hatch(ax, captions.missing_weeks(weeks), 0, 1, look)
    layout.dotted_rules(
        ax, captions.rules(frame.loc[frame["share"].notna()]), 1, 0, look, wide=True
    )
    texts = lines.share_texts(rows(frame, highlight), labels)
    layout.week_tooltips(ax, texts, wide=True)
    lines.name_ends(ax, weeks[-1] + WEEK, ends, highlight, look)
    for entity in highlight:
        if table[entity].iloc[-1] == 0:
            _name_under(ax, table[entity], feet[entity], labels[entity], look)


def _name_under(ax: Axes, band: pd.Series, foot: pd.Series, text: str, look: Theme) -> None:
    """Draw the name of a band that does not reach the newest week under its widest point."""
    week = band.sort_values(kind="stable").index[-1]
    x = layout.day(week) + WEEK.days / 2
    left, right = ax.get_xlim()
    position = (x - left) / (right - left)
    side = "left" if position < 0.25 else "right" if position > 0.7 else "center"
    annotate(
        ax,
        (x, foot[week]),
        (0, -base() * 0.4),
        text,
        va="top",
        ha=side,
        fontsize=base() * 0.95,
        color=text_on(look.quiet),
        zorder=5,
    )


def bands(frame: pd.DataFrame, highlight: Names = ()) -> pd.DataFrame:
    """Return a table of weeks by entities, the largest of the newest week first, `other` last.

    Rows sum to one. A name that a week does not publish has no band in it, being counted in
    `other`.
    """
    weeks = captions.known_weeks(frame.loc[frame["share"].notna()])
    drawn = rows(frame, highlight)
    table = drawn.pivot(index="week", columns="entity", values="share").reindex(weeks).fillna(0)
    # Columns are in order of their names, so that the order of the rows breaks no tie.
    table = table[table.iloc[-1].sort_values(ascending=False, kind="stable").index]
    return table.assign(**{OTHER: (1 - table.sum(axis=1)).clip(lower=0)})


def _pieces(table: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """Yield the table cut wherever a week is missing."""
    cut = (table.index.to_series().diff() != WEEK).cumsum()
    yield from (piece for _, piece in table.groupby(cut))
