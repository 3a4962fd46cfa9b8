from __future__ import annotations

from pathlib import Path

import pytest

from tracker.errors import ConfigError
from tracker.writing import put, take_away


def test_a_file_is_put_with_the_folders_it_lies_in(tmp_path: Path) -> None:
    put(tmp_path / "a" / "b.txt", b"c")
    assert (tmp_path / "a" / "b.txt").read_bytes() == b"c"
    take_away(tmp_path / "a" / "b.txt")
    assert not (tmp_path / "a" / "b.txt").exists()


def test_a_place_that_cannot_be_written_to_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(ConfigError, match=r"file/b\.txt cannot be written"):
        put(tmp_path / "file" / "b.txt", b"c")
    with pytest.raises(ConfigError, match="nothing cannot be written"):
        take_away(tmp_path / "nothing")
