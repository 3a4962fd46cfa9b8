from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from frames import side_by_side

import tracker
from tracker.charts import chart


@pytest.fixture(scope="session")
def history(_history: Path) -> pd.DataFrame:
    """The bundled weekly tokens by slug, ranked and shared."""
    with tracker.open(f"sqlite:///{_history / 'tracker.db'}") as db:
        return tracker.share(tracker.rank(db.weekly()))


@pytest.fixture(scope="session")
def calls(_history: Path) -> pd.DataFrame:
    """The bundled weekly calls by slug, ranked and shared."""
    with tracker.open(f"sqlite:///{_history / 'tracker.db'}") as db:
        return tracker.share(tracker.rank(db.weekly(metric="calls")))


@pytest.fixture(scope="session")
def fed(history: pd.DataFrame, calls: pd.DataFrame) -> Callable[[str], pd.DataFrame]:
    """The bundled history in the frame that the chart of a name takes."""
    both = side_by_side(history, calls)
    return lambda name: both if chart(name).METRICS else history
