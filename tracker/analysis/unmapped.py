"""The slugs that the hand-kept map of identity does not know, by volume.

unmapped
    Slugs of which the map lacks something. Such a model is a family of its own, its weights are
    `unknown`, and where its author is missing so is its country: the larger it is, the less can be
    said of families, countries and weights.
missing
    What the map lacks of a slug: the `model` (a row of `data/models.csv`), the `author` (a row of
    `data/authors.csv`), or both.
"""

from __future__ import annotations

import pandas as pd

from tracker import identity
from tracker.analysis.rows import of_slugs, weekly_frame
from tracker.identity import curated
from tracker.records import OTHER

COLUMNS = ("entity", "value", "share", "weeks", "last", "missing")


def unmapped(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the slugs of a weekly frame that the map does not know whole, the largest first.

    Columns entity, value (Int64, the sum of all complete weeks), share (of everything counted in
    those weeks, `other` included), weeks (in how many it was named), last (the newest of them),
    missing. Raises FrameError unless the frame is by slug.
    """
    frame = weekly_frame(frame)
    of_slugs(frame, "only slugs are on the map")
    counted = frame.loc[frame["complete"], ["week", "entity", "value"]]
    rows = counted.groupby("entity", as_index=False).agg(
        value=("value", "sum"), weeks=("week", "size"), last=("week", "max")
    )
    rows["value"] = rows["value"].astype("Int64")
    rows["share"] = rows["value"].astype("float64") / counted["value"].sum()
    rows["missing"] = [None if slug == OTHER else _lacking(slug) or None for slug in rows["entity"]]
    rows = rows[rows["missing"].notna()]
    return rows.sort_values(["value", "entity"], ascending=[False, True], ignore_index=True)[
        [*COLUMNS]
    ]


def _lacking(slug: str) -> str:
    on_map = {
        "model": identity.on_map(slug),
        "author": bool(curated.author(identity.author(slug))),
    }
    return " and ".join(what for what, is_known in on_map.items() if not is_known)
