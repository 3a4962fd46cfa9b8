"""Claims on the command line: of a sentence, of an article, of a list."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from typer.testing import CliRunner, Result

from tracker.cli import app, output, session
from tracker.cli.layout import width

QWEN = ("check", "qwen/qwen3.6-plus #1 for 5 weeks", "--ending", "2026-04-19")
CHINA = ("check", "country:CN over country:US for 5 weeks", "--ending", "2026-04-05")


def run(*words: str) -> Result:
    return CliRunner().invoke(app, [*words])


def answer(*words: str) -> Any:
    result = run(*words, "--format", "json")
    assert result.exit_code == 0, result.output
    return json.loads(result.output)


def test_the_seed_sentence_is_refuted_with_its_story(recorded: Path) -> None:
    found = answer(*QWEN)
    assert [*found] == [
        "claim", "read_as", "verdict", "because", "evidence", "definitions", "notes",
    ]  # fmt: skip
    assert found["verdict"] == "refuted"
    for part in (
        "two weeks",
        "2026-W14 (×1.50",
        "2026-W15 (×1.31",
        "in 2026-W16 Claude Sonnet 4.6 led",
    ):
        assert part in found["because"]
    lasted = " ".join(found["notes"])
    assert "MiniMax M2.5, 5 weeks" in lasted
    assert "models from China over models from the United States" in lasted


def test_china_over_the_us_depends_with_both_tables(recorded: Path) -> None:
    found = answer(*CHINA)
    assert found["verdict"] == "depends"
    assert [(row["depth"], row["verdict"]) for row in found["definitions"]] == [
        (9, "supported"),
        ("all", "refuted"),
    ]
    assert [row["leader"] for row in found["evidence"]] == [*"aaaaa", *"bbbaa"]
    shown = run(*CHINA).output
    assert shown.count("Evidence: tokens by country") == 2


def test_a_claim_about_calls_is_never_answered_with_tokens(recorded: Path) -> None:
    found = answer(*CHINA, "--metric", "calls")
    assert found["verdict"] == "not_measured"
    assert {row["metric"] for row in found["definitions"]} == {"calls"}
    assert answer(*QWEN, "--metric", "calls")["verdict"] == "refuted"


@pytest.mark.parametrize(
    ("options", "verdict"),
    [
        (("--depth", "9"), "supported"),
        (("--depth", "all"), "refuted"),
        (("--depth", "10"), "supported"),
        (("--by", "country"), "depends"),
    ],
)
def test_options_narrow_the_grid(options: tuple[str, ...], verdict: str, recorded: Path) -> None:
    assert answer(*CHINA, *options)["verdict"] == verdict


def test_strict_is_exit_code_1_unless_supported(recorded: Path) -> None:
    assert run(*QWEN, "--strict").exit_code == 1
    assert run(*CHINA, "--depth", "9", "--strict").exit_code == 0


def test_an_unknown_subject_is_not_measured_and_names_the_nearest(recorded: Path) -> None:
    found = answer("check", "author:qwenn #1 for 1 week")
    assert found["verdict"] == "not_measured"
    assert "author:qwen" in found["because"]


@pytest.mark.parametrize("text", ["Qwen is good", "MiniMax M2.5 10% in 2026-W11"])
def test_what_makes_no_claim_is_told_so_and_is_no_error(text: str, recorded: Path) -> None:
    result = CliRunner().invoke(app, ["check", text, "--format", "json"])
    assert result.exit_code == 0
    answer = json.loads(result.stdout)
    assert [*answer] == ["claim", "verdict", "because", "nearest"]
    assert (answer["claim"], answer["verdict"]) == (text, "no_claim")


def test_many_claims_come_from_a_file(recorded: Path, tmp_path: Path) -> None:
    file = tmp_path / "claims.csv"
    file.write_text(
        "claim,ending,metric,by,depth,expected\n"
        "qwen/qwen3.6-plus #1 for 5 weeks,2026-04-19,,,,refuted\n"
        "country:CN over country:US for 5 weeks,2026-04-05,,,9,supported\n"
        "country:CN over country:US for 5 weeks,2026-04-05,,,all,supported\n"
        "nonsense,,,,,\n",
        encoding="utf-8",
    )
    found = answer("check", "--file", str(file))
    assert [one["verdict"] for one in found] == ["refuted", "supported", "refuted", "no_claim"]
    assert [one.get("agrees") for one in found] == [True, True, False, None]
    shown = run("check", "--file", str(file), "--strict")
    summary = "4 claims: 1 supported, 2 refuted, 1 no claim; 2 of 3 as expected."
    assert summary in shown.output
    assert shown.exit_code == 1


def test_a_level_that_a_sum_cannot_have_is_ignored_with_a_note(recorded: Path) -> None:
    claim = "country:CN 5T in 2026-W11"
    plain = answer("check", claim)
    by_model = answer("check", claim, "--by", "model")
    note = "Models from China are counted by country alone; --by model is ignored."
    assert note not in plain["notes"]
    assert note in by_model["notes"]
    assert (by_model["verdict"], by_model["evidence"]) == (plain["verdict"], plain["evidence"])


# An article.

TEXT = """\
MiniMax holds its lead
16 March 2026

MiniMax's M2.5 was the most used model for the fifth week in a row, although at 1.75 trillion \
tokens it gave up a little ground. Google's Gemini 3 Flash came third last week.
- MMLU: 87.3, approaching GPT-4 levels

Whether it lasts <b>nobody</b> knows.
"""
VERDICTS = ["supported", "supported", "supported", "refuted", "not_measured"]
SUMMARY = "5 claims: 3 supported, 1 refuted, 1 not measured"
REST = "1 sentence claims nothing that the record can judge."


@pytest.fixture
def article(tmp_path: Path, recorded: Path) -> tuple[str, ...]:
    file = tmp_path / "article.txt"
    file.write_text(TEXT, encoding="utf-8")
    return ("check", "--file", str(file), "--published", "2026-03-16")


def test_an_article_is_a_list_of_its_claims(article: tuple[str, ...]) -> None:
    result = run(*article)
    assert result.exit_code == 0
    lines = result.output.splitlines()
    assert max(map(width, lines)) <= 80
    assert lines[:2] == [f"{SUMMARY}.", ""]
    assert lines[-1] == REST
    assert lines[2:5] == [
        "✓ 1  “MiniMax's M2.5 was the most used model for the fifth week in a row”",
        "     Read as: MiniMax M2.5 was at #1 by tokens for five weeks up to 2026-W11.",
        "     supported: 5 weeks (2026-W07 to 2026-W11) by slug, by model and by family.",
    ]
    said = " ".join(result.output.split())
    assert said.count("although at 1.75 trillion tokens it gave up a little ground") == 1
    assert "✗ 4 “Google's Gemini 3 Flash came third last week” Read as: Gemini 3 Flash" in said
    assert "refuted: rank 4 by slug, by model and by family." in said
    assert "? 5 “MMLU: 87.3, approaching GPT-4 levels” not measured: it is about results" in said
    assert "Source: OpenRouter (openrouter.ai/rankings), as of 20" in said
    assert "nobody" not in said


@pytest.mark.parametrize(("columns", "most"), [(None, 80), (200, 80), (44, 44)])
def test_a_list_of_claims_fits_the_terminal(
    columns: int | None, most: int, article: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(output, "width", lambda: columns)
    assert most - 12 < max(map(width, run(*article).output.splitlines())) <= most


def test_wide_breaks_no_line(article: tuple[str, ...]) -> None:
    lines = run(*article, "--wide").output.splitlines()
    assert sum("Read as: " in line for line in lines) == 4
    assert sum(line.endswith((".", "”")) for line in lines if line.strip()) == len(
        [*filter(None, lines)]
    )


def test_the_verdicts_are_coloured_on_a_terminal_alone(
    article: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "\x1b" not in run(*article).output
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert "\x1b[1;31mrefuted\x1b[0m: rank 4" in run(*article).output


def test_the_data_of_an_article_are_its_verdicts(article: tuple[str, ...]) -> None:
    verdicts = answer(*article)
    assert [each["verdict"] for each in verdicts] == [*VERDICTS, "no_claim"]
    assert [*verdicts[0]] == [
        "claim", "read_as", "verdict", "because", "evidence", "definitions", "notes",
    ]  # fmt: skip
    assert verdicts[3]["claim"] == "Google's Gemini 3 Flash came third last week"
    assert [*verdicts[-1]] == ["claim", "verdict", "because", "nearest"]
    rows = [*csv.DictReader(io.StringIO(run(*article, "--format", "csv").output))]
    assert [row["verdict"] for row in rows] == VERDICTS


def test_markdown_has_the_article_with_its_verdicts(article: tuple[str, ...]) -> None:
    text = run(*article, "--format", "md").output
    assert text.startswith(f"**{SUMMARY}.**\n\nMiniMax holds its lead\n\n16 March 2026\n\n")
    assert "Google's Gemini 3 Flash came third last week ✗[^4]." in text
    assert "\n\n[^4]: ✗ **refuted**: rank 4 by slug" in text
    assert "\\<b\\>nobody\\</b\\>" in text
    assert text.rstrip().splitlines()[-1].startswith("Source: OpenRouter")


def test_a_page_has_the_article_with_its_verdicts(article: tuple[str, ...], tmp_path: Path) -> None:
    out = tmp_path / "new" / "article.html"
    result = run(*article, "--out", str(out))
    assert result.output == f"{out}: {SUMMARY}.\n"
    page = BeautifulSoup(out.read_bytes(), "html.parser")
    assert page.h1.get_text() == SUMMARY
    assert len(page.select(".verdicts li[id]")) == 5
    assert "Whether it lasts <b>nobody</b> knows." in page.get_text()
    assert page.select_one("footer .source").get_text().startswith("Source: OpenRouter")
    assert run(*article, "--format", "html").output == out.read_text(encoding="utf-8")


@pytest.mark.parametrize("form", ["md", "json", "csv"])
def test_a_file_has_what_is_printed(form: str, article: tuple[str, ...], tmp_path: Path) -> None:
    out = tmp_path / f"out.{form.upper()}"
    assert run(*article, "--out", str(out), "--format", form).output == f"{out}: {SUMMARY}.\n"
    assert out.read_text(encoding="utf-8") == run(*article, "--format", form).output


def test_a_sentence_is_written_as_it_is_printed(recorded: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.md"
    assert run(*CHINA, "--out", str(out)).output == f"{out}: 1 claim: 1 depends.\n"
    assert out.read_text(encoding="utf-8") == run(*CHINA, "--format", "md").output
    page = BeautifulSoup(run(*CHINA, "--format", "html").output, "html.parser")
    assert page.select_one(".claim.depends").get_text() == CHINA[1]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--out", "a.txt"), "a.txt ends in none of .html, .md, .json, .csv"),
        (("--out", "a.table"), "a.table ends in none of"),
        (("--out", "a.html", "--format", "md"), "--format md and --out a.html name two forms"),
        (("--out", "a.csv", "--format", "table"), "--format table and --out a.csv name two forms"),
    ],
)
def test_a_form_that_is_not_clear_is_refused(
    options: tuple[str, ...],
    said: str,
    recorded: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run(*CHINA, *options)
    assert result.exit_code == 2
    assert said in " ".join(result.output.replace("│", " ").split())
    assert not [*tmp_path.glob("a.*")]


def test_a_list_is_no_page_but_a_table(recorded: Path, tmp_path: Path) -> None:
    file = tmp_path / "claims.csv"
    file.write_text("claim\ntotal up for 3 weeks\n", encoding="utf-8")
    refused = run("check", "--file", str(file), "--out", str(tmp_path / "a.html"))
    assert refused.exit_code == 2
    assert "a page shows an article" in refused.output
    out = tmp_path / "a.md"
    written = run("check", "--file", str(file), "--out", str(out))
    assert written.output.startswith(f"{out}: 1 claim: ")
    assert "| verdict | claim | because |" in out.read_text(encoding="utf-8")


@pytest.mark.parametrize("text", ["", " \n\t\n"])
def test_an_empty_text_is_refused(text: str, recorded: Path, tmp_path: Path) -> None:
    file = tmp_path / "article.txt"
    file.write_text(text, encoding="utf-8")
    for words in (("check", text), ("check", "--file", str(file))):
        result = run(*words)
        assert result.exit_code == 2
        assert "the text is empty" in result.output


def test_an_article_comes_from_standard_input_with_its_byte_order_mark(recorded: Path) -> None:
    body = b"\xef\xbb\xbfTotal use rose.\r\nWho knows?\r\n"
    words = ["check", "--file", "-", "--published", "2026-03-16"]
    result = CliRunner().invoke(app, [*words, "--format", "md"], input=body)
    assert result.exit_code == 0, result.output
    assert "\n\nWho knows?\n\n" in result.output
    assert "\ufeff" not in result.output
    spoiled = CliRunner().invoke(app, words, input=b"\xff\xfe")
    assert spoiled.exit_code == 2
    assert "cannot be read as text" in spoiled.output


def test_an_article_that_claims_nothing_says_so(recorded: Path, tmp_path: Path) -> None:
    file = tmp_path / "article.txt"
    file.write_text("It is good.\nIs it?\n", encoding="utf-8")
    assert run("check", "--file", str(file)).output == (
        "0 claims.\n\n2 sentences claim nothing that the record can judge.\n"
    )
    assert run("check", "--file", str(file), "--strict").exit_code == 1
    assert [each["verdict"] for each in answer("check", "--file", str(file))] == ["no_claim"] * 2


def test_strict_is_about_the_claims_of_an_article_whatever_its_form(
    recorded: Path, tmp_path: Path
) -> None:
    file = tmp_path / "article.txt"
    file.write_text(TEXT.partition(". Google")[0] + ". Who knows?\n", encoding="utf-8")
    words = ("check", "--file", str(file), "--published", "2026-03-16", "--strict")
    assert [run(*words, "--format", form).exit_code for form in ("table", "json")] == [0, 0]
    file.write_text(TEXT, encoding="utf-8")
    assert [run(*words, "--format", form).exit_code for form in ("table", "json")] == [1, 1]


def test_an_article_of_now_is_told_the_age_of_the_newest_week(
    recorded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "article.txt"
    file.write_text("DeepSeek V4.1 Flash led last week. Who knows?\n", encoding="utf-8")
    monkeypatch.setattr(session, "now", lambda: datetime(2026, 11, 29, 9, tzinfo=UTC))
    for form in ("table", "md", "html"):
        text = run("check", "--file", str(file), "--format", form).output
        assert text.count("ended 56 days ago") == 1, form
    assert "days ago" not in run("check", "--file", str(file), "--format", "json").output


def test_no_article_commands_a_terminal(
    recorded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "article.txt"
    file.write_text("MiniMax \x1b[2JM2.5\u202e led last week.\nMMLU: 87\x07.\n", encoding="utf-8")
    for form in ("table", "md", "html"):
        text = run("check", "--file", str(file), "--format", form).output
        assert not {"\x1b", "\x07", "\u202e"} & {*text}, form
