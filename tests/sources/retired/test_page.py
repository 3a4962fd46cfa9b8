"""The rankings page: every part known by its name and section, and the shell refused."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.frontend_bodies import (
    GENERIC,
    PAGE_MADE,
    author_points,
    model_rows,
    page_blocks,
    points,
)
from support.html_pages import SHELL, page_html, page_stream
from support.sample_boards import ask_everything, payload

from tracker.errors import CheckFailed, ParseError
from tracker.records import OTHER, Answer, Payload
from tracker.sources import Wanted, day_after
from tracker.sources.retired import page
from tracker.weeks import DAY, WEEK, Period, midnight, walk

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
CHART = ("leaderboard", "ModelCharts")
TABLE = ("leaderboard", "ModelRankingsTable")
AUTHORS = ("market-share", "TokensByModelAuthorChart")
APPS = ("apps", "AppRankingsTable")


def body(content: bytes, fetched_at: datetime = PAGE_MADE, name: str = "rankings.html") -> Payload:
    return payload(content, "page", f"file:{name}", fetched_at=fetched_at)


def read(content: bytes) -> Answer:
    return page.parse(body(content))


def examine(found: Payload) -> Answer:
    said = page.parse(found)
    ask_everything(found, said, NOW)
    return said


def sizes(answer: Answer) -> dict[tuple[str, str, str], int]:
    found: dict[tuple[str, str, str], int] = {}
    for board in answer.boards:
        kind = (board.key.dataset, board.key.metric, board.key.scope)
        found[kind] = found.get(kind, 0) + 1
    return found


def kept(answer: Answer) -> dict[str, str]:
    return {f"{board.key} {board.key.scope}": board.digest for board in answer.boards}


WHOLE = kept(read(page_html(page_blocks())))


@pytest.mark.parametrize("build", [page_html, page_stream])
def test_every_part_of_a_page_is_read(build: Callable[..., bytes]) -> None:
    said = examine(body(build(page_blocks())))
    assert sizes(said) == {
        ("models-window", "tokens", "models"): 1,
        ("models-window", "calls", "models"): 1,
        ("model-chart", "tokens", "models"): 52,
        ("author-chart", "tokens", "authors"): 53,
        ("context-length", "calls", "models/unnamed"): 26,
        ("tool-chart", "tool_calls", "models"): 13,
        ("apps-window", "tokens", "apps"): 1,
        ("apps-window-day", "tokens", "apps"): 1,
        ("apps-window-month", "tokens", "apps"): 1,
    }
    assert {dataset for dataset, _, _ in sizes(said)} <= {*page.DATASETS}
    assert said.as_of == PAGE_MADE
    assert said.notes == (
        "skipped 1 row without a slug",
        "the week of 2025-03-02 lies more than a year back and may be cut",
    )
    assert (said.doubts, said.unknown) == ((), frozenset())


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32), st.sampled_from([page_html, page_stream]))
def test_pages_of_any_build_say_the_same(seed: int, build: Callable[..., bytes]) -> None:
    blocks = list(page_blocks().items())
    turned = dict(blocks[seed % len(blocks) :] + blocks[: seed % len(blocks)])
    assert kept(read(build(turned, seed))) == WHOLE


def test_charts_of_one_component_are_told_by_their_section() -> None:
    said = read(page_html(page_blocks()))
    assert {board.total for board in said.boards if board.key.dataset == "tool-chart"} == {
        sum(point["ys"].values()) for point in page_blocks()["tools", GENERIC]["data"]
    }
    swapped = page_blocks()
    swapped["tools", GENERIC] = swapped.pop(("images", GENERIC))
    images = read(page_html(swapped))
    assert sizes(images)["tool-chart", "tool_calls", "models"] == 13
    assert kept(images) != WHOLE


def test_the_tokens_of_a_page_are_of_the_seven_days_before() -> None:
    tokens = read(page_html(page_blocks())).boards[0]
    assert tokens.key.period == Period(date(2026, 2, 28), date(2026, 3, 7))
    assert tokens.key.period.week is None


def test_the_weeks_of_the_authors_may_begin_on_sundays_and_those_of_models_may_not() -> None:
    said = read(page_html(page_blocks()))
    authors = [board for board in said.boards if board.key.dataset == "author-chart"]
    assert {board.key.period.week for board in authors} == {None}
    assert authors[-1].key.period == Period(date(2026, 3, 1), date(2026, 3, 7))
    mondays = {**page_blocks(), AUTHORS: {"data": author_points(date(2025, 3, 3))}}
    assert "author-chart tokens 2025-W10 authors" in kept(read(page_html(mondays)))
    sundays = {**page_blocks(), CHART: {"data": points(date(2025, 3, 2), 53)}}
    with pytest.raises(ParseError, match="begin on the wrong day"):
        read(page_html(sundays))


@pytest.mark.parametrize(
    ("view", "dataset"), [("day", "models-window-day"), ("trending", "models-window-trending")]
)
def test_a_table_by_another_view_goes_under_its_own_dataset(view: str, dataset: str) -> None:
    table = {**page_blocks()[TABLE], "rankingType": view}
    said = read(page_html({**page_blocks(), TABLE: table}))
    assert {board.key.dataset for board in said.boards[:2]} == {dataset}


@pytest.mark.parametrize(
    ("section", "props", "says"),
    [
        (TABLE, {"rankingData": model_rows(), "rankingType": "year"}, "ranks by 'year'"),
        (TABLE, {"rankingData": model_rows(), "rankingType": None}, "ranks by 'None'"),
        (TABLE, {"rankingType": "week"}, "has no list of rows"),
        (TABLE, {"rankingData": "$undefined"}, "has no list of rows"),
        (TABLE, {"rankingData": [{"variant_permaslug": "a/x"}]}, "instead of a date"),
        (CHART, {"forecast": "forecast-1w"}, "has no list of rows"),
        (CHART, {"data": [{"x": "2026-03-02", "ys": {"a/x": 2.5}}]}, "2.5 instead of an integer"),
        (("tools", GENERIC), {"data": None}, "has no list of rows"),
        (APPS, {}, "has no 'rankMap'"),
        (APPS, {"rankMap": {"day": [], "week": []}}, "has no 'month'"),
    ],
)
def test_a_part_that_lacks_what_is_needed_is_refused(
    section: tuple[str, str], props: Mapping[str, Any], says: str
) -> None:
    with pytest.raises(ParseError, match=r"rankings\.html") as caught:
        read(page_html({**page_blocks(), section: props}))
    assert says in str(caught.value)


def test_a_page_with_call_counts_under_the_tokens_chart_is_doubted() -> None:
    blocks = page_blocks()
    swapped = {**blocks, CHART: blocks["context-length", GENERIC]}
    with pytest.raises(CheckFailed, match=r"is another section|instead of a year") as caught:
        examine(body(page_html(swapped)))
    assert caught.value.doubtful


def test_a_page_with_tokens_under_the_call_counts_is_doubted() -> None:
    blocks = page_blocks()
    swapped = {**blocks, ("context-length", GENERIC): blocks[CHART]}
    with pytest.raises(
        CheckFailed, match=r"is the order of a count of tokens|is missing"
    ) as caught:
        examine(body(page_html(swapped)))
    assert caught.value.doubtful


@pytest.mark.parametrize("build", [page_html, page_stream])
def test_the_shell_is_refused_by_its_name(build: Callable[..., bytes]) -> None:
    shell = body(build(SHELL))
    assert page.shape(shell)
    for ask in (page.parse, page.newest):
        with pytest.raises(ParseError, match="is the page's shell without data") as caught:
            ask(shell)
        assert "the export and the front end have the figures now" in str(caught.value)


def test_a_page_with_charts_and_no_table_is_refused() -> None:
    blocks = page_blocks()
    del blocks[TABLE]
    with pytest.raises(ParseError, match="has charts but no table of models"):
        read(page_html(blocks))


def test_a_page_that_is_cut_short_is_refused() -> None:
    whole = page_html(page_blocks())
    with pytest.raises(ParseError, match="is an incomplete page"):
        read(whole[: whole.index(b"<div hidden")])


def test_a_chart_that_stands_in_no_section_is_doubted() -> None:
    blocks = page_blocks()
    lost = {**blocks, (None, GENERIC): blocks.pop(("tools", GENERIC))}
    with pytest.raises(CheckFailed, match="a chart outside of all sections") as caught:
        examine(body(page_stream(lost)))
    assert caught.value.doubtful


@pytest.mark.parametrize(
    ("section", "props"),
    [
        (TABLE, {"rankingData": [], "rankingType": "week"}),
        (CHART, {"data": []}),
        (("tools", GENERIC), {"data": []}),
    ],
)
def test_a_part_with_nothing_in_it_is_doubted(
    section: tuple[str, str], props: Mapping[str, Any]
) -> None:
    with pytest.raises(CheckFailed, match="an empty table or chart") as caught:
        examine(body(page_html({**page_blocks(), section: props})))
    assert caught.value.doubtful


def test_an_older_page_is_dated_by_the_newest_day_of_its_table() -> None:
    found = body(page_html(page_blocks()))
    assert page.made(found) is None
    assert page.newest(found) == PAGE_MADE.date() - DAY
    assert day_after(page, found) == midnight(PAGE_MADE.date())


def test_fields_that_are_not_known_are_told() -> None:
    rows = [{**row, "mood": 1} for row in model_rows(PAGE_MADE.date() - DAY)]
    said = read(page_html({**page_blocks(), TABLE: {"rankingData": rows, "rankingType": "week"}}))
    assert said.unknown == {"models: mood"}


def test_nothing_is_fetched() -> None:
    def get(*_: Any, **__: Any) -> Payload:
        raise AssertionError("the page is not asked for")

    assert list(page.payloads(get, Wanted(NOW))) == []


def recorded(shared: Path, name: str) -> Payload:
    content = gzip.decompress((shared / "data/page" / f"{name}.gz").read_bytes())
    return body(content, midnight(date.fromisoformat(name[:10])), name)


def test_the_recorded_page_has_a_window_charts_authors_and_apps(shared: Path) -> None:
    found = recorded(shared, "2025-11-08.rankings.html")
    said = examine(found)
    assert sizes(said) == {
        ("models-window", "tokens", "models"): 1,
        ("models-window", "calls", "models"): 1,
        ("model-chart", "tokens", "models"): 52,
        ("author-chart", "tokens", "authors"): 53,
        ("tool-chart", "tool_calls", "models"): 13,
        ("apps-window", "tokens", "apps"): 1,
        ("apps-window-day", "tokens", "apps"): 1,
        ("apps-window-month", "tokens", "apps"): 1,
    }
    assert said.unknown == frozenset()
    tokens, calls = said.boards[:2]
    assert len(tokens.readings) == len(calls.readings) == 344
    assert tokens.key.period == calls.key.period == Period(date(2025, 11, 1), date(2025, 11, 8))
    assert dict(calls.readings)["openrouter/polaris-alpha"] == 2_571_252
    assert dict(tokens.readings)["openrouter/polaris-alpha"] == 16_716_181_369 + 2_782_091_958
    assert max(calls.readings, key=lambda row: row[1])[0].startswith("google/gemma-3-12b-it")
    assert page.newest(found) == date(2025, 11, 7)


def test_the_weeks_of_the_recorded_page(shared: Path) -> None:
    said = examine(recorded(shared, "2025-11-08.rankings.html"))
    starts = {
        dataset: [board.key.period.start for board in said.boards if board.key.dataset == dataset]
        for dataset in ("model-chart", "author-chart")
    }
    assert starts["model-chart"] == list(walk(date(2024, 11, 11), date(2025, 11, 3)))
    assert starts["author-chart"] == [date(2024, 11, 3) + n * WEEK for n in range(53)]
    first = next(board for board in said.boards if board.key.dataset == "model-chart")
    assert dict(first.readings)["anthropic/claude-3.5-sonnet:beta"] == 70_395_306_555
    assert first.depth == 9
    assert OTHER in dict(first.readings)
    apps = next(board for board in said.boards if board.key.dataset == "apps-window-day")
    assert dict(apps.readings)["Kilo Code (2262242)"] == 120_975_792_143


def test_the_recorded_shell_is_refused_by_its_name(shared: Path) -> None:
    with pytest.raises(ParseError, match="is the page's shell without data"):
        page.parse(recorded(shared, "2026-05-21.rankings.empty-shell.html"))
