"""versus, market, profile, check, changed, unmapped: the commands that weigh what was measured."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tracker.cli import opening, output
from tracker.cli.options import (
    AsOfOption,
    DepthOption,
    EndingOption,
    Format,
    FormatOption,
    FromOption,
    Level,
    LevelOption,
    LimitOption,
    Metric,
    MetricOption,
    OwnLevel,
    RevealOption,
    Since,
    ToOption,
    WeekOption,
    WideOption,
    usage,
)

if TYPE_CHECKING:
    from tracker.claims.verdicts import Verdict
    from tracker.publish.claims import Line
    from tracker.store import Store

OwnMetric = Annotated[
    Metric | None, typer.Option("--metric", help="What is counted (default: what is claimed).")
]


def versus(
    a: Annotated[str, typer.Argument(metavar="A", help="country:CN, author:qwen, a model …")],
    b: Annotated[str, typer.Argument(metavar="B")],
    metric: MetricOption = Metric.tokens,
    by: OwnLevel = None,
    depth: DepthOption = None,
    reveal: RevealOption = False,
    week: WeekOption = None,
    first: FromOption = None,
    last: ToOption = None,
    as_of: AsOfOption = None,
    limit: LimitOption = None,
    how: FormatOption = Format.table,
    wide: WideOption = False,
) -> None:
    """A over B, week by week, with margins, and for how many weeks running."""
    from tracker.publish import answers, pairs

    level = by.value if by else None
    question = answers.Question(
        metric.value, level or "slug", first, last, week, as_of, depth or None, reveal
    )
    with opening.to_read() as store:
        found = pairs.pair(store, question, a, b, level).newest(limit)
        notes = opening.ages(store, question, how)
    if how is Format.json:
        output.show_json(found.as_json())
        return
    tables = [found.weeks, found.streaks] if how is not Format.csv else [found.weeks]
    output.show_all(tables, how, notes=notes, wide=wide)


def market(
    metric: MetricOption = Metric.tokens,
    by: LevelOption = Level.slug,
    depth: DepthOption = None,
    top: Annotated[int, typer.Option("--top", min=1, help="The top N of the turnover.")] = 10,
    reveal: RevealOption = False,
    week: WeekOption = None,
    first: FromOption = None,
    last: ToOption = None,
    as_of: AsOfOption = None,
    limit: LimitOption = None,
    how: FormatOption = Format.table,
    wide: WideOption = False,
) -> None:
    """Concentration, effective number of competitors, churn, free and stealth share, by week."""
    from tracker.publish import answers, markets

    question = answers.Question(
        metric.value, by.value, first, last, week, as_of, depth or None, reveal
    )
    with opening.to_read() as store:
        table = markets.table(store, question, top).newest(limit)
        notes = opening.ages(store, question, how)
    output.show(table, how, notes=notes, wide=wide)


def profile(
    entity: Annotated[str, typer.Argument(metavar="ENTITY", help="A model, author:qwen, …")],
    metric: MetricOption = Metric.tokens,
    by: OwnLevel = None,
    threshold: Annotated[
        list[str] | None,
        typer.Option("--threshold", metavar="NAME=VALUE", help="Where a measure begins to speak."),
    ] = None,
    as_of: AsOfOption = None,
    how: FormatOption = Format.table,
    wide: WideOption = False,
) -> None:
    """Breakthrough or vanity: every measure of one entity, and what it speaks for."""
    from tracker.profiles import thresholds
    from tracker.publish import answers, profiles

    with usage():
        limits = thresholds.read(threshold or ())
    question = answers.Question(metric.value, as_of=as_of)
    with opening.to_read() as store:
        found = profiles.profile(store, question, entity, by.value if by else None, limits)
        notes = opening.ages(store, question, how)
    if how is Format.json:
        output.show_json(found.as_json())
    elif how is Format.csv:
        output.show(found.measures, how, wide=wide)
    else:
        output.show_all(found.tables, how, found.sentences, notes=notes, wide=wide)


def check(
    claim: Annotated[
        str | None, typer.Argument(metavar="[CLAIM]", help="SUBJECT #1 for N weeks, and the like.")
    ] = None,
    file: Annotated[
        Path | None,
        typer.Option("--file", metavar="CLAIMS.csv", help="Many: columns claim, ending, …"),
    ] = None,
    ending: EndingOption = None,
    metric: OwnMetric = None,
    by: OwnLevel = None,
    depth: DepthOption = None,
    as_of: AsOfOption = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="Exit code 1 unless it is supported.")
    ] = False,
    how: FormatOption = Format.table,
    wide: WideOption = False,
) -> None:
    """Is it so? A verdict with its evidence, under each definition that matters."""
    from tracker.claims.grid import Options
    from tracker.claims.verdicts import SUPPORTED
    from tracker.publish import claims

    if (claim is None) == (file is None):
        raise typer.BadParameter("give a claim, or --file with many")
    options = Options(metric.value if metric else None, by.value if by else None, depth)
    given = claims.Line(claim or "", ending, options)
    with opening.to_read() as store, usage():
        checker = claims.Checker(store, as_of)
        if file is not None:
            lines = claims.read(opening.text_of(file), given)
            judged = list(output.watch(checker.check_all(lines), len(lines)))
            output.show_claims(judged, how, wide=wide)
        else:
            verdict = checker.check(given)
            judged = [verdict.as_json()]
            output.show_verdict(
                verdict, claims.until(given), checker.source(verdict), how,
                notes=_ages(store, verdict, given, as_of), wide=wide,
            )  # fmt: skip
    if strict and any(one["verdict"] != SUPPORTED for one in judged):
        raise typer.Exit(1)


def _ages(store: Store, verdict: Verdict, given: Line, as_of: datetime | None) -> tuple[str, ...]:
    """How old the newest weeks are, where a verdict rests on them and no end was named."""
    from tracker.publish import ages
    from tracker.publish.answers import Question

    if given.ending or not verdict.evidence:
        return ()
    last = max(str(row["week"]) for row in verdict.evidence)
    asked = [
        Question(metric, as_of=as_of)
        for metric in dict.fromkeys(row["metric"] for row in verdict.definitions)
    ]
    newest = [(question, ages.newest_week(store, question)) for question in asked]
    rests = [question for question, week in newest if week and week.isoformat() == last]
    return tuple(note for question in rests for note in opening.ages(store, question))


def changed(
    since: Since,
    metric: MetricOption = Metric.tokens,
    by: LevelOption = Level.slug,
    week: WeekOption = None,
    first: FromOption = None,
    last: ToOption = None,
    as_of: AsOfOption = None,
    limit: LimitOption = None,
    how: FormatOption = Format.table,
    wide: WideOption = False,
) -> None:
    """Weeks corrected since then, and whether a rank or a run changed by it."""
    from tracker.publish import answers, corrections

    if as_of and since > as_of:
        raise typer.BadParameter("--since lies after --as-of, which is the later of the two")
    question = answers.Question(metric.value, by.value, first, last, week, as_of)
    with opening.to_read() as store:
        output.show(corrections.table(store, question, since).newest(limit), how, wide=wide)


def unmapped(
    metric: MetricOption = Metric.tokens,
    week: WeekOption = None,
    first: FromOption = None,
    last: ToOption = None,
    as_of: AsOfOption = None,
    limit: LimitOption = None,
    how: FormatOption = Format.table,
    wide: WideOption = False,
) -> None:
    """Slugs that the identity map does not know, by volume."""
    from tracker.publish import answers, map_gaps

    question = answers.Question(metric.value, "slug", first, last, week, as_of)
    with opening.to_read() as store:
        table = map_gaps.table(store, question, limit)
        notes = opening.ages(store, question, how)
    output.show(table, how, notes=notes, wide=wide)


COMMANDS = (versus, market, profile, check, changed, unmapped)
