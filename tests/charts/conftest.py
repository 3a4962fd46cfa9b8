from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import tracker


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
