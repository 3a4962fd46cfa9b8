"""The commands that maintain the record: backup, verify, db."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tracker import config
from tracker.cli import output, session


def backup(
    to: Annotated[
        Path | None,
        typer.Option(
            "--to", metavar="FOLDER", help="The folder (default: backup in the data folder)."
        ),
    ] = None,
    since: Annotated[
        Path | None,
        typer.Option(
            "--since", metavar="MANIFEST", help="List the files that an earlier manifest lacks."
        ),
    ] = None,
) -> None:
    """Copy the database, and list the files of the archive with their hashes.

    The files of the archive never change, so any file copier can keep them.

    Example: tracker backup --to backup
    """
    from tracker.archive import Archive
    from tracker.files import put
    from tracker.ingest.backup import DATABASE, NAME, list_files, manifest_bytes, read
    from tracker.store import maintenance

    settings = config.load()
    archive, to = Archive(settings.archive), to or settings.data_dir / "backup"
    earlier = None if since is None else {file.path for file in read(since)}
    with session.to_keep() as store, output.progress("copying the database") as report:
        maintenance.back_up(store.engine, to / DATABASE, report)
    files = list_files(
        archive, lambda paths, total: output.watch(paths, total, "hashing the archive")
    )
    put(to / NAME, manifest_bytes(files), private=True)
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
        typer.Option("--manifest", metavar="FILE", help="A manifest that `tracker backup` wrote."),
    ] = None,
) -> None:
    """Compare the database with the archive; nothing is written.

    The exit code is 1 if anything differs.

    Example: tracker verify
    """
    from tracker.ingest import backup as manifests
    from tracker.ingest.verify import verify as compare

    listed = [] if manifest is None else manifests.read(manifest)
    with session.to_verify(config.load()) as opened:
        store, archive = opened
        with output.progress("verifying") as report:
            done, total = 0, len(archive)

            def more(captures: int) -> None:
                nonlocal done
                done += captures
                report(done, total)

            result = compare(store, archive, more)
        troubles = [
            *result.troubles,
            *manifests.differences(archive, listed, output.watch),
        ]
    for trouble in troubles:
        output.say(trouble)
    summary = f"verified: {result.captures:,} captures, {result.boards:,} boards"
    output.say(f"{summary}; {len(troubles):,} differ" if troubles else summary)
    if troubles:
        raise typer.Exit(1)


app = typer.Typer(
    help="Manage the schema of the database.", no_args_is_help=True, rich_markup_mode=None
)


@app.command()
def upgrade() -> None:
    """Upgrade the schema, creating the database if necessary.

    Example: tracker db upgrade
    """
    from tracker.store import Store, schema
    from tracker.store.models import SCHEMA

    with Store(config.load().database_url) as store:
        previous = schema.current(store.engine)
        schema.upgrade(store.engine)
        output.say(f"{store.shown}: schema {previous or 'absent'} → {SCHEMA}")


@app.command()
def current() -> None:
    """Show the migration that the database is at.

    Example: tracker db current
    """
    from tracker.store import Store, schema
    from tracker.store.models import SCHEMA

    with Store(config.load().database_url) as store:
        revision = schema.current(store.engine)
        output.say(f"{store.shown}: schema {revision or 'absent'}, this version needs {SCHEMA}")


@app.command()
def check() -> None:
    """Check that the schema is the one this version needs; the exit code is 1 if not.

    Example: tracker db check
    """
    from tracker.store import Store, schema

    with Store(config.load().database_url) as store:
        differences = schema.differences(store.engine)
        for difference in differences or ["the schema is up to date"]:
            output.say(f"{store.shown}: {difference}")
    if differences:
        raise typer.Exit(1)
