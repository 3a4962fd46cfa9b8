"""Chart `leaderboard`: the largest of one week as bars, with what each had, and how it moved.

Beside each name stand its value, the change on the week before, and the place that it came from. A
name that the week before does not name in this ranking is new to it: `new` says no more than that.
"""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from tracker.analysis.rows import each, named
from tracker.charts import Feed, Names, captions, layout, lines, words
from tracker.charts.text import base, fit_text, names, short, subjects, typeset, width, write
from tracker.charts.theme import THEMES
from tracker.errors import GapError
from tracker.weeks import WEEK, label

NAME = "leaderboard"
FEED = Feed()
SUMMARY = "Bars of the largest of one week, with their values, changes and moves."
RANKS, MOST_ROWS = 10, 14
MOST = 3
"""The largest number of highlighted names in the title."""
TALLEST = 4.2
"""The height of a row, in sizes of its letters."""
LINE, BAR = 1.35, 0.5
"""The heights of the words of a row and of its bar, in sizes of its letters."""


def rows(frame: pd.DataFrame, highlight: Names = ()) -> pd.DataFrame:
    """Return the ten largest of the newest week that can be ranked, and those highlighted.

    Of more names with equal values than fit on a page, the first by name are kept.
    """
    ranked = frame[frame["rank"].notna() & frame["can_rank"] & named(frame)]
    if ranked.empty:
        weeks = frame["week"].unique()
        when = label(weeks[0].date()) if len(weeks) == 1 else "any of these weeks"
        raise GapError(f"no ranking by {captions.metric(frame)} is on record for {when}")
    week = ranked[ranked["week"] == ranked["week"].max()]
    best_first = week.sort_values(["rank", "entity"], kind="stable")
    kept = best_first[best_first["rank"] <= RANKS].head(MOST_ROWS)
    more = best_first[best_first["entity"].isin(highlight) & ~best_first.index.isin(kept.index)]
    drawn: pd.DataFrame = pd.concat([kept, more])
    return drawn


def finding(frame: pd.DataFrame, highlight: Names = ()) -> str:
    drawn = rows(frame, highlight)
    context = {"metric": captions.measure(frame), "week": captions.week(drawn["week"].iloc[0])}
    labels = subjects(list(drawn["entity"]), frame)
    if highlight:
        subject = drawn[drawn["entity"].isin(highlight)].head(MOST)
        ranks = [{"who": short(labels[row.entity]), "rank": row.rank} for row in each(subject)]
        if len(ranks) == 1:
            return words.say("leaderboard.one", **ranks[0], **context)
        parts = [words.say("leaderboard.rank", **rank) for rank in ranks]
        return words.say("leaderboard.several", parts=words.clauses(parts), **context)
    first = drawn[drawn["rank"] == 1]
    if len(first) > 1:
        who = words.listed([short(labels[name]) for name in first["entity"]])
        return words.say("leaderboard.tie", who=who, **context)
    leader, before = short(labels[first["entity"].iloc[0]]), first["last_rank"].iloc[0]
    # It went straight to the top, stayed there, or rose to it.
    if pd.isna(before):
        return words.say("leaderboard.leads", who=leader, **context)
    if before == 1:
        return words.say("leaderboard.stays", who=leader, **context)
    return words.say("leaderboard.rises", who=leader, before=words.ordinal(int(before)), **context)


def subtitle(frame: pd.DataFrame, highlight: Names = ()) -> str:
    drawn = rows(frame, highlight)
    return captions.one_line(
        words.say(
            "leaderboard.subtitle",
            kinds=captions.kinds(frame),
            each=captions.each(frame),
            metric=captions.measure(frame),
        ),
        captions.days(drawn["week"].iloc[0]),
    )


def method(frame: pd.DataFrame, highlight: Names = ()) -> str:
    drawn = rows(frame, highlight)
    return captions.join(
        f"By {captions.MEASURES[captions.metric(frame)]}.",
        "In percent: the change on the week before, where both weeks are known whole.",
        "New: the ranking of the week before does not name it.",
        captions.depth(drawn),
    )


def draw(ax: Axes, frame: pd.DataFrame, *, highlight: Names = (), theme: str = "light") -> None:
    drawn, look = rows(frame, highlight), THEMES[theme]
    layout.extend_to_foot(ax)
    layout.hide_frame(ax)
    ax.set_xticks([])
    breadth, height = layout.room(ax)
    size = min(base(), height / len(drawn) / (LINE + 2 * BAR))
    tall = min(height / len(drawn), size * TALLEST)
    # One unit is one point of the page, down from the top.
    ax.set_xlim(0, breadth)
    ax.set_ylim(height, 0)
    labels, metric = names(list(drawn["entity"]), frame), captions.metric(frame)
    values = [words.amount(int(value), metric) for value in drawn["value"]]
    changes = [_change(change) for change in drawn["change_pct"]]
    moves = _moves(frame, drawn)
    gap = size * 1.1
    for_moves = max(width(move, size) for move in moves) + gap
    for_changes = max(width(change, size) for change in changes) + gap
    for_values = max(width(value, size, bold=True) for value in values) + gap
    if breadth < (for_moves + for_changes + for_values) * 2.6:
        for_changes, changes = 0.0, [""] * len(drawn)  # a phone has no room for both
    indent = width("00", size) + size * 0.7
    bars = breadth - for_moves - for_changes - for_values
    longest = max(int(drawn["value"].max()), 1)
    for place, (row, value, change, move) in enumerate(
        zip(each(drawn), values, changes, moves, strict=True)
    ):
        top = place * tall
        quiet = highlight and row.entity not in highlight
        tone = look.pale if quiet else look.ink
        name = fit_text(labels[row.entity], size, bars - indent, bold=True)
        for x, written, side, shade, weight in (
            (0.0, f"{row.rank}", "left", look.pale, "normal"),
            (indent, name, "left", tone, "bold"),
            (bars + for_values, value, "right", tone, "bold"),
            (bars + for_values + for_changes, change, "right", look.pale, "normal"),
            (breadth, move, "right", look.pale, "normal"),
        ):
            write(
                ax,
                x,
                top + size,
                written,
                va="baseline",
                ha=side,
                fontsize=size,
                color=shade,
                fontweight=weight,
            )
        ax.barh(
            top + size * LINE,
            int(row.value) / longest * (bars - indent),
            left=indent,
            height=size * BAR,
            align="edge",
            color=lines.tones(row.entity, highlight, look)[0],
        )
        place_and_value = (words.say("rank", number=row.rank), value)
        tooltip = words.labelled(
            labels[row.entity], words.say("comma.clause").join(place_and_value)
        )
        layout.tooltip(ax, (0, breadth), (top, top + tall), tooltip)


def _change(percent: float) -> str:
    if pd.isna(percent):
        return ""
    return typeset(f"{percent:+,.0f} %" if abs(percent) >= 10 else f"{percent:+,.1f} %")


def _moves(frame: pd.DataFrame, drawn: pd.DataFrame) -> list[str]:
    """Return where each name came from; nothing where no ranking of the week before is known."""
    before = frame.loc[frame["week"] == drawn["week"].iloc[0] - WEEK, "rank"]
    has_before = bool(before.notna().any() or drawn["last_rank"].notna().any())
    return [
        _move(rank, last) if has_before else ""
        for rank, last in zip(drawn["rank"], drawn["last_rank"], strict=True)
    ]


def _move(rank: int, before: object) -> str:
    """Return where a name came from: ``▲ 2``, ``▼ 1``, ``=`` or ``new``."""
    if pd.isna(before):  # type: ignore[call-overload]
        return words.say("new")
    steps = int(before) - rank  # type: ignore[call-overload]
    return "=" if not steps else f"{'▲' if steps > 0 else '▼'} {abs(steps)}"
