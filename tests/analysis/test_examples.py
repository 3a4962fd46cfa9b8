"""The examples in the docstrings of the measures and methods that are quoted most."""

from __future__ import annotations

import doctest
from collections.abc import Callable
from pathlib import Path

import pytest

import tracker
from tracker.notebook import Database


@pytest.mark.parametrize(
    "measure",
    [
        tracker.rank,
        tracker.share,
        tracker.streaks,
        tracker.market,
        Database.daily,
        Database.windows,
    ],
)
def test_the_example_of_a_measure_prints_what_it_says(
    measure: Callable[..., object], recorded: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with tracker.open() as db:
        (example,) = doctest.DocTestFinder().find(measure, globs={"tracker": tracker, "db": db})
        result = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE).run(example)
    assert result.attempted >= 2
    assert not result.failed, capsys.readouterr().out
