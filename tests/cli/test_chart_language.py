"""`tracker chart --lang zh`: a picture in Chinese, whose card says so."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from tracker.charts import fonts
from tracker.cli import app

pytestmark = pytest.mark.skipif(
    not fonts.has_chinese(), reason="no typeface with Chinese is installed here"
)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


@pytest.fixture(autouse=True)
def _elsewhere(recorded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_a_chart_is_drawn_in_chinese_and_can_be_drawn_again() -> None:
    english = run("chart", "stack", "--by", "author")
    chinese = run("chart", "stack", "--by", "author", "--lang", "zh")
    assert (english.exit_code, chinese.exit_code) == (0, 0), chinese.output
    cards = [
        json.loads(Path(f"out/stack-tokens-by-author{suffix}.json").read_text(encoding="utf-8"))
        for suffix in ("", "-zh")
    ]
    assert "language" not in cards[0]["look"]
    assert cards[1]["look"]["language"] == "zh"
    assert cards[0]["digest"] == cards[1]["digest"]
    assert "占OpenRouter全部Token用量的" in cards[1]["title"]
    assert "深度求索" in cards[1]["title"]
    assert cards[1]["source"] == cards[0]["source"]
    alt = Path("out/stack-tokens-by-author-zh.alt.txt").read_text(encoding="utf-8")
    assert cards[1]["title"] in alt
    assert cards[1]["subtitle"] in alt
    again = run("reproduce", "out/stack-tokens-by-author-zh.json", "--out", "again.png")
    assert again.output == f"again.png: {cards[1]['title']}\n"
    assert Path("again.png").read_bytes() == Path("out/stack-tokens-by-author-zh.png").read_bytes()


def test_there_are_two_languages() -> None:
    refused = run("chart", "stack", "--lang", "fr")
    assert refused.exit_code == 2
    assert "'fr' is not one of" in refused.output
