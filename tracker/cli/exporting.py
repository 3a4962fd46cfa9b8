"""export: tables as files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tracker.cli import opening, output
from tracker.cli.options import (
    AsOfOption,
    Exported,
    FromOption,
    Level,
    LevelOption,
    Metric,
    MetricOption,
    Tabular,
    ToOption,
    WeekOption,
)


def export(
    what: Annotated[
        Exported, typer.Argument(metavar="[TABLE]", help="weekly, catalog or benchmarks.")
    ] = Exported.weekly,
    metric: MetricOption = Metric.tokens,
    by: LevelOption = Level.slug,
    week: WeekOption = None,
    first: FromOption = None,
    last: ToOption = None,
    as_of: AsOfOption = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="A .csv or .json file.")
    ] = None,
    how: Annotated[Tabular | None, typer.Option("--format", help="csv, or json.")] = None,
) -> None:
    """A table as CSV or JSON, to a file (its source beside it) or printed: the tidy weekly frame,
    the catalogue of models, or the benchmark results."""
    from tracker.publish import answers, tables

    suffix = out.suffix.lstrip(".").lower() if out else ""
    if how is None and out is not None and suffix not in ("csv", "json"):
        raise typer.BadParameter(f"{out.name} ends neither in .csv nor in .json")
    question = answers.Question(metric.value, by.value, first, last, week, as_of)
    with opening.to_read() as store:
        frame, source = answers.exported(store, question, what.value)
    rows = tables.records(frame)
    if (how.value if how else suffix or "csv") == "json":
        text = tables.to_json(rows) + "\n"
    else:
        text = tables.to_csv(rows, frame.columns)
    if out is None:
        output.say(text.rstrip("\n"))
        return
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(text, encoding="utf-8")
    out.with_name(f"{out.name}.source.txt").write_text(f"{source}\n", encoding="utf-8")
    output.say(f"{out}: {len(rows):,} rows. {source}")


COMMANDS = (export,)
