from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure
from support.weekly_frames import weekly

from tracker.analysis.ranks import rank
from tracker.analysis.shares import share
from tracker.charts import small_multiples

TABLE = """
week       a/x b/y c/z other
2026-03-02 60  20  .   20
2026-03-09 30  20  30  20
2026-03-16 .   20  60  20
"""


def measured(table: str = TABLE) -> pd.DataFrame:
    return share(rank(weekly(table)))


def test_the_title_tells_the_newest_share_and_the_highest_of_all() -> None:
    assert small_multiples.finding(measured()) == (
        "z has 60.0 % of OpenRouter's tokens in the week to 22 March;"
        " the highest is x's 60.0 % in the week to 8 March"
    )
    rising = TABLE.replace("60  20  .   20", "40  20  .   40")
    assert small_multiples.finding(measured(rising)) == (
        "z has 60.0 % of OpenRouter's tokens in the week to 22 March, the highest of these weeks"
    )
    early = TABLE.replace("2026-03-02 60", "2025-12-15 60")
    assert small_multiples.finding(measured(early)).endswith(
        "the highest is x's 60.0 % in the week to 21 December 2025"
    )


def test_of_one_highlighted_the_title_tells_its_highest_week_and_what_became_of_it() -> None:
    assert small_multiples.finding(measured(), ("a/x",)) == (
        "x had 60.0 % of OpenRouter's tokens in the week to 8 March, its highest of these weeks,"
        " and is not published in the week to 22 March"
    )
    assert small_multiples.finding(measured(), ("b/y",)) == (
        "y had 20.0 % of OpenRouter's tokens in the week to 8 March, its highest of these weeks,"
        " and 20.0 % in the week to 22 March"
    )
    assert small_multiples.finding(measured(), ("c/z",)) == (
        "z had 60.0 % of OpenRouter's tokens in the week to 22 March, its highest of these weeks"
    )


def test_twelve_names_are_drawn_and_those_highlighted_are_among_them() -> None:
    many = "week " + " ".join(f"a/m{n}" for n in range(20)) + " other\n2026-03-02 "
    frame = measured(many + " ".join(str(40 - n) for n in range(20)) + " 5")
    assert set(small_multiples.rows(frame)["entity"]) == {f"a/m{n}" for n in range(12)}
    assert "a/m19" in set(small_multiples.rows(frame, ("a/m19",))["entity"])


def test_all_panels_have_one_scale() -> None:
    ax = Figure(figsize=(6, 4)).add_axes((0.1, 0.1, 0.8, 0.8))
    small_multiples.draw(ax, measured())
    assert len(ax.child_axes) == 3  # type: ignore[attr-defined]
    assert len({panel.get_ylim() for panel in ax.child_axes}) == 1  # type: ignore[attr-defined]
