from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime

import pandas as pd
import pytest
from support.frontend_bodies import a_model, catalogue_body
from support.sample_boards import answer, board, payload
from support.weekly_frames import weekly

from tracker.analysis import catalog
from tracker.analysis import frame as frames
from tracker.analysis.events import COLUMNS, events
from tracker.archive import Capture
from tracker.identity import curated
from tracker.records import OTHER
from tracker.sources.datasets import catalog as catalog_source
from tracker.store import Store
from tracker.weeks import DAY

Told = list[tuple[str, bool, str, str]]

FRAME = weekly("""
    week        a/x  a/x:free  b/y  c/z  d/w  e/v  other
    2026-03-02  9    .         8    7    5    .    1
    2026-03-09  9    6         8    7    .    .    1
    2026-03-16  9    6         8    .    5    .    1
    2026-03-23  9    .         8    .    5    4    1
    2026-03-30  9    .         8    .    5    4    1
""")


def seen(table: str) -> pd.DataFrame:
    """Rows of slug, first day, last day; a day with `~` is known to the week alone."""
    rows = [line.split() for line in table.strip().splitlines()]
    days = {
        name: [row[at] for row in rows] for at, name in ((0, "slug"), (1, "first"), (2, "last"))
    }
    return pd.DataFrame(
        {
            "slug": days["slug"],
            **{
                column: value
                for name in ("first", "last")
                for column, value in (
                    (name, pd.to_datetime([day.lstrip("~") for day in days[name]])),
                    (f"{name}_exact", [not day.startswith("~") for day in days[name]]),
                )
            },
        }
    )


def prices(table: str = "") -> pd.DataFrame:
    """Vintages: slug, first list, last list, prompt, completion, cache_read; `.` is missing."""
    names = ["slug", "known_from", "seen_at", "prompt", "completion", "cache_read"]
    rows = [line.split() for line in table.strip().splitlines()]
    result = pd.DataFrame(rows, columns=names, dtype=object)
    for name in ("known_from", "seen_at"):
        result[name] = pd.to_datetime(result[name].astype("str") + "T04:10", utc=True)
    for name in names[3:]:
        result[name] = pd.to_numeric(result[name].replace(".", None)).astype("float64")
    return result.assign(id=result["slug"], created=pd.Timestamp("2026-02-20"))


def as_tuples(result: pd.DataFrame, *but: str) -> Told:
    assert tuple(result.columns) == COLUMNS
    return [
        (f"{row.day:%m-%d}", row.exact, row.what, row.entity)
        for row in result.itertuples()
        if row.what not in but
    ]


def named(
    table: str,
    slugs: Iterable[str] = ("a/x", "a/x:free", "b/y", "c/z"),
    frame: pd.DataFrame = FRAME,
) -> Told:
    return as_tuples(events(slugs, seen(table), prices(), frame))


def test_the_first_and_the_last_day_named() -> None:
    assert named("""
        a/x:free  2026-03-11  2026-03-19
        c/z       2026-03-01  2026-03-12
    """) == [
        ("03-01", True, "first named", "c/z"),
        ("03-11", True, "free variant first named", "a/x:free"),
        ("03-12", True, "last named", "c/z"),
        ("03-19", True, "free variant last named", "a/x:free"),
    ]


def test_where_only_the_week_is_known_its_monday_stands_for_it() -> None:
    result = events(
        ["a/x:free"], seen("a/x:free ~2026-03-11 ~2026-03-22"), prices(), FRAME
    )  # fmt: skip
    assert as_tuples(result) == [
        ("03-09", False, "free variant first named", "a/x:free"),
        ("03-16", False, "free variant last named", "a/x:free"),
    ]
    assert {*result["source"]} == {"rankings-daily"}


def test_what_stands_there_from_the_beginning_to_the_end_has_neither() -> None:
    assert (
        named("""
        a/x  ~2026-03-02  ~2026-04-05
        b/y  ~2026-03-02  ~2026-04-05
    """)
        == []
    )


def test_a_slug_named_in_the_newest_week_has_no_last_day() -> None:
    assert named("a/x 2026-03-01 2026-03-31") == [("03-01", True, "first named", "a/x")]
    assert named("a/x 2026-03-01 2026-03-29")[-1] == ("03-29", True, "last named", "a/x")


def test_where_the_record_does_not_go_on_as_deep_nothing_ended_or_began() -> None:
    shallow = weekly("""
        week        a/x  b/y  c/z  other
        2026-03-02  9    8    .    1
        2026-03-09  9    8    7    1
        2026-03-16  9    8    .    1
        2026-03-23  9    8    .    1
    """)
    both = "c/z ~2026-03-09 ~2026-03-15"
    assert named(both, frame=shallow) == []
    level = weekly("""
        week        a/x  b/y  c/z  other
        2026-03-02  9    8    .    1
        2026-03-09  9    7    8    1
        2026-03-16  9    8    .    1
        2026-03-23  9    8    .    1
    """)
    assert [row[2] for row in named(both, frame=level)] == ["first named", "last named"]


def test_a_missing_week_hides_when_it_was() -> None:
    frame = FRAME[~FRAME["week"].isin(pd.to_datetime(["2026-03-02", "2026-03-23"]))]
    assert named("a/x:free ~2026-03-09 ~2026-03-16", frame=frame) == []


def test_only_what_is_asked_for_is_told() -> None:
    rows = """
        a/x:free  2026-03-11  2026-03-19
        c/z       2026-03-01  2026-03-12
    """
    assert {row[3] for row in named(rows, ["c/z"])} == {"c/z"}
    assert named(rows, []) == []


def test_nothing_on_record_is_no_event() -> None:
    result = events(["f/u"], seen("a/x 2026-03-02 2026-03-05").head(0), prices(), FRAME)
    assert as_tuples(result) == []
    assert result["day"].dtype == "datetime64[s]"
    assert result["exact"].dtype == bool


# Prices.


def changes(table: str) -> list[tuple[str, bool, str]]:
    result = events(["a/x", "b/y"], seen("a/x 2026-03-01 2026-03-31").head(0), prices(table), FRAME)
    result = result[result["what"] == "price changed"]
    assert {*result["source"]} <= {"catalog"}
    return [(f"{row.day:%m-%d}", row.exact, row.detail) for row in result.itertuples()]


def test_a_price_that_changed() -> None:
    assert changes("""
        a/x  2026-03-01  2026-03-10  0.30  1.20  .
        b/y  2026-03-01  2026-03-12  1.00  1.00  .
        a/x  2026-03-11  2026-03-20  0.45  1.20  .
    """) == [("03-11", True, "0.30 → 0.45 USD per million prompt tokens")]


def test_each_price_is_told_by_itself_and_to_all_its_digits() -> None:
    assert [detail for *_, detail in changes("""
        a/x  2026-03-01  2026-03-10  0.30    1.20  0.03
        a/x  2026-03-11  2026-03-20  0.0375  0     0.00125
    """)] == [
        "0.03 → 0.00125 USD per million prompt tokens read from cache",
        "0.30 → 0.0375 USD per million prompt tokens",
        "1.20 → 0.00 USD per million completion tokens",
    ]  # fmt: skip


def test_another_name_is_no_other_price() -> None:
    assert (
        changes("""
        a/x  2026-03-01  2026-03-10  0.30  .  0.03
        a/x  2026-03-11  2026-03-20  0.30  .  0.03
    """)
        == []
    )


def test_a_price_may_come_and_go() -> None:
    assert [detail for *_, detail in changes("""
        a/x  2026-03-01  2026-03-01  .     1  .
        a/x  2026-03-02  2026-03-02  0.30  1  .
        a/x  2026-03-03  2026-03-03  .     1  .
    """)] == [
        "no fixed price → 0.30 USD per million prompt tokens",
        "0.30 → no fixed price USD per million prompt tokens",
    ]  # fmt: skip


LAST_SEEN = "; the old price was last seen on "


@pytest.mark.parametrize(
    ("until", "since", "expected"),
    [
        ("2026-03-12", "2026-03-12", ("03-12", True, "")),
        ("2026-03-11", "2026-03-12", ("03-12", True, "")),
        ("2026-03-10", "2026-03-12", ("03-09", False, f"{LAST_SEEN}2026-03-10")),
        ("2026-01-10", "2026-03-12", ("03-09", False, f"{LAST_SEEN}2026-01-10")),
    ],
)  # fmt: skip
def test_a_price_is_dated_to_the_day_if_the_old_one_was_seen_the_day_before(
    until: str, since: str, expected: tuple[str, bool, str]
) -> None:
    ((day, exact, detail),) = changes(f"""
        a/x  2026-01-01  {until}     1.00  1.00  .
        a/x  {since}     2026-03-20  2.00  1.00  .
    """)
    assert (day, exact) == expected[:2]
    assert detail == "1.00 → 2.00 USD per million prompt tokens" + expected[2]


def test_a_model_was_listed_on_the_day_the_catalogue_says() -> None:
    table = """
        a/x  2026-03-01  2026-03-10  1.00  1.00  .
        a/x  2026-03-11  2026-03-12  2.00  1.00  .
    """
    nobody, listed = seen("b/y 2026-03-01 2026-03-31"), prices(table)
    listed["created"] = pd.to_datetime(["2026-02-19", "2026-02-20"])
    result = events(["a/x"], nobody, listed, FRAME)
    assert as_tuples(result, "price changed") == [("02-20", True, "listed", "a/x")]
    assert result["detail"][0] == "in the catalogue as a/x"


# Reveals.


@pytest.mark.parametrize(
    "slug",
    ["openrouter/hunter-alpha", "xiaomi/mimo-v2-pro-20260318", "xiaomi/mimo-v2-pro-20260318:free"],
)
def test_a_reveal_is_told_of_the_stealth_name_and_of_the_model_it_was(slug: str) -> None:
    result = events([slug], seen("a/x 2026-03-01 2026-03-31"), prices(), FRAME)
    (row,) = result.to_dict("records")
    assert row == {
        "day": pd.Timestamp("2026-03-18"),
        "exact": True,
        "what": "stealth name revealed",
        "entity": "openrouter/hunter-alpha",
        "detail": "openrouter/hunter-alpha was xiaomi/mimo-v2-pro",
        "source": "aliases.csv",
    }


@pytest.mark.parametrize(
    "slug", ["openrouter/cypher-alpha", "a/x", "xiaomi/mimo-v2-flash-20251210"]
)
def test_where_nothing_was_revealed_nothing_is_told(slug: str) -> None:
    assert as_tuples(events([slug], seen("b/y 2026-03-01 2026-03-31"), prices(), FRAME)) == []


def test_what_a_model_was_is_no_event_before_the_day_is_known(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    known = {"openrouter/q-alpha": curated.Stealth("a/x", date.max)}
    monkeypatch.setattr(curated, "stealth", lambda: known)
    slugs, nobody = ["a/x", "openrouter/q-alpha"], seen("b/y 2026-03-01 2026-03-31")
    assert as_tuples(events(slugs, nobody, prices(), FRAME)) == []
    known["openrouter/q-alpha"] = curated.Stealth("a/x", date(2026, 3, 18))
    assert [row[0] for row in as_tuples(events(slugs, nobody, prices(), FRAME))] == ["03-18"]


# From bodies.


def test_from_what_is_recorded(store: Store) -> None:
    """A free variant is there from the 4th to the 12th of March, then the paid one, to the end."""
    made = datetime(2026, 3, 30, 7, tzinfo=UTC)
    boards = []
    for number in range(28):
        day = date(2026, 3, 2) + number * DAY
        names = {"b/y": 90, OTHER: 5}
        if date(2026, 3, 4) <= day <= date(2026, 3, 12):
            names["a/x-20260601:free"] = 100
        elif day > date(2026, 3, 12):
            names["a/x-20260601"] = 40
        boards.append(board(day, names, made))
    store.record(Capture(payload(b"days"), "days.gz"), answer(*boards))
    for day, price in ((10, "0.0000003"), (11, "0.0000003"), (12, "0.00000045")):
        model = a_model(
            "a/x", pricing={"prompt": price, "completion": "0.000002"}, created=1_772_500_000
        )
        fetched = datetime(2026, 3, day, 4, 10, tzinfo=UTC)
        body = payload(catalogue_body([model]), "catalog", f"file:{day}.json", fetched_at=fetched)
        store.record(Capture(body, f"{day}.gz"), catalog_source.parse(body))

    slugs = ["a/x-20260601", "a/x-20260601:free", "b/y"]
    result = events(slugs, catalog.seen(store, slugs), catalog.prices(store), frames.weekly(store))
    assert as_tuples(result) == [
        ("03-03", True, "listed", "a/x-20260601"),
        ("03-04", True, "free variant first named", "a/x-20260601:free"),
        ("03-12", True, "price changed", "a/x-20260601"),
        ("03-12", True, "free variant last named", "a/x-20260601:free"),
        ("03-13", True, "first named", "a/x-20260601"),
    ]
    assert result["detail"][0] == "in the catalogue as a/x"
    assert result["source"].tolist() == [
        "catalog",
        "rankings-daily",
        "catalog",
        *["rankings-daily"] * 2,
    ]


def test_a_slug_that_left_the_list_was_last_on_it() -> None:
    listed = prices("""
        a/x       2026-03-01  2026-03-10  1       1           .
        b/y       2026-03-01  2026-03-11  1       1           .
        c/z       2026-03-01  2026-03-20  1       1           .
    """)
    result = events(["a/x", "b/y", "c/z"], seen(""), listed, FRAME)
    assert as_tuples(result, "listed") == [
        ("03-09", False, "no longer listed", "b/y"),
        ("03-10", True, "no longer listed", "a/x"),
    ]
