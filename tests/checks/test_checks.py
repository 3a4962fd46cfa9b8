"""Every question is seen to bite, and the recorded figures pass them all."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from support.html_pages import SHELL, page_html
from support.sample_boards import a_day, board, payload, some_days

from tracker import checks
from tracker.checks import Known, impossible, unlikely
from tracker.errors import CheckFailed, ParseError
from tracker.records import LARGEST, OTHER, Answer, Board, Entry, Payload, Promise
from tracker.sources import recognise
from tracker.sources.frontend import frontend
from tracker.weeks import WEEK, Period, midnight, walk

NOW = datetime(2026, 8, 22, 12, tzinfo=UTC)
DAY = date(2026, 8, 20)
MADE = datetime(2026, 8, 22, 7, tzinfo=UTC)
GOOD = board(DAY, a_day(), MADE)


def ask(
    *boards: Board,
    of: Payload | None = None,
    said: Answer | None = None,
    before: Sequence[Known] = (),
    now: datetime = NOW,
) -> CheckFailed | None:
    """Return the objection to some boards, or the first doubt, or None."""
    found = said or Answer(boards, MADE)
    try:
        doubts = checks.examine(of or payload(b"{}"), found, now=now, recent=lambda _: [*before])
    except CheckFailed as objection:
        return objection
    return CheckFailed(doubts[0].why, doubtful=True) if doubts else None


def refusal(*boards: Board, **more: object) -> str:
    objection = ask(*boards, **more)  # type: ignore[arg-type]
    assert objection is not None
    assert not objection.doubtful
    return str(objection)


def with_readings(**changed: int) -> Board:
    return board(DAY, {**a_day(), **changed}, MADE)


def test_a_good_body_meets_no_objection() -> None:
    assert ask(GOOD) is None


def test_every_question_is_asked() -> None:
    written = {
        name
        for module in (impossible, unlikely)
        for name, found in vars(module).items()
        if callable(found) and name.startswith(("is_", "are_", "does_", "do_", "has_"))
    }
    questions = (*impossible.OF_BODY, *impossible.OF_BOARD, *unlikely.DOUBTS)
    asked = {question.__name__ for question in questions}
    asked |= {
        unlikely.do_the_sections_agree.__name__,
        unlikely.does_the_list_have_as_many.__name__,
        unlikely.is_the_correction_believable.__name__,
    }
    assert len(asked) == 23
    assert asked == written


@pytest.mark.parametrize(
    ("promise", "says"),
    [
        (Promise(3, hashlib.sha256(b"{}").hexdigest()), "it has 2 bytes, but its manifest says 3"),
        (Promise(2, "00" * 32), "its SHA-256 does not match its manifest"),
        (
            Promise(2, hashlib.sha256(b"{}").hexdigest(), 52),
            "it has 51 rows, but its manifest says 52",
        ),
    ],
)
def test_a_body_that_is_not_the_promised_one_is_refused(promise: Promise, says: str) -> None:
    assert says in refusal(GOOD, of=payload(b"{}", promise=promise))


def test_a_body_that_is_the_promised_one_passes() -> None:
    kept = Promise(2, hashlib.sha256(b"{}").hexdigest(), 51)
    assert ask(GOOD, of=payload(b"{}", promise=kept)) is None


def test_a_body_without_figures_is_refused() -> None:
    assert "body: it contains no figures. Nothing was lost" in refusal()


def test_a_body_from_the_future_is_refused() -> None:
    tomorrow = replace(GOOD, known_from=NOW + timedelta(days=1, seconds=1))
    assert "in the future" in refusal(said=Answer((tomorrow,), tomorrow.known_from))
    a_clock_ahead = NOW + timedelta(days=1)
    assert ask(said=Answer((replace(GOOD, known_from=a_clock_ahead),), a_clock_ahead)) is None


@pytest.mark.parametrize(
    "window", [Period(DAY - timedelta(9), DAY), Period(DAY + timedelta(1), DAY + timedelta(9))]
)
def test_a_board_outside_the_window_answered_is_refused(window: Period) -> None:
    assert "but contains 2026-08-20" in refusal(said=Answer((GOOD,), MADE, window))
    assert ask(said=Answer((GOOD,), MADE, Period.of_day(DAY))) is None


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (board(DAY, {OTHER: 5}, MADE), "no model is named"),
        (
            replace(GOOD, readings=(*GOOD.readings, ("author0/model-00", 3))),
            "'author0/model-00' appears twice",
        ),
        (replace(GOOD, readings=(*GOOD.readings, (OTHER, 3))), "'other' appears twice"),
        (with_readings(Others=5), "'Others' is listed as a model"),
        (with_readings(OTHER=5), "'OTHER' is listed as a model"),
        (with_readings(**{"a/b": -1}), "-1 is not a valid count"),
        (with_readings(**{"a/b": LARGEST + 1}), "is not a valid count (0 to 1317624576693539401)"),
        (
            with_readings(**{"a/b": 12345678901234567890}),
            "is not a valid count (0 to 1317624576693539401)",
        ),
        (with_readings(**{"a/b": LARGEST}), "is not a valid count (0 to 1317624576693539401)"),
        (
            board(DAY, {"a/b": 0, "a/c": 2**61, OTHER: 1}, MADE),
            "2305843009213693953 is not a valid count (0 to 1317624576693539401)",  # all of it together
        ),
        (board(DAY, {"a/b": 0, OTHER: 0}, MADE), "every count is zero"),
        (
            replace(GOOD, known_from=datetime(2026, 8, 19, 23, tzinfo=UTC)),
            "it had not begun at 2026-08-19T23:00:00Z",
        ),
        (
            board(DAY, a_day(50, other=None), MADE, depth=None),
            "it names 50 models but has no `other`",
        ),
        (
            replace(GOOD, known_from=midnight(DAY) + timedelta(hours=23)),
            "it had not ended at 2026-08-20T23:00:00Z",
        ),
        (replace(GOOD, known_from=midnight(DAY)), "it had not ended at 2026-08-20T00:00:00Z"),
        (replace(GOOD, shares=(0.5,)), "but a share of 0.5"),
        (replace(GOOD, shares=(float("nan"),)), "but a share of nan"),
        (replace(GOOD, shares=(float("inf"),)), "but a share of inf"),
    ],
)
def test_a_board_that_cannot_be_true_is_refused(wrong: Board, says: str) -> None:
    sentence = refusal(wrong)
    assert says in sentence
    assert "body: rankings-daily tokens 2026-08-20: " in sentence


def test_too_many_names_are_refused_before_they_are_compared() -> None:
    most = {f"a/{n}": 1 for n in range(impossible.DEEPEST)}
    assert ask(board(DAY, {**most, OTHER: 1}, MADE, depth=5000)) is None
    more = board(DAY, {**most, "a/one-more": 1, OTHER: 1}, MADE, depth=5000)
    assert "it names 5,002 models, more than 5,000" in refusal(more)
    crowd = {f"a/{n}": 1 for n in range(200_000)}
    twice = (*crowd.items(), ("a/199999", 1))
    assert "more than 5,000" in refusal(replace(board(DAY, crowd, MADE), readings=twice))


@pytest.mark.parametrize(
    ("dataset", "names", "missed"),
    [
        ("rankings-daily", 50, True),
        ("rankings-daily", 49, False),
        ("rankings-weekly", 50, True),
        ("rankings-weekly", 49, False),
        ("model-chart", 9, True),
        ("model-chart", 8, False),
        ("author-chart", 9, True),
        ("models-window", 60, False),  # it lists every model
    ],
)
def test_other_may_be_missing_only_where_fewer_are_named_than_a_dataset_shows(
    dataset: str, names: int, missed: bool
) -> None:
    days = 1 if dataset == "rankings-daily" else 7
    all_of_it = a_day(names, leader=10**10, other=None)
    told = board(WINDOW.start, all_of_it, MADE, dataset=dataset, depth=None, days=days)
    says = f"it names {names} models but has no `other`"
    assert impossible.is_the_promised_rest_there(told) == (says if missed else None)


def test_a_day_may_be_told_from_the_instant_it_ends() -> None:
    assert ask(replace(GOOD, known_from=midnight(DAY) + timedelta(days=1))) is None


def test_a_zero_is_a_figure() -> None:
    assert ask(with_readings(**{"a/b": 0})) is None


def test_the_largest_count_passes() -> None:
    monday = date(2026, 8, 10)
    assert (
        ask(board(monday, {"a/b": LARGEST, OTHER: 0}, MADE, dataset="app-rankings", days=7)) is None
    )
    assert ask(board(DAY, {"a/b": LARGEST // 7, OTHER: 0}, MADE)) is None
    assert ask(board(DAY, {"a/b": LARGEST // 7, OTHER: 1}, MADE)) is not None


def test_shares_within_rounding_pass() -> None:
    shares = tuple(value / GOOD.total + 9e-10 for _, value in GOOD.readings)
    assert ask(replace(GOOD, shares=shares)) is None
    assert "but a share of" in refusal(
        replace(GOOD, shares=tuple(share + 2e-9 for share in shares))
    )


def before(count: int, total: int, leaders: tuple[str, ...] = ()) -> list[Known]:
    return [Known(DAY - timedelta(days=count - n), total, leaders, days=1) for n in range(count)]


@pytest.mark.parametrize(
    ("known", "times", "doubted"),
    [
        (7, 1.0, False),
        (7, 2.99, False),
        (7, 3.01, True),
        (7, 0.34, False),
        (7, 0.33, True),
        (6, 9.0, False),
        (28, 9.0, True),
    ],
)
def test_a_total_out_of_band_is_doubted(known: int, times: float, doubted: bool) -> None:
    objection = ask(GOOD, before=before(known, round(GOOD.total / times)))
    assert (objection is not None) == doubted
    if objection:
        assert objection.doubtful
        assert "the median of the four weeks before" in str(objection)


def test_what_is_older_than_four_weeks_is_no_measure() -> None:
    old = [Known(known.start - timedelta(days=28), known.total, days=1) for known in before(7, 1)]
    assert ask(GOOD, before=old) is None


def test_leaders_that_all_vanish_are_doubted() -> None:
    led = checks.leaders(GOOD.readings)
    strangers = board(
        DAY, {f"new/{n}": v for n, v in enumerate(a_day().values())} | {OTHER: 1}, MADE
    )
    known = [Known(DAY - timedelta(days=1), strangers.total, led, days=1)]
    objection = ask(strangers, before=known)
    assert objection is not None
    assert objection.doubtful
    assert "it names 0 of the 10 leaders just before" in str(objection)
    assert ask(GOOD, before=known) is None
    assert ask(strangers, before=[replace(known[0], start=DAY - timedelta(days=8))]) is None


def test_the_ten_leaders_are_the_largest_and_never_other() -> None:
    led = checks.leaders(a_day(other=10**9).items())
    assert led == tuple(list(a_day())[:10])


def test_days_of_one_body_are_measured_against_each_other() -> None:
    days = some_days(date(2026, 8, 1), 12)
    days[date(2026, 8, 12)] = a_day(leader=90_000_000)
    objection = ask(*(board(day, readings, MADE) for day, readings in days.items()))
    assert objection is not None
    assert objection.doubtful
    assert "rankings-daily tokens 2026-08-12: its total is" in str(objection)


def test_boards_of_different_kinds_are_not_measured_against_each_other() -> None:
    days = [board(DAY - timedelta(days=9 - n), a_day(), MADE) for n in range(9)]
    weeks = [
        board(date(2026, 8, 3), a_day(leader=90_000_000), MADE, dataset="rankings-weekly", days=7),
        board(date(2026, 8, 10), a_day(leader=90_000_000), MADE, metric="calls", days=7),
    ]
    assert ask(*days, *weeks) is None


# Each gate, by the failure it comes from.


WINDOW = Period(date(2026, 8, 10), date(2026, 8, 17))


def week_of(
    dataset: str,
    total: int,
    *,
    metric: str = "tokens",
    scope: str = "models",
    names: int = 9,
    start: date = WINDOW.start,
    days: int = 7,
    depth: int | None = 9,
) -> Board:
    """Return a board of a week with ``total`` divided among some names, and `other`."""
    each = total // (2 * names)
    readings = {f"author{n % 7}/model-{n:03d}": each for n in range(names)}
    rest = {} if depth is None else {OTHER: total - each * names}
    told = board(
        start, readings | rest, MADE, dataset=dataset, metric=metric, depth=depth, days=days
    )
    return replace(told, key=replace(told.key, scope=scope))


def models(total: int, names: int = 200, **more: Any) -> Board:
    """Return a list of every model, whose total is ``total`` or a little less."""
    return week_of("models-window", 2 * total, names=names, depth=None, **more)


def doubt(*boards: Board, **more: Any) -> str:
    objection = ask(*boards, **more)
    assert objection is not None
    assert objection.doubtful
    return str(objection)


def front_end(inner: object, name: str = "models?view=week") -> Payload:
    url = f"https://openrouter.ai/api/frontend/v1/rankings/{name}"
    return payload(json.dumps({"data": inner}).encode(), "frontend", url, fetched_at=MADE)


def listed(names: int = 120, **changed: object) -> list[dict[str, Any]]:
    """Rows of the list of every model."""
    return [
        {
            "date": "2026-08-21 00:00:00",
            "variant_permaslug": f"author{n % 7}/model-{n:03d}",
            "total_prompt_tokens": 3_000_000_000 - n,
            "total_completion_tokens": 1_000_000_000,
            "count": 2_000_000 - n,
            **changed,
        }
        for n in range(names)
    ]


def test_an_empty_shell_is_refused_and_is_never_a_week_of_zeros() -> None:
    """2026-05-17: the page answered 200 with skeletons in it, and scrapers committed zeros."""
    shell = payload(page_html(SHELL), "page", "https://openrouter.ai/rankings")
    source, _ = recognise(shell)
    with pytest.raises(ParseError, match="is the page's shell without data"):
        source.parse(shell)


def test_an_answer_of_200_with_data_null_is_refused_and_asked_again_in_a_minute() -> None:
    empty = front_end(None)
    with pytest.raises(ParseError, match=r"has no data \(`data` is null\).* in a minute"):
        frontend.parse(empty)


def test_an_answer_of_200_with_an_empty_list_is_refused() -> None:
    cached = {"data": [], "cachedAt": 1_787_000_000_000}
    for empty in (front_end([]), front_end(cached, "model-rankings-chart")):
        assert "it contains no figures" in refusal(of=empty, said=frontend.parse(empty))


def test_a_list_of_models_that_all_count_zero_is_refused() -> None:
    zeros = front_end(listed(total_prompt_tokens=0, total_completion_tokens=0, count=0))
    assert "every count is zero" in refusal(of=zeros, said=frontend.parse(zeros))


@pytest.mark.parametrize(
    ("dataset", "scope"),
    [("models-window", "models"), ("model-chart", "models"), ("author-chart", "authors")],
)
def test_calls_under_tokens_are_told_by_their_size(dataset: str, scope: str) -> None:
    """Test a chart of calls in the place of the chart of tokens, as on 2026-04-01.

    By September 2026 the page's market share showed calls as well.
    """
    calls = week_of(dataset, 4_328_958_615, scope=scope)
    assert "4,328,958,615 tokens in a week is the order of a count of calls" in doubt(calls)
    assert ask(week_of(dataset, 300_000_000_000, scope=scope)) is None, "a week of November 2024"


@pytest.mark.parametrize(
    ("dataset", "scope"), [("models-window", "models"), ("context-length", "models/10K")]
)
def test_tokens_under_calls_are_told_by_their_size(dataset: str, scope: str) -> None:
    tokens = week_of(dataset, 300_000_000_000, metric="calls", scope=scope)
    assert "300,000,000,000 calls in a week is the order of a count of tokens" in doubt(tokens)
    assert ask(week_of(dataset, 6_000_000_000, metric="calls", scope=scope)) is None


def test_a_running_week_and_what_has_a_contract_may_be_as_small_as_they_are() -> None:
    assert ask(week_of("model-chart", 1_000_000_000, days=1)) is None
    assert ask(week_of("rankings-weekly", 1_000_000_000)) is None


@pytest.mark.parametrize("times", [0.01, 0.09, 11, 1_000])
def test_two_sections_of_one_page_that_are_far_apart_are_swapped(times: float) -> None:
    """Both are of a size that could be true, and yet not both of the same week."""
    chart = week_of("model-chart", round(50 * 10**12 * times))
    assert "one of them is another section" in doubt(models(50 * 10**12), chart)


def test_sections_of_the_same_week_pass_and_other_counts_are_not_compared_with_them() -> None:
    sections = (
        models(50 * 10**12),
        week_of("model-chart", 52 * 10**12),
        week_of("author-chart", 49 * 10**12, scope="authors"),
        week_of("model-chart", 10**11, start=date(2026, 8, 17), days=1),
        week_of("tool-chart", 600_000_000, metric="tool_calls"),
        week_of("context-length", 400_000_000, metric="calls", scope="models/unnamed"),
    )
    assert ask(*sections) is None


def test_fewer_tokens_than_calls_in_one_list_is_one_under_the_other() -> None:
    tokens, calls = models(4 * 10**9), models(75 * 10**12, metric="calls")
    sentence = refusal(tokens, calls)
    assert "it counts 75,000,000,000,000 calls and 4,000,000,000 tokens in 2026-W33" in sentence
    elsewhere = replace(calls, key=replace(calls.key, period=Period.of_week(date(2026, 8, 3))))
    assert "is the order of" in doubt(tokens, elsewhere), "of two windows only the sizes are told"


@pytest.mark.parametrize(("tokens", "refused"), [(100, False), (99, True)])
def test_a_call_is_answered_with_a_token_at_the_least(tokens: int, refused: bool) -> None:
    both = Answer(
        (week_of("models-window", tokens), week_of("models-window", 100, metric="calls")), MADE
    )
    found = impossible.are_there_more_tokens_than_calls(payload(b"{}"), both, NOW)
    assert (found is not None) == refused


def test_a_partial_week_is_never_compared_with_a_full_one() -> None:
    """Scrapers took the running week for a fall by nine tenths."""
    full = [week_of("model-chart", 50 * 10**12, start=WINDOW.start - n * WEEK) for n in range(1, 7)]
    running = week_of("model-chart", 4 * 10**12, start=date(2026, 8, 17), days=2)
    called_full = week_of("model-chart", 4 * 10**12, start=WINDOW.start)
    assert ask(*full, running) is None
    assert "its total is 0.08 times" in doubt(*full, called_full)


def test_the_running_week_of_a_chart_is_kept_under_the_days_that_had_ended() -> None:
    mondays = list(walk(date(2025, 9, 1), date(2026, 8, 17)))
    points = [{"x": str(monday), "ys": {"a/x": 6 * 10**12, "Others": 10**12}} for monday in mondays]
    points[-1]["ys"] = {"a/x": 10**11, "Others": 10**10}
    made = round(datetime(2026, 8, 22, 6, tzinfo=UTC).timestamp() * 1000)
    chart = front_end({"data": points, "cachedAt": made}, "model-rankings-chart")
    said = frontend.parse(chart)
    assert said.boards[-1].key.period == Period(date(2026, 8, 17), date(2026, 8, 22))
    assert ask(of=chart, said=said) is None


def test_totals_of_seven_days_labelled_daily_are_doubted() -> None:
    """Two scrapers store the list's trailing seven days under the one day they fetched it on."""
    told = some_days(date(2026, 8, 1), 13)
    labelled = {slug: 7 * value for slug, value in told.pop(date(2026, 8, 13)).items()}
    days = [board(day, readings, MADE) for day, readings in told.items()]
    assert "2026-08-13: its total is 7.00 times" in doubt(
        *days, board(date(2026, 8, 13), labelled, MADE)
    )


def test_reasoning_tokens_on_top_are_less_than_a_band_sees_so_the_parser_never_adds_them() -> None:
    """Test that adding reasoning tokens again would not be detected.

    They are inside the completion tokens. A week may well grow by the tenth or the third that
    adding them again would make; only three times as much is doubted. Cached tokens, which are
    inside the prompt tokens, would not be detected either.
    """
    before = [Known(WINDOW.start - n * WEEK, 50 * 10**12) for n in (4, 3, 2, 1)]
    assert ask(models(66 * 10**12), before=before) is None
    assert "its total is 3.20 times" in doubt(models(160 * 10**12), before=before)
    body = front_end(listed(total_native_tokens_reasoning=10**9, total_native_tokens_cached=10**9))
    tokens = frontend.parse(body).boards[0]
    assert dict(tokens.readings)["author0/model-000"] == 4_000_000_000


@pytest.mark.parametrize("written", ["Others", "others", "Other", "OTHER"])
def test_others_among_the_models_is_refused(written: str) -> None:
    """The charts sum the rest as `Others` or `others`; a scraper ranked it as a model."""
    assert f"{written!r} is listed as a model" in refusal(with_readings(**{written: 5}))


@pytest.mark.parametrize("written", ["Others", "others"])
def test_others_of_a_chart_is_the_rest_and_no_model(written: str) -> None:
    ys = {"a/x": 6 * 10**12, "b/y": 5 * 10**12, written: 10**13}
    chart = front_end([{"x": "2026-08-10", "ys": ys}], "model-rankings-chart")
    (found,) = frontend.parse(chart).boards
    assert (found.names, found.depth, dict(found.readings)[OTHER]) == (["a/x", "b/y"], 2, 10**13)


def test_a_leader_that_vanished_from_a_list_of_every_model_is_doubted() -> None:
    listing = models(50 * 10**12)
    led = Known(WINDOW.start - WEEK, listing.total, ("maker/gone", *listing.names[:9]), 200)
    says = "maker/gone, a leader just before, is not named"
    assert says in doubt(listing, before=[led])
    older = replace(led, start=WINDOW.start - WEEK - timedelta(days=1))
    second = replace(led, leaders=(listing.names[0], "maker/gone"))
    chart = week_of("model-chart", 50 * 10**12)
    assert ask(listing, before=[older]) is None
    assert ask(listing, before=[second]) is None, "only the first cannot be missing"
    assert ask(chart, before=[led]) is None, "whoever led may be among the rest of a chart"


@pytest.mark.parametrize(
    "ended", ["stealth/ox-alpha", "openrouter/hunter-alpha", "maker/gone-20260801:free"]
)
def test_a_leader_that_may_end_overnight_may_be_missing_and_the_next_that_lasts_may_not(
    ended: str,
) -> None:
    """Test a stealth model that had led for two weeks and was withdrawn, as on 2026-09-08.

    The list of the week with its last days does not have it.
    """
    listing = models(50 * 10**12)
    led = Known(WINDOW.start - WEEK, listing.total, (ended, *listing.names[:9]), 200)
    assert ask(listing, before=[led]) is None
    cut = replace(led, leaders=(ended, "maker/gone:thinking", *listing.names[:8]))
    assert "maker/gone:thinking, a leader just before" in doubt(listing, before=[cut])
    only = replace(led, leaders=(ended,))
    assert ask(listing, before=[only]) is None


@pytest.mark.parametrize(("kept", "doubted"), [(0, True), (2, True), (3, False), (10, False)])
@pytest.mark.parametrize("leaders", [9, 10])
def test_three_leaders_of_just_before_are_enough(leaders: int, kept: int, doubted: bool) -> None:
    day = board(DAY, a_day(), MADE)
    led = (*day.names[:kept], *(f"gone/{n}" for n in range(10)))[:leaders]
    known = Known(DAY - timedelta(days=1), day.total, led, days=1)
    objection = ask(day, before=[known])
    assert (objection is not None) == doubted


def test_of_eight_leaders_none_need_be_named() -> None:
    day = board(DAY, a_day(), MADE)
    known = Known(DAY - timedelta(days=1), day.total, tuple(f"gone/{n}" for n in range(8)), days=1)
    assert ask(day, before=[known]) is None


def test_a_list_that_lost_half_of_its_models_is_doubted() -> None:
    whole = Known(WINDOW.start - WEEK, 50 * 10**12, names=430)
    cut = models(50 * 10**12, names=214)
    half = models(50 * 10**12, names=215)
    assert "it names 214 models, but just before there were 430" in doubt(cut, before=[whole])
    assert ask(half, before=[whole]) is None
    assert ask(week_of("model-chart", 50 * 10**12), before=[whole]) is None


def test_a_list_of_fewer_models_than_there_are_is_doubted_by_its_parser() -> None:
    short = front_end(listed(99))
    assert "it names 99 models" in doubt(of=short, said=frontend.parse(short))
    whole = front_end(listed(100))
    assert ask(of=whole, said=frontend.parse(whole)) is None


def test_an_entry_that_stands_there_twice_is_refused() -> None:
    one = Entry("catalog", "a/x", {"name": "X"}, MADE)
    other = replace(one, name="b/y")
    assert "'a/x' appears twice" in refusal(said=Answer((), MADE, entries=(one, other, one)))
    same_name = replace(one, dataset="benchmark-leaderboard")
    assert ask(said=Answer((), MADE, entries=(one, other, same_name))) is None


DOUBTFUL: dict[str, Answer] = {
    "the parser's own": Answer((GOOD,), MADE, doubts=("its newest day is long ago",)),
    "another section by its size": Answer((week_of("model-chart", 4 * 10**9),), MADE),
    "two sections far apart": Answer((models(5 * 10**13), week_of("model-chart", 10**15)), MADE),
    "out of band": Answer((week_of("model-chart", 5 * 10**14),), MADE),
    "the leader gone": Answer((models(10**13, names=150),), MADE),
    "half of the names gone": Answer((models(10**13, names=100),), MADE),
}
BEFORE = [
    *(Known(WINDOW.start - n * WEEK, 10**13) for n in (4, 3, 2)),
    Known(WINDOW.start - WEEK, 10**13, ("maker/gone",), 300),
]


@pytest.mark.parametrize("said", DOUBTFUL.values(), ids=DOUBTFUL)
def test_what_is_on_record_already_is_not_doubted(said: Answer) -> None:
    body = payload(b"{}")
    doubts = checks.examine(body, said, now=NOW, recent=lambda _: BEFORE)
    assert {doubt.key for doubt in doubts} == {board.key for board in said.boards}
    standing = checks.Standing(same=True)
    assert not checks.examine(
        body, said, now=NOW, recent=lambda _: BEFORE, on_record=lambda _: standing
    )


IMPOSSIBLE: dict[str, tuple[Payload, Answer]] = {
    "not as promised": (payload(b"{}", promise=Promise(3, "00" * 32)), Answer((GOOD,), MADE)),
    "nothing in it": (payload(b"{}"), Answer((), MADE)),
    "of the future": (payload(b"{}"), Answer((GOOD,), NOW + timedelta(days=2))),
    "outside its window": (payload(b"{}"), Answer((GOOD,), MADE, Period.of_day(date(2026, 1, 1)))),
    "no count": (payload(b"{}"), Answer((with_readings(**{"a/b": -1}),), MADE)),
    "Others a model": (payload(b"{}"), Answer((with_readings(Others=1),), MADE)),
    "tokens under calls": (payload(b"{}"), Answer((models(10), models(10**6, metric="calls")), MADE)),
}  # fmt: skip


@pytest.mark.parametrize(("body", "said"), IMPOSSIBLE.values(), ids=IMPOSSIBLE)
def test_what_cannot_be_true_is_refused_whatever_is_on_record(body: Payload, said: Answer) -> None:
    standing = checks.Standing(same=True)
    with pytest.raises(CheckFailed) as caught:
        checks.examine(body, said, now=NOW, recent=lambda _: [], on_record=lambda _: standing)
    assert not caught.value.doubtful


# The recorded figures.


def test_the_recorded_figures_pass(shared: Path) -> None:
    bodies = sorted((shared / "data/rankings-daily").glob("*.json.gz"))
    exports = sorted((shared / "data/exports").glob("*.csv"))
    assert len(bodies) == 16
    assert len(exports) == 5
    seen = 0
    for file in [*bodies[:2], bodies[-1], *exports]:
        content = file.read_bytes()
        body = gzip.decompress(content) if file.suffix == ".gz" else content
        found = payload(body, url=f"file:{file.name}", fetched_at=datetime(2026, 8, 23, tzinfo=UTC))
        said = recognise(found)[0].parse(found)
        assert ask(of=found, said=said, now=datetime(2026, 8, 23, tzinfo=UTC)) is None, file.name
        seen += len(said.boards)
    assert seen == 363 * 2 + 233 + 5 * 30


def test_a_window_that_has_not_ended_is_refused() -> None:
    """A list fetched on a Sunday whose rows are dated that Sunday is of no week yet."""
    early = replace(
        week_of("models-window", 50 * 10**12), known_from=midnight(WINDOW.end) - timedelta(days=1)
    )
    assert "it had not ended at" in str(ask(early))


def test_seven_days_in_one_are_doubted_where_only_weeks_are_known() -> None:
    a_week = Known(WINDOW.start - WEEK, 60 * 10**12)
    day = board(WINDOW.start, {"a/x": 55 * 10**12}, MADE, dataset="models-window-day", depth=None)
    assert "in a day, but the weeks before had" in str(ask(day, before=[a_week]))
    fair = board(WINDOW.start, {"a/x": 9 * 10**12}, MADE, dataset="models-window-day", depth=None)
    assert ask(fair, before=[a_week]) is None


def test_a_list_of_entries_that_lost_half_is_doubted() -> None:
    entries = tuple(Entry("catalog", f"a/{n}", {}, MADE) for n in range(40))
    said = Answer((), MADE, entries=entries)

    def doubts(before: int) -> list[checks.Doubt]:
        body = payload(b"{}")
        return checks.examine(body, said, now=NOW, recent=lambda _: [], listed=lambda *_: before)

    (doubt,) = doubts(100)
    assert doubt.why == "it lists 40 entries, but the last catalog had 100"
    assert (doubt.key, doubt.known.total) == (checks.list_key(entries[0], MADE), 40)
    assert doubts(80) == []


def test_a_list_is_compared_with_the_one_before_it_and_not_with_a_later_one() -> None:
    """An old list that is brought in late had fewer entries than the lists of today."""
    later = MADE + timedelta(days=400)
    entries = tuple(Entry("catalog", f"a/{n}", {}, MADE) for n in range(40))
    said = Answer((), MADE, entries=entries)

    def listed(dataset: str, before: datetime) -> int:
        assert dataset == "catalog"
        return 100 if before > later else 45

    assert not checks.examine(payload(b"{}"), said, now=NOW, recent=lambda _: [], listed=listed)


def test_a_great_many_entries_are_compared_once() -> None:
    """Each with each, half a million of them would take for ever."""
    many = [Entry("catalog", f"a/{number}", {}, MADE) for number in range(500_000)]
    assert "'a/7' appears twice" in refusal(said=Answer((), MADE, entries=(*many, many[7])))


# Where the bands end.


@pytest.mark.parametrize(
    ("metric", "total", "doubted"),
    [
        ("tokens", 10**10, False),
        ("tokens", 10**10 - 1, True),
        ("calls", 3 * 10**10, False),
        ("calls", 3 * 10**10 + 1, True),
        ("tool_calls", 10**10 - 1, False),
        ("tool_calls", 3 * 10**10 + 1, True),
    ],
)
def test_the_size_of_calls_ends_where_that_of_tokens_begins(
    metric: str, total: int, doubted: bool
) -> None:
    found = unlikely.is_it_the_right_section(week_of("model-chart", total, metric=metric), ())
    assert (found is not None) == doubted


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [(1000, 1000, False), (10_000, 1000, False), (1000, 10_000, False), (10_020, 1000, True),
     (1000, 10_020, True), (5000, 1000, False), (1500, 10_000, False), (1000, 0, False)],
)  # fmt: skip
def test_sections_are_apart_beyond_ten_times(one: int, other: int, apart: bool) -> None:
    boards = (week_of("model-chart", one), week_of("models-window", other))
    assert (unlikely.do_the_sections_agree(Answer(boards, MADE)) is not None) == apart


def test_only_sections_of_a_week_are_compared() -> None:
    month = week_of("models-window", 10**6, start=WINDOW.end - timedelta(days=30), days=30)
    chart = week_of("model-chart", 100)
    assert unlikely.do_the_sections_agree(Answer((month, chart), MADE)) is None


@pytest.mark.parametrize(
    ("total", "known_days", "doubted"), [(500, 7, False), (501, 7, True), (501, 30, False)]
)
def test_half_of_a_week_is_not_more_than_half(total: int, known_days: int, doubted: bool) -> None:
    before = [Known(WINDOW.start - WEEK, 1000, days=known_days)]
    found = unlikely.is_a_day_less_than_a_week(week_of("model-chart", total, days=1), before)
    assert (found is not None) == doubted


@pytest.mark.parametrize(
    ("total", "doubted"), [(100, False), (99, True), (300, False), (900, False), (901, True)]
)
def test_a_third_and_three_times_are_still_believed(total: int, doubted: bool) -> None:
    before = [Known(WINDOW.start - n * WEEK, 300) for n in (4, 3, 2, 1)]
    found = unlikely.is_the_total_believable(week_of("model-chart", total), before)
    assert (found is not None) == doubted


@pytest.mark.parametrize(
    ("days", "known", "spans", "doubted"),
    [
        (7, 3, 7, False),
        (7, 4, 7, True),
        (1, 6, 1, False),
        (1, 7, 1, True),
        (2, 4, 2, True),
        (7, 7, 1, False),  # days are no measure of weeks
        (7, 7, 30, False),
        (1, 7, 7, False),
    ],
)
def test_a_total_is_measured_by_four_weeks_or_seven_days_of_its_own_length(
    days: int, known: int, spans: int, doubted: bool
) -> None:
    before = [Known(WINDOW.start - n * WEEK, 10, days=spans) for n in range(known, 0, -1)]
    found = unlikely.is_the_total_believable(week_of("model-chart", 900, days=days), before)
    assert (found is not None) == doubted


@pytest.mark.parametrize(
    ("dataset", "depth", "before", "doubted"),
    [
        ("models-window", None, (0, 21), True),
        ("models-window", None, (21, 20), False),  # the one just before had no more than twice
        ("models-window", 10, (0, 21), False),
        ("model-chart", None, (0, 21), False),
        ("rankings-daily", None, (0, 21), False),
    ],
)
def test_a_list_of_every_model_is_compared_with_the_one_just_before(
    dataset: str, depth: int | None, before: tuple[int, ...], doubted: bool
) -> None:
    known = [Known(WINDOW.start - WEEK, 10, names=names) for names in before]
    board = week_of(dataset, 1000, names=10, depth=depth)
    assert (unlikely.does_it_name_as_many(board, known) is not None) == doubted
