"""The only door to requests: one session that hands out payloads.

It retries what may pass (connection errors, 429, 5xx) with jitter, waiting as long as the server
asks (`Retry-After`, or `x-ratelimit-reset` in epoch milliseconds) up to a minute; it does not
retry what will not (400, 401, 403, 404). A body is read up to a limit, counted after
decompression, so neither a huge answer nor a compressed bomb fills the memory. The key goes only
to the server it is for, never over plain HTTP except to this machine, and never across a redirect.

What was fetched before is asked for with its etag, and an answer of 304 is that body again. Where
no contract allows the asking (``polite``), robots.txt is heeded (RFC 9309: one that is not there
allows everything, one that cannot be had forbids it) and a second lies between two requests.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import count
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests
from protego import Protego
from urllib3.exceptions import HTTPError

from tracker.budget import Budget, Pace
from tracker.errors import ConfigError, FetchError, Refused, Unavailable
from tracker.records import Payload, Promise

ROBOT = "openrouter-tracker"
USER_AGENT = ROBOT + "/{version} (+https://pypi.org/project/openrouter-tracker/)"
LARGEST_ROBOTS = 500 * 1024
LARGEST_BODY = 256 * 2**20
LONGEST_WAIT = 60.0
LONGEST_BODY_SECONDS = 300.0
PIECE = 64 * 1024
ATTEMPTS = 4
PASSING = frozenset({429, 500, 502, 503, 504})
HOPS = 3
NOT_MODIFIED = 304
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


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
        self._remember = remember
        self._robots: Protego | None = None
        self._sleep, self._now, self._timeout, self._largest = sleep, now, timeout, largest
        self._session = _Session()
        self._session.headers["User-Agent"] = USER_AGENT.format(version=version)
        self._session.auth = _no_credentials

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
        """Fetch ``path`` of the server as a payload of ``source``.

        Raises Refused for a status that is no answer, FetchError when there is no whole answer.
        """
        request = requests.Request("GET", self.base_url + path, params=dict(params or {}))
        try:
            url = str(self._session.prepare_request(request).url)
        except requests.RequestException as error:
            raise ConfigError(f"TRACKER_BASE_URL cannot be used ({error})") from None
        if polite:
            self._heed_robots(url)
        known = None if keyed else self._remember(url)
        extra = self._credentials(url) if keyed else {}
        if known and known.etag:
            extra["If-None-Match"] = known.etag
        answer = self._persist(_Ask(url, extra, keyed=keyed, polite=polite))
        told: dict[str, Any] = {
            "fetched_at": self._now(),
            "carries": carries,
            "dated": dated,
            "promise": promise,
        }
        if answer.status == NOT_MODIFIED and known:
            return replace(known, **told)
        return Payload(
            source=source,
            url=url,
            status=answer.status,
            content_type=answer.content_type,
            body=answer.body,
            etag=answer.etag,
            **told,
        )

    def _heed_robots(self, url: str) -> None:
        """Raises Unavailable when robots.txt forbids ``url``, FetchError when it cannot be had."""
        if self._robots is None:
            address = urljoin(url, "/robots.txt")
            try:
                body = self._persist(_Ask(address, {}, keyed=False, polite=True)).body
            except Refused as refused:
                if refused.status >= 500 or refused.status == 429:
                    raise
                body = b""
            written = body[:LARGEST_ROBOTS].decode("utf-8-sig", errors="replace")
            self._robots = Protego.parse(written)
            asked = self._robots.crawl_delay(ROBOT) or 0.0
            self._pace.seconds = max(self._pace.seconds, min(float(asked), LONGEST_WAIT))
        self._see_if_open(url)

    def _see_if_open(self, url: str) -> None:
        """Raises Refused when robots.txt, once it is known, forbids ``url``."""
        if self._robots is not None and not self._robots.can_fetch(url, ROBOT):
            raise Unavailable(
                f"{_shown(url)} is closed to robots by the robots.txt of {self.host}",
                datum=url,
                remedy="leave this source out of TRACKER_SOURCES; the others still work",
            )

    def _credentials(self, url: str) -> dict[str, str]:
        if not self._key:
            raise ConfigError("this source needs a key: OPENROUTER_API_KEY is not set")
        if not (self._key.isascii() and self._key.isprintable()):
            raise ConfigError("OPENROUTER_API_KEY holds characters that no key has")
        if urlsplit(url).scheme != "https" and self.host not in LOOPBACK:
            raise ConfigError(
                f"the key is not sent over plain HTTP to {self.host}",
                datum=self.host,
                remedy="give TRACKER_BASE_URL an https address",
            )
        return {"Authorization": f"Bearer {self._key}"}

    def _persist(self, ask: _Ask) -> _Answer:
        """Ask until there is an answer, or until asking again will not help."""
        for attempt in count(1):
            try:
                return self._ask(ask)
            except _Passing as trouble:
                wait = 2.0 ** (attempt - 1) if trouble.wait is None else trouble.wait
                if attempt == ATTEMPTS or wait > LONGEST_WAIT:
                    raise trouble.error from None
                self._sleep(wait + random.uniform(0, 0.5))
        raise AssertionError("count() does not end")

    def _ask(self, ask: _Ask) -> _Answer:
        url = asked = ask.url
        for _ in range(HOPS + 1):
            if ask.keyed:
                self._budget.spend()
            if ask.polite:
                self._pace.wait()
            self.requests += 1
            try:
                with self._session.get(
                    url,
                    headers=ask.headers,
                    timeout=self._timeout,
                    stream=True,
                    allow_redirects=False,
                ) as response:
                    if response.is_redirect:
                        url = self._redirected(response, ask.keyed)
                        if ask.polite:
                            self._see_if_open(url)
                        continue
                    self._judge(response, ask)
                    return _Answer(
                        response.status_code,
                        response.headers.get("Content-Type", ""),
                        _etag(response),
                        self._read(response, asked),
                    )
            except requests.RequestException as error:
                raise _Passing(self._unreachable(error, asked)) from None
        raise FetchError(f"{_shown(asked)} redirects in a circle", datum=asked)

    def _redirected(self, response: requests.Response, keyed: bool) -> str:
        target, host = response.headers["Location"], None
        try:
            target = urljoin(response.url, target)
            host = urlsplit(target).hostname
        except ValueError:
            pass  # no address at all is no address of this server
        if keyed or host != self.host:
            raise Refused(
                f"{_shown(response.url)} redirects elsewhere, which is not followed"
                + (" with a key in hand" if keyed else ""),
                status=response.status_code,
                datum=target,
                remedy="check TRACKER_BASE_URL; if the publisher has moved, update the tracker",
            )
        return target

    def _judge(self, response: requests.Response, ask: _Ask) -> None:
        status, asked = response.status_code, ask.url
        if status == 200 or (status == NOT_MODIFIED and "If-None-Match" in ask.headers):
            return
        refused = Refused(
            f"{_shown(asked)} answered {status} {response.reason or ''}".rstrip(),
            status=status,
            datum=asked,
            remedy={
                401: "check OPENROUTER_API_KEY",
                403: "the server refuses this machine or key; the other sources still work",
                404: "it is not published there now; if that lasts, update the tracker",
            }.get(status),
        )
        raise _Passing(refused, self._asked_wait(response)) if status in PASSING else refused

    def _asked_wait(self, response: requests.Response) -> float | None:
        """Seconds the server asks us to wait, or None when it does not say."""
        after = _number(response, "Retry-After")
        if after is not None:
            return after
        reset = _number(response, "x-ratelimit-reset")
        return None if reset is None else max(0.0, reset / 1000 - self._now().timestamp())

    def _read(self, response: requests.Response, asked: str) -> bytes:
        started, size, chunks = time.monotonic(), 0, []
        for chunk in _pieces(response, asked):
            size += len(chunk)
            if size > self._largest:
                raise FetchError(
                    f"{_shown(asked)} sends more than {self._largest:,} bytes",
                    datum=asked,
                    remedy="this is not a body the tracker knows; look at the address in a browser",
                )
            if time.monotonic() - started > LONGEST_BODY_SECONDS:
                raise FetchError(f"{_shown(asked)} sends its answer too slowly", datum=asked)
            chunks.append(chunk)
        body = b"".join(chunks)
        plain = "Content-Encoding" not in response.headers
        if plain and _number(response, "Content-Length") not in (None, size):
            raise _Passing(FetchError(f"{_shown(asked)} was cut off", datum=asked))
        return body

    def _unreachable(self, error: requests.RequestException, asked: str) -> FetchError:
        if isinstance(
            error,
            requests.exceptions.ChunkedEncodingError | requests.exceptions.ContentDecodingError,
        ):
            return FetchError(f"the answer of {_shown(asked)} was cut off", datum=asked)
        reason = (
            "it takes too long to answer"
            if isinstance(error, requests.Timeout)
            else "no connection"
        )
        return Unavailable(f"{self.host} cannot be reached ({reason})", datum=self.host)


@dataclass(frozen=True)
class _Ask:
    """One request: where, with which headers of its own, counted and paced how."""

    url: str
    headers: dict[str, str] = field(repr=False)
    keyed: bool
    polite: bool


@dataclass(frozen=True)
class _Answer:
    status: int
    content_type: str
    etag: str
    body: bytes = field(repr=False)


class _Passing(Exception):
    """A trouble that may pass; ``wait`` is how long the server asks to be left alone."""

    def __init__(self, error: FetchError, wait: float | None = None) -> None:
        super().__init__(str(error))
        self.error, self.wait = error, wait


class _Session(requests.Session):
    """Looks at no redirect: requests would first read its whole body, however large."""

    def get_redirect_target(self, resp: requests.Response) -> None:
        return None


def _number(response: requests.Response, header: str) -> float | None:
    """A header that is a whole number; None for any other, or none."""
    written = response.headers.get(header, "")
    return float(written) if written.isascii() and written.isdigit() else None


def _etag(response: requests.Response) -> str:
    """The etag, if it is one that can be sent back."""
    etag = response.headers.get("ETag", "")
    return etag if etag.isascii() and etag.isprintable() and len(etag) <= 200 else ""


def _pieces(response: requests.Response, asked: str) -> Iterator[bytes]:
    """The body as it arrives; iter_content would wait for a whole piece, however long it takes."""
    try:
        while piece := response.raw.read1(PIECE, decode_content=True):
            yield piece
    except HTTPError:
        raise _Passing(
            FetchError(f"the answer of {_shown(asked)} was cut off", datum=asked)
        ) from None


def _no_credentials(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """Stands in for requests' own look into ~/.netrc, which would add a password."""
    return request


def _shown(url: str) -> str:
    """An address as shown to people: without query."""
    return url.split("?", maxsplit=1)[0]
