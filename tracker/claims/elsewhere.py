"""The note to a verdict on what another router has of the same subject at the same time."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from tracker.analysis.rows import each
from tracker.claims.evidence import Result, weeks_of
from tracker.text import ordinal, percent
from tracker.weeks import label


def elsewhere(result: Result) -> Iterator[str]:
    """Yield a line on the last week of the evidence, by the metric of the claim."""
    weeks = [week for finding in result.findings for week in weeks_of(finding)]
    if not weeks:
        return
    rows = result.ground.elsewhere().of(result.subjects[0])
    metric = result.findings[0].cell.metric
    for row in each(rows[(rows["week"] == pd.Timestamp(max(weeks))) & (rows["metric"] == metric)]):
        yield (
            f"Elsewhere: on Vercel's AI Gateway {row.name} had {percent(row.share)} of {metric} in"
            f" {label(row.week.date())}, {ordinal(int(row.rank))} of the {row.listed} listed (the"
            f" mean of its days, as of {row.seen_at:%Y-%m-%d}, CC BY 4.0)."
        )
