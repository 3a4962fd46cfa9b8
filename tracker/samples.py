"""What to put where, so that collecting goes on by itself: samples for cron, systemd and GitHub
Actions, made for this machine and these settings. The key is in none of them.

Cron and systemd ask once an hour for what is due, so that a run that was missed or failed is made
up for within the hour; where nothing is due, nothing is done or said. On Actions nothing but the
archive outlives a run: the database is built from it again each time.
"""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from pathlib import Path

from tracker.timetable import TIMETABLE

MINUTE = 40
"""Past the hour: after the minutes set for the sources, and not when everybody asks."""


@dataclass(frozen=True)
class Place:
    """Where the tracker is and what is set: the command, the data folder, the sources, the user,
    and the version."""

    command: Path
    data_dir: Path
    sources: tuple[str, ...]
    user: str
    version: str

    @property
    def settings(self) -> dict[str, str]:
        return {"TRACKER_DATA_DIR": str(self.data_dir), "TRACKER_SOURCES": ",".join(self.sources)}


def cron(place: Place) -> str:
    """Lines for `crontab -e`. A percent sign ends a command there, unless a backslash stands before
    it."""
    settings = " ".join(f"{name}={shlex.quote(told)}" for name, told in place.settings.items())
    command, log = shlex.quote(str(place.command)), shlex.quote(str(place.data_dir / "collect.log"))
    line = f"{settings} {command} collect --due >>{log}".replace("%", r"\%")
    return f"""\
# openrouter-tracker: once an hour, what is due. Complaints come by mail, the rest is in the log.
# A key for the data API, and other settings, belong into ~/.env (chmod 600).
{MINUTE} * * * *  {line}
"""


def systemd(place: Place) -> str:
    """A service and its timer, each with the file it belongs into."""
    settings = "\n".join(
        f"Environment={_unit(f'{name}={told}')}" for name, told in place.settings.items()
    )
    return f"""\
# /etc/systemd/system/openrouter-tracker.service
[Unit]
Description=Collect what OpenRouter publishes about model usage
Wants=network-online.target
After=network-online.target

[Service]
Type=oneshot
User={_unit(place.user)}
{settings}
# A key for the data API, and other settings, one NAME=value a line; chmod 600.
EnvironmentFile=-/etc/openrouter-tracker.env
ExecStart={_unit(str(place.command))} collect --due
UMask=0077
NoNewPrivileges=true
PrivateTmp=true
ProtectSystem=strict
ReadWritePaths={_unit(str(place.data_dir))}

# /etc/systemd/system/openrouter-tracker.timer
[Unit]
Description=Collect once an hour what is due

[Timer]
OnCalendar=*-*-* *:{MINUTE}:00 UTC
RandomizedDelaySec=5min
Persistent=true

[Install]
WantedBy=timers.target

# Then: mkdir -p {shlex.quote(str(place.data_dir))}
#       systemctl daemon-reload
#       systemctl enable --now openrouter-tracker.timer
"""


def actions(place: Place) -> str:
    """A workflow for a repository of its own, which keeps the archive."""
    crons = "\n".join(f'    - cron: "{line}"' for line in _crons(place.sources))
    return f"""\
# .github/workflows/collect.yml, in a repository of its own: it keeps the archive, the record of
# everything received. What the front end and the catalogue answer states no licence; keep the
# repository private if you collect from there.
name: collect
on:
  schedule:
{crons}
  workflow_dispatch:
permissions:
  contents: write
concurrency: collect
jobs:
  collect:
    runs-on: ubuntu-latest
    env:
      TRACKER_DATA_DIR: ${{{{ github.workspace }}}}
      TRACKER_SOURCES: {",".join(place.sources)}
      OPENROUTER_API_KEY: ${{{{ secrets.OPENROUTER_API_KEY }}}}
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-python@v5
        with:
          python-version: "3.13"
      - run: pip install openrouter-tracker=={place.version}
      - name: the database, again from the archive
        run: tracker reparse
      - run: tracker collect
      - name: what was received is kept, whatever became of it
        if: always()
        run: |
          git config user.name collect
          git config user.email collect@users.noreply.github.com
          git add archive
          git diff --cached --quiet || git commit --message "Captures of $(date -u +%F)"
          git push
      - run: tracker status
"""


KINDS = {"cron": cron, "systemd": systemd, "actions": actions}


def _crons(sources: tuple[str, ...]) -> list[str]:
    """A line for each hour of the day in which a source is due, in the order of the day; all
    sources are asked each time. Cron counts days from Sunday."""
    lines: dict[int, set[int]] = {}
    for times in (TIMETABLE[name] for name in sources if name in TIMETABLE):
        lines.setdefault(times.at.hour, set()).update(times.weekdays)
    return [f"{MINUTE} {hour} * * {_weekdays(days)}" for hour, days in sorted(lines.items())]


def _weekdays(days: set[int]) -> str:
    return "*" if len(days) == 7 else ",".join(str((day + 1) % 7) for day in sorted(days))


def _unit(text: str) -> str:
    """Text as a systemd unit takes it: quoted where it must be, a percent sign doubled."""
    text = text.replace("\\", "\\\\").replace("%", "%%")
    plain = all(sign.isalnum() or sign in "-_./=,:@%+" for sign in text)
    return text if plain else '"' + text.replace('"', '\\"') + '"'
