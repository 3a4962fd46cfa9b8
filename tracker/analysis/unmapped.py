"""What the hand-kept map of identity does not know, by volume.

unmapped
    Slugs of which the map lacks something. Such a model is a family of its own, its weights are
    `unknown`, and where its author is missing so is its country: the larger it is, the less can be
    said of families, countries and weights.
missing
    What the map lacks of a slug: the `model` (a row of `data/models.csv`), the `author` (a row of
    `data/authors.csv`), or both.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from tracker import identity
from tracker.analysis.grid import Grid
from tracker.identity import curated
from tracker.records import OTHER

COLUMNS = ("entity", "value", "share", "weeks", "last", "missing")


def unmapped(frame: pd.DataFrame) -> pd.DataFrame:
    """The slugs of a weekly frame that the map does not know whole, the largest first: columns
    entity, value (Int64, the sum of all complete weeks), share (of everything counted in those
    weeks, `other` included), weeks (in how many it was named), last (the newest of them), missing.

    Raises ValueError unless the frame is by slug.
    """
    if frame.attrs.get("by", "slug") != "slug":
        raise ValueError(f"the frame is by {frame.attrs['by']}, and only slugs are on the map")
    counted = frame.loc[frame["complete"], ["week", "entity", "value"]]
    grid = Grid(counted)
    there = grid.spread(np.ones(len(counted), dtype=bool), False)
    newest = len(grid.weeks) - 1 - there[::-1].argmax(axis=0) if len(counted) else []
    found = pd.DataFrame(
        {
            "entity": pd.Series(grid.names, dtype="str"),
            "value": pd.array(grid.spread(counted["value"], 0).sum(axis=0), dtype="Int64"),
            "weeks": there.sum(axis=0),
            "last": grid.weeks[newest],
        }
    )
    found["share"] = found["value"].astype("float64") / counted["value"].sum()
    found["missing"] = [None if name == OTHER else _lacking(name) or None for name in grid.names]
    found = found[found["missing"].notna()].sort_values("entity")
    found = found.sort_values("value", ascending=False, kind="stable", ignore_index=True)
    found = found[[*COLUMNS]]
    found.attrs = dict(frame.attrs)
    return found


def _lacking(slug: str) -> str:
    known = {
        "model": identity.on_map(slug),
        "author": bool(curated.author(identity.author(slug))),
    }
    return " and ".join(what for what, there in known.items() if not there)
