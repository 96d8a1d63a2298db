"""Checks recorded traffic against LINE's own OpenAPI files, where they lie beside the checkout."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import yaml
from jsonschema import Draft202012Validator

from sandbox.line.world import Call

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "line-openapi"
NEWER_EVENTS = {"messageEdited"}
"""Events LINE has published after these files."""
LOGIN_TOKEN = "/oauth2/v2.1/token"
"""LINE Login exchanges codes at the path where channels get v2.1 tokens, and has no file."""
_LEAF = {
    *("type", "enum", "pattern", "minLength", "maxLength", "minItems", "maxItems"),
    *("minimum", "maximum"),
}
_FILES = ("messaging-api", "liff", "channel-access-token")


def present() -> bool:
    """Whether the files are there."""
    return FOLDER.is_dir()


@cache
def _read(name: str) -> dict[str, Any]:
    document: dict[str, Any] = yaml.safe_load((FOLDER / f"{name}.yml").read_text())
    return document


class Checker:
    """Walks one OpenAPI 3.0 document; `faults` gathers what does not fit."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.document = document
        self.faults: list[str] = []

    def resolve(self, schema: dict[str, Any]) -> dict[str, Any]:
        while "$ref" in schema:
            found: Any = self.document
            for step in schema["$ref"].removeprefix("#/").split("/"):
                found = found[step]
            schema = found
        return schema

    def check(
        self, schema: dict[str, Any], value: Any, where: str, *, chosen: bool = False
    ) -> None:
        """`chosen`: a discriminator has already led here, so it does not lead again."""
        schema = self.resolve(schema)
        if value is None and schema.get("nullable"):
            return
        mapping = schema.get("discriminator", {}).get("mapping")
        if mapping and not chosen and isinstance(value, dict):
            target = mapping.get(value.get(schema["discriminator"]["propertyName"]))
            if target is not None:
                return self.check({"$ref": target}, value, where, chosen=True)
        if "oneOf" in schema:
            return self._check_one_of(schema["oneOf"], value, where)
        for part in schema.get("allOf", []):
            self.check(part, value, where, chosen=True)
        self._check_leaf(schema, value, where)
        if isinstance(value, dict):
            self._check_properties(schema, value, where)
        if isinstance(value, list) and "items" in schema:
            for index, item in enumerate(value):
                self.check(schema["items"], item, f"{where}[{index}]")

    def _check_one_of(self, options: list[dict[str, Any]], value: Any, where: str) -> None:
        tries = []
        for option in options:
            trial = Checker(self.document)
            trial.check(option, value, where)
            tries.append(trial.faults)
        if all(tries):
            self.faults.extend(tries[0])

    def _check_leaf(self, schema: dict[str, Any], value: Any, where: str) -> None:
        leaf = {key: schema[key] for key in _LEAF & schema.keys()}
        for fault in Draft202012Validator(leaf).iter_errors(value):
            self.faults.append(f"{where}: {fault.message}")

    def _check_properties(self, schema: dict[str, Any], value: dict[str, Any], where: str) -> None:
        for name in schema.get("required", []):
            if name not in value:
                self.faults.append(f"{where}: {name} is missing")
        for name, part in schema.get("properties", {}).items():
            if name in value:
                self.check(part, value[name], f"{where}.{name}")

    def known(self, schema: dict[str, Any], value: dict[str, Any]) -> set[str]:
        """Every property name the schema (with the parts its discriminator chooses) describes."""
        schema = self.resolve(schema)
        names = set(schema.get("properties", {}))
        discriminator = schema.get("discriminator", {})
        target = discriminator.get("mapping", {}).get(value.get(discriminator.get("propertyName")))
        parts = list(schema.get("allOf", []))
        for part in [*parts, *([{"$ref": target}] if target else [])]:
            resolved = self.resolve(part)
            names |= set(resolved.get("properties", {}))
            for deeper in resolved.get("allOf", []):
                names |= set(self.resolve(deeper).get("properties", {}))
        return names


def _operation(call: Call) -> tuple[dict[str, Any], dict[str, Any]] | None:
    """The document and operation for a call; None for what LINE has no file about."""
    for name in _FILES:
        document = _read(name)
        paths = document["paths"]
        for template in sorted(paths, key=lambda one: one != call.path):  # /list is no {id}
            item = paths[template]
            pattern = re.sub(r"\\\{[^/]+\\\}", "[^/]+", re.escape(template))
            if re.fullmatch(pattern, call.path) and call.method.lower() in item:
                return document, item[call.method.lower()]
    return None


def faults_of_call(call: Call) -> list[str]:
    """What in a recorded call contradicts LINE's file."""
    found = _operation(call)
    if found is None:
        return []
    document, operation = found
    checker = Checker(document)
    where = f"{call.method} {call.path}"
    if call.path == LOGIN_TOKEN and b"client_credentials" not in call.request_body:
        return []
    if call.status < 300 and call.request_body:
        _check_request(checker, operation, call, where)
    if call.response_body and call.response_type == "application/json":
        _check_answer(checker, operation, call, f"{where} -> {call.status}")
    return checker.faults


def _check_request(checker: Checker, operation: dict[str, Any], call: Call, where: str) -> None:
    content = operation["requestBody"]["content"]
    if "*/*" in content:
        return
    if call.request_type not in content:
        checker.faults.append(f"{where}: content type {call.request_type}")
        return
    if call.request_type == "application/json":
        body = json.loads(call.request_body)
    else:
        body = dict(parse_qsl(call.request_body.decode()))
    checker.check(content[call.request_type]["schema"], body, where)


def _check_answer(checker: Checker, operation: dict[str, Any], call: Call, where: str) -> None:
    answers = operation["responses"]
    body = json.loads(call.response_body)
    content = answers.get(str(call.status), {}).get("content", {})
    schemas = checker.document["components"]["schemas"]
    schema = content.get("application/json", {}).get("schema")
    if schema is None and call.status >= 400 and "ErrorResponse" in schemas:
        schema = {"$ref": "#/components/schemas/ErrorResponse"}
    if schema is None:
        return
    checker.check(schema, body, where)
    for name in body.keys() - checker.known(schema, body):
        # A refused assertion key is answered like a Messaging API error (reference, "Issue …").
        if name != "message":
            checker.faults.append(f"{where}: LINE's file knows no {name}")


def faults_of_webhook(body: bytes) -> list[str]:
    """What in a webhook body contradicts LINE's file; unknown types need the common shape only."""
    checker = Checker(_read("webhook"))
    request = json.loads(body)
    schemas = checker.document["components"]["schemas"]
    checker.check(schemas["CallbackRequest"], request, "webhook")
    for event in request["events"]:
        where = f"webhook {event['type']}"
        if event["type"] not in schemas["Event"]["discriminator"]["mapping"]:
            continue
        for name in event.keys() - checker.known(schemas["Event"], event):
            checker.faults.append(f"{where}: LINE's file knows no {name}")
        content = event.get("message", {})
        kinds = schemas["MessageContent"]["discriminator"]["mapping"]
        if content.get("type") in kinds:
            for name in content.keys() - checker.known(schemas["MessageContent"], content):
                checker.faults.append(f"{where}.message: LINE's file knows no {name}")
    return checker.faults
