"""`make soak`: the tracker left alone with an unkind publisher, for weeks of simulated time.

    PYTHONPATH=tests python -m soak.soak --days 30 --seed 1 [--engine sqlite|postgresql] [--keyless]

The commands of the tracker run in processes of their own, as cron would start them or as a daemon,
with the time told to them; they are killed at random steps of their work. The server is one on this
machine (`world.py` and `troubles.py`), and nobody ever looks after the record. At the end the laws
of `laws.py` must hold; exit code 1 where one is broken.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from faults.killing import Ended
from soak import lives
from soak.troubles import SOURCES, Publisher, publisher_of
from soak.world import BEGIN, LONGEST, instant, world_of
from support.databases import ENGINES, Databases, databases_on
from support.fake_server import serving

from tracker.schedule.due import due
from tracker.store import Store, schema
from tracker.weeks import DAY

KEY = "sk-or-v1-of-a-simulation-0123456789abcdef"
KEYED = ("data_api", "app_rankings")
HOUR = timedelta(hours=1)
KILLED = 0.35
"""The part of the runs that are killed, or would be if they went on for longer."""


@dataclass
class Life:
    """A record that is kept through simulated time, and what became of each command."""

    folder: Path
    database: str
    publisher: Publisher
    url: str
    keyed: bool
    say: Callable[[str], object]
    ran: int = 0
    kills: list[datetime] = field(default_factory=list)
    strange: list[str] = field(default_factory=list)
    _steps: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.draw = random.Random(f"life {self.publisher.world.seed} {self.keyed}")
        self.folder.mkdir(parents=True, exist_ok=True)

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def sources(self) -> tuple[str, ...]:
        return tuple(name for name in SOURCES if self.keyed or name not in KEYED)

    @property
    def settings(self) -> dict[str, str]:
        key = {"OPENROUTER_API_KEY": KEY} if self.keyed else {}
        return key | {
            "TRACKER_DATA_DIR": str(self.data),
            "TRACKER_DATABASE_URL": self.database,
            "TRACKER_SOURCES": ",".join(self.sources),
            "TRACKER_BASE_URL": self.url,
            "TRACKER_ON_FAILURE": f"cat >>{self.folder}/alarms",
            "TRACKER_ON_EVENT": f"cat >>{self.folder}/events",
        }

    @property
    def end(self) -> datetime:
        return instant(self.publisher.world.plan.end, 12)

    def pass_by(self) -> None:
        """Live until the end: a day of cron, or a few of the daemon; now and then a rebuild."""
        now = instant(BEGIN, 0.5)
        while now < self.end:
            days = self.draw.choice((0, 0, 1, 1, 2, 4))
            until = min(self.end, instant(now.date() + max(1, days) * DAY, 0.5))
            before = now
            now = self._daemon(now, until) if days else self._cron(now, until)
            self.say(f"{before:%Y-%m-%d %H:%M} {'daemon' if days else 'cron'} to {now:%m-%d %H:%M}")
            if self.draw.random() < 0.1 and instant(BEGIN + 2 * DAY) < now < self.end:
                self._rebuild(now)
        self.run(self.end, "collect")

    def run(self, now: datetime, *command: str, kill_at: int = -1) -> Ended:
        """One command at an instant."""
        self.publisher.now = now
        ended = lives.run(
            self.folder / "log", *command, settings=self.settings, now=now, kill_at=kill_at
        )
        self._note(command[0], now, ended, kill_at)
        return ended

    def _cron(self, now: datetime, until: datetime) -> datetime:
        while now < until:
            if self._is_due(now):
                self.run(now, "collect", "--due", kill_at=self._when("collect"))
            now += HOUR
        return now

    def _daemon(self, now: datetime, until: datetime) -> datetime:
        """Until a moment, or to an hour after it was killed."""
        self.publisher.now = now
        kill_at = self._when("schedule")
        ended = lives.live(
            self.folder / "log", settings=self.settings, now=now, end=until, kill_at=kill_at
        )
        died = self.publisher.now
        self._note("schedule", died, ended, kill_at)
        return until if ended.code == 0 else max(died, now) + HOUR

    def _rebuild(self, now: datetime) -> None:
        self.say(f"{now:%Y-%m-%d %H:%M} reparse, killed and again")
        self.run(now, "reparse", kill_at=self._when("reparse", always=True))
        self.run(now, "reparse")

    def _is_due(self, now: datetime) -> bool:
        """Whether a look of cron would find anything to do; if not, it is left out."""
        with Store(self.database) as store:
            if schema.current(store.engine) is None:
                return True
            return bool(due(self.sources, store, now))

    def _when(self, command: str, *, always: bool = False) -> int:
        """At which step to kill a command; -1 for never."""
        if not always and self.draw.random() > KILLED:
            return -1
        return int(self.draw.random() * self._steps.get(command, 600))

    def _note(self, command: str, now: datetime, ended: Ended, kill_at: int) -> None:
        self.ran += 1
        with (self.folder / "said").open("a", encoding="utf-8") as log:
            log.write(f"{now} {command} {ended.code}\n{ended.said}\n")
        if ended.code == lives.KILLED and kill_at >= 0:
            self.kills.append(now)
            return
        self._steps[command] = max(len(ended.steps), 1)
        if ended.code not in (0, 1) or "Traceback" in ended.said:
            self.strange.append(f"{now} {command} ended with {ended.code}: {ended.said[-300:]}")


@contextmanager
def lived(
    folder: Path,
    databases: Databases,
    *,
    seed: int,
    length: int,
    keyed: bool = True,
    say: Callable[[str], object] = lambda _: None,
) -> Iterator[Life]:
    """A life that was lived to its end, its server still there and calm."""
    publisher = publisher_of(world_of(seed, length))
    with serving(0, publisher.answer) as server:
        life = Life(folder, databases.of(folder), publisher, server.url, keyed, say)
        life.pass_by()
        publisher.calm = True
        yield life


def main(arguments: list[str]) -> int:
    """Exit code 1 where a law is broken."""
    from soak.laws import broken

    asked = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    asked.add_argument("--days", type=int, default=30, choices=range(12, LONGEST + 1), metavar="N")
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--engine", choices=ENGINES, action="append")
    asked.add_argument("--keep", type=Path, help="a folder to leave all of it in")
    asked.add_argument("--keyless", action="store_true", help="only without a key")
    told = asked.parse_args(arguments)
    wrong = 0
    for engine in told.engine or ENGINES:
        for keyed in (False,) if told.keyless else (True, False):
            about = f"{engine}, {'with' if keyed else 'without'} a key"
            print(f"{told.days} days on {about}, seed {told.seed}", flush=True)
            with databases_on(engine) as databases, tempfile.TemporaryDirectory() as folder:
                root = (told.keep or Path(folder)) / f"{engine}-{'keyed' if keyed else 'keyless'}"
                how = {"seed": told.seed, "length": told.days, "keyed": keyed}
                with lived(root / "life", databases, **how, say=_say) as life:
                    found = broken(life, databases)
                _say(f"{life.ran} commands, {len(life.kills)} kills; {len(found)} broken laws")
                for law in found:
                    _say(f"BROKEN: {law}")
                wrong += len(found)
    return 1 if wrong else 0


def _say(line: str) -> None:
    print(f"  {line}", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
