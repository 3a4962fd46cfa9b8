"""Make claims of a clause: the last step of reading.

Each measure in a clause (an amount, a percentage, a rank, a comparison …) is a claim about its
subject, in the order of the text. To read another measure: add its words to `data/words.csv`, a
class to `claim.py`, a function in `measures.py` or `comparisons.py` to `READERS`, and its judge.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace

from tracker.claims import comparisons, firsts, measures
from tracker.claims.antecedents import PRONOUNS, WHOSE, is_compared_by_another
from tracker.claims.bases import base_of, dated
from tracker.claims.claim import Amount, Change, Claim, Led, Number, OfTop, Ranked, Share
from tracker.claims.clauses import (
    COMPARED,
    FIGURES,
    MEASURES,
    NotRead,
    Reading,
    Sentence,
    kinds_of,
    periods_of,
)
from tracker.claims.compounds import SCOPE, SUBJECTS
from tracker.claims.context import TOTALS
from tracker.claims.groups import PLACES, RANKED, group_of, is_since, not_understood
from tracker.claims.in_a_row import streak
from tracker.claims.left_over import left_over
from tracker.claims.measures import Made
from tracker.claims.mentions import UNCLEAR, Meanings
from tracker.claims.neighbours import BETWEEN, Neighbours
from tracker.claims.quantities import NUMBERS
from tracker.claims.scopes import ends_with_level, is_before_level
from tracker.claims.when import When
from tracker.claims.words import Word
from tracker.identity.subjects import SEVERAL, Subject
from tracker.weeks import Period

_EVER = re.compile(r"\bever\b|历史|史上|从未|曾", re.IGNORECASE)
_OF_LARGEST = re.compile(f"{SCOPE.pattern}|[里内]$", re.IGNORECASE)
"""How a clause of the largest models begins or ends that says of whose tokens the next one is."""


_BESIDE_PART = {"small", "had", "about", "more", "less", "share"}


class Statement(Neighbours):
    """A clause and the claims that it makes.

    ``subjects`` are those that it names, ``said`` the one that its sentence named before, ``scope``
    the group to which the sentence limits itself: `among open-weight models`.
    """

    def __init__(
        self,
        sentence: Sentence,
        words: list[Word],
        subjects: list[Meanings],
        said: Meanings | None,
        scope: Meanings | None = None,
    ) -> None:
        super().__init__(words)
        self.sentence, self.subjects, self.said = sentence, subjects, said
        self.kinds = kinds_of(words)
        self.subject = subjects[0] if subjects else sentence.subject_of(words, said)
        self.rival = subjects[1] if len(subjects) > 1 else None
        if len(subjects) == 2 and sentence.gazetteer.is_of(*subjects):
            # `Z.ai placed its GLM-5.3 Flash third` is about the model.
            self.subject, self.rival = subjects[1], None
        if len(subjects) == 1 and self._ends_with_score():
            # `5T tokens against 4T for Gemini` is about what was said before, and Gemini.
            self.subject, self.rival = said or sentence.context.antecedent(), subjects[0]
        elif len(subjects) == 1 and is_compared_by_another(sentence, words):
            # `the start-up overtook Gemini with 2T tokens` is about neither of those named.
            self.subject, self.rival = UNCLEAR, subjects[0]
        elif len(subjects) == 1 and self._compares_pronoun():
            # `it overtook Gemini with 2T tokens` is about what was said before.
            self.subject, self.rival = said or sentence.context.antecedent(), subjects[0]
        elif len(subjects) == 1 and self._begins_behind_pronoun():
            # `just behind it came Gemini` compares whom it names with what was said before.
            self.rival = sentence.subject_of(words, said)
        elif subjects and self._begins_with_comparison():
            # `just ahead of Gemini` compares with whom the sentence is about.
            self.subject, self.rival = self._compared_subject(), subjects[0]
        elif len(subjects) == 1 and said is not None and self._ends_with_rival():
            # `…, processed more tokens than American ones` is about whom the sentence named before.
            self.subject, self.rival = said, subjects[0]
        self.scope = scope
        self.among: Subject | None = None
        """The group whose models it ranks: those from China in `the most used Chinese model`."""
        self.is_whole = False
        """Whether the claim that it makes is that of the whole sentence."""
        self.has_rival = self.has_number = False
        self.ranks: set[int] = set()
        """The places that it has been read to say."""

    def _begins_with_comparison(self) -> bool:
        meaning = (word.kind for word in self.words if word.kind != "small")
        return next(meaning, "") in COMPARED

    def _ends_with_score(self) -> bool:
        """Return whether the only subject stands behind the second figure of a score."""
        named = next((word for word in self.words if word.kind in SUBJECTS), None)
        ahead = [word for word in self.words if named and word.end <= named.start]
        return any(word.kind == "amount" and self.score_of(word) for word in ahead)

    def _compares_pronoun(self) -> bool:
        """Return whether a clause compares what was said before with its only subject."""
        named = next((word for word in self.words if word.kind in SUBJECTS), None)
        ahead = [word for word in self.words if named and word.end <= named.start]
        says = next((n for n, word in enumerate(ahead) if word.kind in {*COMPARED, "lead"}), 0)
        return any(word.text.lower() in {*PRONOUNS, *WHOSE} for word in ahead[:says])

    def _begins_behind_pronoun(self) -> bool:
        """Return whether a clause begins with a comparison with `it`, not with `its rival`."""
        words = [word for word in self.words if word.kind != "small"][:2]
        is_pronoun = [word.kind for word in words[1:]] == ["pronoun"]
        return is_pronoun and words[0].kind in COMPARED and words[1].text.lower() not in WHOSE

    def _ends_with_rival(self) -> bool:
        """Return whether the only subject stands right behind a comparison."""
        named = next((word for word in self.words if word.kind in SUBJECTS), None)
        if named is None:
            return False
        before = [each for each in self.words if each.end <= named.start and each.kind != "small"]
        return len(before) > 1 and before[-1].kind == "over"

    def _is_part_of_rival(self) -> bool:
        """Return whether a clause says only what part of another something is: 仅为Hy3的四成."""
        kinds = [word.kind for word in self.words]
        if [kind for kind in kinds if kind not in _BESIDE_PART] != ["subject", "percent"]:
            return False
        place = kinds.index("subject")
        is_whose = self.words[place + 1].text == "的"
        return is_whose and bool({*kinds[:place]} - {"small"})

    def _compared_subject(self) -> Meanings | None:
        """Return whom a clause is about that begins with a comparison: `Behind A came B`."""
        if len(self.subjects) > 1:
            return self.subjects[1]
        if self.said is not None:
            return self.said
        end = self.words[-1].end
        later = self.sentence.subjects_of(each for each in self.sentence.words if each.start >= end)
        return later[0] if later else self.sentence.subject_of(self.words, None)

    @property
    def members(self) -> list[Meanings]:
        """Return the subject, or each of several that are named together."""
        return self.members_of(self.words, self.subject)

    def members_of(self, words: Iterable[Word], of: Meanings | None = None) -> list[Meanings]:
        """Return each of the subjects in words, or of those that are ``of`` together."""
        if of is not None and of[0].level != SEVERAL:
            return [of]
        lists = (
            word.value if word.kind == "subjects" else (word,)
            for word in words
            if word.kind in SUBJECTS
        )
        for listed in lists:
            members = [member.value.subjects for member in listed]
            if of is None or [each[0] for each in members] == [*of[0].members]:
                return members
        return [] if of is None else [(member,) for member in of[0].members]

    @property
    def is_of_none(self) -> bool:
        """Return whether the clause says how many are so, and that none is."""
        return any(word.kind == "count" and word.value == 0 for word in self.words)

    def readings(self) -> Made:
        """Return the claims of the clause, in the order of the text."""
        if self._is_part_of_rival():
            return [self.refusal("it is not clear what is a part of the tokens that it names")]
        readings = self._all_readings()
        is_ever = bool(_EVER.search(self.sentence.plain_of(self.words)))
        counts = [
            isinstance(each, Reading) and isinstance(each.claim, OfTop | Number)
            for each in readings
        ]
        is_compared = bool(self.kinds & {*COMPARED})
        if self.is_of_none and (is_ever or is_compared or not all(counts)):
            return [self.refusal("not understood: of what there is none")]
        if any(isinstance(each, Reading) for each in readings) and (rest := left_over(self)):
            return [self.refusal(f"not understood: {rest!r}")]
        return readings

    def _all_readings(self) -> Made:
        is_of_top = "count" in self.kinds and self.sentence.top is not None
        if not (self.kinds & MEASURES or is_of_top):
            return []
        if UNCLEAR in (self.subject, self.rival):
            return [self.refusal("it is not clear of whom this is said")]
        if (place := group_of(self)) is not None:
            self.subjects = [place.subject] if place.subject else []
            self.subject, self.rival = place.subject, None
            return self._places(place.group)
        if self.scope is not None:
            return self._places(self.scope)
        if "follow" in self.kinds and self.sentence.among is not None:
            self.among = self.sentence.among[0]
            return [self._among(reading) for reading in self._readings()]
        refusal = not_understood(self)
        return self._readings() if refusal is None else [self.refusal(refusal)]

    def _places(self, group: Meanings) -> Made:
        """Return the claims of a clause about a place among the models of a group."""
        self.sentence.among, self.among = group, group[0]
        subject, readings = self.subject, []
        if subject is not None and self.kinds & PLACES == {"over"} == self.kinds & FIGURES:
            self.when = self.sentence.when(self.words)  # ahead of all others is first
            readings = comparisons.lead(self, self.words[0], subject)
        elif subject is not None and self.kinds & RANKED:
            readings = self._readings()
        is_one = subject is not None and (subject[0].level != SEVERAL or "top" in self.kinds)
        is_among = self.sentence.gazetteer.is_among(subject or (), group)
        if not (is_one and readings and is_among) or is_since(self):
            return [self.refusal(f"not understood: a place of a model among {self.among}")]
        return [self._among(reading) for reading in readings]

    def _among(self, reading: Reading | NotRead) -> Reading | NotRead:
        """Return a claim of a place as one among the models of the group."""
        if not isinstance(reading, Reading):
            return reading
        if isinstance(reading.claim, Amount | Share | Change) and self.scope is None:
            return reading  # it is that of the model, whichever the group
        if not isinstance(reading.claim, Led | Ranked):
            why = f"what is measured among {self.among} alone is places"
            return NotRead(reading.quote, why, verdict="not_measured", start=reading.start)
        claim = replace(reading.claim, among=str(self.among))
        return replace(reading, among=self.among, claim=claim)

    def _streak(self) -> Made:
        """Return the claim of weeks in a row, and of the amounts beside it."""
        reading = streak(self)
        if isinstance(reading, Reading):
            return self._with_amounts(reading)
        length = next(word for word in self.words if word.kind == "streak")
        return [reading or self.refusal(f"not read: {length.text!r}")]

    def _readings(self) -> Made:
        if "streak" in self.kinds and "first" not in self.kinds:
            return self._streak()
        if self.kinds & MEASURES == {"top"} and _OF_LARGEST.search(
            self.sentence.plain_of(self.words)
        ):
            return []  # `among the top five,` is about what follows
        if self.subject is None:
            if not (self.kinds & {"record", "first"} or self.is_number()):
                return []
            self.subject = TOTALS
        self.when = self.sentence.when(self.words)
        refusal = self._undated() or self._since_launch(self.subject)
        if refusal is not None:
            return [refusal]
        whole = self._whole(self.subject)
        return dated(self, whole or self.read_words(self.words, self.subject))

    def read_words(self, words: Iterable[Word], subject: Meanings) -> Made:
        """Return the claims of words, each read by its kind, in the order of the text."""
        return [
            reading
            for word in words
            if word.kind in READERS
            for reading in self._read(word, subject)
        ]

    def _read(self, word: Word, subject: Meanings) -> Made:
        owner = measures.in_order(self, word, subject)
        if owner is None:
            return [self.refusal(f"it is not clear whose {word.text} is")]
        return READERS[word.kind](self, word, owner)

    def _undated(self) -> NotRead | None:
        """Return the refusal of a clause whose period was not understood, if so."""
        if self.when.kind != "unclear":
            return None
        return self.refusal("not understood: the time that it is about")

    def _since_launch(self, subject: Meanings) -> NotRead | None:
        """Set the period of a sentence that counts since a launch; return why that cannot be."""
        if not periods_of(self.sentence.words, "launch"):
            return None
        if not periods_of(self.words, "launch") and periods_of(self.sentence.words, "at"):
            return None  # `on Friday it had 5T, the most since its launch`
        launched = self.sentence.gazetteer.launched(subject)
        if launched is None or self.kinds & FIGURES != {"amount"}:
            return self.refusal("the launch is not on record, or not what it is about")
        self.when = When("at", (Period(launched, self.sentence.calendar.today),))
        return None

    def _with_amounts(self, streak: Reading) -> list[Reading | NotRead]:
        """Return a streak and the other figures of its clause, in the order of the text."""
        if self.subject is None:
            return [streak]
        self.when = self.sentence.when(self.words)
        place = next(word.start for word in self.words if word.kind == "streak")
        held = [word for word in self.words if word.kind in ("rank", "lead", "top")]
        held = [word for word in held if word.kind != "rank" or word.value == 1] or held
        place_held = next((1 if word.kind == "lead" else word.value for word in held), None)
        others = [
            word
            for word in self.words
            if word.kind in NUMBERS | {"record"}
            or (word.kind == "rank" and word.value != place_held)
        ]
        before = self.read_words((word for word in others if word.start < place), self.subject)
        after = self.read_words((word for word in others if word.start > place), self.subject)
        return [*before, streak, *after]

    def _whole(self, subject: Meanings) -> Made | None:
        """Return the claims of a clause whose measures mean something together only."""
        if "firstof" in self.kinds and self.kinds & {"rank", "lead"} and self.subjects:
            return [firsts.first_of(self)]
        if "first" in self.kinds:
            return firsts.first(self, subject)
        whole = firsts.from_to(self) or firsts.of_top(self, subject)
        return None if whole is None else [whole]

    @property
    def metric(self) -> str | None:
        """What the clause counts: of several that its sentence names the one that it does."""
        of_clause, of_sentence = (
            {str(word.value) for word in words if word.kind == "metric"}
            for words in (self.words, self.sentence.words)
        )
        is_one = len(of_clause) == 1 < len(of_sentence)
        if is_one and "calls_not_tokens" not in self.sentence.kinds:
            return of_clause.pop()
        return self.sentence.metric

    def reading(
        self,
        claim: Claim,
        *subjects: Meanings,
        when: When | None = None,
        base: Period | None = None,
    ) -> Reading:
        sentence, quote = self.sentence, self.sentence.quote(self.words)
        return Reading(
            replace(claim, text=quote, metric=claim.metric or self.metric),
            subjects,
            (when or self.when).periods,
            base,
            depth=sentence.depth_of(self.words),
            published=sentence.calendar.today,
            quote=quote,
            start=sentence.place(self.words),
        )

    def refusal(self, why: str, verdict: str = "no_claim") -> NotRead:
        sentence = self.sentence
        quote, start = sentence.quote(self.words), sentence.place(self.words)
        return NotRead(quote, why, verdict=verdict, start=start)

    def compared_period(self, word: Word) -> Period | None:
        """Return the period that a percentage compares with: `32 percent more than in June`."""
        after = [each for each in self.words[self.words.index(word) + 1 :] if each.kind != "small"]
        kinds = [each.kind for each in after[:2]]
        if len(kinds) < 2 or kinds[0] not in ("over", "behind") or kinds[1] != "period":
            return None
        when = self.sentence.said(after[1].value, self.when)
        return when.periods[0] if when is not None and when.periods else None

    def part_of(self, word: Word) -> Meanings | None:
        """Return the subject of which a percentage is a part: `half of Hy3's`, Hy3的一半."""
        place = self.words.index(word)
        before, after = self.words[:place], self.words[place + 1 :]
        following = [each for each in after if each.kind != "small"]
        if after and after[0].text.lower() == "of" and following and following[0].kind == "subject":
            is_part = after.index(following[0]) <= 2
            return following[0].value.subjects if is_part else None
        if len(before) > 2 and before[-1].text == "的" and before[-2].kind == "subject":
            return before[-2].value.subjects if len(self.subjects) > 1 else None
        return None

    def when_of(self, word: Word) -> When:
        """Return the period of a figure: of several in a clause the one beside it."""
        periods = [each for each in self.words if each.kind == "period"]
        beside = self.after(word)
        if beside is None or beside.kind != "period":
            beside = next(
                (
                    each
                    for each in reversed(self.words[: self.words.index(word)])
                    if each.kind not in BETWEEN
                ),
                None,
            )
        if beside is not None and beside in periods and self._is_dated_by(word, beside, periods):
            when = self.sentence.said(beside.value, self.when)
            if when is not None:
                return when
        if self.is_after_change(word) and self.when.periods:
            return When("at", (self.when.periods[0].before,))
        has_before = any(each.value.kind == "before" for each in periods)
        if self.is_from(word) and not has_before and self.when.periods:
            base = base_of(self)
            return When("at", (base or self.when.periods[0].before,))
        return self.when

    def _is_dated_by(self, word: Word, beside: Word, periods: list[Word]) -> bool:
        is_then = beside.value.kind == "ago" and not self.is_to(word)
        is_before = beside == self.after(word) and ends_with_level(
            self.words[: self.words.index(beside)]
        )
        place = self.words.index(beside)
        is_its = self.words.index(word) == place + 2 and is_before_level(self.words, place)
        return len(periods) > 1 or is_then or is_before or is_its

    def is_number(self) -> bool:
        """Return whether the clause is about a number of models (`six models each had`)."""
        return {"count", "models"} <= self.kinds and "together" not in self.kinds

    def is_second(self, word: Word) -> bool:
        """Return whether a rank is whom the subject is compared with: 是第二名的2.5倍."""
        if word.kind != "rank" or word.value != 2:
            return False
        before = [each for each in self.words[: self.words.index(word)] if each.kind != "small"]
        kinds = [each.kind for each in before[-2:]]
        is_than = kinds[:1] in (["percent"], ["amount"]) and kinds[1:] in (["more"], ["over"])
        return "times" in self.kinds or is_than

    def in_order(self, a: Meanings, b: Meanings) -> tuple[Meanings, Meanings]:
        """Return two subjects, the one first that is said to have more."""
        return (b, a) if "behind" in self.kinds else (a, b)


READERS: dict[str, Callable[[Statement, Word, Meanings], Made]] = {
    "amount": measures.amount,
    "percent": measures.percent,
    "times": measures.times,
    "rank": comparisons.rank,
    "top": comparisons.top,
    "follow": comparisons.follow,
    "over": comparisons.compared,
    "pass": comparisons.compared,
    "behind": comparisons.compared,
    "exceed": comparisons.compared,
    "lead": comparisons.lead,
    "direction": comparisons.direction,
    "points": measures.points,
    "record": firsts.record,
}
