"""POST of notifications, and GET of a ping URL.

Such a URL is often a secret, so errors name only its host. Redirects are not followed, the response
is discarded, and the API key is never sent.
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
    """POST JSON to a URL. Raises FetchError unless the response is 2xx."""
    _request("POST", url, content, {"User-Agent": agent, "Content-Type": "application/json"})


def ping(url: str, agent: str) -> None:
    """GET a ping URL. Raises FetchError unless the response is 2xx."""
    _request("GET", url, b"", {"User-Agent": agent})


def _request(method: str, url: str, content: bytes, headers: dict[str, str]) -> None:
    host = urlsplit(url).hostname
    with Session() as session, session.within(LONGEST_SECONDS):
        session.auth = no_credentials
        try:
            with session.request(
                method,
                url,
                data=content or None,
                headers=headers,
                timeout=TIMEOUT,
                allow_redirects=False,
                stream=True,
            ) as response:
                if not response.ok or response.is_redirect:
                    raise FetchError(f"{host} answered the hook with {response.status_code}")
        except requests.RequestException as error:
            raise FetchError(f"{host} cannot be reached ({type(error).__name__})") from None
