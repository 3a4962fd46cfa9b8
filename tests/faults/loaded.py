"""What commands load, loaded once: a process that is forked after this begins at once."""

from __future__ import annotations

from importlib import import_module

from sqlalchemy.orm import configure_mappers

NAMES = (
    "alembic.autogenerate", "alembic.command", "alembic.config",
    "apscheduler.schedulers.blocking", "filelock", "pytest", "requests", "rich.console",
    "sqlalchemy.dialects.sqlite", "time_machine", "tracker.ingest.backup", "tracker.charts.reigns",
    "tracker.cli", "tracker.ingest.collect", "tracker.fetch", "tracker.ingest.import_files",
    "tracker.notebook", "tracker.publish.export.folder", "tracker.publish.export.parquet",
    "tracker.publish.figures.figure", "tracker.publish.export.workbook", "tracker.ingest.reparse", "tracker.schedule.daemon",
    "tracker.sources.datasets.benchmarks", "tracker.sources.datasets.data_api", "tracker.sources.datasets.export",
    "tracker.store.schema", "tracker.ingest.verify", "tracker.alerts.notify",
)  # fmt: skip

for name in NAMES:
    import_module(name)
configure_mappers()
