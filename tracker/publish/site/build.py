"""The report: a site of static files that needs no server and loads nothing from elsewhere.

    data.py      every measured frame once       render.py    pages, names and links
    words.py     English and Chinese             text.py      sentences on leaders
    home.py      the first page                  weeks.py     the pages of weeks
    entities.py  models, makers, countries       pages.py     the other pages
    streaks.py   streaks at #1                   records.py   longest, largest, closest
    verdicts.py  claims of the press             method.py    definitions by topic
    tables.py    frame → a table of a page       drawing.py   charts, written by hand
    chart.py     a chart, to embed and cite      share.py     its picture
    feeds.py     feeds, JSON, badge, search
    templates/   static/

The same vintage gives the same bytes, whenever it is written, so a second build writes nothing. The
site works from a folder and from a host. An edition is the site in one language.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, partial
from pathlib import Path
from typing import Any, NamedTuple

from tracker.files import put_changed
from tracker.publish.site import entities, feeds, home, method, pages, records, streaks, weeks
from tracker.publish.site.chart import CARD, FORMS, Chart, citation, embed
from tracker.publish.site.data import record
from tracker.publish.site.page import static
from tracker.publish.site.render import Edition, Site
from tracker.records import Question
from tracker.store import Store

ENGLISH = ("en",)


class File(NamedTuple):
    """A file of the site; ``make`` returns its bytes, or None if there is nothing to write."""

    path: str
    make: Callable[[], bytes | None]


class Built(NamedTuple):
    """A site, and how many of its files are new or changed, of how many."""

    site: Site
    written: int
    total: int


Context = dict[str, Any]
Watch = Callable[[list[File], int], Iterable[File]]


def unwatched(files: list[File], total: int) -> Iterable[File]:
    return files


def build(
    store: Store,
    question: Question,
    out: Path,
    base_url: str = "",
    watch: Watch = unwatched,
    languages: Sequence[str] = ENGLISH,
) -> Built:
    """Write the site of a store into a folder, for the metric, level and vintage of a question.

    ``base_url`` is its future address. The first of the languages lies at the root, each other in
    a folder of its name. Files that are there with the same bytes are left alone. The first pages
    are written last, so that readers see the old site or a whole new one. Raises GapError where no
    week is complete, ConfigError where the folder cannot be written to.
    """
    base = f"{base_url.rstrip('/')}/" if base_url else ""
    recorded = record(store, question)
    sites = [Site(recorded, base, edition) for edition in editions(languages)]
    files = [file for site in sites for file in _rooted(site)]
    files.sort(key=lambda file: file.path.endswith("index.html") and file.path.count("/") < 2)
    written = total = 0
    for file in watch(files, len(files)):
        body = file.make()
        if body is not None:
            total += 1
            written += put_changed(out / file.path, body)
    return Built(sites[0], written, total)


def editions(languages: Sequence[str]) -> list[Edition]:
    """Return the editions of a site: the first at its root, each other in a folder."""
    names = [*dict.fromkeys(languages)]
    folders = {name: "" if number == 0 else f"{name}/" for number, name in enumerate(names)}
    return [
        Edition(
            name,
            folder,
            tuple((other, place) for other, place in folders.items() if other != name),
            first=not folder,
        )
        for name, folder in folders.items()
    ]


def _rooted(site: Site) -> list[File]:
    folder = site.edition.folder
    return [File(f"{folder}{file.path}", file.make) for file in contents(site)]


def contents(site: Site) -> list[File]:
    """Return every file of an edition, the first page last."""
    front = home.Home(site)
    entries = cache(lambda: feeds.entries(site))
    first_page = _page(site, "index.html", "index.html", front.page)
    files = [
        *(File(path, partial(bytes, body)) for path, body in static().items()),
        File("charts.css", lambda: home.colours(site).encode()),
        File("names.js", lambda: feeds.names(site)),
        *_weeks(site),
        *_entities(site),
        *_others(site, front),
        File("feed.json", lambda: feeds.json_feed(site, entries())),
        File("atom.xml", lambda: feeds.atom_feed(site, entries())),
        File("latest.json", lambda: feeds.latest(site)),
        File("badge.svg", lambda: feeds.badge(site)),
    ]
    if site.edition.first:
        files += [*_charts(site)]
    if site.base_url:
        paths = sorted(file.path for file in [*files, first_page] if file.path.endswith(".html"))
        files.append(File("sitemap.xml", partial(feeds.site_map, site, paths)))
    return [*files, first_page]


def _charts(site: Site) -> Iterator[File]:
    """Yield the files of the charts, in English."""
    english = site if site.words.language == "en" else Site(site.record, site.base_url)
    colours = home.colours(site)
    for chart in home.Home(english).charts():
        yield from (File(*file) for file in chart.files(colours))
    for entity in entities.entities(english):
        if entity.has_files:
            chart_of_entity = cache(partial(entities.chart_of, english, entity))
            for suffix in FORMS:
                yield File(f"{entity.stem}{suffix}", partial(_made, chart_of_entity, suffix))


def _made(chart: Callable[[], Chart], suffix: str) -> bytes:
    """Return the file of a chart with a suffix."""
    writers = dict(chart().files(""))
    return writers[f"{chart().stem}{suffix}"]()


def _weeks(site: Site) -> Iterator[File]:
    for week, path in site.weeks.items():
        yield _page(site, path, "week.html", partial(weeks.week_page, site, week))
    yield _page(site, "weeks/index.html", "weeks.html", partial(weeks.weeks_page, site))


def _entities(site: Site) -> Iterator[File]:
    """Yield the pages of models, makers and countries."""
    for entity in entities.entities(site):
        path = entity.path
        yield _page(site, path, "entity.html", partial(entities.page, site, entity))


def _others(site: Site, front: home.Home) -> Iterator[File]:
    contexts: dict[str, Callable[[], Context]] = {
        "streaks.html": lambda: {
            "sheets": streaks.sheets(site),
            "strip": front.streaks,
            **_card(front.streaks[0]),
        },
        "versus.html": lambda: {
            **pages.versus_page(site),
            "chart": front.china_us,
            **_card(front.china_us[0]),
        },
        "money.html": lambda: {
            **pages.money_page(site),
            "chart": front.money,
            **_card(front.money[0]),
        },
        "volume.html": lambda: {
            **pages.volume_page(site),
            "chart": front.volume,
            **_card(front.volume[0]),
        },
        "records.html": lambda: {"sheets": records.sheets(site)},
        "movers.html": lambda: pages.movers_page(site),
        "method.html": dict,
        "data.html": lambda: {"now": front.now},
        "definitions.html": lambda: {"topics": method.by_topic()},
        "limits.html": lambda: pages.limits_page(site),
        "models/index.html": lambda: pages.models_page(site),
        "makers/index.html": lambda: pages.makers_page(site),
        "countries/index.html": lambda: pages.countries_page(site),
    }
    for path, context in contexts.items():
        template = path if path.count("/") == 0 else f"{path.partition('/')[0]}.html"
        yield _page(site, path, template, context)


def _card(chart: Chart | None) -> Context:
    """Return the picture that stands for a page with a chart of its own."""
    return {"card": f"{chart.stem}.png"} if chart else {}


def _page(site: Site, path: str, template: str, context: Callable[[], Context]) -> File:
    """Return a page; ``card`` in its context is the path of the picture that stands for it."""

    def make() -> bytes:
        charts = {
            "card": CARD,
            "embed": lambda chart: embed(site, chart, path),
            "citation": lambda chart: citation(site, chart, path),
        }
        return site.render(template, path, **{**charts, **context()})

    return File(path, make)
