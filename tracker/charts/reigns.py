"""Chart `reigns`: the leader of each week.

There is one row for each leader, in the order of the first reign; a bar spans the weeks of a streak
and is labelled with its length. A hatched band is a week without ranks. Leaders that tie have a bar
each.
"""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from tracker import text as phrasing
from tracker.analysis.streaks import GAP, streaks, touching
from tracker.charts import Feed, Names, captions, layout, words
from tracker.charts.text import annotate, base, fit_text, names, short, subjects, width, write
from tracker.charts.theme import THEMES, colour, readable, text_on, visible
from tracker.errors import GapError
from tracker.weeks import WEEK

NAME = "reigns"
FEED = Feed(whole_streaks=True)
SUMMARY = "Bars of the weeks that each leader spent at #1, over time."
MOST_ROWS = 32
TALLEST = 4.2  # height of a row, in sizes of its letters
LETTERS = 0.68  # size of the letters, in heights of the lowest row
SMALLEST = 0.62  # least size of letters, in sizes of ordinary text


def rows(frame: pd.DataFrame, highlight: Names = ()) -> pd.DataFrame:
    """Return the rows at rank 1, of the latest leaders if there are more than fit on a page."""
    shown = _without_context(frame)
    leaders = shown.loc[(shown["rank"] == 1).fillna(False)]
    latest = leaders.groupby("entity")["week"].max().sort_values(kind="stable").index[-MOST_ROWS:]
    return leaders.loc[leaders["entity"].isin([*latest, *highlight])]


def _without_context(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame without the weeks that only show how reigns began and ended."""
    if "context" not in frame:
        return frame
    return frame[~frame["context"]].drop(columns="context")


def _reigns(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the reigns of the weeks in question, at their whole length.

    The column `cut` is true where the week before or after is unknown, so that the reign may have
    been longer.
    """
    reigns = touching(streaks(frame), _without_context(frame)["week"])
    ranked_weeks = frame.loc[frame["rank"].notna(), "week"]
    cut = ~(reigns["first"] - WEEK).isin(ranked_weeks) | (reigns["ended_by"] == GAP)
    return reigns.assign(cut=cut)


def finding(frame: pd.DataFrame, highlight: Names = ()) -> str:
    reigns, shown = _reigns(frame), _without_context(frame)
    weeks = captions.known_weeks(shown.loc[shown["rank"].notna()])
    leaders = reigns["entity"].nunique()
    longest = reigns.loc[reigns["weeks"] == reigns["weeks"].max()]
    labels = [short(name) for name in subjects(list(longest["entity"].unique()), frame).values()]
    until_now = bool(shown["week"].max() == frame["week"].max())
    since = captions.since(weeks, until_now=until_now)
    metric = captions.measure(frame)
    if highlight:
        return _highlighted(frame, reigns, highlight)
    who = words.listed(labels)
    if len(weeks) == 1:
        week = captions.week(weeks[0])
        return words.say("reigns.one.week", who=who, metric=metric, week=week)
    if leaders == 1 and until_now:
        return words.say("reigns.always", who=who, metric=metric, since=since)
    if leaders == 1:
        return _highlighted(frame, reigns, (str(reigns["entity"].iloc[0]),))
    others = words.say(
        "reigns.have.led" if until_now else "reigns.led",
        number=words.in_words(leaders),
        kinds=captions.kinds(frame),
        counted=captions.counted(frame, leaders),
        since=since,
    )
    key = "reigns.streak" if len(labels) > 3 else "reigns.longest"
    return words.say(key, who=who, metric=metric, length=_length(longest), others=others)


def _highlighted(frame: pd.DataFrame, reigns: pd.DataFrame, highlight: Names) -> str:
    """Return for how many weeks those highlighted led, and when.

    For one of them, the leader of the longest reign is added.
    """
    subject_reigns = reigns.loc[reigns["entity"].isin(highlight)]
    if subject_reigns.empty:
        raise GapError("none of those highlighted led a week", datum=highlight)
    labels = subjects(list(dict.fromkeys(reigns["entity"])), frame)
    who = words.listed([short(labels[name]) for name in dict.fromkeys(subject_reigns["entity"])])
    weeks_led = sorted(
        {
            day.date()
            for first, last in zip(subject_reigns["first"], subject_reigns["last"], strict=True)
            for day in pd.date_range(first, last, freq="7D")
        }
    )
    when = (
        words.say("reigns.stretches", stretches=captions.stretches(weeks_led))
        if len(subject_reigns) <= 3
        else words.say(
            "reigns.since", week=captions.past(pd.Timestamp(weeks_led[0]), frame["week"].max())
        )
    )
    is_several = subject_reigns["entity"].nunique() > 1
    text = words.say(
        "reigns.highlighted",
        who=who,
        metric=captions.measure(frame),
        least=words.say("at.least") if subject_reigns["cut"].any() else "",
        length=words.weeks_in_words(len(weeks_led)),
        together=words.say("reigns.together") if is_several else "",
        so_far=words.say("reigns.so.far") if subject_reigns["ongoing"].any() else "",
        when=when,
    )
    longest = reigns.loc[reigns["weeks"] == reigns["weeks"].max()]
    others = [name for name in longest["entity"] if name not in highlight]
    if len(others) != 1 or len(longest) != 1:
        return text
    who = short(labels[others[0]])
    return words.say("reigns.other", first=text, who=who, length=_length(longest))


def _length(longest: pd.DataFrame) -> str:
    """Return the length of the longest reigns, as far as it is known."""
    length = words.weeks(int(longest["weeks"].iloc[0]))
    if longest["cut"].any():
        return words.say("reigns.at.least", length=length)
    return words.say("reigns.counting", length=length) if longest["ongoing"].any() else length


def subtitle(frame: pd.DataFrame, highlight: Names = ()) -> str:
    shown = _without_context(frame)
    return captions.one_line(
        words.say("reigns.subtitle", metric=captions.measure(frame)),
        captions.months(captions.known_weeks(shown.loc[shown["rank"].notna()])),
    )


def method(frame: pd.DataFrame, highlight: Names = ()) -> str:
    frame = _without_context(frame)
    ranked = frame.loc[frame["rank"].notna()]
    weeks = captions.known_weeks(ranked)
    sentences = [
        f"Weeks at #1 by {captions.MEASURES[captions.metric(frame)]}, in a row.",
        captions.period(weeks),
        captions.depth(ranked),
    ]
    if captions.missing_weeks(weeks):
        sentences.append("Hatched: weeks without ranks.")
    all_leaders = frame.loc[(frame["rank"] == 1).fillna(False), "entity"].nunique()
    if all_leaders > MOST_ROWS:
        sentences.append(f"The {MOST_ROWS} latest of {all_leaders} leaders.")
    sentences.append(captions.proven(frame))
    sentences.append(captions.rules_text(ranked))
    sentences.append(captions.left_out(frame, [*weeks, *captions.missing_weeks(weeks)]))
    return captions.join(*sentences)


def draw(ax: Axes, frame: pd.DataFrame, *, highlight: Names = (), theme: str = "light") -> None:
    look = THEMES[theme]
    shown = _without_context(frame)
    ranked = shown.loc[shown["rank"].notna()]
    weeks = captions.known_weeks(ranked)
    reigns = _reigns(frame)
    reigns = reigns.loc[reigns["entity"].isin(rows(frame, highlight)["entity"])]
    breadth, height = layout.room(ax)
    fit = int(height * LETTERS / (base() * SMALLEST))
    reigns, left_out = _latest(reigns, highlight, fit)
    leaders = list(dict.fromkeys(reigns["entity"]))
    all_drawn = len(leaders) < MOST_ROWS and not left_out
    starts = min(weeks[0], reigns["first"].min()) if all_drawn else reigns["first"].min()
    weeks = [week for week in weeks if week >= starts]
    top = -1.5 if left_out else -0.5
    foot = len(leaders) - 0.5
    size = min(base(), height / (foot - top) * LETTERS)
    labels = {
        name: fit_text(text, size, breadth * 0.4) for name, text in names(leaders, frame).items()
    }
    left = max(width(text, size) for text in labels.values()) + size * 1.5
    first = layout.day(weeks[0])
    layout.shorten_axes(ax, 1, min(height, size * TALLEST * (foot - top)))
    scale = layout.across(ax, weeks, left, width(words.weeks(10), size), look, wide=True)
    ax.set_ylim(foot, top)
    # The numbers are those of the subtitle, which is of all the weeks.
    rules = [rule if rule.week >= weeks[0] else None for rule in captions.rules(ranked)]
    layout.dotted_rules(ax, rules, foot, top, look, wide=True)
    for tick in ax.get_xticks():
        ax.plot([tick, tick], [top, foot], color=look.faint, lw=0.8, zorder=0)
    layout.hatch(ax, captions.missing_weeks(weeks), -0.5, foot, look)
    if left_out:
        write(
            ax,
            first - left * scale,
            -1,
            words.say("reigns.left.out", number=left_out),
            va="center_baseline",
            fontsize=size,
            color=look.pale,
        )
    for row, leader in enumerate(leaders):
        quiet = bool(highlight) and leader not in highlight
        tone = look.quiet if quiet else visible(colour(leader), look)
        write(
            ax,
            first - left * scale,
            row,
            labels[leader],
            va="center_baseline",
            ha="left",
            fontsize=size,
            color=look.pale if quiet else look.ink,
        )
        leader_reigns = reigns.loc[reigns["entity"] == leader]
        letters = look.pale if quiet else readable(colour(leader), look)
        _bars(ax, leader_reigns, row, (tone, letters), size, scale)
        for start, end, length in zip(
            leader_reigns["first"], leader_reigns["last"], leader_reigns["weeks"], strict=True
        ):
            tooltip = words.say(
                "reigns.tooltip",
                who=labels[leader],
                length=words.weeks(int(length)),
                labels=phrasing.from_to(start.date(), end.date()),
                stretch=captions.stretch(start, end),
            )
            box = (layout.day(start), layout.day(end + WEEK))
            layout.tooltip(ax, box, (row - 0.36, row + 0.36), tooltip)


def _latest(reigns: pd.DataFrame, highlight: Names, fit: int) -> tuple[pd.DataFrame, int]:
    """Return the reigns of as many leaders as fit above a row of words, and the number left out.

    They are those of the highlighted, of the longest leaders (the title is about them) and the
    latest.
    """
    last = reigns.groupby("entity")["last"].max().sort_values(kind="stable").index
    if len(last) <= fit:
        return reigns, 0
    longest = reigns.loc[reigns["weeks"] == reigns["weeks"].max(), "entity"]
    required = list(dict.fromkeys([*highlight, *longest]))
    leaders = list(dict.fromkeys([*required, *last[::-1]]))[: max(fit - 1, len(required))]
    return reigns.loc[reigns["entity"].isin(leaders)], len(last) - len(leaders)


def _bars(
    ax: Axes,
    reigns: pd.DataFrame,
    row: int,
    tones: tuple[str, str],
    size: float,
    scale: float,
) -> None:
    """Draw the reigns of one leader, each length inside its bar or next to it.

    The ``tones`` are those of bars and of letters beside them.
    """
    tone, letters = tones
    spans = [
        (layout.day(start), layout.day(end + WEEK), int(weeks))
        for start, end, weeks in zip(reigns["first"], reigns["last"], reigns["weeks"], strict=True)
    ]
    pad = size * 0.4
    occupied = float("-inf")
    for index, (start, end, weeks) in enumerate(spans):
        ax.add_patch(
            Rectangle((start, row - 0.36), end - start, 0.72, facecolor=tone, lw=0, zorder=3)
        )
        text = _longest_form(weeks, size, (end - start) / scale - pad)
        if text:
            write(
                ax,
                (start + end) / 2,
                row,
                text,
                va="center_baseline",
                ha="center",
                fontsize=size,
                color=text_on(tone),
                zorder=4,
            )
            occupied = end
            continue
        text = str(weeks)
        space = (width(text, size) + 2 * pad) * scale
        next_start = spans[index + 1][0] if index + 1 < len(spans) else float("inf")
        rightwards = end + space <= next_start or start - space < occupied
        annotate(
            ax,
            (end if rightwards else start, row),
            (pad if rightwards else -pad, 0),
            text,
            va="center_baseline",
            ha="left" if rightwards else "right",
            fontsize=size,
            color=letters,
            zorder=4,
        )
        occupied = end + (space if rightwards else 0)


def _longest_form(weeks: int, size: float, breadth: float) -> str | None:
    """Return the longest form of a length that is no wider than ``breadth``."""
    texts = (words.weeks(weeks), str(weeks))
    return next((text for text in texts if width(text, size) <= breadth), None)
