"""The commands that answer a question."""

from __future__ import annotations

import sys
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

import tracker
from tracker import config
from tracker.cli import logs, output, session
from tracker.cli.params import (
    PRINTED,
    WEEKS,
    DayOption,
    DaysOption,
    Format,
    MonthOption,
    Request,
    Since,
    WindowOption,
    shared_options,
    usage,
)
from tracker.errors import TrackerError


@shared_options("metric", "by", "reveal", *WEEKS, *PRINTED)
def top(
    request: Request,
    movers: Annotated[
        bool, typer.Option("--movers", help="Show movers instead of the chart.")
    ] = False,
    day: DayOption = None,
    window: WindowOption = None,
    days: DaysOption = None,
    month: MonthOption = None,
) -> None:
    """Rank the models of a week, with shares, changes and places in earlier weeks.

    TW is this week's rank, LW last week's, PK the best one so far, WoC the number of weeks on the
    chart. A day, the days to one, or a month is compared with the one before.

    Example: tracker top --week 2026-W14 --by model
    """
    from tracker.answers import periods
    from tracker.answers.top import moves_table, top

    with usage():
        period = periods.chosen(request.question, day, window, month, days, movers=movers)
    with session.to_read() as store, usage():
        names = session.names(store, request)
        if days and period is None:
            period = periods.newest(store, request.question, days)
        if period:
            table = periods.top(store, request.question, period, request.limit or 10, names)
        elif movers:
            table = moves_table(store, request.question, request.limit or 20, names)
        else:
            table = top(store, request.question, request.limit or 10, names)
        notes = () if period else session.ages(store, request.question, request.how)
    output.show(table, request.how, notes=notes, wide=request.wide, columns=request.columns)


@shared_options("metric", "by", "reveal", *WEEKS, *PRINTED)
def streaks(
    request: Request,
    rank: Annotated[
        int, typer.Option("--rank", min=1, help="Count weeks in the top N instead of at #1.")
    ] = 1,
    at_least: Annotated[
        int, typer.Option("--at-least", min=1, help="Only streaks of at least this many weeks.")
    ] = 1,
    robust: Annotated[
        bool | None,
        typer.Option(
            "--robust/--plain", help="Also count each streak in other ways (default for tables)."
        ),
    ] = None,
) -> None:
    """List streaks: consecutive weeks at #1, or in the top N.

    Example: tracker streaks --at-least 5
    """
    from tracker.answers.streaks import robust as add_robustness
    from tracker.answers.streaks import streaks

    for_people = request.how in (Format.table, Format.md)
    with session.to_read() as store:
        names = session.names(store, request)
        table = streaks(store, request.question, rank, at_least, request.limit, names)
        if for_people if robust is None else robust:
            table = add_robustness(store, request.question, table, rank)
        notes = session.ages(store, request.question, request.how)
    output.show(table, request.how, notes=notes, wide=request.wide, columns=request.columns)


@shared_options("week", "as_of", *PRINTED)
def bounds(
    request: Request,
    entity: Annotated[
        str | None,
        typer.Argument(metavar="SLUG", help="Only this slug, and those that had more."),
    ] = None,
) -> None:
    """Show lower and upper bounds on calls for weeks with partial data.

    Example: tracker bounds --week 2026-W14
    """
    from tracker.answers.bounds import bounds

    question = replace(request.question, metric="calls")
    with session.to_read() as store:
        names = session.names(store, request)
        table = bounds(store, question.week, question.as_of, entity, request.limit or 10, names)
        notes = session.ages(store, question, request.how)
    output.show(table, request.how, notes=notes, wide=request.wide, columns=request.columns)


@shared_options("metric", "by", *WEEKS, *PRINTED)
def reconcile(
    request: Request,
    detail: Annotated[
        bool, typer.Option("--detail", help="One row per name, not per week.")
    ] = False,
) -> None:
    """Compare datasets that cover the same week, in parts per million (ppm).

    Example: tracker reconcile --from 2026-W20
    """
    from tracker.answers.reconcile import table

    if request.question.by != "slug":
        raise typer.BadParameter(
            "datasets of different depth can only be compared slug by slug", param_hint="--by"
        )
    with session.to_read() as store:
        names = session.names(store, request)
        answer = table(store, request.question, detail=detail, names=names).newest(request.limit)
        output.show(answer, request.how, wide=request.wide, columns=request.columns)


class StatusFormat(StrEnum):
    """How `status` is printed."""

    table = "table"
    json = "json"
    prometheus = "prometheus"


def status(
    how: Annotated[
        StatusFormat, typer.Option("--format", help="Output format.")
    ] = StatusFormat.table,
) -> None:
    """Show how fresh the record is, what is missing and what was quarantined.

    The exit code is 1 when the record is stale or cannot be read. `--format prometheus` writes
    metrics for a textfile collector.

    Example: tracker status
    """
    from tracker.answers import prometheus
    from tracker.answers.status import as_json, examine, failure, lines
    from tracker.weeks import utc_now

    try:
        with session.to_read() as store:
            health = examine(store, config.load(), utc_now())
    except TrackerError as trouble:
        if how is StatusFormat.json:
            output.show_json(failure(logs.redacted(str(trouble))))
        elif how is StatusFormat.prometheus:
            output.say_lines(prometheus.failure())
        raise
    if how is StatusFormat.json:
        output.show_json(as_json(health))
    elif how is StatusFormat.prometheus:
        output.say_lines(prometheus.as_text(health, tracker.__version__))
    else:
        for line in lines(health):
            output.say(line)
    if health.stale:
        raise typer.Exit(1)


def define(term: Annotated[str | None, typer.Argument(metavar="TERM")] = None) -> None:
    """Print the definition of a term or a column, or of all of them.

    Example: tracker define share
    """
    from tracker import definitions

    if term is not None:
        output.say_lines(definitions.define(term))
        return
    for name, text in definitions.definitions().items():
        output.say_lines(f"{name}\n    {text.replace(chr(10), chr(10) + '    ')}\n")


@shared_options("metric", "own_level", "depth", "reveal", *WEEKS, *PRINTED)
def versus(
    request: Request,
    a: Annotated[str, typer.Argument(metavar="A", help="country:CN, author:qwen, a model …")],
    b: Annotated[str, typer.Argument(metavar="B")],
) -> None:
    """Compare A with B week by week: margins and streaks.

    Example: tracker versus country:CN country:US --from 2026-W10
    """
    from tracker.answers.versus import pair

    with session.to_read() as store:
        names = session.names(store, request)
        sides = pair(store, request.question, a, b, request.level, names).newest(request.limit)
        notes = session.ages(store, request.question, request.how)
    if request.how is Format.json and not request.columns:
        output.show_json(sides.as_json())
        return
    one_table = request.how in (Format.csv, Format.json)
    tables = [sides.weeks] if one_table else [sides.weeks, sides.streaks]
    output.show_all(tables, request.how, notes=notes, wide=request.wide, columns=request.columns)


@shared_options("metric", "by", "depth", "reveal", *WEEKS, *PRINTED)
def market(
    request: Request,
    top: Annotated[
        int, typer.Option("--top", min=1, help="How many names the turnover looks at.")
    ] = 10,
) -> None:
    """Measure the market by week: concentration, churn, free and stealth share.

    Example: tracker market --by author --from 2026-W20
    """
    from tracker.answers.market import table

    with session.to_read() as store:
        names = session.names(store, request)
        answer = table(store, request.question, top, names).newest(request.limit)
        notes = session.ages(store, request.question, request.how)
    output.show(answer, request.how, notes=notes, wide=request.wide, columns=request.columns)


@shared_options("metric", "own_level", "as_of", "how", "names", "wide", "columns")
def profile(
    request: Request,
    entity: Annotated[str, typer.Argument(metavar="ENTITY", help="A model, author:qwen, …")],
    threshold: Annotated[
        list[str] | None,
        typer.Option("--threshold", metavar="NAME=VALUE", help="Set a threshold of the profile."),
    ] = None,
) -> None:
    """Measure one entity from every side: breakthrough or vanity.

    Example: tracker profile "DeepSeek V4 Flash"
    """
    from tracker.answers.profile import profile
    from tracker.profiles import case

    with usage():
        limits = case.read(threshold or ())
    question = replace(request.question, by="slug")
    with session.to_read() as store:
        names = session.names(store, request)
        answer = profile(store, question, entity, request.level, limits, names)
        notes = session.ages(store, question, request.how)
    if request.how is Format.json and not request.columns:
        output.show_json(answer.as_json())
    elif request.how in (Format.csv, Format.json):
        output.show(answer.measures, request.how, wide=request.wide, columns=request.columns)
    else:
        output.show_all(
            answer.tables,
            request.how,
            answer.sentences,
            notes=notes,
            wide=request.wide,
            columns=request.columns,
        )


@shared_options("metric", "by", *WEEKS, *PRINTED)
def changed(request: Request, since: Since) -> None:
    """List weeks revised since a date, and the ranks or streaks that changed.

    Example: tracker changed --since 2026-08-22
    """
    from tracker.answers.changed import table

    as_of = request.question.as_of
    if as_of and since > as_of:
        raise typer.BadParameter("--since must not be after --as-of")
    with session.to_read() as store:
        names = session.names(store, request)
        answer = table(store, request.question, since, names).newest(request.limit)
        output.show(answer, request.how, wide=request.wide, columns=request.columns)


@shared_options("metric", *WEEKS, *PRINTED)
def unmapped(request: Request) -> None:
    """List slugs that are missing from the identity map, by volume.

    Example: tracker unmapped
    """
    from tracker.answers.unmapped import table

    with session.to_read() as store:
        answer = table(store, request.question, request.limit)
        notes = session.ages(store, request.question, request.how)
    output.show(answer, request.how, notes=notes, wide=request.wide, columns=request.columns)


@shared_options("limit", "how", "wide")
def sql(
    request: Request,
    statement: Annotated[
        str | None, typer.Argument(metavar="QUERY", help="One SELECT, in quotes; - reads stdin.")
    ] = None,
    list_: Annotated[
        bool, typer.Option("--list", help="List the views and their columns.")
    ] = False,
) -> None:
    """Query the database with SQL, read-only; without a query, list its views and columns.

    The views are weekly_tokens, weekly_calls, weekly_spend, leaders and streaks_at_1, with the
    figures of `tracker top` and `tracker streaks`.

    Example: tracker sql "SELECT week, name, share FROM leaders WHERE metric = 'tokens'"
    """
    from tracker.answers import sql

    if statement is None or list_:
        for_people = request.how in (Format.table, Format.md)
        listed = sql.overview() if for_people else sql.views()
        output.show(listed, request.how, wide=request.wide)
        return
    text = session.text_of(Path("-")) if statement == "-" else statement
    limit = request.limit
    if limit is None and request.how in (Format.table, Format.md):
        limit = sql.PRINTED
    with session.to_read() as store:
        table = sql.sql(store, text, None if limit == sys.maxsize else limit)
    output.show(table, request.how, wide=request.wide)
