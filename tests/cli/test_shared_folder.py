"""A folder that somebody shares who means harm: links lie where a file is to be written."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from tracker.cli import app
from tracker.errors import ConfigError
from tracker.files import put_changed

pytestmark = pytest.mark.skipif(os.name != "posix", reason="files have no owners here")

KEPT = b"a letter of the victim"
OTHER = 54_321
OUTPUTS = [
    ("export", "--out", "{out}/w.csv"),
    ("export", "--out", "{out}/w.xlsx"),
    ("export", "--out", "{out}/w.parquet"),
    ("export", "all", "--out", "{out}"),
    ("chart", "reigns", "--out", "{out}/reigns.svg"),
    ("backup", "--to", "{out}"),
]


def run(line: tuple[str, ...], out: Path) -> Result:
    return CliRunner().invoke(app, [part.replace("{out}", str(out)) for part in line])


def complaint(result: Result) -> str:
    return f"{result.output} {result.exception}"


@pytest.fixture
def plant(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path, Path], None]:
    """Return a function that makes a link of another user.

    Without root it cannot; then it links all that was made so far.
    """

    def make(link: Path, target: Path) -> None:
        link.symlink_to(target)
        if os.geteuid() == 0:
            os.lchown(link, OTHER, OTHER)
        else:
            monkeypatch.setattr(os, "geteuid", lambda: OTHER)

    return make


@pytest.mark.parametrize("line", OUTPUTS, ids=lambda line: line[-1].replace("{out}", line[0]))
def test_no_link_of_another_user_is_followed(
    line: tuple[str, ...],
    recorded: Path,
    on_sqlite: None,
    tmp_path: Path,
    plant: Callable[[Path, Path], None],
) -> None:
    out, letter, home = tmp_path / "out", tmp_path / "letter", tmp_path / "home"
    letter.write_bytes(KEPT)
    home.mkdir()
    assert run(line, out).exit_code == 0
    made = sorted(path for path in out.rglob("*") if path.is_file())
    assert made

    # The names under which they were written once are of no use.
    for file in made:
        plant(file.with_name(f".{file.name}.writing"), letter)
    again = run(line, out)
    assert (again.exit_code, letter.read_bytes()) == (0, KEPT), complaint(again)

    for file in made:
        file.unlink()
        plant(file, letter)
    ended = run(line, out)
    assert (ended.exit_code, letter.read_bytes()) == (1, KEPT)
    assert "is a symbolic link of another user" in complaint(ended)

    plant(tmp_path / "lane", home)
    ended = run(line, tmp_path / "lane")
    assert (ended.exit_code, [*home.iterdir()]) == (1, [])
    assert "lane is a symbolic link of another user" in complaint(ended)


def test_no_page_of_a_report_follows_one(
    tmp_path: Path, plant: Callable[[Path, Path], None]
) -> None:
    """A site of one file, since the pages of a whole one are all put by the same call."""
    (tmp_path / "out").mkdir()
    (tmp_path / "home").mkdir()
    plant(tmp_path / "out" / "charts", tmp_path / "home")
    with pytest.raises(ConfigError, match=r"out/charts is a symbolic link of another user"):
        put_changed(tmp_path / "out" / "charts" / "reigns.svg", b"<svg/>")
    assert [*(tmp_path / "home").iterdir()] == []


def test_a_database_is_not_made_where_one_leads(
    on_sqlite: None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    plant: Callable[[Path, Path], None],
) -> None:
    monkeypatch.setenv("TRACKER_DATABASE_URL", f"sqlite:///{tmp_path}/t.db")
    plant(tmp_path / "t.db", tmp_path / "elsewhere.db")
    ended = run(("db", "upgrade"), tmp_path)
    assert (ended.exit_code, (tmp_path / "elsewhere.db").exists()) == (1, False)
    assert "t.db is a symbolic link of another user" in complaint(ended)


def test_what_is_for_its_user_alone_is_so_whatever_the_umask(
    recorded: Path, on_sqlite: None, tmp_path: Path
) -> None:
    before = os.umask(0)
    try:
        assert run(("backup", "--to", "{out}"), tmp_path / "copies").exit_code == 0
        assert run(("verify",), tmp_path).exit_code == 0
    finally:
        os.umask(before)
    copies = tmp_path / "copies"
    private = [copies, *copies.iterdir(), recorded / "collecting.lock"]
    assert {path.name: oct(stat.S_IMODE(path.stat().st_mode)) for path in private} == {
        "copies": "0o700",
        "tracker.db": "0o600",
        "archive-manifest.csv": "0o600",
        "collecting.lock": "0o600",
    }
