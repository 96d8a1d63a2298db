"""Examples of everything LINE's own description of its webhooks knows.

The description is not part of this repository: it lies beside the checkout, or nowhere.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

DESCRIPTION = Path(__file__).parents[3] / "shared" / "line-openapi" / "webhook.yml"
Json = dict[str, Any]


def schemas() -> Json:
    """The named schemas, or none where the description is absent."""
    if not DESCRIPTION.exists():
        return {}
    described = yaml.safe_load(DESCRIPTION.read_text("utf-8"))
    return dict(described["components"]["schemas"])


def variants(name: str) -> dict[str, Json]:
    """An example of each type a schema with a discriminator may have, by the type's word."""
    known = schemas()
    if not known:
        return {}
    discriminator = known[name]["discriminator"]
    return {
        word: _example(known, known[pointer.rsplit("/", 1)[1]])
        | {discriminator["propertyName"]: word}
        for word, pointer in discriminator["mapping"].items()
    }


def _example(known: Json, schema: Json) -> Any:
    if "$ref" in schema:
        return _example(known, known[schema["$ref"].rsplit("/", 1)[1]])
    if "enum" in schema:
        return schema["enum"][0]
    if "allOf" in schema:
        merged: Json = {}
        for part in schema["allOf"]:
            merged |= _example(known, part)
        return merged
    if "discriminator" in schema:  # the first of its kinds stands for all
        word, pointer = next(iter(schema["discriminator"]["mapping"].items()))
        return (
            _plain(known, schema) | _flat(known, known[pointer.rsplit("/", 1)[1]]) | {"type": word}
        )
    return _plain(known, schema)


def _flat(known: Json, schema: Json) -> Json:
    """The properties a kind adds, without walking back into its discriminator."""
    merged: Json = {}
    for part in schema.get("allOf", [schema]):
        merged |= _plain(known, part) if "$ref" not in part else {}
    return merged


def _plain(known: Json, schema: Json) -> Any:
    match schema.get("type", "object"):
        case "array":
            return [_example(known, schema["items"])]
        case "integer":
            return 1_700_000_000_000
        case "number":
            return 25.03
        case "boolean":
            return True
        case "string":
            return "https://example.com/x" if schema.get("format") == "uri" else "x"
        case _:
            parts = schema.get("properties", {})
            return {name: _example(known, part) for name, part in parts.items()}
