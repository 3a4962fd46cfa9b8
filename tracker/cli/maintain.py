"""backup, verify: keeping the record for years.

db upgrade, db current, db check: the schema of the store.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tracker import config
from tracker.cli import output, session


def backup(
    to: Annotated[
        Path | None,
        typer.Option("--to", metavar="FOLDER", help="Where to; default: data folder/backup."),
    ] = None,
    since: Annotated[
        Path | None,
        typer.Option(
            "--since", metavar="MANIFEST", help="List the files that an earlier manifest lacks."
        ),
    ] = None,
) -> None:
    """A copy of the database of this moment, and a manifest of the archive, whose files never
    change: any file copier keeps them."""
    from tracker.archive import Archive
    from tracker.files import put
    from tracker.ingest.backup import DATABASE, NAME, listed, read, written
    from tracker.store import maintenance

    settings = config.load()
    archive, to = Archive(settings.archive), to or settings.data_dir / "backup"
    earlier = None if since is None else {file.path for file in read(since)}
    with session.to_keep() as store, output.progress("copying the database") as report:
        maintenance.take(store.engine, to / DATABASE, report)
    files = listed(archive, lambda paths, total: output.watch(paths, total, "hashing the archive"))
    put(to / NAME, written(files), private=True)
    if earlier is not None:
        for file in files:
            if file.path not in earlier:
                output.say(file.path)
        return
    output.say(f"{to / DATABASE}: the database as it is now.")
    output.say(f"{to / NAME}: {len(files):,} files, {sum(file.bytes for file in files):,} bytes.")
    output.say(f"Those files are in {archive.root} and never change: copy that folder as well.")


def verify(
    manifest: Annotated[
        Path | None,
        typer.Option("--manifest", metavar="FILE", help="One that `tracker backup` wrote."),
    ] = None,
) -> None:
    """Read the whole archive again and compare it with the database; nothing is written. Exit code
    1 if anything is amiss."""
    from tracker.ingest import backup as backups
    from tracker.ingest.verify import verify as verified

    listed = [] if manifest is None else backups.read(manifest)
    with session.to_verify(config.load()) as opened:
        store, archive = opened
        with output.progress("verifying") as report:
            done, total = 0, len(archive)

            def more(captures: int) -> None:
                nonlocal done
                done += captures
                report(done, total)

            found = verified(store, archive, more)
        troubles = [
            *found.troubles,
            *backups.differing(archive, listed, output.watch),
        ]
    for trouble in troubles:
        output.say(trouble)
    summary = f"verified: {found.captures:,} captures, {found.boards:,} boards"
    output.say(f"{summary}; {len(troubles):,} amiss" if troubles else summary)
    if troubles:
        raise typer.Exit(1)


COMMANDS = (backup, verify)


app = typer.Typer(help="The schema of the store.", no_args_is_help=True, rich_markup_mode=None)


@app.command()
def upgrade() -> None:
    """Bring the schema to the newest migration, creating the database if need be."""
    from tracker.store import Store, schema
    from tracker.store.models import SCHEMA

    with Store(config.load().database_url) as store:
        before = schema.current(store.engine)
        schema.upgrade(store.engine)
        output.say(f"{store.shown}: schema {before or 'absent'} → {SCHEMA}")


@app.command()
def current() -> None:
    """The migration the database stands at."""
    from tracker.store import Store, schema
    from tracker.store.models import SCHEMA

    with Store(config.load().database_url) as store:
        found = schema.current(store.engine)
        output.say(f"{store.shown}: schema {found or 'absent'}, this version needs {SCHEMA}")


@app.command()
def check() -> None:
    """Whether the schema is the one this version needs. Exit code 1 when it is not."""
    from tracker.store import Store, schema

    with Store(config.load().database_url) as store:
        found = schema.differences(store.engine)
        for difference in found or ["the schema is as it should be"]:
            output.say(f"{store.shown}: {difference}")
    if found:
        raise typer.Exit(1)
