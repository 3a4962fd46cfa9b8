"""Price cuts, and the use of a model in the four weeks after each."""

from __future__ import annotations

import pandas as pd
import pytest
from support.weekly_frames import weekly

from tracker.analysis.price_cuts import COLUMNS, USE, price_cuts, priced_use, weekly_prices
from tracker.errors import FrameError

WEEKS = [f"{day:%Y-%m-%d}" for day in pd.date_range("2026-02-02", periods=9, freq="7D")]
"""The cut is in the fifth of them."""
TABLE = "week a/x other\n" + "\n".join(
    f"{week} {use} 100"
    for week, use in zip(WEEKS, [10, 10, 10, 10, 99, 30, 30, 30, 30], strict=True)
)


def prices(
    *changes: tuple[str, float], slug: str = "a/x", seen: str = "2026-06-01"
) -> pd.DataFrame:
    """Prices: since when, and dollars for a million tokens of either kind."""
    since = [pd.Timestamp(day, tz="UTC") for day, _ in changes]
    return pd.DataFrame(
        {
            "id": slug,
            "slug": slug,
            "known_from": since,
            "seen_at": [*since[1:], pd.Timestamp(seen, tz="UTC")],
            "prompt": [price for _, price in changes],
            "completion": [price for _, price in changes],
        }
    )


def test_use_after_a_cut_beside_that_of_the_market() -> None:
    cuts = price_cuts(weekly(TABLE), prices(("2026-01-01", 1.0), ("2026-03-04", 0.5)))
    assert tuple(cuts.columns) == COLUMNS
    (cut,) = cuts.to_dict("records")
    assert (f"{cut['week']:%Y-%m-%d}", cut["entity"]) == (WEEKS[4], "a/x")
    assert (cut["price_before"], cut["price_after"]) == pytest.approx((1.0, 0.5))
    assert cut["cut_pct"] == pytest.approx(50)
    assert cut["use_change_pct"] == pytest.approx(200)
    assert cut["market_change_pct"] == pytest.approx(100 * (130 / 110 - 1))


@pytest.mark.parametrize(
    "changes",
    [
        (("2026-01-01", 1.0), ("2026-03-04", 1.5)),
        (("2026-01-01", 1.0), ("2026-03-04", 0.96)),
        (("2026-01-01", 1.0), ("2026-03-03", 0.2), ("2026-03-05", 1.0)),
    ],
    ids=["a rise", "under five percent", "back within the week"],
)
def test_what_is_no_cut(changes: tuple[tuple[str, float], ...]) -> None:
    assert price_cuts(weekly(TABLE), prices(*changes)).empty


def test_use_is_unknown_unless_all_eight_weeks_are() -> None:
    without = "\n".join(line for line in TABLE.splitlines() if not line.startswith(WEEKS[6]))
    cuts = price_cuts(weekly(without), prices(("2026-01-01", 1.0), ("2026-03-04", 0.5)))
    assert cuts["use_change_pct"].isna().all()
    assert cuts["market_change_pct"].isna().all()


def test_a_free_variant_has_no_cut() -> None:
    table = TABLE.replace("a/x", "a/x:free")
    free = prices(("2026-01-01", 1.0), ("2026-03-04", 0.5), slug="a/x:free")
    assert price_cuts(weekly(table), free).empty


def test_a_model_that_left_the_list_has_no_price_any_more() -> None:
    gone = prices(("2026-01-01", 1.0), seen="2026-02-20")
    still = prices(("2026-01-01", 1.0), slug="b/y")
    at_end = weekly_prices(pd.concat([gone, still]), weekly(TABLE)["week"], ["a/x", "b/y"])
    known = at_end[at_end["price"].notna()].groupby("entity")["week"].max()
    assert known["a/x"] < pd.Timestamp("2026-03-02") < known["b/y"]


def test_only_slugs_have_prices() -> None:
    with pytest.raises(FrameError, match="only a slug has a price"):
        price_cuts(weekly(TABLE).assign(by="author"), prices(("2026-01-01", 1.0)))


def test_use_has_the_price_at_the_end_of_its_week_and_the_cut() -> None:
    frame = weekly(TABLE)
    listed = prices(("2026-01-01", 1.0), ("2026-03-04", 0.5), seen="2026-03-18")
    rows = priced_use(frame, listed, ["a/x"])
    assert tuple(rows.columns) == USE
    assert rows["value"].tolist() == [10, 10, 10, 10, 99, 30, 30, 30, 30]
    # The price is not carried on after the newest list.
    assert rows["price_prompt"].fillna(-1).tolist() == [1, 1, 1, 1, 0.5, 0.5, 0.5, -1, -1]
    assert rows["cut_pct"].dropna().to_dict() == {4: pytest.approx(50)}
    assert rows["use_change_pct"].dropna().to_dict() == {4: pytest.approx(200)}


def test_a_week_of_which_only_the_price_is_known_has_no_use() -> None:
    gone = TABLE.replace("2026-02-16 10", "2026-02-16 .")
    rows = priced_use(weekly(gone), prices(("2026-01-01", 1.0)), ["a/x"])
    assert rows["value"].isna().tolist() == [False, False, True, *[False] * 6]
    assert rows["value"].dtype == "Int64"
    assert rows["price_prompt"].eq(1).all()
