"""One HTTP request: success, transient failure or permanent failure.

The decompressed size of a body is limited, and one with several Content-Encodings is rejected.
Responses slower than 300 s are aborted and not retried. A few redirects are followed, only on the
same server (same host and port, never from HTTPS to HTTP) and never with a key.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin, urlsplit

import requests
from urllib3.exceptions import HTTPError

from tracker.errors import FetchError, Refused, Unavailable
from tracker.fetch.connections import Session
from tracker.weeks import DAY, stamp

LONGEST_SECONDS = 300.0
"""Time limit of one exchange, from connecting to the last byte."""
PIECE = 64 * 1024
PASSING = frozenset({408, 429, 500, 502, 503, 504, *range(520, 528)})
"""Transient statuses; 520 to 527 come from a proxy in front of the server."""
HOPS = 3
NOT_MODIFIED = 304
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True)
class Ask:
    """One request: its URL, extra headers, and whether it is keyed and paced."""

    url: str
    headers: dict[str, str] = field(repr=False)
    keyed: bool
    polite: bool


@dataclass(frozen=True)
class Reply:
    status: int
    content_type: str
    etag: str
    body: bytes = field(repr=False)


class Passing(Exception):
    """A transient failure; ``wait`` is the delay that the server requests, in seconds."""

    def __init__(self, error: FetchError, wait: float | None = None) -> None:
        super().__init__(str(error))
        self.error, self.wait = error, wait


@dataclass(frozen=True)
class Exchange:
    """The way one server is requested.

    ``before`` is called before each request, redirects included; ``left`` returns the seconds that
    the run has left.
    """

    session: Session
    host: str
    timeout: tuple[float, float]
    largest: int
    now: Callable[[], datetime]
    before: Callable[[Ask, str], None]
    left: Callable[[], float]

    def ask(self, ask: Ask) -> Reply:
        """Return the response to a request.

        Raises Passing for a transient failure, Refused for an error status, FetchError for an
        incomplete response.
        """
        with self.session.within(min(LONGEST_SECONDS, self.left())) as cut:
            try:
                reply = self._ask(ask)
            except Passing:
                if not cut.done:
                    raise
            else:
                if not cut.done:  # else the body may end early because of the shutdown
                    return reply
        raise FetchError(f"{shown(ask.url)} responds too slowly", datum=ask.url)

    def _ask(self, ask: Ask) -> Reply:
        url = ask.url
        for _ in range(HOPS + 1):
            self.before(ask, url)
            try:
                with self.session.get(
                    url,
                    headers=ask.headers,
                    timeout=self.timeout,
                    stream=True,
                    allow_redirects=False,
                ) as response:
                    if response.is_redirect:
                        url = self._redirected(response, ask.keyed)
                        continue
                    self._judge(response, ask)
                    return Reply(
                        response.status_code,
                        response.headers.get("Content-Type", ""),
                        _etag(response),
                        self._read(response, ask.url),
                    )
            except requests.RequestException as error:
                raise Passing(self._unreachable(error, ask.url)) from None
        raise FetchError(f"{shown(ask.url)} redirects too often", datum=ask.url)

    def _redirected(self, response: requests.Response, keyed: bool) -> str:
        target = response.headers["Location"]
        try:
            target = urljoin(response.url, target)
            followed = not keyed and same_server(response.url, target)
        except ValueError:
            followed = False  # not a valid URL
        if not followed:
            raise Refused(
                f"{shown(response.url)} redirects"
                + (", which is not followed with a key" if keyed else " to another server"),
                status=response.status_code,
                datum=target,
                remedy="check TRACKER_BASE_URL; if the publisher has moved, update the tracker",
            )
        return target

    def _check_clock(self, response: requests.Response) -> None:
        """Raise Unavailable if this machine's clock is more than a day off the server's.

        Captures with a wrong date could not be corrected later. The age of a cached response is
        taken into account; a server on this machine is not compared.
        """
        if self.host in LOOPBACK:
            return
        served_at = _instant(response, "Date", after=_number(response, "Age") or 0)
        if served_at and abs(served_at - self.now()) > DAY:
            raise Unavailable(
                f"the clock of this machine says {stamp(self.now())}, that of {self.host}"
                f" {stamp(served_at)}",
                datum=served_at,
                remedy="set the clock of this machine and run the command again",
            )

    def _judge(self, response: requests.Response, ask: Ask) -> None:
        self._check_clock(response)
        status, url = response.status_code, ask.url
        if status == 200 or (status == NOT_MODIFIED and "If-None-Match" in ask.headers):
            return
        refused = Refused(
            f"{shown(url)} answered {status} {_reason(response)}".rstrip(),
            status=status,
            datum=url,
            remedy={
                401: "check OPENROUTER_API_KEY",
                403: "the server denies this machine or key; the other sources still work",
                404: "it is not published there now; if that persists, update the tracker",
            }.get(status),
        )
        raise Passing(refused, self._requested_wait(response)) if status in PASSING else refused

    def _requested_wait(self, response: requests.Response) -> float | None:
        """Return the seconds that the server asks to wait, or None; a past instant is ignored."""
        after = _number(response, "Retry-After")
        if after is not None:
            return after
        until = _instant(response, "Retry-After")
        if until is not None:
            return (until - self.now()).total_seconds() if until > self.now() else None
        reset = _number(response, "x-ratelimit-reset")
        return None if reset is None else max(0.0, reset / 1000 - self.now().timestamp())

    def _read(self, response: requests.Response, url: str) -> bytes:
        if "," in response.headers.get("Content-Encoding", ""):
            raise FetchError(f"{shown(url)} uses more than one Content-Encoding", datum=url)
        size, chunks = 0, []
        for chunk in _pieces(response, url):
            size += len(chunk)
            if size > self.largest:
                raise FetchError(
                    f"{shown(url)} sends more than {self.largest:,} bytes",
                    datum=url,
                    remedy="look at the URL in a browser; the tracker does not know such a body",
                )
            chunks.append(chunk)
        body = b"".join(chunks)
        plain = "Content-Encoding" not in response.headers
        if plain and _number(response, "Content-Length") not in (None, size):
            raise Passing(FetchError(f"the response of {shown(url)} is incomplete", datum=url))
        return body

    def _unreachable(self, error: requests.RequestException, url: str) -> FetchError:
        if isinstance(
            error,
            requests.exceptions.ChunkedEncodingError | requests.exceptions.ContentDecodingError,
        ):
            return FetchError(f"the response of {shown(url)} is incomplete", datum=url)
        reason = "timeout" if isinstance(error, requests.Timeout) else "no connection"
        return Unavailable(f"{self.host} cannot be reached ({reason})", datum=self.host)


def _number(response: requests.Response, header: str) -> float | None:
    """Return a header that is a whole number, else None."""
    value = response.headers.get(header, "")
    return float(value) if value.isascii() and value.isdigit() else None


def _instant(response: requests.Response, header: str, after: float = 0) -> datetime | None:
    """Return the date in a header plus ``after`` seconds, or None without a valid date."""
    try:
        instant = parsedate_to_datetime(response.headers.get(header, ""))
        return instant.replace(tzinfo=instant.tzinfo or UTC) + timedelta(seconds=after)
    except (TypeError, ValueError, OverflowError):
        return None


def _reason(response: requests.Response) -> str:
    """Return the reason phrase of a status if it is short and printable."""
    reason = response.reason or ""
    return reason if reason.isascii() and reason.isprintable() and len(reason) <= 60 else ""


def _etag(response: requests.Response) -> str:
    """Return the etag if it can be sent back."""
    etag = response.headers.get("ETag", "")
    return etag if etag.isascii() and etag.isprintable() and len(etag) <= 200 else ""


def _pieces(response: requests.Response, url: str) -> Iterator[bytes]:
    """Yield the body as it arrives; `iter_content` would wait for full chunks."""
    try:
        while piece := response.raw.read1(PIECE, decode_content=True):
            yield piece
    except HTTPError:
        raise Passing(
            FetchError(f"the response of {shown(url)} is incomplete", datum=url)
        ) from None


def same_server(url: str, target: str) -> bool:
    """Return whether two URLs have the same scheme, host and port.

    HTTPS instead of HTTP is accepted on the default ports. Raises ValueError for an invalid URL.
    """
    old, new = urlsplit(url), urlsplit(target)
    upgraded = (old.scheme, new.scheme, old.port, new.port) == ("http", "https", None, None)
    same = (old.scheme, old.port) == (new.scheme, new.port)
    return old.hostname == new.hostname and (upgraded or same)


def no_credentials(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """Return the request unchanged, so that requests adds no password from ~/.netrc."""
    return request


def shown(url: str) -> str:
    """Return a URL without its query, as shown to people."""
    return url.split("?", maxsplit=1)[0]
