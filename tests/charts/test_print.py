"""Every chart can be printed as it is: what an art director would refuse is refused here."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import combinations
from typing import Any

import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox
from support.golden import NAMES
from support.golden import history as made_up
from support.weekly_frames import given

from tracker.charts import CONTENTS, chart, page
from tracker.charts.text import typeset
from tracker.charts.theme import THEMES, ratio
from tracker.citation import cite

SMALLEST = {
    "wide": 9.0,
    "square": 15.0,
    "portrait": 15.0,
    "column": 6.2,
    "story": 16.0,
    "phone": 9.0,
}
"""The smallest letters of a size, in pixels of its page; of a column in points."""
TOUCH = 1.5
"""So many points may two boxes of letters share: boxes are taller than letters."""


@contextmanager
def printed(name: str, frame: pd.DataFrame, size: str, theme: str = "light") -> Iterator[Figure]:
    module = chart(name)
    title, subtitle = typeset(module.finding(frame)), typeset(module.subtitle(frame))
    source = str(frame["source"].iloc[0]) if "source" in frame else cite(module.rows(frame))
    with page.drawn(name, frame, title, subtitle, source, size, theme) as figure:
        FigureCanvasAgg(figure)
        figure.canvas.draw()
        yield figure


def axes_of(figure: Figure) -> list[Any]:
    """All axes of a figure, those within others too."""
    found, waiting = [], [*figure.axes]
    while waiting:
        axes = waiting.pop()
        found.append(axes)
        waiting += axes.child_axes
    return found


def texts(figure: Figure) -> list[tuple[Text, Bbox]]:
    """All texts that are seen, and where."""
    seen = [*figure.texts]
    for axes in axes_of(figure):
        ticks = [*axes.get_xticklabels(), *axes.get_yticklabels()] if axes.axison else []
        shown = axes.xaxis.get_tick_params()
        seen += [*axes.texts, *(ticks if shown.get("labelbottom", True) else ())]
    return [
        (text, text.get_window_extent())
        for text in seen
        if text.get_text().strip() and text.get_visible()
    ]


def overlaps(figure: Figure) -> list[tuple[str, str]]:
    found = []
    for (first, one), (second, other) in combinations(texts(figure), 2):
        across = min(one.x1, other.x1) - max(one.x0, other.x0)
        down = min(one.y1, other.y1) - max(one.y0, other.y0)
        touch = TOUCH * first.get_fontsize() / 10 * figure.dpi / 72
        if across > touch and down > touch + min(one.height, other.height) * 0.2:
            found.append((first.get_text(), second.get_text()))
    return found


def outside(figure: Figure) -> list[str]:
    width, height = figure.bbox.width, figure.bbox.height
    return [
        text.get_text()
        for text, box in texts(figure)
        if box.x0 < -0.5 or box.y0 < -0.5 or box.x1 > width + 0.5 or box.y1 > height + 0.5
    ]


def frame_of(name: str) -> pd.DataFrame:
    frame = given(name, made_up())
    if "entity" in frame:
        frame = frame.assign(name=frame["entity"].map(NAMES).fillna(frame["entity"]))
    return frame


@pytest.mark.parametrize("size", page.SIZES)
@pytest.mark.parametrize("name", CONTENTS)
def test_a_page_can_be_printed(name: str, size: str) -> None:
    """No text lies on another or leaves the page, letters are large enough, the title has at most
    two lines and the subtitle one, on a phone two."""
    with printed(name, frame_of(name), size) as figure:
        assert outside(figure) == []
        assert overlaps(figure) == []
        assert small(figure, size) == {}
        title, subtitle = lines_above(figure)
        assert 1 <= title <= 2
        assert subtitle <= (2 if size == "phone" else 1)


def small(figure: Figure, size: str) -> dict[str, float]:
    in_pixels = 1 if size == "column" else page.PER_INCH / 72
    sizes = {text.get_text(): text.get_fontsize() * in_pixels for text, _ in texts(figure)}
    return {text: points for text, points in sizes.items() if points < SMALLEST[size]}


def lines_above(figure: Figure) -> tuple[int, int]:
    """The numbers of lines of the title and of the subtitle."""
    own = [text for text in figure.texts if text.get_text()]
    title = sum(text.get_fontweight() == "bold" for text in own)
    source = next(place for place, text in enumerate(own) if text.get_text().startswith("Source"))
    return title, source - title


def test_a_text_on_another_and_one_off_the_page_are_found() -> None:
    with printed("bump", frame_of("bump"), "wide") as figure:
        figure.text(0.5, 0.5, "one upon")
        figure.text(0.5, 0.5, "another")
        figure.text(0.99, 0.2, "half of this is off the page")
        figure.canvas.draw()
        assert ("one upon", "another") in overlaps(figure)
        assert outside(figure) == ["half of this is off the page"]


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("name", CONTENTS)
def test_lines_and_letters_stand_out_from_the_paper(name: str, theme: str) -> None:
    look = THEMES[theme]
    with printed(name, frame_of(name), "wide", theme) as figure:
        for line in (line for axes in axes_of(figure) for line in axes.lines):
            tone = to_hex(line.get_color())
            if tone == look.faint or line.get_linewidth() == 0:
                continue  # rules of the ground are meant to stay behind
            assert ratio(tone, look.paper) >= 2.99, tone
        for text, _ in texts(figure):
            tone = to_hex(text.get_color())
            # Black and white stand within bars, whichever is read more easily there.
            assert tone in ("#000000", "#ffffff") or ratio(tone, look.paper) >= 4.49, text


@pytest.mark.parametrize("name", CONTENTS)
def test_a_headline_has_neither_keys_nor_iso_weeks(name: str) -> None:
    frame = frame_of(name)
    headline = chart(name).finding(frame) + chart(name).subtitle(frame)
    assert not re.search(r"\d{4}-W\d\d|\d{4}-\d\d-\d\d", headline)
    assert not any(key in headline for key in NAMES)
    assert "slug" not in headline
    assert "`" not in headline


def test_a_story_keeps_what_its_platform_covers_free() -> None:
    with printed("leaderboard", frame_of("leaderboard"), "story") as figure:
        head, foot = page.FREE["story"]
        assert max(box.y1 for _, box in texts(figure)) <= figure.bbox.height - head + 1
        assert min(box.y0 for _, box in texts(figure)) >= foot - 25


@pytest.mark.parametrize("size", page.SIZES)
@pytest.mark.parametrize("name", CONTENTS)
def test_the_bundled_history_is_printed_as_well(
    fed: Callable[[str], pd.DataFrame], name: str, size: str
) -> None:
    with printed(name, fed(name), size) as figure:
        assert outside(figure) == []
        assert overlaps(figure) == []
