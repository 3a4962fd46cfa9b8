"""The page of a story, in Markdown: everything in one place, to read and to copy from.

Text from the sentence and from the record is escaped: it is text, not markup.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tracker.charts import chart
from tracker.claims.evidence import Finding
from tracker.publish.figures.tables import unit
from tracker.publish.margin import escaped
from tracker.publish.story.claimed import STREAKS, Statement
from tracker.publish.story.findings import found
from tracker.publish.story.paragraph import Case, paragraph, reason
from tracker.publish.story.pictures import Picture, deciding, period_of
from tracker.publish.story.writer import Writer, capital
from tracker.text import printable
from tracker.weeks import DAY, WEEK, Period, read_week

MARK = "<!-- tracker story -->"
"""What a page begins with: a folder with such a page may be written anew."""
HOLDS = {True: "holds.yes", False: "holds.no", None: "holds.unknown"}
_LABEL = r"\d{4}-W\d{2}"
_WEEKS = re.compile(rf"(in )?({_LABEL}) to ({_LABEL})|({_LABEL})")


@dataclass(frozen=True)
class Page:
    """What a page is made of; ``main`` is the claim that the pictures are about."""

    write: Writer
    sentence: str
    cases: Sequence[Case]
    main: Case
    pictures: Sequence[Picture]
    source: str
    notes: Sequence[str]
    citations: Sequence[str]


def markdown(page: Page) -> str:
    """Return a story as Markdown."""
    parts = [
        MARK,
        *_heading(page),
        page.source,
        *_pictures(page),
        *_counted(page),
        *_section(page, "page.notes", [f"- {plain(note)}" for note in page.notes]),
        *_section(page, "page.citation", [f"- {plain(each)}" for each in page.citations]),
        *_files(page),
    ]
    return "\n\n".join(parts) + "\n"


def _heading(page: Page) -> Iterator[str]:
    """Yield the headline, and the paragraph of each claim."""
    write, sentence = page.write, plain(page.sentence)
    if len(page.cases) == 1:
        (case,) = page.cases
        word = write(f"verdict.{case.verdict.verdict}")
        yield "# " + write("page.title", verdict=word, sentence=sentence)
        yield plain(paragraph(case))
        return
    yield "# " + write("page.titles", sentence=sentence)
    for case in page.cases:
        word = write(f"verdict.{case.verdict.verdict}")
        yield write("page.claim", verdict=word, paragraph=plain(paragraph(case)))


def _pictures(page: Page) -> Iterator[str]:
    write = page.write
    yield "## " + write("page.pictures")
    if len(page.cases) > 1:
        yield write("page.first", number=write.number(len(page.cases)))
    if not page.pictures:
        yield write("page.none")
        return
    for number, picture in enumerate(page.pictures, 1):
        name = file_name(number, picture)
        heading = write("page.picture", number=number)
        yield f"![{plain(alt(page, picture))}]({name}.png)"
        source = plain(picture.print.picture.source)
        yield f"**{heading}.** {plain(caption(page, picture))} {source}"
    if other := _other_period(page):
        yield other
    if page.pictures[0].figure.language != write.language:
        yield write("page.english")


def _other_period(page: Page) -> str:
    """Return that the claim is about other days than weeks, if so."""
    result = page.main.verdict.results[0]
    if isinstance(result.claim, STREAKS) or period_of(result).is_week:
        return ""
    return page.write("page.weeks", period=page.write.period(period_of(result)))


def file_name(number: int, picture: Picture) -> str:
    return f"{number}-{picture.chart}"


def caption(page: Page, picture: Picture) -> str:
    """Return the caption of a picture: in English its headline, with dates for weeks."""
    return _described(page, picture, "caption")


def alt(page: Page, picture: Picture) -> str:
    """Return the picture in words, for readers who cannot see it."""
    return _described(page, picture, "alt")


def _described(page: Page, picture: Picture, key: str) -> str:
    write, rows = page.write, picture.print.picture.rows
    first, last = (week.date() for week in (rows["week"].min(), rows["week"].max()))
    kind = write(f"chart.{picture.chart}") or chart(picture.chart).SUMMARY.removesuffix(".")
    highlight, result = picture.figure.highlight, page.main.verdict.results[0]
    subjects = result.subjects if len(highlight) == len(result.subjects) else result.subjects[:1]
    shown = write.listed([write.subject(subject) for subject in subjects])
    return write(
        key,
        title=with_dates(write, picture.print.picture.title),
        kind=kind,
        by=write(f"by.{picture.figure.question.metric}"),
        span=write.span(first, last + WEEK - DAY),
        names=write("caption.names", names=shown) if highlight else "",
        found=_message(page.main),
    )


def _message(case: Case) -> str:
    """Return what was found under the definition that decides, empty if none does."""
    finding = deciding(case.verdict)
    if finding.holds is None:
        return ""
    statements = [Statement(case.write, result) for result in case.verdict.results]
    its_statement = next(each for each in statements if finding in each.result.findings)
    return case.write("sentence", text=capital(found(its_statement, finding)))


def with_dates(write: Writer, title: str) -> str:
    """Return a title with the days of the weeks that it names, in place of their labels.

    For example `in 2026-W14` is `in the week of 30 March to 5 April 2026`.
    """

    def days(match: re.Match[str]) -> str:
        if match[4]:
            return write.period(Period.of_week(read_week(match[4])))
        span = write.span(read_week(match[2]), read_week(match[3]) + WEEK - DAY)
        return f"in the weeks of {span}" if match[1] else span

    return _WEEKS.sub(days, title)


def _counted(page: Page) -> Iterator[str]:
    """Yield the table of what was found under each definition."""
    write, is_several = page.write, len(page.cases) > 1
    names = [*(["claim"] if is_several else []), "how", "holds", "found"]
    rows = [
        [*([plain(capital(case.claimed))] if is_several else []), *map(plain, row)]
        for case in page.cases
        for row in _rows(case)
    ]
    table = [[write(f"page.column.{name}") for name in names], ["---"] * len(names), *rows]
    yield "## " + write("page.counted")
    yield "\n".join(f"| {' | '.join(row)} |" for row in table)


def _rows(case: Case) -> Iterator[tuple[str, str, str]]:
    """Yield how findings were counted, whether the claim holds, and what was found.

    Findings that are alike share a row.
    """
    write = case.write
    ways: dict[tuple[str, str], list[str]] = {}
    for statement, finding in case.findings:
        by_itself = Statement(write, statement.result)
        text = reason(by_itself, finding)
        if finding.holds is not None:
            text = write("sentence", text=capital(found(by_itself, finding)))
        ways.setdefault((write(HOLDS[finding.holds]), text), []).append(_how(by_itself, finding))
    every = {way for each in ways.values() for way in each}
    for (holds, text), hows in ways.items():
        is_every = {*hows} == every and len(every) > 1
        how = write("page.how.any") if is_every else "; ".join(dict.fromkeys(hows))
        yield how, holds, text


def _how(statement: Statement, finding: Finding) -> str:
    """Return how a finding was counted, in words that stand alone."""
    write, cell = statement.write, finding.cell
    levels = {each.cell.by for each in statement.result.findings}
    parts = [write(f"page.how.{cell.by}")] if len(levels) > 1 else []
    if any(subject.is_sum for subject in statement.result.subjects):
        nine = write("page.how.nine", number=write.number(cell.depth or 0))
        parts.append(nine if cell.depth else write("page.how.all"))
    return capital(write("comma").join(parts) or write("page.how.one"))


def _section(page: Page, key: str, parts: list[str]) -> Iterator[str]:
    if parts:
        yield "## " + page.write(key)
        yield "\n".join(parts)


def _files(page: Page) -> Iterator[str]:
    write = page.write
    lines = []
    for number, picture in enumerate(page.pictures, 1):
        name = file_name(number, picture)
        of_wide = write(f"unit.of.{unit(picture.chart, picture.print.picture.rows)}")
        lines += [
            f"{_link(f'{name}.png')}, {_link(f'{name}.svg')}: "
            + write("page.file.picture", number=number),
            f"{_link(f'{name}.csv')}: " + write("page.file.long"),
            f"{_link(f'{name}-wide.csv')}: " + write("page.file.wide", unit=of_wide),
        ]
    lines.append(f"{_link('verdict.json')}: " + write("page.file.verdict"))
    lines.append(f"{_link('citation.txt')}: " + write("page.file.citation"))
    yield from _section(page, "page.files", [f"- {line}" for line in lines])


def _link(name: str) -> str:
    return f"[{name}]({name})"


def plain(text: str) -> str:
    """Return text on one line that Markdown shows as it is."""
    return escaped(printable(" ".join(text.split())))
