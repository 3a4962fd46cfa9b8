"""The commands that answer a question."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import tracker
from tracker import config
from tracker.cli import logs, output, session
from tracker.cli.params import (
    PRINTED,
    WEEKS,
    Asked,
    AsOfOption,
    DepthOption,
    EndingOption,
    Format,
    FormatOption,
    Metric,
    OwnLevel,
    Since,
    WideOption,
    asks,
    usage,
)
from tracker.errors import TrackerError
from tracker.records import Question

if TYPE_CHECKING:
    from tracker.answers.check import Line
    from tracker.claims.verdicts import Verdict
    from tracker.store import Store


@asks("metric", "by", "reveal", *WEEKS, *PRINTED)
def top(
    asked: Asked,
    movers: Annotated[
        bool, typer.Option("--movers", help="Show movers instead of the chart.")
    ] = False,
) -> None:
    """Rank the models of a week, with shares, changes and places in earlier weeks.

    TW is this week's rank, LW last week's, PK the best one so far, WoC the number of weeks on the
    chart.

    Example: tracker top --week 2026-W14 --by model
    """
    from tracker.answers.top import moved, top

    with session.to_read() as store:
        if movers:
            table = moved(store, asked.question, asked.limit or 20)
        else:
            table = top(store, asked.question, asked.limit or 10)
        notes = session.ages(store, asked.question, asked.how)
    output.show(table, asked.how, notes=notes, wide=asked.wide)


@asks("metric", "by", "reveal", *WEEKS, *PRINTED)
def streaks(
    asked: Asked,
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
    from tracker.answers import streaks as answer

    for_people = asked.how in (Format.table, Format.md)
    with session.to_read() as store:
        table = answer.streaks(store, asked.question, rank, at_least, asked.limit)
        if for_people if robust is None else robust:
            table = answer.robust(store, asked.question, table, rank)
        notes = session.ages(store, asked.question, asked.how)
    output.show(table, asked.how, notes=notes, wide=asked.wide)


@asks("week", "as_of", *PRINTED)
def bounds(
    asked: Asked,
    entity: Annotated[
        str | None,
        typer.Argument(metavar="[SLUG]", help="Only this slug, and those that had more."),
    ] = None,
) -> None:
    """Show lower and upper bounds on calls for weeks with partial data.

    Example: tracker bounds --week 2026-W14
    """
    from tracker.answers.bounds import bounds

    question = replace(asked.question, metric="calls")
    with session.to_read() as store:
        table = bounds(store, question.week, question.as_of, entity, asked.limit or 10)
        notes = session.ages(store, question, asked.how)
    output.show(table, asked.how, notes=notes, wide=asked.wide)


@asks("metric", "by", *WEEKS, *PRINTED)
def reconcile(
    asked: Asked,
    detail: Annotated[
        bool, typer.Option("--detail", help="One row per name, not per week.")
    ] = False,
) -> None:
    """Compare datasets that cover the same week, in parts per million (ppm).

    Example: tracker reconcile --from 2026-W20
    """
    from tracker.answers.reconcile import table

    if asked.question.by != "slug":
        raise typer.BadParameter(
            "datasets of different depth can only be compared slug by slug", param_hint="--by"
        )
    with session.to_read() as store:
        found = table(store, asked.question, detail=detail).newest(asked.limit)
        output.show(found, asked.how, wide=asked.wide)


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
            found = examine(store, config.load(), utc_now())
    except TrackerError as trouble:
        if how is StatusFormat.json:
            output.show_json(failure(logs.redacted(str(trouble))))
        elif how is StatusFormat.prometheus:
            output.say_lines(prometheus.failure())
        raise
    if how is StatusFormat.json:
        output.show_json(as_json(found))
    elif how is StatusFormat.prometheus:
        output.say_lines(prometheus.as_text(found, tracker.__version__))
    else:
        for line in lines(found):
            output.say(line)
    if found.stale:
        raise typer.Exit(1)


def define(term: Annotated[str | None, typer.Argument(metavar="[TERM]")] = None) -> None:
    """Print the definition of a term or a column, or of all of them.

    Example: tracker define share
    """
    from tracker.definitions import define as definition
    from tracker.definitions import definitions

    if term is not None:
        output.say_lines(definition(term))
        return
    for name, text in definitions().items():
        output.say_lines(f"{name}\n    {text.replace(chr(10), chr(10) + '    ')}\n")


OwnMetric = Annotated[
    Metric | None, typer.Option("--metric", help="The metric (default: the one claimed).")
]


@asks("metric", "own_level", "depth", "reveal", *WEEKS, *PRINTED)
def versus(
    asked: Asked,
    a: Annotated[str, typer.Argument(metavar="A", help="country:CN, author:qwen, a model …")],
    b: Annotated[str, typer.Argument(metavar="B")],
) -> None:
    """Compare A with B week by week: margins and streaks.

    Example: tracker versus country:CN country:US --from 2026-W10
    """
    from tracker.answers.versus import pair

    question = _looked_at(asked.question)
    with session.to_read() as store:
        found = pair(store, question, a, b, asked.level).newest(asked.limit)
        notes = session.ages(store, question, asked.how)
    if asked.how is Format.json:
        output.show_json(found.as_json())
        return
    tables = [found.weeks, found.streaks] if asked.how is not Format.csv else [found.weeks]
    output.show_all(tables, asked.how, notes=notes, wide=asked.wide)


@asks("metric", "by", "depth", "reveal", *WEEKS, *PRINTED)
def market(
    asked: Asked,
    top: Annotated[
        int, typer.Option("--top", min=1, help="How many names the turnover looks at.")
    ] = 10,
) -> None:
    """Measure the market by week: concentration, churn, free and stealth share.

    Example: tracker market --by author --from 2026-W20
    """
    from tracker.answers.market import table

    question = _looked_at(asked.question)
    with session.to_read() as store:
        found = table(store, question, top).newest(asked.limit)
        notes = session.ages(store, question, asked.how)
    output.show(found, asked.how, notes=notes, wide=asked.wide)


def _looked_at(question: Question) -> Question:
    """The question with the depth that is asked for; `all` is none."""
    return replace(question, depth=question.depth or None)


@asks("metric", "own_level", "as_of", "how", "wide")
def profile(
    asked: Asked,
    entity: Annotated[str, typer.Argument(metavar="ENTITY", help="A model, author:qwen, …")],
    threshold: Annotated[
        list[str] | None,
        typer.Option("--threshold", metavar="NAME=VALUE", help="Set a threshold of the profile."),
    ] = None,
) -> None:
    """Measure one entity from every side: breakthrough or vanity?

    Example: tracker profile "DeepSeek V4 Flash"
    """
    from tracker.answers.profile import profile
    from tracker.profiles import case

    with usage():
        limits = case.read(threshold or ())
    question = replace(asked.question, by="slug")
    with session.to_read() as store:
        found = profile(store, question, entity, asked.level, limits)
        notes = session.ages(store, question, asked.how)
    if asked.how is Format.json:
        output.show_json(found.as_json())
    elif asked.how is Format.csv:
        output.show(found.measures, asked.how, wide=asked.wide)
    else:
        output.show_all(found.tables, asked.how, found.sentences, notes=notes, wide=asked.wide)


def check(
    claim: Annotated[
        str | None,
        typer.Argument(metavar="[CLAIM]", help="A claim, such as SUBJECT #1 for N weeks."),
    ] = None,
    file: Annotated[
        Path | None,
        typer.Option(
            "--file", metavar="CLAIMS.csv", help="A CSV of claims; required column: claim."
        ),
    ] = None,
    ending: EndingOption = None,
    metric: OwnMetric = None,
    by: OwnLevel = None,
    depth: DepthOption = None,
    as_of: AsOfOption = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="Exit with 1 unless every claim is supported.")
    ] = False,
    how: FormatOption = Format.table,
    wide: WideOption = False,
) -> None:
    """Check a claim and show the evidence under each definition.

    Example: tracker check "Qwen 3.6 #1 for 5 weeks" --ending 2026-04-19
    """
    from tracker.answers.check import Checker, Line, read, until
    from tracker.claims.definitions import Options
    from tracker.claims.verdicts import SUPPORTED

    if (claim is None) == (file is None):
        raise typer.BadParameter("give a claim, or --file with many")
    options = Options(metric.value if metric else None, by.value if by else None, depth)
    given = Line(claim or "", ending, options)
    with session.to_read() as store, usage():
        checker = Checker(store, as_of)
        if file is not None:
            lines = read(session.text_of(file), given)
            judged = list(output.watch(checker.check_all(lines), len(lines)))
            output.show_claims(judged, how, wide=wide)
        else:
            verdict = checker.check(given)
            judged = [verdict.as_json()]
            output.show_verdict(
                verdict,
                until(given),
                checker.source(verdict),
                how,
                notes=_ages(store, verdict, given, as_of),
                wide=wide,
            )
    if strict and any(one["verdict"] != SUPPORTED for one in judged):
        raise typer.Exit(1)


def _ages(store: Store, verdict: Verdict, given: Line, as_of: datetime | None) -> tuple[str, ...]:
    """How old the newest weeks are, where a verdict rests on them and no end was named."""
    from tracker.answers import ages

    if given.ending or not verdict.evidence:
        return ()
    last = max(str(row["week"]) for row in verdict.evidence)
    asked = [
        Question(metric, as_of=as_of)
        for metric in dict.fromkeys(row["metric"] for row in verdict.definitions)
    ]
    newest = [(question, ages.newest_week(store, question)) for question in asked]
    rests = [question for question, week in newest if week and week.isoformat() == last]
    return tuple(note for question in rests for note in session.ages(store, question))


@asks("metric", "by", *WEEKS, *PRINTED)
def changed(asked: Asked, since: Since) -> None:
    """List weeks revised since a date, and the ranks or streaks that changed.

    Example: tracker changed --since 2026-08-22
    """
    from tracker.answers.changed import table

    as_of = asked.question.as_of
    if as_of and since > as_of:
        raise typer.BadParameter("--since lies after --as-of, which is the later of the two")
    with session.to_read() as store:
        found = table(store, asked.question, since).newest(asked.limit)
        output.show(found, asked.how, wide=asked.wide)


@asks("metric", *WEEKS, *PRINTED)
def unmapped(asked: Asked) -> None:
    """List slugs that are missing from the identity map, by volume.

    Example: tracker unmapped
    """
    from tracker.answers.unmapped import table

    with session.to_read() as store:
        found = table(store, asked.question, asked.limit)
        notes = session.ages(store, asked.question, asked.how)
    output.show(found, asked.how, notes=notes, wide=asked.wide)
