"""Chart `amounts`: what one name had each week, in tokens, calls or dollars, as columns from 0.

Without a highlight it is everything together; of several highlighted names the columns stand on
each other. A week that does not publish a name has no column: outside the depth is unknown, not
zero. Of a sum over models from a board of few names only the least is known: its column is pale.
"""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd
from matplotlib.axes import Axes

from tracker.analysis.limits import SINGLE
from tracker.analysis.rows import lacks_day, named, one_a_week
from tracker.analysis.versus import TOTAL, side
from tracker.charts import Feed, Names, captions, layout, lines, words
from tracker.charts.text import annotate, base, names, short, subjects, width
from tracker.charts.theme import THEMES, Theme
from tracker.errors import GapError
from tracker.records import OTHER
from tracker.text import are_recorded
from tracker.weeks import WEEK

NAME = "amounts"
FEED = Feed(newest=52)
SUMMARY = "Columns of what one name, or everything together, had each week."
MOST = 3
"""The largest number of highlighted names in the title."""
FEWEST = 2
BEFORE = 3 * WEEK
"""How long before the first column the axis begins, if there are figures."""
MARKS = 6
"""The largest number of rules across, besides the one at 0."""
PALE = 0.45
"""How solid a column is of which only the least is known."""
OF_ONE_NAME = frozenset(
    {
        "rank",
        "last_rank",
        "peak_rank",
        "weeks_on_chart",
        "weeks_at_1",
        "change_pct",
        "change_points",
        "proven",
    }
)
COLUMN = 6
"""The breadth of a column, in days."""


def rows(frame: pd.DataFrame, highlight: Names = ()) -> pd.DataFrame:
    """Return the values of those highlighted in every complete week, or of everything together."""
    whole = frame[frame["complete"] & named(frame)]
    if highlight:
        return whole[whole["entity"].isin(highlight)]
    return _total(frame)


def _total(frame: pd.DataFrame) -> pd.DataFrame:
    """Return one row a week for everything counted, in the weeks whose boards tell their whole."""
    totals = side(frame, [TOTAL])
    weeks = one_a_week(frame[frame["complete"] & frame["week"].isin(totals.index)])
    in_week = totals.loc[weeks["week"]]
    result = weeks.assign(
        entity=TOTAL,
        value=in_week["value"].astype("int64").to_numpy(),
        at_least=in_week["at_least"].to_numpy(),
        share=1.0,
    )
    # What is of the first name of each week is not of them all.
    return result.drop(columns=[*OF_ONE_NAME & {*result.columns}])


def finding(frame: pd.DataFrame, highlight: Names = ()) -> str:
    drawn = rows(frame, highlight)
    _weeks(frame, drawn)  # a week alone is not drawn
    return newest_or_highest(frame, drawn, highlight)


def newest_or_highest(frame: pd.DataFrame, drawn: pd.DataFrame, highlight: Names) -> str:
    """Return what those drawn had in the newest week, or in their highest one."""
    newest = captions.known_weeks(frame[frame["complete"]])[-1]
    sums, metric = _sums(drawn), captions.metric(frame)
    fields = {
        "who": _who(drawn, highlight),
        "together": words.say("amounts.together") if len(highlight) > 1 else "",
        "metric": captions.measure(frame),
        "week": captions.week(newest),
    }
    if newest in sums:
        change = _change(sums, newest)
        return words.say("amounts.had", amount=sums[newest].text(metric), change=change, **fields)
    peak = _peak(sums)
    return words.say(
        "amounts.peak.one" if len(highlight) < 2 else "amounts.peak.several",
        amount=sums[peak].text(metric),
        peak=captions.past(peak, newest),
        **fields,
    )


def _weeks(frame: pd.DataFrame, drawn: pd.DataFrame) -> list[pd.Timestamp]:
    """Return the complete weeks that are drawn. Raises GapError for fewer than two.

    They begin a few before the first column: one column alone would compare with nothing.
    """
    complete = captions.known_weeks(frame[frame["complete"]])
    weeks = [week for week in complete if week >= drawn["week"].min() - BEFORE]
    if len(weeks) < FEWEST:
        raise GapError(
            f"{are_recorded(captions.metric(frame))} for fewer than two of these weeks",
            datum=weeks,
            remedy="ask for more weeks with `--from` and `--to`",
        )
    return weeks


def _who(drawn: pd.DataFrame, highlight: Names) -> str:
    if not highlight:
        return words.say("amounts.all")
    labels = subjects(list(highlight), drawn)
    if len(highlight) > MOST:
        return words.say(
            "amounts.highlighted",
            number=len(highlight),
            kinds=captions.kinds(drawn),
            counted=captions.counted(drawn, len(highlight)),
        )
    return words.listed([short(labels[name]) for name in highlight])


class Sum(NamedTuple):
    """The value of a week, and whether it is only the least."""

    value: int
    is_least: bool

    def text(self, metric: str) -> str:
        """Return the value with its unit: ``4.60T tokens``, ``$2.39M``, ``4.6万亿``."""
        least = words.say("at.least") if self.is_least else ""
        return f"{least}{words.quantity(self.value, metric)}"


def _sums(drawn: pd.DataFrame) -> dict[pd.Timestamp, Sum]:
    """Return what those drawn had together in each week, the oldest first."""
    sums: dict[pd.Timestamp, Sum] = {}
    ordered = drawn.assign(is_least=_is_least(drawn)).sort_values("week")
    for week, value, is_least in zip(
        ordered["week"], ordered["value"], ordered["is_least"], strict=True
    ):
        before = sums.get(week, Sum(0, is_least=False))
        sums[week] = Sum(before.value + int(value), before.is_least or bool(is_least))
    return sums


def _peak(sums: dict[pd.Timestamp, Sum]) -> pd.Timestamp:
    """Return the first of the highest weeks."""
    return max(sums, key=lambda week: sums[week].value)


def _is_least(drawn: pd.DataFrame) -> pd.Series:
    """Return which values are those of a few names only; a week of six days is no such week."""
    least: pd.Series = drawn["at_least"] & ~lacks_day(drawn)
    return least


def _change(sums: dict[pd.Timestamp, Sum], week: pd.Timestamp) -> str:
    """Return the change from the week before, where both are whole, and whether it is a record."""
    now, then = sums[week], sums.get(week - WEEK)
    if then is None or not then.value or now.is_least or then.is_least:
        return ""
    change = (now.value / then.value - 1) * 100
    if round(change, 1) == 0:
        return words.say("amounts.equal")
    key = "amounts.up" if change > 0 else "amounts.down"
    is_record = week == _peak(sums) and len(sums) > FEWEST
    most = words.say("amounts.most") if is_record else ""
    return f"{words.say(key, percent=f'{abs(change):,.1f} %')}{most}"


def subtitle(frame: pd.DataFrame, highlight: Names = ()) -> str:
    drawn = rows(frame, highlight)
    return captions.one_line(
        words.say(
            "amounts.subtitle",
            capital=captions.metric(frame).capitalize(),
            metric=captions.measure(frame),
        ),
        captions.months(_weeks(frame, drawn)),
    )


def method(frame: pd.DataFrame, highlight: Names = ()) -> str:
    drawn = rows(frame, highlight)
    weeks = _weeks(frame, drawn)
    whole = frame[frame["week"].isin(weeks) & frame["complete"]]
    measure = captions.MEASURES[captions.metric(frame)]
    return captions.join(
        f"The {measure} of each week.",
        captions.period(weeks),
        captions.depth(whole),
        "Hatched: weeks without figures." if captions.missing_weeks(weeks) else "",
        "A week without a column does not publish the name."
        if drawn["week"].nunique() < len([week for week in weeks if week >= drawn["week"].min()])
        else "",
        "Pale: only the least is known." if _is_least(drawn).any() else "",
        captions.rules_text(whole) if {*drawn["by"]} - {*SINGLE} or not highlight else "",
        captions.left_out(frame, [*weeks, *captions.missing_weeks(weeks)]) if not highlight else "",
    )


def draw(ax: Axes, frame: pd.DataFrame, *, highlight: Names = (), theme: str = "light") -> None:
    look = THEMES[theme]
    drawn = rows(frame, highlight)
    weeks = _weeks(frame, drawn)
    metric = captions.metric(frame)
    sums = _sums(drawn)
    highest = max(each.value for each in sums.values()) * 1.15 or 1.0
    heights = marks(highest)
    left = max(width(mark(each, metric), base() * 0.9) for each in heights) + base() * 1.4
    entities = _largest_first(drawn)
    labels = {name: short(text, 34) for name, text in names(entities, drawn).items()}
    newest = words.amount(sums[max(sums)].value, metric)
    right = lines.room_for([*labels.values()] if len(entities) > 1 else [newest])
    layout.across(ax, weeks, left, right, look, wide=True)
    ax.set_ylim(0, highest)
    first, last = layout.day(weeks[0]), layout.day(weeks[-1]) + WEEK.days
    for height in heights:
        lines.rule(ax, first, last, height, mark(height, metric), look)
    layout.hatch(ax, captions.missing_weeks(weeks), 0, highest, look)
    whole = frame[frame["week"].isin(weeks) & frame["complete"]]
    if {*drawn["by"]} - {*SINGLE} or not highlight:
        layout.dotted_rules(ax, captions.rules(whole), 0, highest, look, wide=True)
    _columns(ax, drawn, entities, look)
    _name_values(ax, sums, metric, look, is_alone=len(entities) == 1)
    if len(entities) > 1:
        _name_columns(ax, drawn, entities, labels, weeks[-1], look)
    texts = {week: each.text(metric) for week, each in sums.items()}
    layout.week_tooltips(ax, texts, wide=True)


def _largest_first(drawn: pd.DataFrame) -> list[str]:
    totals = drawn.groupby("entity")["value"].sum().sort_values(ascending=False, kind="stable")
    return [str(name) for name in totals.index]


def _columns(ax: Axes, drawn: pd.DataFrame, entities: list[str], look: Theme) -> None:
    """Draw the columns, the largest name at the foot."""
    least = _is_least(drawn)
    feet: dict[pd.Timestamp, float] = {}
    for entity in entities:
        # Everything together has no colour of its own.
        tone = look.pale if entity in (TOTAL, OTHER) else lines.tones(entity, (), look)[0]
        is_entity = drawn["entity"] == entity
        for week, value, is_least in zip(
            drawn.loc[is_entity, "week"],
            drawn.loc[is_entity, "value"],
            least[is_entity],
            strict=True,
        ):
            foot = feet.get(week, 0.0)
            ax.bar(
                layout.day(week) + WEEK.days / 2,
                float(value),
                bottom=foot,
                width=COLUMN,
                color=tone,
                edgecolor=look.paper,
                lw=0.4,
                alpha=PALE if is_least else None,
                zorder=3,
            )
            feet[week] = foot + float(value)


def _name_values(
    ax: Axes, sums: dict[pd.Timestamp, Sum], metric: str, look: Theme, *, is_alone: bool
) -> None:
    """Write the amount of the highest week above its column.

    That of the last one is beside its column, where the names of several are not.
    """
    newest, peak = max(sums), _peak(sums)
    letters = {"fontsize": base() * 0.95, "fontweight": "bold", "color": look.ink, "zorder": 5}
    value = sums[peak].value
    place = (layout.day(peak) + WEEK.days / 2, value)
    text = words.amount(value, metric)
    annotate(ax, place, (0, base() * 0.35), text, va="bottom", ha="center", **letters)
    if is_alone and newest != peak:
        value = sums[newest].value
        place = (layout.day(newest) + WEEK.days, value)
        text = words.amount(value, metric)
        annotate(ax, place, (base() * 0.4, 0), text, va="center", ha="left", **letters)


def _name_columns(
    ax: Axes,
    drawn: pd.DataFrame,
    entities: list[str],
    labels: dict[str, str],
    newest: pd.Timestamp,
    look: Theme,
) -> None:
    """Write the names beside the newest column, each at the height of its part."""
    values = drawn[drawn["week"] == drawn["week"].max()].set_index("entity")["value"]
    foot, ends = 0.0, []
    for entity in entities:
        value = float(values.get(entity, 0))
        ends.append(lines.End(entity, labels[entity], foot + value / 2))
        foot += value
    lines.name_ends(ax, newest, ends, (), look, after=WEEK.days)


def marks(highest: float) -> list[float]:
    """Return round values from 0 to ``highest``, at most MARKS besides 0."""
    power = 10.0 ** (len(str(int(highest))) - 2)
    steps = (step * power * ten for ten in (1, 10) for step in (1, 2, 2.5, 5))
    step = next(step for step in steps if highest / step <= MARKS)
    return [step * number for number in range(int(highest / step) + 1)]


def mark(value: float, metric: str) -> str:
    """Return a value as a mark of the scale: 20T, 2.5M, $500K, 2万亿, 0."""
    text = words.amount(round(value), metric) if value else "0"
    number = text.rstrip("KMBT万亿美元")
    shortened = number.rstrip("0").rstrip(".") if "." in number else number
    return f"{shortened}{text[len(number) :]}"
