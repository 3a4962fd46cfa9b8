"""A claim under one definition → what was found, and whether it holds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tracker.claims import grammar, in_a_week, of_weeks
from tracker.claims.grammar import Claim
from tracker.claims.grid import Cell
from tracker.claims.ground import Finding, Ground
from tracker.identity.subjects import Subject

JUDGES: dict[type[Claim], Callable[..., Finding]] = {
    grammar.Led: of_weeks.led,
    grammar.Over: of_weeks.over,
    grammar.Trend: of_weeks.trend,
    grammar.Amount: in_a_week.amount,
    grammar.Change: in_a_week.change,
    grammar.Share: in_a_week.share,
    grammar.Ranked: in_a_week.ranked,
}


def judge(
    claim: Claim, subjects: tuple[Subject, ...], cell: Cell, ground: Ground, **other: Any
) -> Finding:
    """Judge a claim about ``subjects`` under one definition; ``first=True`` in the first vintage on
    record, ``reveal=True`` with stealth models counted for what they were."""
    return JUDGES[type(claim)](claim, subjects, cell, ground, **other)
