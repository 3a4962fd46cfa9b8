"""The slugs that the hand-kept map of identity does not know, by volume.

unmapped
    Slugs of which the map lacks something. What the catalogue says of such a model is taken by
    rule; otherwise it is a family of its own, and its weights are `unknown`. Where its author is
    missing so is its country. The larger it is, the less can be said of families, countries and
    weights.
missing
    What the map lacks of a slug: the `model` (a row of `data/models.csv`), the `author` (a row of
    `data/authors.csv`), or both.
identity
    `by rule` where the family and the weights of a slug are taken from the catalogue (`tracker
    define by-rule`), and stand here to be checked; `unknown` where nothing on record has them.
"""

from __future__ import annotations

import pandas as pd

from tracker import identity
from tracker.analysis.rows import of_slugs, weekly_frame
from tracker.identity import curated
from tracker.records import OTHER

BY_RULE, UNKNOWN = "by rule", "unknown"
COLUMNS = (
    "identity",
    "entity",
    "value",
    "share",
    "weeks",
    "last",
    "missing",
    "family",
    "weights",
)


def unmapped(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the slugs of a weekly frame that the hand-kept map does not know whole.

    Those of which nothing is known come first, then those by rule, each the largest first. Columns
    identity, entity, value (Int64, the sum of all complete weeks), share (of everything counted in
    those weeks, `other` included), weeks (in how many it was named), last (the newest of them),
    missing, family and weights (by rule, else missing). Raises FrameError unless the frame is by
    slug.
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
    by_rule = rows["entity"].map(identity.is_by_rule).astype(bool)
    rows["identity"] = by_rule.map({True: BY_RULE, False: UNKNOWN})
    for level in ("family", "weights"):
        names = [identity.entity(slug, level) for slug in rows["entity"]]
        rows[level] = pd.Series(names, rows.index, dtype="str").where(by_rule)
    order = ["identity", "value", "entity"]
    return rows.sort_values(order, ascending=[False, False, True], ignore_index=True)[[*COLUMNS]]


def _lacking(slug: str) -> str:
    on_map = {
        "model": identity.on_map(slug),
        "author": bool(curated.author(identity.author(slug))),
    }
    return " and ".join(what for what, is_known in on_map.items() if not is_known)
