"""Machine-readable files: the weekly leaders as feeds, the newest week as JSON, the site map.

The id of an entry is made of the label of its week. `updated` is the instant of its vintage, never
that of writing, so an entry changes when its figures are corrected.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import pandas as pd

import tracker
from tracker.answers.formats import to_json
from tracker.citation import cite, in_one_line, licences
from tracker.identity import author
from tracker.publish.figures.cite import WHERE
from tracker.publish.site.data import Side
from tracker.publish.site.render import PAGES, TITLE, Site
from tracker.publish.site.streaks import ongoing
from tracker.publish.site.text import leader_sentence
from tracker.publish.site.words import HTML_LANGUAGES, sunday
from tracker.records import METRICS
from tracker.text import printable
from tracker.weeks import label, stamp

TREND = 12
"""The number of weeks of a trend."""
VERSION = "https://jsonfeed.org/version/1.1"


@dataclass(frozen=True)
class Entry:
    """A week in a feed."""

    id: str
    title: str
    text: str
    source: str
    updated: str
    path: str


def entries(site: Site) -> list[Entry]:
    """Return an entry for each week whose leader is known, the newest first."""
    side = site.record.main
    return [_entry(site, side, week) for week in sorted(side.leads, reverse=True)]


def json_feed(site: Site, weeks: list[Entry]) -> bytes:
    """Return a JSON Feed 1.1.

    URLs must be absolute, so it has some only if the URL of the site is known.
    """
    base = site.base_url
    feed: dict[str, Any] = {
        "version": VERSION,
        "title": site.words(TITLE),
        "description": site.source,
        "language": HTML_LANGUAGES[site.words.language],
        **({"home_page_url": base, "feed_url": site.absolute("feed.json")} if base else {}),
        "items": [
            {
                "id": entry.id,
                **({"url": site.absolute(entry.path)} if base else {}),
                "title": entry.title,
                "content_text": f"{entry.text}\n\n{entry.source}",
                "date_modified": entry.updated,
            }
            for entry in weeks
        ],
    }
    return _to_bytes(feed)


def atom_feed(site: Site, weeks: list[Entry]) -> bytes:
    """Return an Atom feed."""
    updated = max((entry.updated for entry in weeks), default=stamp(_as_of(site.record.main.frame)))
    return site.render(
        "atom.xml", "atom.xml", entries=weeks, updated=updated, id=_id("feed"), summary=site.source
    )


def latest(site: Site) -> bytes:
    """Return the newest week as JSON.

    Each model has its rank by every metric (null: unknown), and the trend: its tokens in the newest
    `TREND` weeks, oldest first, null where it was not named.
    """
    record = site.record
    main = record.main
    used = pd.concat([side.complete.assign(metric=name) for name, side in record.sides.items()])
    weeks = [week for week in main.weeks if week <= main.newest][-TREND:]
    return _to_bytes(
        {
            "week": label(main.newest),
            "monday": main.newest.isoformat(),
            "sunday": sunday(main.newest).isoformat(),
            "metric": main.metric,
            "by": main.by,
            "leaders": {
                metric: _leader(site, record.sides[metric]) if metric in record.sides else None
                for metric in METRICS
            },
            "trend_weeks": [week.isoformat() for week in weeks],
            "models": [*_models(site, weeks)],
            "streaks": ongoing(record),
            "source": cite(used),
            "as_of": stamp(_as_of(used)),
            "licence": in_one_line(licences(used["dataset"].unique())),
            "version": tracker.__version__,
        }
    )


def _models(site: Site, weeks: list[date]) -> Iterator[dict[str, Any]]:
    """Yield the models of the newest week by any metric, those that rank by the main one first."""
    sides = site.record.sides
    newest: dict[str, dict[str, dict[str, Any]]] = {}
    for metric, side in sides.items():
        for key, rows in side.entities.items():
            if rows[-1]["week"] == side.newest.isoformat():
                newest.setdefault(key, {})[metric] = rows[-1]
    main = site.record.main

    def place(key: str) -> tuple[float, str]:
        rank = newest[key].get(main.metric, {}).get("rank")
        return (float("inf") if rank is None else rank), key

    for key in sorted(newest, key=place):
        by_week = {row["week"]: row["value"] for row in main.entities.get(key, ())}
        share = newest[key].get(main.metric, {}).get("share")
        yield {
            "id": key,
            "slug": key,
            "name": site.named(key),
            "page": site.absolute(site.models[key]),
            "rank": {metric: newest[key].get(metric, {}).get("rank") for metric in METRICS},
            "value": {metric: newest[key].get(metric, {}).get("value") for metric in METRICS},
            "share": share,
            "trend": [by_week.get(week.isoformat()) for week in weeks],
        }


def badge(site: Site) -> bytes:
    """Return a badge with the leader of the newest week, as an SVG."""
    side = site.record.main
    leader = site.named(side.leads[max(side.leads)].entity) if side.leads else "–"
    label_text, value = "OpenRouter #1", printable(leader)
    left, right = (20 + 6.6 * len(text) for text in (label_text, value))
    return site.render(
        "badge.svg",
        "badge.svg",
        left=round(left),
        right=round(right),
        label=label_text,
        value=value,
    )


def names(site: Site) -> bytes:
    """Return the list that is searched, as a script: names with their paths and kinds."""
    words = site.words
    pages = [
        *((site.named(key), path, words("Country")) for key, path in site.countries.items()),
        *((site.named(key), path, words("Maker")) for key, path in site.makers.items()),
        *(
            (site.named(key), path, f"{words('Model')} · {site.named(author(key))}")
            for key, path in site.models.items()
        ),
        *((words(name), path, words("Page")) for path, name in PAGES.items()),
        *((words.week(week), path, words("Week")) for week, path in site.weeks.items()),
    ]
    text = json.dumps(pages, ensure_ascii=True, separators=(",", ":"))
    return f"searchable({text});\n".encode()


def site_map(site: Site, paths: list[str]) -> bytes:
    """Return the site map of some paths."""
    return site.render("sitemap.xml", "sitemap.xml", paths=paths)


def _leader(site: Site, side: Side) -> dict[str, Any] | None:
    """Return the leader of the newest week whose leader by a metric is known."""
    if not side.leads:
        return None
    week = max(side.leads)
    lead = side.leads[week]
    return {
        "week": label(week),
        "entity": lead.entity,
        "name": site.named(lead.entity),
        "value": int(lead.value),
        "share": None if pd.isna(lead.share) else float(lead.share),
        "runner_up": None if pd.isna(lead.runner_up) else lead.runner_up,
        "ratio": None if pd.isna(lead.lead) else float(lead.lead),
        "as_of": stamp(_as_of(side.weeks[week])),
    }


def _entry(site: Site, side: Side, week: date) -> Entry:
    rows = side.weeks[week]
    return Entry(
        _id(f"{side.metric}-{side.by}-{label(week)}"),
        site.words(
            "{who} led {week}",
            who=printable(site.named(side.leads[week].entity)),
            week=site.words.week(week),
        ),
        site.prose(leader_sentence(side, week, site.words)),
        cite(rows),
        stamp(_as_of(rows)),
        site.weeks[week],
    )


def _as_of(rows: pd.DataFrame) -> Any:
    return rows["as_of"].max().to_pydatetime()


def _id(name: str) -> str:
    return uuid5(NAMESPACE_URL, f"{WHERE}#{name}").urn


def _to_bytes(value: object) -> bytes:
    return f"{to_json(value)}\n".encode("utf-8", "replace")
