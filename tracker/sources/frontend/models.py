"""Conversion of lists of models over a trailing window to boards.

A list has one row a model and variant, in no order, with prompt and completion tokens and the count
of calls over the whole window. Tokens are prompt plus completion; reasoning and cached tokens are
inside these. The `date` of a row is the last day on which that model was used, not an index of
time: the newest of these dates is the last day of the window, and the most frequent. A list of a
week that ends on a Sunday is of an ISO week; any other is of seven days and is kept as such.

Unused models are rows with zeros, which are figures; rows without a slug are left out.

models-window
    Tokens, calls and, since September 2026, spend of every model over seven whole days; an ISO week
    if it ends on a Sunday. The other views have datasets of their own (`models-window-day`,
    `-month`, `-trending`), and never count as a week.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from tracker.errors import ParseError
from tracker.records import METRICS, MODELS_WINDOW, Answer, Board, Key
from tracker.sources import fields
from tracker.weeks import DAY, Period

DAYS = {"week": 7, "day": 1, "month": 30, "trending": 7}
"""Length of each view in days. Only `week` is verified; a month is assumed to be 30 days."""

STALE = timedelta(days=2)
FEWEST_ROWS = 100
NEEDED = ("date", "total_prompt_tokens", "total_completion_tokens", "count")
KNOWN = frozenset(
    {
        *NEEDED,
        "model_permaslug",
        "variant",
        "variant_permaslug",
        "change",
        "total_native_tokens_reasoning",
        "total_native_tokens_cached",
        "total_tool_calls",
        "requests_with_tool_call_errors",
        "num_media_prompt",
        "num_media_completion",
        "num_audio_prompt",
        "num_video_prompt",
        "image_output_requests",
        "video_output_seconds",
        "rerank_documents",
        "stt_transcript_characters",
        "total_usage",
        "total_byok_prompt_tokens",
        "total_byok_completion_tokens",
        "rankingMetricValue",
    }
)


@dataclass(frozen=True)
class Row:
    """One model over the window."""

    day: date
    slug: str
    tokens: int
    calls: int
    spend: int | None = None


def read(rows: Sequence[dict[str, Any]], where: str) -> list[Row]:
    """Return the rows that name a model. Raises ParseError if a required field is missing."""
    result = []
    days: dict[object, date] = {}
    for row in rows:
        slug = row.get("variant_permaslug")
        if "variant_permaslug" in row and slug in (None, ""):
            continue
        text = row.get("date")
        day = days.get(text) if isinstance(text, str) else None
        if day is None:
            day = days[text] = fields.midnight(text, where)
        prompt, completion, calls = (fields.count(row.get(name), where) for name in NEEDED[1:])
        billed = row.get("total_usage")
        spend = None if billed is None else fields.micro_dollars(billed, where)
        if min(prompt, completion, calls, spend or 0) < 0:
            raise ParseError(f"{where} has a negative count for {slug!r:.80}", datum=row)
        result.append(Row(day, fields.name(slug, where), prompt + completion, calls, spend))
    return result


def parse(
    json_rows: Sequence[dict[str, Any]],
    as_of: datetime,
    where: str,
    *,
    view: str = "week",
    dated_by_start: bool = False,
) -> Answer:
    """Return the boards of tokens, calls and spend over one window.

    A row without an amount has no spend, and a list of such rows no board of it.

    In an older form of the list the date of a row is the first day (``dated_by_start``).
    """
    rows = read(json_rows, where)
    if not rows:
        return Answer((), as_of)
    dates = Counter(row.day for row in rows)
    edge = min(dates) if dated_by_start else max(dates)
    period = _period(edge, DAYS[view], dated_by_start=dated_by_start)
    readings = {
        metric: tuple(
            (row.slug, value) for row in rows if (value := getattr(row, metric)) is not None
        )
        for metric in METRICS
    }
    return Answer(
        tuple(
            Board(Key(dataset(view), metric, "models", period), of_metric, known_from=as_of)
            for metric, of_metric in readings.items()
            if of_metric
        ),
        as_of,
        notes=_left_out(len(json_rows) - len(rows)),
        doubts=_doubts(rows, dates, edge, period, as_of, where),
        unknown=fields.unknown(json_rows, KNOWN, "models"),
    )


def dataset(view: str) -> str:
    """Return the dataset of a view."""
    return MODELS_WINDOW if view == "week" else f"{MODELS_WINDOW}-{view}"


def _period(edge: date, days: int, *, dated_by_start: bool) -> Period:
    length = timedelta(days=days)
    return (
        Period(edge, edge + length) if dated_by_start else Period(edge + DAY - length, edge + DAY)
    )


def _left_out(rows: int) -> tuple[str, ...]:
    return (f"skipped {rows} row{'s' if rows > 1 else ''} without a slug",) if rows else ()


def _doubts(
    rows: Sequence[Row],
    dates: Counter[date],
    edge: date,
    period: Period,
    as_of: datetime,
    where: str,
) -> tuple[str, ...]:
    most_frequent = max(dates, key=lambda day: (dates[day], day))
    doubts = []
    if most_frequent != edge:
        doubts.append(f"most of its rows are dated {most_frequent}, and the window {edge}")
    if as_of.date() - period.end > STALE:
        doubts.append(f"its newest day is {period.end - DAY}, and it was made on {as_of.date()}")
    if len(rows) < FEWEST_ROWS:
        doubts.append(f"it names {len(rows)} models instead of all (400 and more)")
    return tuple(doubts)
