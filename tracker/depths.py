"""How many of a week are looked at.

depth_looked_at
    How many slugs of a week, the largest first, are looked at before anything is summed; `all` is
    as many as the week's board names.
"""

from __future__ import annotations

from tracker.errors import ConfigError

ALL = 0
VISIBLE = 9
"""How many the publisher's own chart names."""
DEEPEST = 5_000
"""More than any board names."""


def read_depth(text: str) -> int:
    """A depth: a number of slugs, or `all`. Raises ConfigError for anything else."""
    if text == "all":
        return ALL
    if text.isascii() and text.isdigit() and len(text) < 9 and 0 < int(text) <= DEEPEST:
        return int(text)
    raise ConfigError(
        f"{text[:20]!r} is no depth", remedy=f"write 9, 10, 20, 50 (at most {DEEPEST:,}), or all"
    )
