"""collect, import, reparse, accept, schedule: the commands that record."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import tracker
from tracker import config
from tracker.cli import opening, output
from tracker.cli.options import FirstDay, InstantOption, LastDay
from tracker.errors import ConfigError, TrackerError

if TYPE_CHECKING:
    from tracker.archive import Archive
    from tracker.collect import Outcome, Taken
    from tracker.store import Recorded, Store


def collect(
    sources: Annotated[
        list[str] | None, typer.Argument(metavar="[SOURCE]...", help="Which; default: all set up.")
    ] = None,
    first: FirstDay = None,
    last: LastDay = None,
    dry_run: Annotated[
        bool,
        typer.Option("--dry-run", help="Fetch and check, show what would change, keep nothing."),
    ] = False,
) -> None:
    """Fetch what is missing, check it, record it; a source that fails does not stop the others."""
    settings = config.load()
    names = tuple(sources or settings.sources)
    _known(names)
    with opening.to_rehearse(settings) if dry_run else opening.to_write(settings) as opened:
        failed = _collect(settings, names, *opened, first, last, rehearsing=dry_run)
    if dry_run:
        output.say("Nothing was kept: this was a dry run.")
    if failed:
        raise typer.Exit(1)


def import_(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Files or folders.")],
    fetched_at: InstantOption = None,
) -> None:
    """Recorded bodies in, through the same parsers and checks as fetched ones."""
    from tracker import importing
    from tracker.collect import utc_now

    settings = config.load()
    now = utc_now()
    found = importing.find(files)
    refused = 0
    with opening.to_write(settings) as opened, output.steps("importing", len(found)) as step:
        store, archive = opened
        for body in importing.read(found, fetched_at, now):
            taken = importing.bring_in(body, archive, store, now)
            refused += taken.trouble is not None
            step(_line(taken, body.shape))
    if refused:
        raise typer.Exit(1)


def reparse() -> None:
    """Everything again from the archive: the same boards and vintages."""
    from tracker.rereading import reparse as again

    with opening.to_write(config.load()) as opened:
        store, archive = opened
        with output.steps("reparsing", len(archive)) as step:
            outcome = again(archive, store, lambda taken: step(_line(taken)))
    output.say(_summary(outcome))
    for trouble in outcome.troubles:
        output.complain(str(trouble))
    if outcome.failed:
        raise typer.Exit(1)


def accept(
    capture: Annotated[int, typer.Argument(metavar="CAPTURE", help="Its number in `status`.")],
) -> None:
    """Record a quarantined capture all the same. That a person said so is kept on the record."""
    from tracker.collect import utc_now
    from tracker.rereading import accept as accepted

    with opening.to_write(config.load()) as opened:
        store, archive = opened
        taken = accepted(capture, archive, store, now=utc_now(), version=tracker.__version__)
    output.say(_line(taken))
    if taken.trouble:
        raise typer.Exit(1)


def schedule() -> None:
    """Stay and collect every day at 02:15 UTC; overdue work first. SIGTERM ends it cleanly."""
    from tracker import schedule as daemon
    from tracker.collect import utc_now

    settings = config.load()
    _known(settings.sources)

    def job() -> None:
        try:
            with opening.to_write(settings) as opened:
                _collect(settings, settings.sources, *opened)
        except TrackerError as trouble:
            output.complain(str(trouble))

    with opening.to_write(settings) as opened:
        last_run = max((run.ended_at for run in opened[0].journal.last_runs()), default=None)
    output.say("Collecting every day at 02:15 UTC; stop with Ctrl-C or SIGTERM.")
    daemon.run(job, last_run=last_run, now=utc_now())


COMMANDS = (collect, import_, reparse, accept, schedule)


def _known(names: tuple[str, ...]) -> None:
    """Sources are checked before anything is opened; an unknown one is wrong usage."""
    from tracker.sources import IMPORT_ONLY, source

    try:
        for name in names:
            source(name)
            if name in IMPORT_ONLY:
                raise ConfigError(
                    f"{name} no longer publishes",
                    remedy="bring in the bodies you have with `tracker import`",
                )
    except ConfigError as error:
        raise typer.BadParameter(f"{error.fact}: {error.remedy}") from None


def _collect(
    settings: config.Settings,
    names: tuple[str, ...],
    store: Store,
    archive: Archive,
    first: date | None = None,
    last: date | None = None,
    *,
    rehearsing: bool = False,
) -> bool:
    """Collect from each source in turn and say what came of it. Returns whether any failed."""
    from tracker.collect import budget, run, utc_now

    if settings.exposed:
        output.complain(
            f"others can read {settings.exposed}, which holds the key:"
            f" run `chmod 600 {settings.exposed}`"
        )
    failed = False
    shared = budget(store, utc_now())
    with output.steps("collecting") as step:
        for name in names:
            outcome = run(
                name, settings, store, archive, first, last,
                budget=shared, now=utc_now, version=tracker.__version__,
                report=lambda taken: step(_line(taken, rehearsing=rehearsing)),
            )  # fmt: skip
            step(_summary(outcome))
            for trouble in outcome.troubles:
                output.complain(f"{name}: {trouble.fact if rehearsing else trouble}")
            failed |= outcome.failed
    return failed


def _line(taken: Taken, shape: str = "", *, rehearsing: bool = False) -> str:
    """What became of one body, in one line; of a rehearsal, what would become of it."""
    about = f"{taken.payload.name} ({shape})" if shape else taken.payload.name
    if taken.trouble:
        taken_for = f", taken for {shape}" if shape else ""
        verdict = "quarantined" if getattr(taken.trouble, "doubtful", False) else "refused"
        if rehearsing:
            return f"would be {verdict}: {taken.trouble.fact}"
        return f"{verdict}{taken_for}: {taken.trouble}"
    if taken.payload.carries == "manifest":
        return f"{about}: kept"
    return "; ".join([f"{about}: {_counts(taken.recorded)}", *taken.notes])


def _summary(outcome: Outcome) -> str:
    verdict = "failed" if outcome.failed else "fine"
    return f"{outcome.source}: {verdict}, {_counts(outcome.recorded)}"


def _counts(recorded: Recorded) -> str:
    if not recorded.anything:
        return "nothing new"
    return f"{recorded.new} new, {recorded.changed} corrected, {recorded.unchanged} as before"
