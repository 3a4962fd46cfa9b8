"""The commands as scripts outside the project rely on them: options, rows, exit codes, files."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from support.fake_server import Server
from support.frontend_bodies import list_body, model_rows
from typer.testing import CliRunner, Result

from tracker.cli import app
from tracker.fetch import Fetcher


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


def rows(*arguments: str) -> list[dict[str, Any]]:
    result = run(*arguments, "--format", "json")
    assert result.exit_code == 0, result.output
    found: list[dict[str, Any]] = json.loads(result.output)
    return found


def test_top_has_the_rows_of_the_contract(recorded: Path) -> None:
    found = rows("top", "--week", "2026-W14", "--limit", "3")
    assert [row["rank"] for row in found] == [1, 2, 3]
    assert found[0] == {
        "week": "2026-03-30",
        "rank": 1,
        "entity": "qwen/qwen3.6-plus-04-02:free",
        "name": "Qwen3.6 Plus (free)",
        "value": 4600778695301,
        "at_least": False,
        "share": pytest.approx(0.17036, abs=1e-5),
        "change_pct": None,
        "change_points": None,
        "last_rank": None,
        "peak_rank": 1,
        "weeks_on_chart": 1,
        "weeks_at_1": 1,
        "dataset": "history-rankings-daily",
        "depth": 50,
        "days": 4,
    }


def test_streaks_has_the_rows_of_the_contract(recorded: Path) -> None:
    found = {(row["entity"], row["first"]): row for row in rows("streaks", "--at-least", "5")}
    assert found["minimax/minimax-m2.5-20260211", "2026-02-09"] == {
        "entity": "minimax/minimax-m2.5-20260211",
        "name": "MiniMax M2.5",
        "metric": "tokens",
        "by": "slug",
        "first": "2026-02-09",
        "last": "2026-03-09",
        "weeks": 5,
        "ongoing": False,
        "ended_by": "xiaomi/mimo-v2-pro-20260318",
    }
    assert found["x-ai/grok-code-fast-1", "2025-09-01"]["weeks"] == 12


def test_the_runs_of_the_bundled_history_are_the_recorded_ones(
    recorded: Path, shared: Path
) -> None:
    import gzip

    text = gzip.decompress((shared / "data/history/number1_streaks.csv.gz").read_bytes()).decode()
    expected = [
        (row["model"], row["first_week"], row["last_week"], int(row["weeks"]))
        for row in csv.DictReader(io.StringIO(text))
        if row["identity"] == "permaslug as published" and row["last_week"] < "2026-09-14"
    ]
    found = [(row["entity"], row["first"], row["last"], row["weeks"]) for row in rows("streaks")]
    assert len(expected) == 31
    # It sums the six days that there are of 2025-W24. The page of 2025-11-08 has all seven of them,
    # and Claude Sonnet 4 ahead, so that its eleven weeks from the next one on are twelve.
    sonnet = "anthropic/claude-4-sonnet-20250522"
    lost = expected.index(("google/gemini-2.0-flash-001", "2025-06-09", "2025-06-09", 1))
    assert expected[lost + 1] == (sonnet, "2025-06-16", "2025-08-25", 11)
    expected[lost : lost + 2] = [(sonnet, "2025-06-09", "2025-08-25", 12)]
    assert found[: len(expected)] == expected


def test_calls_are_never_answered_with_tokens(recorded: Path) -> None:
    found = rows("top", "--metric", "calls", "--week", "2026-W14")
    assert {row["rank"] for row in found} == {None}
    assert {row["share"] for row in found} == {None}
    qwen = next(row for row in found if row["entity"] == "qwen/qwen3.6-plus-04-02:free")
    assert qwen["value"] == 56243908
    assert run("top", "--metric", "calls", "--week", "2025-W20").exit_code == 1


def test_all_formats_say_the_same(recorded: Path) -> None:
    from_json = rows("top", "--limit", "2")
    from_csv = list(
        csv.DictReader(io.StringIO(run("top", "--limit", "2", "--format", "csv").output))
    )
    assert [row["entity"] for row in from_csv] == [row["entity"] for row in from_json]
    assert [int(row["value"]) for row in from_csv] == [row["value"] for row in from_json]
    markdown, table = (
        run("top", "--limit", "2", "--format", "md").output,
        run("top", "--limit", "2").output,
    )
    for text in (markdown, table):
        assert from_json[0]["name"] in text
        assert "Source: OpenRouter (openrouter.ai/rankings), as of 2026-10-05T00:30:33Z." in text
        assert "Licensed under CC BY 4.0." in text


def test_limit_all_prints_all_that_a_day_of_the_week_names(recorded: Path) -> None:
    assert len(rows("top", "--week", "2026-W14", "--limit", "all")) == 64


def test_options_choose_rows_and_never_change_a_number(recorded: Path) -> None:
    whole = {(row["entity"], row["first"]): row for row in rows("streaks")}
    for row in rows("streaks", "--from", "2026-W10", "--to", "2026-W11"):
        assert row == whole[row["entity"], row["first"]]
    assert [row["weeks"] for row in rows("streaks", "--week", "2026-W10")] == [5]


def test_as_of_answers_what_was_known_then(recorded: Path) -> None:
    # Pages of November 2025 are the oldest figures, and the last week read from one is 2025-W29.
    assert rows("top", "--as-of", "2025-12-31")[0]["week"] == "2025-07-14"
    assert run("top", "--as-of", "2025-01-01").exit_code == 1
    assert (
        rows("top", "--as-of", "2026-08-22T07:10:19.789Z", "--limit", "1")[0]["week"]
        == "2026-08-10"
    )


@pytest.mark.parametrize(
    "arguments",
    [
        ["top", "--week", "soon"],
        ["top", "--as-of", "soon"],
        ["top", "--limit", "0"],
        ["top", "--by", "planet"],
        ["top", "--metric", "dollars"],
        ["streaks", "--rank", "0"],
        ["chart", "pie"],
        ["export", "--out", "weeks.docx"],
        ["collect", "gossip"],
    ],
)
def test_wrong_usage_is_exit_code_2(recorded: Path, arguments: list[str]) -> None:
    assert run(*arguments).exit_code == 2


def test_an_answer_the_data_does_not_hold_is_exit_code_1(recorded: Path) -> None:
    result = run("top", "--week", "2030-W01")
    assert (result.exit_code, result.output) == (1, "")
    assert "no tokens are recorded for 2030-W01. Run" in str(result.exception)


def test_a_refusal_is_one_sentence_for_people(
    tmp_path: Path, commands_use: Callable[[Path], None]
) -> None:
    commands_use(tmp_path)
    done = subprocess.run(
        [sys.executable, "-m", "tracker", "verify"],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert re.fullmatch(
        r"Error: .* holds no data yet\.\nHint: Run .*\.\n",
        done.stderr,
    )
    assert list(tmp_path.iterdir()) == [], "where nothing is recorded nothing is created"


def test_collect_says_what_it_cannot_reach_and_records_the_rest(
    tmp_path: Path, commands_use: Callable[[Path], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    commands_use(tmp_path)
    monkeypatch.setenv("TRACKER_BASE_URL", "http://127.0.0.1:9")
    monkeypatch.setitem(Fetcher.__init__.__kwdefaults__, "sleep", lambda _: None)
    result = run("collect")
    assert result.exit_code == 1
    assert "history: fine, 5113 new" in result.output
    assert "export: failed, nothing new" in result.output
    assert (
        "Error: export: 127.0.0.1 cannot be reached (no connection).\nHint: Nothing was lost"
        in result.stderr
    )
    assert rows("top", "--limit", "1")[0]["entity"] == "stealth/space-bunny-alpha"


def test_a_dry_run_keeps_nothing(tmp_path: Path, commands_use: Callable[[Path], None]) -> None:
    commands_use(tmp_path / "data")
    result = run("collect", "history", "--dry-run")
    assert result.exit_code == 0
    assert "5113 new" in result.output
    assert not (tmp_path / "data").exists()


def test_a_dry_run_leaves_a_record_as_it_was(
    tmp_path: Path, commands_use: Callable[[Path], None]
) -> None:
    commands_use(tmp_path)
    assert run("db", "upgrade").exit_code == 0
    assert "5113 new" in run("collect", "history", "--dry-run").output
    assert run("verify").output == "verified: 0 captures, 0 boards\n"
    assert "5113 new" in run("collect", "history").output
    assert "nothing new" in run("collect", "history").output


def test_a_refused_import_names_the_file_and_leaves_the_record(
    tmp_path: Path, commands_use: Callable[[Path], None]
) -> None:
    commands_use(tmp_path / "data")
    page = tmp_path / "page.json"
    page.write_text("<!doctype html><title>Loading</title>")
    result = run("import", str(page))
    assert result.exit_code == 1
    assert "page.json" in result.output
    assert "Nothing was lost" in result.output
    assert len(list((tmp_path / "data/archive").rglob("*.gz"))) == 1
    assert run("verify").output == "verified: 1 captures, 0 boards\n"


def test_reparse_builds_the_same_record_again(
    tmp_path: Path, commands_use: Callable[[Path], None]
) -> None:
    commands_use(tmp_path)
    run("collect", "history")
    before = rows("top", "--limit", "all")
    (tmp_path / "again").mkdir()
    (tmp_path / "archive").rename(tmp_path / "again/archive")
    commands_use(tmp_path / "again")
    assert run("reparse").exit_code == 0
    assert rows("top", "--limit", "all") == before


def test_status_is_stale_without_days_and_says_so(recorded: Path) -> None:
    result = run("status")
    assert result.exit_code == 1
    assert "newest day  none (stale)" in result.output
    found = json.loads(run("status", "--format", "json").output)
    assert found["stale"] is True
    assert found["newest_week"] == {
        "tokens": "2026-09-28",
        "calls": "2026-09-28",
        "spend": "2026-09-28",
    }
    assert found["missing_weeks"]["tokens"] == []


def test_export_writes_the_tidy_frame(recorded: Path, tmp_path: Path) -> None:
    result = run("export", "--by", "model", "--out", str(tmp_path / "weeks.csv"))
    assert result.exit_code == 0
    found = list(csv.DictReader((tmp_path / "weeks.csv").read_text().splitlines()))
    source = (tmp_path / "weeks.csv.source.txt").read_text()
    assert source.startswith("Source: OpenRouter (openrouter.ai/rankings), as of 2026-10-10")
    assert list(found[0])[:7] == [
        "week", "entity", "name", "value", "at_least", "metric", "by",
    ]  # fmt: skip
    assert run("export", "--out", str(tmp_path / "weeks.json")).exit_code == 0
    assert len(json.loads((tmp_path / "weeks.json").read_text())) == 5778


@pytest.mark.parametrize("suffix", ["png", "svg", "pdf"])
def test_chart_writes_a_file(recorded: Path, tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"reigns.{suffix}"
    assert run("chart", "reigns", "--out", str(path)).exit_code == 0
    assert path.stat().st_size > 5_000


def test_chart_without_out_writes_into_out(
    recorded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("chart", "bump").exit_code == 0
    assert sorted(file.name for file in (tmp_path / "out").iterdir()) == [
        "bump-tokens.alt.txt", "bump-tokens.csv", "bump-tokens.json", "bump-tokens.png",
        "bump-tokens.wide.csv",
    ]  # fmt: skip


def test_every_column_printed_is_defined(recorded: Path) -> None:
    from tracker.analysis.frame import COLUMNS
    from tracker.definitions import definitions

    defined = definitions()
    columns = {*COLUMNS, *rows("top", "--limit", "1")[0], *rows("streaks", "--limit", "1")[0]}
    assert columns - defined.keys() == set()
    assert "Value ÷ everything" in run("define", "share").output
    assert run("define", "glory").exit_code == 1
    for source in ("history", "export", "data_api"):
        assert len(run("define", source).output) > 200


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys; sys.argv = ['tracker', '--help']\n"
        "from tracker.cli import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "print({'pandas', 'sqlalchemy', 'matplotlib', 'requests', 'rich'} & sys.modules.keys(), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "set()"
    assert "collect" in done.stdout


def test_version_is_the_version() -> None:
    import tracker

    assert run("--version").output.strip() == tracker.__version__


def test_a_dry_run_says_what_would_become_of_a_body_and_keeps_none(
    tmp_path: Path,
    server: Server,
    commands_use: Callable[[Path], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    server.says(
        "/api/v1/models", b'{"data": [{"canonical_slug": "a/x", "pricing": {}, "id": "a/x"}]}'
    )
    commands_use(tmp_path)
    monkeypatch.setenv("TRACKER_BASE_URL", server.url)
    result = run("collect", "catalog", "--dry-run")
    assert result.exit_code == 1
    assert "would be refused: models (all) has" in result.output
    assert "is kept as" not in result.output + result.stderr
    assert not list(tmp_path.glob("archive/*/*/*.gz"))


def test_what_was_doubted_is_shown_with_its_number_and_can_be_accepted(
    tmp_path: Path, commands_use: Callable[[Path], None]
) -> None:
    commands_use(tmp_path / "data")
    file = tmp_path / "2026-08-10.models.json"
    file.write_bytes(list_body(model_rows(date(2026, 8, 9), 20)))
    imported = run("import", str(file))
    assert imported.exit_code == 1
    assert "quarantined, read as front end, models, view week" in imported.output
    assert "run `tracker accept 1` to record it" in run("status").output
    week = ("top", "--metric", "calls", "--week", "2026-W32")
    assert rows(*week)[0]["dataset"] == "history-models-window"
    accepted = run("accept", "1")
    assert accepted.exit_code == 0
    assert accepted.output.startswith("2026-08-10.models.json: 2 new, 0 corrected, 0 as before")
    assert rows(*week)[0]["dataset"] == "models-window"
    assert run("accept", "1").exit_code == 1
    assert run("accept", "x").exit_code == 2


def test_datasets_are_compared_slug_by_slug_only(recorded: Path) -> None:
    assert run("reconcile", "--by", "author").exit_code == 2
    assert run("bounds", "--week", "2026-W14", "nobody/at-all").exit_code == 1
