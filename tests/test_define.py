"""The definition behind every number: every column that is printed or exported has one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from tracker.analysis import changed, events, growth, leads, movers, quality, spend
from tracker.claims.verdicts import VERDICTS
from tracker.cli import app
from tracker.define import _TERM, MODULES, _docstring, define, definitions
from tracker.errors import ConfigError
from tracker.identity import LEVELS
from tracker.sources.catalog import PRICES

RUN = "MiniMax M2.5 #1 for 5 weeks"
TABLES = (
    "top",
    "top --movers",
    "top --metric calls --week 2026-W30",
    "streaks --robust",
    "market",
    "unmapped",
    "changed --since 2026-10-01",
    "bounds --week 2026-W14",
    "export weekly",
)
CLAIMS = (
    RUN,
    "MiniMax M2.5 top 3 for 5 weeks",
    "country:CN over country:US for 5 weeks",
    "total up for 3 weeks",
    "MiniMax M2.5 1.7T in 2026-W11",
    "MiniMax M2.5 +3% in 2026-W11",
    "MiniMax M2.5 10% share in 2026-W11",
    "MiniMax M2.5 rank 1 in 2026-W11",
)
FRAMES = (
    changed.COLUMNS, events.COLUMNS, growth.COLUMNS, leads.COLUMNS, movers.COLUMNS,
    quality.COLUMNS, spend.COLUMNS, spend.SHARES, ("week", "free", "stealth", "paid"),
    ("entity", "value_a", "value_b", "dataset_a", "dataset_b", "compared", "equal", "total_ppm",
     "worst", "worst_ppm"),
)  # fmt: skip
FACTS = (
    "id", "slug", "name", "created", "context_length", "listed", "known_from", "seen_at",
    "benchmark", "provider", "accuracy", "run_count", "total_questions", "avg_cost_per_task_usd",
    "avg_duration_per_task_ms", "avg_output_tokens_per_task",
    *(f"price_{kind}" for kind in PRICES),
)  # fmt: skip
KNOWN = definitions()


def ask(command: str | list[str]) -> str:
    words = command.split() if isinstance(command, str) else command
    result = CliRunner().invoke(app, words)
    assert result.exit_code == 0, result.output
    return result.output


def undefined(names: Any) -> list[str]:
    found = [name for name in names if name not in KNOWN]
    assert list(names), "a table without columns guards nothing"
    return found


@pytest.mark.parametrize("command", TABLES)
def test_every_column_of_a_table_is_defined(command: str, recorded: Path) -> None:
    header = ask(f"{command} --format csv").splitlines()[0]
    assert undefined(header.split(",")) == []


@pytest.mark.parametrize("claim", CLAIMS)
def test_every_key_of_a_verdict_is_defined(claim: str, recorded: Path) -> None:
    found = json.loads(ask(["check", claim, "--format", "json"]))
    assert undefined({*found} - {"definitions", "notes"}) == []
    assert undefined(found["definitions"][0]) == []
    assert undefined(found["evidence"][0]) == []


def test_every_key_of_a_pair_and_of_a_profile_is_defined(recorded: Path) -> None:
    pair = json.loads(ask("versus country:CN country:US --format json"))
    assert undefined([*pair["weeks"][0], *pair["runs"][0]]) == []
    profile = json.loads(ask(["profile", "MiniMax M2.5", "--format", "json"]))
    assert undefined([*profile["measures"][0], *profile["events"][0]]) == []


def test_every_column_of_a_measure_is_defined() -> None:
    assert [undefined(columns) for columns in FRAMES] == [[]] * len(FRAMES)
    assert undefined(FACTS) == []


def test_levels_metrics_verdicts_and_moves_are_defined() -> None:
    assert undefined([*LEVELS, "tokens", "calls", *VERDICTS, "stale", "withdrawn", "vintage"]) == []
    moves = ("new-entry", "re-entry", "climber", "faller", "steady", "drop-out")
    assert undefined(moves) == []


def test_no_term_has_two_homes() -> None:
    homes: dict[str, list[str]] = {}
    for module in MODULES:
        for terms, _ in _TERM.findall(_docstring(module) + "\n"):
            for term in terms.split(", "):
                homes.setdefault(term, []).append(module)
    assert len(homes) > 150
    assert {term: where for term, where in homes.items() if len(where) > 1} == {}


@pytest.mark.parametrize(("term", "text"), KNOWN.items(), ids=KNOWN)
def test_a_definition_is_whole_sentences(term: str, text: str) -> None:
    assert text.rstrip().endswith((".", ")")), term
    assert len(text.split()) > 3


def test_an_unknown_term_is_answered_with_the_nearest() -> None:
    with pytest.raises(ConfigError, match="the nearest are share"):
        define("shares")
