"""The measures of a profile that say what another router has of the same author or model.

share-of-tokens-elsewhere, share-of-calls-elsewhere, share-of-spend-elsewhere
    The `share_elsewhere` and its rank, of the newest week on record there, by tokens, calls and
    spend. It speaks for nothing: another router has other users.
"""

from __future__ import annotations

from collections.abc import Iterator

from tracker.analysis.rows import each
from tracker.profiles.case import Case, Measure
from tracker.records import METRICS
from tracker.text import ordinal, percent
from tracker.weeks import label

QUESTION_ELSEWHERE = "and on another router?"


def elsewhere_measures(case: Case) -> Iterator[Measure]:
    """Yield a measure for each metric; none for what the other router does not list."""
    rows = case.known.elsewhere.of(case.subject)
    newest = rows[rows["week"] == rows["week"].max()]
    for metric in METRICS:
        for row in each(newest[newest["metric"] == metric]):
            yield Measure(
                QUESTION_ELSEWHERE,
                f"share of {metric} elsewhere",
                f"{percent(row.share)} in {label(row.week.date())}, {ordinal(int(row.rank))} of the"
                f" {row.listed} listed: {row.name} on Vercel's AI Gateway, the mean of its days,"
                f" as of {row.seen_at:%Y-%m-%d}",
            )
