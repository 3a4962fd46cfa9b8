"""What is released: both archives build, and what a user installs of them works under both names."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import sysconfig
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest

import tracker

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
OF_A_HOME = {"Homepage", "Documentation", "Changelog", "Issues"}
PROGRAM = """
import sys
import openrouter_tracker
import openrouter_tracker as tracker
import openrouter_tracker.store.engine
from openrouter_tracker import open, streaks
from openrouter_tracker.errors import TrackerError
import tracker as same

assert openrouter_tracker is same
assert streaks is same.streaks
assert TrackerError is sys.modules["tracker.errors"].TrackerError
assert openrouter_tracker.store.engine is sys.modules["tracker.store.engine"]
assert same.__spec__.name == "tracker"
with tracker.open() as db:
    assert len(streaks(tracker.rank(db.weekly(by="author")))) > 10
print(same.__file__)
"""
TYPED = """
import openrouter_tracker as tracker
from openrouter_tracker import streaks
reveal_type(tracker.open())
reveal_type(streaks)
"""


def run(*words: str | Path, **settings: str) -> str:
    """Run a program and return what it prints."""
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("PYTHON")
    }
    done = subprocess.run(
        [*map(str, words)],
        env={**environment, **settings},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder with both archives, the wheel made of the other one."""
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, ROOT)
    return folder


def installed(folder: Path, *what: str | Path) -> Path:
    """Return a Python that has ``what``, and the libraries of this one."""
    run(sys.executable, "-m", "venv", "--without-pip", folder)
    python = folder / "bin" / "python"
    site = run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").strip()
    (Path(site) / "libraries.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    offline = ["--quiet", "--no-deps", "--no-index", "--no-build-isolation", "--ignore-installed"]
    run(sys.executable, "-m", "pip", "--python", python, "install", *offline, *what)
    return python


def test_both_archives_are_fit_to_be_published(dist: Path) -> None:
    names = sorted(file.name for file in dist.iterdir())
    stem = f"openrouter_tracker-{tracker.__version__}"
    assert names == [f"{stem}-py3-none-any.whl", f"{stem}.tar.gz"]
    run(sys.executable, "-m", "twine", "check", "--strict", *sorted(dist.iterdir()))


def test_they_hold_what_is_needed_and_nothing_else(dist: Path) -> None:
    (wheel,), (source,) = dist.glob("*.whl"), dist.glob("*.tar.gz")
    with zipfile.ZipFile(wheel) as archive:
        files = archive.namelist()
    assert {name.split("/")[0].partition("-")[0] for name in files} == {
        "tracker",
        "openrouter_tracker",
    }
    assert {
        "tracker/py.typed",
        "openrouter_tracker/__init__.py",
        "openrouter_tracker/py.typed",
    } <= {*files}
    assert len([name for name in files if name.startswith("tracker/migrations/versions/")]) > 5
    assert not [name for name in files if name.startswith("tracker/alias/") or ".pyc" in name]
    with tarfile.open(source) as archive_of_sources:
        sources = {name.split("/")[1] for name in archive_of_sources.getnames() if "/" in name}
    assert {"pyproject.toml", "tracker", "migrations", "tests", "LICENSE", "PKG-INFO"} <= sources
    assert not sources & {"out", "dist", ".venv", ".git", "data"}


@pytest.mark.parametrize("editable", [False, True], ids=["wheel", "editable"])
def test_an_installation_answers_by_both_scripts_and_both_names(
    editable: bool, dist: Path, tmp_path: Path
) -> None:
    what = ["--editable", ROOT] if editable else [*dist.glob("*.whl")]
    python = installed(tmp_path / "venv", *what)
    data = {"TRACKER_DATA_DIR": str(tmp_path / "data")}
    for script in ("tracker", "openrouter-tracker"):
        program = python.with_name(script)
        assert run(program, "--version").strip() == tracker.__version__
        assert "Source: OpenRouter" in run(program, "top", "--limit", "1", **data)
    place = Path(run(python, "-P", "-c", PROGRAM, **data).strip())
    assert place.is_relative_to(ROOT if editable else tmp_path / "venv")
    (tmp_path / "typed.py").write_text(TYPED, encoding="utf-8")
    cache = ["--cache-dir", tmp_path / "mypy", "--config-file", os.devnull]
    types = run(
        sys.executable, "-m", "mypy", *cache, "--python-executable", python, tmp_path / "typed.py"
    )
    assert '"tracker.notebook.database.Database"' in types
    assert re.search(r'is "def \(ranked: .*\) -> .*"', types)


def test_the_addresses_of_the_package_are_those_of_the_project() -> None:
    """Whoever gives the project an address writes it into both files."""
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    home = re.search(r"^repository-code: \"?(https://\S+?)\"?$", citation, re.MULTILINE)
    urls = PROJECT["urls"]
    assert urls.keys() & OF_A_HOME == (OF_A_HOME if home else set())
    assert all(url.startswith("https://") for url in urls.values())
    if home:
        assert all(urls[name].startswith(home[1]) for name in OF_A_HOME)


def test_the_version_is_that_of_the_citation() -> None:
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert f"\nversion: {tracker.__version__}\n" in citation
