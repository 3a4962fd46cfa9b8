"""The dataset for the Hugging Face hub: one licence, nothing of another, and a card that is true."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml
from pyarrow import parquet
from support import hostile_names
from support.databases import Databases
from support.sample_boards import put_week
from typer.testing import CliRunner

from tracker.citation import CC_BY, LICENCES
from tracker.cli import app
from tracker.definitions import describe
from tracker.errors import ConfigError
from tracker.publish.export import huggingface
from tracker.publish.export.tables import CONTENTS
from tracker.records import OTHER, Question
from tracker.store import Store
from tracker.weeks import WEEK

FIRST = date(2026, 8, 3)


@pytest.fixture(scope="module")
def full(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with hostile_names.store(databases.of(tmp_path_factory.mktemp("store"))) as opened:
        yield opened


@pytest.fixture(scope="module")
def dataset(full: Store, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("dataset") / "new"
    huggingface.save(full, Question(), path)
    return path


def head(path: Path) -> dict[str, Any]:
    """Return the YAML at the head of the card."""
    text = (path / "README.md").read_text(encoding="utf-8")
    assert text.startswith("---\n")
    result: dict[str, Any] = yaml.safe_load(text.split("\n---\n")[0])
    return result


def test_every_configuration_has_its_file_and_its_features(dataset: Path) -> None:
    content = head(dataset)
    assert content["license"] == "cc-by-4.0"
    assert content["language"] == ["en"]
    assert content["size_categories"] == ["n<1K"]
    names = [config["config_name"] for config in content["configs"]]
    assert names[0] == "weekly"
    assert [config["config_name"] for config in content["configs"] if "default" in config] == [
        "weekly"
    ]
    assert {path.stem for path in dataset.glob("*.parquet")} == {*names}
    infos = {info["config_name"]: info["features"] for info in content["dataset_info"]}
    for config in content["configs"]:
        (files,) = config["data_files"]
        assert files["split"] == "train"
        schema = parquet.read_schema(dataset / files["path"])
        types = {"date32[day]": "date32", "double": "float64"}
        assert infos[config["config_name"]] == [
            {"name": each.name, "dtype": types.get(str(each.type), str(each.type))}
            for each in schema
        ]


def test_no_row_is_under_another_licence(dataset: Path) -> None:
    for path in dataset.glob("*.parquet"):
        table = parquet.read_table(path)
        assert table.schema.metadata[b"licence"].startswith(CC_BY.encode()), path.name
        assert b"none stated" not in table.schema.metadata[b"licence"]
        if "dataset" in table.column_names:
            assert {*table["dataset"].to_pylist()} <= {*LICENCES}
    left_out = {"catalog", "prices", "bounds", "prompt-lengths", "effective-prices", "list-costs"}
    hand_kept = {"breaks", "authors", "models", "aliases", "dictionary"}
    assert {path.stem for path in dataset.glob("*.parquet")} == CONTENTS.keys() - left_out - (
        hand_kept
    )


def test_the_card_says_what_is_left_out_and_why(dataset: Path) -> None:
    text = (dataset / "README.md").read_text(encoding="utf-8")
    part = text.split("\n## Left out\n")[1].split("\n## ")[0]
    rows = 3 * (len(hostile_names.NAMES) + 1)
    assert f"`weekly`, {2 * rows} rows of 3 weeks are left out" in part
    assert f"| calls | 3 | 2025-W52 | 2026-W02 | {rows} | models-window |" in part
    assert "- `catalog`: rests on catalog, for which no licence is stated" in part
    assert "- `authors`: under the MIT licence, with the tracker" in part


def test_the_card_describes_each_column(dataset: Path) -> None:
    text = (dataset / "README.md").read_text(encoding="utf-8")
    for path in dataset.glob("*.parquet"):
        section = text.split(f"\n### {path.stem}\n")[1].split("\n### ")[0]
        for name in parquet.read_schema(path).names:
            definition = describe(path.stem, name).replace("\\", "\\\\").replace("|", "\\|")
            assert f"| {name} | " in section
            assert definition in section


def test_measures_are_computed_from_what_is_left(store: Store, tmp_path: Path) -> None:
    """Three weeks of tokens; the one in the middle comes from a page that states no licence."""
    datasets = ("rankings-weekly", "models-window", "rankings-weekly")
    for number, dataset in enumerate(datasets):
        put_week(store, dataset, FIRST + number * WEEK, **{"a/x": 5, OTHER: 1})
    written, left_out = huggingface.save(store, Question(), tmp_path / "new")
    streaks = pd.read_parquet(tmp_path / "new" / "streaks.parquet")
    assert streaks[["first", "last", "ended_by"]].fillna("").to_numpy().tolist() == [
        [FIRST, FIRST, "gap"],
        [FIRST + 2 * WEEK, FIRST + 2 * WEEK, ""],
    ]
    ranks = pd.read_parquet(tmp_path / "new" / "ranks.parquet")
    assert ranks["weeks_on_chart"].tolist() == [1, 2]
    assert left_out.weeks["week"].dt.date.unique().tolist() == [FIRST + WEEK]
    assert left_out.tables["benchmarks"] == "nothing is recorded"
    assert left_out.sentences[0] == (
        "Left out of weekly: 2 rows of 1 week, from pages that state no licence."
    )
    assert {file.export.name for file in written} >= {"weekly", "ranks", "streaks"}


def test_a_folder_that_holds_something_else_is_not_published(full: Store, tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".gitattributes").write_text("*.parquet filter=lfs")
    (tmp_path / "catalog.parquet").write_bytes(b"of another export")
    huggingface.save(full, Question(), tmp_path)
    assert not (tmp_path / "catalog.parquet").exists()
    assert (tmp_path / ".git").is_dir()
    huggingface.save(full, Question(), tmp_path)
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(ConfigError, match=r"has notes\.txt, which is not of this dataset"):
        huggingface.save(full, Question(), tmp_path)
    (tmp_path / "notes.txt").unlink()
    (tmp_path / "README.md").write_text("# My own\n")
    with pytest.raises(ConfigError, match=r"has README\.md"):
        huggingface.save(full, Question(), tmp_path)


def test_the_same_vintage_gives_the_same_bytes(dataset: Path, full: Store, tmp_path: Path) -> None:
    huggingface.save(full, Question(), tmp_path)
    for path in dataset.iterdir():
        assert (tmp_path / path.name).read_bytes() == path.read_bytes()


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["all", "--out", "x", "--format", "csv"], "a dataset for the hub is of Parquet files"),
        (["streaks", "--out", "x"], "a dataset has all tables"),
        (["all"], "needs an output folder"),
    ],
)
def test_wrong_usage_is_refused_with_a_hint(words: list[str], says: str) -> None:
    result = CliRunner().invoke(app, ["export", *words, "--card", "huggingface"])
    assert result.exit_code == 2
    assert says in " ".join(result.output.split())


def test_the_command_says_what_it_left_out(recorded: Path, tmp_path: Path) -> None:
    path = tmp_path / "hub"
    words = ["export", "all", "--card", "huggingface", "--out", str(path)]
    result = CliRunner().invoke(app, words)
    assert result.exit_code == 0, result.output
    assert f"{path / 'README.md'}: the card" in result.output
    assert "Left out of weekly: 6,588 rows of 43 weeks" in result.output
    weeks = pd.read_parquet(io.BytesIO((path / "weekly.parquet").read_bytes()))
    assert {*weeks["metric"]} == {"tokens"}
