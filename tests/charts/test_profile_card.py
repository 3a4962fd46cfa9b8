"""A card of one entity: everything measured, what it speaks for, and nothing of one side only."""

from __future__ import annotations

from pathlib import Path

import matplotlib as mpl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from typer.testing import CliRunner

from tracker.charts import page as style
from tracker.charts import profile_card
from tracker.charts.layout import TOOLTIP
from tracker.charts.profile_card import SMALLEST
from tracker.charts.text import _width, width
from tracker.charts.theme import SPEAKS, THEMES, ratio, readable
from tracker.cli import app

SIDES = ("for", "against", "", "unknown")
FEW = [
    ("did it lead?", "weeks at #1", "5 weeks running, 7 in all", "for"),
    ("did it lead?", "weeks in the top", "top 1: 7, top 3: 9", ""),
    ("paid or given away?", "free part of its own", "100.0 %", "against"),
    ("quality?", "accuracy", "not known: none on record", "unknown"),
]
SENTENCES = (
    "For a/x as a breakthrough: it led five weeks running (2026-W14 to 2026-W18).",
    "Against it: all of it was free.",
    "Not known: how good it is.",
)


def card(
    rows: list[tuple[str, str, str, str]],
    subject: str = "a/x",
    sentences: tuple[str, ...] = SENTENCES,
) -> pd.DataFrame:
    """Return the frame of a profile, as `publish.chart_frame` makes it."""
    frame = pd.DataFrame(rows, columns=["question", "measure", "found", "speaks"])
    return frame.assign(
        metric="tokens",
        by="slug",
        subject=subject,
        heading=f"{subject} by tokens: its longest run at #1, 2026-W14 to 2026-W18",
        sentences="\n".join(sentences),
        thresholds="lasting weeks 4, clear lead 1.1",
        source="Source: OpenRouter (openrouter.ai/rankings), as of 2026-08-22.",
        datasets="rankings-daily",
    )


def many(number: int, result: str = "12.0 %, rank 3") -> list[tuple[str, str, str, str]]:
    return [
        (f"question {n // 4}?", f"accuracy, benchmark-{n}", f"{result} {n}", SIDES[n % 4])
        for n in range(number)
    ]


def drawn(frame: pd.DataFrame, size: str = "wide", theme: str = "light") -> Axes:
    """Return the card on its page, at the size that `save` gives it."""
    pixels, look = style.SIZES[size], THEMES[theme]
    with mpl.rc_context(style._settings(style.LETTERS[size], look)):
        figure = Figure(figsize=(pixels[0] / 100, pixels[1] / 100), dpi=100 * style.SHARPNESS)
        FigureCanvasAgg(figure)
        words = profile_card.finding(frame), profile_card.subtitle(frame)
        ax = style.page(figure, *words, frame["source"].iloc[0], theme=look)
        profile_card.draw(ax, frame, theme=theme)
        figure.canvas.draw()
    return ax


def texts(ax: Axes) -> list[str]:
    return [text.get_text() for text in ax.texts]


def note(ax: Axes) -> str:
    return next((text for text in texts(ax) if text.startswith("Measures left out")), "")


def test_the_title_says_what_speaks_for_it_and_what_against() -> None:
    assert profile_card.finding(card(FEW)) == (
        "For x as a breakthrough: it led five weeks running. Against it: all of it was free"
    )
    only = ("Against a/x as a breakthrough: it never led by tokens.", "Not known: its lead.")
    assert profile_card.finding(card(FEW, sentences=only)) == (
        "Against x as a breakthrough: it never led by tokens"
    )


def test_a_long_title_gives_up_reasons_and_never_a_side() -> None:
    reasons = "; ".join(f"reason number {n} that is told at some length" for n in range(6))
    sentences = (f"For a/x as a breakthrough: {reasons}.", f"Against it: {reasons}.")
    title = profile_card.finding(card(FEW, sentences=sentences))
    assert len(title) <= profile_card.LONGEST_TITLE
    assert title == (
        "For x as a breakthrough: reason number 0 that is told at some length;"
        " and five more reasons. Against it: reason number 0 that is told at some length;"
        " and five more reasons"
    )


def test_the_subtitle_says_the_weeks_the_measure_and_the_thresholds() -> None:
    subtitle = profile_card.subtitle(card(FEW))
    assert subtitle.startswith(
        "x by tokens (prompt + completion): its longest run at #1, 2026-W14 to 2026-W18."
    )
    assert "there is no score" in subtitle
    assert subtitle.endswith("Thresholds, drawn by hand: lasting weeks 4, clear lead 1.1.")


def test_the_rows_are_every_measure_and_whose_it_is() -> None:
    rows = profile_card.rows(card(FEW))
    assert rows["entity"].unique().tolist() == ["a/x"]
    assert rows["measure"].tolist() == [measure for _, measure, _, _ in FEW]


def test_a_side_is_told_by_shape_colour_and_word() -> None:
    ax = drawn(card(FEW))
    signs = {str(line.get_marker()): line for line in ax.lines if line.get_ls() == "None"}
    assert set(signs) == {"^", "v", "o", "_"}
    assert len({str(line.get_color()) for line in signs.values()}) == 3
    assert {"for", "against", "silent", "not known"} <= {*texts(ax)}
    assert "Did it lead?" in texts(ax)
    tooltips = [str(box.get_gid()).removeprefix(TOOLTIP) for box in ax.patches]
    assert tooltips[0] == "weeks at #1: 5 weeks running, 7 in all (for)"


@pytest.mark.parametrize("theme", THEMES)
def test_both_sides_can_be_read_on_their_paper(theme: str) -> None:
    look = THEMES[theme]
    assert [side for side in SPEAKS if ratio(readable(SPEAKS[side], look), look.paper) < 4.5] == []


def test_a_card_with_room_has_every_measure_in_full_size() -> None:
    ax = drawn(card(FEW), "story")
    assert note(ax) == ""
    assert {text.get_fontsize() for text in ax.texts} == {style.LETTERS["story"]}
    assert [text for text in texts(ax) if text.startswith("weeks")] == [
        "weeks at #1", "weeks in the top",
    ]  # fmt: skip


def test_what_is_silent_is_left_out_first_and_counted() -> None:
    ax = drawn(card(many(20)), "column")
    assert note(ax) == "Measures left out for want of room: 5 silent."
    assert "silent" not in texts(ax)
    assert texts(ax).count("for") == 5


@pytest.mark.parametrize("size", style.SIZES)
@pytest.mark.parametrize(
    ("rows", "subject"),
    [
        (FEW, "a/x"),
        (many(16), "a/x"),
        (many(60), "a/x"),
        (many(12, "a long finding " * 30), "a/" + "y" * 300),
        ([("$x^2$ <script>?", "q" * 300, "z" * 900, "for")] * 9, "cjk/通义千问 \u202eabc"),
        ([("never asked?", "nothing", "no", "")] * 40, "a/x"),
    ],
)
def test_every_text_is_inside_the_page_and_none_on_another(
    size: str, rows: list[tuple[str, str, str, str]], subject: str
) -> None:
    ax = drawn(card(rows, subject), size)
    page = ax.get_figure(root=True)
    assert page is not None
    texts = [text for text in (*ax.texts, *page.texts) if text.get_text()]
    boxes = [text.get_window_extent() for text in texts]
    for text, box in zip(texts, boxes, strict=True):
        assert page.bbox.x0 <= box.x0 <= box.x1 <= page.bbox.x1, text.get_text()
        assert page.bbox.y0 <= box.y0 <= box.y1 <= page.bbox.y1, text.get_text()
    for number, first in enumerate(boxes):
        for other, second in enumerate(boxes[:number]):
            across = min(first.x1, second.x1) - max(first.x0, second.x0)
            down = min(first.y1, second.y1) - max(first.y0, second.y0)
            assert across < 1 or down < 2, (texts[number].get_text(), texts[other].get_text())
    smallest = min(text.get_fontsize() for text in ax.texts)
    assert smallest >= style.LETTERS[size] * SMALLEST - 1e-9


@pytest.mark.parametrize(
    ("suffix", "theme"), [(".png", "light"), (".svg", "dark"), (".pdf", "light")]
)
def test_it_is_saved_alike_twice_without_a_script(tmp_path: Path, suffix: str, theme: str) -> None:
    frame = card([("<script>alert(1)</script>", "a", "b", "for"), *FEW], "<script>/x")
    first, second = (
        style.save("profile-card", frame, tmp_path / f"{n}{suffix}", theme=theme) for n in "ab"
    )
    assert first.read_bytes() == second.read_bytes()
    if suffix == ".svg":
        assert "<script" not in first.read_text(encoding="utf-8")


def test_the_command_draws_the_card_of_a_name(recorded: Path, tmp_path: Path) -> None:
    path = tmp_path / "c.svg"
    command = ["chart", "profile-card", "--highlight", "qwen/qwen3.6-plus-04-02:free"]
    done = CliRunner().invoke(app, [*command, "--out", str(path)])
    assert done.exit_code == 0, done.output
    assert "For Qwen3.6 Plus (free) as a breakthrough: it was ahead" in " ".join(
        done.output.split()
    )
    written = path.read_text(encoding="utf-8")
    assert "Did it lead?" in written
    assert "Source: OpenRouter (openrouter.ai/rankings), as of" in written
    licences = path.with_suffix(".json").read_text(encoding="utf-8")
    assert '"history-rankings-daily": "CC BY 4.0"' in licences


def test_the_command_draws_one_card_at_a_time(recorded: Path, tmp_path: Path) -> None:
    two = ["--highlight", "deepseek", "--highlight", "qwen"]
    command = ["chart", "profile-card", *two, "--out", str(tmp_path / "c.svg")]
    done = CliRunner().invoke(app, command)
    assert done.exit_code == 1
    assert "this chart is of one entity" in str(done.exception or done.output)


@given(st.text("abcdefghijklm-.:() 0123456789", min_size=1, max_size=60))
def test_a_text_is_as_wide_whatever_was_drawn_before_it(text: str) -> None:
    """To the last digit: a line of a card that just fits must fit in every process."""
    widths = set()
    for letters in (8.0, 10.5, 15.0):
        _width.cache_clear()
        with mpl.rc_context({"font.size": letters}):
            widths.add(width(text, 9.45))
    assert len(widths) == 1
