"""Three rankings of one week: what is said, what is drawn, and what is left unknown."""

from __future__ import annotations

import csv
from pathlib import Path

import matplotlib as mpl
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from support.weekly_frames import side_by_side, weekly
from typer.testing import CliRunner

from tracker.analysis.ranks import rank
from tracker.analysis.shares import share
from tracker.charts import page as style
from tracker.charts import three_measures
from tracker.charts.layout import TOOLTIP
from tracker.charts.theme import THEMES
from tracker.cli import app
from tracker.errors import GapError


def ranked(
    tokens: str, calls: str, spend: str = "", *, unranked: str = "", depth: int | None = 50
) -> pd.DataFrame:
    """Return the frame of small tables; weeks in ``unranked`` have calls without ranks."""
    frames = [
        weekly(tokens, depth=depth),
        weekly(calls, metric="calls", unranked=unranked, depth=depth),
    ]
    if spend:
        frames.append(weekly(spend, metric="spend", depth=depth))
    return side_by_side(*[share(rank(frame)) for frame in frames])


def drawn(frame: pd.DataFrame, size: str = "wide", *highlight: str) -> list[Axes]:
    """Return the panels of the chart on its page, at the size that `save` gives it."""
    pixels = style.SIZES[size]
    look = THEMES["light"]
    with mpl.rc_context(style._settings(style.LETTERS[size], look)):
        figure = Figure(figsize=(pixels[0] / 100, pixels[1] / 100), dpi=100)
        FigureCanvasAgg(figure)
        words = three_measures.finding(frame), three_measures.subtitle(frame)
        ax = style.page(figure, *words, "Source", size=size, theme=look)
        three_measures.draw(ax, frame, highlight=highlight)
        figure.canvas.draw()
    return [*ax.child_axes]


def bars(ax: Axes) -> list[float]:
    """Return the lengths of the bars of a panel, from the top down."""
    found = [box for box in ax.patches if not str(box.get_gid()).startswith(TOOLTIP)]
    return [box.get_width() for box in found if isinstance(box, Rectangle)]


def texts(ax: Axes) -> list[str]:
    return [text.get_text() for text in ax.texts if text.get_text()]


TOKENS = "week a/x b/y other\n2026-03-30 5 3 1\n2026-04-06 5 3 1\n2026-04-13 5 3 1"
CALLS = "week a/x b/y\n2026-03-30 1 2\n2026-04-06 1 2\n2026-04-13 1 2"


def test_the_week_is_the_newest_that_all_three_measures_rank() -> None:
    spend = "week c/z\n2026-03-30 9\n2026-04-06 9"
    frame = ranked(TOKENS, CALLS, spend)
    assert set(three_measures.rows(frame)["week"].dt.strftime("%m-%d")) == {"04-06"}
    assert three_measures.finding(frame) == (
        "x leads by tokens, y by calls, z by spend, in the week to 12 April"
    )
    method = three_measures.method(frame)
    assert "Week 2026-W15, 6 April to 12 April 2026. Boards of the top 50 slugs." in method
    assert "No ranking" not in method


def test_a_week_that_lacks_a_measure_has_two_panels_and_says_so() -> None:
    spend = "week c/z\n2026-03-30 9"
    frame = ranked(TOKENS, CALLS, spend)
    week = frame[frame["week"] == "2026-04-13"]
    assert three_measures.finding(week) == "x leads by tokens, y by calls, in the week to 19 April"
    assert "No ranking by spend is on record for this week." in three_measures.method(week)
    assert [texts(panel)[0] for panel in drawn(week)] == ["Tokens", "Calls"]
    # Without ranks by calls, because the names were chosen by tokens.
    unranked = ranked(TOKENS, CALLS, spend, unranked="2026-03-30")
    week = unranked[unranked["week"] == "2026-03-30"]
    assert "No ranking by calls is on record for this week." in three_measures.method(week)
    assert [texts(panel)[0] for panel in drawn(week)] == ["Tokens", "Spend"]


def test_one_measure_is_no_comparison() -> None:
    frame = ranked(TOKENS, "week a/x\n2026-04-13 1", unranked="2026-04-13")
    with pytest.raises(GapError, match="no two of tokens, calls and spend are ranked in any of"):
        three_measures.rows(frame)
    week = frame.loc[frame["week"] == "2026-04-13"]
    with pytest.raises(GapError, match=r"are ranked in 2026-W16. .*no measure replaces another"):
        three_measures.finding(week)


def test_a_week_in_which_only_the_lead_is_proven_is_not_a_ranking() -> None:
    calls = weekly("week a/x b/y\n2026-04-06 1 2\n2026-04-13 9 2", unranked="2026-04-13")
    calls["proven"] = (calls["week"] == "2026-04-13") & (calls["entity"] == "a/x")
    frame = side_by_side(share(rank(weekly(TOKENS))), share(rank(calls)))
    assert frame.loc[frame["proven"], "rank"].tolist() == [1]
    assert three_measures.finding(frame) == "x leads by tokens, y by calls, in the week to 12 April"


@pytest.mark.parametrize(
    ("tokens", "calls", "spend", "title"),
    [
        ("5 3 1", "9 2 1", "7 2 1", "x leads by tokens, calls and spend in the week to 5 April"),
        (
            "5 3 1",
            "2 9 1",
            "7 2 1",
            "x leads by tokens and spend, y by calls, in the week to 5 April",
        ),
        (
            "5 3 1",
            "2 9 1",
            "1 7 2",
            "x leads by tokens, y by calls and spend, in the week to 5 April",
        ),
        ("5 5 1", "2 9 1", "1 7 2", "x and y lead by tokens, y leads by calls and spend, in"),
        ("5 3 1", "1 9 9", "1 2 7", "x leads by tokens, y and z lead by calls, z leads by spend,"),
        ("5 5 1", "1 9 9", "7 7 1", "x and y lead by tokens and spend, y and z by calls, in"),
    ],
)
def test_the_finding_names_everyone_who_leads(
    tokens: str, calls: str, spend: str, title: str
) -> None:
    head = "week a/x b/y c/z\n2026-03-30 "
    assert three_measures.finding(ranked(head + tokens, head + calls, head + spend)).startswith(
        title
    )


def test_a_crowd_of_leaders_is_counted() -> None:
    head = "week a/v a/w a/x a/y\n2026-03-30 "
    crowd, single = head + "5 5 5 5", head + "1 2 1 1"
    assert three_measures.finding(ranked(crowd, single)) == (
        "Four models lead by tokens, w leads by calls, in the week to 5 April"
    )
    assert three_measures.finding(ranked(single, crowd)) == (
        "w leads by tokens, four models lead by calls, in the week to 5 April"
    )


def test_each_panel_has_the_ten_largest_in_their_own_order() -> None:
    names = [f"a/m{number:02}" for number in range(30)]
    table = f"week {' '.join(names)}\n2026-03-30 "
    falling = " ".join(str(90 - number) for number in range(30))
    rising = " ".join(str(60 + number) for number in range(30))
    frame = ranked(table + falling, table + rising)
    by_tokens, by_calls = drawn(frame)
    assert [text for text in texts(by_tokens) if text.startswith("m")] == [
        name[2:] for name in names[:10]
    ]
    assert [text for text in texts(by_calls) if text.startswith("m")] == [
        name[2:] for name in names[:-11:-1]
    ]
    kept = three_measures.rows(frame, ("a/m15",))
    assert kept.groupby("metric")["entity"].nunique().tolist() == [11, 11]
    assert "16" in texts(drawn(frame, "wide", "a/m15")[0])  # its rank, below the ten
    even = ranked(table + " ".join("5" * 30), table + rising)
    assert len(bars(drawn(even)[0])) == three_measures.MOST_ROWS


def test_who_is_highlighted_and_unknown_is_written_and_has_no_bar() -> None:
    tokens, calls = "week a/x b/y\n2026-03-30 5 3", "week a/x c/z\n2026-03-30 5 3"
    frame = ranked(tokens, calls)
    by_tokens, by_calls = drawn(frame, "wide", "b/y")
    assert (len(bars(by_tokens)), len(bars(by_calls))) == (2, 2)
    assert texts(by_calls)[-2:] == ["y", "not in the top 50"]
    deep = drawn(ranked(tokens, calls, depth=None), "wide", "b/y")
    assert texts(deep[1])[-1] == "not named"
    # A depth counts slugs.
    by_author = drawn(frame.assign(by="author"), "wide", "b/y")
    assert texts(by_author[1])[-1] == "not named"


def test_each_measure_has_its_own_scale_from_zero() -> None:
    head = "week a/x b/y c/z\n2026-03-30 "
    frame = ranked(head + "8000000000000 4000000000000 0", head + "600 300 0", head + "4000000 1 0")
    for panel in drawn(frame):
        lengths = bars(panel)
        assert lengths[0] == pytest.approx(panel.get_xlim()[1])
        assert lengths[2] == 0
    tokens, _, spend = drawn(frame)
    assert bars(tokens)[1] == pytest.approx(bars(tokens)[0] / 2)
    assert {"8.00T", "4.00T", "0"} < {*texts(tokens)}
    assert {"$4.00", "$0.00"} < {*texts(spend)}


@pytest.mark.parametrize("size", style.SIZES)
@pytest.mark.parametrize("largest", [1, 612_000_000, 2**63 - 1])
def test_every_text_is_inside_the_page_and_none_on_another(size: str, largest: int) -> None:
    long = [f"author{n}/{'a-very-long-name-of-a-model-' * 3}{n}" for n in range(16)]
    values = " ".join(str(largest // (n + 1)) for n in range(16))
    back = " ".join(["."] + [str(largest // (16 - n)) for n in range(1, 16)])
    table = f"week {' '.join(long)}\n2026-03-30 "
    panels = drawn(ranked(table + values, table + back, table + values), size, long[0], long[14])
    page = panels[0].get_figure(root=True).bbox  # type: ignore[union-attr]
    written = [text for ax in panels for text in ax.texts if text.get_text()]
    boxes = [text.get_window_extent() for text in written]
    for box in boxes:
        assert page.x0 <= box.x0 <= box.x1 <= page.x1
        assert page.y0 <= box.y0 <= box.y1 <= page.y1
    touch = 0.15 * style.LETTERS[size] * 100 / 72  # boxes are taller than letters
    for number, first in enumerate(boxes):
        for other, second in enumerate(boxes[:number]):
            across = min(first.x1, second.x1) - max(first.x0, second.x0)
            down = min(first.y1, second.y1) - max(first.y0, second.y0)
            assert across < 1 or down < touch, (
                written[number].get_text(),
                written[other].get_text(),
            )


def test_a_fresh_install_draws_the_newest_week_of_all_three(
    recorded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(app, ["chart", "three-measures"])
    assert done.exit_code == 0, done.output
    finding = (
        "Space Bunny Alpha leads by tokens, Jev 1.13 by calls, Claude Opus 5.5 by spend,"
        " in the week to 4 October"
    )
    assert f"out/three-measures.png: {finding}" in " ".join(done.output.split())
    with (tmp_path / "out" / "three-measures.csv").open(encoding="utf-8") as file:
        rows = [(row["metric"], row["rank"], row["entity"], row["value"])
                for row in csv.DictReader(file)]  # fmt: skip
    # To the token, the call and the millionth of a dollar.
    assert [row for row in rows if row[1] in ("1", "2")] == [
        ("tokens", "1", "stealth/space-bunny-alpha", "38661199376508"),
        ("tokens", "2", "deepseek/deepseek-v4.1-flash-20260910", "25609396833238"),
        ("calls", "1", "typesafe/jev-1.13-20260917", "946042280"),
        ("calls", "2", "stealth/space-bunny-alpha", "677017362"),
        ("spend", "1", "anthropic/claude-opus-5.5-20260921", "2391461569534"),
        ("spend", "2", "openai/gpt-6-astra-20260903", "2118586166767"),
    ]


def test_the_command_draws_the_two_measures_that_a_week_has(recorded: Path, tmp_path: Path) -> None:
    path = tmp_path / "c.svg"
    done = CliRunner().invoke(
        app, ["chart", "three-measures", "--week", "2026-W30", "--by", "author", "--out", str(path)]
    )
    assert done.exit_code == 0, done.output
    written = path.read_text(encoding="utf-8")
    assert "Boards of the top 50 slugs by tokens; of all models by calls." in written
    assert "No ranking by spend is on record for this week." in written
    assert "the calls of 2026-W30, from pages that state none." in written


@pytest.mark.parametrize("week", ["2026-W14", "2026-W37"])
def test_the_command_says_which_week_it_cannot_compare(
    recorded: Path, tmp_path: Path, week: str
) -> None:
    path = tmp_path / "c.png"
    done = CliRunner().invoke(app, ["chart", "three-measures", "--week", week, "--out", str(path)])
    assert done.exit_code == 1
    message = f"no two of tokens, calls and spend are ranked in {week}"
    assert message in str(done.exception or done.output)
    assert not path.exists()
