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

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import product
from typing import Any

from tracker.claims import notes, parse
from tracker.claims import text as sentences
from tracker.claims.claim import Claim, First, Growth, Led, Number, OfTop, Over, Ranked, Trend
from tracker.claims.clauses import NotRead, Reading
from tracker.claims.definitions import Options, cells
from tracker.claims.evidence import Evidence, Finding, Result
from tracker.claims.ground import Ground, period_name
from tracker.claims.judge import judge
from tracker.claims.reading import Reader
from tracker.errors import ConfigError, UnknownName
from tracker.identity.names import Naming, keys
from tracker.identity.subjects import OF_MODELS, TOTAL, Subject, find
from tracker.records import Definition
from tracker.weeks import Period

SUPPORTED, REFUTED, DEPENDS = "supported", "refuted", "depends"
NOT_MEASURED = "not_measured"
NO_CLAIM = "no_claim"
VERDICTS = (SUPPORTED, REFUTED, DEPENDS, NOT_MEASURED, NO_CLAIM)
Watch = Callable[[Sequence[Reading | NotRead]], Iterable[Reading | NotRead]]


@dataclass(frozen=True)
class Verdict:
    """The verdict on a claim; ``because`` is one sentence to print.

    ``start`` is the place of the claim in the text that was checked, ``end`` that behind it.
    ``results`` are the findings that it rests on, one result for each period; they are no part of
    its JSON.
    """

    claim: str
    verdict: str
    because: str
    evidence: Evidence
    definitions: list[dict[str, Any]]
    notes: list[str]
    read_as: str = ""
    start: int = 0
    results: tuple[Result, ...] = field(default=(), repr=False, compare=False)

    @property
    def end(self) -> int:
        return self.start + len(self.claim)

    def as_json(self, naming: Naming = keys) -> dict[str, Any]:
        """Return the verdict with the names of entities beside them, if there are names."""
        evidence = [
            {
                "entity": row["entity"],
                "name": row["entity"] and naming(row["entity"], row["by"]),
                **row,
            }
            if "entity" in row and naming is not keys
            else row
            for row in self.evidence
        ]
        if self.verdict == NO_CLAIM:
            return {
                "claim": self.claim,
                "verdict": NO_CLAIM,
                "because": self.because,
                "nearest": self.notes,
            }
        return {
            "claim": self.claim,
            "read_as": self.read_as,
            "verdict": self.verdict,
            "because": self.because,
            "evidence": evidence,
            "definitions": self.definitions,
            "notes": self.notes,
        }


def check(
    text: str, reader: Reader, ground: Ground, options: Options, watch: Watch = iter
) -> list[Verdict]:
    """Judge every claim of a line, a sentence or an article, in the order of the text.

    A line in one of the forms of `parse.py` is one claim. ``watch`` passes the readings on, one at
    a time. Raises ConfigError for options that contradict a claim.
    """
    try:
        claim = parse.read(text)
    except ConfigError as no_form:
        readings = reader.read(text)
        if not _are_claims(readings) and no_form.fact.endswith(parse.COUNTED):
            raise
        return [_judged(each, ground, options) for each in watch(readings)]
    try:
        subjects = tuple(_candidates(name, ground) for name in _names(claim))
    except UnknownName as unknown:
        readings = reader.read(text)
        if _are_claims(readings):
            return [_judged(each, ground, options) for each in watch(readings)]
        because = f"{unknown.fact[:1].upper()}{unknown.fact[1:]}; {unknown.remedy}."
        return [Verdict(text, NOT_MEASURED, because, [], [], [])]
    if isinstance(claim, Led | Ranked) and subjects[0][0].level == TOTAL:
        raise ConfigError(
            f"{claim.text!r} is not a claim that can be checked: the total has no rank",
            datum=claim.text,
            remedy="name a model, an author, a country or weights",
        )
    week: date | None = getattr(claim, "week", None)
    periods = () if week is None else (Period.of_week(week),)
    ending = ground.ending or reader.last_week(claim)
    return [_judged(Reading(claim, subjects, periods, ending=ending, quote=text), ground, options)]


def _are_claims(readings: list[Reading | NotRead]) -> bool:
    return any(isinstance(each, Reading) for each in readings)


def _judged(reading: Reading | NotRead, ground: Ground, options: Options) -> Verdict:
    """Judge a claim for each subject that it may be about."""
    if isinstance(reading, NotRead):
        nearest = [reading.nearest] if reading.nearest else []
        return Verdict(
            reading.quote, reading.verdict, reading.because, [], [], nearest, start=reading.start
        )
    if reading.ending is None and reading.until == ground.ending:
        reading = replace(reading, ending=ground.ending)  # the week asked for ends a streak
    results = [
        _results_on(reading, subjects, ground, options) for subjects in product(*reading.subjects)
    ]
    if len(results) == 1:
        return _told(reading, results[0])
    decided = [each for each in results if _verdict(_findings(each)) != NOT_MEASURED]
    if reading.published and len({_verdict(_findings(each)) for each in decided}) == 1:
        return _told(reading, decided[0])  # a name that no board has is not the one that is meant
    return _combine(reading, results)


def _results_on(
    reading: Reading, subjects: tuple[Subject, ...], ground: Ground, options: Options
) -> list[Result]:
    """Judge a claim about some subjects in each of its periods."""
    options = _narrowed(reading, subjects, options)
    ground = replace(
        ground,
        ending=reading.ending,
        until=reading.until,
        since=reading.since,
        group=reading.among,
    )
    return [
        _result(reading, subjects, period, ground, options) for period in reading.periods or (None,)
    ]


def _findings(results: list[Result]) -> list[Finding]:
    return [finding for result in results for finding in result.findings]


def _told(reading: Reading, results: list[Result]) -> Verdict:
    """Return the verdict on a claim from its results in each of its periods."""
    findings = _findings(results)
    verdict = _verdict(findings)
    result = replace(results[0], findings=findings)
    return Verdict(
        reading.quote,
        verdict,
        sentences.because(result, verdict),
        [row for finding in findings for row in finding.evidence],
        [
            {
                "metric": finding.cell.metric,
                "by": finding.cell.by,
                "depth": finding.cell.depth or "all",
                "period": finding.period,
                "verdict": _verdict([finding]),
                "found": finding.found,
            }
            for finding in findings
        ],
        [*notes.notes(results[0]), *notes.windows(results[0], reading.published)],
        sentences.read_as(result),
        reading.start,
        tuple(results),
    )


def _narrowed(reading: Reading, subjects: tuple[Subject, ...], options: Options) -> Options:
    """Return the options with what the text itself fixes: a depth, a variant or a snapshot."""
    depth = reading.depth if options.depth is None else options.depth
    by = options.by
    is_free = reading.among is not None and "access" in reading.among.level
    if reading.published and (is_free or any(subject.level == "slug" for subject in subjects)):
        by = by or "slug"
    return replace(options, by=by, depth=depth)


def _result(
    reading: Reading,
    subjects: tuple[Subject, ...],
    period: Period | None,
    ground: Ground,
    options: Options,
) -> Result:
    claim = reading.claim
    name = "" if reading.ending is None else f"up to {ground.name(reading.ending)}"
    if period is not None:
        ground = ground.at(period, reading.base)
        claim = replace(claim, week=period.start)  # type: ignore[call-arg]
        name = period_name(period)
    if isinstance(claim, Growth):
        claim = replace(claim, base=ground.before(claim.week))
    findings = [
        replace(judge(claim, subjects, cell, ground), period=name)
        for cell in _grid(claim, subjects, options)
    ]
    return Result(claim, subjects, findings, ground, options)


def _grid(claim: Claim, subjects: tuple[Subject, ...], options: Options) -> list[Definition]:
    """Return the definitions of a claim; of one about models in general those of models."""
    if isinstance(claim, OfTop | Number) or (isinstance(claim, First) and claim.group):
        levels = (options.by,) if options.by in OF_MODELS else OF_MODELS
        return [Definition(options.metric or claim.metric or "tokens", by) for by in levels]
    return cells(claim.metric, subjects, options)


def _names(claim: Claim) -> tuple[str, ...]:
    if isinstance(claim, Trend):
        return ("total",)
    if isinstance(claim, Over):
        return claim.subject, claim.rival
    return (claim.subject,)  # type: ignore[attr-defined]


def _candidates(name: str, ground: Ground) -> tuple[Subject, ...]:
    try:
        return (find(name, ground.names(name)),)
    except UnknownName as unknown:
        if not unknown.several:
            raise
        return tuple(Subject(*subject) for subject in unknown.meant)


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


def _combine(reading: Reading, results: list[list[Result]]) -> Verdict:
    """Return the verdict on a name that may mean several: theirs, if they share one."""
    names = [" over ".join(map(str, subjects)) for subjects in product(*reading.subjects)]
    verdicts = [_verdict(_findings(each)) for each in results]
    if len({*verdicts}) == 1:
        verdict = _told(reading, results[0])
        because = verdict.because.rstrip(".")
        return replace(
            verdict, because=f"{because}; the same for each that may be meant: {', '.join(names)}."
        )
    answers = "; ".join(f"{name}: {verdict}" for name, verdict in zip(names, verdicts, strict=True))
    because = f"The name may mean several subjects, and their verdicts differ: {answers}."
    reasons = [
        f"{name}: {_told(reading, each).because}" for name, each in zip(names, results, strict=True)
    ]
    return Verdict(reading.quote, NOT_MEASURED, because, [], [], reasons, start=reading.start)
