"""Weekly frames written as small tables, the weeks down and the entities across."""

from __future__ import annotations

import pandas as pd

from tracker.charts import DEBUTS, PROFILE, RESULTS, chart


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


def given(name: str, measured: pd.DataFrame) -> pd.DataFrame:
    """The frame that the chart of a name takes, made of one that is measured: the same by every
    metric, at every depth; with results, prices and measures that name its entities."""
    feed = chart(name).FEED
    frame = measured
    if feed.metrics:
        frame = side_by_side(measured, measured)
    elif feed.depths:
        frame = pd.concat([measured.assign(looked_at=depth) for depth in (9, 0)], ignore_index=True)
    elif feed.kind == DEBUTS:
        first = measured.groupby("entity")["week"].transform("min")
        since = (measured["week"] - first).dt.days // 7
        frame = measured.assign(weeks_since_debut=since.astype("Int64"))
    elif feed.kind == RESULTS:
        whole = measured[measured["complete"]]
        newest = whole[whole["week"] == whole["week"].max()]
        named = newest[newest["entity"] != "other"].reset_index(drop=True)
        frame = named.assign(
            benchmark="gpqa-diamond",
            provider="somebody",
            accuracy=[0.9 - 0.01 * place for place in range(len(named))],
            rank_by_accuracy=pd.array(range(1, len(named) + 1), dtype="Int64"),
            cost_per_task=0.02,
            price_prompt=[0.1 * place for place in range(len(named))],
            priced_late=False,
        )
    elif feed.kind == PROFILE:
        entities = [name for name in measured["entity"].unique() if name != "other"]
        signs = ("for", "against", "", "unknown")
        frame = pd.DataFrame(
            [("Did it last?", name, f"as {name}", signs[n % 4]) for n, name in enumerate(entities)],
            columns=["question", "measure", "found", "speaks"],
        )
        said = {
            "subject": entities[0],
            "heading": f"{entities[0]} by tokens: its longest run at #1, 2026-W14",
            "sentences": (f"{entities[0]} led.",),
            "thresholds": {},
            "source": "Source: OpenRouter (openrouter.ai/rankings), as of 2026-08-22T07:10:19.789Z.",
            "datasets": ("rankings-daily",),
        }
        frame.attrs = said
    frame.attrs = {**measured.attrs, **frame.attrs}
    return frame
