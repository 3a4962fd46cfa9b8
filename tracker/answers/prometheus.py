"""The status in the text format of Prometheus, version 0.0.4, for its textfile collector.

Unknown values have no sample; times are seconds since 1970.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from tracker.answers.status import Health
from tracker.store.journal import QUARANTINED, REFUSED
from tracker.weeks import DAY, midnight

Samples = Iterable[tuple[Mapping[str, str], float | None]]

UP, STALE = "openrouter_tracker_up", "openrouter_tracker_stale"
HELP = {
    UP: "Whether the record could be opened.",
    STALE: "Whether the record needs attention.",
    "openrouter_tracker_info": "The version of the tracker and the schema of its record.",
    "openrouter_tracker_newest_day_end_timestamp_seconds": "When the newest day on record ended.",
    "openrouter_tracker_missing_days": "Days missing between the first and the newest.",
    "openrouter_tracker_late_days": "Missing days that could have been collected.",
    "openrouter_tracker_missing_weeks": "Weeks without ranks between the first and the newest.",
    "openrouter_tracker_last_good_run_timestamp_seconds": "When the last good run began.",
    "openrouter_tracker_next_run_timestamp_seconds": "When a source is due next.",
    "openrouter_tracker_overdue": "Whether a source has been due for twelve hours.",
    "openrouter_tracker_put_aside": "Bodies refused lately or waiting to be accepted.",
    "openrouter_tracker_untold_notices": "Notices that no hook has accepted.",
    "openrouter_tracker_disk_free_bytes": "Free bytes on the disk of the data folder.",
    "openrouter_tracker_database_bytes": "The size of the database.",
    "openrouter_tracker_archive_bytes": "The size of the archive.",
    "openrouter_tracker_daemon_sign_of_life_timestamp_seconds": "Its last heartbeat.",
}


def as_text(health: Health, version: str) -> str:
    """Return every metric that is known."""
    outcomes = [capture["outcome"] for capture in health.put_aside]
    newest = health.newest_day
    samples: list[Samples] = [
        [({}, 1)],
        [({}, health.stale)],
        [({"version": version, "schema": health.schema or ""}, 1)],
        [({}, _seconds(midnight(newest + DAY) if newest else None))],
        [({}, len(health.missing_days) if newest else None)],
        [({}, len(health.late_days) if newest else None)],
        [({"metric": metric}, len(weeks)) for metric, weeks in health.missing_weeks.items()],
        [({"source": source.name}, _seconds(source.last_fine)) for source in health.sources],
        [({"source": source.name}, _seconds(source.upcoming)) for source in health.sources],
        [({"source": source.name}, source.overdue) for source in health.sources],
        [({"outcome": name}, outcomes.count(name)) for name in (REFUSED, QUARANTINED)],
        [({}, health.untold)],
        [({}, health.disk.free)],
        [({}, health.disk.database)],
        [({}, health.disk.archive)],
        [({}, _seconds(health.daemon.at if health.daemon else None))],
    ]
    return _exposition(dict(zip(HELP, samples, strict=True)))


def failure() -> str:
    """Return the metrics of a record that cannot be read."""
    return _exposition({UP: [({}, 0)], STALE: [({}, 1)]})


def _exposition(metrics: Mapping[str, Samples]) -> str:
    lines: list[str] = []
    for name, samples in metrics.items():
        points = [(labels, value) for labels, value in samples if value is not None]
        if points:
            lines += [f"# HELP {name} {HELP[name]}", f"# TYPE {name} gauge"]
            lines += [f"{name}{_labels(labels)} {_number(value)}" for labels, value in points]
    return "\n".join(lines)


def _labels(labels: Mapping[str, str]) -> str:
    pairs = ",".join(f'{name}="{_escaped(value)}"' for name, value in labels.items())
    return f"{{{pairs}}}" if pairs else ""


def _escaped(value: str) -> str:
    return value.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")


def _number(value: float) -> str:
    """Return a number as text, whole numbers with all their digits."""
    return str(int(value)) if value == int(value) else repr(value)


def _seconds(instant: datetime | None) -> float | None:
    return instant.timestamp() if instant else None
