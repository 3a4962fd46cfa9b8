from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pandas as pd
import pytest
from databases import Databases

import tracker
from tracker.publish.answers import Question
from tracker.publish.plotted import plotted
from tracker.store import Store


@pytest.fixture(scope="session")
def history(databases: Databases, _history: Path) -> pd.DataFrame:
    """The bundled weekly tokens by slug, ranked and shared."""
    with tracker.open(databases.of(_history)) as db:
        return tracker.share(tracker.rank(db.weekly()))


@pytest.fixture(scope="session")
def calls(databases: Databases, _history: Path) -> pd.DataFrame:
    """The bundled weekly calls by slug, ranked and shared."""
    with tracker.open(databases.of(_history)) as db:
        return tracker.share(tracker.rank(db.weekly(metric="calls")))


@pytest.fixture(scope="session")
def fed(databases: Databases, _history: Path) -> Iterator[Callable[[str], pd.DataFrame]]:
    """The bundled history in the frame that the chart of a name takes."""
    with Store(databases.of(_history)) as store:
        yield cache(lambda name: plotted(store, name, Question())[0])
