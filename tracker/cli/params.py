"""The options that commands share. A value that cannot be read is a usage error (exit code 2)."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import wraps
from inspect import Parameter, signature
from typing import Annotated, Any, TypeVar

import typer

from tracker import weeks
from tracker.errors import ConfigError
from tracker.records import Question, read_depth

T = TypeVar("T")


class Metric(StrEnum):
    tokens = "tokens"
    calls = "calls"
    spend = "spend"


class Level(StrEnum):
    slug = "slug"
    model = "model"
    family = "family"
    author = "author"
    country = "country"
    weights = "weights"
    app = "app"


class Size(StrEnum):
    wide = "wide"
    square = "square"
    portrait = "portrait"
    column = "column"
    story = "story"
    phone = "phone"


class Theme(StrEnum):
    light = "light"
    dark = "dark"


class Language(StrEnum):
    en = "en"
    zh = "zh"


class Tabular(StrEnum):
    csv = "csv"
    json = "json"
    parquet = "parquet"
    xlsx = "xlsx"


class Card(StrEnum):
    huggingface = "huggingface"


class NamesShown(StrEnum):
    display = "display"
    slug = "slug"


class Cited(StrEnum):
    all = "all"
    sentence = "sentence"
    bibtex = "bibtex"
    csl = "csl"
    json = "json"


class Format(StrEnum):
    table = "table"
    csv = "csv"
    json = "json"
    md = "md"


def _reader(read: Callable[[str], T]) -> Callable[[str], T]:
    def parse(text: str) -> T:
        with usage():
            return read(text)

    return parse


@contextmanager
def usage() -> Iterator[None]:
    """Turn a ConfigError into a usage error."""
    try:
        yield
    except ConfigError as error:
        remedy = f"{error.remedy[:1].upper()}{error.remedy[1:]}"
        raise typer.BadParameter(f"{error.fact}.\nHint: {remedy}.") from None


def _limit(text: str) -> int:
    """Return a number of rows; `all` is more than there can be."""
    if text == "all":
        return sys.maxsize
    if text.isascii() and text.isdigit() and int(text) > 0:
        return int(text)
    raise ConfigError(f"{text!r} is not a number of rows", remedy="write 1 or more, or all")


MetricOption = Annotated[
    Metric, typer.Option("--metric", help="Count tokens, calls, or dollars billed.")
]
LevelOption = Annotated[Level, typer.Option("--by", help="The level at which usage is summed.")]
OwnLevel = Annotated[
    Level | None, typer.Option("--by", help="The level (default: the subject's own).")
]
FormatOption = Annotated[Format, typer.Option("--format", help="Output format.")]
NamesOption = Annotated[
    NamesShown, typer.Option("--names", help="Show display names, or keys (slugs).")
]
WideOption = Annotated[bool, typer.Option("--wide", help="Keep all columns on a narrow terminal.")]
LimitOption = Annotated[
    int | None,
    typer.Option(
        "--limit", metavar="N|all", help="How many rows to print.", parser=_reader(_limit)
    ),
]
ColumnsOption = Annotated[
    str | None,
    typer.Option(
        "--columns",
        metavar="NAME,NAME",
        help="Only these columns, in this order: name,value,share.",
    ),
]
WeekOption = Annotated[
    date | None,
    typer.Option(
        "--week",
        metavar="WEEK",
        help="One week: 2026-W14, or a date in it.",
        parser=_reader(weeks.read_week),
    ),
]
DayOption = Annotated[
    date | None,
    typer.Option(
        "--day", metavar="DATE", help="One day, not a week.", parser=_reader(weeks.read_day)
    ),
]
WindowOption = Annotated[
    date | None,
    typer.Option(
        "--window",
        metavar="DATE",
        help="The seven days to a day, or --days, as the site shows them.",
        parser=_reader(weeks.read_day),
    ),
]
DaysOption = Annotated[
    int | None,
    typer.Option(
        "--days",
        metavar="N",
        min=1,
        max=366,
        help="How many days a window has (7); alone, the newest window of so many.",
    ),
]
MonthOption = Annotated[
    date | None,
    typer.Option(
        "--month", metavar="MONTH", help="A month: 2026-04.", parser=_reader(weeks.read_month)
    ),
]
FromOption = Annotated[
    date | None,
    typer.Option(
        "--from", metavar="WEEK", help="The first week to show.", parser=_reader(weeks.read_week)
    ),
]
ToOption = Annotated[
    date | None,
    typer.Option(
        "--to", metavar="WEEK", help="The last week to show.", parser=_reader(weeks.read_week)
    ),
]
AsOfOption = Annotated[
    datetime | None,
    typer.Option(
        "--as-of",
        metavar="TIME",
        help="As known at a date (its end, UTC) or an instant.",
        parser=_reader(weeks.read_as_of),
    ),
]
Since = Annotated[
    datetime,
    typer.Option(
        "--since",
        metavar="TIME",
        help="Compare with what was known at a date (its end, UTC) or an instant.",
        parser=_reader(weeks.read_as_of),
    ),
]
PublishedOption = Annotated[
    datetime | None,
    typer.Option(
        "--published",
        metavar="DATE",
        formats=["%Y-%m-%d"],
        help="The day of publication: what `last week` and `now` mean.",
    ),
]
EndingOption = Annotated[
    date | None,
    typer.Option(
        "--ending",
        metavar="WEEK|DATE",
        help="Judge weeks up to this one, or up to the last that had ended by this date.",
        parser=_reader(weeks.read_ending),
    ),
]
DepthOption = Annotated[
    int | None,
    typer.Option(
        "--depth",
        metavar="9|10|20|50|all",
        help="Top-N cut-off: how many slugs of a week are looked at before summing.",
        parser=_reader(read_depth),
    ),
]
RevealOption = Annotated[
    bool,
    typer.Option("--reveal", help="Count stealth models as what they turned out to be."),
]
FirstDay = Annotated[
    date | None,
    typer.Option(
        "--from", metavar="DAY", help="The first day to fetch.", parser=_reader(weeks.read_day)
    ),
]
LastDay = Annotated[
    date | None,
    typer.Option(
        "--to", metavar="DAY", help="The last day to fetch.", parser=_reader(weeks.read_day)
    ),
]
InstantOption = Annotated[
    datetime | None,
    typer.Option(
        "--fetched-at",
        metavar="TIME",
        help="When the files were fetched; it dates their figures.",
        parser=_reader(weeks.read_instant),
    ),
]

_SHARED: dict[str, tuple[Any, Any]] = {
    "metric": (MetricOption, Metric.tokens),
    "by": (LevelOption, Level.slug),
    "own_level": (OwnLevel, None),
    "depth": (DepthOption, None),
    "reveal": (RevealOption, False),
    "week": (WeekOption, None),
    "first": (FromOption, None),
    "last": (ToOption, None),
    "as_of": (AsOfOption, None),
    "limit": (LimitOption, None),
    "how": (FormatOption, Format.table),
    "names": (NamesOption, NamesShown.display),
    "wide": (WideOption, False),
    "columns": (ColumnsOption, None),
}
"""The options that commands share, in the order in which help lists them."""
WEEKS = ("week", "first", "last", "as_of")
PRINTED = ("limit", "how", "names", "wide", "columns")


@dataclass(frozen=True)
class Request:
    """The values of the shared options of a command.

    ``level`` and ``depth`` are as given, None if they are not; ``question.depth`` None is all.
    """

    question: Question
    level: str | None = None
    depth: int | None = None
    limit: int | None = None
    how: Format = Format.table
    names: NamesShown = NamesShown.display
    wide: bool = False
    columns: tuple[str, ...] = ()


def columns_of(text: str | None) -> tuple[str, ...]:
    """Return the names of columns in a list with commas, each once."""
    if text is None:
        return ()
    names = [*filter(None, map(str.strip, text.split(",")))]
    if not names:
        raise typer.BadParameter(
            "it names no column.\nHint: Write names with commas: entity,value,share.",
            param_hint="--columns",
        )
    return tuple(dict.fromkeys(names))


def shared_options(*names: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Give a command some of the shared options; it gets their values as ``request``."""

    def decorate(command: Callable[..., None]) -> Callable[..., None]:
        specific = [
            parameter
            for parameter in signature(command, eval_str=True).parameters.values()
            if parameter.name != "request"
        ]
        shared = [
            Parameter(name, Parameter.KEYWORD_ONLY, default=default, annotation=annotation)
            for name, (annotation, default) in _SHARED.items()
            if name in names
        ]
        specific = [parameter.replace(kind=Parameter.KEYWORD_ONLY) for parameter in specific]

        @wraps(command)
        def run(**values: Any) -> None:
            shared_values = {name: values.pop(name) for name in names}
            command(request=_request(**shared_values), **values)

        run.__signature__ = signature(command).replace(parameters=[*specific, *shared])  # type: ignore[attr-defined]
        run.__annotations__ = {each.name: each.annotation for each in (*specific, *shared)}
        return run

    return decorate


def _request(
    metric: Metric = Metric.tokens,
    by: Level = Level.slug,
    own_level: Level | None = None,
    depth: int | None = None,
    reveal: bool = False,
    week: date | None = None,
    first: date | None = None,
    last: date | None = None,
    as_of: datetime | None = None,
    columns: str | None = None,
    **printing: Any,
) -> Request:
    level = own_level.value if own_level else None
    question = Question(
        metric.value,
        level or by.value,
        depth or None,
        as_of,
        reveal,
        week=week,
        first=first,
        last=last,
    )
    return Request(question, level, depth, columns=columns_of(columns), **printing)
