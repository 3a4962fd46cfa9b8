"""A notebook knows what the commands know, in the same words."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from sqlite3 import connect
from typing import Any

import pandas as pd
import pytest
from typer.testing import CliRunner

import tracker
from tracker.answers.formats import records
from tracker.cli import app
from tracker.errors import ConfigError, GapError
from tracker.notebook.database import Database


@pytest.fixture
def db(recorded: Path) -> Iterator[Database]:
    with tracker.open() as database:
        yield database


def printed(*command: str) -> Any:
    """Return the JSON that a command prints."""
    result = CliRunner().invoke(app, [*command, "--format", "json"])
    assert result.exit_code == 0, result.output
    return json.loads(result.output)


def rows_of(sheet: pd.DataFrame, columns: list[str]) -> list[dict[str, Any]]:
    return records(sheet[columns])


@pytest.mark.parametrize(
    ("command", "arguments", "columns"),
    [
        (["top", "--week", "2026-W14"], {"week": "2026-W14"}, ["rank", "entity", "name", "value"]),
        (["top", "--day", "2026-04-29"], {"day": "2026-04-29"}, ["rank", "entity", "value"]),
        (["top", "--month", "2026-04"], {"month": "2026-04"}, ["rank", "entity", "value"]),
        (["top", "--days", "30"], {"days": 30}, ["rank", "entity", "value", "start", "end"]),
        (
            ["top", "--days", "3", "--window", "2026-04-29"],
            {"days": 3, "window": "2026-04-29"},
            ["rank", "entity", "value", "start", "end"],
        ),
        (["top", "--by", "country"], {"by": "country"}, ["rank", "entity", "name", "share"]),
        (["streaks", "--metric", "calls"], {"metric": "calls"}, ["entity", "weeks", "ongoing"]),
        (
            ["streaks", "--rank", "3", "--at-least", "9", "--robust"],
            {"rank": 3, "at_least": 9, "robust": True},
            ["entity", "weeks", "regrouped", "sunday_weeks", "first_vintage"],
        ),
        (
            ["market", "--from", "2026-W20", "--depth", "9"],
            {"from_": "2026-W20", "depth": 9},
            ["cr1", "hhi_low", "turnover", "free"],
        ),
        (
            ["changed", "--since", "2026-08-22"],
            {"since": "2026-08-22"},
            ["leader_then", "leader_now"],
        ),
    ],
)
def test_a_method_answers_as_its_command_does(
    db: Database, command: list[str], arguments: dict[str, Any], columns: list[str]
) -> None:
    answer = printed(*command)
    sheet = getattr(db, command[0])(**arguments)
    assert rows_of(sheet, columns) == [{name: row[name] for name in columns} for row in answer]
    assert {"metric", "by"} <= {*sheet.columns}


def test_versus_gives_weeks_and_streaks_as_its_command_does(db: Database) -> None:
    answer = printed("versus", "China", "US", "--from", "2026-W10", "--to", "2026-W20")
    weeks, streaks = db.versus("China", "US", from_="2026-W10", to="2026-W20")
    columns = ["a", "b", "leader"]
    assert rows_of(weeks, columns) == [
        {name: row[name] for name in columns} for row in answer["weeks"]
    ]
    assert [*streaks["weeks"]] == [row["weeks"] for row in answer["streaks"]]


def test_a_verdict_prints_what_the_command_says(db: Database) -> None:
    sentence, day = "Qwen3.6 Plus led for five weeks", "2026-04-20"
    verdict = db.check(sentence, published=day)
    shown = CliRunner().invoke(app, ["check", sentence, "--published", day]).output
    for line in str(verdict).splitlines():
        assert line in shown
    assert "<b>refuted</b>" in verdict._repr_html_()
    assert "Qwen3.6 Plus (free)</td>" in verdict._repr_html_()


def test_verdicts_on_a_text_are_a_table(db: Database) -> None:
    text = "Qwen3.6 Plus led for five weeks. MiniMax M2.5 led for five weeks up to 15 March 2026."
    verdicts = db.check_text(text, published="2026-04-20")
    assert [each.verdict for each in verdicts] == ["refuted", "supported"]
    assert verdicts._repr_html_().count("<tr>") == 3


def test_a_profile_shows_its_sentences(db: Database) -> None:
    profile = db.profile("Qwen3.6 Plus (free)")
    assert "led no more than two weeks running" in repr(profile)
    assert "What happened around it" in profile._repr_html_()


@pytest.mark.parametrize("form", [".png", ".svg", ".vl.json"])
def test_a_chart_shows_itself_and_is_saved_in_any_form(
    db: Database, tmp_path: Path, form: str
) -> None:
    chart = db.chart("share-lines", "China", by="country", from_="2026-W20", size="square")
    shown, layout = chart._repr_mimebundle_()
    assert shown["image/png"].startswith(b"\x89PNG")
    assert layout["image/png"] == {"alt": chart.alt, "width": 540}
    assert chart.source in repr(chart)
    assert {"week", "entity", "share"} <= {*chart.rows.columns}
    paths = chart.save(tmp_path / f"china{form}")
    assert paths[0].stat().st_size > 1_000
    assert json.loads((tmp_path / "china.json").read_text())["digest"] == chart.card["digest"]


def test_a_chart_takes_the_level_of_what_it_highlights(db: Database) -> None:
    chart = db.chart("versus", "Chinese models", "American models", from_="2026-W10")
    assert chart.card["query"]["by"] == "country"


def test_an_unknown_look_is_refused(db: Database) -> None:
    with pytest.raises(tracker.TrackerError, match="there is no language 'xx'"):
        db.chart("reigns", language="xx")  # type: ignore[arg-type]


def test_unknown_words_are_refused_wherever_they_are_given(db: Database) -> None:
    for call in (
        lambda: db.daily(by="modle"),  # type: ignore[arg-type]
        lambda: db.vintages("token"),  # type: ignore[arg-type]
        lambda: db.apps("token"),  # type: ignore[arg-type]
        lambda: db.top(limit=-1),
        lambda: db.market(top=0),
        lambda: db.check(""),
    ):
        with pytest.raises(ConfigError):
            call()
    with pytest.raises(GapError, match="no tokens of apps are recorded for 30 days"):
        db.apps(length=30)


def test_a_claim_is_dated_by_text_or_by_a_date(db: Database) -> None:
    sentence = "Qwen3.6 Plus led for five weeks"
    by_text = db.check(sentence, published="2026-04-20", ending="2026-W16")
    assert db.check(sentence, published=date(2026, 4, 20), ending=date(2026, 4, 19)) == by_text


def test_spend_is_shown_as_dollars_whatever_is_selected(db: Database) -> None:
    assert ">$2.39M</td>" in db.weekly("spend")[["name", "value"]].head(1)._repr_html_()
    rows = db.sql("SELECT name, value FROM weekly_spend ORDER BY value DESC LIMIT 2")
    assert ">$2.39M</td>" in rows._repr_html_()


def test_whatever_is_shown_can_be_cited(db: Database) -> None:
    week = db.weekly(from_="2026-W14", to="2026-W14")
    line = "Source: OpenRouter (openrouter.ai/rankings), as of 2026-08-22T07:10:19.789Z."
    assert db.cite(week).startswith(line)
    assert db.cite(week.head(3)[["week", "dataset", "as_of"]]).startswith(line)
    assert db.cite(db.top(week="2026-W14").head(1)[["name", "share"]]).startswith(line)
    assert "@misc{openrouter-reigns-" in db.cite(db.chart("reigns"))
    with pytest.raises(ConfigError, match="does not say where its figures come from"):
        db.cite(pd.DataFrame({"share": [0.5]}))


def test_a_definition_is_read_as_it_is_printed(db: Database) -> None:
    definition = db.define("near tie")
    assert repr(definition) == definition
    assert "runner-up" in definition


def test_months_are_those_of_the_official_days(db: Database) -> None:
    months = db.monthly(by="author", from_="2026-04-15", to="2026-04-15")
    days = db.daily(by="author", from_="2026-04-01", to="2026-04-30")
    assert months["week"].unique().tolist() == [pd.Timestamp("2026-04-01")]
    assert months["value"].sum() == days["value"].sum()


def test_vintages_say_since_when_a_week_is_known(db: Database) -> None:
    vintages = db.vintages(week="2026-W14")
    official = vintages[vintages["dataset"] == "history-rankings-daily"]
    assert official["start"].nunique() == 7
    assert str(official["known_from"].min()) == "2026-08-22 07:10:19.789000"


def test_bounds_and_events_are_those_of_the_record(db: Database) -> None:
    bounds = db.bounds("2026-W14", "qwen/qwen3.6-plus-04-02:free")
    assert len(bounds) == 7, "six had more calls, and itself"
    events = db.events("Qwen3.6 Plus (free)")
    assert "free variant first named" in [*events["what"]]
    assert events["name"].eq("Qwen3.6 Plus (free)").any()


def test_a_database_says_what_it_has(db: Database) -> None:
    text = repr(db)
    assert "tokens: 100 weeks, 2024-W46 to 2026-W41" in text
    assert "streaks" in db._repr_html_()


def test_one_period_is_asked_for_at_a_time(db: Database) -> None:
    with pytest.raises(ConfigError, match="week and month exclude each other"):
        db.top(week="2026-W14", month="2026-04")


def test_a_week_without_figures_is_a_gap(db: Database) -> None:
    with pytest.raises(GapError, match="2020-W01"):
        db.top(week="2020-W01")


def test_the_public_names_are_offered() -> None:
    assert {"open", "streaks", "rank", "share", "MixedDepths"} <= {*dir(tracker)}
    assert {getattr(tracker, name) for name in dir(tracker)}
    assert not [name for name in dir(tracker) if name.startswith("_") and name != "__version__"]


def test_another_database_is_opened_by_its_path(
    db: Database,
    recorded: Path,
    on_sqlite: None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    copy = tmp_path / "copy.db"
    with connect(recorded / "tracker.db") as source, connect(copy) as target:
        source.backup(target)
    monkeypatch.chdir(tmp_path)
    for place in (copy, str(copy), "copy.db", f"sqlite:///{copy}"):
        with tracker.open(place) as other:
            assert other.top(limit=1).equals(db.top(limit=1))
    with pytest.raises(GapError):
        tracker.open("missing.db")
    assert not (tmp_path / "missing.db").exists()
