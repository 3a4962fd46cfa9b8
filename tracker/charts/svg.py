"""Conversion of an SVG of matplotlib to an accessible file, or to an element of a web page.

Both have a title and a description, and a title for each box with values (`layout.tooltip`), which
a browser shows under the pointer. An element of a page has no style of its own, so that a strict
content security policy lets it pass, and its colours turn with the page: see `dark_rules`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree import ElementTree as ET

from tracker.charts.fonts import OWN
from tracker.charts.layout import TOOLTIP
from tracker.charts.text import clean
from tracker.charts.theme import (
    GREY,
    KNOWN,
    PAIR,
    REST,
    THEMES,
    TINTS,
    house_tones,
    readable,
    tint,
    visible,
)

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
NAMESPACES = {
    "": SVG,
    "xlink": XLINK,
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "cc": "http://creativecommons.org/ns#",
    "dc": "http://purl.org/dc/elements/1.1/",
}
TYPEFACES = (
    "Inter, 'Helvetica Neue', Arial, 'Noto Sans CJK SC', 'PingFang SC', 'Microsoft YaHei',"
    " sans-serif"
)
"""What a browser or an editor draws text with: Inter, or what is like it."""
_OWN = re.compile(rf"['\"]?{OWN}['\"]?(?:, ?'[^']*')*")
_SHORTHAND = re.compile(r"(?:(bold|\d{3}) )?([\d.]+px) (.*)")


def accessible(drawn: bytes, title: str, description: str) -> bytes:
    """Return a picture as a file: role, title, description, values as tooltips, fallback fonts."""
    root = _parse(drawn)
    _describe(root, title, description)
    for element in root.iter():
        style = element.get("style", "")
        if "font" in style:
            element.set("style", _OWN.sub(TYPEFACES, style))
    return _to_bytes(root)


def inline(picture: bytes, name: str) -> str:
    """Return a picture as an element of a web page; ``name`` keeps its ids apart from others."""
    root = _parse(picture)
    title, description = (root.findtext(f"{{{SVG}}}{tag}") or "" for tag in ("title", "desc"))
    for defs in root.iter(f"{{{SVG}}}defs"):
        for style in defs.findall(f"{{{SVG}}}style"):
            defs.remove(style)
    for metadata in root.findall(f"{{{SVG}}}metadata"):
        root.remove(metadata)
    for size in ("width", "height"):
        root.attrib.pop(size, None)
    root.attrib |= {
        "class": "chart",
        "stroke-linejoin": "round",
        "stroke-linecap": "butt",
        "aria-labelledby": f"{name}-title",
    }
    _describe(root, title, description)
    for element in root.iter():
        for key, value in list(_style_attributes(element)):
            element.set(key, value)
        _prefix_ids(element, name)
    heading = root.find(f"{{{SVG}}}title")
    if heading is not None:
        heading.set("id", f"{name}-title")
    return _to_bytes(root).decode("utf-8").partition("?>")[2].strip()


def dark_rules() -> str:
    """Return the style sheet that turns the colours of charts for light paper to those for dark.

    Its rules name no ancestor: what a `use` element copies has none.
    """
    light, dark = THEMES["light"], THEMES["dark"]
    hues = [*KNOWN.values(), *REST, *PAIR]
    tones = [GREY, *(tint(hue, place) for hue in hues for place in range(len(TINTS)))]
    tones += house_tones()
    pairs = {
        **{visible(tone, light): visible(tone, dark) for tone in tones},
        **{readable(tone, light): readable(tone, dark) for tone in tones},
        **dict(zip(light, dark, strict=True)),
    }
    return "".join(
        f'[{part}="{before}"] {{ {part}: {after} }}\n'
        for before, after in pairs.items()
        for part in ("fill", "stroke")
        if before != after
    )


def _describe(root: ET.Element, title: str, description: str) -> None:
    """Add title and description first, as screen readers need them, and the values of the boxes."""
    for tag in ("title", "desc"):
        for old in root.findall(f"{{{SVG}}}{tag}"):
            root.remove(old)
    root.set("role", "img")
    for position, (tag, text) in enumerate((("title", title), ("desc", description))):
        element = ET.Element(f"{{{SVG}}}{tag}")
        element.text = clean(text)
        root.insert(position, element)
    boxes = [element for element in root.iter() if element.get("id", "").startswith(TOOLTIP)]
    for element in boxes:
        text = element.attrib.pop("id").removeprefix(TOOLTIP)
        element.set("pointer-events", "all")
        value = ET.Element(f"{{{SVG}}}title")
        value.text = text
        element.insert(0, value)


def _style_attributes(element: ET.Element) -> Iterator[tuple[str, str]]:
    """Yield the attributes that are equivalent to the style of an element."""
    for rule in element.attrib.pop("style", "").split(";"):
        key, _, value = (part.strip() for part in rule.partition(":"))
        shorthand = _SHORTHAND.fullmatch(value) if key == "font" else None
        if shorthand:
            weight, size, family = shorthand.groups()
            yield from (("font-size", size), ("font-family", family))
            if weight:
                yield "font-weight", weight
        elif key:
            yield key, value


def _prefix_ids(element: ET.Element, name: str) -> None:
    """Prefix the ids of an element, so that no other picture in the page has them."""
    for key, value in element.attrib.items():
        if key == "id":
            element.set(key, f"{name}-{value}")
        elif key == f"{{{XLINK}}}href":
            element.set(key, value.replace("#", f"#{name}-"))
        elif "url(#" in value:
            element.set(key, value.replace("url(#", f"url(#{name}-"))


def _parse(drawn: bytes) -> ET.Element:
    return ET.fromstring(drawn)  # noqa: S314 - written here, never fetched


def _to_bytes(root: ET.Element) -> bytes:
    for prefix, uri in NAMESPACES.items():
        ET.register_namespace(prefix, uri)
    text: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return text + b"\n"
