"""Telling a web address something: for hooks and for the ping of a dead man's switch.

Such an address is often a secret itself, so an error names its host and nothing else. No redirect
is followed, nothing of the answer is kept, and the key of the API is not in reach here.
"""

from __future__ import annotations

from urllib.parse import urlsplit

import requests

from tracker.errors import FetchError
from tracker.fetch.connections import Session
from tracker.fetch.exchange import no_credentials

TIMEOUT = (10.0, 20.0)
LONGEST_SECONDS = 30.0


def post(url: str, content: bytes, agent: str) -> None:
    """Post JSON to an address. Raises FetchError unless it is taken."""
    _tell("POST", url, content, {"User-Agent": agent, "Content-Type": "application/json"})


def ping(url: str, agent: str) -> None:
    """Ask an address for nothing but that it notes the asking. Raises FetchError unless it does."""
    _tell("GET", url, b"", {"User-Agent": agent})


def _tell(method: str, url: str, content: bytes, headers: dict[str, str]) -> None:
    host = urlsplit(url).hostname
    with Session() as session, session.within(LONGEST_SECONDS):
        session.auth = no_credentials
        try:
            with session.request(
                method, url, data=content or None, headers=headers, timeout=TIMEOUT,
                allow_redirects=False, stream=True,
            ) as answer:  # fmt: skip
                if not answer.ok or answer.is_redirect:
                    raise FetchError(f"{host} answered the hook with {answer.status_code}")
        except requests.RequestException as error:
            raise FetchError(f"{host} cannot be told ({type(error).__name__})") from None
