"""Chart `aligned`: shares by weeks since the debut of each name.

An old rise and a new one can be compared. A name whose debut is unknown is left out (see `kept`); a
line stops where a name is not among those published.
"""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from tracker.analysis.rows import named
from tracker.charts import DEBUTS, Feed, Names, captions, fonts, layout, lines, words
from tracker.charts.text import annotate, base, short, subjects, width
from tracker.charts.theme import THEMES, dashes
from tracker.errors import GapError
from tracker.text import in_words, percent

NAME = "aligned"
FEED = Feed(kind=DEBUTS)
SUMMARY = "Lines of shares by weeks since each name's debut."
LINES = 8
LONGEST = 26
"""The number of weeks after the debut that are drawn."""


def rows(frame: pd.DataFrame, highlight: Names = ()) -> pd.DataFrame:
    """Return the first half year of eight names whose debut is known.

    They are those highlighted, and those with the highest shares in it. Raises GapError when there
    are none.
    """
    shares = frame.loc[
        frame["share"].notna()
        & named(frame)
        & (frame["weeks_since_debut"] <= LONGEST).fillna(False)
    ]
    peaks = shares.groupby("entity")["share"].max().sort_values(ascending=False, kind="stable")
    entities = [*dict.fromkeys([*highlight, *peaks.index])][: max(LINES, len(highlight))]
    drawn = shares[shares["entity"].isin(entities)]
    if drawn.empty:
        raise GapError("no name with a known debut is published in these weeks")
    return drawn


def finding(frame: pd.DataFrame, highlight: Names = ()) -> str:
    drawn = rows(frame, highlight)
    subject = drawn.loc[drawn["entity"].isin(highlight)] if highlight else drawn
    subject = captions.same_depth(subject)
    peak = subject.sort_values(["share", "entity"], ascending=[False, True]).iloc[0]
    name = short(next(iter(subjects([peak["entity"]], frame).values())))
    weeks = int(peak["weeks_since_debut"])
    least = captions.least(
        subject[(subject["week"] == peak["week"]) & (subject["entity"] == peak["entity"])]
    )
    return words.say(
        "aligned.rose" if weeks else "aligned.first",
        who=name,
        share=f"{least}{percent(peak['share'])}",
        metric=captions.measure(frame),
        weeks=words.weeks(weeks),
    )


def subtitle(frame: pd.DataFrame, highlight: Names = ()) -> str:
    return captions.one_line(
        words.say(
            "aligned.subtitle", metric=captions.measure(frame), number=words.in_words(LONGEST)
        )
    )


def method(frame: pd.DataFrame, highlight: Names = ()) -> str:
    drawn = rows(frame, highlight)
    whole = frame.loc[frame["share"].notna()]
    number = in_words(drawn["entity"].nunique())
    return captions.join(
        f"Share of all {captions.MEASURES[captions.metric(frame)]} of the week, by weeks since the"
        f" debut on the chart (its week is 0), for {in_words(LONGEST)} weeks.",
        f"The {number} {captions.kinds(frame)} with the highest of those whose debut is known.",
        captions.period(captions.known_weeks(whole)),
        captions.depth(whole),
        "A line stops where a name is not published or the newest week is reached.",
    )


def draw(ax: Axes, frame: pd.DataFrame, *, highlight: Names = (), theme: str = "light") -> None:
    look = THEMES[theme]
    drawn = rows(frame, highlight).sort_values(["entity", "week"])
    labels = lines.short_names(ax, list(drawn["entity"].unique()), drawn)
    last = max(int(drawn["weeks_since_debut"].max()), 4)
    right = lines.room_for([*labels.values()]) + base()
    scale = layout.columns(ax, 0, last, width("100 %", base()) + base(), right)
    highest = float(drawn["share"].max()) * 1.12
    ax.set_ylim(0, highest)
    layout.hide_frame(ax)
    lines.percents(ax, 0, last, highest, look)
    apart = width(words.say("aligned.tick", number="00"), base()) + base() * 0.7
    step = next((step for step in (1, 2, 4, 13) if step / scale >= apart), LONGEST)
    ticks = list(range(0, last + 1, step))
    tick_labels = [
        words.say("aligned.debut")
        if not tick
        else words.say("aligned.tick", number=tick)
        if tick == step
        else f"{tick}"
        for tick in ticks
    ]
    ax.set_xticks(
        ticks, tick_labels, fontfamily=fonts.current(), fontsize=base() * 0.9, color=look.pale
    )
    ends = []
    for entity, line in drawn.groupby("entity", sort=False):
        name = str(entity)
        tone, _ = lines.tones(name, highlight, look)
        front = 4 if name in highlight else 3
        for piece in lines.pieces(line):
            since = piece["weeks_since_debut"].astype(float)
            ax.plot(
                since,
                piece["share"],
                color=tone,
                lw=2,
                ls=dashes(name),
                zorder=front,
                solid_capstyle="round",
                marker="o" if len(piece) == 1 else None,
                ms=3,
            )
        ends.append((name, float(since.iloc[-1]), float(piece["share"].iloc[-1])))
        ax.plot(ends[-1][1], ends[-1][2], "o", color=tone, ms=4, zorder=front)
    _name(ax, ends, labels, last, highlight, theme)
    for number in range(last + 1):
        values = drawn.loc[drawn["weeks_since_debut"] == number].sort_values(
            "share", ascending=False
        )
        text = words.say("comma.clause").join(
            f"{labels[name]} {percent(share)}"
            for name, share in zip(values["entity"], values["share"], strict=True)
        )
        if text:
            head = words.say("aligned.tooltip", number=number)
            tooltip = words.labelled(head, text)
            layout.tooltip(ax, (number - 0.5, number + 0.5), (0, highest), tooltip)


def _name(
    ax: Axes,
    ends: list[tuple[str, float, float]],
    labels: dict[str, str],
    last: int,
    highlight: Names,
    theme: str,
) -> None:
    """Draw the names right of the ends of their lines, moved apart where they would touch."""
    look = THEMES[theme]
    size = base() * 0.95
    low, high = ax.get_ylim()
    gap = size * 1.25 * (high - low) / layout.room(ax)[1]
    left, right = ax.get_xlim()
    per_point = (right - left) / layout.room(ax)[0]
    late = {
        name
        for name, since, _ in ends
        if since + (width(labels[name], size) + size) * per_point > last
    }
    for is_late in (False, True):
        group = [end for end in ends if (end[0] in late) == is_late]
        heights = layout.spread([height for _, _, height in group], gap, low, high)
        for (name, since, _), height in zip(group, heights, strict=True):
            annotate(
                ax,
                (last + 0.2 if is_late else since, height),
                (size * 0.5, 0),
                labels[name],
                va="center",
                fontsize=size,
                color=lines.tones(name, highlight, look)[1],
                bbox={"facecolor": look.paper, "lw": 0, "pad": 0.5, "alpha": 0.85},
                zorder=5,
            )
