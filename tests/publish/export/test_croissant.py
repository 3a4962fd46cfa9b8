"""Croissant metadata: the files that are there, each column of them, and no licence invented."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from support import hostile_names
from support.databases import Databases

from tracker.publish.export import croissant, exports, folder
from tracker.publish.export.exports import Export
from tracker.records import Question


@pytest.fixture(scope="module")
def everything(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> list[Export]:
    with hostile_names.store(databases.of(tmp_path_factory.mktemp("store"))) as store:
        return exports.everything(store, Question())[0]


def saved(everything: list[Export], path: Path, form: str) -> dict[str, Any]:
    folder.save(everything, path, form)
    result: dict[str, Any] = json.loads((path / croissant.INDEX).read_text(encoding="utf-8"))
    return result


def ids(value: object) -> Iterator[str]:
    """Yield the names that are given to things, not the references to them."""
    if isinstance(value, dict):
        if "@id" in value and "@type" in value:
            yield value["@id"]
        for content in value.values():
            yield from ids(content)
    elif isinstance(value, list):
        for content in value:
            yield from ids(content)


@pytest.mark.parametrize("form", ["csv", "json", "parquet"])
def test_what_is_said_of_the_files_is_so(
    form: str, everything: list[Export], tmp_path: Path
) -> None:
    content = saved(everything, tmp_path, form)
    for file in content["distribution"]:
        body = (tmp_path / file["contentUrl"]).read_bytes()
        assert file["sha256"] == hashlib.sha256(body).hexdigest()
        assert file["contentSize"] == f"{len(body)} B"
        assert file["encodingFormat"] == croissant.FORMATS[form]
    package = json.loads((tmp_path / "datapackage.json").read_text(encoding="utf-8"))
    assert len(content["recordSet"]) == len(content["distribution"]) == len(package["resources"])
    for records, resource in zip(content["recordSet"], package["resources"], strict=True):
        names = [field["name"] for field in resource["schema"]["fields"]]
        assert [field["name"] for field in records["field"]] == names
        for field in records["field"]:
            assert field["description"].partition(" Unit: ")[0].endswith(".")
            assert field["source"]["fileObject"] == {"@id": resource["path"]}
            where = {"jsonPath": f"$[*].{field['name']}"} if form == "json" else None
            assert field["source"]["extract"] == (where or {"column": field["name"]})
        fields = {field["@id"] for field in records["field"]}
        assert {key["@id"] for key in records.get("key", [])} <= fields
    names_given = [*ids({"files": content["distribution"], "records": content["recordSet"]})]
    assert len({*names_given}) == len(names_given)


def test_what_the_standard_demands_of_a_dataset_is_there(
    everything: list[Export], tmp_path: Path
) -> None:
    content = saved(everything, tmp_path, "csv")
    assert content["@type"] == "sc:Dataset"
    assert content["conformsTo"] == "http://mlcommons.org/croissant/1.1"
    assert content["citeAs"] == exports.sources(everything)
    assert content["datePublished"] == "2026-08-22"
    assert content["license"] == [
        "https://creativecommons.org/licenses/by/4.0/",
        "https://opensource.org/license/mit",
        "No licence is stated where it is published",
    ]
    types = {
        field["name"]: field["dataType"]
        for records in content["recordSet"]
        for field in records["field"]
    }
    assert {name: types[name] for name in ("week", "value", "share", "complete", "as_of")} == {
        "week": "sc:Date",
        "value": "cr:Int64",
        "share": "sc:Float",
        "complete": "sc:Boolean",
        "as_of": "sc:DateTime",
    }


def test_a_workbook_has_none(everything: list[Export], tmp_path: Path) -> None:
    folder.save(everything, tmp_path, "xlsx")
    assert not (tmp_path / croissant.INDEX).exists()
