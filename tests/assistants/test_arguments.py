"""The arguments of the tools: those of the commands, and nothing that a command would not take."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from tracker.assistants import arguments
from tracker.assistants.arguments import Arguments
from tracker.assistants.tools import TOOLS
from tracker.charts.page import SIZES
from tracker.charts.theme import THEMES
from tracker.cli import params
from tracker.errors import ConfigError
from tracker.identity import LEVELS
from tracker.languages import LANGUAGES
from tracker.records import ALL, METRICS


def choices(model: type[Arguments], name: str) -> list[str]:
    described = model.described()["properties"][name]
    return [*described["enum"]]


def test_the_choices_are_those_of_the_commands() -> None:
    assert tuple(metric.value for metric in params.Metric) == METRICS
    assert tuple(level.value for level in params.Level) == LEVELS
    assert choices(arguments.ChartOf, "size") == [*SIZES]
    assert choices(arguments.ChartOf, "theme") == [*THEMES]
    assert choices(arguments.ChartOf, "lang") == [*LANGUAGES]


@pytest.mark.parametrize("name", TOOLS)
def test_every_argument_is_described_and_none_is_a_file(name: str) -> None:
    schema = TOOLS[name].arguments.described()
    assert schema["additionalProperties"] is False
    for argument, described in schema["properties"].items():
        assert described["description"].endswith("."), argument
        assert argument not in ("file", "out", "path", "font", "style")


def test_weeks_days_and_instants_are_read_as_options_are() -> None:
    values = {"week": "2026-04-01", "as_of": "2026-08-16", "from": "2026-W10"}
    read = arguments.Top.read(values)
    assert (read.week, read.first) == (date(2026, 3, 30), date(2026, 3, 2))
    assert read.as_of == datetime(2026, 8, 16, 23, 59, 59, 999999, UTC)
    question = read.question("calls", "author", 9, reveal=True)
    assert (question.metric, question.by, question.depth, question.reveal) == (
        "calls",
        "author",
        9,
        True,
    )


@pytest.mark.parametrize(("depth", "read"), [(9, 9), ("20", 20), ("all", ALL), (None, None)])
def test_a_depth_is_a_number_or_all(depth: object, read: int | None) -> None:
    assert arguments.Versus.read({"a": "x", "b": "y", "depth": depth}).depth == read


@pytest.mark.parametrize(
    ("model", "values", "fact"),
    [
        (arguments.Top, {"weak": "2026-W14"}, "there is no argument 'weak'"),
        (arguments.Top, {"first": "2026-W14"}, "there is no argument 'first'"),
        (arguments.Top, {"metric": "money"}, "the argument 'metric' cannot be 'money'"),
        (arguments.Top, {"by": ["slug"]}, "the argument 'by' cannot be"),
        (arguments.Top, {"limit": 0}, "the argument 'limit' cannot be 0"),
        (arguments.Top, {"limit": 501}, "the argument 'limit' cannot be 501"),
        (arguments.Top, {"limit": 10**400}, "the argument 'limit' cannot be"),
        (arguments.Top, {"week": "2026-W60"}, "'2026-W60' is not a week"),
        (arguments.Top, {"week": 14}, "the argument 'week' cannot be 14"),
        (arguments.Top, {"week": "9" * 41}, "the argument 'week' cannot be"),
        (arguments.Top, {"as_of": "now"}, "'now' is not a time"),
        (arguments.Versus, {"a": "x"}, "the argument 'b' is missing"),
        (arguments.Versus, {"a": "x", "b": ""}, "the argument 'b' cannot be ''"),
        (arguments.Versus, {"a": "x", "b": "y", "depth": 0}, "'0' is not a depth"),
        (arguments.Versus, {"a": "x", "b": "y", "depth": [9]}, "the argument 'depth' cannot be"),
        (arguments.Check, {"text": "x" * 5001}, "the argument 'text' cannot be 'xxx"),
        (arguments.Profile, {"entity": "x" * 201}, "the argument 'entity' cannot be 'xxx"),
        (arguments.Profile, {"entity": None}, "the argument 'entity' cannot be None"),
        (arguments.ChartOf, {"chart": "pie"}, "there is no chart called 'pie'"),
        (arguments.ChartOf, {"chart": "reigns", "out": "/x"}, "there is no argument 'out'"),
        (arguments.ChartOf, {"chart": "reigns", "names": ["x"] * 13}, "the argument 'names'"),
        (arguments.ChartOf, {"chart": "reigns", "names": ["x" * 201]}, "the argument 'names'"),
    ],
)
def test_what_no_command_would_take_is_refused_in_a_sentence(
    model: type[Arguments], values: dict[str, Any], fact: str
) -> None:
    with pytest.raises(ConfigError) as refused:
        model.read(values)
    assert refused.value.fact.startswith(fact)
    assert len(refused.value.fact) < 200
    assert len(refused.value.remedy) < 300
    assert "pydantic" not in str(refused.value)
