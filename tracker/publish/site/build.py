"""The report: a site of static files that needs no server and loads nothing from elsewhere.

    data.py     every measured frame once       render.py    pages, links and charts
    tables.py   frame → a table of a page       text.py      sentences on leaders
    weeks.py    the pages of weeks              pages.py     the pages of models, and the others
    streaks.py  streaks at #1                   records.py   longest, largest, closest
    feeds.py    feeds and JSON                  templates/   static/

The same vintage gives the same bytes, whenever it is written. The site works from a folder and from
a host.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache, partial
from pathlib import Path
from typing import Any, NamedTuple

from tracker.answers.table import span
from tracker.answers.top import CHART
from tracker.charts import svg
from tracker.files import put
from tracker.publish.figures.figure import Figure
from tracker.publish.figures.figure import draw as draw_figure
from tracker.publish.site import feeds, pages, records, streaks, weeks
from tracker.publish.site.data import record
from tracker.publish.site.page import static, terms
from tracker.publish.site.render import Picture, Site, Undrawn, draw_chart
from tracker.records import Question
from tracker.store import Store

CHARTS = {
    "index.html": ("reigns", "share-lines"),
    "movers.html": ("bump", "slope"),
    "versus.html": ("versus",),
    "market.html": ("concentration", "stack"),
    "tokens-vs-calls.html": ("three-measures",),
    "models/index.html": ("small-multiples", "aligned", "usage-vs-quality"),
}
"""The charts of each page."""
FORMS = ("svg", "csv", "json")
"""The forms of the files of each chart."""
NEWEST_STREAKS = 12
"""The number of streaks on the first page."""


class File(NamedTuple):
    """A file of the site; ``make`` returns its bytes, or None if there is nothing to write."""

    path: str
    make: Callable[[], bytes | None]


Context = dict[str, Any]
Draw = Callable[[str], Picture | Undrawn]
Watch = Callable[[list[File], int], Iterable[File]]


def unwatched(files: list[File], total: int) -> Iterable[File]:
    return files


def build(
    store: Store,
    question: Question,
    out: Path,
    base_url: str = "",
    watch: Watch = unwatched,
) -> Site:
    """Write the site of a store into a folder, for the metric, level and vintage of a question.

    ``base_url`` is its future address. The first page is written last, so that readers see the old
    site or a whole new one. Raises GapError where no week is complete, ConfigError where the folder
    cannot be written to.
    """
    site = Site(record(store, question), f"{base_url.rstrip('/')}/" if base_url else "")
    files = contents(site)
    for file in watch(files, len(files)):
        _write(file, out)
    return site


def _write(file: File, out: Path) -> None:
    body = file.make()
    if body is not None:
        put(out / file.path, body)


def contents(site: Site) -> list[File]:
    """Return every file of the site, the first page last."""
    store = site.record.store
    draw = cache(lambda name: draw_chart(store, site.record.known, figure(site, name), site.link))
    entries = cache(lambda: feeds.entries(site))
    first_page = _page(site, "index.html", "index.html", partial(_first_page, site), draw)
    files = [
        *(File(path, partial(bytes, body)) for path, body in static().items()),
        File("charts.css", chart_colours),
        *_weeks(site),
        *_models(site),
        File("feed.json", lambda: feeds.json_feed(site, entries())),
        File("atom.xml", lambda: feeds.atom_feed(site, entries())),
        *_others(site, draw),
        *_charts(draw),
        File("latest.json", lambda: feeds.latest(site, _digest(draw("reigns")))),
        File(
            "og.png", lambda: draw_figure(store, open_graph(site), site.record.known).picture.data
        ),
    ]
    if site.base_url:
        paths = sorted(file.path for file in [*files, first_page] if file.path.endswith(".html"))
        files.append(File("sitemap.xml", partial(feeds.site_map, site, paths)))
    return [*files, first_page]


def figure(site: Site, name: str) -> Figure:
    """Return the figure of a chart on this site."""
    record = site.record
    if name == "versus":
        question = record.question_for(record.main.metric, by="country")
        return Figure(name, question, (pages.CHINA, pages.AMERICA), form=".svg")
    return Figure(name, record.question_for(record.main.metric), form=".svg")


def open_graph(site: Site) -> Figure:
    """Return the figure that represents the site where it is linked."""
    return Figure("reigns", site.record.question_for(site.record.main.metric))


def chart_colours() -> bytes:
    """Return the style sheet that turns the colours of charts with the page."""
    rules = svg.dark_rules()
    return f"@media screen and (prefers-color-scheme: dark) {{\n{rules}}}\n".encode()


def _digest(picture: Picture | Undrawn) -> str | None:
    return picture.digest if isinstance(picture, Picture) else None


def _charts(draw: Draw) -> Iterator[File]:
    """Yield the files of each chart: the drawing, the rows drawn, the card."""

    def content(name: str, path: str) -> bytes | None:
        picture = draw(name)
        return picture.files[path] if isinstance(picture, Picture) else None

    for name in (name for names in CHARTS.values() for name in names):
        for form in FORMS:
            path = f"charts/{name}.{form}"
            yield File(path, partial(content, name, path))


def _weeks(site: Site) -> Iterator[File]:
    record, link = site.record, site.link
    for week, path in site.weeks.items():
        yield _page(site, path, "week.html", partial(weeks.week_page, record, week, link))
    yield _page(site, "weeks/index.html", "weeks.html", partial(weeks.weeks_page, record, link))


def _models(site: Site) -> Iterator[File]:
    record, link = site.record, site.link
    for name, path in site.models.items():
        yield _page(site, path, "model.html", partial(pages.model_page, record, name, link))


def _others(site: Site, draw: Draw) -> Iterator[File]:
    record, link = site.record, site.link
    pages_by_path: dict[str, Callable[[], Context]] = {
        "streaks.html": lambda: {"sheets": streaks.sheets(record, link)},
        "records.html": lambda: {"sheets": records.sheets(record, link)},
        "definitions.html": lambda: {"terms": terms()},
        "limits.html": lambda: pages.limits_page(record, link),
        "movers.html": lambda: pages.movers_page(record, link),
        "versus.html": lambda: pages.versus_page(record, link),
        "market.html": lambda: pages.market_page(record, link),
        "tokens-vs-calls.html": lambda: pages.tokens_and_calls_page(record, link),
    }
    for path, context in pages_by_path.items():
        yield _page(site, path, path, context, draw)
    path = "models/index.html"
    yield _page(site, path, "models.html", partial(pages.models_page, record, link), draw)


def _first_page(site: Site) -> Context:
    record, link = site.record, site.link
    main = record.main
    return {
        "week": record.newest,
        "days": span(main.weeks[record.newest]["week"]),
        "section": weeks.section(record, main, record.newest, link, CHART),
        "other_leaders": [
            weeks.newest_leader(side) for side in record.sides.values() if side is not main
        ],
        "streaks": streaks.streaks(main, link, NEWEST_STREAKS),
    }


def _page(
    site: Site, path: str, template: str, context: Callable[[], Context], draw: Draw | None = None
) -> File:
    """Return a page with its template variables and the charts on it."""

    def make() -> bytes:
        charts = {"pictures": [*map(draw, CHARTS.get(path, ()))]} if draw else {}
        return site.render(template, path, **charts, **context())

    return File(path, make)
