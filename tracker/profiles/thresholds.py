"""Where a measure begins to speak for a breakthrough, or against one.

threshold
    A line that a person drew. All of them are printed with a profile, and can be set for it
    (`--threshold lasting_weeks=6`); they change what is said of a measure, never the measure.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace

from tracker.errors import ConfigError


@dataclass(frozen=True)
class Thresholds:
    lasting_weeks: float = 4
    """So many consecutive weeks at #1, or more, speak for it; fewer against."""
    clear_lead: float = 1.1
    """The smallest lead of the run, as a ratio: from here on it speaks for it."""
    near_tie: float = 1.01
    """Below this ratio in any week of the run, it speaks against."""
    given_away: float = 0.5
    """The part of its own tokens that was free or stealth: from here on it speaks against."""
    dollar_gap: float = 5
    """Points of token share above spend share, at the least: from here on it speaks against."""
    kept: float = 0.5
    """The part of its peak share kept eight weeks after: from here on it speaks for it."""
    half_life: float = 4
    """Weeks from the peak until half of it was gone: up to here it speaks against."""


def read(settings: Iterable[str]) -> Thresholds:
    """Thresholds with some of them set, each as ``name=value``. Raises ConfigError for a name that
    there is not, or a value that is no number above zero."""
    known = asdict(Thresholds())
    given: dict[str, float] = {}
    for setting in settings:
        name, _, value = setting.partition("=")
        name = name.strip().replace("-", "_")
        if name not in known:
            raise ConfigError(
                f"there is no threshold {name!r}", datum=setting,
                remedy=f"set one of {', '.join(known)}",
            )  # fmt: skip
        given[name] = _positive(value, setting)
    return replace(Thresholds(), **given)


def _positive(value: str, setting: str) -> float:
    try:
        number = float(value)
    except ValueError:
        number = 0
    if not 0 < number < float("inf"):
        raise ConfigError(
            f"{setting!r} sets no number above zero", datum=setting, remedy="write name=value"
        )
    return number
