from __future__ import annotations

import pandas as pd
import pytest
from matplotlib.figure import Figure
from support.weekly_frames import weekly

from tracker.analysis.ranks import rank
from tracker.analysis.shares import share
from tracker.charts import page, versus
from tracker.errors import ConfigError, GapError

NINE = """
week       CN US other
2026-03-02 3  4  13
2026-03-09 5  4  11
2026-03-16 6  3  11
2026-03-23 2  3  15
"""
ALL = """
week       CN US other
2026-03-02 8  9  3
2026-03-09 8  9  3
2026-03-16 10 8  2
2026-03-23 7  9  4
"""


def countries() -> pd.DataFrame:
    """Return the same weeks at two depths."""
    nine = weekly(NINE, depth=9, by="country").assign(at_least=False)  # so many were looked at
    tables = {9: nine, 0: weekly(ALL, depth=50, by="country")}
    both = [share(rank(frame)).assign(looked_at=depth) for depth, frame in tables.items()]
    return pd.concat(both, ignore_index=True)


def models(table: str) -> pd.DataFrame:
    return share(rank(weekly(table))).assign(looked_at=0)


def test_the_longest_run_is_told_for_each_depth() -> None:
    assert versus.finding(countries(), ("CN", "US")) == (
        "CN led US by tokens for two weeks in a row among the nine largest models,"
        " for one week in a row among all"
    )


def test_the_days_of_each_run_are_in_the_method() -> None:
    assert (
        "The longest streak of CN: 9 March to 22 March 2026 among the nine largest models;"
        " 16 March to 22 March 2026 among all."
    ) in versus.method(countries(), ("CN", "US"))
    never = models("week a/x b/y other\n2026-03-02 5 6 1\n2026-03-09 5 6 1")
    assert "longest streak" not in versus.method(never, ("a/x", "b/y"))


def test_a_side_that_never_led_did_so_in_no_week() -> None:
    frame = models("week a/x b/y other\n2026-03-02 5 6 1\n2026-03-09 5 6 1")
    assert versus.finding(frame, ("a/x", "b/y")) == "x led y by tokens in no week"


def test_a_run_that_the_weeks_drawn_cut_is_at_least_so_long() -> None:
    frame = models("week a/x b/y other\n2026-03-02 6 5 1\n2026-03-09 6 5 1\n2026-03-16 4 5 1")
    assert "for at least two weeks in a row, 2 March to 15 March 2026" in versus.finding(
        frame, ("a/x", "b/y")
    )


def test_a_lead_is_said_as_far_as_it_is_certain() -> None:
    """In the second week b/y is not named, and had at most 5, as a/x has, the last one named."""
    table = "week a/x b/y c/z other\n2026-03-02 4 5 9 9\n2026-03-09 5 . 9 9\n2026-03-16 4 5 9 9"
    frame = models(table)
    assert versus.finding(frame, ("a/x", "b/y")) == "x led y by tokens in no week for certain"
    assert versus.finding(frame, ("b/y", "a/x")).startswith(
        "y has led x by tokens for at least one"
    )
    assert "No bar: nothing of one side is seen." in versus.method(frame, ("a/x", "b/y"))
    inner = table.replace("03-02 4 5", "03-02 9 5") + "\n2026-03-23 9 5 9 9"
    assert versus.finding(models(inner), ("b/y", "a/x")) == (
        "y led x by tokens for at least one week in a row, 16 March to 22 March 2026"
    )


def test_a_week_of_which_only_the_least_is_known_has_no_bar() -> None:
    table = "week CN US other\n2026-03-02 8 9 3\n2026-03-09 8 2 3"
    deep, shallow = (
        share(rank(weekly(table, depth=depth, by="country"))).assign(looked_at=0)
        for depth in (50, 9)
    )
    assert "No bar" not in versus.method(deep, ("CN", "US"))
    assert "No bar: only the least of a side is known." in versus.method(shallow, ("CN", "US"))
    # CN can have had its 8 and the 3 of `other` in the first week; US at most 5 in the second.
    (panel,) = versus.panels(shallow, ("CN", "US"))
    assert panel.weeks["leader"].isna().tolist() == [True, False]


def test_the_two_largest_of_the_newest_week_unless_two_are_named() -> None:
    frame = models("week a/x b/y c/z other\n2026-03-02 9 1 1 1\n2026-03-09 2 5 6 1")
    assert set(versus.rows(frame)["entity"]) == {"b/y", "c/z"}
    assert set(versus.rows(frame, ("a/x",))["entity"]) == {"a/x", "c/z"}
    with pytest.raises(ConfigError, match="3 names"):
        versus.rows(frame, ("a/x", "b/y", "c/z"))
    with pytest.raises(GapError, match="fewer than two names"):
        versus.rows(models("week a/x other\n2026-03-02 9 1"))


def test_a_side_that_is_not_named_is_missing() -> None:
    table = "week a/x b/y other\n2026-03-02 9 5 1\n2026-03-09 9 . 1"
    (panel,) = versus.panels(models(table))
    assert panel.weeks["b"].isna().tolist() == [False, True]
    countries = table.replace("a/x", "CN").replace("b/y", "US")
    nine = weekly(countries, depth=9, by="country").assign(at_least=False)
    (panel,) = versus.panels(share(rank(nine)))
    assert panel.weeks["b"].isna().tolist() == [False, True]
    assert panel.weeks["leader"].tolist() == ["a", "a"]


def test_single_models_are_drawn_once_for_depth_does_not_matter() -> None:
    frame = models("week a/x b/y other\n2026-03-02 9 5 1")
    frame = pd.concat([frame.assign(looked_at=9), frame], ignore_index=True)
    assert len(versus.panels(frame)) == 1
    assert len(versus.panels(countries())) == 2


def test_shares_are_of_everything_and_ratios_are_those_of_the_counts() -> None:
    nine, everything = versus.panels(countries(), ("CN", "US"))
    assert nine.weeks["share_a"].tolist() == [0.15, 0.25, 0.3, 0.1]
    assert everything.weeks["share_b"].tolist() == [0.45, 0.45, 0.4, 0.45]
    assert nine.weeks["ratio"].tolist() == [3 / 4, 5 / 4, 2, 2 / 3]


def test_bars_rise_as_far_for_twice_as_they_fall_for_half() -> None:
    frame = models("week a/x b/y other\n2026-03-02 8 4 1\n2026-03-09 4 8 1")
    ax = Figure(figsize=(6, 4)).add_axes((0.1, 0.1, 0.8, 0.8))
    versus.draw(ax, frame, highlight=("a/x", "b/y"))
    bars = [
        patch.get_height() for patch in ax.child_axes[1].patches if patch.get_height() in (1, -1)
    ]  # type: ignore[attr-defined]
    assert bars == [1, -1]


def test_both_depths_are_on_one_picture() -> None:
    picture = page.picture("versus", countries(), ".svg", highlight=("CN", "US"))
    text = picture.data.decode()
    assert "Among the nine largest models" in text
    assert "Over all that are published" in text


def test_only_weeks_on_the_axis_have_rules_and_a_depth() -> None:
    """The first week names the largest by tokens and cannot rank calls; it is not drawn."""
    table = "week a/x b/y other\n2026-05-18 5 . 1\n2026-05-25 5 4 1\n2026-06-01 5 4 1"
    frame = share(rank(weekly(table, metric="calls", unranked="2026-05-18")))
    frame["depth"] = frame["depth"].mask(frame["week"] > "2026-05-20").astype("Int64")
    fed = frame.assign(looked_at=0)
    fed.attrs = dict(frame.attrs)
    rows = versus.rows(fed)
    assert {*rows["week"]} == {*versus.panels(fed)[0].weeks["week"]}
    method = versus.method(fed)
    assert "Weeks 2026-W22 to 2026-W23." in method
    assert "Boards of all models." in method
    assert "Dotted" not in method
    assert "1 week left out: only the largest by another measure are known." in method
