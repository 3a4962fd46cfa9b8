"""How answers and steps are written: tables and a progress bar on a terminal, plain lines without
one, data alone for CSV and JSON.

Names come from a publisher, from files and from a server's answers. A cell, a title, a note, a
sentence, a step and a complaint are printable and one line each, wherever they go: nothing that is
told in them can look like another one. Into a pipe or a file data goes as it is; on a terminal it
is printable, too, and a row is a line.
"""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from tracker.cli.layout import Printed, folded, laid_out
from tracker.cli.params import Format
from tracker.columns import NOTE, Column, column
from tracker.text import printable

if TYPE_CHECKING:
    from tracker.answers.table import Table
    from tracker.claims.verdicts import Verdict

T = TypeVar("T")

PLAIN_WIDTH = 200
AT_LEAST = "≥"
"""Marks a lower bound."""


def show(table: Table, how: Format, *, notes: Sequence[str] = (), wide: bool = False) -> None:
    """Print an answer, with more ``notes`` than its own."""
    show_all([table], how, notes=notes, wide=wide)


def show_all(
    answer: Sequence[Table],
    how: Format,
    said: Sequence[str] = (),
    *,
    notes: Sequence[str] = (),
    wide: bool = False,
) -> None:
    """Print an answer of several tables, with what is ``said`` above them. Notes (those of the
    tables and more) and sources stand once, below, and last what did not fit on the terminal, where
    all was not to be kept ``wide``.
    """
    for line in said:
        _say_prose(line)
        say()
    left_out: list[str] = []
    for number, table in enumerate(answer):
        if number and how in (Format.table, Format.md):
            say()
        left_out += _show_rows(table, how, wide=wide)
    if how in (Format.table, Format.md):
        once = dict.fromkeys(
            [note for table in answer for note in table.notes]
            + [*notes]
            + [table.source for table in answer if table.source]
        )
        if how is Format.md:
            say_lines("\n\n".join(map(printable, once)))
        else:
            say()
            for line in once or [""]:
                _say_prose(line)
            _tell_left_out(left_out)


def _tell_left_out(heads: Sequence[str]) -> None:
    if heads:
        told = ", ".join(dict.fromkeys(heads))
        _say_prose(f"Left out, as the terminal is too narrow: {told}. `--wide` keeps all columns.")


def show_json(answer: object) -> None:
    from tracker.answers import formats

    say_lines(formats.to_json(answer))


def show_verdict(
    verdict: Verdict,
    until: str,
    source: str,
    how: Format,
    *,
    notes: Sequence[str] = (),
    wide: bool = False,
) -> None:
    """Print what became of a claim."""
    from tracker.answers.check import table_of, tables_of

    if how is Format.json:
        show_json(verdict.as_json())
    elif how is Format.csv:
        _show_rows(table_of([verdict.as_json()]), how)
    else:
        mark = "**" if how is Format.md else ""
        said = [f"{mark}{verdict.verdict}{mark}: {verdict.claim}{until}", verdict.because]
        tables = tables_of(verdict, source)
        notes = (*verdict.notes, *notes, *([source] if source and not tables else []))
        if tables:
            tables[0] = replace(tables[0], notes=notes)
        show_all(tables, how, said if tables else (*said, *notes), wide=wide)


def show_claims(judged: list[dict[str, Any]], how: Format, *, wide: bool = False) -> None:
    """Print what became of many claims."""
    from tracker.answers.check import summary, table_of

    if how is Format.json:
        show_json(judged)
    else:
        left_out = _show_rows(table_of(judged), how, wide=wide)
        if how is not Format.csv:
            say()
            _say_prose(summary(judged))
            _tell_left_out(left_out)


def watch(work: Iterable[T], total: int, what: str = "checking") -> Iterator[T]:
    """Long work, with a progress bar on a terminal and nothing without one."""
    if not sys.stderr.isatty():
        yield from work
        return
    from rich.progress import track

    yield from track(work, total=total, description=what, console=_console(stderr=True),
                     transient=True)  # fmt: skip


def _show_rows(table: Table, how: Format, *, wide: bool = False) -> list[str]:
    """Print the rows of a table; return the heads of the columns that were left out."""
    from tracker.answers import formats

    rows = formats.records(table.rows)
    columns = list(table.rows.columns)
    if how is Format.json:
        say_lines(formats.to_json(rows))
    elif how is Format.csv:
        say_csv(formats.to_csv(rows, columns))
    elif how is Format.md:
        say(f"**{table.heading}**")
        say()
        say_lines(formats.to_markdown(rows, columns))
    else:
        return _print_table(table.heading, columns, rows, None if wide else _width())
    return []


def _print_table(
    title: str, columns: list[str], rows: list[dict[str, Any]], limit: int | None
) -> list[str]:
    """Print a table on lines of at most ``limit``; return the heads of what was left out."""
    from rich.text import Text

    if not rows:
        _say_prose(title)
        say_lines("\nNone.")
        return []
    known = [column(name) for name in columns if name != "at_least"]
    same = [one for one in known if one.once and len({row[one.name] for row in rows}) == 1]
    usual = [one for one in known if one.usual and all(row[one.name] == one.usual for row in rows)]
    shown = [one for one in known if one not in same and one not in usual]
    table = laid_out([Printed(one, [_cell(one, row) for row in rows]) for one in shown], limit)
    console = _console()
    bold = Text("\n".join([*_wrapped(title), "", *table.heads]), style="bold")
    with console.capture() as written:
        console.print(bold, soft_wrap=True)
    print(written.get().rstrip("\n"), *table.lines, sep="\n", flush=True)
    noted = [(one.name, rows[0][one.name]) for one in same if one.once == NOTE]
    said = [f"{name} {value}" for name, value in noted if value != "all"]
    if said:
        say()
        _say_prose(f"All of {', '.join(said)}.")
    if any(row.get("at_least") for row in rows):
        say()
        _say_prose(f"{AT_LEAST}: at least so much; what is not known may be more.")
    return table.left_out


def _cell(column: Column, row: dict[str, Any]) -> str:
    """Return one value as text, marked where it is a lower bound."""
    value = row[column.name]
    text = column.printed(value)
    is_bound = column.bounded and row.get("at_least") and value is not None
    return f"{AT_LEAST} {text}" if is_bound else text


def _width() -> int | None:
    """How wide the terminal is; None where nothing is printed on one."""
    return _console().width if sys.stdout.isatty() else None


def _wrapped(line: str) -> list[str]:
    """The lines of a sentence, broken between words for a terminal."""
    most = _width()
    line = printable(line)
    return [line] if most is None else [*folded(line, most)]


def _say_prose(line: str) -> None:
    """Print a sentence, broken between words for a terminal."""
    print(*_wrapped(line), sep="\n", flush=True)


def _console(*, stderr: bool = False) -> Any:
    from rich.console import Console

    console = Console(highlight=False, stderr=stderr)
    return console if console.is_terminal else Console(highlight=False, width=PLAIN_WIDTH)


def say(line: str = "") -> None:
    """Print one line."""
    print(printable(line), flush=True)


def say_lines(text: str) -> None:
    """Print text of several lines, each of which is ours or has no name in it."""
    if sys.stdout.isatty():
        text = "\n".join(map(printable, text.split("\n")))
    print(text, flush=True)


def say_csv(text: str) -> None:
    """Print rows, as they are into a pipe and a line each on a terminal."""
    if sys.stdout.isatty():
        written = io.StringIO()
        rows = csv.reader(io.StringIO(text, newline=""))
        csv.writer(written, lineterminator="\n").writerows([*map(printable, row)] for row in rows)
        text = written.getvalue()
    print(text.removesuffix("\n"), flush=True)


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
