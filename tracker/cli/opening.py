"""How commands open what the settings name."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from tracker import config
from tracker.errors import ConfigError

if TYPE_CHECKING:
    from tracker.archive import Archive
    from tracker.store import Store


@contextmanager
def to_read() -> Iterator[Store]:
    """The store, for asking. Raises GapError when there is none yet."""
    from tracker.notebook import recorded

    with recorded(config.load().database_url) as store:
        yield store


def text_of(file: Path) -> str:
    """The text of a file that was named. Raises ConfigError when it cannot be read."""
    try:
        return file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(
            f"{file} cannot be read as text ({error})",
            datum=file,
            remedy="name a CSV file in UTF-8",
        ) from None


@contextmanager
def to_write(settings: config.Settings) -> Iterator[tuple[Store, Archive]]:
    """Store and archive, for recording: created and upgraded, with other collectors kept out."""
    from tracker.archive import Archive
    from tracker.collect import alone
    from tracker.store import Store, schema

    with alone(settings.data_dir), Store(settings.database_url) as store:
        schema.ready(store.engine)
        archive = Archive(settings.archive)
        archive.sweep()
        yield store, archive


@contextmanager
def to_rehearse(settings: config.Settings) -> Iterator[tuple[Store, Archive]]:
    """The same, but nothing is kept: what is written is taken back at the end."""
    from tempfile import TemporaryDirectory

    from tracker.archive import Archive
    from tracker.store import Store, schema

    with TemporaryDirectory() as folder:
        with Store(settings.database_url) as real:
            there = schema.current(real.engine) is not None
        url = settings.database_url if there else f"sqlite:///{folder}/rehearsal.db"
        with Store(url) as store:
            schema.ready(store.engine)
            with store.rehearsal():
                yield store, Archive(Path(folder), behind=settings.archive)
