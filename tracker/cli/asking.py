"""top, streaks, bounds, reconcile, status, define: the commands that read."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

import tracker
from tracker import config
from tracker.cli import logs, opening, output
from tracker.cli.options import (
    AsOfOption,
    Format,
    FormatOption,
    FromOption,
    Level,
    LevelOption,
    LimitOption,
    Metric,
    MetricOption,
    RevealOption,
    ToOption,
    WeekOption,
    WideOption,
)
from tracker.errors import TrackerError


def top(
    metric: MetricOption = Metric.tokens,
    by: LevelOption = Level.slug,
    week: WeekOption = None,
    first: FromOption = None,
    last: ToOption = None,
    as_of: AsOfOption = None,
    reveal: RevealOption = False,
    movers: Annotated[
        bool, typer.Option("--movers", help="Who entered, left, rose and fell instead.")
    ] = False,
    limit: LimitOption = None,
    how: FormatOption = Format.table,
    wide: WideOption = False,
) -> None:
    """The chart of a week: TW, LW, PK, WoC, weeks at #1, value, share, change, movers."""
    from tracker.publish import answers

    question = answers.Question(metric.value, by.value, first, last, week, as_of, reveal=reveal)
    with opening.to_read() as store:
        if movers:
            table = answers.moved(store, question, limit or 20)
        else:
            table = answers.top(store, question, limit or 10)
        notes = opening.ages(store, question, how)
    output.show(table, how, notes=notes, wide=wide)


def streaks(
    metric: MetricOption = Metric.tokens,
    by: LevelOption = Level.slug,
    rank: Annotated[int, typer.Option("--rank", min=1, help="In the top N instead of at #1.")] = 1,
    at_least: Annotated[
        int, typer.Option("--at-least", min=1, help="Only runs of so many weeks and more.")
    ] = 1,
    robust: Annotated[
        bool | None,
        typer.Option("--robust/--plain", help="Count each run in other ways too, or not."),
    ] = None,
    reveal: RevealOption = False,
    week: WeekOption = None,
    first: FromOption = None,
    last: ToOption = None,
    as_of: AsOfOption = None,
    limit: LimitOption = None,
    how: FormatOption = Format.table,
    wide: WideOption = False,
) -> None:
    """Runs of consecutive weeks at #1 (or in the top N): who, how long, ended by whom, and whether
    they hold when they are counted in another way."""
    from tracker.publish import answers, runs

    question = answers.Question(metric.value, by.value, first, last, week, as_of, reveal=reveal)
    for_people = how in (Format.table, Format.md)
    with opening.to_read() as store:
        table = runs.runs(store, question, rank, at_least, limit)
        if for_people if robust is None else robust:
            table = runs.robust(store, question, table, rank)
        notes = opening.ages(store, question, how)
    output.show(table, how, notes=notes, wide=wide)


def bounds(
    entity: Annotated[
        str | None, typer.Argument(metavar="[SLUG]", help="Only this one, and who had more.")
    ] = None,
    week: WeekOption = None,
    as_of: AsOfOption = None,
    limit: LimitOption = None,
    how: FormatOption = Format.table,
    wide: WideOption = False,
) -> None:
    """Calls of a week that nobody captured whole: at least, at most, and what rank that allows."""
    from tracker.publish import answers, unranked

    question = answers.Question("calls", week=week, as_of=as_of)
    with opening.to_read() as store:
        table = unranked.bounds(store, week, as_of, entity, limit or 10)
        notes = opening.ages(store, question, how)
    output.show(table, how, notes=notes, wide=wide)


def reconcile(
    metric: MetricOption = Metric.tokens,
    by: LevelOption = Level.slug,
    week: WeekOption = None,
    first: FromOption = None,
    last: ToOption = None,
    as_of: AsOfOption = None,
    detail: Annotated[
        bool, typer.Option("--detail", help="A row for each name, not for each week.")
    ] = False,
    limit: LimitOption = None,
    how: FormatOption = Format.table,
    wide: WideOption = False,
) -> None:
    """How far the datasets that speak of the same week agree, in parts per million (ppm)."""
    from tracker.publish import agreements, answers

    if by is not Level.slug:
        raise typer.BadParameter(
            "datasets of different depth can only be compared slug by slug", param_hint="--by"
        )

    question = answers.Question(metric.value, by.value, first, last, week, as_of)
    with opening.to_read() as store:
        output.show(agreements.table(store, question, detail=detail).newest(limit), how, wide=wide)


class StatusFormat(StrEnum):
    """How `status` is printed."""

    table = "table"
    json = "json"
    prometheus = "prometheus"


def status(
    how: Annotated[
        StatusFormat, typer.Option("--format", help="For people, or for monitors.")
    ] = StatusFormat.table,
) -> None:
    """How fresh the record is, what is missing, what was put aside. Exit code 1 when stale, or when
    it cannot be read. `--format prometheus` is for a collector of text files."""
    from tracker.publish import health
    from tracker.publish.health import prometheus, telling
    from tracker.weeks import utc_now

    try:
        with opening.to_read() as store:
            found = health.examine(store, config.load(), utc_now())
    except TrackerError as trouble:
        if how is StatusFormat.json:
            output.show_json(telling.failure(logs.redacted(str(trouble))))
        elif how is StatusFormat.prometheus:
            output.say_lines(prometheus.failure())
        raise
    if how is StatusFormat.json:
        output.show_json(telling.as_json(found))
    elif how is StatusFormat.prometheus:
        output.say_lines(prometheus.as_text(found, tracker.__version__))
    else:
        for line in telling.lines(found):
            output.say(line)
    if found.stale:
        raise typer.Exit(1)


def define(term: Annotated[str | None, typer.Argument(metavar="[TERM]")] = None) -> None:
    """The definition behind every number printed."""
    from tracker.define import define as definition
    from tracker.define import definitions

    if term is not None:
        output.say_lines(definition(term))
        return
    for name, text in definitions().items():
        output.say_lines(f"{name}\n    {text.replace(chr(10), chr(10) + '    ')}\n")


COMMANDS = (top, streaks, bounds, reconcile, status, define)
