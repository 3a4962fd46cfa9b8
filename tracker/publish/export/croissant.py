"""Description of a folder of tables as Croissant metadata (version 1.1), a JSON-LD of MLCommons.

Dataset search engines and loaders of machine learning read it. Each file has its SHA-256, each
table is a record set with the type and the definition of every column. Croissant has no workbooks.
"""

from __future__ import annotations

from typing import Any

from tracker import __version__
from tracker.columns import column
from tracker.definitions import describe
from tracker.publish.export.datapackage import LICENCES, NAME, PUBLISHER, TITLE
from tracker.publish.export.exports import Export, sources
from tracker.publish.export.files import File, tables_of

INDEX = "croissant.json"
FORMATS = {
    "csv": "text/csv",
    "json": "application/json",
    "parquet": "application/x-parquet",
}
"""The forms that Croissant has, with the media types that its tools know."""
TYPES = {
    "string": "sc:Text",
    "integer": "cr:Int64",
    "number": "sc:Float",
    "boolean": "sc:Boolean",
    "date": "sc:Date",
    "datetime": "sc:DateTime",
}
"""The data types by the types of columns. In JSON a depth may also be the word `all`."""
CONTEXT = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "arrayShape": "cr:arrayShape",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "containedIn": "cr:containedIn",
    "cr": "http://mlcommons.org/croissant/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "description": {"@container": "@language"},
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileObject": "cr:fileObject",
    "fileProperty": "cr:fileProperty",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isArray": "cr:isArray",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "name": {"@container": "@language"},
    "parentField": "cr:parentField",
    "path": "cr:path",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}
"""The words of the standard, whole: its validator warns where one is missing."""


def metadata(written: list[File]) -> dict[str, Any]:
    """Return the content of `croissant.json` for the files of a folder."""
    exports = tables_of(written)
    source = sources(exports)
    newest = max((export.as_of for export in exports if export.as_of), default=None)
    return {
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.1",
        "name": NAME,
        "description": f"{TITLE}. {source}",
        "url": PUBLISHER,
        "version": __version__,
        "license": _licences(exports),
        "citeAs": source,
        **({"datePublished": newest.date().isoformat()} if newest else {}),
        "distribution": [_file(file) for file in written],
        "recordSet": [_records(file) for file in written],
    }


def _licences(exports: list[Export]) -> list[str]:
    """Return the addresses of the licences, or a sentence where none is stated."""
    used = {terms for export in exports for terms in export.licences.values()}
    return [
        licence.get("path", licence["title"])
        for terms, licence in LICENCES.items()
        if terms in used
    ]


def _file(file: File) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": file.path,
        "name": file.path.rpartition("/")[2],
        "contentUrl": file.path,
        "contentSize": f"{file.bytes} B",
        "encodingFormat": FORMATS[file.form],
        "sha256": file.sha256,
    }


def _records(file: File) -> dict[str, Any]:
    export = file.export
    key = [name for name in export.key if name in file.columns]
    return {
        "@type": "cr:RecordSet",
        "@id": file.name,
        "name": file.name,
        "description": f"{export.title}. {export.source}",
        **({"key": [{"@id": f"{file.name}/{name}"} for name in key]} if key else {}),
        "field": [_field(file, name) for name in file.columns],
    }


def _field(file: File, name: str) -> dict[str, Any]:
    spec = column(name)
    unit = f" Unit: {spec.unit}." if spec.unit else ""
    return {
        "@type": "cr:Field",
        "@id": f"{file.name}/{name}",
        "name": name,
        "description": f"{describe(file.export.name, name)}{unit}",
        "dataType": "sc:Text" if name == "depth" and file.form == "json" else TYPES[spec.kind.type],
        "source": {
            "fileObject": {"@id": file.path},
            "extract": {"jsonPath": f"$[*].{name}"} if file.form == "json" else {"column": name},
        },
    }
