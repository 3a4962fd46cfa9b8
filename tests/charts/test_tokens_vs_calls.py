"""Two rankings of one week: what is said, what is drawn, and what is left unknown."""

from __future__ import annotations

from pathlib import Path

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from support.weekly_frames import side_by_side, weekly
from typer.testing import CliRunner

from tracker.analysis.ranks import rank
from tracker.analysis.shares import share
from tracker.charts import page as style
from tracker.charts import tokens_vs_calls
from tracker.charts.theme import THEMES
from tracker.cli import app
from tracker.errors import GapError


def both(tokens: str, calls: str, *, unranked: str = "", depth: int | None = 50) -> pd.DataFrame:
    """Return the frame of two small tables; weeks in ``unranked`` have calls without ranks."""
    counted = weekly(calls, metric="calls", unranked=unranked, depth=depth)
    return side_by_side(share(rank(weekly(tokens, depth=depth))), share(rank(counted)))


def drawn(frame: pd.DataFrame, size: str = "wide", *highlight: str) -> Axes:
    """Return the chart on its page, at the size that `save` gives it."""
    pixels = style.SIZES[size]
    look = THEMES["light"]
    with mpl.rc_context(style._settings(style.LETTERS[size], look)):
        figure = Figure(figsize=(pixels[0] / 100, pixels[1] / 100), dpi=100)
        FigureCanvasAgg(figure)
        words = tokens_vs_calls.finding(frame), tokens_vs_calls.subtitle(frame)
        ax = style.page(figure, *words, "Source", theme=look)
        tokens_vs_calls.draw(ax, frame, highlight=highlight)
        figure.canvas.draw()
    return ax


def dots(ax: Axes) -> int:
    return sum(line.get_marker() == "o" for line in ax.lines)


def texts(ax: Axes) -> list[str]:
    return [text.get_text() for text in ax.texts]


TOKENS = "week a/x b/y other\n2026-03-30 5 3 1\n2026-04-06 5 3 1\n2026-04-13 5 3 1"


def test_the_week_is_the_newest_that_both_measures_rank() -> None:
    calls = "week a/x b/y\n2026-03-30 1 2\n2026-04-06 1 2\n2026-04-13 1 2"
    frame = both(TOKENS, calls, unranked="2026-04-13")
    assert set(tokens_vs_calls.rows(frame)["week"].dt.strftime("%m-%d")) == {"04-06"}
    assert tokens_vs_calls.finding(frame) == "x leads by tokens, y by calls, in 2026-W15"
    subtitle = tokens_vs_calls.subtitle(frame)
    assert "Week 2026-W15, 6 April to 12 April 2026. Boards of the top 50 slugs." in subtitle


def test_calls_without_ranks_never_fall_back_to_tokens() -> None:
    frame = both(TOKENS, "week a/x\n2026-04-13 1", unranked="2026-04-13")
    with pytest.raises(GapError, match="not both known for any of these weeks"):
        tokens_vs_calls.rows(frame)
    week = frame.loc[frame["week"] == "2026-04-13"]
    with pytest.raises(GapError, match=r"not both known for 2026-W16. .*neither measure replaces"):
        tokens_vs_calls.finding(week)
    with pytest.raises(GapError, match="not both known"):
        tokens_vs_calls.rows(share(rank(weekly(TOKENS))))


def test_a_week_in_which_only_the_lead_is_proven_is_not_a_ranking() -> None:
    calls = weekly("week a/x b/y\n2026-04-06 1 2\n2026-04-13 9 2", unranked="2026-04-13")
    calls["proven"] = (calls["week"] == "2026-04-13") & (calls["entity"] == "a/x")
    frame = side_by_side(share(rank(weekly(TOKENS))), share(rank(calls)))
    assert frame.loc[frame["proven"], "rank"].tolist() == [1]
    assert tokens_vs_calls.finding(frame) == "x leads by tokens, y by calls, in 2026-W15"


@pytest.mark.parametrize(
    ("tokens", "calls", "title"),
    [
        ("5 3 1", "9 2 1", "x leads by tokens and by calls in 2026-W14"),
        ("5 3 1", "2 9 1", "x leads by tokens, y by calls, in 2026-W14"),
        ("5 5 1", "2 9 1", "x and y lead by tokens, y leads by calls, in 2026-W14"),
        ("5 3 1", "1 9 9", "x leads by tokens, y and z lead by calls, in 2026-W14"),
        ("5 5 1", "1 9 9", "x and y lead by tokens, y and z by calls, in 2026-W14"),
        ("5 5 5", "9 9 9", "x, y and z lead by tokens and by calls in 2026-W14"),
    ],
)
def test_the_finding_names_everyone_who_leads(tokens: str, calls: str, title: str) -> None:
    head = "week a/x b/y c/z\n2026-03-30 "
    assert tokens_vs_calls.finding(both(head + tokens, head + calls)) == title


def test_a_crowd_of_leaders_is_counted() -> None:
    head = "week a/v a/w a/x a/y\n2026-03-30 "
    title = "Four model variants lead by tokens, w leads by calls, in 2026-W14"
    assert tokens_vs_calls.finding(both(head + "5 5 5 5", head + "1 2 1 1")) == title


def test_the_rows_are_both_top_tens_in_the_order_of_tokens() -> None:
    names = [f"a/m{number:02}" for number in range(30)]
    table = f"week {' '.join(names)}\n2026-03-30 "
    falling = " ".join(str(90 - number) for number in range(30))
    rising = " ".join(str(60 + number) for number in range(30))
    alike = both(table + falling, table + falling)
    assert set(tokens_vs_calls.rows(alike)["entity"]) == set(names[:10])
    assert "are shown" not in tokens_vs_calls.subtitle(alike)
    # No more fit than the seven best of each.
    unlike = both(table + falling, table + rising)
    assert set(tokens_vs_calls.rows(unlike)["entity"]) == {*names[:7], *names[-7:]}
    assert "The best ranked of these 20 are shown." in tokens_vs_calls.subtitle(unlike)
    kept = tokens_vs_calls.rows(unlike, ("a/m15",))
    assert "a/m15" in set(kept["entity"])
    assert kept["entity"].nunique() == tokens_vs_calls.MOST_ROWS
    written = [text for text in texts(drawn(unlike)) if text.startswith("m")]
    assert written == [name[2:] for name in (*names[:7], *names[-7:])]


def test_unknown_is_written_and_has_no_dot() -> None:
    tokens, calls = "week a/x b/y\n2026-03-30 5 3", "week a/x c/z\n2026-03-30 5 3"
    ax = drawn(both(tokens, calls))
    assert dots(ax) == 4
    assert texts(ax).count("not in the top 50") == 2
    assert texts(drawn(both(tokens, calls, depth=None))).count("not named") == 2
    by_author = both(tokens, calls).assign(by="author")  # the depth counts slugs
    assert texts(drawn(by_author)).count("not named") == 2


def test_a_counted_zero_is_a_dot_at_zero() -> None:
    ax = drawn(both("week a/x b/y\n2026-03-30 0 0", "week a/x b/y\n2026-03-30 4 0"))
    assert dots(ax) == 4
    assert texts(ax).count("#1 · 0") == 2


def test_each_measure_has_its_own_scale_from_zero() -> None:
    head = "week a/x b/y\n2026-03-30 "
    ax = drawn(both(head + "8000000000000 4000000000000", head + "600000000 300000000"))
    ticks = [tick.get_text() for tick in ax.get_xticklabels()]
    assert ticks.count("0") == 2
    assert {"2T", "200M"} < set(ticks)
    assert [text for text in texts(ax) if "#1" in text] == ["#1 · 8.00T", "#1 · 600M"]
    lengths = [
        np.ptp(np.asarray(line.get_xdata())) for line in ax.lines if line.get_marker() == "o"
    ]
    assert lengths[1] == pytest.approx(lengths[0] / 2)
    assert lengths[3] == pytest.approx(lengths[2] / 2)


@pytest.mark.parametrize("size", style.SIZES)
@pytest.mark.parametrize("largest", [1, 612_000_000, 2**63 - 1])
def test_every_text_is_inside_the_page_and_none_on_another(size: str, largest: int) -> None:
    long = [f"author{n}/{'a-very-long-name-of-a-model-' * 3}{n}" for n in range(16)]
    values = " ".join(str(largest // (n + 1)) for n in range(16))
    back = " ".join(["."] + [str(largest // (16 - n)) for n in range(1, 16)])
    table = f"week {' '.join(long)}\n2026-03-30 "
    ax = drawn(both(table + values, table + back), size)
    page = ax.get_figure(root=True).bbox  # type: ignore[union-attr]
    texts = [text for text in (*ax.texts, *ax.get_xticklabels()) if text.get_text()]
    boxes = [text.get_window_extent() for text in texts]
    for box in boxes:
        assert page.x0 <= box.x0 <= box.x1 <= page.x1
        assert page.y0 <= box.y0 <= box.y1 <= page.y1
    for number, first in enumerate(boxes):
        for other, second in enumerate(boxes[:number]):
            across = min(first.x1, second.x1) - max(first.x0, second.x0)
            down = min(first.y1, second.y1) - max(first.y0, second.y0)
            assert across < 1 or down < 2, (texts[number].get_text(), texts[other].get_text())


def test_the_command_draws_both_measures_of_a_week(
    recorded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    run = CliRunner().invoke
    done = run(app, ["chart", "tokens-vs-calls", "--week", "2026-W30"])
    assert done.exit_code == 0, done.output
    finding = "mimo-v2.5-20260422 leads by tokens, deepseek-v4-flash-20260423 by calls, in 2026-W30"
    assert " ".join(done.output.split()) == f"out/tokens-vs-calls-2026-W30.png: {finding}"
    assert (tmp_path / "out" / "tokens-vs-calls-2026-W30.png").exists()
    path = tmp_path / "c.svg"  # of the newest week with calls
    done = run(app, ["chart", "tokens-vs-calls", "--by", "author", "--out", str(path)])
    assert "stealth leads by tokens, google by calls, in 2026-W40" in " ".join(done.output.split())
    written = path.read_text(encoding="utf-8")
    assert "Boards of the top 50 slugs by tokens, of all models by calls." in written
    assert "the calls of 2026-W40, from pages that state none." in written


@pytest.mark.parametrize(
    ("week", "message"),
    [("2026-W14", "not both known for 2026-W14"), ("2026-W37", "no calls are recorded")],
)
def test_the_command_says_which_week_it_cannot_rank(
    recorded: Path, tmp_path: Path, week: str, message: str
) -> None:
    path = tmp_path / "c.png"
    done = CliRunner().invoke(app, ["chart", "tokens-vs-calls", "--week", week, "--out", str(path)])
    assert done.exit_code == 1
    assert message in str(done.exception or done.output)
    assert not path.exists()
