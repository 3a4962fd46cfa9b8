"""Keep what a text has said so far: what later sentences may mean by `it`, `that week`, `M3`.

A sentence takes up what was said in its paragraph before, or in the sentence before it, and no
more. What a sentence was about and was not understood is `UNCLEAR`: nothing is said of it.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from tracker.claims.mentions import UNCLEAR, Meanings
from tracker.claims.when import When
from tracker.identity.subjects import TOTAL, Subject
from tracker.weeks import WEEK

TOTALS: Meanings = (Subject(TOTAL, TOTAL),)


@dataclass
class _Said:
    """What one sentence named, the last one last, and what its clauses were about."""

    named: list[Meanings] = field(default_factory=list)
    topics: list[Meanings] = field(default_factory=list)


@dataclass
class Context:
    """What has been said so far: subjects, the period, the last week, a metric and a rank."""

    named: list[Meanings] = field(default_factory=list)
    """All that the text has named, the last one last."""
    when: When | None = None
    weeks: When | None = None
    """The last calendar week, or other seven days, that was named."""
    rank: int | None = None
    depth: int | None = None
    """The depth that a sentence has fixed: `on the same count` is about it."""
    metric: str | None = None
    """What the paragraph counts, where a sentence of it said so for those behind it."""
    _sentences: list[_Said] = field(default_factory=list)
    _carried: _Said | None = None
    """The last sentence of the paragraph before."""

    def begin(self, *, is_paragraph: bool) -> None:
        """Begin a sentence, the first of a paragraph or a later one."""
        if is_paragraph:
            self.metric = None
            self._sentences = self._sentences[-1:]
        elif len(self._sentences) > 1 and self._sentences[0] is self._carried:
            del self._sentences[0]
        if is_paragraph:
            self._carried = self._sentences[0] if self._sentences else None
        self._sentences.append(_Said())

    def add(self, subjects: list[Meanings]) -> None:
        """Add the subjects that a clause names."""
        self.named += subjects
        self._sentences[-1].named += subjects

    def add_topic(self, subject: Meanings) -> None:
        """Add what a clause is about."""
        self._sentences[-1].topics.append(subject)

    def last_named(self) -> list[Meanings]:
        """Return what the sentence before has named, each once."""
        return [*dict.fromkeys(self._sentences[-2].named)] if len(self._sentences) > 1 else []

    def antecedent(self, *, is_before: bool = False) -> Meanings | None:
        """Return what `it` means: what the last sentence with a subject was about.

        With ``is_before`` what this sentence has said so far is left out.

        It is unclear where that sentence was about several, or about everything behind a model.
        """
        places = reversed(range(len(self._sentences) - is_before))
        last = next((place for place in places if self._sentences[place].topics), None)
        if last is None:
            return None
        topics = {*self._sentences[last].topics}
        if len(topics) > 1:
            return UNCLEAR
        (topic,) = topics
        before = self._sentences[:last] if topic == TOTALS else []
        is_behind = any({*sentence.topics} - {TOTALS} for sentence in before)
        return UNCLEAR if is_behind else topic

    def rival_of(self, subject: Meanings) -> Meanings | None:
        """Return the last other subject of the same level."""
        level = subject[0].level
        named = (each for said in reversed(self._sentences) for each in reversed(said.named))
        others = (each for each in named if each[0].level == level)
        return next((each for each in others if each != subject), None)

    def date(self, when: When) -> None:
        """Keep a period for what follows; one day is not kept.

        `On Tuesday alone it had …` says nothing of the next sentence.
        """
        if len(when.periods) > 1 or when.periods[0].days > 1:
            self.when = when
        if when.periods[0].days == WEEK.days:
            self.weeks = when
