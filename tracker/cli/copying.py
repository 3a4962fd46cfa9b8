"""copy: the store to another database."""

from __future__ import annotations

from typing import Annotated

import typer

from tracker import config
from tracker.cli import opening, output


def copy(
    to: Annotated[str, typer.Option("--to", metavar="URL", help="Where: an empty database.")],
) -> None:
    """Every row to another database, compared there; all of it arrives, or nothing does."""
    from tracker.store import copying

    settings = config.load()
    rows = 0
    with (
        opening.to_copy(settings, to) as (source, target),
        output.steps("copying", len(copying.TABLES)) as step,
    ):

        def report(copied: copying.Copied) -> None:
            nonlocal rows
            rows += copied.rows
            step(f"{copied.table}: {copied.rows:,} rows, equal")

        copying.copy(source, target, report)
    output.say(f"{target.shown} holds what {source.shown} does: {rows:,} rows, all equal.")
    output.say(
        f"The archive stays in {settings.archive}. To go on there, set TRACKER_DATABASE_URL to the"
        " address of the copy and leave TRACKER_DATA_DIR as it is."
    )


COMMANDS = (copy,)
