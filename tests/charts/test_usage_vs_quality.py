"""Usage beside quality: one benchmark at a time, and words for what is not on record."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import matplotlib as mpl
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from support.weekly_frames import weekly
from typer.testing import CliRunner

from tracker.analysis.quality import with_benchmarks
from tracker.analysis.ranks import rank
from tracker.analysis.rows import named
from tracker.analysis.shares import share
from tracker.charts import page as style
from tracker.charts import usage_vs_quality
from tracker.charts.theme import THEMES
from tracker.cli import app
from tracker.errors import GapError

WEEK = date(2026, 3, 30)
TOKENS = "week a/x:free b/y c/z other\n2026-03-30 50 30 10 10"


def results(table: str = "") -> pd.DataFrame:
    """Results: benchmark, slug, accuracy."""
    rows = [line.split() for line in table.strip().splitlines()]
    frame = pd.DataFrame(rows, columns=["benchmark", "slug", "accuracy"])
    frame["accuracy"] = frame["accuracy"].astype("float64")
    return frame.assign(provider="P", avg_cost_per_task_usd=0.1, listed=True)


def prices(table: str = "") -> pd.DataFrame:
    """Prices: slug, US dollars for a million prompt tokens, the day from which it is known."""
    rows = [line.split() for line in table.strip().splitlines()]
    frame = pd.DataFrame(rows, columns=["slug", "prompt", "known_from"])
    frame["known_from"] = pd.to_datetime(frame["known_from"], utc=True)
    frame["prompt"] = frame["prompt"].astype("float64")
    return frame.assign(completion=frame["prompt"], cache_read=frame["prompt"])


def fed(frame: pd.DataFrame, results: pd.DataFrame, prices: pd.DataFrame) -> pd.DataFrame:
    """One week beside its results and prices, as `publish.chart_frame` puts them together."""
    measured = share(rank(frame))
    week_rows = measured[measured["week"] == pd.Timestamp(WEEK)]
    extra = with_benchmarks(week_rows, results, prices, WEEK).drop(columns=["value", "share"])
    return week_rows[named(week_rows)].merge(extra, on="entity")


def small(
    result_lines: str = "gpqa c/z 0.5", price_lines: str = "", tokens: str = TOKENS
) -> pd.DataFrame:
    return fed(weekly(tokens), results(result_lines), prices(price_lines))


def drawn(frame: pd.DataFrame, size: str = "wide", *highlight: str) -> Axes:
    """Return the chart on its page, at the size that `save` gives it."""
    pixels, look = style.SIZES[size], THEMES["light"]
    with mpl.rc_context(style._settings(style.LETTERS[size], look)):
        figure = Figure(figsize=(pixels[0] / 100, pixels[1] / 100), dpi=100 * style.SHARPNESS)
        FigureCanvasAgg(figure)
        words = usage_vs_quality.finding(frame), usage_vs_quality.subtitle(frame)
        ax = style.page(figure, *words, "Source", size=size, theme=look)
        usage_vs_quality.draw(ax, frame, highlight=highlight)
        figure.canvas.draw()
    return ax


def texts(ax: Axes) -> list[str]:
    return [text.get_text() for text in ax.texts]


def test_the_finding_sets_use_beside_the_place_by_accuracy() -> None:
    frame = small("gpqa a/x 0.5\ngpqa b/y 0.9\ngpqa c/z 0.7\naime a/x 0.9")
    assert usage_vs_quality.finding(frame) == (
        "x:free leads by tokens (50.0 %) and is third of three by accuracy in gpqa,"
        " in the week to 5 April"
    )
    assert usage_vs_quality.finding(frame, ("b/y",)) == (
        "y has 30.0 % of all tokens and is first of three by accuracy in gpqa,"
        " in the week to 5 April"
    )
    assert usage_vs_quality.finding(frame, ("b/y", "c/z")).startswith(
        "y leads by tokens of those highlighted (30.0 %) and is first of three by accuracy"
    )


@pytest.mark.parametrize(
    ("result_lines", "ending"),
    [
        ("gpqa a/x 0.5", " and is the only one with a result in gpqa"),
        ("gpqa b/y 0.5", "; y is the only one with a result in gpqa"),
        (
            "gpqa b/y 0.5\ngpqa c/z 0.5",
            " and has no result in gpqa; y and z are first by accuracy of the two that have one",
        ),
        (
            "gpqa a/x 0.5\ngpqa b/y 0.5",
            " and is equal first of two by accuracy in gpqa",
        ),
    ],
)
def test_the_finding_says_what_is_not_on_record(result_lines: str, ending: str) -> None:
    assert usage_vs_quality.finding(small(result_lines)) == (
        f"x:free leads by tokens (50.0 %){ending}, in the week to 5 April"
    )


def test_equally_large_ones_are_named_together() -> None:
    frame = small("gpqa b/y 0.9\ngpqa a/x 0.5", tokens="week a/x b/y other\n2026-03-30 4 4 2")
    assert usage_vs_quality.finding(frame) == (
        "x and y lead by tokens (40.0 % each);"
        " y is first by accuracy of the two with a result in gpqa, in the week to 5 April"
    )


def test_one_benchmark_is_drawn_and_it_is_the_most_common() -> None:
    frame = small("zeta a/x 0.5\nzeta b/y 0.9\nbeta c/z 0.7\nbeta b/y 0.1\nalpha c/z 0.2")
    rows = usage_vs_quality.rows(frame)
    assert rows["entity"].tolist() == ["a/x:free", "b/y", "c/z"]
    assert rows["benchmark"].astype(object).where(rows["benchmark"].notna(), "").tolist() == [
        "", "beta", "beta",
    ]  # fmt: skip
    assert rows["accuracy"].isna().tolist() == [True, False, False]
    method = usage_vs_quality.method(frame)
    assert "accuracy in beta" in method
    assert "zeta" not in method
    # A result of a model counts once, however many of its variants are drawn.
    twice = "week a/x:free a/x b/y c/z other\n2026-03-30 5 4 3 2 1"
    frame = small("zeta a/x 0.5\nbeta c/z 0.7\nbeta b/y 0.1", tokens=twice)
    assert "accuracy in beta" in usage_vs_quality.method(frame)


def test_the_ten_largest_are_drawn_and_those_highlighted() -> None:
    names = [f"a/m{number:02}" for number in range(14)]
    values = " ".join(str(90 - number) for number in range(14))
    frame = small("gpqa a/m00 0.5", tokens=f"week {' '.join(names)}\n2026-03-30 {values}")
    assert usage_vs_quality.rows(frame)["entity"].tolist() == names[:10]
    kept = usage_vs_quality.rows(frame, ("a/m12", "a/m01"))
    assert kept["entity"].tolist() == [*names[:10], "a/m12"]
    assert "The ten largest" in usage_vs_quality.method(frame)
    assert "highlighted" not in usage_vs_quality.method(frame, ("a/m01",))
    assert "and those highlighted." in usage_vs_quality.method(frame, ("a/m12",))


def test_what_is_not_on_record_has_words_and_no_dot() -> None:
    frame = small("gpqa a/x 0.5\ngpqa b/y 0.6\naime c/z 0.5", "b/y 0.3 2026-03-01")
    ax = drawn(frame)
    assert sum(line.get_marker() == "o" for line in ax.lines) == 3 + 2 + 2
    # Another benchmark has a result of c/z; a free variant costs nothing.
    assert {"no result in it", "no price on record", "free", "0.30"} <= {*texts(ax)}
    assert "no result on record" not in texts(ax)
    ax = drawn(small("gpqa c/z 0.5"))
    assert texts(ax).count("no result on record") == 2


def test_a_price_from_after_the_week_is_marked() -> None:
    frame = small(price_lines="b/y 0.3 2026-03-01\nc/z 12.5 2026-05-01")
    ax = drawn(frame)
    assert "12.50 *" in texts(ax)
    hollow = [
        line for line in ax.lines
        if line.get_marker() == "o" and to_hex(line.get_markerfacecolor()) == "#ffffff"
    ]  # fmt: skip
    assert len(hollow) == 1
    assert "Ring and *: a price from after the week" in usage_vs_quality.method(frame)
    assert "Ring" not in usage_vs_quality.method(small(price_lines="b/y 0.3 2026-03-01"))


def test_where_the_whole_is_not_known_the_figures_stand_for_the_share() -> None:
    frame = small().assign(share=float("nan"), metric="calls")
    assert usage_vs_quality.finding(frame).startswith("x:free leads by calls (50);")
    assert "Calls" in texts(drawn(frame))


def test_without_any_result_nothing_is_drawn_and_it_is_said_what_to_do() -> None:
    frame = small("")
    message = "no benchmark result is on record for any of the largest in 2026-W14"
    with pytest.raises(GapError, match=f"{message}.*`tracker collect benchmarks`"):
        usage_vs_quality.rows(frame)
    with pytest.raises(GapError, match=message):
        style.picture("usage-vs-quality", frame)


def test_without_ranks_nobody_is_largest() -> None:
    frame = small().assign(can_rank=False)
    with pytest.raises(GapError, match="ranks by tokens are not known for 2026-W14"):
        usage_vs_quality.rows(frame)


@pytest.mark.parametrize("size", style.SIZES)
def test_every_text_is_inside_the_page_and_none_on_another(size: str) -> None:
    long = [f"author{n}/{'a-very-long-name-of-a-model-' * 3}{n}" for n in range(12)]
    table = f"week {' '.join(long)} other\n2026-03-30 {' '.join(str(90 - n) for n in range(12))} 9"
    result_lines = "\n".join(
        f"{'bench' * 30} {name} {n / 12}" for n, name in enumerate(long) if n % 3
    )
    price_lines = "\n".join(
        f"{name} {n * 1.3} 2026-0{3 + n % 2 * 2}-01" for n, name in enumerate(long) if n % 4
    )
    ax = drawn(small(result_lines, price_lines, table), size)
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


def test_the_command_draws_nothing_without_results(recorded: Path, tmp_path: Path) -> None:
    path = tmp_path / "c.svg"
    done = CliRunner().invoke(
        app, ["chart", "usage-vs-quality", "--week", "2026-W14", "--out", str(path)]
    )
    assert done.exit_code == 1
    assert "no benchmark result is on record" in str(done.exception)
    assert not path.exists()


def test_the_command_refuses_levels_that_have_no_results(recorded: Path, tmp_path: Path) -> None:
    path = tmp_path / "c.svg"
    command = ["chart", "usage-vs-quality", "--by", "author", "--out", str(path)]
    done = CliRunner().invoke(app, command)
    assert done.exit_code == 1
    assert "results and prices are of single models" in str(done.exception or done.output)
