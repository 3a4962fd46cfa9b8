"""Sources of published figures, one module each.

A source has a NAME, its DATASETS and five functions: ``payloads(get, wanted)`` fetches bodies and
yields them, or the error for one that it can do without; ``parse(payload)`` returns boards, without
network, clock, database or settings; ``shape(payload)`` names the format of a body it can parse, or
returns None; ``made(payload)`` returns the publisher's timestamp in the body, and
``newest(payload)`` the newest date of its figures, or None. To add a source, write the module and
list it in CONTENTS.

    datasets/    OpenRouter's documented API       frontend/    the JSON behind the rankings page
    retired/     formats no longer published       elsewhere/   the figures of another router
    history.py   the bundled history
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
    "session_cost": "datasets.session_cost",
    "task_shares": "datasets.task_shares",
    "frontend": "frontend.frontend",
    "page": "retired.page",
    "models_find": "retired.models_find",
    "catalog": "datasets.catalog",
    "benchmarks": "datasets.benchmarks",
    "export_index": "datasets.export_index",
    "vercel": "elsewhere.vercel",
}
"""The module of each source."""
IMPORT_ONLY = frozenset({"page", "models_find"})
"""Sources that no longer publish: their bodies can still be imported."""


Get = Callable[..., Payload]
"""`Fetcher.get`, with the source's name already filled in."""


@dataclass(frozen=True)
class Wanted:
    """What a run should fetch.

    ``first`` and ``last`` limit the days (None: the source decides); ``held`` maps a dataset to the
    first days of its recorded periods, ``parts`` (dataset, first day) to the number of parts;
    ``last_recorded`` is the time of the source's last record. ``doubted`` returns the first days
    of doubted periods of a dataset, for which another body would be evidence.
    """

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
    """Return the source called ``name``. Raises ConfigError for an unknown one."""
    if name not in CONTENTS:
        raise ConfigError(
            f"unknown source {name!r}",
            datum=name,
            remedy=f"choose from {', '.join(CONTENTS)}",
        )
    module: Source = import_module(f"{__name__}.{CONTENTS[name]}")
    return module


def recognise(payload: Payload) -> tuple[Source, str]:
    """Return the source that can parse a body, and the format. Raises ParseError."""
    for name in CONTENTS:
        candidate = source(name)
        shape = candidate.shape(payload)
        if shape:
            return candidate, shape
    raise fields.fault(payload) or ParseError(
        f"{payload.name} is not in a known format", datum=payload.url
    )


def day_after(source: Source, payload: Payload) -> datetime:
    """Return the day after the newest date in a body. Raises ParseError if it has no dates."""
    newest = source.newest(payload)
    if newest is None:
        raise ParseError(
            f"{payload.name} does not say when it was made",
            datum=payload.url,
            remedy="import it with --fetched-at TIME, or from a file or folder named by its date",
        )
    return midnight(newest + DAY)
