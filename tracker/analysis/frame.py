"""Boards → a tidy weekly frame: one row a week and entity.

metric
    What is counted: `tokens` or `calls`. They rank differently; neither stands in for the other.
by
    The level at which readings are summed: slug, model, family, author, country or weights; or app,
    which counts apps.
entity
    What is counted, by the level asked for. `other` is a row too.
value
    The week's count, an integer. Where the week is summed from days, a day on which an entity was
    not named adds nothing, so a value far down the list is a lower bound: at most 2.4 % too low at
    rank 1 and 7.5 % at ranks 2 to 10 in 86 recorded weeks, but 31 % at rank 30.
dataset
    Where the week's figures come from: exactly one dataset a week, the first in the order of
    precedence that has the whole week (official days, official week, Monday window, chart, then
    the bundled history and what the activity of single models repairs). Datasets are never mixed
    inside a week.
days
    On how many days of the week the entity was named; 7 where the figures are of a whole week.
complete
    All seven days are in, or all but those lost for ever at the publisher (2025-06-15 and
    2025-07-15). A week that is not complete has no ranks, shares or changes, and feeds no run.
settled
    Confirmed at least two days after the week ended; until then it is provisional, because a day
    may still be corrected (by up to 0.02 % in 31 recorded days, once by 2.3 %).
length
    The class of prompt length that calls are counted in, as the publisher names it: `1K`, `10K`,
    `100K`, `1M`, `10M` tokens, with no word on where one ends and the next begins; `unnamed` where
    the body does not say which class it is of.
first-on-record
    The first vintage on record: each week as the dataset had it that had the week whole before the
    others, before any correction.
can_rank
    The names were chosen by this metric, or all are named. Otherwise there are values and no ranks.
    A week repaired from the activity of single models ranks if at least thirty were asked for.
proven
    The week cannot be ranked, and yet this slug led it by calls: its lower bound is above everybody
    else's upper bound (see `bounds`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd

from tracker.analysis import bounds
from tracker.analysis.rows import in_order, named
from tracker.breaks import lost_days
from tracker.depths import DEEPEST
from tracker.errors import ConfigError, GapError
from tracker.identity import LEVELS, entity, spans
from tracker.sources import activity
from tracker.sources.daily import DAILY, WEEKLY
from tracker.sources.kinds import BUCKETS
from tracker.store import Precedence, Store, Sums
from tracker.weeks import WEEK

METRICS = ("tokens", "calls")
PRECEDENCE = (
    DAILY,
    WEEKLY,
    "models-window",
    "model-chart",
    "history-rankings-weekly",
    "history-models-window",
    "history-model-chart",
    "model-activity",
    "history-model-activity",
)
WEEKS_OF_MODELS = Precedence(
    PRECEDENCE, frozenset({DAILY}), lost_days(), parted=frozenset({activity.DATASET})
)
WEEKS_OF_APPS = Precedence(("app-rankings",), scope="apps")
BY_LENGTH = ("context-length", "history-context-length")
LENGTHS = (*BUCKETS, "unnamed")
"""The classes of prompt length; `unnamed` is of a body that does not say which one it is of."""
SETTLING = timedelta(days=2)
COLUMNS = (
    "week", "entity", "value", "dataset", "depth", "days", "complete", "settled", "can_rank",
    "proven", "as_of",
)  # fmt: skip


def weekly(
    store: Store,
    metric: str = "tokens",
    by: str = "slug",
    as_of: datetime | None = None,
    *,
    depth: int | None = None,
    reveal: bool = False,
    first: bool = False,
) -> pd.DataFrame:
    """The tidy weekly frame of ``metric`` at level ``by``, as known at ``as_of`` (None: now).

    ``depth``: only so many slugs of a week are looked at, the largest, before anything is summed.
    ``reveal``: stealth models count towards what they were, with hindsight. ``first``: the first
    vintage on record.

    Columns: week (datetime64, its Monday), entity, value (int64, tokens or requests), dataset,
    depth (Int64, NA when all are named), days, complete, settled, can_rank, as_of (UTC, the newest
    vintage used). Rows are in the order of weeks, then of values. ``attrs`` name metric and by.
    Raises GapError when nothing is recorded, ConfigError for an unknown metric, level or depth.
    """
    if metric not in METRICS:
        raise ConfigError(f"there is no metric {metric!r}", remedy=f"choose from {METRICS}")
    if by not in LEVELS:
        raise ConfigError(f"there is no level {by!r}", remedy=f"choose from {LEVELS}")
    if depth is not None and not 0 < depth <= DEEPEST:
        raise ConfigError(f"there is no depth {depth}", remedy=f"choose from 1 to {DEEPEST}")
    precedence = WEEKS_OF_APPS if by == "app" else WEEKS_OF_MODELS
    found = tidy(store, metric, by, as_of, precedence, depth=depth, reveal=reveal, first=first)
    if metric == "calls" and by == "slug" and depth is None and not first:
        found = bounds.prove(found, prompt_lengths(store, as_of))
    if found.empty:
        known = f" as of {as_of:%Y-%m-%d %H:%M} UTC" if as_of else ""
        raise GapError(f"no weeks of {metric} are recorded in {store.shown}{known}")
    found.attrs = {"metric": metric, "by": by}
    return found


def prompt_lengths(store: Store, as_of: datetime | None = None) -> pd.DataFrame:
    """Calls by class of prompt length: the columns of a weekly frame and `length`. Each class
    names its nine largest slugs and sums the rest as `other`."""
    scopes = {length: Precedence(BY_LENGTH, scope=f"models/{length}") for length in LENGTHS}
    classes = [
        tidy(store, "calls", "slug", as_of, precedence).assign(length=length)
        for length, precedence in scopes.items()
    ]
    return pd.concat(classes, ignore_index=True)


def over_days(
    store: Store,
    metric: str,
    by: str,
    starts: Sequence[date],
    as_of: datetime | None = None,
    *,
    reveal: bool = False,
) -> pd.DataFrame:
    """A frame of weeks that begin on any day: sums of the official days over the seven from each of
    ``starts``, where all seven are on record. Its column week is the first day."""
    rows = store.over_days(metric, DAILY, starts, as_of)
    columns = ["week", "entity", "value", "days_named", "days_on_record"]
    found = pd.DataFrame(rows, columns=columns)
    found["entity"] = [
        entity(name, by, week, reveal=reveal)
        for name, week in zip(found["entity"], found["week"], strict=True)
    ]
    found["week"] = pd.to_datetime(found["week"]).astype("datetime64[s]")
    found = found.groupby(["week", "entity"])[["value"]].sum().reset_index()
    found.attrs = {"metric": metric, "by": by}
    return found.assign(complete=True, can_rank=True, proven=False, days=WEEK.days)


def by_dataset(
    store: Store, metric: str = "tokens", by: str = "slug", as_of: datetime | None = None
) -> pd.DataFrame:
    """What every dataset says of every week that it has whole, side by side: the columns of a
    weekly frame, a week as often as there are datasets that speak of it."""
    frames = [
        tidy(store, metric, by, as_of, replace(WEEKS_OF_MODELS, datasets=(dataset,)))
        for dataset in PRECEDENCE
    ]
    found = pd.concat(frames, ignore_index=True)
    found = found[found["complete"]].reset_index(drop=True)
    found.attrs = {"metric": metric, "by": by}
    return found


def tidy(
    store: Store,
    metric: str,
    by: str,
    as_of: datetime | None,
    precedence: Precedence,
    *,
    depth: int | None = None,
    reveal: bool = False,
    first: bool = False,
    only: Sequence[date] | None = None,
) -> pd.DataFrame:
    """The columns of a weekly frame, of the weeks of ``only`` or of all; there may be no rows."""
    level = None if by in ("slug", "app") else lambda slug: spans(slug, by, reveal=reveal)
    weeks, sums = store.weekly(
        metric, precedence, as_of, level, depth=depth, first=first, only=only
    )
    found = _sums(sums).join(weeks_of(weeks, metric), on="week").assign(proven=False)
    if depth is not None:
        cut = (~named(found)).groupby(found["week"]).transform("any")
        found["depth"] = found["depth"].mask(cut, found["depth"].fillna(depth)).clip(upper=depth)
    return in_order(found)[[*COLUMNS]]


def _sums(sums: Sums) -> pd.DataFrame:
    """Columns week, entity, value and days. Each name is kept once, not once a week."""
    codes, names = pd.factorize(np.array(sums.entity, dtype=object))
    return pd.DataFrame(
        {
            "week": pd.to_datetime(pd.Series(sums.week, dtype=object)).astype("datetime64[s]"),
            "entity": pd.Series(names[codes], dtype="str"),
            "value": pd.array(sums.value, dtype="int64"),
            "days": pd.array(sums.days, dtype="int64"),
        }
    )


def weeks_of(rows: Sequence[Any], metric: str) -> pd.DataFrame:
    """What is said of whole weeks, by week."""
    names = ["week", "dataset", "depth", "complete", "selection", "as_of", "seen_at"]
    raw = pd.DataFrame.from_records(rows, columns=names)
    week = pd.to_datetime(raw["week"]).astype("datetime64[s]")
    complete = raw["complete"].astype(bool)
    seen_at = pd.to_datetime(raw["seen_at"], utc=True).dt.tz_localize(None)
    return pd.DataFrame(
        {
            "week": week,
            "dataset": raw["dataset"],
            "depth": raw["depth"].astype("Int64"),
            "complete": complete,
            "settled": complete & (seen_at >= week + WEEK + SETTLING),
            "can_rank": ((raw["selection"] == metric) | raw["depth"].isna())
            & ~((raw["dataset"] == activity.DATASET) & (raw["depth"] < activity.MATTERING)),
            "as_of": pd.to_datetime(raw["as_of"], utc=True),
        }
    ).set_index("week")
