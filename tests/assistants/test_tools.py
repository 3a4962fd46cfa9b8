"""The tools answer with the JSON of the commands."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from tracker.assistants.tools import TOOLS, Answer, Record
from tracker.cli import app, session
from tracker.errors import GapError, TrackerError, UnknownName
from tracker.store import Store

NOW = datetime(2026, 10, 8, tzinfo=UTC)
HY3 = "Hy3 led for five weeks in a row"
TWO = "Hy3 led in 2026-W31. DeepSeek V4 Flash led in 2026-W22."

SAME: dict[str, tuple[str, dict[str, Any], str, str]] = {
    "a week": (
        "top",
        {"week": "2026-W14", "limit": 3},
        "top --week 2026-W14 --limit 3",
        "rows",
    ),
    "weeks of authors by calls": (
        "top",
        {"metric": "calls", "by": "author", "from": "2026-W36", "to": "2026-W38"},
        "top --metric calls --by author --from 2026-W36 --to 2026-W38",
        "rows",
    ),
    "a week as it was known": (
        "top",
        {"as_of": "2026-09-01", "reveal": True},
        "top --as-of 2026-09-01 --reveal",
        "rows",
    ),
    "a day": ("top", {"day": "2026-04-29"}, "top --day 2026-04-29", "rows"),
    "seven days": ("top", {"window": "2026-04-29"}, "top --window 2026-04-29", "rows"),
    "a month": (
        "top",
        {"month": "2026-04", "by": "country"},
        "top --month 2026-04 --by country",
        "rows",
    ),
    "moves": (
        "top",
        {"movers": True, "limit": 20, "week": "2026-W14"},
        "top --movers --week 2026-W14",
        "rows",
    ),
    "streaks": ("streaks", {"limit": 500}, "streaks", "rows"),
    "streaks in the top three": (
        "streaks",
        {"by": "author", "rank": 3, "at_least": 5, "limit": 4},
        "streaks --by author --rank 3 --at-least 5 --limit 4",
        "rows",
    ),
    "two countries": (
        "versus",
        {"a": "country:CN", "b": "country:US", "depth": 9, "from": "2026-W10", "limit": 5},
        "versus country:CN country:US --depth 9 --from 2026-W10 --limit 5",
        "",
    ),
    "a profile": (
        "profile",
        {"entity": "DeepSeek V4 Flash", "thresholds": {"lasting_weeks": 8}},
        "profile 'DeepSeek V4 Flash' --threshold lasting_weeks=8",
        "",
    ),
    "a claim": (
        "check",
        {"text": HY3, "published": "2026-08-03"},
        f"check '{HY3}' --published 2026-08-03",
        "verdicts",
    ),
    "two claims": (
        "check",
        {"text": TWO, "metric": "tokens"},
        f"check '{TWO}' --metric tokens",
        "verdicts",
    ),
    "no claim": ("check", {"text": "Nothing."}, "check Nothing.", "verdicts"),
    "a citation": (
        "cite",
        {"chart": "bump", "names": ["qwen/qwen3.6-plus-04-02:free"], "to": "2026-W16"},
        "cite bump qwen/qwen3.6-plus-04-02:free --to 2026-W16",
        "card",
    ),
}


@pytest.fixture
def record(recorded: Path) -> Iterator[Store]:
    with session.to_read_only() as store:
        yield store


def ask(store: Store, name: str, values: dict[str, Any], **more: Any) -> Answer:
    tool = TOOLS[name]
    return tool.answer(Record(store, NOW, **more), tool.arguments.read(values))


@pytest.mark.parametrize("case", SAME)
def test_a_tool_gives_the_json_of_its_command(case: str, record: Store) -> None:
    name, values, line, key = SAME[case]
    printed = CliRunner().invoke(app, [*shlex.split(line), "--format", "json"])
    assert printed.exit_code == 0, printed.output
    expected = json.loads(printed.stdout)
    answer = ask(record, name, values).json
    if not key:
        assert {part: answer[part] for part in expected} == expected
        assert answer.keys() - expected.keys() == {"ages"}
    elif key == "verdicts":
        assert answer[key] == (expected if isinstance(expected, list) else [expected])
    else:
        assert answer[key] == expected
    source = answer["card"]["source"] if key == "card" else answer["source"]
    assert source.startswith("Source: OpenRouter") or case == "no claim"


def test_a_chart_is_the_picture_of_the_command_with_its_card(record: Store, tmp_path: Path) -> None:
    answer = ask(record, "chart", {"chart": "leaderboard", "by": "author", "theme": "dark"})
    file = tmp_path / "leaders.png"
    line = ["chart", "leaderboard", "--by", "author", "--theme", "dark", "--out", str(file)]
    assert CliRunner().invoke(app, line).exit_code == 0
    assert answer.picture == file.read_bytes()
    assert answer.json == json.loads(file.with_suffix(".json").read_text(encoding="utf-8"))
    assert answer.json["alt"]


def test_a_citation_has_every_form(record: Store) -> None:
    answer = ask(record, "cite", {}).json
    printed = CliRunner().invoke(app, ["cite", "reigns"]).output
    assert answer["sentence"] in printed
    assert answer["bibtex"] in printed
    assert answer["card"]["digest"] in answer["csl"][0]["version"]


def test_a_term_is_defined_as_by_the_command(record: Store) -> None:
    answer = ask(record, "define", {"term": "TW"}).json
    assert f"{answer['definition']}\n" == CliRunner().invoke(app, ["define", "TW"]).output
    assert {"streak", "share", "at_least"} <= {*ask(record, "define", {}).json["terms"]}


def test_figures_that_are_old_are_said_to_be(record: Store) -> None:
    late = Record(record, datetime(2026, 11, 30, tzinfo=UTC))
    for name, values in {
        "top": {},
        "streaks": {},
        "versus": {"a": "country:CN", "b": "country:US"},
    }.items():
        tool = TOOLS[name]
        (age,) = tool.answer(late, tool.arguments.read(values)).json["ages"]
        assert age == "The newest week of tokens on record, 2026-W40, ended 57 days ago."
        assert ask(record, name, values).json["ages"] == []


def test_a_check_that_nobody_waits_for_ends(record: Store) -> None:
    with pytest.raises(TrackerError, match="the answer took too long"):
        ask(record, "check", {"text": TWO}, is_late=lambda: True)


@pytest.mark.parametrize(
    ("name", "values", "error"),
    [
        ("profile", {"entity": "'; DROP TABLE boards; --"}, UnknownName),
        ("profile", {"entity": "../../etc/passwd\x1b[31m"}, UnknownName),
        ("profile", {"entity": "app:Cline"}, GapError),
        ("versus", {"a": "country:CN", "b": "nobody/nothing"}, UnknownName),
        ("top", {"as_of": "2020-01-01"}, GapError),
        ("top", {"week": "2019-W01"}, GapError),
        ("cite", {"names": ["nobody/nothing"]}, UnknownName),
        ("define", {"term": "__class__"}, TrackerError),
    ],
)
def test_what_the_record_does_not_hold_is_refused(
    name: str, values: dict[str, Any], error: type[TrackerError], record: Store
) -> None:
    with pytest.raises(error):
        ask(record, name, values)
