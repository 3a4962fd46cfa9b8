"""export: tables as files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tracker.cli import opening, output
from tracker.cli.options import (
    AsOfOption,
    FromOption,
    Level,
    LevelOption,
    Metric,
    MetricOption,
    Tabular,
    ToOption,
    WeekOption,
)

if TYPE_CHECKING:
    from tracker.publish.answers import Question


def export(
    what: Annotated[
        str, typer.Argument(metavar="[TABLE]", help="One of --list, or all.")
    ] = "weekly",
    list_: Annotated[bool, typer.Option("--list", help="What tables there are.")] = False,
    metric: MetricOption = Metric.tokens,
    by: LevelOption = Level.slug,
    week: WeekOption = None,
    first: FromOption = None,
    last: ToOption = None,
    as_of: AsOfOption = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", metavar="FILE|DIR", help="A .csv, .json, .parquet or .xlsx file; a folder."
        ),
    ] = None,
    how: Annotated[
        Tabular | None, typer.Option("--format", help="csv, json, parquet or xlsx.")
    ] = None,
) -> None:
    """A table as a file (its source beside it) or printed: the tidy weekly frame unless another is
    named; `all` of them into a folder, by both metrics, with a data package that describes them."""
    from tracker.publish import answers, exportable, exports, files

    if list_:
        for name, entry in exportable.CONTENTS.items():
            output.say(f"{name:<16} {entry.says}")
        return
    if what not in (*exportable.CONTENTS, exports.ALL):
        known = ", ".join(exportable.CONTENTS)
        raise typer.BadParameter(f"{what!r} is no table: choose from {known}, or all")
    suffix = out.suffix.lstrip(".").lower() if out else ""
    question = answers.Question(metric.value, by.value, first, last, week, as_of)
    if what == exports.ALL:
        if out is None or suffix in files.FORMS:
            raise typer.BadParameter("all goes into a folder: name one with --out DIR")
        _everything(question, out, how.value if how else "csv")
        return
    if how is None and out is not None and suffix not in files.FORMS:
        raise typer.BadParameter(f"{out.name} ends in none of .{', .'.join(files.FORMS)}")
    form = how.value if how else suffix or "csv"
    if out is None and form in files.BINARY:
        raise typer.BadParameter(f"{form} cannot be printed: name a file with --out")
    if exports.is_own(what):
        made = exports.own(what)
    else:
        with opening.to_read() as store:
            made = exports.export(store, question, what)
    if out is None:
        say = output.say_csv if form == "csv" else output.say_lines
        say(files.text(made, form).rstrip("\n"))
        return
    if form == "parquet" and what == exportable.WEEKLY and suffix != form:
        files.save_by_year(made, out)
    else:
        files.save(made, form, out)
    output.say(f"{out}: {len(made.frame):,} rows. {made.source}")


def _everything(question: Question, folder: Path, form: str) -> None:
    from tracker.publish import datapackage, exports

    missing: list[str] = []
    with opening.to_read() as store:
        files = datapackage.save(exports.each(store, question, missing), folder, form)
    made = datapackage.tables_of(files)
    for one in made:
        written = [file.path for file in files if file.export.name == one.name]
        more = f" and {len(written) - 1} more" if len(written) > 1 else ""
        output.say(f"{folder / written[0]}{more}: {one.rows:,} rows of {one.name}")
    output.say(f"{folder / datapackage.INDEX}, {folder / datapackage.DICTIONARY}: what they are")
    if missing:
        output.say(f"Left out, nothing is recorded: {', '.join(missing)}.")
    output.say(exports.sources(made))


COMMANDS = (export,)
