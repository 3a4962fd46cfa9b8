"""db upgrade, db current, db check: the schema of the store."""

from __future__ import annotations

import typer

from tracker import config
from tracker.cli import output

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
