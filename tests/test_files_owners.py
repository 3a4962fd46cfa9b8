"""Links are followed as the system does, but for those of another user."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tracker.files import belongs_to_another, followed

OTHER = 54_321


def test_a_path_is_followed_as_the_system_does(tmp_path: Path) -> None:
    (tmp_path / "folder" / "deep").mkdir(parents=True)
    (tmp_path / "there").symlink_to("folder")
    (tmp_path / "over").symlink_to(tmp_path / "there" / "deep")
    (tmp_path / "folder" / "up").symlink_to("../there/new.csv")
    for path in ("there/a", "over/../a", "folder/up", "nowhere/a", "folder/deep/../up"):
        assert followed(tmp_path / path).resolve() == (tmp_path / path).resolve()
        assert not any(one.is_symlink() for one in followed(tmp_path / path).parents)


def test_a_circle_ends(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("a")
    with pytest.raises(OSError, match=r"(?i)too many"):
        followed(tmp_path / "a")


def test_what_is_anothers_is_not_followed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "link").symlink_to(tmp_path)
    if os.geteuid() == 0:
        os.lchown(tmp_path / "link", OTHER, OTHER)
    else:
        monkeypatch.setattr(os, "geteuid", lambda: OTHER)
    assert belongs_to_another((tmp_path / "link").lstat())
    for path in ("link", "link/a"):
        with pytest.raises(PermissionError, match="is a symbolic link of another user"):
            followed(tmp_path / path)
    assert followed(tmp_path / "a") == tmp_path / "a"
