from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from support.databases import Databases

from tracker.analysis import catalog
from tracker.answers.check import Checker, Line
from tracker.claims.verdicts import Verdict
from tracker.store import Store


@pytest.fixture(scope="session")
def bundled(databases: Databases, _history: Path) -> Iterator[Store]:
    with Store(databases.of(_history)) as store:
        yield store


@pytest.fixture(scope="session")
def judged(bundled: Store) -> Callable[[str, str], Verdict]:
    """Return a function that gives the first verdict on a sentence of a day, judged once."""
    checker = Checker(bundled, naming=catalog.names(bundled))

    def verdict(text: str, published: str) -> Verdict:
        return checker.verdicts(Line(text, published=date.fromisoformat(published)))[0]

    return cache(verdict)
