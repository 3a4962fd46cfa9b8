"""The result of one run of a source, or of reparsing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from tracker.errors import CheckFailed, TrackerError
from tracker.ingest.journey import CaptureResult
from tracker.store import Recorded, Store
from tracker.store.journal import FAILED, FINE, STOPPED

Report = Callable[[CaptureResult], None]


@dataclass
class Outcome:
    """The result of one run; ``early`` is the day it was due to fetch but is not published yet."""

    source: str
    recorded: Recorded = Recorded()
    notes: list[str] = field(default_factory=list)
    troubles: list[TrackerError] = field(default_factory=list)
    doubts: list[tuple[str, TrackerError]] = field(default_factory=list)
    stopped: bool = False
    early: date | None = None

    @property
    def failed(self) -> bool:
        return bool(self.troubles)

    @property
    def verdict(self) -> str:
        """Return the outcome for the run log; only a complete run without errors is fine."""
        return FAILED if self.failed else STOPPED if self.stopped else FINE

    def add(self, result: CaptureResult) -> None:
        self.recorded += result.recorded
        self.notes.extend(result.notes)
        if result.trouble:
            self.troubles.append(result.trouble)
        if isinstance(result.trouble, CheckFailed) and result.trouble.doubtful:
            self.doubts.append((result.path, result.trouble))

    def drop_settled(self, store: Store) -> None:
        """Remove the doubts that were settled by evidence from the same run."""
        for path, trouble in self.doubts:
            if not store.doubts.waits(path):
                self.troubles.remove(trouble)
        self.doubts.clear()
