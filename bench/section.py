"""A benchmark that `python -m bench NAME` runs; it is found by existing in this package."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, eq=False)
class Section:
    """One benchmark: its parameters are its options, its docstring is its help."""

    name: str
    run: Callable[..., Any]


def section(name: str) -> Callable[[Callable[..., Any]], Section]:
    """Declare a benchmark."""
    return lambda run: Section(name, run)
