"""catalog with appearances, unknown fields, the server's etag of a capture."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("captures", sa.Column("etag", sa.Text()))
    op.create_table(
        "catalog",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("capture_id", sa.Integer(), nullable=False),
        sa.Column("dataset", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("known_from", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_catalog"),
        sa.ForeignKeyConstraint(
            ["capture_id"], ["captures.id"], name="fk_catalog_capture_id_captures"
        ),
        sa.UniqueConstraint(
            "dataset", "name", "known_from", name="uq_catalog_dataset_name_known_from"
        ),
    )
    op.create_table(
        "appearances",
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("seen_at", INSTANT, nullable=False),
        sa.Column("capture_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("entry_id", "seen_at", name="pk_appearances"),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["catalog.id"], name="fk_appearances_entry_id_catalog"
        ),
        sa.ForeignKeyConstraint(
            ["capture_id"], ["captures.id"], name="fk_appearances_capture_id_captures"
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "fields",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("capture_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_fields"),
        sa.ForeignKeyConstraint(
            ["capture_id"], ["captures.id"], name="fk_fields_capture_id_captures"
        ),
        sa.UniqueConstraint("source", "name", name="uq_fields_source_name"),
    )


def downgrade() -> None:
    for table in ("fields", "appearances", "catalog"):
        op.drop_table(table)
    op.drop_column("captures", "etag")
