"""Opening a database: what is said when it does not open or goes away, and what a reader sees."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import make_url, text
from support.databases import Databases
from support.postgres import PASSWORD
from support.sample_boards import MADE, WEEK, put_days

from tracker.errors import ConfigError, TrackerError
from tracker.records import OTHER
from tracker.store import Store, engine, schema
from tracker.store.models import Reading

NOWHERE = "postgresql+psycopg://team:secret@127.0.0.1:9/figures"


@pytest.mark.parametrize(
    "url",
    [
        "tracker.db",
        "nosql://x:secret@h/y",
        "postgresql+nodriver://x:secret@h/y",
        "postgresql+psycopg://x:secret@h:port/y",
        "",
    ],
)
def test_an_address_that_no_driver_opens_is_a_setting_to_correct(
    url: str, databases: Databases
) -> None:
    with pytest.raises(ConfigError, match="the address of the database cannot be used") as refused:
        Store(url)
    assert "secret" not in str(refused.value)


def test_a_store_is_shown_by_its_file(store: Store, tmp_path: Path, on_sqlite: None) -> None:
    assert store.shown == str(tmp_path / "tracker.db")


@pytest.mark.parametrize("ending", ["", "?password=secret", "?sslpassword=secret"])
def test_a_store_on_a_server_is_shown_without_its_password(
    ending: str, databases: Databases
) -> None:
    with Store(NOWHERE + ending) as store:
        assert store.shown == "postgresql+psycopg://team:***@127.0.0.1:9/figures"


@pytest.mark.parametrize(
    "url",
    [
        "postgresql+psycopg://me:half@secret@h/y",
        "postgresql+psycopg://me:half@sec/ret@h/y",
        "postgresql+psycopg://me:half@secret?x@h/y",
        "postgresql+psycopg://me@half:secret@h/y",
    ],
)
def test_an_address_that_reads_in_two_ways_is_refused_unseen(
    url: str, databases: Databases
) -> None:
    """A password ends at the first @ for one reader and at the last for another."""
    with pytest.raises(ConfigError, match=r"more than one @; .* is written %40") as refused:
        Store(url)
    assert not any(part in str(refused.value) for part in ("half", "sec", "ret"))
    with Store("postgresql+psycopg://me:half%40secret@h/y") as store:
        assert store.shown == "postgresql+psycopg://me:***@h/y"


def test_an_at_in_the_name_of_a_file_is_no_password(databases: Databases) -> None:
    with Store("sqlite:////data/a@b@c.db") as store:
        assert store.shown == "/data/a@b@c.db"


# What a server says. Each sentence names the database, keeps the password, says what to do.


@pytest.fixture
def open_error(on_postgresql: None) -> Callable[[str], str]:
    """Return a function that returns the error of opening an address."""

    def opening(url: str) -> str:
        with Store(url) as opened, pytest.raises(TrackerError) as refused:
            schema.ready(opened.engine)
        return str(refused.value)

    return opening


def test_a_server_that_is_not_there(open_error: Callable[[str], str]) -> None:
    message = open_error(NOWHERE)
    assert message.startswith(
        "the database postgresql+psycopg://team:***@127.0.0.1:9/figures answers"
    )
    assert "Connection refused. Check that the server runs" in message
    assert "secret" not in message


def test_a_server_whose_name_is_unknown(
    open_error: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    message = open_error(NOWHERE.replace("127.0.0.1", "figures.invalid"))
    assert message.endswith("Correct the server's name in the address.")


def test_a_wrong_password(open_error: Callable[[str], str], store: Store) -> None:
    message = open_error(
        str(store.engine.url.set(password="secret").render_as_string(hide_password=False))
    )
    assert 'password authentication failed for user "tracker"' in message
    assert message.endswith("Correct the user and the password in its address.")
    assert "secret" not in message


def test_a_database_that_was_never_made(
    open_error: Callable[[str], str], databases: Databases, tmp_path: Path
) -> None:
    url = make_url(databases.of(tmp_path)).set(database="never_made")
    message = open_error(url.render_as_string(hide_password=False))
    assert 'database "never_made" does not exist. Create the database' in message
    assert PASSWORD not in message


def test_a_setting_that_no_connection_has(open_error: Callable[[str], str]) -> None:
    message = open_error(f"{NOWHERE}?mood=secret")
    assert "invalid connection option" in message
    assert "secret" not in message


@pytest.fixture
def refused(store: Store, on_postgresql: None) -> Callable[..., str]:
    """Return a function that returns the error of statements that the server refuses."""

    def executing(statements: Sequence[str]) -> None:
        with store.transaction() as connection:
            for statement in statements:
                connection.execute(text(statement))

    def trying(*statements: str) -> str:
        with pytest.raises(TrackerError) as result:
            executing(statements)
        assert PASSWORD not in str(result.value)
        return str(result.value)

    return trying


def test_a_transaction_that_may_not_write(refused: Callable[..., str]) -> None:
    message = refused("SET TRANSACTION READ ONLY", "INSERT INTO slugs (slug) VALUES ('a/x')")
    assert message.endswith(
        "Use the address of a server that accepts writes, with a user that may write."
    )


def test_a_user_that_may_not(refused: Callable[..., str]) -> None:
    message = refused("CREATE ROLE guest", "SET LOCAL ROLE guest", "SELECT * FROM slugs")
    assert "permission denied" in message
    assert message.endswith("the rights that OPERATING.md, “PostgreSQL”, names.")


@pytest.mark.parametrize(
    ("code", "remedy"),
    [
        ("53100", "free some disk space on the server"),
        ("53300", "when the server has less to do"),
        ("57P03", "when the server is back"),
        ("40001", "another program was writing to it"),
        ("08006", "when the server is back"),
        ("42P01", "`tracker db check`"),
        ("XX001", "fills a new database from the archive"),
    ],
)
def test_what_a_server_says_by_a_code(code: str, remedy: str, refused: Callable[..., str]) -> None:
    raising = f"DO $$ BEGIN RAISE EXCEPTION 'voll' USING ERRCODE = '{code}'; END $$"
    message = refused(raising)
    assert "answers: voll. " in message
    assert remedy.lower() in message.lower()


def test_a_connection_that_is_lost_in_the_middle_takes_everything_back(
    store: Store, on_postgresql: None
) -> None:
    put_days(store, WEEK, 1)
    before = store.contents()

    def recording() -> None:
        with store.transaction():
            put_days(store, WEEK, 7, made=MADE + timedelta(1))
            cut_off(store)
            store.slugs()

    with pytest.raises(TrackerError, match="Run the command again when the server is back"):
        recording()
    assert store.contents() == before


def test_readings_on_their_way_are_cut_off_like_anything_else(
    store: Store, on_postgresql: None
) -> None:
    def pouring() -> None:
        with store.transaction() as connection:
            cut_off(store)
            engine.pour(connection, Reading.__table__, [(1, 1, 1)])

    with pytest.raises(TrackerError, match="Run the command again when the server is back"):
        pouring()


def test_readings_of_no_board_are_refused(store: Store) -> None:
    with pytest.raises(TrackerError, match=r"(?i)foreign key"), store.transaction() as connection:
        engine.pour(connection, Reading.__table__, [(1, 1, 1)])


def test_a_connection_that_was_closed_while_nobody_asked_is_made_anew(
    store: Store, on_postgresql: None
) -> None:
    put_days(store, WEEK, 1)
    cut_off(store)
    assert len(store.contents()) == 1


def cut_off(store: Store) -> None:
    """End all connections of a store but the one that says so, as a server does that stops."""
    others = (
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    with again(store) as other, other.transaction() as connection:
        connection.execute(text(others))


def again(store: Store) -> Store:
    """Return another `Store` of the database."""
    return Store(store.engine.url.render_as_string(hide_password=False))


# What a reader sees.


@pytest.fixture
def other(store: Store) -> Iterator[Store]:
    with again(store) as opened:
        yield opened


def test_a_reader_sees_one_state_from_the_first_question_to_the_last(
    store: Store, other: Store
) -> None:
    put_days(store, WEEK, 3)
    with store.transaction():
        before = store.contents()
        put_days(other, WEEK, 7, made=MADE + timedelta(1), **{"b/y": 3, OTHER: 1})
        assert store.contents() == before
    assert len(store.contents()) == 10


def test_what_is_opened_to_read_alone_takes_no_change(
    store: Store, tmp_path: Path, databases: Databases
) -> None:
    put_days(store, WEEK, count=1)
    with Store(databases.of(tmp_path), read_only=True) as reader:
        slugs = reader.slugs()
        with pytest.raises(TrackerError, match=r"read-?only"), reader.transaction() as transaction:
            transaction.execute(text("DELETE FROM slugs"))
    assert store.slugs() == slugs
