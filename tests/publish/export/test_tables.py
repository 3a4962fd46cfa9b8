"""What is exported: every table there is, described column by column, the same twice, harmless."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd
import pytest
from pandas.api import types
from support import hostile_names
from support.databases import Databases
from support.sample_boards import MADE, board, payload, put, put_days, put_week, without_history
from support.whole_publisher import vercel_body
from typer.testing import CliRunner, Result

from tracker import extras
from tracker.answers import formats, top
from tracker.archive import Capture
from tracker.cli import app
from tracker.columns import column
from tracker.definitions import definitions, describe
from tracker.errors import ConfigError, GapError
from tracker.publish.export import exports, files
from tracker.publish.export.exports import Export
from tracker.publish.export.tables import CONTENTS, Counts
from tracker.records import OTHER, Question
from tracker.sources.elsewhere import vercel
from tracker.store import Store
from tracker.weeks import DAY, Period

FITS = {
    "string": types.is_string_dtype,
    "integer": types.is_integer_dtype,
    "number": types.is_float_dtype,
    "boolean": types.is_bool_dtype,
    "date": types.is_datetime64_dtype,
    "datetime": lambda told: isinstance(told, pd.DatetimeTZDtype),
}
KNOWN = definitions()


def run(*words: str) -> Result:
    return CliRunner().invoke(app, ["export", *words])


@pytest.fixture(scope="module")
def full(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Yield a store in which there is something of everything."""
    with hostile_names.store(databases.of(tmp_path_factory.mktemp("store"))) as opened:
        without_history(opened)
        yield opened


@pytest.fixture(scope="module")
def everything(full: Store) -> dict[str, Export]:
    tables, missing = exports.everything(full, Question())
    assert missing == []
    return {table.name: table for table in tables}


@pytest.fixture
def as_settings(full: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    url = full.engine.url.render_as_string(hide_password=False)
    monkeypatch.setenv("TRACKER_DATABASE_URL", url)


@pytest.mark.parametrize("name", CONTENTS)
def test_every_column_has_a_definition(name: str) -> None:
    columns = CONTENTS[name].columns
    assert columns
    assert all(describe(name, name_of_column) for name_of_column in columns)


@pytest.mark.parametrize("name", CONTENTS)
def test_a_table_has_the_columns_and_types_that_are_promised(
    name: str, everything: dict[str, Export], full: Store
) -> None:
    promised = CONTENTS[name].columns
    assert exports.export(full, Question(), name).columns == promised
    table = everything[name]
    assert [field for field in table.columns if field not in ("metric", *promised)] == []
    assert len(table.frame)
    misfits = [
        (field, dtype) for field, dtype in table.frame.dtypes.items()
        if not FITS[column(str(field)).kind.type](dtype) and not table.frame[field].isna().all()
    ]  # fmt: skip
    assert misfits == []


@pytest.mark.parametrize("name", [name for name in CONTENTS if CONTENTS[name].key])
def test_a_row_is_known_by_its_key(name: str, everything: dict[str, Export]) -> None:
    table = everything[name]
    rows = table.frame[[*table.key]]
    assert not rows.duplicated().any()
    assert not rows.isna().any(axis=None)


def test_a_column_without_a_definition_is_a_mistake() -> None:
    with pytest.raises(KeyError, match="glory"):
        describe("weekly", "glory")


def test_what_means_something_else_in_a_table_is_told_there() -> None:
    assert describe("breaks", "day") == KNOWN["breaks-day"].replace("\n", " ")
    assert describe("breaks", "day") != describe("x", "day")


def test_the_dictionary_is_of_all_columns() -> None:
    dictionary = exports.bundled("dictionary").frame
    assert [*zip(dictionary["table"], dictionary["column"], strict=True)] == [
        (name, field) for name, entry in CONTENTS.items() for field in entry.columns
    ]
    assert dictionary.loc[dictionary["column"] == "share", "unit"].unique() == [
        "part of the whole, 0 to 1"
    ]


def test_both_metrics_stand_in_one_table(everything: dict[str, Export]) -> None:
    for name, entry in CONTENTS.items():
        if isinstance(entry, Counts) and entry.metrics == ("tokens", "calls"):
            metrics = ["tokens"] if name == "apps" else ["tokens", "calls"]
            assert [*everything[name].frame["metric"].unique()] == metrics, name
    assert "metric" not in everything["bounds"].columns


def test_a_table_says_what_the_command_says(full: Store) -> None:
    whole = top.measured(full, Question())
    ranks = exports.export(full, Question(), "ranks").frame
    assert len(ranks) == (whole["entity"] != OTHER).sum()
    streaks = exports.export(full, Question(), "streaks").frame
    first, second, third = hostile_names.NAMES[:3]
    assert [*zip(streaks["entity"], streaks["weeks"], strict=True)] == [
        (first, 2),
        (second, 1),
        (third, 1),
    ]
    assert streaks["ended_by"].tolist()[:2] == [third, third]


def test_a_question_chooses_the_weeks(full: Store) -> None:
    question = Question(week=hostile_names.FIRST)
    for name in (
        "weekly",
        "ranks",
        "leads",
        "movers",
        "market",
        "apps",
        "bounds",
        "prompt-lengths",
    ):
        weeks = exports.export(full, question, name).frame["week"]
        assert [*weeks.unique()] == [pd.Timestamp(hostile_names.FIRST)], name
    assert exports.export(full, question, "streaks").frame["weeks"].tolist() == [2]


def test_incomplete_weeks_are_in_the_weekly_frame_and_nowhere_else(store: Store) -> None:
    put_week(store, "rankings-weekly", date(2026, 8, 10))
    put_days(store, date(2026, 8, 17), 3)
    weekly = exports.export(store, Question(), "weekly").frame
    assert weekly.groupby("week")["complete"].all().tolist() == [True, False]
    assert exports.export(store, Question(), "ranks").frame["week"].nunique() == 1


def test_what_is_not_recorded_is_left_out_by_name(store: Store) -> None:
    put_week(store, "rankings-weekly", date(2026, 8, 10))
    tables, missing = exports.everything(store, Question())
    assert missing == [
        "daily",
        "effective-prices",
        "list-costs",
        "apps",
        "app-windows",
        "bounds",
        "prompt-lengths",
        "catalog",
        "prices",
        "benchmarks",
        "session-costs",
        "task-shares",
        "vercel-labs",
        "vercel-models",
    ]
    assert [table.name for table in tables] == [name for name in CONTENTS if name not in missing]
    dictionary = tables[-1].frame
    assert {*dictionary["table"]} == {table.name for table in tables}
    assert tables[0].metrics == ("tokens",)
    for name in missing:
        with pytest.raises(GapError):
            exports.export(store, Question(), name)


def test_without_any_figures_nothing_is_exported(full: Store) -> None:
    with pytest.raises(GapError, match="no tokens are recorded for 2030-W01"):
        exports.everything(full, Question(week=date(2029, 12, 31)))


def test_licences_are_told_by_dataset(everything: dict[str, Export]) -> None:
    assert everything["weekly"].licences == {
        "models-window": "none stated", "rankings-weekly": "CC BY 4.0",
    }  # fmt: skip
    assert exports.licence(everything["weekly"]) == (
        "CC BY 4.0 (rankings-weekly); none stated (models-window)"
    )
    assert "Not under that licence: the calls and spend of 3 weeks" in everything["weekly"].source
    assert everything["catalog"].licences == {"catalog": "none stated"}
    assert everything["breaks"].licences == {"breaks": "MIT"}
    line = exports.sources(everything.values())
    assert "Licensed under CC BY 4.0" in line
    assert "(MIT licence): breaks, authors, models, aliases, dictionary." in line


# Files of text.


def test_csv_brings_no_formula_and_no_row_of_its_own(everything: dict[str, Export]) -> None:
    for table in everything.values():
        text = files.text(table, "csv")
        rows = [*csv.reader(io.StringIO(text, newline=""))]
        assert len(rows) == len(table.frame) + 1, table.name
        assert {len(row) for row in rows} == {len(table.columns)}
        assert [
            c for row in rows for c in row if c.startswith(("=", "+", "@", "\r", "\n", "\uff1d"))
        ] == []
        kept = {name: formats.harmless(name) for name in hostile_names.NAMES}
        if table.name == "weekly":
            assert {row[rows[0].index("entity")] for row in rows[1:]} == {*kept.values(), OTHER}


def test_json_has_the_names_as_they_are(everything: dict[str, Export]) -> None:
    rows = json.loads(files.text(everything["weekly"], "json"))
    assert {row["entity"] for row in rows} == {*hostile_names.NAMES, OTHER}


# The command.


def test_the_tables_are_listed() -> None:
    lines = run("--list").output.splitlines()
    assert [line.split()[0] for line in lines] == [*CONTENTS]


@pytest.mark.parametrize("name", CONTENTS)
def test_a_table_is_printed_or_written(name: str, as_settings: None, tmp_path: Path) -> None:
    printed = run(name)
    assert printed.exit_code == 0, printed.output
    path = tmp_path / "deep" / f"{name}.csv"
    assert run(name, "--out", str(path)).exit_code == 0
    # A carriage return in a printed name is a matter of the terminal's.
    assert path.read_bytes().decode().splitlines() == printed.stdout_bytes.decode().splitlines()
    source = path.with_name(f"{name}.csv.source.txt").read_text(encoding="utf-8")
    assert re.match(
        r"(Source: OpenRouter|Source: Vercel AI Gateway|Hand-kept by openrouter-tracker)", source
    )


@pytest.mark.parametrize(
    "words",
    [
        ["glory"],
        ["all"],
        ["all", "--out", "all.xlsx"],
        ["--out", "weeks.docx"],
        ["--format", "parquet"],
        ["streaks", "--format", "xlsx"],
    ],
)
def test_wrong_usage_is_exit_code_2(words: list[str]) -> None:
    assert run(*words).exit_code == 2


def test_the_map_and_the_dictionary_need_no_record(
    tmp_path: Path, commands_use: Callable[[Path], None]
) -> None:
    commands_use(tmp_path / "none")
    for name in ("breaks", "authors", "models", "aliases", "dictionary"):
        assert run(name).exit_code == 0
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize(("form", "library"), [("parquet", "pyarrow"), ("xlsx", "xlsxwriter")])
def test_a_library_that_is_missing_is_named_with_the_cure(
    form: str, library: str, as_settings: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def halted(module: str) -> None:
        raise ModuleNotFoundError(f"there is no {library} for {module}", name=library)

    monkeypatch.setattr(extras, "import_module", halted)
    result = run("streaks", "--out", str(tmp_path / f"streaks.{form}"))
    assert (result.exit_code, [*tmp_path.iterdir()]) == (1, [])
    assert isinstance(result.exception, ConfigError)
    assert f"pip install 'openrouter-tracker[{form}]'" in str(result.exception)


@pytest.mark.parametrize("words", [["streaks"], ["all"], ["--format", "parquet"]])
def test_a_file_that_cannot_be_written_is_one_sentence(
    words: list[str], as_settings: None, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("not a folder")
    result = run(*words, "--format", "parquet", "--out", str(tmp_path / "file" / "deeper"))
    assert result.exit_code == 1
    assert isinstance(result.exception, ConfigError)
    assert re.search(r"deeper.* cannot be written \(.+\)\. Choose", str(result.exception))


def test_a_question_to_one_table_goes_by_the_metric(full: Store) -> None:
    calls = exports.export(full, Question(metric="calls"), "weekly")
    assert (calls.metrics, {*calls.frame["dataset"]}) == (("calls",), {"models-window"})
    assert exports.export(full, replace(Question(), metric="tokens"), "bounds").metrics == (
        "calls",
    )


def test_a_metric_that_a_table_does_not_count_is_refused(as_settings: None) -> None:
    result = run("daily", "--metric", "calls")
    assert result.exit_code == 2
    assert "daily has no calls: it is of tokens. Hint: Leave --metric out." in " ".join(
        result.output.split()
    )


def test_the_days_and_the_windows_of_the_weeks_in_question(store: Store) -> None:
    """Fourteen days from Monday 10 August; windows of apps to the Sundays of both weeks."""
    first, second = date(2026, 8, 10), date(2026, 8, 17)
    put_days(store, first, 14, **{"a/x": 6, "a/y": 3, OTHER: 1})
    for last in (date(2026, 8, 16), date(2026, 8, 23)):
        window = board(Period.window(last, 30).start, {"Cline (1)": 9}, MADE,
                       dataset="app-rankings", days=30)  # fmt: skip
        put(store, replace(window, key=replace(window.key, scope="apps")))
    days = exports.export(store, Question(by="author", week=second), "daily").frame
    assert days["day"].dt.date.unique().tolist() == [second + n * DAY for n in range(7)]
    assert days.iloc[0][["entity", "value"]].tolist() == ["a", 9]
    assert len(exports.export(store, Question(last=first), "daily").frame) == 7 * 3
    windows = exports.export(store, Question(first=second), "app-windows").frame
    assert windows["end"].dt.date.tolist() == [date(2026, 8, 23)]
    assert windows[["entity", "value", "days", "by"]].to_numpy().tolist() == [
        ["Cline (1)", 9, 30, "app"]
    ]
    with pytest.raises(GapError, match="no official days are recorded in these weeks"):
        exports.export(store, Question(last=date(2026, 8, 3)), "daily")


def test_another_routers_shares_are_tables_of_their_own(store: Store) -> None:
    put_week(store, "rankings-weekly", date(2026, 8, 10))
    made = datetime(2026, 8, 21, 5, tzinfo=UTC)
    content = vercel_body("labs", date(2026, 8, 10), date(2026, 8, 16))
    body = payload(content, "vercel", "file:labs", fetched_at=made)
    store.record(Capture(body, "labs.gz"), vercel.parse(body))
    table = exports.export(store, Question(), "vercel-labs")
    assert table.columns == ("day", "metric", "name", "share", "known_from", "seen_at")
    assert len(table.frame) == 7 * 3 * 3
    assert {*table.frame["name"]} == {"Anthropic", "OpenAI", "Google"}
    assert table.licences == {"vercel-labs": "CC BY 4.0"}
    assert table.source == (
        "Source: Vercel AI Gateway (vercel.com), as of 2026-08-21T05:00:00Z."
        " Licensed under CC BY 4.0."
    )
    assert "vercel" not in exports.export(store, Question(), "weekly").source.lower()


@pytest.fixture
def history(databases: Databases, recorded: Path) -> Iterator[Store]:
    with Store(databases.of(recorded)) as store:
        yield store


def test_what_was_billed_is_a_table_for_the_weeks_of_which_it_is_known(history: Store) -> None:
    table = exports.export(history, Question(), "effective-prices")
    assert {*table.frame["week"]} == {pd.Timestamp("2026-09-28")}
    rows = table.frame.set_index("entity")
    bunny = rows.loc["stealth/space-bunny-alpha"]
    assert round(bunny["spend"] / 1e6, 2) == 1_580.60
    assert bunny["tokens_of_all"] > 0.23
    assert bunny["money_gap"] < -23
    assert rows.loc["anthropic/claude-opus-5.5-20260921", "name"] == "Claude Opus 5.5"


def test_list_costs_are_a_band_for_each_week_and_rest_on_the_catalogue(history: Store) -> None:
    weeks = Question(first=date(2026, 3, 30), last=date(2026, 4, 6))
    table = exports.export(history, weeks, "list-costs")
    frame = table.frame[table.frame["cost_low"].notna()]
    assert {f"{week:%m-%d}" for week in frame["week"]} == {"03-30", "04-06"}
    assert (frame["cost_low"] <= frame["cost_high"]).all()
    assert (frame["cost_share_low"] <= frame["cost_share_high"] + 1e-12).all()
    free = frame[frame["entity"] == "qwen/qwen3.6-plus-04-02:free"]
    assert free["cost_high"].tolist() == [0.0, 0.0]
    assert table.licences["catalog"] == "none stated"
    assert "the catalog, from a page that states none" in table.source
