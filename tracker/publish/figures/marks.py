"""How the rows of each chart become marks of Vega-Lite: a function for each kind, and VIEWS.

A line is broken where a week is missing, as in the picture; a view has only those fields in its
data that it names.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from tracker.charts.theme import GREY, PAIR
from tracker.publish.figures import tables
from tracker.publish.figures.encodings import (
    BREADTH,
    HEIGHT,
    ROW,
    UNITS,
    Drawn,
    Spec,
)
from tracker.publish.figures.tables import AGE, RANK, SHARE, VALUE
from tracker.records import OTHER
from tracker.text import SPEND, amount

OTHERS = "Others"


def _view(drawn: Drawn, mark: Spec, encoding: Spec, **more: Any) -> Spec:
    """Return one view: only the fields that it names are in its data."""
    view = {"mark": mark, "encoding": encoding, "width": BREADTH, "height": HEIGHT, **more}
    return {"data": _values(drawn.rows, view), **view}


def _values(rows: Sequence[Mapping[str, Any]], view: object) -> Spec:
    names = {each for each in fields(view) if any(each in row for row in rows)}
    kept = [{name: row[name] for name in row if name in {*names, "entity"}} for row in rows]
    parse = {name: "utc:'%Y-%m-%d'" for name in ("week", "until") if name in names}
    return {"values": kept, **({"format": {"parse": parse}} if parse else {})}


def fields(view: object) -> list[str]:
    """Return the fields that a part of a specification names, in their order."""
    if isinstance(view, list):
        return [name for each in view for name in fields(each)]
    if not isinstance(view, dict):
        return []
    names = [view["field"]] if isinstance(view.get("field"), str) else []
    return names + [name for key, each in view.items() if key != "data" for name in fields(each)]


def _lines(drawn: Drawn, **more: Any) -> Spec:
    """Return a line for each name over the weeks."""
    apart = len({row.get("looked_at") for row in drawn.rows}) > 1
    encoding = {
        "x": drawn.along,
        "y": drawn.amount(),
        "color": drawn.colour,
        "detail": {"field": "piece", "type": "nominal"},
        "tooltip": drawn.tooltip("days", "name", drawn.measure),
        **more,
    }
    if apart:
        depths = {"field": "board", "type": "nominal", "title": None}
        encoding["row"] = {**depths, "header": {"labelAngle": 0, "labelAlign": "left"}}
        rows = [{**row, "board": _board(row["looked_at"])} for row in drawn.rows]
        drawn = replace(drawn, rows=rows)
        encoding["y"] = drawn.amount() | {"title": "%"}
        return _view(drawn, _LINE, encoding, height=HEIGHT // 2, width=BREADTH - 140)
    return _view(drawn, _LINE, encoding)


def _board(depth: int) -> str:
    return f"Top {depth}" if depth else "All published"


_LINE: Spec = {"type": "line", "point": {"size": 18}, "strokeWidth": 2}


def _bump(drawn: Drawn) -> Spec:
    lowest = max(row[RANK] for row in drawn.rows)
    scale = {"reverse": True, "domain": [0.6, lowest + 0.4], "nice": False}
    axis = {"values": [*range(1, lowest + 1)], "format": "d", "grid": False}
    rank = drawn.amount(RANK) | {"scale": scale, "axis": axis}
    return _lines(drawn, y=rank)


def _columns(drawn: Drawn) -> Spec:
    """Return a column for each week, the names on top of each other."""
    whole = {"domain": [0, 100]} if drawn.measure == SHARE else {}
    return _view(
        drawn,
        {"type": "bar", "width": drawn.column},
        {
            "x": drawn.along | {"scale": {"type": "utc", "padding": drawn.column / 2 + 2}},
            "y": drawn.amount() | {"stack": "zero", **({"scale": whole} if whole else {})},
            "color": drawn.colour,
            "order": {"field": "place", "type": "quantitative"},
            "tooltip": drawn.tooltip("days", "name", drawn.measure),
        },
    )


def _stack(drawn: Drawn) -> Spec:
    """Return columns of 100 %: what has no band is counted as one."""
    by_week: dict[str, list[dict[str, Any]]] = {}
    for row in drawn.rows:
        by_week.setdefault(row["week"], []).append(row)
    rest = [
        {
            **rows[0],
            "entity": OTHER,
            "name": OTHERS,
            SHARE: round(100 - sum(row[SHARE] for row in rows), tables.DIGITS),
        }
        for rows in by_week.values()
    ]
    tones = {**drawn.tones, OTHERS: drawn.look.quiet}
    return _columns(_placed(replace(drawn, rows=[*drawn.rows, *rest], tones=tones)))


def _volume(drawn: Drawn) -> Spec:
    return _columns(_placed(drawn))


def _placed(drawn: Drawn) -> Drawn:
    """Return rows with the place of each name in a column, the rest last."""
    order = sorted(drawn.tones, key=lambda name: drawn.tones[name] in (GREY, drawn.look.quiet))
    place = {name: number for number, name in enumerate(order)}
    rows = [{**row, "place": place[row["name"]]} for row in drawn.rows]
    return replace(drawn, rows=rows, tones={name: drawn.tones[name] for name in order})


def _slope(drawn: Drawn) -> Spec:
    ends = {"field": "days", "type": "ordinal", "title": None, "sort": None}
    encoding = {
        "x": ends | {"axis": {"labelAngle": 0, "grid": False}, "scale": {"padding": 0.3}},
        "y": drawn.amount(),
        "color": drawn.colour,
        "tooltip": drawn.tooltip("days", "name", SHARE),
    }
    return _view(drawn, {"type": "line", "point": {"size": 40}, "strokeWidth": 2}, encoding)


def _small_multiples(drawn: Drawn) -> Spec:
    names = {"field": "name", "type": "nominal", "title": None, "columns": 4}
    encoding = {
        "x": drawn.along | {"axis": {"format": "%b", "tickCount": 3, "grid": False}},
        "y": drawn.amount() | {"title": "%", "axis": {"tickCount": 3}},
        "color": drawn.colour | {"legend": None},
        "detail": {"field": "piece", "type": "nominal"},
        "facet": names | {"sort": [*drawn.tones]},
        "tooltip": drawn.tooltip("days", "name", SHARE),
    }
    mark = {"type": "line", "strokeWidth": 2, "point": {"size": 6}}
    return _view(drawn, mark, encoding, width=165, height=90)


def _aligned(drawn: Drawn) -> Spec:
    age = {"field": AGE, "type": "quantitative", "title": drawn.title(AGE), "axis": {"grid": False}}
    return _lines(drawn, x=age)


def _bars(drawn: Drawn, measure: str = "", **more: Any) -> Spec:
    """Return a bar for each name, the largest on top, with its figure."""
    measure = measure or drawn.measure
    name = {"field": "name", "type": "nominal", "title": None, "axis": {"labelLimit": 260}}
    base = {
        "y": name | {"sort": {"field": measure, "op": "max", "order": "descending"}},
        "x": drawn.amount(measure) | {"axis": None},
        "tooltip": drawn.tooltip("days", "name", measure),
    }
    rows = [{**row, "shown": _shown(row, measure)} for row in drawn.rows]
    view = {
        "layer": [
            {"mark": {"type": "bar"}, "encoding": {"color": drawn.colour | {"legend": None}}},
            {
                "mark": {"type": "text", "align": "left", "dx": 4, "color": drawn.look.ink},
                "encoding": {"text": {"field": "shown", "type": "nominal"}},
            },
        ],
        "encoding": base,
        "width": BREADTH - 140,
        "height": {"step": ROW},
        **more,
    }
    return {"data": _values(rows, view), **view}


def _shown(row: Mapping[str, Any], measure: str) -> str:
    """Return a figure as it is written beside its bar."""
    value = row[measure]
    if value is None:
        return "not known"
    if measure == VALUE:
        millionths = round(value * tables.MILLION) if row["metric"] == SPEND else value
        return amount(millionths, row["metric"])
    return f"${value:,.2f}" if measure == "price_prompt" else f"{value:.1f}%"


def _three_measures(drawn: Drawn) -> Spec:
    """Return bars for each measure, side by side, each on its own scale."""
    boards = []
    for metric in drawn.metrics:
        rows = [row for row in drawn.rows if row["metric"] == metric]
        board = replace(drawn, rows=rows)
        boards.append(_bars(board, width=165) | {"title": {"text": UNITS[metric], "fontSize": 13}})
    return {"hconcat": boards, "spacing": 24, "resolve": {"scale": {"color": "independent"}}}


def _quality(drawn: Drawn) -> Spec:
    """Return use, accuracy and price beside each other, in one order."""
    wanted = [VALUE, "accuracy", "price_prompt"]
    measures = [each for each in wanted if any(row.get(each) is not None for row in drawn.rows)]
    order = {"field": VALUE, "op": "max", "order": "descending"}
    boards = []
    for place, measure in enumerate(measures):
        title = {"text": drawn.title(measure), "fontSize": 13}
        board = _bars(drawn, measure, width=170) | {"title": title}
        board["encoding"]["y"]["sort"] = order
        if place:
            board["encoding"]["y"]["axis"] = None
        sizes = {row["entity"]: row[VALUE] for row in drawn.rows}
        for row in board["data"]["values"]:
            row[VALUE] = sizes[row["entity"]]
        boards.append(board)
    return {"hconcat": boards, "spacing": 24, "resolve": {"scale": {"color": "independent"}}}


def _elsewhere(drawn: Drawn) -> Spec:
    """Return two dots for each name: its share on each router."""
    routers = {SHARE: "OpenRouter", "share_elsewhere": "Vercel"}
    rows = [
        {**row, "router": router, SHARE: row[column]}
        for row in drawn.rows
        for column, router in routers.items()
        if row[column] is not None
    ]
    dots = replace(drawn, rows=rows)
    router = {"field": "router", "type": "nominal", "title": None}
    tones = {"domain": [*routers.values()], "range": [*PAIR]}
    most = {"field": SHARE, "op": "max", "order": "descending"}
    encoding = {
        "y": {
            "field": "name",
            "type": "nominal",
            "title": None,
            "sort": most,
            "axis": {"grid": True, "labelLimit": 260},
        },
        "x": dots.amount(SHARE),
        "color": router | {"scale": tones},
        "column": {"field": "metric", "type": "nominal", "title": None, "sort": drawn.metrics},
        "tooltip": [
            {"field": "router", "type": "nominal", "title": "Router"},
            *dots.tooltip("name", "metric", SHARE),
        ],
    }
    mark = {"type": "point", "filled": True, "size": 90, "opacity": 1}
    breadth = BREADTH // 2 - 90 if len(drawn.metrics) > 1 else BREADTH - 140
    return _view(dots, mark, encoding, width=breadth, height={"step": ROW})


def _reigns(drawn: Drawn) -> Spec:
    """Return a row for each leader, filled in the weeks in which it led."""
    name = {"field": "name", "type": "nominal", "title": None, "axis": {"labelLimit": 260}}
    encoding = {
        "x": drawn.along,
        "x2": {"field": "until"},
        "y": name | {"sort": {"field": "week", "op": "min"}},
        "color": drawn.colour | {"legend": None},
        "tooltip": drawn.tooltip("days", "name", VALUE),
    }
    return _view(drawn, {"type": "bar"}, encoding, height={"step": ROW})


def _calendar(drawn: Drawn) -> Spec:
    """Return a row for each measure, each week in the colour of who led."""
    encoding = {
        "x": drawn.along,
        "x2": {"field": "until"},
        "y": {"field": "metric", "type": "nominal", "title": None, "sort": drawn.metrics},
        "color": drawn.colour,
        "tooltip": drawn.tooltip("days", "metric", "name"),
    }
    return _view(drawn, {"type": "bar"}, encoding, height={"step": 60})


def _concentration(drawn: Drawn) -> Spec:
    """Return the band between the least and the most that the index can be, week by week."""
    encoding = {
        "x": drawn.along,
        "y": drawn.amount("hhi_low") | {"title": "Herfindahl index"},
        "y2": {"field": "hhi_high"},
        "tooltip": drawn.tooltip("days", "hhi_low", "hhi_high"),
    }
    piece = {"field": "piece", "type": "nominal"}
    tone = PAIR[0]
    view = {
        "layer": [
            {
                "mark": {"type": "area", "opacity": 0.35, "color": tone},
                "encoding": {"detail": piece},
            },
            {"mark": {"type": "rule", "strokeWidth": 2.5, "color": tone}},
        ],
        "encoding": encoding,
        "width": BREADTH,
        "height": HEIGHT,
    }
    return {"data": _values(drawn.rows, view), **view}


def _price_and_use(drawn: Drawn) -> Spec:
    """Return the price above, and use by each measure below."""
    priced = [row for row in drawn.rows if row.get("price_prompt") is not None]
    views = []
    if priced:
        price = replace(drawn, rows=priced)
        encoding = {
            "x": price.along,
            "y": price.amount("price_prompt") | {"title": "$ per million"},
            "color": price.colour | {"legend": None},
            "tooltip": price.tooltip("days", "name", "price_prompt"),
        }
        mark = {"type": "line", "interpolate": "step-after", "strokeWidth": 2, "point": True}
        views.append(_view(price, mark, encoding, height=120))
    for metric in drawn.metrics:
        rows = [row for row in drawn.rows if row["metric"] == metric]
        use = _columns(_placed(replace(drawn, rows=rows)))
        views.append(use | {"height": 120})
    return {"vconcat": views, "resolve": {"scale": {"x": "shared"}}}


VIEWS: dict[str, Callable[[Drawn], Spec]] = {
    "leaderboard": _bars,
    "calendar": _calendar,
    "share-lines": _lines,
    "amounts": _volume,
    "volume": _volume,
    "stack": _stack,
    "slope": _slope,
    "reigns": _reigns,
    "bump": _bump,
    "versus": _lines,
    "three-measures": _three_measures,
    "concentration": _concentration,
    "small-multiples": _small_multiples,
    "aligned": _aligned,
    "usage-vs-quality": _quality,
    "price-and-use": _price_and_use,
    "elsewhere": _elsewhere,
}
"""How the rows of each chart become marks."""
