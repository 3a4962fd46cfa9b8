"""Find what a clause is about that does not name it: everything, what was said before, or neither.

everything
    `The platform handled …`, `users spent …`, `altogether … tokens were used`.
described
    `The Beijing-based start-up's model`, `the Chinese lab`, `its rival`: a subject that no name
    tells, and never the one of an earlier clause.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from tracker.claims import scopes
from tracker.claims.compounds import SUBJECTS
from tracker.claims.context import Context
from tracker.claims.mentions import SUMS, UNCLEAR, Meanings, Mention
from tracker.claims.words import Word
from tracker.identity.subjects import TOTAL

if TYPE_CHECKING:
    from tracker.claims.clauses import Sentence

_SAYS = scopes.SAYS | {"follow", "outside", "share"}
"""Kinds of words that say something of what stands before them."""
_PLACES = {"rank", "top", "lead"}
"""What the platform as a whole never has: in OpenRouter榜首 it is where the place is."""
_PLATFORM = re.compile(
    r"(?:the )?(?:OpenRouter|platform|marketplace|site|service|router|aggregator)|(?:该|整个)?平台"
    r"|OpenRouter平台",
    re.IGNORECASE,
)
PRONOUNS = {"it", "they", "them", "both", "其", "它", "它们"}
WHOSE = {"its", "their"}
"""What stands before what belongs to, or is related to, what was said before."""
_ALTOGETHER = {"altogether", "in all", "in total", "all told", "all in all"}
RELATIVE = {"which", "whose", "who"}
_SUBORDINATES = {"when", "as", "after", "before", "because", "once"}
_ONE = (
    "(?:lab|company|firm|maker|supplier|developer|vendor|provider|player|rival|competitor|model"
    "|system|offering|start-?up|counterpart|peer)"
)
_ONE_OF_GROUP = re.compile(rf".*\b{_ONE}(?:'s?(?: models?)?)?", re.IGNORECASE)
_DESCRIBED = re.compile(
    r"\b(?:the|an?|this|that|another|its|their|one) (?:[\w.'-]+ ){0,4}?"
    r"(?:start-?up|labs?|newcomer|rival|competitor|stablemate|sibling|maker|chipmaker|group|giant"
    r"|firm|upstart|predecessor|successor|cousin|bot|contender|challenger|incumbent|offering"
    r"|(?<!the )(?<!this )(?<!that )model|(?<!the )company)(?:'s)?\b",
    re.IGNORECASE,
)
_DESCRIBED_ZH = re.compile(
    "(?:这|那|该|另)一?[家款个](?!模型|公司)[^的]{1,8}?(?:模型|公司|厂商|企业|团队)"
)
_ONE_ZH = re.compile("(?:这|那|该|另)一?[家款个]?$")
_ADVERBS_ZH = set("仍也又再还即便就更已均并都却")
"""What stands before a verb, and never before a name."""
_PARTS = re.compile(r"[A-Za-z].*\d|[A-Z]")


def is_everything(sentence: Sentence, words: list[Word]) -> bool:
    """Return whether a clause that names no subject is about everything on the platform."""
    kinds = {word.kind for word in words}
    if kinds & SUBJECTS or PRONOUNS & {word.text.lower() for word in words}:
        return False
    if "everyone" in kinds:
        return True
    meaningful = [word for word in words if word.kind not in ("small", "period", "mark", "about")]
    if meaningful and _PLATFORM.fullmatch(meaningful[0].text):
        return len(meaningful) > 1 and meaningful[1].kind in _SAYS - _PLACES
    first = next((word for word in sentence.words if word.kind not in ("small", "period")), None)
    is_sum = first is not None and first.text.lower() in _ALTOGETHER
    return is_sum and not sentence.kinds & SUBJECTS


def lead_of(words: list[Word]) -> list[Word]:
    """Return the words of a clause up to the first that says something of its subject."""
    end = next((n for n, word in enumerate(words) if word.kind in _SAYS), len(words))
    return words[:end]


def is_described(sentence: Sentence, words: list[Word]) -> bool:
    """Return whether a clause that names no subject describes its own: `the start-up's model`."""
    lead = lead_of(words)
    if not lead or {word.kind for word in lead} & SUBJECTS:
        return False
    text = sentence.plain[
        lead[0].start : words[len(lead)].start if len(lead) < len(words) else lead[-1].end
    ]
    return bool(_DESCRIBED.search(text) or _DESCRIBED_ZH.search(text))


def is_compared_by_another(sentence: Sentence, words: list[Word]) -> bool:
    """Return whether a described subject is compared with the one that a clause names."""
    says = words[len(lead_of(words)) :][:1]
    is_comparison = bool(says) and says[0].kind in ("over", "pass", "behind", "exceed")
    return is_comparison and is_described(sentence, words)


def is_one_of_group(sentence: Sentence, words: Sequence[Word], word: Word) -> bool:
    """Return whether a group stands for one of it that has no name: `the Chinese lab`."""
    is_one_zh = _ONE_ZH.search(sentence.plain[max(0, word.start - 3) : word.start])
    is_one = is_one_zh or _ONE_OF_GROUP.fullmatch(word.text)
    if word.value.subjects[0].level not in SUMS or not is_one:
        return False
    place = [each.start for each in words].index(word.start)
    before = next((each for each in reversed(words[:place]) if each.text.lower() != "of"), None)
    if before is None:
        return True
    is_ranked = before.kind in ("rank", "lead", "firstof", "top", "first")
    is_none = before.kind == "count" and before.value == 0  # `no American model` is about all
    return not (is_ranked or is_none)


def own_subject(sentence: Sentence, words: list[Word], said: Meanings | None) -> Meanings | None:
    """Return what a clause is about that was not understood: what those behind it may inherit."""
    lead = lead_of(words)
    named = [word for word in lead if word.kind in SUBJECTS]
    single = [word for word in named if word.kind == "subject"]
    if any(word.value.unknown or is_one_of_group(sentence, lead, word) for word in single):
        return UNCLEAR
    subjects = sentence.subjects_of(lead, said)
    if subjects:
        return subjects[-1] if sentence.gazetteer.is_of(subjects[0], subjects[-1]) else subjects[0]
    kinds = {word.kind for word in lead}
    if kinds & {"pronoun", "total", "usage", "platform", "everyone"}:
        return sentence.subject_of(lead, said)
    is_unknown = any(
        word.kind == "unknown" and not (place and lead[place - 1].text in _ADVERBS_ZH)
        for place, word in enumerate(lead)
        if place == 0 or lead[place - 1].kind != "unknown"
    )
    return UNCLEAR if is_unknown or is_described(sentence, words) else said


def says_of_unknown(words: list[Word]) -> bool:
    """Return whether a clause says something of a subject that was not understood."""
    lead = lead_of(words)
    is_known = {word.kind for word in lead} & {*SUBJECTS, "pronoun", "total", "usage", "platform"}
    if RELATIVE & {word.text.lower() for word in lead}:
        return False  # `a newcomer whose maker is not known`
    return (
        len(lead) < len(words)
        and not is_known
        and any(
            word.kind == "unknown" and (place == 0 or lead[place - 1].text not in _ADVERBS_ZH)
            for place, word in enumerate(lead)
        )
    )


def begins_with_pronoun(words: list[Word]) -> bool:
    """Return whether a clause is about what was said before: `it hardly shrank`."""
    opener = next((word for word in words if word.kind not in ("small", "period")), None)
    return opener is not None and opener.text.lower() in {*PRONOUNS, "the model", "该模型"}


def topic_of_refused(words: Sequence[Word]) -> Meanings | None:
    """Return what a sentence is about that claims nothing; None where it names nothing."""
    named: set[Meanings] = {word.value.subjects for word in words if word.kind == "subject"}
    if len(named) == 1:
        return named.pop()
    is_named = any(
        word.kind == "unknown" and word.start and _PARTS.match(word.text) for word in words
    )
    return UNCLEAR if named or is_named else None


def inherited(sentence: Sentence, words: list[Word], said: Meanings | None) -> Meanings | None:
    """Return what a clause takes from those before it in its sentence, ``said`` or another.

    A relative clause is about whoever is named last before it. `It` behind `when Gemini led,` may
    be Gemini, or what the text was about before.
    """
    if (relative := _relative_to(sentence, words)) is not None:
        return relative
    before = [word for word in sentence.words if word.end <= words[0].start]
    part = scopes.parts(before)[-1:]
    if part and _is_apposition(words) and sentence.subjects_of(part[0])[-1:] not in ([], [said]):
        return UNCLEAR
    is_behind_aside = bool(part) and part[0][0].text.lower() in _SUBORDINATES
    earlier = sentence.context.antecedent(is_before=True)
    if is_behind_aside and begins_with_pronoun(words) and earlier not in (None, said):
        return UNCLEAR
    return said


def _is_apposition(words: list[Word]) -> bool:
    """Return whether a clause says who is named last before it: `, the leader of last week`."""
    kinds = {word.kind for word in words}
    is_noun = words[0].text.lower().startswith(("the ", "a ", "an ")) or words[0].text == "the"
    return is_noun and bool(kinds & {"rank", "lead"}) and not kinds & {*SUBJECTS, "had", "first"}


def _relative_to(sentence: Sentence, words: list[Word]) -> Meanings | None:
    if words[0].text.lower() not in RELATIVE:
        return None
    before = [word for word in sentence.words if word.end <= words[0].start]
    named = sentence.subjects_of(word for word in before if word.kind in SUBJECTS)
    return named[-1] if named else None


def resolved(words: list[Word], context: Context) -> list[Word]:
    """Return words with whom `the former` and `the latter` mean; of more than two nobody."""
    with_names: list[Word] = []
    for word in words:
        if word.kind not in ("former", "latter"):
            with_names.append(word)
            continue
        two = _named(with_names)
        two = two if len(two) > 1 else context.last_named()
        is_clear = len(two) == 2
        meant = two[0 if word.kind == "former" else 1] if is_clear else UNCLEAR
        with_names.append(replace(word, kind="subject", value=Mention(meant)))
    return with_names


def _named(words: list[Word]) -> list[Meanings]:
    """Return the subjects of words, each once, models alone where there are any."""
    lists = (
        word.value if word.kind == "subjects" else (word,)
        for word in words
        if word.kind in SUBJECTS
    )
    named = [*dict.fromkeys(one.value.subjects for several in lists for one in several)]
    models = [each for each in named if each[0].is_model]
    return models or [each for each in named if each[0].level != TOTAL]
