"""The figures that come with the tracker."""

from __future__ import annotations

import csv
import gzip
import json
import re
from collections import Counter, defaultdict
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from support.sample_boards import ask_everything, payload

from tracker.breaks import lost_days
from tracker.citation import licences
from tracker.errors import ParseError
from tracker.records import OTHER, Board, Entry
from tracker.sources import Wanted, history
from tracker.sources.datasets import data_api
from tracker.sources.frontend import frontend
from tracker.weeks import days, midnight, monday, read_instant, read_week, walk

CHART = "history-model-chart"
WEEKLY = {*history.DATASETS} - {history.DAYS}
NOW = datetime(2026, 11, 24, tzinfo=UTC)
PAYLOADS = list(history.payloads(lambda: payload(b""), Wanted(NOW)))
LINES = {
    found.name: [json.loads(line) for line in found.body.decode().splitlines()]
    for found in PAYLOADS
}
DAYS = LINES.pop("official-days.jsonl")
WEEKS = [line for name, lines in LINES.items() if "catalog" not in name for line in lines]
CATALOG = next(found for found in PAYLOADS if "catalog" in found.url)
ENTRIES = history.parse(CATALOG).entries
BOARDS = [board for found in PAYLOADS for board in history.parse(found).boards]


LAST_DAY = date(2026, 10, 9)
LATE = {"2026-08-17": 3e-6, "2026-09-21": 1e-6, "2026-09-28": 2e-5}
"""Weeks of which a day was captured soon after its end, and what it lacks at the most."""


def of(metric: str, *datasets: str) -> dict[date, Board]:
    return {
        board.key.period.start: board
        for board in BOARDS
        if board.key.metric == metric and board.key.dataset in (datasets or history.DATASETS)
    }


def test_the_files_are_bundled_and_nothing_is_fetched() -> None:
    assert [found.url for found in PAYLOADS] == [f"bundled:{file}" for file in history.FILES]
    assert all(history.shape(found) == "bundled history" for found in PAYLOADS)
    assert all(history.made(found) for found in PAYLOADS), "the newest figures in it"
    assert all(found.fetched_at == NOW for found in PAYLOADS)


def test_a_clock_that_is_behind_the_figures_does_not_date_them() -> None:
    long_ago = datetime(1970, 1, 1, tzinfo=UTC)
    found = [*history.payloads(lambda: payload(b""), Wanted(long_ago))]
    assert {one.fetched_at for one in found} == {history.BUNDLED}
    assert max(history.parse(one).as_of for one in found) == history.BUNDLED


def test_there_is_no_gap_in_the_weeks_of_tokens() -> None:
    weeks = {*of("tokens", *WEEKLY), *week_sums()}
    assert sorted(weeks) == list(walk(read_week("2024-W46"), read_week("2026-W40")))
    assert len(weeks) == 99


def week_sums() -> dict[date, dict[str, int]]:
    """Monday → the sums of the official days, of weeks that have all but those lost for ever."""
    sums: dict[date, Counter[str]] = defaultdict(Counter)
    for day, board in of("tokens", history.DAYS).items():
        sums[monday(day)].update(dict(board.readings))
    mondays = walk(read_week("2025-W02"), read_week("2026-W40"))
    return {week: dict(sums[week]) for week in mondays}


def test_the_official_days_are_all_but_those_lost_for_ever() -> None:
    official = of("tokens", history.DAYS)
    assert {*days(date(2025, 1, 1), LAST_DAY)} - official.keys() == lost_days()
    assert {board.depth for board in official.values()} == {50}
    assert {len(board.readings) for board in official.values()} == {51}
    assert {board.key.period.days for board in official.values()} == {1}


def test_the_chart_has_all_seven_days_of_the_weeks_of_which_the_official_days_lack_one() -> None:
    chart = of("tokens", "history-model-chart")
    assert week_sums().keys() & chart.keys() == {monday(day) for day in lost_days()}
    assert {board.depth for board in chart.values()} == {9}


@pytest.mark.parametrize(
    "line", WEEKS, ids=lambda line: f"{line['dataset']} {line['metric']} {line['week']}"
)
def test_every_line_says_where_it_comes_from(line: dict[str, Any]) -> None:
    assert line["dataset"] in history.DATASETS
    assert len(line["source"]) > 20
    assert line["licence"] == licences([line["dataset"]])[line["dataset"]]
    assert read_instant(line["as_of"]) >= midnight(date.fromisoformat(line["week"]) + timedelta(7))
    assert monday(date.fromisoformat(line["week"])) == date.fromisoformat(line["week"])
    assert line["selection"] in ("tokens", "calls", "spend")
    assert all(type(value) is int and value >= 0 for value in line["readings"].values())


def test_every_day_says_where_it_comes_from() -> None:
    head, *lines = DAYS
    assert head["licence"] == licences([head["dataset"]])[head["dataset"]] == "CC BY 4.0"
    for line in lines:
        assert re.fullmatch("OpenRouter rankings-daily; collected by .+/.+", line["source"])
        after = midnight(date.fromisoformat(line["day"]) + timedelta(1))
        assert read_instant(line["as_of"]) > after


def test_calls_chosen_by_tokens_say_so() -> None:
    chosen = {
        (board.key.dataset, board.selection) for board in BOARDS if board.key.metric == "calls"
    }
    assert chosen == {
        ("history-model-activity", "tokens"),
        ("history-models-window", "calls"),
        ("history-context-length", "calls"),
    }
    assert all(8 <= board.depth <= 10 for board in of("calls", "history-model-activity").values())
    assert {board.depth for board in of("calls", "history-models-window").values()} == {None}


def test_a_week_of_calls_is_given_once() -> None:
    weeks = Counter(
        board.key.period.start
        for board in BOARDS
        if (board.key.metric, board.key.scope) == ("calls", "models")
    )
    assert set(weeks.values()) == {1}
    assert read_week("2026-W14") in weeks, "the week this project began with"


def test_the_bundled_figures_pass_every_question() -> None:
    for found in PAYLOADS:
        ask_everything(found, history.parse(found), NOW)


def test_the_official_days_are_the_recorded_ones(shared: Path) -> None:
    recorded: dict[date, dict[str, int]] = defaultdict(dict)
    as_of: dict[date, datetime] = {}
    for year in ("2025.as_of_2026-08-22T071016", "2026.as_of_2026-08-22T071019"):
        file = shared / f"data/rankings-daily/rankings-{year}.json.gz"
        for board in data_api.parse(payload(gzip.decompress(file.read_bytes()))).boards:
            recorded[board.key.period.start] = dict(board.readings)
            as_of[board.key.period.start] = board.known_from
    later = shared / "data/official-days/2026-08-22_2026-10-09.csv.gz"
    for row in csv.DictReader(gzip.decompress(later.read_bytes()).decode().splitlines()):
        day = date.fromisoformat(row["date"])
        recorded[day][row["slug"]] = int(row["tokens"])
        as_of[day] = read_instant(row["fetched_at"])
    bundled = of("tokens", history.DAYS)
    assert len(bundled) == 645
    assert {day: dict(board.readings) for day, board in bundled.items()} == recorded
    assert {day: board.known_from for day, board in bundled.items()} == as_of


def test_the_leaders_are_the_recorded_ones(shared: Path) -> None:
    rows = gzip.decompress((shared / "data/history/weekly_number1.csv.gz").read_bytes()).decode()
    chart = {week: dict(board.readings) for week, board in of("tokens", CHART).items()}
    official = chart | week_sums()
    compared = 0
    for row in csv.DictReader(rows.splitlines()):
        readings = official.get(date.fromisoformat(row["week_start"]))
        if readings is None:
            continue
        value, slug = max((value, slug) for slug, value in readings.items() if slug != OTHER)
        late = LATE.get(row["week_start"], 0)
        assert slug == row["no1"], row["week_start"]
        assert value == pytest.approx(int(row["tokens"]), rel=late, abs=0), row["week_start"]
        total = sum(readings.values())
        assert total == pytest.approx(int(row["week_total"]), rel=late, abs=0)
        compared += 1
    assert compared >= 90


def test_the_whole_week_has_another_leader_than_its_six_days() -> None:
    """2025-W24 lacks 15 June at the publisher; the page of 2025-11-08 has it in the week's sum."""
    week = read_week("2025-W24")
    two = ("anthropic/claude-4-sonnet-20250522", "google/gemini-2.0-flash-001")
    six = week_sums()[week]
    seven = dict(of("tokens", CHART)[week].readings)
    assert six[two[0]] < six[two[1]] == 234_733_777_165
    assert seven[two[0]] == 269_675_098_192 > seven[two[1]]
    assert all(six[name] < seven[name] for name in two)


GOOD = {
    "dataset": "history-model-chart",
    "metric": "tokens",
    "week": "2024-11-11",
    "depth": 9,
    "selection": "tokens",
    "as_of": "2025-11-07T00:00:00Z",
    "readings": {"a/x": 5},
}


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("{", "is not JSON"),
        ("[" * 100_000, "is not JSON"),
        ("[]", "is JSON but not an object"),
        (json.dumps({**GOOD, "dataset": "rankings-daily"}), "is not a week of a bundled dataset"),
        (json.dumps({**GOOD, "metric": "users"}), "is not a week of a bundled dataset"),
        (json.dumps({**GOOD, "week": "2024-11-12"}), "is not a week of a bundled dataset"),
        (json.dumps({**GOOD, "week": None}), "instead of a date"),
        (json.dumps({**GOOD, "as_of": None}), "does not say when it was made"),
        (json.dumps({**GOOD, "depth": "9"}), "has an invalid 'depth'"),
        (json.dumps({**GOOD, "readings": []}), "has an invalid 'readings'"),
        (json.dumps({**GOOD, "readings": {"": 5}}), "instead of a slug"),
        (json.dumps({**GOOD, "readings": {"a/x": 5.5}}), "instead of an integer"),
    ],
)
def test_a_spoilt_line_is_named(line: str, says: str) -> None:
    body = payload(f"{json.dumps(GOOD)}\n{line}\n".encode(), "history", "bundled:spoilt.jsonl")
    assert history.shape(body) == "bundled history"
    with pytest.raises(ParseError, match=r"^line 2 of spoilt\.jsonl ") as caught:
        history.parse(body)
    assert says in str(caught.value)


HEAD = {
    "dataset": "history-rankings-daily",
    "metric": "tokens",
    "selection": "tokens",
    "depth": 2,
    "names": ["a/x", "b/y", "other"],
}
DAY = {
    "day": "2026-08-10",
    "as_of": "2026-08-11T00:30:00Z",
    "slugs": [1, 0, 2],
    "values": [5, 4, 9],
}


def test_a_day_names_by_number() -> None:
    body = payload(f"{json.dumps(HEAD)}\n{json.dumps(DAY)}\n".encode(), "history")
    (board,) = history.parse(body).boards
    assert str(board.key) == "history-rankings-daily tokens 2026-08-10"
    assert board.readings == (("b/y", 5), ("a/x", 4), ("other", 9))
    assert (board.depth, board.selection) == (2, "tokens")
    assert board.known_from == datetime(2026, 8, 11, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("head", "line", "says"),
    [
        ({"names": "a/x"}, {}, "has an invalid 'names'"),
        ({"names": ["a/x", ""]}, {}, "instead of a slug"),
        ({"metric": 1}, {}, "has an invalid 'metric'"),
        ({"depth": "2"}, {}, "has an invalid 'depth'"),
        ({}, {"day": "2026-08-32"}, "instead of a date"),
        ({}, {"as_of": "yesterday"}, "does not say when it was made"),
        ({}, {"slugs": [1, 0]}, "does not have a name for each value"),
        ({}, {"slugs": [1, 0, 3]}, "does not have a name for each value"),
        ({}, {"slugs": [1, 0, -1]}, "does not have a name for each value"),
        ({}, {"slugs": [1, False, 2]}, "does not have a name for each value"),
        ({}, {"values": [5, 4, 1.5]}, "instead of an integer"),
        ({}, {"values": {}}, "has an invalid 'values'"),
    ],
)
def test_a_spoilt_file_of_days_is_refused(
    head: dict[str, Any], line: dict[str, Any], says: str
) -> None:
    lines = {**HEAD, **head}, DAY, {**DAY, **line}
    body = payload("\n".join(map(json.dumps, lines)).encode(), "history", "bundled:days.jsonl")
    with pytest.raises(ParseError, match=r"^line [13] of days\.jsonl ") as caught:
        history.parse(body)
    assert says in str(caught.value)


def test_weeks_that_were_bundled_before_the_days_can_still_be_read() -> None:
    line = {**GOOD, "dataset": "history-rankings-weekly", "depth": 50}
    (board,) = history.parse(payload(f"{json.dumps(line)}\n".encode(), "history")).boards
    assert board.key.dataset == "history-rankings-weekly"


# Windows of all models: tokens, calls and spend.


def test_weeks_of_all_models_are_the_recorded_ones(shared: Path) -> None:
    file = shared / "data/history/weeks_of_models_2026-W31_W40.csv.gz"
    weeks: dict[tuple[date, str], dict[str, int]] = defaultdict(dict)
    for row in csv.DictReader(gzip.decompress(file.read_bytes()).decode().splitlines()):
        week, slug = date.fromisoformat(row["week"]), row["slug"]
        tokens = int(row["prompt_tokens"]) + int(row["completion_tokens"])
        weeks[week, "tokens"][slug], weeks[week, "calls"][slug] = tokens, int(row["calls"])
        if row["spend_usd"]:
            weeks[week, "spend"][slug] = round(Decimal(row["spend_usd"]) * 1_000_000)
    for (week, metric), readings in weeks.items():
        assert dict(of(metric, "history-models-window")[week].readings) == readings, (week, metric)


def test_the_spend_of_a_week_equals_the_body_of_the_monday_after(shared: Path) -> None:
    body = (shared / "data/frontend/2026-10-05/models.json.gz").read_bytes()
    fetched_at = datetime(2026, 10, 5, 0, 30, 33, tzinfo=UTC)
    answer = frontend.parse(
        payload(gzip.decompress(body), "frontend", "file:models.json", fetched_at=fetched_at)
    )
    week = read_week("2026-W40")
    parsed = {board.key.metric: dict(board.readings) for board in answer.boards}
    for metric in ("tokens", "calls", "spend"):
        assert parsed[metric] == dict(of(metric, "history-models-window")[week].readings)


def test_three_measures_of_one_week_have_three_leaders() -> None:
    week = read_week("2026-W40")
    leaders = {}
    for metric in ("tokens", "calls", "spend"):
        board = of(metric, "history-models-window")[week]
        leaders[metric] = max(board.readings, key=lambda row: row[1])
    assert leaders == {
        "tokens": ("stealth/space-bunny-alpha", 38_661_199_699_827),
        "calls": ("typesafe/jev-1.13-20260917", 946_042_280),
        "spend": ("anthropic/claude-opus-5.5-20260921", 2_391_461_569_534),
    }
    spend = dict(of("spend")[week].readings)
    assert round(spend["stealth/space-bunny-alpha"], -4) == 1_580_600_000


# The catalogue.


def vintages(name: str) -> list[Entry]:
    return [entry for entry in ENTRIES if entry.name == name]


def test_a_free_variant_came_and_went() -> None:
    (free,) = vintages("qwen/qwen3.6-plus:free")
    assert free.facts["slug"] == "qwen/qwen3.6-plus-04-02:free"
    assert (str(free.known_from.date()), free.facts["until"]) == (
        "2026-04-03", "2026-04-07T00:44:34Z",
    )  # fmt: skip
    paid = vintages("qwen/qwen3.6-plus")[0]
    assert (paid.facts["price_prompt"], paid.facts["price_completion"]) == (
        "0.000000325", "0.00000195",
    )  # fmt: skip


def test_a_list_without_slugs_takes_the_one_that_came_later() -> None:
    first, *_ = vintages("anthropic/claude-3.7-sonnet")
    assert first.facts["slug"] == "anthropic/claude-3-7-sonnet-20250219"
    moved = vintages("anthropic/claude-3.5-sonnet")
    assert moved[0].facts["slug"] == "anthropic/claude-3.5-sonnet", "created on another day"


def test_vintages_of_a_model_follow_one_another() -> None:
    for name in {entry.name for entry in ENTRIES}:
        mine = vintages(name)
        ends = [read_instant(str(entry.facts["until"])) for entry in mine]
        assert all(entry.known_from <= end for entry, end in zip(mine, ends, strict=True)), name
        assert all(end < after.known_from for end, after in pairwise_ends(ends, mine)), name


def pairwise_ends(ends: list[datetime], mine: list[Entry]) -> list[tuple[datetime, Entry]]:
    return [*zip(ends[:-1], mine[1:], strict=True)]


def test_every_price_of_the_lists_is_an_entry(shared: Path) -> None:
    file = shared / "data/catalog/prices_2024-09-21_2026-08-22.csv.gz"
    known = {(entry.name, entry.known_from): entry.facts for entry in ENTRIES}
    for row in csv.DictReader(gzip.decompress(file.read_bytes()).decode().splitlines()):
        facts = known[row["id"], read_instant(row["seen_at"])]
        assert facts["price_prompt"] == (row["prompt"] or None)
        assert facts["price_completion"] == (row["completion"] or None)
        assert facts["price_input_cache_read"] == (row["input_cache_read"] or None)
