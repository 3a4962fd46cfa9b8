"""Superlatives of the record: the longest streak, the largest week, the closest lead.

They are computed from measures that `tracker define` explains. Of equals the earliest is shown.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

import pandas as pd

from tracker.analysis.rows import each, named, one_a_week
from tracker.analysis.streaks import GAP
from tracker.citation import cite
from tracker.publish.site.data import Side
from tracker.publish.site.render import Site
from tracker.publish.site.streaks import closeness
from tracker.publish.site.tables import Sheet
from tracker.publish.site.text import PER, amount
from tracker.publish.site.words import Words
from tracker.text import points
from tracker.weeks import WEEK, gaps


class Best(NamedTuple):
    """A superlative: what it is, whose it is (None for a whole week), its value, and its weeks."""

    record: str
    entity: str | None
    found: str
    first: date
    last: date


def records(site: Site, side: Side) -> Sheet | None:
    """Return the superlatives by one metric, or None if there are none."""
    words = site.words
    rows = pd.DataFrame([*_superlatives(side, words)], columns=[*Best._fields])
    if rows.empty:
        return None
    for name in ("first", "last"):
        rows[name] = pd.to_datetime(rows[name])
    note = words(
        "Lists have named more or fewer models over time, and tokenizers differ; a record is of "
        "what was published."
    )
    return site.sheet(
        f"records-{side.metric}",
        rows,
        words("Records {per}", per=words(PER[side.metric])),
        cite(side.complete),
        notes=[note],
        headings={"entity": "who", "first": "from", "last": "to"},
    )


def sheets(site: Site) -> list[Sheet]:
    return [table for side in site.record.sides.values() if (table := records(site, side))]


def _superlatives(side: Side, words: Words) -> Iterator[Best]:
    if not side.streaks.empty:
        yield from _streak_records(side, words)
    yield from _lead_records(side, words)
    yield from _week_records(side, words)
    yield from _name_records(side, words)
    yield from _gap_records(side, words)


def _streak_records(side: Side, words: Words) -> Iterator[Best]:
    streaks = side.streaks
    longest = _first(streaks, "weeks")
    yield Best(
        "longest streak at #1",
        longest.entity,
        words("{weeks} in a row", weeks=words.weeks(int(longest.weeks))),
        longest.first.date(),
        longest.last.date(),
    )
    sums = streaks.groupby("entity", sort=True).agg(
        weeks=("weeks", "sum"), first=("first", "min"), last=("last", "max")
    )
    most = _first(sums.reset_index().sort_values("first", kind="stable"), "weeks")
    yield Best(
        "most weeks at #1",
        most.entity,
        words("{weeks} in all", weeks=words.weeks(int(most.weeks))),
        most.first.date(),
        most.last.date(),
    )
    back = streaks.assign(away=streaks["first"] - streaks.groupby("entity")["last"].shift() - WEEK)
    back = back[back["away"].notna()]
    if len(back):
        longest = _first(back, "away")
        weeks = longest.away.days // 7
        yield Best(
            "longest way back to #1",
            longest.entity,
            words("{weeks} between two streaks", weeks=words.weeks(weeks)),
            (longest.first - longest.away - WEEK).date(),
            longest.first.date(),
        )
    changes = closeness(side)
    close = changes[(changes["weeks"] > 1) & changes["closest"].notna()]
    if len(close):
        clear = _first(close, "closest")
        yield Best(
            "clearest streak of two weeks or more",
            clear.entity,
            words("never less than {times} over the second", times=words.times(clear.closest)),
            clear.first.date(),
            clear.last.date(),
        )


def _lead_records(side: Side, words: Words) -> Iterator[Best]:
    leads = pd.DataFrame([*side.leads.values()])
    if leads.empty:
        return
    with_lead = leads[leads["lead"].notna()]
    for name, least in (("closest lead", True), ("clearest lead", False)):
        if len(with_lead):
            lead = _first(with_lead, "lead", least=least)
            yield Best(
                name,
                lead.entity,
                words("{times} over {second}", times=words.times(lead.lead), second=lead.runner_up),
                *_week(lead),
            )


def _week_records(side: Side, words: Words) -> Iterator[Best]:
    whole = side.complete[side.complete["can_rank"]]
    if whole.empty:
        return
    sums = whole.groupby("week", sort=True)["value"].sum().reset_index()
    largest = _first(sums, "value")
    yield Best(
        "largest week",
        None,
        words("{amount} in all", amount=amount(side.metric, int(largest.value), words)),
        *_week(largest),
    )


def _name_records(side: Side, words: Words) -> Iterator[Best]:
    frame = side.complete[named(side.complete) & side.complete["rank"].notna()]
    exact = frame[~frame["proven"]]
    for record, name, least in (
        ("highest share of a week", "share", False),
        ("largest count of a week", "value", False),
        ("largest gain of share in a week", "change_points", False),
        ("largest loss of share in a week", "change_points", True),
    ):
        measured = exact[exact[name].notna()]
        if len(measured):
            row = _first(measured, name, least=least)
            yield Best(record, row.entity, _value_text(row, name, side.metric, words), *_week(row))
    debuts = frame[(frame["weeks_on_chart"] == 1) & (frame["rank"] == 1)]
    debuts = debuts[debuts["week"] > one_a_week(frame)["week"].min()]
    if len(debuts):
        largest = (
            _first(debuts[debuts["share"].notna()], "share")
            if (debuts["share"].notna().any())
            else next(each(debuts))
        )
        yield Best(
            "largest debut at #1", largest.entity, words.percent(largest.share), *_week(largest)
        )
    climbers = side.moves[side.moves["move"] == "climber"]
    if len(climbers):
        row = _first(climbers, "moved")
        yield Best(
            "highest climb within the top ten",
            row.entity,
            words(
                "{places} places, {before} to {after}",
                places=int(row.moved),
                before=row.last_rank,
                after=row.rank,
            ),
            *_week(row),
        )


def _gap_records(side: Side, words: Words) -> Iterator[Best]:
    """Yield the longest gap without a known leader between two weeks with one."""
    longest: list[date] = []
    stretch: list[date] = []
    for week in gaps(side.leads):
        stretch = [*stretch, week] if stretch and week - stretch[-1] == WEEK else [week]
        longest = max(longest, stretch, key=len)
    if longest:
        text = words("{weeks} without a known leader", weeks=words.weeks(len(longest)))
        yield Best(f"longest {GAP}", None, text, longest[0], longest[-1])


def _first(frame: pd.DataFrame, column: str, *, least: bool = False) -> Any:
    """Return the row with the largest (or the least) value of a column; of equals the first."""
    ordered = frame.sort_values(column, ascending=least, kind="stable")
    return next(each(ordered.head(1)))


def _value_text(row: Any, name: str, metric: str, words: Words) -> str:
    """Return a value of a row as text; a change of share is followed by the new share."""
    if name == "share":
        return words.percent(row.share)
    if name == "value":
        return amount(metric, int(row.value), words)
    change = points(row.change_points)
    return words("{change} points, to {share}", change=change, share=words.percent(row.share))


def _week(row: Any) -> tuple[date, date]:
    return row.week.date(), row.week.date()
