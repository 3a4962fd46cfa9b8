"""A table fits the terminal that it is printed on, and says what it left out for it."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import termios
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from tracker.answers.table import Table
from tracker.cli import app, output
from tracker.cli.layout import Printed, folded, lay_out, width
from tracker.cli.params import Format
from tracker.columns import COLUMNS, KEY, column

WIDTHS = (60, 80, 100, 120)
KEYS = sorted(one.name for one in COLUMNS.values() if one.keep == KEY and one.kind.folds)
"""Columns that stay whatever the width, of texts that can be broken."""
COMMANDS = {
    "top": ("name", ("top", "--from", "2026-W30", "--to", "2026-W32")),
    "top by country": ("name", ("top", "--by", "country")),
    "movers": ("name", ("top", "--movers", "--week", "2026-W14")),
    "streaks": ("name", ("streaks", "--from", "2026-W01")),
    "bounds": ("name", ("bounds", "--week", "2026-W15")),
    "versus": ("leader", ("versus", "country:CN", "country:US", "--from", "2026-W01")),
    "market": ("week", ("market", "--from", "2026-W20")),
    "profile": ("measure", ("profile", "qwen/qwen3.6-plus-04-02:free")),
    "check": ("name", ("check", "qwen/qwen3.6-plus #1 for 5 weeks", "--ending", "2026-04-19")),
    "claims": ("claim", ("check", "--file", str(Path(__file__).parents[1] / "claims/cases.csv"))),
    "changed": ("leader now", ("changed", "--since", "2026-01-01")),
}


@pytest.fixture
def printed_at(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., list[tuple[int, str]]]:
    """Return a function that runs a command once and prints its answer at several widths."""

    def run(*words: str) -> list[tuple[int, str]]:
        answers: list[Callable[[], object]] = []
        for name in ("show_all", "show_claims"):
            show = getattr(output, name)
            monkeypatch.setattr(
                output,
                name,
                lambda *given, show=show, **more: answers.append(lambda: show(*given, **more)),
            )
        result = CliRunner().invoke(app, [*words])
        assert result.exit_code == 0, result.output
        return [(columns, at(columns, answers)) for columns in WIDTHS]

    def at(columns: int, answers: list[Callable[[], object]]) -> str:
        monkeypatch.setattr(output, "width", lambda: columns)
        for answer in answers:
            answer()
        return capsys.readouterr().out

    return run


@pytest.mark.parametrize("name", COMMANDS)
def test_no_line_is_longer_than_the_terminal_and_the_name_stays(
    name: str, recorded: Path, printed_at: Callable[..., list[tuple[int, str]]]
) -> None:
    head, words = COMMANDS[name]
    for columns, text in printed_at(*words):
        lines = text.splitlines()
        assert text.strip()
        assert [line for line in lines if width(line) > columns] == []
        heads = " ".join(re.sub(r"\s+", " ", line) for line in lines)
        assert all(part in heads for part in head.split()), (columns, text)


SLUG = "nvidia/nemotron-3-ultra-550b-a55b-20260604:free"
MADE = {
    "reconcile": {
        "week": ["2026-03-30", "2026-04-06"], "dataset_a": ["models-window", "rankings-daily"],
        "dataset_b": ["history-model-chart"] * 2, "total_ppm": [0.5, 12345.0], "compared": [9, 9],
        "equal": [9, 8], "worst_ppm": [0.0, 1.5], "worst": [None, SLUG],
        "break": [None, "2026-04-06"],
    },
    "reconcile --detail": {
        "week": ["2026-03-30", "2026-04-06"], "dataset_a": ["models-window", "rankings-daily"],
        "dataset_b": ["history-model-chart"] * 2, "entity": [SLUG, "a/x"], "value_a": [10**12, 5],
        "value_b": [10**12, 5], "ppm": [0.0, 1.5],
    },
    "unmapped": {
        "identity": ["by rule", "unknown"], "entity": [SLUG, "a/x"], "value": [10**12, 5],
        "share": [0.5, 0.1], "weeks": [5, 6], "last": ["2026-03-30"] * 2,
        "missing": ["model and author", "author"], "family": [SLUG, None],
        "weights": ["open", None],
    },
}  # fmt: skip


@pytest.mark.parametrize("columns", WIDTHS)
@pytest.mark.parametrize("name", MADE)
def test_a_table_of_which_the_history_has_no_row_fits_too(
    name: str,
    columns: int,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(output, "width", lambda: columns)
    output.show(Table(pd.DataFrame(MADE[name]), f"Of {name}", "Source: made up."), Format.table)
    lines = capsys.readouterr().out.splitlines()
    assert [line for line in lines if width(line) > columns] == []
    assert any(re.search(r"\b(entity|dataset a)\b", line) for line in lines)


def test_what_was_left_out_is_said_last(
    recorded: Path, printed_at: Callable[..., list[tuple[int, str]]]
) -> None:
    columns, text = printed_at("streaks")[0]
    assert columns == 60
    table, notes = text.split("\n\n")[1:]
    assert "first vintage" not in re.sub(r"\s+", " ", table)
    assert re.sub(r"\s+", " ", notes).endswith(
        "Left out, as the terminal is too narrow: ongoing, ended by, regrouped, Sunday weeks, other"
        " metric, first vintage. `--wide` keeps all columns. "
    )


def on_a_terminal(columns: int, *words: str) -> str:
    """Return what the command prints on a terminal of a width."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
    environment = {name: value for name, value in os.environ.items() if name != "COLUMNS"}
    process = subprocess.Popen(
        [sys.executable, "-m", "tracker", *words],
        stdin=theirs, stdout=theirs, stderr=theirs, env=environment | {"TERM": "xterm"},
    )  # fmt: skip
    os.close(theirs)
    written = b""
    while True:
        try:
            part = os.read(ours, 65536)
        except OSError:  # the other end is closed
            break
        if not part:
            break
        written += part
    os.close(ours)
    assert process.wait() == 0, written
    return re.sub(r"\x1b\[[0-9;]*m", "", written.decode()).replace("\r\n", "\n")


def test_a_terminal_of_eighty_columns_has_the_names_and_wide_keeps_all(recorded: Path) -> None:
    narrow = on_a_terminal(80, "top", "--movers", "--week", "2026-W14")
    assert max(map(width, narrow.splitlines())) <= 80
    assert " name " in narrow
    assert "MiMo-V2-Pro" in narrow
    assert "Left out, as the terminal is too narrow: " in narrow
    wide = on_a_terminal(80, "top", "--movers", "--week", "2026-W14", "--wide")
    assert "Left out" not in wide
    assert max(map(width, wide.splitlines())) > 80


@pytest.mark.parametrize("words", [("streaks", "--from", "2026-W20"), ("market", "--limit", "3")])
def test_into_a_pipe_all_columns_go_on_one_line_each(
    words: tuple[str, ...], recorded: Path
) -> None:
    given_wide = CliRunner().invoke(app, [*words, "--wide"]).output
    piped = CliRunner().invoke(app, [*words]).output
    assert piped == given_wide
    assert "Left out" not in piped
    assert {"first vintage", "diversity low"} & {*re.split(r"  +|\n", piped)}


def test_a_long_text_is_broken_where_it_can_be_read() -> None:
    assert [*folded("deepseek/deepseek-v4.1-flash-20260910", 24)] == [
        "deepseek/deepseek-v4.1-", "flash-20260910",
    ]  # fmt: skip
    assert [*folded("a share of 28.4 % of all", 15)] == ["a share of", "28.4 % of all"]
    assert [*folded("通义千问通义千问", 6)] == ["通义千", "问通义", "千问"]


def test_columns_that_say_nothing_go_first_and_keys_never() -> None:
    columns = [
        Printed(column("entity"), ["a/one", "b/two"]),
        Printed(column("value"), ["4.60T", "1.10T"]),
        Printed(column("regrouped"), ["–", "–"]),
        Printed(column("ended_by"), ["b/two", "c/three"]),
    ]
    assert lay_out(columns, None).left_out == []
    assert lay_out(columns, 30).left_out == ["regrouped"]
    assert lay_out(columns, 20).left_out == ["regrouped", "ended by"]
    narrowest = lay_out(columns, 9)
    assert narrowest.left_out == ["value", "regrouped", "ended by"]
    assert narrowest.headings == [" entity"]


@given(
    st.lists(
        st.tuples(
            st.sampled_from(
                [*KEYS, "because", "worst", "ended_by", "detail", "dataset", "missing"]
            ),
            st.lists(st.text("ab/-: 通", max_size=60), min_size=3, max_size=3),
            st.booleans(),
        ),
        min_size=1,
        max_size=12,
        unique_by=lambda column: column[0],
    ),
    st.integers(20, 200),
)
def test_whatever_a_table_holds_its_texts_fit_and_lose_no_sign(
    given_columns: list[tuple[str, list[str], bool]], limit: int
) -> None:
    """Of at most one key: several of them can be wider than any terminal."""
    keys = [name for name, _, _ in given_columns if name in KEYS]
    columns = [
        Printed(column(name), cells) for name, cells, _ in given_columns if name not in keys[1:]
    ]
    found = lay_out(columns, limit)
    assert max(map(width, [*found.headings, *found.lines])) <= limit
    shown = "".join(found.lines).replace(" ", "")
    for printed in columns:
        if printed.heading not in found.left_out:
            for cell in printed.cells:
                assert not {*cell.replace(" ", "")} - {*shown}
