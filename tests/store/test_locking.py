"""One collector at a time: the second waits, says so, and gives up after its patience."""

from __future__ import annotations

import multiprocessing
import threading
from pathlib import Path

import pytest

from tracker.errors import AtWork, ConfigError, Interrupted
from tracker.store import Store, locking


def test_a_second_collector_is_told_that_one_is_at_work(store: Store, tmp_path: Path) -> None:
    calls: list[str] = []
    with (
        locking.alone(store.engine, tmp_path / "data", 0),
        pytest.raises(AtWork, match="another collector is at work"),
        locking.alone(store.engine, tmp_path / "data", 0, lambda: calls.append("waiting")),
    ):
        raise AssertionError("two at once")
    assert calls == [], "who has no patience does not wait"
    with locking.alone(store.engine, tmp_path / "data", 0):
        assert (tmp_path / "data").is_dir()


def test_who_has_patience_says_so_once_and_goes_on_when_the_other_is_done(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locking, "POLL_SECONDS", 0.01)
    held, done = threading.Event(), threading.Event()

    def first() -> None:
        with locking.alone(store.engine, tmp_path, 0):
            held.set()
            done.wait(10)

    thread = threading.Thread(target=first)
    thread.start()
    assert held.wait(10)
    calls: list[str] = []

    def waiting() -> None:
        calls.append("waiting")
        done.set()

    with locking.alone(store.engine, tmp_path, 10, waiting):
        assert calls == ["waiting"]
    thread.join()


def test_who_wants_to_leave_does_not_wait(store: Store, tmp_path: Path) -> None:
    calls: list[str] = []
    with (
        locking.alone(store.engine, tmp_path, 0),
        pytest.raises(Interrupted, match="another collector is at work"),
        locking.alone(store.engine, tmp_path, 60, leave=lambda: not calls.append("asked")),
    ):
        raise AssertionError("two at once")
    assert calls == ["asked"]


def test_an_error_of_who_works_is_his_own(store: Store, tmp_path: Path) -> None:
    with (
        pytest.raises(FileNotFoundError, match="his own"),
        locking.alone(store.engine, tmp_path, 0),
    ):
        raise FileNotFoundError("his own")


def test_a_folder_that_cannot_be_made_is_one_sentence(store: Store, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with (
        pytest.raises(ConfigError, match=r"the data folder .* cannot be written to"),
        locking.alone(store.engine, tmp_path / "file", 0),
    ):
        raise AssertionError("a file is no folder")


def test_another_data_folder_with_the_same_database_is_kept_out_as_well(
    store: Store, tmp_path: Path
) -> None:
    with Store(store.engine.url.render_as_string(hide_password=False)) as elsewhere:
        with (
            locking.alone(store.engine, tmp_path / "here", 0),
            pytest.raises(AtWork),
            locking.alone(elsewhere.engine, tmp_path / "there", 0),
        ):
            raise AssertionError("two at once")
        with locking.alone(elsewhere.engine, tmp_path / "there", 0):
            assert (tmp_path / "there").is_dir()


def hold(folder: Path, url: str, held: object) -> None:
    """Take the lock in a process of its own and never give it back."""
    with Store(url) as store, locking.alone(store.engine, folder, 0):
        held.set()  # type: ignore[attr-defined]
        threading.Event().wait(60)


def test_a_database_that_is_reached_by_a_link_is_the_same(
    on_sqlite: None, store: Store, tmp_path: Path
) -> None:
    (tmp_path / "link.db").symlink_to(tmp_path / "tracker.db")
    with (
        Store(f"sqlite:///{tmp_path}/link.db") as linked,
        locking.alone(store.engine, tmp_path / "here", 0),
        pytest.raises(AtWork),
        locking.alone(linked.engine, tmp_path / "there", 0),
    ):
        raise AssertionError("two at once")


@pytest.mark.parametrize("folder", ["same", "another"])
def test_a_collector_that_was_killed_keeps_nobody_out(
    store: Store, tmp_path: Path, folder: str
) -> None:
    spawned = multiprocessing.get_context("spawn")
    held = spawned.Event()
    url = store.engine.url.render_as_string(hide_password=False)
    other = spawned.Process(target=hold, args=(tmp_path / folder, url, held))
    other.start()
    assert held.wait(30)
    with pytest.raises(AtWork), locking.alone(store.engine, tmp_path / "same", 0):
        raise AssertionError("two at once")
    other.kill()
    other.join()
    with locking.alone(store.engine, tmp_path / "same", 10):
        assert other.exitcode == -9
