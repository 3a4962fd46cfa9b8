"""Where harm begins from: an empty folder, or a record that was collected."""

from __future__ import annotations

from pathlib import Path

import pytest
from faults.record import COLLECT, Stage, publish
from support.fake_server import Server


@pytest.fixture
def nothing(on_sqlite: None, tmp_path: Path) -> Path:
    """A start from an empty folder."""
    folder = tmp_path / "start"
    (folder / "data").mkdir(parents=True)
    return folder


@pytest.fixture
def collected(server: Server, nothing: Path) -> Path:
    """A start from a record that was collected."""
    ended = Stage(COLLECT, nothing, publish(server)).run(nothing)
    assert ended.code == 0, ended.said
    return nothing
