"""text in the order of code points on PostgreSQL, as it always was on SQLite."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"

TEXTS = {
    "captures": (
        "source", "url", "content_type", "sha256", "etag", "path", "outcome", "why",
    ),
    "boards": ("dataset", "metric", "scope", "selection", "digest"),
    "slugs": ("slug",),
    "catalog": ("dataset", "name", "facts", "digest"),
    "fields": ("source", "name"),
    "runs": ("source", "outcome", "notes", "version"),
}  # fmt: skip


def upgrade() -> None:
    _order_by("C")


def downgrade() -> None:
    _order_by("default")


def _order_by(collation: str) -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    for table, columns in TEXTS.items():
        for column in columns:
            op.alter_column(
                table, column, existing_type=sa.Text(), type_=postgresql.TEXT(collation=collation)
            )
