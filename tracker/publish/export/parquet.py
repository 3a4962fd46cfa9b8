"""Tables as Parquet. This module is the door to PyArrow, which the extra `parquet` brings.

A count is a 64-bit integer, a missing value null, a date a date, an instant a timestamp in UTC.
Every column carries its unit and its description, every file its source line and its licences. The
same table gives the same bytes, as long as PyArrow is the same.
"""

from __future__ import annotations

import io
import json

import pandas as pd
import pyarrow as pa
from pyarrow import parquet

from tracker.columns import column
from tracker.definitions import describe
from tracker.errors import ConfigError
from tracker.publish.export.exports import Export, licence

TYPES = {
    "string": pa.string(),
    "integer": pa.int64(),
    "number": pa.float64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
    "datetime": pa.timestamp("us", tz="UTC"),
}
"""How the types of columns are stored."""


def one_file(export: Export) -> bytes:
    """Return a table as one file."""
    return _file(export, export.frame)


def by_year(export: Export) -> dict[str, bytes]:
    """Return a weekly frame as a file for each metric and ISO year: path → file.

    The folders are those of Hive, DuckDB and PyArrow; metric and year are in the path only. Raises
    ConfigError for a frame without its weeks.
    """
    frame, result = export.frame, {}
    if "week" not in frame:
        raise ConfigError(
            "the folders are of years, and the column week is left out",
            datum=export.columns,
            remedy="add week to --columns, or name a .parquet file with --out",
        )
    if "metric" not in frame:
        frame = frame.assign(metric=export.metrics[0])
    years = frame["week"].dt.isocalendar()["year"]
    for (metric, iso_year), rows in frame.groupby(["metric", years], sort=True):
        path = f"metric={metric}/year={iso_year}/part-0.parquet"
        result[path] = _file(export, rows.drop(columns="metric"), str(metric))
    return result


def _file(export: Export, frame: pd.DataFrame, metric: str = "") -> bytes:
    fields = [_field(export.name, name) for name in map(str, frame.columns)]
    table = pa.Table.from_pandas(frame, pa.schema(fields), preserve_index=False)
    texts = {
        "source": export.source,
        "licence": licence(export),
        "metric": metric or " and ".join(export.metrics),
        "by": export.by,
        "PANDAS_ATTRS": json.dumps({"by": export.by} if export.by else {}),
    }
    metadata = {name.encode(): text.encode() for name, text in texts.items() if text}
    table = table.replace_schema_metadata({**(table.schema.metadata or {}), **metadata})
    buffer = io.BytesIO()
    parquet.write_table(table, buffer)
    return buffer.getvalue()


def _field(table: str, name: str) -> pa.Field:
    spec = column(name)
    metadata = {"description": describe(table, name), **({"unit": spec.unit} if spec.unit else {})}
    return pa.field(name, TYPES[spec.kind.type], metadata=metadata)
