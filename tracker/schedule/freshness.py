"""When a record is stale.

late
    A day is late if it is not recorded 36 hours after it ended, and a record if its newest day
    ended more than 36 hours ago. OpenRouter publishes a day about two hours after it ended, so by
    then the next day has been available for ten hours.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from tracker.weeks import DAY, midnight

LATE = timedelta(hours=36)
AHEAD = timedelta(days=3)


def old(newest: date | None, now: datetime) -> str | None:
    """Return why a record with this newest day is stale, or None if it is not."""
    if newest is None:
        return "no day is recorded"
    age = now.date() - newest
    if age < -AHEAD:
        return f"the newest day is {newest}, in the future: the clock of this machine is wrong"
    return (
        f"the newest day is {newest}, {age.days} days ago" if ended_long_ago(newest, now) else None
    )


def ended_long_ago(day: date, now: datetime) -> bool:
    """Return whether a day ended more than 36 hours ago."""
    return now - midnight(day + DAY) > LATE
