"""Machine-readable files: the weekly leaders as feeds, the newest week as JSON, the site map.

The id of an entry is made of the label of its week. `updated` is the instant of its vintage, never
that of writing, so an entry changes when its figures are corrected.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import pandas as pd

import tracker
from tracker.answers.formats import records, to_json
from tracker.answers.top import chart_of
from tracker.citation import cite
from tracker.publish.figures.cite import WHERE
from tracker.publish.site.data import Side
from tracker.publish.site.render import TITLE, Site
from tracker.publish.site.streaks import ongoing
from tracker.publish.site.text import leader_sentence
from tracker.text import printable
from tracker.weeks import label, stamp

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
        "title": TITLE,
        "description": site.source,
        "language": "en",
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


def latest(site: Site, digest: str | None) -> bytes:
    """Return the newest week as JSON.

    It has the leaders, the top ten, the ongoing streaks, the source, the vintage, and the digest of
    the chart of reigns.
    """
    record = site.record
    main = record.main
    question = record.question_for(main.metric)
    week = main.weeks[main.newest]
    table = chart_of(week, question, main.moves, lambda: record.calls, names=site.naming)
    used = pd.concat([side.complete.assign(metric=name) for name, side in record.sides.items()])
    return _to_bytes(
        {
            "week": label(main.newest),
            "monday": main.newest.isoformat(),
            "metric": main.metric,
            "by": main.by,
            "leaders": {
                metric: _leader(site, record.sides[metric]) if metric in record.sides else None
                for metric in ("tokens", "calls")
            },
            "top": records(table.with_names().rows),
            "streaks": ongoing(record),
            "notes": [*table.notes],
            "source": cite(used),
            "as_of": stamp(_as_of(used)),
            "digest": {"figure": "reigns", "sha256": digest},
            "version": tracker.__version__,
        }
    )


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
        printable(f"{label(week)}: {site.named(side.leads[week].entity)}"),
        site.prose(leader_sentence(side, week)),
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
