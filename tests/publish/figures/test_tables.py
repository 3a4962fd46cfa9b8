"""The data of a figure: as it is in the record, and with a column for each name."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from support.databases import Databases

from tracker.charts import CONTENTS
from tracker.errors import ConfigError, GapError
from tracker.publish.figures import figure as figures
from tracker.publish.figures import tables
from tracker.publish.figures.figure import Figure
from tracker.records import Question
from tracker.store import Store

TWO = """
2026-03-02 a/x X 70 0.70001 1
2026-03-02 b/y Y 20 0.2 2
2026-03-09 a/x X 55 0.55 1
"""


@pytest.fixture(scope="module")
def bundled(databases: Databases, _history: Path) -> Iterator[Store]:
    with Store(databases.of(_history)) as store:
        yield store


def rows_of(table: str, **columns: object) -> pd.DataFrame:
    """Return rows written as week, entity, name, value, share and rank."""
    names = ["week", "entity", "name", "value", "share", "rank"]
    frame = pd.DataFrame([line.split() for line in table.splitlines() if line], columns=names)
    return frame.assign(
        week=pd.to_datetime(frame["week"]),
        value=frame["value"].astype("int64"),
        share=frame["share"].astype(float),
        rank=frame["rank"].astype("Int64"),
        metric="tokens",
    ).assign(**columns)


def test_the_long_table_has_all_columns_of_the_record() -> None:
    lines = tables.long(rows_of(TWO)).splitlines()
    assert lines[0] == "week,entity,name,value,share,rank,metric"
    assert lines[1] == "2026-03-02,a/x,X,70,0.70001,1,tokens"


@pytest.mark.parametrize(
    ("chart", "unit", "lines"),
    [
        ("share-lines", "share", ["week,X,Y", "2026-03-02,70.0,20.0", "2026-03-09,55.0,"]),
        ("bump", "rank", ["week,X,Y", "2026-03-02,1,2", "2026-03-09,1,"]),
        ("amounts", "tokens", ["week,X,Y", "2026-03-02,70,20", "2026-03-09,55,"]),
        ("reigns", "tokens", ["week,#1,tokens", "2026-03-02,X; Y,70", "2026-03-09,X,55"]),
    ],
)
def test_the_wide_table_has_what_the_chart_draws(chart: str, unit: str, lines: list[str]) -> None:
    table = tables.wide(chart, rows_of(TWO))
    assert table.csv.splitlines() == lines
    assert table.unit == unit


def test_money_is_in_dollars() -> None:
    table = tables.wide("amounts", rows_of("2026-03-02 a/x X 2500000 1 1\n" + TWO, metric="spend"))
    assert table.csv.splitlines()[:2] == ["week,X,Y", "2026-03-02,0.0,0.0"]
    one = tables.wide("amounts", rows_of("2026-03-02 a/x X 2500000 1 1", metric="spend"))
    assert one.csv.splitlines() == ["name,spend", "X,2.5"]


def test_one_week_has_a_row_for_each_name() -> None:
    rows = rows_of("2026-03-02 a/x X 70 0.7 1\n2026-03-02 b/y Y 20 0.2 2", last_rank=[2, 1])
    assert tables.wide("leaderboard", rows).csv.splitlines() == [
        "name,tokens,share (%),rank,rank the week before", "X,70,70.0,1,2", "Y,20,20.0,2,1",
    ]  # fmt: skip


def test_several_depths_or_measures_have_a_column_each() -> None:
    table = TWO + TWO
    rows = rows_of(table, looked_at=[9, 9, 9, 0, 0, 0])
    assert tables.wide("versus", rows).columns == [
        "week",
        "X, top 9",
        "Y, top 9",
        "X, all",
        "Y, all",
    ]
    one = rows_of(
        "2026-03-02 a/x X 70 0.7 1\n2026-03-02 a/x X 70 0.6 1", metric=["tokens", "calls"]
    )
    assert tables.wide("three-measures", one).csv.splitlines() == ["name,tokens,calls", "X,70,70"]
    assert tables.unit("three-measures", one) == "several"


def test_two_that_are_called_alike_have_their_keys() -> None:
    rows = rows_of(TWO.replace(" Y ", " X "))
    assert tables.wide("amounts", rows).columns == ["week", "a/x", "b/y"]


def test_a_name_that_looks_like_a_formula_is_harmless() -> None:
    rows = rows_of(TWO.replace(" X ", " =1+1 "))
    assert tables.wide("amounts", rows).csv.splitlines()[0] == "week,'=1+1,Y"
    board = rows_of("2026-03-02 a/x =1+1 70 0.7 1")
    assert tables.wide("leaderboard", board).csv.splitlines()[1] == "'=1+1,70,70.0,1"


@pytest.mark.parametrize("name", CONTENTS)
def test_every_chart_has_a_wide_table(bundled: Store, name: str) -> None:
    """Each row names what it is about once, and no two columns are called alike."""
    try:
        result = figures.draw(bundled, Figure(name, form=".svg"))
    except (GapError, ConfigError):
        pytest.skip("the bundled history has no figures of it")
    lines = list(csv.reader(result.table.csv.splitlines()))
    assert len({*lines[0]}) == len(lines[0]) > 1
    assert len(lines) == len(result.table.rows) + 1
    assert all(any(cell for cell in line[1:]) for line in lines)
    assert len({line[0] for line in lines}) == len(lines)


@pytest.mark.parametrize("name", ["share-lines", "small-multiples", "slope", "bump", "volume"])
def test_the_wide_table_read_back_has_the_figures_drawn(bundled: Store, name: str) -> None:
    result = figures.draw(bundled, Figure(name, Question(by="author"), form=".svg"))
    lines = csv.DictReader(result.table.csv.splitlines())
    read = {
        (line["week"], key): float(text)
        for line in lines
        for key, text in line.items()
        if key != "week" and text
    }
    rows = result.picture.rows
    column = tables.DRAWN.get(name, tables.VALUE)
    scale = 100 if column == tables.SHARE else 1
    drawn = {
        (week.date().isoformat(), label): round(float(value) * scale, 2)
        for week, label, value in zip(rows["week"], tables.labels(rows), rows[column], strict=True)
        if pd.notna(value)
    }
    assert read == drawn
