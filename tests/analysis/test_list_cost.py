from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.weekly_frames import weekly

from tracker import identity
from tracker.analysis.list_cost import CACHED, COLUMNS, PROMPT, SHARES, list_cost, list_cost_share

KNOWN = "2026-03-01T04:00"
NEVER = pd.DataFrame(
    {
        "slug": pd.Series(dtype="str"),
        "known_from": pd.Series(dtype="datetime64[s, UTC]"),
        **{name: pd.Series(dtype="float64") for name in ("prompt", "completion", "cache_read")},
    }
)


def prices(table: str) -> pd.DataFrame:
    """Prices from a table of slug, since when, prompt, completion, cache_read; `.` is missing."""
    rows = [line.split() for line in table.strip().splitlines()]
    result = pd.DataFrame(
        rows, columns=["slug", "known_from", "prompt", "completion", "cache_read"]
    )
    result["known_from"] = pd.to_datetime(result["known_from"], utc=True)
    for name in ("prompt", "completion", "cache_read"):
        result[name] = pd.to_numeric(result[name].replace(".", None)).astype("float64")
    return result


def band(frame: pd.DataFrame, listed: pd.DataFrame) -> dict[str, tuple[float, float] | None]:
    """Slug → low and high, of the one week of a frame; None where nothing is known."""
    result = list_cost(frame, listed)
    assert tuple(result.columns) == COLUMNS
    assert (result["cost_low"].isna() == result["cost_high"].isna()).all()
    return {
        row.entity: None if pd.isna(row.cost_low) else (row.cost_low, row.cost_high)
        for row in result.itertuples()
    }


def test_tokens_times_price_under_the_assumed_mix() -> None:
    frame = weekly("""
        week        a/x      b/y      other
        2026-03-30  2000000  1000000  500
    """)
    listed = prices(f"""
        a/x  {KNOWN}  1.00  10.00  0.10
        b/y  {KNOWN}  1.00  10.00  .
    """)
    result = band(frame, listed)
    # 99 % prompt, of which 40 % at the full price and 60 % from cache; or 95 %, and none from cache
    cheap, dear = 0.99 * (0.4 * 1.00 + 0.6 * 0.10) + 0.01 * 10, 0.95 * 1.00 + 0.05 * 10
    assert result["a/x"] == pytest.approx((2 * cheap, 2 * dear))
    assert result["b/y"] == pytest.approx((0.99 * 1.00 + 0.01 * 10, dear)), "no price for cached"
    assert result["other"] is None


def test_what_is_free_costs_nothing_and_what_has_no_price_is_not_free() -> None:
    frame = weekly("""
        week        a/x:free  b/zero  b/varies  c/half  c/unknown
        2026-03-30  9         9       9         9       9
    """)
    listed = prices(f"""
        a/x       {KNOWN}  1.00  2.00  .
        b/zero    {KNOWN}  0     0     .
        b/varies  {KNOWN}  .     .     .
        c/half    {KNOWN}  1.00  .     .
    """)
    assert band(frame, listed) == {
        "a/x:free": (0, 0),
        "b/zero": (0, 0),
        "b/varies": None,
        "c/half": None,
        "c/unknown": None,
    }


@pytest.mark.parametrize(
    ("variant", "cost"),
    [("a/x:free", (0, 0)), ("a/x:thinking", None), ("a/x-free", None)],
)
def test_a_variant_without_a_price_does_not_borrow_one(
    variant: str, cost: tuple[float, float] | None
) -> None:
    frame = weekly(f"""
        week        {variant}
        2026-03-30  9
    """)
    assert band(frame, prices(f"a/x {KNOWN} 1.00 2.00 .")) == {variant: cost}


@pytest.mark.parametrize(
    ("since", "priced_at", "late"),
    [
        ("2026-03-20T04:00", "2026-03-20", False),
        ("2026-03-30T00:00", "2026-03-30", False),
        ("2026-04-05T23:59:59", "2026-04-05", False),
        ("2026-04-06T00:00", "2026-04-06", True),
        ("2026-09-01T04:00", "2026-09-01", True),
    ],
)
def test_a_price_is_late_if_nobody_knew_it_by_the_end_of_the_week(
    since: str, priced_at: str, late: bool
) -> None:
    frame = weekly("""
        week        a/x
        2026-03-30  1000000
    """)
    (row,) = list_cost(frame, prices(f"a/x {since} 1.00 1.00 .")).to_dict("records")
    assert (row["priced_at"], row["priced_late"]) == (pd.Timestamp(priced_at), late)
    assert row["cost_low"] == pytest.approx(1)


def test_each_week_has_the_last_price_known_by_its_end() -> None:
    frame = weekly("""
        week        a/x      b/y
        2026-03-16  1000000  1000000
        2026-03-23  1000000  .
        2026-03-30  1000000  1000000
        2026-04-06  1000000  1000000
    """)
    listed = prices("""
        a/x  2026-04-02T04:00  3.00  3.00  .
        b/y  2026-03-18T04:00  7.00  7.00  .
        a/x  2026-03-25T04:00  1.00  1.00  .
        a/x  2026-03-31T04:00  2.00  2.00  .
    """)
    result = list_cost(frame, listed)
    rows = [
        (
            f"{row.week:%m-%d}",
            row.entity,
            round(row.cost_high, 9),
            f"{row.priced_at:%m-%d}",
            row.priced_late,
        )
        for row in result.itertuples()
    ]
    assert rows == [
        ("03-16", "a/x", 1, "03-25", True),
        ("03-16", "b/y", 7, "03-18", False),
        ("03-23", "a/x", 1, "03-25", False),
        ("03-30", "a/x", 3, "04-02", False),
        ("03-30", "b/y", 7, "03-18", False),
        ("04-06", "a/x", 3, "04-02", False),
        ("04-06", "b/y", 7, "03-18", False),
    ]


def test_what_is_free_or_unknown_has_no_day_of_a_price() -> None:
    frame = weekly("""
        week        a/x:free  b/y  other
        2026-03-30  9         9    9
    """)
    result = list_cost(frame, prices("a/x:free 2026-09-01T04:00 0 0 ."))
    assert result["priced_at"].isna().all()
    assert not result["priced_late"].any()


def test_without_a_catalogue_only_what_is_free_has_a_price() -> None:
    frame = weekly("""
        week        a/x  a/x:free  other
        2026-03-30  9    9         9
    """)
    assert band(frame, NEVER) == {"a/x": None, "a/x:free": (0, 0), "other": None}
    result = list_cost_share(list_cost(frame, NEVER))
    assert result["covered"].tolist() == pytest.approx([1 / 3, 1 / 3])
    assert result["cost_share_low"].isna().all()


def test_a_week_that_is_not_complete_costs_nobody_knows_what() -> None:
    table = """
        week        a/x      other
        2026-03-30  1000000  5
        2026-04-06  1000000  5
    """
    result = list_cost(weekly(table, incomplete="2026-04-06"), prices(f"a/x {KNOWN} 1 1 ."))
    assert {*result["week"]} == {pd.Timestamp("2026-03-30")}


@pytest.mark.parametrize(
    ("columns", "says"),
    [({"metric": "calls"}, "the frame is of calls"), ({"by": "model"}, "the frame is by model")],
)
def test_only_tokens_of_slugs_have_a_price(columns: dict[str, str], says: str) -> None:
    frame = weekly("""
        week        a/x
        2026-03-30  9
    """)
    frame = frame.assign(**columns)
    with pytest.raises(ValueError, match=says):
        list_cost(frame, prices(f"a/x {KNOWN} 1 1 ."))


DOLLARS = st.floats(0, 200)
WITHIN = st.floats(0, 1)


@given(
    st.integers(0, 2**50), DOLLARS, DOLLARS, st.one_of(st.none(), DOLLARS), WITHIN, WITHIN
)  # fmt: skip
def test_no_mix_that_is_assumed_costs_less_or_more(
    tokens: int,
    prompt: float,
    completion: float,
    cache: float | None,
    of_prompt: float,
    of_cache: float,
) -> None:
    frame = weekly(f"""
        week        a/x
        2026-03-30  {tokens}
    """)
    listed = prices(
        f"a/x {KNOWN} {prompt!r} {completion!r} {'.' if cache is None else repr(cache)}"
    )
    low, high = band(frame, listed)["a/x"] or (1, 0)
    is_prompt = PROMPT[0] + of_prompt * (PROMPT[1] - PROMPT[0])
    is_cached = CACHED[0] + of_cache * (CACHED[1] - CACHED[0])
    of_cached = prompt if cache is None else cache
    cost = (
        tokens
        / 1e6
        * (
            is_prompt * ((1 - is_cached) * prompt + is_cached * of_cached)
            + (1 - is_prompt) * completion
        )
    )
    assert low * (1 - 1e-9) <= cost <= high * (1 + 1e-9)


# Shares.


def shares(frame: pd.DataFrame, listed: pd.DataFrame) -> pd.DataFrame:
    result = list_cost_share(list_cost(frame, listed))
    assert tuple(result.columns) == SHARES
    return result.set_index("entity")


def test_more_volume_than_money_and_more_money_than_volume() -> None:
    frame = weekly("""
        week        a/cheap   b/dear   c/unknown  other
        2026-03-30  12000000  4000000  3000000    1000000
    """)
    # With one price for prompt and completion and none for cached, the band has no width.
    listed = prices(f"""
        a/cheap  {KNOWN}  0.50  0.50  .
        b/dear   {KNOWN}  3.50  3.50  .
    """)
    result = shares(frame, listed)
    money = {"a/cheap": 6 / 20, "b/dear": 14 / 20}
    for name, expected in money.items():
        row = result.loc[name]
        assert row[["cost_share_low", "cost_share_high"]].tolist() == pytest.approx([expected] * 2)
    assert result["token_share"][["a/cheap", "b/dear"]].tolist() == pytest.approx([0.75, 0.25])
    assert result["dollar_gap_low"][["a/cheap", "b/dear"]].tolist() == pytest.approx([45, -45])
    assert result["dollar_gap_high"][["a/cheap", "b/dear"]].tolist() == pytest.approx([45, -45])
    assert result["covered"].tolist() == pytest.approx([16 / 20] * 3)
    assert result["priced"].tolist() == [1, 1, 0]
    measures = ["token_share", "cost_share_low", "cost_share_high", "dollar_gap_low"]
    assert result.loc["c/unknown", measures].isna().all()


def test_the_low_end_has_it_at_its_least_and_the_others_at_their_most() -> None:
    frame = weekly("""
        week        a/x      b/y      other
        2026-03-30  1000000  1000000  5
    """)
    listed = prices(f"""
        a/x  {KNOWN}  1.00  10.00  0.10
        b/y  {KNOWN}  2.00  2.00   .
    """)
    result = shares(frame, listed)
    least, most = 0.99 * 0.46 + 0.1, 1.45
    assert result.loc["a/x", "cost_share_low"] == pytest.approx(least / (least + 2))
    assert result.loc["a/x", "cost_share_high"] == pytest.approx(most / (most + 2))
    assert result.loc["b/y", "cost_share_low"] == pytest.approx(2 / (2 + most))
    assert result.loc["b/y", "cost_share_high"] == pytest.approx(2 / (2 + least))


def test_what_is_free_has_tokens_and_no_money() -> None:
    frame = weekly("""
        week        a/x      a/x:free  other
        2026-03-30  1000000  3000000   5
    """)
    result = shares(frame, prices(f"a/x {KNOWN} 1.00 1.00 ."))
    assert result.loc["a/x:free", ["cost_share_low", "cost_share_high"]].tolist() == [0, 0]
    assert result.loc["a/x", ["cost_share_low", "cost_share_high"]].tolist() == [1, 1]
    assert result.loc["a/x:free", "dollar_gap_low"] == pytest.approx(75)


def test_where_nothing_costs_anything_there_is_no_share_of_it() -> None:
    frame = weekly("""
        week        a/x:free  other
        2026-03-30  3         1
    """)
    result = shares(frame, NEVER)
    assert result.loc["a/x:free", ["cost_share_low", "cost_share_high"]].isna().all()
    assert result.loc["a/x:free", ["token_share", "covered"]].tolist() == [1, 0.75]


def test_where_the_whole_is_not_told_nobody_knows_how_much_is_covered() -> None:
    frame = weekly(
        """
        week        a/x
        2026-03-30  3
        """,
        depth=9,
    )
    result = shares(frame, prices(f"a/x {KNOWN} 1 1 ."))
    assert result["covered"].isna().all()
    assert result["cost_share_low"].tolist() == [1]


def test_variants_of_a_model_are_summed_and_told_how_far_they_have_a_price() -> None:
    frame = weekly("""
        week        a/x      a/x:free  a/x:thinking  b/y      other
        2026-03-30  1000000  3000000   4000000       2000000  10000000
    """)
    listed = prices(f"""
        a/x  {KNOWN}            1.00  1.00  .
        b/y  2026-09-01T04:00   2.00  2.00  .
    """)
    result = list_cost_share(list_cost(frame, listed), identity.model).set_index("entity")
    assert result["value"].to_dict() == {"a/x": 8_000_000, "b/y": 2_000_000}
    assert result["priced"].tolist() == [0.5, 1]
    assert result["token_share"].tolist() == pytest.approx([4 / 6, 2 / 6])
    assert result["cost_share_low"].tolist() == pytest.approx([1 / 5, 4 / 5])
    assert result["priced_late"].tolist() == [False, True]
    assert result["covered"].tolist() == pytest.approx([6 / 20] * 2)


def test_each_week_has_its_own_whole() -> None:
    frame = weekly("""
        week        a/x      b/y      other
        2026-03-30  1000000  3000000  4000000
        2026-04-06  3000000  1000000  4000000
        2026-04-13  .        1000000  3000000
    """)
    listed = prices(f"""
        a/x  {KNOWN}  1.00  1.00  .
        b/y  {KNOWN}  1.00  1.00  .
    """)
    result = list_cost_share(list_cost(frame, listed))
    rows = [
        (f"{row.week:%m-%d}", row.entity, row.cost_share_low, row.covered)
        for row in result.itertuples()
    ]
    assert rows == [
        ("03-30", "b/y", 0.75, 0.5),
        ("03-30", "a/x", 0.25, 0.5),
        ("04-06", "a/x", 0.75, 0.5),
        ("04-06", "b/y", 0.25, 0.5),
        ("04-13", "b/y", 1, 0.25),
    ]


def test_whoever_alone_has_any_money_has_all_of_it() -> None:
    frame = weekly("week a/x b/y\n2026-03-30 1000000 1000000")
    listed = prices(f"a/x {KNOWN} 0 0 2\nb/y {KNOWN} 0 0 .")  # only what is cached costs anything
    result = shares(frame, listed)
    ends = result[["cost_share_low", "cost_share_high"]]
    assert ends.loc["a/x"].tolist() == [1, 1]
    assert ends.loc["b/y"].tolist() == [0, 0]


PRICED = st.tuples(st.integers(1, 2**50), DOLLARS, DOLLARS, DOLLARS, WITHIN)


@given(st.lists(PRICED, min_size=1, max_size=8))
def test_whatever_each_costs_within_its_band_its_share_is_within_its_own(
    models: list[tuple[int, float, float, float, float]],
) -> None:
    slugs = [f"a/{number}" for number in range(len(models))]
    frame = weekly(
        f"week {' '.join(slugs)}\n2026-03-30 {' '.join(str(tokens) for tokens, *_ in models)}"
    )
    table = "\n".join(
        f"{slug} {KNOWN} {prompt!r} {completion!r} {cache!r}"
        for slug, (_, prompt, completion, cache, _) in zip(slugs, models, strict=True)
    )
    bands = list_cost(frame, prices(table)).set_index("entity").loc[slugs]
    somewhere = pd.Series([within for *_, within in models], index=slugs)
    cost = bands["cost_low"] + somewhere * (bands["cost_high"] - bands["cost_low"])
    result = shares(frame, prices(table)).loc[slugs]
    if cost.sum() > 1e-6:
        share = cost / cost.sum()
        assert (result["cost_share_low"] <= share + 1e-9).all()
        assert (share <= result["cost_share_high"] + 1e-9).all()
    rows = result.dropna(subset="cost_share_low")
    assert rows[["cost_share_low", "cost_share_high"]].stack().between(0, 1).all()
    assert result["token_share"].sum() == pytest.approx(1)


@given(st.lists(st.integers(0, 40), min_size=1, max_size=6, unique=True), st.integers(0, 41))
def test_the_price_of_a_week_is_the_newest_by_then_or_else_the_oldest(
    known: list[int], week: int
) -> None:
    """Days are numbered from a Monday; the price of a day is its number."""
    monday = pd.Timestamp("2026-03-02") + pd.Timedelta(days=7 * (week // 7))
    over = 7 * (week // 7) + 7
    table = "\n".join(
        f"a/x {pd.Timestamp('2026-03-02') + pd.Timedelta(days=day):%Y-%m-%dT%H:%M} {day} {day} ."
        for day in known
    )
    result = list_cost(weekly(f"week a/x\n{monday:%Y-%m-%d} 1000000"), prices(table))
    before = [day for day in known if day < over]
    assert result["cost_high"].tolist() == pytest.approx([max(before) if before else min(known)])
    assert result["priced_late"].tolist() == [not before]


def test_rows_stay_where_they_are() -> None:
    frame = weekly("""
        week        z/x  a/y  b/z  other
        2026-03-30  9    3    5    1
        2026-04-06  3    9    5    1
    """).iloc[::-1]
    listed = prices("""
        a/y  2026-03-01T04:00  1  1  .
        z/x  2026-03-01T04:00  2  2  .
        z/x  2026-04-06T04:00  3  3  .
    """)
    result = list_cost(frame, listed)
    same = ["week", "entity", "value"]
    pd.testing.assert_frame_equal(result[same], frame[same].reset_index(drop=True))
    assert result["cost_high"].mul(1e6).round(6).fillna(-1).tolist() == [
        -1, -1, 9, 9, -1, -1, 3, 18,
    ]  # fmt: skip


def test_a_price_that_is_late_for_one_variant_is_late_for_the_model() -> None:
    frame = weekly("""
        week        a/x      a/x:fast  other
        2026-03-30  1000000  1000000   5
    """)
    listed = prices(f"""
        a/x       {KNOWN}           1  1  .
        a/x:fast  2026-09-01T04:00  1  1  .
    """)
    result = list_cost_share(list_cost(frame, listed), identity.model)
    assert result["priced_late"].tolist() == [True]
