"""An SVG as matplotlib writes it → one that says what it shows; and one to stand in a web page.

Both have a title and a description, and a title for each place that tells its values (`placing`),
which a browser shows where the pointer rests. What stands in a page has no style of its own, so
that a strict content security policy lets it pass, and its colours turn with the page: see
`dark_rules`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree import ElementTree as ET

from tracker.charts.layout import TOLD
from tracker.charts.text import FONT, clean
from tracker.charts.theme import GREY, KNOWN, REST, THEMES, readable, visible

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
NAMESPACES = {
    "": SVG,
    "xlink": XLINK,
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "cc": "http://creativecommons.org/ns#",
    "dc": "http://purl.org/dc/elements/1.1/",
}
FALLBACKS = f"'{FONT}', Verdana, sans-serif"
_SHORTHAND = re.compile(r"(?:(bold|\d{3}) )?([\d.]+px) (.*)")


def spoken(drawn: bytes, title: str, description: str) -> bytes:
    """The picture as a file: role, title and description for who cannot see it, the values of its
    places, fonts to fall back on."""
    root = _parsed(drawn)
    _describe(root, title, description)
    for element in root.iter():
        style = element.get("style", "")
        if "font" in style:
            element.set("style", re.sub(rf"['\"]?{FONT}['\"]?", FALLBACKS, style))
    return _written(root)


def inline(picture: bytes, name: str) -> str:
    """The same picture as an element for a web page: ``name`` keeps its ids apart from others."""
    root = _parsed(picture)
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
        for key, value in list(_unstyled(element)):
            element.set(key, value)
        _keep_apart(element, name)
    heading = root.find(f"{{{SVG}}}title")
    if heading is not None:
        heading.set("id", f"{name}-title")
    return _written(root).decode("utf-8").partition("?>")[2].strip()


def dark_rules() -> str:
    """The style sheet that turns the colours of charts drawn for light paper to those for dark."""
    light, dark = THEMES["light"], THEMES["dark"]
    tones = [GREY, *KNOWN.values(), *REST]
    pairs = {
        **{visible(tone, light): visible(tone, dark) for tone in tones},
        **{readable(tone, light): readable(tone, dark) for tone in tones},
        **dict(zip(light, dark, strict=True)),
    }
    return "".join(
        f'.chart [{part}="{one}"] {{ {part}: {other} }}\n'
        for one, other in pairs.items()
        for part in ("fill", "stroke")
        if one != other
    )


def _describe(root: ET.Element, title: str, description: str) -> None:
    """Title and description first, as readers want them; the values of the places below."""
    for tag in ("title", "desc"):
        for old in root.findall(f"{{{SVG}}}{tag}"):
            root.remove(old)
    root.set("role", "img")
    for place, (tag, text) in enumerate((("title", title), ("desc", description))):
        element = ET.Element(f"{{{SVG}}}{tag}")
        element.text = clean(text)
        root.insert(place, element)
    told = [element for element in root.iter() if element.get("id", "").startswith(TOLD)]
    for element in told:
        text = element.attrib.pop("id").removeprefix(TOLD)
        element.set("pointer-events", "all")
        value = ET.Element(f"{{{SVG}}}title")
        value.text = text
        element.insert(0, value)


def _unstyled(element: ET.Element) -> Iterator[tuple[str, str]]:
    """The attributes that say what the style of an element says."""
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


def _keep_apart(element: ET.Element, name: str) -> None:
    """Ids that another picture in the page cannot have."""
    for key, value in element.attrib.items():
        if key == "id":
            element.set(key, f"{name}-{value}")
        elif key == f"{{{XLINK}}}href":
            element.set(key, value.replace("#", f"#{name}-"))
        elif "url(#" in value:
            element.set(key, value.replace("url(#", f"url(#{name}-"))


def _parsed(drawn: bytes) -> ET.Element:
    return ET.fromstring(drawn)  # noqa: S314 - written here, never fetched


def _written(root: ET.Element) -> bytes:
    for prefix, uri in NAMESPACES.items():
        ET.register_namespace(prefix, uri)
    text: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return text + b"\n"
