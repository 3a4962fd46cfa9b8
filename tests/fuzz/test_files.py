"""Whatever lies in a file: an archive card, a body to import, settings, the card of a figure."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from support.corrupted_bodies import ODD, bodies
from support.corruption import BODIES, RAW, STRANGE
from support.databases import Databases

from tracker import config
from tracker.archive import Archive, Capture, read_card
from tracker.errors import ConfigError, ParseError, TrackerError
from tracker.ingest import import_files
from tracker.publish.figures import figure as figures
from tracker.records import Payload, Promise

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
BODY = BODIES[0]
KEPT = Payload("data_api", "https://h/a?period=day", NOW, BODY, promise=Promise(5, "0" * 64, 3))
FIGURE = {
    "query": {
        "chart": "reigns", "metric": "tokens", "by": "slug", "week": "2026-03-30", "from": None,
        "to": None, "depth": None, "reveal": False, "highlight": ["a/x"], "title": None,
    },
    "as_of": "2026-08-22T07:10:19Z",
    "digest": "0" * 64,
    "look": {"size": "wide", "theme": "light", "form": ".png"},
}  # fmt: skip

values = st.sampled_from([*STRANGE, *ODD])
names = st.text(min_size=1, max_size=30).filter(
    lambda name: not {"/", "\0"} & {*name} and name not in (".", "..")
)


@st.composite
def changed_facts(draw: st.DrawFn, facts: dict[str, Any]) -> bytes:
    """Facts as JSON, some of them strange or missing, now and then with bytes out of place."""
    facts = dict(facts)
    for name in draw(st.sets(st.sampled_from([*facts]), max_size=3)):
        facts[name] = draw(values)
        if draw(st.booleans()):
            del facts[name]
    written = json.dumps(facts).encode()
    if draw(st.booleans()):
        return written
    first = draw(st.integers(0, len(written)))
    return written[:first] + draw(st.sampled_from(RAW)) + written[first + draw(st.integers(0, 9)) :]


@given(st.data())
def test_a_capture_with_a_spoilt_card_is_read_or_named(data: st.DataObject) -> None:
    with TemporaryDirectory() as folder:
        archive = Archive(Path(folder) / "archive")
        archive.keep(KEPT)
        [card] = archive.root.rglob("*.card.json")
        card.write_bytes(data.draw(changed_facts(json.loads(card.read_bytes()))))
        [found] = archive.captures()
        if isinstance(found, Capture):
            assert found.payload.body == BODY
            assert json.dumps(read_card(card), ensure_ascii=False).encode()
            assert found.payload.name.encode()
        else:
            assert isinstance(found, ParseError)
            assert card.name.removesuffix(".card.json") in str(found)


@given(st.data())
def test_a_body_that_is_spoilt_as_it_lies_there_is_read_or_named(data: st.DataObject) -> None:
    packed = gzip.compress(BODY, mtime=0)
    first = data.draw(st.integers(0, len(packed)))
    length = data.draw(st.integers(0, 20))
    packed = packed[:first] + data.draw(st.binary(max_size=20)) + packed[first + length :]
    with TemporaryDirectory() as folder:
        archive = Archive(Path(folder) / "archive")
        archive.keep(KEPT)
        [file] = archive.root.rglob("*.gz")
        file.write_bytes(packed)
        [found] = archive.captures()
        assert isinstance(found, ParseError) or found.payload.body == BODY


@given(st.data())
def test_any_files_are_brought_in_or_refused_by_name(
    databases: Databases, data: st.DataObject
) -> None:
    """With cards, compressed or not, under any name; the same again changes nothing."""
    with TemporaryDirectory() as folder, databases.fresh() as store:
        archive, pulled = Archive(Path(folder) / "archive"), Path(folder) / "pulled"
        pulled.mkdir()
        for name in data.draw(st.sets(names, min_size=1, max_size=2)):
            body = data.draw(bodies())
            packed = gzip.compress(body) if data.draw(st.booleans()) else body
            try:
                (pulled / name).write_bytes(packed)
            except (OSError, UnicodeEncodeError):
                return  # no file can have that name
            if data.draw(st.booleans()):
                archived = Archive(Path(folder) / "other")
                archived.keep(KEPT)
                [card] = archived.root.rglob("*.card.json")
                written = data.draw(changed_facts(json.loads(card.read_bytes())))
                (pulled / f"{name}.card.json").write_bytes(written)
        told = [
            import_files.import_body(body, archive, store, NOW)
            for body in import_files.read(import_files.find([pulled]), None, NOW)
        ]
        for taken in told:
            assert str(taken.trouble).encode()
            assert taken.trouble is None or isinstance(taken.trouble, TrackerError)
        before = store.contents()
        for body in import_files.read(import_files.find([pulled]), None, NOW):
            import_files.import_body(body, archive, store, NOW)
        assert store.contents() == before
        assert {*Path(folder).iterdir()} <= {pulled, archive.root, Path(folder) / "other"}


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_any_file_of_settings_is_read_or_refused(written: bytes) -> None:
    with TemporaryDirectory() as folder:
        file = Path(folder) / ".env"
        file.write_bytes(b"TRACKER_BASE_URL=https://h\n" + written)
        try:
            assert config.load({}, file).base_url.startswith(("http://", "https://"))
        except ConfigError as refused:
            assert len(str(refused)) < 1_000


@given(st.data())
def test_the_card_of_a_figure_asks_for_something_or_is_refused(data: st.DataObject) -> None:
    inner = data.draw(st.sampled_from(["query", "look", None]))
    try:
        spoilt = json.loads(data.draw(changed_facts(FIGURE[inner] if inner else FIGURE)))
    except (ValueError, RecursionError):
        return
    card = {**FIGURE, inner: spoilt} if inner else spoilt
    try:
        figure = figures.figure(card)
    except ConfigError:
        return
    assert json.dumps(figure.query())
    asked = (figure.chart, figure.question.metric, figure.question.by, *figure.highlight)
    looks = (figure.size, figure.theme, figure.form)
    assert all(isinstance(word, str) for word in (*asked, *looks))
