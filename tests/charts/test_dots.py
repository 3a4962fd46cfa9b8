"""Rows of dots: scales from 0, words for what is not known, and room for all of it."""

from __future__ import annotations

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

from tracker.charts import dots, page
from tracker.charts.dots import Column
from tracker.charts.layout import TOOLTIP
from tracker.charts.theme import THEMES

LIGHT = THEMES["light"]


def drawn(*columns: Column, entities: tuple[str, ...] = ("a/x", "b/y"), size: str = "wide") -> Axes:
    """Return the columns on a page of a size."""
    pixels = page.SIZES[size]
    with mpl.rc_context(page._settings(page.LETTERS[size], LIGHT)):
        figure = Figure(figsize=(pixels[0] / 100, pixels[1] / 100), dpi=100 * page.SHARPNESS)
        FigureCanvasAgg(figure)
        ax = page.page(figure, "Title", "Subtitle", "Source", size=size, theme=LIGHT)
        dots.draw(ax, {name: name for name in entities}, columns, (), LIGHT)
        figure.canvas.draw()
    return ax


def column(head: str, values: dict[str, float], unknown: str = "not known") -> Column:
    texts = {name: f"{values[name]:g}" if name in values else unknown for name in ("a/x", "b/y")}
    return Column(head, values, texts, "{:g}".format)


def lengths(ax: Axes) -> list[float]:
    marked = [line for line in ax.lines if line.get_marker() == "o"]
    return [float(np.ptp(np.asarray(line.get_xdata()))) for line in marked]


def texts(ax: Axes) -> list[str]:
    return [text.get_text() for text in ax.texts]


def test_every_column_has_its_own_scale_from_zero() -> None:
    ax = drawn(column("One", {"a/x": 8, "b/y": 4}), column("Two", {"a/x": 0.2, "b/y": 0.8}))
    eight, half, quarter, two = lengths(ax)
    assert half == pytest.approx(eight / 2)
    assert quarter == pytest.approx(two / 4)
    assert [tick.get_text() for tick in ax.get_xticklabels()].count("0") == 2


def test_what_is_not_known_has_words_and_no_dot() -> None:
    ax = drawn(column("One", {"a/x": 8, "b/y": 4}), column("Two", {"b/y": 3}))
    assert len(lengths(ax)) == 3
    assert texts(ax).count("not known") == 1


def test_zero_is_a_dot_at_zero() -> None:
    ax = drawn(column("One", {"a/x": 8, "b/y": 0}))
    assert lengths(ax)[1] == 0


def test_a_column_without_any_value_leaves_its_room_to_the_others() -> None:
    known = {"a/x": 8.0, "b/y": 4.0}
    beside_values = drawn(column("One", known), column("Two", known), column("Three", known))
    beside_words = drawn(column("One", known), column("Two", {}), column("Three", {"a/x": 0}))
    assert lengths(beside_words)[0] > 1.4 * lengths(beside_values)[0]
    # Without a dot there is no scale; a zero alone has one mark.
    ticks = [tick.get_text() for tick in beside_words.get_xticklabels()]
    assert ticks.count("0") == 2


def test_hollow_dots_are_told_apart_and_keep_their_colour() -> None:
    ax = drawn(column("One", {"a/x": 8, "b/y": 4})._replace(hollow=("a/x",)))
    ring, dot = (line for line in ax.lines if line.get_marker() == "o")
    assert to_hex(ring.get_markerfacecolor()) == LIGHT.paper
    assert to_hex(dot.get_markerfacecolor()) != LIGHT.paper
    assert to_hex(ring.get_markeredgecolor()) != LIGHT.paper


def test_every_row_tells_its_values_in_full() -> None:
    long = "a/" + "long-name-" * 4
    known = Column("One", {long: 8}, {long: "8"}, "{:g}".format, under="of two")
    none = Column("Two", {}, {long: "not known"}, "{:g}".format)
    tooltips = [
        box.get_gid() for box in drawn(known, none, entities=(long,), size="column").patches
    ]
    assert tooltips == [f"{TOOLTIP}{long}: One of two 8; Two not known"]


@pytest.mark.parametrize("size", page.SIZES)
def test_words_are_set_smaller_rather_than_cut(size: str) -> None:
    words = "nothing at all is on record"
    columns = [column("Two", {"a/x": 1}, words), column("Three", {"b/y": 1}, words)]
    if size != "phone":  # whose charts have a column less
        columns.insert(0, column("One", {"a/x": 8, "b/y": 4}))
    ax = drawn(*columns, size=size)
    assert texts(ax).count(words) == 2
    shown = [text for text in ax.texts if text.get_text() == words]
    assert shown[0].get_fontsize() >= page.LETTERS[size] * dots.SMALLEST


@pytest.mark.parametrize(("value", "most"), [(1e-9, 0.0), (1.0, 1.0), (2.0**63, 2.0**63)])
def test_a_scale_has_marks_up_to_its_largest_value(value: float, most: float) -> None:
    ax = drawn(column("One", {"a/x": value, "b/y": 0}))
    ticks = [float(tick.get_text()) for tick in ax.get_xticklabels()]
    assert ticks[0] == 0
    assert most / 10 <= max(ticks) <= most
