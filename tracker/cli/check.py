"""The command that judges claims: of a sentence, of an article, of a list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from tracker.cli import article as articles
from tracker.cli import output, session
from tracker.cli.params import (
    AsOfOption,
    ColumnsOption,
    DepthOption,
    EndingOption,
    Format,
    Metric,
    NamesOption,
    NamesShown,
    OwnLevel,
    PublishedOption,
    Request,
    WideOption,
    columns_of,
    usage,
)
from tracker.records import Question

if TYPE_CHECKING:
    from tracker.answers.check import Checker, Line
    from tracker.claims.verdicts import Verdict
    from tracker.identity.names import Naming
    from tracker.store import Store


class Form(StrEnum):
    """How `check` is printed, or written to a file of that suffix."""

    table = "table"
    csv = "csv"
    json = "json"
    md = "md"
    html = "html"

    @property
    def printed(self) -> Format:
        """The form in which other commands print what is for the same readers."""
        return Format.md if self is Form.html else Format(self.value)


class Answer(NamedTuple):
    """How it is printed, the verdicts in it, and how many have which."""

    show: Callable[[], None]
    verdicts: Sequence[str]
    summary: str


OwnMetric = Annotated[
    Metric | None, typer.Option("--metric", help="The metric (default: the one claimed).")
]


def check(
    claim: Annotated[
        str | None,
        typer.Argument(
            metavar="SENTENCE", help="A sentence as the press prints it, English or Chinese."
        ),
    ] = None,
    file: Annotated[
        Path | None,
        typer.Option(
            "--file",
            metavar="FILE",
            help="An article, or a CSV of claims with the column claim; - is standard input.",
        ),
    ] = None,
    published: PublishedOption = None,
    ending: EndingOption = None,
    metric: OwnMetric = None,
    by: OwnLevel = None,
    depth: DepthOption = None,
    as_of: AsOfOption = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="Exit with 1 unless every claim is supported.")
    ] = False,
    how: Annotated[
        Form | None, typer.Option("--format", help="Output format (default: table).")
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            metavar="FILE",
            help="Write a page (.html) with the verdicts beside the text; or .md, .json, .csv.",
        ),
    ] = None,
    names: NamesOption = NamesShown.display,
    wide: WideOption = False,
    columns: ColumnsOption = None,
) -> None:
    """Check a sentence, or every claim of an article, with the evidence under each definition.

    The claims of an article are listed. A page (`--out article.html`) has its text, with the
    verdicts in the margin, and Markdown has them as footnotes.

    Example: tracker check "Hy3 led for five weeks in a row" --published 2026-08-03
    """
    from tracker.answers.check import Checker, Line, is_list
    from tracker.claims.definitions import Options
    from tracker.claims.verdicts import SUPPORTED

    if (claim is None) == (file is None):
        raise typer.BadParameter("give a claim, or --file with many")
    form = _form(how, out)
    chosen = columns_of(columns)
    options = Options(metric.value if metric else None, by.value if by else None, depth)
    with session.to_read() as store, usage():
        text = session.text_of(file) if file is not None else claim or ""
        line = Line(text, ending, options, published=published and published.date())
        naming = session.names(store, Request(Question(as_of=as_of), how=form.printed, names=names))
        checker = Checker(store, as_of, naming)
        if file is not None and is_list(text):
            answer = _list(checker, line, form, wide=wide, columns=chosen)
        else:
            ages = partial(_ages, store, line, as_of, form)
            answer = _text(
                checker,
                line,
                form,
                naming,
                ages,
                is_file=file is not None,
                wide=wide,
                columns=chosen,
            )
    with output.into(out):
        answer.show()
    if out is not None:
        output.say(f"{out}: {answer.summary}")
    if strict and any(verdict != SUPPORTED for verdict in answer.verdicts):
        raise typer.Exit(1)


def _form(how: Form | None, out: Path | None) -> Form:
    """Return the form that is asked for: that of the file, where one is named."""
    if out is None:
        return how or Form.table
    suffix = out.suffix.lower().lstrip(".")
    if suffix not in [form.value for form in Form if form is not Form.table]:
        raise typer.BadParameter(
            f"{out} ends in none of .html, .md, .json, .csv", param_hint="--out"
        )
    if how is not None and how.value != suffix:
        raise typer.BadParameter(
            f"--format {how.value} and --out {out} name two forms.\n"
            "Hint: Leave --format out; the suffix of the file chooses the form."
        )
    return Form(suffix)


def _list(
    checker: Checker, defaults: Line, form: Form, *, wide: bool, columns: Sequence[str]
) -> Answer:
    """Judge the claims of a CSV file."""
    from tracker.answers.check import read, summary

    if form is Form.html:
        raise typer.BadParameter(
            "a page shows an article, and the file is a list of claims.\n"
            "Hint: Name a .csv, .json or .md file with --out."
        )
    lines = read(defaults.text, defaults)
    rows = [*output.watch(checker.check_all(lines), len(lines))]
    verdicts = [row["verdict"] for row in rows]
    show = partial(output.show_claims, rows, form.printed, wide=wide, columns=columns)
    return Answer(show, verdicts, summary(verdicts))


def _text(
    checker: Checker,
    line: Line,
    form: Form,
    naming: Naming,
    ages: Callable[[Sequence[Verdict]], tuple[str, ...]],
    *,
    is_file: bool,
    wide: bool,
    columns: Sequence[str],
) -> Answer:
    """Judge the claims of a sentence, or of an article."""
    from tracker.answers.article import judge
    from tracker.answers.check import until

    article = judge(checker, line, lambda work: output.watch(work, len(work)))
    notes = ages(article.verdicts)
    if is_file or form is Form.html or len(article.verdicts) != 1:
        if columns and form not in (Form.csv, Form.json):
            raise typer.BadParameter(
                "an article has its verdicts in its text, not in a table.\n"
                "Hint: Ask for --format csv or json, or leave --columns out.",
                param_hint="--columns",
            )
        show = partial(
            articles.show, article, form.value, naming, notes, wide=wide, columns=columns
        )
    else:
        show = partial(
            output.show_verdict,
            article.verdicts[0],
            until(line),
            article.source,
            form.printed,
            names=naming,
            notes=notes,
            wide=wide,
            columns=columns,
        )
    claimed = [verdict.verdict for _, verdict in article.claims]
    return Answer(show, claimed or ["no_claim"], article.summary)


def _ages(
    store: Store, line: Line, as_of: datetime | None, form: Form, verdicts: Sequence[Verdict]
) -> tuple[str, ...]:
    """Return the age of the newest weeks, if verdicts rest on them and no end is given."""
    return () if line.ending else session.ages_of(store, verdicts, as_of, form.printed)
