"""The definition behind every number: every column that is printed or exported has one."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from support.databases import Databases
from support.frontend_bodies import a_model, a_result, benchmark_csv, catalogue_body
from support.sample_boards import board as a_board
from support.sample_boards import payload, put, put_days, put_week
from typer.core import TyperGroup
from typer.main import get_command
from typer.testing import CliRunner

import tracker
from tracker.analysis import changed, events, growth, list_cost, movers, quality, ranks
from tracker.archive import Capture
from tracker.claims import parse
from tracker.claims.claim import Amount, Change, Led, Over, Ranked, Share, Trend
from tracker.claims.verdicts import VERDICTS
from tracker.cli import app
from tracker.columns import COLUMNS
from tracker.definitions import define, definitions, normalized, terms_of
from tracker.errors import ConfigError
from tracker.identity import LEVELS
from tracker.records import OTHER
from tracker.sources import CONTENTS as SOURCES
from tracker.sources.datasets import benchmarks, catalog
from tracker.sources.datasets.catalog import PRICES
from tracker.store import Store, schema

RUN = "MiniMax M2.5 #1 for 5 weeks"
TABLES = (
    "top",
    "top --movers",
    "top --by country --reveal",
    "top --metric calls --week 2026-W30",
    "streaks --robust",
    "streaks --rank 3",
    "market",
    "unmapped",
    "changed --since 2026-10-01",
    "bounds --week 2026-W14",
    "versus country:CN country:US",
    "export weekly",
)
OF_TWO_DATASETS = (
    "reconcile",
    "reconcile --detail",
    "changed --since 2026-08-23",
    "export catalog",
    "export benchmarks",
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
SUBJECTS = ("MiniMax M2.5", "qwen/qwen3.6-plus-04-02:free", "author:openai", "country:CN")
FRAMES = (
    changed.COLUMNS, events.COLUMNS, growth.COLUMNS, ranks.COLUMNS, movers.COLUMNS,
    quality.COLUMNS, list_cost.COLUMNS, list_cost.SHARES, ("week", "free", "stealth", "paid"),
    ("share_first", "share_last", "points"),
)  # fmt: skip
NOUNS = (
    "accuracy", "alt text", "app", "archive", "author", "benchmark", "bounds", "break",
    "breakthrough", "calls", "capture", "card", "change", "changed", "chart", "churn", "claim",
    "concentration", "country", "data package", "dataset", "debut", "definition", "digest", "due",
    "entity", "evidence", "family", "figure", "finding",
    "free", "identity map", "leader", "manifest", "margin", "measure", "metric", "model",
    "movers", "overdue", "PK", "LW", "TW", "WoC", "ppm", "price", "profile",
    "prompt length", "quarantined", "rank", "reign", "share", "slug", "source", "stale",
    "stealth", "streak", "threshold", "tokens", "turnover", "value", "vanity", "vintage",
    "week", "weekly frame", "weeks at #1", "weights",
)  # fmt: skip
"""The words of the field that the help of the commands and options uses, read through by hand. Where
a command is named after a word (`streaks`), that is a use of it."""
KNOWN = definitions()


def ask(command: str | list[str]) -> str:
    words = command.split() if isinstance(command, str) else command
    result = CliRunner().invoke(app, words)
    assert result.exit_code == 0, result.output
    return result.output


def undefined(names: Any) -> list[str]:
    """Those of ``names`` that have no definition, written exactly so."""
    found = [name for name in names if name not in KNOWN]
    assert list(names), "a table without columns guards nothing"
    return found


@pytest.fixture(scope="module")
def of_two_datasets(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a data folder with a week of two datasets, one of them corrected.

    It has a list of models and benchmark results too.
    """
    folder = tmp_path_factory.mktemp("two")
    monday, later = date(2026, 8, 10), datetime(2026, 8, 25, tzinfo=UTC)
    with Store(databases.of(folder)) as store:
        schema.ready(store.engine)
        put_days(store, monday, 7, **{"a/x": 5, "b/y": 4, OTHER: 1})
        put_week(store, "models-window", monday, **{"a/x": 35, "b/y": 27})
        put(store, a_board(monday, {"a/x": 6, "b/y": 4, OTHER: 1}, later))
        for number, (source, body) in enumerate(
            [(catalog, catalogue_body([a_model()])), (benchmarks, benchmark_csv([a_result()]))]
        ):
            found = payload(body, source.NAME, f"file:{number}", fetched_at=later)
            store.record(Capture(found, f"{number}.gz"), source.parse(found))
    return folder


@pytest.mark.parametrize("command", TABLES)
def test_every_column_of_a_table_is_defined(command: str, recorded: Path) -> None:
    header = ask(f"{command} --format csv").splitlines()[0]
    assert undefined(header.split(",")) == []


@pytest.mark.parametrize("command", OF_TWO_DATASETS)
def test_every_column_of_what_the_history_lacks_is_defined(
    command: str, of_two_datasets: Path, commands_use: Callable[[Path], None]
) -> None:
    commands_use(of_two_datasets)
    ask("top")  # adds the bundled history
    header, *rows = ask(f"{command} --format csv").splitlines()
    assert rows
    assert undefined(header.split(",")) == []


def test_every_price_of_the_catalogue_is_defined() -> None:
    assert undefined([f"price_{kind}" for kind in PRICES]) == []


def test_there_is_a_claim_of_every_form() -> None:
    forms = {type(parse.read(claim)) for claim in CLAIMS}
    assert forms == {Amount, Change, Led, Over, Ranked, Share, Trend}
    assert len(CLAIMS) == len(parse.FORMS)


@pytest.mark.parametrize("claim", CLAIMS)
def test_every_key_of_a_verdict_is_defined(claim: str, recorded: Path) -> None:
    found = json.loads(ask(["check", claim, "--format", "json"]))
    assert undefined({*found} - {"definitions", "notes"}) == []
    assert undefined({key for row in found["definitions"] for key in row}) == []
    assert undefined({key for row in found["evidence"] for key in row}) == []


def test_every_column_of_a_file_of_claims_is_defined(recorded: Path, tmp_path: Path) -> None:
    file = tmp_path / "claims.csv"
    file.write_text(f"claim,expected\n{RUN},supported\n", encoding="utf-8")
    (found,) = json.loads(ask(["check", "--file", str(file), "--format", "json"]))
    assert found["agrees"]
    assert undefined({*found} - {"definitions", "notes"}) == []
    assert (
        undefined(ask(["check", "--file", str(file), "--format", "csv"]).split("\n")[0].split(","))
        == []
    )


def test_every_key_of_a_pair_is_defined(recorded: Path) -> None:
    pair = json.loads(ask("versus country:CN country:US --format json"))
    assert undefined([*pair["weeks"][0], *pair["streaks"][0]]) == []


@pytest.mark.parametrize("subject", SUBJECTS)
def test_every_measure_of_a_profile_is_defined_as_it_is_printed(
    subject: str, recorded: Path
) -> None:
    found = json.loads(ask(["profile", subject, "--format", "json"]))
    assert undefined(found["measures"][0]) == []
    for row in found["measures"]:
        assert define(row["measure"].partition(",")[0])
    for row in found["events"]:
        assert undefined(row) == []
        assert define(row["what"])


def test_every_kind_of_event_is_defined_as_it_is_printed() -> None:
    kinds = (
        events.FIRST, events.LAST, events.FREE_FIRST, events.FREE_LAST, events.LISTED,
        events.PRICE, events.REVEALED,
    )  # fmt: skip
    assert all(define(kind) for kind in kinds)


@pytest.mark.parametrize("name", sorted(COLUMNS.keys() & KNOWN.keys()))
def test_a_title_is_defined_as_its_column_is(name: str) -> None:
    assert define(COLUMNS[name].title) == KNOWN[name]


def test_a_heading_of_a_page_is_defined_as_its_column_is() -> None:
    assert define("HHI, least") == KNOWN["hhi_low"]
    assert define("tokens per call") == KNOWN["tokens-per-call"]
    assert define("value by calls") == KNOWN["value"]


def test_every_column_of_a_measure_is_defined() -> None:
    assert [undefined(columns) for columns in FRAMES] == [[]] * len(FRAMES)


def test_levels_metrics_verdicts_and_moves_are_defined() -> None:
    assert undefined([*LEVELS, "tokens", "calls", *VERDICTS, "stale", "withdrawn", "vintage"]) == []
    for move in ("new entry", "re-entry", "climber", "faller", "steady", "drop-out"):
        assert define(move)


@pytest.fixture(scope="module")
def help_texts() -> str:
    """Return the help of every command and the lists of charts and tables, on one line."""
    group = get_command(app)
    assert isinstance(group, TyperGroup)
    commands = [[], *([name] for name in group.commands)]
    pages = [ask([*words, "--help"]) for words in commands]
    pages += [ask(["chart", "--list"]), ask(["export", "--list"])]
    return " ".join(" ".join(pages).split())


@pytest.mark.parametrize("noun", NOUNS)
def test_a_noun_of_the_help_is_defined(noun: str, help_texts: str) -> None:
    assert re.search(rf"\b{re.escape(noun)}s?\b", help_texts, re.IGNORECASE), "nobody uses it"
    assert define(noun)


@pytest.mark.parametrize("noun", ["concentration", "churn", "hhi", "HHI", "movers"])
def test_what_the_help_of_the_market_speaks_of_is_defined(noun: str) -> None:
    assert len(ask(["define", noun]).split()) > 10


def test_no_term_has_two_homes() -> None:
    package = Path(tracker.__file__).parent
    homes: dict[str, list[str]] = {name: ["sources"] for name in SOURCES}
    for column in COLUMNS.values():
        if column.definition:
            homes.setdefault(column.name, []).append("columns.py")
    for file in sorted(package.rglob("*.py")):
        for term in terms_of(file.read_text(encoding="utf-8")):
            homes.setdefault(term, []).append(file.name)
    assert len(homes) > 150
    assert {term: where for term, where in homes.items() if len(where) > 1} == {}
    assert homes.keys() == KNOWN.keys(), "a module whose folder is not looked through"


def test_no_module_that_computes_is_imported_for_a_definition() -> None:
    code = "import sys, tracker.definitions as d; d.define('share'); print(len([m for m in sys.modules if m.startswith('tracker')]))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert int(done.stdout) < 8


def test_terms_that_are_printed_alike_are_told_apart_as_they_are_written() -> None:
    alike = {"context-length", "context_length", "app-rankings", "app_rankings"}
    assert {define(name) == KNOWN[name] for name in KNOWN} == {True}
    assert len({normalized(name) for name in {*KNOWN} - alike}) == len(KNOWN) - len(alike)


def test_terms_stand_in_the_order_of_the_modules_and_sources_last() -> None:
    names = [*KNOWN]
    assert names[0] == "week"
    assert {*names[-len(SOURCES) :]} == {*SOURCES}
    order = [names.index(term) for term in ("week", "board", "slug", "rank", "claim", "case")]
    assert order == sorted(order)


@pytest.mark.parametrize(("term", "text"), KNOWN.items(), ids=KNOWN)
def test_a_definition_is_whole_sentences(term: str, text: str) -> None:
    assert text.endswith("."), term
    assert text[0].isupper() or text[0] in '`"1', term
    assert len(text.split()) > 2


@pytest.mark.parametrize("term", ["share", "SHARE", " share ", "Share."])
def test_a_term_is_found_as_it_is_printed(term: str) -> None:
    assert define(term) == KNOWN["share"]


@pytest.mark.parametrize("term", ["shares", "schare"])
def test_an_unknown_term_is_answered_with_the_nearest(term: str) -> None:
    with pytest.raises(ConfigError, match="the nearest are share"):
        define(term)


def test_a_word_like_no_term_has_no_nearest() -> None:
    for nothing in ("xyzzy", "#", ""):
        with pytest.raises(ConfigError, match="list all terms") as caught:
            define(nothing)
        assert "nearest" not in str(caught.value)
