"""A sample of anything a card shows, built from its type, so that a new card is tested unlisted.

Every text is hostile (`… <!channel> & *x*`) unless its field's name says what shape it needs; a
type whose sample must be particular stands in `SAMPLES`. `variants` gives each card's argument in
all the states its enumerations and literals name, and once with everything optional left out.
"""

from __future__ import annotations

import dataclasses
import enum
import types
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from bot.cards.parts import Card, Tone, prose
from bot.text import Text

HOSTILE = "<!channel> & <https://evil.example|free>"
NOW = datetime(2026, 11, 23, 4, 5, tzinfo=UTC)

#: Texts that need a shape, by the name of their field or argument.
SHAPED = {
    "subject": "site:taipei",
    "conversation": "user:U4af4980629",
    "confirmed_by": "U012AB3CD",
    "person": "U012AB3CD",
    "author": "U012AB3CD",
    "by": "U012AB3CD",
    "actor": "U012AB3CD",
    "acked_by": "U012AB3CD",
    "muted_by": "U012AB3CD",
    "repaired_by": "U012AB3CD",
    "user": "U012AB3CD",
    "link": "https://developers.line.biz/console/",
    "url": "https://example.com/",
    "picture_url": "https://profile.line-scdn.net/0h",
    "what": "changed",
}

#: Samples of types that cannot be built from their fields.
SAMPLES: dict[Any, Any] = {
    bool: True,
    int: 1234,
    float: 0.5,
    datetime: NOW,
    date: NOW.date(),
    timedelta: timedelta(minutes=95),
    Text: Text("A *sentence* about {thing}", (("thing", HOSTILE),)),
    type(None): None,
    Card: Card(HOSTILE, (prose(HOSTILE),), Tone.WARNING, HOSTILE),
}


def sample(kind: Any, name: str = "text") -> Any:
    """One value of a type; `name` is the field or argument it is for."""
    if kind in SAMPLES:
        return SAMPLES[kind]
    if kind is str:
        return SHAPED.get(name, f"{name} {HOSTILE}")
    if get_origin(kind) is not None:
        return _composed(get_origin(kind), get_args(kind), name)
    if isinstance(kind, type) and issubclass(kind, enum.Enum):
        return next(iter(kind))
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        return kind(**{field: sample(of, field) for field, of in fields(kind)})
    raise TypeError(f"no sample for {kind!r} ({name}): add one to SAMPLES")


def _composed(origin: Any, inner: tuple[Any, ...], name: str) -> Any:
    """A sample of a union, a literal or a container: two things of each sequence."""
    if origin is Literal:
        return inner[0]
    if origin in (Union, types.UnionType):
        return sample(_richest(inner), name)
    if origin is tuple and inner[-1] is not Ellipsis:
        return tuple(sample(one, name) for one in inner)
    if origin in (list, tuple, Sequence):
        return tuple(sample(inner[0], name) for _ in range(2))
    if origin in (dict, Mapping):
        return {sample(inner[0], name): sample(inner[1], name)}
    raise TypeError(f"no sample for {origin!r} ({name}): add one to SAMPLES")


def fields(kind: type) -> list[tuple[str, Any]]:
    """The fields of a dataclass with their resolved types."""
    hints = get_type_hints(kind)
    return [(one.name, hints[one.name]) for one in dataclasses.fields(kind) if one.init]


def arguments(make: Callable[..., Any]) -> dict[str, Any]:
    """The resolved types of a function's arguments."""
    return {name: of for name, of in get_type_hints(make).items() if name != "return"}


def variants(make: Callable[..., Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Names and arguments to call `make` with; the first has no name."""
    hints = arguments(make)
    base = {name: sample(of, name) for name, of in hints.items()}
    yield "", base
    for name, of in hints.items():
        for state in _states(of)[1:]:
            yield f"{name}-{_word(state)}", {**base, name: state}
        if dataclasses.is_dataclass(of) and isinstance(of, type):
            for label, changed in _changed(of, base[name]):
                yield label, {**base, name: changed}


def _changed(kind: type, base: Any) -> Iterator[tuple[str, Any]]:
    """The sample in each other state, and bare of everything optional."""
    for field, of in fields(kind):
        for state in _states(of)[1:]:
            yield f"{field}-{_word(state)}", dataclasses.replace(base, **{field: state})
    bare = {field: empty for field, of in fields(kind) for empty in _emptied(of)}
    if bare:
        yield "bare", dataclasses.replace(base, **bare)


def _states(kind: Any) -> list[Any]:
    if get_origin(kind) is Literal:
        return list(get_args(kind))
    if isinstance(kind, type) and issubclass(kind, enum.Enum):
        return list(kind)
    return []


def _emptied(kind: Any) -> list[Any]:
    """What a field holds when left out: nothing, an empty sequence, no; nothing for the rest."""
    if get_origin(kind) in (Union, types.UnionType) and type(None) in get_args(kind):
        return [None]
    if get_origin(kind) in (list, Sequence) or (
        get_origin(kind) is tuple and get_args(kind)[-1] is Ellipsis
    ):
        return [()]
    return [False] if kind is bool else []


def _richest(kinds: tuple[Any, ...]) -> Any:
    """Of several types the one that shows most: text that people wrote before text of ours."""
    if str in kinds:
        return str
    return next(one for one in kinds if one is not type(None))


def _word(state: Any) -> str:
    return str(state.value if isinstance(state, enum.Enum) else state).replace("_", "-")
