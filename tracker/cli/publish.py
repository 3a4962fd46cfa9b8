"""The commands that write tables and the report, and the one that serves assistants."""

from __future__ import annotations

import shlex
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tracker import config
from tracker.cli import logs, output, session
from tracker.cli.params import (
    WEEKS,
    AsOfOption,
    Card,
    Language,
    PublishedOption,
    Request,
    RevealOption,
    Tabular,
    shared_options,
    usage,
)

if TYPE_CHECKING:
    from tracker.publish.export.files import File

DATASETTE = "datasette"


@shared_options("metric", "by", *WEEKS, "columns")
def export(
    request: Request,
    what: Annotated[
        str, typer.Argument(metavar="TABLE", help="A table of --list, all, or datasette.")
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
    card: Annotated[
        Card | None,
        typer.Option(
            "--card", help="With all: a dataset for this hub, of tables under CC BY 4.0 alone."
        ),
    ] = None,
) -> None:
    """Export a table (default: the weekly frame), with its source next to it.

    `all` writes every table, by all metrics, into a folder with files that describe them: a data
    package, Croissant metadata and a dictionary.

    `datasette` writes a folder that `datasette serve` shows: a database of the views that
    `tracker sql` queries, their descriptions, and six queries.

    Example: tracker export --by model --columns week,name,value --out weeks.csv
    """
    from tracker.publish.export import exports, files, tables

    if list_:
        for name, entry in tables.CONTENTS.items():
            output.say(f"{name:<16} {entry.title}")
        return
    if what == DATASETTE:
        _datasette(request, out or Path("out") / DATASETTE, how, card)
        return
    _check_name(what, [*tables.CONTENTS, exports.ALL, DATASETTE])
    if what == exports.ALL:
        _everything(request, out, how, card)
        return
    if card:
        raise typer.BadParameter(
            f"a dataset has all tables, and {what!r} is one.\n"
            f"Hint: Write `tracker export all --card {card.value}`.",
            param_hint="--card",
        )
    suffix = out.suffix.lstrip(".").lower() if out else ""
    if how is None and out is not None and suffix not in files.FORMS:
        raise typer.BadParameter(f"{out.name} ends in none of .{', .'.join(files.FORMS)}")
    form = how.value if how else suffix or "csv"
    if out is None and form in files.BINARY:
        raise typer.BadParameter(f"{form} cannot be printed: name a file with --out")
    if exports.is_bundled(what):
        table = exports.bundled(what)
    else:
        with session.to_read() as store, usage():
            table = exports.export(store, request.question, what)
    with usage():
        table = table.choose(request.columns)
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


def _datasette(request: Request, folder: Path, how: Tabular | None, card: Card | None) -> None:
    from tracker.publish.export import datasette
    from tracker.records import Question

    if how or card or request.columns or request.question != Question():
        raise typer.BadParameter("'datasette' has all weeks by all metrics: give --out alone")
    with session.to_read() as store:
        tables = datasette.save(store, folder)
    for table in tables:
        output.say(f"{folder / datasette.DATABASE}: {len(table.rows):,} rows of {table.name}")
    output.say(f"{folder / datasette.METADATA}, {folder / datasette.CONFIGURATION}: descriptions")
    for source in dict.fromkeys(table.source for table in tables if table.source):
        output.say(source)
    output.say(f"Show it: datasette serve {shlex.quote(str(folder))}")


def _everything(
    request: Request, folder: Path | None, how: Tabular | None, card: Card | None
) -> None:
    """Write every table into a folder."""
    from tracker.publish.export import exports, files, huggingface
    from tracker.publish.export import folder as folders

    if folder is None or folder.suffix.lstrip(".").lower() in files.FORMS:
        raise typer.BadParameter("'all' needs an output folder: --out DIR")
    if request.columns:
        raise typer.BadParameter(
            "the tables of 'all' have columns of their own.\nHint: Name one table.",
            param_hint="--columns",
        )
    if card:
        if how and how.value != huggingface.FORM:
            raise typer.BadParameter(
                f"a dataset for the hub is of Parquet files, not {how.value}.\n"
                "Hint: Leave --format out.",
                param_hint="--card",
            )
        with session.to_read() as store:
            written, left_out = huggingface.save(store, request.question, folder)
        _say_files(written, folder)
        output.say(f"{folder / huggingface.CARD}: the card")
        for line in left_out.sentences:
            output.say(line)
        output.say(exports.sources(files.tables_of(written)))
        return
    form = how.value if how else "csv"
    missing: list[str] = []
    with session.to_read() as store:
        tables = exports.each(store, request.question, missing)
        written = folders.save(tables, folder, form)
    _say_files(written, folder)
    if missing:
        output.say(f"Left out, nothing is recorded: {', '.join(missing)}.")
    output.say(exports.sources(files.tables_of(written)))


def _say_files(written: list[File], folder: Path) -> None:
    """Print the files of a folder, a line for each table."""
    from tracker.publish.export import croissant, datapackage, files

    for table in files.tables_of(written):
        paths = [file.path for file in written if file.export.name == table.name]
        more = f" and {len(paths) - 1} more" if len(paths) > 1 else ""
        output.say(f"{folder / paths[0]}{more}: {table.rows:,} rows of {table.name}")
    names = [datapackage.INDEX, datapackage.DICTIONARY]
    if written[0].form in croissant.FORMATS:
        names.insert(1, croissant.INDEX)
    output.say(f"{', '.join(str(folder / name) for name in names)}: descriptions")


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


def mcp() -> None:
    """Serve the record to assistants, by the Model Context Protocol.

    An assistant starts this command and talks to it on standard input and output; OPERATING.md has
    the lines of its configuration. The tools only read: top, streaks, versus, check, profile,
    chart, cite and define.

    Example: tracker mcp
    """
    from tracker import extras

    server = extras.module("tracker.assistants.server", "mcp")
    # A fresh install records the bundled history here, as no tool writes anything.
    with session.to_read() as store:
        redacted = session.without_places(store.shown)
    if sys.stdin.isatty():
        logs.note("an assistant starts this command and writes to it; Ctrl-C ends it")
    # Python's own handler would wait for the next line of input.
    handler = signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        server.serve(session.to_read_only, session.now, redacted)
    finally:
        signal.signal(signal.SIGINT, handler)
