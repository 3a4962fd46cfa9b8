"""Weekly frames written as small tables, the weeks down and the entities across."""

from __future__ import annotations

import pandas as pd

from tracker.analysis.price_cuts import priced_use
from tracker.breaks import lost_days
from tracker.charts import DEBUTS, ELSEWHERE, PRICES, RESULTS, chart
from tracker.weeks import monday


def weekly(
    table: str,
    *,
    metric: str = "tokens",
    incomplete: str = "",
    unranked: str = "",
    depth: int | None = 50,
    by: str = "slug",
) -> pd.DataFrame:
    """A weekly frame from a table whose first column is a week's Monday; `.` is not named.

    Weeks in ``incomplete`` lack days; weeks in ``unranked`` have values and no ranks. Sums over
    models from a board of fewer than fifty names are lower bounds, and so is all of a week of which
    the publisher lost a day.
    """
    header, *lines = [line.split() for line in table.strip().splitlines()]
    rows = [
        (line[0], entity, int(value))
        for line in lines
        for entity, value in zip(header[1:], line[1:], strict=True)
        if value != "."
    ]
    frame = pd.DataFrame(rows, columns=["week", "entity", "value"])
    shallow = (depth is not None and depth < 50) | frame["week"].isin(unranked.split())
    lower = (frame["entity"] != "other") & shallow & (by not in ("slug", "app"))
    lost = frame["week"].isin([monday(day).isoformat() for day in lost_days()])
    return frame.assign(
        at_least=lower | frame["week"].isin(incomplete.split()) | lost,
        metric=metric,
        by=by,
        dataset="rankings-daily",
        depth=pd.array([depth] * len(frame), dtype="Int64"),
        days=7 - lost.astype("int64"),
        complete=~frame["week"].isin(incomplete.split()),
        settled=~frame["week"].isin(incomplete.split()),
        can_rank=~frame["week"].isin(unranked.split()),
        proven=False,
        as_of=pd.Timestamp("2026-08-22T07:10:19.789Z"),
        week=pd.to_datetime(frame["week"]),
    )


def side_by_side(*frames: pd.DataFrame) -> pd.DataFrame:
    """Measured frames of tokens, calls and spend, as many as there are, one below the other."""
    metrics = ("tokens", "calls", "spend")
    return pd.concat(
        [frame.assign(metric=metric) for metric, frame in zip(metrics, frames, strict=False)],
        ignore_index=True,
    )


def given(name: str, measured: pd.DataFrame) -> pd.DataFrame:
    """The frame that the chart of a name takes, made of one that is measured: the same by every
    metric, at every depth; with results, prices and measures that name its entities."""
    feed = chart(name).FEED
    frame = measured
    if feed.kind == ELSEWHERE:
        frame = on_two_routers(measured)
    elif feed.metrics:
        dollars = measured.assign(value=measured["value"] * 10**6)
        frame = side_by_side(measured, measured, dollars)
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
    elif feed.kind == PRICES:
        frame = priced(measured)
    return frame


def priced(measured: pd.DataFrame) -> pd.DataFrame:
    """The frame of a chart of prices, of the first name of a measured one: a free variant for four
    weeks, a price that falls twice, and half as many calls, which three weeks lack."""
    entity = next(name for name in measured["entity"] if name != "other")
    weeks = measured["week"].drop_duplicates().sort_values()
    places = [min(place, len(weeks) - 1) for place in (0, 0, 12, 22, 4)]
    since = [weeks.iloc[place].tz_localize("UTC") for place in places[:4]]
    prices = pd.DataFrame(
        {
            "id": [f"{entity}:free", entity, entity, entity],
            "slug": [f"{entity}:free", entity, entity, entity],
            "known_from": since,
            "seen_at": [weeks.iloc[place] for place in (places[4], *places[2:4], -1)],
            "prompt": [0.0, 0.5, 0.4, 0.1],
            "completion": [0.0, 2.0, 1.5, 0.5],
        }
    )
    prices["seen_at"] = prices["seen_at"].dt.tz_localize("UTC")
    whole = measured[measured["complete"]]
    calls = whole[~whole["week"].isin(weeks.iloc[15:18])]
    calls = calls.assign(metric="calls", value=calls["value"] // 2)
    rows = [priced_use(frame, prices, [entity, f"{entity}:free"]) for frame in (whole, calls)]
    return pd.concat(rows, ignore_index=True).assign(
        models=1,
        source="Source: OpenRouter (openrouter.ai/rankings), as of 2026-08-22T07:10:19.789Z.",
        datasets="rankings-daily",
    )


def on_two_routers(measured: pd.DataFrame) -> pd.DataFrame:
    """The frame of a chart of two routers: the second has the shares of the first the other way
    round, without those of the two largest."""
    whole = measured[measured["share"].notna()]
    newest = whole[whole["week"].eq(whole["week"].max()) & whole["entity"].ne("other")]
    here = newest.sort_values("share", ascending=False)[["week", "entity", "share"]]
    there = [None, None, *here["share"][:1:-1]][: len(here)]
    frames = [here.assign(metric=metric, share_elsewhere=there) for metric in ("tokens", "spend")]
    return pd.concat(frames, ignore_index=True).assign(
        by="author",
        share_elsewhere=lambda rows: rows["share_elsewhere"].astype("float64"),
        source="Source: OpenRouter (openrouter.ai/rankings), as of 2026-08-22T07:10:19.789Z."
        " Licensed under CC BY 4.0. Not under that licence: the spend of 2026-W30, from pages that state none."
        " Source: Vercel AI Gateway (vercel.com), as of 2026-08-22T07:10:19.789Z. Licensed under CC BY 4.0.",
        datasets="rankings-daily vercel-labs",
    )
