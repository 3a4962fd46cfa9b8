"""A weekly frame as weeks × entities, for measures that walk every entity through its weeks."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from tracker.records import OTHER
from tracker.weeks import WEEK


class Grid:
    """Where each row of a weekly frame stands: ``week`` and ``entity`` number the ``weeks``, in
    order, and the ``names``."""

    def __init__(self, frame: pd.DataFrame) -> None:
        self.entity, self.names = pd.factorize(frame["entity"].to_numpy(dtype=object))
        self.week, weeks = pd.factorize(frame["week"], sort=True)
        self.weeks = pd.DatetimeIndex(weeks)
        self._cell = self.week * len(self.names) + self.entity
        self._earlier = self.weeks.get_indexer(self.weeks - WEEK)

    @cached_property
    def other(self) -> Any:
        """Which rows are the unnamed rest."""
        return np.asarray(self.names == OTHER, dtype=bool)[self.entity]

    def spread(self, values: Any, empty: Any) -> Any:
        """A column as weeks × names, ``empty`` where there is no row."""
        grid = np.full((len(self.weeks), len(self.names)), empty)
        grid.reshape(-1)[self._cell] = values
        return grid

    def gather(self, grid: Any) -> Any:
        """The column that a grid holds, in the order of the rows."""
        return grid.reshape(-1)[self._cell]

    def week_before(self, grid: Any, empty: Any) -> Any:
        """A grid moved by seven days: each week has what was so exactly a week earlier."""
        moved = grid[self._earlier]
        moved[self._earlier < 0] = empty
        return moved

    def row_before(self) -> Any:
        """By row, the number of the row of the same entity exactly a week earlier; -1 for none."""
        rows = self.spread(np.arange(len(self._cell)), -1)
        return self.gather(self.week_before(rows, -1))

    def rows_in(self, other: Grid) -> Any:
        """By row, the number of the row of another grid's frame that is of the same week and
        entity; -1 for none."""
        rows = np.full((len(other.weeks) + 1, len(other.names) + 1), -1)  # -1 finds the added ones
        rows[other.week, other.entity] = np.arange(len(other.week))
        week = other.weeks.get_indexer(self.weeks)[self.week]
        entity = pd.Index(other.names).get_indexer(self.names)[self.entity]
        return rows[week, entity]

    def sums(self, values: Any) -> Any:
        """What a column comes to in each week."""
        return self.spread(values, values.dtype.type(0)).sum(axis=1)

    def any(self, marked: Any) -> Any:
        """By row, whether any row of its week is marked."""
        found = np.zeros(len(self.weeks), dtype=bool)
        found[self.week[marked]] = True
        return found[self.week]
