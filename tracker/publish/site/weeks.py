"""The content of the pages of weeks and of the list of all weeks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from tracker.analysis.effective_price import effective_price
from tracker.answers.table import span
from tracker.answers.top import chart_of
from tracker.citation import cite
from tracker.errors import GapError
from tracker.publish.site.data import Record, Side
from tracker.publish.site.tables import Link, Sheet, sheet
from tracker.publish.site.text import leader_sentence, missing, state
from tracker.records import OTHER
from tracker.weeks import gaps, label

SHOWN = 20
"""The number of names shown for a week; `tracker export` has all."""
CHARTED = (
    "rank",
    "entity",
    "value",
    "share",
    "change_pct",
    "change_points",
    "last_rank",
    "peak_rank",
    "weeks_on_chart",
    "weeks_at_1",
)
ALWAYS = ("rank", "entity", "value")
"""Columns that are shown even if they have no values."""


@dataclass(frozen=True)
class Section:
    """A week by one metric: a sentence on its leader, and its chart if there is one."""

    metric: str
    leader: str
    sheet: Sheet | None


def section(record: Record, side: Side, week: date, link: Link, limit: int = SHOWN) -> Section:
    """Return the content for one metric in one week."""
    leader = leader_sentence(side, week)
    rows = side.weeks.get(week)
    if rows is None:
        return Section(side.metric, leader, None)
    question = record.question_for(side.metric, week=week)
    try:
        table = chart_of(rows, question, side.moves, lambda: record.calls, limit)
    except GapError:
        return Section(side.metric, leader, None)
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
    chart = sheet(
        f"{side.metric}-chart",
        shown,
        table.heading,
        table.source,
        link,
        notes=notes,
        header="entity",
        bar=bar,
        metric=side.metric,
    )
    return Section(side.metric, leader, chart)


def prices(record: Record, week: date, link: Link, limit: int = SHOWN) -> Sheet | None:
    """Return what the use of a week was billed for; None but for the newest week with spend."""
    sides = record.sides
    if not {"spend", "tokens"} <= sides.keys() or week != sides["spend"].newest:
        return None
    used = {metric: side.weeks[week] for metric, side in sides.items() if week in side.weeks}
    if "tokens" not in used:
        return None
    rows = effective_price(used["spend"], used["tokens"], used.get("calls"))
    shown = rows.drop(columns="week").head(limit)
    return sheet(
        "effective-prices",
        shown.loc[:, shown.notna().any()],
        f"What use was billed for, {span(rows['week'].drop_duplicates())}",
        cite(pd.concat([frame.assign(metric=metric) for metric, frame in used.items()])),
        link,
        notes=[f"Shown: the first {limit} of {len(rows)} names."] if len(rows) > limit else [],
        header="entity",
        metric="spend",
    )


def newest_leader(side: Side) -> str:
    """Return a sentence on the newest week whose leader is known, else on the newest week."""
    return leader_sentence(side, max(side.leads) if side.leads else side.newest)


def week_page(record: Record, week: date, link: Link) -> dict[str, Any]:
    """Return the template variables of the page of a week."""
    weeks = record.weeks
    place = weeks.index(week)
    return {
        "week": week,
        "days": span(pd.Series([pd.Timestamp(week)])),
        "previous": weeks[place - 1] if place else None,
        "following": weeks[place + 1] if place + 1 < len(weeks) else None,
        "prices": prices(record, week, link),
        "sections": [section(record, side, week, link) for side in record.sides.values()],
    }


def weeks_page(record: Record, link: Link) -> dict[str, Any]:
    """Return the template variables of the list of weeks: a row for each, the newest first."""
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
            "weeks",
            frame,
            caption,
            cite(used),
            link,
            notes=[*filter(None, notes)],
            bar="share",
            metric=main.metric,
            headings={"ratio": "over the second"},
        )
    }
