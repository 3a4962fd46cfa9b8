"""The content of the pages besides the first, those of weeks and those of entities."""

from __future__ import annotations

from typing import Any

import pandas as pd

from tracker.analysis.rows import named
from tracker.answers import market, versus
from tracker.answers.top import MOVE_NAMES, moves_by_kind
from tracker.citation import NONE_STATED, cite, licences
from tracker.errors import GapError, UnknownName
from tracker.publish.export import exports
from tracker.publish.site.data import AUTHOR, COUNTRY
from tracker.publish.site.entities import source_of
from tracker.publish.site.render import Site
from tracker.publish.site.tables import Sheet
from tracker.publish.site.text import PER
from tracker.publish.site.weeks import HEADINGS, VALUES, prices
from tracker.records import VISIBLE

CHINA, AMERICA = "country:CN", "country:US"
LOOKED_AT = {
    "visible": (VISIBLE, "Among the nine largest models"),
    "all": (None, "Over all that is published"),
}
"""The depths that are compared: that of the press, and all."""
SIDES = {"a": "CN", "b": "US"}
MARKET = ("week", "cr1", "cr3", "cr5", "hhi_low", "hhi_high", "turnover", "free", "stealth")
LISTED = ("rank", "entity", "value", "share", "peak_rank", "weeks_at_1", "last")
LONGEST_LIST, BILLED = 100, 50


def movers_page(site: Site) -> dict[str, Any]:
    """Return the template variables of the moves in the top ten of each week, the newest first."""
    main, words = site.record.main, site.words
    columns = [name.replace(" ", "_") for name in MOVE_NAMES.values()]
    rows = [
        {
            "week": week,
            **{kind.replace(" ", "_"): text for kind, text in moves_by_kind(moves).items()},
        }
        for week, moves in main.moves.groupby("week", sort=True)
    ]
    frame = pd.DataFrame(rows, columns=["week", *columns]).dropna(subset=columns, how="all")[::-1]
    if frame.empty:
        return {"sheet": None, "why": words("No two weeks that follow each other can be compared.")}
    used = main.frame[main.frame["week"].isin(frame["week"])]
    note = words(
        "Of several names of a kind, three are listed. Moves are not listed where last week is not "
        "known, or its list was less than ten deep."
    )
    caption = words("Moves in the top ten {per}", per=words(PER[main.metric]))
    return {"sheet": site.sheet("moves", frame, caption, cite(used), notes=[note])}


def versus_page(site: Site) -> dict[str, Any]:
    """Return the template variables of China against the US, for each depth that is compared."""
    words = site.words
    names = {side: site.named(code) for side, code in SIDES.items()}
    headings = {**names, "ratio": " ÷ ".join(names.values()), "first": "from", "last": "to"}
    sheets_by_depth: dict[str, list[Sheet]] = {}
    reasons = []
    for name, (depth, looked_at) in LOOKED_AT.items():
        pair_at_depth = pair(site, depth)
        if pair_at_depth is None:
            reasons.append(words("No week names models of both."))
            continue
        tables = {
            "streaks": (pair_at_depth.streaks.rows, "Streaks: {depth}"),
            "weeks": (pair_at_depth.weeks.rows, "Week by week: {depth}"),
        }
        sheets_by_depth[looked_at] = [
            site.sheet(
                f"{part}-{name}",
                rows.assign(leader=rows["leader"].replace(SIDES))[::-1],
                words(caption, depth=words(looked_at)),
                pair_at_depth.weeks.source,
                headings=headings,
                metric=pair_at_depth.weeks.metric,
            )
            for part, (rows, caption) in tables.items()
        ]
    return {"sheets_by_depth": sheets_by_depth, "reasons": reasons}


def pair(site: Site, depth: int | None) -> versus.Pair | None:
    """Return China against the US among so many of the largest; None if no week names both."""
    record = site.record
    if depth not in record.pairs:
        question = record.question_for(record.main.metric, by=COUNTRY, depth=depth)
        try:
            record.pairs[depth] = versus.pair(record.store, question, CHINA, AMERICA)
        except (GapError, UnknownName):
            record.pairs[depth] = None
    return record.pairs[depth]


def volume_page(site: Site) -> dict[str, Any]:
    """Return the template variables of volume, concentration, churn and free use by week."""
    record, words = site.record, site.words
    table = market.table(record.store, record.question_for(record.main.metric))
    rows = table.rows[[*MARKET]][::-1]
    caption = words("How concentrated each week was {per}", per=words(PER[record.main.metric]))
    return {"sheet": site.sheet("market", rows, caption, table.source)}


def money_page(site: Site) -> dict[str, Any]:
    """Return the template variables of the newest week with spend, and of three measures."""
    record = site.record
    spend = record.sides.get("spend")
    result = {"prices": prices(site, spend.newest, BILLED) if spend else None}
    return {**result, **_both(site)}


def _both(site: Site) -> dict[str, Any]:
    """Return the two top tens of the newest week that is ranked by tokens and by calls."""
    record, words = site.record, site.words
    frames = {
        metric: side.complete[side.complete["can_rank"] & named(side.complete)]
        for metric, side in record.sides.items()
        if metric in ("tokens", "calls")
    }
    if len(frames) < 2:
        return {"sheet": None, "why": words("No calls are recorded.")}
    common_weeks = set.intersection(*(set(frame["week"]) for frame in frames.values()))
    if not common_weeks:
        why = words("No week can be ranked both by tokens and by calls.")
        return {"sheet": None, "why": why}
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
    first = (both_ranks["rank"] <= 10) | (both_ranks["rank_by_calls"] <= 10)
    both_ranks = both_ranks[first.fillna(value=False)]
    per_call = both_ranks["value"] / both_ranks["value_by_calls"].where(
        both_ranks["value_by_calls"] > 0
    )
    both_ranks["tokens_per_call"] = per_call.astype("float64").round().astype("Int64")
    both_ranks = both_ranks.sort_values(["rank", "rank_by_calls", "entity"], na_position="last")
    cited = cite(pd.concat([tokens.assign(metric="tokens"), calls.assign(metric="calls")]))
    headings = {
        "entity": "model",
        "rank": "rank by tokens",
        "value": "tokens",
        "share": "share of tokens",
        "rank_by_calls": "rank by calls",
        "value_by_calls": "calls",
        "share_by_calls": "share of calls",
    }
    note = words("A call is a request, not a user. A dash: not named by that metric, so unknown.")
    caption = words("The ten largest by tokens and by calls, {week}", week=words.week(week.date()))
    result = site.sheet("both", both_ranks, caption, cited, notes=[note], headings=headings)
    return {"sheet": result}


def limits_page(site: Site) -> dict[str, Any]:
    """Return the template variables of the limits: breaks, and weeks without a licence."""
    broken = exports.bundled("breaks")
    rows = broken.frame[["day", "kind", "what", "source", "checked"]].sort_values(
        "day", ascending=False, kind="stable"
    )
    record, words = site.record, site.words
    return {
        "sheet": site.sheet("breaks", rows, words("Breaks in the figures"), broken.source),
        "unlicensed": [*filter(None, (_unlicensed(site, metric) for metric in record.sides))],
    }


def _unlicensed(site: Site, metric: str) -> str:
    """Return a sentence on the weeks whose figures come from pages that state no licence."""
    frame = site.record.sides[metric].frame
    unlicensed = [
        name for name, terms in licences(frame["dataset"].unique()).items() if terms == NONE_STATED
    ]
    days = {week.date() for week in frame.loc[frame["dataset"].isin(unlicensed), "week"]}
    if not days:
        return ""
    return site.words(
        "The {metric} of {weeks} come from pages that state no licence.",
        metric=site.words(metric),
        weeks=site.words.weeks(len(days)),
    )


def models_page(site: Site) -> dict[str, Any]:
    """Return the template variables of all models: the largest, and every name by its maker."""
    by_maker: dict[str, list[str]] = {}
    for key in site.models:
        by_maker.setdefault(key.partition("/")[0], []).append(key)
    groups = [
        (maker, sorted(keys, key=lambda key: site.named(key).casefold()))
        for maker, keys in by_maker.items()
    ]
    groups.sort(key=lambda group: site.named(group[0]).casefold())
    main = site.record.main
    table = _list(site, "models", main.entities, "The largest models", main.metric)
    return {"sheet": table, "groups": groups}


def makers_page(site: Site) -> dict[str, Any]:
    """Return the template variables of all makers."""
    side = site.record.level(AUTHOR)[site.record.main.metric]
    rest = sorted({*site.makers} - {*side.entities}, key=lambda key: site.named(key).casefold())
    table = _list(site, "makers", side.entities, "Makers", side.metric)
    return {"sheet": table, "rest": rest}


def countries_page(site: Site) -> dict[str, Any]:
    """Return the template variables of all countries."""
    side = site.record.level(COUNTRY)[site.record.main.metric]
    rest = sorted({*site.countries} - {*side.entities})
    table = _list(site, "countries", side.entities, "Countries", side.metric)
    return {"sheet": table, "rest": rest}


def _list(
    site: Site, name: str, entities: dict[str, list[dict[str, Any]]], caption: str, metric: str
) -> Sheet:
    """Return entities as a table: those of the newest week by size, then the last seen."""
    words = site.words
    newest = site.record.newest.isoformat()
    rows = []
    for key, weeks in entities.items():
        last = weeks[-1]
        now = last["week"] == newest
        rows.append(
            {
                "entity": key,
                "rank": last["rank"] if now else None,
                "value": last["value"],
                "share": last["share"] if now else None,
                "peak_rank": last["peak_rank"],
                "weeks_at_1": last["weeks_at_1"],
                "last": last["week"],
            }
        )
    rows.sort(key=lambda row: (row["last"], row["value"]), reverse=True)
    notes = []
    if len(rows) > LONGEST_LIST:
        notes.append(
            words("Shown: the first {shown} of {count}.", shown=LONGEST_LIST, count=len(rows))
        )
    headings = {**HEADINGS, "entity": "name", "value": VALUES[metric], "last": "in the week to"}
    title = words("{what} {per}", what=words(caption), per=words(PER[metric]))
    return site.sheet_of(
        name,
        LISTED,
        rows[:LONGEST_LIST],
        title,
        source_of(site),
        notes=notes,
        header="entity",
        bar="share",
        headings=headings,
        metric=metric,
    )
