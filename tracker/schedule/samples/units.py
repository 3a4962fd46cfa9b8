"""Services and a timer for systemd.

The services are confined (`systemd-analyze security` reports an exposure below 2): they can write
only to their folders and cannot gain privileges. A hook can therefore not send mail through a
setuid program, but through a server.
"""

from __future__ import annotations

import shlex
from pathlib import PurePosixPath

from tracker.schedule.samples.place import MINUTE, Place

SETTINGS = "/etc/openrouter-tracker.env"
STATE = PurePosixPath("/var/lib/openrouter-tracker")
"""The working directory of the services, so that no other folder's `.env` is read."""

CONFINED = """\
UMask=0077
NoNewPrivileges=yes
CapabilityBoundingSet=
AmbientCapabilities=
ProtectSystem=strict
ProtectHome=read-only
ProtectProc=invisible
ProtectClock=yes
ProtectHostname=yes
ProtectControlGroups=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
ProcSubset=pid
PrivateTmp=yes
PrivateDevices=yes
DevicePolicy=closed
LockPersonality=yes
MemoryDenyWriteExecute=yes
RemoveIPC=yes
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallFilter=~@privileged @resources"""


def systemd(place: Place) -> str:
    """Return services and a timer, each with its file name."""
    command, settings = shlex.quote(str(place.command)), ", ".join(place.private)
    write = f"{command} schedule --print settings | sudo install -m 0600 /dev/stdin {SETTINGS}"
    first = f"""\
# Secret settings: {settings}.
# They are read from a file that only root can read, without which nothing is started. Write it
# once, in a shell where they are set:
#   {write}
"""
    none = "# To use a key or a hook, set it first and print this again.\n"
    return f"""\
# /etc/systemd/system/openrouter-tracker.service
[Unit]
Description=Collect what OpenRouter publishes about model usage
Wants=network-online.target
After=network-online.target

[Service]
Type=oneshot
ExecStart={_exec(place)} collect --due
TimeoutStartSec=50min
{_service(place)}

# /etc/systemd/system/openrouter-tracker.timer
[Unit]
Description=Collect due OpenRouter data every hour

[Timer]
OnCalendar=*-*-* *:{MINUTE}:00 UTC
RandomizedDelaySec=5min
Persistent=true

[Install]
WantedBy=timers.target

# /etc/systemd/system/openrouter-tracker-daemon.service
[Unit]
Description=Collect what OpenRouter publishes about model usage, on schedule
Wants=network-online.target
After=network-online.target

[Service]
Type=exec
ExecStart={_exec(place)} schedule
Restart=on-failure
RestartSec=1min
TimeoutStartSec=2min
TimeoutStopSec=5min
{_service(place)}

[Install]
WantedBy=multi-user.target

{first if place.private else none}\
# Then, as root, the timer or the daemon, not both:
#   systemctl daemon-reload
#   systemctl enable --now openrouter-tracker.timer
#   systemctl enable --now openrouter-tracker-daemon.service
"""


def _service(place: Place) -> str:
    """Return the user, settings, folders and limits of both services."""
    settings = [f"Environment={_unit(f'{name}={value}')}" for name, value in place.settings.items()]
    folders = [str(folder) for folder in place.folders if not folder.is_relative_to(STATE)]
    user = _unit(place.user)
    owned = [] if place.user == "root" else ["PrivateUsers=yes"]
    return "\n".join(
        [
            f"User={user}",
            *settings,
            f"EnvironmentFile={'' if place.private else '-'}{SETTINGS}",
            f"StateDirectory={STATE.name}",
            "StateDirectoryMode=0700",
            f"WorkingDirectory={STATE}",
            *(f"ExecStartPre=+{_made(folder, user)}" for folder in folders),
            *(f"ReadWritePaths={_unit(folder)}" for folder in folders),
            "MemoryMax=2G",
            "TasksMax=64",
            *owned,
            CONFINED,
        ]
    )


def _made(folder: str, user: str) -> str:
    """Return the command that creates a folder; in a home it runs as the user, not as root."""
    as_whom = (
        f"/usr/sbin/runuser -u {user} -- /usr/bin/mkdir -p -m 0700"
        if folder.startswith("/home/")
        else f"/usr/bin/install -d -m 0700 -o {user}"
    )
    return f"{as_whom} {_unit(folder, command=True)}"


def _exec(place: Place) -> str:
    return _unit(str(place.command), command=True)


def _unit(text: str, *, command: bool = False) -> str:
    """Return text escaped and quoted for a systemd unit."""
    text = text.replace("\\", "\\\\").replace("%", "%%")
    text = text.replace("$", "$$") if command else text
    plain = all(sign.isalnum() or sign in "-_./=,:@%+$" for sign in text)
    return text if plain else '"' + text.replace('"', '\\"') + '"'
