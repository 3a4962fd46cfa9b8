"""Prices over use: what is said of a cut, what is drawn, and what is refused."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import matplotlib as mpl
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from support.weekly_frames import weekly
from typer.testing import CliRunner

from tracker.analysis.price_cuts import priced_use
from tracker.charts import page as style
from tracker.charts import price_and_use
from tracker.charts.layout import TOOLTIP
from tracker.charts.theme import THEMES
from tracker.cli import app

WEEKS = [f"{day:%Y-%m-%d}" for day in pd.date_range("2026-02-02", periods=9, freq="7D")]
"""The price is cut in the fifth of them."""
CUT = (("a/x", "2026-01-01", 1.0), ("a/x", "2026-03-04", 0.5))


def use(
    values: str,
    *prices: tuple[str, str, float],
    free: str = "",
    metric: str = "tokens",
) -> pd.DataFrame:
    """Return the frame of one model from a value for each week, and slug, day and price."""
    variants = free.split() or ["."] * len(WEEKS)
    lines = zip(WEEKS, values.split(), variants, strict=True)
    table = "week a/x a/x:free other\n" + "\n".join(f"{' '.join(line)} 100" for line in lines)
    rows = pd.DataFrame(prices, columns=["slug", "day", "prompt"])
    since = pd.to_datetime(rows.pop("day")).dt.tz_localize("UTC")
    listed = rows.assign(id=rows["slug"], completion=rows["prompt"] * 4, known_from=since)
    until = listed.groupby("slug")["known_from"].shift(-1)
    listed["seen_at"] = until.fillna(pd.Timestamp("2026-06-01", tz="UTC"))
    return priced_use(weekly(table, metric=metric), listed, ["a/x", "a/x:free"])


def drawn(frame: pd.DataFrame, size: str = "wide") -> list[Axes]:
    """Return the panels of the chart on its page, at the size that `save` gives it."""
    pixels = style.SIZES[size]
    look = THEMES["light"]
    with mpl.rc_context(style._settings(style.LETTERS[size], look)):
        figure = Figure(figsize=(pixels[0] / 100, pixels[1] / 100), dpi=100)
        FigureCanvasAgg(figure)
        words = price_and_use.finding(frame), price_and_use.subtitle(frame)
        ax = style.page(figure, *words, "Source", size=size, theme=look)
        price_and_use.draw(ax, frame)
        figure.canvas.draw()
    return [*ax.child_axes]


def columns(ax: Axes) -> list[tuple[float, float]]:
    """Return the feet and the heights of the columns of a panel, by slug and week."""
    boxes = [box for box in ax.patches if isinstance(box, Rectangle) and box.get_hatch() is None]
    return [(box.get_y(), box.get_height()) for box in boxes
            if not str(box.get_gid()).startswith(TOOLTIP)]  # fmt: skip


def hatched(ax: Axes) -> int:
    return sum(patch.get_hatch() is not None for patch in ax.patches)


def texts(ax: Axes) -> list[str]:
    return [text.get_text() for text in ax.texts if text.get_text()]


def test_the_finding_is_the_use_after_the_largest_cut_beside_the_market() -> None:
    frame = use("10 10 10 10 99 30 30 30 30", *CUT)
    assert price_and_use.finding(frame) == (
        "x's tokens rose by 200 % in the four weeks after its price fell by 50 % in the week to 8 March;"
        " all tokens rose by 18 %"
    )
    fell = use("30 30 30 30 99 10 10 10 10", *CUT)
    assert price_and_use.finding(fell).startswith("x's tokens fell by 67 % in the four weeks")
    even = use("30 30 30 30 99 30 30 30 30", *CUT)
    assert "x's tokens stayed as they were in" in price_and_use.finding(even)


def test_without_a_known_effect_the_finding_is_the_end_of_what_was_free_or_the_prices() -> None:
    rows = (("a/x:free", "2026-01-01", 0.0), ("a/x", "2026-02-18", 0.5))
    # The free variant left the list in the third week, which had both.
    frame = use(". . 2 5 5 5 5 5 5", *rows, free="90 80 40 . . . . . .")
    free = frame["entity"].eq("a/x:free") & frame["week"].gt("2026-02-09")
    frame.loc[free, ["price_prompt", "price_completion"]] = float("nan")
    frame = frame.dropna(subset=["value", "price_prompt"], how="all")
    assert price_and_use.finding(frame) == (
        "x had 80 tokens in the week to 15 February, when it was free, and 5 in the week to 1 March,"
        " at $0.5/$2"
    )
    risen = use("5 5 5 5 5 5 5 5 5", ("a/x", "2026-01-01", 0.5), ("a/x", "2026-03-04", 1.0))
    assert price_and_use.finding(risen) == (
        "x was listed at $0.5/$2 in the week to 8 February and at $1/$4 in the week to 5 April"
    )


def test_a_cut_has_a_rule_in_each_panel_and_three_lines_of_words() -> None:
    tokens = use("10 10 10 10 99 30 30 30 30", *CUT)
    frame = pd.concat([tokens, use("1 1 1 1 9 3 3 3 3", *CUT, metric="calls")], ignore_index=True)
    prices, *panels = drawn(frame)
    assert {"price −50%", "use +200%", "market +18%", "input $0.5", "output $2"} < {*texts(prices)}
    assert [texts(panel)[-1] for panel in panels] == ["Tokens a week", "Calls a week"]
    for panel in (prices, *panels):
        upright = {tuple(line.get_xdata()) for line in panel.lines
                   if line.get_xdata()[0] == line.get_xdata()[-1]}  # fmt: skip
        assert len(upright) == 1
    recent = use("10 10 10 10 10 99 30 30 30", ("a/x", "2026-01-01", 1), ("a/x", "2026-03-11", 0.5))
    assert "use not known" in texts(drawn(recent)[0])


def test_unknown_weeks_are_hatched_and_a_counted_zero_is_a_column() -> None:
    prices, tokens = drawn(use("10 . . 10 0 30 30 30 30", *CUT))
    assert hatched(tokens) == 2
    assert [height for _, height in columns(tokens)] == [10, 10, 0, 30, 30, 30, 30]
    assert not hatched(prices)


def test_what_was_free_stands_on_what_was_paid() -> None:
    frame = use("10 10 10 10 10 10 10 10 10", *CUT, free="5 . . . . . . . .")
    assert "Pale: free variants." in price_and_use.method(frame)
    assert columns(drawn(frame)[1])[-1] == (10, 5)


@pytest.mark.parametrize("size", style.SIZES)
def test_every_text_is_inside_the_page_and_the_words_of_marks_apart(size: str) -> None:
    changes = [("a/x", week, 2.0**-place) for place, week in enumerate(WEEKS)]
    panels = drawn(use("10 10 10 10 99 30 30 30 30", *changes), size)
    page = panels[0].get_figure(root=True).bbox  # type: ignore[union-attr]
    for ax in panels:
        for text in (*ax.texts, *ax.get_xticklabels()):
            box = text.get_window_extent()
            if text.get_text():
                assert page.x0 <= box.x0 <= box.x1 <= page.x1, text.get_text()
                assert page.y0 <= box.y0 <= box.y1 <= page.y1, text.get_text()
    marks = [text.get_window_extent() for text in panels[0].texts
             if text.get_text().startswith("price")]  # fmt: skip
    assert len(marks) == price_and_use.MOST_MARKS or size in ("story", "phone")
    assert len(marks) >= 2
    assert all(first.x1 <= second.x0 + 1 for first, second in pairwise(marks))


def test_the_command_tells_the_price_story_of_a_model(recorded: Path, tmp_path: Path) -> None:
    path = tmp_path / "c.svg"
    done = CliRunner().invoke(app, ["chart", "price-and-use", "Qwen3.6 Plus", "--out", str(path)])
    assert done.exit_code == 0, done.output
    written = " ".join(done.output.split())
    assert (
        "4.60T tokens in the week to 5 April, when it was free, and 274B in the week to 19 April, at"
        in written
    )
    table = path.with_suffix(".csv").read_text(encoding="utf-8").splitlines()
    assert "price_prompt,price_completion,cut_pct,use_change_pct,market_change_pct" in table[0]
    assert "the catalog, from a page that states none." in path.read_text(encoding="utf-8")
    done = CliRunner().invoke(
        app, ["chart", "price-and-use", "DeepSeek V4 Flash", "--out", str(path)]
    )
    assert done.exit_code == 0, done.output
    assert "price fell by 56% in the week to 16 August; all tokens rose by 82%" in " ".join(
        done.output.split()
    )
    assert "Of two models of that name the one with the most tokens." in path.read_text("utf-8")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("country:CN", "no price of country:CN is on record"),
        ("stealth/space-bunny-alpha", "no price of stealth/space-bunny-alpha is on record"),
    ],
)
def test_what_has_no_price_is_refused_with_a_hint(
    recorded: Path, tmp_path: Path, name: str, message: str
) -> None:
    path = tmp_path / "c.png"
    done = CliRunner().invoke(app, ["chart", "price-and-use", name, "--out", str(path)])
    assert done.exit_code == 1
    error = str(done.exception or done.output)
    assert message in error
    assert "name a single model" in error.lower()
    assert not path.exists()
