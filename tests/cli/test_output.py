"""What goes to a terminal can be shown there; data goes into a pipe as it is."""

from __future__ import annotations

import sys

import pandas as pd
import pytest

from tracker.cli import main, output
from tracker.cli.options import Format
from tracker.errors import TrackerError
from tracker.publish.words import Table

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
    output.complain(f"{HOSTILE}\ntracker: all is well")
    told = capsys.readouterr()
    assert told.out == f"{SHOWN}\ufffdexport: fine, 30 new\n"
    assert told.err == f"tracker: {SHOWN}\ufffdtracker: all is well\n"


def test_an_error_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail() -> None:
        raise TrackerError(f"{HOSTILE}\nis wrong")

    monkeypatch.setattr("tracker.cli.app", fail)
    with pytest.raises(SystemExit):
        main()
    assert capsys.readouterr().err.startswith(f"tracker: {SHOWN}\ufffdis wrong; nothing was lost")
