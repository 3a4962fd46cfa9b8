from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pandas as pd
import pytest
from support.databases import Databases

import tracker
from tracker.publish.figures.data import chart_frame
from tracker.records import Question
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
    """The bundled history in the frame that the chart of a name takes; it has no results of
    benchmarks, so those are made up."""
    with Store(databases.of(_history)) as store:

        def frame(name: str) -> pd.DataFrame:
            found = chart_frame(store, name, Question())[0]
            if "accuracy" in found:
                return found.assign(
                    benchmark="gpqa-diamond",
                    accuracy=[0.9 - 0.001 * place for place in range(len(found))],
                    rank_by_accuracy=pd.array(range(1, len(found) + 1), dtype="Int64"),
                )
            return found

        yield cache(frame)
