"""Part a sentence into clauses, and find what each is about: the third step of reading a claim.

A clause is what stands between commas, or between conjunctions that join two statements. What it
does not say itself, it takes from its sentence, and that from what was said before: the subject,
the period, and whom the subject is compared with.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from tracker.claims import antecedents, scopes
from tracker.claims.claim import Claim
from tracker.claims.compounds import SUBJECTS
from tracker.claims.context import TOTALS, Context
from tracker.claims.mentions import UNCLEAR, Gazetteer, Meanings
from tracker.claims.neighbours import joins_numbers, joins_places
from tracker.claims.periods import Calendar
from tracker.claims.sentences import Passage
from tracker.claims.when import When, from_first_to_last, so_far
from tracker.claims.words import Plain, Word
from tracker.identity.subjects import TOTAL, Subject
from tracker.weeks import WEEK, Period

NOTHING = "Nothing in it can be judged: "
"""How the reason begins why a text has no claim, or one that is outside the record."""
COMPARED = {"over", "pass", "behind"}
FIGURES = {"amount", "percent", "rank", "top", "lead", "times", "record", "first", *COMPARED}
MEASURES = FIGURES | {"points", "streak", "direction", "follow", "firstof"}
UNDERSTOOD = MEASURES | {"subject", "period"}
ASIDES = {"amount", "percent", "small", "about", "more", "less", "models"}
HELD = {"rank", "lead", "up", "down", "top", *COMPARED}
"""What can be so for weeks in a row."""
_CONJUNCTIONS = {"and", "while", "but", "whereas", "although", "though", "而", "但", "并", "且"}
_UNTIL = {"to", "until", "till", "through"}
_BREAKS = set(",;:，；：、—")
_STOPS = set(",;，；。.")
_PRESENT = re.compile(
    r"\b(?:is|are|has|have|now|leads|heads|tops|draws|runs|follows|accounts|commands|takes|stands|"
    r"sits|uses|processes|handles|makes|remains|trails|holds|occupies|ranks|gets|consumes)\b",
    re.IGNORECASE,
)
_THIRD_PERSON = re.compile(r"(?!was)[a-z]+[^s]s")
_EACH_WEEK = re.compile(
    r"(?:tokens?|calls|requests|dollars|million|billion|trillion|\d ?[KMBT])"
    r" (?:a|per|each|every) week\b(?! (?:earlier|ago|before|later|after|old))",
    re.IGNORECASE,
)
_EACH_WEEK_ZH = re.compile("每一?个?(?:周|星期)|周均")
_PAST = re.compile(
    r"\b(?:was|were|had|[a-z]{2,}ed|ran|drew|took|got|did|made|saw|ate|went|came|brought|sent|"
    r"stood|spent|paid|rose|fell|grew|tore|blew|shot|gone|put|cost|hit|burnt)\b",
    re.IGNORECASE,
)
_MONEY = re.compile(
    r"\b(?:money|spend|spending|revenue|dollars|billed|(?:earn(?:ed)?|grossed) the most)\b"
    r"|花费|花钱|花的|花销|开销|支出|美元|收入",
    re.IGNORECASE,
)
_TOKENS = re.compile("token|词元", re.IGNORECASE)
_A_WEEK = re.compile("week|周")
_MOST_CALLS = 10**12
_ENGLISH = re.compile(r"[a-z]{3} [a-z]")


@dataclass(frozen=True)
class Reading:
    """A claim as read: ``subjects`` are what each of its names may mean.

    ``periods`` must all agree; none is a number of weeks up to ``ending`` (None: at any time from
    ``since`` to ``until``). ``base`` is the earlier period of a growth. ``depth`` is set if the
    text sets it, ``published`` if a sentence was read, and not one of the forms. ``among`` is the
    group whose models are ranked (None: all models). ``quote`` is the part of the text that makes
    the claim, ``start`` the place in the text where it begins.
    """

    claim: Claim
    subjects: tuple[Meanings, ...]
    periods: tuple[Period, ...] = ()
    base: Period | None = None
    ending: date | None = None
    until: date | None = None
    since: date | None = None
    depth: int | None = None
    published: date | None = None
    among: Subject | None = None
    quote: str = ""
    start: int = 0


@dataclass(frozen=True)
class NotRead:
    """A sentence without a claim that can be read, and why; what was understood of it.

    ``start`` is the place of the quote in the text.
    """

    quote: str
    why: str
    understood: str = ""
    verdict: str = "no_claim"
    start: int = 0

    @property
    def because(self) -> str:
        return f"{NOTHING}{self.why}."

    @property
    def nearest(self) -> str:
        """Return what was understood and what was not, in one line."""
        return f"understood: {self.understood}; {self.why}" if self.understood else ""


def kinds_of(words: Iterable[Word]) -> set[str]:
    return {word.kind for word in words}


def understood(words: Iterable[Word]) -> str:
    """Return the words that say what is claimed, as far as they are understood."""
    return ", ".join(word.text for word in words if word.kind in UNDERSTOOD)


def periods_of(words: Iterable[Word], kind: str) -> list[When]:
    """Return what words say of time, of one kind."""
    return [word.value for word in words if word.kind == "period" and word.value.kind == kind]


def name_of(subject: Meanings) -> str:
    """Return the name of a subject in a claim: that of the first that it may mean."""
    return str(subject[0])


class Sentence:
    """The words of one sentence and what they say together."""

    def __init__(
        self,
        calendar: Calendar,
        gazetteer: Gazetteer,
        passage: Passage,
        plain: Plain,
        words: list[Word],
        context: Context,
    ) -> None:
        self.calendar, self.gazetteer, self.context = calendar, gazetteer, context
        (self.start, self.text), self.plain, self.words = passage, plain.text, words
        self._plain = plain
        self.kinds = kinds_of(words)
        self.among: Meanings | None = None
        """The group of the last place within one."""
        self.metric = self._metric() or self._said_metric()
        self.of_named = "named" in self.kinds
        self.depth = scopes.depth_of(words)
        if self.depth is None and "sameway" in self.kinds:
            self.depth = context.depth
        context.depth = self.depth if self.depth is not None else context.depth
        self._alone = scopes.periods_alone(words)
        self._relative = scopes.relative_periods(words)
        self._of_levels = scopes.periods_of_levels(words)
        self.top = scopes.top_of(words)

    def _metric(self) -> str | None:
        """Return what the sentence counts: money before calls, and these before tokens."""
        if "calls_not_tokens" in self.kinds:
            return "calls"
        named = {word.value for word in self.words if word.kind == "metric"}
        named |= {word.value.metric for word in self.words if word.kind == "amount"} - {None}
        if _MONEY.search(self.plain) and not named & {"tokens", "calls"}:
            return "spend"
        metric = next((each for each in ("spend", "calls", "tokens") if each in named), None)
        if metric == "tokens" or (metric is None and _TOKENS.search(self.plain)):
            self.context.metric = None
        elif scopes.is_by_metric(self.plain, self.words):
            self.context.metric = metric
        return metric

    def _said_metric(self) -> str | None:
        """Return the metric that the paragraph counts; never one of which there is not so much."""
        amounts = [word.value.figure.value for word in self.words if word.kind == "amount"]
        if self.context.metric == "calls" and any(value >= _MOST_CALLS for value in amounts):
            return None
        return self.context.metric

    def clauses(self) -> list[list[Word]]:
        """Return the words between commas, and between conjunctions that join two statements."""
        clauses: list[list[Word]] = [[]]
        for place, word in enumerate(self.words):
            joins = (
                word.text.lower() in _CONJUNCTIONS
                and (_states(clauses[-1]) or _moves(clauses[-1], self.words[place + 1 :]))
                and _states(self.words[place + 1 :])
            )
            joins = joins and not self._is_behind_aside(place, clauses[-1])
            is_list = joins_places(self.words, place) or (
                "subjects" in self.kinds and joins_numbers(self.words, place)
            )
            if not is_list and (joins or (word.kind == "mark" and word.text in _BREAKS)):
                clauses.append([])
            elif word.kind != "mark":
                clauses[-1].append(word)
        return _with_streaks([clause for clause in clauses if clause])

    def _is_behind_aside(self, place: int, clause: list[Word]) -> bool:
        """Return whether a conjunction joins two names: `Hy3 (4.1tn) and MiMo (3.6tn) were …`."""
        is_aside = self.words[place - 1].text in ")）"
        return is_aside and kinds_of(clause) <= {*SUBJECTS, *ASIDES}

    def quote(self, words: list[Word]) -> str:
        """Return what words are as written."""
        start, end = words[0].start, words[-1].end
        return self.text[self._plain.written_from(start) : self._plain.written_to(end)]

    def plain_of(self, words: list[Word]) -> str:
        """Return what words are in plain characters, for patterns."""
        return self.plain[words[0].start : words[-1].end]

    def place(self, words: list[Word]) -> int:
        """Return where the quote of words begins in the whole text."""
        return self.start + self._plain.written_from(words[0].start)

    def blocked(self, words: list[Word]) -> NotRead | None:
        """Return the refusal of a clause with a word that could change its meaning."""
        measured = kinds_of(words) & MEASURES
        names = [word.value.unknown for word in words if word.kind == "subject"]
        unknown_names = [name for name in names if name]
        if unknown_names and measured:
            why = f"unknown name {unknown_names[0]!r}"
            return NotRead(self.quote(words), why, verdict="not_measured", start=self.place(words))
        barring = [word.text for word in words if word.kind == "not"]
        barring = barring or [word.text for word in words if word.kind == "unknown"]
        if not barring or not (measured - {"streak"} or (measured and names)):
            return None
        why = f"not understood: {' '.join(barring)!r}"
        return NotRead(self.quote(words), why, understood(words), start=self.place(words))

    def subjects_of(self, words: Iterable[Word], said: Meanings | None = None) -> list[Meanings]:
        """Return the subjects that are named among words, in the order of the text.

        ``said`` is the one that the sentence named before, whose free version may be meant.
        """
        subjects: list[Meanings] = []
        words = [*words]
        is_measured = bool(kinds_of(words) & MEASURES)
        for word in words:
            if word.kind == "subject" and word.value.subjects[0].level != TOTAL:
                is_unclear = is_measured and antecedents.is_one_of_group(self, self.words, word)
                subjects.append(UNCLEAR if is_unclear else word.value.subjects)
            elif word.kind == "subjects":
                members = [member.value.subjects[0] for member in word.value]
                subjects.append((Subject.together(members),))
            elif word.kind == "freemodels":
                subjects.append((Subject("access", "free"),))
            elif word.kind == "openweights":
                subjects.append((Subject("weights", "open"),))
            elif word.kind == "freeversion":
                whose = said or self.context.antecedent()
                subjects += [self.gazetteer.free_variant(whose)] if whose else []
        return subjects

    def subject_of(self, words: list[Word], said: Meanings | None) -> Meanings | None:
        """Return the subject of a clause that names none: the total, or what was named before."""
        kinds = kinds_of(words)
        if "total" in kinds and "share" not in kinds:
            return TOTALS
        if antecedents.is_everything(self, words):
            return TOTALS
        if antecedents.is_described(self, words):
            return UNCLEAR
        return said if said is not None else self._said_before(kinds)

    def _said_before(self, kinds: set[str]) -> Meanings | None:
        """Return what a clause is about of which its sentence has named nothing."""
        if "total" in self.kinds and not kinds & {"pronoun", "share"}:
            return TOTALS
        is_platform = bool(kinds & {"usage", "platform"})
        names_one = bool(self.kinds & {*SUBJECTS, "freeversion"})
        if is_platform and "pronoun" not in kinds and not names_one:
            return TOTALS
        is_english = bool(_ENGLISH.search(self.plain))
        antecedent = self.context.antecedent()
        if antecedent is None or (is_english and "pronoun" not in kinds):
            return TOTALS if is_platform else None
        return antecedent

    def when(self, words: list[Word]) -> When:
        """Return the period of a clause: its own, that of its sentence, or that said before.

        It is `unclear` where a time in the sentence was not understood.
        """
        when = self._when(words)
        dates = [word for word in self.words if word.kind == "period"]
        is_dated = any(word.start not in self._relative for word in dates)
        aside = [part for part in scopes.parts(self.words) if not kinds_of(part) & MEASURES]
        text = " ".join(map(self.plain_of, [words, *aside]))
        is_other = scopes.is_of_other_time(text, when, is_dated=is_dated)
        return When("unclear") if is_other else when

    def _when(self, words: list[Word]) -> When:
        for scope in (words, self.words):
            periods = [
                each
                for each in scope
                if each.kind == "period" and each.start not in self._of_levels
            ]
            if scope is self.words:
                periods = [each for each in periods if each.start not in self._relative]
            ahead = scopes.times_ahead(self.words, words[0].start) if scope is self.words else []
            for each in sorted(periods, key=lambda each: scopes.priority(each, ahead)):
                if each.value.kind == "ago" and not self._is_of(each.value, words):
                    continue
                if (when := self._said(each, is_own=scope is words)) is not None:
                    return when
        if scopes.has_unknown_time(self.words, MEASURES):
            return When("unclear")
        if self.context.when is not None:
            return self.context.when
        return self.calendar.trailing(WEEK.days) if self._is_present() else self.last_week

    def _is_present(self) -> bool:
        """Return whether an undated sentence is about the present: `it eats up 2T a week`.

        So is what is said of each week, unless a verb is in the past.
        """
        if not _ENGLISH.search(self.plain):
            return bool(_EACH_WEEK_ZH.search(self.plain)) and "past" not in self.kinds
        verbs = [word.text.split(" ")[0].lower() for word in self.words if word.kind == "had"]
        if _PRESENT.search(self.plain) or any(_THIRD_PERSON.fullmatch(verb) for verb in verbs):
            return True
        return bool(_EACH_WEEK.search(self.plain)) and not _PAST.search(self.plain)

    def _is_of(self, ago: When, words: list[Word]) -> bool:
        """Return whether a clause is about a time far back, and no change since then.

        It names that time, or a clause does that says nothing else: `A year ago, it led`.
        """
        if kinds_of(words) & {"up", "down", "change"}:
            return False
        return any(ago in periods_of(each, "ago") for each in (words, *self.times()))

    def times(self) -> list[list[Word]]:
        """Return the clauses that say nothing else than when: `In July, it led`."""
        return [
            clause
            for clause in self.clauses()
            if kinds_of(clause) <= {"period", "small"}
            and (clause[0].kind == "period" or clause[0].text.lower() in _CONJUNCTIONS | _UNTIL)
        ]

    @property
    def last_week(self) -> When:
        return When("at", (Period.of_week(self.calendar.last_week),))

    def said(self, when: When, main: When) -> When | None:
        """Return the period of one figure of a clause, whose main period is ``main``."""
        if when.kind in ("before", "base"):
            return When("at", (main.periods[0].before,)) if main.periods else None
        return self._resolved(when)

    def _said(self, word: Word, *, is_own: bool) -> When | None:
        """Return the period that an expression means; what follows it is about it too."""
        when: When = word.value
        if when.kind == "same" and _A_WEEK.search(word.text):
            return self.context.weeks or (When("unclear") if self.context.when else None)
        if when.kind == "before" and not (is_own or word.start in self._alone):
            return None
        meant = self._resolved(when)
        if meant is not None and when.kind in ("at", "now") and word.start not in self._relative:
            self.context.date(meant)
        return meant

    def _resolved(self, when: When) -> When | None:
        """Return the period that an expression means, behind what was said before."""
        before = self.context.when
        if when.kind == "same":
            return before
        if when.kind == "before":
            before = before or self.last_week
            return When("at", (before.periods[0].before,)) if before.periods else None
        if when.kind == "ago":
            return When("at", when.periods) if when.periods else None
        if when.kind == "between":
            when = from_first_to_last(when)
        if when.kind == "now":
            return self.calendar.trailing(WEEK.days)
        return so_far(self.calendar.today, when) if when.kind == "at" else None

    def date_what_follows(self) -> None:
        """Keep the week that a sentence names which makes no claim: it is that of the next."""
        for word in self.words:
            is_scope = word.kind == "period" and word.start not in self._relative
            if is_scope and word.value.kind == "at" and word.value.periods[0].days == WEEK.days:
                self.context.date(word.value)

    def depth_of(self, words: list[Word]) -> int | None:
        """Return the depth of a clause: its own, that said before it, or that of its sentence."""
        before = [each for each in self.words if each.end <= words[0].start]
        kinds = (scopes.depth_of([word]) for word in (*reversed(words), *reversed(before)))
        return next((depth for depth in kinds if depth is not None), self.depth)


def _states(words: list[Word]) -> bool:
    """Return whether words up to the next mark state a figure."""
    stops = (n for n, word in enumerate(words) if word.kind == "mark" and word.text in _STOPS)
    return bool(kinds_of(words[: next(stops, len(words))]) & FIGURES)


def _moves(clause: list[Word], following: list[Word]) -> bool:
    """Return whether a clause says that one rose, before what is said of another."""
    after = next((word.kind for word in following if word.kind != "small"), "")
    kinds = kinds_of(clause)
    return after in SUBJECTS and bool(kinds & {*SUBJECTS}) and bool(kinds & {"up", "down"})


def _with_streaks(clauses: list[list[Word]]) -> list[list[Word]]:
    """Return clauses with those joined to them that only say how they are meant.

    `For the fifth week running,` and `for the first time,` are part of the one that they are about.
    """
    joined: list[list[Word]] = []
    waiting: list[Word] = []
    for clause in clauses:
        kinds = kinds_of(clause)
        if not joined and scopes.is_opening(clause):
            waiting += clause
            continue
        alone = kinds & MEASURES if not kinds & {*SUBJECTS, "total", "usage"} else set()
        says_itself = alone == {"streak"} and kinds & {"up", "down"}  # `已连续六周上升`
        if alone in ({"streak"}, {"first"}) and not says_itself:
            about = HELD if alone == {"streak"} else FIGURES - {"first"}
            if joined and kinds_of(joined[-1]) & about:
                joined[-1] += clause
            else:
                waiting += clause
            continue
        joined.append(waiting + clause)
        waiting = []
    return [*joined, waiting] if waiting else joined
