"""`tracker top` of a day, of the seven days to one, and of a month."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from support.sample_boards import MADE, board, put, put_days, put_week

from tracker.answers import periods
from tracker.answers.table import Table
from tracker.errors import ConfigError, GapError
from tracker.records import OTHER, Question
from tracker.store import Store
from tracker.weeks import DAY, Period

APRIL, MAY = Period.of_month(date(2026, 4, 1)), Period.of_month(date(2026, 5, 1))
JUNE_15 = date(2025, 6, 15)
"""A day that is lost at the publisher."""


def top(store: Store, period: Period, **question: str) -> Table:
    return periods.top(store, Question(**question), period)  # type: ignore[arg-type]


def test_a_month_is_ranked_and_compared_with_the_month_before(store: Store) -> None:
    put_days(store, APRIL.start, 30, **{"a/x": 6, "b/y": 3, OTHER: 1})
    put_days(store, MAY.start, 31, **{"a/x": 4, "b/y": 5, "c/z": 1, OTHER: 10})
    table = top(store, MAY)
    assert table.heading == "Tokens by slug, 31 days of May 2026"
    first, second, third = table.rows.to_dict("records")
    assert (first["start"].date(), first["end"].date()) == (MAY.start, MAY.last)
    assert (first["rank"], first["entity"], first["value"], first["last_rank"]) == (
        1,
        "b/y",
        155,
        2,
    )
    assert first["share"] == 0.25
    assert first["change_pct"] == pytest.approx((155 / 90 - 1) * 100)
    assert first["change_points"] == pytest.approx(25 - 30)
    assert (second["entity"], second["last_rank"]) == ("a/x", 1)
    assert third["entity"] == "c/z"
    assert table.rows.iloc[2][["last_rank", "change_pct", "change_points"]].isna().all()
    assert table.notes == ()


def test_a_day_is_compared_with_the_day_before_and_seven_days_with_the_seven_before(
    store: Store,
) -> None:
    """Fourteen days of which the last is twice as large."""
    put_days(store, date(2026, 4, 16), 13, **{"a/x": 5, OTHER: 5})
    put_days(store, date(2026, 4, 29), 1, **{"a/x": 10, OTHER: 10})
    last = date(2026, 4, 29)
    day, window = top(store, Period.of_day(last)), top(store, Period.window(last))
    assert day.heading == "Tokens by slug, 29 April 2026"
    assert day.rows[["value", "change_pct"]].to_numpy().tolist() == [[10, 100]]
    assert window.heading == "Tokens by slug, the seven days to 29 April 2026"
    assert window.rows["value"].tolist() == [40]
    assert window.rows["change_pct"].tolist() == [pytest.approx((40 / 35 - 1) * 100)]


def test_of_an_incomplete_period_there_are_lower_bounds_and_nothing_else(store: Store) -> None:
    put_days(store, APRIL.start, 9, **{"a/x": 6, OTHER: 1})
    table = top(store, APRIL)
    assert table.heading == "Tokens by slug, 9 of the 30 days of April 2026"
    assert table.rows[["value", "at_least"]].to_numpy().tolist() == [[54, True]]
    assert table.rows[["rank", "share", "change_pct"]].isna().all(axis=None)
    (note,) = table.notes
    assert note.startswith("Not complete: 9 of 30 days are on record.")


def test_a_lost_day_of_a_period_is_named(store: Store) -> None:
    put_days(store, JUNE_15 - 6 * DAY, 7, skip=frozenset({JUNE_15}), **{"a/x": 6, OTHER: 1})
    table = top(store, Period(JUNE_15 - 4 * DAY, JUNE_15 + DAY))
    assert table.notes == ("Lost for ever at the publisher: 1 of the 5 days to 15 June 2025.",)
    assert table.rows[["rank", "at_least"]].to_numpy().tolist() == [[1, True]]
    with pytest.raises(GapError, match="15 June 2025 is lost for ever at the publisher"):
        top(store, Period.of_day(JUNE_15))


def test_what_may_still_be_corrected_is_provisional(store: Store) -> None:
    put_days(store, date(2026, 8, 21), 1)
    assert top(store, Period.of_day(date(2026, 8, 21))).notes == (
        "Provisional, may still be corrected.",
    )


def test_a_period_without_figures_has_none_and_the_days_on_record_are_named(store: Store) -> None:
    with pytest.raises(GapError, match="no tokens are recorded for 1 May 2026") as caught:
        top(store, Period.of_day(MAY.start))
    assert caught.value.remedy == "run `tracker collect`"
    put_days(store, APRIL.start, 30)
    with pytest.raises(GapError, match="for the seven days to 9 May 2026") as caught:
        top(store, Period.window(date(2026, 5, 9)))
    assert "from 1 April 2026 to 30 April 2026" in caught.value.remedy


def test_days_count_tokens_of_models_alone(store: Store) -> None:
    put_days(store, APRIL.start, 30)
    with pytest.raises(
        ConfigError, match=r"calls of 30 days of April 2026 are not published"
    ) as no:
        top(store, APRIL, metric="calls")
    assert no.value.remedy == "ask for a week: `--week 2026-W18`"


def put_apps(store: Store, period: Period, dataset: str = "app-rankings", **apps: int) -> None:
    """A window of apps, which name the largest by tokens."""
    window = board(period.start, apps, MADE, dataset=dataset, days=period.days)
    put(store, replace(window, key=replace(window.key, scope="apps"), selection="tokens"))


def test_a_window_of_apps_is_one_on_record(store: Store) -> None:
    """Thirty days to 26 July, the thirty days before, and seven days that end with them."""
    july = Period.window(date(2026, 7, 26), 30)
    put_apps(store, july.before, **{"Cline (1)": 10, "Roo Code (2)": 20})
    put_apps(store, july, **{"Cline (1)": 40, "Roo Code (2)": 30})
    put_apps(store, Period.window(july.last), **{"Cline (1)": 7})
    table = top(store, july, by="app")
    assert table.heading == "Tokens by app, the 30 days to 26 July 2026"
    rows = table.rows[["rank", "entity", "value", "change_pct", "last_rank", "days"]]
    assert rows.to_numpy().tolist() == [
        [1, "Cline (1)", 40, 300, 2, 30],
        [2, "Roo Code (2)", 30, 50, 1, 30],
    ]
    assert table.source.startswith("Source: OpenRouter (openrouter.ai/apps)")
    assert top(store, Period.window(july.last), by="app").rows["value"].tolist() == [7]
    with pytest.raises(GapError, match="no tokens of apps are recorded for 26 July") as caught:
        top(store, Period.of_day(july.last), by="app")
    assert caught.value.remedy == (
        "ask for a window on record: `--window 2026-07-26 --days 7`"
        " or `--window 2026-07-26 --days 30`"
    )


def test_windows_of_the_page_have_assumed_dates_and_answer_after_the_official_ones(
    store: Store,
) -> None:
    july = Period.window(date(2026, 7, 26), 30)
    put_apps(store, july, "apps-window-month", **{"Cline (1)": 39})
    table = top(store, july, by="app")
    assert periods.ASSUMED in table.notes
    assert "the tokens of 1 period from 2026-06-27 to 2026-07-26, from pages" in table.source
    put_apps(store, july, **{"Cline (1)": 40})
    table = top(store, july, by="app")
    assert table.rows["value"].tolist() == [40]
    assert periods.ASSUMED not in table.notes


def test_the_newest_window_of_so_many_days(store: Store) -> None:
    put_days(store, APRIL.start, 30)
    put_apps(store, Period.window(date(2026, 4, 12), 30), **{"Cline (1)": 7})
    assert periods.newest(store, Question(), 10) == Period.window(APRIL.last, 10)
    app = periods.newest(store, Question(by="app"), 30)
    assert app == Period.window(date(2026, 4, 12), 30)
    with pytest.raises(GapError, match="no tokens of apps are recorded for 7 days"):
        periods.newest(store, Question(by="app"), 7)
    with pytest.raises(GapError, match="no spend of apps") as caught:
        periods.newest(store, Question("spend", by="app"), 30)
    assert caught.value.remedy == "ask for tokens or calls, which apps have"


def test_a_window_that_is_a_week_has_the_calls_and_the_spend_of_the_front_end(
    store: Store,
) -> None:
    """The window to Sunday 16 August, beside the week before."""
    monday, sunday = date(2026, 8, 10), date(2026, 8, 16)
    put_week(store, "models-window", monday - 7 * DAY, metric="calls", **{"a/x": 50, OTHER: 50})
    put_week(store, "models-window", monday, metric="calls", **{"a/x": 75, OTHER: 75})
    table = top(store, Period.window(sunday), metric="calls")
    row = table.rows.iloc[0]
    assert (row["value"], row["change_pct"], row["end"].date()) == (75, 50, sunday)


def test_names_count_towards_their_author_as_of_the_last_day(store: Store) -> None:
    """`openrouter/hunter-alpha` was revealed on 18 March 2026."""
    put(
        store,
        *(
            board(date(2026, 3, n), {"openrouter/hunter-alpha": 5, OTHER: 1}, MADE)
            for n in range(1, 32)
        ),
    )
    march = top(store, Period.of_month(date(2026, 3, 1)), by="author")
    assert march.rows["entity"].tolist() == ["xiaomi"]
    first = top(store, Period.of_day(date(2026, 3, 17)), by="author")
    assert first.rows["entity"].tolist() == ["openrouter"]
