"""Who is told of failures and events: a command or a web address, as the settings name it.

A command is run by the shell, since whoever sets it is who runs the tracker; the notice comes as
one line of JSON on its standard input, never in the command itself, because it holds names that
somebody published. An address gets the same JSON in a POST. Either has half a minute.

    {"id": 7, "kind": "event", "what": "new leader", "said": "…", "raised_at": "…", "facts": {…}}
"""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from tracker.config import is_address
from tracker.errors import ConfigError, TrackerError
from tracker.fetch import posting
from tracker.lines import as_json, printable
from tracker.records import Notice
from tracker.weeks import stamp

LONGEST = 30.0


@dataclass(frozen=True)
class Hook:
    """A command or an address, and the name of the setting that holds it; a command is given the
    ``environment``."""

    setting: str
    target: str = field(repr=False)
    agent: str
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)

    def tell(self, notice_id: int | None, kind: str, raised_at: datetime, notice: Notice) -> None:
        """Deliver one notice. Raises TrackerError when it was not taken."""
        told = {
            "id": notice_id, "kind": kind, "what": notice.what, "said": printable(notice.said),
            "raised_at": stamp(raised_at), "facts": dict(notice.facts),
        }  # fmt: skip
        content = f"{as_json(told)}\n".encode()
        if is_address(self.target):
            try:
                posting.post(self.target, content, self.agent)
            except TrackerError as trouble:
                raise self._untold(trouble.fact) from None
        else:
            self._run(content)

    def _run(self, content: bytes) -> None:
        try:
            done = subprocess.run(  # noqa: S602 - the operator's own command, the notice is no part of it
                self.target, shell=True, input=content, env=dict(self.environment), timeout=LONGEST,
                capture_output=True, check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            raise self._untold(f"it did not end within {LONGEST:.0f} seconds") from None
        except OSError as error:
            raise self._untold(f"it cannot be run ({error.strerror})") from None
        if done.returncode:
            raise self._untold(f"it ended with exit code {done.returncode}")

    def _untold(self, why: str) -> TrackerError:
        return ConfigError(
            f"{self.setting} was not told: {why}",
            datum=self.setting,
            remedy="mend the command or the address; the notice is kept and told by the next run",
        )
