"""Detection of events in the record that are worth a notification.

After a run the last four weeks of the record are searched, by tokens, calls and spend, at slug
level. An event keeps its key, so that it is reported once. Events that are older than the first
search, or than the first run of their source, are not reported.

new-leader
    A week that is new since the last search has another slug at rank 1 than the week before.
streak-record
    The ongoing streak at #1 is longer than every streak that ended.
back-in-the-top-ten
    A slug re-enters the first ten ranks.
restated-leader
    A past week has another leader than at the last search, because it was corrected.
stealth-in-the-top-ten
    A model listed without its maker is among the first ten ranks. It is reported once per model.
turned-paid
    A model that was free costs something: the price of a slug rose from zero, or its `:free`
    variant left the list of models while the model itself is still listed with a price.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

import pandas as pd

from tracker import identity
from tracker.analysis import catalog
from tracker.analysis.cache import Figures
from tracker.analysis.movers import movers
from tracker.analysis.rows import each
from tracker.analysis.streaks import leaders, streaks
from tracker.answers.top import CHART, figures
from tracker.errors import GapError
from tracker.identity.names import Naming
from tracker.records import METRICS, Definition, Notice
from tracker.store import Store
from tracker.text import from_to
from tracker.weeks import WEEK, label, midnight, stamp

WEEKS = 4
NO_WEEK = pd.Timestamp(0)
LATELY = timedelta(days=28)


Event = tuple[datetime, Notice]
"""The instant of an event (the end of its week, a correction, a new price), and its notice."""
Led = Mapping[str, Mapping[str, str]]
"""The leader of each week, by metric and Monday."""


def look(store: Store, before: Led | None) -> tuple[list[Event], Led]:
    """Return the events of a store and the current leaders.

    ``before`` are the leaders at the last search, None if this is the first. Weeks that differ from
    them are new, whenever the publisher says they were published.
    """
    now, names = figures(store), catalog.names(store)
    events = [*_turned_paid(store, names)]
    leaders_by_metric: dict[str, dict[str, str]] = {}
    ranked = {metric: frame for metric in METRICS if (frame := _ranked(now, metric)) is not None}
    newest = max((_ranked_weeks(frame).max() for frame in ranked.values()), default=NO_WEEK)
    for metric, frame in ranked.items():
        leading = leaders(frame)
        leaders_by_metric[metric] = {_day(week): leading[week] for week in leading.index}
        earlier = None if before is None else before.get(metric, {})
        weeks = _ranked_weeks(frame)
        weeks = weeks[weeks > newest - WEEKS * WEEK]
        events += _new_leaders(
            leading, metric, [w for w in weeks if _day(w) not in (earlier or {})], names
        )
        events += _streak_record(frame, metric, names)
        events += _returns(frame, metric, weeks, names)
        events += _stealth(frame, metric, weeks, names)
        events += _restated(earlier or {}, leading, frame, metric, names)
    return events, leaders_by_metric


def _ranked(now: Figures, metric: str) -> pd.DataFrame | None:
    """Return the measured frame of a metric, or None if no week of it can be ranked."""
    try:
        frame = now(Definition(metric))
    except GapError:
        return None
    return frame if frame["rank"].notna().any() else None


def _ranked_weeks(frame: pd.DataFrame) -> pd.Series:
    return frame.loc[frame["rank"].notna(), "week"].drop_duplicates()


def _new_leaders(
    led: pd.Series, metric: str, weeks: Iterable[pd.Timestamp], names: Naming
) -> Iterator[Event]:
    for week in sorted(weeks):
        before, leader = led.get(week - WEEK), led.get(week)
        if leader is None or before is None or leader == before:
            continue
        notice = Notice(
            "new leader",
            f"new leader|{metric}|{_day(week)}",
            f"{names(leader, 'slug')} led {label(week)} by {metric};"
            f" {names(before, 'slug')} led the week before",
            {"metric": metric, "week": _day(week), **_who(leader, names), "before": before},
        )
        yield _end(week), notice


def _streak_record(frame: pd.DataFrame, metric: str, names: Naming) -> Iterator[Event]:
    all_streaks = streaks(frame)
    longest = all_streaks.loc[~all_streaks["ongoing"], "weeks"].max()
    for streak in each(all_streaks[all_streaks["ongoing"]]):
        if pd.isna(longest) or streak.weeks <= longest:
            continue
        notice = Notice(
            "streak record",
            f"streak record|{metric}|{streak.entity}|{_day(streak.first)}",
            f"{names(streak.entity, 'slug')} has led by {metric} for {streak.weeks} weeks"
            f" ({from_to(streak.first.date(), streak.last.date())}), the longest streak at #1 on"
            f" record (before: {longest})",
            {
                "metric": metric,
                **_who(streak.entity, names),
                "weeks": int(streak.weeks),
                "first": _day(streak.first),
                "before": int(longest),
            },
        )
        yield _end(streak.last), notice


def _returns(frame: pd.DataFrame, metric: str, weeks: pd.Series, names: Naming) -> Iterator[Event]:
    moves = movers(frame, CHART)
    for row in each(moves[moves["week"].isin(weeks) & (moves["move"] == "re-entry")]):
        key = f"back|{metric}|{row.week:%Y-%m-%d}|{row.entity}"
        text = f"{names(row.entity, 'slug')} is back in the top ten by {metric}"
        yield _chart_event("back in the top ten", key, text, metric, row, names)


def _stealth(frame: pd.DataFrame, metric: str, weeks: pd.Series, names: Naming) -> Iterator[Event]:
    chart = frame[frame["week"].isin(weeks) & (frame["rank"] <= CHART).fillna(value=False)]
    for row in each(chart.drop_duplicates("entity")):
        if identity.is_hidden(row.entity, row.week.date()):
            key = f"stealth|{metric}|{row.entity}"
            text = f"{names(row.entity, 'slug')}, a stealth model, is in the top ten by {metric}"
            yield _chart_event("stealth model in the top ten", key, text, metric, row, names)


def _chart_event(what: str, key: str, text: str, metric: str, row: Any, names: Naming) -> Event:
    facts: dict[str, str | int | float | bool | None] = {
        "metric": metric,
        "week": _day(row.week),
        **_who(row.entity, names),
        "rank": int(row.rank),
    }
    text += f" in {label(row.week)}, at rank {row.rank}"
    return _end(row.week), Notice(what, key, text, facts)


def _restated(
    earlier: Mapping[str, str], led: pd.Series, frame: pd.DataFrame, metric: str, names: Naming
) -> Iterator[Event]:
    for week in led.index:
        leader = led[week]
        before = earlier.get(_day(week), leader)
        if before == leader:
            continue
        as_of = frame.loc[frame["week"] == week, "as_of"].max().to_pydatetime()
        notice = Notice(
            "restated leader",
            f"restated|{metric}|{_day(week)}|{stamp(as_of)}|{leader}",
            f"{label(week)} was corrected as of {stamp(as_of)}: {names(leader, 'slug')} led it by"
            f" {metric}, not {names(before, 'slug')}",
            {"metric": metric, "week": _day(week), **_who(leader, names), "before": before},
        )
        yield as_of, notice


def _turned_paid(store: Store, names: Naming) -> Iterator[Event]:
    """Yield slugs that became paid in the price lists of the last four recorded weeks."""
    prices = catalog.prices(store)
    if prices.empty:
        return
    lately = prices["seen_at"].max() - LATELY
    cost = prices[["prompt", "completion"]].max(axis=1)
    before = cost.groupby(prices["slug"]).shift()
    for row in each(prices[(before == 0) & (cost > 0) & (prices["known_from"] >= lately)]):
        text = f"{names(row.slug, 'slug')} was free and now has a price"
        yield _paid_event(row.slug, row.known_from, text, names)
    newest = prices.drop_duplicates("slug", keep="last").assign(cost=cost)
    listed = newest["seen_at"] == newest["seen_at"].max()
    charged = set(newest.loc[listed & (newest["cost"] > 0), "slug"])
    free = newest["slug"].map(identity.variant) == identity.FREE
    for row in each(newest[free & ~listed & (newest["seen_at"] >= lately)]):
        if (model := identity.model(row.slug)) in charged:
            text = f"{names(row.slug, 'slug')} left the list; {names(model, 'slug')} has a price"
            yield _paid_event(row.slug, row.seen_at, text, names)


def _paid_event(slug: str, instant: datetime, text: str, names: Naming) -> Event:
    day = f"{instant:%Y-%m-%d}"
    notice = Notice(
        "free model turned paid", f"paid|{slug}|{day}", text, {**_who(slug, names), "day": day}
    )
    return instant, notice


def _who(slug: str, names: Naming) -> dict[str, str]:
    return {"entity": slug, "name": names(slug, "slug")}


def _day(week: pd.Timestamp) -> str:
    return f"{week:%Y-%m-%d}"


def _end(week: pd.Timestamp) -> datetime:
    return midnight((week + WEEK).date())
