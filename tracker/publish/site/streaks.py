"""The streaks at #1, each with its smallest and largest lead."""

from __future__ import annotations

import pandas as pd

from tracker.analysis.rows import each
from tracker.citation import cite
from tracker.publish.site.data import AUTHOR, Record, Side
from tracker.publish.site.render import Site
from tracker.publish.site.tables import Sheet
from tracker.publish.site.text import PER, missing
from tracker.weeks import gaps, walk


def streaks(site: Site, side: Side, newest: int | None = None) -> Sheet | None:
    """Return the streaks at #1 by one metric and level, the newest first.

    ``newest`` limits their number. Returns None if no week can be ranked.
    """
    if side.streaks.empty:
        return None
    words = site.words
    rows = closeness(side)[::-1]
    rows = rows if newest is None else rows.head(newest)
    ranked = side.frame[side.frame["rank"].notna()]
    weeks = sorted({week.date() for week in ranked["week"]})
    of = "Makers at #1 {per}, {span}" if side.by == AUTHOR else "Models at #1 {per}, {span}"
    caption = words(of, per=words(PER[side.metric]), span=words.span(weeks[0], weeks[-1]))
    notes = [missing(gaps(weeks), side.metric, words)]
    if len(rows) < len(side.streaks):
        notes.append(
            words("Shown: the last {shown} of {count}.", shown=len(rows), count=len(side.streaks))
        )
    return site.sheet(
        f"streaks-{side.metric}-{side.by}",
        rows,
        caption,
        cite(ranked),
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


def sheets(site: Site) -> list[Sheet]:
    """Return the streaks by every metric, at the level of the site and by author."""
    record = site.record
    sides = [
        side for metric in record.sides for side in (record.sides[metric], record.authors[metric])
    ]
    return [table for table in (streaks(site, side) for side in sides) if table]
