"""The line that every table, chart and file carries. It can be moved, and not left out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

import pandas as pd

from tracker.sources import CONTENTS, NONE_STATED, RANKINGS, source
from tracker.weeks import label, stamp


def cite(shown: pd.DataFrame) -> str:
    """The source line for the rows shown (columns week, dataset, as_of, and metric where there are
    two): the newest vintage among them, and which of their weeks come from pages that state no
    licence."""
    as_of = stamp(shown["as_of"].max().to_pydatetime())
    datasets = set(shown["dataset"].unique())
    sources = [found for found in map(source, CONTENTS) if datasets & found.DATASETS.keys()]
    lines = dict.fromkeys(found.CITATION for found in sources) or {RANKINGS: None}
    cited = " ".join(line.format(as_of=as_of) for line in lines)
    bare = {name for name, terms in licences(datasets).items() if terms == NONE_STATED}
    unlicensed = shown[shown["dataset"].isin(bare)]
    weeks = sorted(unlicensed["week"].unique())
    if not weeks:
        return cited
    metrics = set(unlicensed["metric"]) if "metric" in shown else set()
    figures = metrics.pop() if len(metrics) == 1 else "figures"
    first, last = label(weeks[0].date()), label(weeks[-1].date())
    span = first if first == last else f"{len(weeks)} weeks from {first} to {last}"
    return f"{cited} Not under that licence: the {figures} of {span}, from pages that state none."


def licences(datasets: Iterable[str]) -> dict[str, str]:
    """Under which licence each of some datasets is published: `CC BY 4.0`, or `none stated`."""
    return {name: _terms().get(name, NONE_STATED) for name in sorted(datasets)}


def in_one_line(licences: Mapping[str, str]) -> str:
    """Licences with the datasets under each: ``CC BY 4.0 (rankings-daily); none stated (…)``"""
    under: dict[str, list[str]] = {}
    for dataset, terms in licences.items():
        under.setdefault(terms, []).append(dataset)
    return "; ".join(f"{terms} ({', '.join(names)})" for terms, names in sorted(under.items()))


@cache
def _terms() -> dict[str, str]:
    return {name: terms for found in CONTENTS for name, terms in source(found).DATASETS.items()}


def cite_entries(shown: pd.DataFrame, dataset: str) -> str:
    """The source line for entries shown (column seen_at): as of when they were last seen."""
    as_of = stamp(shown["seen_at"].max().to_pydatetime())
    found = next(found for found in map(source, CONTENTS) if dataset in found.DATASETS)
    cited = found.CITATION.format(as_of=as_of)
    if found.DATASETS[dataset] != NONE_STATED:
        return cited
    return f"{cited} Not under that licence: the {dataset}, from a page that states none."
