"""The rankings page as it was until May 2026, small, with figures of our own invention."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from random import Random
from typing import Any

Blocks = Mapping[tuple[str | None, str], Mapping[str, Any]]

SHELL: Blocks = {}
"""A page with no figures in it."""


def page_html(blocks: Blocks, seed: int = 0) -> bytes:
    """A page whose scripts push the rows, cut anywhere."""
    return html_of(page_stream(blocks, seed), seed)


def page_stream(blocks: Blocks, seed: int = 0) -> bytes:
    """The rows, in an order and with ids that ``seed`` chooses.

    ``blocks`` has the props of a component by its section (None: outside all) and its name.
    """
    rng = Random(seed)
    rows = page_rows(blocks, rng)
    rng.shuffle(rows)
    return "".join(rows).encode()


def page_rows(blocks: Blocks, rng: Random) -> list[str]:
    """Each row with what ends it. Text rows end with their length, all others with a newline."""
    ids = iter([f"{number:x}" for number in rng.sample(range(4096), 20 + 3 * len(blocks))])
    suspense, page, title = next(ids), next(ids), next(ids)
    imports = {component: next(ids) for _, component in sorted(blocks, key=str)}
    rows = [
        f'{suspense}:"$Sreact.suspense"\n',
        ':HL["/_next/static/media/letters.woff2","font",{"crossOrigin":""}]\n',
        f'{next(ids)}:E{{"digest":"2718"}}\n',
        f"{next(ids)}:null\n",
        text_row(next(ids), "a line\n5:[cut] žluťoučký 模型 🦊\n"),
        text_row(title, "Tools,\nimages"),
        f'{next(ids)}:I[{rng.randrange(99999)},[],""]\n',
    ]
    rows += [
        f'{row}:I[{rng.randrange(99999)},["7","static/chunks/7.js"],"{name}"]\n'
        for name, row in imports.items()
    ]
    below: dict[str | None, list[Any]] = {None: [_element("h2", children=f"${title}")]}
    for (section, component), props in blocks.items():
        waiting, data = next(ids), next(ids)
        bones = _element("div", className="animate-pulse", style={"height": 320})
        rows.append(
            _row(waiting, _element(f"${suspense}", fallback=bones, children=f"$L{data}")),
        )
        rows.append(_row(data, _element(f"$L{imports[component]}", **props)))
        below.setdefault(section, []).append(f"$L{waiting}")
    loose = below.pop(None)
    divs = [_element("div", id=section, children=inner) for section, inner in below.items()]
    if divs:  # as the apps did, the last section stands in a row of its own
        own = next(ids)
        rows.append(_row(own, divs[-1]))
        divs[-1] = f"$L{own}"
    rows.append(_row(page, _element("section", id="page-content", children=[*loose, *divs])))
    rows.append(_row(next(ids), {"P": None, "b": "build", "f": [[f"$L{page}", "$undefined"]]}))
    return rows


def html_of(stream: bytes, seed: int = 0) -> bytes:
    """A page around rows."""
    rng, written = Random(seed), stream.decode()
    cuts = sorted(rng.randrange(len(written) + 1) for _ in range(12))
    pieces = [written[a:b] for a, b in zip([0, *cuts], [*cuts, len(written)], strict=True)]
    return html_of_pieces(pieces)


def html_of_pieces(pieces: Iterable[str]) -> bytes:
    """A page whose scripts push these pieces."""
    pushes = "".join(
        f"<script>self.__next_f.push({_json([1, piece])})</script>" for piece in pieces
    )
    return (
        '<!DOCTYPE html><html lang="en"><head><meta charSet="utf-8"/><title>Rankings</title>'
        '<script src="/_next/static/chunks/7.js" async=""></script></head><body>'
        '<div id="tools"><p>a drawing of the page &amp; more</p></div>'
        "<script>(self.__next_f=self.__next_f||[]).push([0])</script>"
        f'{pushes}<div hidden id="S:0"><p>drawn later</p></div></body></html>'
    ).encode()


def text_row(row: str, text: str) -> str:
    return f"{row}:T{len(text.encode()):x},{text}"


def _row(row: str, tree: Any) -> str:
    return f"{row}:{_json(tree)}\n"


def _element(kind: str, /, **props: Any) -> list[Any]:
    return ["$", kind, None, props]


def _json(value: Any) -> str:
    """JSON as the page writes it: compact, and no ``<`` that could end a script."""
    written = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return written.replace("<", "\\u003c")
