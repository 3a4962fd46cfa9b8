"""The content of all pages except those of weeks."""

from __future__ import annotations

from typing import Any

import pandas as pd

from tracker.analysis.rows import named
from tracker.answers import market, profile, versus
from tracker.answers.table import Table, span
from tracker.answers.top import CHART, MOVE_NAMES, moves_by_kind
from tracker.citation import NONE_STATED, cite, licences
from tracker.errors import GapError, UnknownName
from tracker.identity.subjects import Subject
from tracker.profiles.case import Thresholds
from tracker.publish.export import exports
from tracker.publish.site.data import Record
from tracker.publish.site.tables import Link, Sheet, sheet
from tracker.publish.site.text import sentence
from tracker.records import VISIBLE
from tracker.text import counted, weeks

CHINA, AMERICA = "country:CN", "country:US"
LOOKED_AT = {
    "visible": (VISIBLE, "Among the nine largest slugs"),
    "all": (None, "Over all that is published"),
}
"""The depths that are compared: that of the press, and all."""
SIDES = {"a": "China", "b": "US"}
MARKET = (
    "week",
    "cr1",
    "cr3",
    "cr5",
    "hhi_low",
    "hhi_high",
    "effective_low",
    "effective_high",
    "turnover",
    "free",
    "stealth",
    "unnamed",
)


def movers_page(record: Record, link: Link) -> dict[str, Any]:
    """Return the template variables of the moves in the top ten of each week, the newest first."""
    main = record.main
    columns = [name.replace(" ", "_") for name in MOVE_NAMES.values()]
    rows = [
        {
            "week": week,
            **{kind.replace(" ", "_"): text for kind, text in moves_by_kind(moves).items()},
        }
        for week, moves in main.moves.groupby("week", sort=True)
    ]
    frame = pd.DataFrame(rows, columns=["week", *columns]).dropna(subset=columns, how="all")[::-1]
    used = main.frame[main.frame["week"].isin(frame["week"])]
    if frame.empty:
        return {"sheet": None, "why": "No two weeks that follow each other can be compared."}
    caption = f"Moves in the top ten by {main.metric}, {main.by} level, {span(frame['week'])}"
    note = (
        "Of several names of a kind, three are listed. Moves are not listed where last week is not "
        f"known, or its chart was less than {CHART} deep."
    )
    return {"sheet": sheet("moves", frame, caption, cite(used), link, notes=[note])}


def versus_page(record: Record, link: Link) -> dict[str, Any]:
    """Return the template variables of China against the US, for each depth that is compared."""
    headings = {**SIDES, "ratio": " ÷ ".join(SIDES.values())}
    sheets_by_depth: dict[str, list[Sheet]] = {}
    reasons = []
    for name, (depth, looked_at) in LOOKED_AT.items():
        question = record.question_for(record.main.metric, by="country", depth=depth)
        try:
            pair = versus.pair(record.store, question, CHINA, AMERICA)
        except (GapError, UnknownName) as gap:
            reasons.append(sentence(gap))
            continue
        tables = {
            "streaks": (pair.streaks.rows, "Streaks"),
            "weeks": (pair.weeks.rows, "Week by week"),
        }
        sheets_by_depth[looked_at] = [
            sheet(
                f"{part}-{name}",
                _named(rows)[::-1],
                f"{caption}, {looked_at.lower()}",
                pair.weeks.source,
                link,
                notes=pair.weeks.notes,
                headings=headings,
                metric=pair.weeks.metric,
            )
            for part, (rows, caption) in tables.items()
        ]
    return {"sheets_by_depth": sheets_by_depth, "reasons": reasons}


def market_page(record: Record, link: Link) -> dict[str, Any]:
    """Return the template variables of concentration, churn and free use by week."""
    table = market.table(record.store, record.question_for(record.main.metric))
    rows = table.rows[[*MARKET]][::-1]
    return {"sheet": sheet("market", rows, table.heading, table.source, link, notes=table.notes)}


def tokens_and_calls_page(record: Record, link: Link) -> dict[str, Any]:
    """Return the template variables of the two top tens of the newest week with ranks by both."""
    frames = {
        metric: side.complete[side.complete["can_rank"] & named(side.complete)]
        for metric, side in record.sides.items()
    }
    if len(frames) < 2:
        return {"sheet": None, "why": "No calls are recorded."}
    common_weeks = set.intersection(*(set(frame["week"]) for frame in frames.values()))
    if not common_weeks:
        return {"sheet": None, "why": "No week can be ranked both by tokens and by calls."}
    week = max(common_weeks)
    tokens, calls = (
        frames[metric][frames[metric]["week"] == week] for metric in ("tokens", "calls")
    )
    both_ranks = tokens[["entity", "rank", "value", "share"]].merge(
        calls[["entity", "rank", "value", "share"]],
        on="entity",
        how="outer",
        suffixes=("", "_by_calls"),
    )
    first = (both_ranks["rank"] <= CHART) | (both_ranks["rank_by_calls"] <= CHART)
    both_ranks = both_ranks[first.fillna(value=False)]
    per_call = both_ranks["value"] / both_ranks["value_by_calls"].where(
        both_ranks["value_by_calls"] > 0
    )
    both_ranks["tokens_per_call"] = per_call.astype("float64").round().astype("Int64")
    both_ranks = both_ranks.sort_values(["rank", "rank_by_calls", "entity"], na_position="last")
    cited = cite(pd.concat([tokens.assign(metric="tokens"), calls.assign(metric="calls")]))
    caption = f"The ten largest by tokens and by calls, {span(pd.Series([week]))}"
    headings = {
        "rank": "rank by tokens",
        "value": "tokens",
        "share": "share of tokens",
        "rank_by_calls": "rank by calls",
        "value_by_calls": "calls",
        "share_by_calls": "share of calls",
    }
    notes = ("A call is a request, not a user. A dash: not named by that metric, so unknown.",)
    return {
        "sheet": sheet("both", both_ranks, caption, cited, link, notes=notes, headings=headings)
    }


def limits_page(record: Record, link: Link) -> dict[str, Any]:
    """Return the template variables of the limits: breaks, and weeks without a licence."""
    broken = exports.bundled("breaks")
    rows = broken.frame[["day", "kind", "what", "source", "checked"]].sort_values(
        "day", ascending=False, kind="stable"
    )
    return {
        "sheet": sheet("breaks", rows, "Breaks in the figures", broken.source, link),
        "unlicensed": [*filter(None, (_unlicensed(record, metric) for metric in record.sides))],
    }


def _unlicensed(record: Record, metric: str) -> str:
    """Return a sentence on the weeks whose figures come from pages that state no licence."""
    frame = record.sides[metric].frame
    unlicensed = [
        name for name, terms in licences(frame["dataset"].unique()).items() if terms == NONE_STATED
    ]
    days = sorted({week.date() for week in frame.loc[frame["dataset"].isin(unlicensed), "week"]})
    if not days:
        return ""
    return (
        f"The {metric} of {counted(len(days), 'week')} come from pages that state no licence: "
        f"{weeks(days)}."
    )


def _named(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows with the leader by the name of its country."""
    return rows.assign(leader=rows["leader"].replace(SIDES))


WEEKLY = ("week", "rank", "value", "share", "change_pct", "change_points", "peak_rank")


def model_page(record: Record, name: str, link: Link) -> dict[str, Any]:
    """Return the template variables of the page of a model."""
    question = record.question_for(record.main.metric)
    weeks = _weeks(record, name, link)
    try:
        result = profile.of(
            record.store, question, record.known, Subject(question.by, name), Thresholds()
        )
    except GapError as gap:
        return {"name": name, "sentences": [sentence(gap)], "sheets": [], "weeks": weeks}
    tables = zip(("measures", "events"), result.tables, strict=False)
    sheets = [_sheet(name_of_table, table, link) for name_of_table, table in tables]
    return {"name": name, "sentences": result.sentences, "sheets": sheets, "weeks": weeks}


def models_page(record: Record, link: Link) -> dict[str, Any]:
    """Return the template variables of the list of models that have a page."""
    main = record.main
    frame = main.frame[main.frame["entity"].isin(record.leaders) & main.frame["rank"].notna()]
    totals = frame.groupby("entity", sort=True).agg(
        weeks_at_1=("weeks_at_1", "max"),
        peak_rank=("peak_rank", "min"),
        weeks_on_chart=("weeks_on_chart", "max"),
        first=("week", "min"),
        last=("week", "max"),
    )
    newest = frame[frame["week"] == pd.Timestamp(record.newest)].set_index("entity")
    rows = totals.join(newest[["rank", "share"]]).reset_index()
    rows = rows.sort_values(
        ["rank", "weeks_at_1", "entity"], ascending=[True, False, True], na_position="last"
    )
    caption = f"At #1 by {main.metric} in the last half year, or in the newest top ten"
    result = sheet(
        "models",
        rows,
        caption,
        cite(frame),
        link,
        headings={"first": "first ranked", "last": "last ranked", "rank": "rank now"},
        bar="share",
    )
    return {"sheet": result}


def _weeks(record: Record, name: str, link: Link) -> Sheet:
    main = record.main
    rows = main.complete[main.complete["entity"] == name]
    caption = f"{name} by {main.metric}, {span(rows['week'])}"
    return sheet(
        "weeks",
        rows[[*WEEKLY]][::-1],
        caption,
        cite(rows),
        link,
        bar="share",
        metric=main.metric,
        notes=("A week that is not listed is one in which it was not named: unknown, not zero.",),
    )


def _sheet(name: str, table: Table, link: Link) -> Sheet:
    return sheet(
        name,
        table.rows,
        table.heading,
        table.source,
        link,
        notes=table.notes,
        header="measure" if "measure" in table.rows else "",
        metric=table.metric,
    )
