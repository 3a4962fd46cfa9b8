"""All statements that read the store, but for the weekly sums."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, and_, bindparam, case, func, not_, or_, select, union_all
from sqlalchemy.orm import aliased

from tracker.checks import LOOK_BACK
from tracker.records import OTHER, THERE, Board, Key, Payload
from tracker.store import models, precedence
from tracker.store.models import (
    Appearance,
    Capture,
    Doubt,
    Field,
    Reading,
    Run,
    Sighting,
    Slug,
)
from tracker.store.models import Board as BoardRow


def before(board: Board) -> tuple[Select[*tuple[Any, ...]], dict[str, Any]]:
    """Return the query of the boards of the same kind in the four weeks before ``board``.

    They are in their newest vintages. The second result has the parameters of the query.
    """
    key = board.key
    kind = {"dataset": key.dataset, "metric": key.metric, "scope": key.scope}
    return _BEFORE, {**kind, "days": key.period.days, **_back_from(board)}


def weeks_before(board: Board) -> tuple[Select[*tuple[Any, ...]], dict[str, Any]]:
    """Return the query of the complete weeks in the four weeks before ``board``.

    Rows are (week, total), from any dataset that counts the same and has the whole. The second
    result has the parameters of the query.
    """
    kind = {"metric": board.key.metric, "scope": board.key.scope}
    return _WEEKS_BEFORE, {**kind, **_back_from(board)}


def _back_from(board: Board) -> dict[str, date]:
    start = board.key.period.start
    return {"since": start - LOOK_BACK, "until": start}


def _before() -> Select[*tuple[Any, ...]]:
    kin = precedence.in_turn(
        BoardRow.dataset == bindparam("dataset"),
        BoardRow.metric == bindparam("metric"),
        BoardRow.scope == bindparam("scope"),
        BoardRow.days == bindparam("days"),
        BoardRow.period_start < bindparam("until"),
        BoardRow.period_start >= bindparam("since"),
    ).subquery()
    return select(kin).where(kin.c.turn == 1).order_by(kin.c.period_start)


def _weeks_before() -> Select[*tuple[Any, ...]]:
    whole = precedence.in_turn(
        BoardRow.metric == bindparam("metric"),
        BoardRow.scope == bindparam("scope"),
        BoardRow.selection == bindparam("metric"),
        BoardRow.days.in_((1, 7)),
        BoardRow.week < bindparam("until"),
        BoardRow.week >= bindparam("since"),
    ).subquery()
    return (
        select(whole.c.week, models.total(whole.c.total).label("total"))
        .where(whole.c.turn == 1)
        .group_by(whole.c.week, whole.c.dataset, whole.c.days)
        .having(func.sum(whole.c.days) == 7)
        .order_by(whole.c.week)
    )


_BEFORE, _WEEKS_BEFORE = _before(), _weeks_before()
"""Used for every body, so built once."""


def vintages(key: Key) -> Select[*tuple[Any, ...]]:
    """Select the vintages of a board, oldest first."""
    period = key.period
    return (
        select(BoardRow.id, BoardRow.known_from)
        .where(
            *_kind(key),
            BoardRow.period_start == period.start,
            BoardRow.period_end == period.end,
        )
        .order_by(BoardRow.known_from)
    )


def readings(board_id: int) -> Select[*tuple[Any, ...]]:
    """Select the readings of a board: rows (slug, value), the largest first."""
    return (
        select(Slug.slug, Reading.value)
        .join(Reading, Reading.slug_id == Slug.id)
        .where(Reading.board_id == board_id)
        .order_by(Reading.value.desc(), Slug.slug)
    )


def held(as_of: datetime | None) -> Select[*tuple[Any, ...]]:
    """Select the periods on record at ``as_of``: rows (dataset, first day)."""
    conditions = [] if as_of is None else [BoardRow.known_from <= as_of]
    return select(BoardRow.dataset, BoardRow.period_start).where(*conditions).distinct()


def newest_period(dataset: str) -> Select[*tuple[Any, ...]]:
    """Select the first day of the newest period of a dataset."""
    return select(func.max(BoardRow.period_start)).where(BoardRow.dataset == dataset)


def window_lengths(datasets: Sequence[str], as_of: datetime | None) -> Select[*tuple[int]]:
    """Select the numbers of days of the boards of some datasets, the smallest first."""
    conditions = [] if as_of is None else [BoardRow.known_from <= as_of]
    return (
        select(BoardRow.days)
        .where(BoardRow.dataset.in_(datasets), *conditions)
        .distinct()
        .order_by(BoardRow.days)
    )


def parts() -> Select[*tuple[Any, ...]]:
    """Select the periods on record that are made of parts: rows (dataset, first day, parts)."""
    return (
        select(BoardRow.dataset, BoardRow.period_start, func.count(BoardRow.scope.distinct()))
        .where(BoardRow.scope.contains("/"))
        .group_by(BoardRow.dataset, BoardRow.period_start)
    )


def slugs() -> Select[*tuple[Any, ...]]:
    """Select every model on record, with its variant.

    Names of authors and apps have no slash, or have spaces.
    """
    is_model = (
        Slug.slug.like("%/%"),
        Slug.slug.not_like("% %"),
        Slug.slug.not_like(f"{THERE}%"),
    )
    return select(Slug.slug).where(*is_model).order_by(Slug.slug)


def of_days(dataset: str, as_of: datetime | None) -> Select[*tuple[Any, ...]]:
    """Select the newest vintage of every day of a dataset, as known at ``as_of``.

    Rows are (day, metric, name, value, known_from, seen_at).
    """
    boards = precedence.in_turn(BoardRow.dataset == dataset, as_of=as_of).subquery()
    seen_before = [] if as_of is None else [Sighting.seen_at <= as_of]
    seen_at = (
        select(func.max(Sighting.seen_at))
        .where(Sighting.board_id == boards.c.id, *seen_before)
        .scalar_subquery()
    )
    day, metric = boards.c.period_start, boards.c.metric
    return (
        select(day, metric, Slug.slug, Reading.value, boards.c.known_from, seen_at)
        .join(Reading, Reading.board_id == boards.c.id)
        .join(Slug, Slug.id == Reading.slug_id)
        .where(boards.c.turn == 1)
        .order_by(day, metric, Reading.value.desc(), Slug.slug)
    )


def apps(as_of: datetime | None) -> Select[*tuple[Any, ...]]:
    """Select the names on boards of apps, in the order in which each was last used.

    Rows are (slug, known_from, period_end).
    """
    last_used = func.max(BoardRow.known_from), func.max(BoardRow.period_end)
    query = (
        select(Slug.slug, *last_used)
        .join(Reading, Reading.slug_id == Slug.id)
        .join(BoardRow, BoardRow.id == Reading.board_id)
        .where(BoardRow.scope == "apps", Slug.slug != OTHER)
        .group_by(Slug.slug)
        .order_by(*last_used, Slug.slug)
    )
    return query if as_of is None else query.where(BoardRow.known_from <= as_of)


def seen(names: Sequence[str], as_of: datetime | None) -> Select[*tuple[Any, ...]]:
    """Select when each of ``names`` was named, as known at ``as_of``.

    Rows are (slug, days, first, last): the first day on which it was named and the day after the
    last, one row for boards of one day and one for boards of one week.
    """
    before = [] if as_of is None else [BoardRow.known_from <= as_of]
    return (
        select(
            Slug.slug,
            BoardRow.days,
            func.min(BoardRow.period_start).label("first"),
            func.max(BoardRow.period_end).label("last"),
        )
        .join(Reading, Reading.slug_id == Slug.id)
        .join(BoardRow, BoardRow.id == Reading.board_id)
        .where(
            Slug.slug.in_(names),
            BoardRow.scope == "models",
            BoardRow.days.in_((1, 7)),
            BoardRow.week.is_not(None),
            Reading.value > 0,
            *before,
        )
        .group_by(Slug.slug, BoardRow.days)
        .order_by(Slug.slug, BoardRow.days)
    )


def contents() -> Select[*tuple[Any, ...]]:
    """Select every vintage of every board, in a fixed order."""
    key = (
        BoardRow.dataset,
        BoardRow.metric,
        BoardRow.scope,
        BoardRow.period_start,
        BoardRow.period_end,
        BoardRow.known_from,
    )
    content = (BoardRow.digest, BoardRow.total, BoardRow.depth, BoardRow.selection)
    return select(*key, *content).order_by(*key)


def withdrawn() -> Select[*tuple[Any, ...]]:
    """Select the boards last seen before a later answer for a window that should hold them.

    A board that the answer has with doubted content does not count. Rows are (dataset, metric,
    scope, period_start, period_end).
    """
    kind = ("dataset", "metric", "scope", "days")
    last_seen = (
        select(Sighting.board_id, func.max(Sighting.seen_at).label("seen_at"))
        .group_by(Sighting.board_id)
        .subquery()
    )
    newest = precedence.in_turn().subquery()
    shown = (
        select(Sighting.capture_id, *(getattr(BoardRow, name) for name in kind))
        .join(BoardRow, BoardRow.id == Sighting.board_id)
        .distinct()
        .subquery()
    )
    period = (newest.c.period_start, newest.c.period_end)
    key = ("dataset", "metric", "scope", "period_start", "period_end")
    doubted = (
        select(Doubt.id)
        .where(
            Doubt.capture_id == shown.c.capture_id,
            *(getattr(Doubt, name) == newest.c[name] for name in key),
        )
        .exists()
    )
    return (
        select(newest.c.dataset, newest.c.metric, newest.c.scope, *period)
        .join(last_seen, last_seen.c.board_id == newest.c.id)
        .join(shown, and_(*(shown.c[name] == newest.c[name] for name in kind)))
        .join(Capture, Capture.id == shown.c.capture_id)
        .where(
            newest.c.turn == 1,
            Capture.window_start <= newest.c.period_start,
            Capture.window_end >= newest.c.period_end,
            Capture.as_of > last_seen.c.seen_at,
            not_(doubted),
        )
        .distinct()
        .order_by(
            newest.c.period_start,
            newest.c.dataset,
            newest.c.metric,
            newest.c.scope,
            newest.c.period_end,
        )
    )


def newest() -> Select[*tuple[Any, ...]]:
    """Select when anything, a board or an entry of the catalogue, was last seen."""
    last_seen = union_all(
        select(func.max(Sighting.seen_at).label("seen_at")), select(func.max(Appearance.seen_at))
    ).subquery()
    return select(func.max(last_seen.c.seen_at))


def last_runs() -> Select[*tuple[Any, ...]]:
    """Select the newest line of the run log for each source."""
    last = select(func.max(Run.id)).group_by(Run.source)
    return select(Run.__table__).where(Run.id.in_(last)).order_by(Run.source)


def last_fine(outcome: str, now: datetime) -> Select[*tuple[Any, ...]]:
    """Select when the newest run of each source with an outcome began: rows (source, began)."""
    return (
        select(Run.source, func.max(Run.started_at))
        .where(Run.outcome == outcome, Run.started_at <= now)
        .group_by(Run.source)
    )


def runs_between(outcome: str, first: datetime, last: datetime) -> Select[*tuple[Any, ...]]:
    """Select the runs with an outcome that began between two instants: rows (source, began)."""
    return (
        select(Run.source, Run.started_at)
        .where(Run.outcome == outcome, Run.started_at.between(first, last))
        .order_by(Run.started_at)
    )


def put_aside(refused: str, quarantined: str) -> Select[*tuple[Any, ...]]:
    """Select the captures that were refused or are doubted in part, newest first.

    A capture that was recorded but for some doubted boards counts as quarantined: a person can
    accept it. The same bytes are listed once however often they came, and not at all if they were
    recorded another time.
    """
    doubted = (
        select(Doubt.id).where(Doubt.capture_id == Capture.id, Doubt.believed.is_(None)).exists()
    )
    other = aliased(Capture)
    recorded = (
        select(other.id)
        .where(
            other.source == Capture.source,
            other.url == Capture.url,
            other.sha256 == Capture.sha256,
            or_(other.outcome.not_in([refused, quarantined]), other.id < Capture.id),
        )
        .exists()
    )
    outcome = case((doubted, quarantined), else_=Capture.outcome)
    columns = (Capture.id, Capture.source, Capture.path, Capture.fetched_at)
    return (
        select(*columns, outcome.label("outcome"), Capture.why)
        .where(or_(Capture.outcome.in_([refused, quarantined]) & not_(recorded), doubted))
        .order_by(Capture.fetched_at.desc(), Capture.path)
    )


def paths() -> Select[*tuple[Any, ...]]:
    """Select the path of every capture."""
    return select(Capture.path)


def last_received(payload: Payload) -> Select[*tuple[Any, ...]]:
    """Select the number of the newest capture of a body and its address."""
    return select(func.max(Capture.id)).where(
        Capture.source == payload.source,
        Capture.url == payload.url,
        Capture.sha256 == payload.sha256,
    )


def capture(capture_id: int) -> Select[*tuple[Any, ...]]:
    """Select the place and the outcome of one capture."""
    return select(Capture.source, Capture.path, Capture.outcome, Capture.why).where(
        Capture.id == capture_id
    )


def fields() -> Select[*tuple[Any, ...]]:
    """Select the fields that parsers do not know, newest first.

    Rows are (source, name, url, met, first): when the field was met, and when its source first
    brought anything.
    """
    first = (
        select(Capture.source, func.min(Capture.fetched_at).label("first"))
        .group_by(Capture.source)
        .subquery()
    )
    return (
        select(
            Field.source, Field.name, Capture.url, Capture.fetched_at.label("met"), first.c.first
        )
        .join(Capture, Capture.id == Field.capture_id)
        .join(first, first.c.source == Field.source)
        .order_by(Capture.fetched_at.desc(), Field.source, Field.name)
    )


def received(source: str) -> Select[*tuple[Any, ...]]:
    """Select every body received from a source, whatever its outcome: rows (url, sha256)."""
    return select(Capture.url, Capture.sha256).where(Capture.source == source)


def last_with_etag(source: str, url: str) -> Select[*tuple[Any, ...]]:
    """Select the newest capture of an address for which the server gave an etag."""
    return (
        select(Capture.path, Capture.etag)
        .where(Capture.source == source, Capture.url == url, Capture.etag.is_not(None))
        .order_by(Capture.fetched_at.desc(), Capture.id.desc())
        .limit(1)
    )


def _kind(key: Key) -> tuple[Any, ...]:
    return (
        BoardRow.dataset == key.dataset,
        BoardRow.metric == key.metric,
        BoardRow.scope == key.scope,
    )
