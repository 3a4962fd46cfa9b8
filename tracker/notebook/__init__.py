"""The record in a notebook: `tracker.open()`.

    database.py    a method for each question, with the words of the commands
    frames.py      its tidy frames: weeks, days, windows, months
    display.py     what a notebook shows: frames, verdicts, charts
    arguments.py   what people write for weeks, days and instants

A method gives a frame (`display.Sheet`), a verdict, a profile or a chart, each of which shows
itself. Arguments that methods share:

metric: `tokens`, `calls` or `spend`.
by: `slug`, `model`, `family`, `author`, `country`, `weights` or, of weeks, `app`.
week, from_, to: weeks, as ``"2026-W14"`` or as a date in them; of days, dates.
depth: how many slugs of a week, the largest first, are looked at before summing; ``"all"``; or
    ``"common"``, the most that every week shown has.
as_of: a date, which means its end, or an instant: what was known then.
reveal: count stealth models as what they turned out to be.

Methods raise ConfigError for an argument that is none, GapError for what the record does not hold.
"""

from __future__ import annotations

from tracker.notebook.database import Database, open
from tracker.notebook.frames import MixedDepths

__all__ = ["Database", "MixedDepths", "open"]
