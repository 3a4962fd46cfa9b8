"""The short form of `make soak`: a dozen days, with everything that is unkind in them."""

from __future__ import annotations

from pathlib import Path

import pytest
from databases import Databases
from laws import broken
from soak import lived

SEED, DAYS = 1, 14


@pytest.mark.parametrize("keyed", [True, False], ids=["with a key", "without a key"])
def test_a_record_left_alone_is_whole(databases: Databases, tmp_path: Path, keyed: bool) -> None:
    with lived(tmp_path / "life", databases, seed=SEED, length=DAYS, keyed=keyed) as life:
        assert broken(life, databases) == []
        assert life.kills
