"""Truths by week, as marks."""

from __future__ import annotations

import pandas as pd

MARKS = {True: "+", False: "-"}


def written(truths: pd.Series) -> str:
    """Week by week: so (+), not so (-), unknown (?)."""
    return "".join("?" if pd.isna(truth) else MARKS[bool(truth)] for truth in truths)
