"""How answers and steps are written: tables and a progress bar on a terminal, plain lines without
one, data alone for CSV and JSON."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from tracker.cli.options import Format

if TYPE_CHECKING:
    from tracker.publish.words import Table

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
NAMES = frozenset({"entity", "ended_by", "worst"})
NARROWEST = 20
SAID_ONCE = ("week", "dataset", "dataset_a", "dataset_b", "depth")
WORDS = frozenset(
    {
        "entity", "metric", "by", "ended_by", "dataset", "dataset_a", "dataset_b", "worst", "break",
        "first", "last", "week",
    }
)  # fmt: skip


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

    if not rows:
        say(f"{heading}\n\nNone.")
        return
    once = [name for name in SAID_ONCE if name in columns]
    same = {name for name in once if len({row[name] for row in rows}) == 1}
    shown = [name for name in columns if name not in same and name not in ("metric", "by")]
    table = RichTable(
        title=Text(heading), title_justify="left", title_style="bold", box=SIMPLE_HEAD,
        padding=(0, 1, 0, 0),
    )  # fmt: skip
    for name in shown:
        head = HEADINGS.get(name, name.replace("_", " "))
        cells = [in_print(name, row[name]) for row in rows]
        widest = max(map(len, [head, *cells]))
        table.add_column(
            head,
            justify="left" if name in WORDS else "right",
            no_wrap=name not in NAMES,
            overflow="fold",
            min_width=min(widest, NARROWEST) if name in NAMES else widest,
        )
    for row in rows:
        table.add_row(*(Text(in_print(name, row[name])) for name in shown))
    console = _console()
    with console.capture() as written:
        console.print(table)
    for line in written.get().rstrip().splitlines():
        say(line.rstrip())
    said = [f"{name} {rows[0][name]}" for name in once if name in same and name != "week"]
    if said:
        say(f"\nAll of {', '.join(said)}.")


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
