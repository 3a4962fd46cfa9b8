"""export: tables as files.

report: the record as a site of files.
"""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from datetime import datetime
from multiprocessing import get_context
from os import cpu_count
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tracker.cli import output, session
from tracker.cli.params import WEEKS, Asked, AsOfOption, RevealOption, Tabular, asks

if TYPE_CHECKING:
    from tracker.records import Question


@asks("metric", "by", *WEEKS)
def export(
    asked: Asked,
    what: Annotated[
        str, typer.Argument(metavar="[TABLE]", help="One of --list, or all.")
    ] = "weekly",
    list_: Annotated[bool, typer.Option("--list", help="What tables there are.")] = False,
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
    from tracker.publish.export import files, tables

    if list_:
        for name, entry in tables.CONTENTS.items():
            output.say(f"{name:<16} {entry.says}")
        return
    if what not in (*tables.CONTENTS, tables.ALL):
        known = ", ".join(tables.CONTENTS)
        raise typer.BadParameter(f"{what!r} is no table: choose from {known}, or all")
    suffix = out.suffix.lstrip(".").lower() if out else ""
    if what == tables.ALL:
        if out is None or suffix in files.FORMS:
            raise typer.BadParameter("all goes into a folder: name one with --out DIR")
        _everything(asked.question, out, how.value if how else "csv")
        return
    if how is None and out is not None and suffix not in files.FORMS:
        raise typer.BadParameter(f"{out.name} ends in none of .{', .'.join(files.FORMS)}")
    form = how.value if how else suffix or "csv"
    if out is None and form in files.BINARY:
        raise typer.BadParameter(f"{form} cannot be printed: name a file with --out")
    if tables.is_own(what):
        made = tables.own(what)
    else:
        with session.to_read() as store:
            made = tables.export(store, asked.question, what)
    if out is None:
        say = output.say_csv if form == "csv" else output.say_lines
        say(files.text(made, form).rstrip("\n"))
        return
    if form == "parquet" and what == tables.WEEKLY and suffix != form:
        files.save_by_year(made, out)
    else:
        files.save(made, form, out)
    output.say(f"{out}: {len(made.frame):,} rows. {made.source}")


def _everything(question: Question, folder: Path, form: str) -> None:
    from tracker.publish.export import datapackage, tables

    missing: list[str] = []
    with session.to_read() as store:
        files = datapackage.save(tables.each(store, question, missing), folder, form)
    made = datapackage.tables_of(files)
    for one in made:
        written = [file.path for file in files if file.export.name == one.name]
        more = f" and {len(written) - 1} more" if len(written) > 1 else ""
        output.say(f"{folder / written[0]}{more}: {one.rows:,} rows of {one.name}")
    output.say(f"{folder / datapackage.INDEX}, {folder / datapackage.DICTIONARY}: what they are")
    if missing:
        output.say(f"Left out, nothing is recorded: {', '.join(missing)}.")
    output.say(tables.sources(made))


def report(
    out: Annotated[
        Path, typer.Option("--out", metavar="DIR", help="The folder that it is written into.")
    ] = Path("out/report"),
    base_url: Annotated[
        str,
        typer.Option(
            "--base-url", metavar="URL", help="Where it will stand, for addresses in its feeds."
        ),
    ] = "",
    as_of: AsOfOption = None,
    reveal: RevealOption = False,
) -> None:
    """A site of files (pages, feeds, charts): open index.html, or copy it to any host."""
    if base_url and not base_url.startswith(("https://", "http://")):
        raise typer.BadParameter(f"{base_url!r} is no address", param_hint="--base-url")
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as second:
        # It is started before the libraries are loaded: it loads its own.
        two = (cpu_count() or 1) > 1
        rest = second.submit(_apart, out, base_url, as_of, reveal) if two else None
        from tracker.publish.site import build as site
        from tracker.records import Question
        from tracker.weeks import label

        with session.to_read() as store:
            made = site.build(
                store, Question(as_of=as_of, reveal=reveal), out, base_url,
                lambda files, total: output.watch(files, total, "writing"),
                apart=rest.result if rest else None,
            )  # fmt: skip
    weeks = made.record.weeks
    output.say(f"{out / 'index.html'}: {len(weeks)} weeks, {label(weeks[0])} to {label(weeks[-1])}")


def _apart(out: Path, base_url: str, as_of: datetime | None, reveal: bool) -> None:
    """What the second process does."""
    from tracker.publish.site import build as site
    from tracker.records import Question

    with session.to_read() as store:
        site.write_apart(store, Question(as_of=as_of, reveal=reveal), out, base_url)


COMMANDS = (export, report)
