"""weekly sums of the newest vintages, kept."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"

TEXT = sa.Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")
SUMS = """
INSERT INTO sums (week_id, slug_id, value, named_on)
SELECT weeks.id, readings.slug_id, sum(readings.value), sum(1 << numbered.nth)
FROM (
    SELECT newest.*, CAST(row_number() OVER (
        PARTITION BY metric, week, dataset, scope, days ORDER BY period_start
    ) - 1 AS INTEGER) AS nth
    FROM (
        SELECT boards.*, row_number() OVER (
            PARTITION BY dataset, metric, scope, period_start, period_end ORDER BY known_from DESC
        ) AS turn
        FROM boards
        WHERE week IS NOT NULL AND days IN (1, 7)
    ) AS newest
    WHERE turn = 1
) AS numbered
JOIN weeks ON weeks.metric = numbered.metric AND weeks.week = numbered.week
    AND weeks.dataset = numbered.dataset AND weeks.scope = numbered.scope
    AND weeks.days = numbered.days
JOIN readings ON readings.board_id = numbered.id
GROUP BY weeks.id, readings.slug_id
"""


def upgrade() -> None:
    op.create_table(
        "weeks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("metric", TEXT, nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("dataset", TEXT, nullable=False),
        sa.Column("scope", TEXT, nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_weeks"),
        sa.UniqueConstraint(
            "metric", "week", "dataset", "scope", "days",
            name="uq_weeks_metric_week_dataset_scope_days",
        ),
    )  # fmt: skip
    op.create_table(
        "sums",
        sa.Column("week_id", sa.Integer(), nullable=False),
        sa.Column("slug_id", sa.Integer(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.Column("named_on", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("week_id", "slug_id", name="pk_sums"),
        sa.ForeignKeyConstraint(["week_id"], ["weeks.id"], name="fk_sums_week_id_weeks"),
        sa.ForeignKeyConstraint(["slug_id"], ["slugs.id"], name="fk_sums_slug_id_slugs"),
        sqlite_with_rowid=False,
    )
    op.execute(
        "INSERT INTO weeks (metric, week, dataset, scope, days)"
        " SELECT DISTINCT metric, week, dataset, scope, days FROM boards"
        " WHERE week IS NOT NULL AND days IN (1, 7) ORDER BY week"
    )
    op.execute(SUMS)
    op.create_index("ix_sums_week_id_value", "sums", ["week_id", "value"])


def downgrade() -> None:
    op.drop_table("sums")
    op.drop_table("weeks")
