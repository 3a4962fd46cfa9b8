"""Request limits, pacing and deadlines."""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Callable

from tracker.errors import FetchError


class Budget:
    """The requests left, per minute and per UTC day.

    OpenRouter's guide allows 30 requests a minute per key and 500 a day per account.
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
        """Count one request, after waiting if necessary. Raises FetchError at the daily limit."""
        if self.spent >= self.per_day:
            raise FetchError(
                f"the daily limit of {self.per_day} data API requests is reached",
                remedy="run the command again after 00:00 UTC; it resumes where it stopped",
            )
        while self._recent and self._clock() - self._recent[0] >= 60:
            self._recent.popleft()
        if len(self._recent) >= self.per_minute:
            self._sleep(max(0.0, 60 - (self._clock() - self._recent.popleft())))
        self._recent.append(self._clock())
        self.spent += 1


class Deadline:
    """The time limit of a run; without ``seconds`` there is none."""

    def __init__(
        self, seconds: float = math.inf, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.seconds = seconds
        self._clock, self._until = clock, clock() + seconds

    def left(self) -> float:
        """Return the seconds left, negative after the deadline."""
        return self._until - self._clock()

    @property
    def passed(self) -> bool:
        return self.left() <= 0


class Pace:
    """A minimum interval of ``seconds`` between two requests."""

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
        """Wait until the next request is allowed, and record its time."""
        if self._last is not None:
            left = self.seconds - (self._clock() - self._last)
            if left > 0:
                self._sleep(left)
        self._last = self._clock()
