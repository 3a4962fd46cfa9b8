"""story: what it prints, what it writes, and what it refuses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from tracker.cli import app

SENTENCE = "GLM-5.2 gained 110 percent on the week."
ASKED = ("story", SENTENCE, "--published", "2026-06-29")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


@pytest.fixture(autouse=True)
def _elsewhere(recorded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_a_story_is_written_and_its_paragraph_printed() -> None:
    shown = run(*ASKED, "--out", "kit")
    assert shown.exit_code == 0, shown.output
    first, *paragraph = shown.output.splitlines()
    assert first == "kit/story.md: refuted; pictures amounts and share-lines"
    assert " ".join(paragraph) == (
        "OpenRouter’s figures do not bear out the claim that the token use of GLM 5.2 rose by 110% in"
        " the week of 22–28 June 2026 compared with the week before. It went from 1.27 trillion tokens"
        " to 2.11 trillion tokens, up 66.5%."
    )
    assert Path("kit/1-amounts-wide.csv").is_file()
    checked = run("check", SENTENCE, "--published", "2026-06-29", "--format", "json")
    assert Path("kit/verdict.json").read_text() == checked.output


def test_a_picture_of_a_story_can_be_drawn_again() -> None:
    assert run(*ASKED, "--out", "kit").exit_code == 0
    digest = Path("kit/citation.txt").read_text().rpartition("sha256:")[2][:16]
    again = run("reproduce", digest, "--out", "again.png")
    assert again.exit_code == 0, again.output
    assert Path("again.png").read_bytes() == Path("kit/2-share-lines.png").read_bytes()


def test_a_story_may_be_told_in_chinese_and_as_it_was_known() -> None:
    shown = run(*ASKED, "--lang", "zh", "--as-of", "2026-08-22", "--out", "kit")
    assert shown.exit_code == 0, shown.output
    assert "GLM 5.2的Token用量由1.27万亿变为2.11万亿，增长66.5%。" in shown.output
    assert "as of 2026-08-22T23:59:59.999999Z" in Path("kit/citation.txt").read_text()


def test_what_cannot_be_told_leaves_no_folder() -> None:
    shown = run("story", "Will GLM-5.2 gain?", "--out", "kit")
    assert shown.exit_code == 1
    assert str(shown.exception).startswith(
        "nothing in it can be judged: it is a question. Write who"
    )
    assert not Path("kit").exists()


def test_a_folder_that_holds_something_else_is_left_alone() -> None:
    Path("kit").mkdir()
    Path("kit/story.md").write_text("mine")
    shown = run(*ASKED, "--out", "kit")
    assert shown.exit_code == 1
    assert "kit is there already, and holds something else" in str(shown.exception)
    assert [file.name for file in Path("kit").iterdir()] == ["story.md"]


def test_it_needs_a_folder() -> None:
    assert run("story", SENTENCE).exit_code == 2


def test_the_verdicts_of_several_claims_are_a_list() -> None:
    text = "Last week DeepSeek V4 Flash came first with 4.95 trillion tokens."
    assert run("story", text, "--published", "2026-06-23", "--out", "kit").exit_code == 0
    verdicts = json.loads(Path("kit/verdict.json").read_text())
    assert [verdict["verdict"] for verdict in verdicts] == ["supported", "supported"]
