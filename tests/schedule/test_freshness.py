"""When the newest day is too old, whoever stood still."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from tracker.schedule.freshness import ended_long_ago, old


@pytest.mark.parametrize(
    ("newest", "now", "why"),
    [
        (None, "2026-11-28T00:00", "no day is recorded"),
        ("2026-11-26", "2026-11-28T12:00", None),
        ("2026-11-26", "2026-11-28T12:01", "the newest day is 2026-11-26, 2 days ago"),
        ("2026-11-26", "2026-12-26T00:00", "the newest day is 2026-11-26, 30 days ago"),
        ("2026-11-29", "2026-11-26T00:00", None),
        (
            "2026-11-30", "2026-11-26T23:59",
            "the newest day is 2026-11-30, in the future: the clock of this machine is wrong",
        ),
    ],
)  # fmt: skip
def test_a_record_is_stale_36_hours_after_its_newest_day(
    newest: str | None, now: str, why: str | None
) -> None:
    day = None if newest is None else date.fromisoformat(newest)
    assert old(day, datetime.fromisoformat(now).replace(tzinfo=UTC)) == why


def test_a_day_is_late_36_hours_after_it_ended() -> None:
    assert not ended_long_ago(date(2026, 11, 26), datetime(2026, 11, 28, 12, tzinfo=UTC))
    assert ended_long_ago(date(2026, 11, 26), datetime(2026, 11, 28, 12, 0, 1, tzinfo=UTC))
