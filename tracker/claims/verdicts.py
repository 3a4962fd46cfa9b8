"""Judge a line of text: a verdict with its evidence.

verdict, supported, refuted, depends, not_measured
    `supported` if the claim holds under every definition that could be judged, `refuted` if under
    none, else `depends`; `not_measured` where no definition could be judged, where the subject is
    not known or may be several, or where a lost or a missing day decides. What the first vintage on
    record or a revealed stealth model would change is in the notes and changes no verdict.
because
    The verdict in one sentence, with the findings and their definitions.
found
    The result of a definition: a streak with its weeks, an amount, a change, a share, a rank.
expected
    The verdict that a file of claims expects.
agrees
    Whether the verdict is the one expected; missing if none is.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import product
from typing import Any

from tracker.claims import notes, parse
from tracker.claims import text as sentences
from tracker.claims.definitions import Options, cells
from tracker.claims.evidence import Evidence, Finding, Ground, Result
from tracker.claims.judge import judge
from tracker.claims.parse import Claim, Led, Over, Ranked, Trend
from tracker.errors import ConfigError, UnknownName
from tracker.identity.names import Naming, keys
from tracker.identity.subjects import TOTAL, Subject, find

SUPPORTED, REFUTED, DEPENDS = "supported", "refuted", "depends"
NOT_MEASURED = "not_measured"
VERDICTS = (SUPPORTED, REFUTED, DEPENDS, NOT_MEASURED)


@dataclass(frozen=True)
class Verdict:
    """The verdict on a claim; ``because`` is one sentence to print."""

    claim: str
    verdict: str
    because: str
    evidence: Evidence
    definitions: list[dict[str, Any]]
    notes: list[str]

    def as_json(self, naming: Naming = keys) -> dict[str, Any]:
        """Return the verdict with the names of entities beside them, if there are names."""
        evidence = [
            {"entity": row["entity"], "name": naming(row["entity"], row["by"]), **row}
            if "entity" in row and naming is not keys
            else row
            for row in self.evidence
        ]
        return {**vars(self), "evidence": evidence}


def check(text: str, ground: Ground, options: Options) -> Verdict:
    """Judge the claim that a line of text makes.

    Raises ConfigError for a line that makes none, or options that contradict it.
    """
    claim = parse.read(text)
    try:
        candidates = [_candidates(name, ground) for name in _names(claim)]
    except UnknownName as unknown:
        because = f"{unknown.fact[:1].upper()}{unknown.fact[1:]}; {unknown.remedy}."
        return Verdict(text, NOT_MEASURED, because, [], [], [])
    verdicts = [_check(claim, subjects, ground, options) for subjects in product(*candidates)]
    return verdicts[0] if len(verdicts) == 1 else _combine(claim, candidates, verdicts)


def _names(claim: Claim) -> tuple[str, ...]:
    if isinstance(claim, Trend):
        return ("total",)
    if isinstance(claim, Over):
        return claim.subject, claim.rival
    return (claim.subject,)  # type: ignore[attr-defined]


def _candidates(name: str, ground: Ground) -> list[Subject]:
    try:
        return [find(name, ground.names(name))]
    except UnknownName as unknown:
        if not unknown.several:
            raise
        return [Subject(*subject) for subject in unknown.meant]


def _check(
    claim: Claim, subjects: tuple[Subject, ...], ground: Ground, options: Options
) -> Verdict:
    if isinstance(claim, Led | Ranked) and subjects[0].level == TOTAL:
        raise ConfigError(
            f"{claim.text!r} is not a claim that can be checked: the total has no rank",
            datum=claim.text,
            remedy="name a model, an author, a country or weights",
        )
    grid = cells(claim.metric, subjects, options)
    findings = [judge(claim, subjects, cell, ground) for cell in grid]
    verdict = _verdict(findings)
    result = Result(claim, subjects, findings, ground, options)
    return Verdict(
        claim.text,
        verdict,
        sentences.because(result, verdict),
        [row for finding in findings for row in finding.evidence],
        [
            {
                "metric": finding.cell.metric,
                "by": finding.cell.by,
                "depth": finding.cell.depth or "all",
                "verdict": _verdict([finding]),
                "found": finding.found,
            }
            for finding in findings
        ],
        notes.notes(result),
    )


def _verdict(findings: list[Finding]) -> str:
    """Return the verdict of findings.

    A definition that cannot be judged is left out, unless its figures are known and leave it open:
    then it counts as both, and there is a verdict only if both give the same.
    """
    open_ = [finding for finding in findings if finding.holds is None and finding.open]
    if open_:
        ways = {
            _verdict(
                [
                    *_without(findings, open_),
                    *(replace(each, holds=way) for each, way in zip(open_, answers, strict=True)),
                ]
            )
            for answers in product((True, False), repeat=len(open_))
        }
        return ways.pop() if len(ways) == 1 else NOT_MEASURED
    held = {finding.holds for finding in findings} - {None}
    if not held:
        return NOT_MEASURED
    return DEPENDS if len(held) > 1 else SUPPORTED if held == {True} else REFUTED


def _without(findings: list[Finding], others: list[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding not in others]


def _combine(claim: Claim, candidates: list[list[Subject]], verdicts: list[Verdict]) -> Verdict:
    """Return the verdict on a name that may mean several: theirs, if they share one."""
    names = [" over ".join(map(str, subjects)) for subjects in product(*candidates)]
    if len({verdict.verdict for verdict in verdicts}) == 1:
        because = verdicts[0].because.rstrip(".")
        return replace(
            verdicts[0],
            because=f"{because}; the same for each that may be meant: {', '.join(names)}.",
        )
    pairs = [*zip(names, verdicts, strict=True)]
    answers = "; ".join(f"{name}: {verdict.verdict}" for name, verdict in pairs)
    because = f"The name may mean several subjects, and their verdicts differ: {answers}."
    reasons = [f"{name}: {verdict.because}" for name, verdict in pairs]
    return Verdict(claim.text, NOT_MEASURED, because, [], [], reasons)
