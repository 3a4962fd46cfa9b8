"""How far two datasets agree on the weeks that both of them have.

agreement
    Two datasets that count the same are compared week by week and name by name, where both name it
    and, if one of them is summed from days, where it was named on every day. The measured truth is
    exact equality in most weeks. A sum of days has the days on which a name was among the fifty, so
    far down its list it may say less than the others, never more.
ppm
    The difference in parts per million: what the second dataset says over what the first says, less
    one, times a million. 0 is equality to the last token or call.
dataset_a, dataset_b
    The two datasets compared, in the order of precedence.
value_a, value_b
    The value of a name in each of the two, in tokens or calls.
compared
    The number of names that both datasets name, on all their days.
equal
    The number of those that are equal to the last token or call in both.
total_ppm
    The difference of the totals, `other` included, in ppm.
worst
    The name with the largest difference in ppm.
worst_ppm
    The difference of the worst name, in ppm.
"""

from __future__ import annotations

from itertools import combinations

import pandas as pd

from tracker.analysis.rows import named
from tracker.records import OTHER

COLUMNS = ("week", "dataset_a", "dataset_b", "entity", "value_a", "value_b", "ppm")
TOTAL = "total"
SUMMARY = (
    "week",
    "dataset_a",
    "dataset_b",
    "total_ppm",
    "compared",
    "equal",
    "worst_ppm",
    "worst",
    "break",
)


def agreement(datasets: pd.DataFrame) -> pd.DataFrame:
    """Return every comparison of two datasets, from a frame of `analysis.frame.by_dataset`.

    Columns week, dataset_a, dataset_b, entity (or `total`, the whole week), value_a, value_b, ppm.
    """
    rows = pd.concat([datasets[_comparable(datasets)], _totals(datasets)], ignore_index=True)
    comparisons = []
    for first, second in combinations(datasets["dataset"].drop_duplicates(), 2):
        both = rows[rows["dataset"] == first].merge(
            rows[rows["dataset"] == second], on=["week", "entity"], suffixes=("_a", "_b")
        )
        comparisons.append(
            pd.DataFrame(
                {
                    "week": both["week"],
                    "dataset_a": first,
                    "dataset_b": second,
                    "entity": both["entity"],
                    "value_a": both["value_a"],
                    "value_b": both["value_b"],
                    "ppm": (both["value_b"] - both["value_a"])
                    / both["value_a"].where(both["value_a"] != 0)
                    * 1e6,
                }
            )
        )
    if not comparisons:
        return pd.DataFrame({name: pd.Series(dtype=object) for name in COLUMNS})
    compared = pd.concat(comparisons, ignore_index=True)
    equal = compared["value_a"] == compared["value_b"]
    compared["ppm"] = compared["ppm"].mask(equal, 0.0)
    return compared.sort_values(
        ["week", "dataset_a", "dataset_b"], kind="stable", ignore_index=True
    )


def summary(compared: pd.DataFrame, broken: dict[pd.Timestamp, str]) -> pd.DataFrame:
    """Return one row for each week and pair of datasets.

    It has the difference of the totals, the number of names compared and of those that are equal,
    the worst of them, and what is known to have broken in that week.
    """
    pair = ["week", "dataset_a", "dataset_b"]
    total = compared[compared["entity"] == TOTAL].set_index(pair)["ppm"].rename("total_ppm")
    names = compared[compared["entity"] != TOTAL]
    grouped = names.groupby(pair, sort=True)
    measured = names.dropna(subset="ppm")  # there is no difference in ppm from a value of 0
    largest = measured["ppm"].abs().groupby([measured[key] for key in pair]).idxmax()
    worst = measured.loc[largest]
    rows = pd.DataFrame(
        {
            "compared": grouped.size(),
            "equal": (names["ppm"] == 0).groupby([names[key] for key in pair]).sum(),
        }
    ).join(total, how="outer")
    rows = rows.join(
        worst.set_index(pair)[["ppm", "entity"]].rename(
            columns={"ppm": "worst_ppm", "entity": "worst"}
        )
    ).reset_index()
    rows["break"] = rows["week"].map(broken)
    rows["worst"] = rows["worst"].where(rows["worst_ppm"] != 0)
    counts = ["compared", "equal"]
    rows[counts] = rows[counts].fillna(0).astype("int64")
    return rows[[*SUMMARY]]


def _comparable(datasets: pd.DataFrame) -> pd.Series:
    """Return which rows are names that were named on every day, on a board of any selection."""
    most = datasets.groupby(["week", "dataset"])["days"].transform("max")
    return named(datasets) & (datasets["days"] == most)


def _totals(datasets: pd.DataFrame) -> pd.DataFrame:
    """Return the total of each week whose dataset has `other`, or all models."""
    key = [datasets["week"], datasets["dataset"]]
    whole = (datasets["entity"] == OTHER).groupby(key).transform("any") | datasets["depth"].isna()
    totals = datasets[whole].groupby(["week", "dataset"])["value"].sum().reset_index()
    return totals.assign(entity=TOTAL)
