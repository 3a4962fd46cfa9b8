"""What can go wrong, as a small tree.

    TrackerError
    ├── AtWork           another collector has the record
    ├── ConfigError      a setting cannot be used
    ├── FetchError       a server could not be reached, or its answer could not be read
    │   ├── Refused      the server answered with a status that is not an answer (401, 404, 429 …)
    │   └── Unavailable  the whole server is closed to us: no connection, or its robots.txt
    ├── Interrupted      somebody wanted to leave before it was done
    ├── ParseError       a body is not of the shape its source publishes
    ├── CheckFailed      a body has the right shape and says something that cannot be true
    ├── Damaged          the database file cannot be read any more
    ├── FrameError       a frame is not what a measure takes
    └── GapError         the figures asked for are not recorded
        └── UnknownName  nothing is known by a name, or several things are

Each says what happened to which thing (``fact``) and what to do next (``hint``), and carries the
thing itself (``datum``). Errors of requests, SQLAlchemy and the other libraries do not leave the
module that is that library's door.
"""

from __future__ import annotations


class TrackerError(Exception):
    """A fact, the thing it is about (``datum``) and what to do next (``remedy``)."""

    remedy = "run `tracker status` to see where things stand"
    kept = False
    """Whether something was on its way that could have been lost, and was not."""

    def __init__(self, fact: str, *, datum: object = None, remedy: str | None = None) -> None:
        super().__init__(fact)
        self.fact = fact
        self.datum = datum
        self.remedy = remedy or type(self).remedy

    @property
    def hint(self) -> str:
        """What to do next, as a sentence."""
        hint = f"nothing was lost; {self.remedy}" if self.kept else self.remedy
        return f"{hint[:1].upper()}{hint[1:]}."

    def __str__(self) -> str:
        return f"{self.fact}. {self.hint}"


class AtWork(TrackerError):
    """Another collector has the record; there is nothing to mend."""

    remedy = "run the command when it is done"


class ConfigError(TrackerError):
    """A setting cannot be used as it stands."""

    remedy = "correct the setting (OPERATING.md, “Settings”) and run the command again"


class FetchError(TrackerError):
    """A server could not be reached, or its answer could not be read whole."""

    kept = True
    remedy = "run the command again later, it takes up where it stopped"


class Refused(FetchError):
    """The server answered, with a status that is not an answer. ``status`` is that status."""

    def __init__(
        self, fact: str, *, status: int, datum: object = None, remedy: str | None = None
    ) -> None:
        super().__init__(fact, datum=datum, remedy=remedy)
        self.status = status


class Unavailable(FetchError):
    """The server as a whole cannot be asked; the next address of it could not be either."""


class Interrupted(TrackerError):
    """Somebody wanted to leave before it was done, which is nobody's failure."""

    kept = True
    remedy = "the next run takes it up"


class ParseError(TrackerError):
    """A body is not of the shape its source publishes."""

    kept = True
    remedy = "look at the body that was kept; when a parser is mended, `tracker reparse` reads it"


class CheckFailed(TrackerError):
    """A body says something that cannot be true. ``doubtful`` if it only cannot be believed yet."""

    kept = True
    remedy = "look at the body that was kept; the next good answer will be recorded as usual"

    def __init__(
        self, fact: str, *, doubtful: bool = False, datum: object = None, remedy: str | None = None
    ) -> None:
        super().__init__(fact, datum=datum, remedy=remedy)
        self.doubtful = doubtful


class Damaged(TrackerError):
    """The database file cannot be read any more. The archive has all that was in it."""

    kept = True
    remedy = "run `tracker reparse`, which sets it aside and builds a new one from the archive"


class FrameError(TrackerError, ValueError):
    """A frame is not what a measure takes: a column is missing, or rows contradict each other."""

    remedy = "take the frame from `tracker.open().weekly(…)` and keep its columns"


class GapError(TrackerError):
    """The figures asked for are not recorded."""

    remedy = "run `tracker collect` to fetch what can still be had, `tracker status` to see gaps"


class UnknownName(GapError):
    """Nothing is known by a name, or ``several`` things are. ``candidates`` may be meant; where
    several are, ``meant`` has the level, the name and the depth of each."""

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
