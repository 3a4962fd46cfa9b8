"""What a notebook holds: a store to ask for tidy frames."""

from __future__ import annotations

from datetime import date, datetime

import pandas as pd

from tracker import config
from tracker.analysis import facts, frame
from tracker.claims.grid import Options
from tracker.claims.verdicts import Verdict
from tracker.errors import GapError, TrackerError
from tracker.profiles.thresholds import Thresholds
from tracker.publish import profiles
from tracker.publish.answers import Question
from tracker.publish.claims import Checker, Line
from tracker.publish.profiles import Profile
from tracker.store import Store, schema
from tracker.weeks import end_of, read_as_of, read_ending


class Database:
    """An open store. Use it as a context manager, or ``close()`` it."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def __enter__(self) -> Database:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        self._store.close()

    def weekly(
        self,
        metric: str = "tokens",
        by: str = "slug",
        as_of: str | date | datetime | None = None,
        *,
        depth: int | None = None,
        reveal: bool = False,
        first: bool = False,
    ) -> pd.DataFrame:
        """The tidy weekly frame (`tracker.analysis.frame`); ``as_of`` a date or an instant."""
        return frame.weekly(
            self._store, metric, by, _instant(as_of), depth=depth, reveal=reveal, first=first
        )

    def check(
        self,
        claim: str,
        ending: str | None = None,
        *,
        metric: str | None = None,
        by: str | None = None,
        depth: int | None = None,
        as_of: str | date | datetime | None = None,
    ) -> Verdict:
        """What becomes of a claim (`tracker.claims.verdicts`); ``ending`` is a week or a date,
        ``depth`` 0 looks at all. Raises ConfigError for a line that makes no claim."""
        line = Line(claim, read_ending(ending) if ending else None, Options(metric, by, depth))
        return Checker(self._store, _instant(as_of)).check(line)

    def profile(
        self,
        entity: str,
        metric: str = "tokens",
        by: str | None = None,
        as_of: str | date | datetime | None = None,
        **thresholds: float,
    ) -> Profile:
        """Breakthrough or vanity (`tracker.profiles`), with thresholds set by their names."""
        question = Question(metric, as_of=_instant(as_of))
        limits = Thresholds(**thresholds)
        return profiles.profile(self._store, question, entity, by, limits)

    def prices(self, as_of: str | date | datetime | None = None) -> pd.DataFrame:
        """Every vintage of the catalogue's prices (`tracker.analysis.facts.prices`)."""
        return facts.prices(self._store, _instant(as_of))

    def catalog(self, as_of: str | date | datetime | None = None) -> pd.DataFrame:
        """The models as listed, with prices (`tracker.analysis.facts.catalog`)."""
        return facts.catalog(self._store, _instant(as_of))

    def benchmarks(self, as_of: str | date | datetime | None = None) -> pd.DataFrame:
        """Benchmark results by model (`tracker.analysis.facts.benchmarks`)."""
        return facts.benchmarks(self._store, _instant(as_of))


def _instant(as_of: str | date | datetime | None) -> datetime | None:
    if isinstance(as_of, str):
        return read_as_of(as_of)
    if isinstance(as_of, date) and not isinstance(as_of, datetime):
        return end_of(as_of)
    return as_of


def open(url: str | None = None) -> Database:
    """Open the database that the settings name, or the one at ``url``.

    Raises GapError when there is none yet, ConfigError when its schema does not fit.
    """
    return Database(recorded(url or config.load().database_url))


def recorded(url: str) -> Store:
    """The store at ``url``, for asking; asking creates nothing. Raises as `open` does."""
    store = Store(url)
    try:
        if schema.current(store.engine) is None:
            raise GapError(
                f"nothing is recorded yet in {store.shown}",
                remedy="run `tracker collect`, which starts with the bundled history",
            )
        schema.ready(store.engine)
    except TrackerError:
        store.close()
        raise
    return store
