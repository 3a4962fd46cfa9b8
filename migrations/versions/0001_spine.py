"""captures, boards with vintages, readings, slugs, runs."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "captures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("fetched_at", INSTANT, nullable=False),
        sa.Column("as_of", INSTANT),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("content_type", sa.Text(), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("window_start", sa.Date()),
        sa.Column("window_end", sa.Date()),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("why", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_captures"),
        sa.UniqueConstraint(
            "source", "url", "sha256", "path", name="uq_captures_source_url_sha256_path"
        ),
    )
    op.create_table(
        "boards",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("capture_id", sa.Integer(), nullable=False),
        sa.Column("dataset", sa.Text(), nullable=False),
        sa.Column("metric", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("period_start", sa.Date(), nullable=False),
        sa.Column("period_end", sa.Date(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("week", sa.Date()),
        sa.Column("depth", sa.Integer()),
        sa.Column("selection", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("known_from", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_boards"),
        sa.ForeignKeyConstraint(
            ["capture_id"], ["captures.id"], name="fk_boards_capture_id_captures"
        ),
        sa.UniqueConstraint(
            "dataset", "metric", "scope", "period_start", "period_end", "known_from", name="vintage"
        ),
    )
    op.create_index("ix_boards_week", "boards", ["metric", "scope", "week"])
    op.create_table(
        "slugs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_slugs"),
        sa.UniqueConstraint("slug", name="uq_slugs_slug"),
    )
    op.create_table(
        "readings",
        sa.Column("board_id", sa.Integer(), nullable=False),
        sa.Column("slug_id", sa.Integer(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("board_id", "slug_id", name="pk_readings"),
        sa.ForeignKeyConstraint(["board_id"], ["boards.id"], name="fk_readings_board_id_boards"),
        sa.ForeignKeyConstraint(["slug_id"], ["slugs.id"], name="fk_readings_slug_id_slugs"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "sightings",
        sa.Column("board_id", sa.Integer(), nullable=False),
        sa.Column("seen_at", INSTANT, nullable=False),
        sa.Column("capture_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("board_id", "seen_at", name="pk_sightings"),
        sa.ForeignKeyConstraint(["board_id"], ["boards.id"], name="fk_sightings_board_id_boards"),
        sa.ForeignKeyConstraint(
            ["capture_id"], ["captures.id"], name="fk_sightings_capture_id_captures"
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "runs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("started_at", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT, nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("new", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.Column("requests", sa.Integer(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_runs"),
    )


def downgrade() -> None:
    for table in ("runs", "sightings", "readings", "slugs", "boards", "captures"):
        op.drop_table(table)
