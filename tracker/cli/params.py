"""The options that commands share, and how their text is read. A wrong one is exit code 2."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, TypeVar

import typer

from tracker import weeks
from tracker.errors import ConfigError
from tracker.records import read_depth

T = TypeVar("T")


class Metric(StrEnum):
    tokens = "tokens"
    calls = "calls"


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
    column = "column"
    story = "story"


class Theme(StrEnum):
    light = "light"
    dark = "dark"


class Tabular(StrEnum):
    csv = "csv"
    json = "json"
    parquet = "parquet"
    xlsx = "xlsx"


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
    """What cannot be used as it was written is wrong usage: exit code 2."""
    try:
        yield
    except ConfigError as error:
        raise typer.BadParameter(f"{error.fact}: {error.remedy}") from None


def _limit(text: str) -> int:
    """How many rows; `all` is more than there can be."""
    if text == "all":
        return sys.maxsize
    if text.isascii() and text.isdigit() and int(text) > 0:
        return int(text)
    raise ConfigError(f"{text!r} is no number of rows", remedy="write a number, or all")


MetricOption = Annotated[Metric, typer.Option("--metric", help="What is counted.")]
LevelOption = Annotated[Level, typer.Option("--by", help="What is counted together.")]
OwnLevel = Annotated[
    Level | None, typer.Option("--by", help="At which level (default: the subject's own).")
]
FormatOption = Annotated[Format, typer.Option("--format", help="How it is written.")]
WideOption = Annotated[
    bool, typer.Option("--wide", help="Keep all columns, however narrow the terminal.")
]
LimitOption = Annotated[
    int | None,
    typer.Option("--limit", metavar="N|all", help="How many rows.", parser=_reader(_limit)),
]
WeekOption = Annotated[
    date | None,
    typer.Option(
        "--week", metavar="WEEK", help="2026-W14, or a date in it.", parser=_reader(weeks.read_week)
    ),
]
FromOption = Annotated[
    date | None,
    typer.Option(
        "--from", metavar="WEEK", help="The first week shown.", parser=_reader(weeks.read_week)
    ),
]
ToOption = Annotated[
    date | None,
    typer.Option(
        "--to", metavar="WEEK", help="The last week shown.", parser=_reader(weeks.read_week)
    ),
]
AsOfOption = Annotated[
    datetime | None,
    typer.Option(
        "--as-of",
        metavar="TIME",
        help="As it was known then: a date (its end, UTC) or an instant.",
        parser=_reader(weeks.read_as_of),
    ),
]
Since = Annotated[
    datetime,
    typer.Option(
        "--since",
        metavar="TIME",
        help="Compared with what was known then: a date (its end, UTC) or an instant.",
        parser=_reader(weeks.read_as_of),
    ),
]
EndingOption = Annotated[
    date | None,
    typer.Option(
        "--ending",
        metavar="WEEK|DATE",
        help="Up to this week, or the last that had ended by this date.",
        parser=_reader(weeks.read_ending),
    ),
]
DepthOption = Annotated[
    int | None,
    typer.Option(
        "--depth",
        metavar="9|10|20|50|all",
        help="How many slugs of a week are looked at before anything is summed.",
        parser=_reader(read_depth),
    ),
]
RevealOption = Annotated[
    bool,
    typer.Option("--reveal", help="Count stealth models for what they were, with hindsight."),
]
FirstDay = Annotated[
    date | None,
    typer.Option(
        "--from", metavar="DAY", help="The first day wanted.", parser=_reader(weeks.read_day)
    ),
]
LastDay = Annotated[
    date | None,
    typer.Option(
        "--to", metavar="DAY", help="The last day wanted.", parser=_reader(weeks.read_day)
    ),
]
InstantOption = Annotated[
    datetime | None,
    typer.Option(
        "--fetched-at",
        metavar="TIME",
        help="When the bodies were fetched; it dates their figures.",
        parser=_reader(weeks.read_instant),
    ),
]
