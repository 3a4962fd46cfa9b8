"""The forms of a figure: their endings, their companions, and the style that a card remembers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from support.databases import Databases
from typer.testing import CliRunner

from tracker.charts import style
from tracker.cli import app
from tracker.errors import ConfigError
from tracker.publish.figures import figure as figures
from tracker.publish.figures import forms
from tracker.publish.figures.figure import Figure
from tracker.records import Question
from tracker.store import Store

BOARD = Figure("leaderboard", Question(by="author"))
HOUSE = style.of(
    {"palette": ["#0d3b66"], "footer": "The Daily", "names": {"deepseek": "Deep Seek"}}
)


@pytest.fixture
def bundled(databases: Databases, _history: Path) -> Iterator[Store]:
    with Store(databases.of(_history)) as store:
        yield store


@pytest.mark.parametrize(
    ("name", "form", "stem"),
    [
        ("a.png", ".png", "a"),
        ("A.HTML", ".html", "A"),
        ("a.vl.json", ".vl.json", "a"),
        ("qwen3.6-plus.svg", ".svg", "qwen3.6-plus"),
    ],
)
def test_the_ending_chooses_the_form(name: str, form: str, stem: str) -> None:
    assert forms.of(Path(name)) == form
    assert forms.stem(Path("out") / name) == Path("out") / stem


@pytest.mark.parametrize("name", ["a.json", "a", "a.gif", "a.vl"])
def test_any_other_ending_says_which_there_are(name: str) -> None:
    with pytest.raises(ConfigError, match=r"\.vl\.json"):
        forms.of(Path(name))


@pytest.mark.parametrize("form", forms.FORMS)
def test_the_files_beside_a_form_are_the_same(bundled: Store, tmp_path: Path, form: str) -> None:
    result = figures.draw(bundled, replace(BOARD, form=form))
    files = figures.save(result, tmp_path / f"board{form}")
    names = [f"board{form}", "board.csv", "board.wide.csv", "board.json", "board.alt.txt"]
    assert [file.name for file in files] == names
    card = json.loads((tmp_path / "board.json").read_text())
    assert card["look"]["form"] == form
    assert card["digest"] == figures.draw(bundled, BOARD).digest


@pytest.mark.parametrize("form", [".svg", ".html", ".vl.json"])
def test_a_card_remembers_its_style(bundled: Store, tmp_path: Path, form: str) -> None:
    result = figures.draw(bundled, replace(BOARD, form=form, style=HOUSE))
    assert "Deep Seek" in result.picture.data.decode()
    assert "The Daily" in result.picture.data.decode()
    assert "#0d3b66" in result.picture.data.decode()
    figures.remember(result, tmp_path)
    card = figures.recall(result.digest, tmp_path)
    again = figures.redraw(bundled, figures.figure(card), card)
    assert again.picture.data == result.picture.data


def test_a_style_changes_no_digest_and_has_its_own_file(bundled: Store) -> None:
    own = replace(BOARD, style=HOUSE)
    assert figures.draw(bundled, own).digest == figures.draw(bundled, BOARD).digest
    assert figures.file_name(own) != figures.file_name(BOARD)


def test_the_command_takes_forms_and_a_style(
    bundled: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = bundled.engine.url.render_as_string(hide_password=False)
    monkeypatch.setenv("TRACKER_DATABASE_URL", url)
    monkeypatch.setenv("TRACKER_DATA_DIR", str(tmp_path))
    house = tmp_path / "house.toml"
    house.write_text('footer = "The Daily"')
    out, again = tmp_path / "a.vl.json", tmp_path / "b.html"
    command = ["chart", "leaderboard", "--by", "author", "--out", str(out), "--style", str(house)]
    result = CliRunner().invoke(app, command)
    assert result.exit_code == 0, result.output
    assert "The Daily" in out.read_text()
    result = CliRunner().invoke(app, ["reproduce", str(tmp_path / "a.json"), "--out", str(again)])
    assert result.exit_code == 0, result.output
    assert "The Daily" in again.read_text()
    house.write_text("colour = 1")
    result = CliRunner().invoke(app, command)
    assert result.exit_code == 2
    assert "a style has no 'colour'" in result.output
    assert "Hint: Choose from font" in result.output
