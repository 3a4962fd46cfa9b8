"""The tools: one function for each, from a record and arguments to the JSON of the command.

The JSON of an answer is that of the command (`--format json`): itself where it is an object, else
under a key of its own. The source line and the notes below a table stand beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from inspect import getdoc
from typing import Any, TypeVar

from tracker import definitions
from tracker.analysis import catalog
from tracker.answers import ages, periods, profile, streaks, top, versus
from tracker.answers.article import judge
from tracker.answers.check import Checker, Line
from tracker.answers.table import Table
from tracker.assistants import arguments, outputs
from tracker.claims.definitions import Options
from tracker.errors import TrackerError
from tracker.profiles import case
from tracker.publish.figures import cite as citations
from tracker.publish.figures import figure as figures
from tracker.publish.figures.figure import Print
from tracker.records import Question
from tracker.store import Store

T = TypeVar("T")


@dataclass(frozen=True)
class Record:
    """An open store, the time, and whether the answer comes too late for whoever asked."""

    store: Store
    now: datetime
    is_late: Callable[[], bool] = lambda: False

    def watch(self, work: Sequence[T]) -> Iterator[T]:
        """Yield from long work. Raises TrackerError when it is too late."""
        for part in work:
            if self.is_late():
                raise TrackerError("the answer took too long", remedy="ask for less at a time")
            yield part


@dataclass(frozen=True)
class Answer:
    """The JSON of an answer, and the PNG that belongs to it, if any."""

    json: dict[str, Any]
    picture: bytes = b""


def rank(record: Record, request: arguments.Top) -> Answer:
    """Rank the models (authors, countries …) of a week by tokens, calls or spend.

    Each row has rank, value, share of everything, change against the week before and weeks on
    chart. Without a week it is the newest complete one. A missing value is unknown, not zero;
    at_least marks a lower bound. Spend is in millionths of a US dollar.
    """
    question = request.question(request.metric, request.by, reveal=request.reveal)
    period = periods.chosen(
        question, request.day, request.window, request.month, request.days, movers=request.movers
    )
    if request.days and period is None:
        period = periods.newest(record.store, question, request.days)
    names = catalog.names(record.store, question.as_of)
    if period:
        table = periods.top(record.store, question, period, request.limit, names)
        return Answer(_table(record, None, table))
    answer = top.moves_table if request.movers else top.top
    return Answer(_table(record, question, answer(record.store, question, request.limit, names)))


def list_streaks(record: Record, request: arguments.Streaks) -> Answer:
    """List streaks: consecutive calendar weeks at #1, or in the top N, oldest first.

    first and last are Mondays; ongoing is true if the streak reaches the newest complete week.
    With weeks given, the streaks that touch them are listed in their whole length.
    """
    question = request.question(request.metric, request.by, reveal=request.reveal)
    names = catalog.names(record.store, question.as_of)
    table = streaks.streaks(
        record.store, question, request.rank, request.at_least, request.limit, names
    )
    return Answer(_table(record, question, table))


def compare(record: Record, request: arguments.Versus) -> Answer:
    """Compare side a with side b week by week: values, ratio, who leads, and the streaks of each.

    The sides may be of any level: a model against a country. A leader that is missing is unknown.
    """
    depth = request.depth or None
    question = request.question(request.metric, request.by or "slug", depth, reveal=request.reveal)
    names = catalog.names(record.store, question.as_of)
    pair = versus.pair(record.store, question, request.a, request.b, request.by, names)
    return Answer({**pair.newest(request.limit).as_json(), **_ages(record, question)})


def check(record: Record, request: arguments.Check) -> Answer:
    """Check the claims of a sentence or a short article against the record, with evidence.

    Each verdict is supported, refuted, depends (on the definition), not_measured or no_claim.
    Report how the claim was read (read_as), why (because), and the notes.
    """
    options = Options(request.metric, request.by, request.depth)
    line = Line(request.text, request.ending, options, published=request.published)
    checker = Checker(record.store, request.as_of, catalog.names(record.store, request.as_of))
    article = judge(checker, line, record.watch)
    verdicts = article.verdicts
    notes = (
        ()
        if request.ending
        else ages.of_verdicts(record.store, verdicts, request.as_of, record.now)
    )
    names = catalog.names(record.store, request.as_of)
    return Answer(
        {
            "verdicts": [verdict.as_json(names) for verdict in verdicts],
            "summary": article.summary,
            "ages": [*notes],
            "source": article.source,
        }
    )


def measure(record: Record, request: arguments.Profile) -> Answer:
    """Measure one model, author, country … from every side: breakthrough or vanity.

    How long it led and by how much, calls against tokens, what was free, money, what is left.
    """
    limits = case.read([f"{name}={value}" for name, value in request.thresholds.items()])
    question = Question(request.metric, as_of=request.as_of)
    names = catalog.names(record.store, request.as_of)
    answer = profile.profile(record.store, question, request.entity, request.by, limits, names)
    return Answer({**answer.as_json(), **_ages(record, question)})


def chart(record: Record, request: arguments.ChartOf) -> Answer:
    """Draw a chart as a picture, with its finding as the title and its source at the foot.

    Beside it is its card: alt text, question, vintage, licence and digest. reigns: who led when;
    share-lines, stack, bump: shares and ranks by week; leaderboard, three-measures: one week;
    versus: two names; price-and-use: a model's price and use; amounts: one name.
    """
    look = {"size": request.size, "theme": request.theme, "language": request.lang}
    drawn = _drawn(record, request, **look)
    return Answer(drawn.card, drawn.picture.data)


def cite(record: Record, request: arguments.Cite) -> Answer:
    """Cite a chart: a sentence, BibTeX, CSL-JSON and its card, with vintage and digest."""
    card = _drawn(record, request).card
    return Answer(
        {
            "sentence": citations.sentence(card),
            "bibtex": citations.bibtex(card),
            "csl": [citations.csl(card)],
            "card": card,
        }
    )


def define(record: Record, request: arguments.Define) -> Answer:
    """Define a term or a column of the answers, such as share, streak, depth or at_least."""
    if request.term is None:
        return Answer({"terms": [*definitions.definitions()]})
    return Answer({"term": request.term, "definition": definitions.define(request.term)})


@dataclass(frozen=True)
class Tool:
    """A tool: what it does, what it takes and what it gives."""

    title: str
    arguments: type[arguments.Arguments]
    output: outputs.Schema
    answer: Callable[[Record, Any], Answer]

    @property
    def description(self) -> str:
        return getdoc(self.answer) or ""


TOOLS: Mapping[str, Tool] = {
    "top": Tool("Ranking of a week", arguments.Top, outputs.TOP, rank),
    "streaks": Tool("Streaks", arguments.Streaks, outputs.STREAKS, list_streaks),
    "versus": Tool("One side against another", arguments.Versus, outputs.VERSUS, compare),
    "check": Tool("Check of a claim", arguments.Check, outputs.CHECK, check),
    "profile": Tool("Breakthrough or vanity", arguments.Profile, outputs.PROFILE, measure),
    "chart": Tool("Chart", arguments.ChartOf, outputs.CARD, chart),
    "cite": Tool("Citation", arguments.Cite, outputs.CITE, cite),
    "define": Tool("Definition of a term", arguments.Define, outputs.DEFINE, define),
}


def _table(record: Record, question: Question | None, table: Table) -> dict[str, Any]:
    """Return a table with what stands around it; ``question`` None is of no week."""
    return {
        "rows": table.as_json(),
        "heading": table.heading,
        "notes": [*table.notes],
        **(_ages(record, question) if question else {"ages": []}),
        "source": table.source,
    }


def _ages(record: Record, question: Question) -> dict[str, list[str]]:
    return {"ages": [*ages.ages(record.store, question, record.now)]}


def _drawn(record: Record, request: arguments.Cite, **look: Any) -> Print:
    """Draw the figure of the arguments, which is kept nowhere."""
    question = request.question(request.metric, depth=request.depth, reveal=request.reveal)
    figure = figures.of(
        record.store,
        request.chart,
        question,
        tuple(request.names),
        request.by,
        title=request.title,
        **look,
    )
    return figures.draw(record.store, figure)
