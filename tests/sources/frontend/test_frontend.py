"""The front end: its bodies told apart, what is asked for, and the recorded Mondays."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from support.frontend_bodies import (
    FOLDER,
    ON_MONDAY,
    ON_TUESDAY,
    SUNDAY,
    a_row,
    activity_body,
    app_rankings_body,
    apps_body,
    author_points,
    benchmark_csv,
    benchmark_json,
    benchmark_manifest,
    catalogue_body,
    chart_body,
    find_body,
    length_points,
    list_body,
    modality_body,
    model_rows,
    models_body,
    page_blocks,
    performance_body,
    points,
    tool_points,
)
from support.html_pages import SHELL, page_html, page_stream
from support.sample_boards import (
    api_body,
    ask_everything,
    export_csv,
    export_json,
    export_manifest,
    payload,
    some_days,
)

from tracker.errors import CheckFailed, FetchError, ParseError, TrackerError, Unavailable
from tracker.records import OTHER, Answer, Payload
from tracker.sources import CONTENTS, Wanted, day_after, recognise, source
from tracker.sources.frontend import activity, frontend
from tracker.weeks import DAY, Period, midnight, walk

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
DAYS = some_days(date(2026, 8, 17), 2)


def asked(name: str, query: str = "") -> str:
    return f"https://h{FOLDER}/{name}{query and '?' + query}"


def body(
    content: bytes, url: str = "file:body.json", fetched_at: datetime = ON_MONDAY, **more: Any
) -> Payload:
    return payload(content, "frontend", url, fetched_at=fetched_at, **more)


def read(content: bytes, url: str = "file:body.json", **more: Any) -> Answer:
    return frontend.parse(body(content, url, **more))


def kinds(answer: Answer) -> set[tuple[str, str, str]]:
    return {(board.key.dataset, board.key.metric, board.key.scope) for board in answer.boards}


def examine(found: Payload, answer: Answer) -> None:
    ask_everything(found, answer, NOW)


# Telling bodies apart.

SHAPES: list[tuple[bytes, str, str, str]] = [
    (models_body(), "file:body.json", "frontend", "front end, models, view week"),
    (models_body(), asked("models", "view=week"), "frontend", "front end, models, view week"),
    (models_body(), asked("models", "view=day"), "frontend", "front end, models, view day"),
    (models_body(), "file:models-month.json", "frontend", "front end, models, view month"),
    (chart_body(), "file:body.json", "frontend", "front end, model-rankings-chart"),
    (chart_body([]), "file:body.json", "frontend", "front end, model-rankings-chart"),
    (list_body(author_points()), "file:body.json", "frontend", "front end, market-share"),
    (list_body(author_points()), asked("market-share"), "frontend", "front end, market-share"),
    (list_body(tool_points()), asked("tools"), "frontend", "front end, tools"),
    (list_body(tool_points()), "file:2026-08-17.tools.json", "frontend", "front end, tools"),
    (
        list_body(length_points()),
        asked("context-length", "bucket=10K"),
        "frontend",
        "front end, context-length, bucket 10K",
    ),
    (
        list_body(length_points()),
        "file:context-length.100k.json",
        "frontend",
        "front end, context-length, bucket 100K",
    ),
    (
        list_body(length_points()),
        "file:body.json",
        "frontend",
        "front end, context-length, bucket not named",
    ),
    (list_body([]), asked("tools"), "frontend", "front end, tools"),
    (b'{"data": null}', asked("models"), "frontend", "front end, models, view week"),
    (apps_body(), "file:body.json", "frontend", "front end, apps"),
    (activity_body(), "file:body.json", "frontend", "front end, model-activity"),
    (find_body(SUNDAY), "file:body.json", "models_find", "analytics of the model list"),
    (
        find_body(SUNDAY, alone=True),
        "file:body.json",
        "models_find",
        "analytics of the model list",
    ),
    (catalogue_body(), "file:models.json", "catalog", "catalogue of models"),
    (app_rankings_body(), "file:body.json", "app_rankings", "app rankings, keyed API"),
    (benchmark_csv(), "file:a.csv", "benchmarks", "benchmark leaderboard export, CSV"),
    (benchmark_json(), "file:a.json", "benchmarks", "benchmark leaderboard export, JSON"),
    (
        benchmark_manifest(csv=b"x"),
        "file:m.json",
        "benchmarks",
        "benchmark leaderboard export, manifest",
    ),
    (page_html(page_blocks()), "file:page.html", "page", "rankings page, HTML"),
    (page_html(SHELL), "file:page.html", "page", "rankings page, HTML"),
    (page_stream(page_blocks()), "file:page.txt", "page", "rankings page, component stream"),
    (api_body(DAYS, NOW), "file:body.json", "data_api", "rankings-daily, keyed API"),
    (export_csv(DAYS), "file:a.csv", "export", "rankings-daily export, CSV"),
    (export_json(DAYS, SUNDAY), "file:a.json", "export", "rankings-daily export, JSON"),
    (export_manifest(b"x", SUNDAY), "file:m.json", "export", "rankings-daily export, manifest"),
]

GOOD = [
    (content, url) for content, url, name, _ in SHAPES if name == "frontend" and len(content) > 99
]


@pytest.mark.parametrize(("content", "url", "name", "shape"), SHAPES)
def test_every_body_is_told_by_its_form_and_claimed_by_one_source(
    content: bytes, url: str, name: str, shape: str
) -> None:
    found = body(content, url)
    reader, told = recognise(found)
    assert (reader.NAME, told) == (name, shape)
    assert [other for other in CONTENTS if source(other).shape(found)] == [name]


@pytest.mark.parametrize(
    ("content", "url"),
    [
        (modality_body(), "file:body.json"),
        (modality_body(), asked("modality-chart", "routeSegment=text")),
        (performance_body(), "file:body.json"),
        (performance_body(), asked("performance")),
        (list_body(tool_points()), "file:body.json"),
        (list_body(points(date(2026, 5, 25), 13)), asked("images")),
        (list_body([]), "file:body.json"),
        (b'{"data": null}', "file:body.json"),
        (b'{"data": 5}', asked("models")),
        (b'{"data": [5]}', asked("models")),
        (b'{"data": {}}', asked("models")),
        (b'{"error": {"code": 404}}', asked("models")),
        (b"<!DOCTYPE html><html></html>", asked("models")),
    ],
)
def test_what_is_none_of_these_is_of_no_known_shape(content: bytes, url: str) -> None:
    found = body(content, url)
    with pytest.raises(ParseError, match="is not in a known format"):
        recognise(found)
    with pytest.raises(ParseError):
        frontend.parse(found)


@pytest.mark.parametrize(
    ("content", "url", "expected"),
    [
        (models_body(), "file:b", {("models-window", "tokens"), ("models-window", "calls")}),
        (
            models_body(),
            asked("models", "view=day"),
            {("models-window-day", "tokens"), ("models-window-day", "calls")},
        ),
        (
            models_body(),
            "file:models-trending.json",
            {("models-window-trending", "tokens"), ("models-window-trending", "calls")},
        ),
        (chart_body(), "file:b", {("model-chart", "tokens")}),
        (list_body(tool_points()), asked("tools"), {("tool-chart", "tool_calls")}),
    ],
)
def test_each_body_goes_under_its_own_dataset(
    content: bytes, url: str, expected: set[tuple[str, str]]
) -> None:
    assert kinds(read(content, url)) == {(*kind, "models") for kind in expected}


def test_every_dataset_is_listed() -> None:
    met = {dataset for content, url in GOOD for dataset, _, _ in kinds(read(content, url))}
    assert met | {"models-window-trending"} == {*frontend.DATASETS}


def test_the_market_share_is_told_from_model_charts_by_names_without_a_slash() -> None:
    few = author_points()[-15:]
    assert frontend.shape(body(list_body(few))) is None, "fifteen weeks are of categories"
    assert kinds(read(list_body(author_points()))) == {("author-chart", "tokens", "authors")}
    one_model = author_points()
    one_model[7]["ys"]["a/x"] = 5
    assert frontend.shape(body(list_body(one_model))) is None
    (board, *_) = read(list_body(author_points())).boards
    assert board.readings[-1][0] == OTHER


def test_weeks_of_the_market_share_that_begin_on_sundays_are_refused() -> None:
    with pytest.raises(ParseError, match="begin on the wrong day"):
        read(list_body(author_points(date(2025, 8, 17))))


@pytest.mark.parametrize(
    ("url", "scope"),
    [
        (asked("context-length", "bucket=1K"), "models/1K"),
        (asked("context-length", "bucket=10K"), "models/10K"),
        (asked("context-length", "bucket=10M"), "models/10M"),
        ("file:context-length-1M.json", "models/1M"),
        ("file:2026-08-17.context-length.100k.json", "models/100K"),
        ("file:context-length.json", "models/unnamed"),
        ("file:body.json", "models/unnamed"),
    ],
)
def test_a_class_of_prompt_length_is_named_by_the_address_or_the_file(url: str, scope: str) -> None:
    said = read(list_body(length_points()), url)
    assert kinds(said) == {("context-length", "calls", scope)}


@pytest.mark.parametrize(
    ("content", "url", "says"),
    [
        (models_body(), asked("models", "view=year"), "was requested with view='year'"),
        (
            list_body(length_points()),
            asked("context-length", "bucket=2K"),
            "was requested with bucket='2K'",
        ),
    ],
)
def test_a_view_or_class_that_is_not_known_is_refused(content: bytes, url: str, says: str) -> None:
    with pytest.raises(ParseError, match=says):
        read(content, url)


# What is no answer.


@pytest.mark.parametrize("name", ["models", "market-share", "tools", "context-length"])
def test_an_answer_with_nothing_in_it_is_refused_by_a_sentence(name: str) -> None:
    with pytest.raises(ParseError, match=r"has no data \(`data` is null\)") as said:
        read(b'{"data": null}', asked(name))
    assert "run the command again in a minute" in str(said.value)
    with pytest.raises(ParseError, match="is an HTML page instead of JSON"):
        read(b"<!DOCTYPE html><html></html>", asked(name))
    empty = body(b'{"data": []}', asked(name))
    with pytest.raises(CheckFailed, match=f"{name}: it contains no figures. Nothing was lost"):
        examine(empty, frontend.parse(empty))


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"[]", "is JSON but not an object"),
        (b'{"data": [{"variant_permaslug": "a/x"}]}', "instead of a date"),
        (b'{"data": [{"x": "2026-08-10", "ys": {"a": 1}}, 5]}', "is not a known kind"),
        (b'{"data": [{"variant_permaslug": "a/x"}, null]}', "has no list of rows"),
        (b'{"data": {"data": null, "cachedAt": 1786939800000}}', "has no list of rows"),
        (b'{"data": {"data": [], "cachedAt": 1786939800}}', "instead of milliseconds"),
        (b'{"data": {"data": [], "cachedAt": "2026-08-17"}}', "instead of milliseconds"),
        (b'{"data": {"data": [], "cachedAt": null}}', "instead of milliseconds"),
        (b'{"data": {"day": [], "week": []}}', "has no 'month'"),
        (b'{"data": {"analytics": [5]}}', "has no list of rows"),
    ],
)
def test_a_body_that_lacks_what_is_needed_is_refused(content: bytes, says: str) -> None:
    with pytest.raises(ParseError, match=r"body\.json") as caught:
        read(content)
    assert says in str(caught.value)


@pytest.mark.parametrize("counts", [5, True, "a/x", [5], [{}], None])
@pytest.mark.parametrize("name", ["tools", "market-share", "context-length", "body"])
def test_a_chart_with_counts_of_another_kind_in_one_week_is_refused(name: str, counts: Any) -> None:
    written = length_points()
    written[3]["ys"] = counts
    with pytest.raises(ParseError, match=rf"{name}\.json"):
        read(list_body(written), f"file:{name}.json")


def test_an_empty_chart_holds_no_figures() -> None:
    found = body(chart_body([]))
    with pytest.raises(CheckFailed, match="it contains no figures"):
        examine(found, frontend.parse(found))


def test_fields_that_are_not_known_are_told() -> None:
    assert read(models_body([a_row(total_dreams=4)])).unknown == {"models: total_dreams"}
    more = json.dumps({"data": model_rows(), "next": None}).encode()
    assert read(more).unknown == {"body: next"}


# When a body was made.


def test_a_chart_says_when_it_was_made_and_the_others_do_not() -> None:
    chart = body(chart_body(made=ON_TUESDAY), fetched_at=NOW)
    assert frontend.made(chart) == frontend.parse(chart).as_of == ON_TUESDAY
    assert frontend.parse(body(chart.body, dated=ON_MONDAY)).as_of == ON_MONDAY
    assert frontend.made(body(models_body())) is None
    assert read(models_body()).as_of == ON_MONDAY


@pytest.mark.parametrize(
    ("content", "url", "newest"),
    [
        (models_body(), "file:b", date(2026, 8, 16)),
        (activity_body(), "file:b", date(2026, 8, 17)),
        (chart_body(), "file:b", date(2026, 8, 17)),
        (list_body(tool_points()), asked("tools"), date(2026, 8, 17)),
        (apps_body(), "file:b", None),
        (models_body([a_row("")]), "file:b", None),
    ],
)
def test_the_newest_date_of_a_body_bounds_when_it_was_made(
    content: bytes, url: str, newest: date | None
) -> None:
    found = body(content, url)
    assert frontend.newest(found) == newest
    if newest:
        assert day_after(frontend, found) == midnight(newest + DAY)


# What is asked for.


class Answers:
    """A `get` that knows what to say to each address and remembers what it was asked."""

    def __init__(self, **bodies: bytes | Exception) -> None:
        self.bodies: dict[str, bytes | Exception] = {"models": models_body(), **bodies}
        self.log: list[tuple[str, dict[str, str]]] = []

    def __call__(self, path: str, params: Mapping[str, str], *, polite: bool = False) -> Payload:
        assert polite, "one request a second, and robots.txt is heeded"
        self.log.append((path.rsplit("/", 1)[-1], dict(params)))
        said = self.bodies.get(path.rsplit("/", 1)[-1], b'{"data": []}')
        if isinstance(said, Exception):
            raise said
        query = "&".join(f"{name}={value}" for name, value in params.items())
        return body(said, f"https://h{path}?{query}")

    @property
    def names(self) -> list[str]:
        return [name for name, _ in self.log]


def collect(get: Callable[..., Payload], wanted: Wanted) -> list[Payload | TrackerError]:
    return list(frontend.payloads(get, wanted))


def held(*weeks: str, dataset: str = "models-window") -> dict[str, frozenset[date]]:
    return {dataset: frozenset(map(date.fromisoformat, weeks))}


COVERED = ("2026-07-20", "2026-07-27", "2026-08-03", "2026-08-10")
WEDNESDAY = datetime(2026, 8, 19, 6, tzinfo=UTC)


def test_every_address_is_asked_once() -> None:
    get = Answers()
    found = collect(get, Wanted(WEDNESDAY, held=held(*COVERED)))
    assert get.log == [
        ("models", {"view": "week"}),
        ("model-rankings-chart", {}),
        ("market-share", {}),
        ("apps", {}),
        ("tools", {}),
        *(("context-length", {"bucket": name}) for name in ("1K", "10K", "100K", "1M", "10M")),
    ]
    assert all(isinstance(one, Payload) for one in found)


@pytest.mark.parametrize("failing", ["models", "market-share", "tools"])
def test_an_address_that_fails_does_not_keep_the_others_from_being_asked(failing: str) -> None:
    trouble = FetchError("the server is away")
    get = Answers(**{failing: trouble})
    found = collect(get, Wanted(WEDNESDAY, held=held(*COVERED)))
    assert len(get.log) == len(found) == 10
    assert [one for one in found if isinstance(one, TrackerError)] == [trouble]


def test_a_server_that_is_closed_is_asked_once() -> None:
    get = Answers(models=Unavailable("robots.txt forbids it"))
    with pytest.raises(Unavailable):
        collect(get, Wanted(WEDNESDAY))
    assert get.names == ["models"]


def test_after_a_missed_monday_the_largest_models_are_asked_for() -> None:
    get = Answers()
    collect(get, Wanted(WEDNESDAY, held=held(*COVERED[:3])))
    models = [params for name, params in get.log if name == "model-activity"]
    rows = sorted(model_rows(), key=lambda row: -row["count"])
    assert 30 <= len(models) <= 60
    assert get.names[10:] == ["model-activity"] * len(models)
    for row in rows[:30]:
        assert {"permaslug": row["model_permaslug"], "variant": row["variant"]} in models
    assert any(params["variant"] == "free" for params in models)


@pytest.mark.parametrize(
    ("now", "weeks"),
    [
        (WEDNESDAY, held(*COVERED)),
        (datetime(2026, 8, 17, 6, tzinfo=UTC), held(*COVERED[:3])),
        (datetime(2026, 8, 23, 23, tzinfo=UTC), held(*COVERED)),
    ],
)
def test_no_model_is_asked_for_when_no_week_is_missing(
    now: datetime, weeks: dict[str, frozenset[date]]
) -> None:
    get = Answers()
    collect(get, Wanted(now, held=weeks))
    assert "model-activity" not in get.names


@pytest.mark.parametrize(
    ("first", "last", "repaired"),
    [
        (None, None, True),
        (date(2026, 8, 3), date(2026, 8, 9), True),
        (date(2026, 8, 10), None, False),
        (None, date(2026, 8, 2), False),
    ],
)
def test_only_weeks_of_the_span_asked_for_are_repaired(
    first: date | None, last: date | None, repaired: bool
) -> None:
    get = Answers()
    weeks = held("2026-07-20", "2026-07-27", "2026-08-10")
    collect(get, Wanted(WEDNESDAY, first, last, weeks))
    assert ("model-activity" in get.names) == repaired


@pytest.mark.parametrize(
    "models",
    [FetchError("away"), b"<html>", b'{"data": null}', b'{"data": [{"date": 5}]}', b'{"data": []}'],
)
def test_without_a_list_of_models_nobody_knows_whom_to_ask_for(models: bytes | Exception) -> None:
    get = Answers(models=models)
    assert len(collect(get, Wanted(WEDNESDAY))) == len(get.log) == 10


def test_a_repair_is_given_up_after_three_failures() -> None:
    get = Answers(**{"model-activity": FetchError("away")})
    found = collect(get, Wanted(WEDNESDAY))
    failures = [one for one in found if isinstance(one, FetchError)]
    assert len(failures) == 3
    assert failures[0].fact.startswith("away for author")
    assert len(get.log) == 10 + 3


@pytest.mark.parametrize(("models", "asked_for"), [(29, True), (30, False)])
def test_a_week_is_repaired_until_thirty_models_are_known(models: int, asked_for: bool) -> None:
    get = Answers()
    known = {("model-activity", date.fromisoformat(COVERED[3])): models}
    collect(get, Wanted(WEDNESDAY, held=held(*COVERED[:3]), parts=known))
    assert ("model-activity" in get.names) == asked_for


def test_what_is_answered_for_a_model_repairs_the_weeks_that_are_covered() -> None:
    said = read(activity_body(), fetched_at=WEDNESDAY)
    assert kinds(said) == {
        ("model-activity", "tokens", "models/a/x"),
        ("model-activity", "calls", "models/a/x"),
    }
    weeks = {board.key.period.start for board in said.boards}
    assert weeks == set(map(date.fromisoformat, COVERED))
    assert weeks == set(activity.weeks_covered(WEDNESDAY.date()))


# The checks.


@pytest.mark.parametrize(("content", "url"), GOOD)
def test_good_bodies_pass_the_checks(content: bytes, url: str) -> None:
    found = body(content, url)
    examine(found, frontend.parse(found))


@pytest.mark.parametrize(
    ("content", "url", "says"),
    [
        (
            chart_body(points(date(2025, 8, 25), 52, size=70_000_000)),
            "file:b",
            "tokens in a week is the order of a count of calls",
        ),
        (
            list_body(points(date(2026, 2, 23), 26)),
            asked("context-length", "bucket=1K"),
            "calls in a week is the order of a count of tokens",
        ),
    ],
)
def test_a_chart_of_another_section_is_doubted(content: bytes, url: str, says: str) -> None:
    found = body(content, url)
    with pytest.raises(CheckFailed, match=says) as caught:
        examine(found, frontend.parse(found))
    assert caught.value.doubtful


def test_tokens_and_calls_that_changed_places_are_refused() -> None:
    rows = [
        {**row, "count": row["total_prompt_tokens"], "total_prompt_tokens": row["count"]}
        for row in model_rows()
    ]
    found = body(models_body([{**row, "total_completion_tokens": 0} for row in rows]))
    with pytest.raises(CheckFailed, match=r"calls and [0-9,]+ tokens in 2026-W33"):
        examine(found, frontend.parse(found))


def test_counts_beyond_what_can_be_kept_are_refused() -> None:
    found = body(models_body([*model_rows(), a_row("a/x", total_prompt_tokens=2**63)]))
    with pytest.raises(CheckFailed, match="is not a valid count"):
        examine(found, frontend.parse(found))


def test_a_model_twice_is_refused() -> None:
    found = body(models_body([*model_rows(), a_row("a/x"), a_row("a/x")]))
    with pytest.raises(CheckFailed, match="'a/x' appears twice"):
        examine(found, frontend.parse(found))


# The recorded bodies.


def recorded(shared: Path, folder: str, name: str) -> Payload:
    file = next((shared / "data/frontend" / folder).glob(f"{name}.json*"))
    content = file.read_bytes()
    return body(
        gzip.decompress(content) if file.suffix == ".gz" else content,
        f"file:{name}.json",
        midnight(date.fromisoformat(folder)),
    )


def weekly(answer: Answer, week: str) -> dict[str, Mapping[str, int]]:
    period = Period.of_week(date.fromisoformat(week))
    return {
        board.key.metric: dict(board.readings)
        for board in answer.boards
        if board.key.period == period
    }


def leader(readings: Mapping[str, int]) -> tuple[str, int]:
    return max(readings.items(), key=lambda row: row[1] if row[0] != OTHER else -1)


@pytest.mark.parametrize(
    ("fetched", "week", "chart_total", "tokens_total", "calls_total", "by_tokens", "by_calls"),
    [
        (
            "2026-07-13", "2026-07-06", 52_619_668_699_308, 52_619_668_699_308, 3_496_082_516,
            "tencent/hy3-20260706:free", ("deepseek/deepseek-v4-flash-20260423", 465_714_387),
        ),
        (
            "2026-07-20", "2026-07-13", 62_238_574_019_757, 62_234_003_471_874, 3_712_782_042,
            "tencent/hy3-20260706:free", ("deepseek/deepseek-v4-flash-20260423", 530_121_949),
        ),
        (
            "2026-07-27", "2026-07-20", 58_041_497_415_980, 58_041_497_415_980, 3_832_571_263,
            "xiaomi/mimo-v2.5-20260422", ("deepseek/deepseek-v4-flash-20260423", 611_564_388),
        ),
        (
            "2026-08-10", "2026-08-03", 69_046_537_847_932, 69_046_537_847_932, 3_953_204_734,
            "deepseek/deepseek-v4-flash-20260731",
            ("deepseek/deepseek-v4-flash-20260423", 571_080_623),
        ),
    ],
)  # fmt: skip
def test_a_recorded_monday_is_the_week_of_the_chart(
    shared: Path,
    fetched: str,
    week: str,
    chart_total: int,
    tokens_total: int,
    calls_total: int,
    by_tokens: str,
    by_calls: tuple[str, int],
) -> None:
    models, chart = (recorded(shared, fetched, name) for name in ("models", "model-rankings-chart"))
    listed, charted = frontend.parse(models), frontend.parse(chart)
    examine(models, listed)
    examine(chart, charted)
    window, column = weekly(listed, week), weekly(charted, week)["tokens"]
    assert (sum(window["tokens"].values()), sum(window["calls"].values())) == (
        tokens_total,
        calls_total,
    )
    assert sum(column.values()) == chart_total
    assert leader(window["tokens"])[0] == leader(column)[0] == by_tokens
    assert leader(window["calls"]) == by_calls
    top = sorted(window["tokens"], key=lambda slug: -window["tokens"][slug])[:9]
    assert top == [slug for slug in column if slug != OTHER]


@pytest.mark.parametrize(
    ("fetched", "last"),
    [("2026-07-12", "2026-07-11"), ("2026-07-14", "2026-07-13"), ("2026-08-02", "2026-08-01")],
)
def test_a_recorded_list_of_another_day_is_of_no_week(
    shared: Path, fetched: str, last: str
) -> None:
    said = frontend.parse(recorded(shared, fetched, "models"))
    newest = date.fromisoformat(last)
    assert {board.key.period for board in said.boards} == {Period(newest - 6 * DAY, newest + DAY)}
    assert {board.key.period.week for board in said.boards} == {None}


def test_the_row_without_a_slug_of_a_recorded_list_is_left_out(shared: Path) -> None:
    said = frontend.parse(recorded(shared, "2026-08-10", "models"))
    assert said.notes == ("skipped 1 row without a slug",)
    assert {len(board.readings) for board in said.boards} == {496}


@pytest.mark.parametrize(
    ("fetched", "points_there"), [("2026-07-13", 53), ("2026-07-14", 52), ("2026-08-10", 53)]
)
def test_a_recorded_chart_has_fifty_two_weeks_that_had_begun(
    shared: Path, fetched: str, points_there: int
) -> None:
    found = recorded(shared, fetched, "model-rankings-chart")
    said = frontend.parse(found)
    assert len(json.loads(found.body)["data"]["data"]) == points_there
    assert len(said.boards) == 52
    assert {(board.depth, len(board.readings)) for board in said.boards} == {(9, 10)}
    whole = [board.key.period.start for board in said.boards if board.key.period.days == 7]
    assert whole == list(walk(whole[0], whole[-1]))


def test_the_recorded_classes_of_prompt_length_are_calls_of_twenty_six_weeks(shared: Path) -> None:
    found = recorded(shared, "2026-09-23", "context-length")
    said = frontend.parse(found)
    examine(found, said)
    assert kinds(said) == {("context-length", "calls", "models/unnamed")}
    assert [board.key.period.start for board in said.boards] == list(
        walk(date(2026, 3, 30), date(2026, 9, 21))
    )
    first = dict(said.boards[0].readings)
    assert first["x-ai/grok-4.1-fast"] == 124_954_849
    assert first["google/gemini-2.5-flash-lite"] == 88_726_192
    assert first[OTHER] == 460_929_214
    assert said.boards[-1].key.period == Period(date(2026, 9, 21), date(2026, 9, 23))


@pytest.mark.parametrize(("fetched", "boards"), [("2026-07-20", 12), ("2026-09-23", 13)])
def test_the_recorded_tools_are_tool_calls_of_thirteen_weeks(
    shared: Path, fetched: str, boards: int
) -> None:
    found = recorded(shared, fetched, "tools")
    said = frontend.parse(found)
    examine(found, said)
    assert kinds(said) == {("tool-chart", "tool_calls", "models")}
    assert len(json.loads(found.body)["data"]) == 13
    assert len(said.boards) == boards


def test_finished_weeks_of_the_recorded_tools_agree(shared: Path) -> None:
    early, late = (
        weekly(frontend.parse(recorded(shared, fetched, "tools")), "2026-07-06")["tool_calls"]
        for fetched in ("2026-07-20", "2026-09-23")
    )
    assert early == late


def test_a_recorded_list_of_a_day_that_was_cut_to_twenty_rows_is_doubted(shared: Path) -> None:
    found = recorded(shared, "2026-09-23", "models-day-top20")
    said = frontend.parse(found)
    assert {(board.key.dataset, str(board.key.period)) for board in said.boards} == {
        ("models-window-day", "2026-09-22")
    }
    with pytest.raises(CheckFailed, match="it names 20 models") as caught:
        examine(found, said)
    assert caught.value.doubtful


def test_no_recorded_body_has_a_field_that_is_not_known(shared: Path) -> None:
    files: Iterable[Path] = sorted((shared / "data/frontend").glob("*/*.json*"))
    told = {
        field
        for file in files
        for field in frontend.parse(
            recorded(shared, file.parent.name, file.name.split(".")[0])
        ).unknown
    }
    assert told == set()
