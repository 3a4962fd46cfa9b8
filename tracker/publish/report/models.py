"""The pages of models: the profile of each leader, and its weeks."""

from __future__ import annotations

from typing import Any

import pandas as pd

from tracker.citation import cite
from tracker.errors import GapError
from tracker.identity.subjects import Subject
from tracker.profiles.thresholds import Thresholds
from tracker.publish import profiles
from tracker.publish.report.record import Record
from tracker.publish.report.sentences import sentence
from tracker.publish.report.sheets import Link, Sheet, sheet
from tracker.publish.words import Table, span

WEEKLY = ("week", "rank", "value", "share", "change_pct", "change_points", "peak_rank")
SAYS = {"change_pct": "change", "change_points": "change, points"}


def of_model(record: Record, name: str, link: Link) -> dict[str, Any]:
    """What the page of a model is made of."""
    question = record.asked(record.main.metric)
    weeks = _weeks(record, name, link)
    try:
        found = profiles.of(
            record.store, question, record.known, Subject(question.by, name), Thresholds()
        )
    except GapError as missing:
        return {"name": name, "sentences": [sentence(missing)], "sheets": [], "weeks": weeks}
    tables = zip(("measures", "events"), found.tables, strict=False)
    sheets = [_sheet(own, table, link) for own, table in tables]
    return {"name": name, "sentences": found.sentences, "sheets": sheets, "weeks": weeks}


def listed(record: Record, link: Link) -> dict[str, Any]:
    """Every model that has a page: weeks at #1 so far, best rank, rank in the newest week."""
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
        "models", found, caption, cite(frame), link,
        says={"first": "first ranked", "last": "last ranked", "rank": "rank now"}, bar="share",
    )  # fmt: skip
    return {"sheet": told}


def _weeks(record: Record, name: str, link: Link) -> Sheet:
    main = record.main
    own = main.complete[main.complete["entity"] == name]
    caption = f"{name} by {main.metric}, {span(own['week'])}"
    return sheet(
        "weeks", own[[*WEEKLY]][::-1], caption, cite(own), link, bar="share", says=SAYS,
        notes=("A week that is not here is one in which it was not named: unknown, not zero.",),
    )  # fmt: skip


def _sheet(name: str, table: Table, link: Link) -> Sheet:
    return sheet(name, table.rows, table.heading, table.source, link, notes=table.notes,
                 header="measure" if "measure" in table.rows else "")  # fmt: skip
