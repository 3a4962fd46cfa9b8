"""The pages of models, makers and countries: figures, a chart, streaks, prices, events, weeks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from tracker import identity
from tracker.identity import author
from tracker.publish.site import share
from tracker.publish.site.chart import CARD, Chart
from tracker.publish.site.data import AUTHOR, COUNTRY, Side
from tracker.publish.site.drawing import columns
from tracker.publish.site.render import FOLDERS, MODELS, Site
from tracker.publish.site.words import Words, sunday
from tracker.weeks import walk

PARTS_SHOWN, EVENTS_SHOWN, PRICES_SHOWN = 30, 24, 16
TOKENS = "tokens"
PRICES = {
    "prompt": "price_prompt",
    "completion": "price_completion",
    "cache_read": "price_input_cache_read",
}
"""The columns of the prices of a model, as the catalogue has them."""
PRICE_HEADINGS = ("prompt", "completion", "read from cache")


@dataclass(frozen=True)
class Entity:
    """A model, a maker or a country: its level, key and path, and its rows by metric."""

    by: str
    key: str
    name: str
    path: str
    rows: dict[str, list[dict[str, Any]]]

    @property
    def charted(self) -> str:
        """The metric of its chart: that of the site, or one that has several weeks; or none."""
        metrics = (metric for metric, rows in self.rows.items() if len(rows) > 1)
        return next(metrics, "")

    @property
    def has_files(self) -> bool:
        """Whether its chart has files: those known by calls alone have only the page."""
        return self.charted == TOKENS

    @property
    def stem(self) -> str:
        """The path of the files of its chart, without their suffix."""
        return f"charts/{self.path.removesuffix('.html')}"

    @property
    def card(self) -> str:
        """The path of the picture that stands for its page where that is linked."""
        return f"{self.stem}.png" if self.has_files else CARD


def entities(site: Site) -> Iterator[Entity]:
    """Yield everything that has a page, countries first."""
    levels = {
        COUNTRY: site.countries,
        AUTHOR: site.makers,
        site.record.question.by: site.models,
    }
    for by, paths in levels.items():
        sides = site.record.level(by)
        for key, path in paths.items():
            rows = {
                metric: side.entities[key] for metric, side in sides.items() if key in side.entities
            }
            yield Entity(by, key, site.named(key), path, rows)


def page(site: Site, entity: Entity) -> dict[str, Any]:
    """Return the template variables of the page of an entity."""
    sides = site.record.level(entity.by)
    chart = chart_of(site, entity) if entity.charted else None
    return {
        "entity": entity,
        "card": entity.card,
        "kind": {AUTHOR: "Maker", COUNTRY: "Country"}.get(entity.by, "Model"),
        "above": f"{FOLDERS.get(entity.by, MODELS)}/index.html",
        "of": [*_above(site, entity)],
        "facts": [*_facts(site, entity)],
        "sentences": [*_sentences(site, entity, sides)],
        "chart": chart,
        "sheets": [
            each
            for each in (
                _parts(site, entity),
                _streaks(site, entity, sides),
                _prices(site, entity),
                _events(site, entity),
                _weeks(site, entity),
            )
            if each
        ],
    }


def source_of(site: Site) -> str:
    """Return the source line of a page of an entity."""
    return (
        f"Source: OpenRouter (openrouter.ai/rankings), as of {site.as_of.isoformat()}. "
        "Licensed under CC BY 4.0; calls and spend are from pages that state no licence."
    )


def chart_of(site: Site, entity: Entity) -> Chart:
    """Return the chart of an entity: a column for each week, those at #1 in the accent."""
    words, metric = site.words, entity.charted
    rows = entity.rows[metric]
    # A model has amounts; of sums the share, as the whole has grown thirtyfold.
    of_share = entity.by in FOLDERS and any(row["share"] is not None for row in rows)
    field = "share" if of_share else "value"
    kept = [row for row in rows if row[field] is not None]
    values = {_week(row): float(row[field]) for row in kept}
    marked = {_week(row) for row in kept if row["rank"] == 1}
    shown = {
        week: words.percent(value) if of_share else words.amount(round(value), metric)
        for week, value in values.items()
    }
    phrase = "{name}: share of all {metric}, by week" if of_share else "{name}: {metric}, by week"
    title = words(phrase, name=entity.name, metric=words(metric))
    drawing = columns("chart", title, values, marked, words, shown, percent=of_share, metric=metric)
    legend = (("lead", words("weeks at #1"), ""),) if marked else ()
    stem = entity.stem if entity.has_files else ""
    source = source_of(site)
    table = [{"metric": metric, **row} for metric, rows in entity.rows.items() for row in rows]
    picture = partial(_picture, entity, source)
    return Chart("chart", title, drawing, source, stem, table, picture, legend)


def _picture(entity: Entity, source: str) -> bytes:
    """Return the picture of an entity, with its newest figures."""
    rows = {_week(row): row for row in entity.rows[entity.charted]}
    weeks = walk(min(rows), max(rows))
    values = [
        (rows[week]["value"], rows[week]["rank"] == 1) if week in rows else (None, False)
        for week in weeks
    ]
    row = entity.rows[entity.charted][-1]
    words = Words()
    line = f"{words.amount(row['value'], TOKENS)} {TOKENS} in {words.week(_week(row))}"
    if row["share"] is not None:
        line += f", {words.percent(row['share'])} of all"
    return share.columns(entity.name, line, values, source)


def _week(row: dict[str, Any]) -> date:
    return date.fromisoformat(row["week"])


def _above(site: Site, entity: Entity) -> Iterator[tuple[str, str]]:
    """Yield the maker and the country of an entity, each with its path."""
    if entity.by == COUNTRY:
        return
    maker = author(entity.key)
    if entity.by != AUTHOR and maker in site.makers:
        yield site.named(maker), site.makers[maker]
    country = _country(site, entity.key)
    if country in site.countries:
        yield site.named(country), site.countries[country]


def _country(site: Site, key: str) -> str:
    """Return the country of a model or a maker in the newest week."""
    return identity.entity(key, COUNTRY, site.record.newest)


def _facts(site: Site, entity: Entity) -> Iterator[tuple[str, str, str]]:
    """Yield what is in large letters: a heading, a figure and what belongs to it."""
    words = site.words
    for metric, rows in entity.rows.items():
        row = rows[-1]
        week = _week(row)
        when = "" if week == site.record.sides[metric].newest else words.week(week)
        least = words("at least {amount}", amount="") if row["at_least"] else ""
        rank = words("rank {rank}", rank=row["rank"]) if row["rank"] is not None else ""
        part = "" if row["share"] is None else words.percent(row["share"])
        detail = " · ".join(filter(None, (rank, part, when)))
        yield words(metric), f"{least}{words.amount(row['value'], metric)}", detail
    best = [row["rank"] for row in entity.rows.get(TOKENS, ()) if row["rank"] is not None]
    if best:
        at_1 = best.count(1)
        yield (
            words("best rank"),
            f"#{min(best)}",
            words.weeks(at_1) + words(" at #1") if at_1 else "",
        )


def _sentences(site: Site, entity: Entity, sides: dict[str, Side]) -> Iterator[str]:
    words = site.words
    rows = entity.rows.get(TOKENS)
    if not rows:
        yield words("It is known by calls or money alone, not by tokens.")
        return
    first, last = _week(rows[0]), _week(rows[-1])
    yield words(
        "On record by tokens in {weeks}, from {first} to {last}.",
        weeks=words.weeks(len(rows)),
        first=words.short_day(first),
        last=words.short_day(sunday(last)),
    )
    streaks = sides[TOKENS].streaks_of.get(entity.key, []) if TOKENS in sides else []
    if streaks:
        longest = max(streaks, key=lambda streak: streak.weeks)
        yield words(
            "Longest at #1: {weeks} in a row, {span}.",
            weeks=words.weeks(int(longest.weeks)),
            span=words.span(longest.first.date(), longest.last.date()),
        )


def _streaks(site: Site, entity: Entity, sides: dict[str, Side]) -> Any:
    rows = [
        {
            "metric": site.words(metric),
            "first": streak.first.date().isoformat(),
            "last": streak.last.date().isoformat(),
            "weeks": int(streak.weeks),
            "ended_by": None if streak.ended_by is None else str(streak.ended_by),
        }
        for metric, side in sides.items()
        for streak in reversed(side.streaks_of.get(entity.key, []))
    ]
    if not rows:
        return None
    names = ("first", "last", "weeks", "metric", "ended_by")
    caption = site.words("Streaks at #1")
    headings = {"first": "from", "last": "to"}
    return site.sheet_of("streaks", names, rows, caption, source_of(site), headings=headings)


def _slugs(site: Site, entity: Entity) -> list[str]:
    """Return the slugs of a model: itself."""
    return [entity.key] if entity.by not in FOLDERS else []


def _prices(site: Site, entity: Entity) -> Any:
    rows = [row for slug in _slugs(site, entity) for row in site.record.prices.get(slug, ())]
    if not rows:
        return None
    shown = [
        {"day": row["day"], **{PRICES[name]: row[name] for name in PRICES}}
        for row in rows[::-1][:PRICES_SHOWN]
    ]
    names = [
        "day",
        *(name for name in PRICES.values() if any(row[name] is not None for row in shown)),
    ]
    caption = site.words("Prices, US dollars for a million tokens")
    headings = {"day": "known from", **dict(zip(PRICES.values(), PRICE_HEADINGS, strict=True))}
    source = site.words("From OpenRouter’s catalogue of models (openrouter.ai/api/v1/models).")
    return site.sheet_of("prices", names, shown, caption, source, headings=headings)


def _events(site: Site, entity: Entity) -> Any:
    rows = [row for slug in _slugs(site, entity) for row in site.record.events.get(slug, ())]
    if not rows:
        return None
    shown = rows[::-1][:EVENTS_SHOWN]
    caption = site.words("Events")
    notes = []
    if len(rows) > len(shown):
        notes.append(
            site.words("Shown: the last {shown} of {count}.", shown=len(shown), count=len(rows))
        )
    names = ("day", "what", "detail")
    return site.sheet_of("events", names, shown, caption, source_of(site), notes=notes)


def _parts(site: Site, entity: Entity) -> Any:
    """Return the models of a maker, or the makers of a country."""
    if entity.by not in FOLDERS:
        return None
    by = AUTHOR if entity.by == COUNTRY else site.record.question.by
    rows = []
    for metric, side in reversed(site.record.level(by).items()):
        for key, weeks in side.entities.items():
            belongs = (
                _country(site, key) == entity.key
                if entity.by == COUNTRY
                else author(key) == entity.key
            )
            if belongs and metric == TOKENS:
                rows.append(
                    {
                        "entity": key,
                        "value": weeks[-1]["value"],
                        "rank": weeks[-1]["rank"],
                        "peak_rank": weeks[-1]["peak_rank"],
                        "weeks_at_1": weeks[-1]["weeks_at_1"],
                        "last": weeks[-1]["week"],
                    }
                )
    if not rows:
        return None
    rows.sort(key=lambda row: row["value"], reverse=True)
    rows.sort(key=lambda row: row["last"], reverse=True)
    caption = site.words("Its makers" if entity.by == COUNTRY else "Its models")
    notes = []
    if len(rows) > PARTS_SHOWN:
        notes.append(
            site.words("Shown: the first {shown} of {count}.", shown=PARTS_SHOWN, count=len(rows))
        )
    names = ("entity", "value", "rank", "peak_rank", "weeks_at_1", "last")
    headings = {
        "entity": "name",
        "value": "tokens",
        "rank": "rank",
        "peak_rank": "best rank",
        "weeks_at_1": "weeks at #1",
        "last": "in the week to",
    }
    return site.sheet_of(
        "parts",
        names,
        rows[:PARTS_SHOWN],
        caption,
        source_of(site),
        notes=notes,
        headings=headings,
        metric=TOKENS,
    )


def _weeks(site: Site, entity: Entity) -> Any:
    """Return the weeks of an entity, the newest first, with each metric that is known."""
    by_week: dict[str, dict[str, Any]] = {}
    metrics = [*entity.rows]
    blank = dict.fromkeys(("tokens", "calls", "spend", "rank", "share", "at_least"))
    for metric, rows in entity.rows.items():
        for row in rows:
            kept = by_week.setdefault(row["week"], {"week": row["week"], **blank})
            kept[metric] = row["value"]
            if metric == metrics[0]:
                kept |= {name: row[name] for name in ("rank", "share", "at_least")}
    names = ["week", "rank", metrics[0], "share", *metrics[1:]]
    if any(row["at_least"] for row in by_week.values()):
        names.insert(3, "at_least")
    caption = site.words("Week by week")
    note = site.words(
        "A week that is not listed is one in which it was not named: unknown, not zero."
    )
    rows = [by_week[week] for week in sorted(by_week, reverse=True)]
    return site.sheet_of(
        "weeks",
        names,
        rows,
        caption,
        source_of(site),
        bar="share",
        notes=[note],
        headings={"rank": "rank", "spend": "spend", "tokens": "tokens", "calls": "calls"},
        metrics={metric: metric for metric in metrics},
    )
