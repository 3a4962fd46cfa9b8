"""All tables under one licence, as a dataset for the Hugging Face hub: Parquet files with a card.

Every row is under CC BY 4.0. What rests on a dataset for which no licence is stated is left out,
and measures are computed from the weeks that remain: a week that is left out is a gap. The card,
`README.md`, has the YAML that the hub reads, the definition of each column, and what was left out.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from tracker.answers import formats
from tracker.citation import CC_BY, LICENCES
from tracker.columns import column
from tracker.definitions import definitions
from tracker.errors import ConfigError, GapError
from tracker.files import put, take_away
from tracker.publish.export import croissant, datapackage, exports, folder
from tracker.publish.export.exports import Export
from tracker.publish.export.files import File, tables_of
from tracker.publish.export.tables import CONTENTS, DESCRIBED, WEEKLY, described
from tracker.records import Question
from tracker.store import Store
from tracker.text import counted, listed
from tracker.weeks import label

CARD = "README.md"
FORM = "parquet"
MARK = f"# {datapackage.TITLE}"
"""The heading of a card: a file without it is somebody else's."""
TAGS = ("openrouter", "llm", "model-usage", "rankings", "market-share", "tabular", "timeseries")
SIZES = {
    1_000: "n<1K",
    10_000: "1K<n<10K",
    100_000: "10K<n<100K",
    1_000_000: "100K<n<1M",
    10_000_000: "1M<n<10M",
}
"""The size categories of the hub, by the number of rows that they end below."""
TYPES = {
    "string": "string",
    "integer": "int64",
    "number": "float64",
    "boolean": "bool",
    "date": "date32",
    "datetime": "timestamp[us, tz=UTC]",
}
"""The types of columns as `datasets` names them."""
TERMS = (
    "tokens",
    "week",
    "depth",
    "other",
    "share",
    "rank",
    "streak",
    "change_pct",
    "at_least",
    "complete",
    "settled",
    "as_of",
)
"""What a reader of the tables has to know first."""

INTRODUCTION = """OpenRouter is a router: one API in front of several hundred language models. It
publishes how much each model is used. These tables are a history of that, computed by
openrouter-tracker from figures under CC BY 4.0 alone. (The column `name` has what OpenRouter's
catalogue calls a model, and the catalogue states no licence; `entity` is the key.) OpenRouter is
one router and not the world; its tokens and requests are not users.
"""
LOADING = """```python
import duckdb
import pandas as pd
import polars as pl
from datasets import load_dataset

load_dataset("OWNER/openrouter-usage", "weekly", split="train")  # from the hub; here: "."
pd.read_parquet("weekly.parquet", dtype_backend="pyarrow")
pl.read_parquet("weekly.parquet")
duckdb.sql("SELECT week, name, value FROM 'weekly.parquet' WHERE entity <> 'other'")
```

Each table is a configuration with one split, `train`. A missing value is null and never 0.
"""


@dataclass
class LeftOut:
    """What the licence leaves out of the whole record.

    ``weeks`` has the rows of the weekly frame that are left out, ``tables`` the reason by table.
    """

    weeks: pd.DataFrame = field(default_factory=pd.DataFrame)
    tables: dict[str, str] = field(default_factory=dict)

    @property
    def sentences(self) -> list[str]:
        """What is left out, in words."""
        sentences = []
        if len(self.weeks):
            number = counted(self.weeks["week"].nunique(), "week")
            sentences.append(
                f"Left out of {WEEKLY}: {len(self.weeks):,} rows of {number}, from pages that state"
                " no licence."
            )
        if self.tables:
            sentences.append(f"Left out: {', '.join(self.tables)}.")
        return sentences


def save(store: Store, question: Question, path: Path) -> tuple[list[File], LeftOut]:
    """Write the tables and the card, and return the files of the tables and what is left out.

    Raises ConfigError for a folder that has other files, as it will be published whole.
    """
    _check_folder(path)
    left_out = LeftOut()
    written = folder.save(_tables(store, question, left_out), path, FORM, by_year=False)
    put(path / CARD, card(written, left_out).encode())
    for name in {f"{name}.{FORM}" for name in CONTENTS} - {each.path for each in written}:
        if (path / name).exists():
            take_away(path / name)
    return written, left_out


def _check_folder(path: Path) -> None:
    names = {each.name for each in path.iterdir()} if path.is_dir() else set()
    ours = {f"{name}.{FORM}" for name in CONTENTS}
    ours |= {CARD, datapackage.INDEX, datapackage.DICTIONARY, croissant.INDEX}
    others = sorted(name for name in names - ours if not name.startswith("."))
    if CARD in names and MARK not in (path / CARD).read_text(encoding="utf-8", errors="replace"):
        others.insert(0, CARD)
    if others:
        raise ConfigError(
            f"{path} has {others[0]}, which is not of this dataset, and would be published with it",
            datum=path,
            remedy="name a new folder, or one with an older card",
        )


def _tables(store: Store, question: Question, left_out: LeftOut) -> Iterator[Export]:
    """Yield the tables of which every row is under the licence, and note what is left out."""
    whole = exports.request(store, question)
    licensed = exports.request(store, question, LICENCES)
    for name, entry in CONTENTS.items():
        if exports.is_bundled(name):
            left_out.tables[name] = f"under the {exports.OWN} licence, with the tracker"
            continue
        try:
            table = exports.one_of_all(name, entry, licensed, {})
        except GapError:
            if name == WEEKLY:
                raise
        else:
            if {*table.licences.values()} == {CC_BY}:
                if name == WEEKLY:
                    every_week = exports.one_of_all(name, entry, whole, {}).frame
                    left_out.weeks = _without(every_week, table.frame)
                yield table
                del table  # or it would be kept until the next one is complete
                continue
        try:
            terms = exports.one_of_all(name, entry, whole, {}).licences
            others = [dataset for dataset, licence in terms.items() if licence != CC_BY]
            left_out.tables[name] = f"rests on {listed(others)}, for which no licence is stated"
        except GapError:
            left_out.tables[name] = "nothing is recorded"


def _without(rows: pd.DataFrame, others: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the weeks and metrics that the ``others`` do not have."""
    keys = ["metric", "week"]
    return rows[~rows.set_index(keys).index.isin(others.set_index(keys).index)]


def card(written: list[File], left_out: LeftOut) -> str:
    """Return the content of `README.md`."""
    tables = tables_of(written)
    source = exports.sources(tables)
    parts = [
        f"---\n{''.join(_yaml(_head(written)))}---\n",
        f"{MARK}\n",
        INTRODUCTION,
        f"{source}\n",
        "## Load\n",
        LOADING,
        "## Tables\n",
        _markdown(
            [{"table": each.name, "rows": each.rows, "what": each.title} for each in tables],
            ("table", "rows", "what"),
        ),
        "## How the figures are defined\n",
        "".join(f"- `{term}`: {' '.join(definitions()[term].split())}\n" for term in TERMS),
        "## Left out\n",
        _on_left_out(left_out),
        "## Columns\n",
        *(_columns(table) for table in tables),
        "## Cite\n",
        f"{source}\n",
        _bibtex(tables),
    ]
    return "\n".join(parts)


def _head(written: list[File]) -> dict[str, Any]:
    """Return the YAML that the hub reads, as documented in its datasetcard.md."""
    rows = sum(table.rows for table in tables_of(written))
    return {
        "license": "cc-by-4.0",
        "pretty_name": datapackage.TITLE,
        "language": ["en"],
        "tags": [*TAGS],
        "size_categories": [next((size for most, size in SIZES.items() if rows < most), "other")],
        "configs": [
            {
                "config_name": file.name,
                **({"default": True} if file.name == WEEKLY else {}),
                "data_files": [{"split": "train", "path": file.path}],
            }
            for file in written
        ],
        "dataset_info": [
            {
                "config_name": file.name,
                "features": [
                    {"name": name, "dtype": TYPES[column(name).kind.type]} for name in file.columns
                ],
            }
            for file in written
        ],
    }


def _yaml(value: Mapping[str, Any], indent: str = "") -> Iterator[str]:
    """Yield the lines of a mapping in YAML; a JSON string, number or boolean is one of YAML too."""
    for key, content in value.items():
        if isinstance(content, list):
            yield f"{indent}{key}:\n"
            yield from _yaml_list(content, indent)
        else:
            yield f"{indent}{key}: {json.dumps(content, ensure_ascii=False)}\n"


def _yaml_list(values: Iterable[Any], indent: str) -> Iterator[str]:
    for value in values:
        if isinstance(value, dict):
            first, *rest = _yaml(value, f"{indent}  ")
            yield f"{indent}- {first.lstrip()}"
            yield from rest
        else:
            yield f"{indent}- {json.dumps(value, ensure_ascii=False)}\n"


def _on_left_out(left_out: LeftOut) -> str:
    """Return what the licence leaves out, and why."""
    parts = []
    if len(left_out.weeks):
        rows = [
            {
                "metric": metric,
                "weeks": f"{part['week'].nunique():,}",
                "from": label(part["week"].min().date()),
                "to": label(part["week"].max().date()),
                "rows": f"{len(part):,}",
                "from datasets": ", ".join(sorted(part["dataset"].unique())),
            }
            for metric, part in left_out.weeks.groupby("metric")
        ]
        number = counted(left_out.weeks["week"].nunique(), "week")
        parts.append(
            f"Of the table `{WEEKLY}`, {len(left_out.weeks):,} rows of {number} are left out: they"
            " come from pages that state no licence. Ranks, streaks, changes and shares are"
            " computed from the weeks that remain; a streak ends (`gap`) at a week left out.\n"
        )
        parts.append(_markdown(rows, [*rows[0]]))
    if left_out.tables:
        parts.append("Tables that are left out:\n")
        parts.append("".join(f"- `{name}`: {why}\n" for name, why in left_out.tables.items()))
    return "\n".join(parts) if parts else "Nothing.\n"


def _columns(table: Export) -> str:
    rows = formats.records(described({table.name: table.columns}))
    heading = f"### {table.name}\n\n{table.title}.\n"
    return "\n".join([heading, _markdown(rows, DESCRIBED[1:]), f"{table.source}\n"])


def _markdown(rows: list[dict[str, Any]], columns: Iterable[str]) -> str:
    """Return rows of texts and counts as a Markdown table."""
    names = [*columns]
    lines = [names, ["---"] * len(names)]
    lines += [["" if row[name] is None else _cell(row[name]) for name in names] for row in rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _cell(value: str | int) -> str:
    text = f"{value:,}" if isinstance(value, int) else value
    return text.replace("\\", "\\\\").replace("|", "\\|")


def _bibtex(tables: list[Export]) -> str:
    newest = max(table.as_of for table in tables if table.as_of)
    return f"""```bibtex
@misc{{openrouter-usage-{newest:%Y-%m-%d},
  author = {{{{OpenRouter}}}},
  title = {{{{{datapackage.TITLE}}}}},
  year = {{{newest:%Y}}},
  howpublished = {{\\url{{{datapackage.PUBLISHER}}}}},
  urldate = {{{newest:%Y-%m-%d}}},
  note = {{CC BY 4.0. Computed by openrouter-tracker.}},
}}
```
"""
