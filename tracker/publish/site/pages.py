"""The content of the pages of models (the profile and the weeks of each leader) and of all other
pages but those of weeks.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from tracker.analysis.rows import named
from tracker.answers import market as markets
from tracker.answers import profile
from tracker.answers import versus as pairs
from tracker.answers.table import Table, span
from tracker.answers.top import CHART, MOVE_NAMES, moves_by_kind
from tracker.citation import NONE_STATED, cite, licences
from tracker.definitions import definitions
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


def movers(record: Record, link: Link) -> dict[str, Any]:
    """Return the moves in the top ten of each week, the newest first."""
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
        "Of many of a kind three are named. Nothing is said where last week is not known, or its "
        f"chart was less than {CHART} deep."
    )
    return {"sheet": sheet("moves", frame, caption, cite(used), link, notes=[note])}


def versus(record: Record, link: Link) -> dict[str, Any]:
    """Return China against the US, among the nine largest slugs (as the press counts) and all."""
    says = {**SIDES, "ratio": " ÷ ".join(SIDES.values())}
    found: dict[str, list[Sheet]] = {}
    why = []
    for name, (depth, looked_at) in LOOKED_AT.items():
        question = record.asked(record.main.metric, by="country", depth=depth)
        try:
            pair = pairs.pair(record.store, question, CHINA, AMERICA)
        except (GapError, UnknownName) as missing:
            why.append(sentence(missing))
            continue
        told = {
            "streaks": (pair.streaks.rows, "Streaks"),
            "weeks": (pair.weeks.rows, "Week by week"),
        }
        found[looked_at] = [
            sheet(
                f"{part}-{name}",
                _named(rows)[::-1],
                f"{caption}, {looked_at.lower()}",
                pair.weeks.source,
                link,
                notes=pair.weeks.notes,
                says=says,
            )
            for part, (rows, caption) in told.items()
        ]
    return {"found": found, "why": why}


def market(record: Record, link: Link) -> dict[str, Any]:
    """Return concentration, churn and free use by week, the newest first."""
    table = markets.table(record.store, record.asked(record.main.metric))
    rows = table.rows[[*MARKET]][::-1]
    return {"sheet": sheet("market", rows, table.heading, table.source, link, notes=table.notes)}


def tokens_and_calls(record: Record, link: Link) -> dict[str, Any]:
    """Return the top ten by tokens and by calls of the newest week that has ranks by both."""
    frames = {
        metric: side.complete[side.complete["can_rank"] & named(side.complete)]
        for metric, side in record.sides.items()
    }
    if len(frames) < 2:
        return {"sheet": None, "why": "No calls are recorded."}
    both = set.intersection(*(set(frame["week"]) for frame in frames.values()))
    if not both:
        return {"sheet": None, "why": "No week can be ranked both by tokens and by calls."}
    week = max(both)
    tokens, calls = (
        frames[metric][frames[metric]["week"] == week] for metric in ("tokens", "calls")
    )
    found = tokens[["entity", "rank", "value", "share"]].merge(
        calls[["entity", "rank", "value", "share"]],
        on="entity",
        how="outer",
        suffixes=("", "_by_calls"),
    )
    first = (found["rank"] <= CHART) | (found["rank_by_calls"] <= CHART)
    found = found[first.fillna(value=False)]
    per_call = found["value"] / found["value_by_calls"].where(found["value_by_calls"] > 0)
    found["tokens_per_call"] = per_call.astype("float64").round().astype("Int64")
    found = found.sort_values(["rank", "rank_by_calls", "entity"], na_position="last")
    cited = cite(pd.concat([tokens.assign(metric="tokens"), calls.assign(metric="calls")]))
    caption = f"The ten largest by tokens and by calls, {span(pd.Series([week]))}"
    says = {
        "rank": "rank by tokens",
        "value": "tokens",
        "share": "share of tokens",
        "rank_by_calls": "rank by calls",
        "value_by_calls": "calls",
        "share_by_calls": "share of calls",
    }
    notes = ("A call is a request, not a user. A dash: not named by that metric, so unknown.",)
    return {"sheet": sheet("both", found, caption, cited, link, notes=notes, says=says)}


def terms() -> list[tuple[str, list[str]]]:
    """Return every term with the paragraphs of its definition, in alphabetical order."""
    return sorted(
        (term, text.replace("``", "`").split("\n\n")) for term, text in definitions().items()
    )


def limits(record: Record, link: Link) -> dict[str, Any]:
    """Return the limits of the figures: breaks, and weeks without a licence."""
    broken = exports.own("breaks")
    rows = broken.frame[["day", "kind", "what", "source", "checked"]].sort_values(
        "day", ascending=False, kind="stable"
    )
    return {
        "sheet": sheet("breaks", rows, "Where the figures themselves broke", broken.source, link),
        "bare": [*filter(None, (_bare(record, metric) for metric in record.sides))],
    }


def _bare(record: Record, metric: str) -> str:
    """Return a sentence on the weeks whose figures come from pages that state no licence."""
    frame = record.sides[metric].frame
    bare = [
        name for name, terms in licences(frame["dataset"].unique()).items() if terms == NONE_STATED
    ]
    found = sorted({week.date() for week in frame.loc[frame["dataset"].isin(bare), "week"]})
    if not found:
        return ""
    return (
        f"The {metric} of {counted(len(found), 'week')} come from pages that state no licence: "
        f"{weeks(found)}."
    )


def _named(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows with the leader by the name of its country."""
    return rows.assign(leader=rows["leader"].replace(SIDES))


WEEKLY = ("week", "rank", "value", "share", "change_pct", "change_points", "peak_rank")


def of_model(record: Record, name: str, link: Link) -> dict[str, Any]:
    """Return the template variables of the page of a model."""
    question = record.asked(record.main.metric)
    weeks = _weeks(record, name, link)
    try:
        found = profile.of(
            record.store, question, record.known, Subject(question.by, name), Thresholds()
        )
    except GapError as missing:
        return {"name": name, "sentences": [sentence(missing)], "sheets": [], "weeks": weeks}
    tables = zip(("measures", "events"), found.tables, strict=False)
    sheets = [_sheet(own, table, link) for own, table in tables]
    return {"name": name, "sentences": found.sentences, "sheets": sheets, "weeks": weeks}


def listed(record: Record, link: Link) -> dict[str, Any]:
    """Return the models that have a page: weeks at #1, best rank, rank in the newest week."""
    main = record.main
    frame = main.frame[main.frame["entity"].isin(record.leaders) & main.frame["rank"].notna()]
    own = frame.groupby("entity", sort=True).agg(
        weeks_at_1=("weeks_at_1", "max"),
        peak_rank=("peak_rank", "min"),
        weeks_on_chart=("weeks_on_chart", "max"),
        first=("week", "min"),
        last=("week", "max"),
    )
    here = frame[frame["week"] == pd.Timestamp(record.newest)].set_index("entity")
    found = own.join(here[["rank", "share"]]).reset_index()
    found = found.sort_values(
        ["rank", "weeks_at_1", "entity"], ascending=[True, False, True], na_position="last"
    )
    caption = f"At #1 by {main.metric} in the last half year, or in the newest top ten"
    told = sheet(
        "models",
        found,
        caption,
        cite(frame),
        link,
        says={"first": "first ranked", "last": "last ranked", "rank": "rank now"},
        bar="share",
    )
    return {"sheet": told}


def _weeks(record: Record, name: str, link: Link) -> Sheet:
    main = record.main
    own = main.complete[main.complete["entity"] == name]
    caption = f"{name} by {main.metric}, {span(own['week'])}"
    return sheet(
        "weeks",
        own[[*WEEKLY]][::-1],
        caption,
        cite(own),
        link,
        bar="share",
        notes=("A week that is not here is one in which it was not named: unknown, not zero.",),
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
    )
