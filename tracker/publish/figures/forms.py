"""The forms of a figure that are more than a picture: the page and the specification.

.png .svg .pdf   a picture (`charts.page`)
.html            a page with the chart, its values and its table (`webpage`)
.vl.json         a Vega-Lite specification with its data (`vega`)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from tracker.charts import Names
from tracker.charts import page as pages
from tracker.charts.style import Style
from tracker.charts.theme import THEMES
from tracker.errors import ConfigError
from tracker.publish.figures import vega, webpage
from tracker.publish.figures.tables import Table

PAGE, SPECIFICATION = ".html", ".vl.json"
FORMS = (*pages.FORMS, PAGE, SPECIFICATION)


class Drawing(Protocol):
    """Draws a figure again, in another form or size."""

    def __call__(self, form: str, *, size: str, bare: bool = False) -> pages.Picture: ...


@dataclass(frozen=True)
class Look:
    """How a figure looks in any form, and the name of its file without its suffix."""

    size: str
    theme: str
    style: Style
    highlight: Names
    file: str


def of(path: Path) -> str:
    """Return the form that the name of a file asks for. Raises ConfigError for any other."""
    form = next((each for each in FORMS if path.name.lower().endswith(each)), None)
    if form is None:
        raise ConfigError(
            f"{path} ends in none of {', '.join(FORMS)}",
            datum=path,
            remedy="give the file one of these endings: it chooses the form",
        )
    return form


def stem(path: Path) -> Path:
    """Return the path of a figure without the ending of its form."""
    return path.with_name(path.name[: -len(of(path))])


def page(
    picture: pages.Picture,
    card: Mapping[str, Any],
    table: Table,
    look: Look,
    drawing: Drawing,
) -> bytes:
    """Return a figure as a page; its chart is drawn for wide and for narrow screens."""
    sizes = dict.fromkeys((look.size, *webpage.SIZES))
    drawings = {size: drawing(".svg", size=size, bare=True).data for size in sizes}
    is_dark = look.theme == "dark"
    with look.style.applied(look.theme, picture.rows) as theme:
        colours = webpage.Look(THEMES[theme], is_dark, not is_dark and not look.style.has_paper)
        return webpage.render(card, table, drawings, look.file, colours, look.style)


def specification(name: str, picture: pages.Picture, card: Mapping[str, Any], look: Look) -> bytes:
    """Return a figure as a Vega-Lite specification."""
    with look.style.applied(look.theme, picture.rows) as theme:
        colours = THEMES[theme]
        return vega.spec(name, picture.rows, card, colours, look.highlight, look.style.footer)
