"""A line for `crontab -e`, which creates the data folder if necessary."""

from __future__ import annotations

import shlex

from tracker.schedule.samples.place import MINUTE, Place

NAME = "settings.env"
"""The file of secret settings in the data folder."""


def cron(place: Place) -> str:
    """Return lines for `crontab -e`, with percent signs escaped."""
    data, command = shlex.quote(str(place.data_dir)), shlex.quote(str(place.command))
    secrets, log = (shlex.quote(str(place.data_dir / name)) for name in (NAME, "collect.log"))
    folder = f"umask 077; mkdir -p {data}"
    settings = " ".join(f"{name}={shlex.quote(value)}" for name, value in place.settings.items())
    read = f"set -a && . {secrets} && " if place.private else ""
    line = f"{folder} && {read}{settings} {command} collect --due >>{log}".replace("%", r"\%")
    first = f"""\
# Secret settings: {", ".join(place.private)}.
# They are read from a private file, without which nothing is collected. Write it once, in a shell
# where they are set:
#   {folder} && {command} schedule --print settings >{secrets}
"""
    none = "# To use a key or a hook, set it first and print this again.\n"
    return f"""\
# openrouter-tracker: collect due sources every hour. Errors come by mail, the rest is logged.
{first if place.private else none}{MINUTE} * * * *  {line}
"""
