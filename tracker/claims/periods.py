"""Find the days, weeks, months and windows of a sentence, in English and Chinese."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from tracker.claims import periods_chinese, periods_english, when
from tracker.claims.when import When
from tracker.claims.words import Match, Rules, is_inside
from tracker.errors import ConfigError

_RULES = Rules[Callable[..., When | None]](
    [(rf"(?:{pattern})(?![A-Za-z0-9])", meaning) for pattern, meaning in periods_english.RULES],
    periods_chinese.RULES,
)
"""Patterns, and what each says on the day of publication: a function of the named groups."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """Finds what texts say of time, as of ``today``, the day of publication."""

    today: date

    @property
    def last_week(self) -> date:
        """Return the Monday of the last whole week."""
        return when.last_week(self.today)

    def trailing(self, days: int) -> When:
        """Return the window of some days to yesterday."""
        return when.trailing(self.today, days)

    def find(self, text: str, place: int) -> Match | None:
        """Find the longest expression of time that begins at a place of a normalised text."""
        if is_inside(text, place):
            return None
        longest: Match | None = None
        for pattern, meaning in _RULES.of(text):
            match = pattern.match(text, place)
            if match and (longest is None or match.end() > longest[2]):
                try:
                    meant = meaning(self.today, **match.groupdict())
                except (ValueError, OverflowError, ConfigError):  # there is no such day
                    continue
                if meant is not None:
                    longest = "period", meant, match.end()
        return longest
