"""Everything that is on record, for who compares it: what was received, and what it says."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from itertools import groupby
from operator import itemgetter

from sqlalchemy import Connection, select

from tracker.records import Board, Key
from tracker.store.models import Board as BoardRow
from tracker.store.models import Capture, Doubt, Entry, Reading, Slug, Sum, Week
from tracker.weeks import Period


def received(connection: Connection) -> dict[tuple[str, str, str, str], str]:
    """What became of each capture, by its path, source, address and hash."""
    known = (Capture.path, Capture.source, Capture.url, Capture.sha256)
    rows = connection.execute(select(*known, Capture.outcome).order_by(Capture.id))
    return {(path, source, url, sha256): outcome for path, source, url, sha256, outcome in rows}


def doubts(connection: Connection) -> dict[tuple[str, Key], tuple[str, str | None]]:
    """Why each board of a capture was doubted, and how that ended, by the path of the capture and
    what the board is known by."""
    rows = connection.execute(
        select(Doubt.__table__, Capture.path).join(Capture, Capture.id == Doubt.capture_id)
    )
    return {
        (
            row.path,
            Key(row.dataset, row.metric, row.scope, Period(row.period_start, row.period_end)),
        ): (row.why, row.ended)
        for row in rows
    }


def boards(connection: Connection) -> Iterator[tuple[Board, str, int]]:
    """Every vintage of every board as its readings make it, with the digest and the total that
    stand on record for it."""
    rows = connection.execute(select(BoardRow.__table__).order_by(BoardRow.id)).all()
    readings = connection.execute(
        select(BoardRow.id, Slug.slug, Reading.value)
        .outerjoin(Reading, Reading.board_id == BoardRow.id)
        .outerjoin(Slug, Slug.id == Reading.slug_id)
        .order_by(BoardRow.id),
        execution_options={"yield_per": 50_000},
    )
    for row, (_, own) in zip(rows, groupby(readings, itemgetter(0)), strict=True):
        read = tuple((slug, value) for _, slug, value in own if slug is not None)
        period = Period(row.period_start, row.period_end)
        key = Key(row.dataset, row.metric, row.scope, period)
        yield Board(key, read, row.known_from, row.depth, row.selection), row.digest, row.total


def entries(connection: Connection) -> dict[tuple[str, str, datetime], tuple[str, str]]:
    """Every vintage of what is published beside counts, by dataset, name and instant: its facts as
    they are written, and the digest on record for them."""
    known = (Entry.dataset, Entry.name, Entry.known_from)
    rows = connection.execute(select(*known, Entry.facts, Entry.digest))
    return {(dataset, name, at): (facts, digest) for dataset, name, at, facts, digest in rows}


def sums(connection: Connection) -> dict[tuple[str, str, str, date, int], dict[str, int]]:
    """The weekly sums that are kept, by metric, dataset, scope, week and days of a board: slug →
    value."""
    week = (Week.metric, Week.dataset, Week.scope, Week.week, Week.days)
    rows = connection.execute(
        select(*week, Slug.slug, Sum.value)
        .join(Sum, Sum.week_id == Week.id)
        .join(Slug, Slug.id == Sum.slug_id),
        execution_options={"yield_per": 50_000},
    )
    found: dict[tuple[str, str, str, date, int], dict[str, int]] = {}
    for metric, dataset, scope, monday, days, slug, value in rows:
        found.setdefault((metric, dataset, scope, monday, days), {})[slug] = value
    return found
