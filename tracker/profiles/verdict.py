"""The measures of a case in order, and in two or three sentences.

profile
    Everything that is measured of one entity in its best weeks, and what it comes to.
breakthrough
    A lead that many chose and kept choosing: clear, by calls too, paid for, and lasting. It is what
    the measures of a profile speak for, each by itself; there is no score.
vanity
    The opposite: a lead that is short, near to a tie, given away, or made by few long requests. It
    is what measures that speak against a breakthrough point to.
"""

from __future__ import annotations

from tracker.phrasing import listed
from tracker.profiles import giving, lasting, leading
from tracker.profiles.case import AGAINST, FOR, UNKNOWN, Case, Measure


def measures(case: Case) -> list[Measure]:
    """Every measure, question by question."""
    return [measure for part in (leading, giving, lasting) for measure in part.measures(case)]


def sentences(case: Case, measured: list[Measure]) -> list[str]:
    """What speaks for a breakthrough, what against one, and what is not known."""
    reasons = {
        side: [found.reason for found in measured if found.speaks == side and found.reason]
        for side in (FOR, AGAINST, UNKNOWN)
    }
    told = []
    if reasons[FOR]:
        told.append(f"For {case.subject} as a breakthrough: {'; '.join(reasons[FOR])}.")
    if reasons[AGAINST]:
        opening = "Against it" if reasons[FOR] else f"Against {case.subject} as a breakthrough"
        told.append(f"{opening}: {'; '.join(reasons[AGAINST])}.")
    if not told:
        told.append(f"Nothing measured of {case.subject} speaks for a breakthrough or against one.")
    if reasons[UNKNOWN]:
        told.append(f"Not known: {listed(reasons[UNKNOWN])}.")
    return told
