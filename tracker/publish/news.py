"""What is new in the record: events that somebody may want to be told of.

Looked for after a run that recorded something, in the last four complete weeks, by tokens and by
calls, slug by slug. Each has a key that stays the same as long as it is the same event, so that
nobody is told twice. What was so before anybody watched is no news.

new-leader
    Another slug has rank 1 than in the week before, in a week that the last look did not know yet.
run-record
    The run at #1 that goes on is longer than every run that ended, by whomever.
back-in-the-top-ten
    A re-entry into the first ten ranks.
restated-leader
    A correction since the last look changed who led in a past week.
stealth-in-the-top-ten
    A model listed without its maker is among the first ten ranks; told once of each.
turned-paid
    What cost nothing costs something: the price of a slug rose from zero, or its `:free` variant
    left the list of models while the model itself stayed and is paid for.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pandas as pd

from tracker import identity
from tracker.analysis import facts
from tracker.analysis.frame import METRICS
from tracker.analysis.measured import Figures
from tracker.analysis.movers import movers
from tracker.analysis.rows import each
from tracker.analysis.streaks import leaders, streaks
from tracker.errors import GapError
from tracker.phrasing import from_to
from tracker.publish.answers import CHART, figures
from tracker.records import Notice
from tracker.store import Store
from tracker.weeks import WEEK, label, stamp

WEEKS = 4
LATELY = timedelta(days=28)


def events(store: Store, since: datetime | None) -> list[Notice]:
    """What is new in a store, where the last look saw it as it was at ``since``."""
    now = figures(store)
    then = None if since is None else figures(store, since)
    found = [*_turned_paid(store)]
    for metric in METRICS:
        frame = _ranked(now, metric)
        if frame is None:
            continue
        before = None if then is None else _ranked(then, metric)
        weeks = _ranked_weeks(frame).nlargest(WEEKS)
        new = weeks if before is None else weeks[~weeks.isin(_ranked_weeks(before))]
        found += _new_leaders(frame, metric, new)
        found += _run_record(frame, metric)
        found += _back(frame, metric, weeks)
        found += _stealth(frame, metric, weeks)
        if before is not None:
            found += _restated(before, frame, metric)
    return found


def _ranked(made: Figures, metric: str) -> pd.DataFrame | None:
    """The measured frame of a metric; None where no week of it can be ranked."""
    try:
        frame = made(metric)
    except GapError:
        return None
    return frame if frame["rank"].notna().any() else None


def _ranked_weeks(frame: pd.DataFrame) -> pd.Series:
    return frame.loc[frame["rank"].notna(), "week"].drop_duplicates()


def _new_leaders(frame: pd.DataFrame, metric: str, weeks: pd.Series) -> Iterator[Notice]:
    led = leaders(frame)
    for week in sorted(weeks):
        before, leader = led.get(week - WEEK), led.get(week)
        if leader is None or before is None or leader == before:
            continue
        yield Notice(
            "new leader",
            f"new leader|{metric}|{week:%Y-%m-%d}",
            f"{leader} led {label(week)} by {metric}; {before} had led the week before",
            {"metric": metric, "week": f"{week:%Y-%m-%d}", "entity": leader, "before": before},
        )


def _run_record(frame: pd.DataFrame, metric: str) -> Iterator[Notice]:
    runs = streaks(frame)
    longest = runs.loc[~runs["ongoing"], "weeks"].max()
    for run in each(runs[runs["ongoing"]]):
        if pd.isna(longest) or run.weeks <= longest:
            continue
        yield Notice(
            "run record",
            f"run record|{metric}|{run.entity}|{run.first:%Y-%m-%d}",
            f"{run.entity} has led by {metric} for {run.weeks} weeks"
            f" ({from_to(run.first.date(), run.last.date())}), the longest run at #1 on record"
            f" (before: {longest})",
            {"metric": metric, "entity": run.entity, "weeks": int(run.weeks),
             "first": f"{run.first:%Y-%m-%d}", "before": int(longest)},
        )  # fmt: skip


def _back(frame: pd.DataFrame, metric: str, weeks: pd.Series) -> Iterator[Notice]:
    moves = movers(frame, CHART)
    for row in each(moves[moves["week"].isin(weeks) & (moves["move"] == "re-entry")]):
        key = f"back|{metric}|{row.week:%Y-%m-%d}|{row.entity}"
        said = f"{row.entity} is back in the top ten by {metric}"
        yield _in_the_chart("back in the top ten", key, said, metric, row)


def _stealth(frame: pd.DataFrame, metric: str, weeks: pd.Series) -> Iterator[Notice]:
    chart = frame[frame["week"].isin(weeks) & (frame["rank"] <= CHART).fillna(value=False)]
    for row in each(chart.drop_duplicates("entity")):
        if identity.is_hidden(row.entity, row.week.date()):
            key = f"stealth|{metric}|{row.entity}"
            said = f"{row.entity}, a stealth model, is in the top ten by {metric}"
            yield _in_the_chart("stealth model in the top ten", key, said, metric, row)


def _in_the_chart(what: str, key: str, said: str, metric: str, row: Any) -> Notice:
    facts_of = {"metric": metric, "week": f"{row.week:%Y-%m-%d}", "entity": row.entity,
                "rank": int(row.rank)}  # fmt: skip
    return Notice(what, key, f"{said} in {label(row.week)}, at rank {row.rank}", facts_of)


def _restated(then: pd.DataFrame, now: pd.DataFrame, metric: str) -> Iterator[Notice]:
    before, after = leaders(then), leaders(now)
    for week in before.index.intersection(after.index):
        if before[week] == after[week]:
            continue
        of = now.loc[now["week"] == week, "as_of"].max()
        yield Notice(
            "restated leader",
            f"restated|{metric}|{week:%Y-%m-%d}|{stamp(of)}",
            f"{label(week)} was corrected as of {stamp(of)}: {after[week]} led it by {metric},"
            f" not {before[week]}",
            {"metric": metric, "week": f"{week:%Y-%m-%d}", "entity": after[week],
             "before": before[week]},
        )  # fmt: skip


def _turned_paid(store: Store) -> Iterator[Notice]:
    """Of the price lists of the last four weeks on record."""
    prices = facts.prices(store)
    if prices.empty:
        return
    lately = prices["seen_at"].max() - LATELY
    cost = prices[["prompt", "completion"]].max(axis=1)
    before = cost.groupby(prices["slug"]).shift()
    for row in each(prices[(before == 0) & (cost > 0) & (prices["known_from"] >= lately)]):
        yield _paid(row.slug, row.known_from, f"{row.slug} cost nothing and is paid for now")
    newest = prices.drop_duplicates("slug", keep="last").assign(cost=cost)
    listed = newest["seen_at"] == newest["seen_at"].max()
    charged = set(newest.loc[listed & (newest["cost"] > 0), "slug"])
    free = newest["slug"].map(identity.variant) == identity.FREE
    for row in each(newest[free & ~listed & (newest["seen_at"] >= lately)]):
        if (model := identity.model(row.slug)) in charged:
            yield _paid(row.slug, row.seen_at, f"{row.slug} left the list; {model} is paid for")


def _paid(slug: str, instant: datetime, said: str) -> Notice:
    day = f"{instant:%Y-%m-%d}"
    return Notice(
        "free model turned paid", f"paid|{slug}|{day}", said, {"entity": slug, "day": day}
    )
