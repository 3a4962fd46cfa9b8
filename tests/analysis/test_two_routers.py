"""The shares of authors on two routers."""

from __future__ import annotations

import pandas as pd
import pytest
from support.weekly_frames import weekly

from tracker.analysis.ranks import rank
from tracker.analysis.shares import share
from tracker.analysis.two_routers import COLUMNS, WHOLE, two_routers

HERE = (
    "week anthropic qwen alibaba typesafe other\n"
    "2026-09-21 10 30 10 10 40\n"
    "2026-09-28 20 30 10 10 30"
)


def labs(table: str, incomplete: str = "") -> pd.DataFrame:
    """Return daily shares of labs in percent, summed over the seven days of each week."""
    frame = weekly(table, metric="tokens_share", by="author", depth=None, incomplete=incomplete)
    return frame.assign(value=frame["value"] * (WHOLE // 100) * 7)


def shares(here: str, there: pd.DataFrame) -> list[tuple[object, ...]]:
    rows = two_routers(share(rank(weekly(here, by="author"))), there)
    assert tuple(rows.columns) == COLUMNS
    return [
        (row.entity, round(row.share, 4), round(row.share_elsewhere, 4))
        for row in rows.fillna(-1).itertuples()
    ]


def test_a_lab_is_the_author_of_its_name_or_the_authors_of_its_company() -> None:
    there = labs("week Anthropic Alibaba\n2026-09-28 60 15")
    assert shares(HERE, there) == [
        ("qwen", 0.4, 0.15),  # with alibaba, which is the same company
        ("anthropic", 0.2, 0.6),
        ("typesafe", 0.1, -1),
    ]


def test_a_lab_without_an_author_stands_under_its_own_name() -> None:
    there = labs("week Anthropic Anthropics\n2026-09-28 60 15")
    assert ("Anthropics", -1, 0.15) in shares(HERE, there)
    assert ("anthropic", 0.2, 0.6) in shares(HERE, there)


@pytest.mark.parametrize("incomplete", ["", "2026-09-28"])
def test_only_weeks_that_both_have_whole_are_compared(incomplete: str) -> None:
    there = labs("week Anthropic\n2026-09-28 60\n2026-10-05 50", incomplete=incomplete)
    rows = two_routers(share(rank(weekly(HERE, by="author"))), there)
    assert {*rows["week"].dt.strftime("%m-%d")} == ({"09-28"} if not incomplete else set())
