"""One request and its answer: what is an answer, what may pass, what never will.

A body is read up to a limit, counted after decompression, so neither a huge answer nor a compressed
bomb fills the memory; one that is packed twice is not unpacked; a server that drips, be it a header
or a body, is given up and not asked again.
Redirects are followed by hand, a few hops on the same server (the same host and port, and never
from HTTPS back to HTTP) and never with a key.
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
"""So long one answer may take, from the first step to its last byte."""
PIECE = 64 * 1024
PASSING = frozenset({408, 429, 500, 502, 503, 504, *range(520, 528)})
"""Statuses that may pass; 520 to 527 are those of a proxy in front of the server."""
HOPS = 3
NOT_MODIFIED = 304
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True)
class Ask:
    """One request: where, with which headers of its own, counted and paced how."""

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
    """A trouble that may pass; ``wait`` is how long the server asks to be left alone."""

    def __init__(self, error: FetchError, wait: float | None = None) -> None:
        super().__init__(str(error))
        self.error, self.wait = error, wait


@dataclass(frozen=True)
class Exchange:
    """How one server is asked: by which session, how patiently, and what is done before each
    request, the hops of a redirect among them. ``left`` is how many seconds the run has."""

    session: Session
    host: str
    timeout: tuple[float, float]
    largest: int
    now: Callable[[], datetime]
    before: Callable[[Ask, str], None]
    left: Callable[[], float]

    def ask(self, ask: Ask) -> Reply:
        """Raises Passing for what may pass, Refused for a status that is no answer, FetchError for
        what is no whole answer."""
        with self.session.within(min(LONGEST_SECONDS, self.left())) as cut:
            try:
                reply = self._ask(ask)
            except Passing:
                if not cut.done:
                    raise
            else:
                if not cut.done:  # else an end that nobody has announced may be the cut
                    return reply
        raise FetchError(f"{shown(ask.url)} sends its answer too slowly", datum=ask.url)

    def _ask(self, ask: Ask) -> Reply:
        url = asked = ask.url
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
                        self._read(response, asked),
                    )
            except requests.RequestException as error:
                raise Passing(self._unreachable(error, asked)) from None
        raise FetchError(f"{shown(asked)} redirects in a circle", datum=asked)

    def _redirected(self, response: requests.Response, keyed: bool) -> str:
        target = response.headers["Location"]
        try:
            target = urljoin(response.url, target)
            followed = not keyed and same_server(response.url, target)
        except ValueError:
            followed = False  # no address at all is no address of this server
        if not followed:
            raise Refused(
                f"{shown(response.url)} redirects elsewhere, which is not followed"
                + (" with a key in hand" if keyed else ""),
                status=response.status_code,
                datum=target,
                remedy="check TRACKER_BASE_URL; if the publisher has moved, update the tracker",
            )
        return target

    def _agree_on_the_time(self, response: requests.Response) -> None:
        """Raises Unavailable when this machine's clock is more than a day from the server's: what
        is kept under a false date cannot be told from the truth later. A cached answer says how
        old it is; a server on this machine has no clock of its own."""
        if self.host in LOOPBACK:
            return
        told = _instant(response, "Date", after=_number(response, "Age") or 0)
        if told is None:
            return
        if abs(told - self.now()) > DAY:
            raise Unavailable(
                f"the clock of this machine says {stamp(self.now())}, that of {self.host}"
                f" {stamp(told)}",
                datum=told,
                remedy="set the clock of this machine and run the command again",
            )

    def _judge(self, response: requests.Response, ask: Ask) -> None:
        self._agree_on_the_time(response)
        status, asked = response.status_code, ask.url
        if status == 200 or (status == NOT_MODIFIED and "If-None-Match" in ask.headers):
            return
        refused = Refused(
            f"{shown(asked)} answered {status} {_reason(response)}".rstrip(),
            status=status,
            datum=asked,
            remedy={
                401: "check OPENROUTER_API_KEY",
                403: "the server refuses this machine or key; the other sources still work",
                404: "it is not published there now; if that lasts, update the tracker",
            }.get(status),
        )
        raise Passing(refused, self._asked_wait(response)) if status in PASSING else refused

    def _asked_wait(self, response: requests.Response) -> float | None:
        """Seconds the server asks us to wait, or None when it does not say: a number of them, or
        an instant, which says nothing once it is over."""
        after = _number(response, "Retry-After")
        if after is not None:
            return after
        until = _instant(response, "Retry-After")
        if until is not None:
            return (until - self.now()).total_seconds() if until > self.now() else None
        reset = _number(response, "x-ratelimit-reset")
        return None if reset is None else max(0.0, reset / 1000 - self.now().timestamp())

    def _read(self, response: requests.Response, asked: str) -> bytes:
        if "," in response.headers.get("Content-Encoding", ""):
            raise FetchError(f"{shown(asked)} sends an answer that is packed twice", datum=asked)
        size, chunks = 0, []
        for chunk in _pieces(response, asked):
            size += len(chunk)
            if size > self.largest:
                raise FetchError(
                    f"{shown(asked)} sends more than {self.largest:,} bytes",
                    datum=asked,
                    remedy="this is not a body the tracker knows; look at the address in a browser",
                )
            chunks.append(chunk)
        body = b"".join(chunks)
        plain = "Content-Encoding" not in response.headers
        if plain and _number(response, "Content-Length") not in (None, size):
            raise Passing(FetchError(f"{shown(asked)} was cut off", datum=asked))
        return body

    def _unreachable(self, error: requests.RequestException, asked: str) -> FetchError:
        if isinstance(
            error,
            requests.exceptions.ChunkedEncodingError | requests.exceptions.ContentDecodingError,
        ):
            return FetchError(f"the answer of {shown(asked)} was cut off", datum=asked)
        reason = (
            "it takes too long to answer"
            if isinstance(error, requests.Timeout)
            else "no connection"
        )
        return Unavailable(f"{self.host} cannot be reached ({reason})", datum=self.host)


def _number(response: requests.Response, header: str) -> float | None:
    """A header that is a whole number; None for any other, or none."""
    written = response.headers.get(header, "")
    return float(written) if written.isascii() and written.isdigit() else None


def _instant(response: requests.Response, header: str, after: float = 0) -> datetime | None:
    """So many seconds after the date that a header is; None for what is no date, or none."""
    try:
        told = parsedate_to_datetime(response.headers.get(header, ""))
        return told.replace(tzinfo=told.tzinfo or UTC) + timedelta(seconds=after)
    except (TypeError, ValueError, OverflowError):
        return None


def _reason(response: requests.Response) -> str:
    """The words behind a status, if they are a few plain ones."""
    reason = response.reason or ""
    return reason if reason.isascii() and reason.isprintable() and len(reason) <= 60 else ""


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
        raise Passing(
            FetchError(f"the answer of {shown(asked)} was cut off", datum=asked)
        ) from None


def same_server(url: str, target: str) -> bool:
    """Whether ``target`` is of the server of ``url``: the same scheme, host and port, or HTTPS in
    place of HTTP where both have their usual ports. Raises ValueError for what is no address."""
    here, there = urlsplit(url), urlsplit(target)
    safer = (here.scheme, there.scheme, here.port, there.port) == ("http", "https", None, None)
    same = (here.scheme, here.port) == (there.scheme, there.port)
    return here.hostname == there.hostname and (safer or same)


def no_credentials(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """Stands in for requests' own look into ~/.netrc, which would add a password."""
    return request


def shown(url: str) -> str:
    """An address as shown to people: without query."""
    return url.split("?", maxsplit=1)[0]
