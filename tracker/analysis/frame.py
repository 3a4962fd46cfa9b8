"""Boards → a tidy weekly frame: one row a week and entity.

metric
    What is counted: `tokens` or `calls`. They rank differently; neither replaces the other.
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
    precedence that has the whole week (official days, official week, bundled official days, Monday
    window, chart, the rest of the bundled history, and what the activity of single models repairs).
    One that has all seven days answers before one that lacks a day for ever, where it is deep
    enough for the question: of any depth for single slugs, as deep as asked for or as fifty for
    sums over models. Datasets are never mixed inside a week. Of another period each day is of the
    collected official days, if they have it, else of the bundled ones, and the dataset is the first
    of the two that has any.
days
    On how many days of the week the entity was named; 7 where the figures are of a whole week.
complete
    All seven days are in, or all but those lost for ever at the publisher (2025-06-15 and
    2025-07-15). A week that is not complete has no ranks, shares or changes, and feeds no
    streak. Of a week that lacks a day every value is a lower bound (`at_least`), the leader is
    stated only if the lost day could not turn it, and there is no change into it or out of it.
start, end
    The first and the last day of a period.
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
    The week cannot be ranked, and yet this slug led it by calls: its lower bound is above the
    upper bounds of all others (see `bounds`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache, lru_cache, partial
from typing import Any

import numpy as np
import pandas as pd

from tracker.analysis import bounds
from tracker.analysis.limits import DEEP, SINGLE, is_shallow
from tracker.analysis.rows import lacks_day, length, named
from tracker.analysis.sums import summed
from tracker.breaks import lost_days
from tracker.errors import ConfigError, GapError
from tracker.identity import AND, LEVELS, Span, spans
from tracker.records import (
    BUCKETS,
    DAILY,
    DAYS,
    DEEPEST,
    ELSEWHERE,
    MATTERING,
    METRICS,
    MODEL_ACTIVITY,
    THERE,
    WEEKLY,
    WINDOWS_OF_APPS,
    Counts,
    Definition,
)
from tracker.store import Precedence, Store
from tracker.weeks import DAY, WEEK, Period, monday

DEFAULT = Definition()
PRECEDENCE = (
    DAILY,
    WEEKLY,
    f"history-{DAILY}",
    "models-window",
    "history-models-window",
    "model-chart",
    "history-model-chart",
    "model-activity",
    "history-model-activity",
)
WEEKS_OF_MODELS = Precedence(
    PRECEDENCE,
    frozenset(DAYS),
    lost_days(),
    parted=frozenset({MODEL_ACTIVITY}),
)
WEEKS_OF_APPS = Precedence(("app-rankings",), scope="apps")
LABS_ELSEWHERE = Precedence(ELSEWHERE[:1], frozenset(ELSEWHERE[:1]), scope="authors")
BY_LENGTH = ("context-length", "history-context-length")
LENGTHS = (*BUCKETS, "unnamed")
"""The classes of prompt length; `unnamed` is of a body that does not say which one it is of."""
SETTLING = timedelta(days=2)
COLUMNS = (
    "week",
    "entity",
    "value",
    "at_least",
    "metric",
    "by",
    "dataset",
    "depth",
    "days",
    "complete",
    "settled",
    "can_rank",
    "proven",
    "as_of",
)


def weekly(
    store: Store,
    definition: Definition = DEFAULT,
    *,
    only: Sequence[date] | None = None,
    largest: int | None = None,
    kept: dict[Any, Any] | None = None,
    datasets: Collection[str] | None = None,
) -> pd.DataFrame:
    """Return the tidy weekly frame of a definition.

    ``only``: some weeks alone. ``datasets``: those that may answer; by default all. ``largest``: of
    weeks in which all are named, names after that many largest ones may be left out, which is
    enough to rank them, and not for shares. ``kept`` is as for `Store.weekly`.

    Columns: week (datetime64, its Monday), entity, value (int64, tokens or requests), at_least
    (whether the value is a lower bound), metric, by, dataset, depth (Int64, NA when all are named),
    days, complete, settled, can_rank, proven, as_of (UTC, the newest vintage used). Rows are in the
    order of weeks, then of values.
    Raises GapError when nothing is recorded, ConfigError for an unknown metric, level or depth.
    """
    metric, by, depth, as_of = definition.metric, definition.by, definition.depth, definition.as_of
    _check(definition)
    precedence = _precedence(by)
    if datasets is not None:
        answering = [name for name in precedence.datasets if name in datasets]
        precedence = replace(precedence, datasets=tuple(answering))
    read = partial(tidy, store, definition, precedence, largest=largest, kept=kept)
    if metric == "calls" and by == "slug" and depth is None and not definition.first_vintage:
        frame = _add_proven(read, prompt_lengths(store, as_of, kept), only)
    else:
        frame = read(only=only)
    if frame.empty:
        instant = f" as of {as_of:%Y-%m-%d %H:%M} UTC" if as_of else ""
        counted = f"{metric} of apps" if by == "app" else metric
        raise GapError(f"no weeks of {counted} are recorded in {store.shown}{instant}")
    return frame


def corrected(
    store: Store, kept: dict[Any, Any] | None = None
) -> Callable[[Definition], set[date]]:
    """Return a function from a definition to the weeks that may have been corrected.

    The first vintage on record of these may not be the newest one. Definitions that the same boards
    answer are looked up once. ``kept`` is as for `Store.weekly`.
    """
    differing = cache(partial(store.corrected, kept=kept))
    return lambda definition: differing(
        definition.metric, _precedence(definition.by), _enough(definition)
    )


def _precedence(by: str) -> Precedence:
    return WEEKS_OF_APPS if by == "app" else WEEKS_OF_MODELS


def _add_proven(
    read: Callable[..., pd.DataFrame], lengths: pd.DataFrame, only: Sequence[date] | None
) -> pd.DataFrame:
    """Return a frame of calls with the leaders that the bounds prove (`bounds.prove`).

    These rest on every week of which the classes of prompt length are known, not on those of
    ``only`` alone.
    """
    if only is None:
        return bounds.prove(read(), lengths)
    classed = {week.date() for week in lengths["week"].drop_duplicates()}
    frame = bounds.prove(read(only=sorted({*only} | classed)), lengths)
    return frame[frame["week"].isin(pd.to_datetime([*only]))].reset_index(drop=True)


def prompt_lengths(
    store: Store, as_of: datetime | None = None, kept: dict[Any, Any] | None = None
) -> pd.DataFrame:
    """Return calls by class of prompt length: the columns of a weekly frame and `length`.

    Each class names its nine largest slugs and sums the rest as `other`. ``kept`` is as for
    `Store.weekly`.
    """
    scopes = {length: Precedence(BY_LENGTH, scope=f"models/{length}") for length in LENGTHS}
    classes = [
        tidy(store, Definition("calls", as_of=as_of), precedence, kept=kept).assign(length=length)
        for length, precedence in scopes.items()
    ]
    return pd.concat(classes, ignore_index=True)


def _check(definition: Definition) -> None:
    """Raise ConfigError for a metric, a level or a depth that there is not."""
    metric, by, depth = definition.metric, definition.by, definition.depth
    if metric not in METRICS:
        raise ConfigError(
            f"there is no metric {metric!r}", remedy=f"choose from {', '.join(METRICS)}"
        )
    if not {*by.split(AND)} <= {*LEVELS, "access"}:
        raise ConfigError(f"there is no level {by!r}", remedy=f"choose from {', '.join(LEVELS)}")
    if depth is not None and not 0 < depth <= DEEPEST:
        raise ConfigError(f"there is no depth {depth}", remedy=f"choose from 1 to {DEEPEST}")


def over_days(store: Store, definition: Definition, periods: Sequence[Period]) -> pd.DataFrame:
    """Return a frame of the sums of the official days over each of some periods.

    The columns are those of a weekly frame, where week is the first day of the period, and end, its
    last day. A period of which days are missing is not complete, and has the sums of the days on
    record; one without any has no rows. There may be no rows: the official days count tokens of
    models. Raises ConfigError where two periods begin on the same day.
    """
    firsts = Counter(period.start for period in periods)
    if twice := [day for day, number in firsts.items() if number > 1]:
        raise ConfigError(
            f"two periods begin on {twice[0]}",
            datum=twice[0],
            remedy="ask for periods of different lengths one after the other",
        )
    metric = definition.metric
    _check(definition)
    datasets = () if definition.by == "app" else DAYS
    rows, counts = store.over_days(metric, datasets, periods, definition.as_of, lost=lost_days())
    ends = {period.start: period.last for period in periods}
    weeks = weeks_of(tuple(rows), metric, tuple(ends[row[0]] for row in rows))
    identity_days = {each.start: each.start if each.is_week else each.last for each in periods}
    sums = _summed(store, definition, rows, counts, identity_days)
    return _framed(sums, weeks, definition)


def of_windows(
    store: Store, definition: Definition, days: int, datasets: Sequence[str] = WINDOWS_OF_APPS
) -> pd.DataFrame:
    """Return the windows of apps that were published for ``days`` days, each as a period.

    The columns are those of `over_days`. There may be no rows: apps have tokens and calls.
    """
    rows, counts = store.windows(
        definition.metric, datasets, WEEKS_OF_APPS.scope, days, definition.as_of
    )
    ends = tuple(row[0] + (days - 1) * DAY for row in rows)
    weeks = weeks_of(tuple(rows), definition.metric, ends)
    sums = _summed(store, definition, rows, counts, {row[0]: row[0] for row in rows})
    return _framed(sums.assign(days=days), weeks, definition)


def _summed(
    store: Store,
    definition: Definition,
    weeks: Sequence[Any],
    counts: Counts,
    identity_days: dict[date, date] | None = None,
) -> pd.DataFrame:
    """Return the sums of counts at the level of a definition (`sums.summed`)."""
    return summed(
        counts,
        _level(store, definition),
        depth=definition.depth,
        all_named={week for week, _, depth, *_ in weeks if depth is None},
        identity_days=identity_days,
    )


def of_days(store: Store, definition: Definition = DEFAULT) -> pd.DataFrame:
    """Return the sums of the official days on record by week, complete or not.

    The columns are those of a weekly frame. Of a week that is not complete every value is a lower
    bound.
    """
    return tidy(store, definition, replace(WEEKS_OF_MODELS, datasets=DAYS))


def of_labs(store: Store, metric: str, as_of: datetime | None = None) -> pd.DataFrame:
    """Return the daily shares of labs on Vercel AI Gateway, summed by week.

    The columns are those of a weekly frame; a value is in billionths of a day's usage (see
    `share_ppb`), and of another router, so never part of any other frame. There may be no rows.
    """
    rows = tidy(store, Definition(f"{metric}_share", "slug", as_of=as_of), LABS_ELSEWHERE)
    labs = [name.removeprefix(THERE) for name in rows["entity"]]
    return rows.assign(entity=pd.Series(labs, rows.index, dtype="str"), by="author")


def by_dataset(store: Store, definition: Definition = DEFAULT) -> pd.DataFrame:
    """Return the values of every dataset in every week that it has whole.

    The columns are those of a weekly frame, with a week as often as datasets have it.
    """
    frames = [
        tidy(store, definition, replace(WEEKS_OF_MODELS, datasets=(dataset,)))
        for dataset in PRECEDENCE
    ]
    rows = pd.concat(frames, ignore_index=True)
    return rows[rows["complete"]].reset_index(drop=True)


def tidy(
    store: Store,
    definition: Definition,
    precedence: Precedence,
    *,
    only: Sequence[date] | None = None,
    largest: int | None = None,
    kept: dict[Any, Any] | None = None,
) -> pd.DataFrame:
    """Return the columns of a weekly frame, of the weeks of ``only`` or of all.

    There may be no rows.
    """
    # A sum, be it `other`, needs the smallest slug as well.
    all_count = definition.by != "slug" or definition.depth is not None
    weeks, counts = store.weekly(
        definition.metric,
        precedence,
        definition.as_of,
        first=definition.first_vintage,
        only=only,
        enough=_enough(definition),
        largest=None if largest is None or all_count else largest + 1,
        kept=kept,
    )
    sums = _summed(store, definition, weeks, counts)
    return _framed(sums, weeks_of(tuple(weeks), definition.metric), definition)


def _framed(sums: pd.DataFrame, weeks: pd.DataFrame, definition: Definition) -> pd.DataFrame:
    """Return sums as the rows of a frame, with the columns of their weeks (`weeks_of`)."""
    by, depth = definition.by, definition.depth
    week = weeks.index.get_indexer(pd.Index(sums["week"]))
    of_week = {name: weeks[name].array.take(week) for name in weeks}
    if depth is not None:
        is_cut = np.isin(week, week[~named(sums)])
        board_depth = of_week["depth"]
        fewer = np.minimum(board_depth.to_numpy("int64", na_value=depth), depth)
        of_week["depth"] = pd.arrays.IntegerArray(fewer, board_depth.isna() & ~is_cut)
    columns = {
        **{name: sums[name] for name in sums},
        **of_week,
        "metric": definition.metric,
        "by": by,
        "proven": False,
    }
    order = [name for name in (*COLUMNS, "end") if name in columns]
    rows = pd.DataFrame({name: columns[name] for name in order})
    at_least = _at_least(rows, depth, single=by in SINGLE)
    rows.insert(COLUMNS.index("at_least"), "at_least", at_least)
    return rows


def _level(store: Store, definition: Definition) -> Callable[[str], Sequence[Span]] | None:
    """Return the function from a slug to its entities, or None where a slug is its own.

    An app is its number: all of its names count towards the newest.
    """
    by, reveal = definition.by, definition.reveal
    if by == "app":
        newest = store.apps(definition.as_of)
        return lambda name: [(date.min, date.max, newest.get(name, name))]
    return None if by in SINGLE else lambda slug: spans(slug, by, reveal=reveal)


def _enough(definition: Definition) -> int:
    """Return how many names a board must show for its sums to answer a question whole."""
    return 1 if definition.by in SINGLE else definition.depth or DEEP


def may_be_open(weeks: pd.DataFrame) -> pd.Series:
    """Return which weeks (of `weeks_of`) may have lower bounds by slug, and so open ranks.

    These are the weeks that lack a day, and those summed from shallow days.
    """
    lost = weeks.index.isin([pd.Timestamp(monday(day)) for day in lost_days()])
    of_days = weeks["dataset"].isin(DAYS)
    return of_days & (is_shallow(weeks["depth"]) | lost)


def _at_least(rows: pd.DataFrame, depth: int | None, *, single: bool) -> pd.Series:
    """Return which values are lower bounds (see `limits`)."""
    lower = ~rows["complete"] | lacks_day(rows)
    if single:
        return lower | ((rows["days"] < length(rows)) & is_shallow(rows["depth"], depth))
    return lower | (named(rows) & (is_shallow(rows["depth"], depth) | ~rows["can_rank"]))


@lru_cache(maxsize=8)
def weeks_of(
    rows: tuple[Any, ...], metric: str, ends: tuple[date, ...] | None = None
) -> pd.DataFrame:
    """Return the columns that hold for whole weeks, by week; made once for several levels.

    ``ends`` are the last days of other periods, which become a column `end`.
    """
    columns_of_rows = zip(*rows, strict=True) if rows else [()] * 7
    week, dataset, depth, complete, selection, as_of, seen_at = columns_of_rows
    first = pd.DatetimeIndex(np.array(week, "datetime64[s]"), name="week")
    last = first + (WEEK - DAY)
    if ends is not None:
        last = pd.DatetimeIndex(np.array(ends, "datetime64[s]"))
    is_complete = np.array(complete, "bool")
    seen = pd.to_datetime([*seen_at], utc=True).tz_localize(None)
    can_rank = [
        (by == metric or names is None) and not (name == MODEL_ACTIVITY and names < MATTERING)
        for name, names, by in zip(dataset, depth, selection, strict=True)
    ]
    columns = {
        "dataset": pd.array([*dataset], dtype="str"),
        "depth": pd.array([*depth], dtype="Int64"),
        "complete": is_complete,
        "settled": is_complete & (seen >= last + DAY + SETTLING),
        "can_rank": np.array(can_rank, "bool"),
        "as_of": pd.to_datetime([*as_of], utc=True),
        **({} if ends is None else {"end": last}),
    }
    return pd.DataFrame(columns, index=first)
