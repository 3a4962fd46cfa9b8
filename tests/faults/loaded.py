"""What commands load, loaded once: a process that is forked after this begins at once."""

from __future__ import annotations

from importlib import import_module

from sqlalchemy.orm import configure_mappers

NAMES = (
    "alembic.autogenerate", "alembic.command", "alembic.config", "filelock", "pytest", "requests", "rich.console", "sqlalchemy.dialects.sqlite", "tracker.backup",
    "tracker.charts.reigns", "tracker.cli", "tracker.collect", "tracker.fetch", "tracker.importing",
    "tracker.notebook", "tracker.publish.datapackage", "tracker.publish.parquet",
    "tracker.publish.printed", "tracker.publish.workbook", "tracker.rereading",
    "tracker.sources.benchmarks", "tracker.sources.data_api", "tracker.sources.export",
    "tracker.store.schema", "tracker.verifying",
)  # fmt: skip

for name in NAMES:
    import_module(name)
configure_mappers()
