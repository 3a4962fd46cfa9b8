"""Usage that is given away: free variants, and models listed without their maker.

free
    The share of slugs with the variant `:free`, of everything on the week's board. Models listed
    without their maker count as `stealth` only, whatever their variant, so the two never overlap.
    Both are of what is named; more may be in `other`.
paid
    The share of all the others that are named. With `free`, `stealth` and `unnamed` it makes 1.
"""

from __future__ import annotations

import pandas as pd

from tracker import identity
from tracker.analysis.rows import in_order, of_slugs, weekly_frame
from tracker.analysis.shares import shares_of, tells_whole
from tracker.records import OTHER

FREE, STEALTH, PAID = KINDS = ("free", "stealth", "paid")


def given_away(frame: pd.DataFrame) -> pd.DataFrame:
    """Return one row for each complete week of a weekly frame by slug.

    Columns week, free, stealth, paid (shares of everything on the board, missing where it does not
    tell its whole). Raises FrameError unless the frame is by slug.
    """
    frame = weekly_frame(frame)
    rows = frame[frame["complete"]]
    kinds = _kinds(rows)
    shares = shares_of(rows)
    whole = shares.groupby(rows["week"]).count() > 0
    parts = {
        kind: shares.where(kinds == kind, 0.0).groupby(rows["week"]).sum().where(whole)
        for kind in KINDS
    }
    return pd.DataFrame(parts, index=whole.index).rename_axis("week").reset_index()


def without_free(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the weekly frame by slug with what is free or stealth moved into `other`.

    There it is counted and never ranked: the `rank` of the result is the ranking of what is paid
    for. Where a board does not tell its whole there is no `other` to move it into, and it is left
    out: a new `other` would pass for the rest. Raises FrameError unless the frame is by slug.
    """
    frame = weekly_frame(frame)
    kinds = _kinds(frame)
    moved = kinds.isin([FREE, STEALTH])
    rest = frame[(moved & tells_whole(frame)) | (kinds == OTHER)]
    rest = rest.assign(entity=OTHER, proven=rest["proven"] & (rest["entity"] == OTHER))
    sums = {"value": "sum", "days": "max", "at_least": "any"}
    if "as_of" in frame:
        sums["as_of"] = "max"
    constant = {column: "first" for column in frame.columns if column not in ("week", *sums)}
    rest = rest.groupby("week", as_index=False, sort=False).agg(sums | constant)
    return in_order(pd.concat([frame[kinds == PAID], rest[[*frame.columns]]], ignore_index=True))


def _kinds(frame: pd.DataFrame) -> pd.Series:
    """Return what each row is: free, stealth, paid, or `other`."""
    of_slugs(frame, "only a slug has a variant")
    kinds = {slug: _kind(slug) for slug in frame["entity"].unique()}
    return frame["entity"].map(kinds)


def _kind(slug: str) -> str:
    if slug == OTHER:
        return OTHER
    if identity.is_stealth(slug):
        return STEALTH
    return FREE if identity.variant(slug) == identity.FREE else PAID
