"""page: the HTML of openrouter.ai/rankings, as it was until 2026-05-16. Bodies can be imported.

From about February 2025 the page contained the data of its own scripts: the table of all models
with tokens and calls over the last seven days, the chart of 52 weeks, the market share by author,
the apps, the tools. The weeks of the market share begin on Sundays in pages before 2026-04-30: they
are not ISO weeks, and are kept as such. Since 2026-05-17 the page is an empty shell with HTTP
status 200, which is refused. No licence is stated for the page.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from tracker.errors import ParseError, TrackerError
from tracker.records import AUTHOR_CHART, MODEL_CHART, PROMPT_LENGTHS, TOOL_CHART, Answer, Payload
from tracker.sources import Get, Wanted, fields
from tracker.sources.frontend import apps, charts, models
from tracker.sources.retired import flight

NAME = "page"
DATASETS = (
    *map(models.dataset, models.DAYS),
    *charts.DATASETS,
    *map(apps.dataset, apps.DAYS),
)
GENERIC = "ModelRankingsChart"
CHARTS: dict[tuple[str | None, str], dict[str, Any]] = {
    (None, "ModelCharts"): {"dataset": MODEL_CHART, "metric": "tokens"},
    (None, "TokensByModelAuthorChart"): {
        "dataset": AUTHOR_CHART,
        "metric": "tokens",
        "scope": "authors",
        "weekdays": (charts.MONDAY, charts.SUNDAY),
    },
    ("tools", GENERIC): {"dataset": TOOL_CHART, "metric": "tool_calls"},
    ("context-length", GENERIC): {
        "dataset": PROMPT_LENGTHS,
        "metric": "calls",
        "scope": "models/unnamed",
    },
}
"""Charts by component and, for the generic one, by section."""


def payloads(get: Get, wanted: Wanted) -> Iterator[Payload | TrackerError]:
    """Yield nothing: the page no longer contains its data."""
    yield from ()


def shape(payload: Payload) -> str | None:
    if flight.is_page(payload):
        return "rankings page, HTML"
    return "rankings page, component stream" if flight.is_stream(payload) else None


def made(payload: Payload) -> datetime | None:
    return None


def newest(payload: Payload) -> date | None:
    rows = [row for block in _tables(_blocks(payload)) for row in _rows(block, payload.name)]
    return max((row.day for row in models.read(rows, payload.name)), default=None)


def parse(payload: Payload) -> Answer:
    """Return the boards of a page. Raises ParseError without figures or table of models."""
    blocks, where = _blocks(payload), payload.name
    as_of = payload.dated or payload.fetched_at
    tables = list(_tables(blocks))
    if not tables:
        raise ParseError(f"{where} has charts but no table of models", datum=payload.url)
    answers = [
        models.parse(_rows(block, where), as_of, where, view=_view(block, where))
        for block in tables
    ]
    for block in blocks:
        generic = block.section if block.component == GENERIC else None
        chart = CHARTS.get((generic, block.component))
        if chart is not None:
            written = fields.records(block.props.get("data"), where)
            answers.append(charts.parse(written, as_of, where, **chart))
        elif block.component == "AppRankingsTable":
            answers.append(
                apps.parse(fields.field(block.props, "rankMap", dict, where), as_of, where)
            )
    return Answer(
        tuple(board for answer in answers for board in answer.boards),
        as_of,
        notes=tuple(note for answer in answers for note in answer.notes),
        doubts=(
            *(doubt for answer in answers for doubt in answer.doubts),
            *_missing_parts(blocks, answers),
        ),
        unknown=frozenset[str]().union(*(answer.unknown for answer in answers)),
    )


def _blocks(payload: Payload) -> list[flight.Block]:
    blocks = flight.blocks(payload)
    if flight.is_page(payload) and b"</html>" not in payload.body:
        raise ParseError(f"{payload.name} is an incomplete page", datum=payload.url)
    if not blocks:
        raise ParseError(
            f"{payload.name} is the page's shell without data, which openrouter.ai has sent"
            " since 2026-05-17",
            datum=payload.url,
            remedy="the export and the front end have the figures now",
        )
    return blocks


def _tables(blocks: list[flight.Block]) -> Iterator[flight.Block]:
    return (block for block in blocks if block.component == "ModelRankingsTable")


def _rows(block: flight.Block, where: str) -> list[dict[str, Any]]:
    return fields.records(block.props.get("rankingData"), where)


def _missing_parts(blocks: list[flight.Block], answers: list[Answer]) -> Iterator[str]:
    """Yield doubts about an incomplete page: a chart outside sections, a part without rows."""
    if any(block.component == GENERIC and block.section is None for block in blocks):
        yield "it has a chart outside of all sections, and may be cut"
    if not all(answer.boards for answer in answers):
        yield "it has an empty table or chart"


def _view(block: flight.Block, where: str) -> str:
    view = block.props.get("rankingType", "week")
    if not isinstance(view, str) or view not in models.DAYS:
        raise ParseError(f"{where} ranks by {str(view)[:20]!r}, which is unknown", datum=view)
    return view
