"""Whatever a server sends, or a file holds: an answer that is sane, or a refusal that changes
nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.corrupted_bodies import bodies
from support.corruption import LATER, TIMES, URLS, holds, outcome
from support.databases import Databases
from support.sample_boards import payload

from tracker.archive import Archive
from tracker.errors import CheckFailed, ParseError
from tracker.ingest.journey import take
from tracker.sources import CONTENTS, recognise, source
from tracker.sources.datasets import manifest
from tracker.store import Store


@given(bodies(), URLS, TIMES)
def test_a_spoilt_body_is_answered_or_refused(body: bytes, url: str, made: datetime) -> None:
    holds(outcome(payload(body, url=url, fetched_at=made)))


@given(bodies(), URLS)
def test_a_spoilt_manifest_promises_something_or_is_refused(body: bytes, url: str) -> None:
    try:
        found = manifest.read(payload(body, url=url))
    except ParseError:
        return
    assert found.promises
    assert all(len(promise.sha256) == 64 for promise in found.promises.values())


@pytest.fixture(scope="module")
def kept(databases: Databases) -> Iterator[Store]:
    """A store, taken back to nothing after each body."""
    with databases.fresh() as opened:
        yield opened


@given(body=bodies(), url=URLS, made=TIMES, named=st.sampled_from([*CONTENTS]))
def test_what_is_refused_changes_no_figure(
    kept: Store,
    tmp_path_factory: pytest.TempPathFactory,
    body: bytes,
    url: str,
    made: datetime,
    named: str,
) -> None:
    """Read as what it looks like, or as what it was asked for."""
    found = payload(body, url=url, fetched_at=made)
    try:
        reader = recognise(found)[0]
    except ParseError:
        reader = source(named)
    found = payload(body, reader.NAME, url, fetched_at=made)
    with kept.rehearsal():
        before = (kept.contents(), kept.slugs(), kept.held())
        archive = Archive(tmp_path_factory.mktemp("archive"))
        taken = take(reader, archive.keep(found), archive, kept, now=LATER)
        after = (kept.contents(), kept.slugs(), kept.held())
        listed = sum(kept.listed(dataset) for dataset in reader.DATASETS)
    assert before == ([], [], {})
    assert taken.recorded.new == len(after[0]) + listed
    if taken.trouble:
        assert isinstance(taken.trouble, ParseError | CheckFailed)
        doubtful = isinstance(taken.trouble, CheckFailed) and taken.trouble.doubtful
        assert after == before or doubtful, "what is not doubted is recorded"
