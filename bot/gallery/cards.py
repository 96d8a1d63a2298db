"""Every card and form of `bot.cards`, and what Slack is sent for it."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable
from typing import Any, get_type_hints

import bot.cards
from bot.cards.kit import render
from bot.cards.kit_views import view
from bot.cards.modals import Modal
from bot.cards.parts import Card
from bot.locale import Language, Speaker

SHOWN = (Card, Modal)


def makers() -> dict[str, Callable[..., Any]]:
    """Every public function of `bot.cards` that makes a card or a modal, by `module.function`."""
    return {
        f"{info.name}.{name}": make
        for info in pkgutil.iter_modules(bot.cards.__path__)
        for name, make in inspect.getmembers(
            importlib.import_module(f"bot.cards.{info.name}"), inspect.isfunction
        )
        if make.__module__ == f"bot.cards.{info.name}"
        and not name.startswith("_")
        and get_type_hints(make).get("return") in SHOWN
    }


def drawn(made: Card | Modal, language: Language) -> dict[str, Any]:
    """What Slack is sent for a reader of this language."""
    speaker = Speaker(language)
    if isinstance(made, Modal):
        return view(made, speaker)
    card = render(made, speaker)
    return {"text": card.text, "blocks": card.blocks, "attachments": card.attachments}
