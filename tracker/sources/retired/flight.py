"""The payload inside OpenRouter's rankings page, which had the figures until May 2026.

The page is made by Next.js, which sends its tree of components twice: as HTML, and as rows
for the browser (React's "flight" format). From February 2025 to 16 May 2026 the rows held the
figures; since then the page is a shell with the same sections and no figures in it.

There are two forms. An HTML page has the rows as JSON strings in ``self.__next_f.push([1,"…"])``,
cut anywhere, to be joined. A bare body (``text/x-component``) has them as they are.

A row is ``<hex id>:<content>`` and a newline. The content is JSON, or ``I[module,[chunks],"Name"]``
(a component's code), or ``T<hex>,`` and that number of bytes of text without a newline; rows of
other kinds (hints, errors, debug) are skipped. An element is ``["$",type,key,{props}]``; a type or
child ``"$L4e"`` or ``"$4e"`` refers to row 4e. ``"$4e:…"``, a reference into a row, never led to
figures and is not followed.

Row ids, module numbers and the order of rows differ from build to build and from one request to
the next, and scrapers that used positions have recorded one chart as another. Only two things
are constant: the name a component is imported by, and the ``id`` of the section that leads to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bs4 import BeautifulSoup
from bs4.exceptions import ParserRejectedMarkup
from bs4.filter import SoupStrainer

from tracker.errors import ParseError
from tracker.records import Payload
from tracker.sources.fields import STRICT, start, text

SECTIONS = (
    "leaderboard",
    "market-share",
    "benchmarks",
    "performance",
    "categories",
    "natural-languages",
    "programming-languages",
    "context-length",
    "tools",
    "images",
    "audio",
    "apps",
)
WANTED = frozenset(
    (
        "ModelCharts",
        "ModelRankingsTable",
        "TokensByModelAuthorChart",
        "ModelRankingsChart",
        "AppRankingsTable",
    )
)

_PAGE = re.compile(rb"<(?:!doctype html|html)\b", re.IGNORECASE)
_STREAM = re.compile(
    rb'[0-9a-f]+:(?:"\$|I\[|[DE]?\{|\[|T[0-9a-f]+,|(?:null|true|false)\n)|:HL\[|:N\d'
)
_PUSH = "self.__next_f.push("
_HEAD = re.compile(rb"\s*([0-9a-f]*):(?:T([0-9a-f]+),)?")
_KEPT = (b"I[", *(bytes((first,)) for first in b'[{"-0123456789tfn'))
_REFERENCE = re.compile(r"\$L?([0-9a-f]+)")
_MENTION = re.compile(rb'"id":"(?:%b)"|"\$L?([0-9a-f]+)"' % "|".join(SECTIONS).encode())
_NAMES = tuple(f'"{component}"'.encode() for component in WANTED)


@dataclass(frozen=True)
class Block:
    """The props of one component of the page, and its section."""

    section: str | None
    component: str
    props: dict[str, Any]


def is_page(payload: Payload) -> bool:
    """Return whether it is an HTML page made by Next.js, with or without figures."""
    return _PAGE.match(start(payload)) is not None and b"__next_f" in payload.body


def is_stream(payload: Payload) -> bool:
    """Return whether it is a bare stream of rows."""
    return _STREAM.match(start(payload)) is not None


def blocks(payload: Payload) -> list[Block]:
    """Return the blocks of ``WANTED`` components in the order of ``SECTIONS``; a shell has none.

    A block outside every known section has None for it and is last. Raises ParseError for
    what is neither a page nor its rows, and for rows that are cut short or cannot be read.
    """
    rows = _rows(payload)
    imports = _imports(payload, rows)
    by_element: dict[tuple[int, str | None], Block] = {}
    for element, section in _elements(payload, rows, imports):
        component = imports[_row(element[1])]
        by_element[id(element), section] = Block(section, component, element[3])
    placed = {element for element, section in by_element if section}
    return sorted(
        (
            block
            for (element, section), block in by_element.items()
            if section or element not in placed
        ),
        key=lambda block: ((*SECTIONS, None).index(block.section), block.component),
    )


def _elements(
    payload: Payload, rows: dict[str, bytes], imports: dict[str, str]
) -> Iterator[tuple[list[Any], str | None]]:
    """Yield elements of the imported components with their innermost section.

    The walk starts at every row that names a section or such a component, in no section. It takes
    each row once per section, so cycles end, and a row is the same object whenever it is met.
    """
    trees: dict[str, Any] = {}
    visited = set()
    todo: list[tuple[Any, str | None]] = [
        (f"${row}", None) for row, content in rows.items() if _is_start(content, imports)
    ]
    while todo:
        node, section = todo.pop()
        if isinstance(node, str):
            row = _row(node)
            if row and (row, section) not in visited:
                visited.add((row, section))
                if row not in trees:
                    trees[row] = _tree(payload, rows, row)
                todo.append((trees[row], section))
        elif isinstance(node, dict):
            identifier = node.get("id")
            inner = (
                identifier if isinstance(identifier, str) and identifier in SECTIONS else section
            )
            todo += [(child, inner) for child in node.values()]
        elif isinstance(node, list):
            if _is_element(node, imports):
                yield node, section
            else:
                todo += [(child, section) for child in node]


def _is_start(content: bytes, imports: dict[str, str]) -> bool:
    return content[:1] != b"I" and any(
        match[1] is None or match[1].decode() in imports for match in _MENTION.finditer(content)
    )


def _is_element(node: list[Any], imports: dict[str, str]) -> bool:
    return (
        len(node) >= 4
        and node[0] == "$"
        and isinstance(node[1], str)
        and isinstance(node[3], dict)
        and _row(node[1]) in imports
    )


def _row(reference: str) -> str:
    """Return the row id that a string refers to, or an empty string."""
    match = _REFERENCE.fullmatch(reference) if reference[:1] == "$" else None
    return match[1] if match else ""


def _tree(payload: Payload, rows: dict[str, bytes], row: str) -> Any:
    """Return a row as JSON, or None if it has no tree."""
    content = rows.get(row)
    if content is None:
        # The server sends every row it refers to: one that is missing was cut off.
        raise ParseError(f"{payload.name} refers to a row that it does not have", datum=payload.url)
    return _read(payload, content) if content and content[:1] != b"I" else None


def _imports(payload: Payload, rows: dict[str, bytes]) -> dict[str, str]:
    """Return row id → name of the imported wanted component."""
    components = {}
    for row, content in rows.items():
        if content[:1] == b"I" and any(name in content for name in _NAMES):
            imported = _read(payload, content[1:])
            name = imported[2] if len(imported) > 2 else None
            if isinstance(name, str) and name in WANTED:
                components[row] = name
    return components


def _rows(payload: Payload) -> dict[str, bytes]:
    """Return row id → content: JSON or an import, empty for other kinds."""
    is_html = is_page(payload)
    stream = _pushed(payload) if is_html else start(payload)
    if not is_html and not is_stream(payload):
        raise ParseError(f"{payload.name} is not a page of the rankings", datum=payload.url)
    rows: dict[str, bytes] = {}
    at = 0
    while head := _HEAD.match(stream, at):
        row, first = head[1].decode(), head.end()
        if head[2]:
            at, content = min(first + int(head[2], 16), len(stream) + 1), b""
        else:
            end = stream.find(b"\n", first)
            at = len(stream) if end < 0 else end
            content = stream[first:at] if stream.startswith(_KEPT, first) else b""
        # Debug rows have the id of the row they are about, and go before it.
        rows[row] = rows.get(row) or content
    if at > len(stream) or stream[at:].strip():
        raise _unreadable(payload)
    return rows


def _pushed(payload: Payload) -> bytes:
    """Return the joined data that the scripts of a page push."""
    page = text(payload)
    # Between the first push and the last there is hardly anything but scripts. What the reader
    # sees of the page is outside, and would take longer to parse than all the rest.
    first, last = page.find("__next_f"), page.rfind("__next_f")
    end = page.find("</script>", last)
    page = page[max(page.rfind("<script", 0, first), 0) : None if end < 0 else end + 9]
    try:
        soup = BeautifulSoup(page, "lxml", parse_only=SoupStrainer("script"))
        written = (script.string or "" for script in soup.find_all("script"))
        pushed = (_read(payload, push.partition(_PUSH)[2]) for push in written if _PUSH in push)
        return "".join(push[1] for push in pushed if push[0] == 1).encode()
    except (ParserRejectedMarkup, TypeError, LookupError, UnicodeEncodeError):
        raise _unreadable(payload) from None


def _read(payload: Payload, content: bytes | str) -> Any:
    """Return the JSON of a row or pushed by a script."""
    try:
        row_text = content if isinstance(content, str) else content.decode()
        value, end = STRICT.raw_decode(row_text)
    except (ValueError, RecursionError):
        raise _unreadable(payload) from None
    if row_text[end:].strip(" \r\n);"):
        raise _unreadable(payload)
    return value


def _unreadable(payload: Payload) -> ParseError:
    return ParseError(f"{payload.name} has a row that cannot be read", datum=payload.url)
