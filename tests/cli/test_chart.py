"""chart, cite, reproduce: what they print, what they write, and what they refuse."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import Image
from typer.testing import CliRunner, Result

from tracker.charts import CONTENTS
from tracker.cli import app, session

QWEN = ("reigns", "--highlight", "Qwen3.6 Plus", "--from", "2026-01-01", "--to", "2026-08-30")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


@pytest.fixture(autouse=True)
def _elsewhere(recorded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_the_list_names_every_chart_and_what_it_is() -> None:
    lines = run("chart", "--list").output.splitlines()
    assert [line.split()[0] for line in lines] == list(CONTENTS)
    assert all(line.endswith(".") for line in lines)


def test_the_title_of_the_qwen_chart_says_that_it_led_two_weeks() -> None:
    shown = run("chart", *QWEN, "--out", "qwen.svg")
    assert shown.exit_code == 0, shown.output
    assert "Qwen3.6 Plus (free) led OpenRouter by tokens for two weeks" in shown.output
    assert "(30 March to 12 April 2026)" in shown.output
    assert (
        shown.output.split(": ", 1)[1].strip() == json.loads(Path("qwen.json").read_text())["title"]
    )


def test_a_country_that_is_highlighted_needs_no_level() -> None:
    shown = run("chart", "versus", "--highlight", "country:CN", "--highlight", "country:US",
                "--from", "2026-W01", "--to", "2026-W17", "--out", "c.svg")  # fmt: skip
    assert shown.output == (
        "c.svg: China led the United States by tokens for six weeks in a row among the nine largest"
        " models, for two among all\n"
    )
    assert (
        "The longest streak of China: 2 March to 12 April 2026 among the nine largest models;"
        " 23 March to 5 April 2026 among all."
    ) in json.loads(Path("c.json").read_text())["method"]


def test_charts_of_two_levels_have_a_file_each(monkeypatch: pytest.MonkeyPatch) -> None:
    for level in ("author", "country"):
        assert run("chart", "stack", "--by", level).exit_code == 0
    assert sorted(file.name for file in Path("out").glob("*.png")) == [
        "stack-tokens-by-author.png", "stack-tokens-by-country.png",
    ]  # fmt: skip


def test_the_age_of_the_newest_week_stands_below_the_title(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The bundled history ends with 2026-W40, whose last day is 4 October."""
    monkeypatch.setattr(session, "now", lambda: datetime(2026, 11, 29, 9, tzinfo=UTC))
    lines = run("chart", "bump", "--out", "b.svg").output.splitlines()
    assert lines[1:] == ["The newest week of tokens on record, 2026-W40, ended 56 days ago."]
    assert len(run("chart", "bump", "--to", "2026-W20", "--out", "b.svg").output.splitlines()) == 1
    monkeypatch.setattr(session, "now", lambda: datetime(2026, 10, 9, 9, tzinfo=UTC))
    assert len(run("chart", "bump", "--out", "b.svg").output.splitlines()) == 1


def test_a_subtitle_of_ones_own_is_drawn_and_kept_for_the_next_time() -> None:
    """It changes no figure, so the digest is the same, and the file has another name."""
    plain, own = (
        run("chart", "bump", *options).output.split(":")[0]
        for options in ((), ("--subtitle", "Ranks of a week, as I see them"))
    )
    assert plain != own
    cards = [json.loads(Path(name).with_suffix(".json").read_text()) for name in (plain, own)]
    assert cards[0]["digest"] == cards[1]["digest"]
    assert cards[1]["subtitle"] == "Ranks of a week, as I see them"
    assert (
        run("reproduce", str(Path(own).with_suffix(".json")), "--out", "again.png").exit_code == 0
    )
    assert Path("again.png").read_bytes() == Path(own).read_bytes()


@pytest.mark.parametrize(("size", "pixels"), [("portrait", (2160, 2700)), ("phone", (780, 1160))])
def test_a_size_has_its_pixels(size: str, pixels: tuple[int, int]) -> None:
    assert run("chart", "leaderboard", "--size", size, "--out", "c.png").exit_code == 0
    with Image.open("c.png") as picture:
        assert picture.size == pixels


def test_what_is_cited_can_be_reproduced() -> None:
    cited = run("cite", *QWEN)
    assert cited.exit_code == 0, cited.output
    digests = set(re.findall(r"[0-9a-f]{64}", cited.output))
    assert len(digests) == 1
    again = run("reproduce", digests.pop(), "--out", "again.png")
    assert again.exit_code == 0, again.output
    run("chart", *QWEN, "--out", "qwen.png")
    assert Path("again.png").read_bytes() == Path("qwen.png").read_bytes()


def test_a_figure_looks_again_as_it_looked_unless_it_is_to_look_otherwise() -> None:
    run("chart", *QWEN, "--size", "column", "--theme", "dark", "--out", "qwen.svg")
    assert run("reproduce", "qwen.json", "--out", "again.svg").exit_code == 0
    assert Path("again.svg").read_bytes() == Path("qwen.svg").read_bytes()
    assert run("reproduce", "qwen.json", "--theme", "light", "--out", "light.svg").exit_code == 0
    assert Path("light.svg").read_bytes() != Path("qwen.svg").read_bytes()


@pytest.mark.parametrize("form", ["sentence", "bibtex", "csl", "json"])
def test_one_form_can_be_had_alone(form: str) -> None:
    shown = run("cite", "--format", form)
    assert shown.exit_code == 0, shown.output
    assert shown.output.startswith(
        {"sentence": "Claude Sonnet 4 and", "bibtex": "@misc{", "csl": "[", "json": "{"}[form]
    )
    if form in ("csl", "json"):
        json.loads(shown.output)


def test_nobody_can_reproduce_what_was_never_drawn() -> None:
    shown = run("reproduce", "0" * 64)
    assert shown.exit_code == 1
    assert "no figure is known here" in str(shown.exception)


@pytest.mark.parametrize(
    "wrong",
    [
        ("chart", "bump", "--out", "bump.gif"),
        ("cite", "pie"),
        ("cite", "--format", "apa"),
    ],
)
def test_wrong_usage_is_two(wrong: tuple[str, ...]) -> None:
    assert run(*wrong).exit_code == 2
    assert not list(Path().iterdir())


@pytest.mark.parametrize(
    ("weeks", "title"),
    [
        (
            ("2026-W10", "2026-W11"),
            "MiniMax M2.5 led OpenRouter by tokens for five weeks (9 February to 15 March 2026)",
        ),
        (
            ("2026-W08", "2026-W16"),
            (
                "MiniMax M2.5 held #1 by tokens longest, for 5 weeks; "
                "four models led from February 2026 to April 2026"
            ),
        ),
        (
            ("2025-W40", "2025-W45"),
            "Grok Code Fast 1 led OpenRouter by tokens for twelve weeks (1 September to 23 November 2025)",
        ),
    ],
)
def test_a_streak_that_ended_is_not_said_to_go_on(weeks: tuple[str, str], title: str) -> None:
    """The record goes on after the weeks that are asked for, and knows how the streak ended."""
    shown = run("chart", "reigns", "--from", weeks[0], "--to", weeks[1], "--out", "r.svg")
    assert shown.output == f"r.svg: {title}\n"
