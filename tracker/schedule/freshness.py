"""When a record is too old to be well: the newest day, and those that are missing, by the clock.

late
    Said of a day that is not on record 36 hours after it ended, and of a record whose newest day
    ended more than 36 hours ago. OpenRouter publishes a day about two hours after it ended, so the
    next one could have been had for ten hours then.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from tracker.weeks import DAY, midnight

LATE = timedelta(hours=36)
AHEAD = timedelta(days=3)


def old(newest: date | None, now: datetime) -> str | None:
    """Why a record with this newest day is stale, whoever stood still; None where it is not."""
    if newest is None:
        return "no day is recorded"
    age = now.date() - newest
    if age < -AHEAD:
        return f"the newest day is {newest}, in the future: the clock of this machine is wrong"
    return (
        f"the newest day is {newest}, {age.days} days ago" if ended_long_ago(newest, now) else None
    )


def ended_long_ago(day: date, now: datetime) -> bool:
    """Whether a day ended more than 36 hours ago: if it is not on record by now, it is late; if it
    is the newest on record, the publisher or the collector stands still."""
    return now - midnight(day + DAY) > LATE
