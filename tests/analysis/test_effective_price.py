"""What use was billed for: dollars per million tokens and per call, and the gap to volume."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.weekly_frames import weekly

from tracker.analysis.effective_price import COLUMNS, effective_price
from tracker.errors import FrameError

SPEND = weekly("week a/x b/y c/z other\n2026-03-30 5_000_000 1_000_000 0 0").assign(metric="spend")
TOKENS = weekly("week a/x b/y other\n2026-03-30 2_000_000 6_000_000 2_000_000")
CALLS = weekly("week a/x c/z\n2026-03-30 1_000 10").assign(metric="calls")


def test_dollars_for_tokens_and_calls() -> None:
    rows = effective_price(SPEND, TOKENS, CALLS).set_index("entity")
    assert tuple(rows.reset_index()[[*COLUMNS]].columns) == COLUMNS
    assert rows["spend"].tolist() == [5_000_000, 1_000_000, 0]
    assert rows.loc["a/x", "per_million_tokens"] == pytest.approx(2.5)
    assert rows.loc["b/y", "per_million_tokens"] == pytest.approx(1 / 6)
    assert rows.loc["a/x", "per_call"] == pytest.approx(0.005)
    assert rows.loc["a/x", "money_gap"] == pytest.approx(100 * (5 / 6 - 2 / 10))


def test_what_is_unknown_is_missing() -> None:
    rows = effective_price(SPEND, TOKENS, CALLS).set_index("entity")
    assert pd.isna(rows.loc["c/z", "tokens"])
    assert pd.isna(rows.loc["c/z", "per_million_tokens"])
    assert pd.isna(rows.loc["b/y", "per_call"])
    assert effective_price(SPEND, TOKENS)["calls"].isna().all()


def test_a_lower_bound_has_no_price() -> None:
    lower = TOKENS.assign(at_least=TOKENS["entity"] == "a/x")
    rows = effective_price(SPEND, lower).set_index("entity")
    assert pd.isna(rows.loc["a/x", "per_million_tokens"])
    assert rows.loc["b/y", "per_million_tokens"] == pytest.approx(1 / 6)


@given(st.integers(0, 10**14), st.integers(1, 10**14))
def test_a_price_times_its_tokens_is_the_bill(spend: int, tokens: int) -> None:
    billed = weekly(f"week a/x\n2026-03-30 {spend}").assign(metric="spend")
    used = weekly(f"week a/x\n2026-03-30 {tokens}")
    (row,) = effective_price(billed, used).to_dict("records")
    assert row["per_million_tokens"] * tokens == pytest.approx(spend)


def test_a_frame_of_another_metric_is_refused() -> None:
    with pytest.raises(FrameError, match="one of spend is needed"):
        effective_price(TOKENS, TOKENS)
