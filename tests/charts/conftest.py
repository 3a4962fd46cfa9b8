from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pandas as pd
import pytest
from support.databases import Databases
from support.weekly_frames import on_two_routers

import tracker
from tracker.publish.figures.data import chart_frame
from tracker.records import Question
from tracker.store import Store


@pytest.fixture(scope="session")
def history(databases: Databases, _history: Path) -> pd.DataFrame:
    """Return the bundled weekly tokens by slug, ranked and shared."""
    with tracker.open(databases.of(_history)) as db:
        return tracker.share(tracker.rank(db.weekly()))


@pytest.fixture(scope="session")
def calls(databases: Databases, _history: Path) -> pd.DataFrame:
    """Return the bundled weekly calls by slug, ranked and shared."""
    with tracker.open(databases.of(_history)) as db:
        return tracker.share(tracker.rank(db.weekly(metric="calls")))


@pytest.fixture(scope="session")
def fed(databases: Databases, _history: Path) -> Iterator[Callable[[str], pd.DataFrame]]:
    """Yield a function that returns the bundled history in the frame of a chart.

    The history has no results of benchmarks and nothing of another router, so those are made up.
    """
    with Store(databases.of(_history)) as store:

        def frame(name: str) -> pd.DataFrame:
            if name == "elsewhere":
                return on_two_routers(chart_frame(store, "stack", Question(by="author"))[0])
            result = chart_frame(store, name, Question())[0]
            if "accuracy" in result:
                return result.assign(
                    benchmark="gpqa-diamond",
                    accuracy=[0.9 - 0.001 * place for place in range(len(result))],
                    rank_by_accuracy=pd.array(range(1, len(result) + 1), dtype="Int64"),
                )
            return result

        yield cache(frame)
