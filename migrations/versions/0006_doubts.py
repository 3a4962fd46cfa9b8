"""doubts of single boards; what came last from an address."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"

INSTANT = sa.DateTime(timezone=True)
TEXT = sa.Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_index(
        "ix_captures_source_url_fetched_at", "captures", ["source", "url", "fetched_at"]
    )
    op.create_table(
        "doubts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("capture_id", sa.Integer(), nullable=False),
        sa.Column("dataset", TEXT, nullable=False),
        sa.Column("metric", TEXT, nullable=False),
        sa.Column("scope", TEXT, nullable=False),
        sa.Column("period_start", sa.Date(), nullable=False),
        sa.Column("period_end", sa.Date(), nullable=False),
        sa.Column("known_from", INSTANT, nullable=False),
        sa.Column("digest", TEXT, nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("names", sa.Integer(), nullable=False),
        sa.Column("leaders", TEXT, nullable=False),
        sa.Column("sort", TEXT, nullable=False),
        sa.Column("why", TEXT, nullable=False),
        sa.Column("believed", sa.Boolean()),
        sa.Column("ended", TEXT),
        sa.PrimaryKeyConstraint("id", name="pk_doubts"),
        sa.ForeignKeyConstraint(
            ["capture_id"], ["captures.id"], name="fk_doubts_capture_id_captures"
        ),
        sa.UniqueConstraint(
            "capture_id", "dataset", "metric", "scope", "period_start", "period_end", name="doubt"
        ),
    )


def downgrade() -> None:
    op.drop_table("doubts")
    op.drop_index("ix_captures_source_url_fetched_at", "captures")
