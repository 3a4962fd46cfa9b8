"""The pages of weeks: one for each week on record, and the list of all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from tracker.answers.table import span
from tracker.answers.top import chart_of
from tracker.citation import cite
from tracker.errors import GapError
from tracker.publish.site.data import Record, Side
from tracker.publish.site.tables import Link, Sheet, sheet
from tracker.publish.site.text import led, missing, state
from tracker.records import OTHER
from tracker.weeks import gaps, label

SHOWN = 20
"""So many names of a week are shown; the rest is in `tracker export`."""
CHARTED = (
    "rank", "entity", "value", "share", "change_pct", "change_points", "last_rank", "peak_rank",
    "weeks_on_chart", "weeks_at_1",
)  # fmt: skip
ALWAYS = ("rank", "entity", "value")
"""Columns that are shown where nothing is known of them too."""


@dataclass(frozen=True)
class Told:
    """What a page says of a week by one metric: who led it, its chart (none where nothing can be
    charted), and the notes below."""

    metric: str
    leader: str
    sheet: Sheet | None


def told(record: Record, side: Side, week: date, link: Link, limit: int = SHOWN) -> Told:
    """One metric in one week."""
    leader = led(side, week)
    rows = side.weeks.get(week)
    if rows is None:
        return Told(side.metric, leader, None)
    question = record.asked(side.metric, week=week)
    try:
        table = chart_of(rows, question, side.moves, lambda: record.calls, limit)
    except GapError:
        return Told(side.metric, leader, None)
    rest = rows[rows["entity"] == OTHER]
    shown = pd.concat([table.rows, rest])[[*CHARTED]]
    has_any = shown.notna().any()
    shown = shown[[name for name in CHARTED if name in ALWAYS or has_any[name]]]
    names = len(rows) - len(rest)
    depth = rows["depth"].iloc[0]
    board = "names all" if pd.isna(depth) else f"is {depth} deep"
    notes = [*table.notes, f"From the dataset {rows['dataset'].iloc[0]}, whose board {board}."]
    if names > limit:
        notes.append(f"Shown: the first {limit} of {names} names.")
    bar = "share" if "share" in shown else ""
    drawn = sheet(
        f"{side.metric}-chart", shown, table.heading, table.source, link,
        notes=notes, header="entity", bar=bar,
    )  # fmt: skip
    return Told(side.metric, leader, drawn)


def newest_told(side: Side) -> str:
    """Who led the newest week of a metric in which anybody is known to have."""
    return led(side, max(side.leads) if side.leads else side.newest)


def of_week(record: Record, week: date, link: Link) -> dict[str, Any]:
    """What the page of a week is made of."""
    weeks = record.weeks
    place = weeks.index(week)
    return {
        "week": week,
        "days": span(pd.Series([pd.Timestamp(week)])),
        "previous": weeks[place - 1] if place else None,
        "following": weeks[place + 1] if place + 1 < len(weeks) else None,
        "told": [told(record, side, week, link) for side in record.sides.values()],
    }


def listed(record: Record, link: Link) -> dict[str, Any]:
    """What the list of weeks is made of: a row for each week of the calendar, the newest first."""
    main = record.main
    calls = record.sides.get("calls")
    rows = []
    for week in reversed([*record.calendar]):
        lead = main.leads.get(week)
        by_calls = calls.leads.get(week) if calls and calls is not main else None
        rows.append(
            {
                "week": pd.Timestamp(week),
                "dates": span(pd.Series([pd.Timestamp(week)])).partition(" ")[2].strip("()"),
                "leader": lead.entity if lead else None,
                "value": lead.value if lead else None,
                "share": lead.share if lead else None,
                "ratio": lead.lead if lead else None,
                "leader_by_calls": by_calls.entity if by_calls else None,
                "state": state(main, week),
            }
        )
    frame = pd.DataFrame(rows).astype({"value": "Int64", "share": "float64", "ratio": "float64"})
    sides = record.sides.items()
    used = pd.concat([side.complete.assign(metric=metric) for metric, side in sides])
    notes = [missing(gaps(side.weeks), metric) for metric, side in sides]
    caption = (
        f"Who led each week by {main.metric}, {label(record.weeks[0])} to {label(record.weeks[-1])}"
    )
    return {
        "sheet": sheet(
            "weeks", frame, caption, cite(used), link, notes=[*filter(None, notes)], bar="share",
            says={"ratio": "over the second"},
        )
    }  # fmt: skip
