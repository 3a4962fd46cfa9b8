"""How answers and steps are written: tables and a progress bar on a terminal, plain lines without
one, data alone for CSV and JSON.

Names come from a publisher, from files and from a server's answers. What goes to a terminal is
printable, line by line; into a pipe or a file data goes as it is. A step and a complaint are one
line each, wherever they go: nothing that is told in them can look like another one.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from tracker.cli.options import Format
from tracker.phrasing import heading, printable

if TYPE_CHECKING:
    from tracker.claims.verdicts import Verdict
    from tracker.publish.words import Table

T = TypeVar("T")

PLAIN_WIDTH = 200
NAMES = frozenset(
    {
        "entity",
        "ended_by",
        "worst",
        "claim",
        "because",
        "found",
        "leader",
        "leader_then",
        "leader_now",
    }
)
NARROWEST = 20
SAID_ONCE = ("metric", "by", "week", "dataset", "dataset_a", "dataset_b", "depth")
IN_HEADING = ("metric", "by", "week")
WORDS = frozenset(
    {
        "entity", "metric", "by", "ended_by", "dataset", "dataset_a", "dataset_b", "worst", "break",
        "first", "last", "week", "verdict", "expected", "claim", "because", "found", "leader",
        "leader_then", "leader_now", "dataset_then", "move", "debut", "missing", "question",
        "measure", "speaks", "what", "detail", "source", "day",
    }
)  # fmt: skip


def show(table: Table, how: Format) -> None:
    """Print an answer."""
    show_all([table], how)


def show_all(answer: Sequence[Table], how: Format, said: Sequence[str] = ()) -> None:
    """Print an answer of several tables, with what is ``said`` above them; notes and sources stand
    once, below."""
    for line in said:
        say(f"{line}\n")
    for number, table in enumerate(answer):
        if number and how in (Format.table, Format.md):
            say()
        _show_rows(table, how)
    if how in (Format.table, Format.md):
        once = dict.fromkeys(
            [note for table in answer for note in table.notes]
            + [table.source for table in answer if table.source]
        )
        say("\n\n".join(once) if how is Format.md else "\n" + "\n".join(once))


def show_json(answer: object) -> None:
    from tracker.publish import tables

    say(tables.to_json(answer))


def show_verdict(verdict: Verdict, until: str, source: str, how: Format) -> None:
    """Print what became of a claim."""
    from tracker.publish.claims import table_of, tables_of

    if how is Format.json:
        show_json(verdict.as_json())
    elif how is Format.csv:
        _show_rows(table_of([verdict.as_json()]), how)
    else:
        mark = "**" if how is Format.md else ""
        said = [f"{mark}{verdict.verdict}{mark}: {verdict.claim}{until}", verdict.because]
        tables = tables_of(verdict, source)
        notes = (*verdict.notes, *([source] if source and not tables else []))
        if tables:
            tables[0] = replace(tables[0], notes=notes)
        show_all(tables, how, said if tables else (*said, *notes))


def show_claims(judged: list[dict[str, Any]], how: Format) -> None:
    """Print what became of many claims."""
    from tracker.publish.claims import summary, table_of

    if how is Format.json:
        show_json(judged)
    else:
        _show_rows(table_of(judged), how)
        if how is not Format.csv:
            say(f"\n{summary(judged)}")


def watch(work: Iterable[T], total: int, what: str = "checking") -> Iterator[T]:
    """Long work, with a progress bar on a terminal and nothing without one."""
    if not sys.stderr.isatty():
        yield from work
        return
    from rich.progress import track

    yield from track(work, total=total, description=what, console=_console(stderr=True),
                     transient=True)  # fmt: skip


def _show_rows(table: Table, how: Format) -> None:
    from tracker.publish import tables

    rows = tables.records(table.rows)
    columns = list(table.rows.columns)
    if how is Format.json:
        say(tables.to_json(rows))
    elif how is Format.csv:
        say(tables.to_csv(rows, columns).removesuffix("\n"))
    elif how is Format.md:
        say(f"**{table.heading}**\n")
        say(tables.to_markdown(rows, columns))
    else:
        _print_table(table.heading, columns, rows)


def _print_table(title: str, columns: list[str], rows: list[dict[str, Any]]) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table as RichTable
    from rich.text import Text

    from tracker.publish.tables import in_print

    if not rows:
        say(f"{title}\n\nNone.")
        return
    once = [name for name in SAID_ONCE if name in columns]
    same = {name for name in once if len({row[name] for row in rows}) == 1}
    shown = [name for name in columns if name not in same]
    table = RichTable(box=SIMPLE_HEAD, padding=(0, 1, 0, 0))
    for name in shown:
        head = heading(name)
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
        console.print(Text(printable(title), style="bold"), table, soft_wrap=True)
    for line in written.get().rstrip().splitlines():
        print(line.rstrip(), flush=True)
    told_once = [name for name in once if name in same and name not in IN_HEADING]
    said = [f"{name} {rows[0][name]}" for name in told_once if rows[0][name] != "all"]
    if said:
        say(f"\nAll of {', '.join(said)}.")


def _console(*, stderr: bool = False) -> Any:
    from rich.console import Console

    console = Console(highlight=False, stderr=stderr)
    return console if console.is_terminal else Console(highlight=False, width=PLAIN_WIDTH)


def say(text: str = "") -> None:
    """Print text of one line or several."""
    if sys.stdout.isatty():
        text = "\n".join(map(printable, text.split("\n")))
    print(text, flush=True)


def complain(line: str) -> None:
    """One plain sentence where complaints go."""
    print(f"tracker: {printable(line)}", file=sys.stderr, flush=True)


@contextmanager
def progress(what: str) -> Iterator[Callable[[int, int], None]]:
    """A bar of how much is done of how much, on a terminal; nothing without one."""
    if not sys.stderr.isatty():
        yield lambda done, total: None
        return
    from rich.progress import Progress

    with Progress(console=_console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


@contextmanager
def steps(what: str, total: int | None = None) -> Iterator[Callable[[str], None]]:
    """Report long work: a progress bar on a terminal, a line a step without one."""
    if not sys.stderr.isatty():
        yield lambda line: say(printable(line))
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
            bar.console.print(printable(line), markup=False, highlight=False)
            bar.advance(task)

        yield step
