"""Checks of JSON values that answer in the words of Slack's own validator.

Slack reports a fault as ``reason [json-pointer:/blocks/0/text/text]``; reasons seen in the wild,
such as "must be less than 3001 characters", are worded the same here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

Check = Callable[[Any, str], Iterable[str]]
"""Takes a value and its JSON pointer; yields one line per fault."""


def fault(reason: str, pointer: str) -> str:
    """One line as Slack writes it."""
    return f"{reason} [json-pointer:{pointer}]"


def string(most: int, least: int = 1) -> Check:
    """A string of `least` to `most` characters."""

    def check(value: Any, pointer: str) -> Iterator[str]:
        if not isinstance(value, str):
            yield fault("must provide a string", pointer)
        elif len(value) > most:
            yield fault(f"must be less than {most + 1} characters", pointer)
        elif len(value) < least:
            yield fault(f"must be more than {least - 1} characters", pointer)

    return check


def link(most: int = 3000) -> Check:
    """An http or https address."""
    length = string(most)

    def check(value: Any, pointer: str) -> Iterator[str]:
        yield from length(value, pointer)
        if isinstance(value, str) and not value.startswith(("http://", "https://")):
            yield fault("must be a valid URL", pointer)

    return check


def flag(value: Any, pointer: str) -> Iterator[str]:
    """True or false."""
    if not isinstance(value, bool):
        yield fault("must be a boolean", pointer)


def number(low: int, high: int) -> Check:
    """A whole number from `low` to `high`."""

    def check(value: Any, pointer: str) -> Iterator[str]:
        if not isinstance(value, int) or isinstance(value, bool):
            yield fault("must provide an integer", pointer)
        elif not low <= value <= high:
            yield fault(f"must be between {low} and {high}", pointer)

    return check


def anything(value: Any, pointer: str) -> Iterator[str]:
    """No limit that this stand-in knows of."""
    yield from ()


def choice(*allowed: str) -> Check:
    """One of the listed words."""

    def check(value: Any, pointer: str) -> Iterator[str]:
        if value not in allowed:
            yield fault(f"value must be one of: {', '.join(allowed)}", pointer)

    return check


def listing(of: Check, most: int, least: int = 1) -> Check:
    """A list of `least` to `most` items."""

    def check(value: Any, pointer: str) -> Iterator[str]:
        if not isinstance(value, list):
            yield fault("must provide an array", pointer)
            return
        if len(value) > most:
            yield fault(f"no more than {most} items allowed", pointer)
        if len(value) < least:
            yield fault(f"no less than {least} items allowed", pointer)
        for index, item in enumerate(value):
            yield from of(item, f"{pointer}/{index}")

    return check


def record(required: Mapping[str, Check], optional: Mapping[str, Check]) -> Check:
    """An object with these fields and no others; ``type`` is always allowed."""
    known = {**optional, **required}

    def check(value: Any, pointer: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield fault("must provide an object", pointer)
            return
        for name in required:
            if value.get(name) is None:
                yield fault(f"missing required field: {name}", pointer)
        for name, item in value.items():
            if name in known and item is not None:
                yield from known[name](item, f"{pointer}/{name}")
            elif name not in known and name != "type":
                yield fault(f"invalid additional property: {name}", pointer)

    return check


def kinds(table: Mapping[str, Check]) -> Check:
    """An object whose ``type`` picks the check."""

    def check(value: Any, pointer: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield fault("must provide an object", pointer)
        elif "type" not in value:
            yield fault("missing required field: type", pointer)
        elif not isinstance(value["type"], str) or value["type"] not in table:
            yield fault(f"unsupported type: {value['type']}", f"{pointer}/type")
        else:
            yield from table[value["type"]](value, pointer)

    return check


def also(first: Check, *more: Check) -> Check:
    """Every one of these checks."""

    def check(value: Any, pointer: str) -> Iterator[str]:
        for one in (first, *more):
            yield from one(value, pointer)

    return check
