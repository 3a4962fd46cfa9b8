"""Weekly frames written as small tables, the weeks down and the entities across."""

from __future__ import annotations

import pandas as pd


def weekly(
    table: str,
    *,
    metric: str = "tokens",
    incomplete: str = "",
    unranked: str = "",
    depth: int | None = 50,
) -> pd.DataFrame:
    """A weekly frame from a table whose first column is a week's Monday; `.` is not named.

    Weeks in ``incomplete`` lack days; weeks in ``unranked`` have values and no ranks.
    """
    header, *lines = [line.split() for line in table.strip().splitlines()]
    rows = [
        (line[0], entity, int(value))
        for line in lines
        for entity, value in zip(header[1:], line[1:], strict=True)
        if value != "."
    ]
    frame = pd.DataFrame(rows, columns=["week", "entity", "value"])
    frame = frame.assign(
        dataset="rankings-daily",
        depth=pd.array([depth] * len(frame), dtype="Int64"),
        days=7,
        complete=~frame["week"].isin(incomplete.split()),
        settled=~frame["week"].isin(incomplete.split()),
        can_rank=~frame["week"].isin(unranked.split()),
        proven=False,
        as_of=pd.Timestamp("2026-08-22T07:10:19.789Z"),
        week=pd.to_datetime(frame["week"]),
    )
    frame.attrs = {"metric": metric, "by": "slug"}
    return frame


def side_by_side(tokens: pd.DataFrame, calls: pd.DataFrame) -> pd.DataFrame:
    """Measured frames of both metrics, one below the other, told apart by a column ``metric``."""
    frame = pd.concat(
        [tokens.assign(metric="tokens"), calls.assign(metric="calls")], ignore_index=True
    )
    frame.attrs = {"metric": "tokens and calls", "by": tokens.attrs["by"]}
    return frame
