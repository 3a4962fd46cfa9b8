from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.weekly_frames import weekly

from tracker.analysis.free import given_away, without_free
from tracker.analysis.market import market
from tracker.analysis.ranks import rank
from tracker.analysis.shares import share

SLUGS = ("a/x", "a/x:free", "a/y:thinking", "b/z:free", "stealth/q", "stealth/q:free", "other")
BOARDS = st.lists(
    st.lists(st.one_of(st.none(), st.integers(0, 2**50)), min_size=6, max_size=6), max_size=3
).map(lambda weeks: [[1, 1, 1, 1, 1, 1], *weeks])


def board(weeks: list[list[int | None]], other: int | None = 5) -> pd.DataFrame:
    """Weeks of the six slugs above and ``other``; with None all are named and there is none."""
    lines = [
        f"2026-03-{2 + 7 * number:02} "
        + " ".join("." if value is None else str(value) for value in [*values, other])
        for number, values in enumerate(weeks)
    ]
    table = f"week {' '.join(SLUGS)}\n" + "\n".join(lines)
    return weekly(table, depth=None if other is None else 50)


def rows(frame: pd.DataFrame) -> list[tuple[str, int]]:
    return list(zip(frame["entity"], frame["value"], strict=True))


def test_free_and_stealth_are_shares_of_everything_and_never_overlap() -> None:
    frame = weekly("""
        week        a/x  a/x:free  stealth/q:free  openrouter/hunter-alpha  other
        2026-03-30  4    3         1               1                        1
    """)
    result = given_away(frame)
    assert [*result.columns] == ["week", "free", "stealth", "paid"]
    assert result.iloc[0, 1:].tolist() == pytest.approx([0.3, 0.2, 0.4])


@pytest.mark.parametrize("slug", ["a/x", "a/free", "a/x-free", "a/x:thinking", "a/x:freely"])
def test_only_the_variant_free_is_free(slug: str) -> None:
    frame = weekly(f"""
        week        {slug}  other
        2026-03-30  4       4
    """)
    assert given_away(frame)["free"].tolist() == [0]
    assert given_away(frame)["paid"].tolist() == [0.5]


def test_a_board_that_does_not_tell_its_whole_has_no_shares_of_it() -> None:
    frame = weekly(
        """
        week        a/x  a/x:free
        2026-03-30  4    3
        """,
        depth=9,
    )
    assert given_away(frame)[["free", "stealth", "paid"]].isna().all(axis=None)


@given(BOARDS, st.integers(0, 2**50))
def test_free_stealth_paid_and_unnamed_are_everything(
    weeks: list[list[int | None]], other: int
) -> None:
    frame = board(weeks, other)
    shares = given_away(frame).merge(market(frame), on="week")
    known = shares.dropna(subset="unnamed")
    assert not known.empty
    total = known["free"] + known["stealth"] + known["paid"] + known["unnamed"]
    assert total.tolist() == pytest.approx([1] * len(known))
    assert shares["free"].isna().equals(shares["unnamed"].isna())


def test_without_what_is_free_another_leads() -> None:
    frame = weekly("""
        week        a/x  b/z:free  stealth/q  c/w  other
        2026-03-30  4    9         7          5    3
    """)
    paid = without_free(frame)
    assert rows(paid) == [("other", 19), ("c/w", 5), ("a/x", 4)]
    ranked = rank(paid).set_index("entity")["rank"]
    assert ranked[["c/w", "a/x"]].tolist() == [1, 2]
    assert pd.isna(ranked["other"])
    assert share(paid).set_index("entity")["share"]["c/w"] == 5 / 28


def test_where_all_are_named_what_is_free_becomes_other() -> None:
    frame = weekly(
        """
        week        a/x  b/z:free
        2026-03-30  4    9
        2026-04-06  4    .
        """,
        depth=None,
    )
    assert rows(without_free(frame)) == [("other", 9), ("a/x", 4), ("a/x", 4)]


def test_who_is_alone_has_a_share_of_the_whole() -> None:
    result = given_away(weekly("week a/x\n2026-03-30 4", depth=None))
    assert result[["free", "stealth", "paid"]].to_numpy().tolist() == [[0, 0, 1]]


@pytest.mark.parametrize("lower", ["a/x:free", "b/z:free", "other"])
def test_what_holds_a_lower_bound_is_one(lower: str) -> None:
    frame = weekly("""
        week        a/x  a/x:free  b/z:free  other
        2026-03-30  4    9         1         3
    """)
    frame["at_least"] = frame["entity"] == lower
    result = without_free(frame).set_index("entity")["at_least"]
    assert result.to_dict() == {"other": True, "a/x": False}


def test_other_was_named_on_as_many_days_and_is_as_new_as_what_is_in_it() -> None:
    frame = weekly("""
        week        a/x  a/x:free  b/z:free  other
        2026-03-30  4    9         1         3
    """)
    frame["days"] = [7, 6, 2, 5]
    frame["as_of"] += pd.to_timedelta([0, 1, 2, 0], unit="D")
    other = without_free(frame).set_index("entity").loc["other"]
    assert other["days"] == 6
    assert other["as_of"] == frame["as_of"].max()


def test_where_the_whole_is_not_told_the_free_do_not_pass_for_the_rest() -> None:
    frame = weekly(
        """
        week        a/x  b/z:free
        2026-03-30  4    9
        """,
        depth=2,
    )
    paid = without_free(frame)
    assert rows(paid) == [("a/x", 4)]
    assert share(paid)["share"].isna().all()


def test_a_proven_lead_that_was_free_proves_nobody_else() -> None:
    frame = weekly(
        """
        week        a/x  b/z:free  other
        2026-03-30  4    9         2
        """,
        metric="calls",
        unranked="2026-03-30",
    )
    frame["proven"] = frame["entity"] == "b/z:free"
    assert rank(frame)["rank"].notna().sum() == 1
    assert rank(without_free(frame))["rank"].isna().all()


@given(BOARDS, st.one_of(st.none(), st.integers(0, 2**50)))
def test_without_free_keeps_the_total_of_each_week(
    weeks: list[list[int | None]], other: int | None
) -> None:
    frame = board(weeks, other)
    paid = without_free(frame)
    totals = frame.groupby("week")["value"].sum()
    assert paid.groupby("week")["value"].sum().equals(totals)
    assert not paid.duplicated(["week", "entity"]).any()
    assert set(paid["entity"]) <= {"a/x", "a/y:thinking", "other"}
    assert paid.dtypes.equals(frame.dtypes)
    pd.testing.assert_frame_equal(without_free(paid), paid)


@pytest.mark.parametrize("ask", [given_away, without_free])
def test_only_slugs_have_a_variant(ask) -> None:  # type: ignore[no-untyped-def]
    frame = weekly("""
        week        a/x  other
        2026-03-30  2    6
    """)
    frame = frame.assign(by="model")
    with pytest.raises(ValueError, match="the frame is by model"):
        ask(frame)
