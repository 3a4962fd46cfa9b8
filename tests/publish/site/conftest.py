"""The site made of a small record with names that mean harm."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from support import hostile_weeks
from support.databases import Databases
from support.sample_boards import without_history

from tracker.identity.names import LANGUAGES
from tracker.publish.site import build
from tracker.publish.site.data import record as recorded
from tracker.publish.site.render import Site
from tracker.records import Question
from tracker.store import Store, schema


@pytest.fixture(scope="session")
def record(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Yield the store."""
    folder = tmp_path_factory.mktemp("record")
    with Store(databases.of(folder)) as store:
        schema.ready(store.engine)
        without_history(store)
        hostile_weeks.put_all(store)
        yield store


@pytest.fixture(scope="session")
def folder(record: Store, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the site in both languages, which is written once for all tests."""
    out = tmp_path_factory.mktemp("site")
    build.build(record, Question(), out, languages=LANGUAGES)
    return out


@pytest.fixture(scope="session")
def site(record: Store) -> Site:
    return Site(recorded(record, Question()))
