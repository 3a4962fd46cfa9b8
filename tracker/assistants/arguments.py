"""The arguments of each tool, as an assistant gives them: those of the command of the same name.

This module is the door to pydantic, which the extra `mcp` brings. Arguments that are unknown, too
long or of another type are refused before anything is read. None of them names a file.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Annotated, Any, Literal, Self, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    WithJsonSchema,
)
from pydantic.json_schema import GenerateJsonSchema

from tracker import charts, weeks
from tracker.errors import ConfigError
from tracker.identity import Level
from tracker.records import DEEPEST, Metric, Question, read_depth
from tracker.text import listed

MOST_ROWS = 500
LONGEST_TEXT = 5_000
"""The characters of a text to be checked: some forty sentences."""
LONGEST_NAME, LONGEST_DATE, MOST_NAMES = 200, 40, 12
SHOWN = 80
"""The characters of a wrong value that a refusal repeats."""

T = TypeVar("T")
Name = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_NAME)]
Names = Annotated[list[Name], Field(max_length=MOST_NAMES)]
Rows = Annotated[int, Field(ge=1, le=MOST_ROWS)]


def _written(read: Callable[[str], T]) -> tuple[BeforeValidator, WithJsonSchema]:
    """Return how a value that is written as text is validated and described."""

    def validate(value: object) -> T:
        if not isinstance(value, str) or len(value) > LONGEST_DATE:
            raise ValueError("write it as text")
        return read(value)

    return BeforeValidator(validate), WithJsonSchema({"type": "string"})


def _depth(value: object) -> object:
    """Return a depth as `records.read_depth` does."""
    return read_depth(str(value)) if isinstance(value, int | str) else value


def _chart(name: str) -> str:
    """Return the name of a chart. Raises ConfigError for any other."""
    return charts.chart(name).NAME


Chart = Annotated[Name, AfterValidator(_chart), WithJsonSchema({"enum": [*charts.CONTENTS]})]
Week = Annotated[date, *_written(weeks.read_week)] | None
Day = Annotated[date, *_written(weeks.read_day)] | None
Ending = Annotated[date, *_written(weeks.read_ending)] | None
Month = Annotated[date, *_written(weeks.read_month)] | None
Instant = Annotated[datetime, *_written(weeks.read_as_of)] | None
Depth = (
    Annotated[
        int,
        BeforeValidator(_depth),
        WithJsonSchema(
            {"anyOf": [{"type": "integer", "minimum": 1, "maximum": DEEPEST}, {"const": "all"}]}
        ),
    ]
    | None
)

METRIC: Any = Field("tokens", description="What is counted; calls are requests, spend is billed.")
BY: Any = Field("slug", description="The level at which usage is summed; a slug has a variant.")
LEVEL: Any = Field(None, description="The level (default: that of the names).")
DEPTH: Any = Field(
    None,
    description="How many slugs of a week, the largest first, are looked at before anything is"
    " summed: 9 is what the site's own chart shows. Default: all that are published.",
)
REVEAL: Any = Field(default=False, description="Count stealth models as what they became.")
AS_OF: Any = Field(None, description="As known at the end of a day, or at an instant (UTC).")
LIMIT: Any = Field(100, description="How many of the newest rows to return.")
SUBJECT = "A model as people call it or its slug; author:qwen, country:CN, weights:open, app:NAME."


class _Untitled(GenerateJsonSchema):
    """A schema without titles, which would repeat the names of the arguments."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False


class Arguments(BaseModel):
    """The arguments of a tool."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @classmethod
    def described(cls) -> dict[str, Any]:
        """Return the JSON Schema of the arguments."""
        schema = cls.model_json_schema(schema_generator=_Untitled)
        return {key: value for key, value in schema.items() if key not in ("title", "description")}

    @classmethod
    def read(cls, values: Mapping[str, Any]) -> Self:
        """Return the arguments given. Raises ConfigError, which names the first wrong one."""
        try:
            return cls.model_validate(values)
        except ValidationError as wrong:
            errors = wrong.errors(include_url=False, include_context=False)
        first = errors[0]
        name = str(first["loc"][0])[:SHOWN]
        if first["type"] == "extra_forbidden":
            names = listed([field.alias or name for name, field in cls.model_fields.items()])
            raise ConfigError(f"there is no argument {name!r}", remedy=f"the arguments are {names}")
        if first["type"] == "missing":
            raise ConfigError(f"the argument {name!r} is missing", remedy="add it to the call")
        value = repr(first["input"])
        value = value if len(value) <= SHOWN else f"{value[:SHOWN]}…"
        reasons = [error["msg"] for error in errors if error["loc"][0] == first["loc"][0]]
        reasons = [reason.removeprefix("Value error, ") for reason in dict.fromkeys(reasons)]
        remedy = ", or: ".join(f"{reason[:1].lower()}{reason[1:]}" for reason in reasons)
        raise ConfigError(f"the argument {name!r} cannot be {value}", remedy=remedy)


class OfWeeks(Arguments):
    """The weeks of a question, and its vintage."""

    week: Week = Field(None, description="One week: 2026-W14, or a date in it.")
    first: Week = Field(None, alias="from", description="The first week: 2026-W10.")
    last: Week = Field(None, alias="to", description="The last week: 2026-W20.")
    as_of: Instant = AS_OF

    def question(
        self, metric: str, by: str = "slug", depth: int | None = None, *, reveal: bool = False
    ) -> Question:
        """Return the question about these weeks."""
        return Question(
            metric,
            by,
            depth,
            self.as_of,
            reveal,
            week=self.week,
            first=self.first,
            last=self.last,
        )


class Top(OfWeeks):
    metric: Metric = METRIC
    by: Level = BY
    reveal: bool = REVEAL
    day: Day = Field(None, description="One day (2026-04-29) instead of a week; tokens alone.")
    window: Day = Field(None, description="The seven days to this one, as the site shows them.")
    days: Rows | None = Field(None, description="A window of so many days, not seven; of apps 30.")
    month: Month = Field(None, description="A month instead of a week: 2026-04.")
    movers: bool = Field(default=False, description="Who entered, left, rose and fell, instead.")
    limit: Rows = Field(10, description="How many names to return, of each week.")


class Streaks(OfWeeks):
    metric: Metric = METRIC
    by: Level = BY
    reveal: bool = REVEAL
    rank: Rows = Field(1, description="Count weeks in the top N instead of at #1.")
    at_least: Rows = Field(1, description="Only streaks of at least this many weeks.")
    limit: Rows = LIMIT


class Versus(OfWeeks):
    a: Name = Field(description=SUBJECT)
    b: Name = Field(description=SUBJECT)
    metric: Metric = METRIC
    by: Level | None = LEVEL
    depth: Depth = DEPTH
    reveal: bool = REVEAL
    limit: Rows = LIMIT


class Check(Arguments):
    text: Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_TEXT)] = Field(
        description="A sentence as the press prints it, or a few paragraphs; English or Chinese."
    )
    published: Day = Field(
        None,
        description="The day of publication (2026-08-03): what `last week` and `now` mean. Give it"
        " whenever it is known.",
    )
    ending: Ending = Field(
        None, description="Judge weeks up to this one (2026-W16), or that had ended by a date."
    )
    metric: Metric | None = Field(None, description="The metric (default: the one claimed).")
    by: Level | None = LEVEL
    depth: Depth = Field(None, description="Count among the N largest slugs of a week alone.")
    as_of: Instant = AS_OF


class Profile(Arguments):
    entity: Name = Field(description=SUBJECT)
    metric: Metric = METRIC
    by: Level | None = LEVEL
    as_of: Instant = AS_OF
    thresholds: Annotated[dict[str, float], Field(max_length=MOST_NAMES)] = Field(
        default_factory=dict, description="Other thresholds of the profile, by name."
    )


class Cite(OfWeeks):
    chart: Chart = Field("reigns", description="The chart.")
    names: Names = Field(
        default_factory=list, description="What to highlight, or what the chart is of."
    )
    metric: Metric = METRIC
    by: Level | None = LEVEL
    depth: Depth = DEPTH
    reveal: bool = REVEAL
    title: Name | None = Field(None, description="A title instead of the computed finding.")


class ChartOf(Cite):
    chart: Chart = Field(description="The chart.")
    size: Literal["wide", "square", "portrait", "column", "story", "phone"] = Field(
        "wide", description="The shape of the picture."
    )
    theme: Literal["light", "dark"] = Field("light", description="Light or dark paper.")
    lang: Literal["en", "zh"] = Field("en", description="The language of the picture.")


class Define(Arguments):
    term: Name | None = Field(None, description="A term or column; without one, list all terms.")
