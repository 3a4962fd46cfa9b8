"""Every phrase that a chart prints, in English and in Chinese, side by side in `data/charts.csv`.

A page is drawn in one language, which `speaking` sets: titles, subtitles, labels, numbers and dates
come out in it. A phrase has the names of its fields in braces; a language uses those that it needs.
Keys begin with the chart that has the phrase, or with what several have it for. How something was
counted (`method`) is English on every page.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from decimal import Decimal

from tracker import text
from tracker.errors import ConfigError
from tracker.languages import LANGUAGES, chinese_number, chinese_ordinal, phrases

ENGLISH, CHINESE = LANGUAGES
DIGITS = 3
"""The number of significant digits of an amount in Chinese, as `text.amount` has in English."""
ALL_DIGITS = 12
_MILLION = 1_000_000
_language: ContextVar[str] = ContextVar("language", default=ENGLISH)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Draw in a language. Raises ConfigError for one that there is not."""
    if language not in LANGUAGES:
        raise ConfigError(
            f"there is no language {language!r}",
            datum=language,
            remedy=f"choose from {', '.join(LANGUAGES)}",
        )
    token = _language.set(language)
    try:
        yield
    finally:
        _language.reset(token)


def is_chinese() -> bool:
    """Return whether the page that is being drawn is in Chinese."""
    return _language.get() == CHINESE


def say(key: str, **fields: object) -> str:
    """Return a phrase with its fields filled in.

    >>> with speaking("zh"):
    ...     say("share.second", first="中国占47.7%", who="美国", share="28.7%")
    '中国占47.7%，美国占28.7%'
    """
    return phrases("charts")[key][LANGUAGES.index(_language.get())].format(**fields)


def labelled(head: str, text: str) -> str:
    """Return what a box tells where the pointer rests: ``DeepSeek: 12.2 %``."""
    return say("tooltip", head=head, text=text)


def capital(text: str) -> str:
    """Return a text with a capital letter, and the others as they are."""
    return f"{text[:1].upper()}{text[1:]}"


def listed(names: Sequence[str]) -> str:
    """Return names as a list: ``a, b and c``, ``a、b和c``."""
    return say("and").join(filter(None, [say("comma").join(names[:-1]), *names[-1:]]))


def clauses(parts: Sequence[str], comma: str = "，") -> str:
    """Return clauses as a list; in Chinese there is a comma before the last one too."""
    return comma.join(parts) if is_chinese() else text.listed(parts)


def measure(metric: str) -> str:
    """Return what a metric counts: ``tokens``, ``Token用量``."""
    return say(f"metric.{metric}")


def amount(value: int, metric: str = "", *, exact: bool = False) -> str:
    """Return a value to three significant digits, with its unit only if it is of dollars.

    With ``exact`` it has all its digits and no trailing zeros.
    """
    if not is_chinese():
        return text.amount(value, metric, exact=exact)
    is_spend = metric == text.SPEND
    number = chinese_number(
        Decimal(value) / (_MILLION if is_spend else 1),
        ALL_DIGITS if exact else DIGITS,
        # An amount below ten thousand has no decimals, but cents.
        trim=exact or value < 10_000,
    )
    return say("dollars", number=number) if is_spend else number


def quantity(value: int, metric: str) -> str:
    """Return an amount as a sentence has it: ``4.60T tokens``, ``4.6万亿``, ``239万美元``."""
    if not is_chinese():
        return say(f"quantity.{metric}", amount=text.amount(value, metric))
    number = chinese_number(Decimal(value) / (_MILLION if metric == text.SPEND else 1), DIGITS)
    shown = say("dollars", number=number) if metric == text.SPEND else number
    return say(f"quantity.{metric}", amount=shown)


def number(value: float) -> str:
    """Return a whole number in digits: ``1,800``, ``1800``."""
    return f"{value:.0f}" if is_chinese() else f"{value:,.0f}"


def in_words(value: int) -> str:
    """Return a number as a sentence has it: ``twelve``, ``12``."""
    return str(value) if is_chinese() else text.in_words(value)


def ordinal(value: int) -> str:
    """Return an ordinal: ``third``, ``第三``."""
    return chinese_ordinal(value) if is_chinese() else text.ordinal(value)


def weeks(count: int) -> str:
    """Return a number of weeks: ``1 week``, ``12 weeks``, ``12周``."""
    return say("weeks.one" if count == 1 else "weeks.several", number=number(count))


def weeks_in_words(count: int) -> str:
    """Return a number of weeks as a sentence has it: ``twelve weeks``, ``12周``."""
    return say("weeks.one" if count == 1 else "weeks.several", number=in_words(count))


def dollars(price: float) -> str:
    """Return a price in dollars to four digits: ``$0.325``, ``0.325美元``."""
    digits = f"{price:.4g}" if is_chinese() else f"{price:,.4g}"
    return say("dollars", number=digits)
