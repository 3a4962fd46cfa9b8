"""A chart on a page: its drawing, its files, and what one needs to embed and to cite it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from tracker.answers.formats import to_csv
from tracker.charts import theme
from tracker.publish.site.drawing import Drawing, standalone
from tracker.publish.site.render import Site, root

CARD = "charts/now.png"
"""The picture of a page that has no chart of its own."""
FORMS = (".png", ".svg", ".csv")


@dataclass(frozen=True)
class Chart:
    """A chart of a page.

    ``stem`` is the path of its files without their suffix, empty if it has none. ``rows`` are the
    figures drawn, ``picture`` makes the PNG, ``legend`` has the class, name and detail of each
    colour, and ``print`` is the command that draws the like for print.
    """

    name: str
    title: str
    drawing: Drawing
    source: str
    stem: str
    rows: list[dict[str, Any]]
    picture: Callable[[], bytes]
    legend: tuple[tuple[str, str, str], ...] = ()
    print: str = ""

    def files(self, colours: str) -> Iterator[tuple[str, Callable[[], bytes]]]:
        """Yield the path and the maker of each file; ``colours`` are rules for its SVG."""
        yield f"{self.stem}.svg", partial(self._svg, colours)
        yield f"{self.stem}.csv", self._csv
        yield f"{self.stem}.png", self.picture

    def _svg(self, colours: str) -> bytes:
        return standalone(self.drawing, self.title, self.source, f"{STYLE}{colours}")

    def _csv(self) -> bytes:
        return to_csv(self.rows, [*self.rows[0]]).encode("utf-8", "replace")


def embed(site: Site, chart: Chart, path: str) -> str:
    """Return the HTML that shows a chart on another page, with a link to its own."""
    base = site.base_url
    page = site.absolute(path) if base else path
    picture = f"{base}{chart.stem}.svg" if base else f"{root(path)}{site.pictures}{chart.stem}.svg"
    return (
        f'<a href="{page}"><img src="{picture}" alt="{_attribute(chart.title)}" width="1200" '
        f'style="max-width:100%;height:auto"></a>'
    )


def citation(site: Site, chart: Chart, path: str) -> str:
    """Return the citation of a chart as a sentence."""
    where = f" {site.absolute(path)}" if site.base_url else ""
    return f"{chart.title.rstrip('.')}. {chart.source} openrouter-tracker.{where}"


def _attribute(text: str) -> str:
    return text.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")


def colour_rules(names: dict[str, str]) -> str:
    """Return the rules that fill classes with colours, for light paper and for dark."""
    light, dark = (
        "".join(f".{name}{{fill:{theme.visible(hue, look)}}}\n" for name, hue in names.items())
        for look in (theme.THEMES["light"], theme.THEMES["dark"])
    )
    return f"{light}@media screen and (prefers-color-scheme: dark) {{\n{dark}}}\n"


STYLE = (
    "text{font:15px Inter,'Helvetica Neue',Arial,'Noto Sans CJK SC',sans-serif;fill:#565c65}"
    ".source{font-size:13px}.title{font-size:26px;font-weight:700;fill:#16181d}.paper{fill:#fff}.rule{stroke:#dde1e6}"
    ".col{fill:#aeb6c0}.lead{fill:#0b6e5f}.peak,.value{fill:#16181d;font-weight:700}"
    ".who{fill:#16181d}.line{fill:none;stroke-width:2.5;vector-effect:non-scaling-stroke}"
    ".line.cn{stroke:#bf0727}.line.us{stroke:#3f64b5}.end{font-weight:700}"
    ".end.cn{fill:#bf0727}.end.us{fill:#3f64b5}"
    "@media(prefers-color-scheme:dark){text{fill:#b3bac3}.title,.peak,.value,.who{fill:#f1f3f5}"
    ".paper{fill:#12161c}.rule{stroke:#303741}.col{fill:#59626e}.lead{fill:#4fc3ae}"
    ".line.cn{stroke:#e0526a}.line.us{stroke:#6f8fd6}.end.cn{fill:#ea7d90}.end.us{fill:#8fa8e0}}"
)
"""The style of a drawing that is a file of its own: that of the pages."""
