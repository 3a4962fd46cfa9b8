"""The database in a notebook: a store that returns tidy frames."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import date, datetime
from functools import partial

import numpy as np
import pandas as pd

from tracker import config
from tracker.analysis import catalog, frame
from tracker.answers.check import Checker, Line
from tracker.answers.profile import Profile, profile
from tracker.claims.definitions import Options
from tracker.claims.verdicts import Verdict
from tracker.errors import ConfigError, GapError
from tracker.identity import listed
from tracker.ingest import bundled
from tracker.profiles.case import Thresholds
from tracker.records import DAYS, Definition, Question
from tracker.store import Store
from tracker.weeks import Period, days, end_of, read_as_of, read_day, read_ending, utc

AsOf = str | date | datetime | np.datetime64 | None
"""An instant as people write it in a notebook."""


class Database:
    """An open store. Use it as a context manager, or ``close()`` it.

    While it is open, its catalogue completes the map of identity.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._open = ExitStack()
        self._open.enter_context(store)
        self._open.enter_context(listed.catalogue(partial(catalog.models, store)))

    def __enter__(self) -> Database:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        self._open.close()

    def weekly(
        self,
        metric: str = "tokens",
        by: str = "slug",
        as_of: AsOf = None,
        *,
        depth: int | None = None,
        reveal: bool = False,
        first: bool = False,
    ) -> pd.DataFrame:
        """Return the tidy weekly frame (`tracker.analysis.frame`) as known at ``as_of``.

        It has a column name with the display name of each entity.
        """
        definition = Definition(metric, by, depth, _instant(as_of), reveal, first)
        return self._named(frame.weekly(self._store, definition), definition)

    def daily(
        self,
        by: str = "slug",
        as_of: AsOf = None,
        *,
        from_: str | date | None = None,
        to: str | date | None = None,
        depth: int | None = None,
        reveal: bool = False,
    ) -> pd.DataFrame:
        """Return the official days as a frame: tokens by day, from ``from_`` to ``to``.

        The columns are those of `weekly`, where week is the day, and end, the same day. It can be
        ranked and shared like weeks; a change is against the day before.

        With ``db = tracker.open()``:

        >>> days = tracker.rank(db.daily(by="author", from_="2026-04-28", to="2026-04-29"))
        >>> days.set_index("name").loc["Anthropic", ["end", "value", "rank", "last_rank"]]
                         end         value  rank  last_rank
        name
        Anthropic 2026-04-28  572397975794     1       <NA>
        Anthropic 2026-04-29  555037620775     1          1
        """
        definition = Definition("tokens", by, depth, _instant(as_of), reveal)
        periods = [Period.of_day(day) for day in self._days(definition, from_, to)]
        return self._named(frame.over_days(self._store, definition, periods), definition)

    def windows(
        self,
        by: str = "slug",
        as_of: AsOf = None,
        *,
        from_: str | date | None = None,
        to: str | date | None = None,
        depth: int | None = None,
        reveal: bool = False,
    ) -> pd.DataFrame:
        """Return the seven days to each day from ``from_`` to ``to``, as the site shows them.

        The columns are those of `weekly`, where week is the first of the seven days, and end, the
        last. A change is against the seven days before. A window of which days are missing is not
        complete.

        With ``db = tracker.open()``:

        >>> windows = db.windows(from_="2026-04-28", to="2026-04-29").set_index("name")
        >>> windows.loc["Kimi K2.6", ["week", "end", "value"]]
                        week        end          value
        name
        Kimi K2.6 2026-04-22 2026-04-28  2003167260117
        Kimi K2.6 2026-04-23 2026-04-29  1989847072217
        """
        definition = Definition("tokens", by, depth, _instant(as_of), reveal)
        periods = [Period.window(day) for day in self._days(definition, from_, to)]
        return self._named(frame.over_days(self._store, definition, periods), definition)

    def _days(
        self, definition: Definition, first: str | date | None, last: str | date | None
    ) -> list[date]:
        """Return the days from ``first`` to ``last``, by default all from the first on record."""
        held = self._store.held(definition.as_of)
        on_record = {day for dataset in DAYS for day in held.get(dataset, ())}
        if not on_record:
            raise GapError("no official day is recorded", remedy="run `tracker collect`")
        return [*days(_day(first) or min(on_record), _day(last) or max(on_record))]

    def _named(self, rows: pd.DataFrame, definition: Definition) -> pd.DataFrame:
        """Return a frame with a column name after the entities, its display name."""
        names = catalog.names(self._store, definition.as_of)
        named = {entity: names(entity, definition.by) for entity in rows["entity"].unique()}
        columns = ["week", "entity", "name", *rows.columns.drop(["week", "entity"])]
        return rows.assign(name=rows["entity"].map(named).astype("str"))[columns]

    def check(
        self,
        sentence: str,
        ending: str | None = None,
        *,
        published: str | None = None,
        metric: str | None = None,
        by: str | None = None,
        depth: int | None = None,
        as_of: AsOf = None,
    ) -> Verdict:
        """Return the verdict on the claim of a sentence (`tracker.claims.verdicts`).

        ``published`` is the day on which it was printed, ``ending`` a week or a date, ``depth`` 0
        all slugs. Raises ConfigError for a sentence that makes several claims.
        """
        line = _line(sentence, ending, published, Options(metric, by, depth))
        return self._checker(as_of).check(line)

    def check_text(
        self,
        text: str,
        ending: str | None = None,
        *,
        published: str | None = None,
        metric: str | None = None,
        by: str | None = None,
        depth: int | None = None,
        as_of: AsOf = None,
    ) -> list[Verdict]:
        """Return the verdicts on all claims of a text, in its order; options as in `check`."""
        line = _line(text, ending, published, Options(metric, by, depth))
        return self._checker(as_of).verdicts(line)

    def _checker(self, as_of: AsOf) -> Checker:
        names = catalog.names(self._store, _instant(as_of))
        return Checker(self._store, _instant(as_of), names)

    def profile(
        self,
        entity: str,
        metric: str = "tokens",
        by: str | None = None,
        as_of: AsOf = None,
        **thresholds: float,
    ) -> Profile:
        """Judge breakthrough or vanity (`tracker.profiles`), with thresholds set by name."""
        question = Question(metric, as_of=_instant(as_of))
        limits = Thresholds(**thresholds)
        names = catalog.names(self._store, question.as_of)
        return profile(self._store, question, entity, by, limits, names)

    def prices(self, as_of: AsOf = None) -> pd.DataFrame:
        """Return every vintage of the prices (`tracker.analysis.catalog.prices`)."""
        return catalog.prices(self._store, _instant(as_of))

    def catalog(self, as_of: AsOf = None) -> pd.DataFrame:
        """Return the models as listed, with prices (`tracker.analysis.catalog.catalog`)."""
        return catalog.catalog(self._store, _instant(as_of))

    def benchmarks(self, as_of: AsOf = None) -> pd.DataFrame:
        """Return benchmark results by model (`tracker.analysis.catalog.benchmarks`)."""
        return catalog.benchmarks(self._store, _instant(as_of))


def _day(value: str | date | None) -> date | None:
    """Return a day given as text or as a date."""
    if value is None:
        return None
    return pd.Timestamp(value).date() if isinstance(value, date) else read_day(value)


def _instant(as_of: object) -> datetime | None:
    """Return an instant given as text, a date (its end), or a value of datetime, pandas or numpy.

    One without a zone is UTC. Raises ConfigError for anything else.
    """
    if as_of is None:
        return None
    if isinstance(as_of, str):
        return read_as_of(as_of)
    if isinstance(as_of, date) and not isinstance(as_of, datetime):
        return end_of(as_of)
    instant = pd.to_datetime(as_of, errors="coerce")  # type: ignore[call-overload]
    if not isinstance(instant, pd.Timestamp):
        raise ConfigError(
            f"{as_of!r} is not an instant",
            datum=as_of,
            remedy="write as_of as '2026-08-16', a date or a datetime",
        )
    return utc(instant.to_pydatetime())


def open(url: str | None = None) -> Database:
    """Open the database that the settings name, or the one at ``url``.

    The first is created if it is an SQLite file, and has the bundled history; nothing is written to
    another one. Raises GapError if there is nothing to read, ConfigError if the database cannot be
    created or its schema does not fit.
    """
    settings = config.load()
    if url is None or url == settings.database_url:
        return Database(bundled.with_history(settings))
    return Database(bundled.recorded(url))


def _line(text: str, ending: str | None, published: str | None, options: Options) -> Line:
    """Return a text to be checked; ``ending`` is a week or a date, ``published`` a date."""
    return Line(
        text,
        read_ending(ending) if ending else None,
        options,
        published=read_day(published) if published else None,
    )
