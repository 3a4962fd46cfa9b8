"""The commands that weigh what was measured, on the bundled history."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from tracker.cli import app, session
from tracker.errors import GapError

QWEN = ("check", "qwen/qwen3.6-plus #1 for 5 weeks", "--ending", "2026-04-19")
RUNNING = {
    "versus": ("versus", "country:CN", "country:US", "--depth", "9"),
    "market": ("market", "--from", "2026-W20"),
    "profile": ("profile", "qwen/qwen3.6-plus-04-02:free"),
    "check": QWEN,
    "changed": ("changed", "--since", "2026-09-01"),
    "unmapped": ("unmapped",),
    "movers": ("top", "--movers", "--week", "2026-W14"),
}


def run(*words: str) -> Result:
    return CliRunner().invoke(app, [*words])


def answer(*words: str) -> Any:
    result = run(*words, "--format", "json")
    assert result.exit_code == 0, result.output
    return json.loads(result.output)


@pytest.mark.parametrize("how", ["table", "csv", "json", "md"])
@pytest.mark.parametrize("command", RUNNING)
def test_every_format_is_plain_text_without_a_terminal(
    command: str, how: str, recorded: Path
) -> None:
    result = run(*RUNNING[command], "--format", how)
    assert result.exit_code == 0, result.output
    assert "\x1b" not in result.output
    assert "nan" not in result.output.lower().replace("nano", "")
    if how == "json":
        json.loads(result.output)
    elif how == "csv":
        assert len({len(row) for row in csv.reader(io.StringIO(result.output))}) == 1
    else:
        assert "Source: OpenRouter" in result.output


@pytest.mark.parametrize(
    "words",
    [
        ("check",),
        ("check", "MiniMax M2.5 #1 for 5 weeks", "--file", "claims.csv"),
        ("check", "MiniMax M2.5 5 calls in 2026-W11", "--metric", "tokens"),
        ("check", "--file", "nowhere.csv"),
        ("versus", "country:CN"),
        ("versus", "country:CN", "country:US", "--depth", "nine"),
        ("profile", "MiniMax M2.5", "--threshold", "kept=much"),
        ("profile", "MiniMax M2.5", "--threshold", "luck=7"),
        ("changed",),
        ("market", "--by", "planet"),
        ("market", "--depth", "99999999999999999999"),
        ("check", "country:CN over country:US for 5 weeks", "--depth", "5001"),
        ("changed", "--since", "2026-08-01", "--as-of", "2026-07-25"),
    ],
)
def test_wrong_usage_is_exit_code_2(words: tuple[str, ...], recorded: Path) -> None:
    result = run(*words)
    assert result.exit_code == 2, result.output
    assert "Traceback" not in result.output


@pytest.mark.parametrize(
    "words",
    [
        ("versus", "country:CN", "country:XX"),
        ("versus", "country:CN", "country:US", "--week", "2030-W01"),
        ("profile", "no/such-model"),
        ("market", "--week", "2030-W01"),
        ("market", "--by", "app"),
        ("changed", "--since", "2020-01-01"),
        ("profile", "total"),
    ],
)
def test_what_the_record_does_not_hold_is_one_sentence(
    words: tuple[str, ...], recorded: Path
) -> None:
    result = run(*words)
    assert result.exit_code == 1
    assert str(result.exception).endswith(".")


def test_the_rows_of_versus_are_the_contract(recorded: Path) -> None:
    found = answer("versus", "country:CN", "country:US", "--depth", "9", "--from", "2026-W10")
    assert {*found["weeks"][0]} == {"week", "a", "b", "ratio", "leader", "depth", "at_least"}
    assert {*found["streaks"][0]} == {"leader", "first", "last", "weeks", "ongoing"}
    first = found["weeks"][0]
    assert (first["week"], type(first["a"]), type(first["b"])) == ("2026-03-02", int, int)
    assert found["streaks"][0] == {
        "leader": "a", "first": "2026-03-02", "last": "2026-04-06", "weeks": 6, "ongoing": False,
    }  # fmt: skip


def test_the_rows_of_streaks_are_the_contract_unless_asked(recorded: Path) -> None:
    plain = answer("streaks", "--at-least", "5")[0]
    assert [*plain] == [
        "entity", "name", "metric", "by", "first", "last", "weeks", "ongoing", "ended_by",
    ]  # fmt: skip
    robust = answer("streaks", "--at-least", "5", "--robust")[0]
    assert {*robust} - {*plain} == {
        "regrouped", "sunday_weeks", "other_metric", "first_vintage",
    }  # fmt: skip


def test_reveal_says_so(recorded: Path) -> None:
    plain = run("top", "--by", "country", "--week", "2026-W12")
    revealed = run("top", "--by", "country", "--week", "2026-W12", "--reveal")
    assert "With hindsight" not in plain.output
    assert "With hindsight" in revealed.output
    rows = answer("top", "--by", "country", "--week", "2026-W12", "--reveal")
    assert rows[0]["entity"] == "CN"
    assert answer("top", "--by", "country", "--week", "2026-W12")[0]["entity"] == "US"


def test_market_tells_countries_and_weights(recorded: Path) -> None:
    shown = run("market", "--week", "2026-W30").output
    assert "By country, 2026-W30" in shown
    assert "By weights, 2026-W30" in shown


def test_thresholds_are_shown_and_change_only_what_is_said(recorded: Path) -> None:
    told = answer("profile", "MiniMax M2.5")
    strict = answer("profile", "MiniMax M2.5", "--threshold", "lasting_weeks=6")
    assert strict["thresholds"]["lasting_weeks"] == 6
    assert [row["found"] for row in told["measures"]] == [
        row["found"] for row in strict["measures"]
    ]
    weeks = [one["measures"][0]["speaks"] for one in (told, strict)]
    assert weeks == ["for", "against"]


def test_a_streak_that_is_over_is_not_said_to_go_on(recorded: Path) -> None:
    """A stealth model's maker leads in the newest week."""
    (first, *_) = answer("profile", "author:deepseek")["sentences"]
    assert "it led nine weeks running (2026-W31 to 2026-W39);" in first
    ongoing = [row["entity"] for row in answer("streaks", "--by", "author") if row["ongoing"]]
    assert ongoing == ["stealth"]


def test_a_term_is_defined_as_it_is_printed(recorded: Path) -> None:
    assert run("define", "weeks at #1").output == run("define", "weeks_at_1").output
    assert run("define", "TW").output == run("define", "rank").output
    missing = run("define", "schare")
    assert missing.exit_code == 1
    assert "the nearest are" in str(missing.exception)


def test_a_name_taken_for_one_slug_of_a_family_says_so(recorded: Path) -> None:
    note = "`--by family` counts all of Step 3.5 Flash."
    assert note in run("profile", "stepfun/step-3.5-flash").output
    assert note not in run("profile", "stepfun/step-3.5-flash", "--by", "family").output


@pytest.mark.parametrize(
    "words",
    [
        ("top",),
        ("top", "--movers"),
        ("streaks", "--plain"),
        ("bounds",),
        ("versus", "country:CN", "country:US"),
        ("market",),
        ("profile", "author:deepseek"),
        ("unmapped",),
        ("check", "country:CN over country:US for 2 weeks"),
    ],
)
def test_who_is_told_of_the_newest_week_is_told_its_age(
    words: tuple[str, ...], recorded: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The newest week of tokens on record and that of calls is 2026-W40."""
    monkeypatch.setattr(session, "now", lambda: datetime(2026, 11, 29, 9, tzinfo=UTC))
    said = re.findall(r"^The newest week of .* ago\.$", run(*words).output, re.MULTILINE)
    week = "calls on record, 2026-W40, ended 56" if words == ("bounds",) else (
        "tokens on record, 2026-W40, ended 56"
    )  # fmt: skip
    assert said == [f"The newest week of {week} days ago."]
    for how in ("json", "csv"):
        assert "days ago" not in run(*words, "--format", how).output
    monkeypatch.setattr(session, "now", lambda: datetime(2026, 8, 15, 9, tzinfo=UTC))
    assert "days ago" not in run(*words).output


@pytest.mark.parametrize(
    "words",
    [
        ("top", "--week", "2026-W14"),
        ("streaks", "--plain", "--to", "2026-W14"),
        ("check", "country:CN over country:US for 5 weeks", "--ending", "2026-04-05"),
    ],
)
def test_who_names_the_end_is_told_no_age(words: tuple[str, ...], recorded: Path) -> None:
    assert "days ago" not in run(*words).output


def test_status_says_how_old_each_newest_week_is(
    recorded: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tracker.weeks.utc_now", lambda: datetime(2026, 11, 29, 9, tzinfo=UTC))
    assert "tokens      newest complete week 2026-W40, which ended 56 days ago" in (
        run("status").output.splitlines()
    )


def test_json_has_names_beside_keys_and_no_keys_for_names(recorded: Path) -> None:
    words = ("--metric", "tokens", "--week", "2026-W40", "--limit", "2")
    detail = answer("reconcile", "--detail", *words)
    assert {row["entity"]: row["name"] for row in detail} != {}
    assert all("/" not in row["name"] for row in detail)
    lacking = answer("unmapped", "--metric", "spend", "--limit", "2")
    assert lacking
    assert not any("name" in row for row in lacking)


# A day, a window, a month.


@pytest.mark.parametrize(
    ("words", "first", "heading"),
    [
        (("--day", "2026-04-29"), "tencent/hy3-preview-20260421:free", "29 April 2026"),
        (
            ("--window", "2026-04-29"),
            "moonshotai/kimi-k2.6-20260420",
            "the seven days to 29 April 2026",
        ),
        (("--month", "2026-04"), "qwen/qwen3.6-plus-04-02:free", "30 days of April 2026"),
    ],
)
def test_top_ranks_a_day_a_window_and_a_month(
    recorded: Path, words: tuple[str, str], first: str, heading: str
) -> None:
    rows = answer("top", *words)
    assert (rows[0]["rank"], rows[0]["entity"]) == (1, first)
    assert rows[0]["start"] <= rows[0]["end"]
    assert [*rows[0]] == [
        "start", "end", "rank", "entity", "name", "value", "at_least", "share", "change_pct",
        "change_points", "last_rank", "dataset", "depth", "days",
    ]  # fmt: skip
    table = run("top", *words).output
    assert table.startswith(f"Tokens by slug, {heading}\n")
    assert "before" in table


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--day", "2026-04-29", "--month", "2026-04"), "--day and --month exclude each other"),
        (("--window", "2026-04-29", "--week", "2026-W14"), "--window and --week exclude"),
        (("--month", "2026-04", "--from", "2026-W14"), "--month and --from exclude each other"),
        (("--day", "2026-04-29", "--movers"), "--movers compares weeks"),
        (("--day", "9999-12-31"), "at the end of the calendar"),
        (("--month", "0001-01"), "at the end of the calendar"),
        (("--day", "2026-04-31"), "is not a date"),
        (("--month", "April"), "is not a month"),
        (("--month", "2026-04", "--metric", "calls"), "days count tokens"),
    ],
)
def test_what_top_cannot_mean_is_wrong_usage_with_a_hint(
    recorded: Path, words: tuple[str, ...], says: str
) -> None:
    result = run("top", *words)
    assert result.exit_code == 2
    assert says in " ".join(result.output.split())
    assert "Hint: " in result.output


def test_a_day_without_figures_is_a_gap_with_a_hint(recorded: Path) -> None:
    result = run("top", "--day", "2024-01-01")
    assert result.exit_code == 1
    assert isinstance(result.exception, GapError)
    assert "no tokens are recorded for 1 January 2024" in str(result.exception)
    assert "from 1 January 2025 to 9 October 2026" in str(result.exception)


CHOSEN = {
    **{name: ("week", words) for name, words in RUNNING.items()},
    "profile": ("measure", RUNNING["profile"]),
    "check": ("verdict", RUNNING["check"]),
    "unmapped": ("entity", RUNNING["unmapped"]),
    "top": ("value", ("top",)),
    "streaks": ("weeks", ("streaks",)),
    "bounds": ("lower", ("bounds", "--week", "2026-W14")),
}
"""A column that the answer of each command has."""


@pytest.mark.parametrize("command", CHOSEN)
def test_every_answer_has_the_columns_that_are_named(command: str, recorded: Path) -> None:
    name, words = CHOSEN[command]
    rows = answer(*words, "--columns", name)
    assert {tuple(row) for row in rows} <= {(name,)}
    wrong = run(*words, "--columns", f"{name},glory")
    assert wrong.exit_code == 2
    text = " ".join(wrong.output.split())
    assert "no column 'glory' in this table. Hint: Choose from " in text
    assert name in text.partition("Choose from ")[2]


def test_no_column_is_wrong_usage(recorded: Path) -> None:
    assert run("top", "--columns", " , ").exit_code == 2
    assert run("export", "all", "--columns", "week", "--out", "x").exit_code == 2


def test_an_article_has_columns_as_data_alone(recorded: Path, tmp_path: Path) -> None:
    article = tmp_path / "article.txt"
    article.write_text("Qwen 3.6 led for five weeks in April 2026.")
    words = ("check", "--file", str(article), "--published", "2026-04-20", "--columns", "verdict")
    assert [*answer(*words)[0]] == ["verdict"]
    assert "Ask for --format csv or json" in run(*words).output


def test_a_table_is_exported_with_the_columns_that_are_named(
    recorded: Path, tmp_path: Path
) -> None:
    path = tmp_path / "weeks.csv"
    words = ("export", "ranks", "--week", "2026-W14", "--columns", "name,week,value")
    assert run(*words, "--out", str(path)).exit_code == 0
    assert path.read_text().splitlines()[:2] == [
        "name,week,value",
        "Qwen3.6 Plus (free),2026-03-30,4600778695301",
    ]
    assert run("export", "ranks", "--columns", "glory").exit_code == 2


def test_days_alone_are_the_newest_window(recorded: Path) -> None:
    rows = answer("top", "--days", "30", "--limit", "1")
    assert (rows[0]["start"], rows[0]["end"]) == ("2026-09-10", "2026-10-09")
    assert rows == answer("top", "--window", "2026-10-09", "--days", "30", "--limit", "1")
    for words in (["--week", "2026-W14"], ["--month", "2026-04"], ["--movers"]):
        assert run("top", "--days", "30", *words).exit_code == 2


def test_months_are_sums_of_the_official_days_that_are_exported(recorded: Path) -> None:
    exported = run("export", "daily", "--by", "author", "--format", "json")
    days = json.loads(exported.output)
    april = [row for row in days if row["day"].startswith("2026-04") and row["entity"] == "qwen"]
    assert len(april) == 30
    (qwen,) = (
        row
        for row in answer("top", "--month", "2026-04", "--by", "author")
        if row["entity"] == "qwen"
    )
    assert qwen["value"] == sum(row["value"] for row in april)
