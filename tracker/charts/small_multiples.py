"""Chart `small-multiples`: the shares of the largest names, each in a panel, all on one scale.

A line stops where a name is not among those published: outside the depth is unknown, not zero.
"""

from __future__ import annotations

from math import ceil, sqrt

import pandas as pd
from matplotlib.axes import Axes

from tracker import text
from tracker.analysis.rows import named
from tracker.charts import Feed, Names, captions, layout, lines, words
from tracker.charts.text import base, fit_text, names, short, subjects, width, write
from tracker.charts.theme import THEMES

NAME = "small-multiples"
FEED = Feed(newest=52)
SUMMARY = "A panel for each of the largest names, with the line of its share, all on one scale."
PANELS = 12
LOWEST = 7.5
"""The least height of a panel with its name, in sizes of ordinary letters."""
FLATTEST = 1.9
"""About the largest ratio of the width of a panel to its height."""


def rows(frame: pd.DataFrame, highlight: Names = ()) -> pd.DataFrame:
    """Return the shares of twelve names: those highlighted, and those with the highest shares."""
    whole = frame.loc[frame["share"].notna() & named(frame)]
    return whole[whole["entity"].isin(_entities_drawn(whole, highlight))]


def _entities_drawn(whole: pd.DataFrame, highlight: Names) -> list[str]:
    """Return the names that have a panel, the highest peaks first."""
    peaks = whole.groupby("entity")["share"].max().sort_values(ascending=False, kind="stable")
    entities = [*dict.fromkeys([*highlight, *peaks.index])][: max(PANELS, len(highlight))]
    return [str(name) for name in peaks.index if name in entities]


def finding(frame: pd.DataFrame, highlight: Names = ()) -> str:
    """Return the newest share of the largest name, and whose share was the highest of these weeks.

    Of those highlighted it is the highest share, and the newest one.
    """
    drawn = rows(frame, highlight)
    newest = captions.known_weeks(drawn)[-1]
    subject = drawn.loc[drawn["entity"].isin(highlight)] if highlight else drawn
    subject = captions.same_depth(subject)
    peak = subject.sort_values(["share", "entity"], ascending=[False, True]).head(1)
    now = drawn[drawn["week"] == newest]
    if highlight:
        return _peak_and_now(subject, peak, now, newest)
    if now.empty:
        return captions.past_peak(subject, newest)
    first = now.sort_values(["share", "entity"], ascending=[False, True]).head(1)
    sentence = _shares(first, "share.has", captions.week(newest))
    if peak["week"].iloc[0] == newest:
        return words.say("small-multiples.highest", first=sentence)
    week = captions.past(peak["week"].iloc[0], newest)
    who, share = _name(peak), _share(peak)
    return words.say("small-multiples.best", first=sentence, who=who, share=share, week=week)


def _peak_and_now(
    subject: pd.DataFrame, peak: pd.DataFrame, now: pd.DataFrame, newest: pd.Timestamp
) -> str:
    when = captions.past(peak["week"].iloc[0], newest)
    sentence = _shares(peak, "small-multiples.had", when)
    last = now[now["entity"] == peak["entity"].iloc[0]]
    if peak["week"].iloc[0] == newest:
        return sentence
    if last.empty:
        return captions.past_peak(subject, newest)
    week = captions.week(newest)
    return words.say("small-multiples.now", first=sentence, share=_share(last), week=week)


def _shares(row: pd.DataFrame, key: str, week: str) -> str:
    """Return a phrase on the share of a row in a week."""
    metric = captions.measure(row)
    return words.say(key, who=_name(row), share=_share(row), metric=metric, week=week)


def _share(row: pd.DataFrame) -> str:
    return f"{captions.least(row)}{text.percent(row['share'].iloc[0])}"


def _name(row: pd.DataFrame) -> str:
    return short(next(iter(subjects([str(row["entity"].iloc[0])], row).values())))


def subtitle(frame: pd.DataFrame, highlight: Names = ()) -> str:
    weeks = captions.known_weeks(frame.loc[frame["share"].notna()])
    return captions.one_line(
        words.say("small-multiples.subtitle", metric=captions.measure(frame)),
        captions.months(weeks),
    )


def method(frame: pd.DataFrame, highlight: Names = ()) -> str:
    drawn = rows(frame, highlight)
    whole = frame.loc[frame["share"].notna()]
    weeks = captions.known_weeks(whole)
    number = text.in_words(drawn["entity"].nunique())
    return captions.join(
        f"Share of all {captions.MEASURES[captions.metric(frame)]} of the week, `other` included:"
        f" the {number} {captions.kinds(frame)} with the highest, all on one scale.",
        captions.period(weeks),
        captions.depth(whole),
        "A small page has the first of them alone. The dot is the highest week.",
        "A line stops where a name is not published.",
        captions.rules_text(whole),
        captions.left_out(frame, [*weeks, *captions.missing_weeks(weeks)]),
    )


def _fitting(entities: list[str], highlight: Names, most: int) -> list[str]:
    """Return as many names as there is room for, those highlighted before the others."""
    kept = {*sorted(entities, key=lambda entity: entity not in highlight)[: max(most, 1)]}
    return [entity for entity in entities if entity in kept]


def draw(ax: Axes, frame: pd.DataFrame, *, highlight: Names = (), theme: str = "light") -> None:
    look = THEMES[theme]
    whole = frame.loc[frame["share"].notna() & named(frame)]
    weeks = captions.known_weeks(frame.loc[frame["share"].notna()])
    entities = _entities_drawn(whole, highlight)
    labels = names(entities, frame)
    breadth, height = layout.room(ax)
    across = min(max(round(sqrt(len(entities) * breadth / height / FLATTEST)), 1), len(entities))
    down = max(int(height / (base() * LOWEST)), 1)
    entities = _fitting(entities, highlight, across * down)
    size = base() * 0.9
    axes = list(
        layout.panels(ax, len(entities), across, (base() * 1.4, base() * 2.4), base() * 1.5)
    )
    highest = float(whole.loc[whole["entity"].isin(entities), "share"].max()) * 1.15
    rules = captions.rules(frame.loc[frame["share"].notna()])
    left = width(f"{ceil(highest * 100)} %", base()) + base() * 0.6
    for place, (panel, entity) in enumerate(zip(axes, entities, strict=True)):
        below = place + across >= len(entities)
        layout.across(panel, weeks, left, base() * 0.5, look, dates=below)
        panel.set_ylim(0, highest)
        first, last = layout.day(weeks[0]), layout.day(weeks[-1])
        lines.percents(panel, first, last, highest, look, most=3)
        layout.dotted_rules(panel, rules, 0, highest, look, signs=False)
        tone, letters = lines.tones(entity, highlight, look)
        rows_of_entity = whole.loc[whole["entity"] == entity].sort_values("week")
        for piece in lines.pieces(rows_of_entity):
            places = [layout.day(week) for week in piece["week"]]
            panel.plot(
                places,
                piece["share"],
                color=tone,
                lw=1.8,
                zorder=3,
                marker="o" if len(piece) == 1 else None,
                ms=2,
            )
            if len(piece) > 1:
                panel.fill_between(
                    places, 0, piece["share"].astype(float), facecolor=tone, alpha=0.15, lw=0
                )
        peak = rows_of_entity.sort_values("share", kind="stable").iloc[-1]
        panel.plot([layout.day(peak["week"])], [peak["share"]], "o", color=tone, ms=4, zorder=4)
        room = layout.room(panel)
        share = text.percent(peak["share"])
        bold = not highlight or entity in highlight
        name = fit_text(labels[entity], size, room[0] - width(share, size) - size * 0.7, bold)
        write(
            panel,
            0,
            1 + base() * 0.75 / room[1],
            name,
            transform=panel.transAxes,
            va="bottom",
            fontsize=size,
            color=letters,
            fontweight="bold" if bold else "normal",
        )
        write(
            panel,
            1,
            1 + base() * 0.75 / room[1],
            share,
            transform=panel.transAxes,
            va="bottom",
            ha="right",
            fontsize=size,
            color=look.pale,
        )
        layout.week_tooltips(
            panel, lines.share_texts(rows_of_entity, {entity: short(labels[entity])})
        )
