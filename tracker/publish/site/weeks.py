"""The content of the pages of weeks and of the list of all weeks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from tracker.analysis.effective_price import effective_price
from tracker.answers.top import moves_by_kind
from tracker.citation import cite
from tracker.publish.site.data import Side
from tracker.publish.site.render import Site
from tracker.publish.site.tables import Sheet
from tracker.publish.site.text import PER, leader_sentence, missing, state
from tracker.records import OTHER
from tracker.weeks import gaps

SHOWN = 20
"""The number of names shown for a week; `tracker export` has all."""
CHARTED = (
    "rank",
    "entity",
    "value",
    "share",
    "change_pct",
    "last_rank",
    "peak_rank",
    "weeks_on_chart",
    "weeks_at_1",
)
ALWAYS = ("rank", "entity", "value")
"""Columns that are shown even if they have no values."""
HEADINGS = {
    "rank": "rank",
    "entity": "model",
    "last_rank": "last week",
    "peak_rank": "best",
    "weeks_on_chart": "weeks on chart",
    "weeks_at_1": "weeks at #1",
    "change_pct": "change",
}
VALUES = {"tokens": "tokens", "calls": "calls", "spend": "billed"}
"""What the column of amounts is called, by metric."""


@dataclass(frozen=True)
class Section:
    """A week by one metric: a sentence on its leader, and its chart if there is one."""

    metric: str
    per: str
    leader: str
    moves: str
    sheet: Sheet | None


def section(site: Site, side: Side, week: date, limit: int = SHOWN) -> Section:
    """Return the content for one metric in one week."""
    words, per = site.words, PER[side.metric]
    leader = leader_sentence(side, week, words)
    values = side.by_week.get(week.isoformat())
    if not values:
        return Section(side.metric, per, leader, "", None)
    named = [row for row in values if row["entity"] != OTHER]
    rest = values[len(named) :]
    shown = [*named[:limit], *rest]
    names = [
        name for name in CHARTED if name in ALWAYS or any(row[name] is not None for row in shown)
    ]
    depth = values[0]["depth"]
    notes = [
        words("The list of this week names everything.")
        if depth is None
        else words("The list of this week is {depth} deep.", depth=depth)
    ]
    if not all(row["can_rank"] for row in values):
        notes.append(words("Larger ones may not be named, so there are no ranks."))
    if len(named) > limit:
        notes.append(words("Shown: the first {shown} of {count}.", shown=limit, count=len(named)))
    caption = words("Models {per}, {week}", per=words(per), week=words.week(week))
    chart = site.sheet_of(
        f"{side.metric}-chart",
        names,
        shown,
        caption,
        cite(side.weeks[week]),
        notes=notes,
        header="entity",
        bar="share" if "share" in names else "",
        headings={**HEADINGS, "value": VALUES[side.metric]},
        metric=side.metric,
    )
    return Section(side.metric, per, leader, _moves(site, side, week), chart)


def _moves(site: Site, side: Side, week: date) -> str:
    """Return who came into the top ten, rose and fell, as a sentence."""
    moves = side.moves[side.moves["week"] == pd.Timestamp(week)]
    kinds = {kind: text for kind, text in moves_by_kind(moves).items() if text}
    return "; ".join(f"{site.words(kind)} {text}" for kind, text in kinds.items())


def prices(site: Site, week: date, limit: int = SHOWN) -> Sheet | None:
    """Return what the use of a week was billed for; None but for the newest week with spend."""
    sides = site.record.sides
    if not {"spend", "tokens"} <= sides.keys() or week != sides["spend"].newest:
        return None
    used = {metric: side.weeks[week] for metric, side in sides.items() if week in side.weeks}
    if "tokens" not in used:
        return None
    rows = effective_price(used["spend"], used["tokens"], used.get("calls"))
    shown = rows.drop(columns="week").head(limit)
    words = site.words
    notes = [words("Shown: the first {shown} of {count}.", shown=limit, count=len(rows))]
    return site.sheet(
        "effective-prices",
        shown.loc[:, shown.notna().any()],
        words("What use was billed for, {week}", week=words.week(week)),
        cite(pd.concat([frame.assign(metric=metric) for metric, frame in used.items()])),
        notes=notes if len(rows) > limit else [],
        header="entity",
        headings={"entity": "model"},
        metric="spend",
    )


def week_page(site: Site, week: date) -> dict[str, Any]:
    """Return the template variables of the page of a week."""
    weeks = site.record.weeks
    place = weeks.index(week)
    return {
        "week": week,
        "previous": weeks[place - 1] if place else None,
        "following": weeks[place + 1] if place + 1 < len(weeks) else None,
        "state": state(site.record.main, week, site.words),
        "sections": [section(site, side, week) for side in site.record.sides.values()],
    }


def weeks_page(site: Site) -> dict[str, Any]:
    """Return the template variables of the list of weeks: a row for each, the newest first."""
    record, words = site.record, site.words
    main = record.main
    calls = record.sides.get("calls")
    rows = []
    for week in reversed([*record.calendar]):
        lead = main.leads.get(week)
        by_calls = calls.leads.get(week) if calls and calls is not main else None
        rows.append(
            {
                "week": pd.Timestamp(week),
                "leader": lead.entity if lead else None,
                "value": lead.value if lead else None,
                "share": lead.share if lead else None,
                "ratio": lead.lead if lead else None,
                "leader_by_calls": by_calls.entity if by_calls else None,
                "state": state(main, week, words),
            }
        )
    frame = pd.DataFrame(rows).astype({"value": "Int64", "share": "float64", "ratio": "float64"})
    sides = record.sides.items()
    used = pd.concat([side.complete.assign(metric=metric) for metric, side in sides])
    notes = [missing(gaps(side.weeks), metric, words) for metric, side in sides]
    caption = words(
        "Who led each week {per}, {span}",
        per=words(PER[main.metric]),
        span=words.span(record.weeks[0], record.weeks[-1]),
    )
    return {
        "sheet": site.sheet(
            "weeks",
            frame,
            caption,
            cite(used),
            notes=[*filter(None, notes)],
            bar="share",
            metric=main.metric,
            headings={"ratio": "over the second", "value": VALUES[main.metric]},
        )
    }
