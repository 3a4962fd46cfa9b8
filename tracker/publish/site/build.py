"""The report: a site of files that needs no server and asks for nothing elsewhere.

    data.py     every measured frame once       render.py    pages, links and charts
    tables.py   frame → a table of a page       text.py      who led, in a sentence
    weeks.py    the pages of weeks              pages.py     the pages of models, and the others
    streaks.py  streaks at #1                   records.py   longest, largest, closest
    feeds.py    feeds and JSON                  templates/   static/

The same vintage gives the same bytes: no clock is asked. It works from a folder and from a host.
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
from tracker.publish.figures.figure import Figure, printed
from tracker.publish.site import feeds, pages, records, streaks, weeks
from tracker.publish.site.data import record
from tracker.publish.site.render import Picture, Site, Undrawn, page_of, static
from tracker.records import Question
from tracker.store import Store

CHARTS = {
    "index.html": ("reigns", "share-lines"),
    "movers.html": ("bump", "slope"),
    "versus.html": ("versus",),
    "market.html": ("concentration", "stack"),
    "tokens-vs-calls.html": ("tokens-vs-calls",),
    "models/index.html": ("small-multiples", "aligned", "usage-vs-quality", "profile-card"),
}
"""Which charts stand on which page."""
FORMS = ("svg", "csv", "json")
"""Of the files beside each chart."""
NEWEST_STREAKS = 12
"""So many streaks are told on the first page."""


class File(NamedTuple):
    """A file of the site, and what makes it; None where there is nothing to be written."""

    path: str
    make: Callable[[], bytes | None]


Given = dict[str, Any]
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
    """Write the site of a store, as a question asks for it (its metric, level and vintage), into a
    folder. ``base_url`` is its future address.

    The first page is written last, so that readers see the old site or a whole new one.
    Raises GapError where no week is complete, ConfigError where the folder cannot be written to.
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
    """Every file of the site, the first page last."""
    store = site.record.store
    draw = cache(lambda name: page_of(store, site.record.known, figure(site, name), site.link))
    led = cache(lambda: feeds.entries(site))
    first = _page(site, "index.html", "index.html", partial(_first_page, site), draw)
    made = [
        *(File(path, partial(bytes, body)) for path, body in static().items()),
        File("charts.css", chart_colours),
        *_weeks(site),
        *_models(site),
        File("feed.json", lambda: feeds.json_feed(site, led())),
        File("atom.xml", lambda: feeds.atom_feed(site, led())),
        *_others(site, draw),
        *_charts(draw),
        File("latest.json", lambda: feeds.latest(site, _digest(draw("reigns")))),
        File("og.png", lambda: printed(store, open_graph(site), site.record.known).picture.data),
    ]
    if site.base_url:
        listed = sorted(file.path for file in [*made, first] if file.path.endswith(".html"))
        made.append(File("sitemap.xml", partial(feeds.site_map, site, listed)))
    return [*made, first]


def figure(site: Site, name: str) -> Figure:
    """What the chart of a name is asked on this site."""
    known = site.record
    if name == "versus":
        question = known.asked(known.main.metric, by="country")
        return Figure(name, question, (pages.CHINA, pages.AMERICA), form=".svg")
    return Figure(name, known.asked(known.main.metric), form=".svg")


def open_graph(site: Site) -> Figure:
    """The picture that stands for the site where it is linked to."""
    return Figure("reigns", site.record.asked(site.record.main.metric))


def chart_colours() -> bytes:
    """The style sheet that turns the colours of charts with the page."""
    rules = svg.dark_rules()
    return f"@media screen and (prefers-color-scheme: dark) {{\n{rules}}}\n".encode()


def _digest(picture: Picture | Undrawn) -> str | None:
    return picture.digest if isinstance(picture, Picture) else None


def _charts(draw: Draw) -> Iterator[File]:
    """The files beside each chart: the drawing, the rows drawn, the card."""

    def beside(name: str, path: str) -> bytes | None:
        picture = draw(name)
        return picture.files[path] if isinstance(picture, Picture) else None

    for name in (name for names in CHARTS.values() for name in names):
        for form in FORMS:
            path = f"charts/{name}.{form}"
            yield File(path, partial(beside, name, path))


def _weeks(site: Site) -> Iterator[File]:
    known, link = site.record, site.link
    for week, path in site.weeks.items():
        yield _page(site, path, "week.html", partial(weeks.of_week, known, week, link))
    yield _page(site, "weeks/index.html", "weeks.html", partial(weeks.listed, known, link))


def _models(site: Site) -> Iterator[File]:
    known, link = site.record, site.link
    for name, path in site.models.items():
        yield _page(site, path, "model.html", partial(pages.of_model, known, name, link))


def _others(site: Site, draw: Draw) -> Iterator[File]:
    known, link = site.record, site.link
    told: dict[str, Callable[[], Given]] = {
        "streaks.html": lambda: {"sheets": streaks.everyones(known, link)},
        "records.html": lambda: {"sheets": records.everyones(known, link)},
        "definitions.html": lambda: {"terms": pages.terms()},
        "limits.html": lambda: pages.limits(known, link),
        "movers.html": lambda: pages.movers(known, link),
        "versus.html": lambda: pages.versus(known, link),
        "market.html": lambda: pages.market(known, link),
        "tokens-vs-calls.html": lambda: pages.tokens_and_calls(known, link),
    }
    for path, given in told.items():
        yield _page(site, path, path, given, draw)
    path = "models/index.html"
    yield _page(site, path, "models.html", partial(pages.listed, known, link), draw)


def _first_page(site: Site) -> Given:
    known, link = site.record, site.link
    main = known.main
    return {
        "week": known.newest,
        "days": span(main.weeks[known.newest]["week"]),
        "told": weeks.told(known, main, known.newest, link, CHART),
        "others": [weeks.newest_told(side) for side in known.sides.values() if side is not main],
        "streaks": streaks.streaks(main, link, NEWEST_STREAKS),
    }


def _page(
    site: Site, path: str, template: str, given: Callable[[], Given], draw: Draw | None = None
) -> File:
    """A page of what is given, with the charts that stand on it."""

    def make() -> bytes:
        charts = {"pictures": [*map(draw, CHARTS.get(path, ()))]} if draw else {}
        return site.render(template, path, **charts, **given())

    return File(path, make)
