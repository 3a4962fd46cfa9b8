"""From a slug to the levels of identity it belongs to, by a hand-kept map and never by likeness.

    curated.py     the map, read from data/          subjects.py    what a person means by a name

slug
    The publisher's name for a model and variant, as published: `qwen/qwen3.6-plus-04-02:free`.
model
    The slug without its `:variant`; `:free` and paid count together.
family
    Dated snapshots of one model together (`deepseek/deepseek-v4-flash`), as `data/models.csv` has
    them. A model that is not on the map is a family of its own.
author
    What stands before the slash.
country
    Where the author has its seat (ISO 3166 alpha-2), as `data/authors.csv` has it; a model trained
    on another's counts for who trained it. `unknown` for an author that is not on the map.
weights
    `open` where the weights of the model could be downloaded, `closed` where not, as
    `data/models.csv` has it; `unknown` for a model that is not on the map. A week counts by what
    was so on its Monday.
app
    Not a model but what calls one: an app with its number, as `Kilo Code (2262242)`.
stealth
    A model listed without its maker, as `openrouter/hunter-alpha` or `stealth/ox-alpha`. Until the
    first week that begins after it was revealed it is a family and an author of its own, of unknown
    country and weights; from then on it counts towards the model that it was. With hindsight
    (`--reveal`) it does so from its first day. Its slug and model stay as published.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from tracker.identity import curated
from tracker.records import OTHER

UNKNOWN = "unknown"
FREE = "free"
Span = tuple[date, date, str]
"""From which day, until the day before which, and what was so."""


def model(slug: str) -> str:
    return slug.partition(":")[0]


def variant(slug: str) -> str:
    """What follows the colon: `free`, `thinking`, `beta`; empty for the standard one."""
    return slug.partition(":")[2]


def author(slug: str) -> str:
    return slug.partition("/")[0]


def is_stealth(slug: str) -> bool:
    """Whether the slug was listed without its maker."""
    return model(slug) in curated.stealth() or author(slug) == "stealth"


def is_hidden(slug: str, on: date) -> bool:
    """Whether it was not known on a day whose model the slug is."""
    told = curated.stealth().get(model(slug))
    return is_stealth(slug) and (told is None or on < told.revealed)


def on_map(slug: str) -> bool:
    return bool(curated.model(model(slug)))


def spans(slug: str, by: str, *, reveal: bool = False) -> list[Span]:
    """What a slug counts towards at level ``by``, with the days on which it did, in order and
    without a gap; ``reveal`` tells what a stealth model was from its first day on."""
    if slug == OTHER or by in UNDATED:
        return [(date.min, date.max, entity(slug, by))]
    told = curated.stealth().get(model(slug))
    if told is None or not told.family:
        return DATED[by](model(slug))
    revealed = date.min if reveal else told.revealed
    hidden = [(date.min, revealed, HIDDEN[by](model(slug)))] if revealed > date.min else []
    later = [span for span in DATED[by](told.family) if span[1] > revealed]
    return hidden + [(max(since, revealed), until, name) for since, until, name in later]


def entity(slug: str, by: str, on: date | None = None, *, reveal: bool = False) -> str:
    """The entity that ``slug`` counts towards at level ``by`` on a day (None: today's answer);
    `other` is itself at every level."""
    if slug == OTHER:
        return OTHER
    if by in UNDATED:
        return UNDATED[by](slug)
    found = spans(slug, by, reveal=reveal)
    return next((name for since, until, name in found if on and since <= on < until), found[-1][2])


def _family(name: str) -> list[Span]:
    return _run(((row.since, row.until, row.family) for row in curated.model(name)), name)


def _author(name: str) -> list[Span]:
    return [(date.min, date.max, author(name))]


def _weights(name: str) -> list[Span]:
    return _run(((row.since, row.until, row.weights) for row in curated.model(name)), UNKNOWN)


def _country(name: str) -> list[Span]:
    seat = _run(((row.since, row.until, row.country) for row in curated.author(author(name))),
                UNKNOWN)  # fmt: skip
    own = _run(((row.since, row.until, row.country) for row in curated.model(name)), "")
    return [
        (max(since, start), min(until, end), country or home)
        for since, until, country in own
        for start, end, home in seat
        if max(since, start) < min(until, end)
    ]


def _run(rows: Iterable[Span], otherwise: str) -> list[Span]:
    """The answers of dated rows, equal neighbours as one; ``otherwise`` where there is no row."""
    found: list[Span] = []
    for since, until, name in rows:
        start = found.pop()[0] if found and found[-1][2] == name else since
        found.append((start, until, name))
    return found or [(date.min, date.max, otherwise)]


DATED: dict[str, Callable[[str], list[Span]]] = {
    "family": _family, "author": _author, "country": _country, "weights": _weights,
}  # fmt: skip
HIDDEN: dict[str, Callable[[str], str]] = {
    "family": str, "author": author, "country": lambda _: UNKNOWN, "weights": lambda _: UNKNOWN,
}  # fmt: skip
UNDATED: dict[str, Callable[[str], str]] = {"slug": str, "model": model, "app": str}
LEVELS = ("slug", "model", "family", "author", "country", "weights", "app")
"""From slug to weights coarser and coarser; apps stand apart."""
