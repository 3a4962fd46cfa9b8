"""backup, verify: keeping the record for years."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tracker import config
from tracker.cli import opening, output


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
    from tracker.backup import DATABASE, NAME, listed, read, written
    from tracker.store import snapshot
    from tracker.writing import put

    settings = config.load()
    archive, to = Archive(settings.archive), to or settings.data_dir / "backup"
    earlier = None if since is None else {file.path for file in read(since)}
    with opening.to_keep() as store, output.progress("copying the database") as report:
        snapshot.take(store.engine, to / DATABASE, report)
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
    from tracker import backup as backups
    from tracker.verifying import verify as verified

    listed = [] if manifest is None else backups.read(manifest)
    with opening.to_verify(config.load()) as opened:
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
