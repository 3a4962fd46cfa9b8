"""The specification of every chart: its fields are in its data, its marks are Vega-Lite's."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from support.databases import Databases
from support.weekly_frames import on_two_routers

from tracker.charts import CONTENTS, page
from tracker.charts.theme import THEMES
from tracker.publish.figures import vega
from tracker.publish.figures.data import chart_frame
from tracker.publish.figures.marks import VIEWS, fields
from tracker.records import Question
from tracker.store import Store

MARKS = {"area", "bar", "line", "point", "rule", "text"}
CHANNELS = {
    "x", "x2", "y", "y2", "color", "detail", "facet", "row", "column", "order", "text", "tooltip",
}  # fmt: skip
TYPES = {"nominal", "ordinal", "quantitative", "temporal"}
CARD = {
    "title": "A finding", "subtitle": "A measure", "source": "Source: x.", "alt": "In words.",
    "licence": "CC BY 4.0", "digest": "0" * 64, "as_of": "2026-01-01T00:00:00Z", "version": "1",
}  # fmt: skip
HOSTILE = "</script><img src=x onerror=alert(1)>"


@pytest.fixture(scope="module")
def rows(databases: Databases, _history: Path) -> dict[str, pd.DataFrame]:
    """Return the rows of every chart; of what the bundled history lacks they are made up."""
    drawn = {}
    with Store(databases.of(_history)) as store:
        for name in CONTENTS:
            if name == "elsewhere":
                frame = on_two_routers(chart_frame(store, "stack", Question(by="author"))[0])
            else:
                frame = chart_frame(store, name, Question())[0]
            if "accuracy" in frame:
                frame = frame.assign(
                    benchmark="gpqa-diamond",
                    accuracy=[0.9 - 0.001 * place for place in range(len(frame))],
                    rank_by_accuracy=pd.array(range(1, len(frame) + 1), dtype="Int64"),
                )
            drawn[name] = page.picture(name, frame, ".svg").rows
    return drawn


def spec(name: str, rows: pd.DataFrame, **card: str) -> dict[str, Any]:
    return json.loads(vega.spec(name, rows, CARD | card, THEMES["light"]))


def units(view: Any) -> Iterator[tuple[dict[str, Any], list[dict[str, Any]]]]:
    """Yield every view that has a mark, with the data that it draws."""

    def walk(view: dict[str, Any], values: list[dict[str, Any]], encoding: dict[str, Any]) -> Any:
        values = view.get("data", {}).get("values", values)
        encoding = encoding | view.get("encoding", {})
        if "mark" in view:
            yield view | {"encoding": encoding}, values
        for part in ("layer", "hconcat", "vconcat"):
            for each in view.get(part, []):
                yield from walk(each, values, encoding)

    yield from walk(view, [], {})


def test_every_chart_has_a_view() -> None:
    assert {*VIEWS} == {*CONTENTS}


@pytest.mark.parametrize("name", CONTENTS)
def test_a_specification_names_fields_that_its_data_have(
    rows: dict[str, pd.DataFrame], name: str
) -> None:
    found = [*units(spec(name, rows[name]))]
    assert len(found) >= 2
    for view, values in found:
        assert values
        assert view["mark"]["type"] in MARKS
        assert {*view["encoding"]} <= CHANNELS
        there = {key for value in values for key in value}
        assert {*fields(view["encoding"])} <= there
        for channel in view["encoding"].values():
            if isinstance(channel, dict) and "field" in channel and "type" in channel:
                assert channel["type"] in TYPES


@pytest.mark.parametrize("name", CONTENTS)
def test_the_texts_of_a_figure_are_in_its_specification(
    rows: dict[str, pd.DataFrame], name: str
) -> None:
    whole = spec(name, rows[name])
    assert whole["$schema"] == "https://vega.github.io/schema/vega-lite/v6.json"
    assert whole["title"] == {"text": ["A finding"], "subtitle": ["A measure"]}
    assert whole["description"] == "In words."
    assert whole["usermeta"]["digest"] == CARD["digest"]
    *_, (_, source) = units(whole)
    assert [line["source"] for line in source] == ["Source: x."]


def test_a_line_is_broken_where_a_week_is_missing(rows: dict[str, pd.DataFrame]) -> None:
    drawn = rows["share-lines"]
    one = drawn[drawn["entity"] == drawn["entity"].value_counts().index[0]].sort_values("week")
    gap = one.drop(one.index[len(one) // 2])
    (_, values), _ = units(spec("share-lines", gap))
    before, after = values[0]["piece"], values[-1]["piece"]
    assert before != after


def test_what_has_no_band_is_counted(rows: dict[str, pd.DataFrame]) -> None:
    (_, values), _ = units(spec("stack", rows["stack"]))
    newest = [row for row in values if row["week"] == max(row["week"] for row in values)]
    assert sum(row["share"] for row in newest) == pytest.approx(100, abs=0.01)


def test_a_hostile_name_is_text(rows: dict[str, pd.DataFrame]) -> None:
    board = rows["leaderboard"].assign(name=lambda frame: frame["entity"] + HOSTILE)
    (view, values), *_ = units(spec("leaderboard", board, title=HOSTILE))
    assert HOSTILE in values[0]["name"]
    assert all(isinstance(name, str) for name in view["encoding"]["color"]["scale"]["domain"])
