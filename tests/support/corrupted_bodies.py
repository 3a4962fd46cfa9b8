"""Good bodies, spoilt in every way: value by value, key by key, byte by byte, one spliced with another."""

from __future__ import annotations

import json
import re
from typing import Any

from hypothesis import strategies as st
from support.corruption import BODIES, JSON_BODIES, RAW, STRANGE, Place, at, changed, some_place

ODD = [
    "\x1b[2J",
    "\x9b31m",
    "\x7f",
    "e\u0301",
    "\u200b",
    "\ufeff",
    "\U0001f9ea",
    "\u0661\u0662",
    "\u2028",
    "=1+1",
]
_KEY = re.compile(r'"[^"\\]{1,60}": ')


@st.composite
def bodies(draw: st.DrawFn) -> bytes:
    """A body: seldom good, often nearly so."""
    if draw(st.booleans()):
        body = draw(_json())
        if draw(st.booleans()):
            return body
    else:
        body = draw(st.sampled_from(BODIES))
    for _ in range(draw(st.integers(1, 4))):
        body = draw(_in_bytes(body))
    return body


@st.composite
def _json(draw: st.DrawFn) -> bytes:
    found = json.loads(draw(st.sampled_from(JSON_BODIES)))
    for _ in range(draw(st.integers(1, 5))):
        found = draw(_in_structure(found))
    written = json.dumps(found)
    keys = [*_KEY.finditer(written)]
    if keys and draw(st.integers(0, 5)) == 0:
        key = draw(st.sampled_from(keys))
        value = json.dumps(draw(st.sampled_from(STRANGE)))
        written = f"{written[: key.start()]}{key[0]}{value}, {written[key.start() :]}"
    return written.encode()


@st.composite
def _in_structure(draw: st.DrawFn, found: Any) -> Any:
    """A JSON value with one thing in it dropped, put elsewhere too, or with another in its place."""
    place = draw(_places(found))
    kind = draw(st.sampled_from(["drop", "move", "other", "other", "other"]))
    if kind == "drop":
        return changed(found, place, None, drop=True)
    here = at(found, place)
    if kind == "move":
        return changed(found, draw(_places(found)), here, drop=False)
    return changed(found, place, draw(_instead_of(here)), drop=False)


@st.composite
def _instead_of(draw: st.DrawFn, here: Any) -> Any:
    """Something strange, something of another body, or the same wrapped, doubled or renamed."""
    ways = [st.sampled_from([*STRANGE, *ODD]), _foreign(), st.just([here]), st.just({"data": here})]
    if isinstance(here, list) and here:
        ways.append(st.just([*here, draw(st.sampled_from(here))]))
    if isinstance(here, dict) and here:
        key, name = draw(st.sampled_from([*here])), draw(st.sampled_from(ODD) | st.text(max_size=5))
        ways.append(st.just({name if own == key else own: here[own] for own in here}))
    return draw(st.one_of(ways))


@st.composite
def _foreign(draw: st.DrawFn) -> Any:
    found = json.loads(draw(st.sampled_from(JSON_BODIES)))
    return at(found, draw(_places(found)))


@st.composite
def _places(draw: st.DrawFn, found: Any) -> Place:
    data: Any = draw(st.data())
    return some_place(found, data)


@st.composite
def _in_bytes(draw: st.DrawFn, body: bytes) -> bytes:
    """Bytes cut, put in, turned, said again, or spliced with those of another body."""
    first = draw(st.integers(0, len(body)))
    last = draw(st.integers(first, min(len(body), first + 60)) | st.just(len(body)))
    kind = draw(st.sampled_from(["cut", "put", "turn", "again", "splice"]))
    if kind == "cut":
        return body[:first] + body[last:]
    if kind == "turn":
        turned = bytes(byte ^ draw(st.integers(1, 255)) for byte in body[first : first + 3])
        return body[:first] + turned + body[first + 3 :]
    if kind == "again":
        return body[:last] + body[first:]
    if kind == "splice":
        other = draw(st.sampled_from(BODIES))
        return body[:first] + other[draw(st.integers(0, len(other))) :]
    return body[:first] + draw(st.sampled_from(RAW) | st.binary(max_size=6)) + body[last:]
