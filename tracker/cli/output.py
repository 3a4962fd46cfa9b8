"""Printing of answers and progress.

Tables and progress bars are printed on a terminal, plain lines elsewhere, and only data for CSV and
JSON. Names come from a publisher, from files and from server responses, and are not trusted. Cells,
headings, notes, steps and errors are printed as one line each, without control characters, so that
no name can imitate another line. Data is written unchanged into a pipe or a file; on a terminal it
has no control characters either, and each row is one line.
"""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from tracker.cli.layout import Printed, folded, lay_out
from tracker.cli.params import Format, usage
from tracker.columns import KEY, NAME, NOTE, Column, column
from tracker.files import put
from tracker.identity.names import Naming, keys
from tracker.text import printable

if TYPE_CHECKING:
    from tracker.answers.table import Table
    from tracker.claims.verdicts import Verdict

T = TypeVar("T")
Styled = str | tuple[str, str]
"""A text, or one with a style of rich."""

PLAIN_WIDTH = 200
AT_LEAST = "≥"
"""Marks a value that is a lower bound."""


def show(
    table: Table,
    how: Format,
    *,
    notes: Sequence[str] = (),
    wide: bool = False,
    columns: Sequence[str] = (),
) -> None:
    """Print a table with its own notes and further ``notes``."""
    show_all([table], how, notes=notes, wide=wide, columns=columns)


def show_all(
    tables: Sequence[Table],
    how: Format,
    lines: Sequence[str] = (),
    *,
    notes: Sequence[str] = (),
    wide: bool = False,
    columns: Sequence[str] = (),
) -> None:
    """Print several tables below some ``lines``.

    The notes of all tables, the further ``notes`` and the sources follow, each once, and then the
    columns that were left out because the terminal is too narrow. ``wide`` keeps all columns;
    ``columns`` are those to print, which are all kept.
    """
    tables = _chosen(tables, columns)
    left_out: list[str] = []
    for number, line in enumerate(lines):
        if number:
            say()
        say_prose(line)
    for number, table in enumerate(tables):
        if (number or lines) and how in (Format.table, Format.md):
            say()
        left_out += _show_rows(table, how, wide=wide)
    if how in (Format.table, Format.md):
        once = dict.fromkeys(
            [note for table in tables for note in table.notes]
            + [*notes]
            + [table.source for table in tables if table.source]
        )
        if once and (how is Format.table or not tables):
            say()
        if how is Format.md:
            say_lines("\n\n".join(map(printable, once)))
            return
        for line in once:
            say_prose(line)
        _say_left_out(left_out)


def _chosen(tables: Sequence[Table], columns: Sequence[str]) -> Sequence[Table]:
    """Return the tables with the columns that are named; without any, as they are."""
    from tracker.answers.table import choose

    with usage():
        return choose(tables, columns) if columns else tables


def _said_once(constants: dict[str, Any]) -> list[str]:
    """Return sentences on what is the same in every row; a period says by itself what it is."""
    period = constants.pop("period", "")
    sentences = [f"{period[:1].upper()}{period[1:]}."] if period else []
    if constants:
        values = ", ".join(f"{name} {value}" for name, value in constants.items())
        sentences.append(f"All of {values}.")
    return sentences


def _say_left_out(headings: Sequence[str]) -> None:
    if headings:
        names = ", ".join(dict.fromkeys(headings))
        say_prose(f"Left out, as the terminal is too narrow: {names}. `--wide` keeps all columns.")


def show_json(answer: object) -> None:
    """Print an answer as JSON."""
    from tracker.answers import formats

    say_lines(formats.to_json(answer))


def show_verdict(
    verdict: Verdict,
    until: str,
    source: str,
    how: Format,
    *,
    names: Naming = keys,
    notes: Sequence[str] = (),
    wide: bool = False,
    columns: Sequence[str] = (),
) -> None:
    """Print the verdict on a claim with its evidence."""
    from tracker.answers.check import table_of, tables_of

    if how is Format.json and not columns:
        show_json(verdict.as_json(names))
    elif how in (Format.json, Format.csv):
        show(table_of([verdict.as_json()]), how, columns=columns)
    else:
        mark = "**" if how is Format.md else ""
        lines = [f"{mark}{verdict.verdict}{mark}: {verdict.claim}{until}"]
        lines += [f"Read as: {verdict.read_as}"] if verdict.read_as else []
        lines.append(verdict.because)
        tables = tables_of(verdict, source, names)
        show_all(tables, how, lines, notes=(*verdict.notes, *notes), wide=wide, columns=columns)


def show_claims(
    verdicts: list[dict[str, Any]],
    how: Format,
    *,
    wide: bool = False,
    columns: Sequence[str] = (),
) -> None:
    """Print the verdicts on many claims, one row each."""
    from tracker.answers.check import summary, table_of

    if how is Format.json and not columns:
        show_json(verdicts)
    elif how is Format.json:
        show(table_of(verdicts), how, columns=columns)
    else:
        (table,) = _chosen([table_of(verdicts)], columns)
        left_out = _show_rows(table, how, wide=wide)
        if how is not Format.csv:
            say()
            agrees = [verdict["agrees"] for verdict in verdicts if "agrees" in verdict]
            say_prose(summary([verdict["verdict"] for verdict in verdicts], agrees))
            _say_left_out(left_out)


@contextmanager
def into(path: Path | None) -> Iterator[None]:
    """Write to a file what is printed meanwhile, as it is printed without a terminal.

    None prints it. Raises ConfigError if the file cannot be written.
    """
    if path is None:
        yield
        return
    with redirect_stdout(io.StringIO()) as text:
        yield
    put(path, text.getvalue().encode("utf-8", "replace"))


def watch(work: Iterable[T], total: int, what: str = "checking") -> Iterator[T]:
    """Yield from ``work``, with a progress bar if stderr is a terminal."""
    if not sys.stderr.isatty():
        yield from work
        return
    from rich.progress import track

    yield from track(
        work, total=total, description=what, console=_console(stderr=True), transient=True
    )


def _show_rows(table: Table, how: Format, *, wide: bool = False) -> list[str]:
    """Print the rows of a table and return the headings of the columns that were left out."""
    from tracker.answers import formats

    table = table.with_names()
    rows = formats.records(table.rows, how.value)
    columns = list(table.chosen or table.rows.columns)
    if how is Format.json:
        say_lines(formats.to_json([{name: row[name] for name in columns} for row in rows]))
    elif how is Format.csv:
        say_csv(formats.to_csv(rows, columns))
    elif how is Format.md:
        say(f"**{table.heading}**")
        say()
        columns = _names_for_people(table, rows, columns)
        say_lines(formats.to_markdown(rows, columns, table.metric, table.columns))
    else:
        columns = _names_for_people(table, rows, columns)
        return _print_table(table, columns, rows, None if wide else width())
    return []


def _names_for_people(table: Table, rows: list[dict[str, Any]], columns: list[str]) -> list[str]:
    """Return the columns that people read: names, or keys where keys are asked for.

    Keys in other columns (a leader, what ended a streak) are replaced in ``rows``.
    """
    if table.names is keys:
        return columns
    for row in rows:
        for name in columns:
            is_key = column(name).kind is NAME and name not in ("entity", "name")
            if is_key and row[name] is not None:
                row[name] = table.names(row[name], table.by)
    if table.chosen:
        return columns
    return [name for name in columns if name != "entity" or "name" not in columns]


def _print_table(
    answer: Table, columns: list[str], rows: list[dict[str, Any]], limit: int | None
) -> list[str]:
    """Print a table no wider than ``limit`` and return the headings that were left out."""
    from rich.text import Text

    title, metric = answer.heading, answer.metric
    if not rows:
        say_prose(title)
        say_lines("\nNone.")
        return []
    first = rows[0]
    specs = [answer.column(name) for name in columns]
    if answer.chosen:
        hidden, shown = [], [replace(spec, keep=KEY) for spec in specs]
    else:
        specs = [spec for spec in specs if spec.name != "at_least" or "at_least" in answer.columns]
        same = [spec for spec in specs if all(row[spec.name] == first[spec.name] for row in rows)]
        hidden = [
            spec for spec in same if spec.once or (spec.usual and first[spec.name] == spec.usual)
        ]
        shown = [spec for spec in specs if spec not in hidden]
    table = lay_out(
        [Printed(spec, [_cell(spec, row, metric) for row in rows]) for spec in shown], limit
    )
    console = _console()
    bold = Text("\n".join([*_wrapped(title), "", *table.headings]), style="bold")
    with console.capture() as captured:
        console.print(bold, soft_wrap=True)
    print(captured.get().rstrip("\n"), *table.lines, sep="\n", flush=True)
    constants = [(spec.name, first[spec.name]) for spec in hidden if spec.once == NOTE]
    sentences = _said_once({name: value for name, value in constants if value and value != "all"})
    if sentences:
        say()
        say_prose(" ".join(sentences))
    if any(row.get("at_least") for row in rows):
        say()
        say_prose(f"{AT_LEAST}: a lower bound; the value may be more.")
    return table.left_out


def _cell(column: Column, row: dict[str, Any], metric: str) -> str:
    """Return a value as text, marked if it is a lower bound."""
    value = row[column.name]
    text = column.printed(value, str(row.get("metric") or metric))
    is_bound = column.bounded and row.get("at_least") and value is not None
    return f"{AT_LEAST} {text}" if is_bound else text


def width() -> int | None:
    """Return the width of the terminal; None if stdout is not one."""
    return _console().width if sys.stdout.isatty() else None


def _wrapped(line: str) -> list[str]:
    """Return a sentence as lines that fit the terminal."""
    limit = width()
    line = printable(line)
    return [line] if limit is None else [*folded(line, limit)]


def say_prose(line: str) -> None:
    """Print a sentence on lines that fit the terminal."""
    print(*_wrapped(line), sep="\n", flush=True)


def _console(*, stderr: bool = False) -> Any:
    from rich.console import Console

    console = Console(highlight=False, stderr=stderr)
    return console if console.is_terminal else Console(highlight=False, width=PLAIN_WIDTH)


def say(line: str = "") -> None:
    """Print one line."""
    print(printable(line), flush=True)


def say_styled(*parts: Styled) -> None:
    """Print one line of parts, some of them with a style of rich, which a terminal shows."""
    from rich.text import Text

    console = _console()
    plain = [
        printable(part) if isinstance(part, str) else (printable(part[0]), part[1])
        for part in parts
    ]
    with console.capture() as captured:
        console.print(Text.assemble(*plain), soft_wrap=True)
    print(captured.get().removesuffix("\n"), flush=True)


def say_lines(text: str) -> None:
    """Print text of several lines, none of which contains an untrusted line break."""
    if sys.stdout.isatty():
        text = "\n".join(map(printable, text.split("\n")))
    print(text, flush=True)


def say_csv(text: str) -> None:
    """Print CSV: unchanged into a pipe, with one line for each row on a terminal."""
    if sys.stdout.isatty():
        written = io.StringIO()
        rows = csv.reader(io.StringIO(text, newline=""))
        csv.writer(written, lineterminator="\n").writerows([*map(printable, row)] for row in rows)
        text = written.getvalue()
    print(text.removesuffix("\n"), flush=True)


def complain(kind: str, line: str) -> None:
    """Print a line after its kind (`Error`, `Hint`, `Warning`, `Note`) on stderr."""
    print(f"{kind}: {printable(line)}", file=sys.stderr, flush=True)


@contextmanager
def progress(what: str) -> Iterator[Callable[[int, int], None]]:
    """Report progress by ``update(done, total)``: a bar on a terminal, nothing elsewhere."""
    if not sys.stderr.isatty():
        yield lambda done, total: None
        return
    from rich.progress import Progress

    with Progress(console=_console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


@contextmanager
def steps(what: str, total: int | None = None) -> Iterator[Callable[[str], None]]:
    """Report steps of long work: a progress bar on a terminal, a line for each step elsewhere."""
    if not sys.stderr.isatty():
        yield lambda line: say(printable(line))
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn

    bar = Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        console=Console(stderr=True),
        transient=True,
    )
    with bar:
        task = bar.add_task(what, total=total)

        def step(line: str) -> None:
            bar.console.print(printable(line), markup=False, highlight=False)
            bar.advance(task)

        yield step
