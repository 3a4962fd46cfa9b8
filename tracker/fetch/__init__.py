"""HTTP client: a session that returns payloads. The only package that imports requests.

    exchange.py       one request and its response
    connections.py    connections that can be shut down at a deadline
    posting.py        notifications and pings
    budget.py         request limits, pacing and deadlines

Transient failures (connection errors, 408, 429, 500, 502 to 504, 520 to 527) are retried with
jitter, after the delay that the server requests (`Retry-After` in seconds or as a date, or
`x-ratelimit-reset` in epoch milliseconds), up to one minute; permanent ones (400, 401, 403, 404)
are not. The key is sent only to its server, never over plain HTTP except to this machine, and never
across a redirect.

Requests are conditional on the etag of the last body, and status 304 returns that body.
Undocumented addresses (``polite``) are requested at most once a second and only as robots.txt
permits (RFC 9309: a missing file allows everything, an unavailable one nothing).
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests
from protego import Protego

from tracker.errors import ConfigError, FetchError, Interrupted, Refused, Unavailable
from tracker.fetch.budget import Budget, Deadline, Pace
from tracker.fetch.connections import Session
from tracker.fetch.exchange import (
    HOPS,
    LOOPBACK,
    NOT_MODIFIED,
    PASSING,
    Ask,
    Exchange,
    Passing,
    Reply,
    no_credentials,
    shown,
)
from tracker.records import LARGEST_BODY, Payload, Promise

__all__ = ["ATTEMPTS", "HOPS", "Fetcher", "agent"]

ROBOT = "openrouter-tracker"
USER_AGENT = ROBOT + "/{version} (+https://pypi.org/project/openrouter-tracker/)"
LARGEST_ROBOTS = 500 * 1024
LONGEST_WAIT = 60.0
ATTEMPTS = 4


def agent(version: str) -> str:
    """Return the User-Agent header."""
    return USER_AGENT.format(version=version)


class Fetcher:
    """A session to one server. ``key`` is sent only when a request asks for it (``keyed``)."""

    def __init__(
        self,
        base_url: str,
        *,
        key: str | None = None,
        version: str = "0",
        budget: Budget | None = None,
        pace: Pace | None = None,
        deadline: Deadline | None = None,
        leave: Callable[[], bool] = lambda: False,
        remember: Callable[[str], Payload | None] = lambda _: None,
        sleep: Callable[[float], None] = time.sleep,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        timeout: tuple[float, float] = (10.0, 60.0),
        largest: int = LARGEST_BODY,
    ) -> None:
        self.base_url = base_url.rstrip("/")
        self.host = urlsplit(base_url).hostname or base_url
        self.requests = 0
        self._key = key
        self._budget, self._pace = budget or Budget(), pace or Pace(sleep=sleep)
        self._deadline, self._leave = deadline or Deadline(), leave
        self._remember = remember
        self._robots: Protego | None = None
        self._sleep, self._now = sleep, now
        self._session = Session()
        self._session.headers["User-Agent"] = agent(version)
        self._session.auth = no_credentials
        # Requests to this machine, which may carry a key over plain HTTP, bypass any proxy.
        self._session.trust_env = self.host not in LOOPBACK
        self._exchange = Exchange(
            self._session,
            self.host,
            timeout,
            largest,
            now,
            self._before_each,
            self._deadline.left,
        )

    def get(
        self,
        source: str,
        path: str,
        params: Mapping[str, str] | None = None,
        *,
        keyed: bool = False,
        polite: bool = False,
        carries: str = "boards",
        dated: datetime | None = None,
        promise: Promise | None = None,
    ) -> Payload:
        """Fetch ``path`` from the server as a payload of ``source``.

        Raises Refused for an error status, FetchError without a complete response.
        """
        request = requests.Request("GET", self.base_url + path, params=dict(params or {}))
        try:
            url = str(self._session.prepare_request(request).url)
        except requests.RequestException as error:
            raise ConfigError(f"TRACKER_BASE_URL cannot be used ({error})") from None
        if polite:
            self._heed_robots(url)
        remembered = None if keyed else self._remember(url)
        extra = self._credentials(url) if keyed else {}
        if remembered and remembered.etag:
            extra["If-None-Match"] = remembered.etag
        reply = self._persist(Ask(url, extra, keyed=keyed, polite=polite))
        received: dict[str, Any] = {
            "fetched_at": self._now(),
            "carries": carries,
            "dated": dated,
            "promise": promise,
        }
        if reply.status == NOT_MODIFIED and remembered:
            return replace(remembered, **received)
        return Payload(
            source=source,
            url=url,
            status=reply.status,
            content_type=reply.content_type,
            body=reply.body,
            etag=reply.etag,
            **received,
        )

    def _heed_robots(self, url: str) -> None:
        """Raise Unavailable if robots.txt forbids ``url`` or is unavailable."""
        if self._robots is None:
            address = urljoin(url, "/robots.txt")
            try:
                body = self._persist(Ask(address, {}, keyed=False, polite=True)).body
            except FetchError as trouble:
                if not isinstance(trouble, Refused) or trouble.status in PASSING:
                    raise Unavailable(
                        trouble.fact, datum=trouble.datum, remedy=trouble.remedy
                    ) from None
                body = b""
            text = body[:LARGEST_ROBOTS].decode("utf-8-sig", errors="replace")
            self._robots = Protego.parse(text)
            delay = float(self._robots.crawl_delay(ROBOT) or 0.0)
            self._pace.seconds = max(self._pace.seconds, min(delay, LONGEST_WAIT))
        self._see_if_open(url)

    def _see_if_open(self, url: str) -> None:
        """Raise Unavailable if robots.txt, once loaded, forbids ``url``."""
        if self._robots is not None and not self._robots.can_fetch(url, ROBOT):
            raise Unavailable(
                f"the robots.txt of {self.host} disallows {shown(url)}",
                datum=url,
                remedy="remove this source from TRACKER_SOURCES; the others still work",
            )

    def _before_each(self, ask: Ask, url: str) -> None:
        """Count and pace a request, and check redirect targets against robots.txt."""
        if ask.polite and url != ask.url:
            self._see_if_open(url)
        if ask.keyed:
            self._budget.spend()
        if ask.polite:
            self._pace.wait()
        self.requests += 1

    def _credentials(self, url: str) -> dict[str, str]:
        if not self._key:
            raise ConfigError("this source needs a key: OPENROUTER_API_KEY is not set")
        if not (self._key.isascii() and self._key.isprintable()):
            raise ConfigError("OPENROUTER_API_KEY contains characters that are not valid in a key")
        if urlsplit(url).scheme != "https" and self.host not in LOOPBACK:
            raise ConfigError(
                f"the key is not sent over plain HTTP to {self.host}",
                datum=self.host,
                remedy="use an https URL as TRACKER_BASE_URL",
            )
        return {"Authorization": f"Bearer {self._key}"}

    def _persist(self, ask: Ask) -> Reply:
        """Return the response, retrying transient failures until the last attempt or deadline.

        Raises Interrupted instead of retrying once ``leave()`` is true.
        """
        for attempt in count(1):
            if self._deadline.passed:
                seconds = self._deadline.seconds
                raise FetchError(
                    f"the run exceeded its limit of {seconds:,.0f} seconds", datum=ask.url
                )
            try:
                return self._exchange.ask(ask)
            except Passing as trouble:
                wait = 2.0 ** (attempt - 1) if trouble.wait is None else trouble.wait
                if attempt == ATTEMPTS or wait > LONGEST_WAIT:
                    raise trouble.error from None
                if not self._leave():
                    self._sleep(wait + random.uniform(0, 0.5))
                if self._leave():
                    raise Interrupted(trouble.error.fact, datum=trouble.error.datum) from None
        raise AssertionError("unreachable")
