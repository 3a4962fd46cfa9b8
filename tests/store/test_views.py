"""The views that anyone may read with SQL have the figures of `tracker top` and `tracker streaks`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text, update
from support.databases import Databases
from support.sample_boards import MADE, WEEK, answer, board, payload, put, put_days, put_week

import tracker
from tracker import config, identity
from tracker.analysis import catalog, streaks
from tracker.analysis.frame import WEEKS_OF_MODELS
from tracker.answers import top
from tracker.archive import Capture
from tracker.errors import CheckFailed, GapError
from tracker.identity import curated, listed
from tracker.records import BUCKETS, METRICS, MODEL_ACTIVITY, OTHER, Board, Entry, Question
from tracker.store import Store, identities
from tracker.weeks import DAY, Period

LOST = date(2025, 6, 9)
"""The week whose Sunday is lost for ever."""
MONDAYS = tuple(LOST + timedelta(7 * number) for number in range(4))
COLUMNS = ("value", "share", "rank", "depth", "dataset", "days", "at_least")
FREE = "qwen/qwen3.6-plus-04-02:free"


def select(store: Store, statement: str) -> list[tuple[Any, ...]]:
    """Return the rows of a query, with days as text on either engine."""
    with store.transaction() as connection:
        return [
            tuple(str(value) if isinstance(value, date) else value for value in row)
            for row in connection.execute(text(statement))
        ]


def by_views(store: Store, metric: str) -> dict[tuple[str, str], tuple[Any, ...]]:
    columns = ", ".join(COLUMNS)
    rows = select(store, f"SELECT week, slug, {columns} FROM weekly_{metric} ORDER BY 1, 3 DESC, 2")
    result = {(week, slug): tuple(values) for week, slug, *values in rows}
    assert len(result) == len(rows)
    return result


def by_top(store: Store, metric: str) -> dict[tuple[str, str], tuple[Any, ...]]:
    try:
        frame = top.measured(store, Question(metric))
    except GapError:
        return {}
    frame = frame[frame["complete"]]
    columns = [frame[name].astype(object).where(frame[name].notna(), None) for name in COLUMNS]
    keys = zip(frame["week"].dt.date.map(str), frame["entity"], strict=True)
    return dict(zip(keys, zip(*columns, strict=True), strict=True))


def streaks_by_views(store: Store, metric: str) -> list[tuple[Any, ...]]:
    return select(
        store,
        "SELECT slug, first, last, weeks, ongoing, ended_by FROM streaks_at_1"
        f" WHERE metric = '{metric}' ORDER BY first, last, slug",
    )


def streaks_by_command(store: Store, metric: str) -> list[tuple[Any, ...]]:
    try:
        rows = streaks.streaks(top.measured(store, Question(metric)))
    except GapError:
        return []
    return [
        (row.entity, str(row.first.date()), str(row.last.date()), row.weeks, row.ongoing,
         row.ended_by)
        for row in rows.itertuples(index=False)
    ]  # fmt: skip


def assert_same(store: Store) -> None:
    for metric in METRICS:
        assert by_views(store, metric) == by_top(store, metric)
        assert streaks_by_views(store, metric) == streaks_by_command(store, metric)


def leaders(store: Store, metric: str = "tokens") -> list[tuple[Any, ...]]:
    return select(
        store, f"SELECT week, slug FROM leaders WHERE metric = '{metric}' ORDER BY week, slug"
    )


# Every week of the bundled history.


@pytest.fixture
def history(recorded: Path) -> Iterator[Store]:
    with Store(config.load().database_url) as opened:
        yield opened


@pytest.mark.parametrize("metric", METRICS)
def test_every_week_of_the_history_is_that_of_top(history: Store, metric: str) -> None:
    weeks = by_views(history, metric)
    assert len(weeks) > 500
    assert weeks == by_top(history, metric)


@pytest.mark.parametrize("metric", METRICS)
def test_the_streaks_of_the_history_are_those_of_the_command(history: Store, metric: str) -> None:
    rows = streaks_by_views(history, metric)
    assert rows
    assert rows == streaks_by_command(history, metric)


@pytest.mark.parametrize("metric", METRICS)
def test_names_and_identities_are_those_of_the_history(history: Store, metric: str) -> None:
    columns = "week, slug, name, author, country, weights"
    rows = select(history, f"SELECT {columns} FROM weekly_{metric}")
    names = catalog.names(history)
    with listed.catalogue(lambda: catalog.models(history)):
        for week, slug, name, *levels in rows:
            day = date.fromisoformat(week)
            assert name == names(slug, "slug")
            assert levels == [
                identity.entity(slug, level, day) for level in ("author", "country", "weights")
            ]


def test_the_question_of_the_press_takes_one_line(history: Store) -> None:
    rows = select(history, f"SELECT first, last, weeks FROM streaks_at_1 WHERE slug = '{FREE}'")
    assert rows == [("2026-03-30", "2026-04-06", 2)]
    led = dict(leaders(history))
    assert len(led) > 90
    assert led["2026-03-30"] == FREE


# Records made by hand.


def test_a_tie_is_two_leaders_and_other_none(store: Store) -> None:
    put_week(store, "model-chart", **{"b/y": 5, "a/x": 5, "c/z": 1, OTHER: 89})
    assert by_views(store, "tokens") == {
        ("2026-08-10", "a/x"): (5, 0.05, 1, 50, "model-chart", 7, 0),
        ("2026-08-10", "b/y"): (5, 0.05, 1, 50, "model-chart", 7, 0),
        ("2026-08-10", "c/z"): (1, 0.01, 3, 50, "model-chart", 7, 0),
        ("2026-08-10", OTHER): (89, 0.89, None, 50, "model-chart", 7, 0),
    }
    assert leaders(store) == [("2026-08-10", "a/x"), ("2026-08-10", "b/y")]
    assert_same(store)


def test_a_missing_week_ends_a_streak(store: Store) -> None:
    for number in (0, 1, 3):
        put_week(store, "model-chart", WEEK + 7 * number * DAY)
    assert streaks_by_views(store, "tokens") == [
        ("a/x", "2026-08-10", "2026-08-17", 2, 0, "gap"),
        ("a/x", "2026-08-31", "2026-08-31", 1, 1, None),
    ]
    assert_same(store)


def test_a_streak_is_ended_by_all_who_share_the_lead(store: Store) -> None:
    put_week(store, "model-chart")
    put_week(store, "model-chart", WEEK + 7 * DAY, **{"c/z": 7, "b/y": 7, OTHER: 1})
    assert streaks_by_views(store, "tokens")[0][-1] == "b/y and c/z"
    assert_same(store)


def test_days_answer_before_the_chart_and_an_unfinished_week_does_not(store: Store) -> None:
    put_week(store, "model-chart", **{"a/x": 100, OTHER: 9})
    put_days(store, WEEK, 6, **{"b/y": 50, OTHER: 1})
    assert leaders(store) == [("2026-08-10", "a/x")]
    put_days(store, WEEK + 6 * DAY, 1, **{"b/y": 50, OTHER: 1})
    assert leaders(store) == [("2026-08-10", "b/y")]
    put_days(store, WEEK + 7 * DAY, 3, **{"b/y": 50, OTHER: 1})
    assert {week for week, _ in by_views(store, "tokens")} == {"2026-08-10"}
    assert_same(store)


@pytest.mark.parametrize(("second", "leader"), [(50, "a/x"), (95, None)])
def test_of_six_days_the_leader_is_stated_if_the_lost_one_could_not_turn_it(
    store: Store, second: int, leader: str | None
) -> None:
    put_days(store, LOST, 6, **{"a/x": 100, "b/y": second, OTHER: 1})
    assert leaders(store) == ([(str(LOST), leader)] if leader else [])
    assert_same(store)


def test_seven_days_of_which_one_is_lost_answer_after_a_whole_week(store: Store) -> None:
    """Some bodies had the day that is lost; nobody can get it again."""
    lost = date(2025, 6, 9)
    days = [board(lost + at * DAY, {"a/x": 5, OTHER: 1}, MADE) for at in range(7)]
    week = board(lost, {"a/x": 40, OTHER: 1}, MADE, dataset="rankings-weekly", days=7)
    put(store, *days, week)
    assert select(store, "SELECT dataset, value FROM leaders") == [("rankings-weekly", 40)]
    assert_same(store)


def test_the_newest_vintage_of_a_board_counts(store: Store) -> None:
    put_week(store, "model-chart")
    put_week(store, "model-chart", made=MADE + DAY, **{"b/y": 120, "a/x": 100, OTHER: 9})
    put_week(store, "model-chart", made=MADE - DAY, **{"c/z": 999, OTHER: 9})
    assert leaders(store) == [("2026-08-10", "b/y")]
    assert_same(store)


def test_a_withdrawn_day_keeps_its_figures(store: Store) -> None:
    put_days(store, WEEK, 7, **{"a/x": 9, OTHER: 1})
    later = [board(WEEK + number * DAY, {"a/x": 8, OTHER: 1}, MADE + DAY) for number in range(6)]
    window = replace(answer(*later), window=Period(WEEK, WEEK + 7 * DAY))
    store.record(Capture(payload(b"later"), "y.gz"), window)
    assert [key.period.start for key in store.withdrawn()] == [WEEK + 6 * DAY]
    assert by_views(store, "tokens")["2026-08-10", "a/x"][0] == 6 * 8 + 9
    assert_same(store)


def test_names_chosen_by_another_metric_have_values_and_no_ranks(store: Store) -> None:
    chosen = board(WEEK, {"a/x": 9, "b/y": 5}, MADE, dataset="models-window", metric="calls",
                   depth=9, days=7)  # fmt: skip
    put(store, replace(chosen, selection="tokens"))
    assert [row[:3] for row in by_views(store, "calls").values()] == [
        (9, None, None), (5, None, None),
    ]  # fmt: skip
    assert leaders(store, "calls") == []
    assert_same(store)


def of_class(length: str, week: date, **calls: int) -> Board:
    result = board(week, calls, MADE, dataset="context-length", metric="calls", depth=9, days=7)
    return replace(result, key=replace(result.key, scope=f"models/{length}"))


def test_the_classes_of_prompt_length_prove_a_leader_of_calls(store: Store) -> None:
    """The five classes add up to the whole in one week, and are all there is of the next."""
    following = WEEK + 7 * DAY
    calls = {"a/x": 10, "b/y": 6}
    whole = board(WEEK, {"a/x": 50, "b/y": 30}, MADE, dataset="models-window", metric="calls",
                  depth=None, days=7)  # fmt: skip
    put(store, whole)
    put(store, *(of_class(length, week, **calls) for length in BUCKETS
                 for week in (WEEK, following)))  # fmt: skip
    assert leaders(store, "calls") == [("2026-08-10", "a/x"), ("2026-08-17", "a/x")]
    assert by_views(store, "calls")["2026-08-17", "a/x"] == (
        50, None, 1, 9, "context-length", 7, 1,
    )  # fmt: skip
    assert_same(store)


def of_model(slug: str, week: date, calls: int) -> Board:
    """The board of one model, from which a week is repaired."""
    result = board(week, {slug: calls}, MADE, dataset=MODEL_ACTIVITY, metric="calls", depth=None,
                   days=7)  # fmt: skip
    return replace(result, selection="tokens", key=replace(result.key, scope=f"models/{slug}"))


@pytest.mark.parametrize("models", [3, 30])
def test_a_week_of_single_models_ranks_if_there_are_thirty(store: Store, models: int) -> None:
    put(store, *(replace(of_model(f"a/{number}", WEEK, 100 - number), selection="calls")
                 for number in range(models)))  # fmt: skip
    assert len(by_views(store, "calls")) == models
    assert len(leaders(store, "calls")) == (models == 30)
    assert_same(store)


# Records of any kind.


NAMES = ("a/x", "a/x:free", "b/y", FREE, "openrouter/hunter-alpha")
readings = st.dictionaries(
    st.sampled_from([*NAMES, OTHER]), st.integers(0, 40), min_size=1
)  # fmt: skip


@st.composite
def boards(draw: st.DrawFn) -> list[Board]:
    """Draw some days of a week, all of it, or a board of its calls in one class."""
    start = draw(st.sampled_from(MONDAYS))
    made = MADE + timedelta(hours=draw(st.integers(0, 3)))
    kind = draw(st.sampled_from(["days", "days", "days", "week", "window", "class", "model"]))
    if kind == "days":
        number = draw(st.sampled_from([7, 6, 6, 2]))
        dataset = draw(st.sampled_from(["rankings-daily", "history-rankings-daily"]))
        depth = draw(st.sampled_from([50, 50, 9, None]))
        usual = draw(readings)
        return [
            board(start + at * DAY, draw(st.sampled_from([usual, usual, {"b/y": 3, OTHER: 1}])),
                  made, dataset=dataset, depth=depth)
            for at in range(number)
        ]  # fmt: skip
    if kind == "class":
        calls = draw(st.fixed_dictionaries({"a/x": st.integers(5, 40), "b/y": st.integers(1, 9)}))
        return [of_class(length, start, **calls) for length in (*BUCKETS, "unnamed")]
    if kind == "model":
        return [of_model(slug, start, draw(st.integers(0, 40))) for slug in NAMES[:3]]
    shown = board(
        start,
        draw(readings),
        made,
        dataset=draw(st.sampled_from(["rankings-weekly", "models-window", "history-model-chart"])),
        metric=draw(st.sampled_from(METRICS)),
        depth=draw(st.sampled_from([None, 9, 50])),
        days=7,
    )
    return [replace(shown, selection=draw(st.sampled_from(["tokens", shown.key.metric])))]


@pytest.fixture(scope="module")
def blank(databases: Databases) -> Iterator[Store]:
    """Yield an empty store, for laws that take back what they record."""
    with databases.fresh() as opened:
        yield opened


@settings(max_examples=60)
@given(st.lists(boards(), min_size=1, max_size=8))
def test_whatever_is_recorded_the_views_have_what_the_commands_say(
    blank: Store, arrivals: list[list[Board]]
) -> None:
    with blank.rehearsal():
        for arrival in arrivals:
            try:
                put(blank, *arrival)
            except CheckFailed:
                continue  # an instant with two figures: nothing is recorded of it
        assert_same(blank)


def test_the_views_know_the_datasets_that_may_answer(store: Store) -> None:
    """Every dataset of the order of precedence answers for a week of its own, the first before all."""
    for number, dataset in enumerate(WEEKS_OF_MODELS.datasets):
        monday = WEEK - 7 * (number + 1) * DAY
        for at in (WEEK, monday):
            if dataset in WEEKS_OF_MODELS.daily:
                put(store, *(board(at + day * DAY, {"a/x": 1, OTHER: 1}, MADE, dataset=dataset)
                             for day in range(7)))  # fmt: skip
            elif dataset == MODEL_ACTIVITY:
                put(
                    store,
                    replace(
                        of_model("a/x", at, 2),
                        selection="tokens",
                        key=replace(of_model("a/x", at, 2).key, metric="tokens"),
                    ),
                )
            else:
                put_week(store, dataset, at)  # fmt: skip
    answering = dict(select(store, "SELECT week, dataset FROM answers WHERE metric = 'tokens'"))
    assert answering.pop("2026-08-10") == WEEKS_OF_MODELS.datasets[0]
    assert [answering[week] for week in sorted(answering, reverse=True)] == [
        *WEEKS_OF_MODELS.datasets
    ]
    assert_same(store)


# Names and identities keep up.


def listing(slug: str, name: str, made: Any = MADE) -> Entry:
    facts = {"slug": slug, "name": name, "created": "2026-08-01"}
    return Entry("catalog", slug, facts, made)


def name_of(store: Store, slug: str) -> str:
    ((name,),) = select(store, f"SELECT DISTINCT name FROM weekly_tokens WHERE slug = '{slug}'")
    return str(name)


def test_a_list_of_the_catalogue_names_the_slugs_on_record(store: Store) -> None:
    put_week(store, "model-chart")
    assert name_of(store, "a/x") == "a/x"
    entries = (listing("a/x", "A: Model X"),)
    store.record(Capture(payload(b"1", "catalog"), "c.gz"), replace(answer_of(), entries=entries))
    assert name_of(store, "a/x") == "Model X"
    entries = (listing("a/x", "A: Model Ten", MADE + DAY),)
    store.record(Capture(payload(b"2", "catalog"), "d.gz"), replace(answer_of(), entries=entries))
    assert name_of(store, "a/x") == "Model Ten"


def answer_of() -> Any:
    return tracker.records.Answer((), MADE)


def test_a_stealth_model_is_its_makers_from_the_week_after_the_reveal(history: Store) -> None:
    slug, alias = next(
        (slug, alias)
        for slug, alias in sorted(curated.stealth().items())
        if alias.family and select(history, f"SELECT 1 FROM slugs WHERE slug = '{slug}'")
    )
    rows = select(
        history,
        "SELECT since, until, author FROM identities"
        f" JOIN slugs ON slugs.id = slug_id WHERE slug = '{slug}' ORDER BY since",
    )
    assert rows[0][2] == slug.partition("/")[0]
    assert rows[-1][2] == alias.family.partition("/")[0] != rows[0][2]
    assert str(alias.revealed) in {since for since, *_ in rows}


def test_other_curated_tables_are_noticed_and_the_rows_made_again(store: Store) -> None:
    put_week(store, "model-chart", **{FREE: 5, OTHER: 1})
    before = select(store, "SELECT * FROM identities ORDER BY 1, 2")
    with store.transaction() as connection:
        assert identities.are_current(connection)
        connection.execute(text("DELETE FROM breaks"))
        connection.execute(text("UPDATE curated SET digest = 'of an earlier version'"))
        connection.execute(update(tracker.store.models.Identity).values(country="XX"))
        assert not identities.are_current(connection)
    store.identify()
    assert select(store, "SELECT * FROM identities ORDER BY 1, 2") == before
    assert select(store, "SELECT count(*) FROM breaks WHERE kind = 'lost day'") == [(2,)]


def test_a_store_that_is_filled_again_has_the_same_views(store: Store) -> None:
    put_week(store, "model-chart", **{FREE: 5, OTHER: 1})
    columns = "week, slug, name, author, country, weights, value, rank"
    rows = f"SELECT {columns} FROM weekly_tokens ORDER BY value DESC"
    before = select(store, rows)
    with store.rebuilding():
        put_week(store, "model-chart", **{FREE: 5, OTHER: 1})
    assert select(store, rows) == before
    assert before[0][3:6] == ("qwen", "CN", "closed")
