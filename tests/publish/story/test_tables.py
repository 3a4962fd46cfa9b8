"""The data of a picture: as it is in the record, and with a column for each name."""

from __future__ import annotations

import pandas as pd
import pytest

from tracker.charts.page import Picture as Drawn
from tracker.publish.figures.figure import Figure, Print
from tracker.publish.story import tables
from tracker.publish.story.pictures import Picture


def picture(chart: str, rows: str, **columns: object) -> Picture:
    """Return a picture of rows written as week, entity, name, value, share and rank."""
    names = ["week", "entity", "name", "value", "share", "rank"]
    frame = pd.DataFrame([line.split() for line in rows.strip().splitlines()], columns=names)
    frame = frame.assign(
        week=pd.to_datetime(frame["week"]),
        value=frame["value"].astype("int64"),
        share=frame["share"].astype(float),
        rank=frame["rank"].astype("Int64"),
        metric="tokens",
    ).assign(**columns)
    return Picture(Figure(chart), Print(Drawn(".png", b"", "t", "s", "Source", "alt", frame), {}))


TWO = """
2026-03-02 a/x X 70 0.7000001 1
2026-03-02 b/y Y 20 0.2 2
2026-03-09 a/x X 55 0.55 1
"""


def test_the_long_table_has_all_columns_of_the_record() -> None:
    lines = tables.long(picture("bump", TWO)).splitlines()
    assert lines[0] == "week,entity,name,value,share,rank,metric"
    assert lines[1] == "2026-03-02,a/x,X,70,0.7000001,1,tokens"


@pytest.mark.parametrize(
    ("chart", "unit", "lines"),
    [
        ("share-lines", "share", ["week,X,Y", "2026-03-02,0.7,0.2", "2026-03-09,0.55,"]),
        ("bump", "rank", ["week,X,Y", "2026-03-02,1,2", "2026-03-09,1,"]),
        ("amounts", "tokens", ["week,X,Y", "2026-03-02,70,20", "2026-03-09,55,"]),
    ],
)
def test_the_wide_table_has_what_the_chart_draws(chart: str, unit: str, lines: list[str]) -> None:
    drawn = picture(chart, TWO)
    assert tables.wide(drawn).splitlines() == lines
    assert tables.unit(drawn) == unit


def test_money_is_in_dollars() -> None:
    drawn = picture("amounts", "2026-03-02 a/x X 2500000 1 1", metric="spend")
    assert tables.wide(drawn).splitlines() == ["week,X", "2026-03-02,2.5"]
    assert tables.unit(drawn) == "spend"


def test_several_depths_or_measures_have_a_row_each() -> None:
    rows = "2026-03-02 a/x X 70 0.7 1\n2026-03-02 a/x X 70 0.6 1"
    drawn = picture("versus", rows, looked_at=[9, 0])
    assert tables.wide(drawn).splitlines() == [
        "week,looked_at,X", "2026-03-02,9,0.7", "2026-03-02,all,0.6",
    ]  # fmt: skip
    of_measures = picture("three-measures", rows, metric=["tokens", "calls"])
    assert tables.wide(of_measures).splitlines()[0] == "week,metric,X"
    assert tables.unit(of_measures) == "several"


def test_two_that_are_called_alike_have_their_keys() -> None:
    rows = "2026-03-02 a/x X 70 0.7 1\n2026-03-02 b/x X 20 0.2 2"
    assert tables.wide(picture("amounts", rows)).splitlines()[0] == "week,a/x,b/x"


def test_a_name_that_looks_like_a_formula_is_harmless() -> None:
    wide = tables.wide(picture("amounts", "2026-03-02 a/x =1+1 70 0.7 1"))
    assert wide.splitlines()[0] == "week,'=1+1"
