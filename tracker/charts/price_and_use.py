"""Chart `price-and-use`: the list price of a model over its tokens and calls, week by week.

Each price cut is marked, with the change of use in the four weeks after it and that of the whole
market (see `price_cut`). A week in which the model is not among those published is hatched: it is
unknown, not zero.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import floor, log10
from typing import NamedTuple

import pandas as pd
from matplotlib.axes import Axes

from tracker import text
from tracker.analysis.rows import each
from tracker.charts import PRICES, Feed, Names, captions, layout, lines, words
from tracker.charts.price_marks import Mark, draw_marks, draw_rule, fitted
from tracker.charts.text import annotate, base, names, short, width, write
from tracker.charts.theme import THEMES, Theme
from tracker.identity import FREE, variant
from tracker.weeks import WEEK, label

NAME = "price-and-use"
FEED = Feed(kind=PRICES)
SUMMARY = "Steps of the list price of a model, over columns of its weekly tokens and calls."
MOST_MARKS = 6
KINDS = {"price_completion": "price.output", "price_prompt": "price.input"}
HEADS = {"tokens": "price.head.tokens", "calls": "price.head.calls"}
"""The phrases of both prices, and at the heads of the panels of use."""
PALE = 0.45
"""The opacity of what went through free variants."""
WIDE = 0.8  # of a week, the part that a column fills
LOW = 26.0
"""A chart that is lower, in sizes of ordinary letters, has one panel of use."""
MOST_RULES = 5


class End(NamedTuple):
    """The newest price of a kind, the week it is of, and its label."""

    week: pd.Timestamp
    price: float
    words: str


def rows(frame: pd.DataFrame, highlight: Names = ()) -> pd.DataFrame:
    """Return the use and the prices of each slug of the model, and its price cuts."""
    return frame.drop(columns=["models", "source", "datasets"], errors="ignore")


def finding(frame: pd.DataFrame, highlight: Names = ()) -> str:
    """Return the effect of the largest cut, else of the end of what was free, else the prices."""
    name = _name(frame)
    use = _of_first(frame)
    metric, newest = captions.measure(use), use["week"].max()
    cuts = use.dropna(subset=["use_change_pct"])
    if len(cuts):
        cut = next(each(cuts.nlargest(1, "cut_pct")))
        return words.say(
            "price.cut",
            who=name,
            metric=metric,
            moved=_moved(cut.use_change_pct),
            percent=f"{cut.cut_pct:.0f} %",
            week=captions.past(pd.Timestamp(cut.week), newest),
            market=_moved(cut.market_change_pct),
        )
    free, paid = _around_end_of_free(use)
    if free is not None and paid is not None:
        before, after = (_whole_week(use, week) for week in (free, paid))
        if before is not None and after is not None:
            return words.say(
                "price.free",
                who=name,
                metric=metric,
                before=words.quantity(before, captions.metric(use)),
                free=captions.past(free, newest),
                after=words.amount(after),
                paid=captions.past(paid, newest),
                price=_price(use, paid),
            )
    priced = use.dropna(subset=["price_prompt"])
    if priced.empty:
        return words.say("price.unknown", who=name)
    first, last = (pd.Timestamp(week) for week in (priced["week"].min(), priced["week"].max()))
    prices = _price(use, first), _price(use, last)
    return words.say(
        "price.same" if prices[0] == prices[1] else "price.changed",
        who=name,
        before=prices[0],
        price=prices[1],
        first=captions.past(first, newest),
        last=captions.past(last, newest),
    )


def _moved(percent: float) -> str:
    """Return a change as a verb: ``rose by 12 %``, ``fell by 3 %``."""
    if round(percent) == 0:
        return words.say("price.stayed")
    key = "price.rose" if percent > 0 else "price.fell"
    return words.say(key, percent=f"{abs(percent):,.0f} %")


def _of_first(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the first measure, which is tokens unless only calls are on record."""
    rows_of_first: pd.DataFrame = frame[frame["metric"] == frame["metric"].iloc[0]]
    return rows_of_first


def _paid(frame: pd.DataFrame) -> str:
    """Return the slug that is paid for, or the first where there is none."""
    slugs = sorted(frame["entity"].unique(), key=lambda slug: (bool(variant(slug)), slug))
    return str(slugs[0])


def _name(frame: pd.DataFrame) -> str:
    paid = _paid(frame)
    return short(names([paid], frame)[paid])


def _free_weeks(use: pd.DataFrame) -> tuple[set[pd.Timestamp], set[pd.Timestamp]]:
    """Return the weeks with a price at their end, and those in which one was zero."""
    priced = use[use["price_prompt"].notna()]
    free = priced[(priced["price_prompt"] == 0) & (priced["price_completion"] == 0)]
    return {*priced["week"]}, {*free["week"]}


def _around_end_of_free(use: pd.DataFrame) -> tuple[pd.Timestamp | None, pd.Timestamp | None]:
    """Return the last week that was free to its end, and the first in which nothing was."""
    priced, free = _free_weeks(use)
    if not free:
        return None, None
    last = max(free)
    paid = last + 2 * WEEK  # in the week between, it was both
    return last, paid if {last + WEEK, paid} <= priced else None


def _whole_week(use: pd.DataFrame, week: pd.Timestamp) -> int | None:
    """Return the use of all variants in a week, if it is known."""
    values = use.loc[(use["week"] == week) & use["value"].notna(), "value"]
    return int(values.sum()) if len(values) else None


def _price(use: pd.DataFrame, week: pd.Timestamp) -> str:
    """Return the price at the end of a week: ``$0.325/$1.95``, or ``no price``."""
    priced = use[(use["week"] == week) & use["price_prompt"].notna()]
    row = next(each(priced.sort_values("price_prompt", ascending=False)))
    if row.price_prompt == row.price_completion == 0:
        return words.say("price.none")
    prices = (words.dollars(row.price_prompt), words.dollars(row.price_completion))
    return words.say("price.both", input=prices[0], output=prices[1])


def _marks(frame: pd.DataFrame) -> list[Mark]:
    """Return the price cuts, and where a free variant came and went, oldest first."""
    use = _of_first(frame)
    priced, free = _free_weeks(use)
    marks = [
        Mark(week, (words.say(key),), 1000.0)
        for week in sorted(priced)
        for key, is_so, was_otherwise in (
            ("price.free.starts", week in free, week - WEEK in priced - free),
            ("price.free.ends", week not in free, week - WEEK in free),
        )
        if is_so and was_otherwise
    ]
    for cut in each(use.dropna(subset=["cut_pct"])):
        change, market = (
            words.say("not.known") if pd.isna(percent) else f"{percent:+,.0f} %".replace("-", "−")
            for percent in (cut.use_change_pct, cut.market_change_pct)
        )
        texts = (
            words.say("price.mark.price", percent=f"{cut.cut_pct:.0f} %"),
            words.say("price.mark.use", percent=change),
            words.say("price.mark.market", percent=market),
        )
        marks.append(Mark(pd.Timestamp(cut.week), texts, cut.cut_pct))
    return sorted(marks)


def _drawn_marks(frame: pd.DataFrame) -> list[Mark]:
    """Return as many marks as have room: those of what was free, and the largest cuts."""
    return sorted(sorted(_marks(frame), key=lambda mark: -mark.size)[:MOST_MARKS])


def subtitle(frame: pd.DataFrame, highlight: Names = ()) -> str:
    measures = words.listed([words.measure(metric) for metric in frame["metric"].unique()])
    return captions.one_line(
        words.say("price.subtitle", measures=measures), captions.months(_weeks(frame))
    )


def method(frame: pd.DataFrame, highlight: Names = ()) -> str:
    use = _of_first(frame)
    metrics = [str(metric) for metric in frame["metric"].unique()]
    priced = frame.loc[frame["price_prompt"].notna(), "week"]
    weeks = _weeks(frame)
    left_out = len(_marks(frame)) - len(_drawn_marks(frame))
    several = "models" in frame and frame["models"].iloc[0] > 1
    is_free = frame["entity"].map(variant) == FREE
    measures = text.listed([captions.MEASURES[metric] for metric in metrics])
    known_to = f" (known to {label(priced.max().date())})" if len(priced) else ""
    counted = use[use["value"].notna()]
    return captions.join(
        f"List price at the end of each week{known_to}, {measures}.",
        f"Weeks {label(weeks[0].date())} to {label(weeks[-1].date())}.",
        captions.depth(counted) if len(counted) else "",
        f"Of {text.in_words(frame['models'].iloc[0])} models of that name the one with the most"
        f" {metrics[0]}."
        if several
        else "",
        f"Use: {metrics[0]} in the four weeks after a cut against the four before;"
        f" market: all {metrics[0]}."
        if use["cut_pct"].notna().any()
        else "",
        f"Not marked: {text.counted(left_out, 'smaller cut')}." if left_out else "",
        "Pale: free variants." if frame.loc[is_free, "value"].notna().any() else "",
        "Hatched: not among those published." if _unknown_weeks(frame) else "",
    )


def _weeks(frame: pd.DataFrame) -> list[pd.Timestamp]:
    """Return every week from the first to the last row."""
    return [*pd.date_range(frame["week"].min(), frame["week"].max(), freq="7D")]


def _unknown_weeks(frame: pd.DataFrame) -> dict[str, list[pd.Timestamp]]:
    """Return the weeks of each measure in which the use is unknown, of measures with any."""
    weeks = _weeks(frame)
    result = {}
    for metric, use in frame.groupby("metric", sort=False):
        weeks_known = {*use.loc[use["value"].notna(), "week"]}
        if unknown := [week for week in weeks if week not in weeks_known]:
            result[str(metric)] = unknown
    return result


def draw(ax: Axes, frame: pd.DataFrame, *, highlight: Names = (), theme: str = "light") -> None:
    look = THEMES[theme]
    weeks, unknown = _weeks(frame), _unknown_weeks(frame)
    tone, letters = lines.tones(_paid(frame), (), look)
    uses = {str(metric): use for metric, use in frame.groupby("metric", sort=False)}
    breadth, height = layout.room(ax)
    if height < LOW * base():
        uses = dict([*uses.items()][:1])
    marks, size = fitted(_drawn_marks(frame), breadth)
    strip = (max((len(mark.words) for mark in marks), default=0) + 1.2) * 1.25 * size
    whole = ax.get_position()
    ax.set_position((whole.x0, whole.y0, whole.width, whole.height * (1 - strip / height)))
    prices, *panels = layout.panels(ax, len(uses) + 1, 1, (0, base() * 1.1), base() * 1.5)
    ends = _price_ends(_of_first(frame))
    left = width("$0.00", base()) + base() * 1.6
    right = _room_for(ends, weeks[-1], (breadth - left) / len(weeks))
    for place, panel in enumerate((prices, *panels)):
        scale = layout.across(
            panel, weeks, left, right, look, wide=True, dates=place == len(panels)
        )
    top = _draw_prices(prices, _of_first(frame), ends, tone, letters, look)
    _write_head(prices, words.say("price.head"), look, base() * 0.6 + strip * bool(marks))
    draw_marks(prices, marks, top, strip, size, scale, look)
    for panel, (metric, use) in zip(panels, uses.items(), strict=True):
        highest = _draw_use(panel, use, weeks, unknown.get(metric, []), tone, look)
        _write_head(panel, words.say(HEADS[metric]), look, base() * 0.5)
        for mark in marks:
            draw_rule(panel, mark, highest, look)


def _room_for(ends: Sequence[End], last: pd.Timestamp, per_week: float) -> float:
    """Return the points that the labels of prices need right of the last week.

    They begin where the prices end, which may be weeks of ``per_week`` points before.
    """
    needs = (
        width(end.words, base()) - (layout.day(last) - layout.day(end.week)) / WEEK.days * per_week
        for end in ends
    )
    return max(base(), *needs) + base() if ends else base()


def _write_head(panel: Axes, head: str, look: Theme, above: float) -> None:
    write(
        panel,
        0,
        1 + above / layout.room(panel)[1],
        head,
        transform=panel.transAxes,
        va="bottom",
        fontsize=base() * 0.9,
        color=look.pale,
        fontweight="bold",
    )


def _price_ends(use: pd.DataFrame) -> list[End]:
    """Return the newest week and price of each kind of the paid slug, and its label."""
    priced = use[(use["entity"] == _paid(use)) & use["price_prompt"].notna()]
    if priced.empty:
        return []
    newest = next(each(priced.nlargest(1, "week")))
    week = pd.Timestamp(newest.week)
    return [
        End(
            week,
            float(getattr(newest, column)),
            words.say(key, price=words.dollars(getattr(newest, column))),
        )
        for column, key in KINDS.items()
        if not pd.isna(getattr(newest, column))
    ]


def _draw_prices(
    ax: Axes,
    use: pd.DataFrame,
    ends: list[End],
    tone: str,
    letters: str,
    look: Theme,
) -> float:
    """Draw the steps of both prices of every slug; return the top of the scale."""
    highest = float(use[[*KINDS]].max().max())
    highest = (highest if highest > 0 else 1.0) * 1.12
    ax.set_ylim(-highest * 0.04, highest)
    _grid(ax, use, highest, _price_mark, look)
    for slug, listed in use[use["price_prompt"].notna()].groupby("entity", sort=False):
        for column in KINDS:
            for piece in lines.pieces(listed[listed[column].notna()]):
                places = [layout.day(week) for week in piece["week"]]
                ax.plot(
                    [*places, places[-1] + WEEK.days],
                    [*piece[column], piece[column].iloc[-1]],
                    drawstyle="steps-post",
                    color=tone,
                    lw=2 if column == "price_completion" else 1.2,
                    alpha=PALE if variant(str(slug)) else None,
                    zorder=3,
                )
    low, high = ax.get_ylim()
    gap = base() * 1.15 * (high - low) / layout.room(ax)[1]
    heights = layout.spread([end.price for end in ends], gap, low, high)
    for end, height in zip(ends, heights, strict=True):
        annotate(
            ax,
            (layout.day(end.week) + WEEK.days, height),
            (base() * 0.5, 0),
            end.words,
            va="center",
            fontsize=base() * 0.9,
            color=letters,
        )
    prices = use[use["price_prompt"].notna()]
    texts = (
        prices["price_prompt"]
        .map(words.dollars)
        .str.cat(prices["price_completion"].map(words.dollars), "/")
    )
    layout.week_tooltips(ax, lines.join_by_week(prices["week"], texts), wide=True)
    return highest


def _draw_use(
    ax: Axes,
    use: pd.DataFrame,
    weeks: list[pd.Timestamp],
    unknown: Sequence[pd.Timestamp],
    tone: str,
    look: Theme,
) -> float:
    """Draw a column for each known week, what was free on top; return the top of the scale."""
    counted = use[use["value"].notna()]
    totals = counted.groupby("week")["value"].sum()
    highest = float(max(totals.max() if len(totals) else 0, 1)) * 1.12
    ax.set_ylim(0, highest)
    _grid(ax, use, highest, _use_mark, look)
    feet = dict.fromkeys(weeks, 0.0)
    for slug in sorted(counted["entity"].unique(), key=lambda slug: (variant(slug) == FREE, slug)):
        for row in each(counted[counted["entity"] == slug]):
            week, value = pd.Timestamp(row.week), float(row.value)
            ax.bar(
                layout.day(week) + WEEK.days / 2,
                value,
                width=WEEK.days * WIDE,
                bottom=feet[week],
                color=tone,
                alpha=PALE if variant(slug) == FREE else None,
                zorder=2,
            )
            feet[week] += value
    layout.hatch(ax, unknown, 0, highest, look)
    amounts = totals.map(lambda value: words.amount(int(value)))
    texts = dict(zip(pd.to_datetime(amounts.index), amounts, strict=True))
    layout.week_tooltips(ax, texts | dict.fromkeys(unknown, words.say("not.known")), wide=True)
    return highest


def _grid(
    ax: Axes, use: pd.DataFrame, highest: float, said: Callable[[float], str], look: Theme
) -> None:
    """Draw rules across at round figures from zero, as many as can be told apart."""
    first, last = layout.day(use["week"].min()), layout.day(use["week"].max()) + WEEK.days
    most = min(max(layout.room(ax)[1] // (base() * 1.6), 2), MOST_RULES)
    power = 10.0 ** floor(log10(highest / most))
    step = next(digit * power for digit in (1, 2, 5, 10) if highest / (digit * power) <= most)
    for number in range(int(highest / step) + 1):
        lines.rule(ax, first, last, number * step, said(number * step), look)


def _price_mark(price: float) -> str:
    return words.say("price.axis", number=f"{price:,.9g}")


def _use_mark(value: float) -> str:
    return words.amount(int(value), exact=True)
