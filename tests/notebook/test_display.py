"""Frames that show themselves, and stay plain frames for everything else."""

from __future__ import annotations

import re
import warnings
from pathlib import Path

import duckdb
import pandas as pd
import pytest

import tracker
from tracker.analysis import ranks
from tracker.errors import FrameError
from tracker.notebook.display import Sheet, sheet

HOSTILE = '<script>alert("x")</script>\x1b[31m'


def test_a_sheet_is_shown_with_formatted_values_and_its_source() -> None:
    rows = pd.DataFrame(
        {
            "week": pd.to_datetime(["2026-03-30", "2026-04-06"]),
            "entity": ["a/x", HOSTILE],
            "value": [4_600_778_695_301, 2],
            "at_least": [False, True],
            "metric": ["tokens", "spend"],
            "share": [0.17, None],
            "mine": [1.5, 2.5],
        }
    )
    shown = sheet(rows, "Heading", ["A note."], "Source: nobody.")._repr_html_()
    cells = re.findall(r"<td[^>]*>([^<]*)</td>", shown)
    assert cells[:7] == ["2026-03-30", "a/x", "4.60T", "no", "tokens", "17.0 %", "1.5"]
    assert cells[8:13] == [
        "&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;\N{REPLACEMENT CHARACTER}[31m",
        "≥ $0.00",
        "yes",
        "spend",
        "–",
    ]
    assert "<b>Heading</b>" in shown
    assert "<p>A note.</p><p><small>Source: nobody.</small></p>" in shown


def test_a_long_sheet_is_shown_from_both_ends() -> None:
    shown = sheet(pd.DataFrame({"rank": range(1, 101)}))._repr_html_()
    assert re.findall(r">(\d+)</td>", shown) == [*"12345", "96", "97", "98", "99", "100"]
    assert "Shown: 10 of 100 rows." in shown


def test_what_is_selected_keeps_its_source() -> None:
    whole = sheet(pd.DataFrame({"rank": [1, 2], "entity": ["a", "b"]}), source="Source: me.")
    for part in (whole.head(1), whole[["rank"]], whole[whole["rank"] == 2], whole.assign(x=1)):
        assert isinstance(part, Sheet)
        assert "Source: me." in part._repr_html_()


@pytest.mark.parametrize(
    "change",
    [
        lambda rows: rows.pivot(index="week", columns="entity", values="value"),
        lambda rows: rows.groupby("entity").agg({"value": ["sum", "max"]}),
        lambda rows: rows.set_index("week"),
        lambda rows: pd.concat([rows, rows], axis=1),
        lambda rows: rows.rename(columns={"value": 7}),
    ],
)
def test_whatever_becomes_of_a_sheet_is_shown(recorded: Path, change: object) -> None:
    with tracker.open() as db:
        rows = db.weekly(from_="2026-W30", to="2026-W31")
    assert "<table" in change(rows)._repr_html_()  # type: ignore[operator]


def test_frames_have_no_zones_and_go_into_any_file(recorded: Path, tmp_path: Path) -> None:
    with tracker.open() as db:
        frames = {
            "weekly": db.weekly(from_="2026-W30"),
            "daily": db.daily(from_="2026-07-01", to="2026-07-03"),
            "top": db.top(),
            "prices": db.prices().head(50),
            "vintages": db.vintages(week="2026-W14"),
        }
    for name, rows in frames.items():
        assert not [*rows.select_dtypes("datetimetz").columns], name
        rows.to_excel(tmp_path / f"{name}.xlsx", index=False)
        rows.to_parquet(tmp_path / f"{name}.parquet")
        again = pd.read_parquet(tmp_path / f"{name}.parquet")
        assert len(again) == len(rows)
    weekly = frames["weekly"]
    assert (
        duckdb.sql("select sum(value) as total from weekly").df()["total"][0]
        == weekly["value"].sum()
    )


def without_zones(rows: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(sheet(rows))


def test_measures_take_a_sheet_as_any_frame(recorded: Path) -> None:
    with tracker.open() as db:
        weeks = db.weekly(by="model")
    plain = pd.DataFrame(weeks)
    for measure in (tracker.rank, tracker.share, tracker.market):
        pd.testing.assert_frame_equal(pd.DataFrame(measure(weeks)), without_zones(measure(plain)))
        assert type(measure(plain)) is pd.DataFrame
        assert measure(weeks).source == weeks.source


def test_a_plain_frame_gives_a_plain_frame() -> None:
    frame = pd.DataFrame({"week": [], "entity": []})
    with pytest.raises(FrameError):
        tracker.rank(frame)
    assert tracker.rank.__doc__ == ranks.rank.__doc__


def test_a_mix_of_depths_is_warned_of_where_it_matters(recorded: Path) -> None:
    with tracker.open() as db:
        with pytest.warns(tracker.MixedDepths, match="boards of 9 and 50 slugs"):
            db.weekly(by="author")
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            db.weekly()
            db.weekly(by="author", from_="2026-W10")
            common = db.weekly(by="author", depth="common")
            recent = db.weekly(by="author", from_="2026-W10", depth="common")
    assert common.loc[common["complete"], "depth"].unique().tolist() == [9]
    assert recent.loc[recent["complete"], "depth"].unique().tolist() == [50]
