"""Counts of slugs → what the entities of a level sum to, among all or the largest slugs.

sum
    The count of an entity in a period: those of all slugs that count towards it, as of the Monday
    of a week and the last day of any other period. Among the ``depth`` largest slugs of the period
    (of equal ones the first by name) the rest counts towards `other`, where the boards give a total
    (they have `other`, or name all), and nowhere else.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date
from weakref import WeakKeyDictionary

import numpy as np
import pandas as pd

from tracker.errors import CheckFailed
from tracker.identity import Span
from tracker.records import EVERY_DAY, LARGEST, OTHER, Counts

Level = Callable[[str], Sequence[Span]]
"""A slug → the entities that it counts towards, each from a day on until another."""
Codes = np.ndarray
"""Places in a list, one for each row."""


@dataclass(frozen=True)
class Coded:
    """Counts in order of periods and slugs, with places in lists of these instead."""

    periods: list[date]
    slugs: list[str]
    period: Codes
    slug: Codes
    value: np.ndarray
    days: np.ndarray


_SET: np.ndarray = np.array([bits.bit_count() for bits in range(EVERY_DAY + 1)], "int64")
"""The number of bits that are set in a number."""
_KEPT: WeakKeyDictionary[Counts, Coded] = WeakKeyDictionary()
"""Counts that several levels are summed from, coded once."""


def summed(
    counts: Counts,
    level: Level | None = None,
    *,
    depth: int | None = None,
    all_named: Collection[date] = frozenset(),
    identity_days: dict[date, date] | None = None,
) -> pd.DataFrame:
    """Return the sums of counts at a level: one row a period and entity.

    ``level`` None keeps the slugs. ``all_named`` are the periods whose boards name all.
    ``identity_days`` is given for other periods than weeks, whose `days` are ids of boards: the day
    as of which slugs count towards entities in each.

    Columns week (datetime64, the first day of the period), entity, value and days (int64), in the
    order of weeks, then of values, the largest first, then of names.
    """
    coded = _coded(counts)
    names, entity = _entities(coded, level, identity_days or {})
    is_kept = entity >= 0
    if depth is not None:
        is_largest = _is_largest(coded, depth)
        names, other = _with(names, OTHER)
        entity = np.where(is_largest, entity, other)
        is_kept &= is_largest | _has_total(coded, all_named)
    rows = np.flatnonzero(is_kept)
    number = max(len(names), 1)
    key = coded.period[rows] * number + entity[rows]
    order = np.argsort(key, kind="stable")
    rows, key = rows[order], key[order]
    first = _firsts(key)
    period, name = np.divmod(key[first], number)
    value, days = _added(coded.value[rows], first), coded.days[rows]
    named_on = _bits(days, first) if identity_days is None else _distinct(days, key, first)
    place_of_name = np.argsort(np.argsort(np.array(names, object)))
    ordered = np.lexsort((place_of_name[name], -value, period))
    return pd.DataFrame(
        {
            "week": np.array(coded.periods, "datetime64[s]")[period[ordered]],
            "entity": pd.array(names, dtype="str").take(name[ordered]),
            "value": value[ordered],
            "days": named_on[ordered],
        }
    )


def _coded(counts: Counts) -> Coded:
    if counts not in _KEPT:
        period_at = {day: place for place, day in enumerate(sorted({*counts.period}))}
        slug_at = {slug: place for place, slug in enumerate(sorted({*counts.slug}))}
        size = len(counts.slug)
        _KEPT[counts] = Coded(
            [*period_at],
            [*slug_at],
            np.fromiter(map(period_at.__getitem__, counts.period), "int64", size),
            np.fromiter(map(slug_at.__getitem__, counts.slug), "int64", size),
            np.array(counts.value, "int64"),
            np.array(counts.days, "int64"),
        )
    return _KEPT[counts]


def _entities(
    coded: Coded, level: Level | None, identity_days: dict[date, date]
) -> tuple[list[str], Codes]:
    """Return the entities of a level, and the place of that of each row; -1 where it has none."""
    if level is None:
        return coded.slugs, coded.slug
    places: dict[str, int] = {}
    of_slug = np.empty(len(coded.slugs), "int64")
    dated: dict[int, Sequence[Span]] = {}
    for place, slug in enumerate(coded.slugs):
        spans = level(slug)
        of_slug[place] = places.setdefault(spans[0][2], len(places))
        if len(spans) > 1 or spans[0][:2] != (date.min, date.max):
            dated[place] = spans
    entity = of_slug[coded.slug]
    if dated:
        days = np.array([identity_days.get(day, day) for day in coded.periods], "datetime64[D]")
        on = days[coded.period]
    for place, spans in dated.items():
        rows = np.flatnonzero(coded.slug == place)
        entity[rows] = -1
        for since, until, name in spans:
            within = (on[rows] >= np.datetime64(since)) & (on[rows] < np.datetime64(until))
            entity[rows[within]] = places.setdefault(name, len(places))
    return [*places], entity


def _with(names: list[str], name: str) -> tuple[list[str], int]:
    """Return names that have one more, and its place."""
    return (names, names.index(name)) if name in names else ([*names, name], len(names))


def _is_largest(coded: Coded, depth: int) -> np.ndarray:
    """Return which rows are of one of the ``depth`` largest slugs of their period."""
    key = coded.period * len(coded.slugs) + coded.slug
    order = np.argsort(key, kind="stable")
    first = _firsts(key[order])
    period, slug = np.divmod(key[order][first], max(len(coded.slugs), 1))
    value = _added(coded.value[order], first)
    named = slug != (coded.slugs.index(OTHER) if OTHER in coded.slugs else -1)
    period, slug, value = period[named], slug[named], value[named]
    largest_first = np.lexsort((slug, -value, period))
    period, slug = period[largest_first], slug[largest_first]
    behind = np.arange(len(period)) - np.searchsorted(period, period)
    chosen = (period * len(coded.slugs) + slug)[behind < depth]
    return np.isin(key, chosen)


def _has_total(coded: Coded, all_named: Collection[date]) -> np.ndarray:
    """Return which rows are of a period whose boards give a total: they have `other`, or name all.

    In another period an `other` made of what is cut off would pass for the rest.
    """
    has_total = np.array([day in all_named for day in coded.periods], dtype=bool)
    if OTHER in coded.slugs:
        has_total[coded.period[coded.slug == coded.slugs.index(OTHER)]] = True
    of_rows: np.ndarray = has_total[coded.period]
    return of_rows


def _firsts(key: np.ndarray) -> np.ndarray:
    """Return the places of the first of each group of equal ones, in order."""
    return np.flatnonzero(np.diff(key, prepend=key[:1] - 1))


def _added(values: np.ndarray, first: np.ndarray) -> np.ndarray:
    """Return the sums of groups of values. Raises CheckFailed for one that has no 64 bits."""
    if not len(first):
        return np.empty(0, "int64")
    if np.add.reduceat(values.astype("float64"), first).max() > LARGEST:
        raise CheckFailed("counts add up to more than 64 bits hold")
    added: np.ndarray = np.add.reduceat(values, first)
    return added


def _bits(days: np.ndarray, first: np.ndarray) -> np.ndarray:
    """Return the number of days whose bit is set in a row of each group."""
    if not len(first):
        return np.empty(0, "int64")
    counted: np.ndarray = _SET[np.bitwise_or.reduceat(days, first)]
    return counted


def _distinct(days: np.ndarray, key: np.ndarray, first: np.ndarray) -> np.ndarray:
    """Return the number of different days in each group."""
    pairs = np.unique(np.stack([key, days]), axis=1)[0]
    return np.bincount(np.searchsorted(key[first], pairs), minlength=len(first))
