"""A figure as a Vega-Lite specification with its data, which opens in the Vega editor.

Title, subtitle and source are text of the specification, the alt text is its description, and
`usermeta` has the digest of the figure. How a chart becomes marks is in `marks`.
"""

from __future__ import annotations

import json
import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from tracker.charts.text import clean
from tracker.charts.theme import Theme
from tracker.publish.figures.encodings import BREADTH, Spec, drawn
from tracker.publish.figures.marks import VIEWS

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
TYPEFACES = "Inter, 'Helvetica Neue', Arial, 'Noto Sans CJK SC', sans-serif"
TITLE_LINE, SOURCE_LINE = 80, 140
"""How many characters a line of the title and of the source has."""


def spec(
    name: str,
    rows: pd.DataFrame,
    card: Mapping[str, Any],
    look: Theme,
    highlight: Sequence[str] = (),
    footer: str = "",
) -> bytes:
    """Return the specification of a figure, of its rows and its card."""
    view = VIEWS[name](drawn(name, rows, look, highlight))
    source = _folded(card["source"], SOURCE_LINE) + _folded(footer, SOURCE_LINE)
    below = {
        "data": {"values": [{"source": line, "line": place} for place, line in enumerate(source)]},
        "mark": {"type": "text", "align": "left", "color": look.pale, "fontSize": 11},
        "encoding": {
            "x": {"value": 0},
            "y": {"field": "line", "type": "ordinal", "axis": None},
            "text": {"field": "source", "type": "nominal"},
        },
        "width": BREADTH,
        "height": {"step": 15},
    }
    result = {
        "$schema": SCHEMA,
        "description": card["alt"],
        "usermeta": {key: card[key] for key in ("source", "licence", "digest", "as_of", "version")},
        "title": {
            "text": _folded(card["title"], TITLE_LINE),
            "subtitle": _folded(card["subtitle"], SOURCE_LINE),
        },
        "vconcat": [view, below],
        "spacing": 28,
        "resolve": {"scale": {"color": "independent", "x": "independent", "y": "independent"}},
        "config": _config(look),
    }
    return f"{json.dumps(result, ensure_ascii=False, indent=1, allow_nan=False)}\n".encode()


def _folded(text: str, most: int) -> list[str]:
    return textwrap.wrap(clean(text), most)


def _config(look: Theme) -> Spec:
    """Return the colours and letters of the tracker."""
    words: Spec = {"labelColor": look.pale, "titleColor": look.pale, "labelFont": TYPEFACES}
    words |= {"titleFont": TYPEFACES, "labelFontSize": 11.5, "titleFontSize": 11.5}
    words |= {"titleFontWeight": "normal"}
    return {
        "background": look.paper,
        "font": TYPEFACES,
        "padding": 24,
        "view": {"stroke": None},
        "axis": words | {"gridColor": look.faint, "domain": False, "ticks": False},
        "legend": words | {"labelColor": look.ink, "labelLimit": 220},
        "header": words | {"labelColor": look.ink, "labelFontWeight": "bold"},
        "title": {
            "anchor": "start",
            "frame": "group",
            "font": TYPEFACES,
            "fontSize": 21,
            "color": look.ink,
            "subtitleFont": TYPEFACES,
            "subtitleFontSize": 13,
            "subtitleColor": look.pale,
            "subtitlePadding": 8,
            "offset": 20,
        },
    }
