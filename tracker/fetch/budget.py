"""How many requests may still be made of a server that counts them, how fast, and until when."""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Callable

from tracker.errors import FetchError


class Budget:
    """How many requests may still be made: so many a minute, so many a UTC day.

    OpenRouter's data API allows 30 a minute for a key and 500 a day for an account (its guide).
    """

    def __init__(
        self,
        per_minute: int = 30,
        per_day: int = 500,
        spent_today: int = 0,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.per_minute, self.per_day, self.spent = per_minute, per_day, spent_today
        self._clock, self._sleep = clock, sleep
        self._recent: deque[float] = deque()

    def spend(self) -> None:
        """Count one request, waiting for its minute. Raises FetchError when the day is used up."""
        if self.spent >= self.per_day:
            raise FetchError(
                f"the day's {self.per_day} requests to the data API are used up",
                remedy="run the command again after 00:00 UTC, it takes up where it stopped",
            )
        while self._recent and self._clock() - self._recent[0] >= 60:
            self._recent.popleft()
        if len(self._recent) >= self.per_minute:
            self._sleep(max(0.0, 60 - (self._clock() - self._recent.popleft())))
        self._recent.append(self._clock())
        self.spent += 1


class Deadline:
    """When a run ends, whatever it is at. Without ``seconds`` it may take as long as it takes."""

    def __init__(
        self, seconds: float = math.inf, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.seconds = seconds
        self._clock, self._until = clock, clock() + seconds

    def left(self) -> float:
        """Seconds until then; none or fewer when it has passed."""
        return self._until - self._clock()

    @property
    def passed(self) -> bool:
        return self.left() <= 0


class Pace:
    """Leaves at least ``seconds`` between one request and the next."""

    def __init__(
        self,
        seconds: float = 1.0,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.seconds = seconds
        self._clock, self._sleep = clock, sleep
        self._last: float | None = None

    def wait(self) -> None:
        """Wait until the next request may be made, and count it as made."""
        if self._last is not None:
            left = self.seconds - (self._clock() - self._last)
            if left > 0:
                self._sleep(left)
        self._last = self._clock()
