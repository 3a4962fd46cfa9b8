"""However many slugs there are and whatever their names, each counts towards what it should."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from support.sample_boards import MADE, WEEK, board, put, put_week
from support.store_sums import weekly

from tracker.identity import Span
from tracker.records import OTHER
from tracker.store import Precedence, Store

WEEKLY = Precedence(("rankings-weekly",))
ALWAYS = (date.min, date.max)
PARAMETERS = 65_535
"""So many a PostgreSQL statement can have, at four to a slug."""


def summed(store: Store, level: object) -> dict[tuple[date, str], int]:
    _, result = weekly(store, "tokens", WEEKLY, level=level)  # type: ignore[arg-type]
    return dict(zip(zip(result.week, result.entity, strict=True), result.value, strict=True))


def author(slug: str) -> Sequence[Span]:
    return [(*ALWAYS, slug.partition("/")[0])]


def test_more_slugs_than_a_statement_takes_parameters_for(store: Store) -> None:
    counts = {f"author{number % 3}/model-{number}": number for number in range(PARAMETERS // 4 + 2)}
    put(store, board(WEEK, counts, MADE, dataset="rankings-weekly", depth=None, days=7))
    by_author = {(WEEK, f"author{n}"): sum(range(n, PARAMETERS // 4 + 2, 3)) for n in range(3)}
    assert summed(store, author) == by_author


def test_names_that_mean_something_to_a_database_arrive_as_they_are(store: Store) -> None:
    names = (
        "it's",
        'quo"ted',
        "100%",
        "%s",
        ":name",
        "\\",
        "{}",
        "[0]",
        "null",
        "\u202e",
        "\u00e9\U0001f600",
    )
    put_week(store, "rankings-weekly", **{f"{name}/x": 3 for name in names})
    assert summed(store, author) == {(WEEK, name): 3 for name in names}


def test_a_week_counts_by_what_was_so_on_its_first_day(store: Store) -> None:
    turn, last = WEEK + timedelta(7), WEEK + timedelta(14)
    for week in (WEEK, turn, last):
        put_week(store, "rankings-weekly", week, **{"a/x": 5, OTHER: 1})

    def level(slug: str) -> Sequence[Span]:
        if slug == OTHER:
            return [(*ALWAYS, OTHER)]
        return [(date.min, turn, "before"), (turn, date.max, "after")]

    rest = {(week, OTHER): 1 for week in (WEEK, turn, last)}
    assert summed(store, level) == rest | {
        (WEEK, "before"): 5,
        (turn, "after"): 5,
        (last, "after"): 5,
    }
