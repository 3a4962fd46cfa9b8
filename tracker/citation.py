"""The source line of every table, chart and file, which can be moved but not removed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import pandas as pd

from tracker.records import (
    APP_RANKINGS,
    BENCHMARKS,
    DAYS,
    ELSEWHERE,
    EXPORT_INDEX,
    SESSION_COST,
    TASK_SHARES,
    WEEKLY,
)
from tracker.text import counted, listed
from tracker.weeks import label, stamp

CC_BY, NONE_STATED = "CC BY 4.0", "none stated"
LICENCES = dict.fromkeys(
    (
        *DAYS,
        WEEKLY,
        f"history-{WEEKLY}",
        APP_RANKINGS,
        BENCHMARKS,
        EXPORT_INDEX,
        SESSION_COST,
        TASK_SHARES,
        *ELSEWHERE,
    ),
    CC_BY,
)
"""The licences that the publisher states; all other datasets have none."""
RANKINGS = "Source: OpenRouter (openrouter.ai/rankings), as of {as_of}. Licensed under CC BY 4.0."
LINES = {
    APP_RANKINGS: RANKINGS.replace("/rankings", "/apps"),
    BENCHMARKS: (
        "Source: OpenRouter (openrouter.ai/rankings), benchmark leaderboard, as of {as_of}."
        " Licensed under CC BY 4.0."
    ),
    **dict.fromkeys(
        (SESSION_COST, TASK_SHARES),
        "Source: OpenRouter Data API"
        " (openrouter.ai/docs/cookbook/administration/data-api), as of {as_of}."
        " Licensed under CC BY 4.0.",
    ),
    **dict.fromkeys(
        ELSEWHERE,
        "Source: Vercel AI Gateway (vercel.com), as of {as_of}. Licensed under CC BY 4.0.",
    ),
}
"""The source lines that the publisher asks for, if different from that of the rankings."""


def cite(shown: pd.DataFrame) -> str:
    """Return the source line for the rows shown.

    They have columns week, dataset, as_of and, for two metrics, metric; of other periods than weeks
    also end, their last day. The line has the newest vintage of each
    publication, and the weeks and other periods that come from pages that state no licence.
    """
    newest: dict[str, pd.Timestamp] = {}
    for dataset, as_of in shown.groupby("dataset")["as_of"].max().items():
        template = LINES.get(str(dataset), RANKINGS)
        newest[template] = max(as_of, newest.get(template, as_of))
    line = " ".join(
        template.format(as_of=stamp(newest[template].to_pydatetime()))
        for template in dict.fromkeys([RANKINGS, *LINES.values()])
        if template in newest
    )
    unlicensed = shown[~shown["dataset"].isin([*LICENCES])]
    ends = unlicensed.get("end", pd.Series(pd.NaT, unlicensed.index))
    for rows, span in ((unlicensed[ends.isna()], _weeks), (unlicensed[ends.notna()], _days)):
        if len(rows):
            metrics = [*rows["metric"].unique()] if "metric" in rows else ["figures"]
            figures = f"the {listed(metrics)} of {span(rows)}"
            line += f" Not under that licence: {figures}, from pages that state none."
    return line


def _weeks(rows: pd.DataFrame) -> str:
    weeks = sorted(rows["week"].unique())
    first, last = label(weeks[0].date()), label(weeks[-1].date())
    return first if first == last else f"{len(weeks)} weeks from {first} to {last}"


def _days(rows: pd.DataFrame) -> str:
    periods = counted(len(rows[["week", "end"]].drop_duplicates()), "period")
    return f"{periods} from {rows['week'].min().date()} to {rows['end'].max().date()}"


def cite_entries(shown: pd.DataFrame, dataset: str) -> str:
    """Return the source line for entries shown (column seen_at), as of the last time seen."""
    as_of = stamp(shown["seen_at"].max().to_pydatetime())
    line = LINES.get(dataset, RANKINGS).format(as_of=as_of)
    if dataset in LICENCES:
        return line
    return f"{line} Not under that licence: the {dataset}, from a page that states none."


_INSTANT = re.compile(r"(\d{4}-\d\d-\d\d)T[\d:.]+Z")
_LICENSED = re.compile(r"(Source: .+?), as of (\S+)\. Licensed under CC BY 4\.0\.")
_UNLICENSED = re.compile(
    r"Not under that licence: the (.+?), from (?:pages that state|a page that states) none\."
)
_WEEKS = re.compile(r" of (?:(\d+ weeks) from .*|\d{4}-W\d\d)$")


def brief(source: str) -> str:
    """Return a source line as it stands under a picture: each publisher once, with a day.

    >>> line = "Source: OpenRouter (openrouter.ai/rankings), as of 2026-10-05T00:30:33Z."
    >>> line += " Licensed under CC BY 4.0. Not under that licence: the calls of 2026-W40, from"
    >>> print(brief(f"{line} pages that state none."))  # doctest: +NORMALIZE_WHITESPACE
    Source: OpenRouter (openrouter.ai/rankings), as of 2026-10-05. Licensed under CC BY 4.0. No
    licence stated: calls.
    """
    figures = [_WEEKS.sub(_number_of_weeks, text) for text in _UNLICENSED.findall(source)]
    line = " ".join(
        f"{publisher}, as of {day}. Licensed under CC BY 4.0."
        for publisher, day in publishers(source)[0].items()
    )
    if not line or not figures:
        return line or _INSTANT.sub(r"\1", source)
    return f"{line} No licence stated: {', '.join(figures)}."


def publishers(source: str) -> tuple[dict[str, str], bool]:
    """Return the publishers of a source line with their days, and whether all is licensed.

    A source line without a publisher that states one has none.
    """
    days: dict[str, str] = {}
    for publisher, day in _LICENSED.findall(_INSTANT.sub(r"\1", source)):
        days[publisher] = max(day, days.get(publisher, ""))
    return days, not _UNLICENSED.search(source)


def _number_of_weeks(match: re.Match[str]) -> str:
    return f" of {match[1]}" if match[1] else ""


def licences(datasets: Iterable[str]) -> dict[str, str]:
    """Return the licence of each of some datasets: `CC BY 4.0`, or `none stated`."""
    return {name: LICENCES.get(name, NONE_STATED) for name in sorted(datasets)}


def in_one_line(licences: Mapping[str, str]) -> str:
    """Return licences with their datasets: ``CC BY 4.0 (rankings-daily); none stated (…)``."""
    by_licence: dict[str, list[str]] = {}
    for dataset, terms in licences.items():
        by_licence.setdefault(terms, []).append(dataset)
    return "; ".join(f"{terms} ({', '.join(names)})" for terms, names in sorted(by_licence.items()))
