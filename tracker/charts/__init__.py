"""Charts that can be printed as they are: one module each, listed here.

    style.py      the page around a chart, and `save`: the only door to figures
    colours.py    themes, and one colour per author
    lettering.py  text that fits: cleaned, shortened, wrapped, measured
    placing.py    where labels and ticks go
    lines.py      lines over the weeks and their names
    wording.py    the sentences that charts have in common

A chart takes the weekly frame after ``tracker.share(tracker.rank(weeks))``. It has a NAME, a
SUMMARY, ``rows`` (what is drawn of the frame), ``finding`` (the title, computed from the data),
``subtitle`` and ``draw(ax, frame)``. WHOLE_RUNS asks for the weeks, beside those wanted, of every
run that touches them: a run is never shown shorter than it is. WEEKS is how many of the newest
weeks are drawn where no weeks are asked for, 0 for all of them. METRICS names the measures that it
needs side by side: their frames are then one below the other, told apart by a column ``metric``.
Empty, it draws the one asked for. To add one: write the module, add its line here.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Protocol

from tracker.errors import ConfigError

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

CONTENTS = ("share-lines", "stack", "slope", "reigns", "bump", "tokens-vs-calls")


class Chart(Protocol):
    NAME: str
    SUMMARY: str
    WHOLE_RUNS: bool
    WEEKS: int
    METRICS: tuple[str, ...]

    def rows(self, frame: pd.DataFrame, highlight: tuple[str, ...] = ()) -> pd.DataFrame: ...

    def finding(self, frame: pd.DataFrame) -> str: ...

    def subtitle(self, frame: pd.DataFrame) -> str: ...

    def draw(
        self,
        ax: Axes,
        frame: pd.DataFrame,
        *,
        highlight: tuple[str, ...] = (),
        theme: str = "light",
    ) -> None: ...


def chart(name: str) -> Chart:
    """The chart called ``name``. Raises ConfigError with the known names."""
    if name not in CONTENTS:
        raise ConfigError(
            f"there is no chart called {name!r}",
            datum=name,
            remedy=f"choose from {', '.join(CONTENTS)}",
        )
    module: Chart = import_module(f"{__name__}.{name.replace('-', '_')}")
    return module
