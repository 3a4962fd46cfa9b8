"""Charts that can be printed as they are: one module each, listed here.

    page.py       the page around a chart, `picture` and `save`: the only door to figures
    headings.py   titles and subtitles that fit
    words.py      phrases, numbers and lists in the language of a page
    fonts.py      the typefaces: Inter, and one with Chinese from the machine
    style.py      the style of a house: its typeface, colours, names and footer
    alt.py        the figures of a picture in words
    svg.py        an SVG with a title and a description, also as an element of a web page
    theme.py      themes, and one colour per author, country and kind of weights
    text.py       text that fits: cleaned, shortened, wrapped, measured
    layout.py     positions of labels and ticks, weeks across the page, panels
    lines.py      lines over the weeks and their names
    dots.py       rows of dots, each column with its own scale
    captions.py   the sentences that charts have in common

A chart has a NAME, a SUMMARY, a FEED (what frame it takes), ``rows`` (the rows of the frame that it
draws), ``finding`` (the title, computed from the data), ``subtitle`` (one line: measure, unit and
period), ``method`` (how it was counted, for the alt text and the card) and ``draw(ax, frame)``. To
add one, write the module and add its line here.

finding
    The title of a chart: a sentence that is computed from the rows drawn.
highlight
    A name that keeps its colour while the rest is grey. The finding is about it.
alt-text
    A picture in words, for readers who cannot see it: the kind of chart, its finding, its subtitle
    and how it was counted.
reign
    A streak at #1, as the chart `reigns` draws it.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple, Protocol

from tracker.errors import ConfigError

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

CONTENTS = (
    "leaderboard",
    "calendar",
    "share-lines",
    "amounts",
    "volume",
    "stack",
    "slope",
    "reigns",
    "bump",
    "versus",
    "three-measures",
    "concentration",
    "small-multiples",
    "aligned",
    "usage-vs-quality",
    "price-and-use",
    "elsewhere",
)

WEEKS, DEBUTS, RESULTS = "weeks", "debuts", "results"
PRICES, ELSEWHERE = "prices", "elsewhere"
Names = tuple[str, ...]


class Feed(NamedTuple):
    """The frame that a chart takes.

    ``kind`` is WEEKS for the weekly frame after ``tracker.share(tracker.rank(weeks))``; DEBUTS for
    the same with a column ``weeks_since_debut``; RESULTS for one week with benchmark results and
    prices (`analysis.quality`); PRICES for the weeks of one model by tokens and by calls with its
    prices (`analysis.price_cuts.priced_use`); ELSEWHERE for the shares of authors on OpenRouter and
    on another router (`analysis.elsewhere`).

    ``newest`` is the number of newest weeks that are drawn if no weeks are named, 0 for all.
    ``whole_streaks`` adds the weeks of every streak that touches the weeks in question, so that no
    streak is shown shorter than it is; and, marked by a column ``context``, the week before them
    all and the one after, which show how streaks began and ended and are not drawn. ``metrics``
    names measures that are drawn side by side: their frames are one below the other, with a column
    ``metric``. ``depths`` does the same for boards cut at several depths (None: not cut), with a
    column ``looked_at``.
    """

    kind: str = WEEKS
    newest: int = 0
    whole_streaks: bool = False
    metrics: tuple[str, ...] = ()
    depths: tuple[int | None, ...] = ()


class Chart(Protocol):
    NAME: str
    SUMMARY: str
    FEED: Feed

    def rows(self, frame: pd.DataFrame, highlight: Names = ()) -> pd.DataFrame: ...

    def finding(self, frame: pd.DataFrame, highlight: Names = ()) -> str: ...

    def subtitle(self, frame: pd.DataFrame, highlight: Names = ()) -> str: ...

    def method(self, frame: pd.DataFrame, highlight: Names = ()) -> str: ...

    def draw(
        self, ax: Axes, frame: pd.DataFrame, *, highlight: Names = (), theme: str = "light"
    ) -> None: ...


def chart(name: str) -> Chart:
    """Return the chart called ``name``. Raises ConfigError with the known names."""
    if name not in CONTENTS:
        raise ConfigError(
            f"there is no chart called {name!r}",
            datum=name,
            remedy=f"choose from {', '.join(CONTENTS)}",
        )
    module: Chart = import_module(f"{__name__}.{name.replace('-', '_')}")
    return module
