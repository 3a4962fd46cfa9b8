"""Lower and upper bounds of the calls in weeks of which no complete capture exists.

bounds
    The calls of a slug in a week lie between what is known of it and what may be hidden. The front
    end publishes the calls of a week in five classes of prompt length, nine slugs named in each: a
    slug named in a class has its count there, one not named has at most the ninth count. Where
    single counts are known from elsewhere, they are exact. Bounds are stated for slugs only: a
    model's other variants may hide in `other`.
lower
    The least calls that a slug can have had. From the classes it is their sum where the classes are
    seen to add up to the whole, or else the largest single one.
upper
    The most calls it can have had: its counts where it is named plus the ninth count of each class
    where it is not. Unknown unless all five classes are known and add up.
add_up
    The five classes are taken to part the calls of a week when, in every week that is also known
    whole from a Monday window and was not restated, their totals add up to that window's within
    100 ppm, and in at least one week they were seen to.
best_rank
    One more than the number of slugs that must have had more calls: at best first, at best seventh.
worst_rank
    One more than the number of slugs that may have had as many; unknown where an upper bound is, or
    where slugs that are named nowhere may have had as many.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right

import pandas as pd

from tracker.breaks import LOST, RESTATED, breaks
from tracker.records import BUCKETS, OTHER
from tracker.weeks import monday

TOLERANCE = 1e-4
COLUMNS = ("week", "entity", "lower", "upper", "best_rank", "worst_rank")


def intervals(weeks: pd.DataFrame, lengths: pd.DataFrame) -> pd.DataFrame:
    """Return lower and upper bounds of every slug known in a week.

    Columns week, entity, lower (Int64), upper, best_rank, worst_rank (Int64, missing where
    unknown). ``weeks`` is a weekly frame of calls by slug; ``lengths`` is one by class of prompt
    length.
    """
    adds_up = add_up(weeks, lengths)
    is_bound = weeks["dataset"].isin(lengths["dataset"])  # a row that `prove` added
    exact = weeks.loc[(weeks["entity"] != OTHER) & ~is_bound]
    counts = {week: dict(zip(f["entity"], f["value"], strict=True)) for week, f in _by_week(exact)}
    classes = dict(_by_week(lengths[lengths["complete"]]))
    whole = set(weeks.loc[weeks["depth"].isna(), "week"])
    frames = [
        _week_bounds(
            week, counts.get(week, {}), classes.get(week), adds_up=adds_up, whole=week in whole
        )
        for week in sorted(counts.keys() | classes.keys())
    ]
    if not frames:
        return pd.DataFrame({name: pd.Series(dtype="Int64") for name in COLUMNS})
    return pd.concat(frames, ignore_index=True)[[*COLUMNS]]


def add_up(weeks: pd.DataFrame, lengths: pd.DataFrame) -> bool:
    """Return whether the five classes are seen to part the calls of a week (see above)."""
    compared = partition(weeks, lengths)
    return bool(len(compared)) and bool((compared["ppm"].abs() <= TOLERANCE * 1e6).all())


def partition(weeks: pd.DataFrame, lengths: pd.DataFrame) -> pd.DataFrame:
    """Return the weeks known both whole and in all five classes.

    Weeks that the publisher restated or lost a day of are left out. Columns week, classes and whole
    (calls), ppm.
    """
    broken = {pd.Timestamp(monday(day)) for day in breaks(LOST, RESTATED)}
    lengths = lengths[~lengths["week"].isin(broken)]
    named = lengths[lengths["complete"] & lengths["length"].isin(BUCKETS)]
    has_all = named.groupby("week")["length"].nunique() == len(BUCKETS)
    whole = weeks[weeks["depth"].isna() & weeks["complete"]]
    compared = pd.DataFrame(
        {
            "classes": named.groupby("week")["value"].sum()[has_all[has_all].index],
            "whole": whole.groupby("week")["value"].sum(),
        }
    ).dropna()
    compared["ppm"] = (compared["classes"] / compared["whole"] - 1) * 1e6
    return compared.reset_index(names="week")


def prove(weeks: pd.DataFrame, lengths: pd.DataFrame) -> pd.DataFrame:
    """Return the weekly frame of calls with the leaders that the bounds prove, marked `proven`.

    Each week that cannot be ranked and whose leader is proven gets a row for it. Its value is its
    lower bound.
    """
    if not add_up(weeks, lengths):
        return weeks  # without sums there are no upper bounds
    ranked = set(weeks.loc[weeks["complete"] & weeks["can_rank"], "week"])
    bounded = intervals(weeks, lengths)
    led = bounded[(bounded["worst_rank"] == 1).fillna(False) & ~bounded["week"].isin(ranked)]
    for week, slug, lower in zip(led["week"], led["entity"], led["lower"], strict=True):
        is_leader = (weeks["week"] == week) & (weeks["entity"] == slug)
        if is_leader.any():
            weeks.loc[is_leader, "proven"] = True
            continue
        row_in_class = lengths[(lengths["week"] == week) & (lengths["entity"] == slug)].iloc[[0]]
        row = row_in_class[[*weeks.columns]].assign(
            value=int(lower), can_rank=False, proven=True, at_least=True
        )
        weeks = pd.concat([weeks, row], ignore_index=True)
    return weeks.sort_values(
        ["week", "value", "entity"], ascending=[True, False, True]
    ).reset_index(drop=True)


def _by_week(frame: pd.DataFrame) -> list[tuple[pd.Timestamp, pd.DataFrame]]:
    return [(pd.Timestamp(week), rows) for week, rows in frame.groupby("week")]  # type: ignore[arg-type]


def _week_bounds(
    week: pd.Timestamp,
    exact: dict[str, int],
    classes: pd.DataFrame | None,
    *,
    adds_up: bool,
    whole: bool,
) -> pd.DataFrame:
    """Return the bounds of one week.

    A slug that is named nowhere may have had what is hidden at most.
    """
    lower, upper, hidden = dict(exact), dict(exact), 0 if whole else None
    if classes is not None:
        counts = classes[classes["entity"] != OTHER].pivot_table(
            index="entity", columns="length", values="value", aggfunc="sum"
        )
        slugs = [str(slug) for slug in counts.index]
        least = counts.max(axis=1)
        if adds_up:  # `unnamed` is one of the five classes, and not a sixth part
            parts = counts.filter(items=[*BUCKETS]).sum(axis=1)
            least = least.where(least > parts, parts)
        lower = dict(zip(slugs, map(int, least), strict=True)) | exact
        if adds_up and set(BUCKETS) <= set(counts.columns):
            ninth = counts[[*BUCKETS]].min()
            most = counts[[*BUCKETS]].fillna(ninth).sum(axis=1)
            upper = dict(zip(slugs, map(int, most), strict=True)) | exact
            hidden = 0 if whole else int(ninth.sum())
    frame = pd.DataFrame({"entity": list(lower), "lower": pd.array(list(lower.values()), "Int64")})
    frame["upper"] = frame["entity"].map(upper).astype("Int64")
    lowers, uppers = sorted(frame["lower"]), sorted(frame["upper"].dropna())
    frame["best_rank"] = pd.array(
        [
            None if pd.isna(most) else 1 + len(lowers) - bisect_right(lowers, most)
            for most in frame["upper"]
        ],
        "Int64",
    )
    certain = hidden is not None and len(uppers) == len(lowers)
    frame["worst_rank"] = pd.array(
        [
            len(uppers) - bisect_left(uppers, least) if certain and hidden < least else None
            for least in frame["lower"]
        ],
        "Int64",
    )
    ordered = frame.sort_values(["lower", "entity"], ascending=[False, True], ignore_index=True)
    return ordered.assign(week=week)
