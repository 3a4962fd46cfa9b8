"""A line for `crontab -e`, which works where there is no folder yet."""

from __future__ import annotations

import shlex

from tracker.schedule.samples.place import MINUTE, Place

NAME = "settings.env"
"""The file of settings that may be secrets, in the data folder."""


def cron(place: Place) -> str:
    """Lines for `crontab -e`. A percent sign ends a command there, unless a backslash stands before
    it."""
    data, command = shlex.quote(str(place.data_dir)), shlex.quote(str(place.command))
    secrets, log = (shlex.quote(str(place.data_dir / name)) for name in (NAME, "collect.log"))
    folder = f"umask 077; mkdir -p {data}"
    settings = " ".join(f"{name}={shlex.quote(told)}" for name, told in place.settings.items())
    read = f"set -a && . {secrets} && " if place.private else ""
    line = f"{folder} && {read}{settings} {command} collect --due >>{log}".replace("%", r"\%")
    first = f"""\
# Set here, and perhaps secret: {", ".join(place.private)}.
# They stand in a file of your own, without which nothing is collected. Write it once, where they
# are set:
#   {folder} && {command} schedule --print settings >{secrets}
"""
    none = "# For a key or a hook set it first, and print this again.\n"
    return f"""\
# openrouter-tracker: once an hour, what is due. Complaints come by mail, the rest is in the log.
{first if place.private else none}{MINUTE} * * * *  {line}
"""
