"""The examples in the docstrings of the measures and methods that are quoted most."""

from __future__ import annotations

import doctest
from collections.abc import Callable
from pathlib import Path

import pytest

import tracker
from tracker.notebook import Database
from tracker.notebook.frames import Frames


@pytest.mark.parametrize(
    "measure",
    [
        tracker.rank,
        tracker.share,
        tracker.streaks,
        tracker.market,
        *(
            method
            for name, method in [*vars(Database).items(), *vars(Frames).items()]
            if not name.startswith("_") and ">>>" in (method.__doc__ or "")
        ),
    ],
    ids=lambda measure: measure.__name__,
)
def test_the_example_of_a_measure_prints_what_it_says(
    measure: Callable[..., object],
    recorded: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.chdir(tmp_path)
    with tracker.open() as db:
        (example,) = doctest.DocTestFinder().find(measure, globs={"tracker": tracker, "db": db})
        result = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE).run(example)
    assert result.attempted
    assert not result.failed, capsys.readouterr().out
