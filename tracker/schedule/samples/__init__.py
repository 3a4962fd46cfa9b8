"""Sample configurations for schedulers and containers, for this machine and its settings.

    place.py      installation and settings
    crontab.py    a line for `crontab -e`
    units.py      services and a timer for systemd
    workflow.py   a workflow for GitHub Actions
    container.py  a Containerfile, and a compose file with PostgreSQL

Cron and systemd run `tracker collect --due` every hour, so that a missed or failed run is made up
for soon; nothing happens when no source is due. On Actions the archive and the database, which
records runs and notifications, are pushed to branches.

Samples contain no secrets: cron, systemd and containers read them from a file only its owner can
read, written by `tracker schedule --print settings`; Actions uses its secrets.
"""

from __future__ import annotations

from tracker.schedule.samples.container import compose, container
from tracker.schedule.samples.crontab import cron
from tracker.schedule.samples.place import Place, settings_file
from tracker.schedule.samples.units import systemd
from tracker.schedule.samples.workflow import actions

__all__ = [
    "KINDS",
    "Place",
    "actions",
    "compose",
    "container",
    "cron",
    "settings_file",
    "systemd",
]

KINDS = {
    "cron": cron,
    "systemd": systemd,
    "actions": actions,
    "container": container,
    "compose": compose,
}
