from __future__ import annotations

import json

import pandas as pd
import pytest

from tracker.answers import formats


def test_missing_is_missing_in_every_form() -> None:
    frame = pd.DataFrame(
        {
            "entity": ["a/x"],
            "value": pd.array([2**63 - 1], dtype="int64"),
            "rank": pd.array([None], dtype="Int64"),
            "depth": pd.array([None], dtype="Int64"),
            "share": [float("nan")],
            "week": pd.to_datetime(["2026-03-30"]),
            "as_of": pd.to_datetime(["2026-08-22T07:10:19.789Z"]),
        }
    )
    rows = formats.records(frame)
    assert rows == [
        {
            "entity": "a/x",
            "value": 2**63 - 1,
            "rank": None,
            "depth": "all",
            "share": None,
            "week": "2026-03-30",
            "as_of": "2026-08-22T07:10:19.789Z",
        }
    ]
    assert json.loads(formats.to_json(rows)) == rows
    assert formats.to_csv(formats.records(frame, "csv"), frame.columns).splitlines()[1] == (
        "a/x,9223372036854775807,,,,2026-03-30,2026-08-22T07:10:19.789Z"
    ), "a depth is a number or nothing"
    assert "| a/x | 9,223,372T | – | all | – | 2026-W14 |" in formats.to_markdown(
        rows, frame.columns
    )


@pytest.mark.parametrize("rows", [0, 1, 2, 3, 4, 5])
def test_a_table_in_parts_is_the_table_at_once(rows: int, monkeypatch: pytest.MonkeyPatch) -> None:
    frame = pd.DataFrame(
        {
            "entity": pd.Series(["=a/x", 'b"/\ny', None, "ü/z", "a/x"], dtype="str"),
            "value": pd.array([1, 2**62, 3, 4, 5], dtype="int64"),
            "rank": pd.array([1, None, 3, None, 5], dtype="Int64"),
            "depth": pd.array([9, None, 9, None, 9], dtype="Int64"),
            "complete": [True, False, True, False, True],
            "change_pct": [-1.5, float("nan"), 0.1, 1e-7, 100.0],
            "week": pd.to_datetime(["2026-03-30", None, "2026-04-06", "2026-03-30", None]),
            "as_of": pd.to_datetime([None, "2026-08-22T07:10:19.789Z", *[None] * 3], utc=True),
        }
    ).head(rows)
    monkeypatch.setattr(formats, "AT_ONCE", 2)
    records = formats.records(frame)
    assert [*formats.rows_of(frame)] == records
    assert "".join(formats.in_parts(frame, "csv")) == formats.to_csv(
        formats.records(frame, "csv"), frame.columns
    )
    assert "".join(formats.in_parts(frame, "json")) == formats.to_json(records) + "\n"


@pytest.mark.parametrize(
    "name", ["=HYPERLINK(1)", "+1", "-1", "@x", "\tx", "\uff1d1", "\uff0b1", "\uff0d1", "\uff20x"]
)
def test_a_spreadsheet_never_sees_a_formula(name: str) -> None:
    written = formats.to_csv([{"entity": name, "change_pct": -1.5}], ["entity", "change_pct"])
    assert f"'{name}" in written
    assert "-1.5" in written, "a negative number stays a number"


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n"])
def test_a_name_cannot_begin_a_row_of_its_own(end: str) -> None:
    rows = [{"entity": f"a{end}=1+1", "rank": 1}, {"entity": f"{end}=1+1", "rank": 2}]
    written = formats.to_csv(rows, ["entity", "rank"])
    assert written == f'entity,rank\n"a{end}=1+1",1\n"\'{end}=1+1",2\n'


def test_a_name_cannot_break_a_markdown_table() -> None:
    assert (
        formats.to_markdown([{"entity": "a|b\nc"}], ["entity"]).splitlines()[2]
        == "| a\\|b\ufffdc |"
    )
