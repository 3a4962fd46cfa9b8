"""The commands that write tables and the report."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tracker import config
from tracker.cli import output, session
from tracker.cli.params import (
    WEEKS,
    AsOfOption,
    Language,
    PublishedOption,
    Request,
    RevealOption,
    Tabular,
    shared_options,
)

if TYPE_CHECKING:
    from tracker.records import Question

DATASETTE = "datasette"


@shared_options("metric", "by", *WEEKS)
def export(
    request: Request,
    what: Annotated[
        str, typer.Argument(metavar="[TABLE]", help="A table of --list, all, or datasette.")
    ] = "weekly",
    list_: Annotated[bool, typer.Option("--list", help="List the tables.")] = False,
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
    """Export a table (default: the weekly frame), with its source next to it.

    `all` writes every table, by all metrics, into a folder with a data package that describes
    them. `datasette` writes a folder that `datasette serve` shows: a database of the views that
    `tracker sql` queries, their descriptions, and six queries.

    Example: tracker export --by model --out weeks.csv
    """
    from tracker.publish.export import exports, files, tables

    if list_:
        for name, entry in tables.CONTENTS.items():
            output.say(f"{name:<16} {entry.title}")
        return
    if what == DATASETTE:
        _datasette(request.question, out or Path("out") / DATASETTE, how)
        return
    _check_name(what, [*tables.CONTENTS, exports.ALL, DATASETTE])
    suffix = out.suffix.lstrip(".").lower() if out else ""
    if what == exports.ALL:
        if out is None or suffix in files.FORMS:
            raise typer.BadParameter("'all' needs an output folder: --out DIR")
        _everything(request.question, out, how.value if how else "csv")
        return
    if how is None and out is not None and suffix not in files.FORMS:
        raise typer.BadParameter(f"{out.name} ends in none of .{', .'.join(files.FORMS)}")
    form = how.value if how else suffix or "csv"
    if out is None and form in files.BINARY:
        raise typer.BadParameter(f"{form} cannot be printed: name a file with --out")
    if exports.is_bundled(what):
        table = exports.bundled(what)
    else:
        with session.to_read() as store:
            table = exports.export(store, request.question, what)
    if out is None:
        say = output.say_csv if form == "csv" else output.say_lines
        say(files.text(table, form).rstrip("\n"))
        return
    if form == "parquet" and what == tables.WEEKLY and suffix != form:
        files.save_by_year(table, out)
    else:
        files.save(table, form, out)
    output.say(f"{out}: {len(table.frame):,} rows. {table.source}")


def _check_name(what: str, names: list[str]) -> None:
    if what not in names:
        listed = ", ".join(names[:-1])
        raise typer.BadParameter(f"{what!r} is not a table: choose from {listed} or {names[-1]}")


def _datasette(question: Question, folder: Path, how: Tabular | None) -> None:
    from tracker.publish.export import datasette
    from tracker.records import Question

    if how or question != Question():
        raise typer.BadParameter("'datasette' has all weeks by all metrics: give --out alone")
    with session.to_read() as store:
        tables = datasette.save(store, folder)
    for table in tables:
        output.say(f"{folder / datasette.DATABASE}: {len(table.rows):,} rows of {table.name}")
    output.say(f"{folder / datasette.METADATA}, {folder / datasette.CONFIGURATION}: descriptions")
    for source in dict.fromkeys(table.source for table in tables if table.source):
        output.say(source)
    output.say(f"Show it: datasette serve {shlex.quote(str(folder))}")


def _everything(question: Question, folder: Path, form: str) -> None:
    from tracker.publish.export import datapackage, exports

    missing: list[str] = []
    with session.to_read() as store:
        files = datapackage.save(exports.each(store, question, missing), folder, form)
    tables = datapackage.tables_of(files)
    for table in tables:
        paths = [file.path for file in files if file.export.name == table.name]
        more = f" and {len(paths) - 1} more" if len(paths) > 1 else ""
        output.say(f"{folder / paths[0]}{more}: {table.rows:,} rows of {table.name}")
    output.say(f"{folder / datapackage.INDEX}, {folder / datapackage.DICTIONARY}: descriptions")
    if missing:
        output.say(f"Left out, nothing is recorded: {', '.join(missing)}.")
    output.say(exports.sources(tables))


def report(
    out: Annotated[
        Path, typer.Option("--out", metavar="DIR", help="The folder to write into.")
    ] = Path("out/report"),
    base_url: Annotated[
        str,
        typer.Option(
            "--base-url", metavar="URL", help="Its future address, for links in its feeds."
        ),
    ] = "",
    languages: Annotated[
        list[Language] | None,
        typer.Option(
            "--lang",
            help="The language; give it twice for both, the second in a folder of its name."
            "  [default: en]",
            show_default=False,
        ),
    ] = None,
    as_of: AsOfOption = None,
    reveal: RevealOption = False,
) -> None:
    """Write the record as a static site: pages, feeds, charts.

    Open index.html, or copy the folder to any host. Files that are there with the same content are
    left alone.

    Example: tracker report --out site --lang en --lang zh
    """
    if base_url and not base_url.startswith(("https://", "http://")):
        raise typer.BadParameter(f"{base_url!r} is not a web address", param_hint="--base-url")
    from tracker.publish.site.build import build
    from tracker.records import Question
    from tracker.weeks import label

    question = Question(as_of=as_of, reveal=reveal)
    with session.to_read() as store:
        site, written, total = build(
            store,
            question,
            out,
            base_url,
            lambda files, total: output.watch(files, total, "writing"),
            [language.value for language in languages or [Language.en]],
        )
    weeks = site.record.weeks
    output.say(f"{out / 'index.html'}: {len(weeks)} weeks, {label(weeks[0])} to {label(weeks[-1])}")
    output.say(f"{written:,} of {total:,} files are new or changed")


def story(
    sentence: Annotated[
        str,
        typer.Argument(
            metavar="SENTENCE", help="A sentence as the press prints it, English or Chinese."
        ),
    ],
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="The folder to write.")],
    language: Annotated[
        Language, typer.Option("--lang", help="The language of the paragraph.")
    ] = Language.en,
    published: PublishedOption = None,
    as_of: AsOfOption = None,
) -> None:
    """Write the press kit on a sentence: all that a page needs, in one folder.

    It has the verdict, a paragraph to print, the two pictures that show it best, their data for
    each week and name and with a column for each name, alt texts and the citation.

    Example: tracker story "Hy3 led for five weeks in a row" --published 2026-08-03 --out hy3
    """
    from tracker.publish.figures import figure as figures
    from tracker.publish.story import kit

    kit.check_folder(out)
    day = published and published.date()
    with session.to_read() as store:
        written = kit.kit(store, sentence, language=language.value, published=day, as_of=as_of)
        kit.save(written, out)
        for picture in written.pictures:
            figures.remember(picture.print, config.load().data_dir)
        output.say(f"{out / kit.PAGE}: {written.summary}")
        for paragraph in written.paragraphs:
            output.say_prose(paragraph)
        for note in session.ages_of(store, written.verdicts, as_of) if day is None else ():
            output.say(note)
