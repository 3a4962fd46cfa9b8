from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

import tracker
from tracker.publish.answers import Question
from tracker.publish.plotted import plotted
from tracker.store import Store


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
def fed(_history: Path) -> Iterator[Callable[[str], pd.DataFrame]]:
    """The bundled history in the frame that the chart of a name takes."""
    with Store(f"sqlite:///{_history / 'tracker.db'}") as store:
        yield cache(lambda name: plotted(store, name, Question())[0])
