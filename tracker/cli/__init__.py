"""The command line: arguments in, text and exit code out, one module per group of commands.

Nothing heavy is imported here: `tracker --help` is as fast as its libraries allow, and pandas,
SQLAlchemy and matplotlib are loaded by the commands that need them.

Exit codes: 0 success; 1 a refusal, a failed source, or an answer that the data does not hold;
2 wrong usage.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

import tracker
from tracker.cli import chart, check, collect, logs, maintain, publish, query, schedule
from tracker.errors import TrackerError


class Grouped(TyperGroup):
    """Lists the commands in groups, in the order of their panels."""

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        for panel in PANELS:
            rows = [
                (name, command.get_short_help_str(limit=formatter.width - 16))
                for name, command in self.commands.items()
                if getattr(command, "rich_help_panel", None) == panel
            ]
            if rows:
                with formatter.section(panel):
                    formatter.write_dl(rows)


app = typer.Typer(
    cls=Grouped,
    help="A trustworthy history of what OpenRouter publishes about model usage.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
GARBAGE = 100_000
"""After how many new objects garbage is looked for; Python's own number is 700 to 2,000."""
PANELS: dict[str, tuple[Callable[..., None], ...]] = {
    "Ask": (
        query.top,
        query.streaks,
        query.versus,
        query.market,
        query.profile,
        check.check,
        query.changed,
        query.sql,
        query.define,
    ),
    "Publish": (
        chart.chart,
        publish.story,
        publish.report,
        publish.export,
        chart.cite,
        chart.reproduce,
        publish.mcp,
    ),
    "Collect": (collect.collect, collect.import_, schedule.schedule, query.status),
    "Maintain": (
        query.bounds,
        query.reconcile,
        query.unmapped,
        collect.accept,
        collect.reparse,
        maintain.verify,
        maintain.backup,
    ),
}
"""The commands by who needs them, readers first."""
for panel, commands in PANELS.items():
    for command in commands:
        app.command(command.__name__.rstrip("_"), rich_help_panel=panel)(command)
app.add_typer(maintain.app, name="db", rich_help_panel="Maintain")


def _show_version(show: bool) -> None:
    if show:
        print(tracker.__version__)
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool,
        typer.Option("--version", help="Show the version.", is_eager=True, callback=_show_version),
    ] = False,
) -> None:
    """Keep a trustworthy history of what OpenRouter publishes about model usage."""


def main() -> None:
    """Run the `tracker` command; every TrackerError is one sentence and exit code 1."""
    # Modules and rows stay until the end: to look for garbage among them as often as Python does
    # takes a tenth of the time and finds none.
    gc.set_threshold(GARBAGE)
    try:
        app()
    except TrackerError as error:
        logs.fail(error)
        sys.exit(1)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)
