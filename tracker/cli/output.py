"""How answers and steps are written: tables and a progress bar on a terminal, plain lines without
one, data alone for CSV and JSON."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from tracker.cli.options import Format

if TYPE_CHECKING:
    from tracker.publish.answers import Table

PLAIN_WIDTH = 200
HEADINGS = {
    "rank": "TW",
    "last_rank": "LW",
    "peak_rank": "PK",
    "weeks_on_chart": "WoC",
    "weeks_at_1": "at #1",
    "change_pct": "change",
    "change_points": "points",
}
WORDS = frozenset({"entity", "metric", "by", "ended_by", "dataset", "first", "last", "week"})


def show(table: Table, how: Format) -> None:
    """Print an answer."""
    from tracker.publish import tables

    rows = tables.records(table.rows)
    columns = list(table.rows.columns)
    if how is Format.json:
        print(tables.to_json(rows))
    elif how is Format.csv:
        print(tables.to_csv(rows, columns), end="")
    elif how is Format.md:
        print(f"**{table.heading}**\n")
        print(tables.to_markdown(rows, columns))
        print("\n\n".join([*table.notes, table.source]))
    else:
        _print_table(table.heading, columns, rows)
        say()
        for note in (*table.notes, table.source):
            say(note)


def _print_table(heading: str, columns: list[str], rows: list[dict[str, Any]]) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table as RichTable
    from rich.text import Text

    from tracker.publish.tables import in_print

    shown = [name for name in columns if name == "entity" or _varies(name, rows)]
    table = RichTable(
        title=Text(heading), title_justify="left", title_style="bold", box=SIMPLE_HEAD
    )
    for name in shown:
        justify = "left" if name in WORDS else "right"
        table.add_column(HEADINGS.get(name, name.replace("_", " ")), justify=justify, no_wrap=True)  # type: ignore[arg-type]
    for row in rows:
        table.add_row(*(Text(in_print(name, row[name])) for name in shown))
    console = _console()
    with console.capture() as written:
        console.print(table)
    for line in written.get().rstrip().splitlines():
        say(line.rstrip())


def _varies(name: str, rows: list[dict[str, Any]]) -> bool:
    """Metric and level stand in the heading; a week that is the same all down does too."""
    return name not in ("metric", "by") and (name != "week" or len({row[name] for row in rows}) > 1)


def _console() -> Any:
    from rich.console import Console

    console = Console(highlight=False)
    return console if console.is_terminal else Console(highlight=False, width=PLAIN_WIDTH)


def say(line: str = "") -> None:
    print(line, flush=True)


def complain(line: str) -> None:
    """One plain sentence where complaints go."""
    print(f"tracker: {line}", file=sys.stderr, flush=True)


@contextmanager
def steps(what: str, total: int | None = None) -> Iterator[Callable[[str], None]]:
    """Report long work: a progress bar on a terminal, a line a step without one."""
    if not sys.stderr.isatty():
        yield say
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn

    bar = Progress(
        SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(),
        console=Console(stderr=True), transient=True,
    )  # fmt: skip
    with bar:
        task = bar.add_task(what, total=total)

        def step(line: str) -> None:
            bar.console.print(line, markup=False, highlight=False)
            bar.advance(task)

        yield step


def rows_of(values: Sequence[Any]) -> list[dict[str, Any]]:
    """Rows of a query as plain dictionaries."""
    return [dict(value._mapping) for value in values]
