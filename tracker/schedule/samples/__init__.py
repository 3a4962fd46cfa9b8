"""What to put where, so that collecting goes on by itself: samples for cron, systemd and GitHub
Actions, made for this machine and these settings.

    place.py      where the tracker is and what is set
    crontab.py    a line for `crontab -e`
    units.py      services and a timer for systemd
    workflow.py   a workflow for GitHub Actions

Cron and systemd ask once an hour for what is due, so that a run that was missed or failed is made
up for within the hour; where nothing is due, nothing is done or said. On Actions nothing outlives a
run but what is pushed: the archive, and the database, which knows what ran and what was told.

No sample holds what may be a secret: cron and systemd read it from a file that only its owner can
read, which `tracker schedule --print settings` writes; Actions has its own place for it.
"""

from __future__ import annotations

from tracker.schedule.samples.crontab import cron
from tracker.schedule.samples.place import Place, settings_file
from tracker.schedule.samples.units import systemd
from tracker.schedule.samples.workflow import actions

__all__ = ["KINDS", "Place", "actions", "cron", "settings_file", "systemd"]

KINDS = {"cron": cron, "systemd": systemd, "actions": actions}
