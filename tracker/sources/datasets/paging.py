"""Paged responses, fetched and parsed as one body.

A page links to the next in `links.next`, as a URL or a path. Only the same path on the same server
is followed, up to a maximum number of pages. The pages are concatenated as received; if one is
missing, the whole body is rejected.
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
    """Fetch all pages as one payload. Raises ParseError for a bad link or too many pages."""
    requested = [dict(params)]
    pages = [get(path, requested[0], **how)]
    while link := _next(fields.peek_object(pages[-1]) or {}, pages[-1].name):
        following = {**params, **_parameters(link, pages[0])}
        if following in requested:
            raise _link_error(f"{pages[-1].name} links to an earlier page", link)
        if len(pages) == MOST_PAGES:
            raise _link_error(f"{pages[0].name} has more than {MOST_PAGES} pages", link)
        requested.append(following)
        pages.append(get(path, following, **how))
    return joined(pages)


def joined(pages: Sequence[Payload]) -> Payload:
    """Return the pages as one payload like the first, without its etag."""
    first, *rest = pages
    if not rest:
        return first
    if sum(len(page.body) for page in pages) > LARGEST_BODY:
        raise ParseError(f"the pages of {first.name} exceed {LARGEST_BODY:,} bytes in total")
    return replace(first, body=b"\n".join(page.body for page in pages), etag="")


def read(payload: Payload) -> list[dict[str, Any]]:
    """Return the pages of a body. Raises ParseError if one is missing."""
    pages = fields.json_objects(payload)
    for page in pages[:-1]:
        if not _next(page, payload.name):
            raise ParseError(f"{payload.name} continues after its last page", datum=payload.url)
    if _next(pages[-1], payload.name):
        raise ParseError(
            f"{payload.name} lacks its next page",
            datum=payload.url,
            remedy="concatenate its pages into one file",
        )
    return pages


def unknown(pages: Sequence[Mapping[str, Any]]) -> frozenset[str]:
    """Return the unknown links of ``pages``."""
    return fields.unknown((page.get("links") or {} for page in pages), LINKS, "links")


def _next(page: Mapping[str, Any], where: str) -> str:
    """Return the link to the next page, empty on the last. Raises ParseError for other forms."""
    links = page.get("links")
    link = links.get("next") if isinstance(links, dict) else links
    if link is None:
        return ""
    if not isinstance(links, dict) or not isinstance(link, str):
        raise ParseError(f"{where} has invalid 'links'", datum=where)
    return link


def _parameters(link: str, first: Payload) -> dict[str, str]:
    """Return the query parameters of a link to the same address as the first page."""
    try:
        address, target = urlsplit(first.url), urlsplit(urljoin(first.url, link))
        same = address[:3] == target[:3] and not target.username
        params = dict(parse_qsl(target.query, strict_parsing=True, max_num_fields=20))
    except ValueError:
        same, params = False, {}
    if not same:
        raise _link_error(f"{first.name} links to {link[:100]!r}, which is not followed", link)
    return params


def _link_error(fact: str, link: str) -> ParseError:
    return ParseError(
        fact, datum=link, remedy="run the command again; if that does not help, update the tracker"
    )
