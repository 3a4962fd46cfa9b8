"""The streaks at #1, each with its smallest and largest lead."""

from __future__ import annotations

import pandas as pd

from tracker.analysis.rows import each
from tracker.answers.table import span
from tracker.citation import cite
from tracker.publish.site.data import Record, Side
from tracker.publish.site.tables import Link, Sheet, sheet
from tracker.publish.site.text import missing
from tracker.weeks import gaps, walk


def streaks(side: Side, link: Link, newest: int | None = None) -> Sheet | None:
    """Return the streaks at #1 by one metric and level, the newest first.

    ``newest`` limits their number. Returns None if no week can be ranked.
    """
    if side.streaks.empty:
        return None
    rows = closeness(side)[::-1]
    rows = rows if newest is None else rows.head(newest)
    ranked = side.frame[side.frame["rank"].notna()]
    weeks = ranked["week"].drop_duplicates()
    caption = f"Streaks at #1 by {side.metric}, {side.by} level, {span(weeks)}"
    notes = [missing(gaps(week.date() for week in weeks), f"ranks by {side.metric}")]
    if len(rows) < len(side.streaks):
        notes.append(f"Shown: the last {len(rows)} of {len(side.streaks)} streaks.")
    return sheet(
        f"streaks-{side.metric}-{side.by}",
        rows,
        caption,
        cite(ranked),
        link,
        notes=[*filter(None, notes)],
        headings={"entity": "leader", "first": "from", "last": "to"},
    )


def closeness(side: Side) -> pd.DataFrame:
    """Return the streaks with the smallest and the largest lead of their weeks.

    Columns entity, first, last, weeks, ongoing, closest, clearest, ended_by.
    """
    extremes = []
    for streak in each(side.streaks):
        leads = [side.leads.get(week) for week in walk(streak.first.date(), streak.last.date())]
        ratios = [lead.lead for lead in leads if lead is not None and pd.notna(lead.lead)]
        extremes.append((min(ratios), max(ratios)) if ratios else (float("nan"), float("nan")))
    closest, clearest = [low for low, _ in extremes], [high for _, high in extremes]
    rows = side.streaks.assign(closest=closest, clearest=clearest)
    return rows[["entity", "first", "last", "weeks", "ongoing", "closest", "clearest", "ended_by"]]


def ongoing(record: Record) -> dict[str, list[dict[str, object]]]:
    """Return the streaks that reach the newest week of each metric, as plain values."""
    result = {}
    for metric, side in record.sides.items():
        ongoing_streaks = side.streaks[side.streaks["ongoing"].astype(bool)]
        result[metric] = [
            {
                "entity": streak.entity,
                "first": streak.first.date().isoformat(),
                "last": streak.last.date().isoformat(),
                "weeks": int(streak.weeks),
            }
            for streak in each(ongoing_streaks)
        ]
    return result


def sheets(record: Record, link: Link) -> list[Sheet]:
    """Return the streaks by every metric, at the level of the site and by author."""
    sides = [
        side for metric in record.sides for side in (record.sides[metric], record.authors[metric])
    ]
    return [table for table in (streaks(side, link) for side in sides) if table]
