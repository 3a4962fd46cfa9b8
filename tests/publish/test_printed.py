from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from boards import put_week
from databases import Databases

from tracker.errors import ConfigError, GapError
from tracker.publish import printed
from tracker.publish.answers import Question
from tracker.publish.printed import Figure
from tracker.store import Store

QWEN = Figure("reigns", Question(first=date(2026, 1, 5), last=date(2026, 8, 24)), ("Qwen3.6 Plus",))


@pytest.fixture
def bundled(databases: Databases, _history: Path) -> Iterator[Store]:
    with Store(databases.of(_history)) as store:
        yield store


def test_beside_a_picture_stand_its_rows_its_card_and_its_text(
    bundled: Store, tmp_path: Path
) -> None:
    made = printed.printed(bundled, QWEN)
    files = printed.save(made, tmp_path / "qwen.png")
    assert [file.name for file in files] == ["qwen.png", "qwen.csv", "qwen.json", "qwen.alt.txt"]
    rows = list(csv.DictReader((tmp_path / "qwen.csv").read_text().splitlines()))
    assert len(rows) == len(made.picture.rows)
    assert [row["week"] for row in rows if row["entity"] == "qwen/qwen3.6-plus-04-02:free"] == [
        "2026-03-30", "2026-04-06",
    ]  # fmt: skip
    card = json.loads((tmp_path / "qwen.json").read_text())
    assert card["query"]["highlight"] == ["Qwen3.6 Plus"]
    assert card["licences"]["history-rankings-weekly"] == "CC BY 4.0"
    assert card["licence"] == (
        "CC BY 4.0 (history-rankings-weekly); none stated (history-model-chart)"
    )
    assert card["version"]
    text = (tmp_path / "qwen.alt.txt").read_text()
    assert "qwen3.6-plus-04-02:free led OpenRouter by tokens for two weeks" in text
    assert made.picture.source in text


def test_the_digest_is_of_what_is_asked_and_of_the_figures(bundled: Store) -> None:
    plain = printed.printed(bundled, QWEN).digest
    assert printed.printed(bundled, replace(QWEN, size="column", theme="dark")).digest == plain
    assert printed.printed(bundled, replace(QWEN, highlight=())).digest != plain
    other = Question(first=date(2026, 1, 5), last=date(2026, 8, 17))
    assert printed.printed(bundled, replace(QWEN, question=other)).digest != plain


def test_a_figure_is_drawn_again_by_its_digest(bundled: Store, tmp_path: Path) -> None:
    made = printed.printed(bundled, QWEN)
    printed.remember(made, tmp_path)
    for name in (made.digest, made.digest[:8].upper(), f"sha256:{made.digest}"):
        card = printed.recall(name, tmp_path)
        again = printed.again(bundled, printed.figure(card), card)
        assert again.picture.data == made.picture.data


def test_a_card_beside_a_picture_will_do(bundled: Store, tmp_path: Path) -> None:
    made = printed.printed(bundled, QWEN)
    printed.save(made, tmp_path / "qwen.svg")
    card = printed.recall(str(tmp_path / "qwen.json"), tmp_path / "elsewhere")
    assert printed.again(bundled, printed.figure(card), card).digest == made.digest


def test_a_digest_that_nobody_knows_is_a_gap(tmp_path: Path) -> None:
    for unknown in ("0" * 64, "abc", "../../etc/passwd", "*"):
        with pytest.raises(GapError, match="no figure is known"):
            printed.recall(unknown, tmp_path)
    for name in ("a" * 64, "a" * 63 + "b"):
        (tmp_path / printed.CARDS).mkdir(exist_ok=True)
        (tmp_path / printed.CARDS / f"{name}.json").write_text('{"digest": "x"}')
    with pytest.raises(GapError, match="several"):
        printed.recall("a" * 12, tmp_path)


def test_what_is_no_card_says_so(tmp_path: Path) -> None:
    for text in ("no json", "[]", "{}"):
        (tmp_path / "card.json").write_text(text)
        with pytest.raises(ConfigError, match="card"):
            printed.recall(str(tmp_path / "card.json"), tmp_path)
    with pytest.raises(ConfigError, match="lacks"):
        printed.figure({"digest": "x", "query": {}})


def test_a_corrected_figure_is_drawn_from_the_vintage_of_its_card(store: Store) -> None:
    week, then, later = (
        date(2026, 3, 30),
        datetime(2026, 4, 8, tzinfo=UTC),
        datetime(2026, 5, 1, tzinfo=UTC),
    )
    put_week(store, "rankings-weekly", week, made=then, **{"a/x": 50, "b/y": 40, "other": 10})
    figure = Figure("share-lines")
    made = printed.printed(store, figure)
    put_week(store, "rankings-weekly", week, made=later, **{"a/x": 30, "b/y": 40, "other": 10})
    assert printed.printed(store, figure).digest != made.digest
    again = printed.again(store, printed.figure(made.card), made.card)
    assert again.picture.data == made.picture.data


def test_another_record_is_not_taken_for_the_one_of_the_card(store: Store, bundled: Store) -> None:
    made = printed.printed(bundled, Figure("share-lines"))
    put_week(store, "rankings-weekly", date(2026, 3, 30))
    with pytest.raises(GapError, match="other figures"):
        printed.again(store, printed.figure(made.card), made.card)
