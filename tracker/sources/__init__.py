"""The ways in which published figures reach us: one module each, listed here.

A source has a NAME, its DATASETS and five functions:
``payloads(get, wanted)`` fetches and yields everything it receives, in order, and in place of what
it could not fetch, where it can go on without it, the error; ``parse(payload)`` turns bytes into
boards and knows no network, clock, database or setting; ``shape(payload)`` names the shape of a
body it can read, or None; ``made(payload)`` is the publisher's own stamp inside such a body, and
``newest(payload)`` the newest date of its figures, or None.
To add one: write the module, add its line here.

    datasets/    OpenRouter's documented API       frontend/    the JSON behind the rankings page
    retired/     shapes of the past                history.py   what comes with the tracker
    fields.py    bytes → text, JSON, counts, dates
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from importlib import import_module
from typing import Protocol

from tracker.errors import ConfigError, ParseError, TrackerError
from tracker.records import Answer, Payload
from tracker.sources import fields
from tracker.weeks import DAY, midnight

CONTENTS = {
    "history": "history",
    "export": "datasets.export",
    "data_api": "datasets.data_api",
    "app_rankings": "datasets.app_rankings",
    "frontend": "frontend.frontend",
    "page": "retired.page",
    "models_find": "retired.models_find",
    "catalog": "datasets.catalog",
    "benchmarks": "datasets.benchmarks",
}
"""The module of each source."""
IMPORT_ONLY = frozenset({"page", "models_find"})
"""Sources that no longer publish: their bodies can still be imported."""


Get = Callable[..., Payload]
"""`Fetcher.get`, with the source's name already filled in."""


@dataclass(frozen=True)
class Wanted:
    """What a run is asked for: the days from ``first`` to ``last`` (None: as the source sees fit),
    what is ``held`` already (dataset → first days of its periods), of how many ``parts`` each
    (dataset, first day) is made where it is made of parts, when the source ``last_recorded``
    anything, and the time it is ``now``. ``doubted`` tells of which first days of a dataset the
    periods are doubted by then: another body that holds them is evidence."""

    now: datetime
    first: date | None = None
    last: date | None = None
    held: Mapping[str, frozenset[date]] = field(default_factory=dict)
    parts: Mapping[tuple[str, date], int] = field(default_factory=dict)
    last_recorded: datetime | None = None
    doubted: Callable[[str], Collection[date]] = lambda _: ()


class Source(Protocol):
    NAME: str
    DATASETS: tuple[str, ...]

    def payloads(self, get: Get, wanted: Wanted) -> Iterator[Payload | TrackerError]: ...

    def parse(self, payload: Payload) -> Answer: ...

    def shape(self, payload: Payload) -> str | None: ...

    def made(self, payload: Payload) -> datetime | None: ...

    def newest(self, payload: Payload) -> date | None: ...


def source(name: str) -> Source:
    """The source called ``name``. Raises ConfigError with the known names."""
    if name not in CONTENTS:
        raise ConfigError(
            f"there is no source called {name!r}",
            datum=name,
            remedy=f"choose from {', '.join(CONTENTS)}",
        )
    module: Source = import_module(f"{__name__}.{CONTENTS[name]}")
    return module


def recognise(payload: Payload) -> tuple[Source, str]:
    """The source that can read a body, and the shape it takes it for. Raises ParseError."""
    for name in CONTENTS:
        found = source(name)
        shape = found.shape(payload)
        if shape:
            return found, shape
    raise fields.fault(payload) or ParseError(
        f"{payload.name} is of no shape the tracker knows", datum=payload.url
    )


def day_after(source: Source, payload: Payload) -> datetime:
    """The day after the newest date in a body: the earliest it can be of. Raises ParseError for
    one that holds no dates, which nobody can put into time."""
    newest = source.newest(payload)
    if newest is None:
        raise ParseError(
            f"{payload.name} does not say when it was made",
            datum=payload.url,
            remedy="import it with --fetched-at TIME, or from a file or folder named by its date",
        )
    return midnight(newest + DAY)
