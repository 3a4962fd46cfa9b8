"""Compare the shares of authors on OpenRouter and on another router in the same weeks.

A lab there is the author here that has its name, or whose company has; several such authors are
added up. An author that is not named there has no share there, which says nothing of how much it
has (`share_elsewhere`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from tracker.analysis.rows import metric_of, named, weekly_frame
from tracker.identity import curated
from tracker.weeks import WEEK

COLUMNS = ("week", "entity", "metric", "by", "share", "share_elsewhere")
WHOLE = 10**9
"""A day's usage on the other router, in the units of its shares."""


def two_routers(frame: pd.DataFrame, labs: pd.DataFrame) -> pd.DataFrame:
    """Return the shares of authors on both routers, in the weeks that both have whole.

    ``frame`` is a weekly frame by author with shares, ``labs`` the result of `frame.of_labs` for
    the same metric. Columns week, entity (the author; of several of one lab the largest; a lab
    without one under its own name), metric, by, share, share_elsewhere.
    """
    frame = weekly_frame(frame)
    metric = metric_of(frame)
    theirs = labs[labs["complete"] & named(labs)]
    ours = frame[frame["complete"] & frame["share"].notna() & named(frame)]
    both = {*theirs["week"]} & {*ours["week"]}
    theirs, ours = (rows[rows["week"].isin(both)] for rows in (theirs, ours))
    lab_of = _labs(ours["entity"].unique(), theirs["entity"].unique())
    ours = ours.assign(lab=ours["entity"].map(lab_of).fillna(ours["entity"]))
    ours = ours.sort_values(["week", "share", "entity"], ascending=[True, False, True])
    summed = ours.groupby(["week", "lab"], as_index=False, sort=False).agg(
        entity=("entity", "first"), share=("share", "sum")
    )
    shares = theirs.assign(share_elsewhere=theirs["value"] / (WHOLE * WEEK.days))
    shares = shares.rename(columns={"entity": "lab"})[["week", "lab", "share_elsewhere"]]
    rows = summed.merge(shares, "outer", ["week", "lab"])
    rows = rows.assign(entity=rows["entity"].fillna(rows["lab"]), metric=metric, by="author")
    rows = rows.sort_values(["week", "share", "entity"], ascending=[True, False, True])
    return rows.reset_index(drop=True)[[*COLUMNS]]


def _labs(authors: Iterable[str], labs: Iterable[str]) -> Mapping[str, str]:
    """Return the lab of each author that is named there, by name, else by company."""
    written = {lab.casefold(): lab for lab in labs}
    result = {}
    for author in authors:
        rows = curated.author(author)
        spellings = [rows[-1].name, rows[-1].company] if rows else [author]
        for spelling in spellings:
            if spelling.casefold() in written:
                result[author] = written[spelling.casefold()]
                break
    return result
