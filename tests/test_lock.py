""".ci/requirements.lock agrees with pyproject.toml.

It has everything that users install, each file known by its hash.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
LOCK = (ROOT / ".ci" / "requirements.lock").read_text(encoding="utf-8")
OF_USERS = ("postgres", "parquet", "xlsx", "notebook", "mcp")
ENTRY = re.compile(
    r"^([a-z0-9.-]+(?:\[[a-z,]+\])?)==([^ ;]+)(?: ; ([^\\\n]+?))? \\\n((?: +--hash=\S+[ \\]*\n)+)",
    re.MULTILINE,
)


def locked(written: str) -> dict[str, list[str]]:
    """Name → the versions pinned, several where Pythons differ."""
    found: dict[str, list[str]] = {}
    for name, version, *_ in ENTRY.findall(written):
        found.setdefault(canonicalize_name(Requirement(name).name), []).append(version)
    return found


def out_of_step(wanted: list[str], pinned: dict[str, list[str]]) -> list[str]:
    """Return requirements that nothing is pinned for, or a version outside their range."""
    return [
        line
        for line, asked in ((line, Requirement(line)) for line in wanted)
        if not pinned.get(canonicalize_name(asked.name))
        or not all(asked.specifier.contains(v) for v in pinned[canonicalize_name(asked.name)])
    ]


def test_the_lock_satisfies_every_range() -> None:
    wanted = [
        *PROJECT["dependencies"],
        *(line for extra in OF_USERS for line in PROJECT["optional-dependencies"][extra]),
    ]
    assert len(wanted) > 20
    assert out_of_step(wanted, locked(LOCK)) == []


@pytest.mark.parametrize(
    "wanted", ["urllib3>=99", "urllib3<2", "nothing-of-that-name", "numpy<2.5,>=2"]
)
def test_what_is_out_of_step_is_found(wanted: str) -> None:
    assert out_of_step([wanted], locked(LOCK)) == [wanted]


def test_every_file_has_a_hash() -> None:
    pins = re.findall(r"^\S+==", LOCK, re.MULTILINE)
    entries = ENTRY.findall(LOCK)
    assert len(entries) == len(pins) > 60
    for *_, hashes in entries:
        assert re.fullmatch(r"(?:\s*--hash=sha256:[0-9a-f]{64}\s*\\?)+\s*", hashes)


def test_the_lock_names_no_server_and_no_file() -> None:
    assert not re.search(r"https?:|file:|--index|--find-links| @ ", LOCK)


def test_the_supported_pythons_are_told() -> None:
    told = [line for line in PROJECT["classifiers"] if "Python :: 3." in line]
    assert told == [f"Programming Language :: Python :: 3.{minor}" for minor in (11, 12, 13)]
    assert PROJECT["requires-python"] == ">=3.11"
