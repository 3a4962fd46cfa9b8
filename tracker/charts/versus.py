"""Chart `versus`: two sides week by week, their shares above and their ratio below.

Sums over models (of authors, countries, kinds of weights) depend on how many slugs are looked at:
they are drawn twice, side by side, among the nine largest slugs as the press counts and over all
that are published.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil, floor, log2
from typing import NamedTuple

import pandas as pd
from matplotlib.axes import Axes

from tracker.analysis.rows import named
from tracker.analysis.versus import side, versus, versus_streaks
from tracker.charts import Feed, Names, captions, layout, lines, words
from tracker.charts.text import base, fit_text, names, short, subjects, width, write
from tracker.charts.theme import THEMES, Theme
from tracker.errors import ConfigError, GapError
from tracker.identity.names import in_sentence
from tracker.identity.subjects import SUMS
from tracker.text import percent, times

NAME = "versus"
FEED = Feed(newest=52, depths=(9, None))
SUMMARY = "Lines of the shares of two sides, and bars of the ratio of the one to the other."
NARROW = 60
"""A page that is no broader, in sizes of its letters, has the panels below one another."""
TICKS = 2
"""The number of marks of the ratio on either side of 1."""


def rows(frame: pd.DataFrame, highlight: Names = ()) -> pd.DataFrame:
    """Return the rows of the two sides in the weeks that are drawn.

    The sides are those highlighted, or the two largest of the newest week; of sums there are rows
    for each depth.
    """
    entities = sides(frame, highlight)
    by_depth = looked_at(frame)
    drawn = [
        by_depth[
            (by_depth["looked_at"] == panel.looked_at) & by_depth["week"].isin(panel.weeks["week"])
        ]
        for panel in panels(frame, highlight)
    ]
    both = pd.concat(drawn)
    return both[both["entity"].isin(entities)]


def finding(frame: pd.DataFrame, highlight: Names = ()) -> str:
    """Return the longest streak of the first side over the second, at each depth."""
    leader, rival = (in_sentence(short(label)) for label in _labels(frame, highlight))
    leader = leader.replace("the ", "The ", 1) if leader.startswith("the ") else leader
    sides_of_all = {"who": leader, "rival": rival, "metric": captions.measure(frame)}
    runs = _runs(frame, highlight)
    lengths = {(run.length, run.span) for run, _ in runs}
    if len(lengths) == 1:
        run = runs[0][0]
        if not run.span:
            return words.say("versus.never", length=run.length, **sides_of_all)
        when = words.say("versus.when", span=run.span)
        key = "versus.ongoing" if run.ongoing else "versus.ended"
        return words.say(key, length=run.length, when=when, **sides_of_all)
    texts = [
        words.say("versus.at.depth", length=run.length, where=where).strip() for run, where in runs
    ]
    if all(" weeks in a row" in text for text in texts):
        texts[1:] = [text.replace(" weeks in a row", "", 1) for text in texts[1:]]
    return words.say("versus.depths", parts=words.say("comma.clause").join(texts), **sides_of_all)


class _Run(NamedTuple):
    """The longest streak of the first side: how long, when, and whether it goes on."""

    length: str
    span: str = ""
    ongoing: bool = False


def _runs(frame: pd.DataFrame, highlight: Names) -> list[tuple[_Run, str]]:
    """Return the longest streak at each depth, with the depth in words if it matters."""
    is_sum = captions.is_sum(frame)
    return [
        (_run(panel), _depth_text(panel, "versus") if is_sum else "")
        for panel in panels(frame, highlight)
    ]


def _run(panel: Panel) -> _Run:
    streaks = panel.streaks.loc[panel.streaks["leader"] == "a"]
    is_open = bool(panel.weeks["leader"].isna().any())
    if streaks.empty:
        return _Run(words.say("versus.none.certain" if is_open else "versus.none"))
    longest = streaks.sort_values("weeks", kind="stable").iloc[-1]
    first, last = panel.weeks["week"].min(), panel.weeks["week"].max()
    cut = is_open or longest["first"] == first or longest["last"] == last
    number = int(longest["weeks"])
    length = words.say(
        "versus.for.one" if number == 1 else "versus.for",
        least=words.say("at.least") if cut else "",
        length=words.weeks_in_words(number),
    )
    return _Run(
        length,
        captions.stretch(longest["first"], longest["last"]),
        bool(longest["last"] == last),
    )


def _labels(frame: pd.DataFrame, highlight: Names) -> list[str]:
    entities = sides(frame, highlight)
    labels = subjects(entities, frame)
    return [labels[name] for name in entities]


def _depth_text(panel: Panel, place: str) -> str:
    """Return which models a panel is of, as a sentence has it or at its head."""
    if not panel.looked_at:
        return words.say(f"{place}.all")
    return words.say(f"{place}.among", number=words.in_words(panel.looked_at))


def subtitle(frame: pd.DataFrame, highlight: Names = ()) -> str:
    return captions.one_line(
        words.say("share.subtitle", metric=captions.measure(frame)),
        captions.months(captions.known_weeks(rows(frame, highlight))),
    )


def method(frame: pd.DataFrame, highlight: Names = ()) -> str:
    a, b = _labels(frame, highlight)
    drawn = rows(frame, highlight)
    whole = drawn.loc[drawn["looked_at"] == drawn["looked_at"].min()]
    weeks = captions.known_weeks(drawn)
    return captions.join(
        f"Above: share of all {captions.MEASURES[captions.metric(frame)]} of the week.",
        f"Below: how many times as much the larger side had; above the line {short(a)}, below it"
        f" {short(b)}.",
        "A line stops where a side is not published.",
        _spans(frame, highlight),
        _without_bars(frame, highlight),
        captions.period(weeks),
        captions.depth(whole),
        captions.rules_text(whole),
        captions.left_out(frame, [*weeks, *captions.missing_weeks(weeks)]),
    )


def _spans(frame: pd.DataFrame, highlight: Names) -> str:
    """Return when the longest streak of the first side was, at each depth."""
    spans = [f"{run.span} {where}".strip() for run, where in _runs(frame, highlight) if run.span]
    a = short(_labels(frame, highlight)[0])
    return f"The longest streak of {a}: {'; '.join(spans)}." if spans else ""


def _without_bars(frame: pd.DataFrame, highlight: Names) -> str:
    """Return why there are weeks without a bar, or an empty text."""
    weeks = pd.concat([panel.weeks[["ratio", "at_least"]] for panel in panels(frame, highlight)])
    at_least = weeks.loc[~(weeks["ratio"] > 0), "at_least"]
    texts = [
        "nothing of one side is seen" if not at_least.all() else "",
        "only the least of a side is known" if at_least.any() else "",
    ]
    reasons = ", or ".join(filter(None, texts))
    return f"No bar: {reasons}." if reasons else ""


def draw(ax: Axes, frame: pd.DataFrame, *, highlight: Names = (), theme: str = "light") -> None:
    look = THEMES[theme]
    drawn = panels(frame, highlight)
    entities = sides(frame, highlight)
    is_sum = captions.is_sum(frame)
    head = base() * 1.9 if is_sum else base() * 0.6
    gap = (base() * 1.5, base() * 1.2)
    is_narrow = layout.room(ax)[0] < NARROW * base()
    if is_narrow and len(drawn) > 1:  # the panels below one another, without bars
        axes = list(layout.panels(ax, len(drawn), 1, gap, head))
    else:
        axes = list(layout.panels(ax, 2 * len(drawn), len(drawn), gap, head))
    has_bars = len(axes) > len(drawn)
    breadth = layout.room(axes[0])[0]
    size = base() * 0.95
    labels = {
        name: fit_text(text, size, breadth * 0.34) for name, text in names(entities, frame).items()
    }
    ends = [panel.weeks[["share_a", "share_b"]].max().max() for panel in drawn]
    ratios = pd.concat([panel.weeks["ratio"] for panel in drawn]).dropna()
    ratios = ratios[ratios > 0]
    side_rows = rows(frame, highlight)
    numbered = captions.rules(side_rows.loc[side_rows["looked_at"] == side_rows["looked_at"].min()])
    for place, panel in enumerate(drawn):
        above = axes[place]
        if is_sum:
            text = _depth_text(panel, "versus.head")
            write(
                above,
                0,
                1 + base() * 0.7 / layout.room(above)[1],
                fit_text(text, base(), breadth),
                transform=above.transAxes,
                va="bottom",
                fontsize=base(),
                fontweight="bold",
                color=look.ink,
            )
        both = side_rows.loc[side_rows["looked_at"] == panel.looked_at]
        panel_rules = captions.rules(both)
        rules = [rule if rule in panel_rules else None for rule in numbered]
        is_last = not has_bars and place == len(drawn) - 1
        highest = max(ends) * 1.12
        _sides_over_weeks(above, panel, both, labels, highest, rules, look, dates=is_last)
        if has_bars:
            _ratios_over_weeks(axes[place + len(drawn)], panel, entities, labels, ratios, look)


def _margins(labels: Mapping[str, str]) -> tuple[float, float]:
    return width(words.say("versus.equal"), base()) + base() * 0.6, lines.room_for(
        [*labels.values()]
    )


def _sides_over_weeks(
    ax: Axes,
    panel: Panel,
    both: pd.DataFrame,
    labels: Mapping[str, str],
    highest: float,
    rules: Sequence[captions.Rule | None],
    look: Theme,
    *,
    dates: bool,
) -> None:
    weeks = [pd.Timestamp(week) for week in panel.weeks["week"]]
    left, right = _margins(labels)
    layout.across(ax, weeks, left, right, look, wide=True, dates=dates)
    ax.set_ylim(0, highest)
    first, last = layout.day(weeks[0]), layout.day(weeks[-1]) + 7
    lines.percents(ax, first, last, highest, look, most=4)
    layout.dotted_rules(ax, rules, 0, highest, look, wide=True, signs=False)
    ends = []
    for name in labels:
        side_rows = both[(both["entity"] == name) & both["share"].notna()].sort_values("week")
        if side_rows.empty:
            continue
        tone = lines.tones(name, (), look)[0]
        for piece in lines.pieces(side_rows):
            positions = [layout.day(week) + 3.5 for week in piece["week"]]
            ax.plot(
                positions,
                piece["share"],
                color=tone,
                lw=2,
                zorder=3,
                solid_capstyle="round",
                marker="o" if len(piece) == 1 else None,
                ms=3,
            )
        ends.append(lines.End(name, labels[name], float(side_rows["share"].iloc[-1])))
    lines.name_ends(ax, weeks[-1], ends, (), look, after=7)
    texts = {
        week: words.say("comma.clause").join(
            f"{labels[name]} {words.say('not.named') if pd.isna(share) else percent(share)}"
            for name, share in zip(labels, shares, strict=True)
        )
        for week, *shares in panel.weeks[["week", "share_a", "share_b"]].itertuples(index=False)
    }
    layout.week_tooltips(ax, texts, wide=True)


def _ratios_over_weeks(
    ax: Axes,
    panel: Panel,
    entities: list[str],
    labels: Mapping[str, str],
    ratios: pd.Series,
    look: Theme,
) -> None:
    """Draw bars on a scale on which twice and half are equally far from 1."""
    weeks = [pd.Timestamp(week) for week in panel.weeks["week"]]
    left, right = _margins(labels)
    layout.across(ax, weeks, left, right, look, wide=True)
    low = min(floor(log2(ratios.min())), -1) if len(ratios) else -1
    high = max(ceil(log2(ratios.max())), 1) if len(ratios) else 1
    ax.set_ylim(low, high + 0.35)
    first, last = layout.day(weeks[0]), layout.day(weeks[-1]) + 7
    step = max(1, ceil((high - low) / (2 * TICKS)))
    for power in range(low, high + 1):
        if power % step == 0:
            ratio_text = f"×{2 ** abs(power)}" if power else words.say("versus.equal")
            lines.rule(ax, first, last, power, ratio_text, look)
    ratio_rows = panel.weeks.loc[panel.weeks["ratio"] > 0]
    for week, ratio, leader in ratio_rows[["week", "ratio", "leader"]].itertuples(index=False):
        tone = lines.tones(entities[1 if leader == "b" else 0], (), look)[0]
        ax.bar(layout.day(week) + 3.5, log2(ratio), width=6, color=tone, zorder=3)
    ax.plot([first, last], [0, 0], color=look.pale, lw=1, zorder=4)
    streaks = panel.streaks.loc[panel.streaks["leader"] == "a"].sort_values("weeks", kind="stable")
    if len(streaks):
        streak = streaks.iloc[-1]
        _label_streak(ax, streak, ratio_rows, high, look)
    texts = {
        week: times(ratio) for week, ratio in ratio_rows[["week", "ratio"]].itertuples(index=False)
    }
    layout.week_tooltips(ax, texts, wide=True)


def _label_streak(
    ax: Axes, streak: pd.Series, ratio_rows: pd.DataFrame, high: float, look: Theme
) -> None:
    """Draw the length of a streak above its bars."""
    bars = ratio_rows.loc[ratio_rows["week"].between(streak["first"], streak["last"]), "ratio"]
    top = log2(bars.max()) if len(bars) else 0
    left, right = ax.get_xlim()
    start, end = layout.day(streak["first"]), layout.day(streak["last"]) + 7
    middle = (start + end) / 2
    text = words.weeks(int(streak["weeks"]))
    half = width(text, base() * 0.9) / 2 * (right - left) / layout.room(ax)[0]
    middle = min(max(middle, left + half), right - half)
    write(
        ax,
        middle,
        min(top + 0.08, high),
        text,
        va="bottom",
        ha="center",
        fontsize=base() * 0.9,
        color=look.ink,
        zorder=5,
    )


MOST = 2


class Panel(NamedTuple):
    """One depth: the number of slugs (0: all), its weeks with shares, its streaks."""

    looked_at: int
    weeks: pd.DataFrame
    streaks: pd.DataFrame


def looked_at(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame with the depths that matter.

    Of single models it is only the least, since the others show the same.
    """
    if "looked_at" not in frame:
        return frame.assign(looked_at=0)
    if captions.is_sum(frame):
        return frame
    fewest: pd.DataFrame = frame[frame["looked_at"] == frame["looked_at"].min()]
    return fewest


def sides(frame: pd.DataFrame, highlight: Names) -> list[str]:
    """Return the two sides: those highlighted, else the largest of the newest week.

    Raises ConfigError for more than two, GapError where there are not two.
    """
    if len(highlight) > MOST:
        raise ConfigError(
            f"{len(highlight)} names are highlighted; a comparison takes two",
            datum=highlight,
            remedy="highlight two names",
        )
    candidates = frame.loc[frame["complete"] & named(frame)]
    if "looked_at" in candidates:
        candidates = candidates.loc[candidates["looked_at"] == candidates["looked_at"].min()]
    with_shares = candidates.loc[candidates["share"].notna()]
    candidates = with_shares if len(with_shares) else candidates
    newest_first = candidates.sort_values(
        ["week", "value", "entity"], ascending=[False, False, True]
    )
    entities = list(dict.fromkeys([*highlight, *newest_first["entity"]]))[:MOST]
    if len(entities) < MOST:
        raise GapError("fewer than two names are published in these weeks; a comparison needs two")
    return entities


def panels(frame: pd.DataFrame, highlight: Names = ()) -> list[Panel]:
    """Return the comparison for each depth, as `tracker versus` has it.

    Its weeks have the depth of the boards and the shares of both sides (columns share_a, share_b).
    The sides may be of two levels, whose rows are one below the other, with a column ``by``.
    """
    entities = sides(frame, highlight)
    by_depth = looked_at(frame)
    result = []
    for depth in sorted(by_depth["looked_at"].unique(), key=lambda depth: depth or float("inf")):
        depth_rows = by_depth.loc[by_depth["looked_at"] == depth]
        levels = [
            depth_rows[
                depth_rows["by"] == depth_rows.loc[depth_rows["entity"] == name, "by"].iloc[0]
            ]
            for name in entities
            if (depth_rows["entity"] == name).any()
        ]
        if len(levels) < MOST:
            continue
        counts = [side(level, [name]) for level, name in zip(levels, entities, strict=True)]
        weeks = versus(*counts).assign(
            metric=captions.metric(depth_rows),
            by=max((captions.level(level) for level in levels), key=lambda level: level in SUMS),
        )
        shares = [level.set_index(["entity", "week"])["share"] for level in levels]
        for letter, name, share in zip("ab", entities, shares, strict=True):
            weeks[f"share_{letter}"] = share[name].reindex(weeks["week"]).to_numpy()
        if len(weeks):
            result.append(Panel(int(depth), weeks, versus_streaks(weeks)))
    if not result:
        raise GapError("none of these weeks is complete and names both")
    return result
