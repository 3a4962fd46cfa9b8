"""What is given away: free variants, and models listed without their maker.

free
    The share of slugs with the variant `:free`: of everything on the week's board, or of all that
    is named of one entity. Models listed without their maker count as `stealth` only, whatever
    their variant, so the two never overlap. Both are of what is named; more may be in `other`.
paid
    The share of all the others that are named. With `free`, `stealth` and `unnamed` it makes 1.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from tracker import identity
from tracker.analysis.grid import Grid
from tracker.analysis.rows import in_order, named
from tracker.analysis.shares import of_week
from tracker.records import OTHER

FREE, STEALTH, PAID = KINDS = ("free", "stealth", "paid")


def given_away(frame: pd.DataFrame) -> pd.DataFrame:
    """One row for each complete week of a weekly frame by slug: columns week, free, stealth, paid
    (shares of everything on the board, missing where it does not tell its whole).

    Raises ValueError unless the frame is by slug.
    """
    rows = frame[frame["complete"]]
    grid = Grid(rows)
    kinds = _kinds(rows, grid)
    shares = grid.spread(of_week(rows, grid), np.nan)
    told = ~np.isnan(shares).all(axis=1)
    parts = {kind: np.nansum(shares[:, kinds == kind], axis=1) for kind in KINDS}
    found = pd.DataFrame({kind: np.where(told, part, np.nan) for kind, part in parts.items()})
    found.insert(0, "week", grid.weeks)
    found.attrs = dict(frame.attrs)
    return found


def without_free(frame: pd.DataFrame) -> pd.DataFrame:
    """The weekly frame by slug with what is free or stealth moved into `other`: counted and never
    ranked. Its `rank` is the ranking of what is paid for.

    Where a board does not tell its whole there is no `other` to move it into, and it is left out: a
    new `other` would pass for the rest. Raises ValueError unless the frame is by slug.
    """
    grid = Grid(frame)
    kinds = _kinds(frame, grid)[grid.entity]
    moved = (kinds == FREE) | (kinds == STEALTH)
    kept = ~moved | grid.any(grid.other) | frame["depth"].isna().to_numpy()
    rest = frame[(moved & kept) | grid.other]
    rest = rest.assign(entity=OTHER, proven=rest["proven"] & (rest["entity"] == OTHER))
    sums = {"value": "sum", "days": "max", "as_of": "max"}
    same = {column: "first" for column in frame.columns if column not in ("week", *sums)}
    rest = rest.groupby("week", as_index=False, sort=False).agg(sums | same)
    paid = pd.concat([frame[kinds == PAID], rest[[*frame.columns]]], ignore_index=True)
    paid = in_order(paid)
    paid.attrs = dict(frame.attrs)
    return paid


def free_share(frame: pd.DataFrame, by_entity: Callable[[str], str]) -> pd.DataFrame:
    """How much of its own value each entity gives away, by complete week: columns week, entity,
    value (int64), free and stealth (0 to 1; missing where the value is 0).

    ``frame`` is by slug, ``by_entity`` leads from a slug to the entity. A value that is only a
    lower bound (`proven`) is no whole of which there are shares, and is left out. Raises ValueError
    unless the frame is by slug.
    """
    grid = Grid(frame)
    rows = frame.assign(kind=_kinds(frame, grid)[grid.entity])
    rows = rows[rows["complete"] & named(rows) & ~rows["proven"]]
    entities = {slug: by_entity(slug) for slug in rows["entity"].unique()}
    key = [rows["week"], rows["entity"].map(entities)]
    value = rows["value"].groupby(key).sum()
    found = value.to_frame()
    for kind in (FREE, STEALTH):
        part = rows["value"].where(rows["kind"] == kind, 0).groupby(key).sum()
        found[kind] = part / value.where(value > 0)
    found = in_order(found.reset_index())
    found.attrs = dict(frame.attrs)
    return found


def _kinds(frame: pd.DataFrame, grid: Grid) -> Any:
    """What each name of the grid is: free, stealth, paid, or `other`."""
    if frame.attrs.get("by", "slug") != "slug":
        raise ValueError(f"the frame is by {frame.attrs['by']}, and only a slug has a variant")
    return np.array([_kind(slug) for slug in grid.names], dtype=object)


def _kind(slug: str) -> str:
    if slug == OTHER:
        return OTHER
    if identity.is_stealth(slug):
        return STEALTH
    return FREE if identity.variant(slug) == identity.FREE else PAID
