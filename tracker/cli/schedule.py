"""The schedule command: run as a daemon, or print samples for other schedulers."""

from __future__ import annotations

import getpass
import logging
import shutil
import sys
from collections.abc import Collection
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

import tracker
from tracker import config
from tracker.cli import logs, output
from tracker.cli.collect import alarm, check_names, run_sources, to_record
from tracker.errors import ConfigError, Interrupted, TrackerError

Sample = StrEnum("Sample", ["cron", "systemd", "actions", "container", "compose", "settings"])


def schedule(
    sample: Annotated[
        Sample | None,
        typer.Option(
            "--print",
            help="Print a sample for cron, systemd, GitHub Actions or a container instead.",
            metavar="KIND",
        ),
    ] = None,
) -> None:
    """Run as a daemon: collect each source on schedule (UTC), overdue sources first.

    On SIGTERM the capture at hand is finished before the daemon exits. `--print
    cron|systemd|actions|container|compose` prints a sample that does the same work there, `--print
    settings` the file of secrets that the sample reads.

    Example: tracker schedule --print cron
    """
    settings = config.load()
    check_names(settings.sources)
    if sample:
        _print(sample, settings)
    else:
        _run_daemon(settings)


def _print(sample: Sample, settings: config.Settings) -> None:
    from tracker.schedule.samples import KINDS, Place, settings_file

    if sample is Sample.settings:
        if _is_terminal():
            raise ConfigError(
                "secrets are not printed on a terminal",
                remedy="write it into a file of your own: `umask 077; tracker schedule"
                " --print settings >settings.env`",
            )
        output.say_lines(settings_file(settings.private).rstrip("\n"))
        return
    command = shutil.which(sys.argv[0]) or shutil.which("tracker") or "tracker"
    sources, unlicensed = settings.sources, _unlicensed(settings.sources)
    if sample is Sample.actions and "TRACKER_SOURCES" not in settings.given:
        # What is pushed and shown may be public, unless somebody decides otherwise.
        sources, unlicensed = tuple(name for name in sources if name not in unlicensed), ()
    place = Place(
        Path(command).absolute(),
        settings.data_dir.absolute(),
        sources,
        getpass.getuser(),
        tracker.__version__,
        _plain(settings),
        tuple(settings.private),
        unlicensed,
    )
    output.say_lines(KINDS[sample](place).rstrip())


def _unlicensed(sources: tuple[str, ...]) -> tuple[str, ...]:
    """Return the sources whose responses state no licence.

    The bundled history is none of them: it is in the repository already.
    """
    from tracker.citation import NONE_STATED, licences
    from tracker.sources import history, source

    return tuple(
        name
        for name in sources
        if name != history.NAME and NONE_STATED in licences(source(name).DATASETS).values()
    )


def _is_terminal() -> bool:
    return sys.stdout.isatty()


def _plain(settings: config.Settings) -> dict[str, str]:
    """Return the settings that are not secret, without folder and sources.

    The file of a database has its absolute path, since a sample is run elsewhere.
    """
    values = {
        name: value
        for name, value in settings.given.items()
        if name not in {*settings.private, "TRACKER_DATA_DIR", "TRACKER_SOURCES"}
    }
    kind, slashes, file = values.get("TRACKER_DATABASE_URL", "").partition(":///")
    if kind.startswith("sqlite") and file:
        values["TRACKER_DATABASE_URL"] = f"{kind}{slashes}{Path(file).absolute()}"
    return values


def _run_daemon(settings: config.Settings) -> None:
    from tracker.schedule import heartbeat
    from tracker.schedule.daemon import Daemon
    from tracker.schedule.due import tries
    from tracker.schedule.timetable import Try
    from tracker.store import Store
    from tracker.weeks import utc_now

    logging.getLogger("apscheduler").addHandler(logs.Lines(logging.WARNING))

    def collect(name: str) -> bool:
        try:
            outcomes = run_sources(settings, (name,), leave=daemon.leaving.is_set)
        except Interrupted:
            return True
        except TrackerError as trouble:
            logs.fail(trouble)
            return False
        return not any(outcome.failed or outcome.early for outcome in outcomes)

    def beat(doing: str, upcoming: dict[str, datetime]) -> None:
        try:
            heartbeat.beat(settings.data_dir, doing, upcoming, utc_now())
        except TrackerError as trouble:
            logs.fail(trouble)

    def crashed(job: str, error: BaseException) -> None:
        alarm(
            settings,
            TrackerError(f"the daemon's job {job} ended with {type(error).__name__}: {error}"),
        )

    def waiting() -> dict[str, Try]:
        with Store(settings.database_url) as store:
            return tries(settings.sources, store, utc_now())

    with to_record(settings):
        pass  # create the record, and report errors while the terminal is still watched
    daemon = Daemon(settings.sources, collect, beat, crashed, waiting, utc_now)
    overdue = waiting()
    try:
        daemon.run(overdue, lambda: logs.say(_first_line(settings.sources, overdue)))
    finally:
        heartbeat.stop(settings.data_dir)
    logs.say("Stopped; no work was left unfinished.")


def _first_line(sources: tuple[str, ...], waiting: Collection[str]) -> str:
    overdue = f"; due already: {', '.join(waiting)}" if waiting else ""
    return f"Collecting from {', '.join(sources)}{overdue}. Stop with Ctrl-C or SIGTERM."
