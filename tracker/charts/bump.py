"""Chart `bump`: the top ten of each week as ranks.

A line breaks where a name is outside the top ten or not published, and a ring marks its return.
"""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from tracker.charts import Feed, Names, captions, layout, lines, words
from tracker.charts.text import annotate, base, names, short, subjects, width
from tracker.charts.theme import THEMES, Theme, dashes
from tracker.errors import GapError

NAME = "bump"
FEED = Feed(newest=16)
SUMMARY = "Lines of the ranks in the top ten, week by week."
RANKS = 10
MOST = 3
"""The largest number of highlighted names in the title."""


def rows(frame: pd.DataFrame, highlight: Names = ()) -> pd.DataFrame:
    """Return the ranks one to ten of the newest ten, of all that led a week, and of ``highlight``.

    Each of them has its name on the page: who else was among the ten for a while is left out.
    """
    top_ten = frame[(frame["rank"] <= RANKS).fillna(value=False)]
    is_newest = top_ten["week"] == top_ten["week"].max()
    has_led = (top_ten["rank"] == 1).fillna(value=False)
    entities = {*top_ten.loc[is_newest | has_led, "entity"], *highlight}
    return top_ten[top_ten["entity"].isin(entities)]


def finding(frame: pd.DataFrame, highlight: Names = ()) -> str:
    drawn = rows(frame, highlight)
    weeks = captions.known_weeks(drawn)
    if highlight:
        return _highlighted(frame, weeks[-1], highlight)
    leaders = drawn[(drawn["rank"] == 1).fillna(value=False)]
    if leaders.empty:
        raise GapError("the leader is not known for any of these weeks")
    first = leaders[leaders["week"] == leaders["week"].max()]
    text = words.say(
        "bump.first.several" if len(first) > 1 else "bump.first",
        who=words.listed([short(name) for name in subjects(list(first["entity"]), frame).values()]),
        metric=captions.measure(frame),
        week=captions.week(first["week"].iloc[0]),
    )
    return text if len(first) > 1 else _with_before(text, 1, first["last_rank"].iloc[0])


def _highlighted(frame: pd.DataFrame, week: pd.Timestamp, highlight: Names) -> str:
    """Return the newest ranks of those highlighted, as deep as they are known.

    For one without a rank it is its best rank, and when that was.
    """
    ranked = frame[frame["rank"].notna() & frame["entity"].isin(highlight)]
    now = ranked[ranked["week"] == week].sort_values(["rank", "entity"], kind="stable")
    labels = {name: short(text) for name, text in subjects(list(highlight), frame).items()}
    context = {"metric": captions.measure(frame), "week": captions.week(week)}
    if now.empty:
        best = ranked.sort_values(["rank", "week"], ascending=[True, False]).iloc[0]
        who, when = labels[str(best["entity"])], captions.past(best["week"], week)
        return words.say("bump.best", who=who, rank=best["rank"], best=when, **context)
    first = now.head(MOST)
    ranks = [
        {"who": labels[str(name)], "rank": str(number)}
        for name, number in zip(first["entity"], first["rank"], strict=True)
    ]
    if len(ranks) == 1:
        text = words.say("bump.one", **ranks[0], **context)
    else:
        parts = [words.say("bump.is", **ranks[0])]
        parts += [words.say("bump.next", **rank) for rank in ranks[1:]]
        text = words.say("bump.several", parts=words.clauses(parts), **context)
    if len(highlight) > 1:
        return text
    return _with_before(text, int(now["rank"].iloc[0]), now["last_rank"].iloc[0])


def _with_before(text: str, rank: int, before: object) -> str:
    """Return a sentence with the rank of the week before, if that is known."""
    if pd.isna(before):  # type: ignore[call-overload]
        return text
    change = int(before) - rank  # type: ignore[call-overload]
    key = "bump.up" if change > 0 else "bump.down" if change else "bump.same"
    return words.say(key, first=text, rank=before)


def subtitle(frame: pd.DataFrame, highlight: Names = ()) -> str:
    return captions.one_line(
        words.say("bump.subtitle", metric=captions.measure(frame)),
        captions.months(captions.known_weeks(rows(frame, highlight))),
    )


def method(frame: pd.DataFrame, highlight: Names = ()) -> str:
    drawn = rows(frame, highlight)
    weeks = captions.known_weeks(drawn)
    breaks = f"A line breaks where a name is outside the top {RANKS} or not published;"
    sentences = [
        f"Rank by {captions.MEASURES[captions.metric(frame)]} of the week.",
        captions.period(weeks),
        captions.depth(drawn),
        f"{breaks} a ring marks its return.",
        "Drawn are the newest ten and all that led one of these weeks.",
        captions.rules_text(drawn),
    ]
    return captions.join(*sentences)


def draw(ax: Axes, frame: pd.DataFrame, *, highlight: Names = (), theme: str = "light") -> None:
    look = THEMES[theme]
    drawn = rows(frame, highlight)
    weeks = captions.known_weeks(drawn)
    newest = drawn.loc[drawn["week"] == weeks[-1]].sort_values("rank")
    labels = lines.short_names(ax, list(newest["entity"]), frame)
    ends = [
        lines.End(name, f"{rank}  {labels[name]}", float(rank))
        for name, rank in zip(newest["entity"], newest["rank"], strict=True)
    ]
    first, last = layout.day(weeks[0]), layout.day(weeks[-1])
    right = lines.room_for([end.label for end in ends])
    layout.across(ax, weeks, base() * 2.5, right, look)
    deepest = int(drawn["rank"].max())
    ax.set_ylim(deepest + 0.5, 0.5)
    layout.dotted_rules(ax, captions.rules(drawn), deepest + 0.5, 0.5, look)
    for rank in range(1, deepest + 1):
        lines.rule(ax, first, last, rank, str(rank), look)
    for entity, line in drawn.groupby("entity", sort=False):
        tone, _ = lines.tones(str(entity), highlight, look)
        style = dashes(str(entity))
        front = 4 if entity in highlight else 3
        last_week = None
        for piece in lines.pieces(line):
            positions = [layout.day(week) for week in piece["week"]]
            ranks = piece["rank"].astype(float)
            ax.plot(
                positions, ranks, color=tone, lw=2.2, ls=style, marker="o", ms=4.5, zorder=front
            )
            # After a missing week it is unknown whether it was away.
            if last_week is not None and any(
                last_week < week < piece["week"].min() for week in weeks
            ):
                ax.plot(
                    positions[0],
                    ranks.iloc[0],
                    color=tone,
                    marker="o",
                    ms=9,
                    mfc="none",
                    zorder=front,
                )
            last_week = piece["week"].max()
    lines.name_ends(ax, weeks[-1], ends, highlight, look)
    ended = drawn[drawn["entity"].isin(set(highlight or drawn["entity"]) - set(newest["entity"]))]
    _name_ended(ax, ended, last, look, bold=bool(highlight))
    all_labels = {
        name: short(text) for name, text in names([*drawn["entity"].unique()], frame).items()
    }
    ordered = drawn.sort_values(["week", "rank", "entity"], kind="stable")
    texts = ordered["rank"].astype("str") + " " + ordered["entity"].map(all_labels)
    layout.week_tooltips(ax, lines.join_by_week(ordered["week"], texts))


def _name_ended(ax: Axes, ended: pd.DataFrame, edge: float, look: Theme, *, bold: bool) -> None:
    """Draw the names of lines that end before the newest week, whose position is ``edge``.

    A name is to the right of the last point of its line or, where that has no room, under it, or
    above the lowest.
    """
    ends = ended.sort_values("week").drop_duplicates("entity", keep="last")
    labels = names(list(ends["entity"]), ended)
    left, right = ax.get_xlim()
    lowest = max(ax.get_ylim())
    size, per_point = base() * 0.95, (right - left) / layout.room(ax)[0]
    for entity, week, rank in zip(ends["entity"], ends["week"], ends["rank"], strict=True):
        text = short(labels[entity], 34)
        position, height = layout.day(week), float(rank)
        space = (width(text, size) * 1.15 + base() * 2) * per_point
        has_room = position + space < edge
        beyond = max(space - (position - left), 0) / per_point  # off the left of the page
        up = -1 if height + 1 > lowest else 1
        annotate(
            ax,
            (position, height),
            (base() * 0.8, 0) if has_room else (beyond, -up * base() * 0.8),
            text,
            va="center" if has_room else "top" if up > 0 else "bottom",
            ha="left" if has_room else "right",
            fontsize=size,
            fontweight="bold" if bold else "normal",
            zorder=5,
            color=lines.tones(entity, (entity,), look)[1],
            bbox={"facecolor": look.paper, "lw": 0, "pad": 1, "alpha": 0.85},
        )
