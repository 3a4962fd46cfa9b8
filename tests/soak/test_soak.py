"""The short form of `make soak`: a dozen days, with everything that is unkind in them. And the laws
bite: each finds the harm that it is about."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from soak import laws
from soak.soak import KEY, Life, lived
from sqlalchemy import text
from support.databases import Databases

from tracker.store import Store
from tracker.weeks import DAY

SEED, DAYS = 1, 12


@pytest.fixture(scope="module")
def life(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Life]:
    """A record left alone for a while."""
    folder = tmp_path_factory.mktemp("soak")
    with lived(folder / "life", databases, seed=SEED, length=DAYS) as found:
        yield found


def test_a_record_left_alone_is_whole(life: Life, databases: Databases) -> None:
    assert laws.broken(life, databases) == []
    assert life.kills


def test_the_laws_bite(life: Life, databases: Databases) -> None:
    told = (life.folder / "alarms").read_text()
    event = (life.folder / "events").read_text().splitlines()
    again = json.loads(told.splitlines()[0]) | {"id": 10**6}
    (life.folder / "alarms").write_text(f"{told}{json.dumps(again)}\n")
    (life.folder / "events").write_text("\n".join(event[1:]))
    (life.folder / "said").write_text(KEY)
    missing, wrong = life.end.date() - DAY, life.end.date() - 2 * DAY
    with Store(life.database) as store, store.transaction() as connection:
        of = "(SELECT id FROM boards WHERE period_start = '{}' AND dataset = 'rankings-daily')"
        for table, column in (
            ("readings", "board_id"),
            ("sightings", "board_id"),
            ("boards", "id"),
        ):
            connection.execute(text(f"DELETE FROM {table} WHERE {column} IN {of.format(missing)}"))
        connection.execute(
            text(f"UPDATE readings SET value = value + 1 WHERE board_id IN {of.format(wrong)}")
        )
    broken = {
        law.__name__: [*law(life)] for law in (laws.figures, laws.alarms, laws.events, laws.secrets)
    }
    assert f"{missing} is missing" in broken["figures"]
    assert any(line.startswith(f"{wrong} is ") for line in broken["figures"])
    assert any("was never said" in line for line in broken["figures"])
    assert len(broken["alarms"]) == 1
    assert len(broken["events"]) == 1
    assert "said holds" in broken["secrets"][0]
    assert [*laws.verified(life)]
    assert [*laws.rebuilt(life, databases)]
