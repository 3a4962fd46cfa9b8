"""What goes to a terminal can be shown there; data goes into a pipe as it is."""

from __future__ import annotations

import dataclasses
import json
import sys

import pandas as pd
import pytest
import typer

from tracker.answers.table import Table
from tracker.cli import main, output
from tracker.cli.params import Format
from tracker.errors import TrackerError

HOSTILE = "a/x\x1b[2J\x1b]0;owned\x07\x9b31m\u202ebelow"
SHOWN = "a/x\ufffd[2J\ufffd]0;owned\ufffd\ufffd31m\ufffdbelow"
TABLE = Table(pd.DataFrame({"entity": [HOSTILE], "value": [5]}), f"of {HOSTILE}", "")


@pytest.mark.parametrize("how", list(Format))
def test_no_name_commands_a_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], how: Format
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    assert sys.stdout.isatty()
    output.show(TABLE, how)
    written = capsys.readouterr().out
    assert "a/x" in written
    assert [
        sign for sign in ("\x1b[2J", "\x1b]", "\x07", "\x9b", "\u202e") if sign in written
    ] == []


def test_into_a_pipe_data_goes_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    output.show(TABLE, Format.csv)
    assert capsys.readouterr().out == f"entity,value\n{HOSTILE},5\n"


def test_a_step_and_a_complaint_are_one_line_each(capsys: pytest.CaptureFixture[str]) -> None:
    with output.steps("collecting") as step:
        step(f"{HOSTILE}\nexport: fine, 30 new")
    output.complain("Error", f"{HOSTILE}\nError: all is well")
    told = capsys.readouterr()
    assert told.out == f"{SHOWN}\ufffdexport: fine, 30 new\n"
    assert told.err == f"Error: {SHOWN}\ufffdError: all is well\n"


def test_an_error_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail() -> None:
        raise TrackerError(f"{HOSTILE}\nis wrong")

    monkeypatch.setattr("tracker.cli.app", fail)
    with pytest.raises(SystemExit):
        main()
    assert capsys.readouterr().err.startswith(f"Error: {SHOWN}\ufffdis wrong.\nHint: ")


FORGED = "a/x\n    1  qwen/forged  9.99T"
LINES = Table(
    pd.DataFrame({"entity": [FORGED], "value": [5]}), f"of {FORGED}", f"from {FORGED}",
    (f"Note: {FORGED}",),
)  # fmt: skip


@pytest.mark.parametrize("on_a_terminal", [True, False])
@pytest.mark.parametrize("how", list(Format))
def test_no_name_begins_a_line_of_its_own(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    how: Format,
    on_a_terminal: bool,
) -> None:
    """Not in a table, its title, its notes or its source; a row of CSV in a pipe is as it is."""
    monkeypatch.setattr(sys.stdout, "isatty", lambda: on_a_terminal)
    output.show_all([LINES], how, [f"said of {FORGED}"], notes=[f"More: {FORGED}"])
    output.say(f"{FORGED} is left out")
    written = capsys.readouterr().out
    forged = [line for line in written.splitlines() if line.strip().startswith("1  qwen/forged")]
    assert bool(forged) == (how is Format.csv and not on_a_terminal)


def test_a_row_is_a_line_of_csv_on_a_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    output.say_csv('entity,value\n"a/two\nlines\r=1+1",5\n')
    assert capsys.readouterr().out == "entity,value\na/two\ufffdlines\ufffd=1+1,5\n"


WEEKS = Table(
    pd.DataFrame({"week": ["2026-03-30"], "entity": ["a/x"], "value": [5], "at_least": [True],
                  "depth": [9], "days": [7]}),
    "Weeks", "Source: made up.",
)  # fmt: skip
LEADERS = Table(pd.DataFrame({"week": ["2026-03-30"], "leader": ["a/x"]}), "Leaders", "")


def test_columns_are_those_named_in_that_order(capsys: pytest.CaptureFixture[str]) -> None:
    output.show(WEEKS, Format.csv, columns=["value", "entity"])
    assert capsys.readouterr().out == "value,entity\n5,a/x\n"
    output.show(WEEKS, Format.json, columns=["value", "entity"])
    assert json.loads(capsys.readouterr().out) == [{"value": 5, "entity": "a/x"}]
    output.show(WEEKS, Format.md, columns=["value", "entity"])
    assert "| value | entity |\n| --- | --- |\n| 5 | a/x |" in capsys.readouterr().out


def test_columns_that_are_named_are_printed_whatever_the_width(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`depth` is the same in all rows, `days` is usual, `at_least` a mark elsewhere."""
    monkeypatch.setattr(output, "width", lambda: 20)
    named = dataclasses.replace(WEEKS, names=lambda key, by: f"The {key}")
    output.show(named, Format.table, columns=["depth", "days", "at_least", "entity", "name"])
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert ["depth", "days", "at", "entity", "name"] in lines
    assert ["9", "7", "yes", "a/x", "The"] in lines
    assert not any("Left" in line for line in lines)


def test_each_table_of_an_answer_has_the_columns_that_it_has(
    capsys: pytest.CaptureFixture[str],
) -> None:
    output.show_all([WEEKS, LEADERS], Format.table, columns=["leader", "week"])
    written = capsys.readouterr().out
    assert "Weeks\n\n week\n" in written
    assert "Leaders\n\n leader  week\n" in written
    output.show_all([WEEKS, LEADERS], Format.table, columns=["leader"])
    assert "Weeks" not in capsys.readouterr().out


def test_a_wrong_column_lists_the_right_ones() -> None:
    with pytest.raises(typer.BadParameter) as caught:
        output.show_all([WEEKS, LEADERS], Format.csv, columns=["week", "glory"])
    assert caught.value.message == (
        "there is no column 'glory' in this table.\n"
        "Hint: Choose from week, entity, value, at_least, depth, days, leader."
    )
