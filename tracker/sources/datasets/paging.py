"""Answers that come in pages: asking for all of them, and reading them as one.

A page names the one after it in `links.next`, as an address or a path. Only the same address of the
same server is followed, with other parameters, and only so often. All pages are one body, each as
received, one after another: a list of which a page is missing is no list, and nothing of it is
taken.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

from tracker.errors import ParseError
from tracker.records import LARGEST_BODY, Payload
from tracker.sources import Get, fields

MOST_PAGES = 20
LINKS = frozenset({"next", "prev", "previous", "first", "last", "self"})


def whole(get: Get, path: str, params: Mapping[str, str], **how: Any) -> Payload:
    """Fetch an answer, and the pages that follow it, as one payload. Raises ParseError for a page
    that leads elsewhere, in a circle, or on and on."""
    asked = [dict(params)]
    pages = [get(path, asked[0], **how)]
    while link := _next(fields.peek_object(pages[-1]) or {}, pages[-1].name):
        following = {**params, **_parameters(link, pages[0])}
        if following in asked:
            raise _astray(f"{pages[-1].name} leads in a circle", link)
        if len(pages) == MOST_PAGES:
            raise _astray(f"{pages[0].name} has more than {MOST_PAGES} pages", link)
        asked.append(following)
        pages.append(get(path, following, **how))
    return joined(pages)


def joined(pages: Sequence[Payload]) -> Payload:
    """The pages of an answer as one payload, that of the first. Its etag, which is of that page
    alone, is left out."""
    first, *rest = pages
    if not rest:
        return first
    if sum(len(page.body) for page in pages) > LARGEST_BODY:
        raise ParseError(f"{first.name} has pages of more than {LARGEST_BODY:,} bytes in all")
    return replace(first, body=b"\n".join(page.body for page in pages), etag="")


def read(payload: Payload) -> list[dict[str, Any]]:
    """The pages of a body. Raises ParseError when one is missing."""
    pages = fields.json_objects(payload)
    for page in pages[:-1]:
        if not _next(page, payload.name):
            raise ParseError(f"{payload.name} goes on after its last page", datum=payload.url)
    if _next(pages[-1], payload.name):
        raise ParseError(
            f"{payload.name} is one page of several, and the next is missing",
            datum=payload.url,
            remedy="put its pages into one file, one after another",
        )
    return pages


def unknown(pages: Sequence[Mapping[str, Any]]) -> frozenset[str]:
    """The links of ``pages`` that are not known."""
    return fields.unknown((page.get("links") or {} for page in pages), LINKS, "links")


def _next(page: Mapping[str, Any], where: str) -> str:
    """The address of the page after ``page``; empty where it is the last. Raises ParseError for
    links of another form: a page that is not seen would be missing."""
    links = page.get("links")
    link = links.get("next") if isinstance(links, dict) else links
    if link is None:
        return ""
    if not isinstance(links, dict) or not isinstance(link, str):
        raise ParseError(f"{where} has strange 'links'", datum=where)
    return link


def _parameters(link: str, first: Payload) -> dict[str, str]:
    """What ``link`` asks for of the address that the first page came from."""
    try:
        address, target = urlsplit(first.url), urlsplit(urljoin(first.url, link))
        same = address[:3] == target[:3] and not target.username
        asked = dict(parse_qsl(target.query, strict_parsing=True, max_num_fields=20))
    except ValueError:
        same, asked = False, {}
    if not same:
        raise _astray(f"{first.name} leads to {link[:100]!r}, which is not followed", link)
    return asked


def _astray(fact: str, link: str) -> ParseError:
    return ParseError(
        fact, datum=link, remedy="run the command again; if that does not help, update the tracker"
    )
