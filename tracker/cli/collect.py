"""The commands that record: collect, import, reparse, accept."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import tracker
from tracker import config
from tracker.cli import logs, session
from tracker.cli.params import FirstDay, InstantOption, LastDay
from tracker.errors import ConfigError, Interrupted, TrackerError

if TYPE_CHECKING:
    from tracker.archive import Archive
    from tracker.ingest.journey import CaptureResult
    from tracker.ingest.outcome import Outcome
    from tracker.store import Recorded, Store


def collect(
    sources: Annotated[
        list[str] | None,
        typer.Argument(metavar="SOURCE", help="Sources (default: all that are configured)."),
    ] = None,
    first: FirstDay = None,
    last: LastDay = None,
    only_due: Annotated[
        bool, typer.Option("--due", help="Only sources that are due; print nothing if none is.")
    ] = False,
    dry_run: Annotated[
        bool,
        typer.Option("--dry-run", help="Fetch and check, show what would change, keep nothing."),
    ] = False,
) -> None:
    """Fetch what is missing, check it and record it.

    A source that fails does not stop the others; the exit code is then 1.

    Example: tracker collect export
    """
    settings = config.load()
    names = tuple(sources or settings.sources)
    check_names(names)
    if dry_run:
        with session.to_rehearse(settings) as opened:
            outcomes = _collect(
                settings, _due(names, opened[0], only_due), *opened, first, last, rehearsing=True
            )
        logs.say("Nothing was kept: this was a dry run.")
    else:
        outcomes = run_sources(settings, names, first, last, only_due=only_due)
    if any(outcome.failed for outcome in outcomes):
        raise typer.Exit(1)


def run_sources(
    settings: config.Settings,
    names: tuple[str, ...],
    first: date | None = None,
    last: date | None = None,
    *,
    only_due: bool = False,
    leave: Callable[[], bool] = lambda: False,
) -> list[Outcome]:
    """Collect from each source in turn, report the results and send notifications."""
    with to_record(settings, leave) as opened:
        names = _due(names, opened[0], only_due)
        outcomes = []
        if names:
            outcomes = _collect(settings, names, *opened, first, last, leave=leave)
        # A publisher that stops publishing is noticed between runs too, if failures are reported.
        if outcomes or settings.on_failure:
            _notify(opened[0], settings, outcomes)
    return outcomes


def _notify(store: Store, settings: config.Settings, outcomes: list[Outcome]) -> None:
    from tracker.alerts import notify
    from tracker.weeks import utc_now

    for failure in notify.watch(store, settings, outcomes, utc_now(), tracker.__version__):
        logs.fail(failure)


@contextmanager
def to_record(
    settings: config.Settings, leave: Callable[[], bool] = lambda: False
) -> Iterator[tuple[Store, Archive]]:
    """Open store and archive for an unattended run.

    If nothing can be recorded, for instance because another collector is at work for too long, send
    an alarm, once for as long as it lasts.
    """
    from tracker.alerts import alarms

    try:
        with session.to_write_unwatched(settings, leave) as opened:
            yield opened
        alarms.settle(settings.for_alarms)
    except Interrupted:
        raise
    except TrackerError as trouble:
        alarm(settings, trouble)
        raise


def alarm(settings: config.Settings, trouble: TrackerError) -> None:
    """Send an alarm for a failure that cannot be recorded; print it if it is not delivered."""
    from tracker.alerts import notify
    from tracker.weeks import utc_now

    try:
        notify.alarm(settings, trouble, utc_now(), tracker.__version__)
    except TrackerError as failure:
        logs.fail(failure)


def import_(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Files or folders.")],
    fetched_at: InstantOption = None,
) -> None:
    """Import saved response files, through the same parsers and checks as fetched ones.

    Example: tracker import 2026-08-22.csv
    """
    from tracker.ingest import import_files
    from tracker.weeks import utc_now

    settings = config.load()
    now = utc_now()
    paths = import_files.find(files)
    refused = 0
    with session.to_write(settings) as opened, logs.steps("importing", len(paths)) as step:
        store, archive = opened
        for body in import_files.read(paths, fetched_at, now):
            result = import_files.import_body(body, archive, store, now)
            refused += result.trouble is not None
            step(_line(result, body.shape))
    if refused:
        raise typer.Exit(1)


def reparse() -> None:
    """Rebuild the database from the archive.

    A damaged database file is set aside and a new one is built.

    Example: tracker reparse
    """
    from tracker.ingest.reparse import reparse as rebuild
    from tracker.weeks import utc_now

    with session.to_rebuild(config.load(), utc_now(), logs.say) as opened:
        store, archive = opened
        with logs.steps("reparsing", len(archive)) as step:
            outcome = rebuild(archive, store, lambda result: step(_line(result)))
    logs.say(_summary(outcome))
    for trouble in outcome.troubles:
        logs.fail(trouble)
    if outcome.failed:
        raise typer.Exit(1)


def accept(
    capture: Annotated[
        int, typer.Argument(metavar="CAPTURE", help="Its number in `tracker status`.")
    ],
) -> None:
    """Record a quarantined capture. That a person decided so is recorded too.

    Example: tracker accept 17
    """
    from tracker.ingest.reparse import accept as accept_capture
    from tracker.weeks import utc_now

    with session.to_write(config.load()) as opened:
        store, archive = opened
        result = accept_capture(capture, archive, store, now=utc_now(), version=tracker.__version__)
    logs.say(_line(result))
    if result.trouble:
        raise typer.Exit(1)


def check_names(names: tuple[str, ...]) -> None:
    """Raise a usage error for an unknown source, before anything is opened."""
    from tracker.sources import IMPORT_ONLY, source

    try:
        for name in names:
            source(name)
            if name in IMPORT_ONLY:
                raise ConfigError(
                    f"{name} no longer publishes",
                    remedy="import saved bodies with `tracker import`",
                )
    except ConfigError as error:
        raise typer.BadParameter(f"{error.fact}: {error.remedy}") from None


def _due(names: tuple[str, ...], store: Store, only_due: bool) -> tuple[str, ...]:
    if not only_due:
        return names
    from tracker.schedule.due import due
    from tracker.weeks import utc_now

    return due(names, store, utc_now())


def _collect(
    settings: config.Settings,
    names: tuple[str, ...],
    store: Store,
    archive: Archive,
    first: date | None = None,
    last: date | None = None,
    *,
    rehearsing: bool = False,
    leave: Callable[[], bool] = lambda: False,
) -> list[Outcome]:
    """Collect from each source in turn and report the results."""
    from tracker.fetch.budget import Deadline
    from tracker.ingest.collect import budget, run
    from tracker.weeks import utc_now

    outcomes = []
    if settings.exposed:
        logs.warn(settings.exposed)
    shared, deadline = budget(store, utc_now()), Deadline(session.LONGEST)
    with logs.steps("collecting") as step:
        for name in names:
            outcome = run(
                name,
                settings,
                store,
                archive,
                first,
                last,
                budget=shared,
                deadline=deadline,
                now=utc_now,
                version=tracker.__version__,
                report=lambda result: step(_line(result, rehearsing=rehearsing)),
                leave=leave,
            )
            step(_summary(outcome))
            for trouble in outcome.troubles:
                if rehearsing:
                    logs.warn(f"{name}: {trouble.fact}")
                else:
                    logs.fail(trouble, name)
            outcomes.append(outcome)
            if deadline.passed:
                break  # the others are still due
    return outcomes


def _line(result: CaptureResult, shape: str = "", *, rehearsing: bool = False) -> str:
    """Return one line on the outcome of a body, or in a dry run on the expected one."""
    about = f"{result.payload.name} ({shape})" if shape else result.payload.name
    if result.trouble and not _is_partly_recorded(result):
        as_shape = f", read as {shape}" if shape else ""
        verdict = "quarantined" if getattr(result.trouble, "doubtful", False) else "refused"
        if rehearsing:
            return f"would be {verdict}: {result.trouble.fact}"
        return f"{verdict}{as_shape}: {result.trouble}"
    if result.payload.carries == "manifest":
        return f"{about}: kept"
    parts = [f"{about}: {_counts(result.recorded)}", *result.notes]
    if result.trouble:
        parts.append(f"doubted: {result.trouble.fact if rehearsing else result.trouble}")
    return "; ".join(parts)


def _is_partly_recorded(result: CaptureResult) -> bool:
    """Return whether part of a body was recorded although another part is doubted."""
    recorded = result.recorded
    return recorded.anything or recorded.unchanged > 0


def _summary(outcome: Outcome) -> str:
    return f"{outcome.source}: {outcome.verdict}, {_counts(outcome.recorded)}"


def _counts(recorded: Recorded) -> str:
    if not recorded.anything:
        return "nothing new"
    return f"{recorded.new} new, {recorded.changed} corrected, {recorded.unchanged} as before"
