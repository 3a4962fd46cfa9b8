"""Chart `slope`: the shares of the first and the last week, joined by a line for every name.

A name that only one of the two weeks publishes has a dot there and no line: outside the depth is
unknown, not zero. Sums over models (of an author, a country, of open weights) from boards of
different depth do not compare, and have no lines either.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isnan
from typing import NamedTuple

import pandas as pd
from matplotlib.axes import Axes

from tracker import text as phrasing
from tracker.analysis.rows import named
from tracker.charts import Feed, Names, captions, layout, lines, words
from tracker.charts.text import annotate, base, fit_text, names, short, subjects, width, write
from tracker.charts.theme import THEMES
from tracker.errors import GapError
from tracker.weeks import DAY, WEEK, label

NAME = "slope"
FEED = Feed(newest=5)
SUMMARY = "Lines between the shares of the largest names in two weeks."
LARGEST = 8
MOST = 3
"""The largest number of names of a kind in the title."""
BROADEST = 0.42  # part of the page for the names of one side


def rows(frame: pd.DataFrame, highlight: Names = ()) -> pd.DataFrame:
    """Return the eight largest of the first and last week with shares, and those highlighted."""
    whole = frame.loc[frame["share"].notna() & named(frame)]
    weeks = captions.known_weeks(whole)
    if len(weeks) == 1:
        raise GapError(
            f"shares are known for one week only, {label(weeks[0].date())}",
            datum=weeks[0],
            remedy="ask for two weeks or more with `--from` and `--to`",
        )
    both = whole.loc[whole["week"].isin([weeks[0], weeks[-1]])]
    largest = both.sort_values(["share", "entity"], ascending=[False, True]).groupby("week")
    entities = {*highlight, *largest.head(LARGEST)["entity"]}
    return both[both["entity"].isin(entities)]


def finding(frame: pd.DataFrame, highlight: Names = ()) -> str:
    drawn = rows(frame, highlight)
    first, last = captions.known_weeks(drawn)
    if not _compare(drawn, frame):
        return _largest(drawn, highlight)
    shares = drawn.pivot(index="entity", columns="week", values="share")
    changes = (shares[last] - shares[first]).dropna().sort_values(kind="stable")
    labels = {name: short(text) for name, text in subjects(list(shares.index), frame).items()}
    if highlight:
        return _highlighted(frame, shares, labels, highlight)
    newcomers = _outside(frame, shares[last], shares[first], changes.clip(lower=0).max(), first)
    leavers = _outside(frame, shares[first], shares[last], -changes.clip(upper=0).min(), last)
    risen = changes.tail(1)[changes.tail(1) > 0]
    fallen = changes.head(1)[changes.head(1) < 0]
    movements = [_change(labels, change) for change in risen.items() if not len(newcomers)]
    movements += [_newcomers(labels, newcomers)] if len(newcomers) else []
    movements += [_leavers(labels, leavers)] if len(leavers) else []
    movements += [_change(labels, change) for change in fallen.items() if not len(leavers)]
    if movements:
        return _sentence(frame, movements, first, last)
    if changes.empty:
        return _largest(drawn)
    return words.say("slope.none", **_context(frame, first, last))


def _outside(
    frame: pd.DataFrame, shares: pd.Series, other: pd.Series, most: float, week: pd.Timestamp
) -> pd.Series:
    """Return the shares of names that only one of the two weeks has, the largest first.

    They certainly moved by more than ``most``, the largest movement of those named in both. In the
    other ``week`` a model that is not named had at most what the least that is named had, a sum
    over models or variants at most `other`.
    """
    board = frame[frame["week"] == week]
    rest = board.loc[~named(board), "share"].sum()
    least = board.loc[named(board), "share"].min()
    can_have = min(rest, least) if captions.level(frame) == "slug" else rest
    only_here = shares[other.isna()].dropna().sort_values(ascending=False, kind="stable")
    result: pd.Series = only_here[only_here - can_have > (0 if pd.isna(most) else most)]
    return result


class Movement(NamedTuple):
    """What a sentence says of a movement: the key of its phrase, and the fields.

    The phrase is there twice: by itself, and with what the movement is of and in which weeks.
    """

    key: str
    fields: dict[str, str]

    @property
    def is_change(self) -> bool:
        return "points" in self.fields


def _change(labels: Mapping[str, str], change: tuple[object, float]) -> Movement:
    """Return how a name of both weeks moved, and by how many points."""
    name, points = change
    key = "slope.gained" if points > 0 else "slope.lost"
    if round(points * 100, 1) == 0:
        key = "slope.neither"
    return Movement(key, {"who": labels[str(name)], "points": f"{abs(points) * 100:.1f}"})


def _newcomers(labels: Mapping[str, str], shares: pd.Series) -> Movement:
    """Return the newcomers, and the share that they have together."""
    fields = {"who": _who(labels, shares), "share": phrasing.percent(shares.sum())}
    return Movement("slope.has" if len(shares) == 1 else "slope.have", fields)


def _leavers(labels: Mapping[str, str], shares: pd.Series) -> Movement:
    """Return those no longer named, and the share that they had together."""
    fields = {"who": _who(labels, shares), "share": phrasing.percent(shares.sum())}
    return Movement("slope.had", fields)


def _context(frame: pd.DataFrame, first: pd.Timestamp, last: pd.Timestamp) -> dict[str, str]:
    """Return what a movement is of, and in which weeks."""
    return {
        "metric": captions.measure(frame),
        "first": captions.past(first, last),
        "last": captions.week(last),
        "weeks": words.weeks((last - first) // WEEK),
    }


def _sentence(
    frame: pd.DataFrame, movements: Sequence[Movement], first: pd.Timestamp, last: pd.Timestamp
) -> str:
    """Return movements as one sentence; one of them says what all are of.

    It is the first, but of changes alone the last in English.
    """
    only_changes = all(movement.is_change for movement in movements)
    telling = len(movements) - 1 if only_changes and not words.is_chinese() else 0
    context = _context(frame, first, last)
    parts = [
        words.say(
            f"{movement.key}.full" if place == telling else movement.key,
            **movement.fields,
            **context,
        )
        for place, movement in enumerate(movements)
    ]
    return words.say("comma.clause" if only_changes else "semicolon").join(parts)


def _who(labels: Mapping[str, str], shares: pd.Series) -> str:
    """Return the largest of several names, and the number of the others."""
    count = MOST if len(shares) <= MOST else MOST - 1
    listed_names = [labels[str(name)] for name in shares.index[:count]]
    rest = len(shares) - len(listed_names)
    more = [words.say("slope.more", number=words.in_words(rest))] if rest else []
    return words.listed([*listed_names, *more])


def _highlighted(
    frame: pd.DataFrame, shares: pd.DataFrame, labels: Mapping[str, str], highlight: Names
) -> str:
    """Return how those highlighted moved, or in which of the two weeks they are named."""
    first, last = (pd.Timestamp(week) for week in shares.columns)
    movements = []
    for name in highlight[:MOST]:
        before, now = float(shares[first][name]), float(shares[last][name])
        if isnan(before):
            movements.append(_newcomers(labels, pd.Series({name: now})))
        elif isnan(now):
            movements.append(_leavers(labels, pd.Series({name: before})))
        else:
            movements.append(_change(labels, (name, now - before)))
    return _sentence(frame, movements, first, last)


def _compare(drawn: pd.DataFrame, frame: pd.DataFrame) -> bool:
    """Return whether the values of one name in the two weeks measure the same."""
    exact = not drawn["at_least"].any()
    return exact and (not captions.is_sum(frame) or drawn["depth"].nunique(dropna=False) == 1)


def _largest(drawn: pd.DataFrame, highlight: Names = ()) -> str:
    """Return the first of each of two weeks that do not compare, with its share.

    For those highlighted, return the share of each.
    """
    sentences, newest = [], drawn["week"].max()
    if highlight:
        subject_rows = drawn[drawn["entity"].isin(highlight[:MOST])].sort_values(["week", "entity"])
        for name, shares in subject_rows.groupby("entity", sort=False):
            parts = [
                words.say(
                    "slope.in", share=phrasing.percent(share), week=captions.past(week, newest)
                )
                for week, share in zip(shares["week"], shares["share"], strict=True)
            ]
            who = short(subjects([str(name)], drawn)[str(name)])
            sentences.append(words.say("slope.highlighted", who=who, parts=words.clauses(parts)))
        metric, sign = captions.measure(drawn), words.say("semicolon")
        return words.say("slope.of", parts=sign.join(sentences), metric=metric)
    for week in captions.known_weeks(drawn):
        first = drawn.loc[drawn["week"] == week].nlargest(1, "share")
        name = short(next(iter(subjects(list(first["entity"]), drawn).values())))
        share = f"{captions.least(first)}{phrasing.percent(first['share'].iloc[0])}"
        certain = bool((first["rank"] == 1).fillna(value=False).all())
        key = "slope.first" if certain else "slope.most"
        sentences.append(words.say(key, who=name, share=share, week=captions.past(week, newest)))
    metric, sign = captions.measure(drawn), words.say("comma.clause")
    return words.say("slope.of", parts=sign.join(sentences), metric=metric)


def subtitle(frame: pd.DataFrame, highlight: Names = ()) -> str:
    weeks = captions.known_weeks(rows(frame))
    first, last = (captions.week(week, year=True) for week in weeks)
    ends = words.listed([captions.last_day(week) for week in weeks])
    return captions.one_line(
        words.say(
            "slope.subtitle", metric=captions.measure(frame), first=first, last=last, ends=ends
        )
    )


def method(frame: pd.DataFrame, highlight: Names = ()) -> str:
    drawn = rows(frame)
    sentences = [
        f"Share of all {captions.MEASURES[captions.metric(frame)]} of the week, `other` included.",
        captions.depth(drawn),
        f"The {phrasing.in_words(LARGEST)} largest {captions.kinds(frame)} of each week.",
        "A dot without a line: not among the names published in the other week."
        if _compare(drawn, frame)
        else "No lines: sums over boards that are shallow, or not equally deep, do not compare.",
    ]
    return captions.join(*sentences)


def draw(ax: Axes, frame: pd.DataFrame, *, highlight: Names = (), theme: str = "light") -> None:
    look = THEMES[theme]
    drawn = rows(frame, highlight).sort_values(["share", "entity"])
    weeks = captions.known_weeks(drawn)
    breadth, height = layout.room(ax)
    size = base() * 0.95
    # One unit across is one point of the page.
    ax.set_xlim(0, breadth)
    ax.set_ylim(0, float(drawn["share"].max()) * 1.04)
    layout.hide_frame(ax)
    ax.set_xticks([])
    labels = names(sorted(drawn["entity"].unique()), drawn)
    texts = {
        (week, name): f"{fit_text(labels[name], size, breadth * BROADEST - size * 5)}"
        f"  {phrasing.percent(share)}"
        for week, name, share in zip(drawn["week"], drawn["entity"], drawn["share"], strict=True)
    }
    sides = [drawn.loc[drawn["week"] == week] for week in weeks]
    margins = [
        max(width(texts[week, name], size) for name in side["entity"]) + size * 1.5
        for week, side in zip(weeks, sides, strict=True)
    ]
    columns = (margins[0], breadth - margins[1])
    high = ax.get_ylim()[1]
    gap = size * 1.3 * high / height
    for week, side, place, outwards in zip(weeks, sides, columns, (-1, 1), strict=True):
        write(
            ax,
            place,
            -gap * 0.9,
            words.say("slope.side", day=captions.short_date(week + WEEK - DAY)),
            va="top",
            ha="right" if outwards < 0 else "left",
            fontsize=size,
            color=look.pale,
            fontweight="bold",
        )
        ax.plot([place, place], [0, high], color=look.faint, lw=0.8, zorder=0)
        heights = layout.spread(list(side["share"]), gap, 0, high)
        for name, y in zip(side["entity"], heights, strict=True):
            annotate(
                ax,
                (place, y),
                (outwards * size * 0.9, 0),
                texts[week, name],
                va="center",
                ha="right" if outwards < 0 else "left",
                fontsize=size,
                color=lines.tones(name, highlight, look)[1],
            )
    for week, side, place in zip(weeks, sides, columns, strict=True):
        for name, share in zip(side["entity"], side["share"], strict=True):
            text = words.say(
                "slope.tooltip",
                who=short(labels[name]),
                share=phrasing.percent(share),
                week=captions.week(week),
            )
            layout.tooltip(
                ax, (place - size, place + size), (share - gap / 2, share + gap / 2), text
            )
    has_lines = _compare(drawn, frame)
    for entity, ends in drawn.sort_values("week").groupby("entity", sort=False):
        positions = [columns[weeks.index(week)] for week in ends["week"]]
        ax.plot(
            positions,
            ends["share"],
            color=lines.tones(str(entity), highlight, look)[0],
            lw=2.2 if has_lines else 0,
            marker="o",
            ms=5,
            zorder=4 if entity in highlight else 3,
            clip_on=False,
        )
