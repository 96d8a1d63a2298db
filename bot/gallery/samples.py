"""A sample of anything a card or page shows, built from its type, so that a new one needs no list.

`variants` gives each maker's arguments in all the states its enumerations and literals name, and
once with everything optional left out. Words come from a `Wording`; a type whose sample must be
particular stands in its `known`.
"""

from __future__ import annotations

import dataclasses
import enum
import types
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from bot.gallery.wording import HOSTILE, Wording
from bot.text import Text


@dataclass(frozen=True)
class Sampler:
    """Samples in one wording."""

    wording: Wording = HOSTILE
    left_out: Mapping[type, Any] = field(default_factory=dict)  #: types the caller gives itself

    def sample(self, kind: Any, name: str = "text") -> Any:
        """One value of a type; `name` is the field or argument it is for."""
        if kind is Text and name in self.wording.sentences:
            return self.wording.sentences[name]
        for given in (self.left_out, self.wording.known):
            if isinstance(kind, type) and kind in given:
                return given[kind]
        if kind is str:
            return self.wording.word(name)
        if get_origin(kind) is not None:
            return self._composed(get_origin(kind), get_args(kind), name)
        if isinstance(kind, type) and issubclass(kind, enum.Enum):
            return next(iter(kind))
        if dataclasses.is_dataclass(kind) and isinstance(kind, type):
            return kind(**{field: self.sample(of, field) for field, of in fields(kind)})
        raise TypeError(f"no sample for {kind!r} ({name}): add one to `known` of a wording")

    def _composed(self, origin: Any, inner: tuple[Any, ...], name: str) -> Any:
        """A sample of a union, a literal or a container: two things of each sequence."""
        if origin is Literal:
            return inner[0]
        if origin in (Union, types.UnionType):
            return self.sample(_richest(inner), name)
        if origin is tuple and inner[-1] is not Ellipsis:
            return tuple(self.sample(one, name) for one in inner)
        if origin in (list, tuple, Sequence):
            return tuple(self.sample(inner[0], name) for _ in range(2))
        if origin in (dict, Mapping):
            return {self.sample(inner[0], name): self.sample(inner[1], name)}
        raise TypeError(f"no sample for {origin!r} ({name}): add one to `known` of a wording")

    def variants(self, make: Callable[..., Any]) -> Iterator[tuple[str, dict[str, Any]]]:
        """Names and arguments to call `make` with; the first has no name."""
        hints = arguments(make)
        base = {name: self.sample(of, name) for name, of in hints.items()}
        yield "", base
        for name, of in hints.items():
            for state in _states(of)[1:]:
                yield f"{name}-{_word(state)}", {**base, name: state}
            if dataclasses.is_dataclass(of) and isinstance(of, type) and of not in self.left_out:
                for label, changed in _changed(of, base[name]):
                    yield label, {**base, name: changed}


def fields(kind: type) -> list[tuple[str, Any]]:
    """The fields of a dataclass with their resolved types."""
    hints = get_type_hints(kind)
    return [(one.name, hints[one.name]) for one in dataclasses.fields(kind) if one.init]


def arguments(make: Callable[..., Any]) -> dict[str, Any]:
    """The resolved types of a function's arguments."""
    return {name: of for name, of in get_type_hints(make).items() if name != "return"}


def _changed(kind: type, base: Any) -> Iterator[tuple[str, Any]]:
    """The sample in each other state, and bare of everything optional."""
    for name, of in fields(kind):
        for state in _states(of)[1:]:
            yield f"{name}-{_word(state)}", dataclasses.replace(base, **{name: state})
    if bare := _bare(kind):
        yield "bare", dataclasses.replace(base, **bare)
    for name, _of in fields(kind):
        held = getattr(base, name)
        inner = type(held[0]) if isinstance(held, tuple) and held else None
        if inner is not None and dataclasses.is_dataclass(inner) and (bare := _bare(inner)):
            few = tuple(dataclasses.replace(one, **bare) for one in held)
            yield f"{name}-bare", dataclasses.replace(base, **{name: few})


def _bare(kind: type) -> dict[str, Any]:
    """The optional fields of a dataclass, each left out."""
    return {name: empty for name, of in fields(kind) for empty in _emptied(of)}


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
