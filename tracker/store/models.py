"""The tables.

    captures    one row a body received: where, when, its hash, its raw file, its outcome; another
                one when it was received again after a different body
    boards      one row a change of content of a (dataset, metric, scope, period)
    readings    (board, slug) → a 64-bit count
    sightings   which capture showed which board; makes vintages independent of arrival order
    slugs       every name ever published
    catalog     one row a change of what is published about a model besides its counts, with
                appearances as boards have sightings
    doubts      one row a board of a capture that was doubted: why, what is known, how it ended
    fields      every unknown field ever met, and the capture that had it first
    runs        the log of every run of a source
    notices     notices to the operator, sent and waiting
    weeks       one row a week of which a dataset has days, or the whole
    sums        (week, slug) → the sum of the newest vintages: stored, so that a query does not add
                up the days of all years again
    identities  one row a span of days in which a slug has one name, author, country and weights
    breaks      the curated breaks of the series, of which the views need the lost days
    curated     the digest of the curated tables that these two were made from

The migration 0007 makes the views that anyone may read with SQL.

Ranks, shares, changes and streaks are never stored. Instants are UTC; a period ends on the day
after its last. `boards.week` is the Monday of the ISO week that holds the period, `depth` NULL
means that all models are named.
"""

from __future__ import annotations

from datetime import UTC, date, datetime

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Date,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Text,
    TypeDecorator,
    UniqueConstraint,
    cast,
    func,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

SCHEMA = "0007"
"""The newest migration: the schema this code works with."""


class Instant(TypeDecorator[datetime]):
    """An instant in UTC; engines without time zones store it without one."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=value.tzinfo or UTC).astimezone(UTC)


CODE_POINTS = Text().with_variant(Text(collation="C"), "postgresql")
"""Text in the order of code points, as on SQLite, whatever the locale of a server is."""


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: Instant(), date: Date(), str: CODE_POINTS, int: Integer()}  # noqa: RUF012


class Capture(Base):
    __tablename__ = "captures"
    __table_args__ = (
        UniqueConstraint("source", "url", "sha256", "path"),
        Index("ix_captures_source_url_fetched_at", "source", "url", "fetched_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str]
    url: Mapped[str]
    fetched_at: Mapped[datetime]
    as_of: Mapped[datetime | None]
    status: Mapped[int]
    content_type: Mapped[str]
    bytes: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str]
    etag: Mapped[str | None]
    path: Mapped[str]
    window_start: Mapped[date | None]
    window_end: Mapped[date | None]
    outcome: Mapped[str]
    why: Mapped[str | None]


class Board(Base):
    __tablename__ = "boards"
    __table_args__ = (
        UniqueConstraint(
            "dataset", "metric", "scope", "period_start", "period_end", "known_from", name="vintage"
        ),
        Index("ix_boards_week", "metric", "scope", "week"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    capture_id: Mapped[int] = mapped_column(ForeignKey("captures.id"))
    dataset: Mapped[str]
    metric: Mapped[str]
    scope: Mapped[str]
    period_start: Mapped[date]
    period_end: Mapped[date]
    days: Mapped[int]
    week: Mapped[date | None]
    depth: Mapped[int | None]
    selection: Mapped[str]
    digest: Mapped[str]
    total: Mapped[int] = mapped_column(BigInteger)
    known_from: Mapped[datetime]


class Slug(Base):
    __tablename__ = "slugs"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)


class Reading(Base):
    __tablename__ = "readings"
    __table_args__ = ({"sqlite_with_rowid": False},)

    board_id: Mapped[int] = mapped_column(ForeignKey("boards.id"), primary_key=True)
    slug_id: Mapped[int] = mapped_column(ForeignKey("slugs.id"), primary_key=True)
    value: Mapped[int] = mapped_column(BigInteger)


class Sighting(Base):
    __tablename__ = "sightings"
    __table_args__ = ({"sqlite_with_rowid": False},)

    board_id: Mapped[int] = mapped_column(ForeignKey("boards.id"), primary_key=True)
    seen_at: Mapped[datetime] = mapped_column(primary_key=True)
    capture_id: Mapped[int] = mapped_column(ForeignKey("captures.id"))


class Entry(Base):
    __tablename__ = "catalog"
    __table_args__ = (UniqueConstraint("dataset", "name", "known_from"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    capture_id: Mapped[int] = mapped_column(ForeignKey("captures.id"))
    dataset: Mapped[str]
    name: Mapped[str]
    facts: Mapped[str]
    digest: Mapped[str]
    known_from: Mapped[datetime]


class Appearance(Base):
    __tablename__ = "appearances"
    __table_args__ = ({"sqlite_with_rowid": False},)

    entry_id: Mapped[int] = mapped_column(ForeignKey("catalog.id"), primary_key=True)
    seen_at: Mapped[datetime] = mapped_column(primary_key=True)
    capture_id: Mapped[int] = mapped_column(ForeignKey("captures.id"))


class Doubt(Base):
    __tablename__ = "doubts"
    __table_args__ = (
        UniqueConstraint(
            "capture_id", "dataset", "metric", "scope", "period_start", "period_end", name="doubt"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    capture_id: Mapped[int] = mapped_column(ForeignKey("captures.id"))
    dataset: Mapped[str]
    metric: Mapped[str]
    scope: Mapped[str]
    period_start: Mapped[date]
    period_end: Mapped[date]
    known_from: Mapped[datetime]
    digest: Mapped[str]
    total: Mapped[int] = mapped_column(BigInteger)
    names: Mapped[int]
    leaders: Mapped[str]
    """Of its ten largest, as JSON."""
    sort: Mapped[str]
    why: Mapped[str]
    believed: Mapped[bool | None]
    """NULL as long as it waits."""
    ended: Mapped[str | None]


class Field(Base):
    __tablename__ = "fields"
    __table_args__ = (UniqueConstraint("source", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str]
    name: Mapped[str]
    capture_id: Mapped[int] = mapped_column(ForeignKey("captures.id"))


class Run(Base):
    __tablename__ = "runs"

    id: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str]
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime]
    outcome: Mapped[str]
    new: Mapped[int]
    changed: Mapped[int]
    unchanged: Mapped[int]
    requests: Mapped[int]
    notes: Mapped[str]
    version: Mapped[str]


class Notice(Base):
    __tablename__ = "notices"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    key: Mapped[str] = mapped_column(unique=True)
    said: Mapped[str]
    facts: Mapped[str]
    raised_at: Mapped[datetime]
    told_at: Mapped[datetime | None]


class Week(Base):
    __tablename__ = "weeks"
    __table_args__ = (UniqueConstraint("metric", "week", "dataset", "scope", "days"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    metric: Mapped[str]
    week: Mapped[date]
    dataset: Mapped[str]
    scope: Mapped[str]
    days: Mapped[int]
    """The number of days of each of its boards: 1 or 7."""


class Sum(Base):
    __tablename__ = "sums"
    __table_args__ = (
        Index(None, "week_id", "value"),
        {"sqlite_with_rowid": False},
    )

    week_id: Mapped[int] = mapped_column(ForeignKey("weeks.id"), primary_key=True)
    slug_id: Mapped[int] = mapped_column(ForeignKey("slugs.id"), primary_key=True)
    value: Mapped[int] = mapped_column(BigInteger)
    named_on: Mapped[int]
    """A bit for each board that names the slug, in the order of their days."""


class Identity(Base):
    __tablename__ = "identities"
    __table_args__ = ({"sqlite_with_rowid": False},)

    slug_id: Mapped[int] = mapped_column(ForeignKey("slugs.id"), primary_key=True)
    since: Mapped[date] = mapped_column(primary_key=True)
    until: Mapped[date]
    name: Mapped[str]
    author: Mapped[str]
    country: Mapped[str]
    weights: Mapped[str]


class Break(Base):
    __tablename__ = "breaks"

    day: Mapped[date] = mapped_column(primary_key=True)
    kind: Mapped[str]
    what: Mapped[str]


class Curated(Base):
    __tablename__ = "curated"

    digest: Mapped[str] = mapped_column(primary_key=True)


def total(counts: Mapped[int] | ColumnElement[int]) -> ColumnElement[int]:
    """Return the sum of 64-bit counts as one of them; PostgreSQL would make it a decimal."""
    return cast(func.sum(counts), BigInteger)
