"""What a manifest promises, and manifests that promise nothing."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from support.sample_boards import a_day, export_csv, export_manifest, payload, published

from tracker.errors import ParseError
from tracker.sources.datasets import manifest

NEWEST = date(2026, 8, 22)
DAY = date(2026, 8, 21)


def test_a_manifest_names_its_snapshot_and_promises_its_csv() -> None:
    csv = export_csv({DAY: a_day()})
    told = manifest.read(payload(export_manifest(csv, NEWEST), "export"))
    assert (told.dataset, told.snapshot, told.made) == ("rankings-daily", NEWEST, published(NEWEST))
    promise = told.promises["csv"]
    assert (promise.bytes, promise.rows) == (len(csv), 51)
    assert promise.sha256 == payload(csv).sha256


MANIFEST = json.loads(export_manifest(b"x", NEWEST))
CSV = MANIFEST["files"]["csv"]


@pytest.mark.parametrize(
    ("spoilt", "says"),
    [
        ({**MANIFEST, "snapshot_date": None}, "None instead of a date"),
        ({**MANIFEST, "snapshot_date": "2026-08-21"}, "lists a file of another snapshot"),
        ({**MANIFEST, "files": {}}, "lists no file"),
        ({**MANIFEST, "files": []}, "has an invalid 'files'"),
        ({**MANIFEST, "files": {"csv": {**CSV, "url": "https://h/other.csv"}}}, "another snapshot"),
        ({**MANIFEST, "files": {"csv": {**CSV, "url": "http://["}}}, "another snapshot"),
        ({**MANIFEST, "files": {"csv": {**CSV, "url": CSV["url"] + "/../x"}}}, "another snapshot"),
        ({**MANIFEST, "files": {"csv": {**CSV, "sha256": "abc"}}}, "has no sha256"),
        ({**MANIFEST, "files": {"csv": {**CSV, "sha256": 5}}}, "has an invalid 'sha256'"),
        ({**MANIFEST, "files": {"csv": {**CSV, "bytes": "?"}}}, "instead of an integer"),
        ({**MANIFEST, "row_count": 1.5}, "instead of an integer"),
        ({**MANIFEST, "retrieved_at": 5}, "does not say when it was made"),
        ({**MANIFEST, "retrieved_at": "soon"}, "does not say when it was made"),
    ],
)
def test_a_spoilt_manifest_is_refused(spoilt: dict[str, Any], says: str) -> None:
    body = payload(json.dumps(spoilt).encode(), "export", "https://h/latest.manifest.json")
    with pytest.raises(ParseError, match=r"latest\.manifest\.json") as caught:
        manifest.read(body)
    assert says in str(caught.value)


def test_a_manifest_of_another_dataset_names_its_own_files() -> None:
    spoilt = {**MANIFEST, "dataset": "benchmark-leaderboard"}
    with pytest.raises(ParseError, match="lists a file of another snapshot"):
        manifest.read(payload(json.dumps(spoilt).encode()))
    url = CSV["url"].replace("rankings-daily", "benchmark-leaderboard")
    own = {**spoilt, "files": {"csv": {**CSV, "url": url}}}
    assert manifest.read(payload(json.dumps(own).encode())).dataset == "benchmark-leaderboard"
