"""The shell: arguments in, text and exit code out. One small module per group of commands.

Nothing heavy is imported here: `tracker --help` is as fast as its libraries allow, and pandas,
SQLAlchemy and matplotlib are loaded by the commands that need them.

Exit codes: 0 fine; 1 a refusal, a failed source, or an answer that the data does not hold;
2 wrong usage.
"""

from __future__ import annotations

import sys
from typing import Annotated

import typer

import tracker
from tracker.cli import chart, collect, logs, maintain, publish, query, schedule  # fmt: skip
from tracker.errors import TrackerError

app = typer.Typer(
    help="A trustworthy history of what OpenRouter publishes about model usage.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
GROUPS = (collect, schedule, query, query, chart, publish, publish, maintain)
for command in (command for group in GROUPS for command in group.COMMANDS):
    app.command(command.__name__.rstrip("_"))(command)
app.add_typer(maintain.app, name="db")


def _show_version(wanted: bool) -> None:
    if wanted:
        print(tracker.__version__)
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool,
        typer.Option("--version", help="Show the version.", is_eager=True, callback=_show_version),
    ] = False,
) -> None:
    """A trustworthy history of what OpenRouter publishes about model usage."""


def main() -> None:
    """The `tracker` command: every error of ours is one sentence and exit code 1."""
    try:
        app()
    except TrackerError as error:
        logs.fail(error)
        sys.exit(1)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)
