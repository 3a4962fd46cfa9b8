"""The exceptions of the tracker.

    TrackerError
    ├── AtWork           another collector is running
    ├── ConfigError      a setting or argument is invalid
    ├── FetchError       a server could not be reached, or its response is incomplete
    │   ├── Refused      the server returned an error status (401, 404, 429 …)
    │   └── Unavailable  the whole server is unavailable: no connection, or robots.txt forbids it
    ├── Interrupted      the run was asked to stop
    ├── ParseError       a body does not have the form its source publishes
    ├── CheckFailed      a body is well-formed but cannot be true
    ├── Damaged          the database file is unreadable
    ├── FrameError       a data frame is not valid input for a measure
    └── GapError         the requested figures are not recorded
        └── UnknownName  a name is unknown or ambiguous

Each says what happened (``fact``) and what to do (``hint``), and carries the object concerned
(``datum``). Exceptions of requests, SQLAlchemy and other libraries are converted in the package
that imports the library.
"""

from __future__ import annotations


class TrackerError(Exception):
    """What happened (``fact``), to which ``datum``, and what to do (``remedy``)."""

    remedy = "run `tracker status` for an overview"
    kept = False
    """Whether data was in transit, so that the hint should say that none was lost."""

    def __init__(self, fact: str, *, datum: object = None, remedy: str | None = None) -> None:
        super().__init__(fact)
        self.fact = fact
        self.datum = datum
        self.remedy = remedy or type(self).remedy

    @property
    def hint(self) -> str:
        """Return what to do as a sentence."""
        hint = f"nothing was lost; {self.remedy}" if self.kept else self.remedy
        return f"{hint[:1].upper()}{hint[1:]}."

    def __str__(self) -> str:
        return f"{self.fact}. {self.hint}"


class AtWork(TrackerError):
    """Another collector is running."""

    remedy = "run the command again when it is done"


class ConfigError(TrackerError):
    """A setting or argument is invalid."""

    remedy = "correct the setting (OPERATING.md, “Settings”) and run the command again"


class FetchError(TrackerError):
    """A server could not be reached, or its response is incomplete."""

    kept = True
    remedy = "run the command again later; it resumes where it stopped"


class Refused(FetchError):
    """The server returned an error ``status``."""

    def __init__(
        self, fact: str, *, status: int, datum: object = None, remedy: str | None = None
    ) -> None:
        super().__init__(fact, datum=datum, remedy=remedy)
        self.status = status


class Unavailable(FetchError):
    """The whole server is unavailable, so further requests are pointless."""


class Interrupted(TrackerError):
    """The run was asked to stop, which is not a failure."""

    kept = True
    remedy = "the next run continues"


class ParseError(TrackerError):
    """A body does not have the form its source publishes."""

    kept = True
    remedy = "look at the archived body; once the parser is fixed, run `tracker reparse`"


class CheckFailed(TrackerError):
    """A body cannot be true, or, if ``doubtful``, is not believed yet."""

    kept = True
    remedy = "look at the archived body; the next good response will be recorded as usual"

    def __init__(
        self, fact: str, *, doubtful: bool = False, datum: object = None, remedy: str | None = None
    ) -> None:
        super().__init__(fact, datum=datum, remedy=remedy)
        self.doubtful = doubtful


class Damaged(TrackerError):
    """The database file is unreadable; it can be rebuilt from the archive."""

    kept = True
    remedy = "run `tracker reparse` to set it aside and rebuild it from the archive"


class FrameError(TrackerError, ValueError):
    """A data frame lacks a column, or its rows contradict each other."""

    remedy = "take the frame from `tracker.open().weekly(…)` and keep its columns"


class GapError(TrackerError):
    """The requested figures are not recorded."""

    remedy = "run `tracker collect` to fetch what is available, `tracker status` to see gaps"


class UnknownName(GapError):
    """A name is unknown, or ambiguous (``several``).

    ``candidates`` are the names that may be meant; for an ambiguous one ``meant`` has the level,
    name and depth of each.
    """

    def __init__(
        self,
        fact: str,
        *,
        candidates: tuple[str, ...],
        remedy: str,
        meant: tuple[tuple[str, str, int | None], ...] = (),
    ) -> None:
        super().__init__(fact, datum=candidates, remedy=remedy)
        self.candidates = candidates
        self.meant = meant

    @property
    def several(self) -> bool:
        return bool(self.meant)
