"""Every page of `bot.pages`: public functions that take first who reads, and answer HTML."""

from __future__ import annotations

import dataclasses
import importlib
import inspect
import pkgutil
from collections.abc import Callable
from typing import Any, get_type_hints

import bot.pages
from bot.gallery.samples import Sampler
from bot.gallery.wording import FRIENDLY
from bot.locale import Language
from bot.pages import Frame

READERS = (Frame, Language)


def makers() -> dict[str, Callable[..., str]]:
    """Every page, by `module.function`."""
    return {
        f"{info.name}.{name}": make
        for info in pkgutil.iter_modules(bot.pages.__path__)
        for name, make in inspect.getmembers(
            importlib.import_module(f"bot.pages.{info.name}"), inspect.isfunction
        )
        if make.__module__ == f"bot.pages.{info.name}"
        and not name.startswith("_")
        and _reader(make) is not None
        and get_type_hints(make).get("return") is str
    }


def variants(make: Callable[..., str]) -> dict[str, dict[str, Any]]:
    """The arguments beside the reader, by the variant's name."""
    sampler = Sampler(FRIENDLY, {reader: None for reader in READERS})
    return dict(sampler.variants(make))


def shown(make: Callable[..., str], arguments: dict[str, Any], language: Language) -> str:
    """The page in one language, as HTML."""
    name = next(iter(inspect.signature(make).parameters))
    frame = dataclasses.replace(Sampler(FRIENDLY).sample(Frame), language=language, base="")
    return make(**{**arguments, name: frame if _reader(make) is Frame else language})


def _reader(make: Callable[..., Any]) -> type | None:
    first = next(iter(inspect.signature(make).parameters), "")
    kind = get_type_hints(make).get(first)
    return kind if kind in READERS else None
